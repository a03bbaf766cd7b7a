"""Recursive functions as IR functions that stand for themselves: what they read of their surroundings becomes parameters.

    limit = x[0]                                       limit = x[0]
    func go(v) { … v < limit … call[&go](v * 0.5) }    func go(v, limit) { … v < limit … call[&go](v * 0.5, limit) }
    call[&go](x[1])                                    call[&go](x[1], limit)
"""
from __future__ import annotations

from dataclasses import field
from typing import Any

from srcgrad.ir.nodes import Function, Op, Operand, Region, Span, Value, map_operand, values_in, walk
from srcgrad.record import dataclass

PENDING = Function("", Region((), (), ()))


@dataclass(eq=False)
class Routine:
    """A recursive function for one pattern of arguments. `function.body` is set when all that it calls is known."""

    key: Any
    name: str
    arguments: dict[str, Any]  # patterns
    start: dict[Any, Any]  # the state where it was lowered first
    surroundings: list[Any]  # the entries of it that belong to what the function sees
    carried: dict[Any, Any]  # patterns of the entries that it changes: further arguments and results
    function: Function
    span: Span | None
    result: Any = None
    known: bool = False  # whether `result` says something
    open: bool = True
    region: Region | None = None
    captured: tuple[Value, ...] = field(default=())


def close(routines: list[Routine]) -> None:
    """All routines of a group are known: what they read of their surroundings becomes parameters, and their functions are made."""
    group = [r for r in routines if r.function.body is PENDING.body]
    by_function = {r.function: r for r in group}
    defined = {r: set(definitions(r.region)) for r in group if r.region is not None}
    free = {r: [v for v in reads(r.region) if v not in defined[r]] for r in group if r.region is not None}
    grown = True
    while grown:
        grown = False
        for r in group:
            for callee in called(r.region, by_function):
                more = [v for v in free[callee] if v not in defined[r] and v not in free[r]]
                free[r] += more
                grown = grown or bool(more)
    for r in group:
        r.captured = tuple(dict.fromkeys(free[r]))
    for r in group:
        assert r.region is not None
        own = {v: Value(v.name or name_in(r.start, v), v.type, v.span) for v in r.captured}
        body = renamed(r.region, own, {f: other.captured for f, other in by_function.items()})
        object.__setattr__(r.function, "body", Region((*body.params, *own.values()), body.ops, body.yields))


def name_in(state: dict[Any, Any], v: Value) -> str:
    """What the user calls a value: the variable or attribute that it is in."""
    return next((k[2] for k, w in state.items() if w is v and isinstance(k[-1], str) and len(k) == 3), "value")


def definitions(region: Any) -> list[Value]:
    return [*region.params, *(v for op in walk(region) for v in (*op.results, *(p for r in op.regions for p in r.params)))]


def reads(region: Any) -> list[Value]:
    found = [v for op in walk(region) for o in (*op.operands(), *(y for r in op.regions for y in r.yields)) for v in values_in(o)]
    return list(dict.fromkeys([*found, *values_in(*region.yields)]))


def called(region: Any, by_function: dict[Function, Routine]) -> list[Routine]:
    return [by_function[op.target] for op in walk(region) if op.kind == "call" and op.target in by_function]


def renamed(region: Region, own: dict[Value, Value], further: dict[Function, tuple[Value, ...]]) -> Region:
    """A body that reads its own parameters, and gives the routines that it calls what they read."""
    def new(o: Operand) -> Operand:
        return map_operand(o, lambda v: own.get(v, v))

    def operation(op: Op) -> Op:
        args = (*op.args, *further.get(op.target, ())) if op.kind == "call" else op.args
        return Op(op.kind, op.target, tuple(map(new, args)), tuple((k, new(v)) for k, v in op.kwargs),
                  tuple(renamed(r, own, further) for r in op.regions), op.results, op.span)

    return Region(region.params, tuple(map(operation, region.ops)), tuple(map(new, region.yields)))
