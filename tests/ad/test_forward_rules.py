"""The tangent of every rule's samples, with all operands moved and with each of them alone."""
from __future__ import annotations

from typing import Any

import domains
import interpreter
import numpy as np
import pytest
import scipy.special

from srcgrad.ad.forward import forward
from srcgrad.ad.forward_state import dot_name, tangent_type
from srcgrad.ad.templates import inferred
from srcgrad.ir.nodes import Function, Op, Region, Value, values_in
from srcgrad.ir.types import may_vary
from srcgrad.ir.verify import verify
from srcgrad.rules.table import Rule, bind, lookup, rules

lookup(scipy.special.erf)
SAMPLES = [(r, s) for r in rules() for s in r.samples if r.kind not in ("zero", "unsupported")]
# negative bases, and a call that this NumPy may not have
OUTSIDE = {("power_partial", "V, 3.0"), ("np.clip", "V, 0.1"), ("np.ndarray.clip", "V, 0.1")}
STEP = 1e-6


def program(rule: Rule, sample: str) -> tuple[Function, dict[Value, Any]]:
    """A function that is one call."""
    args, kwargs = domains.arguments(sample)
    given = domains.Runtime()
    operands = tuple(map(given.operand, args))
    named = tuple((k, given.operand(v)) for k, v in kwargs.items())
    y = Value("y", inferred(rule.target, operands, named))
    call = Op("prim", rule.target, operands, named, (), (y,))
    return Function("f", Region(tuple(given.values), (call,), (y,))), given.values


def direction(rule: Rule, value: Any, rng: np.random.Generator) -> Any:
    d = rng.normal(size=np.shape(value))
    if ("cholesky" in rule.name or "eig" in rule.name) and d.ndim > 1:
        d = d + np.swapaxes(d, -1, -2)
    return d if isinstance(value, np.ndarray) else float(d)


def flat(value: Any) -> np.ndarray:
    if isinstance(value, list | tuple):
        return np.concatenate([flat(v) for v in value]) if value else np.zeros(0)
    return np.ravel(np.asarray(value, float))


def shapes(value: Any) -> Any:
    return [shapes(v) for v in value] if isinstance(value, list | tuple) else np.shape(value)


@pytest.mark.parametrize("rule, sample", SAMPLES, ids=[f"{r.name}({s})" for r, s in SAMPLES])
def test_tangent(rule: Rule, sample: str) -> None:
    if (rule.name, sample) in OUTSIDE:
        pytest.skip("not a call with a derivative")
    function, values = program(rule, sample)
    call = function.body.ops[0]
    bound = bind(rule, call.args, dict(call.kwargs))
    held = {v for name in rule.fixed for v in values_in(bound[name])}
    smooth = [p for p in values if may_vary(p.type) and p not in held]
    for moved in {tuple(smooth), *((p,) for p in smooth)}:
        rng = np.random.default_rng(3)
        dots = {p: direction(rule, values[p], rng) for p in moved}
        out = forward(function, {p: Value(dot_name(p), tangent_type(p.type)) for p in moved})
        verify(out, "forward")
        value, dot = interpreter.run(out, *values.values(), *dots.values())

        def at(t: float, dots: dict[Value, Any] = dots) -> np.ndarray:
            return flat(interpreter.run(function, *(v + t * dots[p] if p in dots else v for p, v in values.items())))

        want = (at(STEP) - at(-STEP)) / (2 * STEP)
        assert shapes(dot) == shapes(value)
        np.testing.assert_allclose(flat(dot), want, rtol=1e-5, atol=1e-6)
