"""Sums, products and scatters of cotangents. NumPy only; Python numbers go wherever arrays do; float32 stays
float32."""

from __future__ import annotations

from typing import Any

import numpy as np


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """The cotangent of an operand of that shape from the cotangent of a result that it was broadcast to."""
    have = np.shape(g)
    if have == tuple(shape):
        return g
    lead = len(have) - len(shape)
    ones = tuple(i + lead for i, n in enumerate(shape) if n == 1 and have[i + lead] != 1)
    out = np.sum(g, axis=(*range(lead), *ones))
    return np.reshape(out, shape) if len(shape) else out


def expand(g: Any, shape: tuple[int, ...], axis: Any = None, keepdims: bool = False) -> Any:
    """The cotangent of what was summed over `axis`: each element of g for all elements that went into it. A
    read-only view."""
    if not len(shape):
        return g
    if axis is not None and not keepdims and np.ndim(g) < len(shape):
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, shape)


def contract(x: Any, shape: tuple[int, ...], axis: Any = None, keepdims: bool = False) -> Any:
    """The adjoint of `expand`: sum x, of that shape, over `axis`."""
    return np.sum(x, axis=axis, keepdims=keepdims)


def count(shape: tuple[int, ...], axis: Any = None) -> int:
    """How many elements a reduction of that shape over `axis` puts together."""
    if axis is None or not len(shape):
        return int(np.prod(shape, dtype=int))
    return int(np.prod([shape[a] for a in np.atleast_1d(axis)], dtype=int))


def nonzero_product(g: Any, p: Any) -> Any:
    """g * p, and 0 where g is 0 even if p is infinite or nan: what was not used gets no derivative."""
    used = np.not_equal(g, 0)
    if not isinstance(used, np.ndarray):
        with np.errstate(invalid="ignore"):
            return g * p if used else np.zeros_like(p) if isinstance(p, np.ndarray) else 0.0
    return g * np.where(used, p, np.asarray(0, dtype=dtype_of(p)))


def used(p: Any, g: Any) -> Any:
    """A partial p, and 0 where it is infinite or nan and g, the cotangent that it is multiplied with, is 0."""
    if not isinstance(p, np.ndarray) and not isinstance(g, np.ndarray):
        return p if g or np.isfinite(p) else 0.0
    return np.where(np.isfinite(p) | np.not_equal(g, 0), p, np.asarray(0, dtype=dtype_of(p)))


def kept(p: Any, g: Any) -> Any:
    """1 where `used` keeps the partial, else 0."""
    return (np.isfinite(p) | np.not_equal(g, 0)).astype(dtype_of(p))


def dtype_of(x: Any) -> Any:
    """The dtype of a derivative of x: its own, or float64 if that is no inexact one."""
    dtype = np.asarray(x).dtype
    return dtype if dtype.kind in "fc" else np.dtype(float)


def as_inexact(g: Any, dtype: Any) -> Any:
    """The cotangent of x from that of x.astype(dtype): zero where that is a dtype of integers."""
    return g if np.dtype(dtype).kind in "fc" else np.zeros_like(g)


def ratio(a: Any, b: Any) -> Any:
    """a / b by the rules of arrays for Python numbers too: 1 / 0 is inf."""
    try:
        return a / b
    except ZeroDivisionError:
        return np.divide(a, b)


def quotient(a: Any, b: Any) -> Any:
    """a / b, and 0 where b is 0."""
    if not isinstance(b, np.ndarray):
        return a / b if b else a * 0.0
    return a * np.where(b == 0, 0, 1 / np.where(b == 0, 1, b)).astype(b.dtype)


def zeros_of(shape: tuple[int, ...], like: Any) -> Any:
    """Zeros of a shape, with the dtype of a derivative of `like`."""
    return np.zeros(shape, dtype_of(like))


def scatter_add(g: Any, shape: tuple[int, ...], index: Any) -> np.ndarray:
    """The cotangent of x from that of x[index], x of that shape; elements that were taken twice get both."""
    out = zeros_of(shape, g)
    np.add.at(out, index, g)
    return out


def add_rows(out: np.ndarray, rows: np.ndarray, g: np.ndarray) -> None:
    """out[rows] += g of a matrix, where rows may come more than once. Column by column np.add.at is several times as fast."""
    if out.shape[1] > len(rows) or np.shape(g) != (len(rows), out.shape[1]):
        np.add.at(out, rows, g)
        return
    for k in range(out.shape[1]):
        np.add.at(out[:, k], rows, g[:, k])


def scatter(g: Any, shape: tuple[int, ...], index: Any) -> np.ndarray:
    """The cotangent of x from that of x[index] for an index that takes no element twice: slices, integers, masks."""
    out = zeros_of(shape, g)
    out[index] = g
    return out


def gather(x: Any, index: Any) -> Any:
    """x[index]."""
    return x[index]


def take_scatter(g: Any, shape: tuple[int, ...], indices: Any, axis: int | None = None) -> np.ndarray:
    """The cotangent of a from that of np.take(a, indices, axis)."""
    if axis is None:
        out = zeros_of((int(np.prod(shape, dtype=int)),), g)
        np.add.at(out, indices, g)
        return out.reshape(shape)
    out = zeros_of(shape or (1,), g)  # NumPy takes a number for an axis of one
    axis %= out.ndim
    np.add.at(out, (slice(None),) * axis + (indices,), g)
    return out.reshape(shape)


def take_along_scatter(g: Any, shape: tuple[int, ...], indices: Any, axis: int | None = None) -> np.ndarray:
    """The cotangent of a from that of np.take_along_axis(a, indices, axis)."""
    if axis is None:
        return take_scatter(g, shape, indices)
    out = zeros_of(shape, g)
    full = np.shape(g)  # all axes but `axis` broadcast
    grid = [i if n > 1 else np.zeros_like(i) for i, n in zip(np.ogrid[tuple(slice(m) for m in full)], shape)]
    grid[axis] = indices
    np.add.at(out, tuple(grid), g)
    return out


__all__ = [
    "add_rows",
    "as_inexact",
    "contract",
    "count",
    "dtype_of",
    "expand",
    "gather",
    "kept",
    "nonzero_product",
    "quotient",
    "ratio",
    "scatter",
    "scatter_add",
    "take_along_scatter",
    "take_scatter",
    "unbroadcast",
    "used",
    "zeros_of",
]
