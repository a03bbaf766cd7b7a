"""Where no derivative serves all sizes, each small size has its own; a large one is refused as before."""
from __future__ import annotations

import numpy as np
import pytest

import srcgrad


def grown(x, n=2):
    ys = ()
    for v in x:
        ys = ys + (v ** n,)
    return sum(ys) * ys[0]


def expected(x, n=2):
    out = n * x ** (n - 1) * x[0] ** n
    out[0] += n * x[0] ** (n - 1) * np.sum(x ** n)
    return out


def test_each_size_has_its_own_derivative() -> None:
    g = srcgrad.grad(grown)
    for size in (3, 3, 3, 5, 3, 24, 5, 2, 3, 3):
        x = np.random.default_rng(size).uniform(0.5, 1.5, size)
        np.testing.assert_allclose(g(x), expected(x), rtol=1e-12)
    assert g.source_for(np.ones(4)).count("power_partial(") == 4


def test_an_axis_that_is_too_long_is_refused_as_it_would_be_for_all_sizes() -> None:
    g = srcgrad.grad(grown)
    g(np.ones(3))
    for _ in range(2):
        with pytest.raises(srcgrad.SrcgradError, match="ys"):
            g(np.ones(400))
    np.testing.assert_allclose(g(np.ones(3)), expected(np.ones(3)))


def test_it_can_be_switched_off() -> None:
    with pytest.raises(srcgrad.SrcgradError, match="ys"):
        srcgrad.grad(grown, conditions=False)(np.ones(3))


def test_integers_are_part_of_it_where_nothing_else_helps() -> None:
    def powers(x, n):
        fs = [lambda t, k=k: t ** k for k in range(n)]
        return sum(f(v) for f in fs for v in x)

    g = srcgrad.value_and_grad(powers)
    for n in (3, 3, 3, 4, 3, 1, 4):
        x = np.array([0.5, 1.5])
        value, slope = g(x, n)
        assert value == powers(x, n)
        np.testing.assert_allclose(slope, sum((k * x ** (k - 1) for k in range(1, n)), np.zeros(2)), atol=1e-12)
