"""A slope that raises where the value does not: never taken for the value's own exception."""
from __future__ import annotations

import numpy as np
import pytest

import srcgrad

X = np.array([0.0, 4.0])


def rooted(x):
    with np.errstate(divide="raise"):
        try:
            y = np.sqrt(x)
        except FloatingPointError:
            y = 5.0 * x
    return np.sum(y)


def test_reverse() -> None:
    value, slope = srcgrad.value_and_grad(rooted)(X)
    assert value == 2.0 and slope[0] == np.inf and slope[1] == 0.25


def test_forward() -> None:
    with pytest.raises(FloatingPointError):
        srcgrad.jvp(rooted, (X,), (np.ones(2),))
    value, slope = srcgrad.jvp(rooted, (X + 1.0,), (np.ones(2),))
    assert value == rooted(X + 1.0) and np.isclose(slope, 0.5 + 0.5 / np.sqrt(5.0))
