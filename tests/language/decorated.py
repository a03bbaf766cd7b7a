"""Decorators and context managers of the standard library; classes that it helps to write."""
from __future__ import annotations

import contextlib
import enum
import functools
import math
from collections import namedtuple
from dataclasses import InitVar, dataclass, field

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9])


@contextlib.contextmanager
def _scaled(state, k):
    old, state["k"] = state["k"], state["k"] * k
    try:
        yield state["k"]
    finally:
        state["k"] = old


def context_manager_by_a_generator(x):
    state = {"k": x[0]}

    def inner(v):
        with _scaled(state, v) as k:
            if k > 1.5:
                return k * state["k"]
            with _scaled(state, 2.0), contextlib.nullcontext(x[3]) as w:
                k = k + w * state["k"]
        return k * state["k"]

    return inner(x[1]) * inner(x[2] - 0.5) + state["k"] ** 2


class _Tape:
    def __init__(self):
        self.depth, self.total = 0, 0.0

    def __enter__(self):
        self.depth += 1
        return self

    def __exit__(self, *exception):
        self.depth -= 1


def context_manager_within_try(x):
    tape, s = _Tape(), 0.0
    for v in x:
        try:
            with tape as t:
                t.total += v
                s += math.sqrt(v - 1.0) * t.depth
        except ValueError:
            s += t.total
    return s * (1 + tape.depth)


def _times(k):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return k * function(*args, **kwargs)
        return wrapper
    return decorate


def wrapped(x):
    @_times(x[1])
    def area(r, *, h=2.0):
        return r * r * h
    return area(x[0]) + area(x[2], h=x[3]) * len(area.__name__)


@dataclass
class _Ring:
    r: float
    parts: InitVar[int]
    area: float = field(init=False)
    names: dict = field(default_factory=dict)

    def __post_init__(self, parts):
        self.area = math.pi * self.r ** 2 / parts
        self.names["parts"] = parts


@functools.singledispatch
def _measure(v):
    return v * v


@_measure.register
def _(v: _Ring):
    return v.area


@_measure.register(list)
def _(v):
    return sum(_measure(i) for i in v)


def dispatched_by_class(x):
    ring = _Ring(x[0], parts=3)
    return _measure([ring, _Ring(x[1], 2), [x[2], 2.0]]) * ring.names["parts"]


class _Kind(enum.Enum):
    LINE = "line"
    SQUARE = "square"


class _Triple(namedtuple("_Triple", "a b c")):
    def size(self):
        return math.sqrt(self.a ** 2 + self.b ** 2 + self.c ** 2)


def made_otherwise(x):
    t = _Triple._make([*x[:2], x[3]])._replace(b=x[2])
    powers = {_Kind("line"): 1, _Kind["SQUARE"]: 2}
    return t.size() * sum(v ** powers[k] for k, v in zip(_Kind, t))


class _Filter:
    def step(self, v):
        self.last = v if not hasattr(self, "seen") else v * 0.5
        return self.last * self.gain

    gain = 2.0


def attributes_that_appear_in_a_loop(x):
    f, s = _Filter(), 0.0
    for v in x:
        s = f.step(s + v)
        f.gain = f.gain * 1.1
    return s * f.last * f.gain


def spread_into_displays(x):
    large = [v for v in x if v > 1.0]
    many = [x[0], *large, *(v * v for v in large)]
    row = (*large, x[1])
    return sum(many) * many[-1] + row[0] * row[-1]


@contextlib.contextmanager
def _kept(box, v):
    box.append(v)
    try:
        yield box[-1] * 2.0
    finally:
        box.pop()


def context_manager_by_a_generator_within_try(x):
    box, s = [1.0], 0.0
    for v in x:
        try:
            with _kept(box, v) as w:
                s += w * math.sqrt(v - 1.0)
        except ValueError:
            s += v * 3.0
        s += len(box) * box[0]
    return s


def cached_functions_inside(x):
    @functools.lru_cache(None)
    def term(n):
        return x[0] if n == 0 else term(n - 1) * x[1] + n

    @functools.cache
    def fibonacci(n):
        return 1.0 if n < 2 else fibonacci(n - 1) + fibonacci(n - 2) * x[2]

    return term(5) + fibonacci(6) * term(2)


def sorted_tables_of_functions_and_arrays(x):
    table = {"b": lambda v: v * v, "a": np.sin, "c": lambda v: v ** 3}
    weights = {"v": x * 2.0, "u": x[:2], "w": x[0]}
    s = sum(f(v) for (_, f), v in zip(sorted(table.items()), x))
    for k, (name, w) in enumerate(sorted(weights.items(), reverse=True)):
        s = s * 0.5 + np.sum(w ** 2) * (k + 1) * (name == "u")
    return s


CASES = every(vars(), X)
