"""Helpers and how they are called: decorators, partial functions, closures, tables of functions, np.vectorize."""
from __future__ import annotations

import contextlib
import functools
import math
import operator

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def _traced(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs) * 2.0
    return wrapper


@_traced
def _sq(v, *, k=1.0):
    return v * v * k


def decorated_helper(x):
    return _sq(x[0], k=x[1]) + _sq(x[2])


def _repeat(n):
    def deco(f):
        @functools.wraps(f)
        def w(v):
            for _ in range(n):
                v = f(v)
            return v
        return w
    return deco


@_repeat(3)
def _half(v):
    return np.sin(v) + 0.5 * v


def parametrised_decorator(x):
    return np.sum(_half(x))


@functools.cache
def _coef(n):
    return 1.0 if n < 2 else _coef(n - 1) + _coef(n - 2)


def cached_recursion(x):
    return sum(_coef(k) * v for k, v in zip(range(5), x))


@functools.lru_cache
def _binom(n, k):
    return math.comb(n, k)


def bernstein(x):
    return sum(_binom(4, k) * x[k] * 0.3 ** k * 0.7 ** (4 - k) for k in range(5))


def _opt(a, b=2.0, *rest, c, d=None, **kw):
    s = a * b + c
    for r in rest:
        s = s + r
    if d is not None:
        s = s * d
    for k, v in kw.items():
        s = s + v * len(k)
    return s


def signatures(x):
    return _opt(x[0], c=1.0) + _opt(x[0], x[1], x[2], x[3], c=x[4], d=2.0, ee=x[0], f=x[1])


def keyword_dict(x):
    kw = {"c": x[0], "d": x[1]}
    args = (x[2], x[3])
    return _opt(*args, **kw) + _opt(*args, **{**kw, "c": 3.0})


def partials(x):
    f = functools.partial(_opt, x[0], c=x[1])
    g = functools.partial(operator.mul, x[2])
    return f(x[3]) + g(x[4]) + functools.partial(pow, exp=3)(x[0])


def _compose(*fs):
    return functools.reduce(lambda f, g: lambda v: g(f(v)), fs)


def composed(x):
    return np.sum(_compose(np.sin, lambda v: v * x[0], np.exp)(x))


def closures_list(x):
    fs = [lambda v, k=k: v * x[k] for k in range(3)]
    s = 1.0
    for f in fs:
        s = f(s) + 1.0
    return s


def dispatch(x):
    ops = {"+": operator.add, "*": operator.mul, "-": lambda a, b: a - b}
    stack = []
    for tok in [0, 1, "*", 2, "+", 3, 4, "-", "*"]:
        if isinstance(tok, str):
            b, a = stack.pop(), stack.pop()
            stack.append(ops[tok](a, b))
        else:
            stack.append(x[tok])
    return stack.pop()


def runge_kutta(x):
    def f(t, y):
        return np.array([y[1], -x[0] * y[0] - x[1] * y[1]])

    def rk4(f, y, t, h):
        k1 = f(t, y)
        k2 = f(t + h / 2, y + h / 2 * k1)
        k3 = f(t + h / 2, y + h / 2 * k2)
        k4 = f(t + h, y + h * k3)
        return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    y, t, h = np.array([x[2], x[3]]), 0.0, 0.1
    ys = [y]
    while t < 1.0 - 1e-9:
        y = rk4(f, y, t, h)
        t += h
        ys.append(y)
    return np.sum(np.array(ys)[:, 0] ** 2) + ys[-1][1]


def nonlocal_active(x):
    total = 0.0

    def add(v):
        nonlocal total
        total = total + v * v
    for v in x:
        add(v)
    return total ** 2


def stateful_closure(x):
    def make():
        state = {"n": 0, "s": 0.0}
        def step(v):
            state["n"] += 1
            state["s"] = state["s"] * 0.5 + v
            return state["s"] / state["n"]
        return step
    f = make()
    return sum(f(v) for v in x)


def map_filter(x):
    return sum(map(lambda a, b: a * b, filter(lambda v: v > 1.0, x), x))


def strings(x):
    names = "a,b,c".split(",")
    d = {f"{n}_{i}": x[i] for i, n in enumerate(names)}
    key = "a_0".upper().lower().strip()
    return d[key] * d["b_1"] + d["c_2"] * len("".join(names)) * (1.0 if key.startswith("a") else 0.0)


def format_only(x):
    label = f"{x[0]:.2f} {len(x)}"
    return x[0] * x[1] if label else x[2]


def chained_comparisons(x):
    s = 0.0
    for v in x:
        if 0.8 < v <= 1.4 != v:
            s += v ** 2
        elif not (v < 1.0 or v > 1.6):
            s += v
        s += v if v > 1.2 else -v if v < 0.9 else 0.5 * v
    return s


def while_else(x):
    k, s = 0, 0.0
    while k < 3:
        s += x[k] ** 2
        k += 1
    else:
        s *= x[4]
    for v in x:
        if v > 10.0:
            break
    else:
        s += x[0]
    return s


def nested_function_default(x):
    def f(a, b=x[1], *, c=x[2] * 2.0):
        return a * b + c
    return f(x[0]) + f(x[0], c=1.0) + f(1.0, 2.0)


def global_table(x):
    return sum(TABLE[k](v) for k, v in zip(("s", "c", "s"), x))
TABLE = {"s": np.sin, "c": np.cos}


def divmods(x):
    q, r = divmod(x[0] * 7.0, 2.0)
    return r * x[1] + q + abs(-x[2]) + pow(x[3], 2) + round(3.7) + int("2") * float("1.5") * x[4]


def generator_twice(x):
    ys = list(v * v for v in x)
    return sum(ys) + max(ys)


def numpy_block(x):
    a = np.outer(x[:2], x[:2])
    m = np.block([[a, np.zeros((2, 1))], [np.ones((1, 2)), x[2:3].reshape(1, 1)]])
    return np.linalg.det(m) + np.sum(m ** 2)


def apply_axis(x):
    m = np.outer(x, x) + 1.0
    return np.sum(np.apply_along_axis(lambda r: r / np.sum(r), 1, m) ** 2) + np.sum(np.apply_along_axis(np.max, 0, m))


def vectorised(x):
    f = np.vectorize(lambda v: v * v if v > 1.0 else 3.0 * v)
    return np.sum(f(x) * x)


def exit_stack(x):
    with contextlib.suppress(ValueError):
        y = x * 2.0
    return np.sum(y * y)


def early_returns(x):
    def sign_power(v, p):
        if p == 0:
            return 1.0
        if v < 0:
            return -((-v) ** p)
        return v ** p
    return sum(sign_power(v - 1.2, p) for p, v in enumerate(x))


def star_unpack(x):
    first, *middle, last = x
    (a, b), c = (x[0], x[1]), x[2]
    return first * last + sum(middle) + a * b * c


def swap(x):
    a, b = x[0], x[1]
    for v in x[2:]:
        a, b = b, a + v * b
    return a * b


def conditional_lambda(x):
    f = (lambda v: v ** 2) if x[0] > 1.0 else (lambda v: v)
    return f(x[1]) * x[2]


def memo_fib(x):
    memo = {0: x[0], 1: x[1]}

    def fib(n):
        if n not in memo:
            memo[n] = fib(n - 1) + x[2] * fib(n - 2)
        return memo[n]
    return fib(8)


CASES = every(globals(), X)
