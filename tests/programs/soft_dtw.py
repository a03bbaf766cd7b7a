"""Dynamic programming: soft time warping of two series, and a soft edit distance with rolling rows."""
import math

import numpy as np
from cases import Case

INF = float("inf")


def soft_min(values, gamma):
    smallest = min(values)
    return smallest - gamma * math.log(sum(math.exp(-(v - smallest) / gamma) for v in values))


def soft_dtw(a, b, gamma=0.5, window=None):
    n, m = len(a), len(b)
    if window is None:
        window = max(n, m)
    R = np.full((n + 1, m + 1), INF)
    R[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(max(1, i - window), min(m, i + window) + 1):
            cost = np.sum((a[i - 1] - b[j - 1]) ** 2)
            before = [v for v in (R[i - 1, j - 1], R[i - 1, j], R[i, j - 1]) if v < INF]
            R[i, j] = cost + soft_min(before, gamma)
    return R[n, m]


def divergence(a, b):
    return soft_dtw(a, b) - 0.5 * (soft_dtw(a, a) + soft_dtw(b, b))


def banded(a, b, gamma):
    return soft_dtw(a, b, gamma=gamma, window=2)


def edit_distance(costs, first, second):
    """costs: insertion, deletion, substitution"""
    insert, delete, swap = costs
    previous = [j * insert for j in range(len(second) + 1)]
    for i, x in enumerate(first, start=1):
        row = [i * delete]
        for j, y in enumerate(second, start=1):
            change = previous[j - 1] + (0.0 if x == y else swap)
            row.append(soft_min((change, previous[j] + delete, row[j - 1] + insert), 0.3))
        previous = row
    return previous[-1]


A = np.array([[0.1, 0.3], [0.5, 0.2], [0.9, -0.1], [0.4, 0.0]])
B = np.array([[0.0, 0.2], [0.7, 0.3], [1.0, 0.1]])

CASES = [Case(divergence, (A, B), (0, 1)), Case(banded, (A, B, 0.4), (0, 1, 2)),
         Case(edit_distance, (np.array([1.0, 1.2, 1.5]), "kitten", "sitting"))]
