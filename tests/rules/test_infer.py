"""What a rule claims to know of its result holds, whatever the shapes are and however little is known."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import scipy.special
import variants
from invoking import invoke

from srcgrad.ir.build import type_of
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Value
from srcgrad.ir.types import AnyType, Array, ListType, Opaque, Scalar, TupleType, Type
from srcgrad.rules.table import Rule, UnsupportedKeyword, lookup, rules

lookup(scipy.special.erf)
ALL = [(r, s) for r in rules() for s in r.samples if r.infer is not None]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rule, sample", ALL, ids=[f"{r.name}({s})" for r, s in ALL])
def test_claims_hold(rule: Rule, sample: str) -> None:
    for shapes in variants.SHAPES:
        for knowledge in variants.KNOWLEDGE:
            check(rule, sample, shapes, knowledge)


def check(rule: Rule, sample: str, shapes: str, knowledge: str) -> None:
    try:
        run, bound, values = variants.bound_variant(rule, sample, shapes, knowledge)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            y = invoke(rule, values)
    except (UnsupportedKeyword, ValueError, TypeError, IndexError, NotImplementedError, ArithmeticError, KeyError):
        return  # the function itself does not take these shapes
    assert rule.infer is not None
    claim = rule.infer(bound, type_of)
    problem = contradiction(claim, y, sizes(run, values))
    assert not problem, f"{shapes}, {knowledge}: {problem}; claimed {claim}, got {np.shape(y)} of {type(y).__name__}"


def sizes(run: Any, values: dict[str, Any]) -> dict[Any, int]:
    """What each symbol of the operands' types stands for."""
    out: dict[Any, int] = {}
    for value, v in run.values.items():
        if isinstance(value, Value) and isinstance(value.type, Array) and value.type.shape is not None:
            for d, n in zip(value.type.shape, np.shape(v)):
                if d.single is not None:
                    left = n - d.canonical().offset
                    assert out.setdefault(d.single, left) == left, "dimensions were unified that differ"
    return out


def contradiction(t: Type | None, y: Any, known: dict[Any, int]) -> str:
    if t is None or isinstance(t, AnyType | Opaque):
        return ""
    if isinstance(t, TupleType):
        if not isinstance(y, tuple | list) or len(y) != len(t.elements):
            return "not a tuple of that length"
        return next(filter(None, (contradiction(e, p, known) for e, p in zip(t.elements, y))), "")
    if isinstance(t, ListType):
        if not isinstance(y, list | tuple):
            return "not a list"
        return next(filter(None, (contradiction(t.element, p, known) for p in y)), "")
    if isinstance(t, Scalar):
        if np.ndim(y) or isinstance(y, list | tuple):
            return "not a number"
        return kinds(t.kind, np.asarray(y).dtype.kind)
    assert isinstance(t, Array)
    if isinstance(y, tuple | list):
        return "not an array"
    if t.shape is None:
        return kinds(t.kind, np.asarray(y).dtype.kind)
    if len(t.shape) != np.ndim(y):
        return "another number of axes"
    return next(filter(None, (dimension(d, n, known) for d, n in zip(t.shape, np.shape(y)))), "") or kinds(
        t.kind, np.asarray(y).dtype.kind
    )


def dimension(d: Dim, n: int, known: dict[Any, int]) -> str:
    form = d.canonical()
    if d.known_not_one and n == 1:
        return "an axis that was said not to have one element has"
    sure = all(s in known for s, _ in form.terms)
    expected = form.offset + sum(k * known[s] for s, k in form.terms) if sure else n
    return "" if expected == n else f"an axis has {n} elements, not {expected}"


def kinds(claimed: str, found: str) -> str:
    """A float must not be taken for an integer: it would get no derivative."""
    wider = "biufc".index(found) > "biufc".index("u" if claimed == "i" else claimed)
    return f"a dtype of kind {found}" if wider else ""
