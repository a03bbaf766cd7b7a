"""Sets: displays, set(…), and what a set is for an operation that only reads it.

A set whose elements are known is a stand-in over a dict of known structure, so that it can be changed; `order` is the set that it
was at first. As an operand it is that set, or one made anew.
"""
from __future__ import annotations

from typing import Any

import gast

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.names import display
from srcgrad.frontend.stand_ins.containers import Set
from srcgrad.frontend.values import AVal, Const, Ref, Value, is_static
from srcgrad.ir.nodes import Operand, Seq
from srcgrad.ir.types import ListType, Opaque, may_vary


def lower_set(lower: Lowerer, node: gast.Set, hint: str) -> AVal:
    return new_set(lower, display(lower, node), node, hint)


def new_set(lower: Lowerer, items: list[AVal], node: Any, hint: str) -> AVal:
    if all(is_static(i) for i in items):
        return known_set(lower, {i.value: True for i in items}, {i.value for i in items}, node)  # type: ignore[union-attr]
    if any(may_vary(lower.type_of(i)) for i in items):
        raise lower.refuse(node, "SG308", "a set of numbers that are known only at run time is not differentiated",
                           "use a list")
    return lower.b.emit("prim", set, (Seq(tuple, tuple(map(lower.operand, items))),), type=Opaque(set), name=hint)


def known_set(lower: Lowerer, elements: dict[Any, bool], order: set[Any], node: Any) -> Ref:
    site = lower.site(node)
    inside = lower.known_or_runtime_dict(elements, (*site, "inside"))
    return lower.new_ref("object", Set, ["inside", "order"], [inside, Const(order)], site)


def make_set(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
    if not args:
        return known_set(lower, {}, set(), node)
    (v,) = args
    if is_static(v) and isinstance(v.value, str | tuple | list | range | dict | set | frozenset):
        return known_set(lower, dict.fromkeys(v.value, True), set(v.value), node)
    if isinstance(v, Ref) and v.kind == "list" and all(map(is_static, lower.items(v))):
        return new_set(lower, lower.items(v), node, hint)
    return lower.instantiate(node, Set, args, kwargs, hint)


def make_frozenset(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
    v = make_set(lower, node, args, kwargs, hint)
    made = whole_set(lower, v) if isinstance(v, Ref) else None
    return v if made is None else Const(frozenset(made))


def whole_set(lower: Lowerer, v: Ref) -> set[Any] | None:
    """The set that this is, if it has not been changed since it was made of what was known."""
    order, inside = lower.state.get(("item", v.ident, "order")), lower.inside(v)
    if not isinstance(order, Const) or order.value is None or not isinstance(inside, Ref):
        return None
    return order.value if order.value == set(lower.keys(inside)) else None


def bare(lower: Lowerer, v: Ref, inside: AVal) -> Operand:
    """A stand-in as an operand of an operation that only reads it."""
    if v.cls is not Set:
        return lower.operand(inside)
    made = whole_set(lower, v)
    if made is None and isinstance(inside, Ref):
        made = set(lower.keys(inside))
    if made is not None:
        return Const(made)
    assert isinstance(inside, Value)
    return lower.b.emit("prim", set, (lower.b.emit("prim", list, (inside,), type=ListType(Opaque(None))),), type=Opaque(set))


def plain(lower: Lowerer, v: AVal) -> AVal:
    """The list or dict in a stand-in; what is no stand-in, and a set, as it is."""
    inside = lower.inside(v) if not (isinstance(v, Ref) and v.cls is Set) else None
    return v if inside is None else inside


SERVICES = (plain, whole_set, bare, make_set, make_frozenset, new_set)
EXPRESSIONS = {gast.Set: lower_set}
