"""Lists and tuples."""
from __future__ import annotations

import bisect
from collections import deque

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def literals_and_indices(x):
    a = [x[0], x[1] * x[2], [x[3], x[4]]]
    return a[0] * a[-2] + a[2][0] * a[-1][1]


def stores(x):
    a = [0.0] * 3
    a[1] = x[0] * x[1]
    a[-1] = a[1] * x[2]
    a[1] = a[2] + 1.0
    return a[0] + a[1] * a[2]


def append_in_loop(x):
    ys = [x[0]]
    for v in x[1:]:
        ys.append(ys[-1] * v + 1.0)
    return sum(ys) * ys[2]


def append_under_condition(x):
    ys = []
    for v in x:
        if v > 1.2:
            ys.append(v * v)
    s = 0.0
    for y in ys:
        s = s * 0.5 + y
    return s * len(ys)


def append_arrays_then_stack(x):
    rows = []
    u = x
    while len(rows) < 4:
        u = np.sin(u) + x[::-1]
        rows.append(u)
    return np.sum(np.stack(rows) ** 2) + np.sum(np.array(rows)[1] * x)


def extend_insert(x):
    a = [x[0]]
    a.extend([x[1], x[2] ** 2])
    a.insert(1, x[3])
    a += [x[4]]
    a.extend(x[:2])
    return a[0] * a[1] + a[2] * a[3] * a[4] + a[-1] * a[5]


def pop_both_ends(x):
    a = [v * v for v in x]
    last, first = a.pop(), a.pop(0)
    return last * first + sum(a)


def stack_machine(x):
    stack = []
    for token in (0, 1, "*", 2, "+", 3, "*"):
        if isinstance(token, int):
            stack.append(x[token])
        else:
            b, a = stack.pop(), stack.pop()
            stack.append(a * b if token == "*" else a + b)
    return stack[0]


def pop_until_empty(x):
    work, total = [x[0], x[1], x[2]], 0.0
    while work:
        v = work.pop()
        total += v * v
        if v > 1.2:
            work.append(v - 1.0)
    return total


def slices(x):
    a = [x[0], x[1], x[2], x[3]]
    b = a[1:3]
    b[0] = x[4]
    c = a[::-1]
    return a[1] * b[0] * b[1] + c[0] * c[-1]


def slice_store(x):
    a = [x[0], x[1], x[2], x[3]]
    a[1:3] = [x[4] ** 2, x[0] * x[1], 2.0]
    del a[0]
    return a[0] * a[1] + a[2] * a[3]


def concatenation_and_repetition(x):
    a = [x[0], x[1]] + [x[2]]
    b = a * 2
    return b[3] * b[4] + (a + b)[-1] ** 2


def aliases(x):
    a = [x[0], x[1]]
    b = a
    c = list(a)
    b[0] = x[2] ** 2
    return a[0] * c[0] + b[1]


def nested_lists(x):
    m = [[x[i] * x[j] for j in range(3)] for i in range(3)]
    m[1][2] = m[0][0] ** 2
    row = m[2]
    row[0] = x[4]
    return m[1][2] * m[2][0] + m[0][1]


def matrix_product_of_lists(x):
    n = 2
    a = [[x[0], x[1]], [x[2], x[3]]]
    c = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i][j] += a[i][k] * a[k][j]
    return c[0][0] * c[1][1] - c[0][1] * c[1][0]


def array_of_list(x):
    a = np.array([x[0], x[1] * x[2], 3.0])
    b = np.array([[x[0], 1.0], [x[3], x[4]]])
    return np.sum(a**2) * np.linalg.det(b)


def joined(x):
    parts = [x[:2], x[2:] ** 2, [x[0] * x[1]]]
    return np.sum(np.concatenate(parts) ** 2) + np.sum(np.hstack((x, x[0]))) + np.sum(np.vstack([x, x * x])[1])


def builtins_of_lists(x):
    a = [x[0] * x[1], x[2], x[3] ** 2]
    return sum(a) * max(a) - min(a) + len(a) * sorted(a)[1]


def count_of_index_constants(x):
    order = [2, 0, 1]
    return x[order.index(0)] * x[order[0]] + order.count(1)


def tuples(x):
    p = (x[0], x[1])
    q = p + (x[2],)
    (a, b), c = q[:2], q[-1]
    return a * b * c + tuple([x[3], x[4]])[1]


def tuple_state_in_loop(x):
    state = (x[0], 1.0, (x[1], 0.0))
    for v in x:
        a, b, (c, d) = state
        state = (a + 0.1 * b, b - 0.1 * a * v, (c * v, d + c))
    return state[0] * state[1] + state[2][1]


def list_passed_and_grown(x):
    trace = [x[0]]
    _grow(trace, x)
    _grow(trace, x[::-1])
    return trace[-1] * trace[3]


def _grow(trace, x):
    for v in x[:3]:
        trace.append(trace[-1] * v)


def returned_list(x):
    a = _powers(x[0], 4)
    return sum(a) * a[2]


def _powers(v, n):
    out = []
    for k in range(n):
        out.append(v**k)
    return out


def list_of_pairs(x):
    pairs = []
    for i in range(4):
        pairs.append((x[i], x[i + 1] ** 2))
    s = 0.0
    for a, b in pairs[1:]:
        s += a * b
    return s * pairs[0][1]


def reversed_and_copied(x):
    a = [x[0], x[1], x[2]]
    b = a.copy()
    a.reverse()
    a[0] *= 2.0
    return a[0] * b[0] + a[2] * b[2]


def queue(x):
    q = deque([x[0], x[1]])
    for v in x[2:]:
        q.append(q.popleft() * v)
    return q[0] * q[1]


def clear_and_refill(x):
    buffer, s = [], 0.0
    for i, v in enumerate(x):
        buffer.append(v * v)
        if i % 2 == 1:
            s += buffer[0] * buffer[1]
            buffer.clear()
    return s + buffer[0]


def searched(x):
    breaks = [0.0]
    for v in x:
        breaks.append(breaks[-1] + v)
    k = bisect.bisect(breaks, 2.0)
    ordered: list = []
    for v in x:
        bisect.insort(ordered, v)
    j = min(max(bisect.bisect_left(np.cumsum(x), 3.0), 0), 4)
    return (2.0 - breaks[k - 1]) / (breaks[k] - breaks[k - 1]) + ordered[0] * ordered[2] + x[j] ** 2


CASES = every(vars(), X)
