"""Cotangents of parts of arrays, in the text that is emitted: what is there, and what is not."""
from __future__ import annotations

import numpy as np
import pytest

import srcgrad

A, K = np.outer([1.1, 1.3, 0.7], [0.4, 0.9, 1.5, 0.2]), np.array([0, 2, 2])


def picked(a, k):
    return np.sum(np.exp(a)) - np.sum(a[np.arange(a.shape[0]), k])


def gathered(a, k):
    return np.sum(a[k] ** 2)


def range_of_unknown_length(a, k):
    return np.sum(a[np.arange(len(k)), k] ** 2)


def added_axis(a, k):
    s = np.sum(a, axis=1)
    return np.sum(a * s[:, None])


def two_slices(a, k):
    v = a[0]
    return np.sum(v[:2] ** 2) + np.sum(v[2:] ** 3)


def slices_that_meet(a, k):
    v = a[0]
    return np.sum(v[:3] ** 2) + np.sum(v[2:] ** 3)


# function: (what the text holds, what it does not)
CASES = {
    picked: (["a_bar[np.arange(a.shape[0]), k] "], ["np.add.at", "zeros"]),
    gathered: (["add_rows(a_bar, k, "], []),
    range_of_unknown_length: ([], ["np.add.at"]),
    added_axis: ([".sum(axis=1)"], ["keepdims", "zeros"]),
    two_slices: (["v_bar[2:] = ", "v_bar[:2] = "], ["+="]),
    slices_that_meet: (["v_bar[2:] = ", "v_bar[:3] += "], []),
}


@pytest.mark.parametrize("function", CASES, ids=lambda f: f.__name__)
def test_text(function):
    derivative = srcgrad.grad(function)
    derivative(A, K)
    there, missing = CASES[function]
    text = derivative.source
    assert all(t in text for t in there) and not any(t in text for t in missing), text
