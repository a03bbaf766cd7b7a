"""Reading and writing through a subscript: arrays, lists, tuples, dicts.

A basic index (slices, integers, newaxis, Ellipsis) of an array gives a view, or a number when all axes are indexed; an index that
holds an array is a fresh array. The two are different operations: only the view shares storage.
"""
from __future__ import annotations

import operator
from types import FunctionType
from typing import Any

import gast
import numpy as np

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.foreign import refuse_reading
from srcgrad.frontend.tables import entries, of_table, one_of
from srcgrad.frontend.values import AVal, Choice, Const, Ref, Tuple, Value, is_static
from srcgrad.ir.build import join_all, type_of, type_of_object
from srcgrad.ir.nodes import Operand, Seq, values_in
from srcgrad.ir.types import ANY, OPAQUE, AnyType, DictType, ListType, ObjectType, Opaque, TupleType, Type, instance, may_vary
from srcgrad.rules.infer.indexing import index_type


def lower_subscript(lower: Lowerer, node: gast.Subscript, hint: str) -> AVal:
    return read(lower, lower.expr(node.value), lower.expr(node.slice), hint, node)


def lower_slice(lower: Lowerer, node: gast.Slice, hint: str) -> AVal:
    ends = [Const(None) if n is None else lower.operand(lower.expr(n)) for n in (node.lower, node.upper, node.step)]
    if all(is_static(e) for e in ends):
        return Const(slice(*(e.value for e in ends)))
    return Slice(ends)


class Slice(Tuple):
    """A slice with run-time ends; only ever an index."""

    def __init__(self, ends: list[Operand]):
        super().__init__(tuple(ends), slice)


def index_operand(lower: Lowerer, index: AVal) -> Operand:
    """An index as one operand: slices and tuples become literals inside it."""
    if isinstance(index, Tuple) and index.cls is slice:
        return Seq(slice, tuple(map(lower.operand, index.items)))
    if isinstance(index, Tuple):
        return Seq(tuple, tuple(index_operand(lower, i) for i in index.items))
    if is_static(index) and isinstance(index.value, slice):
        s = index.value
        return Seq(slice, (Const(s.start), Const(s.stop), Const(s.step)))
    if is_static(index) and isinstance(index.value, tuple):
        return Seq(tuple, tuple(index_operand(lower, Const(i)) for i in index.value))
    kind = lower.type_of(index)
    if isinstance(kind, ListType) and kind.frozen:
        lower.known_if_possible(index)
        raise lower.refuse_now("SG308", "how many axes this tuple indexes is known only at run time",
                               "write the indices out, or use np.ravel_multi_index")
    return lower.operand(index)


def read(lower: Lowerer, base: AVal, index: AVal, hint: str = "", node: Any = None) -> AVal:
    """base[index]"""
    if isinstance(base, Choice):
        return lower.either_way(base, lambda v: read(lower, v, index, hint, node))
    if not is_static(index) and (table := entries(lower, base)) is not None:
        lower.unroll_if_possible()
        return one_of(lower, table, index, not isinstance(base, Tuple) and (
            base.kind == "dict" if isinstance(base, Ref) else isinstance(base.value, dict)))  # type: ignore[union-attr]
    if isinstance(base, Tuple) or (isinstance(base, Ref) and base.kind == "list"):
        items = list(base.items) if isinstance(base, Tuple) else lower.items(base)
        if is_static(index):
            try:
                got = items[index.value]
            except IndexError:  # not there yet, or the user's own code raises it when it runs
                if isinstance(base, Ref):
                    raise lower.run_time(base) from None
                raise lower.refuse(node, "SG308", f"the tuple has no element {index.value} here") from None
            if isinstance(got, list):
                site = (*lower.site(node), "slice")
                return Tuple(tuple(got)) if isinstance(base, Tuple) else lower.new_list(got, site, hint)
            return lower.handed_out(node, got)
        if isinstance(base, Ref):
            raise lower.run_time(base)
        types = [lower.type_of(i) for i in items]
        whole = lower.b.emit("new", list, tuple(lower.operand(lower.runtime(i)) for i in items),
                             type=ListType(types[0] if len(types) == 1 else join_types(types)))
        return read(lower, whole, index, hint, node)
    if isinstance(base, Ref) and base.kind == "dict":
        if not is_static(index):
            raise lower.run_time(base)
        key = index.value
        if key not in lower.keys(base):
            raise lower.run_time(base)
        return lower.handed_out(node, lower.state[("item", base.ident, key)])
    if isinstance(base, Ref):
        return lower.dunder(node, base, "__getitem__", [index])
    if is_static(base) and is_static(index):
        return Const(base.value[index.value])
    chosen: AVal | None = of_table(lower, base, index)
    if isinstance(base, Const) and (base.value is np.r_ or base.value is np.c_):
        chosen = lower.concatenated(node, index, base.value, hint)
    if chosen is not None:
        return chosen
    if lower.is_object(base) and isinstance(getattr(type(base.value), "__getitem__", None), FunctionType):  # type: ignore[union-attr]
        return lower.dunder(node, base, "__getitem__", [index])
    where = lower.key(index) if isinstance(lower.type_of(base), DictType) else index_operand(lower, index)
    b = lower.operand(base)
    return read_runtime(lower, b, where, hint, node)


def join_types(types: list[Type]) -> Type:
    return join_all(types)


def read_runtime(lower: Lowerer, base: Operand, index: Operand, hint: str, node: Any) -> AVal:
    kind = type_of(base)
    refuse_reading(lower, node, kind)
    if isinstance(kind, ListType):
        if isinstance(index, Seq):
            return lower.b.emit("prim", operator.getitem, (base, index), type=kind, name=hint)
        return element(lower, base, index, kind.element, hint)
    if isinstance(kind, DictType):
        return element(lower, base, index, kind.value, hint)
    if isinstance(kind, TupleType):
        t: Type = join_types(list(kind.elements)) if kind.elements else ANY
        if isinstance(index, Const) and isinstance(index.value, int):
            t = kind.elements[index.value]
        elif isinstance(index, Seq):
            return lower.b.emit("prim", operator.getitem, (base, index), type=OPAQUE, name=hint)
        return unpacked(lower, lower.b.emit("item", None, (base, index), type=instance(t), name=hint))
    if isinstance(kind, ObjectType):
        return lower.dunder(node, base, "__getitem__", [index])
    if isinstance(kind, Opaque):
        held = any(may_vary(v.type) for v in values_in(index))  # np.r_[x, 1.0] holds x
        out: Type = kind if kind.cls is str else ANY if held else OPAQUE
        if isinstance(base, Const) and isinstance(index, Const):
            out = type_of_object(base.value[index.value])
        elif isinstance(base, Const) and isinstance(base.value, dict):
            out = join_types([type_of_object(v) for v in base.value.values()])
        return lower.b.emit("prim", operator.getitem, (base, index), type=out, name=hint)
    if isinstance(kind, AnyType) and isinstance(index, Const) and isinstance(index.value, str) and not lower.general:
        raise lower.refuse(node, "SG308", "a dict inside of a dict that holds other things too is known only at run time",
                           "keep them in two dicts")
    how, out = index_type(kind, index)
    return lower.b.emit(how, None, (base, index), type=out, name=hint)


def element(lower: Lowerer, box: Operand, key: Operand, kind: Type, hint: str) -> AVal:
    return unpacked(lower, inner(lower, box, lower.b.emit("item", None, (box, key), type=instance(kind), name=hint)))


def inner(lower: Lowerer, box: Operand, v: Value) -> Value:
    """A container read out of another one is known by that."""
    if id(box) in lower.sites and isinstance(v.type, ListType | DictType):
        lower.sites[id(v)] = (v, ("inside", lower.sites[id(box)][1]))  # type: ignore[index]
    return v


def unpacked(lower: Lowerer, v: Value) -> AVal:
    """A run-time tuple is taken apart at once, so that its parts are ordinary values."""
    if isinstance(v.type, TupleType):
        items = tuple(unpacked(lower, lower.b.emit("item", None, (v, Const(k)), type=t)) for k, t in enumerate(v.type.elements))
        return lower.taken_out(items, v.type.cls)
    return v


EXPRESSIONS = {gast.Subscript: lower_subscript, gast.Slice: lower_slice}
