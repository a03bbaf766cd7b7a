"""Which storage is looked at under another name after it was written.

    row = u[0]                     row is a second name of part of u
    for i in range(n):
        y = f(row)                 row holds what u[i] held when it was named: it may be treated as a copy
        u[i + 1] = y               from here on row is stale …
        row = u[i + 1]             … and here it is named anew

A name that is never used while it is stale behaves like a copy, so that its cotangent may be a plain value that is added to the
buffer where the name was given. Only names that views do not mirror are asked about (`Flow.loose`).
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import Any

from srcgrad.ir.nodes import Function, Op, Operand, Region, Value, values_in

Pair = tuple[Value, Any]  # a name, and a root that it may look into


def used_when_stale(function: Function, roots: Mapping[Value, set[Any]], names: set[Value],
                    stores: Mapping[Any, Sequence[Op]]) -> set[Any]:
    """The roots that are read or written through one of `names` after a write under another name."""
    scan = Scan(roots, names, stores)
    scan.region(function.body)
    scan.read(function.body.yields)
    return scan.found


class Scan:
    """A walk in the order of execution; loops are walked until nothing more becomes stale."""

    def __init__(self, roots: Mapping[Value, set[Any]], names: set[Value], stores: Mapping[Any, Sequence[Op]]):
        self.roots, self.names = roots, names
        self.of_root: dict[Any, list[Value]] = defaultdict(list)
        for v in names:
            for r in roots.get(v, ()):
                self.of_root[r].append(v)
        self.written: dict[Op, list[Any]] = defaultdict(list)
        for r, ops in stores.items():
            for op in ops:
                self.written[op].append(r)
        self.stale: set[Pair] = set()
        self.found: set[Any] = set()

    def region(self, region: Region) -> None:
        for op in region.ops:
            if op.kind in ("for", "while", "each"):
                self.loop(op)
            elif op.regions:
                self.branches(op)
            else:
                self.read(op.operands())
                self.bind(op.results)
                self.write(op)

    def read(self, operands: Sequence[Operand]) -> None:
        self.found |= {r for v in values_in(*operands) for r in self.roots.get(v, ()) if (v, r) in self.stale}

    def write(self, op: Op) -> None:
        for r in self.written.get(op, ()):
            self.stale |= {(v, r) for v in self.of_root[r]}

    def bind(self, names: Sequence[Value]) -> None:
        """Names that are given anew."""
        self.stale -= {(v, r) for v in names for r in self.roots.get(v, ())}

    def branches(self, op: Op) -> None:
        """Of an `if` one region is run; of a `try` part of the first, then perhaps the second."""
        self.read(op.operands())
        at_entry, at_end, given = set(self.stale), set(self.stale), set()
        for region in op.regions:
            self.stale = set(at_end if op.kind == "try" else at_entry)
            self.bind(region.params)
            self.region(region)
            given |= self.sources(op.results, region.yields, self.stale)
            at_end |= self.stale
        self.stale = at_end
        self.bind(op.results)
        self.stale |= given

    def loop(self, op: Op) -> None:
        n = len(op.results)
        inits, body = op.args[len(op.args) - n:], op.regions[-1]
        self.read(op.args[:len(op.args) - n])
        at_entry = frozenset(self.stale)
        at_end: frozenset[Pair] = frozenset()
        seen = None
        while seen != at_end:
            seen = at_end
            self.stale = set(at_entry | at_end)
            for region in op.regions:
                params = region.params[len(region.params) - n:] if n else ()
                passed = self.sources(params, inits, at_entry) | self.sources(params, body.yields[1:], at_end)
                self.bind(region.params)
                self.stale |= passed
                self.region(region)
                if region is not body:
                    self.read(region.yields)
            self.read(body.yields[:1])
            at_end |= self.stale
        left = self.sources(op.results, inits, at_entry) | self.sources(op.results, body.yields[1:], at_end)
        self.stale = set(at_entry | at_end)
        self.bind(op.results)
        self.stale |= left

    def sources(self, targets: Sequence[Value], operands: Sequence[Operand], stale: Set[Pair]) -> set[Pair]:
        return {(t, r) for t, o in zip(targets, operands) if t in self.names
                for w in values_in(o) for r in self.roots.get(w, ()) if (w, r) in stale}
