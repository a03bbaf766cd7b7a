"""What is left on a tape and not taken from there; sizes that are said by what is at hand."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import srcgrad
from srcgrad.ir.verify import verify
from srcgrad.optimize.dead import without_dead_slots

HELPERS = Path(__file__).parents[1] / "analysis" / "adjoints.py"
spec = importlib.util.spec_from_file_location("adjoints_for_slots", HELPERS)
adjoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adjoints)

TAPE = """\
func f(%x: f[n], %n: i) {
    %tape: list[(f, f, f)] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %a: f = load(%x, %i)
        %b: f = numpy.sin(%a)
        %c: f = numpy.cos(%a)
        grow[append](%tape, (%a, %b, %c))
        yield False
    }
    %s: f = while(0.0) test(%s.1: f) {
        yield %tape
    } body(%s.2: f) {
        %0: (f, f, f) = shrink[pop](%tape)
        %1: f = item(%0, 0)
        %2: f = item(%0, 2)
        %s.3: f = operator.add(%s.2, USED)
        yield False, %s.3
    }
    return %s
}
"""

BOTH = """\
func f(%x: f[n], %n: i) {
    %tape: list[(f, f)] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %a: f = load(%x, %i)
        %c: f = numpy.cos(%a)
        grow[append](%tape, (%a, %c))
        yield False
    }
    %s: f = while(0.0) test(%s.1: f) {
        yield %tape
    } body(%s.2: f) {
        %0: (f, f) = shrink[pop](%tape)
        %1: f = item(%0, 0)
        %2: f = item(%0, 1)
        %3: f = operator.mul(%1, %2)
        %s.3: f = operator.add(%s.2, %3)
        yield False, %s.3
    }
    return %s
}
"""

ONE = """\
func f(%x: f[n], %n: i) {
    %tape: list[f] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %a: f = load(%x, %i)
        %c: f = numpy.cos(%a)
        grow[append](%tape, %c)
        yield False
    }
    %s: f = while(0.0) test(%s.1: f) {
        yield %tape
    } body(%s.2: f) {
        %0: f = shrink[pop](%tape)
        %s.3: f = operator.add(%s.2, %0)
        yield False, %s.3
    }
    return %s
}
"""


@pytest.mark.parametrize(("before", "after"), [
    (TAPE.replace("        %s.3: f = operator.add(%s.2, USED)",
                  "        %3: f = operator.mul(%1, %2)\n        %s.3: f = operator.add(%s.2, %3)"), BOTH),
    (TAPE.replace("USED", "%2"), ONE)])
def test_narrower(before: str, after: str) -> None:
    function = adjoints.read(before)
    result = without_dead_slots(function)
    verify(result, "slots")
    adjoints.same_text(result, after)
    args = np.array([1.2, 0.7, 0.3]), 3
    np.testing.assert_array_equal(adjoints.interpreter.run(function, *args), adjoints.interpreter.run(result, *args))


def test_sizes_need_no_tape():
    def f(w, x):
        n = x.shape[0]
        h = x
        for i in range(3):
            g = np.concatenate((h, x)) * w[i]
            h = np.tanh(g[:n]) * g[n:]
        return np.sum(h)

    w, x = np.array([0.4, 1.2, 0.7]), np.array([0.3, -0.8])
    d = srcgrad.value_and_grad(f, (0, 1))
    value, grads = d(w, x)
    assert value == f(w, x) and "shape(h" not in d.source and "_, " not in d.source
    for k, v in enumerate((w, x)):
        for j in range(len(v)):
            e = np.zeros_like(v)
            e[j] = 1e-6
            up, down = ([v + s * e if k == m else u for m, u in enumerate((w, x))] for s in (1, -1))
            np.testing.assert_allclose(grads[k][j], (f(*up) - f(*down)) / 2e-6, rtol=1e-6)
