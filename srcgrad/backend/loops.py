"""Loops as statements, and their exits.

for i in range(n):
    if c:
        s = e
        break                   the arm of an `if` that gives a true flag, with the copies that are read after the loop
    s = s + x[i]                what follows is not indented
"""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcgrad.backend.blocks import Block
from srcgrad.backend.exits import in_arm, is_true
from srcgrad.backend.expressions import bare, either, negated
from srcgrad.backend.literals import call
from srcgrad.backend.simple import target_of
from srcgrad.backend.statements import Statements
from srcgrad.backend.structure import Loop, is_number, loop_of
from srcgrad.backend.uses import BLANK
from srcgrad.ir.nodes import Op, Operand, Region, Value

After = Callable[[bool], Block]  # what follows; told whether the loop is left then


class Printer(Statements):
    """Blocks with loops in them."""

    def loop(self, op: Op) -> Block:
        return loop_statements(self, op)


def loop_statements(w: Statements, op: Op) -> Block:
    """A loop, and before it what its variables start from."""
    loop = loop_of(op)
    out = w.moves(op, None)
    mark = w.remarks.mark()
    flags = w.exits.flags(loop.body)
    stays = {
        w.e.name(p)
        for p, y in zip(loop.params, loop.nexts)
        if p in w.live.ranges and any(y is f for f in flags) and w.known.get(w.e.name(p)) is False
    }
    head = head_of_for(w, op, loop) if op.kind != "while" else None
    w.forget(op)
    w.known |= dict.fromkeys(stays - {w.e.name(v, "") for v in (*loop.elements, *w.live.elements(op, loop))}, False)
    w.remarks.anew()
    tests = w.block(loop.test.ops) if loop.test is not None else []
    body = ending(
        w,
        loop.body,
        list(loop.body.ops),
        flags,
        lambda leaving: w.moves(op, len(op.regions) - 1, leaving),
        loop.body in w.exits.native,
    )
    w.remarks.anew()
    w.forget(op)
    if head is not None:
        if not body and not any(w.plan.uses.of[v] for v in (*loop.elements, *w.live.elements(op, loop))):
            return w.remarks.opened(mark, out)
        whole: gast.stmt = gast.For(head[0], head[1], body or [gast.Pass()], [], None)
    else:
        whole = while_loop(w, loop, tests, body)
    return [*out, *w.remarks.opened(mark, [whole])]


def head_of_for(w: Statements, op: Op, loop: Loop) -> tuple[gast.expr, gast.expr]:
    """What a `for` assigns to, and what it walks."""
    names = [v if v in w.live.ranges and (w.plan.uses.of[v] or v.name not in ("", BLANK)) else None for v in loop.elements]
    if op in w.plan.walks:
        return walk_head(w, op, loop)
    if op.kind == "for":
        start, stop, step = map(w.e.operand, loop.head)
        steps = [] if is_number(loop.head[2], 1) else [step]
        parts = [stop] if is_number(loop.head[0], 0) and not steps else [start, stop, *steps]
        items = call(w.e.outside.callable(range), *parts)
        if op.target == "reversed":
            items = call(w.e.outside.callable(reversed), items)
        return target_of(names, w.e), items
    names = [v if v is not None and w.plan.uses.of[v] else None for v in names]
    items = w.e.operand(loop.head[0])
    if op.target == "reversed":
        items = call(w.e.outside.callable(reversed), items)
    return target_of(names if any(names) else names[:1], w.e), items


def walk_head(w: Statements, op: Op, loop: Loop) -> tuple[gast.expr, gast.expr]:
    found = w.plan.walks[op]
    target = target_of(w.plan.unpacked.get(found.read, found.read.results), w.e)
    items = w.e.operand(found.items)
    if not found.counted:
        return target, items
    return (
        gast.Tuple([target_of(loop.elements, w.e), target], gast.Store()),
        call(w.e.outside.callable(enumerate), items),
    )


def while_loop(w: Statements, loop: Loop, tests: Block, body: Block) -> gast.stmt:
    """`while c:`; where the test takes statements, it is made in the body."""
    assert loop.test is not None
    condition = w.e.operand(loop.test.yields[0])
    if tests:
        body = [*tests, gast.If(negated(condition), [gast.Break()], []), *body]
        condition = gast.Constant(True, None)
    return gast.While(bare(condition), body or [gast.Pass()], [])


def ending(w: Statements, region: Region, ops: list[Op], flags: list[Operand], after: After, native: bool) -> Block:
    """The operations of a region that ends a turn, what comes after them, and the exit."""
    if any(is_true(f) for f in flags):
        return [*w.block(ops), *after(True), gast.Break()]
    values = [f for f in flags if isinstance(f, Value)]
    if not values:
        return [*w.block(ops), *after(False)]
    if not native:
        return tested(w, region, ops, values, after)
    at = w.exits.split(region, flags)
    assert at is not None
    op, rest = ops[at], ops[at + 1 :]

    def arm(k: int) -> Block:
        inner = op.regions[k]
        return ending(
            w,
            inner,
            list(inner.ops),
            in_arm(op, k, values),
            lambda leaving: [*w.moves(op, k), *w.block(rest), *after(leaving)],
            native,
        )

    return [*w.block(ops[:at]), *w.branch(op, arm)]


def tested(w: Statements, region: Region, ops: list[Op], flags: list[Value], after: After) -> Block:
    """A turn that ends with `if stop: break`."""
    out = w.block(ops)
    tests = [w.e.operand(f) for f in flags]
    condition = tests[0] if len(tests) == 1 else either(gast.Or, *tests)
    ((owner, _),) = w.plan.uses.path[region][-1:]
    if owner not in w.live.early:
        return [*out, *after(False), gast.If(condition, [gast.Break()], [])]
    known = dict(w.known)
    out.append(gast.If(condition, [*after(True), gast.Break()], []))
    w.known = known
    return [*out, *after(False)]
