"""try / except / else / finally.

Where a handler cannot tell how far the body came, the body is one region that either gives its results or fails with an
exception; which of the two happened is a value like any other, and the handlers are branches on it.

    try:                      ok, error, y = try[E] { …; yield True, None, y } failure (e) { yield False, e, unbound }
        y = f(x)              if ok { … } else { the handlers }
    except E: …

Where it can tell (a variable that the body rebinds and that is read later, an array that it writes), the body is lowered in
pieces (`apart.py`), and an exception is one more exit: a flag, which the handlers are a branch on.
"""
from __future__ import annotations

from typing import Any

import gast

from srcgrad.frontend.apart import guarded_block
from srcgrad.frontend.core import Guard, Lowerer, entered
from srcgrad.frontend.pieces import Piece, at, may_raise, tried, whole
from srcgrad.frontend.pieces import caught as caught_by
from srcgrad.frontend.reads import names_read
from srcgrad.frontend.values import UNDEF, AVal, Const, Tuple, Value, is_static, mapped, same
from srcgrad.ir.nodes import Operand
from srcgrad.ir.types import BOOL, OPAQUE


def lower_try(lower: Lowerer, node: gast.Try) -> None:
    if not node.finalbody:
        handled(lower, node)
        return
    if leaves(node.finalbody, bool(lower.guards or lower.watchers)):
        raise lower.refuse(node, "SG308", "this finally block leaves by return, break or continue",
                           "set a variable in it, and leave after the try statement")
    lower.frame.captured = True  # the variables of an arm that has returned are still seen
    if not lower.guards:  # an exception that is not handled leaves the function; what finally does then is not seen
        handled(lower, node)
        finish(lower, node)
        return
    guard = Guard(lower.new_ident(), (), lower.frame.ident, None)
    with entered(lower.guards, guard):
        handled(lower, node)
    failed, error = taken(lower, guard)
    finish(lower, node)
    if not is_static(failed):
        lower.branch(failed, lambda: throw(lower, error), lambda: None)
    elif failed.value:
        throw(lower, error)


def leaves(body: list[Any], inner: bool, loop: bool = False) -> bool:
    """Whether a finally block drops an exit or, in a try statement around (`inner`), an exception."""
    return any(isinstance(n, gast.Return) and inner or isinstance(n, gast.Break | gast.Continue) and not loop
               or leaves(list(gast.iter_child_nodes(n)), inner, loop or isinstance(n, gast.For | gast.While)) for n in body)


def finish(lower: Lowerer, node: gast.Try) -> None:
    """finally: runs whatever happened; exits that are pending stay pending."""
    if lower.dead:
        return
    flags = {k: lower.state.pop(k) for k in list(lower.state) if k[0] == "flag"}
    lower.block(node.finalbody)
    for k, v in flags.items():
        lower.state[k] = lower.either(lower.operand(v), lower.operand(lower.state.get(k, Const(False))))


def handled(lower: Lowerer, node: gast.Try) -> None:
    """try with its handlers and else."""
    if not node.handlers:
        lower.block(node.body)
        return
    classes = tuple(c for h in node.handlers for c in caught(lower, h))
    guard = Guard(lower.new_ident(), classes, lower.frame.ident, names_read(lower.frame, node))
    with entered(lower.guards, guard):
        piece = whole(lower, list(node.body))
        every = caught_by(lower)
    if piece is None:
        in_pieces(lower, node, guard)
    elif not may_raise(piece.ops):
        for op in piece.ops:
            lower.b.append(op)
        otherwise(lower, node)
    else:
        in_one(lower, node, piece, every)


def in_one(lower: Lowerer, node: gast.Try, piece: Piece, classes: tuple[type, ...]) -> None:
    """The body as one region; its results, or the handlers, in the branches after it."""
    after, start, span = lower.state, piece.start, lower.b.span
    inside = {r for op in piece.ops for r in op.results}
    yields: list[Operand] = []
    outs: list[Value] = []
    done: dict[Value, Value] = {}

    def export(v: Value) -> Value:
        if v in inside and v not in done:
            done[v] = Value(v.name, v.type, v.span)
            yields.append(v)
            outs.append(done[v])
        return done.get(v, v)

    changed = [k for k in sorted(after, key=str) if not same(after[k], start.get(k))]
    renamed = {k: mapped(after[k], export) for k in changed}
    ok, error = tried(lower, piece.ops, classes, yields, [UNDEF] * len(yields), outs, span)
    lower.state = dict(start)

    def fine() -> None:
        for k in start:
            if k not in after:
                lower.state.pop(k, None)
        lower.state.update(renamed)
        otherwise(lower, node)

    lower.branch(ok, fine, lambda: handle(lower, list(node.handlers), error))


def in_pieces(lower: Lowerer, node: gast.Try, guard: Guard) -> None:
    """The body piece by piece; the handlers see how far it came."""
    with entered(lower.guards, guard):
        guarded_block(lower, list(node.body))
    failed, error = taken(lower, guard)
    if lower.dead:
        return

    def after_failure() -> None:
        f = lower.frame
        places = [("return", f.ident)] + [(how, k) for k in f.loops[-1:] for how in ("break", "continue")]
        for key in [("flag", *p) for p in places if ("flag", *p) in lower.state]:
            lower.state[key] = Const(False)  # control came here by the exception
        handle(lower, list(node.handlers), error)

    if is_static(failed):
        after_failure() if failed.value else otherwise(lower, node)
    else:
        lower.branch(failed, after_failure, lambda: otherwise(lower, node))


def taken(lower: Lowerer, guard: Guard) -> tuple[Any, Any]:
    """Whether the body of a try statement failed, and with what."""
    return lower.state.pop(("flag", "raise", guard.ident), Const(False)), lower.state.pop(("error", guard.ident), Const(None))


def otherwise(lower: Lowerer, node: gast.Try) -> None:
    """The else clause: where the body came to its end."""
    if not node.orelse or lower.stopped():
        return
    flag = lower.pending()
    if flag is None:
        lower.block(node.orelse)
    else:
        lower.unless(flag, lambda: lower.block(node.orelse))


def caught(lower: Lowerer, handler: Any) -> tuple[type, ...]:
    if handler.type is None:
        return (Exception,)
    v = lower.expr(handler.type)
    found = tuple(i.value for i in v.items) if isinstance(v, Tuple) else v.value
    return found if isinstance(found, tuple) else (found,)


def handle(lower: Lowerer, handlers: list[Any], error: Any) -> None:
    """The handlers from the first on; an exception that none of them takes goes on."""
    if not handlers:
        throw(lower, error)
        return
    handler, rest = handlers[0], handlers[1:]

    def body() -> None:
        if handler.name is not None:
            name = handler.name if isinstance(handler.name, str) else handler.name.id
            lower.state[("var", lower.frame.ident, name)] = error
        before = lower.state.get(("error",))
        lower.state[("error",)] = error
        lower.block(handler.body)
        lower.state.pop(("error",), None)
        if before is not None:
            lower.state[("error",)] = before

    classes = caught(lower, handler)
    if handler.type is None or not rest and not lower.guards:
        body()
        return
    cond = lower.b.emit("prim", isinstance, (error, Const(classes)), type=BOOL)
    lower.branch(cond, body, lambda: handle(lower, rest, error))


def suppressed(lower: Lowerer, node: gast.With, classes: list[Any], body: list[Any]) -> None:
    """with contextlib.suppress(E, …): a try statement whose handler does nothing."""
    kinds = gast.Tuple(classes, gast.Load())
    handler = gast.ExceptHandler(kinds, None, [gast.Pass()])
    lower_try(lower, at(node, gast.Try(body, [handler], [], [])))


# --- raise -----------------------------------------------------------------------------------------------------------------
def lower_raise(lower: Lowerer, node: gast.Raise) -> None:
    error: AVal | None = lower.state.get(("error",)) if node.exc is None else lower.expr(node.exc)
    if error is None:
        lower.b.effect("effect", "raise", ())
        lower.dead = True
        return
    cls = class_of(lower, error)
    if not lower.guards or (cls is not None and not issubclass(cls, caught_by(lower))):
        lower.b.effect("effect", "raise", (lower.operand(error),))
        lower.dead = True
    elif cls is not None:
        throw(lower, lower.operand(error))
    else:
        one = lower.operand(error)
        cond = lower.b.emit("prim", isinstance, (one, Const(caught_by(lower))), type=BOOL)
        lower.branch(cond, lambda: throw(lower, one), lambda: give_up(lower, one))


def class_of(lower: Lowerer, error: AVal) -> type | None:
    """The class of an exception that is raised, if it is known."""
    if is_static(error):
        return error.value if isinstance(error.value, type) else type(error.value)
    made = next((op for op in reversed(lower.b.ops) if error in op.results), None)
    return made.target if made is not None and isinstance(made.target, type) else None


def throw(lower: Lowerer, error: Operand) -> None:
    """Leave for the handlers of the innermost try that is lowered in pieces, or the function."""
    if not lower.guards:
        give_up(lower, error)
        return
    guard = lower.guards[-1]
    if is_static(error) and isinstance(error.value, type):
        error = lower.b.emit("effect", error.value, (), type=OPAQUE, name="error")
    lower.state[("flag", "raise", guard.ident)] = Const(True)
    lower.state[("error", guard.ident)] = error


def give_up(lower: Lowerer, error: Operand) -> None:
    lower.b.effect("effect", "raise", (error,))
    lower.dead = True


STATEMENTS: dict[Any, Any] = {gast.Try: lower_try, gast.Raise: lower_raise}
SERVICES = (suppressed,)
