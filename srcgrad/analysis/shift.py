"""Values that nothing depends on in the end: the maximum that is subtracted in logsumexp and softmax.

    m = np.max(x, axis=0)            m + d
    e = np.exp(x - m)                e * exp(-d)
    s = np.sum(e, axis=0)            s * exp(-d)
    r = m + np.log(s)                (m + d) + (log(s) - d): unchanged

The same holds of a factor: m * np.sqrt(np.sum((x / m)**2)). If m is moved by d, one number for each of its elements, every value
after it is unchanged, has a multiple of d added, is multiplied by the exponential of one, or is changed in a way that is not
followed. Where all that is returned, stored or branched on is unchanged, the derivative by m is zero identically, of any order,
and m needs no cotangent. How each primitive passes a change on is in `changes`.
"""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from srcgrad.analysis.changes import changed_prim, changed_read
from srcgrad.analysis.multiples import Change, Unknown, one, tags_of
from srcgrad.analysis.storage import Storage
from srcgrad.ir.nodes import Function, Op, Operand, Region, Value, values_in
from srcgrad.ir.types import Array, Scalar, may_vary
from srcgrad.rules.table import lookup

REDUCED = {np.max, np.min, np.amax, np.amin, np.ndarray.max, np.ndarray.min, max, min, np.nanmax, np.nanmin}


def shifts(function: Function, store: Storage) -> frozenset[Value]:
    """The results of max and min that may be moved without changing what the function returns."""
    found: set[Value] = set()
    for region, k in reductions(function.body):
        op = region.ops[k]
        if any(invariant(op.result, how, region, k, store) for how in ("add", "mul")):
            found.add(op.result)
    return frozenset(found)


def reductions(region: Region) -> list[tuple[Region, int]]:
    """Where each candidate is made: the region, and the number of its operation there."""
    out = []
    for k, op in enumerate(region.ops):
        if op.kind == "prim" and op.target in REDUCED and may_vary(op.result.type) and isinstance(op.result.type, Array | Scalar):
            out.append((region, k))
        for r in op.regions:
            out += reductions(r)
    return out


def invariant(m: Value, how: str, region: Region, k: int, store: Storage) -> bool:
    """Whether nothing changes where something is added to m ('add'), or m is multiplied by something ('mul')."""
    try:
        Walk(m, how, store).region(region, k + 1)
    except Unknown:
        return False
    return True


class Walk:
    """One candidate, moved; `changes` holds what becomes of each value that is not unchanged."""

    def __init__(self, m: Value, how: str, store: Storage):
        self.store = store
        self.changes: dict[Value, Change] = {m: Change(how, one(), tags_of(m.type))}

    def region(self, region: Region, start: int = 0) -> None:
        for op in region.ops[start:]:
            self.step(op)
        self.unchanged(*region.yields)

    def unchanged(self, *operands: Operand) -> None:
        if any(v in self.changes for v in values_in(*operands)):
            raise Unknown

    def step(self, op: Op) -> None:
        touched = any(v in self.changes for v in values_in(*op.operands()))
        if not touched:
            for r in op.regions:
                self.region(r)
            return
        how = HOW.get(op.kind)
        if how is None or len(op.results) != 1:
            raise Unknown
        if self.store.stores and any(r in self.store.stores for v in (op.result, *values_in(*op.operands()))
                                     if v in self.changes or v is op.result for r in self.store.of(v)):
            raise Unknown  # it is written in place: what it holds is not what was made here
        rule = lookup(op.target) if op.kind == "prim" else None
        if rule is not None and rule.kind == "zero":
            return
        change = how(op, self.changes, self.store)
        if change is not None:
            self.changes[op.result] = change


HOW: dict[str, Callable[[Op, dict[Value, Change], Storage], Change | None]] = {
    "prim": changed_prim, "view": changed_read, "load": changed_read}
