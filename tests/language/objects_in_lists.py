"""Objects in lists, dicts and queues whose length is known only at run time."""
from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np
from cases import every

X = np.linspace(-1.0, 1.0, 40) + 0.013


class _Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return _Point(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return _Point(self.x * k, self.y * k)

    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        return self

    @property
    def size(self):
        return self.x * self.x + self.y * self.y

    def copy(self):
        return _Point(self.x, self.y)


@dataclass(frozen=True)
class _State:
    t: float
    q: np.ndarray

    def energy(self):
        return np.sum(self.q ** 2) + self.t


def trajectory(x):
    states = [_State(0.0, x[:2])]
    for _ in range(30):
        s = states[-1]
        states.append(_State(s.t + 0.1, s.q + 0.05 * np.array([s.q[1], -x[2] * s.q[0]])))
    return sum(s.energy() for s in states) * states[-1].q[1] + states[7].q[0] * len(states)


def copies_of_what_is_moved(x):
    at, speed, trail = _Point(x[0], x[1]), _Point(x[2], x[3]), []
    for k in range(30):
        speed += at * (-0.05 / (at.size + 0.5))
        at += speed * 0.05
        if k % 3 == 0:
            trail.append(at.copy())
    return sum(p.size for p in trail) + max(trail, key=lambda p: p.x).y


def chosen_and_sorted(x):
    points = [_Point(x[0] * k, x[1] * math.sin(k)) for k in range(30)]
    near = [p for p in points if p.y > 0.1]
    best, total = min(near, key=lambda p: abs(p.x - 8.0 * x[2])), _Point(0.0, 0.0)
    for p in sorted(points, key=lambda p: -p.y):
        total = total * 0.9 + p
    return sum(p.size for p in near) + best.y * total.size + len(near)


def queue_and_stack(x):
    window, stack, s = deque(maxlen=3), [_Point(x[0], x[1])], 0.0
    for v in x:
        window.append(_Point(v, 1.0 + v))
        top = stack.pop()
        stack.append(top * 0.5 + _Point(v, 0.0))
        if v > 0.0:
            stack.append(_Point(v, v))
        if len(window) == 3:
            s += window[0].x * window[1].y * top.size
    return s + stack[-1].size * len(stack)


@dataclass
class _Part:
    at: _Point
    state: _State
    kind: str = "a"
    weights: list = field(default_factory=list)


def objects_in_objects_and_tuples(x):
    parts, rows, pairs = [], [], []
    for k, v in enumerate(x):
        parts.append(_Part(_Point(v, 1.0), _State(v, x[:3] * v), "a" if v > 0.0 else "b", [v, 2.0]))
        rows.append([_Point(v, 1.0), _Point(x[0], v)])
        pairs.append((k % 3, _Point(v, 1.0), [v, 2.0]))
    s = sum(p.state.energy() * p.at.x * p.weights[0] for p in parts) + sum(p.at.y * p.state.t for p in parts if p.kind == "a")
    return s + sum(r[0].x * r[1].y for r in rows) + sum(k * p.size * w[0] for k, p, w in pairs)


CASES = every(vars(), X)
