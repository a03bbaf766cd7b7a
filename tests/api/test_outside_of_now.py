"""Whatever a function finds outside of its arguments may change between two calls: the derivative is always that of now.

Each case is a module, and statements that change something in it. After each of them a derivative that was called many times
before has to give what finite differences give.
"""
from __future__ import annotations

import itertools
import linecache
import types

import numpy as np
import pytest

from srcgrad.api import grad, hvp, jvp, value_and_grad

NUMBERS = itertools.count()
CASES = {
    "a dict of another class": ("""
from collections import Counter, OrderedDict, deque
CFG, COUNTS, QUEUE = OrderedDict(a=2.0, kind="square"), Counter("aabbb"), deque([1.0, 2.0])
def f(x):
    y = np.sum(x ** 2 if CFG["kind"] == "square" else x) * CFG["a"]
    for q in QUEUE:
        y = y * q
    for k, n in COUNTS.items():
        y = y + n * x[0] ** 2
    return y
""", "CFG['a'] = 3.0", "CFG['kind'] = 'sum'", "QUEUE.append(0.5)", "COUNTS['c'] = 4"),
    "a class and its bases": ("""
class Base:
    scale, w, names = 2.0, np.ones(3), ["a"]
    act = staticmethod(np.sin)
    def pre(self, x): return x * self.scale
    @classmethod
    def of(cls, x): return x * cls.scale
    @staticmethod
    def plus(x): return x + 1
    @property
    def gain(self): return self.scale + 1
    def __call__(self, x): return x * 2
    def __add__(self, other): return other * 3
    def __len__(self): return 3
class Model(Base):
    def __init__(self): self.k = 1.0
    def pre(self, x): return super().pre(x) * 2
    def loss(self, x):
        y = self.pre(x) + self.of(x) + self.plus(x) * self.gain + self.w * x + self(x) + (self + x) + len(self) * x
        return np.sum(self.act(y * 0.1) * self.k) * (2.0 if "b" in self.names else 1.0)
m = Model()
def f(x):
    return m.loss(x)
""", "Base.scale = 3.0", "Model.scale = 5.0", "del Model.scale", "Base.w = np.arange(3.0)", "Base.w[0] = 7.0",
        "Base.act = staticmethod(np.cos)", "Base.names.append('b')", "Base.pre = lambda self, x: x * x",
        "Base.of = classmethod(lambda cls, x: x * x)", "Base.plus = staticmethod(lambda x: x ** 3)",
        "Base.gain = property(lambda self: 0.5)", "Base.__call__ = lambda self, x: x * 7", "Base.__add__ = lambda self, o: o * 7",
        "Base.__len__ = lambda self: 5", "m.of = lambda x: x", "m.k = 0.1", "m.__class__ = type('Other', (Model,), {'scale': 0.3})",
        "m.loss = lambda x: np.sum(x ** 3)"),
    "objects in tables, bound methods": ("""
class Layer:
    n = 3
    def __init__(self, k): self.k, self.i, self.w = k, 2, np.ones(3)
    def go(self, x): return x * self.k
LAYERS, TABLE, PAIR = [Layer(2.0), Layer(3.0)], {"m": Layer(2.0)}, (Layer(2.0), Layer(1.0))
TABLE["m"].sub = Layer(0.7)
go = LAYERS[1].go
def f(x):
    y = TABLE["m"].go(x) * TABLE["m"].sub.k + LAYERS[0].k * x + PAIR[1].go(x) ** 2 + go(x) * LAYERS[0].w
    for i in range(PAIR[0].i):
        y = y * x
    return np.sum(y ** 2)
""", "TABLE['m'].k = 3.0", "TABLE['m'].sub.k = 3.0", "LAYERS[0].k = 3.0", "LAYERS[1].k = 0.2", "PAIR[1].k = np.ones(3)",
        "PAIR[0].i = 1", "LAYERS[0].w[0] = 3.0", "LAYERS[0].w = np.arange(3.0)", "Layer.go = lambda self, x: x + self.k",
        "LAYERS[0] = Layer(0.5)", "TABLE['m'].sub = Layer(9.0)", "TABLE['m'].go = lambda x: x"),
    "helpers": ("""
import functools, types
def helper(x, k=1.0, w=[1.0, 2.0], *, m=1.0):
    for q in w:
        x = x * q
    return x * k * m * helper.gain
helper.gain, L = 2.0, [1.0]
space = types.SimpleNamespace(h=np.sin)
part, table = functools.partial(helper, w=L), {"a": np.sin}
def f(x):
    return np.sum(helper(x) ** 2 + space.h(x) + part(x, m=2.0) + table["a"](x)) * max(x[0], x[1])
""", "helper.gain = 3.0", "helper.__defaults__ = (3.0, [1.0, 2.0])", "helper.__defaults__[1].append(0.5)",
        "helper.__kwdefaults__['m'] = 4.0", "L.append(2.0)", "part.keywords['k'] = 0.2", "space.h = lambda x: x ** 3",
        "space.h = np.cos", "table['a'] = np.exp", "max = min", "del max"),
    "modules and their functions": ("""
import types
lib, own = np, types.ModuleType("own")
own.k, own.sub = 2.0, types.ModuleType("sub")
own.sub.w = np.ones(3)
def f(x):
    return np.sum(lib.sin(x) * own.k * own.sub.w) + np.tanh(x)[0]
""", "own.k = 3.0", "own.sub.w = np.arange(3.0)", "own.sub = types.SimpleNamespace(w=4.0)",
        "lib = types.SimpleNamespace(sin=np.cos)",
        "tanh, np.tanh = np.tanh, lambda x: x * x", "np.tanh = tanh"),
    "what is there or not": ("""
class C: pass
c, d = C(), {"a": 1.0}
c.k = 2.0
def f(x):
    y = np.sum(x ** 2) * c.k * getattr(c, "gain", 2.0)
    if hasattr(c, "extra"):
        y = y * 3
    return y * d.get("g", 1.0) * len(d)
""", "c.extra = 1", "c.gain = 4.0", "d['g'] = 0.2", "del c.extra", "C.extra = 1", "C.gain = 8.0", "del c.gain"),
}


@pytest.mark.parametrize("name", CASES)
def test_changed(name):
    text, *changes = CASES[name]
    space = types.ModuleType("outside").__dict__
    space["np"] = np
    run(text, space)
    x, v = np.array([0.4, 0.9, 1.3]), np.array([0.3, -0.5, 0.7])
    d, both, second = grad(space["f"]), value_and_grad(space["f"]), hvp(space["f"])
    for change in ("", *changes):
        run(change, space)
        f = space["f"]
        want, value = slope(f, x, v), f(x)
        for _ in range(3):
            assert d(x) @ v == pytest.approx(want, rel=1e-6), change
            got, g = both(x)
            assert got == value and g @ v == pytest.approx(want, rel=1e-6), change
        assert jvp(f, (x,), (v,))[1] == pytest.approx(want, rel=1e-6), change
        curved = slope(lambda at: d(at) @ v, x, v)
        assert second(x, v) @ v == pytest.approx(curved, rel=1e-5, abs=1e-6), change


def run(text, space):
    file = f"<outside {next(NUMBERS)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    exec(compile(text, file, "exec"), space)


def slope(f, x, v, h=1e-4):
    return (8 * (f(x + h * v) - f(x - h * v)) - (f(x + 2 * h * v) - f(x - 2 * h * v))) / (12 * h)
