"""The traps, in every mode: all right, none refused."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from cases import MODES, Case, every
from harness import SETTINGS, check, load

programs = load(Path(__file__).with_name("programs.py"))
TRAPS = every(vars(programs), programs.X, step=1e-4)


def test_none_is_missing() -> None:
    assert len(TRAPS) == 78


@pytest.mark.parametrize("options", SETTINGS, ids=str)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", TRAPS, ids=str)
def test_trap(case: Case, mode: str, options: dict) -> None:
    with np.errstate(all="ignore"):
        check(f"traps-{case}", case, mode, options)
