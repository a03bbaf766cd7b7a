"""A derivative that supposes something of its arguments' sizes serves only where that holds; elsewhere another one is built."""
from __future__ import annotations

import pickle

import numpy as np
import pytest

import srcgrad

R = np.random.default_rng(3)


def head(x, y):
    return np.sum(x[:3] * np.exp(y))


def settled(h, w, n):
    for _ in range(n):
        h = np.tanh(w @ h)
    return h @ h


def nested(params, x):
    return np.sum(params["w"][0][:, 1:3] * x)


def differences(f, *args, k=0):
    x, out = args[k], np.zeros_like(args[k])
    for i in np.ndindex(x.shape):
        at = []
        for step in (1e-6, -1e-6):
            moved = x.copy()
            moved[i] += step
            at.append(f(*args[:k], moved, *args[k + 1:]))
        out[i] = (at[0] - at[1]) / 2e-6
    return out


def checked(d, f, *args, k=0):
    found, expected = d(*args), differences(f, *args, k=k)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)


SIZES = [(5, 3), (2, 2), (3, 3), (1, 3), (2, 1), (5, 1), (6, 3), (1, 1)]


def test_each_call_is_served_by_what_holds_for_it():
    d, e = srcgrad.grad(head, 0), srcgrad.grad(head, 1)
    for _ in range(3):  # the same again, so that the quick way of calling is taken as well
        for n, m in SIZES:
            for _ in range(3):
                checked(d, head, R.random(n), R.random(m))
                checked(e, head, R.random(n), R.random(m), k=1)


def test_nothing_is_reduced_where_sizes_are_known():
    d = srcgrad.grad(head, 0)
    assert "unbroadcast" not in d.source_for(R.random(5), R.random(3))
    assert "unbroadcast" in d.source_for(R.random(2), R.random(3))
    assert "unbroadcast" in d.source_for()  # without arguments nothing is supposed
    d(R.random(2), R.random(2))
    assert "unbroadcast" in d.source
    d(R.random(5), R.random(3))
    assert "unbroadcast" not in d.source


def test_the_second_call_in_a_row_does_not_forget_to_ask():
    d = srcgrad.grad(head, 1)
    for _ in range(4):
        d(R.random(5), R.random(3))
    checked(d, head, R.random(2), R.random(2), k=1)
    with pytest.raises(ValueError, match="broadcast"):
        d(R.random(2), R.random(3))


def test_a_state_that_keeps_its_size_or_not():
    d = srcgrad.grad(settled, 1)
    checked(d, settled, R.random(3), R.random((3, 3)), 2, k=1)
    checked(d, settled, R.random(2), R.random((3, 2)), 1, k=1)
    checked(d, settled, R.random(2), R.random((3, 2)), 0, k=1)


def test_inside_containers():
    d = srcgrad.grad(lambda w, x: nested({"w": [w]}, x))
    for n, m in ((4, 2), (2, 2), (2, 4), (3, 2)):
        found = srcgrad.grad(nested)({"w": [R.random((3, n))]}, R.random(m))
        assert found["w"][0].shape == (3, n)
        checked(d, lambda w, x: nested({"w": [w]}, x), R.random((3, n)), R.random(m))


def test_the_derivative_of_a_derivative_asks_too():
    h = srcgrad.hvp(head, 1)
    for n, m in SIZES:
        x, y, t = R.random(n), R.random(m), R.random(m)
        gradient = srcgrad.grad(head, 1)
        along = (gradient(x, y + 1e-6 * t) - gradient(x, y - 1e-6 * t)) / 2e-6
        np.testing.assert_allclose(h(x, y, t), along, rtol=1e-5, atol=1e-7)
        value, tangent = srcgrad.jvp(head, (x, y), (None, t))
        np.testing.assert_allclose(tangent, gradient(x, y) @ t, rtol=1e-9)
        assert value == head(x, y)
        _, pull = srcgrad.vjp(head, x, y)
        np.testing.assert_allclose(pull(1.0)[1], gradient(x, y), rtol=1e-12)


def test_other_objects_of_one_function_and_pickles():
    for n, m in SIZES:
        d = pickle.loads(pickle.dumps(srcgrad.value_and_grad(head, (0, 1))))
        value, (a, b) = d(R.random(n), R.random(m))
        assert a.shape == (n,) and b.shape == (m,)


class Model:
    def __init__(self, w):
        self.w = w

    def loss(self, x):
        return np.sum(self.w[0:2] * x)


def test_of_an_object():
    for n, m in ((3, 2), (1, 2), (2, 2), (1, 1)):
        model, x = Model(R.random(n)), R.random(m)
        checked(srcgrad.grad(model.loss), model.loss, x)
        checked(srcgrad.grad(lambda w, x: Model(w).loss(x)), lambda w, x: Model(w).loss(x), R.random(n), x)


def test_star_and_keyword_arguments():
    def f(*args, **kwargs):
        return np.sum(args[0][:2] * kwargs["b"])

    d = srcgrad.grad(f)
    for n, m in ((3, 2), (1, 2), (2, 2), (1, 1), (4, 1)):
        a, b = R.random(n), R.random(m)
        found = d(a, b=b)
        np.testing.assert_allclose(found, differences(lambda a, b=b: f(a, b=b), a), rtol=1e-5, atol=1e-7)


class Vessel:
    def __init__(self, k):
        self.k, self.v = k, 1.0

    def run(self, q):
        self.v += q * self.k
        return self.v


def tanks(x, q, n=2):
    made = [Vessel(k) for k in x]
    for _ in range(n):
        for tank in made:
            q = tank.run(q)
    return q * made[0].v


def test_each_combination_of_sizes_has_its_own_derivative_where_sizes_have_to_be_known():
    d = srcgrad.grad(tanks)
    for size in (3, 4, 2, 3, 3, 3, 4):
        checked(d, tanks, R.uniform(0.5, 1.5, size), 0.3)
    assert "for sizes as in this call" in d.source and d.source == d.source_for(np.ones(4), 0.3) != d.source_for(np.ones(3), 0.3)
    x, v = R.uniform(0.5, 1.5, (2, 3))
    along = (d(x + 1e-6 * v, 0.3) - d(x - 1e-6 * v, 0.3)) / 2e-6
    np.testing.assert_allclose(srcgrad.hvp(tanks)(x, 0.3, v), along, rtol=1e-6)
    with pytest.raises(srcgrad.SrcgradError, match="SG30[59]"):
        d(np.ones(100), 0.3)
