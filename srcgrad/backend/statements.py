"""Regions as blocks of statements: branches, `try`, `with`, and the copies between them; loops are in loops.py.

`known` holds which variables are known to be True or False at the place that is being printed, so that a flag is not
set again to what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gast

import srcgrad.runtime as runtime
from srcgrad.backend.blocks import Block, joined, leaves
from srcgrad.backend.exits import Exits
from srcgrad.backend.expressions import Expressions
from srcgrad.backend.liveness import Liveness
from srcgrad.backend.moves import Move, assignment, gathered, sequenced, stored
from srcgrad.backend.remarks import Remarks
from srcgrad.backend.simple import simple_statement
from srcgrad.backend.structure import LOOPS
from srcgrad.ir.build import type_of
from srcgrad.ir.group import reachable
from srcgrad.ir.nodes import Const, Op, Operand, Region, Value, walk
from srcgrad.ir.types import Scalar

REFUSING = (runtime.in_order, runtime.alike, runtime.not_planar)
FLAGS = ("found", "stop", "skip")  # made by the frontend of the constants True and False


class Statements:
    """How loops are printed is `Printer`'s, which completes it."""

    def __init__(
        self,
        e: Expressions,
        live: Liveness,
        exits: Exits,
        none: Callable[[Value], bool],
        unbound: Callable[[Operand], bool],
        remarks: Remarks,
        releases: Mapping[Op, tuple[str, ...]],
    ) -> None:
        self.e, self.plan, self.live, self.exits, self.remarks = e, e.plan, live, exits, remarks
        self.none, self.unbound, self.releases = none, unbound, releases
        self.known: dict[str, bool] = {}

    # --- blocks ------------------------------------------------------------------------------------------------------
    def block(self, ops: Any) -> Block:
        return [s for op in ops if op not in self.plan.silent for s in (*self.released(op), *self.statement(op))]

    def released(self, op: Op) -> Block:
        """`del a, b` before a statement."""
        names = self.releases.get(op)
        return [self.remarks.plain(gast.Delete([gast.Name(n, gast.Del(), None, None) for n in names]))] if names else []

    def statement(self, op: Op) -> Block:
        if op.kind == "note":
            self.remarks.note(str(op.target))
            return []
        if self.remarks.why:
            self.remarks.explain(self.plan.inside(op))
        if op.kind in LOOPS:
            return self.loop(op)
        if op.kind == "if" and op not in self.plan.choices:
            return self.branch(op, lambda k: self.block(op.regions[k].ops) + self.moves(op, k))
        if op.kind == "try":
            return self.attempt(op)
        if op.kind == "with":
            mark = self.remarks.mark()
            manager, body = self.e.operand(op.args[0]), self.block(op.regions[0].ops) + self.moves(op, 0)
            self.forget(op)
            return self.remarks.opened(mark, [gast.With([gast.withitem(manager, None)], body or [gast.Pass()], None)])
        written = simple_statement(op, self.e)
        for name in self.written(op):
            self.known.pop(name, None)
        return [self.remarks.on(written, op)]

    def loop(self, op: Op) -> Block:
        raise NotImplementedError

    def written(self, op: Op) -> set[str]:
        """The variables that an operation, or what is inside it, assigns to."""
        ops = [op, *(o for r in op.regions for o in walk(r))]
        values = [v for o in ops for v in (*o.results, *(p for r in o.regions for p in r.params))]
        return {n for n in (self.e.name(v, "") for v in values) if n}

    # --- copies ------------------------------------------------------------------------------------------------------
    def moves(self, op: Op, part: int | None, leaving: bool = False) -> Block:
        """The copies at the end of a region, or before a loop. `leaving`: only those that are read after the loop."""
        moves = []
        for d, s in self.live.copies.get((op, part), ()):
            name = self.e.name(d)
            if leaving and d not in self.live.after[op]:
                continue
            if self.unbound(s):
                if self.none(d):
                    moves.append(Move(name, gast.Constant(None, None), frozenset()))
                continue
            fact = s.value if isinstance(s, Const) and s.name is None and isinstance(s.value, bool) else None
            if fact is None or self.known.get(name) is not fact:
                moves.append(Move(name, self.e.operand(s), frozenset(map(self.e.name, self.live.read(s))), fact,
                                  isinstance(d.type, Scalar) and isinstance(type_of(s), Scalar)))
        out = []
        for group in gathered(sequenced(moves)):
            out.append(self.remarks.plain(assignment(group)))
            for m in group:
                self.known.pop(m.name, None)
                if m.fact is not None:
                    self.known[m.name] = m.fact
        return out

    # --- branches ----------------------------------------------------------------------------------------------------
    def branch(self, op: Op, arm: Callable[[int], Block]) -> Block:
        """`if` with what `arm` gives for each of its regions."""
        mark = self.remarks.mark()
        condition = self.e.operand(op.args[0])
        before, ends = dict(self.known), []
        arms = []
        for k in range(2):
            self.known = dict(before)
            if isinstance(condition, gast.Name) and getattr(op.args[0], "name", "") in FLAGS:
                self.known[condition.id] = k == 0
            arms.append(arm(k))
            ends.append(self.known)
        a, b = arms
        if not a and not b and op in self.plan.uses.guarded:
            a = [gast.Pass()]
        if leaves(a) or leaves(b):
            self.known = ends[1] if leaves(a) else ends[0]
        else:
            self.known = {n: v for n, v in ends[0].items() if ends[1].get(n) is v}
        return self.remarks.opened(mark, joined(condition, a, b))

    def attempt(self, op: Op) -> Block:
        mark = self.remarks.mark()
        (error,) = op.regions[1].params
        self.forget(op)
        body = self.block(op.regions[0].ops) + self.moves(op, 0)
        self.forget(op)
        handler = self.block(op.regions[1].ops) + self.moves(op, 1)
        self.forget(op)
        used = bool(self.plan.uses.of[error])
        classes = op.target if isinstance(op.target, tuple) else (op.target,)
        kinds = [self.e.outside.callable(c) for c in classes]
        kind = kinds[0] if len(kinds) == 1 else gast.Tuple(kinds, gast.Load())
        caught = gast.ExceptHandler(kind, stored(self.e.name(error)) if used else None, handler or [gast.Pass()])
        handlers = [caught]
        if may_refuse(op.regions[0]):  # that is not an exception of the program
            handlers.insert(0, gast.ExceptHandler(self.e.outside.callable(runtime.Refusal), None, [gast.Raise(None, None)]))
        return self.remarks.opened(mark, [gast.Try(body, handlers, [], [])] if body else [])

    def forget(self, op: Op) -> None:
        for name in self.written(op):
            self.known.pop(name, None)


def may_refuse(region: Region) -> bool:
    """Whether something in it, or in what it calls, raises on behalf of srcgrad."""
    ops = list(walk(region))
    inner = [o for op in ops if op.kind == "call" for f in reachable(op.target) for o in walk(f.body)]
    return any(op.target in REFUSING for op in (*ops, *inner) if op.kind in ("effect", "prim"))
