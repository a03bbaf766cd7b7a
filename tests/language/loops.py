"""Loops over everything that is walked."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def range_start_stop_step(x):
    s = 1.0
    for i in range(4, -1, -2):
        s = s * x[i] + i
    for i in range(1, 5, 3):
        s *= x[i]
    return s


def range_of_run_time_length(x):
    n = int(np.sum(x > 1.0))
    s = x[0]
    for i in range(n):
        s = s * x[i]
    return s


def range_empty(x):
    s = x[0]
    for i in range(3, 3):
        s = s * x[i]
    return s**2


def rows_of_matrix(x):
    s = 0.0
    for row in np.outer(x, x):
        s += np.sqrt(row @ x)
    return s


def columns_by_transpose(x):
    a = x[:, None] ** np.array([1.0, 2.0, 3.0])
    s = 0.0
    for column in a.T:
        s += column[0] * column[-1]
    return s


def elements_of_array(x):
    s = 1.0
    for v in x:
        s = s * v + v
    return s


def list_of_arrays(x):
    s = 0.0
    for part in [x[:2], x[1:3], x[3:] * x[0]]:
        s += part[0] * part[1]
    return s


def tuple_of_mixed(x):
    s = x[0]
    for v, power in ((x[1], 2), (x[2], 3), (x[3], 0.5)):
        s += v**power
    return s


def zip_two(x):
    s = 0.0
    for a, b in zip(x, x[1:]):
        s += a * b
    return s


def zip_of_unequal(x):
    s = 0.0
    for a, b, k in zip(x[::-1], x * x, range(3)):
        s += a * b * (k + 1)
    return s


def enumerate_start(x):
    s = 0.0
    for k, v in enumerate(x, start=1):
        s += v**k
    return s


def enumerate_zip(x):
    s = 0.0
    for k, (a, (b, c)) in enumerate(zip(x, zip(x[1:], x[2:]))):
        s += a * b * c * (k + 1)
    return s


def reversed_range(x):
    s = 0.0
    for i in reversed(range(5)):
        s = s * x[0] + x[i]
    return s


def reversed_list(x):
    s = 0.0
    for v in reversed([x[0], x[1] * x[2], x[3]]):
        s = s * x[4] + v
    return s


def reversed_array(x):
    s = 1.0
    for v in reversed(x):
        s = s * v + 1.0
    return s


def dict_keys(x):
    d = {"a": x[0], "b": x[1] * x[2]}
    s = 1.0
    for k in d:
        s *= d[k]
    return s


def dict_values_and_items(x):
    d = {"a": x[0], "b": x[1] * x[2], "c": x[3]}
    s = 0.0
    for v in d.values():
        s += v**2
    for k, v in d.items():
        s += v * (3.0 if k == "b" else 1.0)
    return s


def for_else_runs(x):
    s = x[0]
    for v in x:
        s = s * v
    else:
        s = s**2
    return s


def for_else_skipped(x):
    s = x[0]
    for v in x:
        if v > 1.8:
            break
        s = s * v
    else:
        s = s**2
    return s * v


def while_else(x):
    s, k = x[0], 0
    while k < 3:
        s = s * x[k]
        k += 1
    else:
        s = s + x[4]
    return s


def while_on_active(x):
    s, n = x[0], 0
    while s * s < 40.0:
        s = s * x[1] + x[2]
        n += 1
    return s * n


def while_two_conditions(x):
    k, s = 0, x[0]
    while k < len(x) and s < 4.2:
        s += x[k] ** 2
        k += 1
    return s * k


def while_never(x):
    s = x[0]
    while s > 100.0:
        s = s * x[1]
    return s * x[2]


def nested_triangular(x):
    s = 0.0
    for i in range(len(x)):
        for j in range(i):
            for k in range(j):
                s += x[i] * x[j] / x[k]
    return s


def loop_variable_afterwards(x):
    for v in x[:3]:
        w = v * v
    return v * w


def loop_rebinds_its_array(x):
    y = x
    for v in y[:3]:
        y = y * v
    return np.sum(y)


def carried_chain(x):
    a, b, c = x[0], x[1], x[2]
    for v in x:
        c = b
        b = a * v
        a = a + v
    return a * b * c


def shape_changes(x):
    y = x
    while len(y) > 1:
        y = y[1:] * y[:-1]
    return y[0]


def first_turn_special(x):
    previous = None
    s = 0.0
    for v in x:
        if previous is not None:
            s += (v - previous) ** 2
        previous = v
    return s * previous


def accumulates_in_array(x):
    total = np.zeros(5)
    for k in range(1, 4):
        total = total + x**k / k
    return total @ x


def two_arrays_in_step(x):
    u, v = x.copy(), x * 0.5
    for _ in range(3):
        u, v = u + 0.1 * v, v - 0.1 * u
    return u @ v


def power_iteration(x):
    a = np.outer(x, x) + np.diag(np.arange(1.0, 6.0))
    v = np.ones(5)
    for _ in range(5):
        v = a @ v
        v /= np.linalg.norm(v)
    return v @ a @ v


def names_used_again(x):
    t = 0.0
    for v in x:
        pair = (v, v * v)
        t += pair[0] * pair[1]
        p = _Point(v)
        t += p.v ** 2
    for v in x:
        for w in x:
            pair = v * w
            t += pair ** 3
            p = [v, w]
            t += p[0] * p[1]
    return t


def name_of_another_kind_is_read_first(x):
    p, t = (x[0], x[1]), 0.0
    for k in range(3):
        t += np.sum(p)
        p = x[k] * 2.0
    return t * p


class _Point:
    def __init__(self, v):
        self.v = v


CASES = every(vars(), X)
