"""Binding, conditions, declarations, and what derivatives are where functions have kinks and poles."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest
import scipy.special

import srcgrad.runtime as runtime
from srcgrad.ir.build import type_of, type_of_object
from srcgrad.ir.nodes import Const, Seq, Value
from srcgrad.rules.decide import decide
from srcgrad.rules.declare import elementwise, zero
from srcgrad.rules.table import _RULES, UnsupportedKeyword, bind, candidates, lookup, needs, rules
from srcgrad.rules.template import parse


def rule_of(f: Any) -> Any:
    rule = lookup(f)
    assert rule is not None
    return rule


def value(v: Any) -> Value:
    return Value("v", type_of_object(v))


def texts(f: Any, *args: Any, param: str | None = None, **kwargs: Any) -> list[str]:
    rule = rule_of(f)
    bound = bind(rule, args, kwargs)
    name = param or rule.differentiable[0]
    group = rule.vjp[name] if name in rule.vjp else rule.partials[name]
    return [a.text for a in candidates(rule, group, bound, type_of, 0)]


V, A = value(np.ones(3)), value(np.ones((2, 3)))
S = Value("s", type_of_object(1.0))


@pytest.mark.parametrize(
    "f, args, first",
    [
        (operator.pow, (V, Const(2)), "2 * a"),
        (operator.pow, (V, Const(3)), "3 * a ** 2"),
        (operator.pow, (V, Const(0.5)), "0.5 * a ** -0.5"),
        (operator.pow, (S, Const(0.5)), "0.5 * power(a, -0.5)"),
        (operator.pow, (V, V), "power_partial(a, b)"),
        (np.sum, (V,), "y_bar"),
        (np.sum, (A, Const(0)), "y_bar"),
        (np.sum, (A, Const(1)), "y_bar[:, None]"),
        (np.mean, (A, Const(-1)), "y_bar[:, None] / np.shape(a)[-1]"),
        (np.max, (V,), "y_bar * tie_weights(a, y)"),
        (np.mean, (V,), "y_bar / np.size(a)"),
        (np.log, (V,), "1 / x"),
        (np.log, (S,), "ratio(1, x)"),
        (operator.matmul, (A, V), "np.outer(y_bar, b)"),
        (np.ndarray.T, (A,), "y_bar.T"),
        (np.einsum, (Const("ij,jk->ik"), A, A), None),
    ],
)
def test_the_form_that_is_chosen(f: Any, args: Any, first: str | None) -> None:
    assert texts(f, *args)[0] == (first or "np.einsum('ik,jk->ij', y_bar, operands[1])")


def test_bind_fills_defaults() -> None:
    bound = bind(rule_of(np.sum), (V,), {"axis": Const(0)})
    assert bound["axis"].value == 0 and bound["keepdims"].value is False
    assert bind(rule_of(np.ndarray.reshape), (V, Const(3), Const(1)), {})["shape"].items[1].value == 1


@pytest.mark.parametrize(
    "f, kwargs",
    [
        (np.sin, {"where": V}),
        (np.mean, {"initial": Const(1.0)}),
        (np.sum, {"out": V}),
        (np.pad, {"pad_width": Const(1), "mode": Const("mean")}),
    ],
)
def test_keywords_that_are_not_covered(f: Any, kwargs: Any) -> None:
    with pytest.raises(UnsupportedKeyword):
        bind(rule_of(f), (V,), kwargs)


def test_calls_that_do_not_fit() -> None:
    with pytest.raises(TypeError):
        bind(rule_of(np.sin), (), {})
    with pytest.raises(TypeError):
        bind(rule_of(np.sin), (V, V), {})


@pytest.mark.parametrize(
    "when, expected",
    [
        ("x.ndim == 2", True),
        ("x.ndim == 1 or axis is None", False),
        ("axis is None", False),
        ("isinstance(axis, int)", True),
        ("n is None", False),
        ("isinstance(n, int)", True),
        ("n == 2", None),
        ("u.ndim == 1", None),
        ("u.ndim == 1 and axis is None", False),
        ("array(x)", True),
        ("array(u)", None),
        ("t == (0, 1)", True),
        ("c == 2.0", None),
    ],
)
def test_decide(when: str, expected: bool | None) -> None:
    bound = {
        "x": A,
        "axis": Const(0),
        "n": value(3),
        "u": Value("u"),
        "t": Seq(tuple, (Const(0), Const(1))),
        "c": Const(2.0, "module.c"),
    }
    assert decide(when, bound, type_of) is expected


def test_needs() -> None:
    assert needs(parse("y_bar * np.cos(x)", ("x", "y", "y_bar", "k"))[0]) == {"x": "value"}
    assert needs(parse("expand(y_bar, np.shape(a), axis)", ("a", "axis", "y", "y_bar", "k"))[0]) == {
        "a": "shape",
        "axis": "value",
    }
    assert needs(rule_of(np.triu).vjp["m"][0]) == {"k": "value"}


def test_all_declarations_can_be_parsed() -> None:
    for rule in rules():
        rule.check()


def test_mistakes_name_their_place() -> None:
    broken = elementwise("np.bartlett(M)", "not_a_helper(M)")
    del _RULES[id(np.bartlett)]
    with pytest.raises(NameError, match="test_table.py:"):
        broken.check()
    with pytest.raises(ValueError, match="already"):
        zero("np.sin(x)")


def test_singular() -> None:
    assert rule_of(np.sqrt).singular and rule_of(operator.truediv).singular and rule_of(np.log).singular
    assert (
        not rule_of(np.sin).singular
        and not rule_of(np.tanh).singular
        and not rule_of(np.log10).partials["x"][0].text == ""
    )


# --- edges ----------------------------------------------------------------------------------------------------------
def test_ties_and_kinks() -> None:
    x = np.array([1.0, 3.0, 3.0])
    np.testing.assert_array_equal(runtime.tie_weights(x, 3.0), [0, 0.5, 0.5])
    np.testing.assert_array_equal(runtime.tie_weights(np.array([1, np.nan]), np.nan), [0, 1])
    assert runtime.larger(2.0, 2.0) == 0.5 and runtime.larger(3.0, 2.0) == 1.0 and runtime.smaller(np.nan, 1.0) == 1.0
    assert runtime.larger_number(1.0, np.nan) == 1.0
    assert runtime.sinc_derivative(0.0) == 0
    np.testing.assert_array_equal(runtime.norm_direction(np.zeros(3), 0.0), np.zeros(3))
    np.testing.assert_array_equal(runtime.norm_slope(np.array([2.0, -2.0, 1.0]), 2.0, np.inf), [0.5, -0.5, 0])
    np.testing.assert_array_equal(runtime.norm_slope(np.array([0.0, 1.0]), 1.0, 1), [0, 1])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_powers_at_zero() -> None:
    assert (
        runtime.power_partial(0.0, 0) == 0
        and runtime.power_partial(0.0, 0.5) == np.inf
        and runtime.power(0.0, -1) == np.inf
    )
    assert runtime.log_base(0.0) == 0 and np.isnan(runtime.log_base(-2.0)) and runtime.power_partial(-2.0, 3.0) == 12
    np.testing.assert_array_equal(runtime.power_partial(np.array([0.0, 2.0]), np.array([0.0, 3.0])), [0, 12])
    assert runtime.ratio(1, 0.0) == np.inf and np.isnan(runtime.ratio(0.0, 0.0)) and runtime.quotient(3.0, 0.0) == 0
    assert runtime.nonzero_product(0.0, np.inf) == 0
    np.testing.assert_array_equal(runtime.nonzero_product(np.array([0.0, 2.0]), np.array([np.inf, 3.0])), [0, 6])


def test_products_with_zeros() -> None:
    np.testing.assert_array_equal(runtime.prod_others(np.array([2.0, 0, 3])), [0, 6, 0])
    np.testing.assert_array_equal(runtime.prod_others(np.array([0.0, 0, 3])), [0, 0, 0])
    np.testing.assert_array_equal(runtime.cumprod_vjp(np.ones(3), np.array([2.0, 0, 3])), [1, 8, 0])
    np.testing.assert_allclose(runtime.cofactors(np.array([[1.0, 2], [2, 4]])), [[4, -2], [-2, 1]], atol=1e-12)


def test_logsumexp_at_infinity() -> None:
    assert scipy.special.logsumexp([-np.inf, -np.inf]) == -np.inf
    np.testing.assert_array_equal(runtime.exp_difference(np.array([-np.inf, -np.inf]), -np.inf), [0, 0])
    np.testing.assert_array_equal(runtime.exp_difference(np.array([np.inf, 0.0]), np.inf), [1, 0])


def test_scatter_counts_repeats() -> None:
    np.testing.assert_array_equal(runtime.scatter_add(np.ones(3, np.float32), (2,), [0, 0, 1]), [2, 1])
    assert runtime.scatter_add(np.ones(3, np.float32), (2,), [0, 0, 1]).dtype == np.float32
    assert (
        runtime.unbroadcast(np.ones((2, 3)), (1, 3)).shape == (1, 3) and runtime.unbroadcast(np.ones((2, 3)), ()) == 6
    )
