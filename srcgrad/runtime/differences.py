"""Adjoints of finite differences on a grid, and powers of one array as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from srcgrad.runtime.numeric import dtype_of


def gradient_vjp(g: Any, shape: Sequence[int], spacing: Sequence[Any], axis: Any = None, edge_order: int = 1) -> np.ndarray:
    """The cotangent of f, of that shape, in np.gradient(f, *spacing, axis=axis, edge_order=edge_order)."""
    axes = tuple(range(len(shape))) if axis is None else tuple(a % len(shape) for a in np.atleast_1d(axis).tolist())
    parts = g if isinstance(g, list | tuple) else [g]
    steps = list(spacing) * (len(axes) if len(spacing) == 1 else 1) or [1.0] * len(axes)
    out = np.zeros(shape, dtype_of(parts[0]) if parts else float)
    for part, a, step in zip(parts, axes, steps):
        moved, bar = np.moveaxis(out, a, 0), np.moveaxis(np.asarray(part), a, 0)
        for where, rows, weights in stencils(shape[a], step, edge_order):
            for row, weight in zip(rows, weights):
                moved[row] += bar[where] * np.reshape(weight, (-1, *[1] * (len(shape) - 1)))
    return out


def stencils(n: int, step: Any, edge_order: int) -> list[tuple[slice, list[slice], list[Any]]]:
    """What np.gradient does along an axis of n points: results, the points that they are made of, the weights of those.
    Fornberg's weights, as in its documentation."""
    h = np.diff(step) if np.ndim(step) else np.full(n - 1, float(step))
    left, right = h[:-1], h[1:]
    inner = [-right / (left * (left + right)), (right - left) / (left * right), left / (right * (left + right))]
    rows = [slice(0, n - 2), slice(1, n - 1), slice(2, n)]
    out: list[tuple[slice, list[slice], list[Any]]] = [(slice(1, n - 1), rows, inner)] if n > 2 else []
    if edge_order == 1:
        first, last = [-1 / h[:1], 1 / h[:1]], [-1 / h[-1:], 1 / h[-1:]]
    else:
        a, b = h[:1], h[1:2]
        first = [-(2 * a + b) / (a * (a + b)), (a + b) / (a * b), -a / (b * (a + b))]
        a, b = h[-2:-1], h[-1:]
        last = [b / (a * (a + b)), -(b + a) / (a * b), (2 * b + a) / (b * (a + b))]
    k = len(first)
    out.append((slice(0, 1), [slice(i, i + 1) for i in range(k)], first))
    out.append((slice(n - 1, n), [slice(n - k + i, n - k + i + 1) for i in range(k)], last))
    return out


def vander_slope(x: Any, n: int, increasing: bool = False, order: int = 1) -> np.ndarray:
    """The derivative of that order of each element of np.vander(x, n, increasing) by its x."""
    x = np.asarray(x, dtype_of(x))
    powers = np.arange(n) if increasing else np.arange(n)[::-1]
    factor = np.ones(n, x.dtype)
    for k in range(order):
        factor *= powers - k
    return factor * x[:, None] ** np.maximum(powers - order, 0)


__all__ = ["gradient_vjp", "vander_slope"]
