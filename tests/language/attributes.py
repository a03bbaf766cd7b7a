"""How attributes are found and written: descriptors, __getattr__, __setattr__, super() in its forms; all of them together."""
from __future__ import annotations

import functools
import operator
from dataclasses import asdict, astuple, dataclass, fields

import numpy as np
from cases import Case, every

X = np.array([1.1, -1.3, 0.7, 1.9])


class _Clamped:
    """A data descriptor."""

    def __init__(self, low):
        self.low = low

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, owner, cls=None):
        return owner.__dict__[self.name] * 2.0

    def __set__(self, owner, value):
        owner.__dict__[self.name] = max(value, self.low)


class _Spring:
    stiffness = _Clamped(0.1)
    mass = _Clamped(0.5)

    def __init__(self, stiffness, mass):
        self.stiffness, self.mass = stiffness, mass

    def __getattr__(self, name):
        return self.mass * len(name)


def descriptors(x):
    a, b = _Spring(x[0], x[1]), _Spring(x[2], x[3])
    a.stiffness *= x[3]
    return a.stiffness / a.mass + b.stiffness * b.mass + b.unknown


class _Doubling:
    def __init__(self, a):
        self.writes = 0
        self.a = a

    def __setattr__(self, name, value):
        super().__setattr__(name, value * 2.0 if name == "a" else value)
        if name == "a":
            self.writes += 1


def own_setattr(x):
    d = _Doubling(x[0])
    d.a = d.a * x[1]
    d.a += x[2]
    return d.a * d.writes


class _Shape:
    scale = 2.0
    names = ("a", "b")

    @classmethod
    def of(cls, *values):
        out = cls()
        for name, v in zip(cls.names, values):
            setattr(out, name, v)
        return out

    def size(self):
        return self.a * self.scale

    def power(self, v, n=1, *, c=1.0):
        return c * v ** n

    cube = functools.partialmethod(power, n=3, c=0.5)

    @functools.lru_cache  # noqa: B019
    def step(self, k):
        return k * 2


class _Solid(_Shape):
    scale = 3.0

    @classmethod
    def of(cls, *values):
        out = super().of(*values)
        out.b = out.b * 2.0
        return out

    def size(self):
        return super().size() + super().size() ** 2 * super().scale


def inherited(x):
    s = _Solid.of(x[0], x[1])
    return s.size() * s.b + _Shape.of(x[2]).size() + s.cube(x[3]) * s.step(2)


class _Price:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return _Price(self.v + getattr(other, "v", other))

    __radd__ = __add__

    def __mul__(self, other):
        return _Price(self.v * other.v)

    def __iadd__(self, other):
        self.v += 2.0 * other
        return self

    def __lt__(self, other):
        return self.v < other.v

    def __gt__(self, other):
        return self.v > other.v


def compared_and_combined(x):
    prices = [_Price(v) for v in (x[0], x[1], x[2])]
    best, worst = max(prices), min(prices[0], prices[1])
    best += x[3]
    return functools.reduce(operator.mul, prices).v + (best * worst).v + sum(prices).v


@dataclass
class _Line:
    at: float
    slope: np.ndarray


def _value(at, slope, t):
    return at + slope @ slope * t


class _Bag:
    def __init__(self, **given):
        self.__dict__.update(given)


def all_attributes(line, x):
    bag = _Bag(a=x[0], b=x[1])
    vars(bag)["a"] *= x[2]
    bag.c = x[3]
    s = _value(t=2.0, **vars(line)) * sum(vars(bag).values()) * bag.a
    d, t = asdict(line), astuple(line)
    d["slope"][0] = 5.0
    s += d["slope"] @ t[1] * t[0]
    return s * sum(np.sum(getattr(line, f.name)) * (k + 1) for k, f in enumerate(fields(_Line)))


CASES = [*(c for c in every(vars(), X) if c.name != "all_attributes" and c.function is not all_attributes),
         Case(all_attributes, (_Line(0.5, np.array([1.0, 2.0])), X), (0, 1))]
