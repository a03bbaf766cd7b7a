"""Finite differences against derivatives that are known."""
from __future__ import annotations

import inspect

import numpy as np
import pytest

from srcgrad.cli.differences import MOST, differences
from srcgrad.cli.exits import CommandError


def compare(f, primal, gradient):
    bound = inspect.signature(f).bind(primal)
    return list(differences(f, bound, next(iter(bound.arguments)), gradient))


def worst(f, primal, gradient):
    return max(d.error for d in compare(f, primal, gradient))


def test_structures():
    x = np.array([[0.3, 1.2], [2.0, -1.0]])
    assert worst(lambda x: np.sum(np.sin(x)), x, np.cos(x)) < 1e-9
    assert worst(lambda x: x ** 3, 2.0, 12.0) < 1e-9
    assert worst(lambda x: x ** 3, 2, 12.0) < 1e-9
    assert worst(lambda p: p["a"] * p["b"][1], {"a": 2.0, "b": (1.0, 5.0)}, {"a": 5.0, "b": (0.0, 2.0)}) < 1e-9
    assert worst(lambda x: np.sum(x * x), x.astype(np.float32), 2 * x.astype(np.float32)) < 1e-2


def test_complex_numbers_by_the_convention_of_jax():
    z = np.array([1.0 + 2.0j, -0.5j])
    assert worst(lambda z: np.sum(np.abs(z) ** 2), z, 2 * z.conj()) < 1e-9


def test_a_wrong_element_is_found_and_named():
    found = compare(lambda x: np.sum(x * x), np.array([1.0, 2.0]), np.array([2.0, 4.1]))
    assert [d.place for d in found if d.error > d.tol] == ["x[1]"]


def test_the_argument_is_left_alone_and_writes_do_not_add_up():
    def f(x):
        x[0] = x[0] * x[1]
        return np.sum(x)

    x = np.array([2.0, 3.0])
    assert worst(f, x, np.array([3.0, 3.0])) < 1e-9
    assert x.tolist() == [2.0, 3.0]


def test_of_a_large_array_some_elements_are_drawn():
    x = np.ones((40, 40))
    assert len({d.place for d in compare(np_sum, x, x)}) == MOST


def np_sum(x):
    return np.sum(x)


def test_gradient_of_another_shape():
    with pytest.raises(CommandError, match="shape"):
        compare(np_sum, np.ones(3), np.ones(2))


def test_what_is_no_number_is_refused():
    with pytest.raises(CommandError, match="is a str"):
        compare(len, "text", 0.0)
