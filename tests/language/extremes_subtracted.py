"""The largest element taken away before an exponential, where that cancels and where it does not."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])
B = np.array([[0.2, -0.4, 1.0], [0.5, 0.1, -0.3], [1.2, 0.4, 0.6], [0.3, 0.9, -0.8], [0.1, 0.0, 0.7]])
TEMPERATURE = 0.7


def _scores(x):
    return np.outer(x, x[:3] ** 2) + np.sin(B * x[:, None])


def logsumexp(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


def logsumexp_without_adding_it_back(x):
    m = np.max(x)
    return np.log(np.sum(np.exp(x - m)))


def twice_added_back(x):
    m = np.max(x)
    return 2.0 * m + np.log(np.sum(np.exp(x - m)))


def wrong_sign(x):
    m = np.max(x)
    return np.log(np.sum(np.exp(x + m))) + m


def softmax_of_rows(x):
    a = _scores(x)
    e = np.exp(a - a.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return np.sum(p * B) + np.sum(p**2)


def softmax_of_columns(x):
    a = _scores(x)
    m = a.max(axis=0)
    e = np.exp(a - m)
    return np.sum(e / e.sum(axis=0) * B) + np.sum(m + np.log(np.sum(e, axis=0)))


def columns_with_the_sum_of_rows(x):
    a = _scores(x)
    e = np.exp(a - a.max(axis=0))
    return np.sum(e / e.sum(axis=1, keepdims=True) * B)


def rows_by_newaxis(x):
    a = _scores(x)
    m = np.max(a, axis=1)
    s = np.log(np.sum(np.exp(a - m[:, None]), axis=-1)) + m
    return np.sum(s * x)


def rows_by_reshape(x):
    a = _scores(x)
    m = np.max(a, axis=1).reshape(-1, 1)
    s = np.log(np.sum(np.exp(a - m), axis=1)) + m.ravel()
    return np.sum(s * x)


def rows_by_transpose(x):
    a = _scores(x)
    m = np.max(a, axis=1)
    p = np.exp(a.T - m)
    return np.sum((p / p.sum(axis=0)).T * B)


def square_with_axes_mixed(x):
    a = np.outer(x, np.cos(x))
    m = np.max(a, axis=1)
    e = np.exp(a - m)
    return np.sum(np.log(np.sum(np.exp(a - m[:, None]), axis=1)) + m) + np.sum(e / np.sum(e, axis=0))


def square_that_does_not_cancel(x):
    a = np.outer(x, np.cos(x))
    m = np.max(a, axis=1)
    return np.sum(m[:, None] + np.log(np.sum(np.exp(a - m), axis=0)))


def cross_entropy(x):
    labels = np.array([0, 2, 1, 1, 0])
    a = _scores(x)
    z = a - np.max(a, axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(z), axis=1)) - z[np.arange(z.shape[0]), labels])


def cross_entropy_of_some(x):
    labels = np.array([0, 2, 1])
    a = _scores(x)
    z = a - np.max(a, axis=1, keepdims=True)
    return np.sum(np.log(np.sum(np.exp(z), axis=1))[:3] - z[np.arange(3), labels])


def cross_entropy_in_another_order(x):
    labels = np.array([0, 2, 1, 1, 0])
    a = _scores(x)
    z = a - np.max(a, axis=1, keepdims=True)
    rows = np.arange(4, -1, -1)
    return np.sum((np.log(np.sum(np.exp(z), axis=1)) - z[rows, labels]) * x)


def with_a_temperature(x):
    t = 0.5 + x[0]
    m = np.max(x)
    return m + t * np.log(np.mean(np.exp((x - m) / t)))


def with_a_number_outside(x):
    m = x.max()
    return m + TEMPERATURE * np.log(np.sum(np.exp((x - m) / TEMPERATURE)))


def with_another_temperature(x):
    t = 0.5 + x[0]
    m = np.max(x)
    return m + t * np.log(np.sum(np.exp((x - m) / x[1])))


def of_the_smallest(x):
    m = np.min(x)
    p = np.exp(-2.0 * (x - m))
    return np.dot(p / np.sum(p), x**2)


def forward_algorithm(x):
    transition = np.exp(np.sin(B[:3] * x[:3]))
    a = np.log(x[:3])
    for t in range(5):
        m = np.max(a)
        a = m + np.log(np.exp(a - m) @ transition) + B[t] * x[t]
    m = np.max(a)
    return m + np.log(np.sum(np.exp(a - m)))


def scaled_forward(x):
    transition = np.exp(np.sin(B[:3] * x[:3]))
    p, total = x[:3] / 3.0, 0.0
    for t in range(5):
        p = (p @ transition) * np.exp(B[t] * x[t])
        s = np.max(p)
        p = p / s
        total = total + np.log(s)
    return total + np.log(np.sum(p))


def carried_out_of_a_loop(x):
    best = 0.0
    total = 0.0
    for k in range(1, 5):
        m = np.max(x[:k])
        total = total + np.log(np.sum(np.exp(x - m)))
        best = best + m
    return total * best


def branch_on_it(x):
    m = np.max(x)
    s = np.log(np.sum(np.exp(x - m)))
    if m > 1.0:
        s = s + m
    return s


def used_in_a_branch(x):
    m = np.max(x)
    e = np.exp(x - m)
    if x[0] > 1.0:
        p = e / np.sum(e)
    else:
        p = x
    return np.sum(p * x)


def written_in_place(x):
    z = x * 1.0
    z -= np.max(z)
    np.exp(z, out=z)
    z /= z.sum()
    return np.sum(z * np.arange(5.0)) + z[1]


def maximum_written(x):
    a = _scores(x)
    m = np.max(a, axis=1)
    m[0] = 0.0
    return np.sum(np.log(np.sum(np.exp(a - m[:, None]), axis=1)) + m)


def largest_of_parts(x):
    m = np.maximum(np.max(x[:2]), np.max(x[2:]))
    return m + np.log(np.sum(np.exp(x[:2] - m)) + np.sum(np.exp(x[2:] - m)))


def weighted_mean_of_shares(x):
    a = _scores(x)
    w = np.exp(a - np.max(a))
    return np.einsum("ij,ij->", w / w.sum(), B) + np.log(np.mean(w))


def weights_in_a_product(x):
    a = _scores(x)
    w = np.exp(a - np.max(a, axis=1, keepdims=True))
    out = (w @ B.T) / np.sum(w, axis=1)[:, None]
    return np.sum(out**2) + np.sum((w / w.sum(axis=1, keepdims=True)).T @ x)


def attention(x):
    q, k, v = np.outer(x, B[0]), B * x[:, None], np.sin(B + x[:, None])
    s = q @ k.T / np.sqrt(3.0)
    s = s - s.max(axis=-1, keepdims=True)
    w = np.exp(s)
    w = w / w.sum(axis=-1, keepdims=True)
    return np.sum((w @ v) ** 2)


def scaled_norm(x):
    m = np.max(np.abs(x))
    return m * np.sqrt(np.sum((x / m) ** 2))


def centred(x):
    z = x - np.max(x)
    return np.sum((z - np.mean(z)) ** 2) + np.max(z - z[0])


CASES = every(vars(), X)
