"""Arrays joined and taken apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from srcgrad.ir.dims import Dim, equal, total
from srcgrad.ir.nodes import Operand, Seq
from srcgrad.ir.types import Array, ListType, TupleType, Type, widest
from srcgrad.rules.decide import UNKNOWN, constant
from srcgrad.rules.infer.core import (
    Bound,
    Infer,
    Numeric,
    TypeOf,
    array_like,
    broadcast_types,
    fresh_dims,
    made,
    ndim_of,
    numeric,
    shape_of,
)


def parts_of(o: Operand, type_of: TypeOf) -> list[Numeric | None] | None:
    """The types of the arrays in a sequence operand; None where their number is unknown."""
    if isinstance(o, Seq):
        return [numeric(i, type_of) for i in o.items]
    t = type_of(o)
    if isinstance(t, TupleType):
        return [array_like(e) for e in t.elements]
    return None


def common(dims: Sequence[Dim], sure: bool) -> Dim:
    """The dimension that these all are. `sure`: NumPy would have raised otherwise."""
    if not sure:
        return dims[0] if all(d == dims[0] for d in dims) else Dim.unknown()
    for d in dims[1:]:
        equal(dims[0], d)
    return next((d for d in dims if d.number is not None), dims[0])


def element_type(o: Operand, type_of: TypeOf, along: Callable[[int], Any]) -> Numeric | None:
    """What all arrays of a sequence operand have in common: their number n of axes, and the sizes of all axes but
    along(n); of none where that is UNKNOWN."""
    parts = parts_of(o, type_of)
    t = type_of(o)
    if parts is None and isinstance(t, ListType):
        inner = array_like(t.element)
        parts = [
            None
            if inner is None or shape_of(inner) is None
            else made(fresh_dims(len(shape_of(inner) or ())), inner.kind)
        ]
    if parts is None and isinstance(t, Array) and t.shape:
        parts = [made(t.shape[1:], t.kind)]
    if not parts or any(p is None or shape_of(p) is None for p in parts):
        return None
    kind = widest(*(p.kind for p in parts))  # type: ignore[union-attr]
    n = len(shape_of(parts[0]) or ())
    shapes = [shape_of(p) for p in parts]
    if any(len(s or ()) != n for s in shapes):
        return None
    columns = list(zip(*shapes))  # type: ignore[misc]
    skipped = along(n)
    if isinstance(skipped, int):
        skipped %= max(n, 1)
    sure = skipped is not UNKNOWN
    return Array(tuple(Dim.unknown() if i == skipped else common(c, sure) for i, c in enumerate(columns)), kind)


def concatenated(name: str = "arrays", least: int = 0, axis: int | str = "axis") -> Infer:
    """concatenate; least: hstack, vstack and column_stack raise their parts to that many axes first."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        def joined(n: int) -> Any:
            if n < least:  # vectors on top of each other, or side by side, are all as long
                return None if n == 1 and least == 2 else UNKNOWN
            along = constant(bound[axis]) if isinstance(axis, str) else axis if n > axis else 0
            return UNKNOWN if along is None else along

        t = element_type(bound[name], type_of, joined)
        if t is None:
            return Array(None, "f")
        shape = t.shape
        if len(shape) < least:
            o = bound[name]
            if len(shape) == 1 and least == 2 and isinstance(o, Seq):
                return Array((Dim.of(len(o.items)), *shape) if axis == 0 else (*shape, Dim.of(len(o.items))), t.kind)
            return Array(fresh_dims(least), t.kind)
        along = constant(bound[axis]) if isinstance(axis, str) else axis if len(shape) > axis else 0
        if along is None:
            return Array((Dim.unknown(),), t.kind)
        if along is UNKNOWN:
            return Array(fresh_dims(len(shape)), t.kind)
        k = along % len(shape)
        return Array((*shape[:k], summed(parts_of(bound[name], type_of), k), *shape[k + 1:]), t.kind)

    return infer


def summed(parts: list[Numeric | None] | None, axis: int) -> Dim:
    """The size of what is joined along an axis."""
    shapes = [shape_of(p) if p is not None else None for p in parts or ()]
    if not shapes or any(s is None for s in shapes):
        return Dim.unknown()
    return total([(1, s[axis].canonical()) for s in shapes])  # type: ignore[index]


def stack(bound: Bound, type_of: TypeOf) -> Type | None:
    t = element_type(bound["arrays"], type_of, lambda n: None)
    if t is None:
        return Array(None, "f")
    o, along = bound["arrays"], constant(bound["axis"])
    if along is UNKNOWN:
        return Array(fresh_dims(len(t.shape) + 1), t.kind)
    shape = list(t.shape)
    shape.insert(along % (len(shape) + 1), Dim.of(len(o.items)) if isinstance(o, Seq) else Dim.unknown())
    return Array(tuple(shape), t.kind)


def parts(name: str) -> Infer:
    """What takes a joined array apart: one array for each of the sequence."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        found = parts_of(bound[name], type_of)
        if found is None:
            return ListType(Array(None, "f"))
        return TupleType(tuple(Array(None, "f") if p is None else p for p in found))

    return infer


def split(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.split: a list of arrays of as many axes."""
    t = numeric(bound["ary"], type_of)
    n = ndim_of(bound["ary"], type_of)
    return ListType(Array(None if n is None else fresh_dims(n), t.kind if t is not None else "f"))


def spread_out(name: str) -> Infer:
    """np.broadcast_arrays."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        found = [numeric(o, type_of) for o in bound[name].items]  # type: ignore[union-attr]
        out = broadcast_types(found, "f")
        each = Array(None if out is None else shape_of(out), "f")
        return TupleType((each,) * len(found))

    return infer
