"""What the operations with regions carry, in one shape for all of them.

    for, while, each    head (read once), elements; for each variable: first, parameter, test parameter, next, result
    if, try, with       for each result: what each region yields for it
"""

from __future__ import annotations

from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Value, walk
from srcgrad.record import dataclass

LOOPS = ("for", "while", "each")


@dataclass(frozen=True)
class Loop:
    """A loop taken apart. `flag`: the operand that is true where the loop ends early."""

    head: tuple[Operand, ...]
    first: tuple[Operand, ...]
    elements: tuple[Value, ...]
    params: tuple[Value, ...]
    tests: tuple[Value, ...]
    nexts: tuple[Operand, ...]
    flag: Operand
    body: Region
    test: Region | None


def loop_of(op: Op) -> Loop:
    body = op.regions[-1]
    fixed = {"for": 3, "each": 1, "while": 0}[op.kind]
    first = op.args[fixed:]
    own = len(body.params) - len(first)
    test = op.regions[0] if op.kind == "while" else None
    return Loop(
        op.args[:fixed],
        first,
        body.params[:own],
        body.params[own:],
        test.params if test else (),
        body.yields[1:],
        body.yields[0],
        body,
        test,
    )


def head_of(op: Op) -> tuple[Operand, ...]:
    """The operands that are read where the operation stands: all of them, without what a loop's variables start
    from."""
    return loop_of(op).head if op.kind in LOOPS else op.operands()


def variables(function: Function) -> dict[Value, Value]:
    """value → the value whose variable it is: a loop's parameter, its parameter in the test and its result are one
    variable."""
    one: dict[Value, Value] = {}
    for op in walk(function.body):
        if op.kind in LOOPS:
            loop = loop_of(op)
            one |= dict(zip(op.results, loop.params)) | dict(zip(loop.tests, loop.params))
    return one


def is_unbound(o: Operand) -> bool:
    """Whether an operand stands for a variable that is not bound."""
    return isinstance(o, Const) and o.name == "<unbound>"


def is_number(o: Operand, value: int) -> bool:
    return isinstance(o, Const) and o.name is None and type(o.value) is int and o.value == value
