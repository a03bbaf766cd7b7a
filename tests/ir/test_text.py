"""The text form: it reads back, and the same IR gives the same text."""
from __future__ import annotations

import operator
from collections import namedtuple

import numpy as np
import pytest

from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Function, Op, Region, Seq, Value
from srcgrad.ir.parse import ParseError, parse, parse_all
from srcgrad.ir.text import op_text, to_text, type_text
from srcgrad.ir.types import ANY, BOOL, FLOAT, INT, Array, DictType, ListType, ObjectType, Opaque, Scalar, TupleType

Point = namedtuple("Point", "x y")

TEXTS = {
    "straight": """\
func loss(%w: f[n], %X: f[m, n], %b: f) {
    %z: f[m] = numpy.matmul(%X, %w)
    %z.1: f[m] = operator.add(%z, %b)
    %0: f = numpy.ndarray.sum(%z.1, axis=None)
    return %0
}
""",
    "loop with exit": """\
func f(%x: f[n], %n: i:n) {
    %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
        %e: f = load(%x, %i)
        %c: b = operator.lt(%e, 0.0)
        %s.2: f = if(%c) then {
            yield %s.1
        } else {
            %s.3: f = operator.add(%s.1, %e)
            yield %s.3
        }
        yield %c, %s.2
    }
    return %s
}
""",
    "while, store, view": """\
func g(%u: f[n], %k: any) {
    %v: f[n-2] = view(%u, slice(1, -1, None))
    store[add](%v, (Ellipsis, None), 2.5)
    %k.1: i = while(0) test(%k.2: i) {
        %t: b = operator.lt(%k.2, %k)
        yield %t
    } body(%k.3: i) {
        %k.4: i = operator.add(%k.3, 1)
        yield False, %k.4
    }
    effect[assert](%k.1)
    return
}
""",
    "containers and constants": """\
func h(%x: f) {
    %l: list[f] = new[builtins.list](%x, 1e-05, inf, -2, nan)
    grow[append](%l, const((1, 'a', b"b'", [None, Ellipsis])))
    %p: f = shrink[pop](%l)
    %d: dict[f] = new[builtins.dict]('a', %p)
    put(%d, 'b', {'k': %x, 2: (%p,)})
    %q: any = item(%d, @self.key)
    %r: any = numpy.dtype(<array of no text>, {%x, %p}, set(), {}, (), [])
    return %q, seq[tests.ir.test_text.Point](%p, (%x, const(slice(None, 2, None))))
}
""",
    "try and with": """\
func t(%x: f) {
    %ok: b, %y: f = try[(builtins.ValueError, builtins.KeyError)]() body {
        %a: f = with(@ctx) body {
            %b: f = numpy.sqrt(%x)
            yield %b
        }
        yield True, %a
    } failure(%e: opaque[builtins.Exception]) {
        yield False, %x
    }
    return (%ok, %y)
}
""",
    "calls": """\
func f(%x: f) {
    %y: f = call[&g](%x)
    %z: f = call[&g.1](%y)
    return %z
}

func g(%x: f) {
    return %x
}

func g(%x: f) {
    return 1.0
}
""".replace("func g(%x: f) {\n    return 1.0", "func g.1(%x: f) {\n    return 1.0"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_reads_back(name):
    text = TEXTS[name].replace("tests.ir.test_text.Point", f"{__name__}.Point")
    assert to_text(parse(text)) == text


def test_parsed_function_is_the_one_that_was_written():
    f = parse("func f(%x: f[n], %m: i) {\n %z: f[n] = numpy.sin(%x, out=None)\n return %z, (%m, 1.0)\n}")
    (op,) = f.body.ops
    assert f.name == "f" and op.kind == "prim" and op.target is np.sin
    assert op.args == (f.body.params[0],) and op.kwargs[0][0] == "out"
    assert f.body.yields[0] is op.result
    assert isinstance(f.body.yields[1], Seq) and f.body.yields[1].items[0] is f.body.params[1]


def test_names_that_repeat_are_numbered_in_order_of_definition():
    x, y, z, e = Value("x", FLOAT), Value("x", FLOAT), Value("self.w[0]", FLOAT), Value("", FLOAT)
    ops = (Op("prim", operator.neg, (x,), results=(y,)), Op("prim", operator.neg, (y,), results=(z,)),
           Op("prim", operator.neg, (z,), results=(e,)))
    text = to_text(Function("f", Region((x,), ops, (e,))))
    assert text.splitlines()[1:4] == ["    %x.1: f = operator.neg(%x)", "    %self_w_0_: f = operator.neg(%x.1)",
                                      "    %0: f = operator.neg(%self_w_0_)"]


def test_same_symbol_same_name():
    n, m = Dim.fresh("n", not_one=True), Dim.fresh("n", not_one=True)
    q, r = Dim.unknown(), Dim.fresh("d")
    x = Value("x", Array((n, m, n + 1, q, r, Dim.of(1), n * 2 - m + 3)))
    text = to_text(Function("f", Region((x,), (), ())))
    assert text.startswith("func f(%x: f[n, n.1, n+1, ?, d~, 1, 2*n-n.1+3])")
    again = parse(text).body.params[0].type.shape
    assert again[0].single is again[2].single is not again[1].single
    assert again[0].known_not_one and not again[3].known_not_one and not again[4].known_not_one
    assert to_text(parse(text)) == text


@pytest.mark.parametrize("type_, text", [
    (ANY, "any"), (FLOAT, "f"), (INT, "i"), (BOOL, "b"), (Array(None), "f[...]"), (Array(()), "f[]"),
    (Scalar("i", Dim.of(3)), "i:3"), (ListType(DictType(FLOAT)), "list[dict[f]]"), (TupleType((FLOAT, INT)), "(f, i)"),
    (TupleType((FLOAT,), Point), f"tuple[{__name__}.Point](f,)"), (Opaque(), "opaque"), (Opaque(str), "opaque[builtins.str]"),
    (ObjectType(Point, (("x", FLOAT), ("y", Array(())))), f"object[{__name__}.Point](x: f, y: f[])"),
])
def test_types(type_, text):
    assert type_text(type_) == text
    assert parse(f"func f(%x: {text}) {{ return }}").body.params[0].type == type_


@pytest.mark.parametrize("value", [
    1, -1, 2.5, -0.0, 1e300, float("inf"), True, None, "it's", b"x", 3j, ..., (1, (2,)), [1], {"a": 1}, {1}, slice(1, None),
])
def test_constants(value):
    f = parse(to_text(Function("f", Region((), (), (Const(value),)))))
    (again,) = f.body.yields
    assert isinstance(again, Const) and type(again.value) is type(value) and repr(again.value) == repr(value)


@pytest.mark.parametrize("target", [
    np.sin, np.add.at, np.ndarray.sum, operator.add, len, np.linalg.solve, dict.get, np.sum, np.random.normal, str.upper])
def test_primitives_are_found_by_their_names(target):
    text = to_text(Function("f", Region((), (Op("prim", target),), ())))
    again = parse(text).body.ops[0]
    assert again.kind == "prim" and again.target == target, text


def test_named_constants_are_looked_up_in_what_is_given():
    f = parse("func f() { return @cfg.rate }", {"cfg.rate": 0.5})
    assert f.body.yields[0].value == 0.5 and f.body.yields[0].name == "cfg.rate"


def test_use_of_an_undefined_value_can_be_written():
    f = parse("func f() {\n  %y: f = operator.neg(%x)\n  %x: f = operator.neg(%y)\n return %y\n}")
    assert f.body.ops[0].args[0] is f.body.ops[1].result


@pytest.mark.parametrize("text", ["", "func f( { }", "func f() { %x = 1 }", "func f() { nowhere.to.find() return }", "func f() {"])
def test_what_is_no_ir_is_refused(text):
    with pytest.raises((ParseError, IndexError)):
        parse(text)


def test_op_text_uses_the_names_of_the_function():
    f = parse(TEXTS["loop with exit"])
    assert op_text(f.body.ops[0].regions[0].ops[0], f) == "%e: f = load(%x, %i)"


def test_all_functions_of_a_text():
    assert [f.name for f in parse_all(TEXTS["calls"])] == ["f", "g", "g"]
