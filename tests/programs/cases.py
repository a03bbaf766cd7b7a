"""What a program is differentiated at."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import Any

MODES = ("rev", "fwd", "second")


@dataclass(frozen=True)
class Case:
    """A function with a scalar result, smooth around `args`.

    argnums     as in srcgrad.grad
    tolerance   against finite differences, relative to the largest part of the gradient; second order gets 100 times it
    step        of the differences, in the largest component of the direction
    modes       those that are tried
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    argnums: Any = 0
    tolerance: float = 1e-6
    step: float = 5e-4
    modes: tuple[str, ...] = MODES
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.function.__name__


def every(namespace: Mapping[str, Any], *args: Any, **options: Any) -> list[Case]:
    """A case for each public function that a module defines, all at the same arguments; `options` as those of Case."""
    home = namespace["__name__"]
    return [Case(f, args, **options) for name, f in list(namespace.items())
            if isinstance(f, FunctionType) and f.__module__ == home and not name.startswith("_")]
