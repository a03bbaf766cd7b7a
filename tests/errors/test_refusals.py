"""Several refusals in one exception."""
from __future__ import annotations

import pickle
from typing import NamedTuple

import numpy as np
import pytest

import srcgrad
from srcgrad.errors import Refusals, RuleError, SrcgradError, UnsupportedError, raise_all


class Span(NamedTuple):
    file: str
    line: int
    column: int
    end_line: int
    end_column: int


EARLY = UnsupportedError("SG308", "early", span=Span("f.py", 3, 0, 3, 1))
LATE = RuleError("SG201", "late", span=Span("f.py", 9, 0, 9, 1))


def test_none():
    raise_all([])


def test_one_keeps_its_class():
    with pytest.raises(RuleError) as caught:
        raise_all([LATE])
    assert caught.value is LATE


def test_more_come_in_the_order_of_the_lines():
    with pytest.raises(Refusals) as caught:
        raise_all([LATE, EARLY])
    assert caught.value.errors == (EARLY, LATE)
    assert str(caught.value) == f"{EARLY}\n\n{LATE}"
    assert caught.value.code == "SG308" and caught.value.message == "early"


def test_the_same_twice_counts_once():
    with pytest.raises(RuleError):
        raise_all([LATE, RuleError("SG201", "late", span=LATE.span)])


def test_refusals_of_refusals_are_flat():
    with pytest.raises(Refusals) as caught:
        raise_all([Refusals([EARLY, LATE]), SrcgradError("SG901", "first, as it has no place")])
    assert [e.code for e in caught.value.errors] == ["SG901", "SG308", "SG201"]


def test_pickles():
    again = pickle.loads(pickle.dumps(Refusals([EARLY, LATE])))
    assert str(again) == f"{EARLY}\n\n{LATE}"


def test_a_refusal_is_no_exception_of_the_program():
    """What srcgrad raises as the derivative runs goes through a `try` of the user's."""
    def f(x):
        y = np.sin(x)
        try:
            v = y.reshape(2, 2)
            v.T[1] = v[0]
        except Exception:
            y = y * 3.0
        return y @ y

    for d in (srcgrad.grad(f), srcgrad.value_and_grad(f), lambda x: srcgrad.jvp(f, (x,), (x,))):
        with pytest.raises(srcgrad.SrcgradError, match="SG404"):
            d(np.arange(4.0) + 0.3)
