"""Adjoints of functions that only move elements: what such a function does to the numbers 0, 1, 2, … says where each went.

    y = np.insert(a, 1, v)          np.insert([0, 1, 2], 1, -1)  =  [0, -1, 1, 2]
                                    the cotangent of a[0] is y_bar[0], of a[1] y_bar[2], of a[2] y_bar[3]
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.runtime.numeric import dtype_of


def numbered(shape: Any) -> np.ndarray:
    return np.arange(int(np.prod(shape, dtype=int))).reshape(shape)


def collected(g: Any, places: np.ndarray, shape: Any) -> np.ndarray:
    """g[k] added to element places[k] of an array of that shape; a negative place is none."""
    out = np.zeros(int(np.prod(shape, dtype=int)), dtype_of(g))
    there = places >= 0
    np.add.at(out, places[there], np.asarray(g)[there])
    return out.reshape(shape)


def spread_out(x: Any, places: np.ndarray) -> np.ndarray:
    """The adjoint of `collected`: element places[k] of x for each k, and 0 where there is none."""
    there = places >= 0
    out = np.zeros(places.shape, dtype_of(x))
    out[there] = np.reshape(x, -1)[places[there]]
    return out


def insert_places(shape: Any, obj: Any, values_shape: Any, axis: Any = None, of_values: bool = False) -> np.ndarray:
    """Where each element of np.insert(arr, obj, values, axis) was: in arr, of that shape, or in the values."""
    if of_values:
        return np.insert(np.full(shape, -1), obj, numbered(values_shape), axis)
    return np.insert(numbered(shape), obj, -1, axis) if len(values_shape) == 0 else np.insert(
        numbered(shape), obj, np.full(values_shape, -1), axis)


def resize_places(shape: Any, new_shape: Any) -> np.ndarray:
    """Where each element of np.resize(a, new_shape) was in a, of that shape."""
    return np.resize(numbered(shape) if np.prod(shape) else [-1], new_shape)


def first_places(ar: Any) -> np.ndarray:
    """Where each element of np.unique(ar) stands first in ar."""
    return np.unique(ar, return_index=True)[1]


def unique_jvp(dot: Any, ar: Any, y: tuple[Any, ...]) -> tuple[Any, ...]:
    """The tangents of what np.unique(ar, return_...=True) = y gives: of the values, and zeros."""
    return (spread_out(dot, first_places(ar)), *(np.zeros(np.shape(v)) for v in y[1:]))


def trim_places(filt: Any, trim: str = "fb") -> np.ndarray:
    """Where each element of np.trim_zeros(filt, trim) was in filt."""
    there = np.argwhere(filt)
    first, last = (there.min(axis=0), there.max(axis=0) + 1) if len(there) else (np.shape(filt), np.shape(filt))
    box = [slice(i if "f" in trim.lower() else 0, j if "b" in trim.lower() else n) for i, j, n in zip(first, last, np.shape(filt))]
    return np.asarray(numbered(np.shape(filt))[tuple(box)])


def running_places(a: Any, y: Any, axis: int = 0) -> np.ndarray:
    """Where each element of y = np.maximum.accumulate(a, axis) (or minimum) was first in a along the axis."""
    moved, best = np.moveaxis(np.asarray(a), axis, -1), np.moveaxis(np.asarray(y), axis, -1)
    new = np.ones(moved.shape, bool)
    new[..., 1:] = (best[..., 1:] != best[..., :-1]) & ~(np.isnan(best[..., 1:]) & np.isnan(best[..., :-1]))
    places = np.maximum.accumulate(np.where(new, np.arange(moved.shape[-1]), 0), axis=-1)
    return np.moveaxis(places, -1, axis)


def window_places(shape: Any, window_shape: Any, axis: Any = None) -> np.ndarray:
    """Where each element of sliding_window_view(x, window_shape, axis) was in x, of that shape."""
    return np.lib.stride_tricks.sliding_window_view(numbered(shape), window_shape, axis)


def partition_places(a: Any, y: Any, axis: Any = -1) -> np.ndarray:
    """Where each element of y = np.partition(a, kth, axis) was in a along the axis: the k-th smallest of both are one."""
    along = (np.reshape(a, -1), 0) if axis is None else (np.asarray(a), axis)
    places = np.empty(np.shape(y), np.intp)
    order = np.argsort(along[0], axis=along[1], kind="stable")
    np.put_along_axis(places, np.argsort(y, axis=along[1], kind="stable"), order, along[1])
    return places


__all__ = ["collected", "first_places", "insert_places", "partition_places", "resize_places", "running_places", "spread_out",
           "trim_places", "unique_jvp", "window_places"]
