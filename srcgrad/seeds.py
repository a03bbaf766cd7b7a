"""Seeds: cotangents and tangents that a caller hands in, and the values that they belong to."""
from __future__ import annotations

import copy
from typing import Any

import numpy as np

from srcgrad.errors import ArgumentError
from srcgrad.ir.spec import attributes_of, is_user_object


def check_like(seed: Any, value: Any, what: str, whose: str) -> None:
    """SG403 unless the seed has the structure and shapes of the value."""
    if isinstance(value, list | tuple):
        if not isinstance(seed, list | tuple) or len(seed) != len(value):
            raise ArgumentError("SG403", f"{what} has to be a sequence of {len(value)} parts, as {whose} is")
        for s, v in zip(seed, value, strict=True):
            check_like(s, v, f"a part of {what}", whose)
    elif isinstance(value, dict):
        if not isinstance(seed, dict) or seed.keys() != value.keys():
            raise ArgumentError("SG403", f"{what} has to be a dict with the keys {list(value)}, as {whose} is")
        for k, v in value.items():
            check_like(seed[k], v, f"{what}[{k!r}]", whose)
    elif is_number(value) and np.shape(seed) != np.shape(value):
        raise ArgumentError("SG403", f"{what} has the shape {np.shape(seed)}, {whose} {np.shape(value)}",
                            help=f"give {what} the shape of the value that it belongs to")


def check_shared(tangent: Any, primal: Any, seen: dict[int, Any]) -> None:
    """SG403 where a container or object that is met twice is to move in two directions. `seen`: id of a primal → its tangent."""
    parts = parts_of(primal)
    if parts is None:
        return
    if id(primal) in seen and not alike(tangent, seen[id(primal)]):
        raise ArgumentError("SG403", f"a {type(primal).__name__} is met twice in the arguments, with two different tangents",
                            help="it is one object: give it the same tangent at both places, or pass a copy at one of them")
    seen.setdefault(id(primal), tangent)
    for t, p in zip(parts_of(tangent) or (), parts):
        check_shared(t, p, seen)


def parts_of(value: Any) -> list[Any] | None:
    """What a list, tuple, dict or object of a user's class holds; None for anything else."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, dict):
        return [value[k] for k in sorted(value, key=repr)]
    return list(attributes_of(value).values()) if is_user_object(value) else None


def alike(a: Any, b: Any) -> bool:
    ours, theirs = parts_of(a), parts_of(b)
    if ours is None or theirs is None:
        return a is b or bool(np.array_equal(a, b))
    return len(ours) == len(theirs) and all(map(alike, ours, theirs))


def as_like(seed: Any, value: Any) -> Any:
    """The seed in the classes and float dtypes of the value: a list for a list, an array for an array."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(as_like, seed, value))
    if isinstance(value, list | tuple):
        return type(value)(map(as_like, seed, value))
    if isinstance(value, dict):
        return {k: as_like(seed[k], v) for k, v in value.items()}
    if isinstance(value, np.ndarray | np.floating):
        return np.asarray(seed, dtype=value.dtype)[()] if isinstance(value, np.floating) else (
            np.asarray(seed, dtype=value.dtype if value.dtype.kind in "fc" else None))
    return float(seed) if isinstance(value, int | float) and not isinstance(value, bool) else seed


def is_number(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic | int | float | complex)


def copied(value: Any) -> Any:
    """Arrays, containers and objects of users' classes copied, the rest as it is; aliases inside stay aliases."""
    return _copied(value, {})


def _copied(value: Any, memo: dict[int, Any]) -> Any:
    if id(value) in memo:
        return memo[id(value)]
    if isinstance(value, np.ndarray):
        out: Any = value.copy()
    elif isinstance(value, tuple):
        parts = [_copied(v, memo) for v in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    elif type(value) is list:
        out = memo[id(value)] = []
        out.extend(_copied(v, memo) for v in value)
    elif isinstance(value, dict):
        out = memo[id(value)] = value.copy()
        for k, v in value.items():
            out[k] = _copied(v, memo)
    elif is_user_object(value):
        out = memo[id(value)] = copy.copy(value)
        for name, v in attributes_of(value).items():
            object.__setattr__(out, name, _copied(v, memo))
    else:
        return value
    memo[id(value)] = out
    return out
