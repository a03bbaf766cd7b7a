"""Views and aliases of what is written; callees that write; overlapping arguments."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


class Holder:
    def __init__(self, data):
        self.data = data
        self.inner = data[1:-1]


def write_through_view(x):
    y = x * 1.0
    v = y[1:4]
    v *= x[0]
    v[0] = x[4] ** 2
    return np.sum(y**2)


def read_through_view(x):
    y = x * 1.0
    v = y[::2]
    y[2] = x[0] * x[1]
    y *= 2.0
    return np.sum(v**3)


def view_of_view(x):
    a = np.outer(x, x)
    b = a[1:]
    c = b[:, ::-1]
    c[0, 1:3] = x[:2]
    b[2] *= x
    return np.sum(a**2)


def transpose_view(x):
    a = np.outer(x, x**2)
    t = a.T
    t[0] = x
    a[1] *= 2.0
    return np.sum(t**2 * np.arange(5.0))


def reshape_view(x):
    a = np.outer(x[:4], x[:3])
    b = a.reshape(3, 4)
    b[0] = x[1:]
    b[:, 1] *= x[0]
    return np.sum(a**2)


def ravel_view(x):
    a = np.outer(x, x)
    r = a.ravel()
    r[3:9] = x[0]
    return np.sum(a**2)


def diagonal_slice_of_flat(x):
    a = np.zeros((5, 5))
    a.reshape(-1)[::6] = x * x
    return np.sum(np.linalg.inv(a + 0.1))


def swapaxes_view(x):
    a = x[:, None, None] * np.ones((5, 2, 3))
    b = np.swapaxes(a, 0, 2)
    b[1, 0] = x**2
    return np.sum(a**2)


def newaxis_view(x):
    y = x * 1.0
    col = y[:, None]
    col[1:3] = x[:2, None] * x[4]
    return np.sum(y**2)


def row_of_loop_is_a_view(x):
    a = np.outer(x, x)
    for row in a:
        row[0] = row[1] * row[2]
        row *= 2.0
    return np.sum(a**2)


def row_alias_kept(x):
    a = np.outer(x, x)
    first = a[0]
    for i in range(1, 5):
        first += a[i]
    return np.sum(a[0] ** 2)


def copy_is_independent(x):
    y = x * 1.0
    z = y[1:].copy()
    y[1:] = 0.5 * x[0]
    return np.sum(z**2) + np.sum(y)


def fancy_index_is_independent(x):
    y = x * 1.0
    z = y[[0, 1]]
    z *= x[2]
    y[0] = 7.0 * x[3]
    return np.sum(z**2) + np.sum(y**2)


def array_copies_asarray_does_not(x):
    y = x * 1.0
    a, b = np.array(y), np.asarray(y)
    y[0] = x[1] ** 2
    return np.sum(a * b)


def callee_writes(x):
    y = x * 1.0
    _scale(y, x[0])
    _scale(y[2:], x[1])
    return np.sum(y**2)


def callee_writes_and_returns(x):
    y = x * 1.0
    z = _scale(y, x[0])
    z[0] = x[4]
    return np.sum(y * z)


def _scale(a, s):
    a *= s
    a[0] += 1.0
    return a


def callee_keeps_a_view(x):
    y = x * 1.0
    tail = _tail(y)
    tail[0] = x[0] * x[1]
    return np.sum(y**2)


def _tail(a):
    return a[2:]


def overlapping_arguments(x):
    y = x * 1.0
    _accumulate(y[1:], y[:-1])
    return np.sum(y**2)


def same_argument_twice(x):
    y = x * 1.0
    _accumulate(y, y)
    return np.sum(y**2)


def _accumulate(a, b):
    for i in range(len(a)):
        a[i] += b[i] ** 2


def attribute_aliases(x):
    h = Holder(x * 1.0)
    h.inner[:] = x[0] * x[1]
    h.data[0] *= x[2]
    return np.sum(h.data**2) + h.inner[1]


def list_holds_alias(x):
    y = x * 1.0
    parts = [y[:2], y[2:]]
    for k, p in enumerate(parts):
        p *= x[k]
    y[1] += x[4]
    return np.sum(parts[0] ** 2) * np.sum(parts[1])


def dict_holds_alias(x):
    state = {"u": x * 1.0}
    u = state["u"]
    u[0] = x[1] ** 2
    state["u"] *= 2.0
    return np.sum(u**2)


def alias_chosen_by_constant(x, first=True):
    a, b = x * 1.0, x * 2.0
    target = a if first else b
    target[0] = x[1] * x[2]
    return np.sum(a**2) + np.sum(b**3)


def view_rebound_in_loop(x):
    a = np.outer(x, x)
    row = a[0]
    for i in range(1, 5):
        a[i] += 0.1 * row
        row = a[i]
    row[0] = x[0]
    return np.sum(a**2)


def view_of_argument(x):
    head = x[:2]
    head *= x[3]
    return np.sum(x**2)


def atleast_and_squeeze(x):
    a = np.atleast_2d(x * 1.0)
    b = np.squeeze(a)
    return np.sum(b**2) * a[0, 1]


def reshape_may_copy(x):
    return _reshaped(x, x[0] > 1.0) + _reshaped(x, x[0] > 1.2)


def _reshaped(x, turned):
    a = np.outer(x[:2], x[:3])
    b = (a.T if turned else a).reshape(-1)
    b[0] = x[4] ** 2
    b[3:] *= x[1]
    return np.sum(a**2) + np.sum(b)


def view_or_copy_by_branch(x):
    return _tail_or_copy(x, x[0] > 1.0) * _tail_or_copy(x, x[0] > 1.2)


def _tail_or_copy(x, whole):
    y = x * 1.0
    z = y[1:] if whole else y[1:].copy()
    z[0] = x[2] ** 2
    y *= x[3]
    return np.sum(y**2) + np.sum(z)


def one_of_two_arrays(x):
    return _one_of_two(x, x[0] > 1.0) + _one_of_two(x, x[0] > 1.2)


def _one_of_two(x, first):
    a, b = x * 1.0, x * 2.0
    if first:
        c = a
    else:
        c = b
    c[1:] *= x[0]
    return np.sum(a**3) + np.sum(b * c)


def arrays_swapped_under_condition(x):
    a, b = x * 1.0, x[::-1] * 1.0
    for v in x:
        if v > 1.2:
            a, b = b, a
        a[0] += v * b[1]
    return np.sum(a**2) + np.sum(b**3)


CASES = every(vars(), X)
