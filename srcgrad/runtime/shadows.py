"""Cotangents found by storage, for arrays and lists that may be known under several names.

Where it cannot be told before the run which array a name stands for, its cotangent is looked up by the memory that it
occupies: every array that shares memory with another finds a view of the same cotangent buffer.
"""
from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.runtime.refusal import refusal


class Shadows:
    """One cotangent buffer for each piece of storage. Entries keep the primal alive, so that an address is never reused."""

    def __init__(self) -> None:
        self.buffers: dict[int, tuple[Any, Any]] = {}


def owner(x: np.ndarray) -> np.ndarray:
    """The array whose memory x is a view of."""
    while isinstance(x.base, np.ndarray):
        x = x.base
    return x


def shadow_of(shadows: Shadows, x: Any) -> Any:
    """The cotangent of x: for an array a writable view laid out as x is in its owner's memory; for a list a list of zeros,
    one for each element; for a dict or object a dict. For a number an array of no axes, found by the number as an object: where
    the derivative was built, nothing told it from an array."""
    base = owner(x) if isinstance(x, np.ndarray) else x
    entry = shadows.buffers.get(id(base))
    if entry is None:
        entry = shadows.buffers[id(base)] = (base, writable(zeros(base)))
    buffer = entry[1]
    if not isinstance(x, np.ndarray) or x is base:
        return buffer
    offset = x.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    flat = buffer.ravel(order="K")
    first = offset // buffer.itemsize
    return np.lib.stride_tricks.as_strided(flat[first:], x.shape, x.strides)


def writable(zero: Any) -> Any:
    return np.array(zero) if isinstance(zero, float) else zero


def add_by_storage(shadows: Shadows, box: Any, held: Any, more: Any) -> None:
    """Add the cotangent of a list or dict as a whole. `held`: what it held then. Arrays in it find their own cotangent,
    numbers have theirs in that of the box."""
    for k in held if isinstance(held, dict) else range(len(held)):
        part = more[k] if isinstance(more, list | tuple | dict) or np.ndim(more) else more  # a number stands for all parts
        if isinstance(held[k], np.ndarray):
            shadow_of(shadows, held[k])[...] += part
        elif isinstance(held[k], list | dict):
            add_by_storage(shadows, held[k], held[k], part)
        else:
            total = shadow_of(shadows, box)
            total[k] = total[k] + part


def take_shadow(shadows: Shadows, x: Any) -> Any:
    """The cotangent of x, which is forgotten: called where the reverse sweep comes to the operation that made x."""
    buffer = shadow_of(shadows, x)
    base = owner(x) if isinstance(x, np.ndarray) else x
    if base is x:
        shadows.buffers.pop(id(base), None)
    return buffer if isinstance(x, np.ndarray) or not isinstance(buffer, np.ndarray) else buffer[()]


def contents(x: Any) -> Any:
    """What a list or dict holds now, and what those in it do: (the container, its parts) for each."""
    if isinstance(x, list | dict):
        return x, {k: contents(v) for k, v in x.items()} if isinstance(x, dict) else [contents(v) for v in x]
    return (None, tuple([contents(v) for v in x])) if isinstance(x, tuple) else x


def take_whole(shadows: Shadows, held: Any) -> Any:
    """The cotangent of a list or dict, with those that arrays, lists, dicts and numbers in it have for themselves. `held`: what it
    held then, by `contents`."""
    x, parts = held
    if x is None:
        return tuple([whole_part(shadows, v, 0.0) for v in parts])
    total = shadow_of(shadows, x)
    numbers = [id(v) for v in (parts.values() if isinstance(parts, dict) else parts) if id(v) in shadows.buffers]
    if len(set(numbers)) < len(numbers):
        raise refusal("SG404", "one number stands at two places of a list or dict that is known only at run time")
    for k, v in parts.items() if isinstance(parts, dict) else enumerate(parts):
        total[k] = whole_part(shadows, v, total[k])
    return total


def whole_part(shadows: Shadows, v: Any, found: Any) -> Any:
    if isinstance(v, tuple):
        return take_whole(shadows, v)
    if isinstance(v, np.ndarray):
        return shadow_of(shadows, v)
    return found + take_shadow(shadows, v) if id(v) in shadows.buffers else found


def take_apart(shadows: Shadows, x: Any, base: Any) -> Any:
    """The cotangent that x has for itself: that of a copy; zero if x is a view of `base`, whose cotangent holds it already."""
    if isinstance(x, np.ndarray) and isinstance(base, np.ndarray) and owner(x) is owner(base):
        return np.zeros_like(x)
    return take_shadow(shadows, x)


def zeros_in_list(x: Any) -> Any:
    """A cotangent of zero for a tuple that is taken for a list (0.0 where it was never bound): it is written into."""
    return [zeros(i) for i in x] if isinstance(x, tuple | list) else zeros(x)


def zeros(x: Any) -> Any:
    """A cotangent of zero for x: 0.0 for a number, zeros laid out as an array is, the same structure for a container."""
    if isinstance(x, np.ndarray):
        return np.zeros_like(x, dtype=x.dtype if x.dtype.kind in "fc" else float)
    if isinstance(x, list):
        return [zeros(i) for i in x]
    if isinstance(x, dict):
        return {k: zeros(v) for k, v in x.items()}
    if isinstance(x, tuple):
        parts = [zeros(i) for i in x]
        return type(x)(*parts) if hasattr(x, "_fields") else tuple(parts)
    if hasattr(x, "__dict__") and not callable(x):
        return {k: zeros(v) for k, v in vars(x).items()}
    return 0.0


__all__ = ["Shadows", "add_by_storage", "contents", "owner", "shadow_of", "take_apart", "take_shadow", "take_whole", "zeros",
           "zeros_in_list"]
