"""Objects in lists and dicts at run time: each by its attributes, as a tuple whose type says what it stands for.

    trail.append(Point(x, y))        trail.append((x, y))
    for p in trail: s += p.x         for p in trail: s += p[0]

From then on nobody may change such an object, as the list would not see it; what is taken out is an object that nobody may change.
"""
from __future__ import annotations

from typing import Any

from srcgrad.frontend.carrying import Whole, by_value, made, objects_in, short_loop
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.known import describe
from srcgrad.frontend.record_types import holds_records, is_record, record
from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.stand_ins import stood_for
from srcgrad.frontend.values import AVal, Ref, Tuple
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Operand
from srcgrad.ir.types import TupleType, Type


def stored(lower: Lowerer, v: Ref) -> Operand:
    """An object as an element of a list or dict at run time."""
    if any(stood_for(r.cls) is not r.cls for r in objects_in(lower.state, v)):
        raise lower.refuse_now("SG309", f"a {describe(v)} is put where it is known only at run time",
                               "keep what it holds in lists or arrays of their own")
    if any(routine.open and ("keys", r.ident) in routine.start for r in objects_in(lower.state, v) for routine in lower.routines):
        raise lower.refuse_now("SG305", "an object from outside of a recursive function is put into a list or dict in it",
                               "make the object in the function, or copy it")
    whole = by_value(lower.state, v)
    for r in objects_in(lower.state, v):
        lower.state.setdefault(("frozen", r.ident), short_loop(lower))
    return as_tuple(lower, whole)


def as_tuple(lower: Lowerer, v: Any) -> Operand:
    if not isinstance(v, Tuple) or v.cls is slice:
        return lower.operand(lower.runtime(v))
    if isinstance(v, Whole) and v.ref.kind != "object":  # type: ignore[attr-defined]
        raise Dynamic(v.ref.site)  # type: ignore[attr-defined]
    items = tuple(as_tuple(lower, i) for i in v.items)
    whole = isinstance(v, Whole)
    cls = record(v.ref.cls, v.keys) if isinstance(v, Whole) else v.cls  # type: ignore[attr-defined]
    return lower.b.emit("new", tuple if whole else v.cls or tuple, items, type=TupleType(tuple(map(type_of, items)), cls))


def taken_out(lower: Lowerer, items: tuple[AVal, ...], cls: Any) -> AVal:
    """An element that was taken apart: a tuple, or an object again."""
    if is_record(cls):
        ref = Ref(0, "object", cls.stands_for, ("by value",))
        return made(lower, lower.state, Whole(items, ref, cls.keys))  # type: ignore[no-any-return]
    return Tuple(items, cls)


def refuse_records(lower: Lowerer, what: str, kind: Type) -> None:
    """What would see the tuples themselves."""
    if holds_records(kind):
        raise lower.refuse_now("SG309", f"{what} is given objects of a list or dict that is known only at run time",
                               "give it their attributes")


SERVICES = (stored, taken_out, refuse_records)
