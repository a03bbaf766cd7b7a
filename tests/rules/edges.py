"""What derivatives are at kinks, ties, zeros, nans and infinities: (name, function, arguments, gradients).

The functions are plain programs. A gradient that is a tuple is one for each argument. nan means nan.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import scipy.special

inf, nan = np.inf, np.nan
array = np.array


class Edge(NamedTuple):
    name: str
    function: Callable[..., Any]
    args: tuple[Any, ...]
    expected: Any


def python_branch(x):
    return np.sin(x) / x if x != 0 else 1.0


def double_where(x):
    safe = np.where(x == 0, 1.0, x)
    return np.sum(np.where(x == 0, 0.0, np.sqrt(safe)))


def where_sqrt(x):
    return np.sum(np.where(x > 0, np.sqrt(x), 0.0))


def where_log(x):
    return np.sum(np.where(x > 0, np.log(x), x))


def where_sinc(x):
    return np.sum(np.where(x == 0, 1.0, np.sin(x) / x))


KINKS = [
    Edge("abs at 0", lambda x: abs(x), (0.0,), 0.0),
    Edge("abs", lambda x: np.sum(np.abs(x)), (array([-1.0, 0.0, 2.0]),), [-1, 0, 1]),
    Edge("sqrt at 0", lambda x: np.sqrt(x), (0.0,), inf),
    Edge("math.sqrt at 0", lambda x: math.sqrt(x), (0.0,), inf),
    Edge("x ** 0.5 at 0", lambda x: x**0.5, (0.0,), inf),
    Edge("x ** (1/3) at 0", lambda x: x ** (1 / 3), (0.0,), inf),
    Edge("norm at 0", lambda x: np.linalg.norm(x), (np.zeros(3),), [0, 0, 0]),
    Edge(
        "norm of rows", lambda x: np.sum(np.linalg.norm(x, axis=1)), (array([[3.0, 4], [0, 0]]),), [[0.6, 0.8], [0, 0]]
    ),
    Edge("norm 1", lambda x: np.linalg.norm(x, 1), (array([0.0, 1.0]),), [0, 1]),
    Edge("norm inf, a tie", lambda x: np.linalg.norm(x, np.inf), (array([2.0, -2.0, 1.0]),), [0.5, -0.5, 0]),
    Edge(
        "norm 3 with a zero",
        lambda x: np.linalg.norm(x, 3),
        (array([0.0, 1.0, 2.0]),),
        [0, 1 / 9 ** (2 / 3), 4 / 9 ** (2 / 3)],
    ),
    Edge("sqrt of sum at 0", lambda x: np.sqrt(np.sum(x**2)), (np.zeros(2),), [nan, nan]),
    Edge("std of equals", lambda x: np.std(x), (np.ones(3),), [0, 0, 0]),
    Edge("var of equals", lambda x: np.var(x), (np.ones(3),), [0, 0, 0]),
    Edge("hypot at 0", lambda x: np.hypot(x, 0.0), (0.0,), 0.0),
    Edge("arctan2 at 0", lambda x: np.arctan2(x, 0.0), (0.0,), nan),
    Edge("sinc at 0", lambda x: np.sinc(x), (0.0,), 0.0),
    Edge("arcsin at 1", lambda x: np.arcsin(x), (1.0,), inf),
    Edge("arccosh at 1", lambda x: np.arccosh(x), (1.0,), inf),
    Edge("sign", lambda x: np.sum(np.sign(x) * x), (array([0.0, 2.0]),), [0, 1]),
    Edge("floor", lambda x: np.floor(x) * x, (2.5,), 2.0),
    Edge("x // 2 + x % 2", lambda x: x // 2 + x % 2, (5.3,), 1.0),
    Edge("mod", lambda x, y: x % y, (5.3, 2.0), (1.0, -2.0)),
    Edge("heaviside", lambda x: np.heaviside(x, 0.5) * x, (2.0,), 1.0),
]
TIES = [
    Edge("max", lambda x: np.max(x), (array([1.0, 3.0, 3.0]),), [0, 0.5, 0.5]),
    Edge("max by rows", lambda x: np.sum(np.max(x, axis=1)), (array([[2.0, 2.0], [1.0, 3.0]]),), [[0.5, 0.5], [0, 1]]),
    Edge("amax", lambda x: np.amax(x), (array([2.0, 2.0]),), [0.5, 0.5]),
    Edge("min, three", lambda x: np.min(x), (np.ones(3),), [1 / 3, 1 / 3, 1 / 3]),
    Edge("maximum(x, 2)", lambda x: np.maximum(x, 2.0), (2.0,), 0.5),
    Edge("relu of a number", lambda x: np.maximum(x, 0), (0.0,), 0.5),
    Edge("relu", lambda x: np.sum(np.maximum(x, 0)), (array([-1.0, 0.0, 2.0]),), [0, 0.5, 1]),
    Edge("minimum(x, 1)", lambda x: np.sum(np.minimum(1.0, x)), (array([0.0, 1.0, 2.0]),), [1, 0.5, 0]),
    Edge("maximum(x, x)", lambda x: np.maximum(x, x), (2.0,), 1.0),
    Edge("builtin max", lambda x: max(x, 2.0), (2.0,), 1.0),
    Edge("fmax(x, nan)", lambda x: np.fmax(x, np.nan), (1.0,), 1.0),
    Edge("clip", lambda x: np.sum(np.clip(x, 0.0, 1.0)), (array([0.0, 1.0, 0.5, 2.0]),), [1, 1, 1, 0]),
    Edge("sort", lambda x: np.sum(np.sort(x) * array([1.0, 2.0, 3.0])), (array([2.0, 1.0, 2.0]),), [2, 1, 3]),
    Edge("median, even", lambda x: np.median(x), (array([1.0, 2.0, 3.0, 4.0]),), [0, 0.5, 0.5, 0]),
    Edge("median, a tie", lambda x: np.median(x), (array([1.0, 2.0, 2.0]),), [0, 1, 0]),
    Edge("percentile", lambda x: np.percentile(x, 30), (array([1.0, 2.0, 3.0, 4.0]),), [0.1, 0.9, 0, 0]),
    Edge("ptp", lambda x: np.ptp(x), (array([1.0, 3.0, 2.0]),), [-1, 1, 0]),
]
NANS = [
    Edge("where, sqrt", where_sqrt, (array([-1.0, 0.0, 4.0]),), [0, 0, 0.25]),
    Edge("where, log", where_log, (array([0.0]),), [1]),
    Edge("where twice", double_where, (array([0.0, 4.0]),), [0, 0.25]),
    Edge("where, sin(x) / x", where_sinc, (array([0.0]),), [0]),
    Edge("if instead of where", python_branch, (0.0,), 0.0),
    Edge("sum with a nan", lambda x: np.sum(x**2), (array([1.0, nan]),), [2, nan]),
    Edge("nansum", lambda x: np.nansum(x**2), (array([1.0, nan]),), [2, nan]),
    Edge("nansum alone", lambda x: np.nansum(x), (array([1.0, nan]),), [1, 0]),
    Edge("nanmean", lambda x: np.nanmean(x), (array([1.0, nan, 3.0]),), [0.5, 0, 0.5]),
    Edge("nanmax", lambda x: np.nanmax(x), (array([1.0, nan, 3.0]),), [0, 0, 1]),
    Edge("max with a nan", lambda x: np.max(x), (array([1.0, nan, 3.0]),), [0, 1, 0]),
    Edge("maximum(x, nan)", lambda x: np.maximum(x, np.nan), (1.0,), 0.0),
    Edge("nan_to_num", lambda x: np.sum(np.nan_to_num(x)), (array([nan, inf, 1.0]),), [0, 0, 1]),
    Edge("mask", lambda x: np.sum(x[~np.isnan(x)]), (array([1.0, nan]),), [1, 0]),
    Edge("xlogy", lambda x, y: scipy.special.xlogy(x, y), (0.0, 0.0), (-inf, 0.0)),
]
POWERS = [
    Edge("x ** 0", lambda x: x**0, (0.0,), 0.0),
    Edge("x ** 0.0", lambda x: x**0.0, (0.0,), 0.0),
    Edge("x ** y", lambda x, y: x**y, (0.0, 2.0), (0.0, 0.0)),
    Edge("x ** y at 0, 0", lambda x, y: x**y, (0.0, 0.0), (0.0, 0.0)),
    Edge("x ** 2", lambda x: x**2, (0.0,), 0.0),
    Edge("x ** 1", lambda x: x**1, (0.0,), 1.0),
    Edge("negative base", lambda x, y: np.sum(x**y), (array([-2.0]), array([3.0])), ([12], [nan])),
    Edge("(-2) ** 3", lambda x: x**3, (-2.0,), 12.0),
    Edge("1 / x", lambda x: np.sum(x**-1.0), (array([0.0]),), [-inf]),
    Edge("x ** 1.5", lambda x: x**1.5, (0.0,), 0.0),
]
PRODUCTS = [
    Edge("prod, a zero", lambda x: np.prod(x), (array([2.0, 0.0, 3.0]),), [0, 6, 0]),
    Edge("prod, two zeros", lambda x: np.prod(x), (array([2.0, 0.0, 0.0]),), [0, 0, 0]),
    Edge("prod over axes", lambda x: np.prod(x, axis=(0, 1)), (array([[1.0, 2], [3, 4]]),), [[24, 12], [8, 6]]),
    Edge("cumprod", lambda x: np.sum(np.cumprod(x)), (array([2.0, 0.0, 3.0]),), [1, 8, 0]),
]
EXTREMES = [
    Edge("logsumexp, nothing", lambda x: scipy.special.logsumexp(x), (array([-inf, -inf]),), [0, 0]),
    Edge("logsumexp, -inf", lambda x: scipy.special.logsumexp(x), (array([-inf, 0.0]),), [0, 1]),
    Edge(
        "logsumexp, large",
        lambda x: scipy.special.logsumexp(x),
        (array([1000.0, 1001.0]),),
        [0.2689414213699951, 0.7310585786300049],
    ),
    Edge("logsumexp, inf", lambda x: scipy.special.logsumexp(x), (array([inf, 0.0]),), [1, 0]),
    Edge("logaddexp, -inf", lambda x: np.logaddexp(x, -np.inf), (0.0,), 1.0),
    Edge("logaddexp(0, x)", lambda x: np.logaddexp(0, x), (1000.0,), 1.0),
    Edge("log of sum of exp", lambda x: np.log(np.sum(np.exp(x))), (array([1000.0, 1000.0]),), [nan, nan]),
    Edge("tanh", lambda x: np.tanh(x), (1000.0,), 0.0),
    Edge("expit", lambda x: scipy.special.expit(x), (-1000.0,), 0.0),
    Edge("sigmoid", lambda x: 1 / (1 + np.exp(-x)), (-1000.0,), nan),
    Edge("softplus", lambda x: np.log1p(np.exp(x)), (1000.0,), nan),
    Edge("log at 0", lambda x: np.log(x), (0.0,), inf),
    Edge("exp(-inf)", lambda x: np.exp(x), (-inf,), 0.0),
    Edge("exp(-x ** 2)", lambda x: np.exp(-(x**2)), (40.0,), 0.0),
    Edge("x / y", lambda x, y: x / y, (np.float64(0.0), np.float64(0.0)), (inf, nan)),
]
LINALG = [
    Edge("det, singular", lambda a: np.linalg.det(a), (array([[1.0, 2], [2, 4]]),), [[4, -2], [-2, 1]]),
    Edge("trace", lambda a: np.trace(a, offset=1), (array([[1.0, 2], [2, 4]]),), [[0, 1], [0, 0]]),
    Edge("eigvalsh of I", lambda a: np.linalg.eigvalsh(a)[0], (np.eye(2),), [[1, 0], [0, 0]]),
    Edge("singular values of I", lambda a: np.sum(np.linalg.svd(a, compute_uv=False)), (np.eye(2),), [[1, 0], [0, 1]]),
    Edge("nuclear norm", lambda a: np.linalg.norm(a, "nuc"), (np.diag([2.0, 3.0]),), [[1, 0], [0, 1]]),
    Edge("spectral norm", lambda a: np.linalg.norm(a, 2), (np.diag([2.0, 3.0]),), [[0, 0], [0, 1]]),
]
BROADCAST = [
    Edge(
        "(1, 3) + (2, 3)",
        lambda a, b: np.sum(a + b),
        (np.ones((1, 3)), np.ones((2, 3))),
        ([[2, 2, 2]], np.ones((2, 3))),
    ),
    Edge("() + (3,)", lambda a, b: np.sum(a + b), (array(1.0), np.ones(3)), (array(3.0), [1, 1, 1])),
    Edge("(3, 1) * (1, 4)", lambda a, b: np.sum(a * b), (np.ones((3, 1)), np.ones((1, 4))), ([[4]] * 3, [[3] * 4])),
    Edge("broadcast_to", lambda a: np.sum(np.broadcast_to(a, (2, 3))), (np.ones(3),), [2, 2, 2]),
    Edge(
        "stacks",
        lambda a, b: np.sum(a @ b),
        (np.ones((2, 3, 3)), np.ones((3, 3))),
        (np.full((2, 3, 3), 3), np.full((3, 3), 6)),
    ),
    Edge("outer of matrices", lambda a: np.sum(np.outer(a, a)), (np.ones((2, 2)),), [[8, 8], [8, 8]]),
    Edge("an empty sum", lambda a: np.sum(a**2), (np.ones((0, 3)),), np.ones((0, 3))),
    Edge("array of powers", lambda x: np.sum(np.array([x, x**2])), (3.0,), 7.0),
    Edge("float()", lambda x: float(x) ** 2, (3.0,), 6.0),
    Edge("math.sin", lambda x: math.sin(x), (1.0,), math.cos(1.0)),
]
ALL = [*KINKS, *TIES, *NANS, *POWERS, *PRODUCTS, *EXTREMES, *LINALG, *BROADCAST]
SECOND = [
    Edge("x ** 2", lambda x: x**2, (0.0,), 2.0),
    Edge("x ** 1.5", lambda x: x**1.5, (0.0,), inf),
    Edge("x ** 1.0", lambda x: x**1.0, (0.0,), 0.0),
    Edge("abs", lambda x: abs(x), (0.0,), 0.0),
]
DTYPES = [
    ("a number", lambda x: x * 3.0, np.float32(2.0), np.float32),
    ("times a number", lambda x: np.sum(x * 2.0), np.ones(2, np.float32), np.float32),
    ("times float64", lambda x: np.sum(x * np.ones(2)), np.ones(2, np.float32), np.float32),
    ("mean", lambda x: np.mean(x), np.ones(2, np.float32), np.float32),
    ("dot float64", lambda x: x @ np.ones(2), np.ones(2, np.float32), np.float32),
    ("float16", lambda x: np.sum(x**2), np.ones(2, np.float16), np.float16),
    ("longdouble", lambda x: np.sum(x**2), np.ones(2, np.longdouble), np.longdouble),
    ("an element", lambda x: x[0], np.ones(2, np.float32), np.float32),
    ("astype", lambda x: np.sum(x.astype(np.float32) ** 2), np.ones(2), np.float64),
]
