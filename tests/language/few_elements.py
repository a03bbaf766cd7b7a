"""What is followed element by element: as many as the arrays and integers of this call make."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from cases import Case

X = np.array([1.1, -1.3, 0.7, 1.9])


def tuple_that_grows(x):
    ys = (x[0],)
    for v in x[1:]:
        ys += (ys[-1] * v,)
    first, *rest = ys
    return first * sum(rest) + len(ys) * ys[-1]


def functions_made_in_a_loop(x):
    terms = []
    for k, v in enumerate(x):
        terms.append(lambda t, k=k: v * t ** k)  # noqa: B023
    powers = [lambda t, k=k, v=v: v * t ** k for k, v in enumerate(x)]
    return sum(f(0.5) * g(x[0]) for f, g in zip(terms, powers))


@dataclass
class _Body:
    x: float
    v: float = 0.0

    def push(self, force):
        self.v += 0.1 * force


def objects_made_in_a_loop(x, steps):
    bodies = [_Body(x0) for x0 in x]
    for _ in range(steps):
        for a in bodies:
            a.push(sum(b.x - a.x for b in bodies if b is not a))
        for a in bodies:
            a.x += a.v
    return sum(b.x * b.v for b in bodies)


def as_many_arguments_as_elements(x):
    def product(first, /, *rest, start=1.0):
        for r in rest:
            start *= r + first
        return start
    return product(*x, start=x[1]) + product(*x[:2], x[3])


def integers_among_the_arguments(x, n):
    table = {}
    for k in range(n):
        table[f"c{k}"] = (lambda t: t * t) if k % 2 else np.sin
    return sum(f(x[k]) * len(name) for k, (name, f) in enumerate(table.items()))


CASES = [Case(tuple_that_grows, (X,)), Case(functions_made_in_a_loop, (X,)), Case(objects_made_in_a_loop, (X, 3)),
         Case(as_many_arguments_as_elements, (X,)), Case(integers_among_the_arguments, (X, 3))]
