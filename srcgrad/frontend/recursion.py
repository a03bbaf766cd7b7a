"""Functions that call themselves to a depth known only at run time: lowered once, as IR functions, and called.

    def f(v):                                   func f(v) {
        if v < 1.0: return v          ->            r = if(v < 1.0) { yield v } else { t = call[&f](v * 0.5); yield t * v }
        return f(v * 0.5) * v                       return r }

What such a function gives is found by iteration: at first its call gives nothing, so that the paths without a call tell the result;
with that the body is lowered again, until the result stays as it is. What the body reads of its surroundings becomes a further
parameter. Recursion whose depth is known when the derivative is built is followed to its end, like every call.
"""
from __future__ import annotations

import dataclasses
from dataclasses import field
from typing import Any

import gast

from srcgrad.errors import SrcgradError
from srcgrad.frontend.core import Frame, Lowerer, entered
from srcgrad.frontend.patterns import Mismatch, filled, flat, pattern_of, slots, widened
from srcgrad.frontend.restart import Dynamic, Unreached
from srcgrad.frontend.values import AVal, Bound, Closure, Iter, Method, Partial, Ref, Tuple, is_static, same
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Span, Value, map_operand, values_in, walk
from srcgrad.ir.types import Array, DictType, ListType, Scalar, TupleType, Type
from srcgrad.record import dataclass

DEEPEST = 40  # a depth that is known: calls inside one another that are followed
GUARDED = 12  # so many of them inside branches or loops of each other: the depth is not known
CALLS = 1000  # calls that are followed altogether
ROUNDS = 40
PENDING = Function("", Region((), (), ()))


@dataclass(eq=False)
class Routine:
    """A recursive function for one pattern of arguments. `function.body` is set when all that it calls is known."""

    key: Any
    name: str
    arguments: dict[str, Any]  # patterns
    start: dict[Any, Any]  # the state where it was lowered first
    surroundings: list[Any]  # the entries of it that belong to what the function sees
    function: Function
    span: Span | None
    result: Any = None
    known: bool = False  # whether `result` says something
    open: bool = True
    region: Region | None = None
    captured: tuple[Value, ...] = field(default=())


class Wider(Exception):
    """A call inside a routine brings arguments that its pattern does not hold: lower it again."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine


# --- when -------------------------------------------------------------------------------------------------------------
def is_recursive(lower: Lowerer, frame: Frame) -> bool:
    """Whether a call is of a function that is kept; starts again if it turns out to be one."""
    site = ("recursive", frame.code)
    if site in lower.dynamic:
        return True
    around = [f for f in lower.frames if f.code is frame.code]
    if not around:
        return False
    counts = lower.__dict__.setdefault("_followed", {})
    counts[frame.code] = counts.get(frame.code, 0) + 1
    levels = [f.level for f in around] + [len(lower.b.stack)]
    guarded = sum(a < b for a, b in zip(levels, levels[1:]))
    if len(around) > DEEPEST or guarded > GUARDED or counts[frame.code] > CALLS:
        raise Dynamic(site)
    return False


# --- a call -------------------------------------------------------------------------------------------------------------
def recursive_call(lower: Lowerer, node: Any, frame: Frame, definition: Any, values: dict[str, AVal], hint: str) -> AVal:
    if lower.guards:
        raise lower.refuse(node, "SG308", f"`{frame.name}` may fail when it has changed something that is read after this try",
                           "call it outside of the try block")
    values = {k: settled(lower, v) for k, v in values.items()}
    key = (frame.code, tuple(map(id, frame.cells.values())), frame.parent.ident if frame.parent is not None else None)
    for r in lower.routines:
        found = patterns_for(lower, r, values) if r.key == key else None
        if found is None:
            continue
        if all(found[k] is p for k, p in r.arguments.items()):
            if unchanged(lower, r):
                return call_of(lower, r, values, hint)
            if r.open:
                raise lower.refuse(node, "SG308", f"`{frame.name}` calls itself after a change of something around it",
                                   "give it as an argument, and return what changes")
        elif r.open:
            r.arguments = found
            raise Wider(r)
    if sum(r.key == key for r in lower.routines) >= 8:
        raise lower.refuse(node, "SG308", f"`{frame.name}` calls itself with arguments of ever new kinds",
                           "pass numbers and arrays, or write the recursion as a loop")
    patterns = {k: pattern_of(lower, k, v) for k, v in values.items()}
    r = Routine(key, frame.name, patterns, dict(lower.state), surroundings(lower, frame, values),
                Function(frame.name if frame.name.isidentifier() else "recurse", PENDING.body, lower.b.span), lower.b.span)
    lower.routines.append(r)
    try:
        settle(lower, r, node, frame, definition)
    except BaseException:
        del lower.routines[lower.routines.index(r):]
        raise
    return call_of(lower, r, values, hint)


def settled(lower: Lowerer, v: AVal) -> AVal:
    """With tuples taken apart, and what is walked only once as a list."""
    if isinstance(v, Tuple):
        return Tuple(tuple(settled(lower, i) for i in v.items), v.cls)
    if is_static(v) and type(v.value) is tuple:
        return Tuple(tuple(settled(lower, Const(i)) for i in v.value))
    return lower.operand(v) if isinstance(v, Iter) else v


def patterns_for(lower: Lowerer, r: Routine, values: dict[str, AVal]) -> dict[str, Any] | None:
    try:
        return {k: widened(lower, p, values[k]) for k, p in r.arguments.items()} if values.keys() == r.arguments.keys() else None
    except Mismatch:
        return None


def call_of(lower: Lowerer, r: Routine, values: dict[str, AVal], hint: str) -> AVal:
    """The operation, and what it gives as an abstract value."""
    if not r.known:
        raise Unreached
    operands = tuple(o for k, p in r.arguments.items() for o in flat(lower, p, values[k]))
    sizes = sizes_of(r, operands)
    parts = list(slots(r.result))
    results = tuple(Value(hint if len(parts) == 1 else s.name, moved(s.type, sizes), lower.b.span) for s in parts)
    lower.never_none.update(v for v, s in zip(results, parts) if s.sure)
    lower.b.append(Op("call", r.function, (*operands, *r.captured), (), (), results, lower.b.span))
    return filled(lower, r.result, iter(results))


def sizes_of(r: Routine, operands: tuple[Operand, ...]) -> list[tuple[Dim, Dim]]:
    """The sizes of the arguments: as the routine calls them, as they are called here."""
    from srcgrad.ir.build import type_of
    found = []
    for slot, o in zip((s for p in r.arguments.values() for s in slots(p)), operands):
        a, b = slot.type, type_of(o)
        if isinstance(a, Array) and isinstance(b, Array) and a.shape is not None and b.shape is not None:
            found += list(zip(a.shape, b.shape))
    return found


def moved(t: Type, sizes: list[tuple[Dim, Dim]]) -> Type:
    """A type of a routine's result in the sizes of one call."""
    if isinstance(t, Array) and t.shape is not None:
        return Array(tuple(moved_dim(d, sizes) for d in t.shape), t.kind)
    if isinstance(t, ListType):
        return ListType(moved(t.element, sizes))
    if isinstance(t, DictType):
        return DictType(moved(t.value, sizes))
    return TupleType(tuple(moved(e, sizes) for e in t.elements), t.cls) if isinstance(t, TupleType) else t


def moved_dim(d: Dim, sizes: list[tuple[Dim, Dim]]) -> Dim:
    root, offset = d.canonical()
    if root is None:
        return Dim.of(offset)
    for inside, here in sizes:
        if inside.canonical()[0] is root:
            return here + (offset - inside.canonical()[1])
    return Dim.fresh("some", not_one=True) if d.known_not_one else Dim.unknown()


# --- what a function sees -------------------------------------------------------------------------------------------------
def surroundings(lower: Lowerer, frame: Frame, values: dict[str, AVal]) -> list[Any]:
    """The entries of the state that a function can read: variables of the functions around it, elements of objects in its reach."""
    frames, owner = set(), frame.parent
    todo: list[Any] = list(values.values())
    while owner is not None:
        frames.add(owner.ident)
        owner = owner.parent
    keys = [k for k in lower.state if k[0] == "var" and k[1] in frames]
    todo += [lower.state[k] for k in keys]
    seen: set[int] = set()
    while todo:
        v = todo.pop()
        if isinstance(v, Ref) and v.ident not in seen:
            seen.add(v.ident)
            todo += lower.items(v)
        elif isinstance(v, Tuple):
            todo += v.items
        elif isinstance(v, Bound):
            todo += [v.function, v.self]
        elif isinstance(v, Partial):
            todo += [v.function, *v.args, *v.kwargs.values()]
        elif isinstance(v, Method):
            todo.append(v.base)
        elif isinstance(v, Closure) and v.frame.ident not in frames:
            frames.add(v.frame.ident)
            inner = [k for k in lower.state if k[0] == "var" and k[1] == v.frame.ident]
            keys += inner
            todo += [lower.state[k] for k in inner] + list(v.defaults.values())
    return keys + [k for k in lower.state if k[0] in ("item", "keys") and k[1] in seen]


def unchanged(lower: Lowerer, r: Routine) -> bool:
    return all(same_entry(k, r.start.get(k), lower.state.get(k)) for k in r.surroundings)


def same_entry(key: Any, a: Any, b: Any) -> bool:
    return a == b if key[0] == "keys" else same(a, b)


# --- lowering ---------------------------------------------------------------------------------------------------------
def settle(lower: Lowerer, r: Routine, node: Any, frame: Frame, definition: Any) -> None:
    """Lower a routine until its patterns and its result stay as they are."""
    idents, before = lower.idents, lower.routines.index(r) + 1
    for _ in range(ROUNDS):
        lower.idents = idents
        del lower.routines[before:]
        try:
            stable = attempt(lower, r, node, frame, definition)
        except Wider as w:
            if w.routine is not r:
                raise
            r.known = False
            continue
        if stable:
            break
    else:
        raise lower.refuse(node, "SG308", f"what `{r.name}` gives changes its structure with the depth of the recursion",
                           "write the recursion as a loop")
    r.open = False
    if not any(other.open for other in lower.routines):
        close(lower.routines)


def attempt(lower: Lowerer, r: Routine, node: Any, frame: Frame, definition: Any) -> bool:
    """Lower the body once; whether what is assumed of the result was right."""
    frame = dataclasses.replace(frame, ident=lower.new_ident(), loops=[], captured=False, declared=set())
    state, dead, span, stack = lower.state, lower.dead, lower.b.span, lower.unrollable
    lower.state, lower.unrollable = {k: v for k, v in state.items() if k[0] != "flag"}, []
    start = dict(lower.state)
    parts = [(s, k) for k, p in r.arguments.items() for s in slots(p)]
    params = tuple(Value(s.name or k, s.type, r.span) for s, k in parts)
    lower.never_none.update(p for p, (s, _) in zip(params, parts) if s.sure and isinstance(s.type, Scalar | Array))
    try:
        with lower.b.region() as ops, entered(lower.context, ("recursive", r.name)):
            given = iter(params)
            values = {k: filled(lower, p, given) for k, p in r.arguments.items()}
            made = lower.reached(lambda: lower.statements["run"](lower, node, frame, definition, values, ""))  # type: ignore[index]
            lost = lower.dead
            if not lost:
                check_unchanged(lower, r, start)
                stable = taken(lower, r, made, start)
                yields = flat(lower, r.result, made) if stable else []
    finally:
        lower.state, lower.dead, lower.b.span, lower.unrollable = state, dead, span, stack
    if lost and any(o is not r and o.open and not o.known for o in lower.routines):
        raise Unreached
    if lost:
        raise lower.refuse(node, "SG308", f"`{r.name}` calls itself on every path, so that it never returns")
    r.region = Region(params, tuple(ops), tuple(yields))
    return stable


def taken(lower: Lowerer, r: Routine, made: Any, start: dict[Any, Any]) -> bool:
    """Widen what is assumed of the result by what the body gave; whether it stays as it is."""
    if contains_function(made):
        raise lower.refuse_now("SG308", f"`{r.name}` calls itself and returns a function", "write the recursion as a loop")
    made = settled(lower, made)
    if not r.known:
        r.known, r.result = True, own_sizes(r, pattern_of(lower, "", made, lambda ident: ("keys", ident) in start), made)
        return False
    try:
        wider = widened(lower, r.result, made)
    except Mismatch:
        raise lower.refuse_now("SG308", f"`{r.name}` calls itself and gives results of different kinds",
                               "return the same kind of value on each path") from None
    stable, r.result = wider is r.result, wider
    return stable


def own_sizes(r: Routine, pattern: Any, made: Any) -> Any:
    """Where the first result has a size of an argument, that is kept: `return v` has the shape of v."""
    dims = [d for p in r.arguments.values() for s in slots(p) if isinstance(s.type, Array) and s.type.shape is not None
            for d in s.type.shape]
    if isinstance(made, Value) and isinstance(made.type, Array) and made.type.shape is not None:
        known = tuple(d if any(d.canonical()[0] is k.canonical()[0] and k.canonical()[0] is not None for k in dims) else g
                      for d, g in zip(made.type.shape, pattern.type.shape))
        return dataclasses.replace(pattern, type=Array(known, made.type.kind))
    if isinstance(made, Tuple):
        return Tuple(tuple(own_sizes(r, p, i) for p, i in zip(pattern.items, made.items)), pattern.cls)
    return pattern


def contains_function(v: Any) -> bool:
    if isinstance(v, Tuple):
        return any(map(contains_function, v.items))
    return isinstance(v, Closure | Bound | Method | Partial) or type(v).__name__ == "Choice"


def check_unchanged(lower: Lowerer, r: Routine, start: dict[Any, Any]) -> None:
    for k, v in start.items():
        if k[0] in ("var", "item", "keys") and not same_entry(k, v, lower.state.get(k)):
            what = f"`{k[2]}`" if k[0] != "keys" else "a list or dict"
            raise lower.refuse_now("SG308", f"`{r.name}` calls itself and changes {what}, which lives outside of it",
                                   "return the new value instead")


# --- bodies -----------------------------------------------------------------------------------------------------------
def close(routines: list[Routine]) -> None:
    """All routines of a group are known: what they read of their surroundings becomes parameters, and their functions are made."""
    group = [r for r in routines if r.function.body is PENDING.body]
    by_function = {r.function: r for r in group}
    defined = {r: set(definitions(r.region)) for r in group if r.region is not None}
    free = {r: [v for v in reads(r.region) if v not in defined[r]] for r in group if r.region is not None}
    grown = True
    while grown:
        grown = False
        for r in group:
            for callee in called(r.region, by_function):
                more = [v for v in free[callee] if v not in defined[r] and v not in free[r]]
                free[r] += more
                grown = grown or bool(more)
    for r in group:
        r.captured = tuple(dict.fromkeys(free[r]))
    for r in group:
        assert r.region is not None
        own = {v: Value(v.name or name_in(r.start, v), v.type, v.span) for v in r.captured}
        body = renamed(r.region, own, {f: other.captured for f, other in by_function.items()})
        object.__setattr__(r.function, "body", Region((*body.params, *own.values()), body.ops, body.yields))


def name_in(state: dict[Any, Any], v: Value) -> str:
    """What the user calls a value: the variable or attribute that it is in."""
    return next((k[2] for k, w in state.items() if w is v and isinstance(k[-1], str) and len(k) == 3), "value")


def definitions(region: Any) -> list[Value]:
    return [*region.params, *(v for op in walk(region) for v in (*op.results, *(p for r in op.regions for p in r.params)))]


def reads(region: Any) -> list[Value]:
    found = [v for op in walk(region) for o in (*op.operands(), *(y for r in op.regions for y in r.yields)) for v in values_in(o)]
    return list(dict.fromkeys([*found, *values_in(*region.yields)]))


def called(region: Any, by_function: dict[Function, Routine]) -> list[Routine]:
    return [by_function[op.target] for op in walk(region) if op.kind == "call" and op.target in by_function]


def renamed(region: Region, own: dict[Value, Value], further: dict[Function, tuple[Value, ...]]) -> Region:
    """A body that reads its own parameters, and gives the routines that it calls what they read."""
    def new(o: Operand) -> Operand:
        return map_operand(o, lambda v: own.get(v, v))

    def operation(op: Op) -> Op:
        args = (*op.args, *further.get(op.target, ())) if op.kind == "call" else op.args
        return Op(op.kind, op.target, tuple(map(new, args)), tuple((k, new(v)) for k, v in op.kwargs),
                  tuple(renamed(r, own, further) for r in op.regions), op.results, op.span)

    return Region(region.params, tuple(map(operation, region.ops)), tuple(map(new, region.yields)))


STATEMENTS: dict[Any, Any] = {"is recursive": is_recursive, "recursive call": recursive_call}
EXPRESSIONS: dict[Any, Any] = {}
__all__ = ["EXPRESSIONS", "STATEMENTS", "SrcgradError", "gast"]
