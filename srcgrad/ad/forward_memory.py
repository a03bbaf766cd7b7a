"""Tangents of arrays and containers that are read and written: each read and write is repeated on the tangents.

    v = y[1:]           v_dot = y_dot[1:]
    v[0] = e            v_dot[0] = e_dot
    y[i] += e           y_dot[i] += e_dot
    y *= e              y_dot[...] = y_dot * e + y * e_dot        made before y is written
    xs.append(e)        xs_dot.append(e_dot)
"""
from __future__ import annotations

from srcgrad.ad.forward_prims import tangent
from srcgrad.ad.forward_state import Tangents, tangent_type
from srcgrad.ad.templates import element
from srcgrad.frontend.assign import BINARY as AUGMENTED
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value
from srcgrad.ir.types import Array, ObjectType
from srcgrad.rules.table import lookup

BINARY = {how: function for function, how in AUGMENTED.values()}
GROWS, SHRINKS = ("append", "insert", "extend", "reverse", "clear"), ("pop", "popitem")


# --- reading ---------------------------------------------------------------------------------------------------------
def forward_index(s: Tangents, op: Op) -> None:
    """view, load"""
    s.b.append(op)
    v, mark = op.result, s.mark()
    if not s.active(v):
        return
    d = s.dot(op.args[0])
    if d is None and op.kind == "view" and isinstance(v.type, Array) and s.written(v):
        s.refuse(op, "SG305", "an array that comes from outside is written through a view of it", "copy it first")
        return
    if d is None:
        s.settle(v, s.zero(v), mark)
        return
    t: Operand = s.b.emit(op.kind, None, (d, op.args[1]), type=tangent_type(v.type))
    if op.kind == "load":
        t = s.owned(v, t, [], mark)
    s.settle(v, t, mark)


def forward_item(s: Tangents, op: Op) -> None:
    s.b.append(op)
    v, (box, key) = op.result, op.args
    if v in s.moved:
        s.dots[v] = s.moved[v]
        return
    if not s.active(v):
        return
    mark, d = s.mark(), s.dot(box)
    if d is None:
        if isinstance(v.type, Array) and v not in s.store.of(v):
            s.refuse(op, "SG305", "an array that is held by something from outside is written in place",
                     "copy it first")
        else:
            s.settle(v, s.zero(v), mark)
    elif isinstance(type_of(box), ObjectType):
        s.refuse(op, "SG309", "an attribute of an object that is known only at run time is active")
    else:
        known = part(d, key)
        s.settle(v, known or s.b.emit("item", op.target, (d, key), type=tangent_type(v.type)), mark)


def part(d: Operand, key: Operand) -> Operand | None:
    """An element of a literal."""
    if not isinstance(d, Seq) or not isinstance(key, Const):
        return None
    if d.cls is dict:
        half = len(d.items) // 2
        found = [v for k, v in zip(d.items[:half], d.items[half:]) if isinstance(k, Const) and k.value == key.value]
        return found[0] if found else None
    return d.items[key.value]


# --- writing into arrays ---------------------------------------------------------------------------------------------
def forward_store(s: Tangents, op: Op) -> None:
    base, index, value = op.args
    if not isinstance(base, Value) or not s.active(base):
        if isinstance(base, Value) and base in s.still and s.dot(value) is not None:
            s.refuse(op, "SG305", "an active value is stored into an array that counts as a constant")
        s.b.append(op)
        return
    d, e = s.full(base), s.dot(value)
    if op.target == "set":
        s.b.append(op)
        s.b.effect("store", "set", (d, index, Const(0.0) if e is None else e))
    elif op.target in ("add", "sub", "at", "rows"):
        s.b.append(op)
        if e is not None:
            s.b.effect("store", op.target, (d, index, e))
    elif op.target in ("mul", "div") and e is None:
        s.b.append(op)
        s.b.effect("store", op.target, (d, index, value))
    elif op.target in BINARY:
        computed(s, op, d)
    else:
        s.refuse(op, "SG308", f"the in-place operation `{op.target}` is not differentiated")
        s.b.append(op)


def computed(s: Tangents, op: Op, d: Operand) -> None:
    """y[i] *= e: the tangent of old * e, made while y still has its old content."""
    base, index, value = op.args
    whole = isinstance(index, Const) and index.value is Ellipsis
    old, old_dot = (base, d) if whole else (element(s.b, base, index), element(s.b, d, index))
    assert isinstance(old, Value)
    s.dots[old] = old_dot
    new = Value("", old.type, op.span)
    partner = Op("prim", BINARY[op.target], (old, value), (), (), (new,), op.span)
    rule = lookup(partner.target)
    s.b.append(partner)
    t = None if rule is None or rule.kind == "zero" else tangent(s, partner, rule)
    s.b.append(op)
    s.b.effect("store", "set", (d, index, Const(0.0) if t is None else t))


# --- containers ------------------------------------------------------------------------------------------------------
def forward_new(s: Tangents, op: Op) -> None:
    s.b.append(op)
    v, mark = op.result, s.mark()
    if not s.active(v):
        return
    if isinstance(v.type, ObjectType):
        s.refuse(op, "SG309", "an object that is known only at run time holds an active value")
        return
    keys = len(op.args) // 2 if op.target is dict else 0
    items = (*op.args[:keys], *map(s.full, op.args[keys:]))
    s.settle(v, s.b.emit("new", op.target, items, type=tangent_type(v.type)), mark)


def forward_put(s: Tangents, op: Op) -> None:
    box, key, value = op.args
    s.b.append(op)
    if not isinstance(box, Value) or not s.active(box):
        return
    if isinstance(box.type, ObjectType):
        s.refuse(op, "SG309", "an attribute of an object that is known only at run time gets an active value")
        return
    s.b.effect("put", op.target, (s.full(box), key, s.full(value)))


def forward_grow(s: Tangents, op: Op) -> None:
    box, *rest = op.args
    s.b.append(op)
    if not isinstance(box, Value) or not s.active(box):
        return
    if op.target not in GROWS:
        s.refuse(op, "SG308", f"list.{op.target} is not differentiated on a list that is known only at run time",
                 "use sorted(...)")
        return
    if op.target in ("append", "insert", "extend"):
        rest[-1] = s.full(rest[-1])
    s.b.effect("grow", op.target, (s.full(box), *rest))


def forward_shrink(s: Tangents, op: Op) -> None:
    box, *rest = op.args
    s.b.append(op)
    if not isinstance(box, Value) or not s.active(box):
        return
    if op.target not in SHRINKS:
        s.refuse(op, "SG308", f"`{op.target}` is not differentiated on a container that is known only at run time")
        return
    results = tuple(map(s.partner, op.results))
    if len(rest) > 1:
        rest[1] = s.full(rest[1])  # dict.pop(key, default)
    s.b.append(Op("shrink", op.target, (s.full(box), *rest), op.kwargs, (), results, op.span))
    s.dots.update((r, d) for r, d in zip(op.results, results) if s.active(r))
