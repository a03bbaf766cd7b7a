"""Tuples that are taken apart where they come from: `a, b = tape.pop()`."""

from __future__ import annotations

from srcgrad.backend.purity import is_pure
from srcgrad.backend.uses import Uses
from srcgrad.ir.nodes import Const, Op, Value
from srcgrad.ir.types import TupleType


def unpackings(uses: Uses) -> dict[Op, tuple[Value | None, ...]]:
    """For operations whose result is used only by `item`s that follow at once: what each element is assigned to."""
    found = {}
    for op in uses.kept:
        targets = targets_of(op, uses) if len(op.results) == 1 and not op.regions else None
        if targets is not None:
            found[op] = targets
    taken = {t for targets in found.values() for t in targets}
    return {op: targets for op, targets in found.items() if op.kind != "item" or op.result not in taken}  # one level at a time


def targets_of(op: Op, uses: Uses) -> tuple[Value | None, ...] | None:
    v, kind = op.result, op.result.type
    if not isinstance(kind, TupleType) or len(kind.elements) == 1:  # x, = … reads badly
        return None
    if not uses.of[v] or op.kind == "undef" or (op.kind == "item" and is_shape(op)):
        return None
    if not all(u.op is not None and u.op.kind == "item" and u.op.args[0] is v for u in uses.of[v]):
        return None
    items = [u.op for u in uses.of[v] if u.op is not None]
    following = iter([o for o in uses.home[op].ops if uses.start[o] > uses.start[op] and o in uses.kept])
    if any(next(following, None) is not i for i in items):
        return None
    targets: list[Value | None] = [None] * len(kind.elements)
    for i in items:
        k = i.args[1].value if isinstance(i.args[1], Const) else None
        if type(k) is not int or not 0 <= k < len(targets) or targets[k] is not None:
            return None
        targets[k] = i.result
    if is_pure(op) and (len(items) < 2 or op.kind == "prim" and is_shape(op)):
        return None
    return tuple(targets)


def is_shape(op: Op) -> bool:
    return getattr(op.target, "__name__", "") == "shape"
