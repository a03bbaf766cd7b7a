"""Classes: operators, iteration, inheritance, properties, enums, objects in loops, classes made inside."""
from __future__ import annotations

import abc
import enum
import functools
import typing
from dataclasses import dataclass, field

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


class Vec:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, o):
        if not isinstance(o, Vec):
            return NotImplemented
        return Vec(self.x + o.x, self.y + o.y)

    def __sub__(self, o):
        return Vec(self.x - o.x, self.y - o.y)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)
    __rmul__ = __mul__

    def __truediv__(self, k):
        return Vec(self.x / k, self.y / k)

    def __neg__(self):
        return Vec(-self.x, -self.y)

    def __matmul__(self, o):
        return self.x * o.x + self.y * o.y

    def __abs__(self):
        return np.sqrt(self @ self)

    def __iter__(self):
        return iter((self.x, self.y))

    def __len__(self):
        return 2

    def __getitem__(self, k):
        return (self.x, self.y)[k]

    def __eq__(self, o):
        return self.x == o.x and self.y == o.y

    def __pow__(self, n):
        return Vec(self.x ** n, self.y ** n)

    def __radd__(self, o):
        return self if o == 0 else self.__add__(o)

    @property
    def norm2(self):
        return self.x ** 2 + self.y ** 2


def vectors(x):
    a, b = Vec(x[0], x[1]), Vec(x[2], x[3])
    c = 2.0 * a + b * x[4] - (-b) / 3.0
    return c @ a + abs(c) * c.norm2


def vector_unpacked(x):
    p, q = Vec(x[0], x[1])
    return p * q + sum(v * v for v in Vec(x[2], x[3])) + Vec(x[0], x[1])[1] * len(Vec(x[0], 1.0))


def vector_sum(x):
    return abs(sum([Vec(x[0], x[1]), Vec(x[2], x[3])], Vec(0.0, 0.0)))


def vector_sum_radd(x):
    return abs(sum([Vec(x[0], x[1]), Vec(x[2], x[3])]))


def vector_loop(x):
    pos, vel = Vec(x[0], x[1]), Vec(x[2], x[3])
    for _ in range(10):
        acc = -pos * x[4]
        vel = vel + 0.1 * acc
        pos = pos + 0.1 * vel
    return pos @ vel


def vector_loop_runtime(x):
    pos, vel = Vec(x[0], x[1]), Vec(x[2], x[3])
    n = len(x) * 3
    for _ in range(n):
        acc = -pos * x[4]
        vel = vel + 0.1 * acc
        pos = pos + 0.1 * vel
    return pos @ vel


def vector_power_eq(x):
    a = Vec(x[0], x[1]) ** 2
    return a.x * a.y * (2.0 if a == a else 1.0)


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self):
        ...

    def weighted(self, w):
        return w * self.area()


class Circle(Shape):
    def __init__(self, r):
        self.r = r

    def area(self):
        return np.pi * self.r ** 2


class Square(Shape):
    def __init__(self, a):
        self.a = a

    def area(self):
        return self.a * self.a

    def weighted(self, w):
        return super().weighted(w) + 1.0


def shapes(x):
    return sum(s.weighted(w) for s, w in zip([Circle(x[0]), Square(x[1]), Circle(x[2])], [1.0, x[3], 0.5]))


@dataclass(frozen=True)
class Params:
    w: np.ndarray
    b: float = 1.0
    name: str = "p"
    tags: list = field(default_factory=list)
    scale: float = field(init=False, default=2.0)

    def __post_init__(self):
        object.__setattr__(self, "scale", self.b * 3.0)

    def __call__(self, v):
        return np.dot(self.w, v) * self.scale + self.b


def frozen_dataclass(x):
    p = Params(x * 2.0, b=x[0])
    p.tags.append("a")
    return p(x) * len(p.tags)


@dataclass
class Base:
    k: float

    def energy(self, v):
        return 0.5 * self.k * v * v


@dataclass
class Damped(Base):
    c: float = 0.1
    history: list = field(default_factory=list)

    def energy(self, v):
        e = super().energy(v) - self.c * v
        self.history.append(e)
        return e


def dataclass_inheritance(x):
    s = Damped(x[0])
    return sum(s.energy(v) for v in x[1:]) + s.history[0] * s.history[-1]


class State(typing.NamedTuple):
    pos: float
    vel: float = 0.5

    def energy(self):
        return self.pos ** 2 + self.vel ** 2


def named_tuple_class(x):
    s = State(x[0])
    for v in x:
        s = State(s.pos + 0.1 * s.vel, s.vel - v * s.pos)
    s = s._replace(vel=s.vel * x[1])
    pos, vel = s
    return s.energy() * pos + vel


class Mode(enum.Enum):
    LINEAR = 1
    SQUARE = "sq"


class Flag(enum.IntFlag):
    A = 1
    B = 2


class Kind(enum.IntEnum):
    P = 0
    Q = 1


def enums(x, mode=Mode.SQUARE):
    y = x ** 2 if mode is Mode.SQUARE else x
    z = y * 2.0 if mode == Mode.LINEAR else y
    f = Flag.A | Flag.B
    if f & Flag.B:
        z = z * x
    return np.sum(z) * x[Kind.Q] * Kind.Q.value + (1.0 if Mode.SQUARE.name == "SQUARE" else 0.0)


class Tank:
    def __init__(self, level):
        self._level = level
        self.log = []

    @property
    def level(self):
        return self._level

    @level.setter
    def level(self, v):
        self.log.append(v)
        self._level = v * 0.9

    @staticmethod
    def flow(h):
        return 0.2 * np.sqrt(h)

    @classmethod
    def full(cls, h):
        return cls(h * 2.0)


def properties(x):
    t = Tank.full(x[0])
    for v in x[1:]:
        t.level = t.level + v - Tank.flow(t.level)
    t.level += x[2]
    return t.level * t.log[1]


class Poly:
    def __init__(self, coeffs):
        self.c = list(coeffs)

    def __call__(self, t):
        s = 0.0
        for a in reversed(self.c):
            s = s * t + a
        return s

    def __add__(self, o):
        return Poly(a + b for a, b in zip(self.c, o.c))

    def __mul__(self, o):
        out = [0.0] * (len(self.c) + len(o.c) - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(o.c):
                out[i + j] += a * b
        return Poly(out)

    def __getitem__(self, k):
        return self.c[k]

    def __setitem__(self, k, v):
        self.c[k] = v

    def __len__(self):
        return len(self.c)

    def __contains__(self, v):
        return v in self.c

    def __bool__(self):
        return len(self.c) > 2


def polynomials(x):
    p, q = Poly([x[0], x[1]]), Poly(x[2:])
    r = p * Poly([x[2], x[3]])
    r[0] = r[0] * 2.0
    return r(0.5) + q(x[0]) * len(r) + (r[1] if r else 0.0) + (1.0 if p else 2.0) * p[0]


def runtime_poly(x):
    p = Poly(x)
    p[1] = p[0] * p[2]
    return p(0.7) * len(p) + sum(p[k] for k in range(len(p)))


class Grid:
    def __init__(self, n):
        self.u = np.zeros(n)

    def __iadd__(self, f):
        self.u += f
        return self

    def __getitem__(self, k):
        return self.u[k]

    def __setitem__(self, k, v):
        self.u[k] = v


def in_place_operator(x):
    g = Grid(5)
    h = g
    g += x
    g[1:3] = g[0:2] * x[2]
    g[0] += x[4]
    return np.sum(h.u ** 2)


def objects_in_loop(x):
    cells = [Tank(v) for v in (x[0], x[1], x[2])]
    for _ in range(3):
        for a, b in zip(cells, cells[1:]):
            q = 0.1 * (a._level - b._level)
            a._level -= q
            b._level += q
    return cells[0]._level * cells[2]._level


def object_dict(x):
    d = {"a": Circle(x[0]), "b": Square(x[1])}
    d["a"].r = d["a"].r * x[2]
    return sum(s.area() for s in d.values())


def local_class(x):
    class Spring:
        def __init__(self, k):
            self.k = k
        def energy(self, d):
            return 0.5 * self.k * d * d
    s = Spring(x[0])
    return s.energy(x[1]) + Spring(2.0).energy(x[2])


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter(range(self.n, 0, -1))


def custom_iter(x):
    return sum(k * x[k] for k in Countdown(4))


class Cache:
    def __init__(self):
        self.store = {}

    def get(self, k, f):
        if k not in self.store:
            self.store[k] = f(k)
        return self.store[k]


def cache_object(x):
    c = Cache()
    return sum(c.get(i, lambda k: x[k] ** 2) for i in [0, 1, 0, 3, 1])


class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def total(self):
        s = self.value
        if self.left is not None:
            s = s + 0.5 * self.left.total()
        if self.right:
            s = s + 0.25 * self.right.total() ** 2
        return s


def tree(x):
    return Node(x[0], Node(x[1], Node(x[2])), Node(x[3])).total()


def match_class(x):
    s = 0.0
    for shape in (Circle(x[0]), Square(x[1]), State(x[2], x[3])):
        match shape:
            case Circle(r=r) if r is not None:
                s = s + r ** 2
            case Square(a=side):
                s = s + side * x[4]
            case State(pos=p, vel=v):
                s = s + p * v
    return s


class Meta:
    scale = 3.0
    table = {"a": 2.0}

    def f(self, v):
        return v * self.scale * self.table["a"] * type(self).scale


def class_constants(x):
    return Meta().f(x[0]) + Meta.scale * x[1]


class WithCached:
    def __init__(self, v):
        self.v = v

    @functools.cached_property
    def sq(self):
        return self.v ** 2


def cached(x):
    w = WithCached(x[0])
    return w.sq * w.sq + x[1]


class Ctx:
    def __init__(self, k):
        self.k = k

    def __enter__(self):
        self.k = self.k * 2.0
        return self

    def __exit__(self, *a):
        self.k = self.k + 1.0
        return False


def context(x):
    with Ctx(x[0]) as c:
        y = c.k * x[1]
    return y * c.k


class Dual:
    __array_priority__ = 1000
    __array_ufunc__ = None

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __add__(self, o):
        return Dual(self.a + getattr(o, "a", o), self.b + getattr(o, "b", 0.0))

    def __radd__(self, o):
        return self + o

    def __mul__(self, o):
        if isinstance(o, Dual):
            return Dual(self.a * o.a, self.a * o.b + self.b * o.a)
        return Dual(self.a * o, self.b * o)

    def __rmul__(self, o):
        return self * o

    def __lt__(self, o):
        return self.a < o



def dual_numbers(x):
    t = Dual(x[0], 1.0)
    y = x[1] * t * t + 3.0 * t + x[2]
    return y.b * y.a * (2.0 if t < 5.0 else 1.0)


def dual_array(x):
    t = Dual(x[0], 1.0)
    y = x * t
    return np.sum(y.a * y.b)


class Plain:
    def __init__(self, v):
        self.v = v


def equal_by_identity(x):
    a = Plain(x[0])
    b, c = a, Plain(x[0])
    return x[0] * (1.0 if a == b else 2.0) * (3.0 if a != c else 4.0)


class Ramp:
    def __init__(self, slope):
        self.slope = slope

    def __getitem__(self, t):
        return self.slope * t


RAMP = Ramp(3.0)


def constant_that_is_indexed(x):
    return np.sum(RAMP[x] ** 2) * RAMP[x[1]]


def local_inheritance(x):
    class Spring:
        def __init__(self, k):
            self.k = k

        def energy(self, d):
            return 0.5 * self.k * d * d

    class Damped(Spring):
        def __init__(self, k, c):
            super().__init__(k)
            self.c = c

        def energy(self, d):
            return super().energy(d) - self.c * d

    return Damped(x[0], x[1]).energy(x[2]) * (2.0 if isinstance(Damped(1.0, 2.0), Spring) else 1.0)


CASES = every(globals(), X)
