"""What a recursive function is lowered for: of each argument, and of its result, what is fixed and what is known only at run time.

    pattern    Slot(type)        a value known only at run time
               Const, Ref, …     the very same in each call
               Tuple, Alike      a tuple, list, dict or object of the same structure, by its parts

A pattern that does not hold what a call brings is widened: a number that differs from call to call becomes a slot, the type of
a slot grows. Two patterns that have no common one (None and an array, a function and another) are `Mismatch`: two functions.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.values import UNDEF, AVal, Bound, Broken, Ref, Tuple, same
from srcgrad.frontend.widening import loop_type
from srcgrad.ir.build import type_of
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Operand, Seq, Value
from srcgrad.ir.types import AnyType, Array, DictType, ListType, Opaque, Scalar, TupleType, Type, join, widest
from srcgrad.record import dataclass

NUMBERS = (int, float)
SOME = "some"  # the name of a size that is not 1, and need not be the same in two calls


class Mismatch(Exception):
    """No pattern holds both."""


@dataclass(frozen=True, eq=False)
class Slot:
    type: Type
    name: str
    sure: bool  # never None
    site: Any = None  # where a run-time container was made


@dataclass(frozen=True, eq=False)
class Alike:
    """A list, dict or object of known structure; another one in each call."""

    kind: str
    cls: Any
    keys: tuple[Any, ...]
    items: tuple[Any, ...]
    site: Any


def pattern_of(lower: Lowerer, name: str, v: AVal, known: Callable[[int], bool] = lambda ident: True) -> Any:
    """The narrowest pattern. `known`: whether an object, by its number, is one that each call sees."""
    if isinstance(v, Broken):
        raise lower.why_broken(v)
    if isinstance(v, Value):
        return Slot(general(v.type), name or v.name, certain(lower, v), lower.sites.get(id(v), (None, None))[1])
    if isinstance(v, Seq):
        return Slot(general(type_of(v)), name, True)
    if isinstance(v, Tuple):
        return Tuple(tuple(pattern_of(lower, f"{name}{k}", i, known) for k, i in enumerate(v.items)), v.cls)
    if isinstance(v, Ref) and not known(v.ident):
        return alike(lower, v, [pattern_of(lower, part_name(name, k), i, known) for k, i in zip(lower.keys(v), lower.items(v))])
    if isinstance(v, Bound):
        return Bound(v.function, pattern_of(lower, "self", v.self, known))
    return v


def part_name(name: str, key: Any) -> str:
    return str(key) if isinstance(key, str) and key.isidentifier() else f"{name}{key}" if isinstance(key, int) else f"{name}_item"


def alike(lower: Lowerer, v: Ref, items: list[Any]) -> Alike:
    return Alike(v.kind, v.cls, lower.keys(v), tuple(items), v.site)


def certain(lower: Lowerer, o: Operand) -> bool:
    return not isinstance(o, Value) or o in lower.never_none


# --- widening ------------------------------------------------------------------------------------------------------------
def widened(lower: Lowerer, pattern: Any, v: AVal) -> Any:
    """A pattern that holds `v` too; `pattern` itself where it does already."""
    if isinstance(v, Broken):
        raise lower.why_broken(v)
    if isinstance(pattern, Slot):
        return widened_slot(lower, pattern, v)
    if isinstance(pattern, Tuple) and isinstance(v, Tuple) and len(pattern.items) == len(v.items) and pattern.cls is v.cls:
        items = tuple(widened(lower, p, i) for p, i in zip(pattern.items, v.items))
        return pattern if all(map(is_same, items, pattern.items)) else Tuple(items, pattern.cls)
    if isinstance(pattern, Ref | Alike) and isinstance(v, Ref):
        return widened_object(lower, pattern, v)
    if isinstance(pattern, Bound) and isinstance(v, Bound) and same(pattern.function, v.function):
        owner = widened(lower, pattern.self, v.self)
        return pattern if owner is pattern.self else Bound(pattern.function, owner)
    if isinstance(pattern, Const):
        return widened_constant(lower, pattern, v)
    if isinstance(pattern, Slot | Tuple | Alike) or not same(pattern, v):
        raise Mismatch
    return pattern


def is_same(a: Any, b: Any) -> bool:
    return a is b


def widened_constant(lower: Lowerer, pattern: Const, v: AVal) -> Any:
    if isinstance(v, Const | Value) and same(pattern, v):
        return pattern
    if not is_number(pattern) or not (is_number(v) or isinstance(v, Value) and isinstance(v.type, Scalar | Array | AnyType)):
        raise Mismatch
    return Slot(general(join(type_of(pattern), type_of(v))), pattern.name or "", certain(lower, v))  # type: ignore[arg-type]


def is_number(v: Any) -> bool:
    return isinstance(v, Const) and v is not UNDEF and isinstance(v.value, NUMBERS) and not isinstance(v.value, bool)


def widened_slot(lower: Lowerer, slot: Slot, v: AVal) -> Slot:
    if isinstance(v, Ref) and v.kind != "object":
        raise Dynamic(v.site)
    if not isinstance(v, Value | Const | Seq) or v is UNDEF or isinstance(v, Const) and isinstance(type_of(v), Opaque):
        raise Mismatch
    kind, sure = grown(slot.type, type_of(v)), slot.sure and certain(lower, v)
    return slot if kind is slot.type and sure == slot.sure else replace(slot, type=kind, sure=sure)


def widened_object(lower: Lowerer, pattern: Ref | Alike, v: Ref) -> Any:
    if isinstance(pattern, Ref) and same(pattern, v):
        return pattern
    old = pattern if isinstance(pattern, Alike) else alike(lower, pattern, lower.items(pattern))
    if old.kind != v.kind or old.cls is not v.cls or old.keys != lower.keys(v):
        if v.kind != "object" and old.kind == v.kind:
            raise Dynamic(v.site)
        raise Mismatch
    if isinstance(pattern, Ref):
        old = alike(lower, pattern, [pattern_of(lower, part_name("", k), i) for k, i in zip(old.keys, old.items)])
    items = tuple(widened(lower, p, i) for p, i in zip(old.items, lower.items(v)))
    return pattern if isinstance(pattern, Alike) and all(map(is_same, items, old.items)) else replace(old, items=items)


# --- types -----------------------------------------------------------------------------------------------------------
def general(t: Type) -> Type:
    """What is known of a value in every call: constant sizes stay, another size is one of its own."""
    if isinstance(t, Array) and t.shape is not None:
        return Array(tuple(map(general_dim, t.shape)), t.kind)
    if isinstance(t, ListType):
        return ListType(general(t.element))
    if isinstance(t, DictType):
        return DictType(general(t.value))
    if isinstance(t, TupleType):
        return TupleType(tuple(map(general, t.elements)), t.cls)
    return loop_type(t)


def general_dim(d: Dim) -> Dim:
    if d.number is not None:
        return d
    return Dim.fresh(SOME, not_one=True) if d.known_not_one else Dim.unknown()


def grown(old: Type, new: Type) -> Type:
    """A type that holds both; `old` itself where it holds `new`."""
    if isinstance(old, Array) and isinstance(new, Array):
        return grown_array(old, new)
    if isinstance(old, ListType | DictType) and type(old) is type(new):
        a, b = (t.element if isinstance(t, ListType) else t.value for t in (old, new))  # type: ignore[union-attr]
        inner = grown(a, b)
        return old if inner is a else type(old)(inner)
    if isinstance(old, TupleType) and isinstance(new, TupleType) and len(old.elements) == len(new.elements) and old.cls is new.cls:
        parts = tuple(map(grown, old.elements, new.elements))
        return old if all(map(is_same, parts, old.elements)) else TupleType(parts, old.cls)
    both = loop_type(join(old, new))
    return old if both == old else general(both)


def grown_array(old: Array, new: Array) -> Array:
    kind = widest(old.kind, new.kind)
    if old.shape is None or new.shape is None or len(old.shape) != len(new.shape):
        return old if old.shape is None and kind == old.kind else Array(None, kind)
    dims = tuple(map(grown_dim, old.shape, new.shape))
    return old if kind == old.kind and all(map(is_same, dims, old.shape)) else Array(dims, kind)


def grown_dim(old: Dim, new: Dim) -> Dim:
    if old == new or old.may_be_any:
        return old
    if not (old.known_not_one and new.known_not_one):
        return Dim.unknown()
    return old if old.single is not None and old.single.name == SOME else Dim.fresh(SOME, not_one=True)


def values_for(lower: Lowerer, parts: list[tuple[Slot, str]], types: list[Type], span: Any) -> tuple[Value, ...]:
    """New values for slots, with what is known of them; with each slot, a name for it if it has none."""
    values = tuple(Value(s.name or name, t, span) for (s, name), t in zip(parts, types))
    for v, (s, _) in zip(values, parts):
        if s.sure and isinstance(s.type, Scalar | Array):
            lower.never_none.add(v)
        if s.site is not None:
            lower.sites[id(v)] = (v, s.site)  # type: ignore[index]
    return values


# --- in and out of patterns ------------------------------------------------------------------------------------------------
def slots(pattern: Any) -> Iterator[Slot]:
    """The run-time parts of a pattern, in order."""
    if isinstance(pattern, Slot):
        yield pattern
    elif isinstance(pattern, Tuple | Alike):
        for i in pattern.items:
            yield from slots(i)
    elif isinstance(pattern, Bound):
        yield from slots(pattern.self)


def filled(lower: Lowerer, pattern: Any, values: Iterator[Value]) -> Any:
    """The abstract value that a pattern and the values of its slots make."""
    if isinstance(pattern, Slot):
        return next(values)
    if isinstance(pattern, Tuple):
        return Tuple(tuple(filled(lower, i, values) for i in pattern.items), pattern.cls)
    if isinstance(pattern, Alike):
        items = [filled(lower, i, values) for i in pattern.items]
        return lower.new_ref(pattern.kind, pattern.cls, list(pattern.keys), items, pattern.site)
    return Bound(pattern.function, filled(lower, pattern.self, values)) if isinstance(pattern, Bound) else pattern


def flat(lower: Lowerer, pattern: Any, v: Any) -> list[Operand]:
    """The operands for the slots of a pattern that holds `v`."""
    if isinstance(pattern, Slot):
        return [lower.operand(lower.runtime(v))]
    if isinstance(pattern, Tuple):
        return [o for p, i in zip(pattern.items, v.items) for o in flat(lower, p, i)]
    if isinstance(pattern, Alike):
        return [o for p, i in zip(pattern.items, lower.items(v)) for o in flat(lower, p, i)]
    return flat(lower, pattern.self, v.self) if isinstance(pattern, Bound) else []
