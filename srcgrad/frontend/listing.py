"""Lists, dicts and sets: displays, methods, operators on sequences.

A list or dict whose structure is known is a Ref: its elements are entries of the lowerer's state. One whose structure is
known only at run time (append in a loop, a computed index) is a run-time container; the lowerer finds out by trying the
first and starting again with the second.
"""
from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import gast

from srcgrad.frontend.assign import elements
from srcgrad.frontend.core import Lowerer, entered
from srcgrad.frontend.folding import solid
from srcgrad.frontend.iterate import walk_of
from srcgrad.frontend.loops import loop, unrolled
from srcgrad.frontend.names import display
from srcgrad.frontend.stand_ins import METHODS
from srcgrad.frontend.subscripts import read, unpacked
from srcgrad.frontend.tables import kept
from srcgrad.frontend.values import AVal, Const, Iter, Ref, Tuple, Value, is_static
from srcgrad.frontend.walk import UNROLL_AT_MOST, Walk
from srcgrad.frontend.widening import covers, element_of, holds
from srcgrad.ir.build import join_all, type_of
from srcgrad.ir.types import ANY, AnyType, Array, DictType, ListType, Opaque, TupleType, Type, join, may_vary


def lower_list(lower: Lowerer, node: gast.List, hint: str) -> AVal:
    if any(isinstance(e, gast.Starred) for e in node.elts):
        return spread_list(lower, node, hint)
    return new_list(lower, display(lower, node), lower.site(node), hint)


def spread_list(lower: Lowerer, node: Any, hint: str) -> AVal:
    """[*a, b]: made of its elements, or by appending where it is known only at run time how many there are."""
    site = lower.site(node)
    values = [(True, solid(lower, lower.expr(e.value))) if isinstance(e, gast.Starred) else (False, lower.expr(e))
              for e in node.elts]
    for starred, v in values:
        if starred and not of_known_length(lower, v, node):
            lower.known_if_possible(v)
            lower.dynamic.add(site)
    if site not in lower.dynamic:
        flat = [i for starred, v in values for i in (elements(lower, v, -1, node) if starred else [v])]
        return new_list(lower, flat, site, hint)
    out = new_list(lower, [], site, hint)
    for starred, v in values:
        box_method(lower, out, "extend" if starred else "append", [v], {}, node)
    return out


def of_known_length(lower: Lowerer, v: AVal, node: Any) -> bool:
    kind = lower.type_of(v)
    fixed = isinstance(kind, Array) and bool(kind.shape) and kind.shape[0].number is not None  # type: ignore[index]
    return fixed or isinstance(kind, TupleType) or walk_of(lower, v, node).static is not None


def new_list(lower: Lowerer, items: list[AVal], site: Any, hint: str = "") -> AVal:
    if site not in lower.dynamic:
        return lower.new_ref("list", list, list(range(len(items))), items, site)
    parts = [lower.runtime(i) for i in items]
    known = lower.loop_memo.get(("element", site))
    element = join_all([lower.type_of(p) for p in parts]) if parts else Opaque(None)
    if known is not None:
        element = join(element, known)
    operands = tuple(map(lower.operand, parts))
    for o in operands:
        agreed(lower, o, element)
    return note(lower, lower.b.emit("new", list, operands, type=ListType(element), name=hint), site)


def note(lower: Lowerer, value: Value, site: Any) -> Value:
    lower.sites[id(value)] = (value, site)  # type: ignore[index]
    return value


def lower_dict(lower: Lowerer, node: gast.Dict, hint: str) -> AVal:
    site = lower.site(node)
    pairs: list[tuple[AVal | None, AVal]] = []
    for k, v in zip(node.keys, node.values):
        value = lower.expr(v)
        pairs += pairs_of(lower, value, node) if k is None else [(lower.expr(k), value)]
    if all(k is not None and is_static(k) for k, _ in pairs):
        return new_dict(lower, {k.value: v for k, v in pairs}, site, hint)  # type: ignore[union-attr]
    lower.dynamic.add(site)
    out = new_dict(lower, {}, site, hint)
    for key, value in pairs:
        if key is None:
            box_method(lower, out, "update", [value], {}, node)
        else:
            lower.write(out, key, value, "set", node)
    return out


def pairs_of(lower: Lowerer, v: AVal, node: Any) -> list[tuple[AVal | None, AVal]]:
    """What {**v} puts there; without keys where they are known only at run time."""
    if isinstance(v, Ref) and v.kind == "dict":
        return [(Const(n), i) for n, i in zip(lower.keys(v), lower.items(v))]
    if isinstance(v, Const) and isinstance(v.value, dict):
        return list(zip(map(Const, v.value), kept(lower, v)))
    if not isinstance(lower.type_of(v), DictType):
        raise lower.refuse(node, "SG308", "what is spread into this dict is not known to be a dict")
    return [(None, v)]


def new_dict(lower: Lowerer, pairs: dict[Any, AVal], site: Any, hint: str = "") -> AVal:
    if site not in lower.dynamic:
        return lower.new_ref("dict", dict, list(pairs), list(pairs.values()), site)
    values = tuple(lower.operand(lower.runtime(v)) for v in pairs.values())
    element = join_all([type_of(v) for v in values]) if values else Opaque(None)
    known = lower.loop_memo.get(("element", site))
    if known is not None:
        element = join(element, known)
    for v in values:
        agreed(lower, v, element)
    return note(lower, lower.b.emit("new", dict, (*map(Const, pairs), *values), type=DictType(element), name=hint), site)


def known_or_runtime_dict(lower: Lowerer, elements: dict[Any, Any], site: Any) -> AVal:
    return new_dict(lower, {k: Const(v) for k, v in elements.items()}, site)


# --- elements of run-time containers ---------------------------------------------------------------------------------------
def grows(lower: Lowerer, box: Value, value: AVal) -> Any:
    """The operand to put into a run-time container; its element type is widened, and the function lowered again, if need be."""
    v = lower.operand(lower.runtime(value))
    hold(lower, box, type_of(v))
    agreed(lower, v, element_of(box.type) or ANY)
    return v


def agreed(lower: Lowerer, v: Any, element: Type) -> None:
    lower.agree(v, element)
    if isinstance(element, TupleType) and (v in lower.none_or or is_static(v) and v.value is None):
        raise lower.refuse_now("SG308", "a list or dict at run time holds None beside tuples or objects", "leave out what is None")


def hold(lower: Lowerer, box: Value, new: Type) -> None:
    old = element_of(box.type)
    if old is not None and not holds(old, new):
        lower.widen(box, covers(old, new))


def box_method(lower: Lowerer, base: AVal, name: str, args: list[AVal], kwargs: dict[str, AVal], node: Any,
               hint: str = "") -> AVal:
    if isinstance(base, Ref) and base.kind in ("list", "dict"):
        known = known_list if base.kind == "list" else known_dict
        return known(lower, base, name, args, kwargs, node, hint)
    box = lower.operand(base)
    assert isinstance(box, Value)
    if name == "append":
        lower.b.effect("grow", "append", (box, grows(lower, box, args[0])))
    elif name == "extend":
        walk = walk_of(lower, args[0], node)
        if walk.static is not None:
            for v in walk.static:
                lower.b.effect("grow", "append", (box, grows(lower, box, v)))
        elif isinstance(args[0], Value) and isinstance(args[0].type, ListType):
            hold(lower, box, args[0].type.element)
            lower.b.effect("grow", "extend", (box, args[0]))
        else:
            append_all(lower, box, walk)
    elif name == "insert":
        lower.b.effect("grow", "insert", (box, lower.operand(args[0]), grows(lower, box, args[1])))
    elif name == "pop" and not (isinstance(box.type, DictType) and len(args) > 1):
        kind = box.type.element if isinstance(box.type, ListType) else box.type.value if isinstance(box.type, DictType) else ANY
        place = tuple(lower.key(a) if isinstance(box.type, DictType) else lower.operand(a) for a in args)
        return unpacked(lower, lower.b.emit("shrink", "pop", (box, *place), type=kind, name=hint))
    elif name == "copy":
        return lower.b.emit("prim", list, (box,), type=box.type, name=hint)
    elif name in ("reverse", "clear"):
        lower.b.effect("grow", name, (box,))
    elif name in ("index", "count"):
        return lower.b.emit("prim", getattr(list, name), (box, *map(lower.operand, args)), type=type_of(Const(1)), name=hint)
    elif isinstance(box.type, DictType) and name in ("keys", "values", "items", "get"):
        return dict_method(lower, box, name, args, node, hint)
    elif (dict if isinstance(box.type, DictType) else list, name) in METHODS:
        function = Const(METHODS[dict if isinstance(box.type, DictType) else list, name])
        return lower.call(node, function, [box, *args], kwargs, hint)
    else:
        raise lower.refuse(node, "SG308", f"list.{name} is not differentiated")
    return Const(None)


def dict_method(lower: Lowerer, box: Value, name: str, args: list[AVal], node: Any, hint: str) -> AVal:
    if name in ("keys", "values", "items"):
        return Iter(name, (box,))
    if name == "get":
        assert isinstance(box.type, DictType)
        found = lower.b.emit("prim", operator.contains, (box, lower.key(args[0])), type=type_of(Const(True)))
        default = args[1] if len(args) > 1 else Const(None)
        return lower.branch(found, lambda: read(lower, box, args[0]), lambda: default, hint)  # type: ignore[return-value]
    raise AssertionError(name)


def known_list(lower: Lowerer, base: Ref, name: str, args: list[AVal], kwargs: dict[str, AVal], node: Any, hint: str) -> AVal:
    items = lower.items(base)
    if name == "append":
        items.append(args[0])
    elif name == "extend":
        walk = walk_of(lower, args[0], node)
        if walk.static is None:
            raise lower.run_time(base)
        items += walk.static
    elif name == "insert" and is_static(args[0]):
        items.insert(args[0].value, args[1])
    elif name == "pop" and items and all(map(is_static, args)):
        out = items.pop(*(a.value for a in args))
        lower.set_items(base, dict(enumerate(items)))
        return out
    elif name == "reverse":
        items.reverse()
    elif name == "clear":
        items.clear()
    elif name == "copy":
        return new_list(lower, items, lower.site(node), hint)
    elif name in ("index", "count") and all(map(is_static, items)) and is_static(args[0]):
        return Const(getattr([i.value for i in items], name)(args[0].value))
    elif (list, name) in METHODS and not any(isinstance(i, Ref) and i.kind == "object" for i in items) or name == "sort":
        return lower.call(node, Const(METHODS[list, name]), [base, *args], kwargs)
    else:
        raise lower.run_time(base)
    if len(items) > 4 * UNROLL_AT_MOST and name in ("append", "extend"):
        raise lower.run_time(base)
    lower.set_items(base, dict(enumerate(items)))
    return Const(None)


def known_dict(lower: Lowerer, base: Ref, name: str, args: list[AVal], kwargs: dict[str, AVal], node: Any, hint: str) -> AVal:
    if name in ("keys", "values", "items"):
        return Iter(name, (base,))
    if name in ("get", "pop", "setdefault"):
        if not is_static(args[0]):
            raise lower.run_time(base)
        key = args[0].value
        if key in lower.keys(base):
            value = lower.state[("item", base.ident, key)]
            if name == "pop":
                lower.changing(base)
                lower.state[("keys", base.ident)] = tuple(k for k in lower.keys(base) if k != key)
            return value
        if name == "pop" and len(args) < 2:
            raise lower.refuse(node, "SG308", f"the dict has no key {key!r} here")
        value = args[1] if len(args) > 1 else Const(None)
        if name == "setdefault":
            lower.changing(base)
            lower.state[("keys", base.ident)] = (*lower.keys(base), key)
            lower.state[("item", base.ident, key)] = value
        return value
    if name == "update":
        other = lower.make_dict(node, args, kwargs, "")
        if not isinstance(other, Ref):
            raise lower.run_time(base)
        lower.changing(base)
        for k, v in zip(lower.keys(other), lower.items(other)):
            if k not in lower.keys(base):
                lower.state[("keys", base.ident)] = (*lower.keys(base), k)
            lower.state[("item", base.ident, k)] = v
        return Const(None)
    if name == "copy":
        return lower.new_ref("dict", dict, list(lower.keys(base)), lower.items(base), lower.site(node))
    raise lower.run_time(base)


def sequence_operator(lower: Lowerer, function: Any, left: AVal, right: AVal, node: Any) -> AVal | None:
    """list + list, tuple + tuple, list * n; None where these are numbers or arrays."""
    def is_list(v: AVal) -> bool:
        return isinstance(v, Ref) and v.kind == "list"

    def is_tuple(v: AVal) -> bool:
        return isinstance(v, Tuple) or (is_static(v) and isinstance(v.value, tuple))

    if function is operator.add and is_tuple(left) and is_tuple(right):
        return Tuple((*elements(lower, left, -1, node), *elements(lower, right, -1, node)))
    if function is operator.add and (is_list(left) or is_list(right)) and (is_list(left) and is_list(right)):
        return new_list(lower, lower.items(left) + lower.items(right), lower.site(node))  # type: ignore[arg-type]
    if function is operator.or_ and all(isinstance(v, Ref) and v.kind == "dict" for v in (left, right)):
        both = {k: v for d in (left, right) for k, v in zip(lower.keys(d), lower.items(d))}  # type: ignore[arg-type]
        return lower.new_ref("dict", dict, list(both), list(both.values()), lower.site(node))
    if function is operator.mul and not any(isinstance(lower.type_of(v), Array) for v in (left, right)):
        for a, n in ((left, right), (right, left)):
            if (is_list(a) or is_tuple(a)):
                if not is_static(n):
                    if isinstance(a, Ref):
                        raise lower.run_time(a)
                    break
                if isinstance(n.value, int):
                    items = elements(lower, a, -1, node) * n.value
                    return new_list(lower, items, lower.site(node)) if is_list(a) else Tuple(tuple(items))
    kinds = lower.type_of(left), lower.type_of(right)
    if any(isinstance(k, Array) for k in kinds):
        return None  # NumPy takes the list for an array
    if function is operator.add and any(map(unknown_key, kinds)) and (key := next(filter(None, map(key_class, kinds)), None)):
        return lower.b.emit("prim", function, (lower.operand(left), lower.operand(right)), type=Opaque(key))
    if function in (operator.add, operator.mul) and any(isinstance(k, ListType) for k in kinds) and \
            not any(is_list(v) for v in (left, right)):
        found = [k for k in kinds if isinstance(k, ListType)]
        out: Type = join_all(found)  # type: ignore[arg-type]
        return lower.b.emit("prim", function, (lower.operand(left), lower.operand(right)), type=out)
    if function is operator.add and any(is_list(v) for v in (left, right)):
        for v in (left, right):
            if isinstance(v, Ref) and v.kind == "list":
                raise lower.run_time(v)
    if function is operator.add and any(isinstance(k, TupleType) for k in kinds):
        for v, k in zip((left, right), kinds):
            if isinstance(k, AnyType):  # an array would be added to, a tuple joined
                lower.unroll_if_possible()
                error = lower.refuse(node, "SG308", "whether this joins two tuples or adds numbers is not known here")
                return lower.doubted(error, v)
    return None


def unknown_key(t: Type) -> bool:
    """Whether something is only known not to carry a derivative, as the key of a dict is."""
    return isinstance(t, Opaque) and t.cls in (None, str, tuple)


def key_class(t: Type) -> Any:
    """str or tuple, for what is certainly one that holds no number with a derivative."""
    if isinstance(t, TupleType):
        return None if may_vary(t) else tuple
    return t.cls if isinstance(t, Opaque) and t.cls in (str, tuple) else None


# --- from what is walked ---------------------------------------------------------------------------------------------------
def collect(lower: Lowerer, walk: Walk, site: Any, hint: str = "") -> AVal:
    """list(iterable)"""
    if walk.static is not None:
        return new_list(lower, list(walk.static), site, hint)
    lower.dynamic.add(site)
    out = new_list(lower, [], site, hint)
    append_all(lower, out, walk)
    return out


def materialise(lower: Lowerer, v: AVal) -> AVal:
    """list(v) for something that is only walked: a list of known structure, or a run-time one."""
    span = lower.b.span
    place = (span.line, span.column) if span is not None else ()
    return collect(lower, walk_of(lower, v, None), (*lower.context, *place, "materialise"))


def append_all(lower: Lowerer, box: AVal, walk: Walk) -> None:
    def body(index: Value) -> None:
        box_method(lower, box, "append", [walk.element(index)], {}, None)

    loop(lower, gast.Pass(), walk, body)


def fold(lower: Lowerer, node: Any, walk: Walk, start: AVal, step: Callable[[AVal, AVal], AVal], hint: str) -> AVal:
    """total = start; for v in walk: total = step(total, v)"""
    key = ("var", lower.frame.ident, hint or "total")
    site = lower.site(node)
    turns = unrolled(lower, walk, site)
    if turns is not None:
        return chained(lower, turns, start, step)
    saved = lower.state.get(key)
    lower.state[key] = start

    def body(index: Value) -> None:
        lower.state[key] = step(lower.state[key], walk.element(index))

    with lower.may_unroll(walk.turns(), site):
        loop(lower, node, walk, body)
    out = lower.state.pop(key)
    if saved is not None:
        lower.state[key] = saved
    return out


def chained(lower: Lowerer, turns: Callable[[int], AVal | None], total: AVal, step: Callable[[AVal, AVal], AVal]) -> AVal:
    """The same, turn by turn. An element may be computed as it is walked: (f(v) for v in x)."""
    k = 0
    while True:
        with entered(lower.context, ("turn", k)):
            v = turns(k)
            if v is None:
                return total
            total = step(total, v)
        k += 1


SERVICES = (materialise, box_method, new_list, spread_list, fold, grows, hold, known_or_runtime_dict, new_dict, sequence_operator)
EXPRESSIONS = {gast.List: lower_list, gast.Dict: lower_dict}
