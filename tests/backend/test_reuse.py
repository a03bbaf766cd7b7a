"""Arrays that are written over: the text, and what has to keep its array."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from srcgrad.backend import emit, load
from srcgrad.ir.parse import parse
from srcgrad.ir.text import to_text

X = np.linspace(0.2, 1.9, 5)

IN_PLACE = {
    "what reads it is done first, if it is small": (
        """\
func f(%x: f[n, m], %k: i[n]) {
    %z: f[n, m] = numpy.tanh(%x)
    %e: f[n, m] = numpy.exp(%z)
    %s: f[n] = numpy.sum(%e, axis=1)
    %0: (i, i) = numpy.ndarray.shape(%z)
    %1: i = item(%0, 0)
    %2: i[n] = numpy.arange(%1)
    %p: f[n] = load(%z, (%2, %k))
    %y: f[n] = operator.sub(%s, %p)
    return %y
}
""",
        """\
    z = np.tanh(x)
    p = z[np.arange(z.shape[0]), k]
    e = np.exp(z, out=z)
    s = np.sum(e, axis=1)
""",
    ),
    "a call over what it is given": (
        """\
func f(%x: f[n]) {
    %0: f[n] = operator.sub(%x, 2.0)
    %e: f[n] = numpy.exp(%0)
    %s: f = numpy.sum(%e)
    return %s, %e
}
""",
        """\
    e = x - 2.0
    np.exp(e, out=e)
""",
    ),
    "an operator, either way round": (
        """\
func f(%x: f[n]) {
    %x_bar: f[n] = numpy.exp(%x)
    %m: f = numpy.max(%x_bar)
    %x_bar.1: f[n] = operator.mul(2.0, %x_bar)
    %m.1: f = numpy.max(%x_bar.1)
    %x_bar.2: f[n] = operator.sub(%x_bar.1, %x)
    %m.2: f = numpy.max(%x_bar.2)
    %x_bar.3: f[n] = operator.sub(1.0, %x_bar.2)
    return %m, %m.1, %m.2, %x_bar.3
}
""",
        """\
    x_bar = np.exp(x)
    m = np.max(x_bar)
    x_bar *= 2.0
    m1 = np.max(x_bar)
    x_bar -= x
    m2 = np.max(x_bar)
    np.subtract(1.0, x_bar, out=x_bar)
    return m, m1, m2, x_bar
""",
    ),
    "the form of what is written over is that of the result": (
        """\
func f(%x: f[n]) {
    %z: f[n] = numpy.tanh(%x)
    %e: f[n] = numpy.exp(%z)
    %z_bar: f[n] = numpy.zeros_like(%z)
    return %e, %z_bar
}
""",
        """\
    e = np.exp(z, out=z)
    return e, np.zeros_like(e)
""",
    ),
    "in a loop, what each turn makes": (
        """\
func f(%x: f[n], %k: i) {
    %s: f = for(0, %k, 1, 0.0) body(%i: i, %s.1: f) {
        %0: f[n] = operator.mul(%x, %i)
        %y: f[n] = numpy.sin(%0)
        %m: f = numpy.max(%y)
        %y.1: f[n] = operator.mul(%y, %m)
        %1: f = numpy.sum(%y.1)
        %s.2: f = operator.add(%s.1, %1)
        yield False, %s.2
    }
    return %s
}
""",
        """\
        y = np.sin(x * i)
        m = np.max(y)
        y *= m
""",
    ),
}

KEPT = {
    "an argument": "func f(%x: f[n]) {\n    %y: f[n] = numpy.exp(%x)\n    return %y\n}\n",
    "what a view reads later": """\
func f(%x: f[n]) {
    %z: f[n] = numpy.tanh(%x)
    %v: f[n-1] = view(%z, slice(None, -1, None))
    %e: f[n] = numpy.exp(%z)
    %s: f = numpy.sum(%v)
    return %e, %s
}
""",
    "what is returned": """\
func f(%x: f[n]) {
    %z: f[n] = numpy.tanh(%x)
    %e: f[n] = numpy.exp(%z)
    return %e, %z
}
""",
    "what a list holds": """\
func f(%x: f[n]) {
    %z: f[n] = numpy.tanh(%x)
    %tape: list[f[n]] = new[builtins.list](%z)
    %e: f[n] = numpy.exp(%z)
    %y: f[n] = item(%tape, 0)
    return %e, %y
}
""",
    "what a loop reads in its next turn": """\
func f(%x: f[n]) {
    %z: f[n] = numpy.tanh(%x)
    %s: f = for(0, 3, 1, 0.0) body(%i: i, %s.1: f) {
        %e: f[n] = numpy.exp(%z)
        %0: f = numpy.sum(%e)
        %s.2: f = operator.add(%s.1, %0)
        yield False, %s.2
    }
    return %s
}
""",
    "what has another form": """\
func f(%x: f[n]) {
    %z: f[n, 1] = numpy.reshape(%x, (-1, 1))
    %e: f[n, 1] = numpy.exp(%z)
    %y: f[n, n] = operator.add(%e, %x)
    %k: b[n, n] = numpy.isnan(%y)
    return %y, %k
}
""",
    "what is small": """\
func f(%x: f[n]) {
    %z: f[3] = numpy.array([1.0, 2.0, 3.0])
    %m: f = numpy.max(%z)
    %e: f[3] = numpy.exp(%z)
    return %e, %m
}
""",
    "a name that would say something else": """\
func f(%x: f[n]) {
    %u: f[n] = numpy.tanh(%x)
    %m: f = numpy.max(%u)
    %u_bar: f[n] = operator.mul(%u, 2.0)
    return %u_bar, %m
}
""",
}


@pytest.mark.parametrize("name", IN_PLACE)
def test_text(name: str) -> None:
    source, expected = IN_PLACE[name]
    assert expected in emit(parse(source), reuse=True).text


@pytest.mark.parametrize("name", KEPT)
def test_kept(name: str) -> None:
    function = parse(KEPT[name])
    assert emit(function, reuse=True).text == emit(function).text


@pytest.mark.parametrize("name", [*IN_PLACE, *KEPT])
def test_the_bits_are_the_same(name: str) -> None:
    function = parse((IN_PLACE.get(name) or (KEPT[name],))[0])
    values = []
    for reuse in (False, True):
        out = emit(function, reuse=reuse)
        x = X.copy()
        args = (x, 3)[: len(function.body.params)]
        if "i[n]" in to_text(function):
            args = (np.outer(x, x), np.array([0, 3, 1, 1, 4]))
        values.append(copy.deepcopy(load(out.text, out.name, out.namespace)(*args)))
        assert np.array_equal(x, X), "the argument was written"
    for a, b in zip(*(v if isinstance(v, tuple) else (v,) for v in values)):
        assert np.array_equal(a, b)
