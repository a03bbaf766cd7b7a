"""Parameters that are tuples, taken apart in the first lines of a function: `v, s, kept = kept`.

Requires that a parameter is read by nothing but `item`s with constant keys; a tuple never changes, so that these may come first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from srcgrad.ir.nodes import Const, Function, Op, Region, Value, values_in, walk
from srcgrad.ir.types import TupleType


def with_parts_first(function: Function) -> Function:
    body = function.body
    tuples = {p for p in body.params if isinstance(p.type, TupleType)}
    if not tuples:
        return function
    items: dict[Value, list[Op]] = {p: [] for p in tuples}
    for op in body.ops:
        if op.kind == "item" and op.target is None and op.args[0] in tuples and isinstance(op.args[1], Const):
            items[op.args[0]].append(op)  # type: ignore[index]
    counts = reads(body)
    whole = {p: ops for p, ops in items.items() if len(ops) > 1 and counts.get(p) == len(ops) and distinct(ops)}
    first: list[Op] = []
    for p in (p for p in body.params if p in whole):
        parts = Value(p.name, p.type, p.span)
        first.append(Op("prim", tuple, (p,), (), (), (parts,)))
        first += [replace(op, args=(parts, op.args[1])) for op in whole[p]]
    taken = {op for ops in whole.values() for op in ops}
    return replace(function, body=Region(body.params, (*first, *(op for op in body.ops if op not in taken)), body.yields))


def reads(region: Region) -> Mapping[Value, int]:
    counts: dict[Value, int] = {}
    for op in walk(region):
        for v in values_in(*op.operands(), *(y for r in op.regions for y in r.yields)):
            counts[v] = counts.get(v, 0) + 1
    for v in values_in(*region.yields):
        counts[v] = counts.get(v, 0) + 1
    return counts


def distinct(ops: list[Op]) -> bool:
    keys = [op.args[1].value for op in ops if isinstance(op.args[1], Const)]
    return len(set(keys)) == len(keys)
