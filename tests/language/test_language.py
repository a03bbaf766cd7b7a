"""Each construct of the language, in a program of a few lines, in every mode."""
from __future__ import annotations

from pathlib import Path

import pytest
from cases import Case
from harness import CHECKS, SETTINGS, cases_in, check_consistent

CASES = cases_in(Path(__file__).parent)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_function_itself(case: Case) -> None:
    check_consistent(case)


@pytest.mark.parametrize("options", SETTINGS, ids=str)
@pytest.mark.parametrize("mode", CHECKS)
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_function(case: Case, mode: str, options: dict) -> None:
    if mode not in case.modes:
        pytest.skip("not in this mode")
    CHECKS[mode](case, options)
