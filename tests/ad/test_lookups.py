"""How often a cotangent is looked up by the memory of its primal: once a turn for each array, not for each use or view."""
from __future__ import annotations

import numpy as np
import pytest

import srcgrad


def swapped(x, w):
    u, v = x * 1.0, x * 0.5
    for i in range(3):
        v[1:-1] = u[1:-1] + w[i] * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u, v = v, u
    return np.sum(u**2 * x)


def one_of_two(x, w):
    a, b = x * 1.0, x * 2.0
    c = a if w[0] > 0.0 else b
    c[1:] *= w[1]
    c[0] = c[1] * c[2] + c[3]
    return np.sum(a * b)


def carried_row(x, w):
    s = np.outer(w, x)
    h = x
    for i in range(3):
        s[i] = s[i] * w[i] + np.sin(h)
        h = s[i]
    return np.sum(h * x)


@pytest.mark.parametrize(("f", "lookups"), [(swapped, 3), (one_of_two, 3), (carried_row, 0)])
def test_lookups(f, lookups):
    x, w = np.array([1.1, 0.3, 0.7, 0.9, 1.4]), np.array([0.3, 0.2, 0.4])
    gradient = srcgrad.grad(f)
    found = gradient(x, w)
    step = 1e-6
    ends = [(f(x + d, w) - f(x - d, w)) / (2 * step) for d in step * np.eye(5)]
    np.testing.assert_allclose(found, ends, rtol=1e-6, atol=1e-8)
    assert gradient.source.count("shadow_of(") == lookups, gradient.source
