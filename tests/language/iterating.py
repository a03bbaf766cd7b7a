"""itertools, functools.reduce, operator.itemgetter, sorting and extremes by a key, copies, starred arguments."""
from __future__ import annotations

import copy
import functools
import itertools
import operator

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def pairs_of_particles(x):
    e = 0.0
    for i, j in itertools.combinations(range(len(x)), 2):
        e += 1.0 / ((x[i] - x[j]) ** 2 + 1.0)
    return e


def pairs_of_values(x):
    return sum(a * b for a, b in itertools.combinations(x, 2))


def known_triples(x):
    return sum(a * b * c for a, b, c in itertools.combinations([x[0], x[1], x[2], x[3]], 3))


def runtime_triples(x):
    return sum(a * b * c for a, b, c in itertools.combinations(x, 3))


def grid_product(x):
    s = 0.0
    for i, j in itertools.product(range(3), range(2)):
        s += x[i] * x[3 + j] * (i + 1)
    return s


def product_of_values(x):
    return sum(a * b ** 2 for a, b in itertools.product(x[:2], x[2:]))


def product_repeat(x):
    w = 0.0
    for bits in itertools.product([0, 1], repeat=3):
        p = 1.0
        for k, b in enumerate(bits):
            p = p * (x[k] if b else 2.0 - x[k])
        w += p * sum(bits)
    return w


def permuted(x):
    s = 0.0
    for p in itertools.permutations(range(3)):
        s += x[p[0]] * x[p[1]] ** 2 * (1 + p[2])
    return s


def chained(x):
    s = 1.0
    for v in itertools.chain([x[0] * 2.0], x[2:], (3.0,)):
        s = s * 0.7 + v * v
    return s


def accumulated(x):
    return sum(v * v for v in itertools.accumulate(x))


def accumulated_product(x):
    a = list(itertools.accumulate(x, operator.mul))
    return a[-1] + a[2] * a[1]


def accumulated_lambda(x):
    return list(itertools.accumulate(x, lambda a, v: a * 0.5 + v, initial=1.0))[-1] ** 2


def first_three(x):
    return sum(v * v for v in itertools.islice(x, 3)) * sum(itertools.islice(x, 1, None, 2))


def counted_up(x):
    s = 0.0
    for k, v in zip(itertools.count(1), x):
        s += v ** k
    return s


def repeated(x):
    return sum(a * b for a, b in zip(x, itertools.repeat(x[0])))


def cycled(x):
    return sum(w * v for w, v in zip(itertools.cycle([1.0, -2.0, x[0]]), x))


def pairwise_differences(x):
    return sum((b - a) ** 2 for a, b in itertools.pairwise(x))


def longest(x):
    s = 0.0
    for a, b in itertools.zip_longest(x, x[:3], fillvalue=2.0):
        s += a * b
    return s


def taken_while(x):
    return sum(v * v for v in itertools.takewhile(lambda v: v < 1.8, x))


def filtered(x):
    return sum(v ** 3 for v in filter(lambda v: v > 1.2, x))


def starmapped(x):
    return sum(itertools.starmap(lambda a, b: a * b ** 2, zip(x, x[::-1])))


def grouped(x):
    s = 0.0
    for key, _group in itertools.groupby([0, 0, 1, 1, 1]):
        s += key * 1.0
    return s * x[0]


def reduced(x):
    return functools.reduce(lambda a, b: a * b + 1.0, x)


def reduced_operator(x):
    return functools.reduce(operator.mul, [v * v for v in x])


def reduced_matrices(x):
    ms = [np.array([[v, 1.0], [0.5, v]]) for v in x]
    return np.sum(functools.reduce(np.matmul, ms))


def sorted_by_key(x):
    pts = [(v, (v - 1.23) ** 2) for v in x]
    pts = sorted(pts, key=lambda p: p[1])
    return sum(k * p[0] for k, p in enumerate(pts))


def sorted_descending(x):
    ys = sorted(x, key=lambda v: -v)
    return sum(v * 0.5 ** k for k, v in enumerate(ys))


def sorted_itemgetter(x):
    rows = [(i, x[i] * x[(i + 1) % 5]) for i in range(5)]
    rows.sort(key=operator.itemgetter(1), reverse=True)
    return sum(r[1] * (k + 1) for k, r in enumerate(rows)) + rows[0][0]


def list_sorted_in_place(x):
    ys = [v * v for v in x]
    ys.sort()
    return ys[0] * ys[-1] + ys[2] ** 2


def list_sorted_reverse(x):
    ys = [x[0], x[1] * x[2], x[3]]
    ys.sort(reverse=True)
    return ys[0] * 3.0 + ys[1] * ys[2]


def max_with_key(x):
    best = max(x, key=lambda v: -abs(v - 1.25))
    return best ** 2 + x[0]


def max_pair_key(x):
    cands = [(v * v, k) for k, v in enumerate(x)]
    val, k = max(cands, key=lambda c: c[0])
    return val * x[k]


def max_default(x):
    return max([v for v in x if v > 100.0], default=x[0]) * x[1]


def min_generator_key(x):
    return min((v for v in x), key=lambda v: (v - 1.43) ** 2) ** 3


def extremes_of_generator(x):
    return max(v * v for v in x) - min(v * 0.5 for v in x) * x[1]


def any_all(x):
    s = np.sum(x * x)
    if any(v > 1.8 for v in x) and all(v > 0.5 for v in x):
        s = s * x[0]
    return s


def argmax_by_key(x):
    k = max(range(len(x)), key=lambda i: x[i])
    return x[k] ** 2 * k


def argsorted_list(x):
    order = sorted(range(len(x)), key=lambda i: x[i])
    return sum((r + 1) * x[i] ** 2 for r, i in enumerate(order))


def copies(x):
    a = [x[0], x[1]]
    b = copy.copy(a)
    c = copy.deepcopy({"p": a, "q": x * 2.0})
    a[0] = 5.0
    c["q"][0] = 1.0
    return b[0] * c["p"][1] * np.sum(c["q"])


def array_copies(x):
    y = copy.copy(x)
    z = copy.deepcopy(y)
    y[0] = 1.0
    z *= 2.0
    return np.sum(y * z)


def starred_rows(x):
    m = np.outer(x, x)[:2]
    return _two(*m[:2]) + _two(*x[:2])


def _two(a, b):
    return np.sum(a * b ** 2)


def starred_list(x):
    args = [v * v for v in x[:3]]
    return _three(*args)


def _three(a, b, c):
    return a * b + c


def tuple_of_generator(x):
    t = tuple(v * v for v in x)
    return t[0] * t[-1] + sum(t) + len(t)


def tuple_of_range(x):
    t = tuple(x[i] * i for i in range(5))
    a, *rest = t
    return a + rest[0] * rest[-1]


def itemgetters(x):
    first, pair = operator.itemgetter(0), operator.itemgetter(1, 2)
    a, b = pair(x)
    return first(x) * a * b


def attrgetters(x):
    p = _P(x[0], x[1])
    return operator.attrgetter("a")(p) * operator.attrgetter("b")(p)


class _P:

    def __init__(self, a, b):
        self.a, self.b = a, b

    def scaled(self, k):
        return self.a * k


def methodcallers(x):
    p = _P(x[0], x[1])
    return operator.methodcaller("scaled", 3.0)(p) + operator.methodcaller("sum")(x * x)


def enumerate_start(x):
    return sum(k * v for k, v in enumerate(x, start=1)) + sum(k * v for k, v in enumerate(list(x), 2))


def zip_strict(x):
    return sum(a * b for a, b in zip(x, x[::-1], strict=True))


def reversed_list(x):
    ys = [v * v for v in x]
    s = 0.0
    for v in reversed(ys):
        s = s * x[0] + v
    return s + list(reversed(ys))[0]


def list_slices(x):
    ys = [v * v for v in x]
    zs = ys[::2]
    ws = ys[::-1][1:3]
    ys[1:3] = [1.0, x[0]]
    return sum(zs) * ws[0] + ws[1] * sum(ys)


def list_edit(x):
    ys = [v for v in x]
    del ys[1]
    ys.insert(0, x[0] * x[1])
    ys.extend(v * 0.5 for v in x[:2])
    ys.reverse()
    zs = ys.copy()
    ys.clear()
    return zs[0] * zs[-1] + sum(zs) + len(ys)


def list_index_of_ints(x):
    ids = [3, 1, 2]
    ids.remove(1)
    return x[ids.index(2)] * x[ids[0]] * ids.count(3)


def delete_slice(x):
    ys = [v * v for v in x]
    del ys[1:3]
    return sum(ys) * ys[0]


def nested_generators(x):
    return sum(a * b for i, a in enumerate(x) for b in x[:i])


def generator_passed_on(x):
    return _total(v * v for v in x) * _total(w for w in [x[0], x[1]])


def _total(terms):
    s = 0.0
    for t in terms:
        s = s + t
    return s


def walrus_in_condition(x):
    ys = [y for v in x if (y := v * v) > 1.3]
    return sum(ys) * y


def dict_of_lists_comp(x):
    d = {k: [v * k for v in x] for k in range(1, 3)}
    return sum(d[1]) * d[2][0]


def inner_counter(x):
    calls = 0
    def f(v):
        nonlocal calls
        calls += 1
        return v * calls
    s = 0.0
    for v in x:
        s += f(v)
    return s * calls


def mapped(x):
    return sum(map(operator.mul, x, x[::-1])) * sum(map(abs, x)) * sum(map(float, x))


def zip_transposed(x):
    rows = [(v, v * v) for v in x]
    a, b = zip(*rows)
    return sum(a) * sum(b)


def matrix_transposed_lists(x):
    rows = [[x[0], x[1]], [x[2], x[3]]]
    cols = list(zip(*rows))
    return sum(cols[0]) * sum(cols[1])


WEIGHTS = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)


def zipped_with_something_longer(x):
    s = sum(w * v * v for w, v in zip(WEIGHTS, x))
    for w, v in zip([x[0], 2.0, x[1], 1.0, 3.0, 4.0], [v for v in x if v > 1.0]):
        s += w * v
    return s


CASES = every(globals(), X)
