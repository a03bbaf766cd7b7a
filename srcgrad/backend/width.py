"""Keeps nested expressions from getting too wide: what is too much gets a line of its own."""

from __future__ import annotations

from srcgrad.backend.uses import Uses
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value

WIDEST = 88
WIDEST_OF_THE_USER = 170
INLINE = 12  # what is as narrow as this stays


def narrowed(nested: dict[Value, Op], uses: Uses, choices: set[Op]) -> None:
    """Take out of `nested` the widest parts of expressions that are too wide, outermost last."""
    widths: dict[Value, int] = {}
    for op in sorted(uses.kept, key=uses.end.__getitem__):
        if op.regions and op not in choices:
            continue
        width = measure(op, nested, widths)
        inside = any(o in choices for o, _ in uses.path[uses.home[op]])
        parts = [v for v in direct(op) if v in nested and widths.get(v, 0) > INLINE and not nested[v].regions]
        while not inside and parts and (width > WIDEST_OF_THE_USER or (width > WIDEST and any(map(is_ours, parts)))):
            ours = [v for v in parts if is_ours(v)]
            widest = max(ours or parts, key=lambda v: widths[v])
            del nested[widest]
            parts.remove(widest)
            width = measure(op, nested, widths)
        for r in op.results:
            widths[r] = width


def is_ours(v: Value) -> bool:
    return v.name.endswith(("_bar", "_dot"))


def direct(op: Op) -> list[Value]:
    return [v for o in op.operands() for v in parts_of(o)]


def parts_of(o: Operand) -> list[Value]:
    if isinstance(o, Value):
        return [o]
    return [v for i in o.items for v in parts_of(i)] if isinstance(o, Seq) else []


def measure(op: Op, nested: dict[Value, Op], widths: dict[Value, int]) -> int:
    """About how many characters an operation takes with what is nested in it."""
    parts = [of(o, nested, widths) for o in op.operands()]
    if op.kind != "prim":
        arms = sum(of(y, nested, widths) + 6 for r in op.regions for y in r.yields)
        return sum(parts) + arms + 2
    if getattr(op.target, "__module__", "") == "_operator":
        return sum(parts) + 3 * (len(parts) - 1) + (len(parts) == 1)
    return sum(parts) + 2 * len(parts) + len(getattr(op.target, "__name__", "")) + 3


def of(o: Operand, nested: dict[Value, Op], widths: dict[Value, int]) -> int:
    if isinstance(o, Value):
        return widths.get(o, 4) if o in nested else max(len(o.name), 1)
    if isinstance(o, Seq):
        given = [i for i in o.items if not (o.cls is slice and isinstance(i, Const) and i.value is None)]
        return sum(of(i, nested, widths) + 2 for i in given)
    return len(o.name or "") or (min(len(repr(o.value)), 20) if isinstance(o, Const) else 4)
