"""Loops over an index that only takes elements out: printed as Python writes them.

    for k in range(len(ys)):            for y in ys:            for i, y in enumerate(ys):
        y = ys[k]               ->          …                       …
        …
"""

from __future__ import annotations

from srcgrad.backend.nesting import Plan
from srcgrad.backend.purity import Memory
from srcgrad.backend.structure import Loop, is_number, loop_of
from srcgrad.ir.nodes import Op, Value, walk
from srcgrad.ir.types import Array, ListType
from srcgrad.record import dataclass


@dataclass(frozen=True)
class Walk:
    """`read`: the operation that takes the element; `counted`: the index is used besides."""

    items: Value
    read: Op
    counted: bool


def walks(plan: Plan, memory: Memory) -> dict[Op, Walk]:
    """The loops that walk a list or array whose length does not change meanwhile."""
    found = {}
    for op in walk(plan.uses.function.body):
        if op.kind == "for" and op.target is None and op in plan.uses.kept:
            w = walk_of(loop_of(op), plan)
            if w is not None and not memory.resized(op, w.items):
                found[op] = w
    return found


def walk_of(loop: Loop, plan: Plan) -> Walk | None:
    start, stop, step = loop.head
    if not (is_number(start, 0) and is_number(step, 1) and isinstance(stop, Value)):
        return None
    length, printed = plan.uses.maker.get(stop), plan.printed(loop.body)
    if length is None or length.kind != "prim" or length.target is not len or not printed:
        return None
    read, (index,) = printed[0], loop.elements
    if read.kind not in ("view", "item") or read.args[0] is not length.args[0] or read.args[1] is not index:
        return None
    items = read.args[0]
    if not isinstance(items, Value) or not isinstance(items.type, Array | ListType) or items in plan.nested:
        return None
    return Walk(items, read, len(plan.uses.of[index]) > 1)
