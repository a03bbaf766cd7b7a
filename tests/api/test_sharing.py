"""Arguments in which one object is met twice."""
from __future__ import annotations

import numpy as np
import pytest

import srcgrad


def product_of_norms(layers):
    total = 1.0
    for layer in layers:
        total = total * np.sum(layer["w"] ** 2)
    return total


def test_an_object_met_twice_gets_the_whole_derivative_at_both_places() -> None:
    layer = {"w": np.array([1.0, 2.0])}
    for gradient in srcgrad.grad(product_of_norms)([layer, layer]):
        np.testing.assert_allclose(gradient["w"], [20.0, 40.0])  # of (w @ w) ** 2


def test_such_an_object_moves_in_one_direction() -> None:
    layer, dot = {"w": np.array([1.0, 2.0])}, {"w": np.array([1.0, 0.0])}
    assert srcgrad.jvp(product_of_norms, ([layer, layer],), ([dot, dot],))[1] == pytest.approx(20.0)
    with pytest.raises(srcgrad.SrcgradError, match="SG403"):
        srcgrad.jvp(product_of_norms, ([layer, layer],), ([dot, {"w": np.zeros(2)}],))


def test_an_array_met_twice_is_two_leaves() -> None:
    w = np.array([1.0, 2.0])
    for gradient in srcgrad.grad(product_of_norms)([{"w": w}, {"w": w}]):
        np.testing.assert_allclose(gradient["w"], [10.0, 20.0])
