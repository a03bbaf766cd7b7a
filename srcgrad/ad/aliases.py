"""What may share storage among the values of a reverse sweep, before it is a function: whether a write is in the way."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from srcgrad.ir.nodes import Op, Value, values_in, walk
from srcgrad.ir.types import Array, Scalar
from srcgrad.rules.table import lookup

Origins = frozenset[Value]


class Aliases:
    """The origins of a value: those whose storage it may be. What comes out of a region, or of a helper that is called for its
    effect, may be anything (None)."""

    def __init__(self, ops: Sequence[Op]):
        self.made: dict[Value, Op] = {}
        for op in ops:
            for inner in (op, *(i for r in op.regions for i in walk(r))):
                self.made.update(dict.fromkeys(inner.results, inner))
                for r in inner.regions:
                    self.made.update(dict.fromkeys(r.params, inner))
        self.known: dict[Value, Origins | None] = {}

    def of(self, v: Value) -> Origins | None:
        if isinstance(v.type, Scalar):
            return frozenset()
        if v not in self.known:
            self.known[v] = self.found(v)
        return self.known[v]

    def found(self, v: Value) -> Origins | None:
        op = self.made.get(v)
        if op is None:
            return frozenset((v,))
        if op.kind == "view":
            return self.of_all(values_in(op.args[0]))
        if op.kind == "load":
            return frozenset((v,))
        rule = lookup(op.target) if op.kind == "prim" else None
        if rule is None or not isinstance(v.type, Array):
            return None
        if rule.storage == "fresh":
            return frozenset((v,))
        shared = self.of_all(values_in(*op.operands()))
        return None if shared is None else shared | {v}

    def of_all(self, values: Iterable[Value]) -> Origins | None:
        found = [self.of(v) for v in values]
        return None if any(f is None for f in found) else frozenset().union(*(f for f in found if f is not None))

    def written(self, op: Op, between: Sequence[Op]) -> bool:
        """Whether what an operation reads may be written by one of these."""
        reads = self.of_all(values_in(*op.operands()))
        for b in between:
            if b.regions or b.kind in ("effect", "grow", "shrink", "put", "call"):
                return True
            if b.kind == "store":
                target = self.of_all(values_in(b.args[0]))
                if reads is None or target is None or reads & target:
                    return True
        return False
