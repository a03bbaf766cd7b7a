"""The templates of every rule in other shapes and with less known of the operands: each form that may be chosen then is
the adjoint of the tangent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.special
import variants
from deriving import active, cotangent_like, cotangents, direction, flat, tangent
from invoking import invoke

from srcgrad.rules.table import Rule, UnsupportedKeyword, lookup, rules

lookup(scipy.special.erf)
SMOOTH = [(r, s) for r in rules() for s in r.samples if r.kind not in ("zero", "unsupported")]
NOT_TAKEN = (
    UnsupportedKeyword,
    ValueError,
    TypeError,
    IndexError,
    ArithmeticError,
    np.linalg.LinAlgError,
    NotImplementedError,
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rule, sample", SMOOTH, ids=[f"{r.name}({s})" for r, s in SMOOTH])
def test_adjoint(rule: Rule, sample: str) -> None:
    for shapes in variants.SHAPES:
        for knowledge in variants.KNOWLEDGE:
            check(rule, sample, shapes, knowledge)


def check(rule: Rule, sample: str, shapes: str, knowledge: str) -> None:
    try:
        _, bound, values = variants.bound_variant(rule, sample, shapes, knowledge)
        y = invoke(rule, values)
    except NOT_TAKEN:
        return  # the function itself does not take these shapes
    if not np.all(np.isfinite(flat(y))):
        return
    y_bar = cotangent_like(y)
    for name in rule.differentiable:
        if not active(values[name]):
            continue
        dot = direction(values[name], rule)
        only = flat(tangent(rule, bound, values, {name: dot}, y))
        expected = np.dot(np.broadcast_to(only, flat(y_bar).shape), flat(y_bar))
        try:
            found = cotangents(rule, name, bound, values, y, y_bar)
        except NotImplementedError:
            continue
        for x_bar in found:
            same_structure(x_bar, values[name], f"{shapes}, {knowledge}: {name}")
            np.testing.assert_allclose(
                np.dot(flat(x_bar), flat(dot)), expected, rtol=1e-7, atol=1e-9, err_msg=f"{shapes}, {knowledge}: {name}"
            )


def same_structure(x_bar: Any, x: Any, where: str) -> None:
    if isinstance(x, list | tuple) and isinstance(x_bar, list | tuple):
        assert len(x_bar) == len(x), where
        for part, of in zip(x_bar, x):
            same_structure(part, of, where)
    elif not isinstance(x, list | tuple):
        assert np.shape(x_bar) == np.shape(x), f"{where}: {np.shape(x_bar)} for {np.shape(x)}"
