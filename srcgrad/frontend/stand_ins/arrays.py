"""np.block, np.vectorize, np.ndindex and the like, by functions of NumPy that have rules and calls of the user's function."""
from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from srcgrad.runtime import alike


def block(arrays: Any) -> Any:
    if not isinstance(arrays, list):
        return np.array(arrays)
    if not isinstance(arrays[0], list):
        return np.concatenate([np.atleast_1d(part) for part in arrays], axis=-1)
    return np.concatenate([np.concatenate([np.atleast_2d(part) for part in row], axis=-1) for row in arrays], axis=-2)


def along_axis(function: Any, axis: Any, array: Any, *args: Any, **named: Any) -> Any:
    if np.ndim(array) == 1:
        return np.asarray(function(array, *args, **named))
    rows = np.moveaxis(array, axis, -1)
    parts = [function(row, *args, **named) for row in rows]
    alike(parts)
    whole = np.stack(parts)
    return np.moveaxis(whole, -1, axis) if np.ndim(whole) == 2 else whole


def vectorized(function: Any, *arrays: Any) -> Any:
    parts = [function(*values) for values in zip(*[np.ravel(part) for part in np.broadcast_arrays(*arrays)])]
    alike(parts)
    return np.reshape(np.array(parts), np.broadcast_shapes(*[np.shape(part) for part in arrays]))


def outer(ufunc: Any, a: Any, b: Any) -> Any:
    return ufunc(np.reshape(a, np.shape(a) + (1,) * np.ndim(b)), b)


def in_a_row(*parts: Any) -> Any:
    return np.concatenate([np.atleast_1d(part) for part in parts])


def diff(a: Any, n: Any = 1, axis: Any = -1, prepend: Any = None, append: Any = None) -> Any:
    parts = [part for part in (prepend, a, append) if part is not None]
    return np.diff(np.concatenate([as_slab(part, a, axis) for part in parts], axis), n, axis)


def as_slab(part: Any, a: Any, axis: Any) -> Any:
    if np.ndim(part) > 0:
        return part
    if np.ndim(a) == 1:
        return np.array([part])
    shape = list(np.shape(a))
    shape[axis] = 1
    return np.broadcast_to(part, tuple(shape))


def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    inside = np.ediff1d(ary)
    parts = [part for part in (to_begin, inside, to_end) if part is not None]
    return np.concatenate([np.ravel(part) for part in parts])


def ndindex(*shape: Any) -> Any:
    sizes = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
    return itertools.product(*[range(size) for size in sizes])


def ndenumerate(arr: Any) -> Any:
    return [(place, arr[place]) for place in itertools.product(*[range(size) for size in np.shape(arr)])]


def moved(x: Any, shift: Any, scale: Any) -> Any:
    return shift + scale * np.asarray(x)
