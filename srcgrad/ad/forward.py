"""Forward mode: from a function to the same function with a tangent beside each active value.

    f(x):                    f(x, x_dot):
        y = g(x)                 y = g(x)
                                 y_dot = …x_dot…
        return y                 return y, y_dot

Requires a verified function; parameters that it writes are the caller's to copy. It may be a derivative itself.
"""
from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from srcgrad.ad.entry import counted_region as every_loop_counted
from srcgrad.ad.forward_calls import complete, forward_call, tangent_params
from srcgrad.ad.forward_facts import activity, analysed, reshaped
from srcgrad.ad.forward_lists import EFFECTS
from srcgrad.ad.forward_memory import (
    forward_grow,
    forward_index,
    forward_item,
    forward_new,
    forward_put,
    forward_shrink,
    forward_store,
)
from srcgrad.ad.forward_prims import forward_prim
from srcgrad.ad.forward_regions import forward_branches, forward_loop, forward_try
from srcgrad.ad.forward_siblings import Sibling, Siblings
from srcgrad.ad.forward_state import Tangents, dot_name
from srcgrad.ad.masks import facts
from srcgrad.ad.reverse import call_refused, exception, own
from srcgrad.ad.templates import prim
from srcgrad.analysis.activity import Activity
from srcgrad.analysis.callees import calls
from srcgrad.analysis.storage import Storage, storage
from srcgrad.errors.refusals import raise_all
from srcgrad.ir.group import everywhere
from srcgrad.ir.nodes import Function, Op, Operand, Region, Value, values_in
from srcgrad.ir.types import Array
from srcgrad.options import DEFAULT, Options


class Forward(Tangents):
    def run(self, region: Region) -> None:
        for op in region.ops:
            self.b.span = op.span
            FORWARD.get(op.kind, refused)(self, op)


def forward(function: Function, moved: Mapping[Value, Operand], params: Sequence[Value] | None = None,
            setup: Sequence[Op] = (), lines: tuple[str, ...] = (), options: Options = DEFAULT) -> Function:
    """`function` with tangents: it returns what it returned, followed by the tangent of each of that.

    moved    parameter (or the value of an `item` operation that takes an argument apart) -> its tangent
    params   further parameters of the new function; the values of `moved`, unless given
    setup    operations that take tangents out of containers, before everything else
    Raises all refusals at once.
    """
    function, store, active = analysed(with_counted_callees(function), list(moved), options.shift)
    s = started(function, store, active, moved, lines, options)
    if calls(function):
        s.siblings = siblings_of(function, active, lines, options)
    for op in setup:
        s.b.append(op)
    take_parameters(s)
    s.run(function.body)
    dots = tuple(result(s, o) for o in function.body.yields)
    if s.siblings is not None:
        s.siblings.finish()
        s.refusals += s.siblings.refusals
    raise_all(s.refusals)
    extra = tuple(dict.fromkeys(v for o in moved.values() for v in values_in(o))) if params is None else tuple(params)
    body = Region((*function.body.params, *extra), tuple(s.b.ops), (*function.body.yields, *dots))
    return replace(function, body=body)


def started(function: Function, store: Storage, active: Activity, moved: Mapping[Value, Operand], lines: tuple[str, ...],
            options: Options) -> Forward:
    exact, outside = reshaped(function, store)
    s = Forward(function, store, active, moved, exact, lines, options)
    for op in outside:
        if s.active(op.result):
            s.refuse(op, "SG305", "an argument of unknown memory layout is reshaped and written in place",
                     "copy it first")
    return s


# --- what is called ----------------------------------------------------------------------------------------------------
def with_counted_callees(function: Function) -> Function:
    return everywhere(function, lambda f: f if f is function else replace(f, body=every_loop_counted(f.body)))


def siblings_of(function: Function, active: Activity, lines: tuple[str, ...], options: Options) -> Siblings:
    """The functions with tangents that this one calls, directly or not."""
    def analyse(f: Function, inputs: list[int], outputs: list[int]) -> Activity:
        return activity(f, storage(f), [f.body.params[k] for k in inputs], [f.body.yields[k] for k in outputs])

    def run(siblings: Siblings, sibling: Sibling) -> None:
        f, found, moved = sibling.primal, sibling.facts, tangent_params(sibling)
        s = started(f, storage(f), found.activity, moved, lines, options)
        s.siblings = siblings
        take_parameters(s)
        s.run(f.body)
        complete(sibling, moved, s.b.ops, tuple(s.full(f.body.yields[k]) for k in found.outputs))
        siblings.refusals += s.refusals

    return Siblings(facts(function, active, analyse), run)


def take_parameters(s: Tangents) -> None:
    for p in s.function.body.params:
        if p in s.moved:
            s.dots[p] = s.moved[p]
            if isinstance(p.type, Array) and s.written(p):
                s.dots[p] = prim(s.b, np.ndarray.copy, (s.moved[p],), name=dot_name(p))
        elif s.active(p):
            s.settle(p, s.zero(p), s.mark())


def result(s: Tangents, o: Operand) -> Operand:
    """The tangent of what is returned; never the very array that the caller handed in."""
    t = s.full(o)
    handed_in = o not in s.moved and any(t is m for m in s.moved.values())
    if isinstance(t, Value) and isinstance(t.type, Array) and handed_in:
        return prim(s.b, np.ndarray.copy, (t,), name=t.name)
    return t


# --- the other operations --------------------------------------------------------------------------------------------
def forward_effect(s: Tangents, op: Op) -> None:
    target = op.target
    if isinstance(target, Hashable) and target in EFFECTS:
        EFFECTS[target](s, op)
        return
    refused_before = len(s.refusals)
    if op.results and callable(target):
        forward_prim(s, op)
    else:
        s.b.append(op)
    if callable(target) and not exception(target) and not own(target) and len(s.refusals) == refused_before:
        found = call_refused(op, s.active)
        if found is not None:
            s.refuse(op, "SG306", *found)


def forward_undef(s: Tangents, op: Op) -> None:
    s.b.append(op)
    if s.active(op.result):
        d = s.partner(op.result)
        s.b.append(Op("undef", None, (), (), (), (d,), op.span))
        s.dots[op.result] = d


def kept(s: Tangents, op: Op) -> None:
    s.b.append(op)


def refused(s: Tangents, op: Op) -> None:
    s.b.append(op)
    if any(s.active(v) for v in (*values_in(*op.operands()), *op.results)):
        s.refuse(op, "SG308", f"forward mode does not go through this ({op.kind})", "use grad or vjp")


FORWARD: dict[str, Callable[[Any, Op], None]] = {
    "prim": forward_prim, "effect": forward_effect, "undef": forward_undef, "note": kept,
    "view": forward_index, "load": forward_index, "store": forward_store,
    "new": forward_new, "item": forward_item, "put": forward_put, "grow": forward_grow, "shrink": forward_shrink,
    "if": forward_branches, "try": forward_try, "with": forward_branches,
    "call": forward_call, "for": forward_loop, "each": forward_loop, "while": forward_loop,
}
