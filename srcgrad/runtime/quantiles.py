"""Derivatives of np.quantile and its kin, of several levels at once, by each method that interpolates.

    y[k] = (1 - t) a[low] + t a[high]        low, high: places in sorted order, t: how far the level is between them
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.runtime.numeric import dtype_of, expand
from srcgrad.runtime.partials import grouped

# where the level q of n numbers lies, as NumPy has it: n q + alpha + q (1 - alpha - beta) - 1
BETWEEN = {
    "linear": (1.0, 1.0), "hazen": (0.5, 0.5), "weibull": (0.0, 0.0), "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8), "interpolated_inverted_cdf": (0.0, 1.0)}


def places(n: Any, q: float, method: str) -> tuple[Any, Any, Any, Any]:
    """low, high, t and the derivative of low + t by q, for the level q of n numbers (of each row)."""
    at = (n - 1) * q
    if method in BETWEEN:
        alpha, beta = BETWEEN[method]
        at = n * q + alpha + q * (1 - alpha - beta) - 1
        inside = np.clip(at, 0, n - 1)
        low = np.floor(inside).astype(int)
        return low, np.minimum(low + 1, n - 1), inside - low, np.where(at == inside, n + 1 - alpha - beta, 0.0)
    low, high = np.floor(at).astype(int), np.ceil(at).astype(int)
    if method == "nearest":
        low = high = np.around(at).astype(int)
    elif method != "midpoint":
        low = high = low if method == "lower" else high
    return low, high, np.full(np.shape(n), 0.5), np.zeros(np.shape(n))


def shares(a: Any, q: Any, axis: Any, method: str, skip: bool) -> tuple[list[Any], list[Any]]:
    """For each level: the share of each element of a, and the derivative by the level."""
    a = np.asarray(a)
    flat, back = grouped(a, axis)
    order = np.argsort(flat, axis=1, kind="stable")  # nans come last
    rows = np.arange(len(flat))
    n = np.sum(~np.isnan(flat), axis=1) if skip else np.full(len(flat), flat.shape[1])
    weights, slopes = [], []
    for level in np.ravel(q):
        low, high, t, slope = places(np.maximum(n, 1), float(level), method)
        first, second = order[rows, low], order[rows, high]
        out = np.zeros(flat.shape, dtype_of(a))
        out[rows, first] += 1 - t
        out[rows, second] += t
        weights.append(back(out))
        slopes.append(slope * (flat[rows, second] - flat[rows, first]))
    return weights, slopes


def quantile_vjp(g: Any, a: Any, q: Any, axis: Any, keepdims: bool = False, method: str = "linear", skip: bool = False) -> Any:
    """The cotangent of a in np.quantile(a, q, axis, method=method, keepdims=keepdims); skip: in np.nanquantile."""
    weights, _ = shares(a, q, axis, method, skip)
    bars = np.reshape(g, (len(weights), *np.shape(g)[np.ndim(q):]))
    return sum((expand(bar, np.shape(a), axis, keepdims) * w for bar, w in zip(bars, weights)), np.zeros(np.shape(a), dtype_of(g)))


def quantile_level_vjp(g: Any, a: Any, q: Any, axis: Any, keepdims: bool = False, method: str = "linear",
                       skip: bool = False) -> Any:
    """The cotangent of q."""
    _, slopes = shares(a, q, axis, method, skip)
    bars = np.reshape(g, (len(slopes), -1))
    return np.reshape([np.sum(bar * s) for bar, s in zip(bars, slopes)], np.shape(q)).astype(dtype_of(q))[()]


def quantile_jvp(a_dot: Any, q_dot: Any, a: Any, q: Any, axis: Any, keepdims: bool = False, method: str = "linear",
                 skip: bool = False) -> Any:
    """The tangent."""
    weights, slopes = shares(a, q, axis, method, skip)
    dots = np.ravel(np.broadcast_to(q_dot, np.shape(q)))
    a_dot = np.where(np.isnan(a), 0, a_dot) if skip else a_dot
    parts = [np.sum(a_dot * w, axis=axis, keepdims=keepdims) for w in weights]
    parts = [part + np.reshape(s, np.shape(part)) * dot for part, s, dot in zip(parts, slopes, dots)]
    return np.reshape(parts, (*np.shape(q), *np.shape(parts[0])))[()]


__all__ = ["quantile_jvp", "quantile_level_vjp", "quantile_vjp"]
