"""An array that is assigned to another part of itself: whether NumPy reads all of it before it writes.

    u[1:] = u[:-1]        in order: NumPy goes through slices of one stride from the end that lets it
    u[:] = u[::-1]        copied first, as all that goes the other way or has two axes
    y[::2] = y[:3]        of two strides: some places are read after they were written, and no derivative is that of this

What may be of the last kind is checked as the function runs (`runtime.in_order`). Requires the primal function as lowered.
"""
from __future__ import annotations

from dataclasses import replace

import srcgrad.runtime as runtime
from srcgrad.analysis.storage import Storage, storage
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, walk
from srcgrad.ir.types import Array, Scalar

Axes = tuple[tuple[int, int], ...]  # of a view: the axis of its base that each of its own is, and the step there


def with_order_checked(function: Function) -> Function:
    """The function with a check before each assignment of an array to a part of itself that is not surely in order."""
    if not any(is_copying(op) for op in walk(function.body)):
        return function
    search = Search(storage(function))
    checked = {op for op in walk(function.body) if is_copying(op) and search.may_mix(op)}
    return replace(function, body=rewritten(function.body, checked)) if checked else function


def is_copying(op: Op) -> bool:
    """Whether an operation stores something that may be a view."""
    return op.kind == "store" and op.target == "set" and isinstance(op.args[2], Value) and not isinstance(op.args[2].type, Scalar)


def rewritten(region: Region, checked: set[Op]) -> Region:
    ops: list[Op] = []
    for op in region.ops:
        if op in checked:
            ops.append(Op("effect", runtime.in_order, op.args, (), (), (), op.span))
        inner = tuple(rewritten(r, checked) for r in op.regions)
        ops.append(replace(op, regions=inner) if inner else op)
    return Region(region.params, tuple(ops), region.yields)


class Search:
    def __init__(self, store: Storage):
        self.store = store

    def may_mix(self, op: Op) -> bool:
        base, index, value = op.args
        if not isinstance(base, Value) or not isinstance(value, Value) or not self.store.of(base) & self.store.of(value):
            return False
        target, source = self.indexed(base, index), self.axes(value)
        if target is None or source is None:
            return not is_gather(index)
        (a, to), (b, read) = target, source
        if len(to) != 1 or not read:
            return False
        (axis, step), (other, pace) = to[-1], read[-1]
        return a is not b or axis != other or step != pace and step * pace > 0

    def axes(self, v: Value) -> tuple[Value, Axes] | None:
        """The array that v is a basic view of, and how; None where that is not known."""
        op = self.store.definitions.get(v)
        if op is not None and op.kind == "view" and op.target is None:
            return self.indexed(op.args[0], op.args[1])
        shape = v.type.shape if isinstance(v.type, Array) else None
        return None if shape is None else (v, tuple((k, 1) for k in range(len(shape))))

    def indexed(self, base: Operand, index: Operand) -> tuple[Value, Axes] | None:
        found = self.axes(base) if isinstance(base, Value) else None
        if found is None:
            return None
        entries = list(index.items) if isinstance(index, Seq) and index.cls is tuple else [index]
        left, out = list(found[1]), []
        for e in entries:
            if isinstance(e, Const) and e.value is Ellipsis:
                rest = len(left) - (len(entries) - 1 - entries.index(e))
                out += left[:rest]
                left = left[rest:]
            elif not left:
                return None
            elif (step := step_of(e)) is not None:
                axis, before = left.pop(0)
                out.append((axis, before * step))
            elif isinstance(kind := type_of(e), Scalar) and kind.kind == "i":
                left.pop(0)
            else:
                return None
        return found[0], (*out, *left)


def step_of(e: Operand) -> int | None:
    """The step of a slice, where it is a known number."""
    if isinstance(e, Const) and isinstance(e.value, slice):
        step = e.value.step
    elif isinstance(e, Seq) and e.cls is slice and isinstance(e.items[2], Const):
        step = e.items[2].value
    else:
        return None
    return 1 if step is None else step if isinstance(step, int) and step else None


def is_gather(index: Operand) -> bool:
    """Whether an index has an array in it: NumPy copies what overlaps then."""
    entries = index.items if isinstance(index, Seq) and index.cls is tuple else (index,)
    return any(isinstance(e, Value) and isinstance(e.type, Array) for e in entries)
