"""Emitted code against its budgets: a regression of an optimisation is seen here, on any machine, before it is measured."""
from __future__ import annotations

import inspect

import numpy as np
import pytest
from budgets import BUDGETS
from counting import WORKLOADS, Counts, counted, emitted, lines_of

import srcgrad

TIMES_HAND = 2.0  # lines, as a multiple of those of the gradient written by hand


@pytest.mark.parametrize("name", WORKLOADS)
def test_within_budget(name: str) -> None:
    more = counted(emitted(name)).exceeding(BUDGETS[name])
    assert not more, f"(counted, budget) of the emitted code: {more}\n{emitted(name)}"


@pytest.mark.parametrize("name", WORKLOADS)
def test_gradients_are_those_written_by_hand(name: str) -> None:
    w = WORKLOADS[name]
    value, gradients = srcgrad.value_and_grad(w.function, w.argnums)(*w.arguments())
    want, wanted = w.hand(*w.arguments())
    np.testing.assert_allclose(value, want, rtol=1e-12)
    for a, b in zip(gradients, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


def test_no_longer_than_by_hand() -> None:
    ratios = {n: lines_of(emitted(n)) / lines_of(inspect.getsource(w.hand)) for n, w in WORKLOADS.items()}
    assert np.exp(np.mean(np.log(list(ratios.values())))) <= TIMES_HAND, ratios


def test_counting_sees_what_there_is() -> None:
    text = "from srcgrad.runtime import ratio\n\ndef f(x):\n    # nothing\n    t.append((x, -x))\n    y = np.zeros_like(x)\n" \
           "    y[0] += ratio(1, x)\n    return y.copy()\n"
    assert counted(text) == Counts(lines=5, operations=6, allocations=2, kept=2, helpers=1)
