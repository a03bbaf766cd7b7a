"""Cotangents: what each value has got so far, and how a contribution is added.

A cotangent may be *virtual*: of fewer elements than its primal, standing for the broadcast (the cotangent of np.sum(e) is a number
that stands for the whole array). It may be *owned*: a buffer that nobody else holds, so that a contribution may be added in
place. It may be *masked*: some of its elements are zero because they were not used, so that a product with an infinite partial is
taken as zero (`rules/unused.py`). It may be a view of a buffer that is still written (*of* that buffer's root).
"""
from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad.templates import binary, prim
from srcgrad.ir.build import Builder, type_of
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value
from srcgrad.ir.types import Array, DictType, ListType, ObjectType, Scalar, TupleType, Type
from srcgrad.record import dataclass
from srcgrad.rules.table import lookup
from srcgrad.rules.unused import NONE


@dataclass(frozen=True, eq=False)
class Cotangent:
    value: Operand
    virtual: bool = False
    owned: bool = False
    masked: int = NONE
    of: Any = None


def same(a: Cotangent | None, b: Cotangent | None) -> bool:
    """Whether nothing was added between two looks at the cotangent of a value (but in place)."""
    return a is b or (a is not None and b is not None and a.value is b.value)


def named(b: Builder, c: Cotangent, name: str) -> Cotangent:
    """Give the value just made the name of a cotangent, unless it has a name; of what has none, only the ending."""
    if isinstance(c.value, Value) and not c.value.name:
        object.__setattr__(c.value, "name", f"{name}_bar")
    return c


def same_shape(a: Any, t: Any) -> bool:
    return isinstance(a, Array) and isinstance(t, Array) and a.shape is not None and t.shape is not None and \
        len(a.shape) == len(t.shape) and all(p == q for p, q in zip(a.shape, t.shape))


def is_full(g: Operand, primal: Type) -> bool:
    """Whether g, a cotangent or a factor of one, is known to have the shape of its primal. It broadcasts to that shape in any case:
    an axis that is known not to be 1 is that of the primal."""
    t = type_of(g)
    if not isinstance(t, Array) or not isinstance(primal, Array) or t.shape is None or primal.shape is None:
        return isinstance(t, Scalar) and isinstance(primal, Scalar)
    return len(t.shape) == len(primal.shape) and all(p == q or p.known_not_one for p, q in zip(t.shape, primal.shape))


def materialised(b: Builder, c: Cotangent, like: Callable[[], Operand], kind: Type) -> Cotangent:
    """A cotangent with all its elements there; `like` gives the primal (only its shape and dtype are read)."""
    if not c.virtual or is_full(c.value, kind):
        return replace(c, virtual=False)
    if isinstance(kind, Scalar):
        return Cotangent(prim(b, np.sum, (c.value,)), False, True, c.masked)
    if isinstance(type_of(c.value), Scalar) and isinstance(kind, Array):
        return Cotangent(with_type(prim(b, np.full_like, (like(), c.value)), kind), False, True, c.masked)
    shape = prim(b, np.shape, (like(),))
    return Cotangent(with_type(prim(b, np.broadcast_to, (c.value, shape)), kind), False, False, c.masked, c.of)


def with_type(o: Operand, kind: Type) -> Operand:
    """State what is known of a value that a rule's inference could not know."""
    if isinstance(o, Value) and isinstance(kind, Array):
        object.__setattr__(o, "type", Array(kind.shape, "f" if kind.kind in "ib" else kind.kind))
    return o


def fresh(o: Operand, b: Builder) -> bool:
    """Whether the value was allocated by the operation that has just made it."""
    return isinstance(o, Value) and any(o in op.results and allocates(op) for op in reversed(b.ops[-6:]))


def allocates(op: Op) -> bool:
    if op.kind == "load":
        return True
    if op.kind != "prim":
        return False
    rule = lookup(op.target)
    return rule is not None and rule.storage == "fresh"


def zero(b: Builder, kind: Type, like: Callable[[], Operand]) -> Operand:
    if isinstance(kind, Scalar):
        return Const(0.0)
    if isinstance(kind, Array):
        return with_type(prim(b, np.zeros_like, (like(),)), kind)
    if isinstance(kind, TupleType) and only_numbers(kind):
        return Seq(tuple, tuple(zero(b, t, like) for t in kind.elements))
    if isinstance(kind, ListType) and kind.frozen:  # the cotangent is written into
        return b.emit("prim", runtime.zeros_in_list, (like(),), type=ListType(kind.element))
    return b.emit("prim", runtime.zeros, (like(),), type=kind)


def add(b: Builder, old: Cotangent, new: Cotangent, kind: Type) -> Cotangent:
    """old + new, in place where old is owned and has its full shape."""
    masked = min(old.masked, new.masked)
    if old.owned and not old.virtual and isinstance(type_of(old.value), Array):
        b.effect("store", "add", (old.value, Const(Ellipsis), new.value))
        return replace(old, masked=masked)
    both = plus(b, old.value, new.value, kind)
    virtual = old.virtual and new.virtual and not is_full(both, kind)
    if not virtual and isinstance(kind, Array):
        with_type(both, kind)
    return Cotangent(both, virtual, b.options.owned and fresh(both, b), masked)


def plus(b: Builder, old: Operand, new: Operand, kind: Type) -> Operand:
    """old + new; of tuples part by part (a list or dict among the parts is one object, added to in place elsewhere)."""
    if isinstance(kind, TupleType):
        parts = ((part(b, old, k, t), part(b, new, k, t), t) for k, t in enumerate(kind.elements))
        return Seq(tuple, tuple(plus(b, p, q, t) for p, q, t in parts))
    return old if isinstance(kind, ListType | DictType | ObjectType) else binary(b, operator.add, old, new)


def part(b: Builder, o: Operand, k: int, kind: Type) -> Operand:
    return o.items[k] if isinstance(o, Seq) else b.emit("item", None, (o, Const(k)), type=kind)


def only_numbers(kind: Type) -> bool:
    return isinstance(kind, Scalar) or (isinstance(kind, TupleType) and all(map(only_numbers, kind.elements)))


def unbroadcast(b: Builder, c: Cotangent, operand: Callable[[], Operand], kind: Type, result: Callable[[], Operand],
                result_kind: Type) -> Cotangent:
    """The cotangent of an elementwise operand from that of the broadcast result. `operand`, `result`: give the primal values as the
    reverse sweep can name them (for their shapes)."""
    if isinstance(kind, Scalar) and isinstance(result_kind, Scalar):
        return c
    if isinstance(kind, Scalar):
        return to_number(b, c, result, result_kind)
    if isinstance(kind, Array) and isinstance(result_kind, Array) and kind.shape is not None and result_kind.shape is not None:
        known = summed_axes(kind, result_kind) if b.options.shapes else None
        if known == ((), ()):
            return replace(c, virtual=c.virtual and not is_full(c.value, kind))
        c = materialised(b, c, result, result_kind)
        if known is not None:
            return summed(b, c, known, kind)
    else:
        c = materialised(b, c, result, result_kind)
    out = b.emit("prim", runtime.unbroadcast, (c.value, prim(b, np.shape, (operand(),))), type=kind)
    return Cotangent(out, False, False, c.masked, c.of)


def to_number(b: Builder, c: Cotangent, result: Callable[[], Operand], result_kind: Type) -> Cotangent:
    if c.virtual and isinstance(type_of(c.value), Scalar):
        size = prim(b, np.size, (result(),))
        return Cotangent(binary(b, operator.mul, c.value, size), False, True, c.masked)
    c = materialised(b, c, result, result_kind)
    if isinstance(type_of(c.value), Scalar):
        return c
    total = np.ndarray.sum if isinstance(type_of(c.value), Array) else np.sum
    return Cotangent(b.emit("prim", total, (c.value,), type=Scalar("f")), False, True, False)


def summed(b: Builder, c: Cotangent, axes: tuple[tuple[int, ...], tuple[int, ...]], kind: Type) -> Cotangent:
    lead, ones = axes
    out = c.value
    if lead:
        out = prim(b, np.ndarray.sum, (out,), (("axis", Const(lead[0] if len(lead) == 1 else lead)),))
    if ones:
        axis = tuple(o - len(lead) for o in ones)
        out = prim(b, np.ndarray.sum, (out,), (("axis", Const(axis[0] if len(axis) == 1 else axis)), ("keepdims", Const(True))))
    return Cotangent(with_type(out, kind), False, True, c.masked)


def summed_axes(kind: Array, result: Array) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """(leading axes that broadcasting added, axes that it stretched from 1); None where that is not known."""
    assert kind.shape is not None and result.shape is not None
    lead = len(result.shape) - len(kind.shape)
    ones = []
    for k, d in enumerate(kind.shape):
        r = result.shape[lead + k]
        if d == r or d.known_not_one:
            continue
        if not d.is_one:
            return None
        ones.append(lead + k)
    return tuple(range(lead)), tuple(ones)
