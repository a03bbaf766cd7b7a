"""What is true: containers, objects and numbers, alone and with and/or/not; asked in a loop that changes them."""
from __future__ import annotations

from collections import deque

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


class Box:
    def __init__(self, xs):
        self.xs = xs

    def __len__(self):
        return len(self.xs)


class B2:
    def __init__(self, v):
        self.v = v

    def __bool__(self):
        return bool(self.v > 1.2)


def a_queue_and_a_number(x):
    q = deque()
    s = 0.0
    for v in x:
        if q and v > q[-1] or not q:
            q.append(v)
        elif not (q and len(q) > 1):
            s += v
    return s + sum(q)


def list_or_default(x):
    xs = [v for v in x if v > 1.2]
    ys = xs or [1.0]
    return sum(ys) + (x[0] if not xs else x[1])


def objects_with_a_length(x):
    return (2.0 if Box([x[0]]) else 1.0) * x[0] + (3.0 if Box([]) else 1.0) * x[1]


def objects_with_a_truth(x):
    s = 0.0
    for v in x:
        b = B2(v)
        if b and v < 1.8:
            s += b.v ** 2
        elif b or v > 5:
            s += v
        s += 1.0 * v if not b else 0.0
    return s


def dict_and_a_number(x):
    d = {}
    for k, v in enumerate(x):
        if d and v > 1.2:
            d[k] = v
        elif not d:
            d[k] = 2.0 * v
    return sum(d.values())


def none_or_less(x):
    w = None
    for v in x:
        if w is None or v > w:
            w = v
    return w ** 2


def tuple_and_a_number(x):
    t = (x[0], x[1])
    return x[0] if t and x[1] > 1.0 else x[2]


def none_or_a_number(x):
    o = None
    if o or x[0] > 1.0:
        return x[0] ** 2
    return x[1]


def list_and_a_number(x):
    q = [x[0], x[1]]
    s = 0.0
    while q and s < 3.0:
        s += q.pop() ** 2
    return s


def text(x):
    name = ""
    return x[0] ** 2 if (name or "b") and not (name and x) else x[1]


def dict_that_is_filled(x):
    d = {}
    for k, v in enumerate(x):
        if d:
            d[k] = v
        else:
            d[k] = 2.0 * v
    return sum(d.values())


def list_that_is_filled(x):
    d = []
    for v in x:
        if d:
            d.append(v)
        else:
            d.append(2.0 * v)
    return sum(d)


def list_asked_again(x):
    d = []
    for v in x:
        if not d:
            d.append(3.0 * v)
        elif v > 1.2 and d:
            d.append(v)
        s = d[-1] * 2.0 if d else v
        d[-1] = s
    return sum(d)


def list_that_is_emptied(x):
    d = [1.0]
    s = 0.0
    for v in x:
        s += v ** 2 if d else 3.0 * v
        d.clear()
    return s


def part_of_an_array_compared(x):
    y = x * 1.0
    s = 0.0
    for k in range(3):
        if y[k:k + 1] > 1.2:
            s += y[k] ** 2
        y[k] = 10.0
    return s


def part_of_an_array_that_is_written(x):
    flags = np.array([True, False, True])
    s = 0.0
    for k in range(3):
        if flags[k:k + 1]:
            s += x[k] ** 2
        flags[k] = not flags[k]
    return s


CASES = every(globals(), X)
