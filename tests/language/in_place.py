"""Methods and functions that write into an array."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def out_fresh(x):
    y = np.empty(5)
    np.exp(x, out=y)
    return np.sum(y**2)


def out_same(x):
    y = x * x
    np.sqrt(y, out=y)
    np.add(y, x, out=y)
    return np.sum(y**2)


def out_positional(x):
    y = np.zeros(5)
    np.multiply(x, x[0], y)
    return np.sum(y**2)


def out_returns_it(x):
    y = np.zeros(5)
    z = np.sin(x, out=y)
    z[0] = x[1] ** 2
    return np.sum(y**2)


def out_view(x):
    a = np.zeros((2, 5))
    np.multiply(x, x, out=a[1])
    np.add(a[1], 1.0, out=a[0])
    return np.sum(a**2)


def out_broadcast(x):
    a = np.empty((5, 5))
    np.subtract(x[:, None], x * x, out=a)
    return np.sum(a**2)


def out_of_matmul(x):
    a = np.empty((5, 5))
    np.matmul(np.outer(x, x), np.diag(x), out=a)
    return np.sum(a * x)


def out_of_reduction(x):
    y = np.empty(5)
    np.sum(np.outer(x, x**2), axis=0, out=y)
    return np.sum(y**2)


def copyto(x):
    y = np.zeros(5)
    np.copyto(y, x * x)
    z = np.ones((2, 5))
    np.copyto(z, y)
    return np.sum(z**2 * x)


def fill(x):
    y = x * x
    s = np.sum(y)
    y.fill(x[2])
    return s + np.sum(y**2)


def sort_method(x):
    y = x * x
    y.sort()
    return np.sum(y * np.arange(5.0))


def sort_rows(x):
    a = np.outer(x, np.array([1.0, -2.0, 3.0]))
    a.sort(axis=1)
    return np.sum(a * np.arange(3.0))


def loop_in_place(x):
    u = x.copy()
    for _ in range(4):
        u[1:-1] += 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u *= 1.0 + 0.01 * x
    return np.sum(u**2)


def gauss_seidel(x):
    u = x.copy()
    for _ in range(3):
        for i in range(1, 4):
            u[i] = 0.5 * (u[i - 1] + u[i + 1]) + 0.1 * u[i] ** 2
    return np.sum(u**2)


def double_buffer(x):
    a, b = x.copy(), np.zeros(5)
    for _ in range(5):
        b[1:-1] = a[1:-1] + 0.2 * (a[2:] - a[:-2]) * a[1:-1]
        b[0], b[-1] = a[-1], a[0]
        a, b = b, a
    return np.sum(a**2) + b[2]


def swap_elements(x):
    y = x * x
    y[0], y[4] = y[4], y[0]
    y[[1, 2]] = y[[2, 1]]
    return np.sum(y * np.arange(1.0, 6.0) ** 2)


def scratch_reused(x):
    work = np.empty(5)
    total = 0.0
    for k in range(1, 4):
        np.power(x, k, out=work)
        work *= x[k]
        total += np.sum(work)
    return total


def history_of_copies(x):
    u, history = x.copy(), []
    for _ in range(3):
        u *= x
        history.append(u.copy())
    return np.sum(history[0] * history[2]) + np.sum(u)


def history_of_aliases(x):
    u, history = x.copy(), []
    for _ in range(3):
        u *= x
        history.append(u)
    return np.sum(history[0] * history[2])


def elimination(x):
    a = np.outer(x, x) + np.diag(x + 2.0)
    for k in range(4):
        for i in range(k + 1, 5):
            a[i, k] /= a[k, k]
            a[i, k + 1 :] -= a[i, k] * a[k, k + 1 :]
    return np.sum(np.log(np.diagonal(a)))


def masked_out(x):
    y = np.zeros(5)
    np.log(x, out=y, where=x > 1.0)
    return np.sum(y**2)


CASES = every(vars(), X)
