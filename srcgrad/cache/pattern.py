"""The pattern of a call as a dictionary key, made quickly: equal keys mean equal specs."""
from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from srcgrad.ir.spec import Spec, const_key, specs_of


class Ones(dict[tuple[int, ...], tuple[bool, ...]]):
    """shape → which of its sizes are 1; remembered, for asking costs more than looking up."""

    def __missing__(self, shape: tuple[int, ...]) -> tuple[bool, ...]:
        if len(self) > 4096:
            self.clear()
        ones = self[shape] = tuple([n == 1 for n in shape])
        return ones


ONES = Ones()
SCALARS = frozenset({float, int, bool, complex, np.float64, np.float32, np.int64, np.bool_, type(None)})


def key_of(values: Sequence[Any], names: Sequence[str]) -> Hashable:
    """Arrays, scalars, strings and functions are looked at here; containers and objects through their specs."""
    key: list[Any] = []
    for value in values:
        cls = type(value)
        if cls is np.ndarray:
            key += (cls, value.dtype, ONES[value.shape])
        elif cls in SCALARS:
            key.append(cls)
        elif cls is str or cls is FunctionType:
            key += (cls, const_key(value))
        else:
            return specs_key(specs_of(dict(zip(names, values, strict=True))))
    return tuple(key)


def specs_key(specs: Mapping[str, Spec]) -> Hashable:
    """The key of specs at hand; cannot be mistaken for one of `key_of`'s, which holds no specs."""
    return tuple(specs.values())
