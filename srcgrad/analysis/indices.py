"""Whether two indices into one array name the same place, or surely different ones.

    u[i]   u[i]         the same
    u[i]   u[i + 1]     apart, where i cannot be negative (u[-1] is the last element, which may be the first)
    u[:b]  u[b:2 * b]   apart, where b is a size; nothing else is known of slices
"""
from __future__ import annotations

import operator

from srcgrad.ir.build import integer
from srcgrad.ir.dims import Dim, never_negative
from srcgrad.ir.nodes import Const, Function, Op, Operand, Seq, Value, walk
from srcgrad.ir.types import INT


class Indices:
    """definitions: of values; least: what the index of a counting loop is at least."""

    def __init__(self, function: Function):
        self.definitions: dict[Value, Op] = {}
        self.least: dict[Value, int] = {}
        for op in walk(function.body):
            self.definitions.update(dict.fromkeys(op.results, op))
            if op.kind in ("for", "each") and (low := self.lowest(op)) is not None:
                self.least[op.regions[0].params[0]] = low

    def apart(self, a: Operand, b: Operand) -> bool:
        return any(self.differ(p, q) for p, q in zip(leading(a), leading(b))) or slices_apart(a, b)

    def differ(self, a: Operand, b: Operand) -> bool:
        """Whether two whole numbers, each an index from the front, are different."""
        (v, p), (w, q) = self.offset(a), self.offset(b)
        if v is not w or p == q:
            return False
        low = 0 if v is None else self.least.get(v)
        return low is not None and ((low + p >= 0 and low + q >= 0) or (v is None and p < 0 and q < 0))

    def offset(self, o: Operand) -> tuple[Value | None, int]:
        """o as value + number."""
        if isinstance(o, Const):
            return None, o.value
        assert isinstance(o, Value)
        op = self.definitions.get(o)
        if op is not None and op.kind == "prim" and op.target in (operator.add, operator.sub):
            left, right = op.args
            if number(right) and isinstance(left, Value):
                v, k = self.offset(left)
                return v, k + (right.value if op.target is operator.add else -right.value)  # type: ignore[union-attr]
            if number(left) and isinstance(right, Value) and op.target is operator.add:
                v, k = self.offset(right)
                return v, k + left.value  # type: ignore[union-attr]
        return o, 0

    def lowest(self, op: Op) -> int | None:
        """What the index of a loop over a range is at least, where that is a known number."""
        over = op
        if op.kind == "each":
            made = self.definitions.get(op.args[0]) if isinstance(op.args[0], Value) else None
            if made is None or made.target is not range or len(made.args) != 3:
                return None
            over = made
        start, stop, step = over.args[:3]
        if number(step) and step.value > 0 and number(start):  # type: ignore[union-attr]
            return start.value  # type: ignore[union-attr, no-any-return]
        if number(step) and step.value < 0 and number(stop):  # type: ignore[union-attr]
            return stop.value + 1  # type: ignore[union-attr, no-any-return]
        return None


def same(a: Operand, b: Operand) -> bool:
    if isinstance(a, Seq) and isinstance(b, Seq):
        return a.cls is b.cls and len(a.items) == len(b.items) and all(map(same, a.items, b.items))
    if isinstance(a, Const) and isinstance(b, Const):
        return a.value is b.value or (type(a.value) is type(b.value) and isinstance(a.value, int | slice) and a.value == b.value)
    return a is b


def slices_apart(a: Operand, b: Operand) -> bool:
    """Whether on the first axis one ends where the other begins, or before."""
    p, q = ends(first_of(a)), ends(first_of(b))
    return p is not None and q is not None and (before(p, q) or before(q, p))


def before(p: tuple[Dim, Dim | None], q: tuple[Dim, Dim | None]) -> bool:
    return p[1] is not None and never_negative(q[0] - p[1])


def first_of(index: Operand) -> Operand:
    return index.items[0] if isinstance(index, Seq) and index.cls is tuple and index.items else index


def ends(o: Operand) -> tuple[Dim, Dim | None] | None:
    """Where a slice begins and ends, counted from the front; it may go on to the end of the axis."""
    if not isinstance(o, Seq) or o.cls is not slice or not is_none(o.items[2]):
        return None
    low = Dim.of(0) if is_none(o.items[0]) else integer(o.items[0])
    high = None if is_none(o.items[1]) else integer(o.items[1])
    known = low is not None and never_negative(low) and (high is not None or is_none(o.items[1]))
    return (low, high) if known and (high is None or never_negative(high)) else None  # type: ignore[return-value]


def is_none(o: Operand) -> bool:
    return isinstance(o, Const) and o.value is None


def leading(index: Operand) -> list[Operand]:
    """The whole numbers that an index begins with."""
    entries = index.items if isinstance(index, Seq) and index.cls is tuple else (index,)
    found = []
    for e in entries:
        if not (number(e) or (isinstance(e, Value) and e.type == INT)):
            break
        found.append(e)
    return found


def number(o: Operand) -> bool:
    return isinstance(o, Const) and type(o.value) is int and o.name is None
