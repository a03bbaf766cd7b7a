"""Classes: methods, properties, operators, dataclasses, namedtuples, inheritance."""
from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])

Point = namedtuple("Point", ["x", "y"])


class Named(NamedTuple):
    value: float
    weight: float = 2.0

    def product(self):
        return self.value * self.weight


@dataclass
class Particle:
    mass: float
    velocity: np.ndarray
    history: list = field(default_factory=list)

    def __post_init__(self):
        self.momentum = self.mass * self.velocity

    @property
    def energy(self):
        return 0.5 * self.mass * np.sum(self.velocity**2)

    def push(self, force, dt=0.1):
        self.velocity = self.velocity + dt * force / self.mass
        self.history.append(self.energy)


@dataclass(frozen=True)
class Rates:
    up: float
    down: float = 0.5

    def step(self, v):
        return v + self.up - self.down * v


class Shape:
    count = 3
    scale = 1.0

    def __init__(self, size):
        self.size = size

    def area(self):
        return 0.0

    def describe(self, power=1):
        return self.scale * self.area() ** power

    @staticmethod
    def double(v):
        return 2.0 * v

    @classmethod
    def unit(cls, size):
        return cls(size * cls.count)


class Square(Shape):
    def area(self):
        return self.size**2


class Frame(Square):
    scale = 2.0

    def __init__(self, size, hole):
        super().__init__(size)
        self.hole = hole

    def area(self):
        return super().area() - self.hole**2


class Tank:
    def __init__(self, level):
        self._level = level
        self.writes = 0

    @property
    def level(self):
        return self._level

    @level.setter
    def level(self, value):
        self._level = value * value
        self.writes += 1


class Poly:
    def __init__(self, coefficients):
        self.c = coefficients

    def __call__(self, t):
        s = 0.0
        for c in reversed(self.c):
            s = s * t + c
        return s

    def __len__(self):
        return len(self.c)

    def __getitem__(self, k):
        return self.c[k]


class Dual:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __add__(self, other):
        return Dual(self.a + other.a, self.b + other.b)

    def __mul__(self, other):
        if isinstance(other, Dual):
            return Dual(self.a * other.a, self.a * other.b + self.b * other.a)
        return Dual(self.a * other, self.b * other)

    __rmul__ = __mul__

    def __neg__(self):
        return Dual(-self.a, -self.b)

    def __matmul__(self, other):
        return self.a * other.b

    def __lt__(self, other):
        return self.a < other.a


class Optimizer:
    def __init__(self, size, rate):
        self.rate = rate
        self.momentum = np.zeros(size)
        self.t = 0

    def step(self, w, g):
        self.t += 1
        self.momentum *= 0.9
        self.momentum += g
        w -= self.rate * self.momentum / self.t


def attributes_read_and_written(x):
    s = Shape(x[0])
    s.size = s.size * x[1]
    s.extra = x[2]
    return s.size * s.extra * s.count


def methods_and_inheritance(x):
    return Square(x[0]).area() * Frame(x[1] * 2.0, x[2]).describe(power=2)


def super_and_class_attributes(x):
    f = Frame(x[0] * 3.0, x[1])
    return f.area() * Frame.scale + f.describe()


def static_and_class_methods(x):
    return Shape.double(x[0]) * Square.unit(x[1]).area() + Square(x[2]).double(x[3])


def method_as_value(x):
    f = Square(x[0]).area
    g = Poly([x[1], x[2]])
    return f() * sum(map(g, x[:2]))


def property_read_and_written(x):
    t = Tank(x[0])
    t.level = t.level * x[1]
    t.level += x[2]
    return t.level * t.writes


def callable_object(x):
    p = Poly([x[0], x[1], x[2]])
    return p(x[3]) * p(2.0)


def length_and_items(x):
    p = Poly([x[0], x[1], x[2]])
    return p[0] * p[-1] + len(p) * p[1]


def operators(x):
    d = Dual(x[0], 1.0) * Dual(x[1], x[2]) + 2.0 * -Dual(x[3], x[4])
    return d.a * d.b + Dual(x[0], x[1]) @ d


def comparison_operator(x):
    a, b = Dual(x[0], x[1]), Dual(x[2], x[3])
    low = a if a < b else b
    return low.a * low.b


def dataclass_with_state(x):
    p = Particle(x[0], x[1:3] * 1.0)
    for _ in range(3):
        p.push(x[3] * p.velocity[::-1])
    return p.energy + sum(p.history) + np.sum(p.momentum)


def dataclass_frozen(x):
    r = Rates(x[0], down=x[1])
    s = replace(r, up=x[2])
    return r.step(s.step(x[3])) * Rates(x[4]).down


def namedtuples(x):
    p = Point(x[0], y=x[1])
    q = p._replace(y=p.x * x[2])
    a, b = q
    return p.x * p[1] + a * b + Named(x[3]).product() * Named(x[3], x[4]).weight


def simple_namespace(x):
    config = SimpleNamespace(solver=SimpleNamespace(tol=0.5, scale=x[0]), power=2)
    config.solver.scale *= x[1]
    return config.solver.scale**config.power + config.solver.tol * x[2]


def object_updated_in_loop(x):
    s = Square(x[0])
    for v in x:
        s.size = s.size * 0.5 + v
        if s.area() > 4.0:
            s.size -= 0.5
    return s.area()


def object_with_array_written(x):
    w = x * 1.0
    opt = Optimizer(5, x[0] * 0.1)
    for _ in range(3):
        opt.step(w, 2.0 * w * x)
    return np.sum(w**2) + np.sum(opt.momentum) * opt.t


def objects_in_list(x):
    shapes = [Square(x[0]), Frame(x[1] * 2.0, x[2]), Shape(x[3])]
    return sum(s.area() * s.size for s in shapes)


def objects_linked(x):
    a, b = Shape(x[0]), Shape(x[1])
    a.other, b.other = b, a
    a.other.size *= x[2]
    return b.size * b.other.size * a.other.other.size


def same_object_twice(x):
    s = Shape(x[0])
    pair = [s, s]
    pair[0].size *= x[1]
    return pair[1].size * s.size


def getattr_and_hasattr(x):
    s = Shape(x[0])
    setattr(s, "gain", x[1] ** 2)  # noqa: B010
    bonus = getattr(s, "missing", x[2])
    if hasattr(s, "gain") and not hasattr(s, "nothing"):
        return getattr(s, "size") * s.gain * bonus  # noqa: B009
    return x[4]


def isinstance_dispatch(x):
    total = 0.0
    for item in (Square(x[0]), x[1], [x[2], x[3]], "name"):
        if isinstance(item, Shape):
            total += item.area()
        elif isinstance(item, (list, tuple)):
            total += sum(item) ** 2
        elif isinstance(item, str):
            total *= 2.0
        else:
            total += item**3
    return total


class Meter:
    def __init__(self):
        self.reading = 1.0
        self.log = []

    def read(self, v):
        if v > 1.0:
            self.reading = v * 2.0
            self.log.append(v)
            return v
        self.reading = self.reading * v
        return v * 3.0

    def first_above(self, values, level):
        for v in values:
            if v > level:
                self.reading = v * v
                return v
        return level

    def fresh(self, v):
        out = Meter()
        if v > 1.0:
            out.reading = v**2
            return out
        out.reading = v
        return out


def changed_before_early_return(x):
    m = Meter()
    a = m.read(x[0]) * m.read(x[2])
    return a * m.reading + len(m.log)


def changed_before_return_in_loop(x):
    m = Meter()
    a = m.first_above(x, 1.2)
    b = m.first_above(x, 5.0)
    return a * m.reading * b


def built_and_returned_early(x):
    m = Meter()
    return m.fresh(x[0]).reading * m.fresh(x[2]).reading


CASES = every(vars(), X)
