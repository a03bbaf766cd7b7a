"""Forms of functions of NumPy by others that have rules: the same numbers, computed as NumPy computes them.

np.linalg.cond, tensorsolve, tensorinv; polynomials by their coefficients; np.choose, np.piecewise, np.take with a mode, np.interp
with a period, np.average and np.linspace with further results, running sums.
"""
from __future__ import annotations

from typing import Any

import numpy as np


# --- linear algebra --------------------------------------------------------------------------------------------------
def cond(x: Any, p: Any = None) -> Any:
    if p is None or p == 2 or p == -2:
        s = np.linalg.svd(x, compute_uv=False)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    return np.linalg.norm(x, ord=p, axis=(-2, -1)) * np.linalg.norm(np.linalg.inv(x), ord=p, axis=(-2, -1))


def tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    if axes is not None:
        order = [k for k in range(np.ndim(a)) if k not in axes] + list(axes)
        a = np.transpose(a, tuple(order))
    shape = np.shape(a)[np.ndim(b) - np.ndim(a):]
    found = np.linalg.solve(np.reshape(a, (np.size(b), np.size(b))), np.ravel(b))
    return np.reshape(found, shape)


def tensorinv(a: Any, ind: Any = 2) -> Any:
    shape = np.shape(a)
    return np.reshape(np.linalg.inv(np.reshape(a, (np.prod(shape[ind:]), -1))), (*shape[ind:], *shape[:ind]))


# --- polynomials -----------------------------------------------------------------------------------------------------
def polyder(p: Any, m: Any = 1) -> Any:
    p = np.asarray(p)
    for _ in range(m):
        p = p[:-1] * np.arange(len(p) - 1, 0, -1)
    return p


def polyint(p: Any, m: Any = 1, k: Any = None) -> Any:
    p = np.asarray(p)
    constants = [0.0] * m if k is None else [k] * m if np.ndim(k) == 0 else k
    for j in range(m):
        p = np.concatenate((p / np.arange(len(p), 0, -1), [constants[j]]))
    return p


def polyadd(a1: Any, a2: Any) -> Any:
    a1, a2 = np.atleast_1d(a1), np.atleast_1d(a2)
    n = max(len(a1), len(a2))
    return padded_in_front(a1, n) + padded_in_front(a2, n)


def polysub(a1: Any, a2: Any) -> Any:
    a1, a2 = np.atleast_1d(a1), np.atleast_1d(a2)
    n = max(len(a1), len(a2))
    return padded_in_front(a1, n) - padded_in_front(a2, n)


def padded_in_front(a: Any, n: Any) -> Any:
    return np.concatenate((np.zeros(n - len(a)), a))


def polymul(a1: Any, a2: Any) -> Any:
    return np.convolve(np.trim_zeros(np.atleast_1d(a1), "f"), np.trim_zeros(np.atleast_1d(a2), "f"))


def poly(seq_of_zeros: Any) -> Any:
    a = np.ones((1,))
    for zero in seq_of_zeros:
        a = np.convolve(a, np.array([1.0, -zero]), mode="full")
    return a


def polyfit(x: Any, y: Any, deg: Any, rcond: Any = None, full: Any = False, w: Any = None, cov: Any = False) -> Any:
    x, y = np.asarray(x) + 0.0, np.asarray(y) + 0.0
    if rcond is None:
        rcond = len(x) * np.spacing(np.ones_like(x[0]))  # of the dtype of x
    powers = np.vander(x, deg + 1)
    if w is not None:
        w = np.asarray(w) + 0.0
        powers = powers * w[:, None]
        y = y * w if np.ndim(y) == 1 else y * w[:, None]
    scale = np.sqrt(np.sum(powers * powers, axis=0))
    c = np.linalg.lstsq(powers / scale, y, rcond)[0]
    return (c.T / scale).T


# --- choices and places ----------------------------------------------------------------------------------------------
def choose(a: Any, choices: Any) -> Any:
    values = tuple(choices)
    chosen = values[-1]
    for k in range(len(values) - 2, -1, -1):
        chosen = np.where(np.equal(a, k), values[k], chosen)
    return chosen


def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **named: Any) -> Any:
    conditions = list(condlist) if isinstance(condlist, list | tuple) else [condlist]
    functions = list(funclist)
    if len(functions) == len(conditions) + 1:
        conditions.append(~np.any(np.array(conditions), axis=0))
    y = np.zeros_like(x)
    for condition, function in zip(conditions, functions):
        if callable(function):
            y[condition] = function(x[condition], *args, **named)
        else:
            y[condition] = function
    return y


def take(a: Any, indices: Any, axis: Any = None, out: Any = None, mode: Any = "raise") -> Any:
    n = np.size(a) if axis is None else np.shape(a)[axis]
    return np.take(a, np.mod(indices, n) if mode == "wrap" else np.clip(indices, 0, n - 1), axis)


def fromiter(iter: Any, dtype: Any, count: Any = -1) -> Any:
    return np.array([value for value in iter], dtype)


def fromfunction(function: Any, shape: Any, *, dtype: Any = float, **named: Any) -> Any:
    grid = np.indices(shape, dtype=dtype)
    return function(*[grid[k] for k in range(len(shape))], **named)


def periodic(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    period = abs(period)
    xp, fp = np.asarray(xp) % period, np.asarray(fp)
    order = np.argsort(xp)
    xp, fp = xp[order], fp[order]
    return np.interp(x % period, np.concatenate((xp[-1:] - period, xp, xp[0:1] + period)), np.concatenate((fp[-1:], fp, fp[0:1])))


# --- further results -------------------------------------------------------------------------------------------------
def linspace(start: Any, stop: Any, num: Any = 50, endpoint: Any = True, retstep: Any = False, dtype: Any = None,
             axis: Any = 0) -> Any:
    if not retstep:
        return np.linspace(start, stop, num, endpoint, False, dtype, axis)
    step = np.subtract(stop, start) / (num - 1 if endpoint else num)
    return np.linspace(start, stop, num, endpoint, False, dtype, axis), step


def average(a: Any, axis: Any = None, weights: Any = None, returned: Any = False, *, keepdims: Any = False) -> Any:
    mean = np.mean(a, axis=axis, keepdims=keepdims) if weights is None else np.average(a, axis, weights)
    if keepdims and weights is not None:
        mean = np.reshape(mean, np.shape(np.sum(a, axis=axis, keepdims=True)))
    if not returned:
        return mean
    if weights is None:
        return mean, np.full(np.shape(mean), np.size(a) / np.size(mean))[()]
    if np.ndim(weights) == np.ndim(a):
        return mean, np.broadcast_to(np.sum(weights, axis=axis, keepdims=keepdims), np.shape(mean))[()]
    return mean, np.broadcast_to(np.sum(weights), np.shape(mean))[()]


def cumulative_sum(x: Any, *, axis: Any = None, include_initial: Any = False) -> Any:
    along = 0 if axis is None else axis
    sums = np.cumsum(x, along)
    return sums if not include_initial else np.concatenate((np.zeros_like(np.take(sums, [0], along)), sums), along)


def cumulative_prod(x: Any, *, axis: Any = None, include_initial: Any = False) -> Any:
    along = 0 if axis is None else axis
    products = np.cumprod(x, along)
    return products if not include_initial else np.concatenate((np.ones_like(np.take(products, [0], along)), products), along)
