"""Loops whose reverse needs what the turns computed: kept on a tape, or computed again."""
from __future__ import annotations

import math

import numpy as np
from cases import every

X = np.array([1.1, 0.3, 0.7, 0.9])


def logistic(x):
    y = x[1]
    for _ in range(6):
        y = x[0] * y * (1.0 - y)
    return y


def chain_of_numbers(x):
    y, total = float(x[1]), 0.0
    for k in range(5):
        a = y * 0.5 + k
        b = a * a - y
        c = b * a / (1.0 + a * a)
        total += c * c * y
        y = math.sin(c) * x[0] - b * 0.1
    return total


def needs_an_outer_turn(x):
    total = 0.0
    s = x[0]
    for _ in range(3):
        f = s * x[1]
        for j in range(4):
            g = f - j * 0.1
            total += g * g * x[j] * s
        s = f + 0.2
    return total


def first_needed_in_a_branch(x):
    y = x[0]
    for k in range(6):
        a = y * x[1]
        b = a - 1.0
        if k % 2 == 0:
            c = a * b
            y = c * c * 0.3
        else:
            y = b * y
        y = y + a * 0.5
    return y


def first_needed_in_an_inner_loop(x):
    y = x[0]
    for _ in range(3):
        a = y * x[1]
        b = a + x[2]
        for j in range(3):
            y = y * b + a * j * 0.1
        y = y * a * b * 0.2
    return y


def rows_of_what_a_turn_made(x):
    y = x
    total = 0.0
    for _ in range(4):
        z = np.outer(y, x)
        r = z[1]
        total = total + z[0, 2] * z[3, 1] * r[2]
        y = np.tanh(r * z[2]) + z[0, 0] * y
    return total + np.sum(y)


def written_after_it_was_read(x):
    u = x * 1.0
    total = 0.0
    for i in range(3):
        a = u[i] * u[i + 1]
        v = u[1:]
        total += a * a * np.sum(v * v)
        u[i + 1] = a + u[i]
    return total


def until_small(x):
    y, n = x[0] * 4.0, 0
    while y > 0.5:
        half = y * 0.5
        y = half + x[1] / (half * half + 1.0) - half * 0.3
        n += 1
    return y * n


def stopped_inside(x):
    y = x[0]
    for _ in range(10):
        a = y * x[3]
        if a > 3.0:
            break
        y = y * (1.0 + a) - a * a * 0.1
    return y * y


def test_that_writes(x):
    y = x * 1.0
    n = 0
    while _clipped(y, n) > 0.4 and n < 5:
        y *= 0.8
        n += 1
    return np.sum(y * x)


def test_that_is_false_at_once_and_writes(x):
    y = x * 1.0
    while _clipped(y, 3) > 100.0:
        y *= 0.8
    return np.sum(y * x)


def _clipped(y, n):
    y[n % 4] = y[n % 4] * y[0] + 0.1
    return np.sum(y)


CASES = every(vars(), X)
