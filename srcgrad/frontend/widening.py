"""When one abstract type holds another: how the types of carried variables and of the elements of containers grow.

    carried  s: i, and the body gives f        ->  s: f, and the body is lowered again
    element  list[f[n]], and f[?] is appended   ->  list[f[?]]

A list has one element type under all its names, or what is put in under one name would be read as something else under another.
"""
from __future__ import annotations

from srcgrad.ir.dims import Dim, Learning, not_one
from srcgrad.ir.types import Array, DictType, ListType, Opaque, Scalar, TupleType, Type, join, may_vary, widest


def loop_type(t: Type) -> Type:
    """A carried integer is not one dimension any more."""
    return Scalar(t.kind) if isinstance(t, Scalar) else t


def suppose_like(old: Type, new: Type) -> None:
    """What a loop carries mostly keeps its shape, whatever that is before the first turn."""
    if Learning.facts is not None and isinstance(old, Array) and isinstance(new, Array) and old.ndim == new.ndim:
        for p, q in zip(old.shape or (), new.shape or ()):
            if p != q and not_one(p) and not_one(q):
                Learning.facts.supposed_equal(p, q)


def covers(old: Type, new: Type) -> Type:
    """The type that holds both; `old` itself where it holds `new` already."""
    return old if holds(old, new) else loop_type(join(old, new))


def holds(old: Type, new: Type) -> bool:
    if isinstance(old, Array) and isinstance(new, Array):
        if widest(old.kind, new.kind) != old.kind:
            return False
        return old.shape is None or (new.shape is not None and len(old.shape) == len(new.shape)
                                     and all(map(may_be, old.shape, new.shape)))
    if isinstance(old, ListType) and isinstance(new, ListType):
        return holds(old.element, new.element)
    if isinstance(old, DictType) and isinstance(new, DictType):
        return holds(old.value, new.value)
    if isinstance(old, TupleType) and isinstance(new, TupleType) and len(old.elements) == len(new.elements):
        return old.cls is new.cls and all(map(holds, old.elements, new.elements))
    return loop_type(join(old, new)) == old


def stands_for(old: Type, new: Type, inside: bool = False) -> bool:
    """Whether a value of type `old` may go on under `new`: a list that was made empty, of what has no derivative; a number, which
    nobody can change. `inside`: of a list, whose elements others may be put beside."""
    if isinstance(old, ListType) and isinstance(new, ListType):
        empty = isinstance(old.element, Opaque) and old.element.cls is None and not may_vary(new.element)
        return empty or stands_for(old.element, new.element, True)
    if isinstance(old, TupleType) and isinstance(new, TupleType) and len(old.elements) == len(new.elements):
        return old.cls is new.cls and all(stands_for(p, q, inside) for p, q in zip(old.elements, new.elements))
    return holds(old, new) or not inside and not shares(old)


def may_be(dim: Dim, other: Dim) -> bool:
    return dim == other or dim.may_be_any


def element_of(t: Type) -> Type | None:
    """What a container holds; None of anything else."""
    return t.element if isinstance(t, ListType) else t.value if isinstance(t, DictType) else None


def shares(t: Type) -> bool:
    """Whether a value of this type has parts that can be changed under another name and are typed by what they hold."""
    return isinstance(t, ListType | DictType) or isinstance(t, TupleType) and any(map(shares, t.elements))
