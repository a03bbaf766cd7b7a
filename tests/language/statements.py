"""with, assert, raise, print, f-strings, globals, del, pass: what stands beside the mathematics."""
from __future__ import annotations

import contextlib
import math
import sys
import warnings

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])
FACTOR = 1.5
TABLE = np.array([1.0, 4.0, 9.0, 16.0, 25.0])
CONFIG = {"power": 3, "layers": [2, 3]}
DEBUG = False


class Settings:
    class solver:
        gain = 0.7
        names = ("a", "b")


class Scope:
    def __init__(self, log, gain):
        self.log, self.gain = log, gain

    def __enter__(self):
        self.log.append("in")
        return self.gain

    def __exit__(self, *exc):
        self.log.append("out")
        return False


def errstate(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(x > 1.0, np.log(x - 1.0 + (x <= 1.0)), x)
    return np.sum(y**2)


def errstate_around_loop(x):
    s = x[0]
    with np.errstate(all="ignore"):
        for v in x:
            if v > 1.8:
                break
            s = s * v
    return s


def return_inside_with(x):
    with np.errstate(over="ignore"):
        if x[0] > 1.0:
            return x[0] * x[1]
    return x[2]


def several_managers(x):
    with np.errstate(all="ignore"), warnings.catch_warnings(), contextlib.suppress(KeyError):
        y = x * x
    return np.sum(y**2)


def nullcontext(x):
    with contextlib.nullcontext():
        y = x * x[0]
        y[1] = x[2] ** 2
    return np.sum(y**2)


def own_manager(x):
    log = []
    with Scope(log, x[0]) as gain:
        y = gain * x[1]
    return y**2 * len(log)


def assertions(x):
    assert x.ndim == 1
    assert np.all(x > 0), "positive numbers only"
    y = x * x
    assert y[0] > 1.0, f"got {y[0]}"
    return np.sum(y)


def raise_not_reached(x):
    if x[0] < 0.0:
        raise ValueError(f"negative: {x[0]}")
    if not isinstance(x, np.ndarray):
        raise TypeError("an array")
    return np.sum(np.sqrt(x))


def prints(x):
    s = x[0]
    for i, v in enumerate(x):
        s = s * v
        print("step", i, s, file=sys.stderr)
    print(f"{s:.3f} {x.shape} {s!r}", end="", file=sys.stderr)
    return s


def strings(x):
    name = f"v{2 - 1}"
    d = {"v1": x[0] ** 2, "v2": x[1]}
    label = "v" + str(2)
    return d[name] * d[label] * len("abc".upper().split("B")) * (2.0 if name.startswith("v") else 1.0)


def docstring_and_hints(x: np.ndarray) -> float:
    """Sums squares.

    With a few lines of text.
    """
    total: float = 0.0
    "a string on its own"
    for v in x:  # a comment
        total += v**2
        ...
    return total


def globals_read(x):
    return np.sum(x ** CONFIG["power"] * TABLE * FACTOR) + len(CONFIG["layers"]) * Settings.solver.gain * x[0]


def debug_branch(x):
    y = x * x
    if DEBUG:
        print(y)
    return np.sum(y) if not __debug__ else np.sum(y**2)


def deletes(x):
    y = x * x
    z = y * x
    del y
    values = [x[0], x[1], x[2]]
    del values[1]
    return np.sum(z) * values[1]


def passes(x):
    for v in x:
        if v > 1.0:
            pass
        else:
            s = v * v
    return s


def constants_of_modules(x):
    return math.pi * x[0] + np.e * x[1] ** 2 + (0.0 if math.inf > x[2] else 1.0)


def shapes_as_numbers(x):
    n, = x.shape
    a = np.outer(x, x)
    m = a.size / a.shape[0] / a.ndim + len(a)
    return np.sum(a.reshape(1, -1, order="C") / n) * m


def integers_stay_integers(x):
    n = 0
    for v in x:
        n += 1 if v > 1.0 else 2
    k, r = divmod(n, 4)
    return x[k] ** r * (n // 2) * (n & 3 or 1) + x[-n % 5]


def unused_work(x):
    y = np.cumsum(x)
    np.linalg.norm(y)
    unused = y * 3.0  # noqa: F841
    return x[0] ** 2


def global_declaration(x):
    global DEBUG
    return np.sum(x**2) * (1.0 if DEBUG is False else 2.0)


def semicolons_and_one_liners(x):
    a = x[0]; b = a * x[1]  # noqa: E702
    if b > 1: b = b**2  # noqa: E701
    return a * b


def long_chain_of_methods(x):
    return (x.reshape(5, 1) @ x.reshape(1, 5)).clip(0.6, 3.3).cumsum(axis=1)[:, ::2].T.mean(axis=0).dot(x)


def ternary_on_type(x):
    y = x if isinstance(x, np.ndarray) else np.asarray(x)
    return float(np.sum(y**2)) * x[0]


def underscore_is_read(x):
    pair = (0.7, 1.0, np.tanh(x[3]))
    _, _, _ = pair
    y = np.ones(5)
    for __ in range(2):
        for _ in range(3):
            y[_] /= x[_]
    (*_, last) = (pair[-1] - x) * y
    return last + sum(_) * pair[2]


CASES = every(vars(), X)
