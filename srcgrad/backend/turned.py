"""Loops that count down are printed as the loop that counts up, reversed.

    for i in range(n - 1, -1, -1):        ->        for i in reversed(range(n)):
"""

from __future__ import annotations

import operator
from dataclasses import replace

from srcgrad.backend.structure import is_number
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Value, walk


def with_turned(function: Function) -> Function:
    """The function with such loops as `for[reversed](start, stop, 1, …)`."""
    makers = {r: op for op in walk(function.body) for r in op.results}
    return replace(function, body=region(function.body, makers))


def region(r: Region, makers: dict[Value, Op]) -> Region:
    return Region(r.params, tuple(operation(op, makers) for op in r.ops), r.yields)


def operation(op: Op, makers: dict[Value, Op]) -> Op:
    regions = tuple(region(r, makers) for r in op.regions)
    if op.kind == "for" and op.target is None and is_number(op.args[2], -1) and is_plain(op.args[1]):
        stop = following(op.args[0], makers)
        if stop is not None:
            start = Const(op.args[1].value + 1)  # type: ignore[union-attr]
            return Op("for", "reversed", (start, stop, Const(1), *op.args[3:]), (), regions, op.results, op.span)
    return Op(op.kind, op.target, op.args, op.kwargs, regions, op.results, op.span) if regions else op


def is_plain(o: Operand) -> bool:
    return isinstance(o, Const) and o.name is None and type(o.value) is int


def following(last: Operand, makers: dict[Value, Op]) -> Operand | None:
    """n, where `last` is n - 1."""
    if is_plain(last):
        return Const(last.value + 1)  # type: ignore[union-attr]
    op = makers.get(last) if isinstance(last, Value) else None
    found = op is not None and op.kind == "prim" and op.target is operator.sub and is_number(op.args[1], 1)
    return op.args[0] if found and op is not None and not is_number(op.args[0], 1) else None
