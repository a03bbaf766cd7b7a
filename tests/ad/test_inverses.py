"""One inverse for the adjoints of solve and slogdet, and what is not shared."""
from __future__ import annotations

import numpy as np
import pytest

import srcgrad

M = np.array([[3.0, 0.4, 0.1], [0.2, 2.5, 0.3], [0.5, 0.1, 4.0]])
Y = np.array([0.7, -1.1, 0.4])


def solved_and_determinant(m, y):
    return np.dot(y, np.linalg.solve(m, y)) + np.linalg.slogdet(m)[1]


def determinant_first(m, y):
    s = np.linalg.slogdet(m)[1]
    a = np.linalg.solve(m, np.outer(y, y))
    return np.sum(a**2) * s + np.dot(y, np.linalg.solve(m.T, y))


def several_solutions(m, y):
    a = np.linalg.solve(m, y)
    b = np.linalg.solve(m, a)
    return np.dot(a, b) * np.linalg.slogdet(m)[1]


def cholesky_and_solutions(m, y):
    factor = np.linalg.cholesky(m @ m.T)
    z = np.linalg.solve(factor, y)
    return np.dot(z, z) + 2.0 * np.sum(np.log(np.diag(factor)))


def matrix_written_in_between(m, y):
    k = m * 1.0
    a = np.linalg.solve(k, y)
    k[0, 0] += a[1] ** 2
    return np.dot(a, y) + np.linalg.slogdet(k)[1]


def two_matrices(m, y):
    return np.dot(y, np.linalg.solve(m, y)) + np.linalg.slogdet(m @ m)[1]


# function: how often the gradient solves
CASES = {solved_and_determinant: 1, determinant_first: 3, several_solutions: 2, cholesky_and_solutions: 1,
         matrix_written_in_between: 2, two_matrices: 2}


@pytest.mark.parametrize("function", CASES, ids=lambda f: f.__name__)
def test_gradient(function):
    derivative = srcgrad.grad(function)
    got, h = derivative(M, Y), 1e-6
    want = np.zeros_like(M)
    for k in np.ndindex(3, 3):
        e = np.zeros_like(M)
        e[k] = h
        want[k] = (function(M + e, Y) - function(M - e, Y)) / (2 * h)
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-7)
    code = "\n".join(line.partition("#")[0] for line in derivative.source.splitlines())
    assert code.count("np.linalg.solve") == CASES[function], code
    np.testing.assert_allclose(got, srcgrad.grad(function, factors=False)(M, Y), rtol=1e-12)
