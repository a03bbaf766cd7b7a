"""Tuples whose length is known only at run time, and zip(*rows)."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def tuple_loop(x):
    t = tuple(v * v for v in x)
    s = 0.0
    for i, v in enumerate(t):
        s = s + v * t[-1 - i]
    u = t + (1.0, x[0])
    return s + sum(u) * u[-1] + max(t)


def tuple_of_array(x):
    t = tuple(x)
    return t[0] * t[1] + np.sum(np.array(t) ** 2)


def tuple_arrays(x):
    t = tuple(x * v for v in x)
    return np.sum(np.stack(t) ** 2) + np.sum(t[1] * t[2])


def tuple_nested(x):
    t = tuple((v, v * v) for v in x)
    return sum(a * b for a, b in t)


def tuple_sliced(x):
    t = tuple(v ** 2 for v in x)
    return sum(t[1:]) * t[:2][0]


def tuple_isinstance(x):
    t = tuple(v ** 2 for v in x)
    return sum(t) if isinstance(t, tuple) and not isinstance(t, list) else x[0]


def _pair(x):
    return tuple(v * 2.0 for v in x)


def tuple_returned(x):
    a, b = _pair(x[:2])
    return a * b


def tuple_compared(x):
    a = tuple(x * 2.0)
    b = tuple(x * 3.0)
    return x[0] * (1.0 if a < b else 2.0)


def tuple_of_shape(x):
    y = np.outer(x, x)
    return np.sum(np.zeros(tuple(n for n in y.shape)) + y)


def tuple_listcomp_index(x):
    y = np.outer(x, x)
    idx = tuple([slice(1, 3)] + [0] * (y.ndim - 1))
    return np.sum(y[idx] ** 2)


def many(x):
    rows = [(v, v * v, 1.0) for v in x]
    a, b, c = zip(*rows)
    return np.dot(a, b) * sum(c) + np.array(a)[1]


def zip_star_array(x):
    m = np.outer(x, x)
    s = 0.0
    for r in m:
        s += _f(*r[:2])
    return s


def _f(a, b):
    return a * b ** 2


def tuples_of_one_in_a_list(x):
    rows = []
    for k in range(len(x)):
        rows.append((x[k:] ** 2,))
    total = 0.0
    for k in range(len(x)):
        total += np.sum(rows[k][0] ** 2) * x[k]
    return total


CASES = every(globals(), X)
