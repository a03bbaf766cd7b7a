"""try / except / else / finally.

The body becomes a region that either gives its results or fails with an exception; which of the two happened is a value like
any other, and the handlers are branches on it. Where a handler can see how far the body came (a variable the body had already
rebound, an array it had already written), the body is cut there into pieces that are tried one after the other.
"""
from __future__ import annotations

import operator
from typing import Any

import gast

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import AVal, Const, Ref, Tuple, Value, is_static, same
from srcgrad.ir.nodes import Op, Operand, Region, values_in, walk
from srcgrad.ir.types import BOOL, OPAQUE


def lower_try(lower: Lowerer, node: gast.Try) -> None:
    if not node.handlers:
        lower.block(node.body + node.orelse)
        if node.finalbody:
            finish(lower, node)
        return
    classes = tuple(c for h in node.handlers for c in caught(lower, h))
    seen = names_read([s for h in node.handlers for s in h.body]) | {"*"}
    attempt(lower, node, list(node.body), classes, seen)
    if node.finalbody:
        finish(lower, node)


def finish(lower: Lowerer, node: gast.Try) -> None:
    """finally: runs whatever happened; exits that are pending stay pending."""
    flags = {k: lower.state.pop(k) for k in list(lower.state) if k[0] == "flag"}
    lower.block(node.finalbody)
    lower.state.update({k: v for k, v in flags.items() if k not in lower.state})


def caught(lower: Lowerer, handler: Any) -> tuple[type, ...]:
    if handler.type is None:
        return (Exception,)
    v = lower.expr(handler.type)
    if isinstance(v, Tuple):
        return tuple(i.value for i in v.items)
    found = v.value
    return found if isinstance(found, tuple) else (found,)


def names_read(body: list[Any]) -> set[str]:
    return {n.id for s in body for n in gast.walk(s) if isinstance(n, gast.Name)}


def attempt(lower: Lowerer, node: gast.Try, body: list[Any], classes: tuple[type, ...], seen: set[str]) -> None:
    """Try one piece of the body; what follows it, or the handlers, in the branches after it."""
    cut = next((k + 1 for k, s in enumerate(body[:-1]) if visible(s)), len(body))
    piece, rest = body[:cut], body[cut:]
    start, span = dict(lower.state), lower.b.span
    with lower.b.region() as ops:
        lower.block(piece)
    if lower.dead:  # the piece always raises: keep what it evaluates for its exception
        lower.dead, lower.state = False, dict(start)
    if not may_raise(ops):
        for op in ops:
            lower.b.append(op)
        follow(lower, node, rest, classes, seen)
        return
    refuse_partial(lower, ops, node)
    after = lower.state
    changed = [k for k in sorted(after, key=str) if not same(after[k], start.get(k))]
    inside = {r for op in ops for r in op.results}
    yields: list[Operand] = []
    outs: list[Value] = []
    done: dict[Value, Value] = {}

    def export(v: Any) -> Any:
        if isinstance(v, Tuple):
            return Tuple(tuple(map(export, v.items)), v.cls)
        if isinstance(v, Value) and v in inside:
            if v not in done:
                done[v] = Value(v.name, v.type, v.span)
                yields.append(v)
                outs.append(done[v])
            return done[v]
        return v

    renamed = {k: export(after[k]) for k in changed}
    ok, error = Value("ok", BOOL, span), Value("error", OPAQUE, span)
    failure_error = Value("error", OPAQUE, span)
    from srcgrad.frontend.values import UNDEF
    body_region = Region((), tuple(ops), (Const(True), Const(None), *yields))
    failure = Region((failure_error,), (), (Const(False), failure_error, *(UNDEF for _ in yields)))
    lower.b.structured("try", classes, (), (body_region, failure), (ok, error, *outs), span)
    lower.state = dict(start)

    def fine() -> None:
        for k in start:
            if k not in after:
                lower.state.pop(k, None)
        lower.state.update(renamed)
        if not lower.stopped():
            flag = lower.pending()
            if flag is not None and (rest or node.orelse):
                lower.branch(flag, lambda: None, lambda: follow(lower, node, rest, classes, seen))
            else:
                follow(lower, node, rest, classes, seen)

    lower.branch(ok, fine, lambda: handle(lower, node, list(node.handlers), error))


def follow(lower: Lowerer, node: gast.Try, rest: list[Any], classes: tuple[type, ...], seen: set[str]) -> None:
    if rest:
        attempt(lower, node, rest, classes, seen)
    else:
        lower.block(node.orelse)


def visible(statement: Any) -> bool:
    """Whether a statement leaves something behind that a handler, or what follows it, could see."""
    return not isinstance(statement, gast.Pass | gast.Assert | gast.Raise | gast.Import | gast.ImportFrom)


def may_raise(ops: list[Op]) -> bool:
    return any(op.kind not in ("new", "undef") for op in ops)


def refuse_partial(lower: Lowerer, ops: list[Op], node: Any) -> None:
    """A piece that writes, and may fail after that, would leave a half-written array to the handler."""
    flat = [op for op in ops]
    for k, op in enumerate(flat):
        writes = op.kind in ("store", "put", "grow", "shrink") or any(
            o.kind in ("store", "put", "grow", "shrink") for r in op.regions for o in walk(r))
        if writes and (k + 1 < len(flat) or op.regions):
            raise lower.refuse(node, "SG308", "a statement in this try block writes in place and may fail half-way",
                               "move the write out of the try block")


def handle(lower: Lowerer, node: gast.Try, handlers: list[Any], error: Value) -> None:
    if not handlers:
        lower.b.effect("effect", "raise", (error,))
        lower.dead = True
        return
    handler, rest = handlers[0], handlers[1:]

    def body() -> None:
        if handler.name is not None:
            name = handler.name if isinstance(handler.name, str) else handler.name.id
            lower.state[("var", lower.frame.ident, name)] = error
        reraise: AVal = error
        lower.state[("error",)] = reraise
        lower.block(handler.body)
        lower.state.pop(("error",), None)

    if handler.type is None or not rest and len(node.handlers) == 1:
        body()
        return
    classes = caught(lower, handler)
    cond = lower.b.emit("prim", isinstance, (error, Const(classes)), type=BOOL)
    lower.branch(cond, body, lambda: handle(lower, node, rest, error))


STATEMENTS = {gast.Try: lower_try}
EXPRESSIONS: dict[Any, Any] = {}
__all__ = ["EXPRESSIONS", "Ref", "STATEMENTS", "is_static", "operator", "values_in"]
