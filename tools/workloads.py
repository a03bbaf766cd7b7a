"""Objectives of the kinds that people differentiate, each with the gradient that a person would write.

    WORKLOADS[name] = Workload(function, hand, arguments, argnums)

`hand` takes what the function takes and gives (value, gradients). tools/bench.py times both; tests/structure holds them against
each other, and counts what the emitted code consists of.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Workload:
    function: Callable[..., Any]
    hand: Callable[..., Any]
    arguments: Callable[[], tuple[Any, ...]]
    argnums: tuple[int, ...] = (0,)


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


# --- numbers -------------------------------------------------------------------------------------------------------------
def chain(x, y):
    a = np.sin(x * y)
    b = np.exp(x) * a + y
    return np.tanh(np.log(1.0 + b * b) / x)


def chain_by_hand(x, y):
    p = x * y
    a, e = np.sin(p), np.exp(x)
    b = e * a + y
    q = 1.0 + b * b
    r = np.log(q) / x
    t = np.tanh(r)
    r_bar = 1.0 - t * t
    b_bar = r_bar / x / q * 2.0 * b
    p_bar = b_bar * e * np.cos(p)
    return t, (b_bar * e * a - r_bar * r / x + p_bar * y, b_bar + p_bar * x)


# --- elementwise and reductions ------------------------------------------------------------------------------------------
def logsumexp(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


def logsumexp_by_hand(x):
    m = np.max(x)
    e = np.exp(x - m)
    s = np.sum(e)
    e /= s
    return m + np.log(s), (e,)


def cross_entropy(logits, labels):
    z = logits - np.max(logits, axis=1, keepdims=True)
    lse = np.log(np.sum(np.exp(z), axis=1))
    return np.mean(lse - z[np.arange(len(labels)), labels])


def cross_entropy_by_hand(logits, labels):
    n, rows = len(labels), np.arange(len(labels))
    z = logits - np.max(logits, axis=1, keepdims=True)
    e = np.exp(z)
    s = np.sum(e, axis=1)
    value = np.mean(np.log(s) - z[rows, labels])
    e *= (1.0 / (n * s))[:, None]
    e[rows, labels] -= 1.0 / n
    return value, (e,)


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def rosenbrock_by_hand(x):
    u, v = x[1:] - x[:-1] ** 2, 1.0 - x[:-1]
    g = np.zeros_like(x)
    g[1:] = 200.0 * u
    g[:-1] -= 400.0 * u * x[:-1] + 2.0 * v
    return np.sum(100.0 * u ** 2 + v ** 2), (g,)


# --- matrices ------------------------------------------------------------------------------------------------------------
def logistic(w, b, X, t):
    z = X @ w + b
    return np.mean(np.logaddexp(0.0, z) - t * z) + 0.01 * np.sum(w * w)


def logistic_by_hand(w, b, X, t):
    z = X @ w + b
    value = np.mean(np.logaddexp(0.0, z) - t * z) + 0.01 * np.sum(w * w)
    z_bar = (1.0 / (1.0 + np.exp(-z)) - t) / len(t)
    return value, (X.T @ z_bar + 0.02 * w, np.sum(z_bar))


def perceptron(W1, b1, W2, b2, X, labels):
    h = np.maximum(X @ W1 + b1, 0.0)
    return cross_entropy(h @ W2 + b2, labels)


def perceptron_by_hand(W1, b1, W2, b2, X, labels):
    a = X @ W1 + b1
    h = np.maximum(a, 0.0)
    value, (g,) = cross_entropy_by_hand(h @ W2 + b2, labels)
    a_bar = g @ W2.T
    a_bar *= a > 0.0
    return value, (X.T @ a_bar, np.sum(a_bar, axis=0), h.T @ g, np.sum(g, axis=0))


def gaussian_process(log_scale, X, y):
    d = np.sum((X[:, None, :] - X[None, :, :]) ** 2, axis=2)
    K = np.exp(-0.5 * d * np.exp(-2.0 * log_scale)) + 0.1 * np.eye(len(y))
    return 0.5 * y @ np.linalg.solve(K, y) + 0.5 * np.linalg.slogdet(K)[1]


def gaussian_process_by_hand(log_scale, X, y):
    d = np.sum((X[:, None, :] - X[None, :, :]) ** 2, axis=2)
    k = np.exp(-2.0 * log_scale)
    E = np.exp(-0.5 * d * k)
    K = E + 0.1 * np.eye(len(y))
    a = np.linalg.solve(K, y)
    value = 0.5 * y @ a + 0.5 * np.linalg.slogdet(K)[1]
    K_bar = 0.5 * (np.linalg.inv(K) - np.outer(a, a))
    return value, (np.sum(K_bar * E * d) * k,)


# --- loops ---------------------------------------------------------------------------------------------------------------
def newton(a):
    x = 0.5 * (1.0 + a)
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


def newton_by_hand(a):
    x = 0.5 * (1.0 + a)
    xs = []
    while abs(x * x - a) > 1e-12 * a:
        xs.append(x)
        x = 0.5 * (x + a / x)
    value, x_bar, a_bar = x, 1.0, 0.0
    for x in reversed(xs):
        x_bar *= 0.5
        a_bar += x_bar / x
        x_bar -= x_bar * a / (x * x)
    return value, (a_bar + 0.5 * x_bar,)


def logistic_map(r, x, n):
    for _ in range(n):
        x = r * x * (1.0 - x)
    return x


def logistic_map_by_hand(r, x, n):
    xs = []
    for _ in range(n):
        xs.append(x)
        x = r * x * (1.0 - x)
    value, r_bar, x_bar = x, 0.0, 1.0
    for x in reversed(xs):
        r_bar += x_bar * x * (1.0 - x)
        x_bar *= r * (1.0 - 2.0 * x)
    return value, (r_bar, x_bar)


def heat(u, k, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:-1] = u[1:-1] + k * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum(u * u)


def heat_by_hand(u, k, steps):
    u = u.copy()
    seconds = []
    for _ in range(steps):
        second = u[2:] - 2.0 * u[1:-1] + u[:-2]
        seconds.append(second)
        u[1:-1] += k * second
    u_bar, k_bar = 2.0 * u, 0.0
    for second in reversed(seconds):
        g = u_bar[1:-1].copy()
        k_bar += g @ second
        g *= k
        u_bar[1:-1] -= 2.0 * g
        u_bar[2:] += g
        u_bar[:-2] += g
    return np.sum(u * u), (u_bar, k_bar)


def convolution(x, w):
    s = 0.0
    for i in range(len(x) - len(w) + 1):
        y = 0.0
        for j in range(len(w)):
            y = y + x[i + j] * w[j]
        s = s + y * y
    return s


def convolution_by_hand(x, w):
    s, ys = 0.0, []
    for i in range(len(x) - len(w) + 1):
        y = 0.0
        for j in range(len(w)):
            y = y + x[i + j] * w[j]
        ys.append(y)
        s = s + y * y
    x_bar, w_bar = np.zeros_like(x), np.zeros_like(w)
    for i in range(len(x) - len(w), -1, -1):
        y_bar = 2.0 * ys[i]
        for j in range(len(w)):
            x_bar[i + j] += y_bar * w[j]
            w_bar[j] += y_bar * x[i + j]
    return s, (x_bar, w_bar)


def lotka_volterra(y, p, n):
    def rate(y):
        return np.array([p[0] * y[0] - p[1] * y[0] * y[1], p[2] * y[0] * y[1] - p[3] * y[1]])

    h = 0.01
    for _ in range(n):
        k = rate(y + 0.5 * h * rate(y))
        y = y + h * k
    return y[0] + y[1]


def lotka_volterra_by_hand(y, p, n):
    a, b, c, d = p
    h, states = 0.01, []
    u, v = y
    for _ in range(n):
        mu = u + 0.5 * h * (a * u - b * u * v)
        mv = v + 0.5 * h * (c * u * v - d * v)
        states.append((u, v, mu, mv))
        u, v = u + h * (a * mu - b * mu * mv), v + h * (c * mu * mv - d * mv)
    value, u_bar, v_bar = u + v, 1.0, 1.0
    p_bar = np.zeros(4)
    for u, v, mu, mv in reversed(states):
        s, t = h * u_bar, h * v_bar
        m, n_ = s * (a - b * mv) + t * c * mv, -s * b * mu + t * (c * mu - d)
        q, r = 0.5 * h * m, 0.5 * h * n_
        p_bar += s * mu + q * u, -s * mu * mv - q * u * v, t * mu * mv + r * u * v, -t * mv - r * v
        u_bar += m + q * (a - b * v) + r * c * v
        v_bar += n_ - q * b * u + r * (c * u - d)
    return value, (np.array([u_bar, v_bar]), p_bar)


WORKLOADS: dict[str, Workload] = {
    "chain": Workload(chain, chain_by_hand, lambda: (0.7, 1.3), (0, 1)),
    "logsumexp": Workload(logsumexp, logsumexp_by_hand, lambda: (rng().normal(size=100_000),)),
    "cross_entropy": Workload(cross_entropy, cross_entropy_by_hand, lambda: (rng().normal(size=(300, 300)),
                                                                             rng().integers(0, 300, 300))),
    "rosenbrock": Workload(rosenbrock, rosenbrock_by_hand, lambda: (rng().normal(size=10_000),)),
    "logistic": Workload(logistic, logistic_by_hand, lambda: (rng().normal(size=50), 0.1, rng().normal(size=(2000, 50)),
                                                              (rng().normal(size=2000) > 0).astype(float)), (0, 1)),
    "perceptron": Workload(perceptron, perceptron_by_hand, lambda: (
        rng().normal(size=(256, 128)) * 0.1, np.zeros(128), rng().normal(size=(128, 10)) * 0.1, np.zeros(10),
        rng().normal(size=(256, 256)), rng().integers(0, 10, 256)), (0, 1, 2, 3)),
    "gaussian_process": Workload(gaussian_process, gaussian_process_by_hand, lambda: (0.3, rng().normal(size=(150, 2)),
                                                                                      rng().normal(size=150))),
    "newton": Workload(newton, newton_by_hand, lambda: (1e6,)),
    "logistic_map": Workload(logistic_map, logistic_map_by_hand, lambda: (3.5, 0.3, 500), (0, 1)),
    "heat": Workload(heat, heat_by_hand, lambda: (rng().normal(size=2000), 0.2, 100), (0, 1)),
    "convolution": Workload(convolution, convolution_by_hand, lambda: (rng().normal(size=100), rng().normal(size=7)), (0, 1)),
    "lotka_volterra": Workload(lotka_volterra, lotka_volterra_by_hand, lambda: (
        np.array([1.0, 0.5]), np.array([1.5, 1.0, 1.0, 3.0]), 200), (0, 1)),
}
