"""What NumPy can say in other ways too: methods of ufuncs, np.r_, subscripts of einsum as lists, functions that write."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, -1.3, 0.7, 1.9, -0.4, 0.2])
A = np.array([[1.2, 0.3, -0.7], [0.9, 2.5, 0.2], [-0.3, 0.6, 1.8], [0.4, -1.2, 0.5]])
SPANS = np.array([0.1, 0.2, 0.5, 0.7, 0.8, 0.9])


def methods_of_ufuncs(x, a):
    pairs = np.subtract.outer(x, x[:3]) ** 2 + np.multiply.outer(x, a[0]) + np.maximum.outer(a[:, 0], x)[:, :3].sum()
    total = np.add.reduce(a) + np.multiply.reduce(a[:, :2], axis=0, keepdims=True).sum() + np.maximum.reduce([a[0], a[1], a[2]])
    return np.sum(pairs) + np.sum(total**2) + np.sum(np.add.accumulate(a, axis=1) ** 2) + np.multiply.accumulate(x)[3]


def put_together(x, a):
    row = np.r_[x[0] * x[1], a[0], 1.0, 0:3, x]
    columns = np.c_[a[:, 0] ** 2, a]
    return np.sum(row * np.arange(14.0) ** 2) + np.sum(np.sin(columns) * np.arange(16.0).reshape(4, 4))


def subscripts_as_lists(x, a):
    y = np.einsum(a, [0, 1], x[:3], [1], [0])
    return np.einsum(y, [7], y, [7]) + np.sum(np.einsum(a, [0, 1], a, [2, 1]) ** 2) + np.einsum(a[:3], [Ellipsis, 0, 0])


def histogram_of_weights(x, a):
    counts, edges = np.histogram(SPANS, bins=3, range=(0.0, 1.0), weights=x**2)
    moving = np.histogram(x, 4)[1]
    return np.sum(counts * edges[1:]) ** 2 + np.sum(moving**2 * np.arange(5.0))


def puts(x, a):
    y = a.copy()
    np.put_along_axis(y, np.argmax(a, axis=1)[:, None], x[:4, None] ** 2, axis=1)
    np.put(y, [1, 7], x[:2])
    np.place(y, y > 1.5, x[3:5])
    z = x.copy()
    np.putmask(z, z > 1.0, x**3)
    cube = np.zeros((2, 2, 2))
    np.fill_diagonal(cube, x[0] * x[2])
    return np.sum(y**2 * np.arange(12.0).reshape(4, 3)) + np.sum(z**2) + np.sum(cube * np.arange(8.0).reshape(2, 2, 2))


def padded_by_two_values(x, a):
    y = np.pad(x, (1, 2), constant_values=(x[0] * x[1], x[2] ** 2))
    return np.sum(y**2 * np.arange(9.0)) + np.sum(np.pad(a, 1, constant_values=a[:2, :2]) ** 3)


def indexed_by_nested_lists(x, a):
    y = a[[[0, 1], [2, 0]], [[1], [2]]]
    return np.sum(y**2 * np.arange(4.0).reshape(y.shape))


def differences_with_ends(x, a):
    y = np.diff(x, prepend=0.0, append=x[0] ** 2)
    z = np.diff(a, 2, axis=0, prepend=a[:1] * 2.0)
    return np.sum(y**2 * np.arange(7.0)) + np.sum(z**3) + np.sum(np.ediff1d(x, to_begin=x[2]) ** 2)


def walked_by_index(x, a):
    total = 0.0
    for i, j in np.ndindex(a.shape):
        total = total + a[i, j] ** 2 * (i + 2 * j)
    for (k,), v in np.ndenumerate(x):
        total = total + v**3 * k
    return total


CASES = every(globals(), X, A, argnums=(0, 1))
