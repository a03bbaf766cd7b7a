"""Large arrays that are not read again are written over, where what is computed from them is as large.

    z = logits - m              z = logits - m
    e = np.exp(z)         ->    np.exp(z, out=z)        no further array; nobody reads z after this line
    p_bar = e * s               z *= s

In the IR such an operation names the array it writes into: `%e = numpy.exp(%z, out=%z)`. Only operations that are statements of
their own are changed (NumPy does the same by itself for what is nested), only an array that was allocated in the same
region, that no view, container or later statement reads, and only where shape and dtype are known to be equal. The bits of the
result are the same.

Requires that all arrays of floats are float64. What is emitted is changed, not what is differentiated again.
"""
from __future__ import annotations

import bisect
import operator
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from srcgrad.analysis.storage import Storage, storage
from srcgrad.backend.plan import Plan, plan
from srcgrad.backend.purity import FORM_ONLY, is_pure
from srcgrad.backend.structure import LOOPS
from srcgrad.backend.uses import HINTS, Use, is_bar
from srcgrad.ir.nodes import Function, Op, Region, Value, map_operand, values_in
from srcgrad.ir.types import Array, Scalar, TupleType
from srcgrad.options import DEFAULT, Options
from srcgrad.record import dataclass
from srcgrad.rules.table import lookup

UFUNCS: dict[Any, Any] = {
    operator.add: np.add,
    operator.sub: np.subtract,
    operator.mul: np.multiply,
    operator.truediv: np.divide,
    operator.neg: np.negative,
}
COMMUTE = (np.add, np.multiply)
MOVED = 5  # operations that may be done earlier than they stand
MANY = 4  # large arrays, from which on one more is worth avoiding


@dataclass(frozen=True)
class Change:
    """`op` writes its result over `target`; what asks only for the form of that is given the result instead; `before`: what
    reads `target` and is done first."""

    op: Op
    target: Value
    forms: frozenset[Op]
    before: tuple[Op, ...] = ()


def with_reuse(function: Function, options: Options = DEFAULT) -> Function:
    """The function with operations in place."""
    search = Search(plan(function, options), storage(function))
    changes = {c.op: c for c in search.changes(function.body)}
    if not changes:
        return function
    renamed = {o: c for c in changes.values() for o in c.forms}
    return replace(function, body=rewritten(function.body, changes, renamed))


class Search:
    def __init__(self, found: Plan, store: Storage) -> None:
        self.plan, self.uses, self.store = found, found.uses, store
        self.taken: set[Value] = set()
        self.moved: set[Op] = set()  # and what else is spoken for
        self.shared: dict[Value, list[Value]] = {}
        for v, roots in store.roots.items():
            for r in roots:
                if isinstance(r, Value) and r is not v:
                    self.shared.setdefault(r, []).append(v)
        self.held = {r for inside in store.contents.values() for r in inside}
        self.starts, self.ends = self.lives()

    def lives(self) -> tuple[list[int], list[int]]:
        """Where arrays that may be large are made, and where they are last read; each in order."""
        made = {v: at for op, at in self.uses.start.items() if allocates(op) for v in op.results
                if may_be_large(v.type) and v not in self.plan.nested}
        read = [max([self.uses.start[u.op] if u.op is not None else self.uses.close[u.region] for u in self.uses.of[v]], default=at)
                for v, at in made.items()]
        return sorted(made.values()), sorted(read)

    def is_crowded(self, op: Op) -> bool:
        at = self.uses.start[op]
        return bisect.bisect_right(self.starts, at) - bisect.bisect_left(self.ends, at) > MANY

    def changes(self, region: Region) -> Iterator[Change]:
        for op in region.ops:
            for inner in op.regions:
                yield from self.changes(inner)
            found = self.change(op) if self.is_candidate(op) else None
            if found is not None:
                self.taken.add(found.target)
                self.moved |= {op, *found.before, *found.forms}
                yield found

    def is_candidate(self, op: Op) -> bool:
        """Whether an elementwise operation is a statement and gives a float array that may be large."""
        if op.kind != "prim" or op not in self.uses.kept or op in self.uses.guarded or op.kwargs or len(op.results) != 1:
            return False
        stands = op not in self.plan.silent or self.is_returned(op)
        return stands and is_elementwise(op) and may_be_large(op.result.type)

    def is_returned(self, op: Op) -> bool:
        """Whether an operation is printed inside `return`, where it may as well be a statement before it."""
        uses = self.uses.of[op.result]
        return len(uses) == 1 and uses[0].op is None and uses[0].region is self.uses.function.body

    def change(self, op: Op) -> Change | None:
        for v in op.args:
            if isinstance(v, Value) and v not in self.taken and self.is_owned(v, op):
                later = [u for u in self.uses.of[v] if self.is_after(u, op)]
                forms = frozenset(u.op for u in later if u.op is not None and is_form(u.op, v) and self.stands_after(u.op, op))
                before: list[Op] = []
                if all(u.op in forms or self.goes_before(u.op, op, before) for u in later) and \
                        all(not self.read_after(w, op) for w in self.shared.get(v, ())):
                    return Change(op, v, forms - set(before), tuple(before))
        return None

    def is_owned(self, v: Value, op: Op) -> bool:
        """Whether v is an array that its maker allocated in the region of `op`, as large as the result, and in nothing else."""
        maker = self.uses.maker.get(v)
        if maker is None or self.uses.home[maker] is not self.uses.home[op] or not same_form(v.type, op.result.type):
            return False
        if v in self.plan.nested and not (isinstance(op.target, np.ufunc) and maker.target in UFUNCS):
            return False
        if not self.reads_well(v, op):
            return False
        return allocates(maker) and self.store.of(v) == {v} and v not in self.held and v not in self.store.loose

    def reads_well(self, v: Value, op: Op) -> bool:
        """Whether the name of v may be that of the result; if not, y_bar = 2 * y reads better than np.multiply(y, 2, out=y)."""
        own = may_be_called(v, op.result, [u.op for u in self.uses.of[v]], op)
        if any(o.kind in LOOPS for o, _ in self.uses.path[self.uses.home[op]]):  # where arrays often are small
            return own and is_bar(v) == is_bar(op.result) and v not in self.plan.nested
        return op.target not in UFUNCS or own or v.name in ("", *HINTS) or self.is_crowded(op)

    def goes_before(self, reader: Op | None, op: Op, before: list[Op]) -> bool:
        """Whether a computation that stands after `op` may be done before it, of storage that is nowhere written; `before`: what
        has to go there, in order."""
        if reader in before:
            return True
        if reader is not None and self.uses.home.get(reader) is self.uses.home[op] and not self.stands_after(reader, op):
            return True  # it stands there already, and is no longer printed after the write
        if reader is None or reader in self.moved or self.uses.home.get(reader) is not self.uses.home[op] or len(before) > MOVED:
            return False
        if not self.is_movable(reader, op):
            return False
        for w in values_in(*reader.operands()):
            maker = self.uses.maker.get(w)
            if w is op.result or any(r in self.store.stores for r in self.store.of(w)):
                return False
            if maker is not None and self.uses.start[maker] > self.uses.start[op] and not self.goes_before(maker, op, before):
                return False
        before.append(reader)
        return True

    def is_movable(self, reader: Op, op: Op) -> bool:
        """Whether it is a computation of the same sweep that gives less than `op` does, and in storage of its own."""
        if reader.kind not in ("prim", "load", "item") or not is_pure(reader) or reader in self.uses.guarded:
            return False
        same_sweep = (self.uses.start[reader] < self.uses.turn) == (self.uses.start[op] < self.uses.turn)
        kind = reader.result.type
        less = isinstance(kind, Scalar | TupleType) or (isinstance(kind, Array) and kind.shape is not None and allocates(reader)
                                                        and len(kind.shape) < len(op.result.type.shape))  # type: ignore[attr-defined]
        return same_sweep and less

    def stands_after(self, other: Op, op: Op) -> bool:
        return self.uses.start[other] > self.uses.start[op]

    def read_after(self, v: Value, op: Op) -> bool:
        return any(self.is_after(u, op) for u in self.uses.of[v])

    def is_after(self, use: Use, op: Op) -> bool:
        """Whether the statement with a use stands after that of `op`."""
        while use.op is not None and use.op is not op and any(self.plan.nested.get(r) is use.op for r in use.op.results):
            uses = self.uses.of[use.op.result]
            if len(uses) != 1:
                return True
            use = uses[0]
        return use.op is None or self.uses.start[use.op] > self.uses.start[op]


def may_be_called(v: Value, result: Value, readers: list[Op | None], op: Op) -> bool:
    """Whether an array may have the name of what is written over it: it has none itself, and is not read as something else."""
    if v.name not in ("", result.name, *HINTS):
        return False
    return v.name == result.name or result.name in ("", *HINTS) or all(r is op for r in readers)


def is_elementwise(op: Op) -> bool:
    if op.target in UFUNCS:
        return True
    return isinstance(op.target, np.ufunc) and op.target.signature is None and op.target.nout == 1 and len(op.args) == op.target.nin


def may_be_large(t: Any) -> bool:
    return isinstance(t, Array) and t.kind == "f" and bool(t.shape) and any(d.number is None for d in t.shape)


def same_form(a: Any, b: Any) -> bool:
    return isinstance(a, Array) and a.kind == b.kind and a.shape is not None and len(a.shape) == len(b.shape) and \
        all(p == q for p, q in zip(a.shape, b.shape))


def allocates(op: Op) -> bool:
    if op.kind == "load":
        return True
    rule = lookup(op.target) if op.kind == "prim" else None
    return rule is not None and rule.storage == "fresh"


def is_form(op: Op, v: Value) -> bool:
    return op.kind == "prim" and id(op.target) in FORM_ONLY and op.args[:1] == (v,)


def rewritten(region: Region, changes: dict[Op, Change], forms: dict[Op, Change]) -> Region:
    moved = {o for c in changes.values() for o in c.before}
    ops: list[Op] = []
    for op in region.ops:
        if op in changes:
            ops += [operation(o, changes, forms) for o in changes[op].before]
        if op not in moved:
            ops.append(operation(op, changes, forms))
    return Region(region.params, tuple(ops), region.yields)


def operation(op: Op, changes: dict[Op, Change], forms: dict[Op, Change]) -> Op:
    if op in changes:
        target = changes[op].target
        function = UFUNCS.get(op.target, op.target)
        args = op.args
        if function in COMMUTE and args[0] is not target:
            args = args[::-1]
        return Op("prim", function, args, (("out", target),), (), op.results, op.span)
    args = op.args
    if op in forms:
        c = forms[op]
        args = tuple(map_operand(o, lambda v: c.op.result if v is c.target else v) for o in args)
    return Op(op.kind, op.target, args, op.kwargs, tuple(rewritten(r, changes, forms) for r in op.regions), op.results, op.span)
