"""Before the sweep: arguments that are written are copied, loops over sequences become loops over positions."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from srcgrad.ad.entry import counted_loops, own_arguments
from srcgrad.errors import SrcgradError
from srcgrad.ir.verify import verify

HELPERS = Path(__file__).parents[1] / "analysis" / "adjoints.py"
spec = importlib.util.spec_from_file_location("adjoints_for_entry", HELPERS)
adjoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adjoints)
X, K = np.array([1.2, 0.7, 1.9, 0.4]), np.array([0.3, 1.1, 0.8, 1.6])

# name: (before, after, names of the leaves of arguments, arguments to run it with)
OWNED = {
    "an array that is written is copied first": ("""\
func f(%x: f[n]) {
    store[mul](%x, 0, 2.0)
    %s: f = numpy.sum(%x)
    return %s
}
""", """\
func f(%x: f[n]) {
    %x.1: f[n] = numpy.ndarray.copy(%x)
    store[mul](%x.1, 0, 2.0)
    %s: f = numpy.sum(%x.1)
    return %s
}
""", [], (X,)),
    "in loops too": ("""\
func f(%x: f[n], %n: i) {
    for(0, %n, 1) body(%i: i) {
        store[mul](%x, %i, 3.0)
        yield False
    }
    %s: f = numpy.sum(%x)
    return %s
}
""", """\
func f(%x: f[n], %n: i) {
    %x.1: f[n] = numpy.ndarray.copy(%x)
    for(0, %n, 1) body(%i: i) {
        store[mul](%x.1, %i, 3.0)
        yield False
    }
    %s: f = numpy.sum(%x.1)
    return %s
}
""", [], (X, 3)),
    "through a view; a copy would part arguments that overlap": ("""\
func f(%x: f[n], %k: f[n]) {
    %v: f[n-1] = view(%x, slice(1, None, None))
    store[set](%v, 0, 2.0)
    %p: f[n] = operator.mul(%x, %k)
    %s: f = numpy.sum(%p)
    return %s
}
""", """\
func f(%x: f[n], %k: f[n]) {
    effect[srcgrad.runtime.lists.apart](1, %x, %k)
    %x.1: f[n] = numpy.ndarray.copy(%x)
    %v: f[n-1] = view(%x.1, slice(1, None, None))
    store[set](%v, 0, 2.0)
    %p: f[n] = operator.mul(%x.1, %k)
    %s: f = numpy.sum(%p)
    return %s
}
""", [], (X, K)),
    "a part of an argument is copied where it is taken out": ("""\
func f(%p: (f[n], f[n])) {
    %a: f[n] = item(%p, 0)
    %b: f[n] = item(%p, 1)
    store[mul](%a, 0, 2.0)
    %q: f[n] = operator.mul(%a, %b)
    %s: f = numpy.sum(%q)
    return %s
}
""", """\
func f(%p: (f[n], f[n])) {
    %a: f[n] = item(%p, 0)
    %a.1: f[n] = numpy.ndarray.copy(%a)
    %b: f[n] = item(%p, 1)
    effect[srcgrad.runtime.lists.apart](1, %a, %b)
    store[mul](%a.1, 0, 2.0)
    %q: f[n] = operator.mul(%a.1, %b)
    %s: f = numpy.sum(%q)
    return %s
}
""", ["a", "b"], None),
    "a list that grows": ("""\
func f(%l: list[f]) {
    grow[append](%l, 1.0)
    %s: f = builtins.sum(%l)
    return %s
}
""", """\
func f(%l: list[f]) {
    %l.1: list[f] = srcgrad.runtime.lists.own(%l)
    grow[append](%l.1, 1.0)
    %s: f = builtins.sum(%l.1)
    return %s
}
""", [], None),
    "an array in a list: the list with all that it holds": ("""\
func f(%l: list[f[n]], %i: i) {
    %a: f[n] = item(%l, %i)
    store[set](%a, 0, 2.0)
    %s: f = numpy.sum(%a)
    return %s
}
""", """\
func f(%l: list[f[n]], %i: i) {
    %l.1: list[f[n]] = srcgrad.runtime.lists.own(%l)
    %a: f[n] = item(%l.1, %i)
    store[set](%a, 0, 2.0)
    %s: f = numpy.sum(%a)
    return %s
}
""", [], None),
}


@pytest.mark.parametrize("name", OWNED)
def test_written_arguments_are_copied(name):
    before, after, leaves, args = OWNED[name]
    function = adjoints.read(before)
    owned = own_arguments(function, [adjoints.value(function, leaf) for leaf in leaves])
    verify(owned, "own")
    adjoints.same_text(owned, after)
    adjoints.same_text(function, before)
    if args is not None:
        adjoints.right(function, *args)


def test_lists_of_the_caller_stay():
    text, _, _, _ = OWNED["an array in a list: the list with all that it holds"]
    given = [X.copy(), K.copy()]
    owned = own_arguments(adjoints.read(text), [])
    assert adjoints.interpreter.run(owned, given, 1) == pytest.approx(2.0 + K[1:].sum())
    np.testing.assert_array_equal(given, [X, K])


def test_arguments_that_overlap_are_refused():
    text, _, _, _ = OWNED["through a view; a copy would part arguments that overlap"]
    owned = own_arguments(adjoints.read(text), [])
    for k in (X, X[::-1]):
        with pytest.raises(SrcgradError, match="SG404"):
            adjoints.interpreter.run(owned, X, k)
    adjoints.interpreter.run(owned, X, X.copy())


KEPT = {
    "nothing is written": """\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, 2.0)
    %s: f = numpy.sum(%y)
    return %s
}
""",
    "a copy of the user's is written": """\
func f(%x: f[n]) {
    %y: f[n] = numpy.ndarray.copy(%x)
    store[set](%y, 0, 2.0)
    %s: f = numpy.sum(%y)
    return %s
}
""",
    "a list of the user's grows": """\
func f(%x: f[n]) {
    %l: list[f[n]] = new[builtins.list](%x)
    grow[append](%l, %x)
    %y: f[n] = item(%l, 1)
    %s: f = numpy.sum(%y)
    return %s
}
""",
}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_not_written_is_not_copied(name):
    function = adjoints.read(KEPT[name])
    assert own_arguments(function, []) is function
    adjoints.same_text(function, KEPT[name])
    adjoints.right(function, X)


# name: (before, after, arguments to run it with)
COUNTED = {
    "single values, forward": ("""\
func f(%l: list[f]) {
    %s: f = each[forward](%l, 0.0) body(%e: f, %s.1: f) {
        %s.2: f = operator.sub(%e, %s.1)
        yield False, %s.2
    }
    return %s
}
""", """\
func f(%l: list[f]) {
    %n: i = builtins.len(%l)
    %s: f = for(0, %n, 1, 0.0) body(%k: i, %s.1: f) {
        %e: f = item(%l, %k)
        %s.2: f = operator.sub(%e, %s.1)
        yield False, %s.2
    }
    return %s
}
""", ([1.0, 4.0, 2.0],)),
    "pairs, reversed": ("""\
func f(%l: list[(f, f)]) {
    %s: f = each[reversed](%l, 0.0) body(%a: f, %b: f, %s.1: f) {
        %p: f = operator.sub(%a, %b)
        %s.2: f = operator.sub(%p, %s.1)
        yield False, %s.2
    }
    return %s
}
""", """\
func f(%l: list[(f, f)]) {
    %n: i = builtins.len(%l)
    %0: i = operator.sub(%n, 1)
    %s: f = for(%0, -1, -1, 0.0) body(%k: i, %s.1: f) {
        %1: (f, f) = item(%l, %k)
        %a: f = item(%1, 0)
        %b: f = item(%1, 1)
        %p: f = operator.sub(%a, %b)
        %s.2: f = operator.sub(%p, %s.1)
        yield False, %s.2
    }
    return %s
}
""", ([(1.0, 4.0), (2.0, 7.0), (5.0, 1.0)],)),
    "a range is made a list, for it has no positions to write down": ("""\
func f(%x: f, %r: opaque[builtins.range]) {
    %s: f = each[forward](%r, 0.0) body(%i: i, %s.1: f) {
        %p: f = operator.mul(%x, %i)
        %s.2: f = operator.sub(%p, %s.1)
        yield False, %s.2
    }
    return %s
}
""", """\
func f(%x: f, %r: opaque[builtins.range]) {
    %0: list[i] = builtins.list(%r)
    %n: i = builtins.len(%0)
    %s: f = for(0, %n, 1, 0.0) body(%k: i, %s.1: f) {
        %i: i = item(%0, %k)
        %p: f = operator.mul(%x, %i)
        %s.2: f = operator.sub(%p, %s.1)
        yield False, %s.2
    }
    return %s
}
""", (0.7, range(9, 1, -3))),
    "one in another, in a branch, with an exit": ("""\
func f(%l: list[list[f]], %c: b) {
    %y: f = if(%c) then {
        %s: f = each[forward](%l, 0.0) body(%row: list[f], %s.1: f) {
            %s.2: f = each[forward](%row, %s.1) body(%e: f, %s.3: f) {
                %s.4: f = operator.add(%s.3, %e)
                %stop: b = operator.gt(%s.4, 9.0)
                yield %stop, %s.4
            }
            yield False, %s.2
        }
        yield %s
    } else {
        yield 0.0
    }
    return %y
}
""", """\
func f(%l: list[list[f]], %c: b) {
    %y: f = if(%c) then {
        %n: i = builtins.len(%l)
        %s: f = for(0, %n, 1, 0.0) body(%k: i, %s.1: f) {
            %row: list[f] = item(%l, %k)
            %n.1: i = builtins.len(%row)
            %s.2: f = for(0, %n.1, 1, %s.1) body(%k.1: i, %s.3: f) {
                %e: f = item(%row, %k.1)
                %s.4: f = operator.add(%s.3, %e)
                %stop: b = operator.gt(%s.4, 9.0)
                yield %stop, %s.4
            }
            yield False, %s.2
        }
        yield %s
    } else {
        yield 0.0
    }
    return %y
}
""", ([[1.0, 8.5, 2.0], [0.25]], True)),
}


@pytest.mark.parametrize("name", COUNTED)
def test_loops_over_sequences_become_counted(name):
    before, after, args = COUNTED[name]
    function = adjoints.read(before)
    counted = counted_loops(function)
    verify(counted, "counted")
    adjoints.same_text(counted, after)
    adjoints.same_text(function, before)
    assert adjoints.interpreter.run(counted, *args) == adjoints.interpreter.run(function, *args)


def test_counted_loops_are_left_as_they_are():
    text = OWNED["in loops too"][0]
    adjoints.same_text(counted_loops(adjoints.read(text)), text)
