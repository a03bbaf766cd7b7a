"""What forward mode has to know beforehand: what is active, and whose tangents need the layout of their primal.

Whether `y.reshape(-1)` is a view or a copy depends on the strides of y. If either is written, the same has to be
true of y_dot.reshape(-1): the tangent is then allocated like its primal.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from srcgrad.ad.entry import counted, replace_regions
from srcgrad.ad.forward_lists import added_parts
from srcgrad.analysis.activity import Activity, closure, edges
from srcgrad.analysis.shift import shifts
from srcgrad.analysis.storage import Root, Storage, storage
from srcgrad.ir.nodes import Function, Op, Operand, Region, Value, values_in, walk
from srcgrad.ir.types import may_vary

LAYOUT = {np.reshape, np.ndarray.reshape, np.ravel, np.ndarray.ravel, np.ascontiguousarray, np.asfortranarray,
          np.require}


def analysed(function: Function, inputs: list[Value], shift: bool = True) -> tuple[Function, Storage, Activity]:
    """The facts; loops that walk a list of active values become counted ones first."""
    store = storage(function)
    active = activity(function, store, inputs, cut=shifts(function, store) if shift else frozenset())
    if any(op.kind == "each" for op in walk(function.body)):
        body = counted_region(function.body, active)
        if body is not function.body:
            return analysed(replace(function, body=body), inputs, shift)
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


def activity(function: Function, store: Storage, inputs: list[Value], outputs: Sequence[Operand] | None = None,
             cut: frozenset[Value] = frozenset()) -> Activity:
    """As for reverse mode, with the helpers that reverse sweeps use."""
    graph: dict[Any, set[Any]] = defaultdict(set)
    back: dict[Any, set[Any]] = defaultdict(set)
    more = [e for op in walk(function.body) for source, box in added_parts(op)
            for e in ((source, box), *((source, ("root", r)) for r in store.of(box)))]
    for source, target in (*edges(function, store), *more):
        if source not in cut:
            graph[source].add(target)
            back[target].add(source)
    varied, origin = closure(graph, [v for v in inputs if may_vary(v.type)])
    useful, _ = closure(back, list(values_in(*(function.body.yields if outputs is None else outputs))))
    return Activity(frozenset(varied), frozenset(useful), origin)


def reshaped(function: Function, store: Storage) -> tuple[frozenset[Root], list[Op]]:
    """The written roots that are reshaped, whose tangents need the same layout; the reshapes of such from outside."""
    exact: set[Root] = set()
    outside: list[Op] = []
    for op in walk(function.body):
        if op.kind == "prim" and isinstance(op.target, Hashable) and op.target in LAYOUT and op.args:
            for v in values_in(op.args[0]):
                written = {r for r in store.of(v) if store.stores.get(r)}
                exact |= written
                if any(not isinstance(r, Value) or r in function.body.params for r in written):
                    outside.append(op)
    return frozenset(exact), outside
