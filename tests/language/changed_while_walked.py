"""Lists, dicts and arrays that are changed by the loop that walks them; iterators of several kinds."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def in_tuple_ok(x):
    a, b = ((v * v for v in x), map(abs, x))
    return sum(a) * sum(b)


def star(x):

    def f(*gs):
        return sum(sum(g) for g in gs)
    return f((v * v for v in x), map(abs, x))


def dict_views(x):
    d = {'a': x[0]}
    ks = d.keys()
    d['b'] = x[1]
    return sum(d[k] for k in ks) * len(ks)


def dict_changed_in_loop(x):
    d = {0: x[0], 1: x[1]}
    s = 0.0
    for k in list(d):
        d[k + 2] = d[k] * 2.0
        s += d[k]
    return s + sum(d.values())


def list_grown_in_loop(x):
    ys = [x[0]]
    for y in ys:
        if len(ys) < 4:
            ys.append(y * x[1])
    return sum(ys)


def known_list_shrunk(x):
    ys = [x[0], x[1], x[2]]
    s = 0.0
    for y in ys:
        s += y ** 2
        ys.pop()
    return s


def known_list_written(x):
    ys = [x[0], x[1], x[2]]
    s = 0.0
    for k, y in enumerate(ys):
        s += y ** 2
        if k < 2:
            ys[k + 1] = y * 3.0
    return s


def zip_written(x):
    ys = [x[0], x[1], x[2]]
    s = 0.0
    for a, b in zip(ys, ys[1:]):
        ys[1] = a * 2.0
        s += a * b
    return s


def reversed_grown(x):
    ys = [x[0], x[1]]
    s = 0.0
    for y in reversed(ys):
        ys.append(y * 2.0)
        s += y
    return s + sum(ys)


def enumerate_array_written(x):
    y = x * 1.0
    s = 0.0
    for i, v in enumerate(y):
        s += v * v
        y[(i + 1) % 5] = v * 2.0
    return s


def dict_values_written(x):
    d = {'a': x[0], 'b': x[1]}
    s = 0.0
    for _, v in d.items():
        d['b'] = v * 3.0
        s += v
    return s


def nested_known(x):
    rows = [[x[0], x[1]], [x[2]]]
    s = 0.0
    for r in rows:
        rows[1] = [x[3]]
        s += sum(r)
    return s


def comp_sees_write(x):
    ys = [x[0], x[1]]
    zs = [ys.append(v) or v for v in x[:2]]
    return sum(ys) + sum(zs)


def sum_gen_mutates(x):
    c = [0.0]

    def f(v):
        c[0] = c[0] + v
        return v * c[0]
    return sum(f(v) for v in x) + c[0]


def slice_copy(x):
    ys = [x[0], x[1]]
    zs = ys[:]
    zs[0] = 5.0
    ys.append(zs[0])
    return sum(ys) * len(zs)


def mult_alias(x):
    rows = [[0.0] * 2] * 2
    rows[0][1] = x[0]
    return rows[1][1] * x[1]


CASES = every(globals(), X)
