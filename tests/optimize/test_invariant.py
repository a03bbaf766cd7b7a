"""What is the same in each turn, and small arrays made at once: text before and after, and what has to stay as it is."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from srcgrad.ir.verify import verify
from srcgrad.optimize.assembled import with_assembled
from srcgrad.optimize.invariant import with_invariants

HELPERS = Path(__file__).parents[1] / "analysis" / "adjoints.py"
spec = importlib.util.spec_from_file_location("adjoints_for_invariant", HELPERS)
adjoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adjoints)
X = np.array([1.2, 0.7, 1.9])

LOOP = """\
func f(%x: f[n], %b: f) {
    note[backward]()
BEFORE    %s: f = for(0, 2, 1, 0.0) body(%i: i, %s.1: f) {
INSIDE        yield False, %s.2
    }
    return %s
}
"""


def loop(before: str, inside: str) -> str:
    def lines(text: str, indent: str) -> str:
        return "".join(f"{indent}{line.strip()}\n" for line in text.split(";") if line.strip())

    return LOOP.replace("BEFORE", lines(before, "    ")).replace("INSIDE", lines(inside, "        "))


# name: (pass, before, after)
MOVED = {
    "a product of numbers, and a size": (
        with_invariants,
        loop("", "%t: f = operator.mul(%b, 3.0); %n: i = builtins.len(%x); %e: f = operator.add(%t, %n); "
             "%u: f = operator.mul(%e, %i); %s.2: f = operator.add(%s.1, %u)"),
        loop("%t: f = operator.mul(%b, 3.0); %n: i = builtins.len(%x); %e: f = operator.add(%t, %n)",
             "%u: f = operator.mul(%e, %i); %s.2: f = operator.add(%s.1, %u)")),
    "what is handed on unchanged": (
        with_invariants,
        """\
func f(%x: f[n], %b: f) {
    note[backward]()
    %s: f, %c: f = for(0, 2, 1, 0.0, %b) body(%i: i, %s.1: f, %c.1: f) {
        %t: f = operator.mul(%c.1, 2.0)
        %s.2: f = operator.add(%s.1, %t)
        yield False, %s.2, %c.1
    }
    return %s
}
""", """\
func f(%x: f[n], %b: f) {
    note[backward]()
    %t: f = operator.mul(%b, 2.0)
    %s: f, %c: f = for(0, 2, 1, 0.0, %b) body(%i: i, %s.1: f, %c.1: f) {
        %s.2: f = operator.add(%s.1, %t)
        yield False, %s.2, %b
    }
    return %s
}
"""),
    "two elements": (
        with_assembled,
        loop("", "%z: f[2] = numpy.zeros(2); %e: f = operator.mul(%b, 2.0); store[set](%z, 1, %b); "
             "store[set](%z, -2, %e); %t: f = numpy.sum(%z); %s.2: f = operator.add(%s.1, %t)"),
        loop("", "%e: f = operator.mul(%b, 2.0); %z: f[2] = numpy.array([%e, %b]); %t: f = numpy.sum(%z); "
             "%s.2: f = operator.add(%s.1, %t)")),
    "one of three": (
        with_assembled,
        loop("", "%z: f[3] = numpy.zeros(3); store[set](%z, 1, %b); %t: f = numpy.sum(%z); %s.2: f = operator.add(%s.1, %t)"),
        loop("", "%z: f[3] = numpy.array([0.0, %b, 0.0]); %t: f = numpy.sum(%z); %s.2: f = operator.add(%s.1, %t)")),
}

STAY = {
    "what may raise": (with_invariants, loop("", "%e: f = load(%x, 0); %q: f = operator.truediv(%b, 2.0); "
                                             "%t: f = operator.mul(%e, %q); "
                                             "%s.2: f = operator.add(%s.1, %t)")),
    "what changes": (with_invariants, loop("", "%t: f = operator.mul(%i, 3.0); %s.2: f = operator.add(%s.1, %t)")),
    "looked at too early": (with_assembled, loop("", "%z: f[5] = numpy.zeros(5); store[set](%z, 1, %b); %t: f = numpy.sum(%z); "
                                                 "store[set](%z, 0, %b); %s.2: f = operator.add(%s.1, %t)")),
    "of unknown length": (with_assembled, loop("", "%z: f[n] = numpy.zeros_like(%x); store[set](%z, 1, %b); store[set](%z, 0, %b); "
                                               "%t: f = numpy.sum(%z); %s.2: f = operator.add(%s.1, %t)")),
    "a whole row": (with_assembled, loop("", "%z: f[2] = numpy.zeros(2); store[set](%z, slice(None, None, None), %b); "
                                         "%t: f = numpy.sum(%z); %s.2: f = operator.add(%s.1, %t)")),
}


@pytest.mark.parametrize("name", MOVED)
def test_moved(name: str) -> None:
    run, before, after = MOVED[name]
    function = adjoints.read(before)
    result = run(function)
    verify(result, name)
    adjoints.same_text(result, after)
    assert adjoints.interpreter.run(function, X, 0.7) == adjoints.interpreter.run(result, X, 0.7)


@pytest.mark.parametrize("name", STAY)
def test_stays(name: str) -> None:
    run, text = STAY[name]
    adjoints.same_text(run(adjoints.read(text)), text)
