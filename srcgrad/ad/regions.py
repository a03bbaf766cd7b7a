"""Reversing branches and loops.

    if c: A else: B                  if c: reverse of A else: reverse of B
    for i in range(n): body          for i in range(n - 1, -1, -1): reverse of body
    while c: body                    for t in tape[::-1]: reverse of body

A carried variable's cotangent enters a turn as that of what the turn yields, and leaves it as that of what the turn got. What the
body gives to values from outside is summed turn by turn, for arrays in a buffer that stands before the loop.
"""
from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad import cotangents as cot
from srcgrad.ad.cotangents import Cotangent
from srcgrad.ad.recording import settle
from srcgrad.ad.residuals import Scope, tape_type
from srcgrad.ad.shadows import as_cotangent
from srcgrad.ad.sweep import values_of
from srcgrad.ad.templates import binary
from srcgrad.analysis.storage import CONTAINERS
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Region, Value, walk
from srcgrad.ir.types import INT, AnyType, Array, ListType, Opaque, Scalar, TupleType, join

if TYPE_CHECKING:
    from srcgrad.ad.sweep import Sweep


def prepare(s: Sweep, op: Op) -> None:
    """Before a region is entered: buffers of what is written or given to inside stand outside of it."""
    s.settle_all()
    for inner in walk_all(op):
        for o in (*inner.operands(), *(y for r in inner.regions for y in r.yields)):
            for v in values_of(o):
                if s.activity.active(v) and s.store.mode(v) == "static" and not isinstance(v.type, Scalar):
                    root = s.store.root(v)
                    if s.outer(root, op):
                        s.buffers.root(root)


def walk_all(op: Op) -> list[Op]:
    return [op, *(i for r in op.regions for i in walk(r))]


# --- branches --------------------------------------------------------------------------------------------------------
def reverse_if(s: Sweep, op: Op) -> None:
    branch(s, op, op.args[0], [r.yields for r in op.regions], list(op.results))


def reverse_try(s: Sweep, op: Op) -> None:
    """The body's reverse runs where the body came to its end."""
    ok = op.results[0]
    branch(s, op, ok, [r.yields for r in op.regions], list(op.results))


def branch(s: Sweep, op: Op, cond: Operand, yields: list[Any], results: list[Value]) -> None:
    span = s.b.span
    prepare(s, op)
    given = {r: s.take(r) for r in results}
    tuples = {r: given.pop(r) for r in results if isinstance(r.type, TupleType)}
    start = dict(s.bars)
    arms: list[tuple[Scope, list[Op]]] = []
    for k, outs in enumerate(yields):
        with s.region(op, k, s.bars) as scope:
            for r, o in zip(results, outs):
                c = given.get(r) or tuples.get(r) or number_in_arm(s, r, o)
                if c is not None and not (isinstance(o, Const) and o.name == "<unbound>"):
                    s.give(o, Cotangent(c.value, c.virtual, False, c.masked))
            s.reverse_ops(op.regions[k])
            s.settle_all()
        arms.append((scope, scope.ops))
    keys = [v for v in {**arms[0][0].bars, **arms[1][0].bars} if s.outer(v, op)
            and not all(cot.same(sc.bars.get(v), start.get(v)) or cot.same(sc.bars.get(v), s.bars.get(v)) for sc, _ in arms)]
    out = merged(s, op, keys, arms, start)
    if arms[0][1] or arms[1][1] or out:
        condition = s.res.need(cond)
        regions = tuple(Region((), tuple(sc.ops), tuple(a[k] for _, _, a, _ in out)) for k, (sc, _) in enumerate(arms))
        s.b.structured("if", None, (condition,), regions, tuple(r for _, r, _, _ in out), span)
    for v, r, owned in ((v, r, owned) for v, r, _, owned in out):
        s.bars[v] = Cotangent(r, False, owned)


def number_in_arm(s: Sweep, r: Value, o: Operand) -> Cotangent | None:
    """The cotangent of what is a number in one arm, and may share written storage in the other."""
    number = isinstance(o, Value) and isinstance(o.type, Scalar) and s.activity.active(o)
    if not number or isinstance(r.type, Scalar) or s.store.mode(r) != "dynamic":
        return None
    return Cotangent(s.b.emit("effect", runtime.take_shadow, (s.buffers.shadows(), s.res.need(r)), type=as_cotangent(type_of(o))))


def merged(s: Sweep, op: Op, keys: list[Any], arms: Any,
           start: dict[Any, Cotangent]) -> list[tuple[Any, Value, list[Operand], bool]]:
    """For each value that got something in an arm: its cotangent after both."""
    out = []
    for v in keys:
        kind = v.type if isinstance(v, Value) else v[0].type.elements[v[1]]
        name = v.name if isinstance(v, Value) else v[0].name
        ends: list[Operand] = []
        owned = isinstance(v, Value) and isinstance(kind, Array)
        for scope, _ in arms:
            with s.inside(scope):
                got = scope.bars.get(v)
                if got is None and isinstance(v, Value) and unbound(s, v, op, scope.arm):
                    nothing = s.b.emit("prim", np.zeros, (Const(()),)) if isinstance(kind, Array) else Const(0.0)
                    got = Cotangent(nothing)  # there may be nothing to make zeros like
                c = s.whole(got, v) if isinstance(v, Value) else None
                ends.append(c.value if c is not None else full(s, scope.bars.get(v), v, kind))
                owned = owned and c is not None and c.owned
        result = Value(f"{name}_bar", join(type_of(ends[0]), type_of(ends[1])), op.span)
        cot.with_type(result, kind)
        out.append((v, result, ends, owned))
    return out


def unbound(s: Sweep, v: Value, op: Op, arm: int) -> bool:
    """Whether v is unbound in this arm: it comes from a branch on the same condition, whose arm did not bind it."""
    made = s.store.definitions.get(v)
    if made is None or made.kind != "if" or op.kind != "if" or made.args[0] is not op.args[0]:
        return False
    end = made.regions[arm].yields[made.results.index(v)]
    return isinstance(end, Const) and end.name == "<unbound>"


def full(s: Sweep, c: Cotangent | None, v: Any, kind: Any) -> Operand:
    if isinstance(v, Value):
        return s.whole(c, v).value
    if c is None:
        return cot.zero(s.b, kind, lambda: s.b.emit("item", None, (s.res.need(v[0]), Const(v[1]))))
    return cot.materialised(s.b, c, lambda: s.b.emit("item", None, (s.res.need(v[0]), Const(v[1]))), kind).value


def reverse_with(s: Sweep, op: Op) -> None:
    """`with np.errstate(…)` stands around the reverse too; of other managers nothing is left."""
    manager = s.store.definitions.get(op.args[0]) if isinstance(op.args[0], Value) else None
    prepare(s, op)
    given = [(s.take(r), o) for r, o in zip(op.results, op.regions[0].yields)]
    start = dict(s.bars)
    with s.region(op, 0, start) as scope:
        for c, o in given:
            if c is not None:
                s.give(o, Cotangent(c.value, c.virtual, False, c.masked))
        s.reverse_ops(op.regions[0])
        s.settle_all()
    changed = [v for v, c in scope.bars.items() if s.outer(v, op)
               and not cot.same(c, start.get(v)) and not cot.same(c, s.bars.get(v))]
    if manager is None or manager.target is not np.errstate:
        s.b.ops.extend(scope.ops)
        for v in changed:
            s.bars[v] = scope.bars[v]
        return
    again = s.b.emit(manager.kind, manager.target, tuple(map(s.res.need, manager.args)),
                     tuple((k, quiet(s.res.need(o))) for k, o in manager.kwargs), type=type_of(op.args[0]))
    results = [Value(getattr(scope.bars[v].value, "name", ""), type_of(scope.bars[v].value), op.span) for v in changed]
    region = Region((), tuple(scope.ops), tuple(scope.bars[v].value for v in changed))
    s.b.structured("with", None, (again,), (region,), tuple(results), op.span)
    for v, r in zip(changed, results):
        c = scope.bars[v]
        s.bars[v] = Cotangent(r, c.virtual, False, c.masked)


def quiet(o: Operand) -> Operand:
    """What np.errstate is told: that a value raises does not say that its slope should."""
    return Const("ignore") if isinstance(o, Const) and o.name is None and o.value == "raise" else o


# --- loops -----------------------------------------------------------------------------------------------------------
def reverse_loop(s: Sweep, op: Op) -> None:
    body = op.regions[-1]
    walked = op.kind == "for"
    inits = op.args[3:] if walked else op.args
    params, nexts = (body.params[1:] if walked else body.params), body.yields[1:]
    prepare(s, op)
    carried = [k for k, p in enumerate(params) if carries(s, p, op.results[k], nexts[k])]
    given = {k: s.take(op.results[k]) for k in range(len(params))}
    entering = [s.whole(given[k], op.results[k]) for k in carried]
    start = {v: c for v, c in s.bars.items() if c.owned and not c.virtual and isinstance(v, Value)
             and isinstance(v.type, (Array, *CONTAINERS)) and isinstance(c.value, Value) and added_in_place(c.value, v)}
    gs = [Value(bar_name(params[k]), as_cotangent(params[k].type), op.span) for k in carried]
    with s.region(op, len(op.regions) - 1, start) as scope:
        scope.index = body.params[0] if walked else None
        scope.exits = not walked or not is_false(body.yields[0])
        for k, g in zip(carried, gs):
            s.give(nexts[k], Cotangent(g))
        s.reverse_ops(body)
        s.settle_all()
        leaving = [s.whole(s.take(params[k]) if params[k] in scope.bars else None, params[k]).value for k in carried]
        extra = [v for v, c in scope.bars.items() if s.outer(v, op)
                 and not cot.same(c, start.get(v)) and not cot.same(c, s.res.scopes[-2].bars.get(v))]
        sums, sum_params = [], []
        for v in extra:
            c = scope.bars[v]
            p = Value(bar_name(v), as_cotangent(kind_of(v)), op.span)
            sum_params.append(p)
            value = full(s, c, v, kind_of(v))
            total = Cotangent(cot.plus(s.b, p, value, kind_of(v)))
            sums.append(cot.named(s.b, total, bar_name(v).removesuffix("_bar")).value)
    if not scope.ops and not extra and all(g is e for g, e in zip(gs, leaving)):
        for k, c in zip(carried, entering):
            s.give(inits[k], c)
        return
    first = [full(s, s.bars.get(v), v, kind_of(v)) for v in extra]
    results = [Value(bar_name(params[k]), as_cotangent(params[k].type), op.span) for k in carried]
    totals = [Value(bar_name(v), as_cotangent(kind_of(v)), op.span) for v in extra]
    emit_loop(s, op, scope, [c.value for c in entering] + first, gs + sum_params, leaving + sums, results + totals)
    for v, t in zip(extra, totals):
        s.bars[v] = Cotangent(t)
    for k, r in zip(carried, results):
        s.give(inits[k], Cotangent(r))


def added_in_place(value: Value, v: Value) -> bool:
    """Whether what is added to a cotangent inside of a loop is added to the one before it, not to a copy of that."""
    return isinstance(value.type, Array) or isinstance(v.type, CONTAINERS)


def kind_of(v: Any) -> Any:
    return v.type if isinstance(v, Value) else v[0].type.elements[v[1]]


def bar_name(v: Any) -> str:
    name = v.name if isinstance(v, Value) else v[0].name
    return f"{name}_bar"


def carries(s: Sweep, p: Value, r: Value, following: Operand) -> bool:
    """Whether a carried variable has a cotangent that goes from turn to turn."""
    if not (s.activity.active(p) or s.activity.active(r)):
        return False
    return isinstance(p.type, Scalar) or s.store.mode(p) == "value"


def is_false(o: Operand) -> bool:
    return isinstance(o, Const) and o.value is False


def emit_loop(s: Sweep, op: Op, scope: Scope, inits: list[Operand], params: list[Value], yields: list[Operand],
              results: list[Value]) -> None:
    with s.inside(scope):
        settle(s.res, scope, yields)
    ops, stay = list(scope.ops), Const(False)
    if scope.taped:
        tape = Value(tape_name(scope), tape_type(scope.taped), op.span)
        nest = s.res.nest(op) if known_turns(op) else op
        s.res.tapes[op] = (tape, scope)
        s.res.made.setdefault(nest, []).append(tape)
        s.res.home[tape] = s.store.places.path[nest]
        here = s.res.fetch(tape)
        big = nest is not op or any(isinstance(v.type, Array | AnyType | ListType) for v in scope.fields)
        if scope.again is None and not big:
            region = Region((*scope.fields, *params), tuple(ops), (stay, *yields))
            s.b.structured("each", "reversed", (here, *inits), (region,), tuple(results), op.span)
            return
        taken = unpack(here, scope.fields, op)
        if scope.again is None and nest is op:
            test = Region(tuple(Value(p.name, p.type) for p in params), (), (here,))
            region = Region(tuple(params), (*taken, *ops), (stay, *yields))
            s.b.structured("while", None, tuple(inits), (test, region), tuple(results), op.span)
            return
        ops = [*taken, *ops]
    index = scope.again or Value("_", INT, op.span)
    region = Region((index, *params), tuple(ops), (stay, *yields))
    if not known_turns(op):
        turns = s.res.counters.setdefault(op, Value("turns", INT, op.span))
        s.res.home.setdefault(turns, s.store.places.path[op])
        s.b.structured("for", None, (Const(0), s.res.fetch(turns), Const(1), *inits), (region,), tuple(results), op.span)
        return
    start, stop, step = (s.res.need(a) for a in op.args[:3])
    if scope.again is None:
        s.b.structured("for", None, (start, stop, step, *inits), (region,), tuple(results), op.span)
    elif isinstance(step, Const) and step.value in (1, -1) and step.name is None:
        k = step.value
        last = binary(s.b, operator.sub, stop, Const(k)) if not isinstance(stop, Const) or stop.name else Const(stop.value - k)
        s.b.structured("for", None, (last, shifted(s, op.args[0], -k), Const(-k), *inits), (region,), tuple(results), op.span)
    else:
        walk_range = s.b.emit("prim", range, (start, stop, step), type=Opaque(range))
        s.b.structured("each", "reversed", (walk_range, *inits), (region,), tuple(results), op.span)


def shifted(s: Sweep, o: Operand, k: int) -> Operand:
    """A whole number and a known one, as a person would write it: 1 more than n - 2 is n - 1."""
    if isinstance(o, Const) and not o.name:
        return Const(o.value + k)
    made = s.store.definitions.get(o) if isinstance(o, Value) and not o.name else None
    if made is not None and made.kind == "prim" and made.target in (operator.add, operator.sub):
        n = made.args[1]
        if isinstance(n, Const) and type(n.value) is int and not n.name and not isinstance(made.args[0], Const):
            o, k = made.args[0], k + (n.value if made.target is operator.add else -n.value)
    o = s.res.need(o)
    return o if k == 0 else binary(s.b, operator.add if k > 0 else operator.sub, o, Const(abs(k)))


def known_turns(op: Op) -> bool:
    """Whether the bounds of a loop tell how many turns it had."""
    return op.kind == "for" and is_false(op.regions[-1].yields[0])


def unpack(tape: Operand, fields: list[Value], op: Op) -> list[Op]:
    """t, … = tape.pop()"""
    if len(fields) == 1:
        return [Op("shrink", "pop", (tape,), (), (), (fields[0],), op.span)]
    whole = Value("", TupleType(tuple(f.type for f in fields)), op.span)
    return [Op("shrink", "pop", (tape,), (), (), (whole,), op.span),
            *(Op("item", None, (whole, Const(k)), (), (), (f,), op.span) for k, f in enumerate(fields))]


def tape_name(scope: Scope) -> str:
    return f"{scope.taped[0].name}_tape" if len(scope.taped) == 1 and scope.taped[0].name else "tape"
