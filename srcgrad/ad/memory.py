"""Reversing reads and writes: views and loads of arrays, stores into them, elements of lists, dicts, tuples and objects."""
from __future__ import annotations

import operator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad import cotangents as cot
from srcgrad.ad.cotangents import Cotangent
from srcgrad.ad.parts import part_added
from srcgrad.ad.prims import reverse_prim
from srcgrad.ad.sweep import values_of
from srcgrad.ad.templates import prim
from srcgrad.analysis.distinct import may_repeat
from srcgrad.errors import UnsupportedError
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value
from srcgrad.ir.types import Array, DictType, ListType, ObjectType, Scalar, TupleType, Type
from srcgrad.rules.infer.indexing import index_type
from srcgrad.rules.unused import NONE

if TYPE_CHECKING:
    from srcgrad.ad.sweep import Sweep

BINARY: dict[str, Any] = {"mul": operator.mul, "div": operator.truediv, "pow": operator.pow, "mod": operator.mod,
                          "floordiv": operator.floordiv, "matmul": operator.matmul}


# --- reading ---------------------------------------------------------------------------------------------------------
def reverse_view(s: Sweep, op: Op) -> None:
    """A view of written storage has the view of the buffer for a cotangent: nothing is left to do, unless it may be a copy."""
    v = op.result
    if isinstance(v.type, Array) and s.store.mode(v) != "value" and v not in s.store.of(v):
        return
    reverse_read(s, op)


def reverse_load(s: Sweep, op: Op) -> None:
    reverse_read(s, op)


def reverse_read(s: Sweep, op: Op) -> None:
    base, index = op.args
    c = s.take(op.result)
    if c is None or not isinstance(base, Value) or not s.activity.active(base):
        return
    if c.virtual and not isinstance(type_of(c.value), Scalar):
        c = s.whole(c, op.result)
    repeated = s.repeats(index)
    index = s.res.content(index, op)
    if isinstance(base.type, Array) and s.store.mode(base) == "value":
        part_added(s, op, index, c, repeated)
    else:
        s.buffers.element_added(base, index, c, repeated)


# --- writing into arrays -------------------------------------------------------------------------------------------------
def reverse_store(s: Sweep, op: Op) -> None:
    base, index, value = op.args
    if not isinstance(base, Value) or not s.activity.active(base):
        return
    repeated = s.repeats(index)
    index = s.res.content(index, op)
    if op.target in ("add", "sub", "at", "rows"):
        added(s, op, base, index, value, repeated)
    elif op.target == "set":
        replaced(s, op, base, index, value, repeated)
    elif op.target in BINARY:
        computed(s, op, base, index, value)
    else:
        s.refusals.append(UnsupportedError("SG308", f"the in-place operation `{op.target}` is not differentiated", op.span,
                                           s.lines))


def active(s: Sweep, o: Operand) -> bool:
    return any(s.activity.active(v) for v in values_of(o))


def added(s: Sweep, op: Op, base: Value, index: Operand, value: Operand, repeated: bool) -> None:
    if not active(s, value):
        return
    part, root = s.buffers.part(base, index)
    of = root if isinstance(type_of(part), Array) and not may_repeat(index) else None
    if of is None and s.store.mode(base) == "dynamic" and isinstance(type_of(part), Array):
        part = prim(s.b, np.ndarray.copy, (part,))
    if op.target not in ("at", "rows") and repeated:
        part = last(s, base, index, part)
    c = Cotangent(part, of=of)
    if op.target == "sub":
        c = Cotangent(prim(s.b, operator.neg, (part,)), False, True)
    give_to_value(s, op, value, c, part)


def replaced(s: Sweep, op: Op, base: Value, index: Operand, value: Operand, repeated: bool) -> None:
    if active(s, value):
        part, _ = s.buffers.part(base, index)
        if not isinstance(type_of(part), Scalar) and not loaded(s, part):
            part = prim(s.b, np.ndarray.copy, (part,))
        if repeated:
            part = last(s, base, index, part)
        clear(s, base, index)
        give_to_value(s, op, value, Cotangent(part, owned=isinstance(type_of(part), Array)), part)
    else:
        clear(s, base, index)


def loaded(s: Sweep, part: Operand) -> bool:
    return bool(s.b.ops) and s.b.ops[-1].kind == "load" and part in s.b.ops[-1].results


def last(s: Sweep, base: Value, index: Operand, part: Operand) -> Operand:
    """Of several values stored in one place, the last one counts."""
    return s.b.emit("prim", runtime.last_written, (part, prim(s.b, np.shape, (s.res.need(base),)), index), type=type_of(part))


def clear(s: Sweep, base: Value, index: Operand) -> None:
    root = s.store.root(base) if s.store.mode(base) == "static" else None
    s.buffers.write("set", s.buffers.of(base), index, Const(0.0), root)


def give_to_value(s: Sweep, op: Op, value: Operand, c: Cotangent, part: Operand) -> None:
    """What was stored was broadcast to the place where it went."""
    kind, result = type_of(value), type_of(part)
    base = op.args[0]
    if isinstance(base, Value) and s.store.mode(base) == "static":
        c = replace(c, masked=s.buffers.masked.get(s.store.root(base), NONE))
    if isinstance(value, Seq):
        shape = prim(s.b, np.shape, (s.res.need(value),))
        s.give(value, Cotangent(prim(s.b, runtime.unbroadcast, (c.value, shape))))
        return
    s.give(value, cot.unbroadcast(s.b, c, lambda: s.res.need(value), kind, lambda: part, result))


def computed(s: Sweep, op: Op, base: Value, index: Operand, value: Operand) -> None:
    """y[i] *= e is y[i] = old * e, with the old content kept."""
    place = op.args[1]
    before = Value("", ANY_LIKE(base, place), op.span)
    read = Op("load" if may_repeat(place) else element_kind(base, place), None, (base, place), (), (), (before,), op.span)
    old = Value(base.name or "t", before.type, op.span)
    new = Value("", before.type, op.span)
    partner = Op("prim", BINARY[op.target], (old, value), (), (), (new,), op.span)
    s.partner(partner, op, old, new, read, before)
    part, root = s.buffers.part(base, index)
    if isinstance(type_of(part), Array) and not loaded(s, part):
        part = prim(s.b, np.ndarray.copy, (part,))
    repeated = s.repeats(place)
    if repeated:
        part = last(s, base, index, part)
    apart = repeated or any(s.store.of(v) & s.store.of(base) for v in values_of(value))
    if apart:
        clear(s, base, index)
    s.bars[new] = Cotangent(part, owned=False)
    reverse_prim(s, partner)
    c = s.bars.pop(old, None)
    if apart and c is None:
        return
    s.buffers.write("at" if repeated else "add" if apart else "set", s.buffers.of(base), index,
                    c.value if c is not None else Const(0.0), root)


def ANY_LIKE(base: Value, index: Operand) -> Any:
    return index_type(base.type, index)[1]


def element_kind(base: Value, index: Operand) -> str:
    return index_type(base.type, index)[0]


# --- containers --------------------------------------------------------------------------------------------------------
def reverse_new(s: Sweep, op: Op) -> None:
    v = op.result
    if isinstance(v.type, TupleType):
        for k, (o, _) in enumerate(zip(op.args, v.type.elements)):
            c = s.bars.pop((v, k), None)
            if c is not None and not by_storage(s, v, o):
                s.give(o, c)
        return
    items = op.args[len(op.args) // 2:] if op.target is dict else op.args
    if not s.activity.active(v):
        return
    if s.store.mode(v) == "value" and v not in s.bars:
        return
    if s.store.mode(v) == "dynamic" and not any(map(plain_element, items)):
        return
    box = s.buffers.of(v)
    for k, o in enumerate(items):
        key = op.args[k] if op.target is dict else Const(k)
        if active(s, o):
            s.give(o, Cotangent(s.b.emit("item", None, (box, key), type=type_of(o))))
    s.buffers.roots.pop(v, None)
    s.bars.pop(v, None)


def plain_element(o: Operand) -> bool:
    return plain_element_type(type_of(o))


def plain_element_type(t: Type) -> bool:
    return not isinstance(t, Array | ListType | DictType | ObjectType)


def by_storage(s: Sweep, box: Operand, o: Operand) -> bool:
    """Whether an element of a container finds its cotangent by its own storage. Of a tuple that is said of each part."""
    return isinstance(o, Value) and s.store.mode(o) == "dynamic" and not isinstance(o.type, Scalar | TupleType)


def reverse_item(s: Sweep, op: Op) -> None:
    v, (box, key) = op.result, op.args
    if not isinstance(box, Value) or v in s.inputs:
        return
    if isinstance(box.type, TupleType):
        c = s.take(v)
        if c is not None and isinstance(key, Const):
            s.give_part(box, key.value, c, v.type)
        elif c is not None:
            s.refusals.append(UnsupportedError("SG307", "a tuple is indexed by a number known only at run time", op.span, s.lines))
        return
    if isinstance(v.type, TupleType):
        c = s.take_tuple(v, added=True)
        if c is not None and s.activity.active(box):
            add_tuple(s, op, box, s.res.content(key, op), c, v.type)
        return
    if by_storage(s, box, v):
        return
    c = s.take(v)
    if c is None or not s.activity.active(box):
        return
    s.buffers.part_added(box, s.res.content(key, op), c, v.type)


def add_tuple(s: Sweep, op: Op, box: Value, key: Operand, c: Cotangent, kind: TupleType) -> None:
    """box_bar[key] is a tuple of cotangents: it is made anew."""
    target = s.buffers.of(box)
    old = s.b.emit("item", None, (target, key), type=kind)
    s.b.effect("put", None, (target, key, tuple_added(s, old, c.value, kind)))


def tuple_added(s: Sweep, old: Operand, new: Operand, kind: Type) -> Operand:
    """old + new, part by part; to lists and dicts among the parts it is added in place."""
    if isinstance(kind, TupleType):
        parts = ((cot.part(s.b, old, k, t), cot.part(s.b, new, k, t), t) for k, t in enumerate(kind.elements))
        return Seq(tuple, tuple(tuple_added(s, p, q, t) for p, q, t in parts))
    if not isinstance(kind, ListType | DictType | ObjectType):
        return cot.plus(s.b, old, new, kind)
    if not isinstance(new, Const):
        s.b.effect("effect", runtime.add_parts, (old, new))
    return old


def reverse_put(s: Sweep, op: Op) -> None:
    box, key, value = op.args
    if not isinstance(box, Value) or not s.activity.active(box):
        return
    if isinstance(key, Seq) and key.cls is slice:
        put_slice(s, op, box, value)
        return
    if by_storage(s, box, value):
        return
    target, key = s.buffers.of(box), s.res.content(key, op)
    g = s.b.emit("item", None, (target, key), type=type_of(value))
    s.b.effect("put", None, (target, key, nothing_for(s, op, box)))
    if active(s, value):
        s.give(value, Cotangent(g))


def put_slice(s: Sweep, op: Op, box: Value, value: Operand) -> None:
    """box[a:b] = values: the elements go over, not the list that they came in."""
    kind = type_of(value)
    if s.store.mode(box) == "dynamic" and not (isinstance(kind, ListType) and plain_element_type(kind.element)):
        message = "a slice of a list that is known only at run time is replaced"
        s.refusals.append(UnsupportedError("SG308", message, op.span, s.lines, help="replace its elements one by one"))
        return
    old = Value("", box.type, op.span)
    s.res.insert(Op("prim", operator.getitem, (box, op.args[1]), (), (), (old,), op.span), op)
    n = prim(s.b, len, (s.res.content(value, op),))
    args = (s.buffers.of(box), s.res.content(op.args[1], op), n, s.res.need(old))
    g = s.b.emit("effect", runtime.unput_slice, args, type=kind)
    if active(s, value):
        s.give(value, Cotangent(g, False, True))


def nothing_for(s: Sweep, op: Op, box: Value) -> Operand:
    """A cotangent of zero for the element that a write into a container replaces."""
    if isinstance(box.type, ListType | DictType):
        kind = box.type.element if isinstance(box.type, ListType) else box.type.value
        if isinstance(kind, TupleType):
            return no_tuple(kind)
    if not isinstance(box.type, ListType) or isinstance(box.type.element, Scalar):
        return Const(0.0)
    old = Value("", box.type.element, op.span)
    s.res.insert(Op("item", None, (box, op.args[1]), (), (), (old,), op.span), op)
    return prim(s.b, runtime.zeros, (s.res.need(old),))


def no_tuple(kind: TupleType) -> Operand:
    return Seq(tuple, tuple(no_tuple(t) if isinstance(t, TupleType) else Const(0.0) for t in kind.elements))


def reverse_grow(s: Sweep, op: Op) -> None:
    box, *rest = op.args
    if not isinstance(box, Value) or not s.activity.active(box):
        return
    if op.target == "append" and by_storage(s, box, rest[0]):
        return
    target = s.buffers.of(box)
    if op.target in ("append", "insert"):
        where = () if op.target == "append" else (s.res.content(rest[0], op),)
        g = s.b.emit("shrink", "pop", (target, *where), type=type_of(rest[-1]))
        if active(s, rest[-1]):
            s.give(rest[-1], Cotangent(g))
    elif op.target == "extend":
        n = prim(s.b, len, (s.res.content(rest[0], op),))
        g = s.b.emit("effect", runtime.pop_last, (target, n), type=box.type)
        if active(s, rest[0]):
            s.give(rest[0], Cotangent(g, False, True))
    elif op.target == "reverse":
        s.b.effect("grow", "reverse", (target,))
    elif op.target == "clear" and isinstance(box.type, DictType):
        s.b.effect("effect", runtime.refill, (target, s.res.content(box, op)))
    elif op.target == "clear":
        s.b.effect("grow", "extend", (target, prim(s.b, runtime.zeros, (s.res.content(box, op),))))
    else:
        s.refusals.append(UnsupportedError(
            "SG308", f"list.{op.target} is not differentiated on a list that is known only at run time",
            op.span, s.lines, help="use sorted(...)"))


def reverse_shrink(s: Sweep, op: Op) -> None:
    box, *rest = op.args
    v = op.result
    if not isinstance(box, Value) or not s.activity.active(box) or by_storage(s, box, v):
        return
    c = s.take(v)
    if c is not None:
        g = s.whole(c, v).value
    else:
        g = Const(0.0) if isinstance(v.type, Scalar) else s.b.emit("prim", runtime.zeros, (s.res.need(v),), type=v.type)
    target = s.buffers.of(box)
    if isinstance(box.type, DictType):
        s.b.effect("put", None, (target, s.res.content(rest[0], op), g))
    elif not rest or (isinstance(rest[0], Const) and rest[0].value == -1):
        s.b.effect("grow", "append", (target, g))
    elif isinstance(rest[0], Const) and rest[0].value == 0:
        s.b.effect("grow", "insert", (target, Const(0), g))
    else:
        s.b.effect("effect", runtime.put_back, (target, s.res.content(rest[0], op), g))
