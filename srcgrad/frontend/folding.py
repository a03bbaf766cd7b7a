"""Builtins that take a sequence together: min, max, any, all, sorted, functools.reduce.

Over something of known structure they are followed element by element; over a run-time sequence they are one primitive where there
is one, and a stand-in written in Python otherwise.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.flow import truth
from srcgrad.frontend.iterate import walk_of
from srcgrad.frontend.stand_ins import ordering
from srcgrad.frontend.stand_ins.containers import Set
from srcgrad.frontend.values import AVal, Const, Iter, Ref, Tuple, Value, is_static
from srcgrad.ir.build import type_of, type_of_object
from srcgrad.ir.nodes import Operand
from srcgrad.ir.types import Array, DictType, ListType, Opaque, Scalar, TupleType

Args = list[AVal]
Kwargs = dict[str, AVal]


def in_any_order(lower: Lowerer, v: AVal) -> AVal:
    """The elements of a set that is known only at run time, as a list, for what does not ask for their order."""
    if not (isinstance(v, Ref) and v.cls is Set) or isinstance(lower.inside(v), Ref):
        return v
    return keys_of(lower, lower.operand(lower.inside(v)))  # type: ignore[arg-type]


def keys_of(lower: Lowerer, box: Operand) -> Value:
    return lower.b.emit("prim", list, (box,), type=ListType(Opaque(None)))


def solid(lower: Lowerer, v: AVal) -> AVal:
    """What a generator gives, as a list: it is run once, however often the list is looked at. It is not changed."""
    if isinstance(v, Iter) and v.kind == "iter":
        return solid(lower, v.parts[0])
    return lower.generated(*v.parts) if isinstance(v, Iter) and v.kind == "generator" else v


def extreme(function: Any, test: Any) -> Callable[..., Any]:
    """min/max of several values or of an iterable: the branch that Python takes (the first one wins a tie)."""
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        key = kwargs.get("key")
        unknown = set(kwargs) - {"key", "default"}
        if unknown:
            return NotImplemented
        if len(args) == 1:
            args[0] = in_any_order(lower, solid(lower, args[0])) if key is None else solid(lower, args[0])
            walk = walk_of(lower, args[0], node)
            items = walk.static
            if items is None:
                if kwargs or pairs_of(lower, args[0]):
                    return NotImplemented
                found = lower.operand(args[0])
                found = keys_of(lower, found) if isinstance(type_of(found), DictType) else found
                return lower.prim(function, [found], {}, hint, node)
            if not items and "default" in kwargs:
                return kwargs["default"]
        else:
            items = args
        if all(is_static(i) for i in items) and key is None:
            return Const(function(i.value for i in items))

        def score(v: AVal) -> AVal:
            return lower.call(node, key, [v], {}) if key is not None else v

        marks = [score(v) for v in items]
        known = [known_value(m) for m in marks]
        if not any(k is UNKNOWN for k in known):
            return items[function(range(len(items)), key=known.__getitem__)]
        if any(isinstance(m, Ref) and m.kind == "object" for m in marks):  # compared by their own methods
            one = ordering.largest if function is max else ordering.smallest
            return lower.call(node, Const(one), [Tuple(tuple(items))], kwargs)
        best, best_score = items[0], marks[0]
        for v, mark in zip(items[1:], marks[1:]):
            cond = lower.prim(test, [mark, best_score], {}, "", node)
            pair, old = Tuple((v, mark)), Tuple((best, best_score))
            merged = lower.branch(lower.operand(cond), lambda pair=pair: pair, lambda old=old: old, hint)  # type: ignore[misc]
            best, best_score = merged.items
        return best
    return make


def pairs_of(lower: Lowerer, v: AVal) -> bool:
    """Whether the elements of a run-time list are compared as tuples are."""
    kind = lower.type_of(v)
    return isinstance(kind, ListType) and isinstance(kind.element, TupleType)


def do_sorted(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    v = args[0] = solid(lower, args[0])
    if "key" not in kwargs:
        v = args[0] = in_any_order(lower, v)
    kwargs = {k: i for k, i in kwargs.items() if not (is_static(i) and i.value in (None, False))}
    in_order = ordered_by_known(lower, node, v, kwargs)
    if in_order is not None:
        return lower.new_list(in_order, lower.site(node), hint)
    if "key" in kwargs or isinstance(v, Ref | Iter) or pairs_of(lower, v):
        return NotImplemented
    o = lower.operand(v)
    kind = type_of(o)
    if isinstance(kind, DictType):
        o = keys_of(lower, o)
        kind = o.type
    if isinstance(o, Const) and isinstance(o.value, dict | set | frozenset | str | range):
        kind = type_of_object(list(o.value))
    if not isinstance(kind, ListType | Array):
        raise lower.refuse(node, "SG202", "what is sorted here is not known to be a list or an array")
    element = kind.element if isinstance(kind, ListType) else Scalar(kind.kind)
    named = tuple((k, lower.operand(i)) for k, i in kwargs.items())
    return lower.b.emit("prim", sorted, (o,), named, ListType(element), hint)


def do_any_all(want: bool) -> Callable[..., Any]:
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        v = solid(lower, args[0])
        walk = walk_of(lower, v, node)
        if walk.static is None:
            lower.refuse_records("any" if want else "all", lower.type_of(v))
            return lower.b.emit("prim", any if want else all, (lower.operand(v),), type=Scalar("b"))

        def chain(items: list[AVal]) -> AVal:
            if not items:
                return Const(not want)
            cond = truth(lower, items[0])
            if is_static(cond):
                return Const(want) if bool(cond.value) == want else chain(items[1:])
            arms = (lambda: Const(want), lambda: chain(items[1:])) if want else (lambda: chain(items[1:]), lambda: Const(want))
            return lower.branch(lower.operand(cond), *arms)  # type: ignore[return-value]
        return chain(walk.static)
    return make


def do_reduce(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    args[1] = solid(lower, args[1])
    walk = walk_of(lower, args[1], node)

    def step(t: AVal, v: AVal) -> AVal:
        return lower.call(node, args[0], [t, v], {})

    if walk.static is None and len(args) < 3:
        return NotImplemented
    if walk.static is None:
        return lower.fold(node, walk, args[2], step, hint)
    items = walk.static if len(args) < 3 else [args[2], *walk.static]
    total = items[0]
    for v in items[1:]:
        total = step(total, v)
    return total


def ordered_by_known(lower: Lowerer, node: Any, v: AVal, kwargs: Kwargs) -> list[AVal] | None:
    """The elements in order, where what they are ordered by is known."""
    if not isinstance(v, Tuple | Ref | Iter) and not is_static(v) or not is_static(kwargs.get("reverse", Const(False))):
        return None
    if is_static(v):
        items: list[AVal] | None = [Const(i) for i in v.value] if hasattr(v.value, "__iter__") else None
    elif isinstance(v, Ref) and lower.inside(v) is not None:
        inside: Any = lower.inside(v)
        items = ([Const(k) for k in lower.keys(inside)] if inside.kind == "dict" else lower.items(inside)) \
            if isinstance(inside, Ref) else None
    else:
        items = walk_of(lower, v, node).static
    if items is None:
        return None
    marks = [lower.call(node, kwargs["key"], [i], {}) for i in items] if "key" in kwargs else items
    known = decisive(marks)
    if known is None:
        return None
    reverse = kwargs.get("reverse", Const(False))
    return [items[k] for k in sorted(range(len(items)), key=known.__getitem__, reverse=bool(reverse.value))]  # type: ignore[union-attr]


UNKNOWN = object()


def decisive(marks: list[AVal]) -> list[Any] | None:
    """What decides the order: the marks, or the first elements of tuples, where no two are the same: ("a", x), ("b", y)."""
    known = [known_value(m) for m in marks]
    if not any(k is UNKNOWN for k in known):
        return known
    for n in range(1, min((len(m.items) if isinstance(m, Tuple) else 0 for m in marks), default=0)):
        known = [known_value(Tuple(m.items[:n])) for m in marks]  # type: ignore[union-attr]
        if any(k is UNKNOWN for k in known):
            return None
        if all(a != b for k, a in enumerate(known) for b in known[:k]):
            return known
    return None


def known_value(v: AVal) -> Any:
    if isinstance(v, Tuple):
        parts = [known_value(i) for i in v.items]
        return UNKNOWN if any(p is UNKNOWN for p in parts) else tuple(parts)
    return v.value if is_static(v) else UNKNOWN
