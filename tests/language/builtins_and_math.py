"""Python's own functions and operators, and those of math."""
from __future__ import annotations

import math

import numpy as np
from cases import every

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def abs_pow_round(x):
    return abs(-x[0]) * pow(x[1], 3) + pow(2.0, x[2]) + round(x[3]) * x[4] + abs(x[0] - x[1])


def sum_with_start(x):
    return sum([x[0], x[1] ** 2], x[2]) * sum((x[3], x[4]), start=1.0) + sum(x * x)


def min_max_of_arguments(x):
    return max(x[0], x[1]) * min(x[2], x[3], x[4]) + max(0.0, x[0] - 5.0) + min(x) * max(x * x)


def max_with_key(x):
    return max(x[:3], key=lambda v: -v) * min([x[3], x[4]], key=abs) * max([], default=x[0])


def sorted_values(x):
    a = sorted(x, reverse=True)
    return a[0] ** 2 * a[1] + sorted([x[2], x[3], x[4]])[0]


def float_and_int(x):
    return float(x[0]) * float("1.5") + int(x[3]) * x[1] + float(np.sum(x) ** 2)


def divmod_and_floor(x):
    q, r = divmod(x[3] * 3.0, x[2])
    return q * x[0] + r * x[1] + x[3] // x[2] * x[4] + (x[3] * 3.0) % x[0]


def operators_of_numbers(x):
    a, b = x[0], x[1]
    return (+a - -b) * a / b + a**b + 2.0**a + 1.0 / a - 3.0 / b**2 + (a + 1) * (2 - b)


def operators_of_arrays(x):
    a, b = x, x[::-1]
    return np.sum(-a * b / (a + b) + a**b - 2.0**a + 3.0 / a + abs(a - 2.0 * b)) + a @ b


def mathematics(x):
    return (math.sin(x[0]) * math.cos(x[1]) + math.tan(x[2]) + math.exp(x[3]) - math.log(x[4]) + math.log(x[0], 3)
            + math.log10(x[1]) + math.log2(x[2]) + math.log1p(x[3]) + math.expm1(x[4]))


def mathematics_more(x):
    return (math.sqrt(x[0]) + math.hypot(x[1], x[2]) + math.atan2(x[3], x[4]) + math.asin(x[2]) + math.acos(x[2] / 2)
            + math.atan(x[0]) + math.sinh(x[1]) + math.cosh(x[2]) + math.tanh(x[3]) + math.pow(x[4], x[0])
            + math.fabs(-x[1]))


def mathematics_special(x):
    return math.erf(x[0]) + math.erfc(x[1]) + math.gamma(x[2] + 2.0) + math.lgamma(x[3]) + math.floor(x[4]) * x[0] + (
        math.ceil(x[1]) * x[2] + math.copysign(x[3], -1.0) + math.degrees(x[4]) * math.radians(30.0))


def mathematics_of_sequences(x):
    return math.fsum([x[0], x[1] ** 2, x[2]]) + math.prod([x[3], x[4], 2.0]) + math.dist([x[0], x[1]], [x[2], x[3]])


def length_and_enumerate_of_list(x):
    values = list(enumerate([x[0], x[1]]))
    return values[1][1] * values[0][1] * len(values) + list(zip(x, x[1:]))[2][1]


def list_of_array(x):
    a = list(x)
    a[0] = a[1] * a[2]
    return sum(a) * a[0]


def tolist(x):
    a = (x * x).tolist()
    return a[0] * a[1] + sum(a[2:])


def item_and_scalars(x):
    return x[0].item() * np.float64(x[1]) + np.sum(x).item() ** 2 + x.item(2)


def any_all_bool(x):
    return x[0] * any([x[1] > 5.0, x[2] > 0.0]) * bool(x[3]) + all(v > 0 for v in x) * x[4] ** 2


def zero_dimensional(x):
    a = np.array(x[0] * x[1])
    b = np.asarray(2.0)
    c = a * b
    c += x[2]
    return c[()] ** 2 + a


def complex_free_polynomial(x):
    return np.polyval([x[0], x[1], x[2]], x[3])


CASES = every(vars(), X)
