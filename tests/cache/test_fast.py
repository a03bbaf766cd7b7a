"""The generated `call`: it serves what it was made for, and hands everything else on."""
from __future__ import annotations

import gc
import types
import weakref

import numpy as np
import pytest

from srcgrad.cache import Entry, fast_call
from srcgrad.ir.dependency import (
    MISSING,
    AttributeDependency,
    CellDependency,
    ClassDependency,
    CodeDependency,
    GlobalDependency,
)


class Built:
    source = ""
    conditions = ()

    def __init__(self, *dependencies):
        self.dependencies = dependencies
        self.function = lambda *args: ("fast", *args)


def miss(*args, **kwargs):
    return ("miss", *args, *kwargs.items())


def made(values, *dependencies, given=None, finish=None, function=None):
    own = CodeDependency.of(function or (lambda x, y: x))
    return fast_call(own, Entry.of(Built(*dependencies)), values, len(values) if given is None else given, miss, finish)


VALUES = [
    1.0, 1, True, 1j, None, "a", "b", np.float64(1), np.float32(1),
    np.ones(3), np.ones(1), np.ones(0), np.array(1.0), np.ones(3, "f4"), np.ones(3, ">f8"),
    np.ones((3, 2)), np.ones((3, 1)), np.ones((1, 3)), np.ones((2, 3, 4)),
    np.ones(3).view(np.recarray), [1.0], len, b"a",
]


def same_pattern(a, b):
    if type(a) is np.ndarray is type(b):
        return a.dtype == b.dtype and [n == 1 for n in a.shape] == [n == 1 for n in b.shape]
    return type(a) is type(b) and (type(a) is not str or a == b)


@pytest.mark.parametrize("value", VALUES[:-4], ids=repr)
def test_serves_its_own_pattern_only(value):
    call = made((value,))
    for other in VALUES:
        assert call(other)[0] == ("fast" if same_pattern(value, other) else "miss")


@pytest.mark.parametrize("value", VALUES[-4:], ids=repr)
def test_other_arguments_are_not_for_it(value):
    assert made((1.0, value)) is None


def test_sizes_may_change_and_arrays_of_a_pickle_are_as_good():
    call = made((np.ones((3, 1)),))
    assert call(np.ones((7, 1)))[0] == "fast"
    assert call(np.empty((3, 1), np.dtype("f8", copy=True)))[0] == "fast"


def test_what_does_not_fit_is_handed_on_as_it_was_given():
    call = made((1.0, 2.0))
    assert call(1.0, 2.0) == ("fast", 1.0, 2.0)
    assert call() == ("miss",) and call(1.0) == ("miss", 1.0) and call(1.0, 2.0, 3.0) == ("miss", 1.0, 2.0, 3.0)
    assert call(1.0, y=2.0) == ("miss", 1.0, ("y", 2.0)) and call(1.0, 2.0, a0=3.0) == ("miss", 1.0, 2.0, ("a0", 3.0))


def test_defaults_are_filled_in():
    array = np.ones((2, 2))
    call = made((1.0, 5.0, array), given=1)
    assert call(2.0) == ("fast", 2.0, 5.0, array) and call(2.0, 5.0) == ("miss", 2.0, 5.0)
    array.shape = (4, 1)
    assert call(2.0) == ("miss", 2.0)
    assert made((1.0,), given=0)() == ("fast", 1.0)


def test_finish():
    assert made((1.0,), finish=list)(2.0) == ["fast", 2.0]


def flips(dependency, change):
    """Whether `call` serves before a change and no longer afterwards."""
    call = made((1.0,), dependency)
    before = call(1.0)[0]
    change()
    assert dependency.holds() is (call(1.0)[0] == "fast")
    return before == "fast" and call(1.0)[0] == "miss"


def helper(x, k=1.0):
    return x


@pytest.mark.parametrize("old, new, how", [(helper, len, "identity"), (2.0, 2, "spec"), (np.ones(3), np.ones((3, 1)), "spec"),
                                           (np.ones(3), np.ones(3, "f4"), "spec"), ("a", "b", "value"), (None, 0, "value"),
                                           (helper, None, "identity"), (np.ones(3), 1.0, "spec")])
def test_globals_cells_and_attributes(old, new, how):
    space, cell, module, thing = {"n": old}, types.CellType(old), types.ModuleType("m"), types.SimpleNamespace(n=old)
    module.n = old
    assert flips(GlobalDependency(space, "n", old, how), lambda: space.update(n=new))
    assert flips(CellDependency(cell, old, how), lambda: setattr(cell, "cell_contents", new))
    assert flips(AttributeDependency(module, "n", old, how), lambda: setattr(module, "n", new))
    assert flips(AttributeDependency(thing, "n", old, how), lambda: setattr(thing, "n", new))


def test_gone():
    space, cell, module = {"n": helper}, types.CellType(helper), types.ModuleType("m")
    module.n = helper
    assert flips(GlobalDependency(space, "n", helper), space.clear)
    assert flips(CellDependency(cell, helper), lambda: delattr(cell, "cell_contents"))
    assert flips(AttributeDependency(module, "n", helper), lambda: delattr(module, "n"))


def test_values_that_are_read_live_may_change():
    space = {"n": 2.0, "a": np.ones(3)}
    call = made((1.0,), GlobalDependency(space, "n", 2.0, "spec"), GlobalDependency(space, "a", space["a"], "spec"))
    space.update(n=3.0, a=np.zeros(5))
    assert call(1.0)[0] == "fast"


def test_builtins_and_empty_cells():
    space, cell = {}, types.CellType()
    assert flips(GlobalDependency(space, "len", len), lambda: space.update(len=sum))
    assert flips(CellDependency(cell, MISSING), lambda: setattr(cell, "cell_contents", 1.0))


def test_methods_and_classes():
    class C:
        def m(self):
            return 0

    c = C()
    dependency = AttributeDependency(c, "m", c.m)
    assert made((1.0,), dependency)(1.0)[0] == "fast"
    assert flips(ClassDependency.of(C, "m"), lambda: setattr(C, "m", None))


def test_code_and_defaults():
    def f(x, k=1.0):
        return x

    def g(x, *, k=1.0):
        return x

    assert flips(CodeDependency.of(f), lambda: setattr(f, "__defaults__", (2.0,)))
    assert flips(CodeDependency.of(f), lambda: setattr(f, "__code__", helper.__code__))
    assert flips(CodeDependency.of(g), lambda: g.__kwdefaults__.update(k=2.0))
    call = made((1.0,), CodeDependency.of(f), function=f)
    f.__code__ = (lambda x, k: k).__code__
    assert call(1.0)[0] == "miss"


def test_defaults_count_where_there_are_any():
    def f(x, k=1.0):
        return x

    call = made((1.0, 2.0), function=f)  # all arguments are given, but f may call itself with fewer
    f.__defaults__ = (3.0,)
    assert call(1.0, 2.0)[0] == "miss"


def together(source, value, name="f_grad", **outside):
    """`call` of an emitted function, with its body inside."""
    space = dict(outside)
    exec(compile(source, "<emitted>", "exec"), space)
    built = Built()
    built.function, built.source = space[name], source
    return fast_call(CodeDependency.of(lambda x: x), Entry.of(built), (value,), 1, miss)


def test_the_body_is_inside():
    call = together("import math\n\n\ndef f_grad(x, *, out_bar=1.0):\n    return out_bar * math.floor(x) / k\n", 2.5, k=4.0)
    assert call(2.5) == 0.5 and call(1) == ("miss", 1) and call(x=1.5) == ("miss", ("x", 1.5)) and call() == ("miss",)
    code = call.__code__
    assert (code.co_name, code.co_filename, code.co_firstlineno) == ("f_grad", "<emitted>", 4)
    assert {line for _, _, line in code.co_lines() if line} == {4, 5}
    assert "out_bar" not in code.co_varnames and call.__globals__["f_grad"] is not call


@pytest.mark.parametrize("name", "type len rest more a0 k0 k1 miss given MISSING function call v".split())
def test_names_of_the_body_are_its_own(name):
    source = f"def f_grad({name}, *, out_bar=1.0):\n    a0 = k0 = rest = {name} + 1\n    return a0, k0, rest\n"
    call = together(source, 1.0)
    assert call(1.0) == (2.0, 2.0, 2.0) and call(1) == ("miss", 1) and call(1.0, 2.0) == ("miss", 1.0, 2.0)


def test_a_seed_that_is_written_is_left_to_the_function():
    call = together("def f_grad(x, *, out_bar=1.0):\n    out_bar = out_bar * x\n    return out_bar\n", 1.0)
    assert call(3.0) == 3.0 and call(1) == ("miss", 1)
    call = together("def f_grad(x, *, out_bar=1.0):\n    return [out_bar * x for out_bar in [2.0]]\n", 1.0)
    assert call(3.0) == [6.0]


def test_what_is_long_is_called():
    call = together("def f_grad(x):\n    return x\n" + "#" * 4000, 1.0)
    assert call(3.0) == 3.0 and call.__code__.co_name == "call"


def test_nothing_waits_for_the_collector():
    gc.disable()
    try:
        call = made((1.0, np.ones(3)), CellDependency(types.CellType(1), 1))
        seen = weakref.ref(call)
        del call
        assert seen() is None
    finally:
        gc.enable()
