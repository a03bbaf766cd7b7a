"""Products of a reverse sweep, before and after; what is left alone. Both are also evaluated."""
from __future__ import annotations

import numpy as np
import pytest

from srcgrad.ad.algebra import simplified
from srcgrad.ir.nodes import Function, Region
from srcgrad.ir.parse import parse
from srcgrad.ir.text import to_text

HEAD = "func f(%g: f, %s: f, %a: f[n], %c: f[n]) {\n"

# name: (operations, what they become)
CASES = {
    "numbers are folded and come before arrays": ("""\
    %0: f[n] = operator.mul(2, %a)
    %1: f[n] = operator.mul(%0, 0.25)
    %x: f[n] = operator.mul(%g, %1)
    return %x
""", """\
    %0: f = operator.mul(0.5, %g)
    %x: f[n] = operator.mul(%0, %a)
    return %x
"""),
    "a scalar comes out of a sum": ("""\
    %0: f[n] = operator.mul(%a, %s)
    %1: f[n] = operator.mul(%0, %c)
    %2: f = numpy.ndarray.sum(%1)
    %x: f = operator.mul(%2, -0.5)
    return %x
""", """\
    %0: f = operator.mul(-0.5, %s)
    %1: f = numpy.vdot(%a, %c)
    %x: f = operator.mul(%0, %1)
    return %x
"""),
    "a product with a reciprocal is divided": ("""\
    %0: f[n] = operator.truediv(0.5, %c)
    %1: f[n] = operator.mul(%a, %0)
    %x: f[n] = operator.mul(%1, %s)
    return %x
""", """\
    %0: f = operator.mul(0.5, %s)
    %1: f[n] = operator.mul(%0, %a)
    %x: f[n] = operator.truediv(%1, %c)
    return %x
"""),
    "what is computed for a product comes before what is kept": ("""\
    %0: f[n] = numpy.exp(%a)
    %1: f[n] = operator.mul(%s, %c)
    %2: f[n] = operator.mul(2, %0)
    %x: f[n] = operator.mul(%1, %2)
    return %x
""", """\
    %0: f[n] = numpy.exp(%a)
    %1: f = operator.mul(2, %s)
    %2: f[n] = operator.mul(%1, %0)
    %x: f[n] = operator.mul(%2, %c)
    return %x
"""),
    "a sum keeps the axis that it is over": ("""\
    %b: f[n, n] = numpy.outer(%a, %c)
    %0: f[n, n] = operator.mul(%b, %b)
    %x: f[n, 1] = numpy.ndarray.sum(%0, axis=1, keepdims=True)
    return %x
""", """\
    %b: f[n, n] = numpy.outer(%a, %c)
    %0: f[n] = numpy.einsum("ij,ij->i", %b, %b)
    %x: f[n, 1] = view(%0, (slice(None, None, None), None))
    return %x
"""),
    "the rows of a product of matrices are summed before": ("""\
    %b: f[n, 1] = view(%a, (slice(None, None, None), None))
    %d: f[n, n] = operator.mul(%b, %c)
    %0: f[n, n] = operator.matmul(%d, %d)
    %1: f[n, n] = operator.neg(%0)
    %x: f[n] = numpy.ndarray.sum(%1, axis=0)
    return %x
""", """\
    %b: f[n, 1] = view(%a, (slice(None, None, None), None))
    %d: f[n, n] = operator.mul(%b, %c)
    %0: f[n] = numpy.ndarray.sum(%d, axis=0)
    %1: f[n] = operator.matmul(%0, %d)
    %x: f[n] = operator.neg(%1)
    return %x
"""),
    "a sum of a product of two shapes stays": ("""\
    %b: f[n, 1] = view(%a, (slice(None, None, None), None))
    %0: f[n, n] = operator.mul(%b, %c)
    %x: f[n] = numpy.ndarray.sum(%0, axis=1)
    return %x
""", """\
    %b: f[n, 1] = view(%a, (slice(None, None, None), None))
    %0: f[n, n] = operator.mul(%b, %c)
    %x: f[n] = numpy.ndarray.sum(%0, axis=1)
    return %x
"""),
    "a sign goes into the accumulation": ("""\
    %x: f[n] = operator.mul(%a, %c)
    %0: f[n] = operator.neg(%c)
    %1: f[n] = operator.mul(%0, 2)
    store[add](%x, Ellipsis, %1)
    return %x
""", """\
    %x: f[n] = operator.mul(%a, %c)
    %0: f[n] = operator.mul(2, %c)
    store[sub](%x, Ellipsis, %0)
    return %x
"""),
    "a sign goes into a sum": ("""\
    %0: f[n] = operator.neg(%a)
    %x: f[n] = operator.add(%0, %c)
    return %x
""", """\
    %x: f[n] = operator.sub(%c, %a)
    return %x
"""),
    "what is used twice stays": ("""\
    %0: f[n] = operator.mul(%a, 2)
    %1: f[n] = operator.mul(%g, %0)
    %x: f[n] = operator.add(%0, %1)
    return %x
""", """\
    %0: f[n] = operator.mul(2, %a)
    %1: f[n] = operator.mul(%g, %0)
    %x: f[n] = operator.add(%0, %1)
    return %x
"""),
    "what is written in between stays": ("""\
    %y: f[n] = operator.mul(%a, %c)
    %0: f[n] = operator.mul(2, %y)
    store[add](%y, Ellipsis, %c)
    %1: f[n] = operator.mul(%g, %0)
    %x: f[n] = operator.add(%y, %1)
    return %x
""", """\
    %y: f[n] = operator.mul(%a, %c)
    %0: f[n] = operator.mul(2, %y)
    store[add](%y, Ellipsis, %c)
    %1: f[n] = operator.mul(%g, %0)
    %x: f[n] = operator.add(%y, %1)
    return %x
"""),
    "a sign whose value is written in between stays": ("""\
    %y: f[n] = operator.mul(%a, %c)
    %v: f[n-1] = view(%y, slice(1, None, None))
    %0: f[n] = operator.neg(%y)
    store[add](%v, 0, 1.0)
    %x: f[n] = operator.add(%y, %0)
    return %x
""", """\
    %y: f[n] = operator.mul(%a, %c)
    %v: f[n-1] = view(%y, slice(1, None, None))
    %0: f[n] = operator.neg(%y)
    store[add](%v, 0, 1.0)
    %x: f[n] = operator.add(%y, %0)
    return %x
"""),
}
ARGS = {"g": 0.7, "s": -1.3, "a": np.array([1.2, 0.7, -0.4]), "c": np.array([0.3, 1.1, 0.8])}


def interpreted(function: Function) -> np.ndarray:
    env = {p: ARGS[p.name] for p in function.body.params}

    def value(o):
        if o in env or hasattr(o, "value"):
            return env[o] if o in env else o.value
        return tuple(map(value, o.items)) if o.cls is tuple else slice(*map(value, o.items))

    for op in function.body.ops:
        args = [value(o) for o in op.args]
        if op.kind == "prim":
            env[op.results[0]] = op.target(*args, **{k: value(o) for k, o in op.kwargs})
        elif op.kind == "view":
            env[op.results[0]] = args[0][args[1]]
        else:
            old = args[0][args[1]]
            args[0][args[1]] = {"add": old + args[2], "sub": old - args[2], "set": args[2]}[op.target]
    return env[function.body.yields[0]]


@pytest.mark.parametrize("name", CASES)
def test_before_and_after(name):
    before, after = (parse(HEAD + text + "}\n") for text in CASES[name])
    body = before.body
    found = Function("f", Region(body.params, tuple(simplified(body.ops, body.yields)), body.yields))
    assert to_text(found).splitlines() == to_text(after).splitlines()
    np.testing.assert_allclose(interpreted(found), interpreted(before))
