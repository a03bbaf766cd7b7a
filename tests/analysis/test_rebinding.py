"""`y += e` of something unknown: rebinding where no other name can tell, refused where one can."""
from __future__ import annotations

import numpy as np
import pytest

import srcgrad

X = np.array([1.1, 1.3, 0.7, 1.9])


def accumulated(x, w):
    s = 0.0
    for i in range(len(x)):
        s += x[i] * w[i]
        s *= w[0]
    return s


def in_arms(x, w):
    s = x[0] * w[0]
    for v in x:
        if v > 1.0:
            s += v * w[1]
        else:
            s -= v * v
    return s


def two_of_them(x, w):
    s = t = 0.0
    for a, b in zip(x, w):
        s += a * b
        t += s * a
    return s * t


def own_argument(x):
    x *= 2.0
    x += x
    return np.sum(x * x)


def in_a_helper(x, w):
    return _moved(x * w, w) @ w


def _moved(v, w):
    v += w
    return v


def attribute(x, w):
    box = _Box(x[0] * w[0])
    for v in w:
        box.total += v * x[1]
    return box.total


class _Box:
    def __init__(self, total):
        self.total = total


def kept_before(x, w):
    s, seen = x * w, []
    for v in w:
        seen.append(s)
        s += v
    return np.sum(seen[0])


def another_name(x, w):
    s = x * w
    t = s
    s += w
    return np.sum(s * t)


def of_the_turn_before(x, w):
    s, t, last = x * w, x * 0.0, x * 0.0
    for v in w:
        t = t + last * v
        last = s
        s += v
    return np.sum(t)


def row_of_an_argument(x, w):
    s = x[0]
    s += w[0]
    return np.sum(s * x)


def view_of_it(x, w):
    s = x * w
    t = s[1:]
    s += w
    return np.sum(t)


def written_in_each_call(x, w):
    s = x * w
    for v in w:
        _moved(s, v)
    return np.sum(s)


def arguments_that_may_be_one(x, w):
    x += 1.0
    return np.sum(x * w)


@pytest.mark.parametrize("f", [accumulated, in_arms, two_of_them, in_a_helper, attribute, own_argument], ids=lambda f: f.__name__)
def test_rebinds(f) -> None:
    args = (X,) if f is own_argument else (X, X[::-1].copy())
    for derivative in (srcgrad.grad(f), srcgrad.value_and_grad(f)):
        general = derivative._built_for((), {}).function
        got, want = general(*args), derivative(*args)
        assert all(map(np.allclose, got, want)) if isinstance(got, tuple) else np.allclose(got, want)


@pytest.mark.parametrize("f", [kept_before, another_name, of_the_turn_before, row_of_an_argument, view_of_it, written_in_each_call,
                               arguments_that_may_be_one], ids=lambda f: f.__name__)
def test_refused_without_arguments(f) -> None:
    with pytest.raises(srcgrad.SrcgradError, match="SG305.*number or an array") as caught:
        srcgrad.grad(f).source  # noqa: B018
    assert "give example arguments" in str(caught.value)
    derivative = srcgrad.grad(f)
    if f is not row_of_an_argument:
        derivative(X, X[::-1].copy())
        assert derivative.source
