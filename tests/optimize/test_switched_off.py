"""All programs with optimisations switched off: value and gradient are those with all of them on, which are compared with finite
differences elsewhere. `slow`: each program also goes without one of them (which one, goes round), and those of tests/programs
without each.
"""
from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS / "programs"))

from cases import Case, every  # noqa: E402
from harness import active_of, arguments, cases_in, check_value, leaves, load, size_of  # noqa: E402

import srcgrad  # noqa: E402
from srcgrad.options import OPTIMISATIONS  # noqa: E402

TRAPS = load(TESTS / "traps" / "programs.py")
CASES = {**cases_in(TESTS / "language"), **cases_in(TESTS / "programs"),
         **{f"traps-{case}": case for case in every(vars(TRAPS), TRAPS.X)}}
ROUND = [(name, OPTIMISATIONS[k % len(OPTIMISATIONS)]) for k, name in enumerate(CASES)]


def outcome(case: Case, mode: str, options: dict[str, Any]) -> tuple[Any, Any] | None:
    """(value, derivative), None where it is refused."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            if mode == "rev":
                return srcgrad.value_and_grad(case.function, case.argnums, **options)(*arguments(case))
            along = active_of(case)
            v = along if isinstance(case.argnums, tuple) else along[0]
            return 0.0, srcgrad.hvp(case.function, case.argnums, **options)(*arguments(case), v)
        except srcgrad.SrcgradError:
            return None


def check_agrees(case: Case, mode: str, options: dict[str, Any]) -> None:
    want, got = outcome(case, mode, {}), outcome(case, mode, options)
    if want is None:
        pytest.skip("refused")
    if got is None:  # a number of elements may be known only on a condition
        got = outcome(case, mode, {**options, "conditions": True})
    assert got is not None, "refused without the optimisation"
    check_value(got[0], want[0])
    scale = max(1.0, size_of(want[1]))
    for a, b in zip(leaves(got[1]), leaves(want[1]), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-9 * scale)


@pytest.mark.parametrize("name", CASES)
def test_without_any(name: str) -> None:
    if "rev" not in CASES[name].modes:
        pytest.skip("not in this mode")
    check_agrees(CASES[name], "rev", {"optimize": False})


@pytest.mark.slow
@pytest.mark.parametrize("name, option", ROUND)
def test_without_one(name: str, option: str) -> None:
    if "rev" not in CASES[name].modes:
        pytest.skip("not in this mode")
    check_agrees(CASES[name], "rev", {option: False})


@pytest.mark.slow
@pytest.mark.parametrize("option", OPTIMISATIONS)
@pytest.mark.parametrize("name", cases_in(TESTS / "programs"))
def test_without_each(name: str, option: str) -> None:
    for mode in ("rev", "second"):
        if mode in CASES[name].modes:
            check_agrees(CASES[name], mode, {option: False})


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_second_order_without_any(name: str) -> None:
    if "second" in CASES[name].modes:
        check_agrees(CASES[name], "second", {"optimize": False})
