"""How a loop walks its iterable: bounds of a range, and the element that belongs to an index.

range, arrays (rows), lists, tuples, zip, enumerate, reversed, map and dict views, nested in each other. What is known
element by element is given as `static`, and the loop over it is unrolled.
"""
from __future__ import annotations

import enum
import operator
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.stand_ins.containers import Set
from srcgrad.frontend.subscripts import read
from srcgrad.frontend.tables import holds_code, kept
from srcgrad.frontend.values import AVal, Choice, Iter, Ref, Tuple, is_static
from srcgrad.frontend.walk import ENDLESS, UNROLL_AT_MOST, Walk, static_walk
from srcgrad.ir.build import computed, integer, join_all, type_of, type_of_object
from srcgrad.ir.dims import Learning, never_negative
from srcgrad.ir.nodes import Const, Operand, Value
from srcgrad.ir.types import INT, AnyType, Array, DictType, ListType, Opaque, Scalar, TupleType


def arithmetic(lower: Lowerer, f: Any, a: Operand, b: Operand) -> Operand:
    """An integer computed for the loop's own purposes."""
    if isinstance(a, Const) and isinstance(b, Const) and a.name is None and b.name is None:
        return Const(f(a.value, b.value))
    if f is operator.sub and isinstance(b, Const) and b.value == 0:
        return a
    if f is operator.add and isinstance(b, Const) and b.value == 0:
        return a
    if f is operator.add and isinstance(a, Const) and a.value == 0:
        return b
    if f is operator.mul and isinstance(b, Const) and b.value == 1:
        return a
    return lower.b.emit("prim", f, (a, b), type=Scalar("i", computed(f, a, b)))


def length(lower: Lowerer, v: AVal) -> Operand:
    """len(v)"""
    if isinstance(v, Tuple):
        return Const(len(v.items))
    if isinstance(v, Ref):
        return Const(len(lower.keys(v)))
    if is_static(v) and hasattr(v.value, "__len__"):
        return Const(len(v.value))
    o = lower.operand(v)
    kind = type_of(o)
    dim = kind.shape[0] if isinstance(kind, Array) and kind.shape else None
    return lower.number(lower.b.emit("prim", len, (o,), type=Scalar("i", dim)))  # type: ignore[return-value]


def walk_of(lower: Lowerer, v: AVal, node: Any) -> Walk:
    zero, one = Const(0), Const(1)
    if isinstance(v, Choice):
        return static_walk(lower.elements(v, -1, node))
    if isinstance(v, Iter):
        return KINDS[v.kind](lower, v.parts, node)
    if isinstance(v, Tuple):
        return static_walk(list(v.items))
    if isinstance(v, Ref) and v.kind == "object":
        return object_walk(lower, v, node)
    if isinstance(v, Ref) and v.kind == "list":
        items = lower.items(v)
        if len(items) > UNROLL_AT_MOST:
            raise Dynamic(v.site)
        return static_walk(items, partial(element_now, lower, v))
    if isinstance(v, Ref) and v.kind == "dict":
        return static_walk([Const(k) for k in lower.keys(v)])
    if is_static(v) and isinstance(v.value, tuple | list | str | dict | set | frozenset) and len(v.value) <= UNROLL_AT_MOST:
        return static_walk([Const(i) for i in v.value])
    if is_static(v) and isinstance(v.value, type) and issubclass(v.value, enum.Enum):
        return static_walk([Const(member) for member in v.value])
    if isinstance(v, Const) and type(v.value) in (tuple, list) and len(v.value) <= UNROLL_AT_MOST and holds_code(lower, v.value):
        return static_walk(kept(lower, v))
    if is_static(v) and isinstance(v.value, range):
        r = v.value
        return range_walk(lower, (Const(r.start), Const(r.stop), Const(r.step)), node)
    if not isinstance(v, Value | Const):
        raise lower.refuse(node, "SG308", "this cannot be walked by a loop whose derivative is known")
    kind = type_of(v)
    if isinstance(kind, DictType):
        v = keys_of(lower, v)
        kind = v.type
    if isinstance(kind, Opaque):
        v = lower.b.emit("prim", list, (v,), type=ListType(opaque_element(v)), name="items")
        kind = v.type
    if not isinstance(kind, Array | ListType | TupleType | AnyType):
        raise lower.refuse(node, "SG308", "this cannot be walked by a loop whose derivative is known")
    base = v
    return Walk((zero, length(lower, base), one), lambda i: read(lower, base, i),
                sources=(base,) if isinstance(kind, ListType) and isinstance(base, Value) else (),
                count=len(base.value) if isinstance(base, Const) and isinstance(base.value, list | tuple) else None)


def element_now(lower: Lowerer, v: Ref, k: int) -> AVal | None:
    """Element k of a list of known structure, which may have been changed since the loop over it began."""
    items = lower.items(v)
    if k > 4 * UNROLL_AT_MOST:
        raise lower.run_time(v)
    return items[k] if k < len(items) else None


def object_walk(lower: Lowerer, v: Ref, node: Any) -> Walk:
    """An object of a user class: what its __iter__ gives, or else its elements by number."""
    inside = lower.inside(v)
    if inside is not None:
        return static_walk(set_order(lower, v, node)) if v.cls is Set else walk_of(lower, inside, node)
    if getattr(v.cls, "__iter__", None) is not None:
        return walk_of(lower, lower.dunder(node, v, "__iter__", []), node)
    if getattr(v.cls, "__getitem__", None) is None or getattr(v.cls, "__len__", None) is None:
        raise lower.refuse(node, "SG308", f"`{v.cls.__name__}` has no `__iter__`, nor `__getitem__` and `__len__`")
    count = lower.operand(lower.dunder(node, v, "__len__", []))
    if isinstance(count, Const) and count.value <= UNROLL_AT_MOST:
        return static_walk([lower.dunder(node, v, "__getitem__", [Const(k)]) for k in range(count.value)])
    return Walk((Const(0), count, Const(1)), lambda i: lower.dunder(node, v, "__getitem__", [i]))


def set_order(lower: Lowerer, v: Ref, node: Any) -> list[AVal]:
    """The elements of a set as Python walks them: known of one that was not changed, and of the smallest integers."""
    made: Iterable[Any] | None = lower.whole_set(v)
    if made is None:
        inside = lower.inside(v)
        keys = lower.keys(inside) if isinstance(inside, Ref) else ("",)
        if not all(isinstance(k, int) and 0 <= k < 8 for k in keys):
            raise lower.refuse(node, "SG308", "the order of a set that was changed is not followed", "walk sorted(...) of it")
        made = sorted(keys)
    return [Const(k) for k in made]


def opaque_element(v: Operand) -> Any:
    if isinstance(v, Const) and isinstance(v.value, range):
        return INT
    return Opaque(None) if not isinstance(v, Const) or not isinstance(v.value, set | frozenset) else \
        type_of_object(next(iter(v.value), None))


def keys_of(lower: Lowerer, v: Operand) -> Value:
    return lower.b.emit("prim", list, (v,), type=ListType(Opaque(None)), name="keys")


def range_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    start, stop, step = (lower.operand(p) for p in parts)
    return Walk((start, stop, step), lambda i: i)


def sub_walks(lower: Lowerer, parts: Any, node: Any) -> list[Walk]:
    return [walk_of(lower, p, node) for p in parts]


def position(lower: Lowerer, w: Walk, i: Operand) -> Operand:
    """The index into walk `w` at turn i (0, 1, …) of a loop that walks it together with others."""
    start, _, step = w.bounds
    return arithmetic(lower, operator.add, start, arithmetic(lower, operator.mul, i, step)) \
        if not (isinstance(start, Const) and start.value == 0 and isinstance(step, Const) and step.value == 1) else i


def turns(lower: Lowerer, w: Walk) -> Operand:
    start, stop, step = w.bounds
    if isinstance(start, Const) and start.value == 0 and isinstance(step, Const) and step.value == 1:
        return stop
    r = lower.b.emit("prim", range, (start, stop, step), type=Opaque(range))
    return lower.b.emit("prim", len, (r,), type=INT)


def zip_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    walks = sub_walks(lower, parts, node)
    fixed = [w.static for w in walks]
    if any(f is not None for f in fixed):
        count = min(len(f) if f is not None else most(lower, w) for f, w in zip(fixed, walks))
        if not all(f is not None or as_long(lower, w, count) for f, w in zip(fixed, walks)):
            among = [p if f is None and all(id(v) in lower.sites for v in w.sources) else at_run_time(lower, f, node)
                     for p, f, w in zip(parts, fixed, walks)]
            if None not in among:
                return zip_walk(lower, among, node)
            refuse_shorter(lower, walks, count)
        if count <= UNROLL_AT_MOST and all(f is not None for f in fixed):
            return static_walk([Tuple(tuple(f[k] for f in fixed if f is not None)) for k in range(count)],
                               lambda k: together([w.at(k) for w in walks]))
        return static_walk([Tuple(tuple(f[k] if f is not None else w.element(position(lower, w, Const(k)))
                                        for f, w in zip(fixed, walks))) for k in range(count)],
                           lambda k: together([w.at(k) if w.static is not None else w.element(position(lower, w, Const(k)))
                                               for w in walks] if k < count else [None]))
    endless = [w for w in walks if same_count(w.bounds[1], ENDLESS)]
    counts = [turns(lower, w) for w in walks if w not in endless or len(endless) == len(walks)]
    stop = counts[0] if len(counts) == 1 or all(same_count(counts[0], c) for c in counts[1:]) else \
        lower.b.emit("prim", min, tuple(counts), type=INT)
    return Walk((Const(0), stop, Const(1)), lambda i: Tuple(tuple(w.element(position(lower, w, i)) for w in walks)),
                sources=sum((w.sources for w in walks), ()))


def most(lower: Lowerer, w: Walk) -> int:
    """How many turns a walk has, where that is known; else more than there are."""
    size = integer(turns(lower, w))
    return ENDLESS.value if size is None or size.number is None else size.number  # type: ignore[no-any-return]


def as_long(lower: Lowerer, w: Walk, count: int) -> bool:
    """Whether a walk certainly has so many turns; of an argument that is supposed."""
    size = integer(turns(lower, w))
    if size is None or never_negative(size + -count):
        return size is not None
    return Learning.facts is not None and bool(Learning.facts.supposed_natural(size + -count))


def refuse_shorter(lower: Lowerer, walks: list[Walk], count: int) -> None:
    """Where what is known has to be followed turn by turn, the derivative looks whether there are as many turns."""
    for w in walks:
        if w.static is None and not as_long(lower, w, count):
            if integer(turns(lower, w)) is not None and not lower.sized:  # where sizes are known it may be told
                raise lower.refuse_now("SG307", f"whether this zip has {count} turns is known only at run time")
            enough = lower.b.emit("prim", operator.ge, (turns(lower, w), Const(count)), type=Scalar("b"))
            lower.b.effect("effect", "assert", (enough, Const(f"this derivative is for {count} turns of zip or more")))


def at_run_time(lower: Lowerer, items: list[AVal] | None, node: Any) -> AVal | None:
    """A list of numbers and arrays, whose length is not that of the loop over it."""
    if not items or not all(isinstance(lower.type_of(i), Scalar | Array) for i in items):
        return None
    kind = ListType(join_all([lower.type_of(i) for i in items]))
    out = lower.b.emit("new", list, tuple(map(lower.operand, items)), type=kind)
    lower.sites[id(out)] = (out, (*lower.site(node), "zip"))  # type: ignore[index]
    return out


def together(parts: list[Any]) -> AVal | None:
    return None if any(p is None for p in parts) else Tuple(tuple(parts))


def same_count(a: Operand, b: Operand) -> bool:
    ta, tb = type_of(a), type_of(b)
    if isinstance(a, Const) and isinstance(b, Const):
        return bool(a.value == b.value)
    return isinstance(ta, Scalar) and isinstance(tb, Scalar) and ta.dim is not None and ta.dim == tb.dim


def enumerate_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    inner, first = walk_of(lower, parts[0], node), lower.operand(parts[1])
    if inner.static is not None:
        return static_walk([Tuple((arithmetic(lower, operator.add, Const(k), first), v)) for k, v in enumerate(inner.static)],
                           lambda k: together([arithmetic(lower, operator.add, Const(k), first), inner.at(k)]))
    if isinstance(first, Const) and first.value == 0 and name_free(inner):
        return Walk(inner.bounds, lambda i: Tuple((i, inner.element(i))), sources=inner.sources, count=inner.count)
    count = turns(lower, inner)
    return Walk((Const(0), count, Const(1)),
                lambda i: Tuple((arithmetic(lower, operator.add, i, first), inner.element(position(lower, inner, i)))),
                sources=inner.sources)


def name_free(w: Walk) -> bool:
    start, _, step = w.bounds
    return isinstance(start, Const) and start.value == 0 and isinstance(step, Const) and step.value == 1


def reversed_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    inner = walk_of(lower, parts[0], node)
    if inner.static is not None:
        size = len(inner.static)
        return static_walk(inner.static[::-1], lambda k: inner.at(size - 1 - k) if k < size else None)
    count = turns(lower, inner)
    last = arithmetic(lower, operator.sub, count, Const(1))
    return Walk((last, Const(-1), Const(-1)), lambda i: inner.element(position(lower, inner, i)), sources=inner.sources)


def entry_now(lower: Lowerer, d: Ref, kind: str, k: int, pairs: list[Any]) -> AVal | None:
    """Entry k of a dict of known structure; one that gets or loses keys while it is walked makes Python raise."""
    if k >= len(pairs):
        return None
    key = pairs[k][0]
    value = lower.state.get(("item", d.ident, key.value), pairs[k][1])
    return {"keys": key, "values": value, "items": Tuple((key, value))}[kind]


def view_walk(kind: str) -> Callable[[Lowerer, Any, Any], Walk]:
    def walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
        (d,) = parts
        if isinstance(d, Ref):
            pairs = list(zip(map(Const, lower.keys(d)), lower.items(d)))
            return static_walk([{"keys": k, "values": v, "items": Tuple((k, v))}[kind] for k, v in pairs],
                               lambda k: entry_now(lower, d, kind, k, pairs))
        if isinstance(d, Const):
            pairs = list(zip(map(Const, d.value), kept(lower, d)))
            return static_walk([{"keys": k, "values": v, "items": Tuple((k, v))}[kind] for k, v in pairs])
        keys = keys_of(lower, lower.operand(d))

        def element(i: Operand) -> AVal:
            key = read(lower, keys, i)
            if kind == "keys":
                return key
            value = read(lower, d, key)
            return value if kind == "values" else Tuple((key, value))

        return Walk((Const(0), length(lower, keys), Const(1)), element)
    return walk


def map_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    function, *iterables = parts
    inner = zip_walk(lower, iterables, node)

    def apply(v: AVal) -> AVal:
        return lower.call(node, function, list(v.items), {})

    if inner.static is not None:
        return static_walk([apply(v) for v in inner.static])
    return Walk(inner.bounds, lambda i: apply(inner.element(i)), sources=inner.sources)


def generator_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    return lower.as_it_goes(*parts)


KINDS: dict[str, Callable[[Lowerer, Any, Any], Walk]] = {
    "range": range_walk, "zip": zip_walk, "enumerate": enumerate_walk, "reversed": reversed_walk, "map": map_walk,
    "keys": view_walk("keys"), "values": view_walk("values"), "items": view_walk("items"), "generator": generator_walk,
    "iter": lambda lower, parts, node: walk_of(lower, parts[0], node),
}
