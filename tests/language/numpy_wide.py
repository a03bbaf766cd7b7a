"""NumPy functions that are met less often, each inside a small program."""
from __future__ import annotations

import numpy as np
import scipy.linalg as sla
import scipy.sparse as sps
from cases import Case
from scipy.stats import norm

X = np.array([1.1, -1.3, 0.7, 1.9, -0.4, 0.2])
A = np.array([[1.1, 0.3, -0.7], [0.9, 2.5, 0.2], [-0.3, 0.6, 1.8], [0.4, -1.2, 0.5]])
GRID = np.array([0.0, 0.5, 0.9, 2.0, 2.2, 3.0])


def gradient_of_field(a):
    gy, gx = np.gradient(a, 0.1, 0.2)
    return np.sum(gx**2 + gy**2)


def gradient_on_grid(x):
    return np.sum(np.gradient(np.sin(x), GRID, edge_order=2) ** 2)


def gradient_with_step(x, h):
    return np.sum(np.gradient(x**2, h) ** 2)


def trapezoid_with_step(x, h):
    trapezoid = getattr(np, "trapezoid", None) or np.trapz
    return trapezoid(x**2, dx=h) ** 2


def insert_value(x):
    y = np.insert(x, 2, x[0] * x[1])
    z = np.insert(y, [0, 3], [x[2] ** 2, 1.0])
    return np.sum(z**2 * np.arange(9))


def resize_and_partition(x):
    y = np.resize(x**2, (3, 4))
    return np.sum(y[2] * np.arange(4.0)) + np.sum(np.partition(x, 2)[:3] ** 2)


def distinct_values(x):
    return np.sum(np.unique(np.concatenate((x, x * 2.0))) * np.arange(12.0))


def group_means(x):
    labels = np.array([0, 1, 0, 2, 2, 1])
    names, counts = np.unique(labels, return_counts=True)
    total = 0.0
    for name, count in zip(names, counts):
        total += np.sum(x[labels == name]) ** 2 / count
    return total


def covariance(a):
    c = np.cov(a, rowvar=False)
    return np.trace(c) + c[0, 1] ** 2 + np.corrcoef(a[:, 0], a[:, 1])[0, 1]


def vandermonde(x):
    return np.sum((np.vander(x, 4, increasing=True) @ np.array([1.0, -2.0, 0.5, 0.25])) ** 2)


def correlated(x):
    return np.sum(np.correlate(x, np.array([0.2, 0.5, 0.3]), mode="same") ** 2)


def orthogonal_factor(a):
    q, r = np.linalg.qr(a)
    return np.sum(q[:, 0] * np.arange(4.0)) + np.sum(np.log(np.abs(np.diag(r))))


def least_squares(a, b):
    x = np.linalg.lstsq(a, b, rcond=None)[0]
    return np.sum(x**2) + np.sum((b - a @ x) ** 2)


def matrix_powers(a):
    m = a[:3] / 3.0
    return np.sum(np.linalg.matrix_power(m, 3)) + np.trace(np.linalg.matrix_power(m, -1))


def without_gaps(x):
    y = np.where(np.arange(6) == 2, np.nan, x)
    return np.nanvar(y) + np.nanstd(y, ddof=1) + np.nanmean(y) ** 2


def products_so_far(x):
    return np.sum(np.cumprod(x) * np.arange(6.0))


def quartiles(x):
    low, high = np.percentile(x, 25), np.quantile(x, 0.7)
    return (high - low) ** 2 + low * np.median(x)


def interpolated(x):
    return np.sum(np.interp(np.array([0.1, 0.7, 2.5]), GRID, x**2) ** 2) + np.interp(x[0], GRID, GRID**2) ** 2


def solved_in_stack(a):
    m = np.stack([a[:3], a[1:]]) + 3.0 * np.eye(3)
    b = np.stack([a[:2].T, a[2:].T])
    return np.sum(np.linalg.solve(m, b) ** 2)


def weighted_average_in_each_turn(x):
    s = np.average(x, weights=np.arange(1.0, 1.0 + len(x)))
    for _ in range(3):
        s = s + np.average(x, weights=np.arange(1.0, 1.0 + len(x))) * np.average(x, weights=x**2)
    return s + np.average(x, weights=np.arange(1.0, 1.0 + len(x)))


VECTORS = np.linalg.eigh(A[:3] + A[:3].T)[1]


def near_eigenvectors(a):
    _, v = np.linalg.eigh(a[:3] + a[:3].T)
    return np.sum((v - VECTORS) ** 2) + np.sum(np.linalg.eigvalsh(a[:3]) ** 3)  # where the cotangent of v is zero


def singular_parts(a):
    u, s, v = np.linalg.svd(a, full_matrices=False)
    return np.sum(u[0] * s) + v[0, 1] * s[2] + np.linalg.norm(a, "nuc") * np.linalg.norm(a, 2) + np.linalg.norm(a, np.inf)


def inverse_of_tall(a):
    return np.sum(np.linalg.pinv(a) ** 2) + np.sum(np.linalg.cholesky(np.stack([a.T @ a, a.T @ a + 1.0])) ** 3)


def chosen_by_conditions(x):
    y = np.select([x > 0.5, x < 0.0], [x**3, -x], default=x[0])
    return np.sum(y**2) + np.average(y, weights=x**2) ** 2


LIST, TUPLE = [1.0, 2.0, 3.0, 0.5, 2.5, 0.2], (1.5, 0.3, 2.0, 1.0, 0.6, 2.0)


def lists_and_tuples_for_arrays(x):
    y = x * TUPLE / (1, 2, 3, 4, 5, 6) + np.arctan2(x, LIST) * np.maximum(TUPLE, x) + np.ldexp(x, (1, 0, 1, 0, 2, 1))
    return np.sum(y) * (x @ LIST) + np.matmul(TUPLE, x) * (x @ (x[0], x[1], 2.0, 1.0, x[2], 3.0)) + np.sum(x / tuple(x + 3.0))


def factored_by_scipy(a):
    k = a.T @ a + np.eye(3)
    low, up = sla.cholesky(k, lower=True), sla.cholesky(k)
    z = sla.solve_triangular(low, a[0], lower=True)
    alpha = sla.solve_triangular(low, z, trans="T", lower=True)
    v = sla.solve_triangular(up, a.T)
    return 0.5 * a[0] @ alpha + np.sum(np.log(np.diag(low))) + np.sum(v**2)


def normal_probabilities(x, scale):
    price = norm.cdf(x[0]) * x[1] - norm.cdf(x[0] - scale, loc=0.1)
    return price - np.sum(norm.logpdf(x, x[2], scale)) + np.sum(norm.logcdf(-x)) + norm.ppf(0.3 * scale) * norm.sf(x[3])


def draws_of_a_seed(x):
    draws = np.random.RandomState(3)
    return np.sum(draws.randn(len(x)) * x**2) + np.sum(np.random.default_rng(3).normal(size=len(x)) * x)


LAPLACE = sps.diags([1.0, -2.0, 1.0], [-1, 0, 1], shape=(6, 6)).tocsr()


class Graph:
    def __init__(self, adjacency):
        self.adjacency = adjacency

    def spread(self, h, w):
        return np.tanh(self.adjacency @ h * w)


def sparse_constants(x, table):
    u = x.copy()
    for _ in range(4):
        u = u + 0.1 * (LAPLACE @ u) - 0.01 * u**3
    graph = Graph(table)
    h = graph.spread(graph.spread(np.outer(u, u[:2]), x[1]), x[2])
    return u @ (x @ LAPLACE) + np.sum((table @ u) ** 2) + np.sum(h)


CASES = [
    Case(draws_of_a_seed, (X,)),
    Case(near_eigenvectors, (A,)),
    Case(singular_parts, (A,)),
    Case(inverse_of_tall, (A,)),
    Case(chosen_by_conditions, (X,)),
    Case(gradient_of_field, (A,)),
    Case(gradient_on_grid, (X,)),
    Case(gradient_with_step, (X, 0.5)),
    Case(trapezoid_with_step, (X, 0.5)),
    Case(insert_value, (X,)),
    Case(resize_and_partition, (X,)),
    Case(distinct_values, (X,)),
    Case(group_means, (X,)),
    Case(covariance, (A,)),
    Case(vandermonde, (X,)),
    Case(correlated, (X,)),
    Case(orthogonal_factor, (A,)),
    Case(least_squares, (A, X[:4]), (0, 1)),
    Case(matrix_powers, (A,)),
    Case(weighted_average_in_each_turn, (X,)),
    Case(without_gaps, (X,)),
    Case(products_so_far, (X,)),
    Case(quartiles, (X,)),
    Case(interpolated, (X,)),
    Case(solved_in_stack, (A,)),
    Case(lists_and_tuples_for_arrays, (X,)),
    Case(factored_by_scipy, (A,)),
    Case(normal_probabilities, (X, 0.8), (0, 1)),
    Case(sparse_constants, (X, sps.csr_matrix(np.triu(np.outer(X, X)))), 0),
]
