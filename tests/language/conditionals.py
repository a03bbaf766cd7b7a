"""Branches: if, conditional expressions, boolean operators, comparisons."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def if_elif_else(x):
    if x[0] > 2.0:
        y = x[0]
    elif x[1] > 1.2:
        y = x[1] ** 2
    else:
        y = x[2] ** 3
    return y * x[3]


def if_without_else(x):
    y = x[0]
    if x[1] > 1.0:
        y = y * x[1]
    if x[2] > 1.0:
        y = y * x[2]
    return y


def nested_ifs(x):
    s = 0.0
    for v in x:
        if v > 1.0:
            if v > 1.4:
                s += v**2
            else:
                s += v
        elif v < 0.8:
            s -= v**3
    return s


def different_names_in_arms(x):
    if x[0] < x[1]:
        small, large = x[0], x[1]
    else:
        small, large = x[1], x[0]
    return large**2 / small


def conditional_expression(x):
    return (x[0] if x[0] > x[1] else x[1] ** 2) * (x[2] if False else x[3])


def conditional_expressions_nested(x):
    return sum(v if v < 1.0 else v**2 if v < 1.4 else v**3 for v in x)


def conditional_with_in_place(x):
    y = x * 1.0
    if y[0] > 1.0:
        y[1:] *= y[0]
    else:
        y[:-1] *= y[0]
    return np.sum(y**2)


def conditional_chooses_array(x):
    a, b = x * 1.0, x * 2.0
    c = a if x[0] > 1.0 else b
    d = c**2
    return np.sum(d * a) + b[0]


def and_or_not(x):
    s = x[0]
    if x[0] > 1.0 and x[1] > 1.0 or x[2] > 5.0:
        s = s * x[1]
    if not (x[3] > 1.0 and x[2] > 1.0):
        s = s * x[3]
    return s


def or_gives_value(x):
    a = 0.0 or x[0]
    b = None or x[1] * 2.0
    return a * b


def and_gives_value(x):
    return (x[0] and x[1] * x[2]) + (x[3] > 1.0 and x[4] ** 2)


def short_circuit_effects(x):
    calls = []

    def touch(v):
        calls.append(v * v)
        return v > 1.0

    if touch(x[0]) and touch(x[2]) and touch(x[1]):
        return x[0]
    return sum(calls)


def chained_comparison(x):
    if 0.5 < x[2] < 1.0 < x[0] <= 1.2:
        return x[0] * x[1]
    return x[2]


def membership(x):
    s = x[0]
    for k in range(5):
        if k in (1, 3):
            s = s * x[k]
        if k not in [0, 1, 2, 3]:
            s = s + x[k] ** 2
    return s


def membership_in_dict(x):
    d = {"a": x[0] ** 2}
    if "a" in d and "b" not in d:
        return d["a"] * x[1]
    return x[2]


def identity_tests(x):
    y = None
    s = x[0]
    for v in x:
        if y is None:
            y = v * v
        else:
            s += y * v
    return s if y is not None else 0.0


def equality_of_strings(x, mode="cube"):
    if mode == "square":
        return np.sum(x**2)
    if mode == "cube":
        return np.sum(x**3)
    raise ValueError(mode)


def truth_of_container(x):
    rest = []
    if not rest:
        rest.append(x[0] * x[1])
    if rest and len(rest) < 2:
        rest.append(rest[0] * x[2])
    return rest[0] * rest[-1]


def all_and_any_of_arrays(x):
    if np.all(x > 0.5) and (x > 1.8).any():
        return np.sum(x**2)
    return np.sum(x)


def sign_by_branch(x):
    y = np.zeros(5)
    for i, v in enumerate(x - 1.2):
        if v >= 0:
            y[i] = v**2
        else:
            y[i] = -v * x[i]
    return np.sum(y)


def condition_from_previous_iteration(x):
    up = True
    s = x[0]
    for v in x[1:]:
        s = s * v if up else s + v**2
        up = s < 2.0
    return s


CASES = every(vars(), X)
