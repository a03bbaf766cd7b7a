"""Assignments: names, unpacking, elements, attributes; augmented and annotated ones; walrus; del.

`y += e` writes into y where y is an array, and rebinds it where it is a number, as in Python.
"""
from __future__ import annotations

import operator
from dataclasses import replace
from typing import Any

import gast

import srcgrad.runtime as runtime
from srcgrad.frontend.alternatives import alternatives
from srcgrad.frontend.augmented import unwriting
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.folding import solid
from srcgrad.frontend.iterate import walk_of
from srcgrad.frontend.stand_ins.ordering import delete_slice
from srcgrad.frontend.subscripts import index_operand, read
from srcgrad.frontend.tables import holds_code, kept
from srcgrad.frontend.values import UNDEF, AVal, Choice, Const, Iter, Ref, Tuple, Value, is_static, same
from srcgrad.frontend.widening import element_of
from srcgrad.ir.build import type_of
from srcgrad.ir.dims import Dim, Learning
from srcgrad.ir.nodes import Seq
from srcgrad.ir.types import ANY, AnyType, Array, DictType, ListType, ObjectType, Scalar, TupleType, Type, may_vary

UPDATE = {operator.add: operator.iadd, operator.sub: operator.isub, operator.mul: operator.imul,
          operator.truediv: operator.itruediv, operator.pow: operator.ipow, operator.floordiv: operator.ifloordiv,
          operator.mod: operator.imod, operator.matmul: operator.imatmul, operator.and_: operator.iand, operator.or_: operator.ior,
          operator.xor: operator.ixor, operator.lshift: operator.ilshift, operator.rshift: operator.irshift}
BINARY = {gast.Add: (operator.add, "add"), gast.Sub: (operator.sub, "sub"), gast.Mult: (operator.mul, "mul"),
          gast.Div: (operator.truediv, "div"), gast.Pow: (operator.pow, "pow"), gast.FloorDiv: (operator.floordiv, "floordiv"),
          gast.Mod: (operator.mod, "mod"), gast.MatMult: (operator.matmul, "matmul"), gast.BitAnd: (operator.and_, "and"),
          gast.BitOr: (operator.or_, "or"), gast.BitXor: (operator.xor, "xor"), gast.LShift: (operator.lshift, "lshift"),
          gast.RShift: (operator.rshift, "rshift")}


def lower_assign(lower: Lowerer, node: gast.Assign) -> None:
    value = lower.expr(node.value, hint_of(node.targets[-1]))
    for target in node.targets:
        bind(lower, target, value)


def hint_of(target: Any) -> str:
    return target.id if isinstance(target, gast.Name) else ""


def lower_annassign(lower: Lowerer, node: gast.AnnAssign) -> None:
    if node.value is not None:
        bind(lower, node.target, lower.expr(node.value, hint_of(node.target)))


def lower_walrus(lower: Lowerer, node: gast.NamedExpr, hint: str) -> AVal:
    value = lower.expr(node.value, node.target.id)
    bind(lower, node.target, value)
    return value


def bind(lower: Lowerer, target: Any, value: AVal) -> None:
    value = lower.number(value)
    if isinstance(target, gast.Name):
        set_name(lower, target.id, value, target)
    elif isinstance(target, gast.Tuple | gast.List):
        unpack(lower, target, value)
    elif isinstance(target, gast.Subscript):
        write(lower, lower.expr(target.value), lower.expr(target.slice), value, "set", target)
    elif isinstance(target, gast.Attribute):
        write_attribute(lower, lower.expr(target.value), target.attr, value, target)
    elif isinstance(target, gast.Starred):
        bind(lower, target.value, value)
    else:
        raise lower.refuse(target, "SG308", "this kind of assignment is not differentiated")


def set_name(lower: Lowerer, name: str, value: AVal, node: Any) -> None:
    frame = lower.frame
    if name in frame.declared:
        owner = frame.parent
        while owner is not None and name not in owner.locals:
            owner = owner.parent
        if owner is None:
            raise lower.refuse(node, "SG304", f"`{name}` is written outside the function; its derivative cannot be followed there",
                               "return the value instead")
        frame = owner
    name_value(value, name)
    lower.bound(frame, name, value)


def name_value(value: AVal, name: str) -> None:
    """Give a value that has no name yet, or that of a result, the name of the variable that it is kept in."""
    if isinstance(value, Value) and value.name in ("", "out"):
        object.__setattr__(value, "name", name)


def elements(lower: Lowerer, value: AVal, count: int, node: Any) -> list[AVal]:
    """The parts of a value that is unpacked into `count` targets (-1: as many as there are)."""
    if isinstance(value, Choice):
        value = lower.either_way(value, lambda v: Tuple(tuple(elements(lower, v, count, node))))
        if isinstance(value, Choice):
            raise lower.refuse(node, "SG307", "how many values are unpacked here is known only at run time")
    if isinstance(value, Tuple):
        return list(value.items)
    if isinstance(value, Ref) and value.kind == "list":
        return lower.items(value)
    if isinstance(value, Ref) and value.kind == "dict":
        return [Const(k) for k in lower.keys(value)]
    if is_static(value) and isinstance(value.value, tuple | list | str):
        return [Const(v) for v in value.value]
    if isinstance(value, Const) and type(value.value) in (tuple, list) and holds_code(lower, value.value):
        return kept(lower, value)
    if isinstance(value, Iter | Ref):
        value = solid(lower, value)
        walk = walk_of(lower, value, node) if not isinstance(value, Value) else None
        if walk is not None and walk.static is not None:
            return walk.static
    if isinstance(value, Iter | Ref):
        value = lower.materialise(value)
        if isinstance(value, Ref):
            return lower.items(value)
    kind = lower.type_of(value)
    if isinstance(kind, TupleType) and count < 0:
        count = len(kind.elements)
    if isinstance(kind, Array) and kind.shape and count < 0 and kind.shape[0].number is not None:
        count = kind.shape[0].number
    if count < 0:
        lower.known_if_possible(value)
        lower.unroll_if_possible()
        raise lower.refuse(node, "SG307", "how many values are unpacked here is known only at run time")
    return [read(lower, value, Const(k), node=node) for k in range(count)]


def unpack(lower: Lowerer, target: Any, value: AVal) -> None:
    star = [k for k, t in enumerate(target.elts) if isinstance(t, gast.Starred)]
    if star and isinstance(value, Value) and isinstance(value.type, ListType | Array):
        lower.known_if_possible(value)
        unpack_runtime(lower, target, value, star[0])
        return
    if not star and isinstance(kind := lower.type_of(value), Array) and kind.shape:
        as_many(lower, lower.operand(value), kind.shape[0], len(target.elts))
    items = elements(lower, value, -1 if star else len(target.elts), target)
    if star:
        k, after = star[0], len(target.elts) - star[0] - 1
        middle = items[k:len(items) - after]
        rest = lower.new_ref("list", list, list(range(len(middle))), middle, lower.site(target))
        items = [*items[:k], rest, *items[len(items) - after:]]
    if len(items) != len(target.elts):
        raise lower.refuse(target, "SG308", f"{len(items)} values are unpacked into {len(target.elts)} names")
    for t, v in zip(target.elts, items):
        bind(lower, t, v)


def as_many(lower: Lowerer, value: Any, size: Dim, count: int) -> None:
    """An array is unpacked: that it has so many elements is a condition, or is asked where it is not about arguments."""
    known = size.number == count or Learning.facts is not None and Learning.facts.supposed_equal(size, Dim.of(count))
    if not known:
        lower.b.effect("effect", runtime.of_length, (value, Const(count)))


def unpack_runtime(lower: Lowerer, target: Any, value: Value, k: int) -> None:
    """a, *b, c = value, for a list whose length is known only at run time."""
    after = len(target.elts) - k - 1
    for place, t in enumerate(target.elts):
        if place == k:
            middle = Const(slice(k or None, -after or None))
            part = read(lower, value, middle, node=t)
            kind = lower.type_of(part)
            if isinstance(kind, Array):
                part = lower.b.emit("prim", list, (lower.operand(part),), type=ListType(row_type(kind)))
            elif isinstance(kind, ListType) and kind.frozen:
                part = lower.b.emit("prim", list, (lower.operand(part),), type=ListType(kind.element))
            bind(lower, t, part)
        else:
            bind(lower, t, read(lower, value, Const(place if place < k else place - len(target.elts)), node=t))


def row_type(kind: Array) -> Type:
    """The type of an element of an array that is walked."""
    if kind.shape is None:
        return ANY
    return Array(kind.shape[1:], kind.kind) if len(kind.shape) > 1 else Scalar(kind.kind)


def write(lower: Lowerer, base: AVal, index: AVal, value: AVal, how: str, node: Any) -> None:
    """base[index] = value, or base[index] += value and its kin (`how`)."""
    if isinstance(base, Choice):
        lower.either_way(base, lambda v: write(lower, v, index, value, how, node))
        return
    if isinstance(base, Ref):
        write_known(lower, base, index, value, node)
        return
    b = lower.operand(base)
    kind = type_of(b)
    if isinstance(b, Const) and not isinstance(kind, Array):
        raise lower.refuse(node, "SG304", "an object that lives outside the function is written here")
    if isinstance(kind, ListType | DictType):
        put(lower, b, kind, index, value, node)  # type: ignore[arg-type]
        return
    if isinstance(kind, ObjectType):
        lower.dunder(node, base, "__setitem__", [index, value])
        return
    if not isinstance(kind, Array | AnyType):
        raise lower.refuse(node, "SG308", "what is written into here is neither an array, a list nor a dict")
    lower.b.effect("store", how, (b, index_operand(lower, index), lower.operand(value)))


def put(lower: Lowerer, box: Value, kind: Type, index: AVal, value: AVal, node: Any) -> None:
    """Write an element, or a slice, of a run-time list or dict."""
    key = lower.key(index) if isinstance(kind, DictType) else index_operand(lower, index)
    if isinstance(key, Seq) and isinstance(kind, ListType):
        new = lower.operand(value)
        element = element_of(type_of(new))
        if element is None:
            raise lower.refuse(node, "SG308", "a slice of a list is replaced by something else than a list")
        lower.hold(box, element)
        lower.b.effect("put", None, (box, key, new))
        return
    if isinstance(kind, DictType) and may_vary(type_of(key)):
        raise lower.refuse(node, "SG308", "a dict is written with a key that may be a float known only at run time")
    lower.b.effect("put", None, (box, key, lower.grows(box, value)))


def write_known(lower: Lowerer, base: Ref, index: AVal, value: AVal, node: Any) -> None:
    if base.kind == "object":
        lower.dunder(node, base, "__setitem__", [index, value])
        return
    if not is_static(index):
        raise lower.run_time(base)
    key = index.value
    keys = lower.keys(base)
    if base.kind == "list":
        if isinstance(key, slice):
            items = lower.items(base)
            if isinstance(lower.type_of(value), ListType | Array | AnyType):
                raise lower.run_time(base)
            items[key] = elements(lower, value, -1, node)
            lower.set_items(base, dict(enumerate(items)))
            return
        if not -len(keys) <= key < len(keys):
            raise lower.run_time(base)
        key = range(len(keys))[key]
    if key in keys and same(lower.state[("item", base.ident, key)], value):
        return  # p["w"] += e has changed the array itself
    lower.changing(base)
    if key not in keys:
        lower.state[("keys", base.ident)] = (*keys, key)
    lower.state[("item", base.ident, key)] = value


def write_attribute(lower: Lowerer, base: AVal, name: str, value: AVal, node: Any) -> None:
    lower.set_attribute(base, name, value, node)


def lower_augassign(lower: Lowerer, node: gast.AugAssign) -> None:
    function, how = BINARY[type(node.op)]
    target = node.target
    if isinstance(target, gast.Name):
        old = lower.expr(gast.Name(target.id, gast.Load(), None, None))
        new = updated(lower, old, lower.expr(node.value), function, how, target.id, node)
        if new is not None:
            set_name(lower, target.id, new, target)
    elif isinstance(target, gast.Attribute):
        base = lower.expr(target.value)
        old = lower.get_attribute(base, target.attr, target)
        new = updated(lower, old, lower.expr(node.value), function, how, target.attr, node)
        if new is not None:
            write_attribute(lower, base, target.attr, new, target)
    else:
        aug_element(lower, node, function, how)


def aug_element(lower: Lowerer, node: gast.AugAssign, function: Any, how: str) -> None:
    base, index = lower.expr(node.target.value), lower.expr(node.target.slice)
    kind = lower.type_of(base)
    if isinstance(kind, Array | AnyType) and not isinstance(base, Ref | Tuple):
        write(lower, base, index, unwriting(lower, node), how, node)
        return
    old = read(lower, base, index, node=node)
    new = updated(lower, old, lower.expr(node.value), function, how, "", node)
    if new is not None:
        write(lower, base, index, new, "set", node)


def updated(lower: Lowerer, old: AVal, value: AVal, function: Any, how: str, name: str, node: Any) -> AVal | None:
    """The value to rebind for `old op= value`; None where `old` itself was written into."""
    if isinstance(old, Choice) and all(isinstance(v, Ref) and v.kind == "object" for v in alternatives(old)):
        return lower.either_way(old, lambda v: updated(lower, v, value, function, how, name, node))  # type: ignore[no-any-return]
    if isinstance(old, Choice):
        raise lower.refuse(node, "SG309", f"`{name}` is one of two objects, known only at run time, and is changed in place",
                           "change their attributes instead")
    kind = lower.type_of(old)
    if isinstance(old, Ref) and old.kind == "object" and getattr(old.cls, f"__i{how}__", None) is not None:
        new_object: AVal = lower.dunder(node, old, f"__i{how}__", [value])
        return new_object
    if isinstance(old, Ref) and old.kind == "list" and how == "add":
        lower.box_method(old, "extend", [value], {}, node)
        return None
    if isinstance(old, Ref) and old.kind == "list" and how == "mul":
        if not (is_static(value) and isinstance(value.value, int)):  # type: ignore[union-attr]
            raise lower.run_time(old)
        items = lower.items(old) * value.value  # type: ignore[union-attr]
        lower.set_items(old, dict(enumerate(items)))
        return None
    if isinstance(old, Value) and isinstance(kind, ListType) and how == "mul":
        raise lower.refuse(node, "SG308", f"the list `{name}` is repeated in place", "write it as an ordinary assignment")
    if isinstance(old, Ref) and old.kind == "dict" and how == "or":
        lower.box_method(old, "update", [value], {}, node, "")
        return None
    if isinstance(old, Value) and isinstance(kind, ListType) and how == "add":
        lower.box_method(old, "extend", [value], {}, node)
        return None
    if isinstance(old, Const) and isinstance(old.value, set | list | dict | bytearray) and old is not UNDEF:
        raise lower.refuse(node, "SG308", f"`{name}` is changed in place, and it is known under other names",
                           "write it as an ordinary assignment")
    if isinstance(kind, Array) and not isinstance(old, Tuple):
        o = lower.operand(old)
        if isinstance(o, Const):
            raise lower.refuse(node, "SG304", "an array that lives outside the function is written here")
        lower.b.effect("store", how, (o, Const(Ellipsis), lower.operand(value)))
        return None
    new = lower.binary(function, old, value, name, node)
    if isinstance(kind, AnyType) and isinstance(old, Value) and isinstance(new, Value) and lower.b.ops[-1].target is function:
        lower.b.ops[-1] = replace(lower.b.ops[-1], target=UPDATE[function])  # analysis/rebinding.py tells what it does
    return new


def lower_delete(lower: Lowerer, node: gast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, gast.Name):
            lower.state.pop(("var", lower.frame.ident, target.id), None)
        elif isinstance(target, gast.Subscript):
            delete_item(lower, target)
        elif isinstance(target, gast.Attribute):
            base = lower.expr(target.value)
            if not isinstance(base, Ref):
                raise lower.refuse(target, "SG308", "deleting this attribute is not differentiated")
            lower.state.pop(("item", base.ident, target.attr), None)
            lower.state[("keys", base.ident)] = tuple(k for k in lower.keys(base) if k != target.attr)


def delete_item(lower: Lowerer, target: Any) -> None:
    base, index = lower.expr(target.value), lower.expr(target.slice)
    if isinstance(base, Ref) and base.kind == "object":
        lower.dunder(target, base, "__delitem__", [index])
    elif isinstance(base, Ref) and is_static(index):
        key = index.value
        if base.kind == "list":
            items = lower.items(base)
            del items[key]
            lower.set_items(base, dict(enumerate(items)))
        else:
            lower.changing(base)
            lower.state.pop(("item", base.ident, key), None)
            lower.state[("keys", base.ident)] = tuple(k for k in lower.keys(base) if k != key)
    elif isinstance(base, Ref):
        raise lower.run_time(base)
    elif isinstance(index, Tuple) and index.cls is slice or is_static(index) and isinstance(index.value, slice):
        lower.call(target, Const(delete_slice), [base, index], {})
    else:
        lower.box_method(base, "pop", [index], {}, target)


STATEMENTS: dict[Any, Any] = {
    gast.Assign: lower_assign, gast.AnnAssign: lower_annassign, gast.AugAssign: lower_augassign, gast.Delete: lower_delete}
SERVICES = (write, elements)
EXPRESSIONS = {gast.NamedExpr: lower_walrus}
