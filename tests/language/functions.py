"""User functions of every kind, and every way to call them."""
from __future__ import annotations

import functools
import math
from math import exp as exponential

import numpy as np
from cases import every
from numpy import sin

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])


def _scaled(v, factor=2.0, *, shift=0.0):
    return v * factor + shift


def defaults_and_keywords(x):
    return np.sum(_scaled(x) * _scaled(x, 3.0) * _scaled(x, shift=x[0]) + _scaled(factor=x[1], v=x))


def keyword_only_active(x):
    return _scaled(x[0], shift=x[1] * x[2])


def _positional_only(a, b, /, c=1.0):
    return a * b + c


def positional_only(x):
    return _positional_only(x[0], x[1]) * _positional_only(x[2], x[3], c=x[4])


def _total(first, *rest, power=1, **named):
    s = first
    for v in rest:
        s = s + v**power
    for name, v in named.items():
        s = s * v if name == "times" else s - v
    return s


def variadic(x):
    return _total(x[0]) + _total(x[0], x[1], x[2]) * _total(x[0], x[1], power=3, times=x[3], less=x[4])


def starred_call(x):
    parts = (x[1], x[2])
    options = {"power": 2, "times": x[4]}
    return _total(x[0], *parts, x[3], **options)


def starred_array_rows(x):
    return _positional_only(*x[:2]) * _positional_only(*np.outer(x[:2], x[:3]))[1]


def _forward(*args, **kwargs):
    return _total(*args, **kwargs)


def forwarded(x):
    return _forward(x[0], x[1], times=x[2])


def nested_function(x):
    def inner(a):
        return a * a + x[0]

    return inner(x[1]) * inner(inner(x[2]))


def nested_reads_later_value(x):
    c = x[0]

    def inner(a):
        return a * c

    first = inner(x[1])
    c = x[2] ** 2
    return first + inner(x[1])


def nested_writes_nonlocal(x):
    total = 0.0

    def add(v):
        nonlocal total
        total += v * v

    for v in x:
        add(v)
    return total * x[0]


def closure_factory(x):
    double, raise_ = _times(2.0), _times(x[0])
    return double(x[1]) * raise_(x[2])


def _times(factor):
    def apply(v):
        return v * factor

    return apply


def closures_in_loop_share_a_variable(x):
    fs = []
    for k in range(3):
        fs.append(lambda v: v * x[k])  # noqa: B023
    return sum(f(x[0]) for f in fs)


def closures_in_loop_with_default(x):
    fs = [lambda v, k=k: v * x[k] for k in range(3)]
    return fs[0](x[0]) * fs[1](x[1]) * fs[2](x[2])


def closure_over_array_written(x):
    y = x * 1.0

    def bump(i, v):
        y[i] += v

    bump(0, x[1] ** 2)
    bump(-1, y[0])
    return np.sum(y**2)


def lambdas(x):
    square, add = lambda v: v * v, lambda a, b=x[0]: a + b
    return square(add(x[1])) * (lambda: x[2])()


def function_argument(x):
    return _apply_twice(np.sin, x[0]) + _apply_twice(lambda v: v * x[1], x[2]) + _apply_twice(_scaled, x[3])


def _apply_twice(f, v):
    return f(f(v))


def functions_in_list(x):
    s = x[0]
    for f in [np.exp, np.tanh, _scaled, lambda v: v * x[1]]:
        s = f(s)
    return s


def functions_in_dict(x):
    table = {"sin": math.sin, "scale": _scaled}
    s = 0.0
    for name, v in (("sin", x[0]), ("scale", x[1])):
        s += table[name](v) * x[2]
    return s


def function_chosen_at_run_time(x):
    f = np.sin if x[0] > 1.0 else np.cos
    return f(x[1]) * x[2]


def composed(x):
    return _compose(np.exp, np.sin, _scaled)(x[0]) * x[1]


def _compose(*fs):
    def run(v):
        for f in reversed(fs):
            v = f(v)
        return v

    return run


def partial_function(x):
    cube = functools.partial(pow, exp=3)
    scaled = functools.partial(_scaled, factor=x[0])
    return cube(x[1]) * scaled(x[2], shift=x[3])


def reduced(x):
    return functools.reduce(lambda a, b: a * b + 1.0, [x[0], x[1] ** 2, x[2]]) * functools.reduce(_scaled, (x[3], x[4]))


def imported_names(x):
    return sin(x[0]) * exponential(x[1]) * math.sqrt(x[2])


def imported_inside(x):
    import math as m

    from numpy import cos as cosine

    return m.log(x[0]) * cosine(x[1])


def _decorator(f):
    @functools.wraps(f)
    def wrapped(*args):
        return 2.0 * f(*args) + args[0]

    return wrapped


@_decorator
def _decorated(a, b):
    return a * b


def decorated_helper(x):
    return _decorated(x[0], x[1]) ** 2


@functools.lru_cache(maxsize=16)
def _weights(n):
    return [1.0 / (k + 1) for k in range(n)]


def cached_helper(x):
    return sum(w * v * v for w, v in zip(_weights(5), x))


def several_results(x):
    low, high, mean = _summary(x)
    return low * high + mean**2


def _summary(v):
    return np.min(v), np.max(v), v.mean()


def result_dropped(x):
    _scaled(x[0])
    np.sin(x)
    return x[1] ** 2


def no_result(x):
    y = x * 1.0
    nothing = _double_first(y)
    return np.sum(y**2) if nothing is None else 0.0


def _double_first(a):
    a[0] *= 2.0


def same_helper_different_shapes(x):
    return _energy(x) + _energy(np.outer(x, x)) + _energy(x[0])


def _energy(v):
    return np.sum(v * v)


def names_clash_with_caller(x):
    a, s = x[0], x[1]
    t = _clash(x[2])
    return a * s * t


def _clash(x):
    a = x * x
    s = a + x
    return s * a


def operators_by_name(x):
    import operator

    return operator.mul(x[0], operator.add(x[1], x[2])) + operator.itemgetter(3)(x) ** 2


def mapped(x):
    return sum(map(lambda v: v * v, x)) * sum(map(_scaled, x[:2], x[2:]))


def read_before_it_is_written_over(x):
    y = np.hstack([0.7, 0.7, x[3]])
    z = np.outer(x, x)
    z[[0, 1]] += [4.0]
    return y @ y + np.sum(z) + _summed_up(y + y) + z[0, 3]


def _summed_up(v):
    d = v
    return np.sum(d)


CASES = every(vars(), X)
