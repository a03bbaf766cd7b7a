"""Assignments of every form."""
from __future__ import annotations

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


class Box:
    def __init__(self, value):
        self.value = value
        self.count = 0


def chained(x):
    a = b = x * x
    a = a * x[0]
    return np.sum(a * b)


def chained_alias(x):
    a = b = x * 1.0
    a[0] = x[1] * x[2]
    return np.sum(b**2)


def chained_targets(x):
    y = np.zeros(3)
    y[0] = z = y[2] = x[0] * x[1]
    return np.sum(y) * z


def unpack_array(x):
    a, b, c, d, e = x
    return a * b + c * d**2 - e


def unpack_starred_first(x):
    *head, last = [v * v for v in x]
    return sum(head) * last


def unpack_starred_middle(x):
    first, *middle, last = x[0], x[1] ** 2, x[2] ** 3, x[3]
    return first * last + middle[0] * middle[1]


def unpack_starred_empty(x):
    a, *rest, b = x[0] * x[1], x[2]
    return a * b + len(rest)


def unpack_nested(x):
    (a, b), [c, (d, e)] = (x[0], x[1]), (x[2], (x[3], x[4] * x[0]))
    return a * b * c + d * e


def unpack_rows(x):
    u, v = np.outer(x[:2], x)
    return u @ v


def unpack_into_elements(x):
    y = np.zeros(4)
    y[0], y[2] = x[0] * x[1], x[2]
    y[1], (y[3], z) = x[3], (x[4], x[0])
    return np.sum(y**2) * z


def rotate_names(x):
    a, b, c = x[0], x[1], x[2]
    for _ in range(4):
        a, b, c = b, c, a * b
    return a + 2.0 * b + 3.0 * c


def annotated(x):
    y: np.ndarray = x * 2.0
    z: float
    z = y[0] * y[1]
    return z * np.sum(y)


def augmented_number(x):
    s = x[0]
    s += x[1]
    s -= x[2] * 0.5
    s *= x[3]
    s /= x[4]
    s **= 2
    return s


def augmented_other_operators(x):
    s = x[0] * 10.0
    s %= 3.0
    n = 7
    n //= 2
    n <<= 1
    n |= 1
    return s * n * x[1]


def augmented_matmul(x):
    a = np.outer(x, x)
    a @= np.eye(5) + 0.1
    return np.sum(a**2)


def augmented_array_aliased(x):
    y = x * x
    z = y
    y += x
    y -= 0.5 * x[::-1]
    y /= x + 1.0
    return np.sum(z**2)


def augmented_new_object(x):
    y = x * x
    z = y
    y = y + x
    return np.sum(z * y)


def augmented_element(x):
    y = x * 1.0
    y[0] += y[1] * y[0]
    y[-1] *= y[0]
    y[2] /= y[1]
    y[3] **= 2
    return np.prod(y)


def augmented_slice(x):
    y = x * 1.0
    y[1:] += y[:-1]
    y[::2] *= x[0]
    y[:2] -= 1.0
    return np.sum(y**3)


def augmented_attribute(x):
    box = Box(x[0] * x[1])
    box.value += x[2]
    box.value *= box.value
    box.count += 1
    return box.value * box.count


def augmented_attribute_array(x):
    box = Box(x * 1.0)
    kept = box.value
    box.value *= x
    box.value[1:3] += x[0]
    return np.sum(kept**2)


def augmented_item_of_list(x):
    values = [x[0], x[1]]
    values[0] *= values[1]
    values[1] += values[0] ** 2
    return values[0] * values[1]


def augmented_target_once(x):
    y, k = x * 1.0, [0, 2]
    y[k.pop()] += x[0] * x[1]
    return np.sum(y**2) * len(k)


def walrus_in_condition(x):
    if (y := x[0] * x[1]) > 1.0 and (z := y * x[2]) > 0.5:
        return y * z
    return y


def walrus_in_while(x):
    s = x[0]
    while (s := s * x[1]) < 20.0:
        pass
    return s


def walrus_in_expression(x):
    return (y := x[0] * x[1]) * y + (y := y * x[2]) * y


def rebinding_argument(x):
    x = x * x
    x = np.append(x, x[0])
    return np.sum(x * x)


def shadowing_builtin(x):
    sum = x[0] * x[1]
    max = sum * x[2]
    return sum * max


CASES = every(vars(), X)
