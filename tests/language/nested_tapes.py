"""Loops in loops: what the inner ones keep goes on one list; loops that end early, may fail, or are not always run."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 0.3, 0.7, 0.9])


def sweep_in_place(x):
    u = x * 1.0
    for _ in range(3):
        for i in range(1, 3):
            u[i] = u[i] * u[i - 1] * 0.5 + u[i + 1]
    return np.sum(u * u)


def lengths_that_change(x):
    y, total = x[0], 0.0
    for i in range(4):
        for j in range(i):
            y = np.sin(y * x[j]) + 0.1 * j
        total += y * x[i]
    return total


def two_inner_loops(x):
    y = x[0]
    for i in range(3):
        for j in range(2):
            y = np.sin(y * x[j])
        z = y * x[3]
        for j in range(3, 0, -1):
            y = np.cos(y * z + x[j]) * z
        y = y * z + i
    return y


def three_deep_in_a_branch(x):
    y = x[0]
    for i in range(3):
        if i != 1:
            for j in range(2):
                for _ in range(2):
                    y = np.tanh(y * x[j]) + x[2]
        else:
            y = y * y
    return y


def while_around(x):
    y, n = x[0], 0
    while n < 3 and y < 10.0:
        for j in range(4):
            y = np.sin(y) * x[j] + y
        n += 1
    return y * n


def exit_inside(x):
    y = x[0]
    for i in range(3):
        for j in range(4):
            if y > 1.5 + 0.3 * i:
                break
            y = y * (1.0 + x[j] * 0.3) + np.sin(y)
        y = y * 0.6
    return y


def exit_outside(x):
    y = x[0]
    for _ in range(5):
        for j in range(4):
            y = np.sin(y * x[j]) + y * 0.5
        if y > 1.0:
            break
        y = y + x[3]
    return y * y


def fails_half_way(x):
    y = x[0]
    parts = [2.0, 0.5, 1.5]
    for i in range(4):
        try:
            z = y
            for j in range(3):
                z = np.sin(z * x[j]) * parts[i + j]
            y = y + z
        except IndexError:
            y = y * x[3]
    return y * y


def arrays_kept(x):
    y = x
    for i in range(2):
        for j in range(0, 4, 2):
            y = np.tanh(y * x[j]) + y[i]
    return np.sum(y * x)


CASES = every(vars(), X)
