"""float() of a Python float is that float; a vector of zeros is np.zeros of its shape."""
from __future__ import annotations

import numpy as np
import pytest

from srcgrad.api import grad, hvp, value_and_grad


def same_class(f, *args):
    """The gradient, which has the class of the argument with and without the pass."""
    a, b = grad(f)(*args), grad(f, plain=False)(*args)
    assert type(a) is type(b) is type(args[0])
    assert getattr(a, "dtype", None) == getattr(b, "dtype", None) and np.array_equal(a, b)
    return a


@pytest.mark.parametrize("f", [lambda x: x ** 2, lambda x: x * x - x / 3.0, lambda x: -x, lambda x: 2 * x, lambda x: x,
                               lambda x: x ** 3 / (1 + x)])
def test_python_floats_need_no_conversion(f):
    d = value_and_grad(f)
    assert type(d(3.0)[1]) is float
    assert "float(" not in d.source
    for x in (3.0, np.float64(3.0), np.float32(3.0)):
        same_class(f, x)


@pytest.mark.parametrize("f", [lambda x: np.sin(x), lambda x: x * np.exp(x), lambda x: np.sqrt(x) * x,
                               lambda x: (x * np.ones(2)).sum(), lambda x: abs(x), lambda x: x ** 0.5, lambda x: 3.0 ** x,
                               lambda x: x ** -1,
                               lambda x: max(x, 1.0) * x, lambda x: x if x > 2 else np.cos(x)])
def test_others_are_converted(f):
    assert type(same_class(f, 3.0)) is float
    assert type(same_class(f, np.float64(3.0))) is np.float64


def test_an_int_gets_a_float():
    for f in (lambda x: x * x, lambda x: x * 3, lambda x: x):
        assert type(grad(f)(2)) is float and type(grad(f)(2.0)) is float


def test_a_global_may_be_of_numpy():
    space = {"k": 2.0}
    import linecache
    text = "def f(x):\n    return x * k\n"
    linecache.cache["<plain>"] = (len(text), None, text.splitlines(keepends=True), "<plain>")
    exec(compile(text, "<plain>", "exec"), space)
    d = grad(space["f"])
    for k in (2.0, np.float64(3.0), 4, np.float32(5.0)):
        space["k"] = k
        for _ in range(3):
            assert type(d(1.0)) is float and d(1.0) == k


def test_zeros():
    def f(x):
        return x[0] * x[1]

    d = grad(f)
    assert np.array_equal(d(np.array([2.0, 3.0, 4.0])), [3.0, 2.0, 0.0])
    assert "np.zeros(x.shape)" in d.source
    for x in (np.arange(3.0, dtype="f4"), np.arange(3.0, dtype=">f8"), np.arange(6.0)[::2], np.ones(3, "f2")):
        same_class(f, x)
    assert np.array_equal(hvp(f)(np.array([2.0, 3.0]), np.array([1.0, 0.0])), [0.0, 1.0])


def test_zeros_of_a_matrix_lie_as_it_does():
    x = np.asfortranarray(np.ones((3, 2)))
    d = grad(lambda x: x[0, 1] * 2)
    assert d(x).flags.f_contiguous and "zeros_like" in d.source


def test_sums_of_vectors_are_methods_and_ints_among_them_floats():
    def f(x):
        return np.sum(x * x) * np.max(x) + np.sum(np.tanh(x))

    d = value_and_grad(f)
    x = np.array([0.3, -1.2, 2.0])
    assert d(x)[0] == f(x) and type(d(x)[0]) is np.float64
    code = [line.split("  # ")[0] for line in d.source.splitlines()]
    assert not any("np.sum(" in line for line in code) and ".sum()" in d.source and "1.0 - " in d.source
    same_class(f, x)
    many = value_and_grad(lambda x: np.sum(x * x))
    assert many(np.ones((2, 3)))[0] == 6.0 and "np.sum(" in many.source


def test_ratio_is_a_division_where_that_cannot_raise():
    import warnings

    d = value_and_grad(lambda x: np.log(1.0 + x * x) + np.log(x))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert d(0.0) == (-np.inf, np.inf) and "ratio(1, x)" in d.source and d.source.count("ratio(") == 1
