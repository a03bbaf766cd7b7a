"""Removal of what nothing depends on: text before and after, and what has to stay."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from srcgrad.ir.verify import verify
from srcgrad.optimize.dead import without_dead

HELPERS = Path(__file__).parents[1] / "analysis" / "adjoints.py"
spec = importlib.util.spec_from_file_location("adjoints_for_dead", HELPERS)
adjoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adjoints)
X = np.array([1.2, 0.7, 1.9, 0.4])

# name: (before, after, arguments)
SHORTER = {
    "a value that nobody reads": ("""\
func f(%x: f[n]) {
    %z: f[n] = numpy.exp(%x)
    %s: f = numpy.sum(%x)
    return %s
}
""", """\
func f(%x: f[n]) {
    %s: f = numpy.sum(%x)
    return %s
}
""", (X,)),
    "an array that is written and not read": ("""\
func f(%x: f[n]) {
    %y: f[n] = numpy.ndarray.copy(%x)
    store[set](%y, 0, 1.0)
    %s: f = numpy.sum(%x)
    return %s
}
""", """\
func f(%x: f[n]) {
    %s: f = numpy.sum(%x)
    return %s
}
""", (X,)),
    "a variable that a loop carries for nobody; not one that another needs": ("""\
func f(%x: f, %n: i) {
    %s: f, %t: f, %u: f = for(0, %n, 1, 0.0, 1.0, 2.0) body(%i: i, %s.1: f, %t.1: f, %u.1: f) {
        %s.2: f = operator.add(%s.1, %x)
        %t.2: f = operator.mul(%t.1, %x)
        %u.2: f = operator.mul(%u.1, 2.0)
        %s.3: f = operator.add(%s.2, %u.2)
        yield False, %s.3, %t.2, %u.2
    }
    return %s
}
""", """\
func f(%x: f, %n: i) {
    %s: f, %u: f = for(0, %n, 1, 0.0, 2.0) body(%i: i, %s.1: f, %u.1: f) {
        %s.2: f = operator.add(%s.1, %x)
        %u.2: f = operator.mul(%u.1, 2.0)
        %s.3: f = operator.add(%s.2, %u.2)
        yield False, %s.3, %u.2
    }
    return %s
}
""", (1.5, 4)),
    "a loop that does nothing": ("""\
func f(%x: f, %n: i) {
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %s.2: f = operator.add(%s.1, %x)
        yield False, %s.2
    }
    return %x
}
""", """\
func f(%x: f, %n: i) {
    return %x
}
""", (1.5, 4)),
    "of a while, what its test does not need": ("""\
func f(%x: f) {
    %s: f, %k: i, %d: f = while(%x, 0, %x) test(%s.1: f, %k.1: i, %d.1: f) {
        %c: b = operator.lt(%k.1, 3)
        yield %c
    } body(%s.2: f, %k.2: i, %d.2: f) {
        %s.3: f = operator.mul(%s.2, %s.2)
        %k.3: i = operator.add(%k.2, 1)
        %d.3: f = operator.mul(%d.2, 2.0)
        yield False, %s.3, %k.3, %d.3
    }
    return %s
}
""", """\
func f(%x: f) {
    %s: f, %k: i = while(%x, 0) test(%s.1: f, %k.1: i) {
        %c: b = operator.lt(%k.1, 3)
        yield %c
    } body(%s.2: f, %k.2: i) {
        %s.3: f = operator.mul(%s.2, %s.2)
        %k.3: i = operator.add(%k.2, 1)
        yield False, %s.3, %k.3
    }
    return %s
}
""", (1.5,)),
    "of a branch, the results that nobody reads": ("""\
func f(%x: f, %c: b) {
    %y: f, %z: f = if(%c) then {
        %a: f = operator.mul(%x, 2.0)
        %b: f = operator.mul(%x, 3.0)
        yield %a, %b
    } else {
        yield %x, 0.0
    }
    return %y
}
""", """\
func f(%x: f, %c: b) {
    %y: f = if(%c) then {
        %a: f = operator.mul(%x, 2.0)
        yield %a
    } else {
        yield %x
    }
    return %y
}
""", (1.5, True)),
    "of two lists, that which is not in what is read": ("""\
func f(%x: f, %n: i) {
    %l: list[f] = new[builtins.list]()
    %m: list[f] = new[builtins.list]()
    %o: list[list[f]] = new[builtins.list](%l)
    for(0, %n, 1) body(%i: i) {
        grow[append](%l, %x)
        grow[append](%m, %x)
        yield False
    }
    %k: list[f] = item(%o, 0)
    %s: f = item(%k, 1)
    return %s
}
""", """\
func f(%x: f, %n: i) {
    %l: list[f] = new[builtins.list]()
    %o: list[list[f]] = new[builtins.list](%l)
    for(0, %n, 1) body(%i: i) {
        grow[append](%l, %x)
        yield False
    }
    %k: list[f] = item(%o, 0)
    %s: f = item(%k, 1)
    return %s
}
""", (1.5, 3)),
}

# What must not change, with the reason
KEPT = {
    "a write through a view is a write into what is read": ("""\
func f(%x: f[n]) {
    %y: f[n] = numpy.ndarray.copy(%x)
    %v: f[n-1] = view(%y, slice(1, None, None))
    store[set](%v, 0, 1.0)
    %s: f = numpy.sum(%y)
    return %s
}
""", (X,)),
    "a write after the last read in the text, which a loop brings back to it": ("""\
func f(%x: f[n], %n: i) {
    %y: f[n] = numpy.ndarray.copy(%x)
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %e: f = load(%y, 0)
        %s.2: f = operator.add(%s.1, %e)
        store[mul](%y, 0, 3.0)
        yield False, %s.2
    }
    return %s
}
""", (X, 3)),
    "a variable that decides when a loop ends": ("""\
func f(%x: f, %n: i) {
    %s: f, %t: f = for(0, %n, 1, 0.0, 1.0) body(%i: i, %s.1: f, %t.1: f) {
        %s.2: f = operator.add(%s.1, %x)
        %t.2: f = operator.mul(%t.1, 3.0)
        %c: b = operator.gt(%t.2, 20.0)
        yield %c, %s.2, %t.2
    }
    return %s
}
""", (1.5, 9)),
    "what is printed or asserted, and comments": ("""\
func f(%x: f, %c: b) {
    %m: f = operator.mul(%x, 2.0)
    if(%c) then {
        %e: f = operator.add(%m, 1.0)
        effect[assert](%e)
        yield
    } else {
        yield
    }
    note[backward]()
    return %x
}
""", (1.5, True)),
    "an element popped from where another is read": ("""\
func f(%x: f) {
    %l: list[f] = new[builtins.list](%x, 2.0)
    %a: f = shrink[pop](%l)
    %b: f = shrink[pop](%l)
    return %b
}
""", (1.5,)),
    "an array in a list that is returned": ("""\
func f(%x: f[n]) {
    %y: f[n] = numpy.ndarray.copy(%x)
    %l: list[f[n]] = new[builtins.list](%y)
    store[set](%y, 0, 1.0)
    %z: f[n] = item(%l, 0)
    %s: f = numpy.sum(%z)
    return %s
}
""", (X,)),
    "what may end the body of a try": ("""\
func f(%x: f) {
    %ok: b, %y: f = try[(builtins.ValueError,)]() body {
        %a: f = math.log(%x)
        yield True, %x
    } failure(%e: opaque[builtins.Exception]) {
        %b: f = operator.mul(%x, 3.0)
        yield False, %b
    }
    return %y
}
""", (-1.5,)),
}


@pytest.mark.parametrize("name", SHORTER)
def test_before_and_after(name):
    before, after, args = SHORTER[name]
    function = adjoints.read(before)
    shorter = without_dead(function)
    verify(shorter, "dead")
    adjoints.same_text(shorter, after)
    adjoints.same_text(function, before)
    assert adjoints.interpreter.run(shorter, *args) == adjoints.interpreter.run(function, *args)
    adjoints.same_text(without_dead(shorter), after)


@pytest.mark.parametrize("name", KEPT)
def test_what_must_stay(name):
    text, args = KEPT[name]
    function = adjoints.read(text)
    kept = without_dead(function)
    adjoints.same_text(kept, text)
    assert adjoints.interpreter.run(kept, *args) == adjoints.interpreter.run(function, *args)


@pytest.mark.parametrize("name", SHORTER)
def test_the_gradient_stays(name):
    """Removal before, after, or not at all: the same numbers."""
    before, _, args = SHORTER[name]
    function = adjoints.read(before)
    plain = adjoints.gradient(function)
    ways = (plain, without_dead(plain), adjoints.gradient(without_dead(function)))
    found = [adjoints.interpreter.run(g, *args, 1.0) for g in ways]
    for other in found[1:]:
        np.testing.assert_array_equal(found[0], other)
