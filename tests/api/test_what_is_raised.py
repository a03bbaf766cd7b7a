"""Where the function raises, its derivative does, with the same words."""
from __future__ import annotations

import numpy as np
import pytest

from srcgrad.api import grad, value_and_grad

R = np.random.default_rng(3)


def pairs(x):
    s = 0.0
    for a, _ in x:
        s = s + a * 2.0
    return s


def filtered(x):
    a, b = x[x > 0.0]
    return a * 2.0


def together(x, y):
    s = 0.0
    for a, _ in zip(x, y, strict=True):
        s = s + a * a
    return s


def named(x):
    a, _ = x
    return a * 2.0


CALLS = {
    pairs: [(R.random((4, 2)),), (R.random((4, 3)),), (R.random((2, 1)),), (R.random((3, 2)),)],
    filtered: [(np.array([1.0, -1.0, 2.0]),), (np.ones(3),), (np.array([1.0, -1.0]),)],
    together: [(R.random(3), R.random(3)), (R.random(3), R.random(4)), (R.random(3), [1.0, 2.0]), (R.random(2), (1.0, 2.0))],
    named: [(R.random(2),), (R.random(3),), (R.random(1),), (R.random(2),)],
}


@pytest.mark.parametrize("f", CALLS, ids=lambda f: f.__name__)
def test_as_many_as_are_named(f):
    d, both = grad(f), value_and_grad(f)
    for args in [call for call in CALLS[f] for _ in range(3)]:
        try:
            value = f(*args)
        except ValueError as e:
            for g in (d, both):
                with pytest.raises(ValueError) as caught:
                    g(*args)
                assert str(caught.value) == str(e)
        else:
            assert both(*args)[0] == value and np.array_equal(both(*args)[1], d(*args))


@pytest.mark.parametrize("function, fit, others", [
    (lambda x, c: np.sum(x * c), (np.ones(3), np.ones(3)), [(np.ones(3), np.ones(4))]),
    (lambda x, c: np.sum(c[:, 1] * x), (np.ones(2), np.ones((2, 3))), [(np.ones(3), np.ones((2, 3)))]),
    (lambda x, c: np.sum(2 * (c @ x)), (np.ones(3), np.ones((2, 3))), [(np.ones(4), np.ones((2, 3)))]),
], ids=["product", "column", "matmul"])
def test_sizes_that_do_not_fit_where_only_the_value_would_need_them(function, fit, others):
    d = grad(function)
    for _ in range(3):  # the long way and the short
        assert d(*fit).shape == fit[0].shape
        for args in others:
            with pytest.raises(ValueError) as primal:
                function(*args)
            with pytest.raises(ValueError) as derivative:
                d(*args)
            assert str(derivative.value) == str(primal.value)
