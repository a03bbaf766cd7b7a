"""A value that is a number or an array, which is known only at run time, among arrays that are written."""
from __future__ import annotations

import numpy as np
from cases import Case, every

X = np.array([1.1, 0.7, 1.4])


def _starts_as_a_number(x, n):
    acc = x[0]
    for i in range(n):
        acc = acc + x * x[i % 3]
        if x[i % 3] > 1.0:
            acc[0] *= x[1]
    return np.sum(acc * acc)


def an_array_in_one_branch(x):
    y = x * 2.0
    z = y if x[0] > 1.0 else x[1] * 3
    y[0] = x[2]
    w = y if x[0] > 1.5 else x[1] * 3
    y[1] *= x[2]
    return np.sum(z) + y[0] * np.sum(z * w)


def row_or_number(x):
    y = np.array([x, x * x]) if x[0] > 1.0 else x[0] * x
    v = y[0]
    y[1] = x[1] * v
    y[0] *= 2.0
    return np.sum(y) + np.sum(v * 3.0)


def rows_or_numbers_in_a_loop(x):
    y = np.array([x, x * x]) if x[0] > 1.0 else x[0] * x
    y[1] = x[2]
    s = 0.0
    for i in range(2):
        v = y[i]
        y[i] *= x[2]
        y[1] += 0.3 * np.sum(v * v)
        s = s + np.sum(v * v)
    return s + np.sum(y)


def _halved(v, w, k):
    q = w * 0.5
    if v < 0.8 or k > 4:
        return w[1], w + w
    s, q = _halved(v * 0.4, w, k + 1)
    p = np.sin(w + q)
    if np.tanh(0.3 * v) > 0.22:
        return q[0], q[::-1]
    q[-1] *= np.sin(0.3 * v)
    return p[1] * (w @ p), q * q[-1] / (1.5 + w[-1] ** 2)[::-1]


def results_of_unknown_kind(x):
    q = x[::-1] * 0.7
    t, q = _halved(x[0] * 0.9, q, 0)
    s, q = _halved(x[0] * 3.0, x * 1.0, 0)
    return t * s + np.sum(q)


def bound_in_one_branch(x):
    r = 0.0
    for i in range(3):
        if x[i] > 1.0:
            a = x * 2.0
        else:
            b = x * 3.0
        for j in range(2):
            if x[i] > 1.0:
                a[j] += x[j] * x[1]
                r = r + np.sum(a * a)
            else:
                b[1] += x[0]
                r = r + np.sum(b * b)
    return r


SMALL = [Case(f, (X - 0.5,), name=f"{f.__name__}_of_small") for f in (row_or_number, rows_or_numbers_in_a_loop)]
CASES = [*every(vars(), X), *SMALL, Case(_starts_as_a_number, (X, 5))]
