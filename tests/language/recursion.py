"""Functions that call themselves, to a depth known beforehand or not."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def fixed_depth(x):
    return _power(x[0], 5) * _power(x[1], 0) + _power(x[2], 3)


def _power(v, n):
    if n == 0:
        return 1.0
    return v * _power(v, n - 1)


def halving(x):
    return _pairwise(x * x)


def _pairwise(v):
    if len(v) <= 2:
        return np.prod(v)
    m = len(v) // 2
    return _pairwise(v[:m]) + _pairwise(v[m:]) * v[0]


def two_calls(x):
    return _fibonacci(5, x[0], x[1])


def _fibonacci(n, a, b):
    if n == 0:
        return a
    if n == 1:
        return b
    return _fibonacci(n - 1, a, b) * 0.5 + _fibonacci(n - 2, a, b) * a


def mutual(x):
    return _even(x[0], 4)


def _even(v, n):
    return v if n == 0 else _odd(v * v, n - 1)


def _odd(v, n):
    return v if n == 0 else _even(v + 0.5, n - 1)


def over_a_tree(x):
    tree = (x[0], (x[1], x[2]), ((x[3],), x[4]))
    return _fold(tree)


def _fold(node):
    if isinstance(node, tuple):
        total = 1.0
        for child in node:
            total = total * _fold(child) + 0.1
        return total
    return node * node


def over_a_list(x):
    return _sum_list([x[0], x[1] * x[2], x[3]])


def _sum_list(values):
    if not values:
        return 0.0
    head, *tail = values
    return head**2 + _sum_list(tail)


def writes_as_it_goes(x):
    y = x * 1.0
    _sweep(y, 1)
    return np.sum(y**2)


def _sweep(y, i):
    if i < len(y):
        y[i] += y[i - 1] ** 2
        _sweep(y, i + 1)


def inner_recursion(x):
    def go(i, s):
        return s if i == 5 else go(i + 1, s * x[i] + 1.0)

    return go(0, x[0])


def depth_from_data(x):
    return _collatz(x[0] * 10.0, x[1])


def _collatz(v, s):
    if v < 2.0:
        return v * s
    return _collatz(v * 0.5, s * s * 0.9)


def depth_from_data_with_array(x):
    return np.sum(_shrink(x * 3.0) * x)


def _shrink(v):
    if np.max(v) < 1.0:
        return v
    return _shrink(0.7 * v) * v


def bisect_interval(x):
    return _simpson(lambda t: np.exp(x[0] * t) * x[1], 0.0, 1.0, 3)


def _simpson(f, a, b, depth):
    m = 0.5 * (a + b)
    if depth == 0:
        return (b - a) / 6.0 * (f(a) + 4.0 * f(m) + f(b))
    return _simpson(f, a, m, depth - 1) + _simpson(f, m, b, depth - 1)


CASES = every(vars(), X)
