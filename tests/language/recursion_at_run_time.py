"""Functions that call themselves to a depth that data decide: kept as functions of their own, with their own two sweeps."""
from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5, 0.4, 2.2])


def newton_without_a_loop(x):
    return _improve(x[0], x[1] * 3.0, 0) + x[2]


def _improve(guess, a, count):
    better = 0.5 * (guess + a / guess)
    if abs(better - guess) < 1e-10 or count > 50:
        return better
    return _improve(better, a, count + 1)


def sum_of_halves(x):
    return _tree_sum(x * x, 0.5)


def _tree_sum(v, w):
    n = v.shape[0]
    if n == 1:
        return v[0]
    left, right = _tree_sum(v[:n // 2], w), _tree_sum(v[n // 2:], w)
    return left * w + np.sin(right)


def horner_on_slices(x):
    return _horner(x[1:], x[0] * 0.5)


def _horner(c, t):
    if len(c) == 0:
        return 0.0
    return c[0] + t * _horner(c[1:], t)


def walsh_transform(x):
    return np.sum(_walsh(np.concatenate((x, x[:1]))) ** 3)


def _walsh(v):
    n = v.size
    if n <= 1:
        return v
    a, b = _walsh(v[::2]), _walsh(v[1::2])
    return np.concatenate((a + b, a - b))


def fourier_real_and_imaginary(x):
    re, im = _fourier(np.concatenate((x, x[:1])), np.zeros(8))
    return np.sum(re[1:4] ** 2) + np.sum(im[1:3] * re[2:4])


def _fourier(re, im):
    n = len(re)
    if n == 1:
        return re, im
    er, ei = _fourier(re[0::2], im[0::2])
    qr, qi = _fourier(re[1::2], im[1::2])
    k = -2.0 * np.pi * np.arange(n // 2) / n
    c, s = np.cos(k), np.sin(k)
    tr, ti = c * qr - s * qi, c * qi + s * qr
    return np.concatenate([er + tr, er - tr]), np.concatenate([ei + ti, ei - ti])


def adaptive_simpson(x):
    def f(t):
        return np.exp(-x[0] * t) * np.sin(3.0 * t + x[1])

    return _adaptive(f, 0.0, x[2] * 2.0, 1e-4)


def _adaptive(f, a, b, eps):
    m = 0.5 * (a + b)
    whole = (b - a) / 6.0 * (f(a) + 4.0 * f(m) + f(b))
    left = (m - a) / 6.0 * (f(a) + 4.0 * f(0.5 * (a + m)) + f(m))
    right = (b - m) / 6.0 * (f(m) + 4.0 * f(0.5 * (m + b)) + f(b))
    if abs(left + right - whole) < 15.0 * eps:
        return left + right + (left + right - whole) / 15.0
    return _adaptive(f, a, m, eps / 2.0) + _adaptive(f, m, b, eps / 2.0)


def fibonacci_on_a_float(x):
    return _fib(x[0] * 8.0, x[1])


def _fib(t, q):
    if t <= 1.5:
        return t * q
    return _fib(t - 1.0, q) + 0.5 * _fib(t - 2.0, q)


def legendre(x):
    n = int(x[0] * 10.0 + 0.5) // 2
    return _legendre(n, 0.3 * x[1]) + _legendre(n - 1, x[2])


def _legendre(n, t):
    if n == 0:
        return 1.0
    if n == 1:
        return t
    return ((2 * n - 1) * t * _legendre(n - 1, t) - (n - 1) * _legendre(n - 2, t)) / n


def clenshaw_pair(x):
    a, b = _clenshaw(x, 0, 0.4 * x[1])
    return a * x[0] - b


def _clenshaw(c, k, t):
    """(b_k, b_(k + 1)) of the recurrence that starts at the end."""
    if k == len(c):
        return 0.0, 0.0
    b1, b2 = _clenshaw(c, k + 1, t)
    return c[k] + 2.0 * t * b1 - b2, b1


def mutual_on_data(x):
    return _ping(x[0] * 8.0, x[1] * 0.3)


def _ping(v, s):
    return s if v < 1.0 else _pong(v * 0.6, s * v)


def _pong(v, s):
    if v < 1.0:
        return s * s
    return _ping(v - 1.0, np.sin(s)) + v


class Tree:
    def __init__(self, rate, bias):
        self.rate, self.bias = rate, bias

    def grow(self, v, w):
        if v < self.bias:
            return w * self.rate
        return self.grow(v * self.rate, w * 0.9 + v) * 0.5 + self.bias * self.grow(v * 0.5, w)


def method(x):
    return Tree(0.7, x[1]).grow(x[0] * 5.0, x[2])


MODEL = Tree(0.6, 0.8)


def method_of_a_global(x):
    return MODEL.grow(x[0] * 5.0, x[2])


def early_returns(x):
    return _classify(x[0] * 20.0, x[1], x[2])


def _classify(v, a, b):
    if v > 10.0:
        return _classify(v / 3.0, b, a * v)
    if v > 4.0:
        v = v - 1.5
        if a > b:
            return _classify(v, a * 0.5, b) + a
    elif v < 1.0:
        return a + b
    total = a * b
    if v > 3.0:
        total = total * v
        return total * _classify(v * 0.5, a, b)
    return total + _classify(v - 0.9, total, b)


def over_a_run_time_list(x):
    values = []
    for k in range(len(x)):
        if x[k] > 0.5:
            values.append(x[k] * x[0])
    return _fold_list(values)


def _fold_list(values):
    if len(values) == 0:
        return 1.0
    return values[0] ** 2 + 0.5 * _fold_list(values[1:])


def by_position_in_a_list(x):
    parts = [x[k] ** 2 for k in range(len(x)) if x[k] > 0.6]
    return _from(parts, 0)


def _from(parts, k):
    if k >= len(parts):
        return 0.0
    return parts[k] * math.exp(-0.1 * k) + 0.3 * _from(parts, k + 1) * parts[k]


def with_a_loop_inside(x):
    return _multigrid(np.concatenate((x, x[:1])), x[0])


def _multigrid(v, w):
    n = len(v)
    if n <= 2:
        return np.sum(v) * w
    u = np.zeros(n // 2)
    for i in range(n // 2):
        u[i] = v[2 * i] * 0.7 + v[2 * i + 1] ** 2 * w
    s = 0.0
    for i in range(len(u)):
        s += u[i] * w
    return s + _multigrid(u, w * 0.9)


def called_in_a_loop(x):
    total = 0.0
    for k in range(4):
        total += _decay(x[k] * 4.0, x[k + 1]) * x[0]
    return total


def _decay(v, s):
    while_big = v > 1.0
    if not while_big:
        return s
    return _decay(v * 0.5, s + v * s) * 0.9


def calls_in_a_loop_inside(x):
    return _branching(x[0] * 4.0, x[1:4])


def _branching(v, w):
    if v < 1.0:
        return v * np.sum(w)
    total = 0.0
    for k in range(len(w)):
        total += _branching(v * 0.4, w * 0.9) * w[k]
    return total


def inner_function_with_a_closure(x):
    scale = x[0] * 2.0
    limit = 0.4

    def go(v, depth):
        if v < limit:
            return scale * v
        return go(v * 0.6, depth + 1) * scale - depth * v

    return go(x[3], 0) + go(x[4], 1)


def lambda_that_calls_itself(x):
    return _countdown(x[0] * 5.0)


_countdown = lambda v: v if v < 1.0 else v * _countdown(v - 1.0)  # noqa: E731


def matrix_power(x):
    a = np.reshape(x[:4], (2, 2)) * 0.5
    n = int(x[4] * 10.0 + 0.5)
    return np.sum(_power(a, n))


def _power(a, n):
    if n == 0:
        return np.eye(2)
    half = _power(a, n // 2)
    whole = half @ half
    return whole @ a if n % 2 else whole


def unused_result(x):
    _decay(x[0], x[1])
    return x[2] ** 2


def inactive_recursion(x):
    return x[0] * _depth(30) + x[1]


def _depth(n):
    return 1 if n < 2 else 1 + _depth(n // 2)


def ackermann_like(x):
    return _nested(x[0] * 2.0, x[1])


def _nested(v, s):
    if v < 0.5:
        return s
    return _nested(v * 0.5, _nested(v - 1.0, s * 1.1))


def returns_its_argument_or_a_view(x):
    v = _trim(x * 2.0)
    return np.sum(v ** 2) * v[0]


def _trim(v):
    if v[-1] < 3.9 or len(v) < 3:
        return v
    return _trim(v[:-1])


@dataclass
class Pair:
    a: float
    b: float


def objects_as_arguments_and_results(x):
    p = _halved(Pair(x[0] * 8.0, x[1]))
    return p.a * p.b


def _halved(p):
    if p.a < 1.0:
        return p
    return _halved(Pair(p.a * 0.5, p.b + p.a))


def result_is_written(x):
    v = _smoothed(x * 1.0, x[0])
    v[0] = v[1] * v[2]
    v[1:3] *= 2.0
    return np.sum(v ** 2)


def _smoothed(v, t):
    if t < 0.2:
        return v * 1.5
    return np.exp(-_smoothed(v * 0.9, t * 0.4))


def argument_is_written_afterwards(x):
    y = x * x
    a = _tree_sum(y, 0.7)
    y[2] = a
    y *= 1.5
    return np.sum(y) + _tree_sum(y, 0.3)


def in_a_branch(x):
    if x[0] > 1.0:
        r = _decay(x[1] * 3.0, x[2])
    else:
        r = x[3]
    return r * x[4]


def within_try(x):
    try:
        r = _checked(x[0] * 8.0)
    except ValueError:
        r = 2.0
    return r * x[1]


def _checked(v):
    if v < 0.0:
        raise ValueError("negative")
    return v if v < 1.0 else _checked(v * 0.5) + v


def keyword_and_default(x):
    return _bisect(lambda t: t ** 3 - x[0], 0.0, hi=3.0)


def _bisect(f, lo, hi=2.0, *, steps=0):
    mid = 0.5 * (lo + hi)
    if steps >= 4:
        return mid - f(mid) / (3.0 * mid * mid)
    return _bisect(f, lo, mid, steps=steps + 1) if f(mid) > 0.0 else _bisect(f, mid, hi, steps=steps + 1)


def flag_and_name(x):
    return _minimax(x[0] * 6.0, True, "fast") + _minimax(x[1] * 6.0, False, "slow")


def _minimax(v, first, how):
    if v < 1.0:
        return v * (2.0 if how == "fast" else 3.0)
    if first:
        return _minimax(v * 0.5, not first, how) * v
    return _minimax(v - 1.0, not first, how) + v


CASES = every(vars(), X)
