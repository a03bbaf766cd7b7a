"""What a turn leaves on a tape, and nobody takes from there, is not left.

    tape.append((x, n, y))               tape.append((x, y))
    …                             ->     …
    x, _, y = tape.pop()                 x, y = tape.pop()

For lists that are only filled and emptied, tuples that are only taken apart. One part stays in any case: the tape also counts the
turns. Requires a verified function without dead code; leaves some.
"""
from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from srcgrad.ir.nodes import Const, Function, Op, Region, Seq, Value, map_operand, values_in, walk
from srcgrad.ir.types import ListType, TupleType
from srcgrad.record import dataclass


@dataclass(frozen=True)
class Tape:
    """width: how many parts are put there; used: the places of those that are taken; one: the list with fewer parts."""

    width: int
    used: tuple[int, ...]
    one: Value

    def narrowed(self, parts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(parts[k] for k in self.used)


def with_used_slots(function: Function) -> Function:
    ops = list(walk(function.body))
    if not any(op.kind == "grow" for op in ops):
        return function
    uses: dict[Value, list[Op | None]] = defaultdict(list)
    for op in ops:
        for v in values_in(*op.operands()):
            uses[v].append(op)
        for r in op.regions:
            for v in values_in(*r.yields):
                uses[v].append(None if not (op.kind == "while" and r is op.regions[0]) else op)
    for v in values_in(*function.body.yields):
        uses[v].append(None)
    tapes = {op.result: t for op in ops if op.kind == "new" and op.target is list and not op.args
             and (t := tape_of(op.result, uses)) is not None}
    return replace(function, body=Narrower(tapes).region(function.body)) if tapes else function


def tape_of(held: Value, uses: dict[Value, list[Op | None]]) -> Tape | None:
    """How a list is used, if it is a tape on which something is not."""
    widths, used = set[int](), set[int]()
    for op in uses[held]:
        if op is None or held in values_in(*op.args[1:]):
            return None
        if op.kind == "grow" and op.target == "append" and isinstance(op.args[1], Seq) and op.args[1].cls is tuple:
            widths.add(len(op.args[1].items))
        elif op.kind == "shrink" and op.target == "pop" and len(op.args) == 1:
            for item in uses[op.result]:
                at = item.args[1] if item is not None and item.kind == "item" else None
                if not isinstance(at, Const) or type(at.value) is not int:
                    return None
                used.add(at.value)
        elif op.kind != "while" or held in op.args:
            return None
    (width,) = widths if len(widths) == 1 else (0,)
    places = tuple(sorted(used)) or (0,)
    if len(places) >= width or not isinstance(held.type, ListType) or not isinstance(held.type.element, TupleType):
        return None
    parts = tuple(held.type.element.elements[k] for k in places)
    return Tape(width, places, Value(held.name, ListType(parts[0] if len(parts) == 1 else TupleType(parts)), held.span))


class Narrower:
    def __init__(self, tapes: dict[Value, Tape]) -> None:
        self.tapes = tapes
        self.popped: dict[Value, tuple[Tape, Value]] = {}
        self.same: dict[Value, Value] = {held: t.one for held, t in tapes.items()}

    def region(self, r: Region) -> Region:
        ops = tuple(new for op in r.ops if (new := self.op(op)) is not None)
        return Region(r.params, ops, tuple(self.operand(y) for y in r.yields))

    def operand(self, o: Any) -> Any:
        return map_operand(o, lambda v: self.same.get(v, v))

    def op(self, op: Op) -> Op | None:
        base = op.args[0] if op.args and isinstance(op.args[0], Value) else None
        if op.kind == "item" and base in self.popped:
            tape, whole = self.popped[base]
            if len(tape.used) == 1:
                self.same[op.result] = whole
                return None
            return replace(op, args=(whole, Const(tape.used.index(op.args[1].value))))  # type: ignore[union-attr]
        results, args = tuple(self.same.get(v, v) for v in op.results), op.args
        if base in self.tapes and op.kind == "shrink":
            tape = self.tapes[base]
            kind = tape.one.type.element  # type: ignore[attr-defined]
            results = (Value("", kind, op.result.span),)
            self.popped[op.result] = tape, results[0]
        elif base in self.tapes and op.kind == "grow":
            parts = self.tapes[base].narrowed(args[1].items)  # type: ignore[union-attr]
            args = (base, parts[0] if len(parts) == 1 else Seq(tuple, parts))
        return replace(op, args=tuple(map(self.operand, args)), kwargs=tuple((k, self.operand(o)) for k, o in op.kwargs),
                       regions=tuple(map(self.region, op.regions)), results=results)
