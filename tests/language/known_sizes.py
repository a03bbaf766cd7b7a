"""What is refused as long as sizes are not known, and is followed for those of the call."""
from __future__ import annotations

import numpy as np
from cases import Case, every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


class _Reservoir:
    def __init__(self, k):
        self.k, self.stored = k, 1.0

    def step(self, inflow):
        self.stored += inflow
        out = self.k * self.stored
        self.stored -= out
        return out


def an_object_for_each_element(x):
    reservoirs = [_Reservoir(0.3 * k) for k in x]
    flows = []
    for rain in x ** 2:
        q = rain
        for r in reservoirs:
            q = r.step(q)
        flows.append(q)
    return sum(q * q for q in flows) + reservoirs[1].stored


def _smooth(u, f, h):
    u[1:-1] += 2 / 3 * (0.5 * (u[:-2] + u[2:] + h * h * f[1:-1]) - u[1:-1])
    return u


def _cycle(u, f, h):
    if len(u) <= 3:
        u[1] = 0.5 * h * h * f[1]
        return u
    u = _smooth(u, f, h)
    r = np.zeros_like(u)
    r[1:-1] = f[1:-1] + (u[:-2] - 2 * u[1:-1] + u[2:]) / h ** 2
    coarse = np.zeros((len(u) + 1) // 2)
    coarse[1:-1] = 0.25 * (r[1:-3:2] + 2 * r[2:-2:2] + r[3:-1:2])
    c = _cycle(np.zeros_like(coarse), coarse, 2 * h)
    e = np.zeros_like(u)
    e[::2] = c
    e[1::2] = 0.5 * (c[:-1] + c[1:])
    u += e
    return _smooth(u, f, h)


def multigrid(x):
    f = np.concatenate((x, np.sin(x[:-1])))
    u = np.zeros_like(f)
    for _ in range(8):
        u = _cycle(u, f, 0.125)
    return np.sum(u * f)


def name_of_another_kind_is_read_after_the_loop(x):
    p = (x[0], x[1])
    for v in x:
        p = v * v
    return p * x[0]


def tuples_in_a_dict(x):
    d = {}
    for k in range(3):
        d[k] = tuple(v * x[k] for v in x)
    return sum(d[0]) * d[1][2]


def object_of_two_names_is_written(x):
    p = _Reservoir(x[0])
    q = p
    for v in x:
        q.step(v)
        p = _Reservoir(p.k + v * p.stored)
    return p.k * q.stored


def _layers(x, n):
    stack = [_Reservoir(0.2 * x[k] * x[0]) for k in range(n)]
    for r in stack:
        r.step(x[1])
    return stack[0].stored * stack[-1].stored


CASES = [*every(vars(), X), Case(_layers, (X, 3))]
