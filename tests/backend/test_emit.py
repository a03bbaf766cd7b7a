"""What IR is printed as: by cases, and by running random functions against a naive interpreter."""

from __future__ import annotations

import inspect
import operator
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from srcgrad.backend import emit, load
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Function, Op, Region, Span, Value
from srcgrad.ir.parse import parse
from srcgrad.ir.types import FLOAT, Array
from tests.backend.data_cases import CASES as DATA
from tests.backend.exit_cases import CASES as EXITS
from tests.backend.flow_cases import CASES as FLOW
from tests.backend.interpreter import run
from tests.backend.mixed_cases import CASES as MIXED
from tests.backend.random_functions import random_function

CASES = FLOW | EXITS | DATA | MIXED
VECTOR = np.array([0.3, -0.7, 1.1, 0.2])


@pytest.mark.parametrize("name", CASES)
def test_text(name: str) -> None:
    text, expected = CASES[name]
    assert emit(parse(text)).text == expected


def loaded(function: Function, *args: Any) -> Any:
    out = emit(function, *args)
    return load(out.text, out.name, out.namespace)


RUN = {
    "swap": (1.0, 2.0),
    "three in a ring": (1.0, 2.0, 3.0),
    "shifted": (1.0, 2.0),
    "both versions are needed": (3.0,),
    "break": (np.array([0.3, 1.7, 2.0]), 3),
    "a flag that is carried out": (np.array([0.3, 1.7, 2.0]), 3),
    "an exit that is computed": (1.5, 9),
    "a return from two loops": (np.array([0.3, 1.7, 2.0]), 3),
    "a guard after the exit": (np.array([1.3, 1.7, 2.0]), 3),
    "what follows the exit is printed in both arms": (np.array([0.3, 1.7, 2.0]), 3),
    "while": (np.array([1.1, 1.3]),),
    "elif": (0.5,),
    "an arm that does nothing": (1.0, 2.0),
    "logic": (0.5, -0.5),
    "nothing into a loop": (0.5,),
    "into the arm that uses it": (0.5,),
    "a read stays before the write": (np.array([1.0, 2.0, 3.0]),),
    "tapes": (np.array([1.0, 2.0, 3.0]),),
    "shapes": (np.ones((2, 3)),),
    "try": (4.0,),
    "calls": (3.0,),
}


@pytest.mark.parametrize("name", RUN)
def test_case_computes_what_the_ir_means(name: str) -> None:
    function = parse(CASES[name][0])
    fresh = [np.copy(a) if isinstance(a, np.ndarray) else a for a in RUN[name]]
    expected = run(function, *fresh)
    np.testing.assert_equal(loaded(function)(*RUN[name]), expected)


@pytest.mark.parametrize("block", range(6))
def test_random_functions_compute_what_their_ir_means(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        function = random_function(seed)
        x, y = VECTOR.copy(), VECTOR.copy()
        expected = run(function, x, 0.4, -0.9)
        found = loaded(function)(y, 0.4, -0.9)
        assert repr(found) == repr(expected), f"seed {seed}\n{emit(function).text}"
        assert repr(x) == repr(y), f"seed {seed}"


@pytest.mark.parametrize("seed", [3, 14, 15, 92])
def test_same_ir_same_bytes(seed: int) -> None:
    texts = {emit(random_function(seed)).text for _ in range(3)}
    assert len(texts) == 1


def test_the_function_is_not_changed() -> None:
    function = random_function(7)
    before = emit(function).text
    emit(function)
    assert emit(function).text == before


# --- signature, header, comments --------------------------------------------------------------------------------------
TWO = """
func f(%x: f, %y: f, %args: any, %k: f, %kw: any, %out_bar: f) {
    %0: f = operator.mul(%x, %out_bar)
    return %0
}
"""


def test_signature_keeps_kinds_and_defaults() -> None:
    def user(x: Any, /, y: Any = 2.0, *args: Any, k: Any = "a", **kw: Any) -> None: ...

    text = emit(parse(TWO), inspect.signature(user), (("out_bar", 1.0),)).text
    assert "def f(x, /, y=2.0, *args, k='a', out_bar=1.0, **kw):\n" in text


def test_extra_parameter_without_default_is_required() -> None:
    text = emit(parse("func f(%x: f, %g: f) {\n return %x\n}"), None, (("g", None),)).text
    assert text.startswith("def f(x, *, g):\n")


def test_header_stands_on_the_def_line() -> None:
    text = emit(parse("func f(%x: f) {\n return %x\n}"), None, (), (), "wrt x").text
    assert text.splitlines()[0].split() == ["def", "f(x):", "#", "wrt", "x"]


def test_backward_lines_say_which_line_they_reverse() -> None:
    x, y, x_bar = Value("x", FLOAT), Value("y", FLOAT), Value("x_bar", FLOAT)
    first, again = Value("a_bar", FLOAT), Value("b_bar", FLOAT)

    def op(target: Any, args: tuple[Any, ...], result: Value, line: int, file: str = "m.py") -> Op:
        return Op("prim", target, args, (), (), (result,), Span(file, line, 0, line, 1))

    ops = (
        op(operator.mul, (x, x), y, 2),
        Op("note", "backward"),
        op(operator.add, (y, y), first, 2),
        op(operator.add, (first, first), again, 2),
        op(operator.sub, (again, again), x_bar, 1),
    )
    function = Function("f", Region((x,), ops, (first, again, x_bar, x_bar)), Span("m.py", 1, 0, 1, 1))
    lines = emit(function, None, (), ("def f(x):", "    y = x * x")).text.splitlines()
    remarks = [line.split("# ")[-1] for line in lines if "#" in line]
    assert remarks == ["backward", "line 2: y = x * x", "line 1: def f(x):"]
    assert "#" not in lines[1] and "#" not in lines[4]


def test_lines_of_another_file_are_not_quoted() -> None:
    x, y = Value("x", FLOAT), Value("y", FLOAT)
    ops = (Op("note", "backward"), Op("prim", operator.neg, (x,), (), (), (y,), Span("other.py", 1, 0, 1, 1)))
    function = Function("f", Region((x,), ops, (y, y)), Span("m.py", 1, 0, 1, 1))
    assert "line" not in emit(function, None, (), ("secret",)).text


# --- names ------------------------------------------------------------------------------------------------------------
def test_a_global_of_the_user_is_read_live() -> None:
    module = types.ModuleType("nowhere")
    module.rate = 2.0
    x, y = Value("x", FLOAT), Value("y", FLOAT)
    rate = Const(2.0, "rate", vars(module))
    function = Function("f", Region((x,), (Op("prim", operator.mul, (x, rate), (), (), (y,)),), (y,)))
    f = loaded(function)
    assert f(3.0) == 6.0
    module.rate = 5.0
    assert f(3.0) == 15.0


def test_variables_do_not_hide_what_is_called() -> None:
    """The user's variable is called like a function of his that is called later."""

    def t(v: float) -> float:
        return v + 1.0

    x, a, b = Value("x", FLOAT), Value("", FLOAT), Value("", FLOAT)
    ops = (
        Op("prim", operator.mul, (x, x), (), (), (a,)),
        Op("effect", t, (a,), (), (), (b,)),
    )
    assert loaded(Function("f", Region((x,), ops, (a, b))))(2.0) == (4.0, 5.0)


def test_unused_values_are_not_printed() -> None:
    text = emit(parse("func f(%x: f[n]) {\n %0: f = view(%x, 0)\n %1: f = numpy.sum(%x)\n return %x\n}")).text
    assert text == "def f(x):\n    return x\n"


def test_wide_expressions_are_cut_at_cotangents() -> None:
    array = Array((Dim.fresh("n", True),), "f")
    x = Value("a_rather_long_name", array)
    ops, last = [], x
    for _ in range(8):
        new = Value("sum_bar", array)
        ops.append(Op("prim", operator.mul, (last, x), (), (), (new,)))
        last = new
    text = emit(Function("f", Region((x,), tuple(ops), (last,)))).text
    assert max(map(len, text.splitlines())) <= 110 and 2 <= text.count("sum_bar =") <= 3


def test_every_file_of_the_room_is_short() -> None:
    room = Path(inspect.getfile(emit)).parent
    assert all(len(p.read_text().splitlines()) <= 250 for p in room.glob("*.py"))


def test_what_is_called_blank_and_read_is_not_written_over() -> None:
    text = """\
func f(%x: f[n], %_: f) {
    %__1: f = view(%x, 0)
    %s: f = for(0, 3, 1, 0.0) body(%__2: i, %s.1: f) {
        %s.2: f = operator.add(%s.1, %_)
        yield False, %s.2
    }
    %y: f = operator.mul(%s, %__1)
    return %y
}
"""
    assert loaded(parse(text))(np.array([2.0]), 5.0) == 30.0
