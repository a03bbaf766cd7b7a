"""Statistics of samples: medians, quantiles, weighted averages, interpolation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from srcgrad.runtime.numeric import dtype_of, expand
from srcgrad.runtime.partials import grouped


def median_weights(a: Any, axis: Any = None) -> Any:
    """The share of each element of a in its median: 1, or 1/2 for the two in the middle. Of equal elements the
    first in stable order counts."""
    a = np.asarray(a)
    flat, back = grouped(a, axis)
    n = flat.shape[1]
    order = np.argsort(flat, axis=1, kind="stable")
    out = np.zeros(flat.shape, dtype_of(a))
    middle = (order[:, (n - 1) // 2], order[:, n // 2])
    for index in middle:
        out[np.arange(len(out)), index] += 0.5
    return back(out)[()]


def aligned(weights: Any, shape: tuple[int, ...], axis: Any) -> np.ndarray:
    """The weights of np.average in the shape of what is averaged."""
    w = np.asarray(1 if weights is None else weights)
    if w.ndim == 1 and len(shape) != 1 and axis is not None:
        w = np.reshape(w, [-1 if i == axis % len(shape) else 1 for i in range(len(shape))])
    return np.broadcast_to(w, shape)


def average_vjp(g: Any, a: Any, axis: Any, weights: Any) -> Any:
    """The cotangent of a in np.average(a, axis, weights)."""
    shape = np.shape(a)
    w = aligned(weights, shape, axis)
    share = w / np.sum(w, axis=axis, keepdims=True)
    return expand(g, shape, axis) * share.astype(dtype_of(g))


def average_weights_vjp(g: Any, a: Any, y: Any, axis: Any, weights: Any) -> Any:
    """The cotangent of the weights in np.average(a, axis, weights) = y."""
    shape = np.shape(a)
    w = aligned(weights, shape, axis)
    full = expand(g, shape, axis) * (a - expand(y, shape, axis)) / np.sum(w, axis=axis, keepdims=True)
    if np.shape(weights) == shape:
        return full
    return np.sum(full, axis=tuple(i for i in range(len(shape)) if i != axis % len(shape)))


def average_jvp(a: Any, a_dot: Any, weights: Any, weights_dot: Any, y: Any, axis: Any) -> Any:
    """The tangent of np.average(a, axis, weights) = y."""
    shape = np.shape(a)
    w, w_dot = aligned(weights, shape, axis), aligned(weights_dot, shape, axis)
    return np.sum(a_dot * w + (a - expand(y, shape, axis)) * w_dot, axis=axis) / np.sum(w, axis=axis)


def rows_of(m: Any, rowvar: bool = True) -> np.ndarray:
    """Variables as rows, as np.cov sees them."""
    m = np.atleast_2d(m)
    return m.T if not rowvar and m.shape[0] != 1 else m


def centred_rows(m: Any, other: Any, rowvar: bool, bias: bool, ddof: int | None) -> tuple[np.ndarray, int, float]:
    """All variables of np.cov(m, other, ...) less their means, how many come from m, and what their products are divided by."""
    own = rows_of(m, rowvar)
    both = own if other is None or not len(own) else np.concatenate([own, rows_of(other, rowvar)])
    n = both.shape[1] - ((0 if bias else 1) if ddof is None else ddof)
    return both - np.mean(both, axis=1, keepdims=True), len(own), n


def cov_vjp(g: Any, m: Any, other: Any, rowvar: bool = True, bias: bool = False, ddof: Any = None, second: bool = False) -> Any:
    """The cotangent of m, or of `other` if `second`, in np.cov(m, other, rowvar, bias, ddof)."""
    centred, k, n = centred_rows(m, other, rowvar, bias, ddof)
    g = np.reshape(g, (len(centred), len(centred)))
    of = other if second else m
    if not k:
        return np.zeros(np.shape(of))
    out = ((g + g.T) @ centred / n)[k:] if second else ((g + g.T) @ centred / n)[:k]
    return np.reshape(out.T if np.shape(rows_of(of, rowvar)) != np.shape(np.atleast_2d(of)) else out, np.shape(of))


def cov_jvp(m: Any, other: Any, rowvar: bool, bias: bool, ddof: Any, m_dot: Any, other_dot: Any) -> Any:
    """The tangent of np.cov(m, other, rowvar, bias, ddof)."""
    centred, _, n = centred_rows(m, other, rowvar, bias, ddof)
    dot = rows_of(np.broadcast_to(m_dot, np.shape(m)), rowvar)
    if other is not None and len(dot):
        dot = np.concatenate([dot, rows_of(np.broadcast_to(other_dot, np.shape(other)), rowvar)])
    half = dot @ centred.T / n
    return np.squeeze(half + half.T)


def corrcoef_vjp(g: Any, x: Any, other: Any, rowvar: bool = True, second: bool = False) -> Any:
    """The cotangent of x, or of `other` if `second`, in np.corrcoef(x, other, rowvar)."""
    c = np.atleast_2d(np.cov(x, other, rowvar))
    d = np.sqrt(np.diagonal(c))
    g = np.reshape(g, c.shape) / np.outer(d, d)
    own = np.sum((g + g.T) * c, axis=1) / (2 * d * d)
    return cov_vjp(g - np.diag(own), x, other, rowvar, second=second)


def corrcoef_jvp(x: Any, other: Any, rowvar: bool, x_dot: Any, other_dot: Any) -> Any:
    """The tangent of np.corrcoef(x, other, rowvar)."""
    c = np.atleast_2d(np.cov(x, other, rowvar))
    dot = np.atleast_2d(cov_jvp(x, other, rowvar, False, None, x_dot, other_dot))
    d, own = np.sqrt(np.diagonal(c)), np.diagonal(dot) / (2 * np.diagonal(c))
    return np.squeeze(dot / np.outer(d, d) - c / np.outer(d, d) * (own + own[:, None]))


def quantile_weights(a: Any, q: float, axis: Any = None) -> Any:
    """The share of each element of a in its quantile q, a number in [0, 1], interpolated between two neighbours."""
    return between_neighbours(a, q, axis, lambda n, t: (1 - t, t))


def quantile_steps(a: Any, q: float, axis: Any = None) -> Any:
    """The derivative of quantile_weights(a, q, axis) by q."""
    return between_neighbours(a, q, axis, lambda n, t: (1 - n, n - 1))


def between_neighbours(a: Any, q: float, axis: Any, shares: Callable[[int, float], tuple[float, float]]) -> Any:
    """What the two elements next to the quantile q get: `shares` of their number and of how far q is between them."""
    a = np.asarray(a)
    if np.ndim(q):
        raise NotImplementedError("the derivative of several quantiles at once; take one at a time")
    flat, back = grouped(a, axis)
    at = q * (flat.shape[1] - 1)
    low = int(np.floor(at))
    order = np.argsort(flat, axis=1, kind="stable")
    out = np.zeros(flat.shape, dtype_of(a))
    rows = np.arange(len(out))
    first, second = shares(flat.shape[1], at - low)
    out[rows, order[:, low]] += first
    out[rows, order[:, min(low + 1, flat.shape[1] - 1)]] += second
    return back(out)[()]


def interp_cells(x: Any, xp: Any) -> tuple[Any, Any, Any]:
    """The interval of xp that each x lies in, how far it is along it, and whether it lies inside of all."""
    xp = np.asarray(xp)
    i = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)
    inside = (x >= xp[0]) & (x <= xp[-1])
    return i, np.clip((x - xp[i]) / (xp[i + 1] - xp[i]), 0, 1), inside


def inside_of(g: Any, x: Any, xp: Any, left: Any = None, right: Any = None) -> Any:
    """The part of g, the cotangent of np.interp(x, xp, fp, left, right), that goes to fp: not where left or right is given."""
    below = np.less(x, np.min(xp)) if left is not None else False
    above = np.greater(x, np.max(xp)) if right is not None else False
    return np.where(below | above, np.zeros_like(g), g)[()]


def interp_slope(x: Any, xp: Any, fp: Any) -> Any:
    """The derivative of np.interp(x, xp, fp) by x; 0 outside of xp, at a node the slope to its right."""
    i, _, inside = interp_cells(x, xp)
    xp, fp = np.asarray(xp), np.asarray(fp)
    return np.where(inside, (fp[i + 1] - fp[i]) / (xp[i + 1] - xp[i]), 0.0)[()]


def interp_vjp(g: Any, x: Any, xp: Any) -> np.ndarray:
    """The cotangent of fp in np.interp(x, xp, fp)."""
    i, t, _ = interp_cells(x, xp)
    out = np.zeros(np.shape(xp), dtype_of(g))
    np.add.at(out, i, g * (1 - t))
    np.add.at(out, i + 1, g * t)
    return out


def interp_slope_vjp(g: Any, x: Any, xp: Any) -> np.ndarray:
    """The cotangent of fp in interp_slope(x, xp, fp), in which it is linear."""
    i, _, inside = interp_cells(x, xp)
    xp = np.asarray(xp)
    share = np.where(inside, g / (xp[i + 1] - xp[i]), 0)
    out = np.zeros(np.shape(xp), dtype_of(share))
    np.add.at(out, i, -share)
    np.add.at(out, i + 1, share)
    return out


def interp_jvp(x: Any, xp: Any, fp: Any, x_dot: Any, xp_dot: Any, fp_dot: Any) -> Any:
    """The tangent of np.interp(x, xp, fp)."""
    xp_dot, fp_dot = np.broadcast_to(xp_dot, np.shape(xp)), np.broadcast_to(fp_dot, np.shape(fp))
    slope = interp_slope(x, xp, fp)
    return slope * (x_dot - np.interp(x, xp, xp_dot)) + np.interp(x, xp, fp_dot)


def quantile_slope(a: Any, q: float, axis: Any = None, keepdims: bool = False) -> Any:
    """The derivative of the quantile q of a by q: the number of gaps times the gap that q lies in."""
    flat, _ = grouped(np.asarray(a), axis)
    at = q * (flat.shape[1] - 1)
    low = min(int(np.floor(at)), max(flat.shape[1] - 2, 0))
    ordered = np.sort(flat, axis=1)
    slope = (flat.shape[1] - 1) * (ordered[:, min(low + 1, flat.shape[1] - 1)] - ordered[:, low])
    return np.reshape(slope, np.shape(np.sum(a, axis=axis, keepdims=keepdims)))[()]


def histogram_vjp(g: Any, a: Any, edges: Any) -> Any:
    """The cotangent of the weights in np.histogram(a, ..., weights=weights): that of the bin that each falls into."""
    a, edges = np.asarray(a), np.asarray(edges)
    k = np.searchsorted(edges, a, side="right") - 1
    k = np.where(a == edges[-1], len(edges) - 2, k)
    there = (k >= 0) & (k < len(edges) - 1)
    return np.where(there, np.asarray(g)[np.clip(k, 0, len(edges) - 2)], 0.0)


def histogram_edges_vjp(g: Any, a: Any, bins: Any = 10, range: Any = None) -> Any:
    """The cotangent of a from that of the edges which np.histogram(a, bins) spaces between its extremes."""
    out = np.zeros(np.shape(a), dtype_of(g))
    if np.ndim(bins) == 0 and range is None and np.size(a):
        share = np.linspace(0.0, 1.0, len(g))
        out[np.unravel_index(np.argmin(a), out.shape)] += np.sum(g * (1.0 - share))
        out[np.unravel_index(np.argmax(a), out.shape)] += np.sum(g * share)
    return out


def histogram_edges_jvp(dot: Any, a: Any, bins: Any, range: Any, edges: Any) -> Any:
    """The tangent of the edges of np.histogram(a, bins, range)."""
    if np.ndim(bins) or range is not None or not np.size(a):
        return np.zeros(np.shape(edges), dtype_of(dot))
    dot = np.ravel(np.broadcast_to(dot, np.shape(a)))
    return np.linspace(dot[np.argmin(a)], dot[np.argmax(a)], len(edges))


__all__ = [
    "average_jvp",
    "average_vjp",
    "average_weights_vjp",
    "corrcoef_jvp",
    "corrcoef_vjp",
    "cov_jvp",
    "cov_vjp",
    "histogram_edges_jvp",
    "histogram_edges_vjp",
    "histogram_vjp",
    "inside_of",
    "interp_jvp",
    "interp_slope",
    "interp_slope_vjp",
    "interp_vjp",
    "median_weights",
    "quantile_slope",
    "quantile_steps",
    "quantile_weights",
]
