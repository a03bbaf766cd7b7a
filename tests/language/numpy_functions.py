"""NumPy functions in the forms of their arguments that are met less often."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, -1.3, 0.7, 1.9, -0.4, 0.2])
A = np.array([[1.2, 0.3, -0.7], [0.9, 2.5, 0.2], [-0.3, 0.6, 1.8], [0.4, -1.2, 0.5]])
MASK = np.array([[True, False, True], [True, True, False], [False, True, True], [True, True, True]])


def reductions_of_some(x, a):
    y = np.mean(a, axis=0, where=MASK) + np.prod(a, axis=0, where=MASK) + np.max(a, axis=0, initial=-9.0, where=MASK)
    return np.sum(y**2) + np.sum(a, axis=1, initial=x[0]) @ np.arange(4.0) + np.min(x, initial=0.1) ** 2


def levels(x, a):
    y = np.percentile(a, [20, 70], axis=0) * np.arange(6.0).reshape(2, 3)
    z = np.quantile(x, [0.3, 0.8], method="hazen") + np.quantile(x, 0.3, method="lower") * np.quantile(x, 0.45 + 0.1 * x[0])
    return np.sum(y**2) + np.sum(z**2)


def levels_without_gaps(x, a):
    y = np.where(MASK, a, np.nan)
    return np.sum(np.nanmedian(y, axis=0) ** 2) + np.nanquantile(y, 0.3) ** 2 + np.sum(np.nancumprod(y, axis=1))


def integrals_over_moving_points(x, a):
    grid = np.cumsum(x**2)
    trapezoid = getattr(np, "trapezoid", None) or np.trapz
    lines = trapezoid(a, a.sum(axis=1) * np.arange(4.0), axis=0)
    return trapezoid(x**3, grid) ** 2 + trapezoid(x, dx=x[1]) ** 2 + np.sum(lines**2)


def running(x, a):
    y = np.maximum.accumulate(x) * np.minimum.accumulate(x**2)
    return np.sum(y**2 * np.arange(6.0)) + np.logaddexp.reduce(x) ** 2 + np.sum(np.add.reduceat(a, [0, 2, 1]) ** 2)


def windows(x, a):
    y = np.lib.stride_tricks.sliding_window_view(x, 3)
    return np.sum(y.prod(axis=1) * np.arange(4.0)) + np.sum(np.lib.stride_tricks.sliding_window_view(a, (2, 2)) ** 3)


def polynomials(x, a):
    p, q = x[:4], a[0]
    y = np.polymul(p, q) + np.polyadd(np.polyint(np.polyder(x)), np.zeros(1))
    fitted = np.polyfit(np.arange(6.0), x, 2, w=np.arange(1.0, 7.0))
    return np.sum(y**2) + np.sum(np.poly(q) ** 2) + np.sum(fitted**2) + np.sum(np.polysub(p, q) ** 3)


def conditions_and_tensors(x, a):
    m = a[:3] + 3.0 * np.eye(3)
    t = np.eye(6).reshape(6, 2, 3) * 2.0 + x[0] * np.sin(np.arange(36.0)).reshape(6, 2, 3)
    solved = np.linalg.tensorsolve(t, x)
    return np.linalg.cond(m) + np.linalg.cond(m, 1) + np.sum(solved**2) + np.sum(np.linalg.tensorinv(t, ind=1) ** 2)


def pieces(x, a):
    y = np.piecewise(x, [x < 0, x > 1], [lambda z: -z * x[0], lambda z: z**3, 0.5])
    z = np.choose(np.array([0, 1, 2, 1, 0, 2]), [x**2, a[0, 0], x])
    grid = np.fromfunction(lambda i, j: x[0] * i + j**2, (2, 3))
    return np.sum(y**2) + np.sum(z**2 * np.arange(6.0)) + np.sum(grid**2) + np.sum(np.fromiter((v * v for v in x), float) ** 2)


def taken_around(x, a):
    y = np.take(x, [7, -1, 3], mode="wrap") * np.take(x, [7, -1, 3], mode="clip") + x.compress(x > 0.5)
    points, step = np.linspace(x[0], x[1], 5, retstep=True)
    mean, weight = np.average(a, axis=0, weights=a**2, returned=True)
    return np.sum(y**2) + np.sum(points**2) * step + np.sum(mean * weight**2) + np.sum(np.float64(x[2]) * np.i0(x))


LINE = np.poly1d([0.5, -1.0, 2.0])
SERIES = np.polynomial.Chebyshev([1.0, 0.5, -0.25, 0.1])


def polynomials_that_are_objects(x, a):
    y = LINE(x) * SERIES(x[:3] / 3.0).sum() + np.polynomial.hermite.hermval(x[0], a[1])
    return np.sum(y**2) + np.sum(np.polynomial.polynomial.polyval(a, x) ** 2)


def outside_of_the_nodes(x, a):
    y = np.interp(x * 3.0, [-2.0, 0.0, 2.5], a[0], left=a[1, 0], right=x[0]) * np.interp(x, [0.0, 1.0, 2.0], a[1], period=3.0)
    return np.sum(y**2) + np.var(x, ddof=1) ** 2 + np.sum(np.linalg.norm(a, ord=1, axis=0) ** 2)


def rounded_on_the_way(x, a):
    return np.sum(np.linspace(x[0], x[3], 3, dtype=int)) * x[1] + np.trace(a[:3], dtype=int) * x[2] + x[0] ** 2


def split_numbers(x, a):
    fraction, exponent = np.frexp(x)
    part, whole = np.modf(x * 3.0)
    angle = np.unwrap(a * 6.0, axis=0)
    return np.sum(fraction**2 * exponent) + np.sum(part**2 * whole) + np.sum(angle**2) + np.sum(np.trim_zeros(np.pad(x, 2)) ** 3)


CASES = every(globals(), X, A, argnums=(0, 1), tolerance=1e-5)
