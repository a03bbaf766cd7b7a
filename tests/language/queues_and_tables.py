"""deque, defaultdict, OrderedDict, Counter, sets, heaps, dicts whose keys are known only at run time."""
from __future__ import annotations

import heapq
from collections import Counter, OrderedDict, defaultdict, deque

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def moving_window(x):
    window, out = deque(maxlen=3), 0.0
    for v in x:
        window.append(v * v)
        out = out + sum(window) / len(window)
    return out


def queue_fifo(x):
    q = deque()
    for v in x:
        q.append(v * 2.0)
    s = 0.0
    while q:
        a = q.popleft()
        if a > 3.1 and len(q) < 4:
            q.append(a * 0.5)
        s = s + a * a
    return s


def known_deque(x):
    d = deque([x[0], x[1]])
    d.appendleft(x[2] * 3.0)
    d.append(x[3])
    d.rotate(1)
    a = d.pop()
    b = d.popleft()
    return a * b + d[0] * d[-1]


def delay_line(x):
    buf = deque([0.0] * 3, maxlen=3)
    y = 0.0
    for v in x:
        y = v + 0.5 * buf[0] - 0.2 * buf[-1]
        buf.append(y)
    return y * y + buf[1]


def breadth_first_tree(x):
    children = {0: [1, 2], 1: [3], 2: [4], 3: [], 4: []}
    q = deque([(0, 1.0)])
    total = 0.0
    while q:
        node, w = q.popleft()
        total += w * x[node]
        for c in children[node]:
            q.append((c, w * x[node] * 0.5))
    return total


def deque_rotate_ring(x):
    d = deque(x)
    s = 0.0
    for k in range(4):
        d.rotate(1)
        s = s + d[0] * (k + 1)
    d.rotate(-2)
    return s * d[0]


def deque_extendleft(x):
    d = deque(x[:3])
    d.extendleft([x[3], x[4]])
    d.extend([1.0])
    d.reverse()
    return sum(k * v * v for k, v in enumerate(d))


def deque_reversed(x):
    d = deque([v * v for v in x], maxlen=4)
    s = 1.0
    for v in reversed(d):
        s = s * 0.5 + v
    return s + len(d) + max(d)


def deque_truth_index_copy(x):
    d = deque(x * x)
    e = d.copy()
    e[1] = x[0]
    d.clear()
    return sum(e) if not d else 0.0


def grouped_lists(x):
    groups = defaultdict(list)
    for i, v in enumerate(x):
        groups[i % 2].append(v * v)
    return sum(groups[0]) * sum(groups[1])


def grouped_sums(x):
    acc = defaultdict(float)
    labels = ["a", "b", "a", "c", "b"]
    for label, v in zip(labels, x):
        acc[label] += v * v
    return acc["a"] * acc["b"] + acc["c"]


def grouped_runtime(x):
    acc = defaultdict(float)
    ids = np.array([0, 1, 0, 2, 1])
    for i, v in zip(ids, x):
        acc[i] += v * v
    s = 1.0
    for k in acc:
        s = s * acc[k]
    return s


def grouped_runtime_lists(x):
    groups = defaultdict(list)
    for i in range(len(x)):
        groups[int(x[i] > 1.2)].append(x[i])
    return sum(groups[0]) * sum(v * v for v in groups[1])


def default_int_counts(x):
    n = defaultdict(int)
    for v in x:
        n["big" if v > 1.2 else "small"] += 1
    return np.sum(x) * n["big"] / n["small"]


def default_arrays(x):
    acc = defaultdict(lambda: np.zeros(5))
    for k in range(3):
        acc[k % 2] += x * (k + 1)
    return np.sum(acc[0] * acc[1])


def ordered(x):
    d = OrderedDict()
    d["a"] = x[0] * x[1]
    d["b"] = x[2]
    d.move_to_end("a")
    s = 1.0
    for _, v in d.items():
        s = s * 0.5 + v
    return s


def ordered_pairs(x):
    d = OrderedDict([("w", x[0]), ("b", x[1])])
    return d["w"] * d["b"] + len(d)


def counted(x):
    n = Counter(int(v > 1.2) for v in x)
    return np.sum(x * x) * n[1] + n[0]


def counted_known(x):
    c = Counter(["a", "b", "a"])
    return x[0] * c["a"] + x[1] * c["b"] + c["z"]


def event_queue(x):
    events = [(1.0 * x[0], 0), (0.5 * x[1], 1)]
    t, s = 0.0, 0.0
    for _ in range(6):
        events.sort()
        t, who = events.pop(0)
        s = s + t * x[2 + who]
        events.append((t + x[who] * 0.7, who))
    return s


def heap_events(x):
    h = []
    for i, v in enumerate(x):
        heapq.heappush(h, (v, i))
    s = 0.0
    k = 1.0
    while h:
        v, i = heapq.heappop(h)
        s = s + k * v * v
        k = k + 1.0
    return s


def memo_dict_runtime(x):
    memo = {}
    def cost(i):
        if i not in memo:
            memo[i] = x[i % 5] * (i + 1.0)
        return memo[i]
    s = 0.0
    for i in [0, 3, 0, 7, 3]:
        s = s + cost(i) ** 2
    return s


def update_runtime(x):
    d = {}
    for i in range(len(x)):
        d.update({i % 3: x[i] * 2.0})
    return d[0] * d[1] * d[2]


def setdefault_runtime(x):
    d = {}
    for i in range(len(x)):
        d.setdefault(i % 3, []).append(x[i])
    return sum(d[0]) * sum(d[1])


def get_default_runtime(x):
    d = {}
    for i in range(len(x)):
        d[i % 2] = d.get(i % 2, 1.0) * x[i]
    return d[0] + d[1] ** 2


def dictcomp_runtime(x):
    d = {i: v * v for i, v in enumerate(x)}
    return sum(d[i] * d[(i + 1) % 5] for i in range(5))


def dict_pop_runtime(x):
    d = {}
    for i in range(5):
        d[i] = x[i]
    a = d.pop(2)
    del d[3]
    return a * sum(d.values()) + len(d)


def fromkeys(x):
    d = dict.fromkeys(["a", "b"], 0.0)
    d["a"] += x[0] * x[1]
    d["b"] += d["a"] * x[2]
    return d["a"] * d["b"]


def dict_zip(x):
    d = dict(zip("abc", x))
    return d["a"] * d["b"] + d["c"]


def int_sets(x):
    seen = set()
    s = 0.0
    for i in [0, 1, 0, 2, 1, 4]:
        if i in seen:
            continue
        seen.add(i)
        s += x[i] ** 2
    return s * len(seen)


def set_ops(x):
    a, b = {0, 1, 2}, {2, 3}
    both, either = a & b, a | b
    s = 0.0
    for i in sorted(either - both):
        s += x[i] * (i + 1)
    return s * s


def runtime_set(x):
    free = set(range(len(x)))
    s = 1.0
    for i in range(len(x)):
        if x[i] > 1.2:
            free.discard(i)
        else:
            s = s * x[i]
    return s + len(free) * x[0]


CASES = every(globals(), X)
