"""Has all outside objects of a function named before its variables are, so that none of these hides one."""

from __future__ import annotations

from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.backend.expressions import ATTRIBUTES, METHODS, OPERATORS
from srcgrad.backend.nesting import Plan
from srcgrad.backend.outside import Outside
from srcgrad.ir.nodes import Const, Op, Operand, Seq


def announce(plan: Plan, outside: Outside) -> None:
    uses = plan.uses
    for o in uses.function.body.yields:
        announce_operand(o, outside)
    for op in sorted(uses.kept, key=uses.start.__getitem__):
        for o in op.operands():
            announce_operand(o, outside)
        for region in op.regions:
            for y in region.yields:
                announce_operand(y, outside)
        for target in targets_of(op, plan):
            outside.callable(target)


def targets_of(op: Op, plan: Plan) -> list[Any]:
    """The callables that are named where an operation is printed."""
    if op.kind == "for":
        return [enumerate] if op in plan.walks and plan.walks[op].counted else [] if op in plan.walks else [range]
    if op.kind == "try":
        return list(op.target) if isinstance(op.target, tuple) else [op.target]
    if op.kind == "store":
        written: dict[Any, list[Any]] = {"at": [np.add], "rows": [runtime.add_rows]}
        return written.get(op.target, [])
    if op.kind == "new":
        return [] if op.target in (list, tuple, dict) else [op.target]
    if op.kind == "effect" and op.target == "print":
        return [print]
    if op.kind not in ("prim", "effect") or isinstance(op.target, (str, *ATTRIBUTES, *METHODS)):
        return []
    return [] if id(op.target) in OPERATORS else [op.target]


def announce_operand(o: Operand, outside: Outside) -> None:
    if isinstance(o, Const):
        outside.expression(o)
    elif isinstance(o, Seq):
        if o.cls not in (list, tuple, dict, slice):
            outside.callable(o.cls)
        for i in o.items:
            announce_operand(i, outside)
