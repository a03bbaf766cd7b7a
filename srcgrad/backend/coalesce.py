"""Which values share one variable, so that no copies are printed that a person would not write.

    s = 0.0                        %s (first, parameter, next, result of the loop) are one variable
    for i in range(n):
        s = s + x[i]

A copy is saved by joining the classes of both its sides, where they are never alive at the same time and the user did
not give them different names.
"""

from __future__ import annotations

from srcgrad.backend.liveness import Liveness
from srcgrad.backend.purity import out_of
from srcgrad.backend.ranges import Ranges, add, meet
from srcgrad.backend.reuse import may_be_called
from srcgrad.backend.structure import LOOPS, is_unbound
from srcgrad.backend.uses import HINTS, is_bar
from srcgrad.ir.nodes import Op, Operand, Value


class Classes:
    """A partition of the variables. `names[c]`: the names that its members were given, hints left out."""

    def __init__(self, live: Liveness) -> None:
        self.live = live
        self.parent: dict[Value, Value] = {}
        self.ranges: dict[Value, Ranges] = {v: list(r) for v, r in live.ranges.items()}
        self.params = set(live.plan.uses.function.body.params)
        self.names: dict[Value, set[str]] = {v: {v.name} - {"", *HINTS} for v in self.ranges}
        self.pinned = {v for v in self.ranges if v in self.params}
        for d, s in [*self.wanted(), *self.in_place()]:
            self.join(d, s)
        self.none = self.bound_to_none()

    def of(self, v: Value) -> Value:
        """The value that stands for the class of v."""
        v = self.live.one(v)
        while v in self.parent:
            v = self.parent[v]
        return v

    def wanted(self) -> list[tuple[Value, Value]]:
        """The copies between variables: the backs of loops first, then what loops start from, then arms."""
        found = []
        start = self.live.plan.uses.start
        for (op, part), copies in self.live.copies.items():
            rank = 2 if op.kind not in LOOPS else 1 if part is None else 0
            for k, (d, s) in enumerate(copies):
                if isinstance(s, Value) and s not in self.live.plan.nested:
                    found.append(((s.name != d.name, rank, start[op], part or 0, k), d, s))
        return [(d, s) for _, d, s in sorted(found, key=lambda f: f[0])]

    def in_place(self) -> list[tuple[Value, Value]]:
        """What is written over an array, and that array, where its name is free to say what it holds now."""
        found, uses = [], self.live.plan.uses
        for op in uses.start:
            s, d = out_of(op), op.results[0] if op.results else None
            if isinstance(s, Value) and d is not None and is_bar(d) == is_bar(s):
                if may_be_called(s, d, [u.op for u in uses.of[s]], op):
                    found.append((d, s))
        return found

    def join(self, d: Value, s: Value) -> None:
        a, b = self.of(d), self.of(s)
        if a is b or {a, b} & self.live.caught or not self.agree(a, b) or self.meet(a, b):
            return
        keep, gone = (b, a) if b in self.pinned else (a, b)
        self.parent[gone] = keep
        add(self.ranges.setdefault(keep, []), self.ranges.pop(gone, []))
        self.names[keep] = self.names.get(keep, set()) | self.names.pop(gone, set())

    def meet(self, a: Value, b: Value) -> bool:
        """Whether two classes are alive at the same time."""
        return meet(self.ranges.get(a, []), self.ranges.get(b, []))

    def agree(self, a: Value, b: Value) -> bool:
        """Whether two classes may have one name."""
        p, q = self.names.get(a, set()), self.names.get(b, set())
        if a in self.pinned and b in self.pinned:
            return False
        if not p or not q or p == q:
            return True
        ours = all(n.endswith(("_bar", "_dot")) for n in p | q)
        return ours and a not in self.pinned and b not in self.pinned

    # --- variables that may be unbound --------------------------------------------------------------------------------
    def bound_to_none(self) -> set[Value]:
        """The classes that get None where they would be left unbound, since something takes them along without
        looking."""
        live = self.live
        pairs = [(d, s) for copies in live.copies.values() for d, s in copies]
        maybe = {live.one(d) for d, s in pairs if self.is_unbound(s)}
        grown = True
        while grown:
            more = {live.one(d) for d, s in pairs if isinstance(s, Value) and live.one(s) in maybe} - maybe
            maybe |= more
            grown = bool(more)
        taken: set[Value] = set()
        for op in live.plan.uses.kept:
            nested = len(op.results) == 1 and op.result in live.plan.nested
            if carries(op) and (nested or op not in live.plan.silent):
                taken |= live.read(*op.operands())
        for d, s in pairs:
            if not self.is_unbound(s) and not (isinstance(s, Value) and self.of(s) is self.of(d)):
                taken |= live.read(s)
        return {self.of(v) for v in taken & maybe}

    def is_unbound(self, o: Operand) -> bool:
        op = self.live.plan.nested.get(o) if isinstance(o, Value) else None
        return is_unbound(o) or o in self.live.exits.unbound or (op is not None and op.kind == "undef")


def carries(op: Op) -> bool:
    """Whether an operation hands its operands on unread."""
    return op.kind in ("grow", "put", "new")
