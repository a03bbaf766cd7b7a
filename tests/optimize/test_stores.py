"""Writes into buffers that follow upon each other: text before and after, and what has to stay as it is."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from srcgrad.ir.verify import verify
from srcgrad.optimize.stores import with_fewer_stores

HELPERS = Path(__file__).parents[1] / "analysis" / "adjoints.py"
spec = importlib.util.spec_from_file_location("adjoints_for_stores", HELPERS)
adjoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adjoints)
X, M = np.array([1.2, 0.7, 1.9, 0.4]), np.arange(12.0).reshape(4, 3) - 4.0


def program(*lines: str, back: str = "%y", matrix: bool = False, loop: str = "0, 3, 1") -> str:
    """A loop of the reverse sweep with these lines in its body; y is a buffer."""
    body = "\n".join(f"        {line}" for line in lines)
    shape = "n, m" if matrix else "n"
    return f"""\
func f(%x: f[{shape}]) {{
    note[backward]()
    %y: f[{shape}] = operator.mul(%x, 2.0)
    %z: f[{shape}] = numpy.zeros_like(%x)
    for({loop}) body(%i: i) {{
{body}
        yield False
    }}
    return {back}
}}
"""


# name: (before, after, argument)
SHORTER = {
    "added and taken out": (
        program("store[add](%y, %i, 3.0)", "%v: f = load(%y, %i)", "store[set](%y, %i, 0.0)", "store[add](%z, 0, %v)",
                back="(%y, %z)"),
        program("%0: f = load(%y, %i)", "%v: f = operator.add(%0, 3.0)", "store[set](%y, %i, 0.0)", "store[add](%z, 0, %v)",
                back="(%y, %z)"), X),
    "a row that is added and taken out": (
        program("store[add](%y, %i, 3.0)", "%v: f[m] = view(%y, %i)", "%c: f[m] = numpy.ndarray.copy(%v)",
                "store[set](%y, %i, 0.0)", "store[add](%z, 0, %c)", back="(%y, %z)", matrix=True),
        program("%v: f[m] = view(%y, %i)", "%c: f[m] = operator.add(%v, 3.0)", "store[set](%y, %i, 0.0)", "store[add](%z, 0, %c)",
                back="(%y, %z)", matrix=True), M),
    "cleared and added to": (
        program("store[set](%y, %i, 0.0)", "%j: i = operator.add(%i, 1)", "%e: f = load(%y, %j)", "store[add](%y, %j, 0.5)",
                "store[add](%y, %i, %e)"),
        program("%j: i = operator.add(%i, 1)", "%e: f = load(%y, %j)", "store[add](%y, %j, 0.5)", "store[set](%y, %i, %e)"), X),
    "cleared for nobody": (
        program("%e: f = load(%y, %i)", "store[set](%y, %i, 0.0)", "store[add](%z, 0, %e)", back="%z"),
        program("%e: f = load(%y, %i)", "store[add](%z, 0, %e)", back="%z"), X),
}

STAY = {
    "the place may be the same: the index may be negative": (
        program("store[set](%y, %i, 0.0)", "%j: i = operator.add(%i, 1)", "store[add](%y, %j, 0.5)", "store[add](%y, %i, 0.25)",
                loop="-1, 0, 1"), X[:1]),
    "it is read in between": (
        program("store[set](%y, %i, 0.0)", "%e: f = load(%y, 1)", "store[add](%y, %i, 0.5)", "store[add](%z, 0, %e)",
                back="(%y, %z)"), X),
    "it is read in between, in a view": (
        program("%v: f[n-1] = view(%y, slice(1, None, None))", "store[set](%y, %i, 0.0)", "%e: f = numpy.sum(%v)",
                "store[add](%y, %i, %e)"), X),
    "the next turn reads it": (
        program("%e: f = load(%y, %i)", "store[set](%y, 1, 0.0)", "store[add](%z, 0, %e)", back="%z"), X),
    "the next turn reads it, under another index": (
        program("%j: i = operator.sub(%i, 1)", "%e: f = load(%y, %j)", "store[set](%y, %i, 0.0)", "store[add](%z, 0, %e)",
                back="%z"), X),
    "each turn has its place twice: a negative index": (
        program("%e: f = load(%y, %i)", "store[set](%y, %i, 0.0)", "store[add](%z, 0, %e)", back="%z", loop="-4, 4, 1"), X),
    "it is returned": (
        program("%e: f = load(%y, %i)", "store[set](%y, %i, 0.0)", "store[add](%z, 0, %e)", back="(%y, %z)"), X),
    "a view is looked at after it was cleared": (
        program("%v: f[m] = view(%y, %i)", "store[set](%y, %i, 0.0)", "store[add](%z, 0, %v)", back="%z", matrix=True), M),
}


def run(function, x):
    found = adjoints.interpreter.run(function, x)
    return found if isinstance(found, tuple) else (found,)


@pytest.mark.parametrize("name", SHORTER)
def test_written_once(name: str) -> None:
    before, after, x = SHORTER[name]
    function = adjoints.read(before)
    result = with_fewer_stores(function)
    verify(result, name)
    adjoints.same_text(result, after)
    for a, b in zip(run(function, x), run(result, x), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-13)


@pytest.mark.parametrize("name", STAY)
def test_stays(name: str) -> None:
    text, x = STAY[name]
    function = adjoints.read(text)
    adjoints.same_text(with_fewer_stores(function), text)
    run(function, x)


FIRST = """\
func f(%x: f[n], %g: f[m], %h: f[m], %k: f[m]) {
    note[backward]()
    %b: f[n] = numpy.zeros_like(%x)
    store[set](%b, slice(2, 4, None), %g)
    store[add](%b, slice(None, 2, None), %h)
    store[add](%b, slice(1, 3, None), %k)
    return %b
}
"""


def test_a_place_of_new_zeros_is_set_when_it_is_written_first() -> None:
    function = adjoints.read(FIRST)
    result = with_fewer_stores(function)
    verify(result, "first")
    adjoints.same_text(result, FIRST.replace("store[add](%b, slice(None, 2, None)", "store[set](%b, slice(None, 2, None)"))


def test_set_and_added_to_is_one_sum() -> None:
    text = """\
func f(%x: f[n], %g: f[m], %h: f[m]) {
    note[backward]()
    %b: f[n] = numpy.ones_like(%x)
    store[set](%b, slice(2, 4, None), %g)
    store[add](%b, slice(2, 4, None), %h)
    return %b
}
"""
    result = with_fewer_stores(adjoints.read(text))
    verify(result, "sum")
    adjoints.same_text(result, text.replace("    store[set](%b, slice(2, 4, None), %g)\n", "").replace(
        "store[add](%b, slice(2, 4, None), %h)", "%0: f[m] = operator.add(%g, %h)\n    store[set](%b, slice(2, 4, None), %0)"))
    stays = text.replace("store[add](%b, slice(2, 4", "store[add](%b, slice(1, 3")
    adjoints.same_text(with_fewer_stores(adjoints.read(stays)), stays)


CLEARED_LAST = """\
func f(%x: f[n], %c: b) {
    note[backward]()
    %b: f[n] = numpy.ones_like(%x)
    %t: f = load(%b, 0)
    store[set](%b, 0, 0.0)
    %r: f[n] = if(%c) then {
        %d: f[n] = numpy.ones_like(%x)
        store[set](%d, 0, 0.0)
        yield %d
    } else {
        yield %x
    }
    return %t, %r
}
"""


def test_a_place_is_not_cleared_for_nobody() -> None:
    """But where the array leaves the branch it is."""
    result = with_fewer_stores(adjoints.read(CLEARED_LAST))
    verify(result, "cleared")
    adjoints.same_text(result, CLEARED_LAST.replace("    store[set](%b, 0, 0.0)\n", ""))
