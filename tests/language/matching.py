"""match in its forms."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


@dataclass
class Disk:
    radius: float


@dataclass
class Box:
    width: float
    height: float


def literals(x):
    s = x[0]
    for kind in ("square", "cube", "other", "none"):
        match kind:
            case "square":
                s = s * x[1] ** 2
            case "cube" | "other":
                s = s + x[2] ** 3
            case _:
                s = s * 1.5
    return s


def numbers_and_guards(x):
    total = 0.0
    for k, v in enumerate(x):
        match k:
            case 0:
                total += v
            case n if n > 3:
                total += v**3
            case _ if v > 1.2:
                total += v**2
            case _:
                total -= v
    return total


def sequences(x):
    total = 0.0
    for item in ((x[0],), (x[1], x[2]), [x[3], x[4], x[0]], ()):
        match item:
            case [a]:
                total += a
            case [a, b]:
                total += a * b
            case [first, *rest]:
                total += first * sum(rest)
            case []:
                total *= 2.0
    return total


def tagged_tuples(x):
    s = x[0]
    for op in (("add", x[1]), ("scale", x[2], 2.0), ("neg",)):
        match op:
            case ("add", v):
                s = s + v
            case ("scale", v, w):
                s = s * v * w
            case ("neg",):
                s = -s
    return s


def mappings(x):
    total = 0.0
    for item in ({"r": x[0]}, {"w": x[1], "h": x[2]}, {"kind": "point"}):
        match item:
            case {"r": r}:
                total += r**2
            case {"w": w, "h": h}:
                total += w * h
            case {"kind": "point"}:
                total *= x[3]
    return total


def classes(x):
    total = 0.0
    for shape in (Disk(x[0]), Box(x[1], x[2]), Box(width=x[3], height=2.0)):
        match shape:
            case Disk(radius=r):
                total += np.pi * r**2
            case Box(w, h):
                total += w * h
    return total


def captured_whole(x):
    match (x[0], (x[1], x[2])):
        case (a, (b, _) as pair):
            return a * b * pair[1]
    return 0.0


def none_and_singletons(x):
    s = x[0]
    for v in (None, True, x[1]):
        match v:
            case None:
                s = s * x[2]
            case True:
                s = s + x[3]
            case other:
                s = s * other
    return s


def no_case_fits(x):
    y = x[0] * x[1]
    match "nothing":
        case "a":
            y = x[2]
        case "b":
            y = x[3]
    return y * y


def returns_from_cases(x):
    return _area(Disk(x[0])) * _area(Box(x[1], x[2])) + _area(None)


def _area(shape):
    match shape:
        case Disk(r):
            return r * r
        case Box(width=w, height=h) if w > 1.0:
            return w * h
        case _:
            return 1.0


TABLE = {"kind": "scale", "by": 2.0, "left": 1.0}
STEPS = (1.0, 2.0, 3.0)
PROGRAM = [("go", 2.0), ("turn", 0.5, "left"), ("stop",), ("turn", 0.25, "right")]


def of_what_lives_outside(x):
    match TABLE:
        case {"kind": "scale", "by": k, **rest}:
            s = k * x[0] * len(rest)
        case _:
            s = x[1]
    match STEPS:
        case (a, b, *more):
            s = s * a * x[1] + b * len(more)
    for step in PROGRAM:
        match step:
            case ("go", d):
                s += d * x[2]
            case ("turn", w, "left" | "up"):
                s *= w * x[3]
            case ("turn", w, _):
                s -= w * x[4] ** 2
    return s


def of_run_time_lists_and_dicts(x):
    large, squares = [], {}
    for k, v in enumerate(x):
        if v > 1.2:
            large.append(v)
        squares[k] = v * v
    s = x[0]
    match large:
        case [] | [_]:
            s = s * 2.0
        case [a, *rest]:
            s = s * a * sum(rest)
    match squares:
        case {7: a}:
            s = s - a
        case {0: a, 3: b}:
            s = s * a + b
    return s


def one_of_two_objects(x):
    shape = Disk(x[0]) if x[1] > 5.0 else Box(x[2], x[3])
    match shape:
        case Disk(r):
            s = r * x[4]
        case Box(width=w, height=h) if w > h:
            s = w
        case Box(w, h):
            s = w * h ** 2
    return s


CASES = every(vars(), X)
