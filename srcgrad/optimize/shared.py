"""Compute the same thing once.

    a = x[0] * x[0] + x[0]     ->     t = x[0]; a = t * t + t
    n = len(x); y = 2.0 * x; … y.shape[0]     ->     n, in loops of the reverse sweep: equal sizes are one

Only what nobody writes is shared: a number, or an array whose storage, and that of what it is made of, is never written. A
value that the user gave another name stays. Requires a verified function; what is computed first comes first still.
"""
from __future__ import annotations

import operator
from dataclasses import replace
from typing import Any

from srcgrad.analysis.storage import Storage, storage
from srcgrad.ir.build import computed, integer
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, map_operand, values_in
from srcgrad.ir.types import Array, Scalar, TupleType
from srcgrad.rules.table import lookup

Key = Any


def with_shared(function: Function) -> Function:
    return replace(function, body=Shared(storage(function)).region(function.body, {}))


class Shared:
    def __init__(self, store: Storage):
        self.store = store
        self.renamed: dict[Value, Value] = {}
        self.late = False  # in the reverse sweep
        self.depth = 0  # of the regions around

    def region(self, region: Region, known: dict[Key, Value]) -> Region:
        known = dict(known)
        self.depth += 1
        ops = []
        for op in region.ops:
            new = self.op(op, known)
            if new is not None:
                ops.append(new)
        self.depth -= 1
        return Region(region.params, tuple(ops), tuple(map(self.operand, region.yields)))

    def operand(self, o: Operand) -> Operand:
        return map_operand(o, lambda v: self.renamed.get(v, v))

    def op(self, op: Op, known: dict[Key, Value]) -> Op | None:
        args, kwargs = tuple(map(self.operand, op.args)), tuple((k, self.operand(v)) for k, v in op.kwargs)
        new = Op(op.kind, op.target, args, kwargs, tuple(self.region(r, known) for r in op.regions), op.results, op.span)
        self.late |= op.kind == "note"
        if (size := size_of(new)) is not None:
            same = known.setdefault(size, op.result)
            if self.late and self.depth > 1 and same is not op.result and not counts_down(new):
                self.renamed[op.result] = same
                return None
        if not self.may_be_shared(op):
            return new
        key = (op.kind, id(op.target), *(key_of(o) for o in args), *((k, key_of(o)) for k, o in kwargs))
        v = op.result
        found = known.get(key)
        if found is None:
            known[key] = v
            return new
        if v.name and found.name and v.name != found.name:
            return new
        self.renamed[v] = found
        return None

    def may_be_shared(self, op: Op) -> bool:
        if op.kind not in ("prim", "view", "load") or len(op.results) != 1:
            return False
        if op.kind == "prim":
            rule = lookup(op.target)
            if rule is None or not rule.pure:
                return False
        v = op.result
        return isinstance(v.type, Scalar | Array | TupleType) and not any(self.written(w) for w in (v, *values_in(*op.operands())))

    def written(self, v: Value) -> bool:
        roots = self.store.of(v)
        return any(r in self.store.stores for r in roots) or any(
            c in self.store.stores for r in roots for c in self.store.contents.get(r, ()))


def counts_down(op: Op) -> bool:
    """n - 1, where a loop that is turned begins."""
    return op.target is operator.sub and isinstance(op.args[1], Const) and op.args[1].value == 1


def size_of(op: Op) -> Key | None:
    """Which whole number a result is, if it is said by the sizes of the arguments."""
    if op.kind not in ("prim", "item") or len(op.results) != 1:
        return None
    dim = integer(op.result)
    if dim is None and op.target in (operator.add, operator.sub, operator.mul) and op.result.type == Scalar("i"):
        dim = computed(op.target, *op.args)
    form = dim.canonical() if dim is not None else Dim.of(0)
    if not form.terms or any(s.origin is None for s, _ in form.terms):
        return None
    return ("size", form.offset, *((id(s), k) for s, k in form.terms))


def key_of(o: Operand) -> Key:
    if isinstance(o, Value):
        return o
    if isinstance(o, Seq):
        return (o.cls, *map(key_of, o.items))
    return (type(o.value), repr(o.value)) if o.name is None and plain(o) else (id(o.value), o.name, id(o.origin))


def plain(o: Const) -> bool:
    return isinstance(o.value, int | float | complex | str | bytes | type(None) | slice | type(Ellipsis))
