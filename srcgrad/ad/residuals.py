"""What the reverse sweep needs of the forward sweep, and how it gets there.

A value of the straight-line part is simply used by its name. One from inside a branch becomes a further result of the branch. One from
inside a loop goes into the loop's tape: one list a loop, one tuple a turn. A value whose storage is written later is copied
where it is needed.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from srcgrad.analysis.storage import WRITES, Storage
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, map_operand, walk
from srcgrad.ir.types import AnyType, Array, DictType, ListType, Opaque, Scalar, TupleType, is_reference

UNDEFINED = Const(None, "<unbound>")
Path = tuple[tuple[Op, int], ...]


@dataclass(eq=False)
class Scope:
    """One region while it is reversed. `bound`: primal values as the reverse code sees them."""

    op: Op | None
    arm: int
    bound: dict[Value, Operand] = field(default_factory=dict)
    tape: list[Value] = field(default_factory=list)
    fields: list[Value] = field(default_factory=list)


class Residuals:
    def __init__(self, function: Function, store: Storage):
        self.function, self.store = function, store
        self.home: dict[Value, Path] = {}
        self.place: dict[Op, int] = {}
        self.path: dict[Op, Path] = {}
        self.before: dict[Op, list[Op]] = {}
        self.after: dict[Op, list[Op]] = {}
        self.extra: dict[Op, list[tuple[int, Value, Value]]] = {}
        self.tapes: dict[Op, tuple[Value, Scope]] = {}
        self.counters: dict[Op, Value] = {}
        self.saved: dict[tuple[Value, Op, bool], Value] = {}
        self.scopes = [Scope(None, 0)]
        self.number(function.body, ())

    def number(self, region: Region, path: Path) -> None:
        for p in region.params:
            self.home[p] = path
        for op in region.ops:
            self.place[op] = len(self.place)
            self.path[op] = path
            for r in op.results:
                self.home[r] = path
            for k, inner in enumerate(op.regions):
                self.number(inner, (*path, (op, k)))

    # --- what the reverse code asks for ----------------------------------------------------------------------------------
    def need(self, o: Operand) -> Operand:
        """The operand as reverse code can name it here."""
        return map_operand(o, self.fetch)

    def fetch(self, v: Value) -> Operand:
        path = self.home.get(v)
        if not path:
            return v
        scope = self.scopes[len(path)] if len(path) < len(self.scopes) else None
        if scope is None or scope.op is not path[-1][0]:
            raise AssertionError(f"{v!r} is needed outside of the region that defines it")
        if v in scope.bound:
            return scope.bound[v]
        assert scope.op is not None
        if scope.op.kind in ("for", "while", "each"):
            out = Value(v.name or "t", v.type, v.span)
            scope.tape.append(v)
            scope.fields.append(out)
            scope.bound[v] = out
            return out
        result = Value(v.name or "t", v.type, v.span)
        self.extra.setdefault(scope.op, []).append((scope.arm, v, result))
        self.home[result] = path[:-1]
        scope.bound[v] = self.fetch(result)
        return scope.bound[v]

    def content(self, o: Operand, op: Op, after: bool = False) -> Operand:
        """The operand with the content that it has at `op`: a copy where that is overwritten later."""
        return self.need(map_operand(o, lambda v: self.snapshot(v, op, after)))

    def snapshot(self, v: Value, op: Op, after: bool) -> Value:
        if not is_reference(v.type) or not self.clobbered(v, op, after):
            return v
        key = (v, op, after)
        if key not in self.saved:
            copy = Value(v.name or "t", v.type, v.span)
            target = {ListType: list, DictType: dict}.get(type(v.type), np.ndarray.copy)  # type: ignore[arg-type]
            if isinstance(v.type, AnyType):
                target = np.copy
            (self.after if after else self.before).setdefault(op, []).append(
                Op("prim", target, (v,), (), (), (copy,), op.span))
            self.home[copy] = self.path[op]
            self.saved[key] = copy
        return self.saved[key]

    def clobbered(self, v: Value, op: Op, after: bool = False) -> bool:
        """Whether the storage of v may be written after `op`."""
        roots = set(self.store.of(v))
        for r in list(roots):
            roots |= self.store.contents.get(r, frozenset())
        for r in roots:
            for s in self.store.stores.get(r, ()):
                if self.place[s] > self.place[op] or (s is op and not after):
                    return True
                home = self.home.get(r, ()) if isinstance(r, Value) else ()
                loops = {o for o, _ in self.path[op] if o.kind in ("for", "while", "each")}
                shared = [o for o, _ in self.path[s] if o in loops]
                if any(all(o is not h for h, _ in home) for o in shared):
                    return True
        return False

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
            return [op]
        regions = [self.region(r) for r in op.regions]
        results = list(op.results)
        args = op.args
        ops: list[Op] = []
        for arm, v, result in self.extra.get(op, []):
            results.append(result)
            regions = [Region(r.params, r.ops, (*r.yields, v if k == arm else UNDEFINED)) for k, r in enumerate(regions)]
        if op in self.tapes:
            tape, scope = self.tapes[op]
            ops.append(Op("new", list, (), (), (), (tape,), op.span))
            body = regions[-1]
            item: Operand = scope.tape[0] if len(scope.tape) == 1 else Seq(tuple, tuple(scope.tape))
            push = Op("grow", "append", (tape, item), (), (), (), op.span)
            regions[-1] = Region(body.params, (*body.ops, push), body.yields)
        if op in self.counters:
            args, regions, results = self.counted(op, args, regions, results)
        ops.append(Op(op.kind, op.target, args, op.kwargs, tuple(regions), tuple(results), op.span))
        return ops

    def counted(self, op: Op, args: Any, regions: list[Region], results: list[Value]) -> Any:
        """A loop that counts its turns."""
        import operator
        count, total, more = (Value("turns", Scalar("i")) for _ in range(3))
        body = regions[-1]
        total = self.counters[op]
        add = Op("prim", operator.add, (count, Const(1)), (), (), (more,), op.span)
        regions[-1] = Region((*body.params, count), (*body.ops, add), (*body.yields, more))
        if op.kind == "while":
            regions[0] = Region((*regions[0].params, Value("turns", Scalar("i"))), regions[0].ops, regions[0].yields)
        return (*args, Const(0)), regions, [*results, total]


def tape_type(values: list[Value]) -> ListType:
    return ListType(values[0].type if len(values) == 1 else TupleType(tuple(v.type for v in values)))


__all__ = ["Array", "Opaque", "Residuals", "Scope", "WRITES", "tape_type", "walk"]
