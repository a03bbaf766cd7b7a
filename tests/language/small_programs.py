"""Programs over queues, heaps, tables and small classes that a scientist would write."""
from __future__ import annotations

import functools
import heapq
import itertools
import math
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def dijkstra(x):
    graph = {0: [(1, 0), (2, 1)], 1: [(3, 2)], 2: [(3, 3), (1, 4)], 3: []}
    dist = {0: 0.0}
    heap = [(0.0, 0)]
    done = set()
    while heap:
        d, u = heapq.heappop(heap)
        if u in done:
            continue
        done.add(u)
        for v, e in graph[u]:
            nd = d + x[e]
            if v not in dist or nd < dist[v]:
                dist[v] = nd
                heapq.heappush(heap, (nd, v))
    return dist[3] ** 2 + dist[2]


def topological_sum(x):
    deps = {0: [], 1: [0], 2: [0], 3: [1, 2], 4: [3]}
    order, seen = [], set()

    def visit(n):
        if n in seen:
            return
        seen.add(n)
        for d in deps[n]:
            visit(d)
        order.append(n)
    for n in deps:
        visit(n)
    val = {}
    for n in order:
        val[n] = x[n] * (1.0 + sum(val[d] for d in deps[n]))
    return val[4]


def union_find_energy(x):
    parent = list(range(5))

    def find(i):
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i
    for a, b in [(0, 1), (3, 4), (1, 4)]:
        parent[find(a)] = find(b)
    groups = defaultdict(list)
    for i in range(5):
        groups[find(i)].append(x[i])
    return sum(sum(g) ** 2 for g in groups.values())


def game_of_tape(x):
    tape = defaultdict(float)
    pos = 0
    for v in x:
        tape[pos] += v ** 2
        pos += 1 if v > 1.2 else -1
    return sum(tape[k] * (k + 10) for k in sorted(tape))


def bucket_sort(x):
    buckets = [[] for _ in range(4)]
    for v in x:
        buckets[min(int(v * 2), 3)].append(v)
    out = []
    for b in buckets:
        out.extend(sorted(b))
    return sum(v * (k + 1) for k, v in enumerate(out))


def ema_filter_deque(x):
    hist = deque([x[0]], maxlen=2)
    for v in x[1:]:
        hist.append(0.7 * hist[-1] + 0.3 * v - 0.05 * hist[0])
    return hist[-1] ** 2 + hist[0]


def sliding_max(x):
    q, out = deque(), []
    for i, v in enumerate(x):
        while q and x[q[-1]] <= v:
            q.pop()
        q.append(i)
        if q[0] <= i - 3:
            q.popleft()
        if i >= 2:
            out.append(x[q[0]])
    return sum(k * v * v for k, v in enumerate(out, 1))


def polynomial_fit_gd(x):
    w = [0.0, 0.0]
    data = list(zip(x[:-1], x[1:]))
    for _ in range(5):
        grad = [0.0, 0.0]
        for a, b in data:
            r = w[0] + w[1] * a - b
            grad[0] += r
            grad[1] += r * a
        w = [wi - 0.05 * gi for wi, gi in zip(w, grad)]
    return w[0] ** 2 + w[1]


def horner_reduce(x):
    return functools.reduce(lambda acc, c: acc * 0.5 + c, x, 0.0) ** 2


def markov_chain(x):
    T = [[x[0], x[1]], [x[2], x[3]]]
    T = [[v / sum(row) for v in row] for row in T]
    p = [1.0, 0.0]
    for _ in range(6):
        p = [sum(p[i] * T[i][j] for i in range(2)) for j in range(2)]
    return p[0] * math.log(p[1])


def gaussian_elim(x):
    n = 3
    A = [[x[i] * x[j] + 3.0 * (i == j) for j in range(n)] + [x[i]] for i in range(n)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(A[r][i]))
        A[i], A[p] = A[p], A[i]
        for r in range(i + 1, n):
            f = A[r][i] / A[i][i]
            A[r] = [a - f * b for a, b in zip(A[r], A[i])]
    sol = [0.0] * n
    for i in reversed(range(n)):
        sol[i] = (A[i][n] - sum(A[i][j] * sol[j] for j in range(i + 1, n))) / A[i][i]
    return sum(v * v for v in sol)


def lagrange(x):
    xs = [0.0, 1.0, 2.0, 3.0, 4.0]

    def basis(j, t):
        return math.prod((t - xs[m]) / (xs[j] - xs[m]) for m in range(5) if m != j)
    return sum(x[j] * basis(j, 1.7) for j in range(5)) ** 2


Event = namedtuple("Event", "time kind")


def discrete_events(x):
    queue = [Event(x[0], "a"), Event(x[1], "b")]
    t, load, total = 0.0, 0.0, 0.0
    for _ in range(5):
        queue.sort(key=lambda e: e.time)
        ev = queue.pop(0)
        total += load * (ev.time - t)
        t = ev.time
        load += 1.0 if ev.kind == "a" else -0.5
        queue.append(Event(t + (x[2] if ev.kind == "a" else 1.1 * x[3]), ev.kind))
    return total


@dataclass
class Particle:
    pos: np.ndarray
    vel: np.ndarray
    mass: float = 1.0
    trail: list = field(default_factory=list)

    def kick(self, f, dt):
        self.vel = self.vel + f / self.mass * dt

    def drift(self, dt):
        self.pos = self.pos + self.vel * dt
        self.trail.append(self.pos)


def particles(x):
    ps = [Particle(np.array([x[k], x[k + 1]]), np.zeros(2), mass=x[k]) for k in range(3)]
    for _ in range(4):
        for a, b in itertools.combinations(ps, 2):
            d = b.pos - a.pos
            f = d / (np.dot(d, d) + 0.1)
            a.kick(f, 0.1)
            b.kick(-f, 0.1)
        for p in ps:
            p.drift(0.1)
    return sum(np.sum(p.trail[-1] ** 2) * p.mass for p in ps)


def particles_runtime_steps(x, n=6):
    p = Particle(np.array([x[0], x[1]]), np.array([x[2], x[3]]))
    for _ in range(n):
        p.kick(-p.pos * x[4], 0.1)
        p.drift(0.1)
    return np.sum(p.pos ** 2) + np.sum(p.trail[0] * p.trail[-1])


class Layer:
    def __init__(self, w, b, act):
        self.w, self.b, self.act = w, b, act

    def __call__(self, v):
        return self.act(self.w @ v + self.b)


def network(x):
    layers = [Layer(np.outer(x, x) * 0.1, x, np.tanh), Layer(np.eye(5) * x[0], x * 0.5, lambda v: v)]
    out = functools.reduce(lambda h, layer: layer(h), layers, x)
    return np.sum(out ** 2)


class Module:
    def __init__(self):
        self._params = OrderedDict()

    def __setitem__(self, k, v):
        self._params[k] = v

    def __getitem__(self, k):
        return self._params[k]

    def params(self):
        return self._params.items()

    def l2(self):
        return sum(np.sum(v ** 2) for _, v in self.params())


def module(x):
    m = Module()
    m["w"] = x[:3] * 2.0
    m["b"] = x[3]
    return np.sum(m["w"]) * m["b"] + m.l2()


class Matrix:
    def __init__(self, rows):
        self.rows = [list(r) for r in rows]

    @classmethod
    def eye(cls, n):
        return cls([[1.0 if i == j else 0.0 for j in range(n)] for i in range(n)])

    def __matmul__(self, o):
        return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])

    def __add__(self, o):
        return Matrix([[a + b for a, b in zip(r, s)] for r, s in zip(self.rows, o.rows)])

    def trace(self):
        return sum(self.rows[i][i] for i in range(len(self.rows)))

    def __pow__(self, n):
        out = Matrix.eye(len(self.rows))
        for _ in range(n):
            out = out @ self
        return out


def matrix_class(x):
    m = Matrix([[x[0], x[1]], [x[2], x[3]]])
    return ((m ** 3) + m @ m).trace()


def histogram_counter(x):
    c = Counter(int(v * 2.03) for v in x)
    return sum(v / c[int(v * 2.03)] if int(v * 2.03) in c else v for v in x) * len(c)


def coin_dp(x):
    best = {0: 0.0}
    for total in range(1, 6):
        best[total] = min(best[total - c] + x[c] for c in (1, 2) if total - c in best)
    return best[5] ** 2


def edit_distance(x):
    a, b = "kitten", "sit"
    D = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            if i == 0:
                D[i][j] = j * x[0]
            elif j == 0:
                D[i][j] = i * x[1]
            else:
                D[i][j] = min(D[i - 1][j] + x[1], D[i][j - 1] + x[0], D[i - 1][j - 1] + (0.0 if a[i - 1] == b[j - 1] else x[2]))
    return D[-1][-1] ** 2


def bisect_root(x):
    lo, hi = 0.0, 4.0

    def f(t):
        return t ** 3 - x[0] * t - x[1]

    for _ in range(30):
        mid = 0.5 * (lo + hi)
        if f(mid) > 0:
            hi = mid
        else:
            lo = mid
    t = 0.5 * (lo + hi)
    for _ in range(3):
        t = t - f(t) / (3 * t ** 2 - x[0])
    return t ** 2


def adaptive_quadrature(x):
    def f(t):
        return np.sin(x[0] * t) * x[1]

    def rule(a, b):
        return (b - a) / 6 * (f(a) + 4 * f((a + b) / 2) + f(b))
    stack, total = [(0.0, 2.0, 0)], 0.0
    while stack:
        a, b, depth = stack.pop()
        m = 0.5 * (a + b)
        whole, halves = rule(a, b), rule(a, m) + rule(m, b)
        if depth > 5 or abs(whole - halves) < 1e-5:
            total += halves
        else:
            stack.append((a, m, depth + 1))
            stack.append((m, b, depth + 1))
    return total ** 2


def lru_like(x):
    cache = OrderedDict()
    hits = 0
    s = 0.0
    for k in [0, 1, 2, 0, 3, 1, 0]:
        if k in cache:
            hits += 1
            cache.move_to_end(k)
        else:
            cache[k] = x[k] ** 2
            if len(cache) > 2:
                cache.popitem(last=False)
        s += cache[k]
    return s * (1 + hits)


def conv_taps(x):
    taps = [0.2, 0.5, x[0]]
    line = deque([0.0] * len(taps), maxlen=len(taps))
    out = []
    for v in x:
        line.appendleft(v)
        out.append(sum(t * s for t, s in zip(taps, line)))
    return np.sum(np.array(out) ** 2)


def groupby_runs(x):
    labels = [0, 0, 1, 1, 2]
    s = 0.0
    i = 0
    for key, grp in itertools.groupby(labels):
        n = len(list(grp))
        s += (key + 1) * np.mean(x[i:i + n]) ** 2
        i += n
    return s


def running_stats(x):
    n, mean, m2 = 0, 0.0, 0.0
    for v in x:
        n += 1
        d = v - mean
        mean += d / n
        m2 += d * (v - mean)
    return m2 / (n - 1) + mean


def tabulated(x):
    table = {(i, j): x[i] * x[j] for i in range(3) for j in range(i, 3)}
    return sum(v * (k[0] + 1) for k, v in table.items()) + table[0, 2] * table[(1, 1)]


def string_keyed_state(x):
    state = {"S": x[0], "I": x[1], "R": 0.0}
    for _ in range(5):
        new = dict(state)
        inf = x[2] * state["S"] * state["I"] * 0.1
        new["S"] -= inf
        new["I"] += inf - x[3] * 0.1 * state["I"]
        new["R"] += x[3] * 0.1 * state["I"]
        state = new
    return state["R"] * state["I"] + sum(state.values())


def unpack_dict(x):
    params = dict(a=x[0], b=x[1])

    def model(t, a, b, c=2.0):
        return a * t ** 2 + b * t + c
    return sum(model(t, **params) ** 2 for t in (0.5, 1.0, 1.5)) + model(1.0, **{**params, "c": x[2]})


CASES = every(globals(), X)
