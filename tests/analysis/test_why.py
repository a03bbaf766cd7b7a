"""What is said of emitted code: each thing in a small program, and that nothing but comments is added."""
from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcgrad

PROGRAMS = Path(__file__).parents[1] / "programs"
sys.path.insert(0, str(PROGRAMS))

from harness import arguments, cases_in  # noqa: E402

CASES = cases_in(PROGRAMS)


def power(x, n):
    for _ in range(n):
        x = np.sin(x) * x  # here
    return x


def gathered(x, idx):
    return np.sum(x[idx] ** 2)


def either(x, s):
    y = x
    for k in range(3):
        y[k] = y[k] * s
        y = x if s > k else y.copy()
    return np.sum(y * x)


def explained(f: Any, *args: Any) -> list[str]:
    return [line.strip() for line in srcgrad.grad(f).explained_for(*args).splitlines()]


def code(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.strip().startswith("#")]


def test_tape_says_which_line_reads_it() -> None:
    lines = explained(power, 0.5, 3)
    pushed = next(k for k, line in enumerate(lines) if ".append(" in line)
    here = power.__code__.co_firstlineno + 2
    assert lines[pushed - 1].startswith("# kept") and f"line {here}" in lines[pushed - 1]


def test_indices_that_may_repeat() -> None:
    assert "# np.add.at: `idx` may name an element twice" in explained(gathered, np.ones(3), np.array([0, 0]))


def test_storage_that_is_found_at_run_time() -> None:
    assert any(line.startswith("# found by its address") for line in explained(either, np.ones(4), 1.5))


def test_unknown_shapes() -> None:
    text = srcgrad.grad(lambda x, y: np.sum(x * y)).explained_for()
    assert "# unbroadcast: the shape of `x` is not known" in text


@pytest.mark.parametrize("name", CASES)
def test_adds_comments_only(name: str) -> None:
    case = CASES[name]
    derivative = srcgrad.value_and_grad(case.function, case.argnums)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            plain = derivative.source_for(*arguments(case))
        except srcgrad.SrcgradError:
            pytest.skip("refused")
        assert code(derivative.explained_for(*arguments(case))) == code(plain)
