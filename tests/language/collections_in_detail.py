"""Queues, tables, sets, heaps, sorting and copies in detail: what the real ones give, in the same order."""
from __future__ import annotations

import copy
import functools
import heapq
import itertools
import operator
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def window_len(x, n=2):
    w = deque(maxlen=n)
    s = 0.0
    for v in x:
        w.append(v)
        if len(w) == w.maxlen:
            s += w[0] * w[-1]
    return s


def maxlen_zero(x):
    w = deque(maxlen=0)
    for v in x:
        w.append(v)
    return x[0] * (len(w) + 1)


def init_longer(x):
    w = deque(x, 3)
    w.appendleft(x[0])
    w.extend([x[1] * 2.0])
    return w[0] * w[1] + w[2] ** 2


def passed(x):
    w = deque()

    def feed(q, v):
        q.append(v * v)
        if len(q) > 2:
            q.popleft()
    for v in x:
        feed(w, v)
    return w[0] * w[1]


class Filt:

    def __init__(self, n):
        self.buf = deque([0.0] * n, maxlen=n)

    def __call__(self, v):
        self.buf.append(v)
        return sum(self.buf) / len(self.buf)


def in_object(x):
    f = Filt(3)
    return sum(f(v) ** 2 for v in x)


def tuples_in_deque(x):
    q = deque([(x[0], 1)])
    s = 0.0
    while q:
        v, d = q.popleft()
        s += v * d
        if d < 4:
            q.append((v * x[d], d + 1))
            if d == 2:
                q.appendleft((v, d + 2))
    return s


def alias_deque(x):
    a = deque([x[0]])
    b = a
    b.append(x[1])
    c = a.copy()
    c.append(x[2])
    return sum(a) * sum(c) * len(a)


def deque_index_write(x):
    d = deque(x)
    for k in range(len(d)):
        d[k] = d[k] * d[(k + 1) % len(d)]
    return sum(d)


def deque_eq_list(x):
    d = deque([1, 2])
    return x[0] if list(d) == [1, 2] and 2 in d else x[1]


def deque_remove(x):
    d = deque([3, 1, 2])
    d.remove(1)
    return x[d.index(2)] + x[d[0]] ** 2 + d.count(3)


def deque_branches(x):
    d = deque()
    if x[0] > 1.0:
        d.append(x[0])
    else:
        d.appendleft(x[1])
    d.append(x[2])
    return d[0] * d.pop()


def nested_default(x):
    t = defaultdict(lambda: defaultdict(float))
    for i, v in enumerate([x[0], x[1], x[2]]):
        t[i % 2][i] += v
    return t[0][0] * t[0][2] + t[1][1]


def default_augmented_list(x):
    g = defaultdict(list)
    for i, v in enumerate(x):
        g[i % 2] += [v, v * v]
    return sum(g[0]) * g[1][3]


def default_len_in(x):
    g = defaultdict(float, {'a': x[0]})
    s = g['b'] + g['a']
    return s * len(g) + ('c' in g) + g.get('zz', 1.0) * x[1] + g.pop('a')


def default_items(x):
    g = defaultdict(float)
    for i, v in enumerate(x):
        g[f'k{i % 2}'] += v * v
    return sum((v * len(k) * (i + 1) for i, (k, v) in enumerate(g.items()))) + max(g.values())


def default_sorted_items(x):
    g = defaultdict(float)
    for i, v in enumerate(x):
        g[5 - i] += v * v
    return sum((v * (i + 1) for i, (k, v) in enumerate(sorted(g.items()))))


def counter_most(x):
    c = Counter('abracadabra')
    (_, n), *_ = c.most_common(2)
    return x[0] * n + x[1] * c.total() + len(c) * x[2]


def counter_runtime_common(x):
    c = Counter()
    for v in x:
        c[int(v)] += 1
    k, n = c.most_common(1)[0]
    return x[k] * n


def ordered_first(x):
    d = OrderedDict(a=x[0], b=x[1], c=x[2])
    d.move_to_end('c', last=False)
    k, v = d.popitem(last=False)
    return v ** 2 * (2.0 if k == 'c' else 1.0) + list(d.values())[0]


def set_runtime_ops2(x):
    a = set()
    b = set()
    for i, v in enumerate(x):
        if v > 1.2:
            a.add(i)
        if v < 1.6:
            b.add(i)
    s = 0.0
    for i in sorted(a & b):
        s += x[i] ** 2
    for i in sorted(a | b):
        s += x[i]
    for i in sorted(a - b):
        s += x[i] * 3.0
    return s + len(a ^ b)


def set_tuple_visited(x):
    seen = set()
    i = j = 0
    s = 0.0
    for v in x:
        if (i, j) not in seen:
            s += v * v
        seen.add((i, j))
        if v > 1.2:
            i = (i + 1) % 2
        else:
            j = (j + 1) % 2
    return s + len(seen)


def frozen(x):
    f = frozenset([0, 1])
    return sum(x[i] for i in range(5) if i in f) ** 2


def set_min_max(x):
    s = set()
    for i, v in enumerate(x):
        if v > 1.2:
            s.add(i)
    return x[min(s)] * x[max(s)] * sum(s)


def set_update_pop(x):
    s = {1, 2}
    s.update([3, 4])
    s.discard(9)
    s.remove(2)
    s |= {0}
    return sum(x[i] for i in sorted(s))


def heap_nlargest(x):
    h = list(x)
    heapq.heapify(h)
    a = heapq.heappop(h)
    b = heapq.heappushpop(h, x[0] * 0.5)
    c = heapq.heapreplace(h, x[1] * 3.0)
    return a * b + c ** 2 + h[0]


def huffman(x):
    h = [(v * 1.01 ** i, i) for i, v in enumerate(x)]
    heapq.heapify(h)
    cost, n = (0.0, len(h))
    while len(h) > 1:
        a, _ = heapq.heappop(h)
        b, _ = heapq.heappop(h)
        cost += a + b
        heapq.heappush(h, (a + b, n))
        n += 1
    return cost ** 2


def sort_stable(x):
    rows = [(1, x[0]), (0, x[1]), (1, x[2]), (0, x[3])]
    rows.sort(key=lambda r: r[0])
    rows2 = sorted(rows, key=operator.itemgetter(0), reverse=True)
    return rows[0][1] * 1.0 + rows[1][1] * 2.0 + rows[2][1] * 3.0 + rows2[0][1] * 4.0 + rows2[3][1] ** 2


def sort_runtime_stable(x):
    rows = [(int(v * 2.03), v) for v in x]
    rows.sort(key=lambda r: r[0])
    a = sum((v * (k + 1) for k, (_, v) in enumerate(rows)))
    rows.sort(key=lambda r: r[0], reverse=True)
    return a + sum((v ** 2 * (k + 1) for k, (_, v) in enumerate(rows)))


def sort_objects(x):
    ps = [Filt(k) for k in (3, 1, 2)]
    ps.sort(key=lambda p: len(p.buf))
    return ps[0](x[0]) + ps[2](x[1])


def sorted_names(x):
    d = {'b': x[0], 'a': x[1], 'c': x[2]}
    first, last = sorted(d, reverse=True)[0], d[min(d, key=len)]
    return sum(d[k] * (i + 1) for i, k in enumerate(sorted(d))) + d[max(d)] ** 2 + d[first] + last


def max_of_dict_values(x):
    d = {'b': x[0], 'a': x[1], 'c': x[2]}
    k = max(d, key=d.get)
    return d[k] ** 2 + max(d.values()) * min(d.items(), key=lambda kv: kv[1])[1]


def argmin_runtime(x):
    d = {}
    for i, v in enumerate(x):
        d[i] = (v - 1.23) ** 2
    best = min(d, key=lambda k: d[k])
    best2 = min(d, key=d.get)
    return x[best] ** 2 * (best + 1) + x[best2]


def deepcopy_model(x):
    m = {'w': [x * 1.0, x * 2.0], 'b': [x[0]]}
    c = copy.deepcopy(m)
    c['w'][0] *= 3.0
    c['b'].append(x[1])
    s = copy.copy(m)
    s['b'].append(x[2])
    return np.sum(m['w'][0] * c['w'][0]) + sum(c['b']) * sum(m['b'])


def deepcopy_shared(x):
    a = x * 1.0
    m = [a, a]
    c = copy.deepcopy(m)
    c[0][0] = 5.0
    return np.sum(c[1] * m[0])


def partial_obj(x):
    f = functools.partial(np.power, x)
    g = functools.partial(max, x[0])
    return np.sum(f(2)) + g(x[1])


def accumulate_max(x):
    return sum((v * (k + 1) for k, v in enumerate(itertools.accumulate(x, max))))


def islice_run(x):
    return sum(itertools.islice((v * v for v in x), 1, 4)) + sum(itertools.islice(itertools.cycle(x), 7))


def chain_nested(x):
    rows = [[x[0], x[1]], [x[2]]]
    return sum((v * (k + 1) for k, v in enumerate(itertools.chain.from_iterable(rows)))) + sum(itertools.chain(*rows))


def product_dict(x):
    grid = {'a': [x[0], x[1]], 'b': [1.0, 2.0]}
    return sum(p[0] ** p[1] for p in itertools.product(*grid.values()))


def zip_longest_pairs(x):
    return sum((a * b for a, b in itertools.zip_longest([x[0], x[1]], x, fillvalue=0.5)))


def count_break(x):
    s = 0.0
    for k in itertools.count(1):
        s += x[k % 5] / k
        if k > 6:
            break
    return s


def count_step(x):
    return sum((v * k for k, v in zip(itertools.count(10, -2), x)))


def namedtuple_sort(x):
    P = namedtuple('P', 'a b')
    ps = sorted([P(v, i) for i, v in enumerate(x)], key=lambda p: p.a)
    return sum((p.a * (k + 1) * (p.b + 1) for k, p in enumerate(ps)))


def groupby_sum(x):
    t = {}
    for key, grp in itertools.groupby(range(5), key=lambda i: i // 2):
        t[key] = sum(x[i] for i in grp)
    return t[0] * t[1] + t[2]


def runs(x):
    rows = []
    for v in x:
        if rows and v > 1.2:
            rows[-1].append(v)
        else:
            rows.append([v * 2.0])
    return sum(sum(r) ** 2 for r in rows)


def split_at(x):
    parts = [[]]
    for v in x:
        if v < 1.0:
            parts.append([])
        parts[-1].append(v * v)
    return sum(len(p) * sum(p) for p in parts)


def dict_rows(x):
    d = {}
    for i, v in enumerate(x):
        if i % 2 in d:
            d[i % 2].append(v)
            d[i % 2].sort()
        else:
            d[i % 2] = [v]
    return sum(d[0]) * d[1][0]


def matrix_lists(x):
    A = [[x[i] * x[j] + (i == j) for j in range(3)] for i in range(3)]
    B = [list(r) for r in zip(*A)]
    C = [[sum((a * b for a, b in zip(ra, cb))) for cb in zip(*B)] for ra in A]
    return sum(C[i][i] for i in range(3))


def transposed(x):
    rows = []
    for i in range(4):
        rows.append([x[i], x[i + 1], x[i] * x[i + 1]])
    s = 0.0
    for k, col in enumerate(zip(*rows)):
        s += sum(col) ** (k + 1) + len(col)
    cols = list(zip(*rows))
    return s * cols[0][1] + (1.0 if isinstance(cols[0], tuple) else 5.0)


def unpacked(x):
    rows = [[v, v * v] for v in x]
    a, b = zip(*rows)
    return sum(a) * sum(b)


def array_rows(x):
    m = np.outer(x[:2], x)
    a, b = m
    p, q = zip(*zip(x, x[::-1]))
    return np.sum(a * b) + sum(p) * q[0]


CASES = every(globals(), X)
