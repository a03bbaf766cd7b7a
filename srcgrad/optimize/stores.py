"""Writes into the buffers of the reverse sweep that follow upon each other.

    y_bar[i] += e; t = y_bar[i].copy(); y_bar[i] = 0.0     ->     t = y_bar[i] + e; y_bar[i] = 0.0
    y_bar[i] = 0.0; y_bar[i - 1] += e; y_bar[i] += g       ->     y_bar[i - 1] += e; y_bar[i] = g
    y_bar[i] = e; y_bar[i] += g                            ->     y_bar[i] = e + g
    y_bar = zeros; y_bar[:n] = e; y_bar[n:] += g           ->     y_bar = zeros; y_bar[:n] = e; y_bar[n:] = g
    y_bar[i] = 0.0, which nobody reads any more            ->

Only after the note that starts the reverse sweep, for arrays that are known by one name. Requires a verified function.
"""
from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from srcgrad.analysis.indices import Indices, leading, same
from srcgrad.analysis.places import LOOPS
from srcgrad.analysis.storage import Storage, storage
from srcgrad.ir.build import type_of
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, values_in, walk
from srcgrad.ir.types import INT, Array, Scalar
from srcgrad.optimize.columns import with_columns


def with_fewer_stores(function: Function) -> Function:
    start = next((k for k, op in enumerate(function.body.ops) if op.kind == "note"), None)
    if start is None or not any(op.kind == "store" for k in function.body.ops[start:] for op in (k, *inner(k))):
        return function
    run = Buffers(function)
    head, tail = function.body.ops[:start], function.body.ops[start:]
    shorter = replace(function.body, ops=(*head, *run.region(Region((), tail, ())).ops))
    return with_columns(replace(function, body=shorter))


def inner(op: Op) -> Iterator[Op]:
    return (i for r in op.regions for i in walk(r))


class Buffers:
    def __init__(self, function: Function):
        self.function = function
        self.store: Storage = storage(function)
        self.indices = Indices(function)
        self.reading: dict[Value, list[Op]] = {}
        self.touching: dict[Any, list[Op]] = {}
        for op in walk(function.body):
            for v in set(values_in(*op.operands(), *(y for r in op.regions for y in r.yields))):
                self.reading.setdefault(v, []).append(op)
            for r in self.touched(op):
                self.touching.setdefault(r, []).append(op)

    def touched(self, op: Op) -> set[Any]:
        """The roots that an operation itself reads, writes, or hands on."""
        return self.roots(*op.operands(), *(y for r in op.regions for y in r.yields))

    def roots(self, *operands: Operand) -> set[Any]:
        found: set[Any] = set()
        for v in values_in(*operands):
            for r in self.store.of(v):
                found |= {r} | self.store.contents.get(r, frozenset())
        return found

    def root(self, o: Operand) -> Any:
        """The one root of an array that is known by no other name, or None."""
        if not isinstance(o, Value) or not isinstance(o.type, Array) or self.store.of(o) != frozenset({o}):
            return None
        return o

    # --- region by region ---------------------------------------------------------------------------------------------------
    def region(self, region: Region) -> Region:
        ops = [replace(op, regions=tuple(map(self.region, op.regions))) if op.regions else op for op in region.ops]
        ops = [op for op in ops if not self.unread(op)]
        for k in range(len(ops) - 1, -1, -1):
            self.taken_whole(ops, k)
        for k in range(len(ops) - 1, -1, -1):
            self.set_at_once(ops, k)
        for k in range(len(ops)):
            self.first_writes(ops, k)
        return replace(region, ops=tuple(ops))

    def taken_whole(self, ops: list[Op], k: int) -> None:
        """An addition that is taken out at once."""
        if ops[k].kind != "store" or ops[k].target != "add" or self.root(ops[k].args[0]) is None:
            return
        base, index, more = ops[k].args
        read = ops[k + 1] if k + 2 < len(ops) else None
        if read is None or not place(read, ("view", "load"), base, index):
            return
        part, copied = read.result, looks_in(read)
        if copied and (ops[k + 2].target is not np.ndarray.copy or ops[k + 2].args != (part,) or len(self.reading[part]) != 1):
            return
        clear = k + 3 if copied else k + 2
        if clear >= len(ops) or not cleared(ops[clear], base, index):
            return
        whole = ops[k + 2].result if copied else part
        found = part if copied else Value("", part.type, part.span)
        ops[k:clear] = [replace(read, results=(found,)), Op("prim", operator.add, (found, more), (), (), (whole,), ops[k].span)]

    def set_at_once(self, ops: list[Op], k: int) -> None:
        """A place that is cleared, or set, and then added to."""
        if ops[k].kind != "store" or ops[k].target != "set" or (root := self.root(ops[k].args[0])) is None:
            return
        base, index, value = ops[k].args
        clear = cleared(ops[k], base, index)
        if not clear and not (isinstance(value, Value) and isinstance(value.type, Array)):
            return
        made_of = set[Any]() if clear else self.roots(value)
        elsewhere: set[Value] = set()  # what looks into other places of the array
        for j in range(k + 1, len(ops)):
            op = ops[j]
            if place(op, ("store",), base, index) and op.target == "add" and root not in self.roots(op.args[2]):
                if clear:
                    ops[j] = replace(op, target="set")
                elif (both := added(value, op.args[2])) is not None:
                    ops[j:j + 1] = [Op("prim", operator.add, (value, op.args[2]), (), (), (both,), op.span),
                                    replace(op, target="set", args=(base, index, both))]
                else:
                    return
                del ops[k]
                self.set_at_once(ops, j - 1 if clear else j)
                return
            if made_of and (op.regions or op.kind not in ("view", "load", "prim", "item", "store") or op.kwargs
                            or (op.kind == "store" and made_of & self.roots(op.args[0]))):
                return
            seen = [v for v in values_in(*op.operands()) if root in self.roots(v) and v not in elsewhere]
            own = op.kind in ("store", "view", "load") and seen == [base] and self.indices.apart(op.args[1], index)
            if (seen and not own) or (op.regions and any(root in self.touched(i) for i in (op, *inner(op)))):
                return
            if root in self.roots(*op.operands()):
                elsewhere |= set(op.results)

    def first_writes(self, ops: list[Op], k: int) -> None:
        """What is added to a place of an array of zeros where nothing was written yet."""
        if ops[k].kind != "prim" or ops[k].target not in ZEROS or self.root(root := ops[k].result) is None:
            return
        written: list[Operand] = []
        for j in range(k + 1, len(ops)):
            op = ops[j]
            if root not in self.touched(op) and not any(root in self.touched(i) for i in inner(op)):
                continue
            if op.kind in ("view", "load") and op.args[0] is root:
                continue
            if op.kind != "store" or op.args[0] is not root or op.target not in ("set", "add") or root in self.roots(*op.args[1:]):
                return
            if op.target == "add" and all(self.indices.apart(op.args[1], i) for i in written):
                if not written and not is_part(op.args[1]):
                    return
                ops[j] = replace(op, target="set")
            written.append(op.args[1])

    def unread(self, op: Op) -> bool:
        """Whether a write is into a place that is not read again: each turn of the loops around has a place of its own."""
        if op.kind != "store" or op.target != "set" or (root := self.root(op.args[0])) is None:
            return False
        places = self.store.places
        if op not in places.order:
            return False
        path = [o for o, _ in places.path[op]]
        around = path[len(places.home.get(root, ())):]
        loops = [o for o in around if o.kind in LOOPS]
        if any(root in c for c in self.store.contents.values()) or root in self.roots(*self.function.body.yields):
            return False
        others = [o for o in self.touching[root] if o is not op]
        if not loops:
            handed_on = any(root in self.roots(*y) for o, k in places.path[op] for y in [o.regions[k].yields])
            return not handed_on and all(places.order[o] < places.order[op] for o in others)
        return self.own_place(op.args[1], loops) and all(self.before(o, op, loops[0]) for o in others)

    def before(self, other: Op, op: Op, loop: Op) -> bool:
        """Whether another operation is done with its part of the array when `op` comes, which writes a place of that turn."""
        order = self.store.places.order
        if order[other] < order[loop]:
            return True
        here = place(other, ("load", "view", "store"), op.args[0], op.args[1]) and order[other] < order[op]
        return here and (not looks_in(other) or all(order[i] < order[op] for i in self.readers(other.result)))

    def readers(self, v: Value) -> list[Op]:
        """What reads a view, or a view of that."""
        found = self.reading.get(v, [])
        return found + [j for i in found for r in i.results if self.store.of(r) & self.store.of(v) for j in self.readers(r)]

    def own_place(self, index: Operand, loops: list[Op]) -> bool:
        """Whether no two turns of the loops give the same index."""
        found = {self.indices.offset(e)[0]: self.indices.offset(e)[1] for e in leading(index)}
        for loop in loops:
            i = loop.regions[0].params[0] if loop.kind == "for" else None
            low = self.indices.least.get(i) if i is not None else None
            if i not in found or low is None or low + found[i] < 0:
                return False
        return True


ZEROS = {np.zeros, np.zeros_like}


def is_part(index: Operand) -> bool:
    """Whether an index has numbers and slices only: no place is met twice."""
    entries = index.items if isinstance(index, Seq) and index.cls is tuple else (index,)
    return all((isinstance(e, Seq) and e.cls is slice) or (isinstance(e, Const | Value) and type_of(e) == INT) for e in entries)


def added(a: Operand, b: Operand) -> Value | None:
    """A value for the sum of two arrays, if their axes are as many."""
    p, q = type_of(a), type_of(b)
    if not isinstance(p, Array) or not isinstance(q, Array) or p.shape is None or q.shape is None or len(p.shape) != len(q.shape):
        return None
    return Value("", p if p == q else Array(tuple(Dim.unknown() for _ in p.shape), "f"))


def place(op: Op, kinds: tuple[str, ...], base: Operand, index: Operand) -> bool:
    return op.kind in kinds and op.args[0] is base and same(op.args[1], index)


def looks_in(op: Op) -> bool:
    """Whether what is read is part of the array, not a number or a copy."""
    return op.kind == "view" and not isinstance(op.result.type, Scalar)


def cleared(op: Op, base: Operand, index: Operand) -> bool:
    return place(op, ("store",), base, index) and op.target == "set" and isinstance(op.args[2], Const) and op.args[2].value == 0 \
        and op.args[2].name is None
