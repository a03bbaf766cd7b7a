"""Containers in containers that are known only at run time; slices of lists that are replaced."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def dict_of_lists(x):
    d = {}
    for k in range(3):
        d[k] = [v * (k + 1.0) for v in x]
    return sum(d[0]) * d[1][2] + d[2][0] ** 2


def dict_of_lists_overwritten(x):
    d = {}
    for k in range(5):
        d[k % 2] = [v * x[k] for v in x]
    return sum(d[0]) * sum(d[1])


def dict_of_lists_then_written(x):
    d = {}
    for k in range(3):
        row = [v * (k + 1.0) for v in x]
        d[k] = row
        row[0] = x[1] * x[2]
        d[k].append(x[k])
    return sum(d[0]) * d[1][0] + d[2][5] ** 2


def list_rows_replaced(x):
    rows = [[v, v * v] for v in x]
    for k in range(5):
        rows[k] = [rows[k][1], x[k] * 2.0]
    return sum(r[0] * r[1] for r in rows)


def list_rows_swapped(x):
    rows = [[v, v * v] for v in x]
    for k in range(4):
        rows[k], rows[k + 1] = rows[k + 1], rows[k]
    return sum(r[0] * r[1] * (k + 1) for k, r in enumerate(rows))


def one_list_twice(x):
    row = [x[0], x[1]]
    d = {}
    for k in range(3):
        d[k] = row
    return d[0][0] * d[1][1] * d[2][0]


def one_list_twice_written(x):
    row = [x[0], x[1]]
    d = {}
    for k in range(3):
        d[k] = row
        d[k][0] = d[k][0] * x[k]
    return d[0][0] * d[1][1] * d[2][0]


def slice_put(x):
    ys = [v * v for v in x]
    ys[1:3] = [1.0, x[0]]
    return ys[0] * sum(ys)


def slice_put_longer(x):
    ys = [v * v for v in x]
    ys[1:2] = [v * x[0] for v in x]
    return ys[0] * sum(ys) + ys[3] ** 2


def slice_put_step(x):
    ys = [v * v for v in x]
    ys[::2] = [x[0], x[1], x[2]]
    return ys[0] * sum(ys) + ys[3] ** 2


def dict_of_dicts(x):
    d = {}
    for k in range(3):
        d[k] = {"a": x[k], "b": x[k] * x[k + 1]}
    return d[0]["a"] * d[1]["b"] + d[2]["b"]


def dict_of_tuples(x):
    d = {}
    for k in range(5):
        d[k % 3] = (x[k], x[k] ** 2)
    return d[0][0] * d[1][1] + d[2][0]


def list_of_lists_of_lists(x):
    a = []
    for i in range(3):
        b = []
        for j in range(2):
            b.append([x[i], x[j]])
        a.append(b)
    a[1] = a[0]
    return sum(p[0] * p[1] for b in a for p in b)


def arrays_in_dict_written(x):
    d = {}
    for k in range(3):
        d[k] = x * (k + 1)
        d[k][1:] += d[k][:-1] * x[0]
    return np.sum(d[0] * d[1] * d[2])


def lists_in_tuples(x):
    pairs = []
    for v in x:
        pairs.append((v, [v, [v * v, 1.0]]))
    return sum(a * w[0] + a * w[1][0] for a, w in pairs) + pairs[1][1][1][0] * pairs[2][0]


def lists_in_tuples_are_written(x):
    pairs, shared = [], [x[0], x[1]]
    for v in x:
        pairs.append((v, [v, 2.0], shared))
    for a, w, _ in pairs:
        w[1] = a * w[0]
    shared.append(2.0)
    return sum(a * w[1] + z[0] for a, w, z in pairs)


def arrays_and_dicts_in_tuples_are_written(x):
    table = {}
    for k in range(len(x)):
        table[k] = (x[k], np.array([x[k], 2.0]), {"a": x[k] ** 2})
    for a, w, d in table.values():
        w[1] = a * w[0]
        d["b"] = a * d["a"]
    return sum(a * w[1] * d["b"] for a, w, d in table.values())


def slice_put_shared(x):
    zs = [v * v for v in x]
    ys = [v * 2.0 for v in x]
    for k in range(3):
        both = [ys, zs]
        ws = both[k % 2]
        ws[1:3] = zs[2:4]
        zs[2] = ws[0] * x[k]
    return ys[0] * sum(ys) + ys[3] ** 2 + sum(zs)


def slice_put_self(x):
    zs = [v * v for v in x]
    ys = [1.0]
    ys[:] = zs
    zs[0] = zs[0] * ys[0]
    ys[1] = ys[1] * zs[1]
    return ys[0] * sum(ys) + sum(zs)


def beams_of_tuples(x):
    beams = [((), 0.0)]
    for v in x[:4]:
        found = []
        for word, score in beams:
            for k in (0, 1):
                found.append((word + (k,), score + v * (1 if k else -0.5) - 0.1 * len(word) * x[0]))
        found.sort(key=lambda b: -b[1])
        beams = found[:2]
    return beams[0][1] ** 2 + sum(beams[0][0]) * x[1]


CASES = every(globals(), X)
