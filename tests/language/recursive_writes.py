"""Functions that call themselves and write into what they are given, or change what is around them."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5, 0.4, 2.2, 0.9])


def fft_in_place(x):
    y = x * 1.0
    _walsh(y)
    return np.sum(y ** 3)


def _walsh(v):
    n = len(v)
    if n == 1:
        return
    m = n // 2
    for i in range(m):
        a, b = v[i], v[i + m]
        v[i] = a + b
        v[i + m] = a - b
    _walsh(v[:m])
    _walsh(v[m:])


def sorts(x):
    y = x.copy()
    _sort(y, 0, len(y) - 1)
    return np.sum(y * np.arange(8.0) ** 2)


def _sort(v, lo, hi):
    if lo >= hi:
        return
    p = v[hi]
    i = lo
    for j in range(lo, hi):
        if v[j] < p:
            t = v[i]
            v[i] = v[j]
            v[j] = t
            i += 1
    t = v[i]
    v[i] = v[hi]
    v[hi] = t
    _sort(v, lo, i - 1)
    _sort(v, i + 1, hi)


def merges(x):
    y = x * x
    tmp = np.zeros(8)
    _merge_sort(y, tmp, 0, 8)
    return np.sum(y * np.arange(8.0)) + tmp[0] * y[1]


def _merge_sort(a, tmp, lo, hi):
    if hi - lo < 2:
        return
    mid = (lo + hi) // 2
    _merge_sort(a, tmp, lo, mid)
    _merge_sort(a, tmp, mid, hi)
    i, j, k = lo, mid, lo
    while i < mid and j < hi:
        if a[i] < a[j]:
            tmp[k] = a[i]
            i += 1
        else:
            tmp[k] = a[j]
            j += 1
        k += 1
    while i < mid:
        tmp[k] = a[i]
        i, k = i + 1, k + 1
    while j < hi:
        tmp[k] = a[j]
        j, k = j + 1, k + 1
    a[lo:hi] = tmp[lo:hi]


def fills_a_tree(x):
    tree = np.zeros(16)
    top = _fill(tree, x, 1, 0, 8)
    return top * tree[2] + np.sum(tree[3:9] ** 2)


def _fill(tree, x, node, lo, hi):
    if hi - lo == 1:
        tree[node] = x[lo] ** 2
        return tree[node]
    mid = (lo + hi) // 2
    a = _fill(tree, x, 2 * node, lo, mid)
    b = _fill(tree, x, 2 * node + 1, mid, hi)
    tree[node] = np.sin(a) + b * a
    return tree[node]


def returns_what_it_wrote(x):
    y = x * 1.0
    z = _scaled(y, 0)
    return np.sum(y * z)


def _scaled(y, i):
    if i == len(y):
        return y
    y[i] *= y[i - 1]
    return _scaled(y, i + 1)


def memo_array(x):
    memo = np.zeros(12)
    memo[1] = x[1]
    return _fibm(11, memo, x[0]) + memo[5]


def _fibm(n, memo, q):
    if n < 2 or memo[n] != 0.0:
        return memo[n]
    memo[n] = _fibm(n - 1, memo, q) * q * 0.5 + _fibm(n - 2, memo, q)
    return memo[n]


def closure_writes(x):
    out = np.zeros(8)

    def go(i, v):
        if v < 0.2 or i == 8:
            return i
        out[i] = v * x[i]
        return go(i + 1, v * 0.8)

    k = go(0, x[0])
    return np.sum(out ** 2) + out[0] * k


def argument_itself(x):
    _walsh(x)
    return np.sum(x ** 3)


def rows(x):
    m = np.outer(x, x)
    _triangle(m, 0)
    return np.sum(m ** 2) * 0.01


def _triangle(m, k):
    n = m.shape[0]
    if k == n:
        return
    m[k] = m[k] / (1.0 + m[k, k])
    m[:, k] *= 0.5
    if k + 1 < n:
        m[k + 1] -= m[k] * 0.3
    _triangle(m, k + 1)


def twice_ok(x):
    y = x * 1.0
    _scaled(y, 0)
    _walsh(y)
    z = _scaled(y, 1)
    return np.sum(y * z)


def loop_ok(x):
    y = x * 1.0
    for k in range(3):
        _scaled(y, k)
        y += x
    return np.sum(y ** 2)


def view_held(x):
    y = x * 1.0
    w = y[1:4]
    _walsh(y)
    a = np.sum(w ** 2)
    w[0] = 7.0
    _walsh(y)
    return a + np.sum(y * x) + w[1]


def two_d_column(x):
    m = np.outer(x, x)
    _walsh(m[:, 2])
    _walsh(m.T[3])
    return np.sum(m ** 2 * x)


class Acc:
    def __init__(self, n):
        self.buf = np.zeros(n)

    def go(self, v, k):
        if v < 0.1 or k > 6:
            return v
        self.buf[k] = self.buf[k - 1] * v + v
        return self.go(v * 0.7, k + 1)


def object_buffer(x):
    a = Acc(8)
    r = a.go(x[0], 0)
    return np.sum(a.buf ** 2) * r


def appends_to_a_list(x):
    out = []
    _walk(x[0] * 3, out)
    return np.sum(np.array(out) ** 2)


def _walk(v, out):
    if v < 0.3:
        out.append(v)
        return
    _walk(v * 0.5, out)
    _walk(v * 0.3, out)


def counter(x):
    n = 0

    def go(v):
        nonlocal n
        n = n + 1
        if v < 0.3:
            return v
        return go(v * 0.5) + v * v

    r = go(x[0])
    return r * n


class Count:
    def __init__(self):
        self.calls = 0
        self.total = 0.0

    def go(self, v):
        self.calls += 1
        self.total += v
        if v < 0.3:
            return v
        return self.go(v * 0.5) + v * v


def object_counter(x):
    c = Count()
    r = c.go(x[0])
    return r * c.calls * c.total


def written_before_and_given_back(x):
    y = x * 1.0
    y[0] = x[1] ** 2
    y[2:4] *= x[5]
    z = _trimmed(y)
    return np.sum(z ** 2) * y[1]


def _trimmed(v):
    if v[-1] < 0.8 or len(v) < 3:
        return v
    return _trimmed(v[:-1])


CASES = every(vars(), X)
