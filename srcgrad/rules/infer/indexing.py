"""Types of what indexing an array gives: a view or a number by a basic index, a fresh array by one that holds an array."""
from __future__ import annotations

import numpy as np

from srcgrad.ir.build import integer, type_of
from srcgrad.ir.dims import Dim, broadcast, natural
from srcgrad.ir.facts import derived_size
from srcgrad.ir.nodes import Const, Operand, Seq, Value
from srcgrad.ir.types import ANY, AnyType, Array, ListType, Opaque, Scalar, TupleType, Type
from srcgrad.rules.decide import UNKNOWN
from srcgrad.rules.infer.core import numeric, shape_of


def index_type(kind: Type, index: Operand) -> tuple[str, Type]:
    """('view' or 'load', type of the result) of indexing an array."""
    entries = list(index.items) if isinstance(index, Seq) and index.cls is tuple else [index]
    if unknown_index(index):
        return "view", ANY  # whether this is a view, a copy or a number is known only at run time
    advanced = any(is_array_index(e) for e in entries)
    if not isinstance(kind, Array) or kind.shape is None:
        dtype = kind.kind if isinstance(kind, Array | Scalar) else "f"
        if advanced:
            return "load", Array(None, dtype)
        if isinstance(kind, AnyType) or any(is_slice(e) for e in entries):
            return "view", Array(None, dtype) if any(is_slice(e) for e in entries) else ANY
        return "view", ANY
    return ("load" if advanced else "view"), shape_of_index(kind, entries)


def shape_of_index(kind: Array, entries: list[Operand]) -> Type:
    assert kind.shape is not None
    axes = list(kind.shape)
    used = sum(consumed(e) for e in entries)
    out: list[Dim] = []
    groups: list[tuple[int, list[Dim] | None]] = []
    place: int | None = None
    position, broken, seen_gap = 0, False, False
    for e in entries:
        if isinstance(e, Const) and e.value is Ellipsis:
            n = len(axes) - used
            out += axes[position:position + n]
            position += n
            seen_gap = place is not None
        elif isinstance(e, Const) and e.value is None:
            out.append(Dim.of(1))
            seen_gap = place is not None
        elif is_slice(e):
            out.append(sliced(axes[position], e) if position < len(axes) else Dim.unknown())
            position += 1
            seen_gap = place is not None
        else:
            t = type_of(e)
            if isinstance(t, Array):
                groups.append((position, mask_dims(t) if t.kind == "b" else (list(t.shape) if t.shape is not None else None)))
            elif isinstance(e, Seq) or isinstance(t, ListType):
                listed = shape_of(numeric(e, type_of))
                groups.append((position, None if listed is None else list(listed)))
            else:
                groups.append((position, []))
            if place is None:
                place = len(out)
            elif seen_gap:
                broken = True
            position += consumed(e)
    if position > len(axes):
        return ANY
    out += axes[position:]
    if any(dims is None for _, dims in groups):
        return Array(None, kind.kind)
    if any(is_array_index(e) for e in entries):
        dims = broadcast_all([d for _, d in groups if d is not None])
        at = 0 if broken else place or 0
        out = out[:at] + dims + out[at:]
        return Array(tuple(out), kind.kind)
    return Array(tuple(out), kind.kind) if out else Scalar(kind.kind)


def broadcast_all(shapes: list[list[Dim]]) -> list[Dim]:
    out: list[Dim] = []
    for s in shapes:
        width = max(len(out), len(s))
        a = [Dim.of(1)] * (width - len(out)) + out
        b = [Dim.of(1)] * (width - len(s)) + s
        out = [broadcast(p, q) for p, q in zip(a, b)]
    return out


def mask_dims(t: Array) -> list[Dim] | None:
    return None if t.shape is None else [Dim.unknown()]


def consumed(e: Operand) -> int:
    """How many axes an index entry uses up."""
    if isinstance(e, Const) and (e.value is None or e.value is Ellipsis):
        return 0
    t = type_of(e)
    if isinstance(t, Array) and t.kind == "b" and t.shape is not None:
        return len(t.shape)
    return 1


def is_slice(e: Operand) -> bool:
    return (isinstance(e, Seq) and e.cls is slice) or (isinstance(e, Const) and
                                                       (e.value is None or e.value is Ellipsis or isinstance(e.value, slice)))


def unknown_index(e: Operand) -> bool:
    """Whether it is not known if an index takes a view, a copy or a number."""
    if isinstance(e, Seq) and e.cls is tuple:
        return any(map(unknown_index, e.items))
    return isinstance(e, Value) and isinstance(type_of(e), AnyType | Opaque | TupleType)


def is_array_index(e: Operand) -> bool:
    if isinstance(e, Seq):
        return e.cls is list
    if isinstance(e, Const) and isinstance(e.value, list | np.ndarray):
        return True
    t = type_of(e)
    return isinstance(t, Array | ListType) or (isinstance(t, Scalar) and t.kind == "b")


def sliced(dim: Dim, s: Operand) -> Dim:
    """The size of an axis after a slice: stop - start, where they lie within the axis."""
    if not isinstance(s, Seq):
        return dim if isinstance(s, Const) and s.value == slice(None) else Dim.unknown()
    start, stop, step = (None if is_none(i) else integer(i) or UNKNOWN for i in s.items)
    if UNKNOWN in (start, stop, step):
        return Dim.unknown()
    ends = [None if d is None else d.number if d.number is not None else UNKNOWN for d in (start, stop, step)]
    if dim.number is not None and UNKNOWN not in ends and ends[2] != 0:
        return Dim.of(len(range(*slice(*ends).indices(dim.number))))
    if ends[2] in (None, 1):
        lo = Dim.of(0) if start is None else counted(start, dim)
        hi = dim if stop is None else counted(stop, dim)
        if all(map(natural, (lo, hi - lo, dim - hi))):
            return hi - lo
    return dim if ends == [None, None, -1] else derived_size(dim, start, stop, step)


def counted(end: Dim, dim: Dim) -> Dim:
    """An end of a slice, from the front: x[-2:] starts at n - 2."""
    return dim + end if end.number is not None and end.number < 0 else end


def is_none(o: Operand) -> bool:
    return isinstance(o, Const) and o.value is None
