"""Reversing calls of IR functions: each becomes a pair, a forward sweep that gives besides its results what its reverse needs, and
a reverse sweep that takes that apart again.

    r = f(x)          r, kept = f_fwd(x)          def f_fwd(x): …; return r, (…)
                      …                           def f_bwd(kept, r_bar): … = kept; …; return x_bar
                      x_bar = f_bwd(kept, r_bar)

A function that calls itself calls its own pair; the residuals of inner calls are among those of outer ones.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad import cotangents as cot
from srcgrad.ad.cotangents import Cotangent
from srcgrad.ad.entry import renamed_op
from srcgrad.ad.masks import Facts
from srcgrad.ad.shadows import as_cotangent
from srcgrad.ad.templates import prim
from srcgrad.analysis.storage import CONTAINERS, Storage
from srcgrad.errors import UnsupportedError
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, map_operand, values_in, walk
from srcgrad.ir.types import AnyType, Array, ResidualType, TupleType
from srcgrad.record import dataclass

if TYPE_CHECKING:
    from srcgrad.ad.sweep import Sweep

Tidy = Callable[[Function], Function]
KEPT = "kept"


@dataclass(frozen=True, eq=False)
class Pair:
    """The two halves; until they are made, their bodies say of them what the caller's analyses ask."""

    primal: Function
    facts: Facts
    forward: Function
    backward: Function


class Pairs:
    """The pairs of all functions that are called with something active."""

    def __init__(self, found: dict[Function, Facts], run: Callable[[Pairs, Pair], None]) -> None:
        self.found, self.run = found, run
        self.made: dict[Function, Pair] = {}
        self.waiting: list[Pair] = []
        self.refusals: list[Any] = []

    def of(self, f: Function) -> Pair | None:
        if f not in self.made:
            facts = self.found.get(f)
            if facts is None or not facts.inputs or not facts.outputs:
                return None
            pair = Pair(f, facts, Function(f"{f.name}_fwd", forward_body(f), f.span, f.notes),
                        Function(f"{f.name}_bwd", backward_body(f, facts), f.span, (*f.notes, "backward")))
            self.made[f] = pair
            self.waiting.append(pair)
        return self.made[f]

    def finish(self) -> None:
        while self.waiting:
            self.run(self, self.waiting.pop())


def forward_body(f: Function) -> Region:
    """As far as storage is concerned a forward sweep is its primal."""
    return Region(f.body.params, f.body.ops, (*f.body.yields, Const(None)))


def backward_body(f: Function, facts: Facts) -> Region:
    """What a reverse sweep gives may be one of the cotangents that it got."""
    params = tuple(Value("", as_cotangent(type_of(f.body.yields[k]))) for k in facts.outputs)
    return Region((Value(KEPT, ResidualType()), *params), (), tuple(Seq(tuple, params) for _ in facts.inputs))


def set_body(f: Function, body: Region) -> None:
    """The one place where a function changes after it was made: functions that call each other cannot all come first."""
    object.__setattr__(f, "body", body)


# --- at the call ------------------------------------------------------------------------------------------------------
def reverse_call(s: Sweep, op: Op) -> None:
    found = {r: s.take(r) for r in op.results}
    pair = s.pairs.of(op.target) if s.pairs is not None else None
    if pair is None or all(c is None for c in found.values()):
        return
    refuse_shared(s, op)
    results = [op.results[k] for k in pair.facts.outputs]
    bars = tuple(handed_over(s, r, found[r]) for r in results)
    kept = forward_call(s, op, pair)
    given = [op.args[k] for k in pair.facts.inputs]
    names = [o.name if isinstance(o, Value) and o.name else op.target.body.params[k].name for o, k in zip(given, pair.facts.inputs)]
    gs = tuple(Value(f"{n}_bar", as_cotangent(type_of(o)), op.span) for n, o in zip(names, given))
    s.b.append(Op("call", pair.backward, (s.res.fetch(kept), *bars), (), (), gs, op.span))
    for o, g in zip(given, gs):
        if any(s.activity.active(v) for v in values_in(o)):
            s.give(o, Cotangent(g))


def handed_over(s: Sweep, v: Value, c: Cotangent | None) -> Operand:
    """A whole cotangent, in no buffer that is written later."""
    whole = s.whole(c, v)
    if c is not None and isinstance(v.type, Array) and whole.of is not None:
        return prim(s.b, np.ndarray.copy, (whole.value,))
    return whole.value


def forward_call(s: Sweep, op: Op, pair: Pair) -> Value:
    """Have the forward sweep call the forward half; gives the residuals."""
    kept = Value(KEPT, ResidualType(), op.span)
    s.res.home[kept] = s.store.places.path[op]
    own = only_copied(op.target)
    args = tuple(a if p in own else map_operand(a, lambda v: s.res.snapshot(v, op, False))
                 for a, p in zip(op.args, op.target.body.params))
    results, copies = [], []
    for r in op.results:
        if any(s.store.stores.get(root) for root in s.store.of(r)):  # the residuals keep it as it was
            made = Value(r.name, r.type, op.span)
            target = np.ndarray.copy if isinstance(r.type, Array) else runtime.separate
            copies.append(Op("prim", target, (made,), (), (), (r,), op.span))
            results.append(made)
        else:
            results.append(r)
    s.res.replaced[op] = [Op("call", pair.forward, args, (), (), (*results, kept), op.span), *copies]
    return kept


def only_copied(f: Function) -> set[Value]:
    """The parameters that a function copies at once, and reads in no other way."""
    copied = {op.args[0] for op in f.body.ops if op.kind == "prim" and op.target in (np.ndarray.copy, list)}
    reads: list[Value] = list(values_in(*f.body.yields))
    for op in walk(f.body):
        reads += values_in(*op.operands(), *(y for r in op.regions for y in r.yields))
    return {p for p in f.body.params if p in copied and reads.count(p) == 1}


def refuse_shared(s: Sweep, op: Op) -> None:
    if shared_and_written(s.store, op, lambda r: bool(s.store.stores.get(r))):
        s.refusals.append(UnsupportedError(
            "SG308", f"`{op.target.name}` calls itself, and what it is given here is written in place", op.span, s.lines,
            help="give it a copy, or write into a copy of what it returns"))


def shared_and_written(store: Storage, op: Op, written: Callable[[Any], bool]) -> bool:
    """Whether a result may be one of the arguments, and is written: whose cotangent is whose is not known. So with what a list
    holds."""
    for v in values_in(*op.args):
        roots = store.of(v)
        held = frozenset().union(*(store.contents.get(r, frozenset()) for r in roots))
        if isinstance(v.type, (*CONTAINERS, TupleType, AnyType)) and any(map(written, held)):
            return True
        if any(written(r) for r in roots if any(r in store.of(out) for out in op.results)):
            return True
    return False


# --- the two halves -----------------------------------------------------------------------------------------------------
def split(pair: Pair, forward: Sequence[Op], backward: Sequence[Op], bars: tuple[Value, ...], gs: tuple[Operand, ...],
          tidy: Tidy) -> None:
    """Cut a sweep in two. What the reverse half reads of the forward half goes over as one tuple."""
    f = pair.primal
    n = len(f.body.yields)
    whole = tidy(Function(f.name, Region((*f.body.params, *bars), (*forward, Op("note", "backward"), *backward),
                                         (*f.body.yields, *gs))))
    at = next(k for k, op in enumerate(whole.body.ops) if op.kind == "note" and op.target == "backward")
    first, second = whole.body.ops[:at], whole.body.ops[at + 1:]
    results, gs = whole.body.yields[:n], whole.body.yields[n:]
    there = dict.fromkeys([*f.body.params, *(r for op in first for r in op.results)])
    needed = needed_of(second, gs, there)
    kept = Value("", TupleType(tuple(v.type for v in needed)), f.span)
    pack = Op("new", tuple, tuple(needed), (), (), (kept,), f.span)
    set_body(pair.forward, Region(f.body.params, (*first, pack), (*results, kept)))
    again = {v: Value(v.name or "t", v.type, v.span) for v in needed}
    got = Value(KEPT, kept.type, f.span)
    taken = [Op("item", None, (got, Const(k)), (), (), (v,)) for k, v in enumerate(again.values())]
    ops = (*taken, *(renamed_op(op, again) for op in second))
    set_body(pair.backward, Region((got, *bars), ops, tuple(map_operand(g, lambda v: again.get(v, v)) for g in gs)))


def needed_of(ops: Sequence[Op], gs: Sequence[Operand], there: dict[Value, None]) -> list[Value]:
    read = set(values_in(*gs))
    for op in walk(Region((), tuple(ops), ())):
        read.update(values_in(*op.operands()))
        read.update(v for r in op.regions for v in values_in(*r.yields))
    return [v for v in there if v in read]


def whole_gradient(s: Any, v: Value) -> Operand:
    """The cotangent of a parameter with all its elements."""
    c = s.whole(s.take(v), v)
    if isinstance(v.type, Array) and not cot.same_shape(type_of(c.value), v.type):
        return s.b.emit("prim", runtime.unbroadcast, (c.value, prim(s.b, np.shape, (v,))), type=as_cotangent(v.type))
    return c.value


def seed_of(o: Operand, k: int) -> Value:
    name = o.name if isinstance(o, Value) and o.name else "out" if k == 0 else f"out{k}"
    return Value(f"{name}_bar", as_cotangent(type_of(o)))
