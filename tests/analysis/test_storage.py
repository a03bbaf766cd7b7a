"""What may share storage, and how it is differentiated. A wrong answer gives a wrong gradient, so each program is run too."""
from __future__ import annotations

import numpy as np
import pytest
from adjoints import ops, read, right, same_text, value

from srcgrad.analysis.storage import storage

X = np.array([1.2, 0.7, 1.9, 0.4])

# name: (program, {value: its roots}, {value: its mode}, further arguments)
PROGRAMS = {
    "nothing is written: views need no buffer": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, %x)
    %v: f[n-1] = view(%y, slice(1, None, None))
    %s: f = numpy.vdot(%v, %v)
    return %s
}
""", {"y": "y", "v": "y"}, {"y": "value", "v": "value"}, ()),
    "a view that is written: one buffer, mirrored": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, %x)
    %v: f[n-1] = view(%y, slice(1, None, None))
    store[mul](%v, 0, 5.0)
    %s: f = numpy.vdot(%y, %y)
    return %s
}
""", {"y": "y", "v": "y"}, {"y": "static", "v": "static", "x": "value"}, ()),
    "a view of a view": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, %x)
    %v: f[n-1] = view(%y, slice(1, None, None))
    %w: f[?] = view(%v, slice(None, None, 2))
    store[mul](%w, Ellipsis, 5.0)
    %s: f = numpy.vdot(%v, %v)
    return %s
}
""", {"w": "y"}, {"w": "static"}, ()),
    "a transposed one is a view as well": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, %x)
    %t: f[n] = numpy.transpose(%y)
    store[mul](%t, 1, 5.0)
    %s: f = numpy.vdot(%y, %y)
    return %s
}
""", {"t": "y"}, {"t": "static"}, ()),
    "ravel gives a view or a copy: found at run time": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, %x)
    %r: f[n] = numpy.ndarray.ravel(%y)
    store[mul](%r, 0, 5.0)
    %s: f = numpy.vdot(%y, %y)
    return %s
}
""", {"r": "ry"}, {"r": "dynamic", "y": "dynamic"}, ()),
    "one of two arrays, by a condition": ("""\
func f(%x: f[n], %c: b) {
    %y: f[n] = operator.mul(%x, 2.0)
    %z: f[n] = operator.mul(%x, 3.0)
    %v: f[n] = if(%c) then {
        yield %y
    } else {
        yield %z
    }
    store[mul](%v, 0, 5.0)
    %s: f = numpy.vdot(%y, %z)
    return %s
}
""", {"v": "yz"}, {"v": "dynamic", "y": "dynamic", "z": "dynamic"}, (False,)),
    "one of two, but nothing is written after: a plain value": ("""\
func f(%x: f[n], %c: b) {
    %y: f[n] = operator.mul(%x, 2.0)
    store[mul](%y, 0, 5.0)
    %v: f[n] = if(%c) then {
        yield %y
    } else {
        yield %x
    }
    %s: f = numpy.vdot(%v, %v)
    return %s
}
""", {"v": "xy"}, {"v": "value", "y": "static"}, (True,)),
    "two that a loop swaps": ("""\
func f(%x: f[n], %n: i) {
    %a: f[n] = operator.mul(%x, 2.0)
    %b: f[n] = operator.mul(%x, 3.0)
    %p: f[n], %q: f[n] = for(0, %n, 1, %a, %b) body(%i: i, %p.1: f[n], %q.1: f[n]) {
        %e: f = load(%q.1, 1)
        store[mul](%p.1, 0, %e)
        yield False, %q.1, %p.1
    }
    %s: f = numpy.vdot(%p, %q)
    return %s
}
""", {"p": "ab", "q": "ab", "p.1": "ab"}, {"p": "dynamic", "a": "dynamic", "b": "dynamic"}, (3,)),
    "a row that is carried, and not read after the next write": ("""\
func f(%x: f[n], %n: i) {
    %a: f[n, n] = numpy.outer(%x, %x)
    %r: f[n] = for(0, 3, 1, %x) body(%i: i, %r.1: f[n]) {
        %e: f[n] = operator.mul(%r.1, 0.5)
        store[mul](%a, %i, %e)
        %row: f[n] = view(%a, %i)
        yield False, %row
    }
    %s: f = numpy.vdot(%r, %r)
    return %s
}
""", {"r": "ax", "r.1": "ax", "row": "a"}, {"r": "value", "r.1": "value", "a": "static"}, (3,)),
    "a row that is carried, and read after the next write": ("""\
func f(%x: f[n], %n: i) {
    %a: f[n, n] = numpy.outer(%x, %x)
    %r: f[n] = for(0, 3, 1, %x) body(%i: i, %r.1: f[n]) {
        store[mul](%a, %i, 0.7)
        %e: f[n] = operator.mul(%r.1, 0.5)
        %row: f[n] = view(%a, %i)
        yield False, %row
    }
    %s: f = numpy.vdot(%r, %r)
    return %s
}
""", {"r": "ax", "row": "a"}, {"r.1": "dynamic", "a": "dynamic"}, (3,)),
    "an element of a list": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, %x)
    %l: list[f[n]] = new[builtins.list](%y)
    %z: f[n] = item(%l, 0)
    store[mul](%z, 0, 5.0)
    %s: f = numpy.vdot(%y, %y)
    return %s
}
""", {"z": "y", "l": "l"}, {"z": "dynamic", "y": "dynamic", "l": "dynamic"}, ()),
    "an appended element, taken out in a loop": ("""\
func f(%x: f[n], %n: i) {
    %l: list[f[n]] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %y: f[n] = operator.mul(%x, %x)
        grow[append](%l, %y)
        %z: f[n] = item(%l, 0)
        store[mul](%z, 0, 2.0)
        yield False
    }
    %a: f[n] = item(%l, 0)
    %b: f[n] = item(%l, 1)
    %s: f = numpy.vdot(%a, %b)
    return %s
}
""", {"z": "y", "a": "y", "b": "y"}, {"y": "dynamic", "a": "dynamic"}, (3,)),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_facts(name):
    text, roots, modes, args = PROGRAMS[name]
    function = read(text)
    facts = storage(function)
    found = {v: "".join(sorted(r.name for r in facts.of(value(function, v)))) for v in roots}
    assert found == roots
    assert {v: facts.mode(value(function, v)) for v in modes} == modes
    same_text(function, text)
    right(function, X, *args)


def test_what_a_list_holds():
    function = read(PROGRAMS["an element of a list"][0])
    facts = storage(function)
    assert facts.contents[value(function, "l")] == {value(function, "y")}


def test_an_argument_holds_what_nobody_knows():
    function = read("func f(%l: list[f[n]], %i: i) {\n %a: f[n] = item(%l, %i)\n store[set](%a, 0, 1.0)\n return %a\n}")
    facts = storage(function)
    l_ = value(function, "l")
    assert facts.of(value(function, "a")) == {("content", l_)} and facts.mode(value(function, "a")) == "dynamic"
    assert list(facts.stores) == [("content", l_)]


# name: (program, of the first sin: whether its operand is written after it, further arguments)
LATER = {
    "written after": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, 2.0)
    %z: f[n] = numpy.sin(%y)
    store[set](%y, 0, 1.0)
    %s: f = numpy.vdot(%z, %y)
    return %s
}
""", True, ()),
    "written before only": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, 2.0)
    store[set](%y, 0, 1.0)
    %z: f[n] = numpy.sin(%y)
    %s: f = numpy.vdot(%z, %y)
    return %s
}
""", False, ()),
    "written before it in the text, but in a loop around both": ("""\
func f(%x: f[n], %n: i) {
    %y: f[n] = operator.mul(%x, 2.0)
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        store[mul](%y, %i, 3.0)
        %z: f[n] = numpy.sin(%y)
        %d: f = numpy.sum(%z)
        %s.2: f = operator.add(%s.1, %d)
        yield False, %s.2
    }
    return %s
}
""", True, (3,)),
    "written before it, in a loop that bears it anew": ("""\
func f(%x: f[n], %n: i) {
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %y: f[n] = operator.mul(%x, 2.0)
        store[mul](%y, %i, 3.0)
        %z: f[n] = numpy.sin(%y)
        %d: f = numpy.sum(%z)
        %s.2: f = operator.add(%s.1, %d)
        yield False, %s.2
    }
    return %s
}
""", False, (3,)),
    "written after through a view made before": ("""\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, 2.0)
    %v: f[n-1] = view(%y, slice(1, None, None))
    %z: f[n] = numpy.sin(%y)
    store[mul](%v, 0, 3.0)
    %s: f = numpy.vdot(%z, %y)
    return %s
}
""", True, ()),
}


@pytest.mark.parametrize("name", LATER)
def test_written_after(name):
    text, answer, args = LATER[name]
    function = read(text)
    facts = storage(function)
    (sine,) = (op for op in ops(function, "prim") if op.target is np.sin)
    assert facts.written_after(value(function, "y"), sine, True) is answer
    right(function, X, *args)
