"""Adjoints of joining, repeating and rearranging arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from srcgrad.runtime.numeric import dtype_of, unbroadcast


def shaped(part: Any, like: Any) -> Any:
    """A part in the shape of what it belongs to; for a number a number, not a view without axes."""
    return np.reshape(part, np.shape(like))[()]


def unconcatenate(g: Any, arrays: Sequence[Any], axis: int | None = 0) -> list[Any]:
    """The cotangent of each array in np.concatenate(arrays, axis): views of g."""
    if axis is None:
        ends = np.cumsum([np.size(a) for a in arrays])[:-1]
        return [shaped(p, a) for p, a in zip(np.split(g, ends), arrays)]
    return np.split(g, np.cumsum([np.shape(a)[axis] for a in arrays])[:-1], axis)


def unstack_horizontal(g: Any, arrays: Sequence[Any]) -> list[Any]:
    """The cotangent of each array in np.hstack(arrays)."""
    parts = unconcatenate(g, [np.atleast_1d(a) for a in arrays], 0 if np.ndim(g) == 1 else 1)
    return [shaped(p, a) for p, a in zip(parts, arrays)]


def unstack_vertical(g: Any, arrays: Sequence[Any]) -> list[Any]:
    """The cotangent of each array in np.vstack(arrays)."""
    parts = unconcatenate(g, [np.atleast_2d(a) for a in arrays], 0)
    return [shaped(p, a) for p, a in zip(parts, arrays)]


def unstack_columns(g: Any, arrays: Sequence[Any]) -> list[Any]:
    """The cotangent of each array in np.column_stack(arrays)."""
    parts = unconcatenate(g, [a if np.ndim(a) > 1 else np.reshape(a, (-1, 1)) for a in arrays], 1)
    return [shaped(p, a) for p, a in zip(parts, arrays)]


def unstack_depth(g: Any, arrays: Sequence[Any]) -> list[Any]:
    """The cotangent of each array in np.dstack(arrays)."""
    parts = unconcatenate(g, [np.atleast_3d(a) for a in arrays], 2)
    return [shaped(p, a) for p, a in zip(parts, arrays)]


def untile(g: Any, shape: tuple[int, ...], reps: Any) -> Any:
    """The cotangent of A, of that shape, in np.tile(A, reps)."""
    counts = tuple(int(r) for r in np.atleast_1d(reps))
    n = max(len(shape), len(counts))
    sizes, counts = (1,) * (n - len(shape)) + tuple(shape), (1,) * (n - len(counts)) + counts
    blocks = np.reshape(g, [m for pair in zip(counts, sizes) for m in pair])
    return np.reshape(np.sum(blocks, axis=tuple(range(0, 2 * n, 2))), shape)


def unrepeat(g: Any, shape: tuple[int, ...], repeats: Any, axis: int | None = None) -> Any:
    """The cotangent of a, of that shape, in np.repeat(a, repeats, axis)."""
    flat = shape if axis is not None and len(shape) else (int(np.prod(shape, dtype=int)),)
    along = 0 if axis is None else axis
    source = np.repeat(np.arange(flat[along]), repeats)
    out = np.zeros(flat, dtype_of(g))
    np.add.at(np.moveaxis(out, along, 0), source, np.moveaxis(np.asarray(g), along, 0))
    return np.reshape(out, shape)


def unpad(g: Any, shape: tuple[int, ...], pad_width: Any) -> Any:
    """The cotangent of the array, of that shape, inside np.pad(array, pad_width) with constant values."""
    if not len(shape):
        return g
    before = np.broadcast_to(np.asarray(pad_width), (len(shape), 2))[:, 0]
    return g[tuple(slice(int(b), int(b) + n) for b, n in zip(before, shape))]


def pad_values_vjp(g: Any, shape: tuple[int, ...], pad_width: Any, values_shape: tuple[int, ...]) -> np.ndarray:
    """The cotangent of the constant values, of that shape, in np.pad(array, pad_width, constant_values=values)."""
    sides = np.arange(2 * len(shape)).reshape(len(shape), 2) + 1
    source = np.pad(np.zeros(shape, int), pad_width, constant_values=sides)
    sums = np.bincount(source.reshape(-1), np.reshape(g, -1), 2 * len(shape) + 1)[1:].astype(dtype_of(g))
    return unbroadcast(sums.reshape(len(shape), 2), values_shape)


def pad_vjp(g: Any, shape: tuple[int, ...], pad_width: Any, mode: str) -> Any:
    """The cotangent of the array, of that shape, in np.pad(array, pad_width, mode), for modes that repeat elements."""
    size = int(np.prod(shape, dtype=int))
    source = np.pad(np.arange(size).reshape(shape), pad_width, mode=mode)  # type: ignore[call-overload]
    out = np.zeros(size, dtype_of(g))
    np.add.at(out, source, g)
    return np.reshape(out, shape)


def undiff(g: Any, shape: tuple[int, ...], n: int = 1, axis: int = -1) -> Any:
    """The cotangent of a, of that shape, in np.diff(a, n, axis)."""
    out = np.moveaxis(np.asarray(g), axis, -1)
    if not out.shape[-1]:
        return np.zeros(shape, dtype_of(g))
    for _ in range(n):
        edge = np.zeros((*out.shape[:-1], 1), out.dtype)
        out = np.concatenate((edge, out), axis=-1) - np.concatenate((out, edge), axis=-1)
    return np.moveaxis(out, -1, axis)


def undiagonal(g: Any, shape: tuple[int, ...], offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The cotangent of a, of that shape, in np.diagonal(a, offset, axis1, axis2)."""
    out = np.zeros(shape, dtype_of(g))
    moved = np.moveaxis(out, (axis1, axis2), (-2, -1))
    n = np.shape(g)[-1]
    i = np.arange(n)
    moved[..., i + max(-offset, 0), i + max(offset, 0)] = g
    return out


def inverse_permutation(axes: Any) -> Any:
    """The axes that undo np.transpose(a, axes)."""
    if axes is None or len(axes) == 1 and (axes[0] is None or isinstance(axes[0], tuple | list)):
        axes = None if axes is None else axes[0]
    return None if not axes else tuple(int(i) for i in np.argsort([a % len(axes) for a in axes]))


def select_vjp(g: Any, condlist: Sequence[Any], choicelist: Sequence[Any]) -> list[Any]:
    """The cotangent of each choice in np.select(condlist, choicelist): where its condition is the first that holds."""
    left: Any = True
    out = []
    for condition, choice in zip(condlist, choicelist):
        out.append(unbroadcast(np.where(condition & left, g, np.zeros_like(g)), np.shape(choice)))
        left = left & ~np.asarray(condition)
    return out


def select_default_vjp(g: Any, condlist: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """The cotangent of the default, of that shape, in np.select: where no condition holds."""
    chosen: Any = False
    for condition in condlist:
        chosen = chosen | np.asarray(condition)
    return unbroadcast(np.where(chosen, np.zeros_like(g), g), shape)


def sort_order(a: Any, axis: int | None = -1) -> np.ndarray:
    """The stable order that np.sort(a, axis) puts the elements in."""
    return np.argsort(a, axis=axis, kind="stable")


def unsort(g: Any, order: np.ndarray, axis: int | None = -1) -> Any:
    """The cotangent of a from that of its elements put in `order` along axis; flat order without an axis."""
    out = np.empty(np.shape(order), dtype_of(g))
    np.put_along_axis(out, order, np.asarray(g), -1 if axis is None else axis)
    return out


def rolled_axes(n: int, axis: int, start: int = 0) -> list[int]:
    """The axes of np.rollaxis(a, axis, start), for a of n axes, as np.transpose takes them."""
    return [m - 2 for m in np.rollaxis(np.empty(range(2, n + 2), dtype=bool), axis, start).shape]


def scatter_item(g: Any, shape: tuple[int, ...], args: Any) -> np.ndarray:
    """The cotangent of a, of that shape, in a.item(*args)."""
    out = np.zeros(shape, dtype_of(g))
    if len(args) == 1 and not isinstance(args[0], tuple):
        out.reshape(-1)[args[0]] = g
    else:
        out[args[0] if len(args) == 1 else tuple(args)] = g
    return out


def gather_item(x: Any, args: Any) -> Any:
    """x.item(*args)."""
    return np.asarray(x).item(*args)


def unmesh(g: Any, xi: Sequence[Any], k: int, indexing: str = "xy") -> Any:
    """The cotangent of xi[k] from that of np.meshgrid(*xi, indexing=indexing)[k]."""
    along = 1 - k if indexing == "xy" and len(xi) > 1 and k < 2 else k
    return shaped(np.sum(g, axis=tuple(i for i in range(np.ndim(g)) if i != along)), xi[k])


def trapezoid_vjp(g: Any, shape: tuple[int, ...], x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """The cotangent of f, of that shape, in np.trapezoid(f, x, dx, axis)."""
    out = np.zeros(shape, dtype_of(g))
    moved = np.moveaxis(out, axis, -1)
    width = dx if x is None else np.diff(x) if np.ndim(x) == 1 else np.moveaxis(np.diff(x, axis=axis), axis, -1)
    half = 0.5 * np.expand_dims(g, -1) * width
    moved[..., 1:] += half
    moved[..., :-1] += half
    return out


def powers_of(n: int, x: Any) -> Any:
    """x ** (n - 1), ..., x, 1, along a new first axis."""
    x = np.asarray(x, dtype_of(x))
    return x ** np.arange(n - 1, -1, -1, dtype=x.dtype).reshape((n, *[1] * x.ndim))


def polyval_vjp(g: Any, shape: tuple[int, ...], x: Any) -> Any:
    """The cotangent of the coefficients p, of that shape, in np.polyval(p, x)."""
    if len(shape) != 1:
        raise NotImplementedError("the derivative of np.polyval for several polynomials at once")
    return np.sum(g * powers_of(shape[0], x), axis=tuple(range(1, np.ndim(x) + 1)))


def polyval_slope(p: Any, x: Any) -> Any:
    """The derivative of np.polyval(p, x) by x."""
    if np.ndim(p) != 1:
        raise NotImplementedError("the derivative of np.polyval for several polynomials at once")
    return np.polyval(np.asarray(p)[:-1] * np.arange(len(p) - 1, 0, -1), x)


def polyval_vjp_jvp(g: Any, shape: tuple[int, ...], x: Any, x_dot: Any) -> Any:
    """The tangent of polyval_vjp(g, shape, x) from that of x."""
    n = shape[0]
    slopes = np.arange(n - 1, 0, -1).reshape((n - 1, *[1] * np.ndim(x))) * powers_of(n - 1, x)
    out = np.sum(g * x_dot * slopes, axis=tuple(range(1, np.ndim(x) + 1)))
    return np.append(out, 0.0)


def linspace_vjp(g: Any, num: int, endpoint: bool = True, axis: int = 0) -> tuple[Any, Any]:
    """The cotangents of start and stop, of one shape, in np.linspace(start, stop, num, endpoint, axis=axis)."""
    g = np.moveaxis(np.asarray(g), axis, -1)
    t = (np.arange(num) / max(num - 1 if endpoint else num, 1)).astype(g.dtype)
    return np.sum(g * (1 - t), axis=-1), np.sum(g * t, axis=-1)


def trapezoid_grid_vjp(g: Any, f: Any, shape: tuple[int, ...], axis: int = -1) -> Any:
    """The cotangent of x, of that shape, in np.trapezoid(f, x, axis=axis)."""
    if not np.size(f):
        return np.zeros(shape, dtype_of(g))
    moved = np.moveaxis(np.asarray(f), axis, -1)
    half = 0.5 * np.expand_dims(g, -1) * (moved[..., 1:] + moved[..., :-1])
    ends = np.zeros((*np.shape(half)[:-1], 1), dtype_of(half))
    whole = np.concatenate((ends, half), axis=-1) - np.concatenate((half, ends), axis=-1)
    if len(shape) == 1:
        return np.reshape(np.sum(np.reshape(whole, (-1, shape[0])), axis=0), shape)
    return unbroadcast(np.moveaxis(whole, -1, axis), shape)


def trapezoid_step_vjp(g: Any, y: Any, x: Any, dx: Any) -> Any:
    """The cotangent of dx in np.trapezoid(f, x, dx) = y, which counts where there is no x."""
    if x is not None:
        return 0.0
    if np.ndim(dx):
        raise NotImplementedError("the derivative of np.trapezoid by an array of steps; give the points x")
    return np.sum(g * y) / dx


def unreduceat(g: Any, shape: tuple[int, ...], indices: Any, axis: int = 0) -> np.ndarray:
    """The cotangent of a, of that shape, in np.add.reduceat(a, indices, axis)."""
    out = np.zeros(shape, dtype_of(g))
    moved, bars = np.moveaxis(out, axis, 0), np.moveaxis(np.asarray(g), axis, 0)
    ends = [*list(indices)[1:], shape[axis]]
    for k, (start, stop) in enumerate(zip(indices, ends)):
        moved[start:max(stop, start + 1)] += bars[k]
    return out


__all__ = [
    "polyval_slope",
    "select_default_vjp",
    "polyval_vjp",
    "polyval_vjp_jvp",
    "trapezoid_grid_vjp",
    "trapezoid_step_vjp",
    "trapezoid_vjp",
    "select_vjp",
    "pad_values_vjp",
    "pad_vjp",
    "gather_item",
    "inverse_permutation",
    "linspace_vjp",
    "rolled_axes",
    "scatter_item",
    "sort_order",
    "unconcatenate",
    "undiagonal",
    "undiff",
    "unmesh",
    "unpad",
    "unreduceat",
    "unrepeat",
    "unsort",
    "unstack_columns",
    "unstack_depth",
    "unstack_horizontal",
    "unstack_vertical",
    "untile",
]
