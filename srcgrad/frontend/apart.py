"""The body of a try statement in pieces, where a handler can see how far it came.

    try:                      ok, s1 = try { yield True, s * f(x) } failure { yield False, s }       the piece s = s * f(x)
        s = s * f(x)          if ok { ok2 = try { y[0] = g(s1) } … }                                 the piece y[0] = g(s)
        y[0] = g(s)           if not ok or not ok2 { the handlers, which see s1 and y }
    except E: …

What is not one piece (`pieces.py`) is taken apart: a block into statements, a loop into its turns, a call into the callee's body,
an expression into its operands. That an exception has left a piece is an exit like `break`: a flag that guards what follows.
"""
from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import gast

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.pieces import Known, at, attempt, emit, may_raise, seen, starred, watched, whole, written
from srcgrad.frontend.reads import bound_names
from srcgrad.frontend.values import UNDEF, AVal, Bound, Choice, Closure, Const, Ref, Tuple
from srcgrad.ir.nodes import Op

EXITS = (gast.Return, gast.Break, gast.Continue, gast.Raise)


# --- blocks ----------------------------------------------------------------------------------------------------------------
def guarded_block(lower: Lowerer, body: list[Any]) -> None:
    """Lower statements one by one or in runs; after a failure nothing follows."""
    if not body:
        return
    count = run(lower, body)
    for n in {trailing(body, count): None, count: None, 1: None}:
        piece = whole(lower, body[:n])
        if piece is not None:
            emit(lower, piece)
            break
    else:
        n = 1
        apart(lower, body[0])
    rest = body[n:]
    if rest:
        unless_left(lower, lambda: guarded_block(lower, rest))


def unless_left(lower: Lowerer, rest: Callable[[], None]) -> None:
    """What comes next, where neither an exit was taken nor an exception raised."""
    if lower.stopped():
        return
    flag = lower.pending()
    if flag is None:
        rest()
    else:
        lower.unless(flag, rest)


def run(lower: Lowerer, body: list[Any]) -> int:
    """How many statements may be one piece: those whose variables no handler sees, and one more."""
    for k, s in enumerate(body):
        nested = any(isinstance(n, EXITS) for n in gast.walk(s))
        if nested or any(watched(lower, ("var", lower.frame.ident, n)) for n in bound_names(s)):
            return k + 1
    return len(body)


def trailing(body: list[Any], count: int) -> int:
    """As many, and those after them that surely do not raise."""
    while count < len(body) and isinstance(body[count], gast.Pass | gast.Break | gast.Continue):
        count += 1
    return count


# --- taking apart ----------------------------------------------------------------------------------------------------------
def apart(lower: Lowerer, node: Any) -> None:
    """A statement that is not one piece: its parts, behind guards of their own."""
    lower.b.span = lower.span(node)
    if isinstance(node, gast.If):
        evaluated(lower, node.test, lambda v: lower.conditional(gast.If(v, node.body, node.orelse), []))
    elif isinstance(node, gast.For):
        evaluated(lower, node.iter, lambda v: lower.stmt(at(node, gast.For(node.target, v, node.body, node.orelse, None))))
    elif isinstance(node, gast.Match):
        evaluated(lower, node.subject, lambda v: lower.stmt(at(node, gast.Match(v, node.cases))))
    elif isinstance(node, gast.While | gast.With | gast.Try | gast.Raise):
        lower.stmt(node)
    elif isinstance(node, gast.Assign | gast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, gast.Assign) else [node.target]
        evaluated(lower, node.value, lambda v: assigned(lower, node, targets, v))
    elif isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
        evaluated(lower, node.value, lambda v: one_piece(lower, at(node, gast.AugAssign(node.target, node.op, v))))
    elif isinstance(node, gast.Return) and node.value is not None:
        evaluated(lower, node.value, lambda v: lower.stmt(at(node, gast.Return(v))))
    elif isinstance(node, gast.Expr) and isinstance(node.value, gast.Yield):  # here stands the body of a with statement
        evaluated(lower, node.value.value or gast.Constant(None, None), lambda v: lower.stmt(at(node, gast.Expr(gast.Yield(v)))))
    elif isinstance(node, gast.Expr):
        evaluated(lower, node.value, lambda v: None)
    else:
        raise refusal(lower, node)


def assigned(lower: Lowerer, node: Any, targets: list[Any], value: Any) -> None:
    """The value is there: each target by itself."""
    pairs = [(t, value) for t in targets]
    if len(targets) == 1 and isinstance(targets[0], gast.Tuple) and isinstance(value.value_of, Tuple):
        names, items = targets[0].elts, value.value_of.items
        if len(names) == len(items) and not any(isinstance(t, gast.Starred) for t in names):
            pairs = [(t, Known(v, value)) for t, v in zip(names, items)]

    def bind(k: int) -> None:
        target, v = pairs[k]
        one_piece(lower, at(node, gast.Assign([target], v, None)))
        if k + 1 < len(pairs):
            unless_left(lower, lambda: bind(k + 1))

    bind(0)


def one_piece(lower: Lowerer, node: Any) -> None:
    piece = whole(lower, [node])
    if piece is None:
        raise refusal(lower, node)
    emit(lower, piece)


def refusal(lower: Lowerer, node: Any) -> Exception:
    return lower.refuse(node, "SG308", "a statement in this try block may fail half-way, when it has changed something already",
                        "move it out of the try block, or split it into several statements")


def evaluated(lower: Lowerer, node: Any, then: Callable[[Any], Any]) -> None:
    """Evaluate an expression behind the guard; go on with it where it gave a value."""
    if isinstance(node, Known | gast.Constant):
        then(node)
        return
    key = ("temp", lower.new_ident())

    def work(ops: list[Op], start: dict[Any, Any]) -> bool:
        lower.state[key] = lower.expr(node)
        return not seen(lower, start) and (not written(ops[:-1]) and not (ops and ops[-1].regions and written(ops)))

    piece = attempt(lower, work)
    if piece is None:
        expression(lower, node, then)
        return
    emit(lower, piece)
    value = lower.state.pop(key, UNDEF)
    unless_left(lower, lambda: then(Known(value, node)))


def expression(lower: Lowerer, node: Any, then: Callable[[Any], None]) -> None:
    """An expression that is not one piece: its operands in order; a call last goes into the callee."""
    fields = OPERANDS.get(type(node))
    if fields is None or (isinstance(node, gast.Call) and starred(node)) or (isinstance(node, gast.Compare) and len(node.ops) > 1):
        raise refusal(lower, node)
    places = [(f, None) for f in fields if not isinstance(getattr(node, f), list)]
    places += [(f, k) for f in fields if isinstance(getattr(node, f), list) for k in range(len(getattr(node, f)))]  # type: ignore[misc]
    parts = {f: list(v) if isinstance(v := getattr(node, f), list) else v for f in node._fields}

    def operand(k: int) -> None:
        if k == len(places):
            complete(lower, at(node, type(node)(**parts)), then)
            return
        name, place = places[k]
        old = parts[name] if place is None else parts[name][place]
        keyword = isinstance(old, gast.keyword)

        def go(v: Any) -> None:
            new = gast.keyword(old.arg, v) if keyword else v
            if place is None:
                parts[name] = new
            else:
                parts[name][place] = new
            operand(k + 1)

        evaluated(lower, old.value if keyword else old, go)

    operand(0)


def complete(lower: Lowerer, node: Any, then: Callable[[Any], None]) -> None:
    """The operands are known: one piece now, or a call of the user's code."""
    key = ("temp", lower.new_ident())

    def work(ops: list[Op], start: dict[Any, Any]) -> bool:
        lower.state[key] = lower.expr(node)
        late = seen(lower, start)
        return not may_raise(ops) if late else not written(ops[:-1]) and not (ops and ops[-1].regions and written(ops))

    piece = attempt(lower, work)
    if piece is not None:
        emit(lower, piece)
    elif isinstance(node, gast.Call) and user_code(node.func.value_of):
        lower.state[key] = lower.expr(node)
    else:
        raise refusal(lower, node)
    value = lower.state.pop(key, UNDEF)
    unless_left(lower, lambda: then(Known(value, node)))


def user_code(callee: AVal) -> bool:
    """Whether calling this lowers statements of the user."""
    if isinstance(callee, Choice):
        return user_code(callee.then) and user_code(callee.orelse)
    if isinstance(callee, Bound):
        return user_code(callee.function)
    if isinstance(callee, Const):
        f = callee.value.__init__ if isinstance(callee.value, type) else callee.value  # type: ignore[misc]
        return isinstance(f, types.FunctionType | types.MethodType) and f.__name__ != "<lambda>"
    if isinstance(callee, Closure):
        return not isinstance(callee.node, gast.Lambda)
    return isinstance(callee, Ref) and callee.kind == "object"


OPERANDS: dict[type, tuple[str, ...]] = {
    gast.BinOp: ("left", "right"), gast.UnaryOp: ("operand",), gast.Compare: ("left", "comparators"), gast.Attribute: ("value",),
    gast.Subscript: ("value", "slice"), gast.Tuple: ("elts",), gast.List: ("elts",), gast.Call: ("func", "args", "keywords")}
SERVICES = (guarded_block, evaluated)
