"""Names that look into an array that is written: carried through loops, given by branches; used before the write, or after it."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])
W = np.array([[0.3, 0.5, 0.2, 0.4, 0.1], [0.6, 0.1, 0.3, 0.2, 0.5], [0.2, 0.4, 0.7, 0.1, 0.3]])


def row_to_row(x, w):
    u = np.zeros((4, 5))
    row = x
    for i in range(3):
        u[i] = np.tanh(row * w[i])
        row = u[i]
    return np.sum(u**2 * row)


def layers_in_place(x, w):
    s = w * 0.5
    total = 0.0
    for t in range(3):
        h = x * (1.0 + t)
        for i in range(3):
            s[i] = s[i] * 0.4 + np.sin(h * w[i])
            h = s[i]
        total += np.sum(h * x)
    return total + np.sum(s)


def used_after_it_is_written(x, w):
    u = w * 1.0
    row = u[0]
    for i in range(3):
        y = row * x
        u[i] = y * w[i]
        y = y + row
        row = u[(i + 1) % 3]
    return np.sum(u * y)


def row_is_overwritten_a_turn_later(x, w):
    u = w * 1.0
    row = u[0]
    total = 0.0
    for i in range(4):
        u[i % 3] *= x
        total += np.sum(row * x)
        row = u[(i + 1) % 3]
    return total + np.sum(u**2)


def name_of_the_last_turn_read_after_the_loop(x, w):
    u = w * 1.0
    row = x
    for i in range(3):
        u[i] = row * w[i]
        row = u[i]
    u[2] = u[2] * x
    return np.sum(row * u[2])


def branch_gives_a_row(x, w):
    u = w * 1.0
    total = 0.0
    for i in range(3):
        row = u[0] if i % 2 == 0 else x
        total += np.sum(row**2 * w[i])
        u[0] = row * x + u[1]
    return total + np.sum(u)


def branch_row_read_after_the_write(x, w):
    u = w * 1.0
    total = 0.0
    for i in range(3):
        row = u[0] if i % 2 == 0 else x
        u[0] = u[0] * x + u[1]
        total += np.sum(row**2 * w[i])
    return total + np.sum(u)


def part_of_a_carried_row(x, w):
    u = w * 1.0
    row = u[0]
    for i in range(1, 3):
        head = row[:2]
        u[i, 1:3] = head * x[:2]
        row = u[i]
    return np.sum(row**2) + np.sum(u)


def part_read_after_the_write(x, w):
    u = w * 1.0
    row = u[0]
    for i in range(1, 3):
        head = row[1:3]
        u[i - 1] = u[i - 1] * x
        u[i, 1:3] += head * x[:2]
        row = u[i]
    return np.sum(row**2) + np.sum(u)


def reshaped_before_the_next_write(x, w):
    u = w * 1.0
    total = 0.0
    for i in range(3):
        flat = u.reshape(-1)
        total += np.sum(flat**2) * x[i]
        u[i] = u[i] * x
    return total


def reshaped_and_read_after_the_write(x, w):
    u = w * 1.0
    flat = u.reshape(-1)
    total = 0.0
    for i in range(3):
        u[i] = u[i] * x
        total += np.sum(flat**2) * x[i]
    return total


def two_levels(x, w):
    grid = np.zeros((3, 5))
    last = x
    k = 0
    while k < 3:
        for j in range(1, 5):
            grid[k, j] = last[j] * w[k, j] + grid[k, j - 1] * last[j - 1]
        last = grid[k]
        k += 1
    return np.sum(last**2)


def early_exit(x, w):
    u = w * 1.0
    row = x
    for i in range(3):
        if row[0] < 0.2:
            break
        u[i] = row * w[i]
        row = u[i]
    return np.sum(row * x) + np.sum(u**2)


def swapped_buffers(x, w):
    u, v = x * 1.0, x * 0.5
    for i in range(3):
        v[1:-1] = u[1:-1] + w[i, 1:-1] * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u, v = v, u
    return np.sum(u**2 * x)


def the_same_row_carried_on(x, w):
    u = w * 1.0
    row = u[0]
    for i in range(3):
        row[i] = row[i + 1] * x[i]
        row = row
    return np.sum(u**2)


CASES = every(vars(), X, W, argnums=(0, 1))
