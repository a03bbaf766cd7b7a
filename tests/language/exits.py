"""break, continue, return wherever they may stand."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def break_in_the_middle(x):
    s = 0.0
    for v in x:
        s += v
        if s > 3.0:
            break
        s *= v
    return s


def continue_in_the_middle(x):
    s = 0.0
    for v in x:
        s += v
        if v < 1.2:
            continue
        s *= v
    return s


def break_and_continue(x):
    s = 0.0
    for i, v in enumerate(x):
        if i == 1:
            continue
        if s > 3.0:
            break
        s += v * v
    return s**2


def break_in_else_arm(x):
    s = x[0]
    for v in x:
        if v < 1.6:
            s = s * v
        else:
            s = s + v
            break
    return s * s


def break_of_inner_only(x):
    s = 0.0
    for i in range(5):
        for j in range(5):
            if j > i:
                break
            s += x[i] * x[j]
        s *= 1.1
    return s


def break_inner_with_else_continue(x):
    s = 0.0
    for i in range(4):
        for v in x[i:]:
            if v > 1.8:
                break
            s += v * x[i]
        else:
            continue
        s *= x[i]
    return s


def return_from_inner_loop(x):
    s = 1.0
    for i in range(5):
        for j in range(5):
            s = s * x[j]
            if s > 3.0:
                return s * x[i]
    return s


def returns_in_every_arm(x):
    if x[0] > 5.0:
        return x[0]
    elif x[1] > 1.0:
        if x[2] > 1.0:
            return x[1]
        return x[1] * x[2]
    else:
        return x[3]


def return_after_partial_work(x):
    y = x * 1.0
    for i in range(1, 5):
        y[i] += y[i - 1] ** 2
        if y[i] > 4.0:
            return np.sum(y)
    return np.prod(y)


def while_true_with_return(x):
    s = x[0]
    while True:
        s = s * x[1]
        if s > 4.0:
            return s * x[2]


def while_true_two_breaks(x):
    s, k = x[0], 0
    while True:
        k += 1
        if k > 50:
            break
        s = s * x[1] + 0.1
        if s > 9.0:
            s = s * x[4]
            break
    return s


def while_with_continue(x):
    k, s = 0, 0.0
    while k < 5:
        k += 1
        if k % 2 == 0:
            continue
        s += x[k - 1] ** 2
    return s


def search_then_use(x):
    found = None
    for i, v in enumerate(x):
        if v < 1.0:
            found = i
            break
    if found is None:
        return x[0]
    return x[found] ** 3


def flag_variable(x):
    done = False
    s, k = x[0], 0
    while not done:
        s = s * x[k] + 0.5
        k += 1
        if s > 4.0 or k == 5:
            done = True
    return s


def return_in_helper_loop(x):
    return first_above(x, 1.2) * first_above(x, 1.8) + first_above(x, 50.0)


def first_above_sum(x):
    return sum(first_above(x, t) for t in (1.0, 1.4))


def first_above(x, threshold=1.0):
    for v in x:
        if v > threshold:
            return v * v
    return x[-1]


def return_tuple_early(x):
    a, b = _pair(x, 1.0)
    c, d = _pair(x, 10.0)
    return a * b + c * d


def _pair(x, limit):
    for i in range(len(x)):
        if x[i] > limit:
            return x[i], i + 1
    return np.sum(x), 0.5


def exit_with_in_place(x):
    y = np.zeros(5)
    for i in range(5):
        if x[i] > 1.8:
            y[i] = 5.0 * x[i]
            break
        y[i] = x[i] * (y[i - 1] if i else 1.0)
    return np.sum(y * y)


def converges(x):
    z = x[0]
    for _ in range(50):
        new = 0.5 * (z + x[1] / z)
        if abs(new - z) < 1e-14:
            break
        z = new
    return new * x[2]


CASES = every(vars(), X)
