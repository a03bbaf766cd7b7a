"""What building a derivative costs grows with the length of the function, not faster: calls of Python functions are counted."""
from __future__ import annotations

import cProfile
import pstats

import numpy as np
import pytest
from build_time import KINDS, function_of

import srcgrad


def calls(kind: str, n: int, again: int) -> int:
    x = np.linspace(0.1, 1.0, 4)
    f = function_of(KINDS[kind](n), f"growth {kind} {n} {again}")
    profile = cProfile.Profile()
    profile.enable()
    srcgrad.value_and_grad(f, (0, 1)).source_for(x, x + 0.3)
    profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_linear(kind: str) -> None:
    calls(kind, 20, 0)  # tables
    small, middle, large = (calls(kind, n, 1) for n in (60, 120, 240))
    assert large - middle <= 2.5 * (middle - small), (small, middle, large)
