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
from typing import Any

from srcgrad.errors import SrcgradError
from srcgrad.frontend.core import Frame, Lowerer, entered
from srcgrad.frontend.lifting import PENDING, Routine, close
from srcgrad.frontend.patterns import Mismatch, filled, flat, pattern_of, slots, values_for, widened
from srcgrad.frontend.restart import Dynamic, Unreached
from srcgrad.frontend.values import AVal, Bound, Choice, Closure, Iter, Method, Partial, Ref, Tuple, is_static, same
from srcgrad.ir.build import type_of
from srcgrad.ir.dims import Dim, Learning, total
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Span, Value, walk
from srcgrad.ir.types import Array, DictType, ListType, TupleType, Type

DEEPEST = 40  # a depth that is known: calls inside one another that are followed
GUARDED = 12  # so many of them inside branches or loops of each other: the depth is not known
CALLS = 1000  # calls that are followed altogether
ROUNDS = 40


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
        arguments, carried, stable = found
        if stable and not r.open or stable and not changed(lower, r):
            return call_of(lower, r, values, hint)
        if r.open:
            r.arguments, r.carried = arguments, carried
            for k in changed(lower, r):
                carry(lower, r, k)
            raise Wider(r)
    if sum(r.key == key for r in lower.routines) >= 8:
        raise lower.refuse(node, "SG308", f"`{frame.name}` calls itself with arguments of ever new kinds",
                           "pass numbers and arrays, or write the recursion as a loop")
    patterns = {k: pattern_of(lower, k, v) for k, v in values.items()}
    place = Span(frame.filename, definition.lineno, definition.col_offset, definition.lineno, definition.col_offset + 1)
    name = frame.name if frame.name.isidentifier() else "recurse"
    r = Routine(key, frame.name, patterns, dict(lower.state), surroundings(lower, frame, values), {},
                Function(name, PENDING.body, place), place)
    lower.routines.append(r)
    try:
        settle(lower, r, node, frame, definition)
    except BaseException as e:
        del lower.routines[lower.routines.index(r):]
        if isinstance(e, SrcgradError) or isinstance(e, Dynamic) and e.site in sites_around(lower, r):
            lower.unroll_if_possible()  # with what is known in each turn of a loop around, the depth may be known
        raise
    if writes_table(r.region):
        lower.unroll_if_possible()
    return call_of(lower, r, values, hint)


def settled(lower: Lowerer, v: AVal) -> AVal:
    """With tuples taken apart, and what is walked only once as a list."""
    if isinstance(v, Tuple):
        return Tuple(tuple(settled(lower, i) for i in v.items), v.cls)
    if is_static(v) and type(v.value) is tuple:
        return Tuple(tuple(settled(lower, Const(i)) for i in v.value))
    return lower.operand(v) if isinstance(v, Iter) else v


def patterns_for(lower: Lowerer, r: Routine, values: dict[str, AVal]) -> tuple[dict[str, Any], dict[Any, Any], bool] | None:
    """The patterns of a routine, widened for a call, and whether they stay as they are. None: another routine is needed."""
    if values.keys() != r.arguments.keys() or not r.open and changed(lower, r):
        return None
    try:
        arguments = {k: widened(lower, p, values[k]) for k, p in r.arguments.items()}
        carried = {k: widened(lower, p, lower.state[k]) for k, p in r.carried.items()}
    except Mismatch:
        return None
    stable = all(arguments[k] is p for k, p in r.arguments.items()) and all(carried[k] is p for k, p in r.carried.items())
    return (arguments, carried, stable) if stable or r.open else None


def call_of(lower: Lowerer, r: Routine, values: dict[str, AVal], hint: str) -> AVal:
    """The operation, and what it gives as an abstract value."""
    if not r.known:
        raise Unreached
    operands = tuple(o for k, p in r.arguments.items() for o in flat(lower, p, values[k]))
    operands += tuple(o for k, p in r.carried.items() for o in flat(lower, p, lower.state[k]))
    sizes = sizes_of(r, operands)
    parts = [(s, hint) for s in slots(r.result)] + [(s, str(k[2])) for k, p in r.carried.items() for s in slots(p)]
    results = values_for(lower, parts, [moved(s.type, sizes) for s, _ in parts], lower.b.span)
    lower.b.append(Op("call", r.function, (*operands, *r.captured), (), (), results, lower.b.span))
    given = iter(results)
    made = filled(lower, r.result, given)
    for k, p in r.carried.items():
        lower.state[k] = filled(lower, p, given)
    return made


def sizes_of(r: Routine, operands: tuple[Operand, ...]) -> list[tuple[Dim, Dim]]:
    """The sizes of the arguments: as the routine calls them, as they are called here."""
    found = []
    for slot, o in zip((s for p in all_patterns(r) for s in slots(p)), operands):
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
    form = d.canonical()
    here = {inside.single: there - inside.canonical().offset for inside, there in reversed(sizes) if inside.single is not None}
    if all(s in here for s, _ in form.terms):
        return total([(1, Dim.of(form.offset)), *((k, here[s].canonical()) for s, k in form.terms)])
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


def changed(lower: Lowerer, r: Routine) -> list[Any]:
    """The entries that are not as they were where the routine was lowered first, and are not carried."""
    return [k for k in r.surroundings if k not in r.carried and not same_entry(k, r.start.get(k), lower.state.get(k))]


def carry(lower: Lowerer, r: Routine, k: Any) -> None:
    """What a routine changes around it becomes an argument and a result."""
    if k[0] == "keys":
        raise Dynamic(lower.object_site(k[1]))
    name = f"`{k[2]}`"
    try:
        r.carried[k] = widened(lower, pattern_of(lower, str(k[2]), r.start[k]), lower.state[k])
    except (Mismatch, KeyError):
        raise lower.refuse_now("SG308", f"`{r.name}` calls itself and changes {name}, which lives outside of it",
                               "return the new value instead") from None


def sites_around(lower: Lowerer, r: Routine) -> list[Any]:
    """Where the lists and dicts of known structure were made that a routine finds around it: a table of results, say."""
    return [lower.object_site(k[1]) for k in r.surroundings if k[0] == "keys"]


def writes_table(region: Region | None) -> bool:
    """Whether a routine puts something into a run-time dict that it was given, or finds around it."""
    ops = list(walk(region)) if region is not None else []
    tables = {op.args[0] for op in ops if op.kind == "put" and isinstance(type_of(op.args[0]), DictType)}
    return not tables <= {v for op in ops for v in op.results}


def all_patterns(r: Routine) -> list[Any]:
    return [*r.arguments.values(), *r.carried.values()]


def same_entry(key: Any, a: Any, b: Any) -> bool:
    return a == b if key[0] == "keys" else same(a, b)


# --- lowering ---------------------------------------------------------------------------------------------------------
def settle(lower: Lowerer, r: Routine, node: Any, frame: Frame, definition: Any) -> None:
    """Lower a routine until its patterns and its result stay as they are."""
    idents, before = lower.idents, lower.routines.index(r) + 1
    facts = Learning.facts.mark()
    for _ in range(ROUNDS):
        Learning.facts.undo(facts)
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
    state, dead, span, stack, assumed = lower.state, lower.dead, lower.b.span, lower.unrollable, lower.assumed
    lower.state, lower.unrollable, lower.assumed = {k: v for k, v in state.items() if k[0] != "flag"}, [], {}
    start = dict(lower.state)
    parts = [(s, k) for k, p in r.arguments.items() for s in slots(p)]
    parts += [(s, str(k[2])) for k, p in r.carried.items() for s in slots(p)]
    params = values_for(lower, parts, [s.type for s, _ in parts], r.span)
    try:
        with lower.b.region() as ops, entered(lower.context, ("recursive", r.name)):
            sizes_are_born(params)
            given = iter(params)
            values = {k: filled(lower, p, given) for k, p in r.arguments.items()}
            lower.state |= {k: filled(lower, p, given) for k, p in r.carried.items()}
            made = lower.reached(lambda: lower.run(node, frame, definition, values, ""))
            lost = lower.dead
            if not lost:
                take_changes(lower, r, start)
                stable = taken(lower, r, made, start)
                yields = flat(lower, r.result, made) if stable else []
                yields += [o for k, p in r.carried.items() for o in flat(lower, p, lower.state[k])] if stable else []
    finally:
        lower.state, lower.dead, lower.b.span, lower.unrollable, lower.assumed = state, dead, span, stack, assumed
    if lost and any(o is not r and o.open and not o.known for o in lower.routines):
        raise Unreached
    if lost:
        raise lower.refuse(node, "SG308", f"`{r.name}` calls itself on every path, so that it never returns")
    r.region = Region(params, tuple(ops), tuple(yields))
    return stable


def sizes_are_born(params: tuple[Value, ...]) -> None:
    """What the body tells of the sizes of its arguments holds in each call."""
    for p in params:
        for d in (p.type.shape or ()) if isinstance(p.type, Array) else ():
            if d.single is not None and d.single.origin is None:
                d.single.region = Learning.region


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
    dims = [d for p in all_patterns(r) for s in slots(p) if isinstance(s.type, Array) and s.type.shape is not None
            for d in s.type.shape]
    if isinstance(made, Value) and isinstance(made.type, Array) and made.type.shape is not None:
        known = tuple(d if any(d.single is k.single and k.single is not None for k in dims) else g
                      for d, g in zip(made.type.shape, pattern.type.shape))
        return dataclasses.replace(pattern, type=Array(known, made.type.kind))
    if isinstance(made, Tuple):
        return Tuple(tuple(own_sizes(r, p, i) for p, i in zip(pattern.items, made.items)), pattern.cls)
    return pattern


def contains_function(v: Any) -> bool:
    if isinstance(v, Tuple):
        return any(map(contains_function, v.items))
    return isinstance(v, Closure | Bound | Method | Partial | Choice)


def take_changes(lower: Lowerer, r: Routine, start: dict[Any, Any]) -> None:
    """What the body changed around it is carried from now on."""
    carried = {k: widened(lower, p, lower.state[k]) for k, p in r.carried.items()}
    found = [k for k, v in start.items() if k[0] in ("var", "item", "keys") and k not in carried
             and not same_entry(k, v, lower.state.get(k))]
    for k in found:
        carry(lower, r, k)
    if found or any(carried[k] is not p for k, p in r.carried.items() if k in carried):
        r.carried |= carried
        raise Wider(r)


SERVICES = (is_recursive, recursive_call)
