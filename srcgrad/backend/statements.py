"""Regions as blocks of statements: branches, loops, exits, and the copies between them.

`known` holds which variables are known to be True or False at the place that is being printed, so that a flag is not set again to what
it is.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from srcgrad.backend.exits import Exits, in_arm, is_true
from srcgrad.backend.expressions import Expressions, either, negated
from srcgrad.backend.literals import call, name_of
from srcgrad.backend.liveness import Liveness
from srcgrad.backend.moves import Move, assignment, sequenced, stored
from srcgrad.backend.remarks import Remarks
from srcgrad.backend.simple import simple_statement, target_of
from srcgrad.backend.structure import LOOPS, Loop, is_number, loop_of
from srcgrad.ir.nodes import Const, Op, Operand, Region, Value, walk

Block = list[gast.stmt]
After = Callable[[bool], Block]  # what follows; told whether the loop is left then


class Statements:
    def __init__(self, e: Expressions, live: Liveness, exits: Exits, none: Callable[[Value], bool], unbound: Callable[[Operand], bool],
                 remarks: Remarks) -> None:
        self.e, self.plan, self.live, self.exits, self.remarks = e, e.plan, live, exits, remarks
        self.none, self.unbound = none, unbound
        self.known: dict[str, bool] = {}

    # --- blocks ------------------------------------------------------------------------------------------------------
    def block(self, ops: Any) -> Block:
        return [s for op in ops if op not in self.plan.silent for s in self.statement(op)]

    def statement(self, op: Op) -> Block:
        if op.kind == "note":
            self.remarks.note(str(op.target))
            return []
        if op.kind in LOOPS:
            return self.loop(op, loop_of(op))
        if op.kind == "if" and op not in self.plan.choices:
            return self.branch(op, lambda k: self.block(op.regions[k].ops) + self.moves(op, k))
        if op.kind == "try":
            return self.attempt(op)
        if op.kind == "with":
            mark = self.remarks.mark()
            manager, body = self.e.operand(op.args[0]), self.block(op.regions[0].ops) + self.moves(op, 0)
            return self.remarks.opened(mark, [gast.With([gast.withitem(manager, None)], body or [gast.Pass()], None)])
        written = simple_statement(op, self.e)
        for name in self.written(op):
            self.known.pop(name, None)
        return [self.remarks.on(written, op)]

    def written(self, op: Op) -> set[str]:
        """The variables that an operation, or what is inside it, assigns to."""
        ops = [op, *(o for r in op.regions for o in walk(r))]
        values = [v for o in ops for v in (*o.results, *(p for r in o.regions for p in r.params))]
        return {n for n in (self.e.name(v, "") for v in values) if n}  # type: ignore[call-arg]

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
                moves.append(Move(name, self.e.operand(s), frozenset(map(self.e.name, self.live.read(s))), fact))
        out = []
        for group in sequenced(moves):
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
        return self.remarks.opened(mark, [gast.Try(body, [caught], [], [])] if body else [])

    def forget(self, op: Op) -> None:
        for name in self.written(op):
            self.known.pop(name, None)

    # --- loops -------------------------------------------------------------------------------------------------------
    def loop(self, op: Op, loop: Loop) -> Block:
        out = self.moves(op, None)
        mark = self.remarks.mark()
        flags = self.exits.flags(loop.body)
        stays = {self.e.name(p) for p, y in zip(loop.params, loop.nexts)
                 if p in self.live.mask and any(y is f for f in flags) and self.known.get(self.e.name(p)) is False}
        head = self.head(op, loop) if op.kind != "while" else None
        self.forget(op)
        self.known |= dict.fromkeys(stays - {self.e.name(v, "") for v in loop.elements}, False)  # type: ignore[call-arg]
        tests = self.block(loop.test.ops) if loop.test is not None else []
        body = self.ending(loop.body, list(loop.body.ops), flags, lambda leaving: self.moves(op, len(op.regions) - 1, leaving),
                           loop.body in self.exits.native)
        self.forget(op)
        if head is not None:
            if not body:
                return self.remarks.opened(mark, out)
            whole: gast.stmt = gast.For(head[0], head[1], body, [], None)
        else:
            whole = self.while_loop(loop, tests, body)
        return [*out, *self.remarks.opened(mark, [whole])]

    def head(self, op: Op, loop: Loop) -> tuple[gast.expr, gast.expr]:
        """What a `for` assigns to, and what it walks."""
        names = [v if v in self.live.mask and (self.plan.uses.of[v] or v.name) else None for v in loop.elements]
        if op in self.plan.walks:
            return self.walk_head(op, loop)
        if op.kind == "for":
            start, stop, step = map(self.e.operand, loop.head)
            steps = [] if is_number(loop.head[2], 1) else [step]
            parts = [stop] if is_number(loop.head[0], 0) and not steps else [start, stop, *steps]
            return target_of(names, self.e), call(self.e.outside.callable(range), *parts)
        names = [v if v is not None and self.plan.uses.of[v] else None for v in names]
        items = self.e.operand(loop.head[0])
        if op.target == "reversed":
            back = gast.Slice(None, None, gast.UnaryOp(gast.USub(), gast.Constant(1, None)))
            items = gast.Subscript(items, back, gast.Load())
        return target_of(names if any(names) else names[:1], self.e), items

    def walk_head(self, op: Op, loop: Loop) -> tuple[gast.expr, gast.expr]:
        w = self.plan.walks[op]
        target = target_of(self.plan.unpacked.get(w.read, w.read.results), self.e)
        items = self.e.operand(w.items)
        if not w.counted:
            return target, items
        return (gast.Tuple([target_of(loop.elements, self.e), target], gast.Store()),
                call(self.e.outside.callable(enumerate), items))

    def while_loop(self, loop: Loop, tests: Block, body: Block) -> gast.stmt:
        """`while c:`; where the test takes statements, it is made in the body."""
        assert loop.test is not None
        condition = self.e.operand(loop.test.yields[0])
        if tests:
            body = [*tests, gast.If(negated(condition), [gast.Break()], []), *body]
            condition = gast.Constant(True, None)
        return gast.While(condition, body or [gast.Pass()], [])

    def ending(self, region: Region, ops: list[Op], flags: list[Operand], after: After, native: bool) -> Block:
        """The operations of a region that ends a turn, what comes after them, and the exit."""
        if any(is_true(f) for f in flags):
            return [*self.block(ops), *after(True), gast.Break()]
        values = [f for f in flags if isinstance(f, Value)]
        if not values:
            return [*self.block(ops), *after(False)]
        if not native:
            return self.tested(region, ops, values, after)
        at = self.exits.split(region, flags)
        assert at is not None
        op, rest = ops[at], ops[at + 1:]

        def arm(k: int) -> Block:
            inner = op.regions[k]
            return self.ending(inner, list(inner.ops), in_arm(op, k, values),
                               lambda leaving: [*self.moves(op, k), *self.block(rest), *after(leaving)], native)

        return [*self.block(ops[:at]), *self.branch(op, arm)]

    def tested(self, region: Region, ops: list[Op], flags: list[Value], after: After) -> Block:
        """A turn that ends with `if stop: break`."""
        out = self.block(ops)
        tests = [self.e.operand(f) for f in flags]
        condition = tests[0] if len(tests) == 1 else either(gast.Or, *tests)
        (owner, _), = self.plan.uses.path[region][-1:]
        if owner not in self.live.early:
            return [*out, *after(False), gast.If(condition, [gast.Break()], [])]
        known = dict(self.known)
        out.append(gast.If(condition, [*after(True), gast.Break()], []))
        self.known = known
        return [*out, *after(False)]


def joined(condition: gast.expr, a: Block, b: Block) -> Block:
    """An `if`; what is after an arm that leaves is not indented."""
    if not a and not b:
        return []
    if leaves(a):
        return [gast.If(condition, a, []), *b]
    if leaves(b):
        return [gast.If(negated(condition), b, []), *a]
    return [gast.If(condition, a, b)] if a else [gast.If(negated(condition), b, [])]


def leaves(block: Block) -> bool:
    return bool(block) and isinstance(block[-1], gast.Break | gast.Raise)


__all__ = ["Statements", "name_of"]
