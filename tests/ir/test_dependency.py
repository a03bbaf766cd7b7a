"""Dependencies: when they hold, and what they hold on to."""
from __future__ import annotations

import gc
import types
import weakref

import numpy as np

from srcgrad.ir.dependency import (
    MISSING,
    AttributeDependency,
    CellDependency,
    ClassDependency,
    CodeDependency,
    GlobalDependency,
)


def test_global_identity():
    space = {"np": np}
    d = GlobalDependency(space, "np", np)
    assert d.holds()
    space["np"] = types
    assert not d.holds()
    del space["np"]
    assert not d.holds()


def test_builtins_and_missing_names():
    space = {}
    d, m = GlobalDependency(space, "len", len), GlobalDependency(space, "nothing", MISSING)
    assert d.holds() and m.holds()
    space["len"] = space["nothing"] = lambda x: 3
    assert not d.holds() and not m.holds()


def test_spec_is_kept_by_other_values_of_the_pattern():
    space = {"rate": 0.5, "w": np.ones(3)}
    rate, w = GlobalDependency(space, "rate", 0.5, "spec"), GlobalDependency(space, "w", space["w"], "spec")
    space.update(rate=2.0, w=np.ones(7))
    assert rate.holds() and w.holds()
    space.update(rate=1, w=np.ones((1, 7)))
    assert not rate.holds() and not w.holds()


def test_value_is_not():
    space = {"n": 3, "flags": {"a": [True]}, "w": np.ones(2)}
    n, flags, w = (GlobalDependency(space, k, v, "value") for k, v in space.items())
    assert n.holds() and flags.holds() and w.holds()
    space["n"] = 3.0
    space["flags"]["a"].append(False)
    space["w"] = np.ones(2)  # what is in an array is read where the derivative runs
    assert not n.holds() and not flags.holds() and not w.holds()
    z = GlobalDependency({"z": -0.0}, "z", 0.0, "value")
    assert not z.holds()


def test_cells():
    def make(k):
        def f():
            return k

        def change(v):
            nonlocal k
            k = v

        return f.__closure__[0], change

    cell, change = make(2.0)
    d, v = CellDependency(cell, 2.0, "spec"), CellDependency(cell, 2.0, "value")
    change(3.0)
    assert d.holds() and not v.holds()
    empty = CellDependency(types.CellType(), MISSING)
    assert empty.holds()


def test_attributes_and_classes():
    class C:
        rate = 1.0

        def m(self):
            pass

        @staticmethod
        def s():
            pass

    c = C()
    held = [AttributeDependency(c, "m", c.m), AttributeDependency(C, "rate", 1.0, "spec"), ClassDependency.of(C, "s")]
    assert all(d.holds() for d in held)
    C.m = C.s = lambda self: 1
    C.rate = "fast"
    assert not any(d.holds() for d in held)


def test_code_that_is_changed_in_place():
    def f(x=1):
        return x

    d = CodeDependency.of(f)
    assert d.holds()
    f.__code__ = (lambda x: x + 1).__code__
    assert not d.holds()


def test_values_are_not_kept_alive():
    w = np.ones(3).view()
    space = {"w": w}
    d = GlobalDependency(space, "w", w, "spec")
    seen = weakref.ref(w)
    space.clear()
    del w
    gc.collect()
    assert seen() is None and not d.holds()
