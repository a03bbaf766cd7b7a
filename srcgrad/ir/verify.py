"""The verifier: what a well-formed IR function is. Runs after every pass, in time linear in the size of the function.

    scope    a value is defined once, before it is used, and seen in the regions inside the one that defines it
    arity    regions take and yield what their operation carries (`nodes.py` says it for each kind)
    closed   only known kinds; operands are values, constants and sequences of them
"""
from __future__ import annotations

import types
from collections.abc import Callable

from srcgrad.errors import InternalError
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value
from srcgrad.ir.text import op_text, to_text

# kind: least and most operands, results and regions; None: any number
SHAPES: dict[str, tuple[tuple[int, int | None], tuple[int, int | None], int | None]] = {
    "prim": ((0, None), (0, None), 0),
    "view": ((2, 2), (1, 1), 0),
    "load": ((2, 2), (1, 1), 0),
    "store": ((2, None), (0, 0), 0),
    "new": ((0, None), (1, 1), 0),
    "item": ((2, 2), (1, 1), 0),
    "put": ((3, 3), (0, 0), 0),
    "grow": ((1, None), (0, 1), 0),
    "shrink": ((1, None), (0, 1), 0),
    "call": ((0, None), (0, None), 0),
    "if": ((1, 1), (0, None), 2),
    "for": ((3, None), (0, None), 1),
    "while": ((0, None), (0, None), 2),
    "try": ((0, None), (0, None), None),
    "with": ((1, 1), (0, None), 1),
    "effect": ((0, None), (0, None), 0),
    "each": ((1, None), (0, None), 1),
    "note": ((0, 0), (0, 0), 0),
    "undef": ((0, 0), (1, 1), 0),
}


class Malformed(Exception):
    """Found while walking; `verify` turns it into an InternalError with the text of the operation."""

    def __init__(self, message: str, op: Op | None = None) -> None:
        super().__init__(message)
        self.op = op


def verify(function: Function, stage: str = "") -> None:
    """Raise InternalError SG901, with the operation and the whole text, unless the function is well formed."""
    todo, checked = [function], {id(function)}
    while todo:
        current = todo.pop()
        try:
            callees = Walk().function(current)
        except Malformed as e:
            raise InternalError("SG901", report(str(e), e.op, current, stage)) from None
        todo += [f for f in callees if id(f) not in checked]
        checked.update(map(id, callees))


def report(message: str, op: Op | None, function: Function, stage: str) -> str:
    after = f" after {stage}" if stage else ""
    at = f"\n  in: {op_text(op, function)}" if op is not None else ""
    return f"`{function.name}`{after} is not well formed: {message}{at}\n{to_text(function)}"


class Walk:
    """One pass over a function. `visible`: what may be used here; `ever`: all definitions so far."""

    def __init__(self) -> None:
        self.visible: set[Value] = set()
        self.ever: set[Value] = set()
        self.callees: list[Function] = []

    def function(self, f: Function) -> list[Function]:
        self.region(f.body, None)
        return self.callees

    def region(self, region: Region, owner: Op | None) -> None:
        opened: list[Value] = []
        self.define(region.params, opened, owner)
        for op in region.ops:
            for o in op.operands():
                self.use(o, op)
            check_shape(op)
            for r in op.regions:
                self.region(r, op)
            self.define(op.results, opened, op)
            if isinstance(op.target, Function):
                self.callees.append(op.target)
        for o in region.yields:
            self.use(o, owner)
        self.visible.difference_update(opened)

    def define(self, values: tuple[Value, ...], opened: list[Value], op: Op | None) -> None:
        for v in values:
            if not isinstance(v, Value):
                raise Malformed(f"{v!r} is defined, and is no value", op)
            if v in self.ever:
                raise Malformed(f"{v!r} is defined twice", op)
            self.ever.add(v)
            self.visible.add(v)
            opened.append(v)

    def use(self, o: Operand, op: Op | None) -> None:
        if isinstance(o, Value):
            if o not in self.visible:
                where = "outside of the region that defines it" if o in self.ever else "before it is defined"
                raise Malformed(f"{o!r} is used {where}", op)
        elif isinstance(o, Seq):
            for i in o.items:
                self.use(i, op)
        elif not isinstance(o, Const):
            raise Malformed(f"an operand is a {type(o).__name__}: {o!r}", op)


def check_shape(op: Op) -> None:
    if op.kind not in SHAPES:
        raise Malformed(f"unknown kind {op.kind!r}", op)
    operands, results, regions = SHAPES[op.kind]
    within(len(op.operands()), operands, "operands", op)
    within(len(op.results), results, "results", op)
    if regions is not None:
        within(len(op.regions), (regions, regions), "regions", op)
    if op.kind in REGIONS:
        REGIONS[op.kind](op)
    elif op.kind in TARGETS and not TARGETS[op.kind](op.target):
        raise Malformed(f"{op.kind} has the target {op.target!r}", op)
    if op.kind == "call":
        check_call(op)


def within(count: int, bounds: tuple[int, int | None], what: str, op: Op) -> None:
    least, most = bounds
    if count < least or (most is not None and count > most):
        raise Malformed(f"{op.kind} has {count} {what}", op)


def takes(op: Op, k: int, params: int, yields: int) -> None:
    region = op.regions[k]
    if len(region.params) != params:
        raise Malformed(f"region {k} of {op.kind} takes {len(region.params)} parameters, not {params}", op)
    if len(region.yields) != yields:
        raise Malformed(f"region {k} of {op.kind} yields {len(region.yields)} values, not {yields}", op)


def check_if(op: Op) -> None:
    takes(op, 0, 0, len(op.results))
    takes(op, 1, 0, len(op.results))


def check_for(op: Op) -> None:
    carried = len(op.args) - 3
    within(len(op.results), (carried, carried), "results", op)
    takes(op, 0, 1 + carried, 1 + carried)


def check_each(op: Op) -> None:
    carried = len(op.args) - 1
    within(len(op.results), (carried, carried), "results", op)
    if len(op.regions[0].params) <= carried:
        raise Malformed("the region of each takes no element", op)
    takes(op, 0, len(op.regions[0].params), 1 + carried)


def check_while(op: Op) -> None:
    carried = len(op.args)
    within(len(op.results), (carried, carried), "results", op)
    takes(op, 0, carried, 1)
    takes(op, 1, carried, 1 + carried)


def check_try(op: Op) -> None:
    within(len(op.regions), (2, 2), "regions", op)
    takes(op, 0, 0, len(op.results))
    takes(op, 1, 1, len(op.results))


def check_call(op: Op) -> None:
    body = op.target.body
    within(len(op.args), (len(body.params), len(body.params)), "operands", op)
    within(len(op.results), (len(body.yields), len(body.yields)), "results", op)


def check_with(op: Op) -> None:
    takes(op, 0, 0, len(op.results))


REGIONS: dict[str, Callable[[Op], None]] = {
    "if": check_if, "for": check_for, "while": check_while, "try": check_try, "with": check_with, "each": check_each,
}
TARGETS: dict[str, Callable[[object], bool]] = {
    "prim": lambda t: callable(t) or isinstance(t, types.GetSetDescriptorType | types.MemberDescriptorType),
    "call": lambda t: isinstance(t, Function),
    "store": lambda t: isinstance(t, str),
    "grow": lambda t: isinstance(t, str),
    "shrink": lambda t: isinstance(t, str),
    "new": lambda t: isinstance(t, type),
    "effect": lambda t: callable(t) or isinstance(t, str),
}
