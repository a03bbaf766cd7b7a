"""One of two objects or functions, known only at run time."""
from __future__ import annotations

import math

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])
SCALES = {"sin": np.sin, "tanh": np.tanh, "square": np.square}
LADDER = [math.sin, math.cos, math.sqrt]


class Dense:
    activation = "tanh"
    gain = 2.0

    def __init__(self, w, b):
        self.w = w
        self.b = b
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return np.tanh(self.w * x + self.b)

    @property
    def norm(self):
        return self.w**2 + self.b**2

    def grow(self, by):
        self.w = self.w * by
        return self.w


class Power:
    gain = 3.0

    def __init__(self, p):
        self.p = p
        self.b = p * 0.5

    def __call__(self, x):
        return x**self.p

    def grow(self, by):
        self.p = self.p + by
        return self.p

    @property
    def norm(self):
        return abs(self.p)


class Grid:
    def __init__(self, values):
        self.values = values * 1.0

    def __getitem__(self, k):
        return self.values[k]

    def __setitem__(self, k, v):
        self.values[k] = v

    def __len__(self):
        return len(self.values)

    def __mul__(self, other):
        return Grid(self.values * other)

    def total(self):
        return np.sum(self.values**2)


def two_classes(x):
    layer = Dense(x[0], x[1]) if x[2] > 1.0 else Power(x[3])
    y = layer(x[4]) * layer.norm
    layer.grow(x[1])
    return y + layer(x[4]) * layer.b + layer.gain


def built_in_arms(x):
    if x[3] > 1.0:
        layer = Dense(x[0], x[1])
        layer.b = layer.b * x[2]
    else:
        layer = Power(x[3])
    return sum(layer(v) for v in x)


def either_of_two(x):
    a, b = Dense(x[0], x[1]), Dense(x[2], x[3])
    c = a if x[4] > 1.0 else b
    d = b if x[3] > 1.0 else a
    c.w = c.w * x[4]
    d.b = d.b + c(x[0])
    return a(x[1]) * b(x[2]) + a.norm * c.norm + d.calls


def chosen_again_and_again(x):
    a, b = Dense(x[0], x[1]), Power(x[2])
    s = 0.0
    for v in x:
        m = a if v > 1.2 else b
        s = s + m(v)
        m.grow(0.9)
    return s * a.norm * b.norm


def chosen_in_a_while(x):
    a, b = Dense(x[0], x[1]), Dense(x[2], x[3])
    s, k = 1.0, 0
    while s < 6.0 and k < 9:
        m = a if k % 2 else b
        s = s + m(x[k % 5]) + 0.4
        k += 1
    return s


def layers_of_several_classes(x):
    layers = [Dense(x[0], x[1]), Power(x[2]), Dense(x[3], x[4])]
    y = x[1]
    for layer in layers:
        y = layer(y)
    return y


def layer_by_run_time_index(x):
    layers = [Dense(x[0], x[1]), Power(x[2]), Dense(x[3], x[4])]
    k = int(np.argmax(x))
    y = layers[k % 3](x[1])
    layers[-1 - k % 2].grow(x[0])
    return y * layers[2].norm + layers[1].norm


def method_chosen(x):
    a = Dense(x[0], x[1])
    f = a.grow if x[3] > 1.0 else a
    y = f(x[2])
    return y * a.w


def maybe_none(x):
    model = None
    if x[3] > 1.0:
        model = Dense(x[0], x[1])
    other = None
    if x[3] < 1.0:
        other = Dense(x[0], x[1])
    s = x[2]
    if model is not None:
        s = s * model(x[4])
    if other is not None:
        s = s * 100.0
    if other:
        s = s * 50.0
    return s if model else s * 3.0


def told_apart(x):
    m = Dense(x[0], x[1]) if x[3] > 1.0 else Power(x[2])
    s = x[4]
    if isinstance(m, Dense):
        s = s * m.w
    if hasattr(m, "p"):
        s = s * 7.0
    s = s * getattr(m, "p", x[2])
    return s * (m.w if isinstance(m, Dense) else m.p)


def attribute_of_one_arm(x):
    m = Dense(x[0], x[1])
    if x[3] > 1.0:
        m.scale = x[2] ** 2
        m.gain = x[4]
    if x[3] > 1.2:
        return m(x[0]) * m.scale * m.gain
    return m.gain


def class_value_where_not_set(x):
    a, b = Dense(x[0], x[1]), Dense(x[0], x[1])
    if x[2] > 1.0:
        a.gain = x[4]
    if x[3] > 1.0:
        b.gain = x[4]
    return a.gain * b.gain * x[0]


def functions_by_key(x):
    s = 0.0
    for k, name in enumerate(["sin", "tanh", "square", "sin"]):
        s = s + SCALES[name](x[k])
    key = "tanh" if x[0] > 1.0 else "square"
    return s * SCALES[key](x[1])


def functions_by_index(x):
    s = 1.0
    for k in range(len(x)):
        s = s * LADDER[k % 3](x[k]) + [np.sin, np.tanh][int(x[k] > 1.2)](s)
    return s


def local_table(x):
    def twice(v):
        return v * x[0] * 2.0

    table = {"up": twice, "down": lambda v: v / x[1], "off": np.sin}
    s = x[2]
    for step in ("up", "down", "off", "up"):
        s = table[step](s)
    which = ["up", "down", "off"][int(x[3] > 1.0)]
    return table[which](s)


def missing_entry(x):
    k = int(x[3] * 4.0)
    try:
        y = LADDER[k](x[0])
    except IndexError:
        y = x[1]
    return y * x[2]


def subscripts_of_one_of_two(x):
    a, b = Grid(x[:3]), Grid(x[2:])
    g = a if x[0] > 1.0 else b
    g[1] = g[0] * x[3]
    g[2] += x[4]
    h = g * x[1]
    return a.total() * b.total() + h.total() * len(g)


def arrays_of_one_of_two(x):
    a, b = Grid(x[:3]), Grid(x[2:])
    g = a if x[0] > 1.0 else b
    g.values[0] = x[4] ** 2
    g.values *= x[1]
    return a.total() + 2.0 * b.total()


def passed_on(x):
    def run(m, v):
        return m(v) * m.norm

    a, b = Dense(x[0], x[1]), Power(x[2])
    m = a if x[3] > 1.0 else b
    pair = (m, a)
    return run(m, x[4]) * run(pair[0], x[1]) + pair[1].norm


def kept_in_an_object(x):
    holder = Dense(x[0], x[1])
    holder.inner = Dense(x[2], x[3]) if x[4] > 1.0 else Power(x[2])
    holder.inner.grow(x[1])
    return holder(x[0]) * holder.inner(x[3])


def returned_from_a_function(x):
    return _pick(x)(x[4]) * _pick(x[::-1])(x[1])


def _pick(x):
    if x[0] > 1.4:
        return Dense(x[1], x[2])
    if x[0] > 1.2:
        return np.sin
    return Power(x[2])


def same_condition_twice(x):
    big = x[3] > 1.0
    m = Dense(x[0], x[1]) if big else None
    s = x[2]
    if big:
        s = s * m(x[4])
    return s


def one_in_a_try(x):
    m = Dense(x[0], x[1]) if x[3] > 1.0 else Power(x[2])
    try:
        m.grow(x[4])
        y = m(x[1])
        if x[3] > 1.5:
            raise ValueError
        m.grow(100.0)
    except ValueError:
        y = m.norm
    return y * m.norm


def objects_that_take_turns(x):
    one, other = Dense(x[0], x[1]), Dense(x[2], x[3])
    first = one
    s, k = x[4], 0
    while s < 9.0 and k < 7:
        s = s + one(s) + 1.0
        one.w = one.w + 0.1 * other.w
        one, other = other, one
        k += 1
    return s * first.w * one.w + other.b


def functions_that_take_turns(x):
    def up(v):
        return v * 1.2

    def down(v):
        return v - 0.3 * x[1]

    f, v, k = up, x[0], 0
    while k < 8:
        v = f(v)
        if v > 1.5:
            f = down
        elif v < 1.0:
            f = up
        k += 1
    return v * f(x[2])


def best_of_three(x):
    a, b, c = Dense(x[0], x[1]), Dense(x[2], x[1]), Power(x[3])
    best, low, k = a, 10.0, 0
    while k < 6:
        m = (a, b, c)[k % 3]
        loss = m(x[k % 5]) * m.norm
        if loss < low:
            best, low = m, loss
        k += 1
    best.grow(x[4])
    return best(x[1]) * low * a.norm * b.norm * c.norm


def found_or_none(x):
    found, k = None, 0
    a, b = Dense(x[0], x[1]), Dense(x[2], x[3])
    while k < 5:
        if found is None and x[k] > 1.4:
            found = a if k > 2 else b
        k += 1
    if found is None:
        return x[0]
    return found(x[4]) * found.norm


def in_nested_loops(x):
    a, b = Dense(x[0], x[1]), Power(x[2])
    s, cur = 0.0, a
    for i in range(30):
        j = 0
        while j < 3:
            cur = b if (i + j) % 4 == 1 else a
            s = s + 0.01 * cur(x[i % 5])
            j += 1
        if s > 1.0:
            break
    return s * cur.norm


def swapped_and_written(x):
    p, q = (Dense(x[0], x[1]), Dense(x[2], x[3]))
    for v in x:
        p, q = (q, p)
        p.grow(v)
    return p.w * q.w + p.b


def table_in_a_try_in_a_loop(x):
    s = x[0]
    try:
        for v, w in zip(x, x):
            ys = [np.abs(v + 0.03)]
            for e in x:
                ys.append(s * 0.1)
                state = {"f": [np.sin, np.tanh][int(e > 1.0)](w)}
                s = s + 0.1 * state["f"]
            parts = [v, s]
            s = s * 0.9 + 0.1 * parts[0] * len(ys)
    except ValueError:
        pass
    return s


class Logged:
    def __init__(self, w):
        self.w = w
        self.log = []

    def __call__(self, v):
        self.log.append(v)
        return self.w * v

    def __add__(self, other):
        return Logged(self.w + other.w)


class Doubled(Logged):
    def __call__(self, v):
        if v > 1.2:
            return super().__call__(v) * 2.0
        return v * self.w**2


def with_empty_lists(x):
    a, b = Logged(x[0]), Doubled(x[1])
    c = a + b if x[2] > 1.0 else b + b
    c.w = c.w * 2.0
    return c(x[3]) * a.w + len(c.log)


def two_by_two(x):
    m = Logged(x[0]) if x[1] > 1.0 else Doubled(x[2])
    n = Doubled(x[0]) if x[1] > 1.0 else Logged(x[2])
    s = 0.0
    for v in x:
        q = m if v > 1.0 else n
        s = s + q(v)
        q.w = q.w + 0.1 * v
        if isinstance(q, Doubled):
            s = s * 1.1
    return s * m.w * n.w + len(m.log) + len(n.log)


def none_in_a_try(x):
    m = None if x[0] > 1.0 else Logged(x[1])
    try:
        y = m.w * x[2]
    except AttributeError:
        y = x[3]
    return y * x[4]


CASES = every(vars(), X)
