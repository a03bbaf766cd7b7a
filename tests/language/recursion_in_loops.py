"""Functions that call themselves, in loops of few turns: what is known in each turn says how deep they go."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
from cases import every

X = np.array([0.4, 1.3, 0.8])
EXPRESSION = ("+", ("*", "x", ("sin", ("*", "y", "x"))), ("*", 3.0, "y"))


def _expand(node, x):
    if isinstance(node, tuple):
        op, *args = node
        values = [_expand(a, x) for a in args]
        if op == "+":
            return values[0] + values[1]
        if op == "*":
            return values[0] * values[1]
        if op == "sin":
            return np.sin(values[0])
    if node == "x":
        return x[0]
    if node == "y":
        return x[1]
    return node


def expression_of_a_constant(x):
    return _expand(EXPRESSION, x) * x[2]


def _cached(f):
    memo = {}

    def g(n, *rest):
        if n not in memo:
            memo[n] = f(n, *rest)
        return memo[n]
    return g


def remembered_in_a_sum(x):
    @_cached
    def P(n):
        if n == 0:
            return 1.0
        if n == 1:
            return x[0]
        return ((2 * n - 1) * x[1] * P(n - 1) - (n - 1) * P(n - 2)) / n
    return sum(P(k) ** 2 for k in range(6))


def remembered_in_a_loop(x):
    known = {}

    def t(n):
        if n not in known:
            known[n] = x[n] if n < 2 else 2.0 * x[2] * t(n - 1) - t(n - 2)
        return known[n]

    s = 0.0
    for k in range(5):
        s += t(k) * np.cos(k * x[0])
    return s


def remembered_in_a_comprehension(x):
    known = {}

    def t(n):
        if n in known:
            return known[n]
        r = x[n] if n < 2 else 2.0 * x[2] * t(n - 1) - t(n - 2)
        known[n] = r
        return r

    terms = [t(k) * x[k % 3] for k in range(5)]
    return np.sum(np.array(terms)) + sum([t(k) for k in range(3)])


def written_down_in_a_list(x):
    rows = [x[0], x[1]]

    def t(n):
        while len(rows) <= n:
            rows.append(rows[-1] * x[2] - t(len(rows) - 2))
        return rows[n]

    s = 0.0
    for k in range(6):
        s = s + t(k) ** 2
    return s


def depth_known_only_at_run_time(x):
    def f(v):
        return v if v < 0.31 else np.sin(f(v * 0.5)) * v

    s = 0.0
    for k in range(4):
        s += f(x[k % 3] * (k + 1))
    return s + sum(f(v * 3.0) for v in x)


CASES = [case if case.function is not written_down_in_a_list else replace(case, modes=("rev", "fwd")) for case in every(vars(), X)]
