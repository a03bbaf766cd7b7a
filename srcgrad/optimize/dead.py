"""Remove what nothing that is returned, raised or printed depends on.

    z = x @ w           (nobody reads z)      ->
    t = x * 2.0                                     t = x * 2.0
    return t                                        return t

Writes count as reads of what they change, if that is read. Requires a verified function that writes into nothing that the
caller sees.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import srcgrad.runtime as runtime
from srcgrad.analysis.callees import effects
from srcgrad.analysis.storage import WRITES, Storage, storage
from srcgrad.ir.nodes import Function, Op, Region, Value, values_in, walk
from srcgrad.optimize.slots import with_used_slots

DROPPED = {runtime.shadow_of, runtime.take_apart, runtime.take_shadow, runtime.take_whole, runtime.Shadows}


def without_dead(function: Function, kept: Sequence[Value] = ()) -> Function:
    """`kept`: values that are asked for although nothing here reads them."""
    live = Live(function, storage(function))
    live.use(*kept)
    live.settle()
    return replace(function, body=live.region(function.body))


def without_dead_slots(function: Function) -> Function:
    """Without what is dead, on tapes too."""
    function = without_dead(function)
    narrow = with_used_slots(function)
    return function if narrow is function else without_dead(narrow)


class Live:
    def __init__(self, function: Function, store: Storage):
        self.function, self.store = function, store
        self.values: set[Value] = set()
        self.roots: set[Any] = set()
        self.ops: set[Op] = set()
        self.around = store.places.path
        self.all_ops = list(walk(function.body))
        tried = (op for op in self.all_ops if op.kind == "try")
        self.guarded = {i for op in tried for i in walk(op.regions[0])}  # whether one of these raises decides what follows

    def settle(self) -> None:
        self.use(*self.function.body.yields)
        size = -1
        while size != len(self.ops) + len(self.values):
            size = len(self.ops) + len(self.values)
            for op in reversed(self.all_ops):
                if op.regions:
                    self.regions(op)
                elif op not in self.ops and self.needed(op):
                    self.keep(op)

    def use(self, *operands: Any) -> None:
        for v in values_in(*operands):
            if v not in self.values:
                self.values.add(v)
                roots = self.store.of(v)
                self.roots |= roots
                for r in roots:
                    self.roots |= self.store.contents.get(r, frozenset())

    def needed(self, op: Op) -> bool:
        if op in self.guarded or any(r in self.values for r in op.results):
            return True
        if op.kind == "effect":
            return op.target not in DROPPED
        if op.kind == "note":
            return True
        if op.kind == "call":
            return any(e.target not in DROPPED for e in effects(op.target))
        return op.kind in WRITES and any(r in self.roots for v in values_in(op.args[0]) for r in self.store.of(v))

    def keep(self, op: Op) -> None:
        self.ops.add(op)
        self.use(*op.operands())
        for outer, _ in self.around[op]:
            if outer not in self.ops:
                self.keep_region_op(outer)

    def keep_region_op(self, op: Op) -> None:
        self.ops.add(op)
        if op.kind == "for":
            self.use(*op.args[:3])
        elif op.kind in ("if", "each", "with"):
            self.use(op.args[0])
        if op.kind == "while":
            self.use(op.regions[0].yields[0])
        if op.kind in ("for", "each", "while"):
            self.use(op.regions[-1].yields[0])

    def regions(self, op: Op) -> None:
        if op not in self.ops and (op in self.guarded or any(r in self.values for r in op.results)):
            self.keep_region_op(op)
        if op not in self.ops:
            return
        for k in self.live_results(op):
            if op.kind in ("for", "each", "while"):
                self.use(op.args[len(op.args) - len(op.results) + k], op.regions[-1].yields[1 + k])
            else:
                self.use(*(r.yields[k] for r in op.regions if k < len(r.yields)))

    def live_results(self, op: Op) -> list[int]:
        keep = []
        for k, r in enumerate(op.results):
            params = []
            if op.kind in ("for", "each", "while"):
                params = [region.params[len(region.params) - len(op.results) + k] for region in op.regions]
            if r in self.values or any(p in self.values for p in params) or (op.kind == "try" and k < 2):
                keep.append(k)
        return keep

    # --- what is left ------------------------------------------------------------------------------------------------
    def region(self, region: Region) -> Region:
        return Region(region.params, tuple(self.op(o) for o in region.ops if o in self.ops), region.yields)

    def op(self, op: Op) -> Op:
        if not op.regions:
            return op
        keep = self.live_results(op)
        n = len(op.results)
        loop = op.kind in ("for", "each", "while")
        regions = []
        for k, r in enumerate(op.regions):
            inner = self.region(r)
            params, yields = inner.params, inner.yields
            if loop:
                fixed = len(params) - n
                params = (*params[:fixed], *(params[fixed + j] for j in keep))
                if not (op.kind == "while" and k == 0):
                    yields = (yields[0], *(yields[1 + j] for j in keep))
            else:
                yields = tuple(yields[j] for j in keep)
            regions.append(Region(params, inner.ops, yields))
        args = op.args
        if loop:
            fixed = len(args) - n
            args = (*args[:fixed], *(args[fixed + j] for j in keep))
        return Op(op.kind, op.target, args, op.kwargs, tuple(regions), tuple(op.results[j] for j in keep), op.span)
