"""Seven programs whose gradients are kept as files. Emitted comments name lines of this file: add at its end."""
from __future__ import annotations

import numpy as np


def loss(w, b, X, t):
    z = X @ w + b
    return np.mean(np.logaddexp(0, z) - t * z)


def f(x):
    s = x[0]
    k = 0
    while s < 50.0:
        s = s * x[1] + x[2]
        k = k + 1
    return s * k


def heat(u0, k, steps):
    u = u0.copy()
    for _ in range(steps):
        u[1:-1] += k * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u ** 2)


def first_big(x):
    for i in range(len(x)):
        if x[i] > 1.4:
            return x[i] * x[0]
    return np.sum(x)


def views(x):
    y = x * 2.0
    v = y[1:]
    v[0] = x[0] * x[0]
    return np.sum(y * y)


def gauss_seidel(x):
    u = x.copy()
    for t in range(3):
        for i in range(1, len(u) - 1):
            u[i] = u[i] * u[i - 1] * 0.5 + u[i + 1]
    return np.sum(u * u)


def step(h, W):
    h_next = np.tanh(W @ h)
    return h_next


def rollout(h, W, n):
    for _ in range(n):
        h = step(h, W)
    return np.sum(h * h)


def numbers(*shape: int) -> np.ndarray:
    """The same numbers each time, between 0.5 and 1.3."""
    return 0.9 + 0.4 * np.sin(1.0 + 2.3 * np.arange(np.prod(shape))).reshape(shape)


# name: (function, argnums, a list of arguments for each way through it); a gradient is built for the first of them
CASES = {
    "loss": (loss, (0, 1), [(numbers(3), 0.2, numbers(5, 3) - 0.8, np.array([0.0, 1.0, 1.0, 0.0, 1.0]))]),
    "f": (f, 0, [(np.array([1.1, 1.3, 0.7]),), (np.array([60.0, 1.3, 0.7]),)]),
    "heat": (heat, 0, [(numbers(7), 0.2, 4), (numbers(7), 0.2, 0), (numbers(3), 0.2, 1)]),
    "first_big": (first_big, 0, [(np.array([1.2, 0.3, 1.7, 2.0]),), (np.array([1.6, 0.3]),), (numbers(4),)]),
    "views": (views, 0, [(numbers(5),), (numbers(2),)]),
    "gauss_seidel": (gauss_seidel, 0, [(numbers(5),), (numbers(2),)]),
    "rollout": (rollout, (0, 1), [(numbers(3), 0.5 * numbers(3, 3), 4), (numbers(3), numbers(3, 3), 0)]),
}
