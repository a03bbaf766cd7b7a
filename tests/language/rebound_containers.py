"""Lists and dicts under a name that gets another one in each turn of a loop, or in an arm of a branch: parameters of a model that
is trained, states of an optimiser. They are carried by what they hold, or built at run time where one of them is changed.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from cases import Case

X = np.array([[0.3, -0.5, 1.1], [1.2, 0.4, -0.7], [-0.2, 0.9, 0.6], [0.8, -1.3, 0.5]])
Y = np.array([0.5, -0.3, 1.2, 0.1])
PARAMS = {"w": np.array([0.7, -0.4, 1.3]), "b": 0.3}
LISTS = [np.array([[0.5, -0.2], [0.3, 0.8], [-0.6, 0.4]]), np.array([0.6, -0.9]), 0.5]
ROWS = {"pi": np.array([0.3, 0.7]), "mu": np.array([[0.5, -0.2], [0.3, 0.8]])}
NESTED = {"a": [np.array([0.6, -0.9]), {"c": 1.5}], "t": (0.3, np.array([0.2, 0.4]))}


def best_kept(p, n):
    best, lo = p, 1e9
    for _i in range(n):
        r = X @ p["w"] + p["b"] - Y
        loss = np.mean(r ** 2)
        if loss < lo:
            lo, best = loss, p
        p = {"w": p["w"] - 0.1 * X.T @ r, "b": p["b"] - 0.1 * r.mean()}
    return np.sum(best["w"] ** 2) + lo + best["b"] * p["b"]


def prev_written(p, n):
    prev = p
    for _i in range(n):
        new = {"w": p["w"] * 1.1, "b": p["b"] + prev["b"]}
        prev = p
        p = new
        p["w"][0] = p["w"][0] + prev["w"][1]
        p["b"] = p["b"] * 0.9
    return np.sum(p["w"] * prev["w"]) + p["b"]


def alias_write(p, n):
    q = p
    for _i in range(n):
        p = {"w": p["w"] * 1.1, "b": p["b"] * 1.2}
        q["b"] = q["b"] + 0.1 * p["b"]
        q = p
    return np.sum(p["w"]) * p["b"] + q["b"]


def inplace_arrays(p, n):
    p = {k: v * 1.0 for k, v in p.items()}
    old = p
    for _i in range(n):
        p["w"] *= 1.1
        p = {"w": p["w"], "b": p["b"] + np.sum(p["w"])}
        p["w"] += 0.1 * p["b"]
    return np.sum(p["w"]) * p["b"] + np.sum(old["w"] ** 2) + old["b"]


def branchy(p, n):
    for i in range(n):
        if p["b"] > 0.5:
            p = {"w": p["w"] * 0.5, "b": p["b"] - 0.5}
        elif i % 2:
            p = {"b": p["b"] + 0.4, "w": p["w"]}
            continue
        else:
            p["b"] = p["b"] + 0.3
        if p["b"] > 5:
            break
    return np.sum(p["w"] ** 2) * p["b"]


def list_params(ps, n):
    hist = []
    for _ in range(n):
        W, b, s = ps
        g = [np.outer(np.ones(3), b) * s, W.sum(0), np.sum(W) * b[0]]
        ps = [p - 0.05 * d for p, d in zip(ps, g)]
        hist.append(ps)
    a = hist[0][2] + hist[-1][1][0]
    return a + np.sum(ps[0] ** 2)


def nested(p, n):
    for _i in range(n):
        (s, v), (u, d) = p["t"], p["a"]
        p = {"a": [u * d["c"] + v, {"c": d["c"] * s}], "t": (s + 0.1, v - u)}
    return np.sum(p["a"][0]) * p["a"][1]["c"] + p["t"][0] * p["t"][1][0]


def structure_varies(p, n):
    for i in range(n):
        q = {"w": p["w"] * 0.9, "b": p["b"]}
        if i > 1:
            q["extra"] = p["b"] * 2
        p = q
    return np.sum(p["w"]) + p["b"] + p.get("extra", 0.0)


def no_turns(p, n):
    q = {"w": p["w"] * 2, "b": 1.0}
    for _i in range(n):
        q = {"w": q["w"] * 0.9, "b": q["b"] * p["b"]}
    return np.sum(q["w"]) * q["b"] * p["b"]


def while_newton(p):
    it = 0
    while True:
        f = p["b"] ** 3 - np.sum(p["w"] ** 2)
        if abs(f) < 1e-12 or it > 40:
            break
        p = {**p, "b": p["b"] - f / (3 * p["b"] ** 2)}
        it += 1
    return p["b"] + np.sum(p["w"])


def update_method(p, n):
    for _k in range(n):
        g = {"w": p["w"] * 0.2, "b": p["b"] ** 2}
        p = {k_: v - 0.1 * g[k_] for k_, v in p.items()}
        p.update(b=p["b"] * 0.7)
    return np.sum(p["w"]) + p["b"]


def swap_dicts(p, n):
    a = {"w": p["w"], "b": p["b"]}
    b = {"w": p["w"] * 2, "b": 1.0}
    for _k in range(n):
        a, b = b, {"w": a["w"] + b["w"], "b": a["b"] * b["b"]}
    return np.sum(a["w"] * b["w"]) + a["b"] - b["b"]


def try_dict(p, n):
    for _k in range(n):
        try:
            if p["b"] < 0:
                raise ValueError
            q = {"w": p["w"] + 0.1, "b": p["b"] - 0.2}
        except ValueError:
            q = {"w": p["w"] * 0.5, "b": -p["b"]}
        p = q
    return np.sum(p["w"] ** 2) + p["b"]


@dataclass
class Opt:
    st: dict[str, Any]
    t: int = 0


def obj_with_dict(p, n):
    o = Opt({"w": np.zeros(3), "b": 0.0})
    for _k in range(n):
        g = {"w": p["w"] * 0.2, "b": p["b"] ** 2}
        o = Opt({k_: 0.9 * o.st[k_] + g[k_] for k_ in g}, o.t + 1)
        p = {k_: p[k_] - 0.1 * o.st[k_] / o.t for k_ in p}
    return np.sum(p["w"]) + p["b"] + o.st["b"]


def inner_alias(p, n):
    d = {"v": p["b"]}
    q = {"x": d, "y": d}
    for _k in range(n):
        q = {"x": q["y"], "y": {"v": q["x"]["v"] * 1.1 + p["w"][0]}}
        q["x"]["v"] += 0.1
    return q["x"]["v"] * q["y"]["v"] + d["v"]


def nested_loops(p, n):
    for _e in range(n):
        for i in range(2, 4):
            p = {"w": p["w"] * np.cos(p["b"] * i), "b": p["b"] + 0.1 * p["w"][0]}
        q = p
        for _ in range(3):
            q = {"w": q["w"] * 0.9, "b": q["b"] * q["w"][1]}
        p = {"w": p["w"] + q["w"], "b": q["b"] + p["b"]}
    return np.sum(p["w"]) + p["b"] + q["b"]


def rows_of_a_list(theta):
    for _ in range(4):
        lp = []
        for k, m in enumerate(theta["mu"]):
            lp.append(m * theta["pi"][k])
        theta = {"pi": theta["pi"] * 1.1, "mu": np.array(lp)}
    return np.sum(theta["mu"])


def arrays_of_an_argument_written(ws):
    s = np.zeros(2)
    for k in range(len(ws)):
        v = ws[k]
        if np.sum(v) > 0.2:
            v = v.copy()
        v[0] = v[0] * 2 + k
        s += v * ws[(k + 1) % len(ws)]
    return np.sum(s ** 2)


def deep_argument(p):
    q = p
    for _ in range(3):
        ws = []
        for w in q["a"]:
            t = []
            for k in range(len(w)):
                t.append(w[k] * q["b"]["c"][k] * q["b"]["d"])
            ws.append(np.array(t))
        q = {"a": ws, "b": {"c": q["b"]["c"] * 0.9, "d": q["b"]["d"] * 1.01}}
    return sum(np.sum(w) for w in q["a"])


def largest_key(swaps, mats):
    dfs = {0: 1.0}
    for rate, T in zip(swaps, mats):
        last = max(dfs)
        for t in range(last + 1, T + 1):
            a = (t - last) / (T - last)
            dfs[t] = np.exp(-a * rate) * dfs[last] + min(dfs) * rate
    return dfs[5] + 0.1 * max(dfs) * dfs[3]


def same_number_twice(p):
    for k in range(2):
        if k == 0:
            p["a"] = p["b"] * p["w"][0]
        p = {"w": p["w"] * p["c"], "a": p["a"] + p["c"], "b": p["b"], "c": p["c"]}
    return np.sum(p["w"]) * p["a"] + p["b"] ** 2


CASES = [
    Case(best_kept, (PARAMS, 5)),
    Case(prev_written, (PARAMS, 3)),
    Case(alias_write, (PARAMS, 3)),
    Case(inplace_arrays, (PARAMS, 3)),
    Case(branchy, (PARAMS, 3)),
    Case(list_params, (LISTS, 4)),
    Case(nested, (NESTED, 3)),
    Case(structure_varies, (PARAMS, 3)),
    Case(no_turns, (PARAMS, 0)),
    Case(while_newton, (PARAMS,)),
    Case(update_method, (PARAMS, 3)),
    Case(swap_dicts, (PARAMS, 3)),
    Case(try_dict, (PARAMS, 3)),
    Case(obj_with_dict, (PARAMS, 3)),
    Case(inner_alias, (PARAMS, 3)),
    Case(nested_loops, (PARAMS, 3)),
    Case(rows_of_a_list, (ROWS,)),
    Case(arrays_of_an_argument_written, ([ROWS["pi"], PARAMS["w"][:2], LISTS[1]],)),
    Case(deep_argument, ({"a": [ROWS["pi"], LISTS[1]], "b": {"c": np.array([1.0, 2.0]), "d": 3.0}},)),
    Case(largest_key, ([0.02, 0.023, 0.027, 0.03], [1, 2, 3, 5])),
    Case(same_number_twice, ({"w": np.array([0.7, -0.4]), "a": 1.0, "b": 1.0, "c": 1.0},)),
]
