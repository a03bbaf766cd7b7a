"""A list that gets longer or shorter while a loop walks it is refused: Python looks at its length in each turn.

    for v in values:            for v in values:
        values.append(v)            others.append(v)        fine, where these cannot be one list
"""
from __future__ import annotations

from typing import Any

from srcgrad.errors import UnsupportedError
from srcgrad.frontend.core import Lowerer
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Op, Seq, Value, walk
from srcgrad.ir.types import DictType


def refuse_changing(lower: Lowerer, walked: tuple[Value, ...], body: list[Op]) -> None:
    inside = [i for op in body for i in (op, *(x for r in op.regions for x in walk(r)))]
    longer = [op for op in inside if changes_length(op)]
    if not longer:
        return
    made = {r: op for op in [*inside, *(o for ops in lower.b.stack for o in ops)] for r in op.results}

    def origin(v: Any) -> Any:
        """What tells a list from others: where the lowerer saw it made, or the operation that gives it as a new one."""
        known = lower.sites.get(id(v))
        if known is not None:
            return known[1]
        return v if v in made and made[v].kind in ("prim", "new") else None

    for op in longer:
        box = op.args[0]
        for v in walked:
            ours, theirs = origin(v), origin(box)
            if box is v or ours is None or theirs is None or ours == theirs:
                raise UnsupportedError(code="SG308", message="a list may get longer or shorter while a loop walks it", span=op.span,
                                       lines=lower.users_lines, help="walk a copy of it: `for v in list(values)`")


def changes_length(op: Op) -> bool:
    if op.kind not in ("grow", "shrink", "put") or isinstance(type_of(op.args[0]), DictType):
        return False
    return op.kind == "shrink" or op.kind == "grow" and op.target != "reverse" or \
        op.kind == "put" and isinstance(op.args[1], Seq) and op.args[1].cls is slice
