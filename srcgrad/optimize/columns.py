"""The cotangent of gathered rows of which only columns are used goes to the columns of the whole, without a matrix in between.

    p_bar = np.zeros_like(p)
    p_bar[:, 0:3] = a_bar                          x_bar = np.zeros_like(x)
    p_bar[:, 3] = b_bar                    ->      add_rows(x_bar[:, 0:3], rows, a_bar)
    x_bar = np.zeros_like(x)                       np.add.at(x_bar[:, 3], rows, b_bar)
    add_rows(x_bar, rows, p_bar)                   # p = x[rows]

Only in a straight line of the reverse sweep, for columns that are known and different, and where nothing else looks at either
matrix in between. Requires a verified function.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from srcgrad.analysis.storage import Storage, storage
from srcgrad.ir.build import type_of
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Function, Op, Operand, Seq, Value, values_in, walk
from srcgrad.ir.types import Array
from srcgrad.record import dataclass


def with_columns(function: Function) -> Function:
    ops = function.body.ops
    ends = [op for op in ops if op.kind == "store" and op.target == "rows"]
    for end in ends:
        found = parted(function, ops, ops.index(end))
        ops = rewritten(ops, found) if found is not None else ops
    return replace(function, body=replace(function.body, ops=ops)) if ends else function


@dataclass(frozen=True)
class Parted:
    """`part` is made of zeros, `stores` write columns of it, `end` adds it to the rows of the whole, which `whole` makes."""

    part: Op
    stores: tuple[Op, ...]
    whole: Op
    end: Op


def parted(function: Function, ops: Sequence[Op], at: int) -> Parted | None:
    end, store = ops[at], storage(function)
    base, rows, given = end.args
    part, whole = (next((op for op in ops[:at] if is_zeros(op) and op.result is o), None) for o in (given, base))
    if part is None or whole is None or not isinstance(rows, Value) or any(r in store.stores for r in store.of(rows)):
        return None
    start = ops.index(part)
    early = {*function.body.params, *(v for op in ops[:start] for v in op.results)}
    if not early.issuperset(values_in(rows, *whole.args)):
        return None
    users = [op for op in ops if op is not end and part.result in roots(store, op)]
    stores = tuple(op for op in users if op in ops[start:at] and writes_columns(op, part.result))
    if len(users) != len(stores) or part.result in roots_of(store, *function.body.yields) or not different(stores):
        return None
    between = ops[max(start, ops.index(whole)) + 1:at]
    return None if any(whole.result in roots(store, op) for op in between) else Parted(part, stores, whole, end)


def is_zeros(op: Op) -> bool:
    if op.kind != "prim" or op.target is not np.zeros_like or len(op.operands()) != 1:
        return False
    t = op.result.type
    return isinstance(t, Array) and t.kind == "f" and t.ndim == 2


def roots(store: Storage, op: Op) -> set[object]:
    """The storage that an operation, or one inside it, reads or writes."""
    inside = [i for r in op.regions for i in walk(r)]
    yields = [y for o in (op, *inside) for r in o.regions for y in r.yields]
    return roots_of(store, *(a for o in (op, *inside) for a in o.operands()), *yields)


def roots_of(store: Storage, *operands: Operand) -> set[object]:
    return {r for v in values_in(*operands) for s in store.of(v) for r in (s, *store.contents.get(s, ()))}


def writes_columns(op: Op, part: Value) -> bool:
    if op.kind != "store" or op.target not in ("set", "add") or op.args[0] is not part or part in values_in(*op.args[1:]):
        return False
    return columns(op) is not None


def columns(op: Op) -> range | None:
    """The columns that a store writes all rows of."""
    index = op.args[1]
    if not isinstance(index, Seq) or index.cls is not tuple or len(index.items) != 2 or bounds(index.items[0]) != (None,) * 3:
        return None
    k = index.items[1]
    if isinstance(k, Const) and type(k.value) is int and k.name is None:
        return range(k.value, k.value + 1) if k.value >= 0 else None
    found = bounds(k)
    if found is None or found[2] not in (None, 1):
        return None
    first, stop = found[:2]
    return range(first, stop) if type(first) is int and type(stop) is int and 0 <= first < stop else None


def bounds(o: Operand) -> tuple[object, ...] | None:
    """Of a slice that is known."""
    if isinstance(o, Const) and isinstance(o.value, slice):
        return o.value.start, o.value.stop, o.value.step
    if isinstance(o, Seq) and o.cls is slice and all(isinstance(i, Const) and i.name is None for i in o.items):
        return tuple(i.value for i in o.items)  # type: ignore[union-attr]
    return None


def different(stores: Sequence[Op]) -> bool:
    every = [k for op in stores for k in columns(op) or ()]
    return bool(every) and len(every) == len(set(every))


def rewritten(ops: Sequence[Op], found: Parted) -> tuple[Op, ...]:
    late = ops.index(found.whole) > ops.index(found.part)

    def again() -> Iterator[Op]:
        for op in ops:
            if op is found.part:
                if late:
                    yield found.whole
            elif op in found.stores:
                yield from added(op, found.end)
            elif op is not found.end and not (late and op is found.whole):
                yield op

    return tuple(again())


def added(op: Op, end: Op) -> tuple[Op, Op]:
    """The rows of some columns get what was put into the part."""
    whole, rows, _ = end.args
    index, value = op.args[1:]
    kind, given, written = type_of(whole), type_of(value), columns(op)
    assert isinstance(kind, Array) and kind.shape is not None and isinstance(index, Seq) and written is not None
    alone = isinstance(index.items[1], Const) and not isinstance(index.items[1].value, slice)
    matrix = isinstance(given, Array) and given.ndim == 2
    width = Dim.of(len(written))
    if not (isinstance(given, Array) and given.shape is not None and matrix and given.shape[1] == width):
        width = Dim.unknown()  # a slice may reach beyond the last column
    view = Value("", Array(kind.shape[:1] if alone else (kind.shape[0], width), kind.kind))
    return (Op("view", None, (whole, index), (), (), (view,), op.span),
            Op("store", "rows" if matrix and not alone else "at", (view, rows, value), (), (), (), op.span))
