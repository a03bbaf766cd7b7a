"""What the reverse sweep needs of the forward sweep, and how it gets there.

A value of the straight-line part is simply used by its name. One from inside a branch becomes a further result of the
branch. One from inside a loop goes into the loop's tape: one list a loop, one tuple a turn. What is cheap to say again (an
element of an array that nobody writes, arithmetic on numbers) is said again instead: of a loop `recording.py` decides that. A value
whose storage is written later is copied where it is needed.
"""
from __future__ import annotations

import operator
from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np

from srcgrad.ad.repeatable import boxed, repeatable
from srcgrad.analysis.places import LOOPS, Path
from srcgrad.analysis.storage import Storage
from srcgrad.ir.build import Builder
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, map_operand, values_in
from srcgrad.ir.types import AnyType, Array, DictType, ListType, Scalar, TupleType, is_reference
from srcgrad.record import dataclass
from srcgrad.rules.table import lookup

UNDEFINED = Const(None, "<unbound>")


@dataclass(eq=False)
class Scope:
    """One region while it is reversed. `ops`: of its reverse; `bound`: primal values as the reverse code sees them."""

    op: Op | None
    arm: int
    ops: list[Op]
    bound: dict[Value, Operand] = field(default_factory=dict)
    wanted: list[tuple[Value, Value, int]] = field(default_factory=list)  # of a loop: a value, its reverse name, its first use
    taped: list[Value] = field(default_factory=list)
    fields: list[Value] = field(default_factory=list)
    index: Value | None = None  # of a `for`: its index, and below the reverse loop's
    again: Value | None = None
    exits: bool = False
    bars: dict[Any, Any] = field(default_factory=dict)
    parts: dict[Value, list[Any]] = field(default_factory=dict)  # what the cotangent of an array has got for parts of it
    filled: dict[Value, list[Operand]] = field(default_factory=dict)  # the parts of a buffer that are not zero yet


class Residuals:
    def __init__(self, function: Function, store: Storage, b: Builder):
        self.function, self.store, self.b = function, store, b
        self.places = store.places
        self.home: dict[Value, Path] = dict(store.places.home)
        self.definitions = dict(store.definitions)
        self.before: dict[Op, list[Op]] = {}
        self.after: dict[Op, list[Op]] = {}
        self.extra: dict[Op, list[tuple[int, Value, Value]]] = {}
        self.tapes: dict[Op, tuple[Value, Scope]] = {}
        self.made: dict[Op, list[Value]] = {}  # the tapes that are made before a loop: its own, and those of loops in it
        self.counters: dict[Op, Value] = {}
        self.saved: dict[Any, Value] = {}
        self.stands_for: dict[Op, Op] = {}
        self.replaced: dict[Op, list[Op]] = {}  # by what the forward sweep does instead
        self.scopes: list[Scope] = []

    # --- what the reverse code asks for ----------------------------------------------------------------------------------
    def need(self, o: Operand) -> Operand:
        """The operand as reverse code can name it here."""
        return map_operand(o, self.fetch)

    def of_shape(self, o: Operand) -> Operand:
        """The operand, or another of its shape that is quicker to have: an elementwise result has the shape of an operand."""
        while isinstance(o, Value) and not o.name and (op := self.definitions.get(o)) is not None and op.kind == "prim":
            rule = lookup(op.target)
            alike = [a for a in op.args if isinstance(a, Value) and equal_shapes(a.type, o.type)]
            if rule is None or rule.kind != "elementwise" or not alike:
                break
            o = next((a for a in alike if a.name), alike[0])
        if isinstance(o, Value) and isinstance(o.type, Array) and self.inside_loop(o) and o.type.shape is not None:
            o = self.lasting.get(tuple(d.canonical() for d in o.type.shape), o)
        return self.need(o)

    def inside_loop(self, v: Value) -> bool:
        """Whether the reverse code would have to be left a value by a loop."""
        path = self.home.get(v, ())
        return any(op.kind in LOOPS for op, _ in path) and v not in self.scopes[len(path)].bound

    @cached_property
    def lasting(self) -> dict[tuple[Dim, ...], Value]:
        """For a shape: an array outside of all loops and branches that has it."""
        found: dict[tuple[Dim, ...], Value] = {}
        for v in (*self.function.body.params, *(v for op in self.function.body.ops for v in op.results)):
            if isinstance(v.type, Array) and v.type.shape is not None:
                found.setdefault(tuple(d.canonical() for d in v.type.shape), v)
        return found

    def fetch(self, v: Value) -> Operand:
        path = self.home.get(v)
        if not path:
            return v
        depth = len(path)
        scope = self.scopes[depth] if depth < len(self.scopes) else None
        if scope is None or scope.op is not path[-1][0] or scope.arm != path[-1][1]:
            raise AssertionError(f"{v!r} is needed outside of the region that defines it")
        if v not in scope.bound:
            scope.bound[v] = self.bring(v, scope)
        return scope.bound[v]

    def bring(self, v: Value, scope: Scope) -> Operand:
        assert scope.op is not None
        if v is scope.index:
            if not scope.exits:
                scope.again = scope.again or Value(v.name, v.type, v.span)
                return scope.again
        if scope.op.kind in LOOPS:
            out = Value(v.name, v.type, v.span)
            scope.wanted.append((v, out, len(scope.ops)))
            return out
        if self.cheap(v):
            return self.said_again(v, scope)
        result = Value(v.name, v.type, v.span)
        self.extra.setdefault(scope.op, []).append((scope.arm, v, result))
        self.home[result] = self.home[v][:-1]
        return self.fetch(result)

    def cheap(self, v: Value, left: int = 4) -> bool:
        """Whether a value is quicker to compute again than to keep, and can be: all that it is made of is at hand."""
        op = self.definitions.get(v)
        if op is None or left == 0 or not self.b.options.again or not repeatable(v, self.definitions, self.store):
            return False
        if op.kind == "prim" and isinstance(v.type, Scalar) and v.type.kind == "f":
            left = 1 if not boxed(v, self.definitions) else 0  # of what is there already
        return left > 0 and all(self.at_hand(w, left) for w in values_in(*op.operands()))

    def at_hand(self, w: Value, left: int) -> bool:
        path = self.home.get(w, ())
        if not path:
            return True
        scope = self.scopes[len(path)]
        return w in scope.bound or w is scope.index or self.cheap(w, left - 1)

    def said_again(self, v: Value, scope: Scope) -> Operand:
        """Compute a value once more, where it was computed: further out it might raise, in a turn or branch that is never run."""
        op = self.definitions[v]
        args = tuple(self.need(a) for a in op.args)
        out = Value(v.name, v.type, v.span)
        scope.ops.append(Op(op.kind, op.target, args, op.kwargs, (), (out,), op.span))
        return out

    def content(self, o: Operand, op: Op, after: bool = False) -> Operand:
        """The operand with the content that it has at `op`: a copy where that is overwritten later."""
        return self.need(map_operand(o, lambda v: self.snapshot(v, op, after)))

    def snapshot(self, v: Value, op: Op, after: bool) -> Value:
        if not is_reference(v.type) or not self.store.written_after(v, op, not after):
            return v
        key = (v, op, after)
        if key not in self.saved:
            self.saved[key] = self.copy(v, op, after)
        return self.saved[key]

    def copy(self, v: Value, op: Op, after: bool = False) -> Value:
        out = Value(v.name, v.type, v.span)
        target: Any = {ListType: list, DictType: dict}.get(type(v.type), np.ndarray.copy)  # type: ignore[arg-type]
        if isinstance(v.type, AnyType):
            target = np.copy
        self.insert(Op("prim", target, (v,), (), (), (out,), op.span), op, after)
        return out

    def insert(self, new: Op, op: Op, after: bool = False) -> None:
        """Put an operation into the forward sweep, before or after another."""
        op = self.stands_for.get(op, op)
        (self.after if after else self.before).setdefault(op, []).append(new)
        for r in new.results:
            self.home[r] = self.places.path[op]

    def nest(self, op: Op) -> Op:
        """The outermost loop around an operation: a list that is made before it holds the turns of all runs of an inner loop, one
        after the other. Not one around a `try`: what was pushed there before it failed would be left."""
        found = op
        for outer, _ in reversed(self.places.path[op]):
            if outer.kind == "try":
                break
            found = outer if outer.kind in LOOPS else found
        return found

    # --- the forward sweep with its residuals ------------------------------------------------------------------------------
    def rebuilt(self) -> tuple[Op, ...]:
        return self.region(self.function.body).ops

    def region(self, region: Region) -> Region:
        ops: list[Op] = []
        for op in region.ops:
            ops += self.before.get(op, [])
            ops += self.operation(op)
            ops += self.after.get(op, [])
        return Region(region.params, tuple(ops), region.yields)

    def operation(self, op: Op) -> list[Op]:
        if not op.regions:
            return self.replaced.get(op, [op])
        regions = [self.region(r) for r in op.regions]
        results = list(op.results)
        args = op.args
        ops: list[Op] = []
        for arm, v, result in self.extra.get(op, []):
            results.append(result)
            regions = [Region(r.params, r.ops, (*r.yields, v if k == arm else UNDEFINED)) for k, r in enumerate(regions)]
        ops += [Op("new", list, (), (), (), (tape,), op.span) for tape in self.made.get(op, ())]
        if op in self.tapes:
            tape, scope = self.tapes[op]
            regions[-1] = with_push(regions[-1], tape, scope.taped)
        if op in self.counters:
            args, regions, results = self.counted(op, args, regions, results)
        ops.append(Op(op.kind, op.target, args, op.kwargs, tuple(regions), tuple(results), op.span))
        return ops

    def counted(self, op: Op, args: Any, regions: list[Region], results: list[Value]) -> Any:
        """A loop that counts its turns."""
        count, total, more = (Value("turns", Scalar("i")) for _ in range(3))
        body = regions[-1]
        total = self.counters[op]
        add = Op("prim", operator.add, (count, Const(1)), (), (), (more,), op.span)
        regions[-1] = Region((*body.params, count), (*body.ops, add), (*body.yields, more))
        if op.kind == "while":
            regions[0] = Region((*regions[0].params, Value("turns", Scalar("i"))), regions[0].ops, regions[0].yields)
        return (*args, Const(0)), regions, [*results, total]


def equal_shapes(a: Any, b: Any) -> bool:
    return isinstance(a, Array) and isinstance(b, Array) and a.shape is not None and b.shape is not None and \
        len(a.shape) == len(b.shape) and all(p == q for p, q in zip(a.shape, b.shape))


def with_push(body: Region, tape: Value, taped: list[Value]) -> Region:
    """The body with what a turn leaves on the tape, pushed as soon as all of it is there (so that a `break` may follow)."""
    item: Operand = taped[0] if len(taped) == 1 else Seq(tuple, tuple(taped))
    push = Op("grow", "append", (tape, item), (), (), (), next((v.span for v in taped if v.span), None))
    missing = set(taped) - set(body.params)
    at = 0
    for k, op in enumerate(body.ops):
        if not missing:
            break
        missing -= set(op.results)
        at = k + 1
    return Region(body.params, (*body.ops[:at], push, *body.ops[at:]), body.yields)


def tape_type(values: list[Value]) -> ListType:
    return ListType(values[0].type if len(values) == 1 else TupleType(tuple(v.type for v in values)))
