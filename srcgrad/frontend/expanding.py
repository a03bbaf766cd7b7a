"""Helpers that have no derivative of their own, replaced by what they do: NumPy, which has.

    a_bar = matrix_power_vjp(g, a, 3)     ->     a loop over np.linalg.matrix_power(swap(a), 2 - k) @ right

A derivative is printed with the helper. Before it is differentiated again the helper's source is lowered in its place, as a user's
function would be. One that cannot be read stays, and is refused where a derivative goes through it.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import FunctionType

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.errors import SrcgradError
from srcgrad.frontend.calls import inline
from srcgrad.frontend.core import Frame, Lowerer, entered
from srcgrad.frontend.lower import until_settled
from srcgrad.frontend.subscripts import Slice, unpacked
from srcgrad.frontend.values import AVal, Ref, Tuple
from srcgrad.ir.nodes import Function, Op, Operand, Region, Seq, Value, map_operand, values_in, walk
from srcgrad.ir.types import may_vary
from srcgrad.rules.table import bind, lookup

DEEPEST = 4  # a helper may be written with others
ZEROS = (np.zeros, np.zeros_like, runtime.zeros)


def with_expanded(function: Function, lines: tuple[str, ...] = ()) -> Function:
    """The function without those helpers."""
    for _ in range(DEEPEST):
        search = Expanding(lines, untouched_zeros(function))
        body = search.region(function.body)
        if not search.found:
            break
        function = replace(function, body=body)
    return function


def expandable(op: Op) -> bool:
    if op.kind != "prim" or not isinstance(op.target, FunctionType) or not op.target.__module__.startswith("srcgrad.runtime"):
        return False
    rule = lookup(op.target)
    if rule is None or not rule.fixed:
        return rule is not None and rule.kind == "unsupported"
    bound = bind(rule, op.args, dict(op.kwargs), strict=False)
    return any(may_vary(v.type) for name in rule.fixed for v in values_in(bound[name]))


def untouched_zeros(function: Function) -> set[Value]:
    """Arrays of zeros that only helpers read: nothing writes into them."""
    ops = list(walk(function.body))
    made = {op.result for op in ops if op.kind == "prim" and op.target in ZEROS}
    elsewhere = {v for op in ops if not expandable(op) for o in (*op.operands(), *(y for r in op.regions for y in r.yields))
                 for v in values_in(o)}
    return made - elsewhere - set(values_in(*function.body.yields))


class Expanding:
    def __init__(self, lines: tuple[str, ...], zeros: set[Value]) -> None:
        self.lines, self.zeros, self.found = lines, zeros, False
        self.new: dict[Value, Operand] = {}

    def region(self, region: Region) -> Region:
        ops: list[Op] = []
        for op in region.ops:
            op = Op(op.kind, op.target, tuple(map(self.now, op.args)), tuple((k, self.now(o)) for k, o in op.kwargs),
                    tuple(map(self.region, op.regions)), op.results, op.span)
            expansion = expanded(op, self.lines, self.zeros) if expandable(op) else None
            if expansion is None:
                ops.append(op)
                continue
            self.found = True
            inside, result = expansion
            ops += inside
            if isinstance(result, Seq):
                ops.append(Op("new", result.cls, result.items, (), (), op.results, op.span))
            else:
                self.new[op.result] = result
        return Region(region.params, tuple(ops), tuple(map(self.now, region.yields)))

    def now(self, o: Operand) -> Operand:
        return map_operand(o, lambda v: renamed(v, self.new))


def renamed(v: Value, new: Mapping[Value, Operand]) -> Operand:
    return new.get(v, v)


def expanded(op: Op, lines: tuple[str, ...], zeros: set[Value]) -> tuple[list[Op], Operand] | None:
    """What a helper does, as operations on its operands, and its result; None where that cannot be told."""
    def attempt(lower: Lowerer) -> tuple[list[Op], Operand] | None:
        lower.b.span, lower.zeros = op.span, zeros
        around = Frame(lower.new_ident(), "derivative", "", lines, {})
        with entered(lower.frames, around), lower.b.region() as ops:
            args = [abstract(lower, o) for o in op.args]
            kwargs = {k: abstract(lower, o) for k, o in op.kwargs}
            result = concrete(lower, inline(lower, None, op.target, args, kwargs, op.result.name))
        return None if lower.refusals else (ops, result)

    try:
        return until_settled(attempt)
    except SrcgradError:
        return None


def abstract(lower: Lowerer, o: Operand) -> AVal:
    """An operand as what a variable of the lowerer holds."""
    if isinstance(o, Seq):
        parts = [abstract(lower, i) for i in o.items]
        if o.cls is slice:
            return Slice([lower.operand(p) for p in parts])
        return Tuple(tuple(parts)) if o.cls is tuple else lower.new_list(parts, ("operand", id(o)), "")
    return unpacked(lower, o) if isinstance(o, Value) else o


def concrete(lower: Lowerer, v: AVal) -> Operand:
    """What a helper gives: a value, or a tuple or list of them."""
    if isinstance(v, Tuple):
        return Seq(tuple, tuple(concrete(lower, i) for i in v.items))
    if isinstance(v, Ref) and v.kind == "list":
        return Seq(list, tuple(concrete(lower, i) for i in lower.items(v)))
    return lower.operand(v)


__all__ = ["with_expanded"]
