"""NumPy indexing, written."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def elements(x):
    y = np.zeros(3)
    y[0] = x[0] * x[1]
    y[-1] = x[2]
    y[1] = y[0] * y[-1]
    return np.sum(y**2)


def overwritten_twice(x):
    y = x * 2.0
    y[1] = y[1] * x[0]
    s = y[1] ** 2
    y[1] = x[3]
    return s + np.sum(y**2)


def slice_from_scalar(x):
    y = x * 1.0
    y[1:4] = x[0] * x[4]
    return np.sum(y**2)


def slice_from_broadcast(x):
    a = np.outer(x, x)
    a[1:3] = x**2
    a[:, 1] = x[0]
    a[3:, 2:] = x[:2, None]
    return np.sum(a**2)


def slice_with_step(x):
    y = np.empty(5)
    y[::2] = x[:3] ** 2
    y[1::2] = x[3:] * x[0]
    y[::-2] += x[1]
    return np.sum(y**3)


def whole(x):
    y = np.ones(5)
    y[:] = x * x
    z = np.ones((2, 5))
    z[...] = y
    return np.sum(z * x)


def overlapping_slices(x):
    y = x * 1.0
    y[1:] = y[:-1] * y[1:]
    y[:-1] = y[1:]
    return np.sum(y**2)


def integer_array_distinct(x):
    y = x * 1.0
    y[np.array([3, 0])] = x[1:3] ** 2
    return np.sum(y**2)


def integer_array_repeated_last_wins(x):
    y = np.zeros(3)
    y[[0, 0, 2]] = x[:3] ** 2
    return np.sum(y * np.array([1.0, 2.0, 3.0]))


def integer_array_augmented_buffered(x):
    y = np.zeros(3)
    y[[0, 0, 2]] += x[:3] ** 2
    return np.sum(y * np.array([1.0, 2.0, 3.0]))


def integer_pairs(x):
    a = np.zeros((4, 4))
    a[[0, 1, 3], [2, 1, 0]] = x[:3] * x[2:]
    return np.sum(a**2)


def boolean_mask_scalar(x):
    y = x * x
    y[x > 1.2] = x[0]
    return np.sum(y**2)


def boolean_mask_array(x):
    y = x * x
    m = y > 1.5
    y[m] = y[m] * x[m] + 1.0
    return np.sum(y**2)


def boolean_mask_augmented(x):
    y = x * x
    y[y < 1.5] *= x[3]
    y[y >= 1.5] -= 0.5 * x[1]
    return np.sum(y**2)


def add_at(x):
    y = np.zeros(3)
    np.add.at(y, [0, 1, 1, 2, 0], x**2)
    return np.sum(y**2)


def subtract_at_pairs(x):
    a = np.ones((3, 3))
    np.subtract.at(a, ([0, 0, 2], [1, 1, 2]), x[:3] * x[3])
    return np.sum(a**2)


def add_at_slices(x):
    a = np.zeros((3, 2))
    np.add.at(a, np.array([0, 2, 0]), np.outer(x[:3], x[3:]))
    return np.sum(a**2)


def row_then_column(x):
    a = np.zeros((5, 5))
    for i in range(5):
        a[i] = x * x[i]
        a[:, i] += x
    return np.sum(a[1] * a[:, 3])


def chained_subscript_store(x):
    a = np.outer(x, x)
    a[1][2] = x[0] ** 3
    a[2:][1][0] *= x[4]
    return np.sum(a**2)


def fill_diagonal(x):
    a = np.outer(x, x)
    np.fill_diagonal(a, x[0])
    return np.sum(a**2)


def diagonal_indices(x):
    a = np.outer(x, x)
    a[np.diag_indices(5)] += x
    a[np.arange(4), np.arange(1, 5)] = x[1:] ** 2
    return np.linalg.det(a[:3, :3])


def put_along(x):
    y = x * 1.0
    np.put(y, [0, 3], x[1:3] ** 2)
    return np.sum(y**2)


def write_at_run_time_index(x):
    y = x * 1.0
    k = np.argmin(y)
    y[k] = y[k] ** 2 * x[0]
    y[: k + 1] *= 2.0
    return np.sum(y**2)


def insert_in_sorted(x):
    y = x.copy()
    for i in range(1, len(y)):
        v, j = y[i], i - 1
        while j >= 0 and y[j] > v:
            y[j + 1] = y[j]
            j -= 1
        y[j + 1] = v
    return np.sum(y * np.arange(5.0) ** 2)


def constant_overwrites(x):
    y = x * x
    y[0] = 3.0
    y[1:3] = 0
    return np.sum(y**2) * y[0]


def own_argument(x):
    x[0] = x[1] * x[0]
    x[2:] += x[0]
    x *= x
    return np.sum(x)


def read_before_write_of_a_row(x):
    h = np.full((2, 5), 0.5)
    h[1] *= x.min()
    h[1::2] -= np.array([x])
    return np.sum(h)


def shifted_within_itself(x):
    y = x * x
    y[1:] = y[:-1]
    y[:-2] = y[2:] * y[0]
    a = np.outer(y, x)
    a[0, 1:] = a[1:, 0]
    a[1:-1, 0] = a[1:-1, 1]
    a[:] = a.T
    a[0] = a[-2]
    return np.sum(a**2) + np.sum(y * x)


def reversed_within_itself(x):
    y = x**3
    y[:] = y[::-1]
    v = y[1:4]
    v[::-1] = y[:3]
    return np.sum(y * x)


CASES = every(vars(), X)
