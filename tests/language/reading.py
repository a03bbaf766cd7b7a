"""NumPy indexing, read."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def negative_and_steps(x):
    return x[-1] * x[-2] + np.sum(x[::2] ** 2) + np.sum(x[::-1] * x) + np.sum(x[3:0:-2] ** 3)


def slices_beyond_the_end(x):
    return np.sum(x[2:100] ** 2) + np.sum(x[-100:2]) + np.sum(x[4:2])


def newaxis_and_ellipsis(x):
    a = x[:, None] * x[None, :]
    b = a[..., np.newaxis]
    return np.sum(b[0, ...] ** 2) + np.sum(a[..., 1]) + b[..., 1, 0][2]


def two_dimensional(x):
    a = np.outer(x, x**2)
    return a[1, 2] * a[-1, 0] + np.sum(a[1:3, ::2]) + np.sum(a[2] * a[:, 2])


def chained_subscripts(x):
    a = np.outer(x, x)
    return a[1][2] * a[1:][0][-1] + a[2:, 1:][1, 1]


def integer_array_with_repeats(x):
    return np.sum(x[np.array([0, 0, 3, -1, 0])] ** np.arange(1.0, 6.0))


def integer_list(x):
    return np.prod(x[[4, 1, 1]]) + np.sum(x[[0, 2]] ** 2)


def integer_matrix_index(x):
    k = np.array([[0, 1], [1, 4]])
    return np.sum(np.linalg.det(x[k] + np.eye(2)) * x[k])


def pair_of_integer_arrays(x):
    a = np.outer(x, x**2)
    return np.sum(a[[0, 1, 1], [2, 2, 3]] * np.array([1.0, 2.0, 3.0]))


def integer_array_and_slice(x):
    a = np.outer(x, x**2)
    return np.sum(a[[0, 0, 2], 1:3] ** 2) + np.sum(a[1:, [0, 4, 4]])


def boolean_mask(x):
    return np.sum(x[x > 1.2] ** 2) + np.prod(x[~(x > 1.2)])


def boolean_mask_two_dimensional(x):
    a = np.outer(x, x)
    return np.sum(a[a > 1.5] ** 2) + np.sum(a[x > 1.2, 1])


def mask_of_rows(x):
    a = np.outer(x, x**2)
    keep = np.array([True, False, True, True, False])
    return np.sum(a[keep] ** 2) + np.sum(a[:, keep])


def index_at_run_time(x):
    k = np.argmax(x)
    i = int(np.argmin(x))
    return x[k] * x[i] + x[k - 1] ** 2


def order_at_run_time(x):
    return np.sum(x[np.argsort(x)] * np.arange(5.0))


def slice_at_run_time(x):
    n = np.count_nonzero(x > 1.2)
    return np.sum(x[:n] ** 2) * np.sum(x[n:])


def slice_object(x):
    s = slice(1, None, 2)
    return np.sum(x[s] ** 2) + np.sum(np.outer(x, x)[s, slice(0, 2)])


def index_tuple_variable(x):
    where = (1, slice(None, 3))
    return np.sum(np.outer(x, x)[where] ** 2)


def meshed_index(x):
    a = np.outer(x, x**2)
    return np.sum(a[np.ix_([0, 2], [1, 3, 3])] ** 2)


def take_and_choose(x):
    return np.sum(np.take(x, [1, 1, 2]) ** 2) + np.sum(np.take(np.outer(x, x), [0, 3], axis=1)) + x.take(2)


def where_and_nonzero(x):
    (k,) = np.where(x > 1.2)
    return np.sum(x[k] ** 2) + np.sum(x[np.nonzero(x < 1.2)])


def diagonal_reads(x):
    a = np.outer(x, x**2)
    return np.sum(np.diag(a) ** 2) + np.sum(np.diagonal(a, 1)) + np.trace(a[1:, :-1])


def searched(x):
    grid = np.sort(x)
    k = np.searchsorted(grid, 1.4)
    return grid[k] * grid[k - 1]


def flattened_with_unravel(x):
    a = np.outer(x, x)
    k = np.unravel_index(7, a.shape)
    return a[k] * a.ravel()[13]


def three_dimensional(x):
    a = x[:, None, None] * x[None, :3, None] + x[None, None, :2]
    return np.sum(a[1:, ..., 0] ** 2) + np.sum(a[:, 1] * a[:, 2]) + a[2, 1, 1] + np.sum(a[..., ::-1, :][0])


def one_of_each_row(x):
    a = np.outer(x, x**2)
    picked = a[np.arange(a.shape[0]), np.array([0, 2, 2, 4, 1])]
    return np.sum(np.log(np.sum(np.exp(a), axis=1)) - picked)


def a_range_of_one_that_broadcasts(x):
    a = np.outer(x[:1], x)
    return np.sum(a[np.arange(a.shape[0]), np.array([0, 2, 2, 4])] ** 2)


def a_range_that_was_changed(x):
    rows = np.arange(5)
    rows[3] = 0
    return np.sum(x[rows] ** 3)


def a_range_across_zero(x):
    return np.sum(x[np.arange(-3, 4)] ** 2 * np.arange(7.0))


def rows_against_a_matrix_of_columns(x):
    a = np.outer(x, x**2)
    columns = np.array([[0, 1, 2, 3, 4], [0, 1, 1, 3, 0]])
    return np.sum(a[np.arange(5), columns] ** 2)


def in_sorted_order(x):
    order = np.argsort(x)
    largest = order[-3:]
    return np.sum(x[order] * np.arange(5.0)) + np.prod(x[largest])


def order_of_a_matrix(x):
    a = np.outer(x, x[:3])
    return np.sum(x[np.argsort(a, axis=0)] ** 2)


def upper_triangle(x):
    a = np.outer(x, x**2)
    rows, columns = np.triu_indices(5, 1)
    return np.sum(a[rows, columns] ** 2) + np.sum(a[rows, rows]) + np.sum(a[rows] * x)


def upper_triangle_with_rows_changed(x):
    a = np.outer(x, x**2)
    rows, columns = np.triu_indices(5, 1)
    columns[:] = columns[0]
    return np.sum(a[rows, columns] ** 2)


def positions_of_a_mask(x):
    a = np.outer(x, x)
    large = np.nonzero(a > 1.5)
    (many,) = np.nonzero(x > 1.2)
    return np.sum(a[large] ** 2) + np.sum(x[many] ** 3) + np.sum(x[np.flatnonzero(x > 1.2)])


def parts_and_whole(x):
    y = x * x
    a, b, c = y[0], y[1:3], y[2:]
    z = np.exp(y)
    d = np.sum(z) * y[-1] + np.sum(y[1:] * z[:-1])
    return a * np.sum(b) * np.sum(c**2) + d + np.prod(y)


def parts_in_a_branch(x):
    y = np.sin(x)
    s = y[0] * y[3]
    if s > -2.0:
        s = s + np.sum(y[1:3] ** 2) + np.sum(np.cos(y)) * y[1]
    for k in range(3):
        s = s + y[k] ** 2 * np.sum(y[k:])
    return s + y[4] * np.sum(y)


def axes_added_and_dropped(x):
    a = np.sum(x[:, None] * x[None, :] ** 2, axis=1)
    b = np.sin(x)[..., None]
    c = (a[:, None] + b) * np.exp(x)[None, :, None]
    d = np.expand_dims(x, 0)[:, :, None]
    return np.sum(c[0] ** 2) + np.sum(d * a[None, :, None]) + np.sum(b[:, 0][:, None] * x)


def one_added_axis_read_twice(x):
    column = x[:, None]
    b = np.outer(x, x[:3])
    return np.sum((b * column) ** 3) + np.sum(np.sin(b + column)) + np.sum(np.cos(b + x[:, None]))


def rows_taken_twice(x):
    a = np.outer(x, x[:3])
    k = np.array([0, 4, 4, -1, 2, 0, 0])
    b = a[k] * np.sin(a[k[::-1]])
    few = a[np.array([1, 1])]
    return np.sum(b**2) + np.sum(few * x[:3])


def stacks_of_matrices_less_their_mean(x):
    rows = np.outer(np.arange(1.0, 5.0), x[:3])
    mu, factors = np.outer(x, x[:3]), np.sin(x[:, None, None] * np.arange(1.0, 10.0).reshape(3, 3))
    y = (rows[None, :, :] - mu[:, None, :]) @ np.swapaxes(factors, 1, 2)
    flat = (rows - x[:3]) @ factors[0]
    return np.sum(y**2) + np.sum(np.sin(flat)) + np.sum(np.sum(y * x[0], axis=2) / (2.0 + x[:, None]))


def columns_of_rows_taken_twice(x):
    a = np.outer(x, x[:4])
    k = np.array([0, 4, 4, -1, 2, 0, 0])
    p = a[k]
    turned = p[:, 0:2] * np.cos(p[:, 3])[:, None]
    return np.sum(turned**2) + np.sum(p[:, 2]) + np.sum(a[:, 1:3] ** 3)


def columns_that_overlap_of_rows_taken_twice(x):
    a = np.outer(x, x[:4])
    p = a[np.array([0, 4, 4, -1, 2, 0, 0])]
    return np.sum(p[:, 0:2] * p[:, 1:3]) + np.sum(np.sin(p[:, -1])) + np.sum(p[2])


CASES = every(vars(), X)
