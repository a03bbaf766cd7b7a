"""Tangents against finite differences: programs in the text form of the IR, run by an interpreter."""
from __future__ import annotations

import copy
from collections import namedtuple
from typing import Any

import interpreter
import numpy as np
import pytest

from srcgrad import gradients
from srcgrad.ad.entry import own_arguments
from srcgrad.ad.forward import forward
from srcgrad.ad.forward_state import dot_name, tangent_type
from srcgrad.errors import SrcgradError
from srcgrad.frontend.lower import lower_function
from srcgrad.ir.nodes import Function, Value, walk
from srcgrad.ir.parse import parse
from srcgrad.ir.spec import specs_of
from srcgrad.ir.text import to_text
from srcgrad.ir.verify import verify

X = np.array([1.1, 1.3, 0.7, 1.9])
V, W = np.cos(np.arange(4.0)), np.sin(np.arange(4.0) + 1.0)
STEP = 1e-3


def tangents(function: Function, moved: list[Value] | None = None) -> Function:
    """The function with tangents of its first parameter, or of those given."""
    moved = moved or [function.body.params[0]]
    out = forward(function, {p: Value(dot_name(p), tangent_type(p.type)) for p in moved})
    verify(out, "forward")
    return out


def run(function: Function, *args: Any) -> Any:
    with np.errstate(all="ignore"):
        return interpreter.run(function, *copy.deepcopy(args))


def difference(f: Any, h: float = STEP) -> Any:
    return (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h)


PROGRAMS = {
    "arithmetic": """func f(%x: f[n]) {
        %a: f[n] = operator.mul(%x, %x)
        %b: f[n] = operator.truediv(%a, 3.0)
        %c: f[n] = operator.sub(2.0, %b)
        %y: f = numpy.sum(%c)
        return %y }""",
    "a smaller operand": """func f(%x: f[n]) {
        %one: f = view(%x, 0)
        %ones: f[n] = numpy.ones_like(%x)
        %a: f[n] = operator.add(%ones, %one)
        %b: f[n] = operator.pow(%a, 2)
        return %b }""",
    "a loop": """func f(%x: f[n]) {
        %n: i = builtins.len(%x)
        %p: f = for(0, %n, 1, 1.0) body(%i: i, %p.1: f) {
            %e: f = view(%x, %i)
            %p.2: f = operator.mul(%p.1, %e)
            yield False, %p.2
        }
        return %p }""",
    "a carried value that is active from the second turn on": """func f(%x: f[n]) {
        %a: f, %b: f = for(0, 3, 1, 1, 2.0) body(%i: i, %a.1: f, %b.1: f) {
            %e: f = view(%x, %i)
            %c: f = operator.mul(%b.1, %b.1)
            yield False, %c, %e
        }
        %y: f = operator.add(%a, %b)
        return %y }""",
    "a branch with a constant arm": """func f(%x: f[n]) {
        %e: f = view(%x, 1)
        %c: b = operator.gt(%e, 9.0)
        %y: f, %z: f = if(%c) then {
            yield %e, 1.0
        } else {
            %s: f = operator.mul(%e, %e)
            yield 4.0, %s
        }
        return %y, %z }""",
    "while": """func f(%x: f[n]) {
        %a: f = view(%x, 0)
        %s: f = while(%a) test(%t: f) {
            %c: b = operator.lt(%t, 50.0)
            yield %c
        } body(%t.1: f) {
            %b: f = view(%x, 1)
            %u: f = operator.mul(%t.1, %b)
            %v: f = operator.add(%u, %a)
            yield False, %v
        }
        return %s }""",
    "stores": """func f(%x: f[n]) {
        %y: f[n] = operator.mul(%x, 2.0)
        %v: f[n-1] = view(%y, slice(1, None, None))
        %a: f = view(%x, 0)
        %b: f = view(%x, 1)
        store['set'](%y, 0, 3.0)
        store['set'](%v, 0, %a)
        store[mul](%v, slice(None, 2, None), %b)
        store[pow](%y, Ellipsis, 2)
        store[div](%y, 3, %a)
        store[sub](%y, slice(None, None, None), %x)
        store[mul](%y, Ellipsis, %y)
        return %y }""",
    "repeated indices": """func f(%x: f[n]) {
        %y: f[n] = numpy.zeros_like(%x)
        %a: f = view(%x, 2)
        store[at](%y, [0, 1, 0, 1], %x)
        store[add](%y, [2, 2, 3, 3], %x)
        store[mul](%y, [0, 0], %a)
        return %y }""",
    "a sum that shares nothing is written": """func f(%x: f[n]) {
        %y: f[n] = operator.add(%x, 1.0)
        %a: f = view(%x, 0)
        store['set'](%y, 1, 7.0)
        %z: f[n] = operator.mul(%x, %y)
        return %z }""",
    "a reshape of what is written": """func f(%x: f[n]) {
        %o: f[n, n] = numpy.outer(%x, %x)
        %t: f[n, n] = prim[numpy.ndarray.T](%o)
        %y: f[n, n] = operator.mul(%t, %x)
        %a: f = view(%x, 1)
        %v: f[n] = numpy.ndarray.reshape(%y, -1)
        store['set'](%v, 5, %a)
        return %y }""",
    "lists": """func f(%x: f[n]) {
        %xs: list[f] = new[builtins.list](1.0)
        %n: i = builtins.len(%x)
        for(0, %n, 1) body(%i: i) {
            %e: f = view(%x, %i)
            %q: f = operator.mul(%e, %e)
            grow[append](%xs, %q)
            yield False
        }
        %p: f = shrink[pop](%xs, 1)
        grow[insert](%xs, 0, %p)
        put(%xs, 2, 5.0)
        grow[reverse](%xs)
        %both: list[f] = operator.add(%xs, %xs)
        %part: list[f] = operator.getitem(%both, slice(1, None, 2))
        %up: list[f] = builtins.sorted(%part)
        %top: f = builtins.max(%part)
        %a: f[?] = numpy.array(%up)
        %y: f[?] = operator.mul(%a, %top)
        return %y }""",
    "dicts and tuples": """func f(%x: f[n]) {
        %a: f = view(%x, 0)
        %d: dict[f] = new[builtins.dict]('one', 'two', %a, 3.0)
        %b: f = operator.mul(%a, %a)
        put(%d, 'two', %b)
        put(%d, 'three', 1.0)
        %two: f = item(%d, 'two')
        %t: (f, i, f[n]) = new[builtins.tuple](%two, 4, %x)
        %k: i = item(%t, 1)
        %v: f[n] = item(%t, 2)
        %y: f[n] = operator.mul(%v, %k)
        %z: f = item(%t, 0)
        return %y, %z, %d }""",
    "a tape walked backwards": """func f(%x: f[n]) {
        %tape: list[(f, i)] = new[builtins.list]()
        %n: i = builtins.len(%x)
        for(0, %n, 1) body(%i: i) {
            %e: f = view(%x, %i)
            %q: f = operator.mul(%e, %e)
            grow[append](%tape, (%q, %i))
            yield False
        }
        %s: f = each[reversed](%tape, 0.5) body(%q.1: f, %k: i, %s.1: f) {
            %m: f = operator.mul(%s.1, %q.1)
            %s.2: f = operator.add(%m, %k)
            yield False, %s.2
        }
        return %s }""",
    "buffers found by storage": """func f(%x: f[n]) {
        %table: any = effect[srcgrad.runtime.Shadows]()
        %y: f[n] = operator.mul(%x, 2.0)
        %v: f[n-2] = view(%y, slice(1, -1, None))
        %p: f[n-2] = effect[srcgrad.runtime.shadow_of](%table, %v)
        %a: f = view(%x, 0)
        store[add](%p, 0, %a)
        %q: f[n] = effect[srcgrad.runtime.take_shadow](%table, %y)
        %z: f[n] = operator.mul(%q, %q)
        return %z }""",
    "cotangents of lists": """func f(%x: f[n]) {
        %xs: list[f] = numpy.ndarray.tolist(%x)
        %g: list[f] = srcgrad.runtime.zeros(%xs)
        %h: list[f] = builtins.list(%xs)
        effect[srcgrad.runtime.add_parts](%g, %h)
        effect[srcgrad.runtime.add_parts](%g, %h)
        %b: f[?] = numpy.array(%g)
        %c: f[?] = operator.mul(%b, %b)
        return %c }""",
    "templates without their zero terms": """func f(%x: f[n]) {
        %m: f[4, 4] = numpy.eye(4)
        %a: f[4, 4] = operator.mul(%m, 3.0)
        %s: f[n] = numpy.linalg.solve(%a, %x)
        %b: f[4, 4] = operator.add(%a, %x)
        %t: f[4] = numpy.linalg.solve(%b, const([1.0, 2.0, 0.5, 1.0]))
        %r: f[4] = operator.mul(%s, %t)
        return %r }""",
    "an exception": """func f(%x: f[n]) {
        %a: f = view(%x, 0)
        %ok: b, %c: f = try[(builtins.ZeroDivisionError,)]() body {
            %q: f = operator.mul(%a, %a)
            yield True, %q
        } failure(%e: opaque) {
            yield False, @<unbound>
        }
        %y: f = operator.mul(%c, %a)
        return %y }""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_first_order(name: str) -> None:
    function = parse(PROGRAMS[name])
    out = tangents(function)
    assert flat(run(function, X)).tolist() == flat(halves(run(out, X, V))[0]).tolist()
    want = difference(lambda t: flat(run(function, X + t * V)))
    np.testing.assert_allclose(flat(halves(run(out, X, V))[1]), want, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("name", PROGRAMS)
def test_second_order(name: str) -> None:
    first = tangents(parse(PROGRAMS[name]))
    second = tangents(first, list(first.body.params[:1]))
    got = flat(halves(run(second, X, V, W))[1])
    want = difference(lambda t: flat(run(first, X + t * W, V)))
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-7)


def halves(out: Any) -> tuple[Any, Any]:
    return out[:len(out) // 2], out[len(out) // 2:]


def flat(value: Any) -> np.ndarray:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return np.concatenate([flat(v) for v in value]) if value else np.zeros(0)
    return np.ravel(np.asarray(value, float))


# --- what must not happen --------------------------------------------------------------------------------------------
def test_inputs_stay_and_results_are_new() -> None:
    function = parse("""func f(%x: f[n]) {
        %y: f[n] = operator.add(%x, 1.0)
        store['set'](%y, 0, 5.0)
        return %x, %y }""")
    x, v = X.copy(), V.copy()
    *_, y_dot = interpreter.run(tangents(function), x, v)
    assert np.array_equal(v, V) and np.array_equal(x, X) and y_dot[0] == 0.0
    (_, same) = interpreter.run(tangents(parse("""func f(%x: f[n]) {
        %y: f[n] = operator.add(%x, 1.0)
        return %y }""")), x, v)
    assert not np.shares_memory(same, v)


def test_a_loop_that_does_not_turn() -> None:
    function = parse("""func f(%x: f[n], %n: i) {
        %a: f = view(%x, 0)
        %s: f, %t: f = for(0, %n, 1, %a, 2) body(%i: i, %s.1: f, %t.1: f) {
            %u: f = operator.mul(%s.1, %t.1)
            yield False, %u, %a
        }
        return %s, %t }""")
    assert run(tangents(function), X, 0, V) == (X[0], 2, V[0], 0.0)


def test_what_is_not_active_has_no_tangent() -> None:
    function = parse("""func f(%x: f[n], %w: f[n]) {
        %a: f[n] = numpy.exp(%w)
        %n: i = builtins.len(%x)
        %k: f[n] = numpy.floor(%x)
        %b: f[n] = operator.mul(%a, %k)
        %y: f[n] = operator.mul(%b, %x)
        return %y, %n, %k }""")
    out = tangents(function)
    dots = [r.name for op in walk(out.body) for r in op.results if r.name.endswith("_dot")]
    assert dots == ["y_dot"]
    assert run(out, X, W, V)[4] == 0.0 and not run(out, X, W, V)[5].any()


def test_float32_stays() -> None:
    out = tangents(parse(PROGRAMS["stores"]))
    assert run(out, X.astype(np.float32), V.astype(np.float32))[1].dtype == np.float32


REFUSED = {
    "SG203": "%y: f[n] = numpy.random.normal(%x)",
    "SG201": "%y: f[n] = numpy.sort_complex(%x)",
    "SG305": """%z: f[n] = srcgrad.runtime.stop_gradient(%x)
        %a: f = view(%x, 0)
        store['set'](%z, 0, %a)
        %y: f[n] = operator.mul(%x, %z)""",
    "SG308": "%y: list[f] = numpy.ndarray.tolist(%x)\n grow[sort](%y)",
    "SG309": "%y: object[builtins.object]() = new[builtins.object]()\n %a: f = view(%x, 0)\n put(%y, 'w', %a)",
}


@pytest.mark.parametrize("code", REFUSED)
def test_refusals(code: str) -> None:
    function = parse(f"func f(%x: f[n]) {{\n {REFUSED[code]}\n return %y }}")
    with pytest.raises(SrcgradError, match=code) as e:
        tangents(function)
    assert e.value.code == code


def test_all_refusals_are_told_at_once() -> None:
    function = parse("""func f(%x: f[n]) {
        %a: f[n] = numpy.sort_complex(%x)
        %b: f[n] = numpy.random.normal(%x)
        %y: f[n] = operator.add(%a, %b)
        return %y }""")
    with pytest.raises(SrcgradError) as e:
        tangents(function)
    assert "SG201" in str(e.value) and "SG203" in str(e.value)


# --- text ------------------------------------------------------------------------------------------------------------
def test_text() -> None:
    function = parse("""func f(%x: f[n], %w: f[n]) {
        %y: f[n] = numpy.divide(%x, %w)
        %z: f[n] = operator.sub(%y, %x)
        return %z }""")
    assert to_text(tangents(function)) == """func f(%x: f[n], %w: f[n], %x_dot: f[n]) {
    %y: f[n] = numpy.divide(%x, %w)
    %y_dot: f[n] = operator.truediv(%x_dot, %w)
    %z: f[n] = operator.sub(%y, %x)
    %z_dot: f[n] = operator.sub(%y_dot, %x_dot)
    return %z, %z_dot
}
"""


# --- arguments -------------------------------------------------------------------------------------------------------
Pair = namedtuple("Pair", "a b")


class Model:
    def __init__(self, w: Any, scale: float) -> None:
        self.w, self.scale = w, scale


def with_containers(pair: Pair, table: dict[str, Any], model: Model, k: int) -> Any:
    table["u"][0] = pair.a * model.scale
    return np.sum(table["u"] * pair.b) * k + model.w @ table["u"]


def test_arguments_are_taken_apart() -> None:
    def at(t: float) -> tuple[Any, ...]:
        return Pair(0.5 + t, X + t * V), {"u": X * 2.0 + t * W}, Model(W - t * V, 1.5 + 2.0 * t), 3

    dots = (Pair(1.0, V), {"u": W}, Model(-V, 2.0))
    names = ("pair", "table", "model", "k")
    program = lower_function(with_containers, specs_of(dict(zip(names, at(0.0)))))
    leaves = [t.leaf for a in program.arguments.values() for t in a.leaves() if t.kind == "leaf"]
    function = own_arguments(program.function, leaves)
    moved, params, setup, _ = gradients.tangents([(name, program.arguments[name]) for name in names[:3]])
    out = forward(function, moved, params, setup)
    verify(out, "forward")
    assert [p.name for p in out.body.params] == [*names, "pair_dot", "table_dot", "model_dot"]
    value, dot = run(out, *at(0.0), *dots)
    assert value == with_containers(*at(0.0))
    np.testing.assert_allclose(dot, difference(lambda t: with_containers(*at(t))), rtol=1e-8)
