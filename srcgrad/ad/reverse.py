"""Reverse mode: from a function to its forward sweep with residuals, and the reverse sweep after it.

    f(x):                    f(x, out_bar):
        y = g(x)                 y = g(x)
        z = h(y)                 z = h(y)
        return z                 # backward
                                 y_bar = …out_bar…
                                 x_bar = …y_bar…
                                 return x_bar

Requires a verified function without `each` loops; ensures that the caller's arrays are not written (see `arguments.py`).
"""
from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from srcgrad.ad import memory, regions
from srcgrad.ad.algebra import pairs_of, simplified
from srcgrad.ad.calls import Pair, Pairs, Tidy, reverse_call, seed_of, split, whole_gradient
from srcgrad.ad.cotangents import Cotangent
from srcgrad.ad.inverses import with_inverses
from srcgrad.ad.masks import facts
from srcgrad.ad.prims import reverse_prim
from srcgrad.ad.residuals import Scope
from srcgrad.ad.sweep import Sweep
from srcgrad.analysis.activity import Activity, activity, differentiable
from srcgrad.analysis.callees import calls
from srcgrad.analysis.shift import shifts
from srcgrad.analysis.storage import Storage, storage
from srcgrad.errors import GradientCutWarning, UnsupportedError
from srcgrad.errors.refusals import raise_all
from srcgrad.ir.nodes import Function, Op, Operand, Region, Value, values_in, walk
from srcgrad.ir.types import AnyType, Array, DictType, ListType, Scalar, TupleType
from srcgrad.options import DEFAULT, Options
from srcgrad.rules.table import lookup

OVERLAPPING = (np.broadcast_to, np.broadcast_arrays)


CUTTING = {np.argmax, np.argmin, np.ndarray.argmax, np.ndarray.argmin, np.argsort, np.ndarray.argsort}


class Reverse(Sweep):
    """One reverse sweep over one function. `inputs`: the values whose cotangents are asked for."""

    def __init__(self, function: Function, store: Storage, active: Activity, inputs: Sequence[Value], lines: tuple[str, ...],
                 options: Options = DEFAULT):
        super().__init__(function, store, active, lines, options)
        self.inputs = frozenset(inputs)

    def reverse_ops(self, region: Region) -> None:
        for op in reversed(region.ops):
            self.b.span, self.at = op.span, op
            REVERSE.get(op.kind, nothing)(self, op)

    def drop(self, v: Value) -> None:
        self.bars.pop(v, None)

    @contextmanager
    def inside(self, scope: Scope) -> Iterator[None]:
        """Emit at the end of a scope that was left."""
        self.res.scopes.append(scope)
        self.b.stack.append(scope.ops)
        try:
            yield
        finally:
            self.b.stack.pop()
            self.res.scopes.pop()

    def partner(self, partner: Op, op: Op, old: Value, new: Value, read: Op, before: Value) -> None:
        """An operation that stands for part of what an in-place operation does: new = old * value."""
        places = self.store.places
        places.order[partner] = places.order[op] - 0.5  # type: ignore[assignment]
        places.path[partner] = places.path[op]
        self.res.stands_for[partner] = op
        self.activity = replace(self.activity, varied=self.activity.varied | {old, new}, useful=self.activity.useful | {old, new})
        if read.kind == "view" and isinstance(before.type, Array | AnyType):
            self.res.insert(read, op)
            copy = np.ndarray.copy if isinstance(before.type, Array) else np.copy
            self.res.insert(Op("prim", copy, (before,), (), (), (old,), op.span), op)
        else:
            self.res.insert(replace_results(read, old), op)
        after = Value("", before.type, op.span)
        if read.kind == "view" and isinstance(before.type, Array | AnyType):
            self.res.insert(replace_results(read, after), op, after=True)
            self.res.insert(Op("prim", copy, (after,), (), (), (new,), op.span), op, after=True)
        else:
            self.res.insert(replace_results(read, new), op, after=True)

    def path(self, op: Op) -> str:
        """x (argument 0) -> w (line 12) -> returned: how an input reaches an operation."""
        return active_path(self.activity, op, self.function)


def replace_results(op: Op, v: Value) -> Op:
    return Op(op.kind, op.target, op.args, op.kwargs, op.regions, (v,), op.span)


def active_path(active: Activity, op: Op, function: Function) -> str:
    start = next((v for v in values_in(*op.operands()) if v in active.varied), None)
    chain: list[str] = []
    v: Any = start
    while v is not None and len(chain) < 40:
        if isinstance(v, Value) and v.name:
            where = f" (line {v.span.line})" if v.span is not None and v not in function.body.params else ""
            text = v.name + where
            if not chain or chain[-1] != text:
                chain.append(text)
        v = active.origin.get(v)
    chain.reverse()
    if chain and chain[0].partition(" ")[0] in [p.name for p in function.body.params]:
        k = [p.name for p in function.body.params].index(chain[0].partition(" ")[0])
        chain[0] = f"{chain[0].partition(' ')[0]} (argument {k})"
    if len(chain) > 6:
        chain = [*chain[:2], "…", *chain[-3:]]
    return " -> ".join([*chain, "the result"]) if chain else ""


def nothing(s: Sweep, op: Op) -> None:
    """Operations that have no derivative: undef, effects, notes."""


def reverse_effect(s: Any, op: Op) -> None:
    if op.results and callable(op.target):
        reverse_prim(s, op)


REVERSE: dict[str, Callable[[Any, Op], None]] = {
    "prim": reverse_prim, "effect": reverse_effect, "view": memory.reverse_view, "load": memory.reverse_load,
    "store": memory.reverse_store, "new": memory.reverse_new, "item": memory.reverse_item, "put": memory.reverse_put,
    "grow": memory.reverse_grow, "shrink": memory.reverse_shrink, "if": regions.reverse_if, "for": regions.reverse_loop,
    "while": regions.reverse_loop, "try": regions.reverse_try, "with": regions.reverse_with, "call": reverse_call,
}


def reverse(function: Function, inputs: Sequence[Value], outputs: Sequence[Operand], seeds: Sequence[Operand],
            finish: Callable[[Any, list[Cotangent | None]], tuple[Operand, ...]], extra: Sequence[Value] = (),
            lines: tuple[str, ...] = (), options: Options = DEFAULT, tidy: Tidy = lambda f: f) -> Function:
    """The forward sweep of `function` and the reverse sweep from `seeds`, the cotangents of `outputs`.

    finish   gets the sweep and the cotangents of `inputs`, and gives what the new function returns
    extra    parameters of the new function besides those of the old one
    tidy     removes what is not needed of a function, before it is cut into its two sweeps
    Raises all refusals at once.
    """
    store = storage(function)
    cut = shifts(function, store) if options.shift else frozenset()
    active = activity(function, store, inputs, outputs, cut)
    warn_of_cuts(function, active)
    s = Reverse(function, store, active, inputs, lines, options)
    if calls(function):
        s.pairs = pairs_for(function, active, lines, options, tidy)
    for o, seed in zip(outputs, seeds):
        s.give(o, Cotangent(seed))
    s.reverse_ops(function.body)
    refuse_unknown(s, function)
    if s.pairs is not None:
        s.pairs.finish()
        s.refusals += s.pairs.refusals
    raise_all(s.refusals)
    found = [s.take(v) if active.active(v) or isinstance(v.type, TupleType) else None for v in inputs]
    yields = finish(s, found)
    forward = s.res.rebuilt()
    note = Op("note", "backward")
    backward = with_inverses(s.scope.ops) if options.factors else s.scope.ops
    backward = simplified(backward, yields, pairs_of(function.body.ops, store)) if options.algebra else backward
    body = Region((*function.body.params, *extra), (*forward, note, *backward), yields)
    return Function(function.name, body, function.span, function.notes)


def pairs_for(function: Function, active: Activity, lines: tuple[str, ...], options: Options, tidy: Tidy) -> Pairs:
    """The forward and reverse halves of what a function calls."""
    def analyse(f: Function, inputs: list[int], outputs: list[int]) -> Activity:
        return activity(f, storage(f), [f.body.params[k] for k in inputs], [f.body.yields[k] for k in outputs])

    def run(pairs: Pairs, pair: Pair) -> None:
        f, found = pair.primal, pair.facts
        inputs = [f.body.params[k] for k in found.inputs]
        s = Reverse(f, storage(f), found.activity, inputs, lines, options)
        s.pairs = pairs
        bars = tuple(seed_of(f.body.yields[k], k) for k in found.outputs)
        for k, bar in zip(found.outputs, bars):
            s.give(f.body.yields[k], Cotangent(bar))
        s.reverse_ops(f.body)
        refuse_unknown(s, f)
        pairs.refusals += s.refusals
        gs = tuple(whole_gradient(s, v) for v in inputs)
        split(pair, s.res.rebuilt(), s.scope.ops, bars, gs, tidy)

    return Pairs(facts(function, active, analyse), run)


def warn_of_cuts(function: Function, active: Activity) -> None:
    """GradientCutWarning, at the user's line, where a value turns into one without a derivative and the result needs it."""
    ops = [op for op in walk(function.body) if op.kind == "prim" and op.results]
    counted = {v for op in ops if any(r in active.useful for r in op.results) for v in differentiable(op)}
    for op in ops:
        varied = any(v in active.varied for v in values_in(*op.operands()))
        if op.span is not None and varied and op.result in counted and cuts(op):
            name = getattr(op.target, "__name__", "this")
            warnings.warn_explicit(f"the gradient ends at `{name}`, which is piecewise constant; if that is meant, put "
                                   "srcgrad.stop_gradient around its argument", GradientCutWarning, op.span.file, op.span.line)


def cuts(op: Op) -> bool:
    rule = lookup(op.target)
    to_int = op.target is np.ndarray.astype and isinstance(op.result.type, Array) and op.result.type.kind in "ib"
    return rule is not None and (rule.cuts or op.target in CUTTING or to_int)


def refuse_unknown(s: Reverse, function: Function) -> None:
    """What is handed to a function that nothing is known of may be changed there; so may what is shuffled. Of several views that
    overlap or come in a list, the cotangents cannot be views of one buffer."""
    for op in walk(function.body):
        if any(e.span is not None and e.span == op.span for e in s.refusals):
            continue
        if op.kind == "effect" and callable(op.target) and not exception(op.target) and not own(op.target):
            refuse_call(s, op)
        elif op.kind == "prim" and (op.target in OVERLAPPING or isinstance(op.result.type, ListType | TupleType)):
            refuse_views(s, op)
        else:
            refuse_numbers(s, op)


def refuse_numbers(s: Reverse, op: Op) -> None:
    """A number has no storage. Where it goes on under a name that may also stand for an array that is written, nothing finds its
    cotangent (but in a branch, which knows which of them it gave)."""
    for o, place in becoming(op):
        if isinstance(o, Value) and isinstance(o.type, Scalar) and s.activity.active(o) and s.store.mode(place) == "dynamic":
            s.refusals.append(UnsupportedError(
                "SG308", "this may be a number or an array that is written, which is known only at run time", op.span, s.lines,
                help="keep numbers and arrays apart: start with an array, np.zeros(n), or copy the array before it is written"))
            return


def becoming(op: Op) -> list[tuple[Operand, Value]]:
    """What goes on under the name of a place of unknown kind, and that place."""
    if op.kind in ("for", "while"):
        body, inits = op.regions[-1], op.args[3:] if op.kind == "for" else op.args
        carried = body.params[1:] if op.kind == "for" else body.params
        return [(o, p) for p, *ends in zip(carried, inits, body.yields[1:]) if isinstance(p.type, AnyType) for o in ends]
    box = op.result if op.kind == "new" and op.target is not tuple else op.args[0] if op.kind in ("put", "grow") else None
    if isinstance(box, Value) and isinstance(box.type, ListType | DictType):
        kind = box.type.element if isinstance(box.type, ListType) else box.type.value
        return [(o, box) for o in op.args] if isinstance(kind, AnyType) else []
    return []


def refuse_call(s: Reverse, op: Op) -> None:
    drawn = any(r in s.activity.useful for r in op.results)  # rng.permutation(x): x is of use through its result only
    found = call_refused(op, lambda v: s.activity.active(v) or (drawn and v in s.activity.varied))
    if found is not None:
        s.refusals.append(UnsupportedError("SG306", found[0], op.span, s.lines, help=found[1]))


def call_refused(op: Op, active: Callable[[Value], bool]) -> tuple[str, str] | None:
    """Why a function that is called for its effect may not get what it is given, and what to do instead."""
    rule, given = lookup(op.target), [v for v in values_in(*op.operands()) if active(v)]
    if rule is None:
        if any(not isinstance(v.type, Scalar) for v in given) or (given and not any(map(active, op.results))):
            return ("an active value is handed to a function that srcgrad knows nothing of",
                    "wrap the value in srcgrad.stop_gradient(...), or call a function written in Python")
    elif rule.kind == "zero" and not rule.pure and given:
        return (f"`{rule.name}` is handed an active value; its derivative is not followed",
                "draw the order first, and index with it: x[rng.permutation(len(x))]")
    elif rule.kind == "unsupported" and not rule.pure and not op.results and given:
        return (f"`{rule.name}` is not differentiated", rule.why)
    return None


def refuse_views(s: Reverse, op: Op) -> None:
    rule = lookup(op.target)
    how = rule.storage.partition(":")[0] if rule is not None else "unknown"
    if how in ("view", "maybe") and any(
            isinstance(v.type, Array | AnyType) and s.activity.active(v) and s.store.written_after(v, op, False)
            for v in values_in(*op.operands())):
        s.refusals.append(UnsupportedError(
            "SG305", f"`{rule.name if rule else op.target}` gives views of an array that is written later", op.span, s.lines,
            help="copy the array first, or take slices of it one by one"))


def exception(target: Any) -> bool:
    return isinstance(target, type) and issubclass(target, BaseException)


def own(target: Any) -> bool:
    """Helpers of srcgrad, and what only looks at what it is given."""
    return target in (print, repr, str, format) or str(getattr(target, "__module__", "")).startswith("srcgrad.runtime")
