"""What is refused when the derivative is built, and with which code."""
from __future__ import annotations

import asyncio
import ctypes
import functools
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

X = np.array([1.1, 1.3, 0.7, 1.9, 1.5])
LONG = np.linspace(0.7, 1.3, 50)  # too many to be followed one by one
LAST = None
SEEN: list[Any] = []
TABLE: dict[str, Any] = {}
BUFFER = np.zeros(5)


def reshaped_with_gaps(x):
    y = x.ravel()  # a copy, as x has gaps: of a copy of x it would be a view
    y[0] = 5.0
    return np.sum(x * x) + y[1]


ROWS = [np.ones(5)]
SETTINGS = {"w": np.ones(5)}


def global_list_element_written(x):
    d = ROWS[0][::-1]
    d[2] = 1.07
    return np.sum(x * d)


def global_dict_element_written(x):
    d = np.reshape(SETTINGS["w"], (5, 1))
    d[0] += 1.0
    return np.sum(x[:, None] * d)


MATRIX = np.ones((5, 5)).view(np.matrix)
MASKED = np.ma.masked_array(np.arange(5.0), [0, 1, 0, 0, 0])


class Quantity:
    def __rmul__(self, other):
        return other * other


QUANTITY = Quantity()


def matrix_outside(x):
    return np.sum(x * MATRIX)


def matrix_given(x, m):
    return np.sum(x * m[0])


def masked_outside(x):
    return np.sum(np.add(x, MASKED))


def object_beside_an_array(x):
    return np.sum(x * QUANTITY)


def array_made_of_an_object(x):
    return np.sum(np.array(QUANTITY) * x)


@dataclass(frozen=True)
class Refusal:
    """`codes`: any of them will do; `line`: a piece of the user's line, which the message shows."""

    function: Callable[..., Any]
    codes: tuple[str, ...]
    line: str
    args: tuple[Any, ...] = (X,)

    def __str__(self) -> str:
        return self.function.__name__


class Counter:
    total = 0.0


COUNTER = Counter()


class Scaled(np.ndarray):
    def __mul__(self, other):
        return np.ndarray.__mul__(self, 2.0 * other)


DOUBLING = np.eye(5).view(Scaled)


def generator_called(x):
    return sum(v for v in _squares(x))


def _squares(x):
    for v in x:
        yield v * v


def generator_itself(x):
    for v in x:
        yield v * v


def yield_from(x):
    return sum(list(_delegates(x)))


def _delegates(x):
    yield from x


def iterator_by_hand(x):
    steps = iter(x)
    a = next(steps)
    return a * next(steps)


def arithmetic_of_a_subclass(x):
    return np.sum(DOUBLING * x)


def grid_of_an_active_step(x):
    return np.sum(np.ogrid[0.0:1.0:x[0]])


async def coroutine(x):
    return np.sum(x**2)


def coroutine_called(x):
    return asyncio.run(_later(x))


async def _later(x):
    await asyncio.sleep(0)
    return np.sum(x**2)


def evaluated(x):
    return eval("x[0] * x[1]")


def executed(x):
    y = x[0]
    exec("y = y * 2.0")
    return y


def global_written(x):
    global LAST
    LAST = x[0] * x[1]
    return LAST * 2.0


def global_list_grown(x):
    for v in x:
        SEEN.append(v * v)
    return sum(SEEN)


def global_dict_written(x):
    TABLE["a"] = x[0] ** 2
    return TABLE["a"]


def global_array_written(x):
    BUFFER[:] = x * x
    return np.sum(BUFFER)


def global_array_out(x):
    np.multiply(x, x, out=BUFFER)
    return np.sum(BUFFER)


def global_array_augmented_through_helper(x):
    _add_to(BUFFER, x)
    return np.sum(BUFFER**2)


def _add_to(a, b):
    a += b


def global_object_written(x):
    COUNTER.total = COUNTER.total + x[0]
    return COUNTER.total


def class_attribute_written(x):
    Counter.total = x[0] * x[1]
    return Counter.total


def rule_missing(x):
    return np.sum(np.polydiv(x, np.ones(2))[0] ** 2)


def rule_refused(x):
    return np.sum(np.linalg.eigvals(np.outer(x, x) + np.diag(np.arange(5.0))).real)


def keyword_missing(x):
    return np.prod(x, initial=x[0])


def counted_step(x):
    return sum(k * v for k, v in zip(itertools.count(0.5, 0.25), x))


def slice_put_arrays(x):
    zs = [v * x for v in x]
    zs[1:3] = [x, x * x]
    zs[0] *= 2.0
    return np.sum(zs[0] * zs[1] * zs[2] * zs[4])


def tuple_in_dict(x):
    d = {}
    for k in range(len(x)):
        d[k] = tuple(v * x[k] for v in x)
    return sum(d[0]) * d[1][2]


def set_that_was_changed_walked(x):
    found = {11, 3}
    found.add(19)
    return sum(x[k % 5] ** 2 for k in found)


def dict_inside_a_mixed_one(x):
    rows = []
    for v in x:
        rows.append({"p": {"w": v}, "k": 1})
    return sum(r["p"]["w"] * r["k"] for r in rows)


class Point:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def step(self, h):
        return Point(self.a + h * self.b, self.b - h * self.a)

    def bump(self, v):
        self.a = self.a + v


class Q:
    def __init__(self, p, k):
        self.p, self.k = p, k


def written_in_body(x):
    p = Point(x[0], x[1])
    for v in x:
        p.bump(v)
        p = p.step(0.1)
    return p.a * p.b


def alias_before_written(x):
    p = Point(x[0], x[1])
    q = p
    for v in x:
        q.bump(v)
        p = p.step(v)
    return p.a * q.a


def alias_written_after(x):
    p = Point(x[0], x[1])
    prev = p
    for v in x:
        prev = p
        p = p.step(v)
    p.a = 3.0
    return p.a * prev.a


def shared_inner(x):
    inner = Point(x[0], x[1])
    q = Q(inner, 0)
    for v in x:
        inner.bump(v)
        q = Q(inner, q.k + 1)
    return q.p.a * q.k


def identity(x):
    p = q = Point(x[0], x[1])
    for v in x:
        p = p.step(v)
    return p.a if p is q else p.b



def generator_walked_twice(x):
    squares = (v * v for v in x)
    return sum(squares) + max(squares)


def zip_walked_in_a_loop(x):
    pairs, s = zip(x, x[::-1]), 0.0
    for k in range(3):
        for a, b in pairs:
            s += k * a * b
    return s


def iterator_walked_together_with_itself(x):
    it = iter([x[0], x[1], x[2], x[3]])
    return sum(a * b for a, b in zip(it, it))


def rest_of_an_enumeration(x):
    pairs, s = enumerate(x), 0.0
    for k, _ in pairs:
        if k == 1:
            break
    for k, v in pairs:
        s += k * v
    return s


def _remember(v, seen=[]):  # noqa: B006
    seen.append(v)
    return v * len(seen)


def mutable_default_written(x):
    return _remember(x[0]) + _remember(x[1])


def in_list(x):
    its = [zip(x, x), (v * v for v in x)]
    return sum(its[1]) + sum(its[1])


def in_dict(x):
    its = {'a': (v * v for v in x)}
    return sum(its['a']) + sum(its['a'])


def in_tuple_twice(x):
    t = ((v * v for v in x), 1.0)
    return sum(t[0]) * sum(t[0])


def walked_tuple_twice(x):
    t = ((v * v for v in x), (v for v in x))
    s = 0.0
    for g in t:
        s += sum(g)
    for g in t:
        s += 2.0 * sum(g)
    return s


def filtered_twice(x):
    f = filter(lambda v: v > 1.2, x)
    return sum(f) + sum(f)


def list_grown_runtime(x):
    ys = [v for v in x]
    s = 0.0
    for y in ys:
        s += y
        if len(ys) < 8:
            ys.append(y * x[1])
    return s


def list_shrunk_in_loop(x):
    ys = [v for v in x]
    s = 0.0
    for y in ys:
        s += y
        if y > 1.2 and len(ys) > 3:
            ys.pop()
    return s


def default_iter(x):
    it = iter([x[0], x[1]])
    for v in it:
        return v * sum(it)


class Doubling(type):
    def __call__(cls, *args):
        return super().__call__(*[2.0 * a for a in args])


class Doubled(metaclass=Doubling):
    def __init__(self, v):
        self.v = v


def metaclass_that_is_called(x):
    return Doubled(x[0]).v ** 2


class Single:
    made = None

    def __new__(cls, *args):
        if cls.made is None:
            cls.made = super().__new__(cls)
        return cls.made

    def __init__(self, v):
        self.v = v


def one_object_only(x):
    return Single(x[0]).v * Single(x[1]).v


def vectorised_with_otypes(x):
    return np.sum(np.vectorize(lambda v: v * v if v > 1.0 else v, otypes=[float])(x))


def along_axis_of_three(x):
    return np.sum(np.apply_along_axis(lambda r: r / np.sum(r), 0, np.ones((2, 2, 2)) * x[0]))


def c_function(x):
    return ctypes.pythonapi.PyFloat_AsDouble(ctypes.py_object(x[0])) * x[1]


def no_source(x):
    return _MADE(x[0]) * x[1]


_MADE: Callable[[Any], Any] = eval("lambda v: v * v")


def chosen_by_index_at_run_time(x):
    f = [np.sin, np.cos, np.tanh][int(np.argmax(x)) % 3]
    return f(x[0]) * getattr(np, ["sin", "cos"][int(x[0])])(x[1])


def ufunc_at_other(x):
    y = np.ones(3)
    np.multiply.at(y, [0, 0, 1], x[:3])
    return np.sum(y)


def flat_iterated(x):
    return sum(v * v for v in np.outer(x, x).flat)


def star_of_unknown_length(x):
    values = []
    while len(values) < np.sum(x > 1.0):
        values.append(x[len(values)])
    return functools.partial(_three, x[0])(*values)


def _three(a, *rest):
    return a * rest[0]


def arguments_overlap(a, b):
    a[0] = b[1] ** 2
    return np.sum(a * b)


def part_of_a_tuple_written(x):
    w, v = np.linalg.eigh(np.outer(x, x))
    w[0] = w[1] ** 2
    return np.sum(w) * v[0, 0] ** 2


def vector_result(x):
    return x * x


def no_result(x):
    x[0] ** 2


def text_result(x):
    return f"{x[0]}"


def integer_array(x):
    return np.sum(x * x)


def row_from_column(x):
    a = np.outer(x, x)
    a[0] = a[:, -1]
    return np.sum(a)


def every_second_from_first(x):
    y = x * 1.0
    y[::2] = y[:3]
    return np.sum(y**2)


def object_asked_for_an_index(x):
    return np.sum(np.mgrid[0 : x[0] : 0.5])


def spacing_active(x):
    return np.sum(np.gradient(np.arange(5.0) ** 2, x[0]) ** 2)


def recursive_result_written_later(x):
    y = x * 1.0
    z = _running_product(y, 0)
    z[0] = 5.0 * x[1]
    return np.sum(y * z)


def recursive_result_written_by_a_call(x):
    y = x * 1.0
    z = _running_product(y, 0)
    _running_product(z, 1)
    return np.sum(y * z)


def recursive_result_of_the_turn_before(x):
    y, z, s = x * 1.0, x, 0.0
    for k in range(3):
        s += np.sum(z)
        z = _running_product(y, k)
    return np.sum(y ** 2) + s


def _running_product(y, i):
    if i == len(y):
        return y
    y[i] *= y[i - 1]
    return _running_product(y, i + 1)


def recursive_arguments_overlap(x):
    y = x * 1.0
    _mix(y[:3], y[2:5], 3)
    return np.sum(y ** 2)


def _mix(a, b, n):
    if n * a[0] < 0.5:
        return
    a[0] = b[1] * a[1] * 0.3
    _mix(a, b, n - 1)


def recursion_without_end(x):
    return _forever(x[0])


def _forever(v):
    if v > 1.0:
        return _forever(v * 0.5)
    return _forever(v * 2.0) + 1.0


def numbers_among_arrays_that_are_written(x):
    y, rows = x * 2.0, []
    for v in x:
        if v > 1.0:
            rows.append(y)
        else:
            rows.append(v)
        y[0] *= 1.1
    return sum(np.sum(r) for r in rows)


def recursion_gives_different_kinds(x):
    return np.sum(_kinds(x[0] * 9.0))


def _kinds(v):
    if v < 1.0:
        return None
    if v < 4.0:
        return np.sum
    return _kinds(v * 0.5)


def recursion_in_a_try_writes(x):
    y = x * 1.0
    try:
        _running_product(y, 0)
    except IndexError:
        pass
    return np.sum(y)


PHASES = np.exp(1j * np.arange(5.0))


def imaginary_part(x):
    return np.sum((x * PHASES).imag ** 2)


def modulus(x):
    z = x * np.exp(1j * np.arange(5.0)) + 1.0
    return np.sum(np.abs(z) ** 2)


def stored_in_complex(x):
    z = np.zeros(5, dtype=complex)
    z[:] = x
    return np.sum((z * np.conj(z)).real)


def horner_at_complex(x):
    z = 0j
    for v in x:
        z = z * 1j + v
    return abs(z) ** 2


def eigenvalues_of_constant(x):
    z = np.linalg.eigvals(np.array([[0.0, 1.0], [-1.0, 0.0]]))
    return np.sum(np.abs(x[0] * z + x[1]) ** 2)


def complex_number(z):
    return abs(z) ** 2


SHARED = X.copy()

def listed_object_is_moved(x):
    p, trail = Point(x[0], x[1]), []
    for v in x:
        p.bump(v)
        trail.append(p)
    return sum(q.a for q in trail)


def listed_object_is_changed_later(x):
    p, trail = Point(x[0], x[1]), []
    for v in x:
        trail.append(p)
        p = p.step(v)
    trail[0].bump(1.0)
    return sum(q.a for q in trail)


def elements_are_changed(x):
    points = []
    for v in x:
        points.append(Point(v, 1.0))
    for q in points:
        q.bump(q.b)
    return sum(q.a for q in points)


def none_beside_tuples(x):
    found = [None]
    for v in x:
        found.append((v, 1.0) if v > 1.0 else None)
    return sum(f[0] for f in found if f is not None)


def objects_of_two_classes(x):
    found = []
    for v in x:
        found.append(Point(v, 1.0) if v > 1.0 else Q(v, 0))
    return sum(f.a if isinstance(f, Point) else f.p for f in found)



def cached_function_counts(x):
    calls = []

    @functools.cache
    def term(n):
        calls.append(n)
        return x[n] * 2.0
    return (term(1) + term(1)) * len(calls)



def listed_in_a_recursion(x):
    p, trail = Point(x[0], x[1]), []

    def go(v):
        if v < 0.01:
            return
        p.bump(v)
        trail.append(p)
        go(v * 0.5)
    go(x[-1])
    return sum(q.a for q in trail)



REFUSED = [
    Refusal(listed_in_a_recursion, ("SG305",), "trail.append(p)", (LONG,)),
    Refusal(cached_function_counts, ("SG306",), "def term(n)"),
    Refusal(listed_object_is_moved, ("SG305",), "", (LONG,)),
    Refusal(listed_object_is_changed_later, ("SG305",), "self.a = self.a + v", (LONG,)),
    Refusal(elements_are_changed, ("SG305",), "self.a = self.a + v", (LONG,)),
    Refusal(none_beside_tuples, ("SG308",), "found = [None]", (LONG,)),
    Refusal(objects_of_two_classes, ("SG309",), "found.append", (LONG,)),
    Refusal(dict_inside_a_mixed_one, ("SG308",), 'r["p"]["w"]'),
    Refusal(numbers_among_arrays_that_are_written, ("SG308",), "rows.append(v)"),
    Refusal(generator_called, ("SG301",), "_squares(x)"),
    Refusal(generator_itself, ("SG301",), ""),
    Refusal(yield_from, ("SG301",), "_delegates(x)"),
    Refusal(iterator_by_hand, ("SG301",), "next(steps)"),
    Refusal(arithmetic_of_a_subclass, ("SG202",), "DOUBLING * x"),
    Refusal(grid_of_an_active_step, ("SG201", "SG203"), "np.ogrid"),
    Refusal(coroutine, ("SG302",), ""),
    Refusal(coroutine_called, ("SG302", "SG306", "SG201"), "asyncio.run"),
    Refusal(evaluated, ("SG303",), "eval("),
    Refusal(executed, ("SG303",), "exec("),
    Refusal(global_written, ("SG304",), "LAST = "),
    Refusal(global_list_grown, ("SG304",), "SEEN.append"),
    Refusal(global_dict_written, ("SG304",), 'TABLE["a"]'),
    Refusal(global_array_written, ("SG304",), "BUFFER[:]"),
    Refusal(global_list_element_written, ("SG304",), "d[2] = 1.07"),
    Refusal(global_dict_element_written, ("SG304",), "d[0] += 1.0"),
    Refusal(global_array_out, ("SG304",), "out=BUFFER"),
    Refusal(global_array_augmented_through_helper, ("SG304",), "a += b"),
    Refusal(global_object_written, ("SG304",), "COUNTER.total"),
    Refusal(class_attribute_written, ("SG304",), "Counter.total"),
    Refusal(rule_missing, ("SG201", "SG203"), "np.polydiv"),
    Refusal(rule_refused, ("SG203",), "np.linalg.eigvals"),
    Refusal(keyword_missing, ("SG202",), "initial="),
    Refusal(counted_step, ("SG308",), "itertools.count(0.5, 0.25)"),
    Refusal(slice_put_arrays, ("SG308",), "zs[1:3] = "),
    Refusal(tuple_in_dict, ("SG308",), "d[k] = ", (LONG,)),
    Refusal(set_that_was_changed_walked, ("SG308",), "for k in found"),
    Refusal(written_in_body, ("SG305",), "p = p.step", (LONG,)),
    Refusal(alias_before_written, ("SG305",), "p = p.step", (LONG,)),
    Refusal(alias_written_after, ("SG305",), "p.a = 3.0", (LONG,)),
    Refusal(shared_inner, ("SG305",), "", (LONG,)),
    Refusal(identity, ("SG305",), "p is q"),
    Refusal(generator_walked_twice, ("SG301",), "max(squares)"),
    Refusal(zip_walked_in_a_loop, ("SG301",), "in pairs"),
    Refusal(iterator_walked_together_with_itself, ("SG301",), "zip(it, it)"),
    Refusal(rest_of_an_enumeration, ("SG301",), "for k, v in pairs"),
    Refusal(mutable_default_written, ("SG304", "SG308"), "seen.append"),
    Refusal(in_list, ("SG301",), "its[1]"),
    Refusal(in_dict, ("SG301",), "its['a']"),
    Refusal(in_tuple_twice, ("SG301",), "t[0]"),
    Refusal(walked_tuple_twice, ("SG301",), "for g in t"),
    Refusal(filtered_twice, ("SG301",), "sum(f)"),
    Refusal(list_grown_runtime, ("SG308",), "ys.append"),
    Refusal(list_shrunk_in_loop, ("SG308",), "ys.pop"),
    Refusal(default_iter, ("SG301",), "sum(it)"),
    Refusal(metaclass_that_is_called, ("SG308",), "Doubled(x[0])"),
    Refusal(one_object_only, ("SG308",), "Single(x[0])"),
    Refusal(vectorised_with_otypes, ("SG306",), "np.vectorize"),
    Refusal(along_axis_of_three, ("SG306",), "np.apply_along_axis"),
    Refusal(c_function, ("SG201", "SG306", "SG308"), "PyFloat_AsDouble"),
    Refusal(no_source, ("SG101", "SG102", "SG103", "SG104", "SG306"), ""),
    Refusal(chosen_by_index_at_run_time, ("SG306", "SG308", "SG309"), "x"),
    Refusal(ufunc_at_other, ("SG308",), "np.multiply.at"),
    Refusal(flat_iterated, ("SG308",), ".flat"),
    Refusal(star_of_unknown_length, ("SG307",), "*values"),
    Refusal(part_of_a_tuple_written, ("SG305",), "w[0] = "),
    Refusal(imaginary_part, ("SG203",), "x * PHASES"),
    Refusal(modulus, ("SG203",), "x * np.exp"),
    Refusal(stored_in_complex, ("SG203",), "z[:] = x"),
    Refusal(horner_at_complex, ("SG203",), "z * 1j"),
    Refusal(eigenvalues_of_constant, ("SG203",), "x[0] * z"),
    Refusal(row_from_column, ("SG404",), ""),
    Refusal(every_second_from_first, ("SG404",), ""),
    Refusal(object_asked_for_an_index, ("SG201",), "np.mgrid"),
    Refusal(spacing_active, ("SG202",), "np.gradient"),
    Refusal(recursive_result_written_later, ("SG308",), "z = _running_product(y, 0)", (LONG,)),
    Refusal(recursive_result_written_by_a_call, ("SG308",), "z = _running_product(y, 0)", (LONG,)),
    Refusal(recursive_result_of_the_turn_before, ("SG308",), "z = _running_product(y, k)"),
    Refusal(recursive_arguments_overlap, ("SG308",), "_mix("),
    Refusal(recursion_without_end, ("SG308",), "_forever("),
    Refusal(recursion_gives_different_kinds, ("SG308",), "_kinds("),
    Refusal(recursion_in_a_try_writes, ("SG308",), "_running_product(y, 0)", (LONG,)),
    Refusal(matrix_outside, ("SG202",), "x * MATRIX"),
    Refusal(matrix_given, ("SG308",), "m[0]", (X, MATRIX)),
    Refusal(masked_outside, ("SG202",), "np.add"),
    Refusal(object_beside_an_array, ("SG308",), "x * QUANTITY"),
    Refusal(array_made_of_an_object, ("SG308",), "np.array(QUANTITY)"),
    Refusal(vector_result, ("SG402",), ""),
    Refusal(no_result, ("SG402", "SG406"), ""),
    Refusal(text_result, ("SG402", "SG406"), ""),
    Refusal(arguments_overlap, ("SG404",), "", (SHARED, SHARED)),
    Refusal(reshaped_with_gaps, ("SG404",), "", (np.arange(8.0)[::2],)),
    Refusal(integer_array, ("SG401",), "", (np.arange(3),)),
    Refusal(integer_array, ("SG405",), "", ("text",)),
    Refusal(complex_number, ("SG405",), "", (1.0 + 2.0j,)),
]
