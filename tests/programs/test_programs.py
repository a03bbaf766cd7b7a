"""Whole programs, of the kind that people differentiate, in every mode."""
from __future__ import annotations

from pathlib import Path

import pytest
from cases import MODES, Case
from harness import SETTINGS, cases_in, check, check_consistent

CASES = cases_in(Path(__file__).parent)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_program_itself(case: Case) -> None:
    check_consistent(case)


@pytest.mark.parametrize("options", SETTINGS, ids=str)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", CASES)
def test_program(name: str, mode: str, options: dict) -> None:
    check(name, CASES[name], mode, options)
