"""A parameter that a rule gives no derivative for has none: moving it a little changes nothing, or it is refused where
it carries a derivative."""

from __future__ import annotations

import inspect
from typing import Any

import domains
import numpy as np
import pytest
import scipy.special
from deriving import flat
from invoking import invoke

from srcgrad.ir.build import type_of_object
from srcgrad.ir.nodes import Value, values_in
from srcgrad.ir.types import may_vary
from srcgrad.rules.table import Rule, UnsupportedKeyword, check_refused, lookup, rules

lookup(scipy.special.erf)
SMOOTH = [(r, s) for r in rules() for s in r.samples if r.kind not in ("zero", "unsupported")]


def nudged(v: Any) -> Any:
    if isinstance(v, list | tuple):
        return type(v)(map(nudged, v))
    return v + 1e-4 if isinstance(v, float) or isinstance(v, np.ndarray) and v.dtype.kind == "f" else v


@pytest.mark.parametrize("rule, sample", SMOOTH, ids=[f"{r.name}({s})" for r, s in SMOOTH])
def test_what_has_no_derivative(rule: Rule, sample: str) -> None:
    _, bound, values, _, _ = domains.bound_sample(rule, sample)
    y = flat(invoke(rule, values))
    for p in rule.params:
        if p.name not in (*rule.differentiable, *rule.fixed) and any(may_vary(v.type) for v in values_in(bound[p.name])):
            other = flat(invoke(rule, {**values, p.name: nudged(values[p.name])}))
            np.testing.assert_allclose(other, y, rtol=1e-12, err_msg=p.name)


NUMBERS = [r for r in rules() if r.kind not in ("zero", "unsupported")]


@pytest.mark.parametrize("rule", NUMBERS, ids=[r.name for r in NUMBERS])
def test_options_that_are_numbers(rule: Rule) -> None:
    """An option whose default is a float may be given a number that varies."""
    for p in rule.params:
        if p.has_default and isinstance(p.default, float) and p.name not in (*rule.differentiable, *rule.fixed):
            bound: dict[str, Any] = {q.name: Value("v", type_of_object(1.0)) for q in rule.params}
            with pytest.raises(UnsupportedKeyword):
                check_refused(rule, bound)


def test_signatures() -> None:
    """The parameters of a rule stand where NumPy has them."""
    wrong = []
    for rule in rules():
        try:
            real = [p for p in inspect.signature(rule.target).parameters.values()]
        except (TypeError, ValueError):
            continue
        if "random" in rule.name or any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in real):
            continue
        positional = [p.name for p in real if p.kind is not p.KEYWORD_ONLY]
        ours = [p.name for p in rule.params if not p.star]
        for k, name in enumerate(ours):
            if name in positional and k < len(positional) and positional.index(name) != k:
                wrong.append((rule.name, name, k, positional.index(name)))
    assert not wrong
