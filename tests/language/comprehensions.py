"""List, dict, set and generator comprehensions."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def of_elements(x):
    return sum([v * v for v in x]) + np.sum(np.array([np.sin(v) for v in x]) * x)


def of_range(x):
    a = [x[i] * x[i - 1] for i in range(5)]
    return a[0] * a[4] + sum(a)


def with_condition(x):
    return sum([v**2 for v in x if v > 1.2]) * sum(v for v in x if v < 1.0)


def with_several_conditions(x):
    return sum([v * (i + 1) for i, v in enumerate(x) if v > 1.0 if i % 2 == 0])


def nested_loops(x):
    return sum([a * b**2 for a in x for b in x if a > b])


def nested_dependent(x):
    return sum(x[i] * x[j] for i in range(5) for j in range(i))


def matrix(x):
    a = np.array([[x[i] * x[j] if i != j else x[i] + 2.0 for j in range(3)] for i in range(3)])
    return np.linalg.det(a)


def scope_is_its_own(x):
    v = x[0]
    a = [v * v for v in x[1:]]
    return v * a[0]


def uses_enclosing(x):
    c = x[0] * x[1]
    return sum([c * v for v in x]) * c


def unpacking(x):
    return sum([a * b for a, b in zip(x, x[::-1] ** 2)]) + sum(k * v for k, (v, w) in enumerate(zip(x, x)))


def calls_functions(x):
    return np.prod([_softplus(v) for v in x[:3]])


def _softplus(v):
    return np.log1p(np.exp(v))


def dict_comprehension(x):
    d = {k: x[k] ** 2 for k in range(5) if k != 2}
    return d[0] * d[4] + sum(d.values())


def set_comprehension(x):
    kept = {i // 2 for i in range(5)}
    return sum(x[k] ** 3 for k in kept)


def generator_in_reductions(x):
    return sum(v * v for v in x) + max(v * 2.0 for v in x) - min(v for v in x) + np.prod(list(v for v in x))


def generator_with_any_all(x):
    if any(v > 1.8 for v in x) and all(v > 0.5 for v in x):
        return np.sum(x**2)
    return 0.0


def generator_passed_on(x):
    values = (v * v for v in x)
    return sum(values)


def walrus_inside(x):
    return sum([y * y for v in x if (y := v * x[0]) > 1.2])


def stacked(x):
    columns, tails = [x * k for k in range(1, 4)], [x[k:] for k in range(4)]
    return np.sum(np.stack(columns, axis=1) ** 2) + np.sum(np.concatenate(tails))


def list_of_lists(x):
    table = [[v**k for k in range(3)] for v in x[:3]]
    return sum(sum(row) for row in table) + table[1][2] * table[2][1]


def sorted_values(x):
    return sum(k * v for k, v in enumerate(sorted([v * v for v in x])))


def tuple_of_generator(x):
    a, b = (v**2 for v in x[:2])
    return a * b + tuple(v for v in x)[3]


CASES = every(vars(), X)
