"""Sizes of arrays: what one path, turn or element tells of them says nothing of another; slices that may be short."""
from __future__ import annotations

import numpy as np
from cases import Case

R = np.random.default_rng(8)


def v(n):
    return R.random(n) + 0.5


def equal_in_a_branch(x, y, flag):
    if flag:
        return np.sum(x * y)
    return np.sum(np.exp(x)[1:] * np.sin(y)[1:])


def equal_in_a_loop(x, y, n):
    s = 0.0
    for _ in range(n):
        s = s + np.sum(x * y)
    return s + np.sum(np.exp(x)[1:] * np.sin(y)[1:])


def equal_in_a_while(x, y, n):
    s = 0.0
    while n > 0:
        s = s + np.sum(x * y)
        n -= 1
    return s + np.sum(np.exp(x)[1:] * np.sin(y)[1:])


def equal_if_it_does_not_fail(x, y):
    try:
        s = np.sum(x * y)
    except ValueError:
        s = 0.0
    return s + np.sum(np.exp(x)[1:] * np.sin(y)[1:])


def shorter_in_each_turn(x):
    a = x
    for _ in range(2):
        c = a * 2.0
        a = np.sin(a)[1:]
    return np.sum(np.sin(c) * np.exp(a))


def longer_in_each_turn(x):
    a = x[:1]
    s = 0.0
    for i in range(3):
        s = s + np.sum(np.sin(a) * x[:i + 1])
        a = np.concatenate((a, x[i:i + 1]))
    return s + np.sum(a**2)


def elements_of_several_sizes(x, y, k):
    a = []
    for i in range(2):
        a.append(np.sin(x) if i == 0 else y * 2.0)
    return np.sum(np.exp(a[k]) * np.sin(a[k - 1]))


def windows(x, w):
    s = 0.0
    for i in range(x.shape[0] - w.shape[0] + 1):
        s = s + np.sin(np.sum(x[i:i + w.shape[0]] * w))
    return s


def windows_of_known_width(x, n):
    s = 0.0
    for i in range(n):
        s = s + np.sum(x[i:i + 3] * np.array([0.5, -1.0, 2.0]) + x[i + 1])
    return s


def window_at_the_end(x, n):
    s = 0.0
    for i in range(n):
        s = s + np.sum(np.exp(x[i:i + 3]) * np.sin(x[:3]))
    return s


def constant_slices(x, y):
    return np.sum(x[2:5] * y) + np.sum(x[:3] * np.sin(y)) + np.sum(x[-2:] * y[:2])


def counted_slices(x, k):
    a, b = x[:k], x[k:2 * k]
    return np.sum(a * np.exp(b)) + np.sum(x[2 * k:] ** 2)


def parts_joined(x, y):
    z = np.concatenate((x, y, x))
    n = x.shape[0]
    return np.sum(z[:n] * z[-n:] * x) + np.sum(np.sin(z[n:n + y.shape[0]]) * y)


def state_of_given_size(w, k, n):
    h = np.zeros(k)
    for i in range(n):
        h = np.tanh(w @ h + i)
    return np.sum(h**2) + np.sum(np.sin(w))


def swapped(x, y, n):
    for _ in range(n):
        x, y = y, np.sin(x)
    return np.sum(x**2) * np.sum(y)


def reshaped(x, k):
    a = x.reshape(k, -1)
    return np.sum(a * np.arange(1.0, a.shape[1] + 1.0)) + np.sum(a.reshape(-1) * x**2)


def stretched_then_joined(x, y):
    z = np.hstack((x[1:] * y[1:], x))
    return np.sum(np.sin(z[:y.shape[0] - 1]) * y[1:])


def slices_of_params(params):
    w, b = params["w"], params["b"]
    s = 0.0
    for _ in range(2):
        s = s + np.sum(w[:, 0:2] * b[0:2])
    return s


CASES = [
    *(Case(equal_in_a_branch, (v(n), v(m), flag), (0, 1), name=f"equal_in_a_branch_{n}_{m}_{flag}")
      for n, m, flag in ((2, 5, False), (5, 2, False), (4, 4, True), (4, 4, False))),
    *(Case(f, (v(n), v(m), k), (0, 1), name=f"{f.__name__}_{n}_{m}") for f in (equal_in_a_loop, equal_in_a_while)
      for n, m, k in ((2, 5, 0), (4, 4, 2))),
    *(Case(equal_if_it_does_not_fail, (v(n), v(m)), (0, 1), name=f"equal_if_it_does_not_fail_{n}_{m}")
      for n, m in ((2, 5), (4, 4))),
    *(Case(shorter_in_each_turn, (v(n),), name=f"shorter_in_each_turn_{n}") for n in (3,)),
    Case(longer_in_each_turn, (v(5),)),
    *(Case(elements_of_several_sizes, (v(n), v(m), 0), (0, 1), name=f"elements_of_several_sizes_{n}_{m}")
      for n, m in ((1, 4), (4, 1), (3, 3))),
    *(Case(windows, (v(n), v(m)), (0, 1), name=f"windows_{n}_{m}") for n, m in ((6, 3), (3, 3), (4, 1))),
    *(Case(windows_of_known_width, (v(n), n - 2), name=f"windows_of_known_width_{n}") for n in (3, 6)),
    *(Case(window_at_the_end, (v(n), k), name=f"window_at_the_end_{n}_{k}") for n, k in ((6, 4), (3, 1), (1, 1))),
    *(Case(constant_slices, (v(n), v(m)), (0, 1), name=f"constant_slices_{n}_{m}") for n, m in ((7, 3), (5, 3), (3, 1), (3, 3))),
    *(Case(counted_slices, (v(n), k), name=f"counted_slices_{n}_{k}") for n, k in ((6, 3), (7, 2), (3, 2), (5, 1), (4, 0))),
    *(Case(parts_joined, (v(n), v(m)), (0, 1), name=f"parts_joined_{n}_{m}") for n, m in ((3, 4), (2, 2), (1, 3), (3, 1))),
    *(Case(state_of_given_size, (R.random((n, n)), k, t), name=f"state_of_given_size_{n}_{k}_{t}")
      for n, k, t in ((3, 3, 3), (3, 2, 0), (1, 1, 3))),
    *(Case(swapped, (v(n), v(m), t), (0, 1), name=f"swapped_{n}_{m}_{t}") for n, m, t in ((3, 3, 2), (2, 4, 3), (1, 3, 1))),
    *(Case(reshaped, (v(6), k), name=f"reshaped_{k}") for k in (2, 1, 6)),
    *(Case(stretched_then_joined, (v(n), v(m)), (0, 1), name=f"stretched_then_joined_{n}_{m}")
      for n, m in ((4, 4), (2, 4), (4, 2))),
    *(Case(slices_of_params, ({"w": R.random((3, n)), "b": v(m)},), name=f"slices_of_params_{n}_{m}")
      for n, m in ((4, 2), (2, 5), (2, 1), (1, 3))),
]
