"""The verifier: what it lets pass, and each thing that it refuses."""
from __future__ import annotations

import time

import pytest

from srcgrad.errors import InternalError
from srcgrad.ir.nodes import Const, Function, Op, Region, Value
from srcgrad.ir.parse import parse
from srcgrad.ir.verify import verify

GOOD = {
    "loop": """func f(%x: f[n]) {
        %s: f = for(0, 10, 1, 0.0) body(%i: i, %a: f) { %b: f = operator.add(%a, 1.0) yield False, %b }
        return %s
    }""",
    "while": """func f(%x: f) {
        %s: f = while(%x) test(%a: f) {
            yield True
        } body(%b: f) {
            yield False, %b
        }
        return %s
    }""",
    "a value is seen in inner regions": """func f(%x: f) {
        if(True) then {
            %y: f = operator.neg(%x)
            yield
        } else {
            yield
        }
        return %x
    }""",
}

BAD = {
    "call has 1 operands": """func f(%x: f) {
        %y: f = call[&g](%x)
        return %y
    }
    func g(%a: f, %b: f) {
        return %a
    }""",
    "call has 1 results": """func f(%x: f) {
        %y: f = call[&g](%x)
        return %y
    }
    func g(%a: f) {
        return %a, %a
    }""",
    "used before it is defined": "func f() {\n %y: f = operator.neg(%x)\n %x: f = operator.neg(1.0)\n return %y\n}",
    "used outside of the region": """func f(%x: f) {
        if(True) then {
            %y: f = operator.neg(%x)
            yield
        } else {
            yield
        }
        return %y
    }""",
    "defined twice": "func f(%x: f) {\n %y: f = operator.neg(%x)\n %y: f = operator.neg(%x)\n return %y\n}",
    "region 1 of if yields 0 values, not 1": """func f(%x: f) {
        %y: f = if(True) then {
            yield %x
        } else {
            yield
        }
        return %y
    }""",
    "region 0 of for takes 1 parameters, not 2": """func f(%x: f) {
        %y: f = for(0, 1, 1, %x) body(%i: i) {
            yield False, %x
        }
        return %y
    }""",
    "region 0 of for yields 1 values, not 2": """func f(%x: f) {
        %y: f = for(0, 1, 1, %x) body(%i: i, %z: f) {
            yield False
        }
        return %y
    }""",
    "for has 0 results": """func f(%x: f) {
        for(0, 1, 1, %x) body(%i: i, %z: f) {
            yield False, %z
        }
        return
    }""",
    "region 0 of while yields 2 values, not 1": """func f(%x: f) {
        while() test {
            yield True, True
        } body {
            yield False
        }
        return
    }""",
    "unknown kind": "func f(%x: f) {\n sing(%x)\n return\n}",
    "load has 3 operands": "func f(%x: f) {\n %y: f = load(%x, 1, 2)\n return %y\n}",
    "if has 1 regions": "func f(%x: f) {\n if(%x) then {\n yield\n }\n return\n}",
}


@pytest.mark.parametrize("name", GOOD)
def test_well_formed(name):
    verify(parse(GOOD[name]))


@pytest.mark.parametrize("message", BAD)
def test_refused(message):
    with pytest.raises(InternalError) as e:
        verify(parse(BAD[message]), "reverse")
    assert message in str(e.value) and "after reverse" in str(e.value) and e.value.code == "SG901"


def test_the_operation_and_the_text_are_in_the_message():
    with pytest.raises(InternalError, match=r"in: %y: f = operator.neg\(%x\)"):
        verify(parse(BAD["used before it is defined"]))


def test_callees_are_looked_at():
    x, y = Value("x"), Value("y")
    inner = Function("g", Region((x,), (), (y,)))
    outer = Function("f", Region((), (Op("call", inner, (Const(1.0),), results=(Value("z"),)),), ()))
    with pytest.raises(InternalError, match="`g` is not well formed"):
        verify(outer)


def test_foreign_operand():
    with pytest.raises(InternalError, match="operand is a float"):
        verify(Function("f", Region((), (), (1.0,))))


def test_linear_time():
    def chain(n):
        x = first = Value("x")
        ops = []
        for _ in range(n):
            y = Value("x")
            ops.append(Op("prim", abs, (x,), results=(y,)))
            x = y
        return Function("f", Region((first,), tuple(ops), (x,)))

    f = chain(50_000)
    start = time.perf_counter()
    verify(f)
    assert time.perf_counter() - start < 3.0
