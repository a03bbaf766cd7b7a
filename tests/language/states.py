"""Dicts that a loop or a branch makes anew: by their entries, or at run time where they have two names."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def _step(s, v):
    return {**s, "a": s["a"] * v, "n": s["n"] + 1}


def state_dict(x):
    s = {"a": x[0], "b": x[1], "n": 0}
    for v in x:
        s = _step(s, v)
    return s["a"] * s["b"] * s["n"]


def alias_before(x):
    s = {"a": x[0], "n": 0}
    t = s
    for v in x:
        t["a"] = t["a"] + v
        s = _step(s, v)
    return s["a"] * t["a"]


def alias_in_body(x):
    s = {"a": x[0], "n": 0}
    tot = 0.0
    for v in x:
        prev = s
        s = _step(s, v)
        prev["a"] = v * 3
        tot += prev["a"] * s["a"]
    return tot + prev["a"]


def alias_written_next_turn(x):
    s = {"a": x[0], "n": 0}
    other = {"a": x[1], "n": 5}
    tot = 0.0
    for v in x:
        other["a"] = v * v
        tot += s["a"]
        s = other if v > 1.2 else _step(s, v)
    return tot + s["a"]


def written_in_body_then_new(x):
    s = {"a": x[0], "n": 0}
    for v in x:
        s["a"] = s["a"] + v
        s["n"] += 1
        s = dict(s)
        s["a"] *= v
    return s["a"] * s["n"]


def new_name_read_next_turn(x):
    s = {"a": x[0], "n": 0}
    new = None
    tot = 0.0
    for v in x:
        if new is not None:
            tot += new["a"]
            new["a"] = v
        tot += s["a"]
        new = dict(s)
        new["a"] = new["a"] * v
        s = new
    return s["a"] + tot


def states_recorded(x):
    s = {"a": x[0], "n": 0}
    hist = [s]
    for v in x:
        s = _step(s, v)
        hist.append(s)
    hist[1]["a"] = x[3]
    return s["a"] * hist[2]["a"] + sum(h["a"] for h in hist)


def early_exit(x):
    s = {"a": x[0], "n": 0, "done": False}
    for v in x:
        if s["a"] > 3.0:
            break
        s = {**s, "a": s["a"] * 1.5 + v}
    else:
        s["a"] = 0.0
    return s["a"] ** 2 + s["n"]


def while_loop(x):
    s = {"a": x[0], "n": 0}
    while s["a"] < 10.0 and s["n"] < 20:
        s = {"a": s["a"] * x[1] + x[2], "n": s["n"] + 1}
    return s["a"] * s["n"]


def nested_dict(x):
    s = {"p": {"w": x[0], "b": x[1]}, "k": 0}
    for v in x:
        s = {"p": {"w": s["p"]["w"] * v, "b": s["p"]["b"] + v}, "k": s["k"] + 1}
    return s["p"]["w"] * s["p"]["b"]


def arrays_written(x):
    s = {"u": x * 1.0, "t": 0.0}
    u0 = s["u"]
    for v in x:
        s = {"u": s["u"], "t": s["t"] + v}
        s["u"][0] += v * s["t"]
    return np.sum(s["u"] ** 2) + u0[0]


def conditional_in_function(x):
    def upd(s, v):
        if v > 1.2:
            return {"a": s["a"] + v, "b": s["b"]}
        return {"a": s["a"], "b": s["b"] * v}
    s = {"a": x[0], "b": x[1]}
    for v in x:
        s = upd(s, v)
    return s["a"] * s["b"]


def branch_alias(x):
    d1 = {"a": x[0]}
    d2 = {"a": x[1]}
    d = d1 if x[2] > 0.5 else d2
    d["a"] = x[3] * 2
    return d1["a"] * d2["a"] * d["a"]


def branch_alias2(x):
    d1 = {"a": x[0]}
    d = d1
    if x[2] > 0.5:
        d = {"a": x[1]}
    d1["a"] = x[3]
    return d["a"] * d1["a"]


def momentum(x):
    p = {"w": x[:2].copy(), "b": x[2]}
    m = {k: 0.0 * v for k, v in p.items()}
    for v in x:
        g = {"w": 2 * p["w"] * v, "b": np.cos(p["b"])}
        m = {k: 0.9 * m[k] + g[k] for k in p}
        p = {k: p[k] - 0.1 * m[k] for k in p}
    return np.sum(p["w"] ** 2) + p["b"] ** 2


def key_added(x):
    s = {"a": x[0]}
    for k, v in enumerate(x):
        s = {**s, k: v * s["a"]}
    return sum(s.values())


def closure_sees(x):
    s = {"a": x[0], "n": 0}
    def get():
        return s["a"] * 2
    t = 0.0
    for v in x:
        s = _step(s, v)
        t += get()
    return t


def passed_on(x):
    def run(state):
        for v in x:
            state = _step(state, v)
        return state
    st = {"a": x[0], "n": 0}
    out = run(st)
    st["a"] = 5.0 * x[1]
    return out["a"] * st["a"]


def swap_and_write(x):
    a, b = {"v": x[0]}, {"v": x[1]}
    for v in x:
        a, b = b, a
        a["v"] = a["v"] * v
    return a["v"] + 2 * b["v"]


def _upd(s, v):
    if v > 1.2:
        return {"a": s["a"] * v, "b": s["b"] + 1}
    return s


def _bump(s, v):
    s["a"] = s["a"] + v


def returned_same_or_new_then_bumped(x):
    s = {"a": x[0], "b": x[1]}
    first = s
    for v in x:
        s = _upd(s, v)
        _bump(s, 0.3 * v)
    return s["a"] * s["b"] + first["a"] ** 2


def bumped_by_other_name_next_turn(x):
    s = {"a": x[0], "b": x[1]}
    o = {"a": x[2], "b": x[3]}
    t = 0.0
    for v in x:
        _bump(o, v)
        t += s["a"]
        s = o if v > 1.2 else {"a": v, "b": s["b"]}
    return t + s["a"] * o["a"]


def frozen_then_rebound_conditionally(x):
    a = {"v": x[0]}
    m = {"v": x[1]}
    t = 0.0
    for v in x:
        a["v"] = a["v"] * v
        t += m["v"]
        m = a if v > 1.2 else m
        if v > 1.4:
            a = {"v": v}
    return t + m["v"] * a["v"]


def outer_inner_alias_kept(x):
    d = {"v": x[0]}
    s = {"v": x[1]}
    t = 0.0
    for v in x:
        d["v"] = d["v"] + v
        t += s["v"]
        s = d
        for w in x:
            if w > 1.2 * v:
                s = {"v": s["v"] * w}
    return t + d["v"] + s["v"]


def nested_written_through(x):
    s = {"p": {"w": x[0]}, "k": 0}
    keep = s["p"]
    for v in x:
        s = {"p": s["p"], "k": s["k"] + 1}
        s["p"]["w"] = s["p"]["w"] * v
    return s["p"]["w"] + keep["w"] ** 2


def nested_swapped(x):
    s = {"p": {"w": x[0]}, "q": {"w": x[1]}}
    for v in x:
        s = {"p": s["q"], "q": s["p"]}
        s["p"]["w"] = s["p"]["w"] * v
    return s["p"]["w"] + 2 * s["q"]["w"]


def nested_same_twice(x):
    p = {"w": x[0]}
    s = {"p": p, "q": p}
    for v in x:
        s = {"p": s["p"], "q": s["q"]}
        s["p"]["w"] = s["p"]["w"] * v
    return s["p"]["w"] + 2 * s["q"]["w"]


def in_object(x):
    class M:
        def __init__(self):
            self.s = {"a": x[0], "n": 0}
            self.last = None

        def step(self, v):
            self.last = self.s
            self.s = {"a": self.s["a"] * v, "n": self.s["n"] + 1}
    m = M()
    for v in x:
        m.step(v)
    m.last["a"] = m.last["a"] + 1
    return m.s["a"] * m.last["a"]


def walked_while_rebound(x):
    d = {"a": x[0], "b": x[1], "z": x[2]}
    t = 0.0
    for _k, v in d.items():
        t += v * v
        if v > 1.2:
            d = dict(d)
        d["z"] = d["z"] + v
    return t + d["z"]


def while_break(x):
    s = {"a": x[0], "k": 0}
    while True:
        n = {"a": s["a"] * 1.3, "k": s["k"] + 1}
        if n["a"] > 4.0:
            break
        s = n
    return s["a"] * n["a"] * s["k"]


CASES = every(vars(), X)
