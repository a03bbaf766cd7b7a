"""Which values have a cotangent. For each program a value left out gives a wrong gradient; that is run too."""
from __future__ import annotations

import numpy as np
import pytest
from adjoints import read, right, same_text, value

from srcgrad.analysis.activity import activity
from srcgrad.analysis.storage import storage

X, K = np.array([1.2, 0.7, 1.9, 0.4]), np.array([0.3, 1.1, 0.8, 1.6])

# name: (program, values that are active, values that are not, further arguments)
PROGRAMS = {
    "a chain, and what stands beside it": ("""\
func f(%x: f[n], %k: f[n]) {
    %e: f[n] = numpy.exp(%k)
    %y: f[n] = operator.mul(%x, %e)
    %z: f[n] = numpy.exp(%y)
    %s: f = numpy.sum(%y)
    return %s
}
""", "x y s", "k e z", (K,)),
    "through a write into a view": ("""\
func f(%x: f[n], %k: f[n]) {
    %y: f[n] = numpy.ndarray.copy(%k)
    %v: f[n-1] = view(%y, slice(1, None, None))
    %e: f = load(%x, 0)
    store[set](%v, 0, %e)
    %s: f = numpy.vdot(%y, %y)
    return %s
}
""", "x y v e s", "k", (K,)),
    "through a write into what a view looks at, with the view made before": ("""\
func f(%x: f[n], %k: f[n]) {
    %y: f[n] = numpy.ndarray.copy(%k)
    %v: f[n-1] = view(%y, slice(1, None, None))
    store[set](%y, Ellipsis, %x)
    %s: f = numpy.vdot(%v, %v)
    return %s
}
""", "x y v s", "k", (K,)),
    "through an array in a list": ("""\
func f(%x: f[n], %k: f[n]) {
    %y: f[n] = numpy.ndarray.copy(%k)
    %l: list[f[n]] = new[builtins.list](%y)
    %z: f[n] = item(%l, 0)
    store[mul](%z, Ellipsis, %x)
    %s: f = numpy.vdot(%y, %y)
    return %s
}
""", "x y l z s", "k", (K,)),
    "into a list, and out of it": ("""\
func f(%x: f[n], %k: f[n]) {
    %l: list[f] = new[builtins.list]()
    %e: f = load(%x, 0)
    grow[append](%l, %e)
    %a: f = shrink[pop](%l)
    %s: f = operator.mul(%a, %a)
    return %s
}
""", "x l e a s", "k", (K,)),
    "from turn to turn, two turns on": ("""\
func f(%x: f[n], %n: i) {
    %e: f = load(%x, 0)
    %a: f, %b: f, %c: f = for(0, %n, 1, %e, 1.0, 2.0) body(%i: i, %a.1: f, %b.1: f, %c.1: f) {
        %c.2: f = operator.mul(%b.1, %c.1)
        yield False, %a.1, %a.1, %c.2
    }
    return %c
}
""", "e a.1 b.1 c.1 c", "a b i", (3,)),
    "what only decides is not active": ("""\
func f(%x: f[n], %k: f[n]) {
    %e: f = load(%x, 0)
    %c: b = operator.lt(%e, 9.0)
    %y: f[n] = if(%c) then {
        yield %x
    } else {
        yield %k
    }
    %s: f = numpy.sum(%y)
    return %s
}
""", "x y s", "c e", (K,)),
    "a function of steps, a shape, an index": ("""\
func f(%x: f[n], %k: f[n]) {
    %r: f[n] = numpy.floor(%x)
    %m: i = numpy.argmax(%x)
    %e: f = load(%x, %m)
    %n: i = builtins.len(%x)
    %p: f[n] = operator.mul(%r, %e)
    %q: f[n] = operator.mul(%p, %n)
    %s: f = numpy.sum(%q)
    return %s
}
""", "x e p q s", "r m n k", (K,)),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_facts(name):
    text, active, passive, args = PROGRAMS[name]
    function = read(text)
    facts = activity(function, storage(function), function.body.params[:1], function.body.yields)
    found = {v: facts.active(value(function, v)) for v in f"{active} {passive}".split()}
    assert found == {v: v in active.split() for v in found}
    same_text(function, text)
    right(function, X, *args)


def test_the_way_that_an_input_takes():
    text = PROGRAMS["through a write into a view"][0]
    function = read(text)
    facts = activity(function, storage(function), function.body.params[:1], function.body.yields)
    v, chain = value(function, "s"), []
    while v is not None:
        chain.append(v)
        v = facts.origin.get(v)
    names = [v.name for v in chain if not isinstance(v, tuple)]
    assert names[0] == "s" and names[-1] == "x" and "e" in names


@pytest.mark.parametrize("which", ["inputs", "outputs"])
def test_nothing_is_active_without_inputs_or_outputs(which):
    function = read(PROGRAMS["into a list, and out of it"][0])
    inputs = () if which == "inputs" else function.body.params[:1]
    outputs = () if which == "outputs" else function.body.yields
    facts = activity(function, storage(function), inputs, outputs)
    assert not any(facts.active(value(function, v)) for v in "x k l e a s".split())
