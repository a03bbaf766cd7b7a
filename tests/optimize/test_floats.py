"""Numbers that come out of NumPy made Python floats: text before and after, what stays, and what a value and its class are."""
from __future__ import annotations

import importlib.util
import math
import warnings
from pathlib import Path

import numpy as np
import pytest

import srcgrad
from srcgrad.ir.verify import verify
from srcgrad.optimize.floats import with_floats

HELPERS = Path(__file__).parents[1] / "analysis" / "adjoints.py"
spec = importlib.util.spec_from_file_location("adjoints_for_floats", HELPERS)
adjoints = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adjoints)

# name: (before, after, arguments)
CONVERTED = {
    "elements, and the other name of what is returned": ("""\
func f(%x: f[n]) {
    %a: f = load(%x, 0)
    %0: f = operator.mul(%a, %a)
    %1: f = operator.mul(2.0, %0)
    %2: f = operator.sub(%1, 1.0)
    %y: f = numpy.sin(%2)
    note[backward]()
    %3: f = operator.mul(%y, %y)
    %4: f = operator.sub(1.0, %3)
    %5: f = operator.mul(%4, %a)
    %6: f = builtins.float(%5)
    return %y, %6
}
""", """\
func f(%x: f[n]) {
    %0: f = load(%x, 0)
    %a: f = builtins.float(%0)
    %1: f = operator.mul(%a, %a)
    %2: f = operator.mul(2.0, %1)
    %3: f = operator.sub(%2, 1.0)
    %y: f = numpy.sin(%3)
    note[backward]()
    %4: f = builtins.float(%y)
    %5: f = operator.mul(%4, %4)
    %6: f = operator.sub(1.0, %5)
    %7: f = operator.mul(%6, %a)
    %8: f = builtins.float(%7)
    return %y, %8
}
""", (np.array([1.2, 0.7]),)),
    "a tape holds floats": ("""\
func f(%x: f[n], %n: i) {
    %tape: list[f] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %a: f = load(%x, %i)
        %b: f = operator.mul(%a, %a)
        %c: f = operator.add(%b, %a)
        grow[append](%tape, %c)
        yield False
    }
    note[backward]()
    %s: f = each[reversed](%tape, 0.0) body(%e: f, %s.1: f) {
        %d: f = operator.mul(%e, %e)
        %s.2: f = operator.add(%s.1, %d)
        yield False, %s.2
    }
    %y_bar: f[n] = numpy.full_like(%x, %s)
    return %y_bar
}
""", """\
func f(%x: f[n], %n: i) {
    %tape: list[f] = new[builtins.list]()
    for(0, %n, 1) body(%i: i) {
        %0: f = load(%x, %i)
        %a: f = builtins.float(%0)
        %b: f = operator.mul(%a, %a)
        %c: f = operator.add(%b, %a)
        grow[append](%tape, %c)
        yield False
    }
    note[backward]()
    %s: f = each[reversed](%tape, 0.0) body(%e: f, %s.1: f) {
        %d: f = operator.mul(%e, %e)
        %s.2: f = operator.add(%s.1, %d)
        yield False, %s.2
    }
    %y_bar: f[n] = numpy.full_like(%x, %s)
    return %y_bar
}
""", (np.array([1.2, 0.7]), 2)),
}

STAY = {
    "returned, raised to a power, divided by": """\
func f(%x: f[n]) {
    %a: f = load(%x, 0)
    %0: f = operator.mul(%a, %a)
    %1: f = operator.add(%0, %a)
    %2: f = operator.mul(%1, 3.0)
    %b: f = operator.pow(%2, 2)
    %c: f = load(%x, 1)
    %3: f = operator.mul(%c, 2.0)
    %4: f = operator.mul(%3, 3.0)
    %d: f = operator.truediv(1.0, %4)
    note[backward]()
    return %b, %d
}
""",
    "one operation does not pay for two conversions": """\
func f(%x: f[n]) {
    %a: f = load(%x, 0)
    %b: f = load(%x, 1)
    %0: f = operator.mul(%a, %b)
    %c: f = numpy.sin(%0)
    note[backward]()
    return %c
}
""",
}


@pytest.mark.parametrize("name", CONVERTED)
def test_converted(name: str) -> None:
    before, after, args = CONVERTED[name]
    function = adjoints.read(before)
    result = with_floats(function, ())
    verify(result, name)
    adjoints.same_text(result, after)
    np.testing.assert_allclose(adjoints.interpreter.run(function, *args), adjoints.interpreter.run(result, *args), rtol=1e-15)


@pytest.mark.parametrize("name", STAY)
def test_stays(name: str) -> None:
    adjoints.same_text(with_floats(adjoints.read(STAY[name]), ()), STAY[name])


def quotient(x):
    a, b, c = x
    d = a * b - c * b + a * c
    return d / (a - a * b * c) + b * d


def sigmoid(x):
    a = 1.0 / (1.0 + np.exp(-x[0] * x[1] + x[2] * x[0]))
    return a * (1.0 - a) * x[0] / (2.0 + a * a)


def powers(x):
    a = x[0] * x[1] + x[2] * x[1] + x[0]
    return a ** 2 + (a * x[0] - x[1] * a) ** 0.5


def maybe_no_turns(x):
    s = 0.0
    for v in x:
        if v * v * v - v * 0.5 > 1.0 and not v * v < 0.5:
            s += v * v * v - 2.0 * v
    return s


def asked_and_larger(x):
    a = x[0]
    while a * a * a < 50.0 and a > 0.0:
        a = max(a * x[1] * 1.5 + a * 0.5, a * 1.5)
    return a


def others(x):
    a = x[0] * x[1] - x[2] * x[0] + x[1]
    y = np.zeros(2)
    y[0] = a * a + x[0] * a
    return a % 2.0 + a // 3.0 + math.sin(a) + np.hypot(a, x[0]) + y.sum() + np.where(x > 1.0, a, x).sum()


@pytest.mark.parametrize("f", [quotient, sigmoid, powers, maybe_no_turns, asked_and_larger, others])
@pytest.mark.parametrize("x", [[1.3, 0.7, 2.1], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [-1.5, 2.0, -0.0], [1e200, -1e200, 3.0],
                               [np.inf, 1.0, np.nan], []])
def test_values_keep_bits_class_and_exception(f, x):
    """Also where NumPy's numbers give inf and Python's would raise."""
    x = np.array(x)

    def outcome(f):
        try:
            y = f(x)
        except Exception as e:
            return type(e), str(e)
        return type(y), np.float64(y).tobytes() if y == y else "nan"

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if len(x) or f is maybe_no_turns:
            assert outcome(f) == outcome(lambda x: srcgrad.value_and_grad(f)(x)[0])
            a, b = (srcgrad.grad(f, floats=on)(x) if outcome(f)[0] in (float, np.float64) else 0.0 for on in (True, False))
            np.testing.assert_allclose(a, b, rtol=1e-13)
