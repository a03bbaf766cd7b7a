"""Names that get another object in each turn of a loop."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


class P:
    def __init__(self, a, b):
        self.a, self.b = (a, b)

    def step(self, h):
        return P(self.a + h * self.b, self.b - h * self.a)

    def bump(self, v):
        self.a = self.a + v


class Q:
    def __init__(self, p, k):
        self.p, self.k = (p, k)

    def next(self):
        return Q(self.p.step(0.1), self.k + 1)


class L:
    def __init__(self, xs):
        self.xs = xs

    def grown(self, v):
        return L(self.xs + [v])


def plain(x):
    p = P(x[0], x[1])
    for v in x:
        p = p.step(v)
    return p.a * p.b


def fresh_written_in_body(x):
    p = P(x[0], x[1])
    for v in x:
        q = p.step(0.1)
        q.bump(v)
        p = q
    return p.a * p.b


def alias_before(x):
    p = P(x[0], x[1])
    q = p
    for v in x:
        p = p.step(v)
    return p.a * q.b


def short_then_written(x):
    p = P(x[0], x[1])
    for k in range(3):
        p = p.step(0.1 * k)
    p.a = p.a * 2.0
    return p.a * p.b


def nested_objects(x):
    q = Q(P(x[0], x[1]), 0)
    for _ in x:
        q = q.next()
    return q.p.a * q.p.b * q.k


def nested_written(x):
    q = Q(P(x[0], x[1]), 0)
    for v in x:
        q = q.next()
        q.p.bump(v)
    return q.p.a * q.p.b * q.k


def list_attr(x):
    o = L([x[0]])
    for v in x:
        o = o.grown(v * v)
    return sum(o.xs) * o.xs[2]


def list_attr_alias(x):
    o = L([x[0]])
    for v in x:
        o = L(o.xs)
        o.xs.append(v)
    return sum(o.xs) * len(o.xs)


def while_obj(x):
    p = P(x[0], x[1])
    while p.a < 5.0:
        p = P(p.a * 1.5, p.b + p.a)
    return p.a * p.b


def swap(x):
    p, q = (P(x[0], x[1]), P(x[2], x[3]))
    for v in x:
        p, q = (q, p.step(v))
    return p.a * q.b


def array_attr(x):
    p = P(x * 1.0, x[1])
    for v in x:
        p = P(p.a * v, p.b)
        p.a[0] += p.b
    return np.sum(p.a)


def array_attr_alias(x):
    y = x * 1.0
    p = P(y, x[1])
    for v in x:
        p = P(p.a, p.b * v)
        p.a[0] += p.b
    return np.sum(p.a) + y[0]


def ret(x):
    p = P(x[0], x[1])
    for v in x:
        if p.a > 2.0:
            return p.b * v
        p = p.step(v)
    return p.a * p.b


def nested_loops(x):
    t = 0.0
    for v in x:
        p = P(v, x[0])
        for w in x:
            p = p.step(0.1 * w)
        p2 = P(p.a, p.b)
        p2.bump(v)
        t = t + p2.a * p.b
    return t


def conditional_write(x):
    p = P(x[0], x[1])
    for v in x:
        q = p.step(0.1)
        if v > 1.2:
            q.bump(v)
        p = q
    return p.a * p.b


def closure_sees(x):
    p = P(x[0], x[1])

    def read():
        return p.a
    s = 0.0
    for v in x:
        p = p.step(v)
        s = s + read()
    return s


ACTIVATIONS = {0: "tanh", 1: "square"}


class Scale:
    def __init__(self, w, kind):
        self.w, self.kind = (w, kind)

    def __call__(self, x):
        return np.tanh(x * self.w) if self.kind == "tanh" else (x * self.w) ** 2 if self.kind == "square" else x + self.w


def layers_by_name(x):
    """Whether the dict is one at run time or the loop is followed turn by turn is found out late."""
    params = {"w0": x[:2], "w1": x[1:3], "w2": x[3:]}
    n = len(params)
    layers = []
    for i in range(n):
        layers.append(Scale(params[f"w{i}"], ACTIVATIONS.get(i, "shift") if i < n - 1 else "shift"))
    y = np.array([0.3, 0.8])
    for layer in layers:
        y = layer(y)
    return y.sum()


CASES = every(globals(), X)
