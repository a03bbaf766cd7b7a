"""Generator expressions: walked as they go, in the scope that they were written in."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def _terms(x, k):
    w = x[0] * k
    return (v * w for v in x)


def returned(x):
    return sum(_terms(x, 2.0)) * x[1]


def shadow(x):
    v = x[0] * 3.0
    s = 0.0
    for y in (v * v for v in x):
        s = s * v + y
    return s


def nested(x):
    return sum(sum(a * b for a in x) for b in x)


def rebinding(x):
    ys = x * 2.0
    g = (v * v for v in ys)
    ys = x * 0.0
    return sum(g) + ys[0]


def late(x):
    k = 2.0
    g = (v * k for v in x)
    k = x[0]
    return sum(g)


def zipped(x):
    return sum(a * b for a, b in zip((v * v for v in x), (w + 1.0 for w in x)))


def enumerated(x):
    s = 0.0
    for i, y in enumerate(v * v for v in x):
        if i == 3:
            break
        s += y * i
    return s


def filtered(x):
    return sum(v * w for v in x if v > 1.2 for w in x)


def calls(x):
    def f(v):
        if v > 1.2:
            return v ** 2
        return v

    return sum(f(v) for v in x)


def lists_inside(x):
    return sum(sum([v, v * 2.0]) for v in x)


def listed(x):
    ys = list(v * v for v in x)
    ys.append(x[0])
    return sum(ys) * ys[1]


def arrays(x):
    return np.sum(sum(v * x for v in x))


def same_name_in_callee(x):
    v = 3.0

    def g(it):
        v = 2.0
        s = 0.0
        for t in it:
            s += t * v
        return s

    return g(v * x[0] for v in x) + v


def dictgen(x):
    d = dict((i, v * v) for i, v in enumerate(x))
    return d[0] * d[3]


def joined(x):
    return x[0] * len(",".join(str(i) for i in range(3)))


def stacked(x):
    return np.sum(np.stack([np.sin(v) * x for v in x]) ** 2) + np.prod([v for v in x])


def anyall(x):
    return x[0] * (2.0 if any(v > 1.8 for v in x) else 1.0) * (3.0 if all(v > 0.9 for v in x) else 1.0)


def augment(x):
    acc = x[0]
    acc += sum(v ** 2 for v in x[1:])
    return acc


CASES = every(globals(), X)
