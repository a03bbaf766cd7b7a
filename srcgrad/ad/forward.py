"""Forward mode: from a function to the same function with a tangent beside each active value.

    f(x):                    f(x, x_dot):
        y = g(x)                 y = g(x)
                                 y_dot = …x_dot…
        return y                 return y, y_dot

Requires a verified function; parameters that it writes are the caller's to copy. The function may be a derivative itself.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from srcgrad.ad.entry import counted, replace_regions
from srcgrad.ad.forward_lists import EFFECTS, LISTS, added_parts
from srcgrad.ad.forward_memory import forward_grow, forward_index, forward_item, forward_new, forward_put, forward_shrink, forward_store
from srcgrad.ad.forward_prims import forward_prim
from srcgrad.ad.forward_regions import forward_branches, forward_loop
from srcgrad.ad.forward_state import Tangents, dot_name
from srcgrad.ad.reverse import exception, printing
from srcgrad.ad.templates import prim
from srcgrad.analysis.activity import Activity, closure, edges
from srcgrad.analysis.storage import Root, Storage, storage
from srcgrad.errors import UnsupportedError
from srcgrad.errors.refusals import raise_all
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Value, values_in, walk
from srcgrad.ir.types import Array, may_vary
from srcgrad.rules.table import lookup

LAYOUT = {np.reshape, np.ndarray.reshape, np.ravel, np.ndarray.ravel, np.ascontiguousarray, np.asfortranarray, np.require}


class Forward(Tangents):
    def run(self, region: Region) -> None:
        for op in region.ops:
            self.b.span = op.span
            FORWARD.get(op.kind, refused)(self, op)


def forward(function: Function, moved: Mapping[Value, Operand], params: Sequence[Value] | None = None, setup: Sequence[Op] = (),
            lines: tuple[str, ...] = ()) -> Function:
    """`function` with tangents: it returns what it returned, followed by the tangent of each of that.

    moved    parameter (or the value of an `item` operation that takes an argument apart) -> its tangent
    params   further parameters of the new function; the values of `moved`, unless given
    setup    operations that take tangents out of containers, before everything else
    Raises all refusals at once.
    """
    function, store, active = analysed(function, list(moved))
    exact, outside = reshaped(function, store)
    s = Forward(function, store, active, moved, exact, lines)
    for op in outside:
        if s.active(op.result):
            s.refuse(op, "SG305", "an argument of unknown memory layout is reshaped and written in place", "copy it first")
    for op in setup:
        s.b.append(op)
    take_parameters(s)
    s.run(function.body)
    dots = tuple(result(s, o) for o in function.body.yields)
    raise_all(s.refusals)
    extra = tuple(dict.fromkeys(v for o in moved.values() for v in values_in(o))) if params is None else tuple(params)
    body = Region((*function.body.params, *extra), tuple(s.b.ops), (*function.body.yields, *dots))
    return replace(function, body=body)


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
    handed_in = isinstance(t, Value) and any(t is m for m in s.moved.values()) and o not in s.moved
    return prim(s.b, np.copy, (t,), name=t.name) if handed_in and isinstance(t, Value) and isinstance(t.type, Array) else t


# --- analyses ----------------------------------------------------------------------------------------------------------
def analysed(function: Function, inputs: list[Value]) -> tuple[Function, Storage, Activity]:
    """The facts; loops that walk a list of active values become counted ones first."""
    store = storage(function)
    active = activity(function, store, inputs)
    if any(op.kind == "each" for op in walk(function.body)):
        body = counted_region(function.body, active)
        if body is not function.body:
            return analysed(replace(function, body=body), inputs)
    return function, store, active


def counted_region(region: Region, active: Activity) -> Region:
    ops: list[Op] = []
    for op in region.ops:
        regions = tuple(counted_region(r, active) for r in op.regions)
        inner = op if all(a is b for a, b in zip(regions, op.regions)) else replace_regions(op, regions)
        walked = op.kind == "each" and any(active.active(v) for v in values_in(op.args[0]))
        ops += counted(inner) if walked else [inner]
    same = len(ops) == len(region.ops) and all(a is b for a, b in zip(ops, region.ops))
    return region if same else Region(region.params, tuple(ops), region.yields)


def activity(function: Function, store: Storage, inputs: list[Value]) -> Activity:
    """As for reverse mode, with the helpers that reverse sweeps use."""
    graph: dict[Any, set[Any]] = defaultdict(set)
    back: dict[Any, set[Any]] = defaultdict(set)
    more = [e for op in walk(function.body) for source, box in added_parts(op)
            for e in ((source, box), *((source, ("root", r)) for r in store.of(box)))]
    for source, target in (*edges(function, store), *more):
        graph[source].add(target)
        back[target].add(source)
    varied, origin = closure(graph, [v for v in inputs if may_vary(v.type)])
    useful, _ = closure(back, list(values_in(*function.body.yields)))
    return Activity(frozenset(varied), frozenset(useful), origin)


def reshaped(function: Function, store: Storage) -> tuple[frozenset[Root], list[Op]]:
    """The written roots that are reshaped, so that their tangents need their very layout; and reshapes of such that come from outside."""
    exact: set[Root] = set()
    outside: list[Op] = []
    for op in walk(function.body):
        if op.kind == "prim" and op.target.__hash__ is not None and op.target in LAYOUT and op.args:
            for v in values_in(op.args[0]):
                written = {r for r in store.of(v) if store.stores.get(r)}
                exact |= written
                if any(not isinstance(r, Value) or r in function.body.params for r in written):
                    outside.append(op)
    return frozenset(exact), outside


# --- the other operations ----------------------------------------------------------------------------------------------
def forward_effect(s: Tangents, op: Op) -> None:
    target = op.target
    if callable(target) and target in EFFECTS:
        EFFECTS[target](s, op)
    elif op.results and callable(target):
        forward_prim(s, op)
    else:
        s.b.append(op)
        unknown = callable(target) and lookup(target) is None and not exception(target) and not printing(target)
        if unknown and target not in LISTS and any(s.active(v) for v in values_in(*op.operands())):
            s.refusals.append(UnsupportedError(
                "SG306", "an active value is handed to a function that srcgrad knows nothing of", op.span, s.lines, path=s.path(op),
                help="wrap the value in srcgrad.stop_gradient(...), or call a function written in Python"))


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
    "prim": forward_prim, "effect": forward_effect, "view": forward_index, "load": forward_index, "store": forward_store,
    "new": forward_new, "item": forward_item, "put": forward_put, "grow": forward_grow, "shrink": forward_shrink,
    "if": forward_branches, "try": forward_branches, "with": forward_branches, "for": forward_loop, "each": forward_loop,
    "while": forward_loop, "undef": forward_undef, "note": kept,
}
__all__ = ["Const", "forward"]
