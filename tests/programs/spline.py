"""A natural cubic spline: second derivatives by the Thomas algorithm, evaluation by bisection, roughness."""
import numpy as np
from cases import Case


def thomas(lower, diag, upper, rhs):
    """Solves a tridiagonal system; overwrites diag and rhs."""
    n = len(diag)
    for i in range(1, n):
        w = lower[i] / diag[i - 1]
        diag[i] -= w * upper[i - 1]
        rhs[i] -= w * rhs[i - 1]
    x = np.zeros(n)
    x[-1] = rhs[-1] / diag[-1]
    for i in range(n - 2, -1, -1):
        x[i] = (rhs[i] - upper[i] * x[i + 1]) / diag[i]
    return x


def second_derivatives(x, y):
    h = np.diff(x)
    slope = np.diff(y) / h
    lower, upper = h[:-1].copy(), h[1:].copy()
    diag = 2.0 * (h[:-1] + h[1:])
    rhs = 6.0 * (slope[1:] - slope[:-1])
    m = np.zeros_like(y)
    m[1:-1] = thomas(lower, diag, upper, rhs)
    return m


def find_interval(x, t):
    lo, hi = 0, len(x) - 1
    while hi - lo > 1:
        mid = (lo + hi) // 2
        if x[mid] > t:
            hi = mid
        else:
            lo = mid
    return lo


def evaluate(x, y, m, t):
    i = find_interval(x, t)
    h = x[i + 1] - x[i]
    a, b = (x[i + 1] - t) / h, (t - x[i]) / h
    return a * y[i] + b * y[i + 1] + ((a**3 - a) * m[i] + (b**3 - b) * m[i + 1]) * h**2 / 6.0


def fit_error(y, x, ts, data, smoothing):
    m = second_derivatives(x, y)
    residual = 0.0
    for t, d in zip(ts, data):
        residual += (evaluate(x, y, m, t) - d) ** 2
    h = x[1:] - x[:-1]
    roughness = np.sum(h * (m[:-1] ** 2 + m[:-1] * m[1:] + m[1:] ** 2)) / 3.0
    return residual + smoothing * roughness


KNOTS = np.array([0.0, 0.7, 1.5, 2.1, 3.0, 4.0])
TS = np.array([0.2, 0.9, 1.2, 1.9, 2.4, 2.8, 3.6])

CASES = [Case(fit_error, (np.sin(KNOTS), KNOTS, TS, np.sin(TS) + 0.1, 0.05), (0, 1, 2, 4))]
