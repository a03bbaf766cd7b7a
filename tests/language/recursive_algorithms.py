"""Algorithms that call themselves, as they are taught: divide and conquer, adaptive steps, minors, interpolation."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5, 0.4, 2.2])


def captured_written(x):
    buf = np.zeros(5)

    def go(i):
        if x[i] > 1.6 or i > 5:
            return buf[0] * x[i] + buf[1] ** 2
        return go(i + 1) + buf[1] * x[0]

    buf[0] = x[0] * 2
    a = go(0)
    buf[1] = x[1] * a
    b = go(1)
    buf *= 2.0
    return a * b + go(2) + np.sum(buf)


def collects(x):
    vals = _collect(x[0] * 10.0, x[1])
    return np.sum(np.array(vals) ** 2) + len(vals)


def _collect(v, s):
    if v < 1.0:
        return [v * s]
    return [v] + _collect(v * 0.5, s * v)


def local_written_after(x):
    return _loc(x * 0.3)


def _loc(v):
    n = len(v)
    if n < 2:
        return v[0] ** 2
    u = v * 1.5
    s = np.sin(_loc(u[: n // 2]))
    u[0] = s * u[1]
    u[n // 2:] *= s
    return np.sum(u ** 2) * 0.1 + _loc(u[n // 2:])


def comprehension(x):
    return _comp(x[0] * 4.0, x[1])


def _comp(v, s):
    if v < 1.0:
        return v * s
    parts = [_comp(v * q, s + q) for q in (0.3, 0.4)]
    return sum(parts) * s


def comprehension_range(x):
    return _comp2(x[0] * 4.0, x[1])


def _comp2(v, s):
    if v < 1.0:
        return v * s
    parts = [_comp2(v * 0.1 * k, s + k) for k in range(int(v) + 1)]
    return sum(parts) * s


def quicksort(x):
    y = _qs(x * 1.0)
    return np.sum(y * np.arange(len(y))) + y[0] * y[2]


def _qs(v):
    if len(v) <= 1:
        return v
    p = v[len(v) // 2]
    return np.concatenate([_qs(v[v < p]), v[v == p], _qs(v[v > p])])


def laplace_det(x):
    a = np.reshape(np.concatenate((x, x[:2])), (3, 3)) + np.eye(3)
    return _det(a)


def _det(a):
    n = a.shape[0]
    if n == 1:
        return a[0, 0]
    total = 0.0
    for j in range(n):
        minor = np.concatenate((a[1:, :j], a[1:, j + 1:]), axis=1)
        total = total + (-1) ** j * a[0, j] * _det(minor)
    return total


def casteljau(x):
    return _cast(x * x, 0.3 * x[0])


def _cast(p, t):
    if len(p) == 1:
        return p[0]
    return _cast((1 - t) * p[:-1] + t * p[1:], t)


def neville(x):
    xs = np.arange(len(x)) * 0.5
    return _nev(xs, x, 0, len(x) - 1, 0.7 * x[0])


def _nev(xs, ys, i, j, t):
    if i == j:
        return ys[i]
    return ((t - xs[j]) * _nev(xs, ys, i, j - 1, t) - (t - xs[i]) * _nev(xs, ys, i + 1, j, t)) / (xs[i] - xs[j])


def adaptive_ode(x):
    return _ode(0.0, x[0], 0.5, x[1])


def _ode(t, y, h, k):
    if t >= 1.0:
        return y
    one = y + h * (-k * y)
    half = y + 0.5 * h * (-k * y)
    two = half + 0.5 * h * (-k * half)
    if abs(two - one) > 0.02:
        return _ode(t, y, 0.5 * h, k)
    return _ode(t + h, 2 * two - one, h, k)


def adaptive_ode_vector(x):
    y = _odev(0.0, x[:3], 0.5, x[3:6])
    return np.sum(y ** 2)


def _odev(t, y, h, k):
    if t >= 1.0:
        return y
    one = y + h * (-k * y)
    half = y + 0.5 * h * (-k * y)
    two = half + 0.5 * h * (-k * half)
    if np.max(np.abs(two - one)) > 0.02:
        return _odev(t, y, 0.5 * h, k)
    return _odev(t + h, 2 * two - one, h, k)


def accumulates(x):
    return np.sum(_acc(x, 0, 0.0))


def _acc(x, k, acc):
    if k == len(x):
        return acc
    return _acc(x, k + 1, acc * 0.5 + x[k] * x)


def gauss(x):
    a = np.reshape(np.concatenate((x, x[:2])), (3, 3)) + 3 * np.eye(3)
    return np.sum(_gauss(a, x[:3]) ** 2)


def _gauss(a, b):
    n = len(b)
    if n == 1:
        return b / a[0, 0]
    f = a[1:, 0] / a[0, 0]
    rest = _gauss(a[1:, 1:] - np.outer(f, a[0, 1:]), b[1:] - f * b[0])
    first = (b[0] - a[0, 1:] @ rest) / a[0, 0]
    return np.concatenate((np.array([first]), rest))


def params_dict(x):
    p = {"w": x[:3], "b": x[3]}
    return np.sum(_net(p, x[4:7], 0))


def _net(p, h, k):
    if np.sum(h ** 2) < 0.1 or k > 6:
        return h
    return _net(p, np.tanh(p["w"] * h + p["b"]) * 0.6, k + 1) + h


def strassen(x):
    a = np.reshape(np.concatenate((x, x, x[:2])), (4, 4))
    return np.sum(_mm(a, a.T) ** 2)


def _mm(a, b):
    n = a.shape[0]
    if n == 1:
        return a * b
    m = n // 2
    c11 = _mm(a[:m, :m], b[:m, :m]) + _mm(a[:m, m:], b[m:, :m])
    c12 = _mm(a[:m, :m], b[:m, m:]) + _mm(a[:m, m:], b[m:, m:])
    c21 = _mm(a[m:, :m], b[:m, :m]) + _mm(a[m:, m:], b[m:, :m])
    c22 = _mm(a[m:, :m], b[:m, m:]) + _mm(a[m:, m:], b[m:, m:])
    return np.vstack([np.hstack([c11, c12]), np.hstack([c21, c22])])


def assembled(x):
    a = np.reshape(np.concatenate((x, x, x[:2])), (4, 4))
    return np.sum(_mm2(a, a.T) ** 2)


def _mm2(a, b):
    n = a.shape[0]
    c = np.zeros((n, n))
    if n == 1:
        c[0, 0] = a[0, 0] * b[0, 0]
        return c
    m = n // 2
    for i in (0, m):
        for j in (0, m):
            for k in (0, m):
                c[i:i + m, j:j + m] += _mm2(a[i:i + m, k:k + m], b[k:k + m, j:j + m])
    return c


def continued_fraction(x):
    return _cf(x, 0, 1e-3)


def _cf(x, k, tol):
    if tol > 0.5:
        return x[k % 7]
    return x[k % 7] + 1.0 / _cf(x, k + 1, tol * 2.2)


def two_functions(x):
    return _rec(lambda t: t * x[0], x[1] * 4) + _rec(lambda t: np.sin(t), x[2] * 4) + _rec(np.cos, x[3])


def _rec(f, v):
    if v < 1.0:
        return f(v)
    return f(v) + _rec(f, v * 0.5)


def ternary_lambda(x):
    go = lambda v, s: s if v < 0.3 else go(v * 0.5, s * np.exp(-v))  # noqa: E731
    return go(x[0], x[1])


def nested_two_level(x):
    return _outer(x[0] * 4.0, x[1])


def _outer(v, s):
    if v < 1.0:
        return _inner(s * 6.0, v)
    return _inner(v, s) * _outer(v * 0.6, s)


def _inner(w, q):
    if w < 1.0:
        return q * w
    return _inner(w - 0.9, q) + 0.1 * w


def mutually_nested(x):
    return _aa(x[0] * 4.0, x[1])


def _aa(v, s):
    if v < 0.5:
        return s
    if v > 3.0:
        return _aa(v * 0.7, s) + _bb(v, s)
    return _bb(v * 0.6, s * s)


def _bb(v, s):
    if v < 0.4:
        return s * v
    if v > 2.0:
        return _bb(v - 1.0, s) * 0.5
    return _aa(v * 0.5, s + v) * v


def reduce_pair(x):
    a, (b, c) = _pair(x[0] * 5.0, x[1:3])
    return a * b + np.sum(c)


def _pair(v, w):
    if v < 1.0:
        return v, (w[0], w)
    a, (b, c) = _pair(v * 0.5, w * 1.1)
    return a + v, (b * a, c * b)


def none_default(x):
    return _nd(x[0] * 4.0) + _nd(x[1], x[2])


def _nd(v, scale=None):
    if scale is None:
        scale = 0.5
    if v < 1.0:
        return v * scale
    return _nd(v * 0.5, scale) + _nd(v * 0.25) * v


def row_recursion(x):
    m = np.outer(x, x)
    return _rows(m, 0)


def _rows(m, i):
    if i >= m.shape[0]:
        return 0.0
    r = m[i]
    return r @ r + 0.5 * _rows(m, i + 1)


def in_while(x):
    v, s = x[0] * 9, 0.0
    while v > 0.5:
        r = _rec2(v)
        if r > 50.0:
            break
        s += r * x[1]
        v = v * 0.7
    return s


def _rec2(v):
    return v if v < 1.0 else v * 0.9 + _rec2(v * 0.5)


def stores_into_rows(x):
    out = np.zeros((7, 3))
    for i in range(7):
        out[i] = _vec(x[i] * 3.0, x[:3])
        out[i, 0] += out[i - 1, 1] if i > 0 else 0.0
    return np.sum(out ** 2)


def _vec(v, w):
    return w * v if v < 1.0 else _vec(v * 0.5, w) + 0.1


CASES = every(vars(), X)
