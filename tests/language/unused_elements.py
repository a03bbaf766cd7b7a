"""Square roots of zeros that nobody uses: distances of points to themselves, what is overwritten, masked or not chosen."""
from __future__ import annotations

import numpy as np
from cases import Case

X = np.array([[0.3, 1.7], [2.1, 0.4], [-1.2, -0.9], [0.8, -2.3]])


def distances(X):
    return np.sqrt(((X[:, None] - X[None]) ** 2).sum(-1))


def upper_triangle(X):
    return np.sum(np.exp(-distances(X)[np.triu_indices(len(X), 1)]))


def triu_of_it(X):
    return np.sum(np.triu(distances(X), 1) ** 2)


def off_diagonal(X):
    D = distances(X)
    return np.sum(1 / D[~np.eye(len(X), dtype=bool)])


def diagonal_filled(X):
    D = distances(X)
    np.fill_diagonal(D, 1.0)
    return np.sum(1 / D)


def times_a_mask(X):
    return np.sum(distances(X) * (1 - np.eye(len(X))))


def softened(X):
    return np.sum(1 / np.maximum(distances(X), 0.1))


def clipped(X):
    return np.sum(np.log(np.clip(distances(X), 1e-3, None)))


def element_by_element(X):
    D = distances(X)
    s = 0.0
    for i in range(len(X)):
        for j in range(i):
            s += D[i, j] * np.cos(D[i, j])
    return s


def inverted_where_positive(X):
    D = distances(X)
    inverse = np.zeros_like(D)
    inverse[D > 0] = 1 / D[D > 0]
    return inverse.sum()


def inverted_in_place(X):
    r3 = distances(X)
    r3[r3 > 0] = r3[r3 > 0] ** -1.5
    return np.sum(np.triu(r3, 1))


def nearest_neighbours(X):
    D = distances(X)
    return np.sort(D, axis=1)[:, 1:3].sum() + np.partition(D, 1, axis=1)[:, 1].sum()


def nearest_other(X):
    D = distances(X)
    return np.where(np.eye(len(X), dtype=bool), 9.0, D).min(axis=1).sum() + D.max()


def gaussians_of_distances(X):
    return np.sum(np.exp(-distances(X) ** 2 / 0.8))


def pair_by_pair(X):
    s = 0.0
    for i in range(len(X)):
        for j in range(len(X)):
            d = X[i] - X[j]
            r = np.sqrt(d @ d)
            s += 1 / (1 + r * r)
    return s


def filled_by_parts(x):
    y = np.ndarray((2, 3), dtype=x.dtype)
    y[0] = x
    y[1] = np.sqrt(x)
    return np.sum(y[1, 1:] * y[0, 1:])


CASES = [Case(f, (X,)) for f in (
    upper_triangle, triu_of_it, off_diagonal, diagonal_filled, times_a_mask, softened, clipped, element_by_element,
    inverted_where_positive, inverted_in_place, nearest_neighbours, nearest_other)]
CASES += [Case(f, (X,), modes=("rev",)) for f in (gaussians_of_distances, pair_by_pair)]  # at the cusp itself
CASES.append(Case(filled_by_parts, (np.array([0.0, 2.0, 3.0]),), modes=("rev",)))
