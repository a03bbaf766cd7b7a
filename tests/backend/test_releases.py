"""Where large arrays are let go of: the text, and how much is held at once."""

from __future__ import annotations

import tracemalloc

import numpy as np

import srcgrad
from srcgrad.backend import emit, load
from srcgrad.ir.parse import parse

CHAIN = """\
func f(%x: f[n], %c: b) {
    %a: f[n] = numpy.sin(%x)
    %b: f[n] = numpy.cos(%x)
    %v: f[m] = view(%a, slice(1, None, None))
    %d: f[n] = numpy.exp(%x)
    %e: f[n] = numpy.tanh(%x)
    %s: f = numpy.vdot(%a, %b)
    %s.1: f = numpy.vdot(%d, %e)
    %g: f[n] = numpy.sinh(%x)
    %h: f[n] = if(%c) then() {
        %p: f[n] = numpy.log(%x)
        yield %p
    } else() {
        yield %g
    }
    %k: f[n] = numpy.cosh(%x)
    %s.2: f = numpy.vdot(%h, %k)
    %s.3: f = numpy.sum(%v)
    %l: f[n] = numpy.sqrt(%x)
    %s.4: f = numpy.vdot(%l, %l)
    %q: f[n] = numpy.square(%x)
    return %s, %s.1, %s.2, %s.3, %s.4, %q
}
"""


def test_names_of_one_array_go_together_and_what_may_be_something_else_stays() -> None:
    e = emit(parse(CHAIN))
    lines = [line.strip() for line in e.text.splitlines()]
    gone = [line for line in lines if line.startswith("del ")]
    assert gone == ["del b, d, e", "del k, a, v", "del l"]  # neither g nor h, which may be one array or two
    assert lines[lines.index("del b, d, e") + 1] == "g = np.sinh(x)"
    x = np.linspace(0.5, 2.0, 5)
    for c in (True, False):
        s = load(e.text, e.name, e.namespace)(x, c)
        h = np.log(x) if c else np.sinh(x)
        want = (np.sin(x) @ np.cos(x), np.exp(x) @ np.tanh(x), h @ np.cosh(x), np.sin(x)[1:].sum(), x.sum())
        np.testing.assert_allclose(s[:5], want)


TAKEN_APART = """\
func f(%x: f[n]) {
    %a: f[n] = numpy.sin(%x)
    %b: f[n] = numpy.cos(%x)
    %d: f[n] = numpy.exp(%x)
    %e: f[n] = numpy.tanh(%x)
    %g: f[n] = numpy.sinh(%x)
    %h: f[n] = numpy.cosh(%x)
    %l: f[n] = numpy.log(%x)
    %s: f = numpy.vdot(%a, %b)
    %s.1: f = numpy.vdot(%d, %e)
    %s.2: f = numpy.vdot(%g, %h)
    %t: (f[n], i[n]) = numpy.unique(%x, return_inverse=True)
    %a.1: f[n] = item(%t, 0)
    %k: i[n] = item(%t, 1)
    %q: f[n] = numpy.square(%x)
    %m: f[n] = numpy.log1p(%x)
    %o: f[n] = numpy.sqrt(%x)
    %r: f[n] = load(%a.1, %k)
    return %s, %s.1, %s.2, %r, %q, %l, %m, %o
}
"""


def test_a_name_that_got_something_else_stays() -> None:
    e = emit(parse(TAKEN_APART))
    assert "a, k = np.unique(x, return_inverse=True)" in e.text and "del " in e.text
    x = np.array([2.0, 0.5, 1.0])
    assert (load(e.text, e.name, e.namespace)(x)[3] == x).all()


def growth(s, t, k):
    root = np.sqrt(t)
    d = (np.log(s / k) + 0.1 * t) / root
    e = d - root
    p = 0.5 * (1.0 + np.tanh(d / 1.4))
    q = 0.5 * (1.0 + np.tanh(e / 1.4))
    return np.sum(s * p - k * np.exp(-0.05 * t) * q)


def test_fewer_arrays_are_held_at_once() -> None:
    n = 100_000
    args = [np.linspace(lo, hi, n) for lo, hi in ((1.0, 2.0), (0.5, 1.5), (1.2, 1.9))]
    gradient = srcgrad.value_and_grad(growth, (0, 1))
    gradient(*args)
    tracemalloc.start()
    gradient(*args)
    peak = tracemalloc.get_traced_memory()[1] / (8 * n)
    tracemalloc.stop()
    assert "del " in gradient.source and peak < 9.5, (peak, gradient.source)
