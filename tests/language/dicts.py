"""Dictionaries and sets."""
from __future__ import annotations

from collections import OrderedDict

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])
SCALES = {"a": 2.0, "b": 3.0}


def literals(x):
    d = {"a": x[0], "b": x[1] ** 2, 3: x[2], (0, 1): x[3]}
    return d["a"] * d["b"] + d[3] * d[(0, 1)]


def stores(x):
    d = {}
    d["a"] = x[0] * x[1]
    d["b"] = d["a"] ** 2
    d["a"] = x[2]
    d["b"] += d["a"]
    return d["a"] * d["b"]


def constructor(x):
    d = dict(a=x[0], b=x[1])
    e = dict(d, c=x[2])
    e["a"] = x[3]
    f = dict([("p", x[4]), ("q", x[0])])
    return d["a"] * e["a"] * e["c"] + f["p"] * f["q"]


def unpacked_literal(x):
    d = {"a": x[0], "b": x[1]}
    e = {**d, "b": x[2], "c": x[3]}
    return e["a"] * e["b"] * e["c"] + d["b"]


def merged(x):
    d = {"a": x[0], "b": x[1]} | {"b": x[2]}
    d |= {"c": x[3]}
    d.update({"a": x[4]}, e=x[0])
    return d["a"] * d["b"] + d["c"] * d["e"]


def get_and_default(x):
    d = {"a": x[0] ** 2}
    return d.get("a") * d.get("b", x[1]) + d.get("a", 0.0) + d.setdefault("c", x[2]) * d["c"]


def pop_and_delete(x):
    d = {"a": x[0], "b": x[1], "c": x[2]}
    v = d.pop("b") * d.pop("z", x[3])
    del d["a"]
    return v * d["c"] + len(d)


def nested(x):
    d = {"u": {"v": x[0], "w": [x[1], x[2]]}}
    d["u"]["v"] *= x[3]
    d["u"]["w"][0] = d["u"]["v"] ** 2
    return d["u"]["w"][0] * d["u"]["w"][1]


def values_in_order(x):
    d = OrderedDict()
    for k, name in enumerate("abc"):
        d[name] = x[k] ** (k + 1)
    s = 1.0
    for v in d.values():
        s = s * v + 1.0
    return s + list(d.values())[1] * sum(d.values())


def items_rewritten_in_loop(x):
    params = {"w": x[:3] * 1.0, "b": x[3]}
    for _ in range(3):
        for name, value in params.items():
            params[name] = value - 0.1 * value**2
    return np.sum(params["w"] ** 2) * params["b"]


def comprehension_over_items(x):
    d = {"a": x[0], "b": x[1]}
    e = {k: v * SCALES[k] for k, v in d.items()}
    return e["a"] * e["b"] * max(e.values())


def keyed_by_number_in_loop(x):
    memo = {0: x[0], 1: x[1]}
    for k in range(2, 5):
        memo[k] = memo[k - 1] * memo[k - 2] + x[k]
    return memo[4]


def memoised(x):
    return _steps(4, x, {})


def _steps(n, x, memo):
    if n in memo:
        return memo[n]
    value = x[n] if n < 2 else _steps(n - 1, x, memo) * _steps(n - 2, x, memo) + x[n]
    memo[n] = value
    return value


def global_table(x):
    return sum(SCALES[k] * v for k, v in zip(sorted(SCALES), x * x))


def counts(x):
    counts = {}
    for i in (0, 1, 0, 2, 0):
        counts[i] = counts.get(i, 0) + 1
    return sum(c * x[k] ** 2 for k, c in counts.items())


def sets_of_constants(x):
    chosen = {0, 2} | {4}
    chosen.add(1)
    s = 0.0
    for i in range(5):
        if i in chosen:
            s += x[i] ** 2
    return s * len(chosen)


def returned_dict(x):
    out = _moments(x)
    return out["mean"] * out["spread"]


def _moments(v):
    m = np.mean(v)
    return {"mean": m, "spread": np.sqrt(np.mean((v - m) ** 2))}


def filled_by_callee(x):
    store = {"calls": 0}
    _record(store, "first", x[0] * x[1])
    _record(store, "second", store["first"] ** 2)
    return store["second"] * store["calls"]


def _record(store, name, value):
    store[name] = value
    store["calls"] += 1


def cells_of_a_grid(x):
    points = np.outer(x, np.array([1.0, 0.7]))
    cells, t = {}, 0.0
    for k, p in enumerate(points):
        key = tuple(int(c // 0.5) for c in p)
        cells.setdefault(key, []).append(k)
    for key, members in cells.items():
        for i in members:
            for dx in (-1, 0, 1):
                for j in cells.get((key[0] + dx, key[1]), []):
                    t += np.sum((points[i] - points[j]) ** 2) * (1 + key[1])
    return t + (0.0 if tuple((points[0] // 0.5).astype(int)) in cells else x[0])


def beams_keyed_by_tuple(x):
    beams = {(): 0.0}
    for v in x:
        grown = {}
        for prefix, score in beams.items():
            for k in range(3):
                new = prefix + (k,) if k else prefix
                step = score + v * (0.5 - 0.4 * k)
                grown[new] = np.logaddexp(grown[new], step) if new in grown else step
        beams = dict(sorted(grown.items(), key=lambda entry: entry[1], reverse=True)[:3])
    return sum(score * score for score in beams.values())


def beams_keyed_by_text(x):
    beams = {"": 0.0}
    for v in x:
        grown = {}
        for prefix, score in beams.items():
            for k in range(2):
                grown[prefix + "ab"[k]] = score + v * (0.5 - 0.8 * k) * (1 + len(prefix))
        beams = dict(sorted(grown.items(), key=lambda entry: entry[1])[-2:])
    return sum(score * score for score in beams.values())


class Link:
    def __init__(self, name, forward, inverse):
        self.name, self.forward, self.inverse = name, forward, inverse


LINKS = {"log": Link("log", np.log, np.exp), "logit": Link("logit", None, lambda e: 1.0 / (1.0 + np.exp(-e)))}


def table_of_objects(x):
    total = 0.0
    for name, link in LINKS.items():
        total = total + np.sum(link.inverse(x)) * len(name)
    return total * np.prod(LINKS["logit"].inverse(x))


_REACTIONS = [{"from": {"A": 1, "B": 2}, "to": {"C": 1}, "k": 2.0, "w": [0.1, 0.2]},
              {"from": {"C": 1}, "to": {"A": 1, "B": 2}, "k": 0.5, "w": [0.3, 0.4]}]


def table_outside(x):
    places = {name: k for k, name in enumerate("ABC")}
    c, history = x[:3].copy(), {name: [] for name in places}
    for _ in range(4):
        change = np.zeros(3)
        for reaction in _REACTIONS:
            rate = reaction["k"] * reaction["w"][1]
            for name, n in reaction["from"].items():
                rate = rate * c[places[name]] ** n
            for name, n in reaction["from"].items():
                change[places[name]] -= n * rate
            for name, n in reaction["to"].items():
                change[places[name]] += n * rate
        c = c + 0.1 * change
        for name, k in places.items():
            history[name].append(c[k])
    return sum(history["A"]) + history["C"][-1] ** 2


_SETTINGS = {"gain": 2.0, "offset": 3.0}


def state_is_a_new_dict_each_time(x):
    state = {**_SETTINGS, "offset": x[0], "P": np.eye(2)}
    logs = []
    for k, v in enumerate(x):
        before = dict(state)
        if k % 2:
            state = {**state, "gain": state["gain"] * v, "P": state["P"] + np.outer(x[:2], x[1:3])}
        else:
            state = {**state, "offset": state["offset"] + v * before["gain"]}
        logs.append(state["gain"] - before["offset"])
    return state["gain"] * state["offset"] + np.sum(state["P"] ** 2) + sum(logs)


def spread_of_a_runtime_dict(x):
    squares = {}
    for k, v in enumerate(x):
        squares[k] = v * v
    more = {**squares, 99: x[0], 0: x[1]}
    return sum(more.values()) * more[99] * more[0]


SETTINGS = [("power", {"of": 2.0}), ("shift", {"by": 0.5, "scale": 3.0})]
STEPS = {"power": lambda v, of: v**of, "shift": lambda v, by, scale: (v + by) * scale}


def keywords_of_a_table(x):
    for kind, named in SETTINGS:
        x = STEPS[kind](x, **named)
    return np.sum(x)


def best_sequences(x):
    beams = [(0.0, [])]
    for v in x:
        found = []
        for score, taken in beams:
            for k in range(3):
                found.append((score + v * (0.5 - 0.4 * k) + (0.1 * v * taken[-1] if taken else 0.0), taken + [k]))
        found.sort(key=lambda entry: entry[0], reverse=True)
        beams = found[:2]
    return beams[0][0] + beams[1][0] ** 2 * sum(beams[1][1])


def _mapped(f, *trees):
    if isinstance(trees[0], dict):
        return {k: _mapped(f, *(t[k] for t in trees)) for k in trees[0]}
    if isinstance(trees[0], list | tuple):
        return type(trees[0])(_mapped(f, *parts) for parts in zip(*trees))
    return f(*trees)


def trees_of_parameters(x):
    params = {"enc": [{"w": x[:2], "b": x[2]}, {"w": x[2:4], "b": x[3]}], "out": (x[3:], 0.5)}
    speed = _mapped(lambda p: 0.1 * p, params)
    for _ in range(4):
        speed = _mapped(lambda v, p: 0.9 * v - 0.1 * np.sin(p), speed, params)
        params = _mapped(lambda p, v: p + v, params, speed)
    return sum(np.sum(layer["w"]) * layer["b"] for layer in params["enc"]) + np.sum(params["out"][0]) * params["out"][1]


CASES = every(vars(), X)
