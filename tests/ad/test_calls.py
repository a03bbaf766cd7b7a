"""Functions that are called: their two sweeps, what they write into, as text before and after. Evaluated too."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from srcgrad.ad.inout import with_arguments_apart, with_written_arguments_returned
from srcgrad.errors import SrcgradError

spec = importlib.util.spec_from_file_location("adjoints_for_calls", Path(__file__).parents[1] / "analysis" / "adjoints.py")
adjoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adjoints)

RECURSIVE = """\
func f(%x: f) {
    %y: f = call[&g](%x, 0.25)
    return %y
}

func g(%v: f, %limit: f) {
    %c: b = operator.lt(%v, %limit)
    %r: f = if(%c) then {
        yield %v
    } else {
        %h: f = operator.mul(%v, 0.5)
        %t: f = call[&g](%h, %limit)
        %p: f = operator.mul(%t, %v)
        yield %p
    }
    return %r
}
"""
AFTER = """\
func f(%x: f, %out_bar: f) {
    %y: f, %kept: residuals = call[&g_fwd](%x, 0.25)
    note[backward]()
    %x_bar: f = call[&g_bwd](%kept, %out_bar)
    return %x_bar
}

func g_fwd(%v: f, %limit: f) {
    %c: b = operator.lt(%v, %limit)
    %r: f, %t: f, %kept: residuals = if(%c) then {
        yield %v, @<unbound>, @<unbound>
    } else {
        %h: f = operator.mul(%v, 0.5)
        %t.1: f, %kept.1: residuals = call[&g_fwd](%h, %limit)
        %p: f = operator.mul(%t.1, %v)
        yield %p, %t.1, %kept.1
    }
    %0: (f, b, f, residuals) = new[builtins.tuple](%v, %c, %t, %kept)
    return %r, %0
}

func g_bwd(%kept: (f, b, f, residuals), %r_bar: f) {
    %v: f = item(%kept, 0)
    %c: b = item(%kept, 1)
    %t: f = item(%kept, 2)
    %kept.1: residuals = item(%kept, 3)
    %v_bar: f = if(%c) then {
        yield %r_bar
    } else {
        %t_bar: f = operator.mul(%r_bar, %v)
        %v_bar.1: f = operator.mul(%r_bar, %t)
        %h_bar: f = call[&g_bwd](%kept.1, %t_bar)
        %0: f = operator.mul(%h_bar, 0.5)
        %v_bar.2: f = operator.add(%v_bar.1, %0)
        yield %v_bar.2
    }
    return %v_bar
}
"""

WRITES = """\
func f(%x: f[n]) {
    call[&g](%x)
    return %x
}

func g(%y: f[n]) {
    store[set](%y, 0, 1.0)
    return
}
"""
RETURNED = """\
func f(%x: f[n]) {
    %x.1: f[n] = call[&g](%x)
    store[set](%x, Ellipsis, %x.1)
    return %x
}

func g(%y: f[n]) {
    %y.1: f[n] = numpy.ndarray.copy(%y)
    store[set](%y.1, 0, 1.0)
    return %y.1
}
"""


def test_pair():
    function = adjoints.read(RECURSIVE)
    adjoints.same_text(adjoints.adjoint(function), AFTER)
    adjoints.same_text(function, RECURSIVE)
    adjoints.right(function, 3.3)


def test_what_is_written_is_given_back():
    function = adjoints.read(WRITES)
    adjoints.same_text(with_written_arguments_returned(function), RETURNED)
    adjoints.same_text(function, WRITES)


@pytest.mark.parametrize("again, copies", [("", 1), ("    store[set](%z, 1, 2.0)\n", 0)])
def test_what_is_given_back_is_given_as_a_copy(again, copies):
    """Where nobody writes later."""
    text = """\
func f(%x: f[n]) {
    %y: f[n] = operator.mul(%x, 2.0)
    store[set](%y, 0, 1.0)
    %z: f[n] = call[&g](%y)
AGAIN    return %z
}

func g(%v: f[n]) {
    return %v
}
""".replace("AGAIN", again)
    after = with_arguments_apart(adjoints.read(text))
    assert sum(op.target is np.ndarray.copy for op in after.body.ops) == copies


def test_one_array_twice():
    text = WRITES.replace("call[&g](%x)", "call[&g](%x, %x)").replace("g(%y: f[n])", "g(%y: f[n], %z: f[n])")
    with pytest.raises(SrcgradError, match="SG308"):
        with_written_arguments_returned(adjoints.read(text))
