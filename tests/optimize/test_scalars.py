"""Elements that a loop adds to, kept in variables: text before and after, and what has to stay as it is."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from srcgrad.ir.verify import verify
from srcgrad.optimize.scalars import with_scalars

HELPERS = Path(__file__).parents[1] / "analysis" / "adjoints.py"
spec = importlib.util.spec_from_file_location("adjoints_for_scalars", HELPERS)
adjoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adjoints)
X = np.array([1.2, 0.7, 1.9, 0.4])

# name: (before, after, arguments)
KEPT = {
    "two elements": ("""\
func f(%x: f[n], %n: i) {
    note[backward]()
    %x_bar: f[n] = numpy.zeros_like(%x)
    for(0, %n, 1) body(%i: i) {
        %e: f = load(%x, %i)
        store[add](%x_bar, 0, %e)
        store[sub](%x_bar, 2, 0.5)
        store[add](%x_bar, 0, 1.5)
        yield False
    }
    return %x_bar
}
""", """\
func f(%x: f[n], %n: i) {
    note[backward]()
    %x_bar: f[n] = numpy.zeros_like(%x)
    %x0_bar: f, %x2_bar: f = for(0, %n, 1, 0.0, 0.0) body(%i: i, %x0_bar.1: f, %x2_bar.1: f) {
        %e: f = load(%x, %i)
        %x0_bar.2: f = operator.add(%x0_bar.1, %e)
        %x2_bar.2: f = operator.sub(%x2_bar.1, 0.5)
        %x0_bar.3: f = operator.add(%x0_bar.2, 1.5)
        yield False, %x0_bar.3, %x2_bar.2
    }
    store[add](%x_bar, 0, %x0_bar)
    store[add](%x_bar, 2, %x2_bar)
    return %x_bar
}
""", (X, 3)),
    "in a branch, and of a nest": ("""\
func f(%x: f[n], %n: i) {
    note[backward]()
    %x_bar: f[n] = numpy.zeros_like(%x)
    for(0, %n, 1) body(%i: i) {
        for(0, %i, 1) body(%j: i) {
            %c: b = operator.lt(%j, 1)
            if(%c) then {
                store[add](%x_bar, -1, 2.0)
                yield
            } else {
                yield
            }
            yield False
        }
        yield False
    }
    return %x_bar
}
""", """\
func f(%x: f[n], %n: i) {
    note[backward]()
    %x_bar: f[n] = numpy.zeros_like(%x)
    %x_1_bar: f = for(0, %n, 1, 0.0) body(%i: i, %x_1_bar.1: f) {
        %x_1_bar.2: f = for(0, %i, 1, 0.0) body(%j: i, %x_1_bar.3: f) {
            %c: b = operator.lt(%j, 1)
            %x_1_bar.4: f = if(%c) then {
                %x_1_bar.5: f = operator.add(%x_1_bar.3, 2.0)
                yield %x_1_bar.5
            } else {
                yield %x_1_bar.3
            }
            yield False, %x_1_bar.4
        }
        %x_1_bar.6: f = operator.add(%x_1_bar.1, %x_1_bar.2)
        yield False, %x_1_bar.6
    }
    store[add](%x_bar, -1, %x_1_bar)
    return %x_bar
}
""", (X, 4)),
}

STAY = {
    "the user's own sum, before the note": """\
func f(%x: f[n], %n: i) {
    %y: f[n] = numpy.zeros_like(%x)
    for(0, %n, 1) body(%i: i) {
        store[add](%y, 0, 0.1)
        yield False
    }
    note[backward]()
    return %y
}
""",
    "the array is read in the loop": """\
func f(%x: f[n], %n: i) {
    note[backward]()
    %y: f[n] = numpy.zeros_like(%x)
    for(0, %n, 1) body(%i: i) {
        %e: f = load(%y, %i)
        store[add](%y, 0, %e)
        yield False
    }
    return %y
}
""",
    "a view of it is written": """\
func f(%x: f[n], %n: i) {
    note[backward]()
    %y: f[n] = numpy.zeros_like(%x)
    %v: f[n-1] = view(%y, slice(1, None, None))
    for(0, %n, 1) body(%i: i) {
        store[add](%y, 1, 0.5)
        store[mul](%v, 0, 2.0)
        yield False
    }
    return %y
}
""",
    "a place that changes": """\
func f(%x: f[n], %n: i) {
    note[backward]()
    %y: f[n] = numpy.zeros_like(%x)
    for(0, %n, 1) body(%i: i) {
        store[add](%y, %i, 0.5)
        store[add](%y, 0, 0.5)
        yield False
    }
    return %y
}
""",
    "an array that each turn makes": """\
func f(%x: f[n], %n: i) {
    note[backward]()
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %y: f[n] = numpy.zeros_like(%x)
        store[add](%y, 0, 0.5)
        %e: f = numpy.sum(%y)
        %s.2: f = operator.add(%s.1, %e)
        yield False, %s.2
    }
    return %s
}
""",
}


@pytest.mark.parametrize("name", KEPT)
def test_kept_in_variables(name: str) -> None:
    before, after, args = KEPT[name]
    function = adjoints.read(before)
    result = with_scalars(function)
    verify(result, name)
    adjoints.same_text(result, after)
    np.testing.assert_allclose(adjoints.interpreter.run(function, *args), adjoints.interpreter.run(result, *args), rtol=1e-13)


@pytest.mark.parametrize("name", STAY)
def test_stays(name: str) -> None:
    adjoints.same_text(with_scalars(adjoints.read(STAY[name])), STAY[name])
