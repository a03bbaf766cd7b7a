"""A piece of the body of a try statement: statements that are done, or leave no trace.

    s = s * f(x)              ok, s1, error = try { yield True, s * f(x), None } failure (e) { yield False, s, e }

Statements are one piece where nothing that they change before their last operation can be seen by a handler, or by what follows
it: variables that are read only in the rest of the body do not count, nor do arrays that the piece has made.
"""
from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import gast

from srcgrad.frontend.branches import made_by
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import AVal, Const, Value, same
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Op, Operand, Region, values_in, walk
from srcgrad.ir.types import BOOL, OPAQUE, Array, Scalar, is_reference
from srcgrad.record import dataclass
from srcgrad.rules.table import lookup

WRITES = ("store", "put", "grow", "shrink")
SIMPLE = (gast.Assign, gast.AnnAssign, gast.AugAssign, gast.Expr, gast.Assert, gast.Pass, gast.Break, gast.Continue)


class Known(gast.AST):
    """An expression that has been evaluated."""

    def __init__(self, value: AVal, place: Any) -> None:
        super().__init__()
        self.value_of = value
        for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            setattr(self, name, getattr(place, name, 0))


@dataclass(frozen=True)
class Piece:
    ops: list[Op]
    start: dict[Any, Any]  # the state before it; that after it is the lowerer's


def at(place: Any, node: Any) -> Any:
    for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
        setattr(node, name, getattr(place, name, 0))
    node.origin = getattr(place, "origin", place)
    return node


# --- pieces ----------------------------------------------------------------------------------------------------------------
def whole(lower: Lowerer, body: list[Any]) -> Piece | None:
    """Statements as one piece; None, and nothing is changed, where a handler could see how far they came."""
    return attempt(lower, lambda ops, start: all_or_nothing(lower, body, ops, start))


def attempt(lower: Lowerer, work: Callable[[list[Op], dict[Any, Any]], bool]) -> Piece | None:
    """What `work` lowers as a piece, if it says that it is one."""
    start, idents, guards, refusals, routines, walks = (
        dict(lower.state), lower.idents, lower.guards, len(lower.refusals), len(lower.routines), dict(lower.walks))
    lower.guards, lower.watchers = [], [*lower.watchers, *guards]
    try:
        with lower.b.region() as ops:
            done = work(ops, start)
    finally:
        lower.guards, lower.watchers = guards, lower.watchers[:len(lower.watchers) - len(guards)]
    if not done:
        lower.state, lower.idents, lower.dead, lower.walks = start, idents, False, walks
        del lower.refusals[refusals:], lower.routines[routines:]
        return None
    if lower.dead:  # it always raises: what it evaluates for its exception is kept
        lower.dead, lower.state = False, dict(start)
    return Piece(ops, start)


def all_or_nothing(lower: Lowerer, body: list[Any], ops: list[Op], start: dict[Any, Any]) -> bool:
    for k, s in enumerate(body):
        mark, before = len(ops), bool(seen(lower, start)) or written(ops)
        flag = lower.pending()
        if before:
            lower.block(body[k:])
            return not may_raise(ops[mark:])
        if flag is not None or not isinstance(s, SIMPLE) or isinstance(s, gast.Return):
            if flag is None:
                lower.block([s])
            else:
                lower.unless(flag, partial(lower.block, body[k:]))
            if seen(lower, start) or written(ops):
                return False
        elif not statement(lower, s, ops, start):
            return False
        if lower.stopped() or flag is not None:
            return True
    return True


def statement(lower: Lowerer, node: Any, ops: list[Op], start: dict[Any, Any]) -> bool:
    """A simple statement: what it evaluates must leave no trace; then it changes one thing."""
    lower.b.span = lower.span(node)
    calls = lower.idents
    if isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
        value = lower.expr(node.value)
        if seen(lower, start) or written(ops):
            return False
        node = at(node, gast.AugAssign(node.target, node.op, Known(value, node.value)))
    elif isinstance(node, gast.AugAssign):
        before, parts = dict(lower.state), [getattr(node.target, f) for f in ("value", "slice") if hasattr(node.target, f)]
        if attempt(lower, lambda inner, _: kept(lower, [lower.expr(e) for e in (*parts, node.value)], inner, start)) is None:
            return False
        calls, lower.idents, lower.state = lower.idents, calls, before
    elif isinstance(node, gast.Assign) or isinstance(node, gast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, gast.Assign) else [node.target]
        hint = targets[-1].id if isinstance(targets[-1], gast.Name) else ""
        value = lower.expr(node.value, hint)
        if seen(lower, start) or written(ops[:-1]) or (ops and op_writes(ops[-1]) and not isinstance(targets[0], gast.Name)):
            return False
        node = at(node, gast.Assign(targets, Known(value, node.value), None))
    elif isinstance(node, gast.Expr) and isinstance(node.value, gast.Call) and not starred(node.value):
        node = at(node, gast.Expr(operands_known(lower, node.value)))
        if seen(lower, start) or written(ops):
            return False
    mark = len(ops)
    lower.stmt(node)
    changed = seen(lower, start)
    own = {("var", lower.frame.ident, n) for n in names_only(node)}
    if changed and own.issuperset(changed) and not written(ops[:-1]):
        return True  # names are bound when all is evaluated
    if isinstance(node, gast.AugAssign) and len(changed) == 1 and calls == lower.idents and not written(ops):
        return True  # as are elements of what is known
    if changed:
        return not may_raise(ops[mark:])
    return not written(ops[:-1]) and (not ops or not ops[-1].regions or not written(ops))


def names_only(node: Any) -> set[str]:
    """What an assignment binds, where that is nothing but names."""
    targets = node.targets if isinstance(node, gast.Assign) else [node.target] if isinstance(node, gast.AugAssign) else []
    leaves = [t for target in targets for t in (target.elts if isinstance(target, gast.Tuple | gast.List) else [target])]
    return {t.id for t in leaves} if all(isinstance(t, gast.Name) for t in leaves) else set()


def kept(lower: Lowerer, value: Any, ops: list[Op], start: dict[Any, Any]) -> bool:
    return not seen(lower, start) and not written(ops)


def operands_known(lower: Lowerer, node: gast.Call) -> gast.Call:
    """The call with its operands evaluated."""
    return at(node, gast.Call(Known(lower.expr(node.func), node.func), [Known(lower.expr(a), a) for a in node.args],
                              [gast.keyword(k.arg, Known(lower.expr(k.value), k.value)) for k in node.keywords]))


def starred(node: gast.Call) -> bool:
    return any(isinstance(a, gast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords) or \
        (isinstance(node.func, gast.Name) and node.func.id == "super")


def emit(lower: Lowerer, piece: Piece) -> None:
    """A piece behind its guard: it is done, or the flag of the guard is set."""
    if not may_raise(piece.ops):
        for op in piece.ops:
            lower.b.append(op)
        return
    guard, start, span = lower.guards[-1], piece.start, lower.b.span
    lower.arm_values, lower.told_by = (made_by(piece.ops), set()), None
    state, done, failed, results = lower.merge(lower.state, start, "live", "live", start, "")
    ok, error = tried(lower, piece.ops, caught(lower), done, failed, results, span)
    lower.state = state
    flag = lower.complement(ok)
    lower.state[("flag", "raise", guard.ident)] = flag
    lower.state[("error", guard.ident)] = error


def tried(lower: Lowerer, ops: list[Op], classes: tuple[type, ...], done: list[Operand], failed: list[Operand],
          results: list[Value], span: Any) -> tuple[Value, Value]:
    """The try operation: whether it came to its end, and the exception if not."""
    ok, error, inner = Value("ok", BOOL, span), Value("error", OPAQUE, span), Value("error", OPAQUE, span)
    regions = (Region((), tuple(ops), (Const(True), Const(None), *done)), Region((inner,), (), (Const(False), inner, *failed)))
    lower.b.structured("try", classes, (), regions, (ok, error, *results), span)
    return ok, error


def caught(lower: Lowerer) -> tuple[type, ...]:
    """What the try statements around catch."""
    return tuple(dict.fromkeys(c for g in lower.guards for c in g.classes))


# --- what can be seen ------------------------------------------------------------------------------------------------------
def seen(lower: Lowerer, start: dict[Any, Any]) -> list[Any]:
    """What has changed since `start` that a handler may read."""
    return [k for k in lower.state.keys() | start.keys() if watched(lower, k, start) and not same(lower.state.get(k), start.get(k))]


def watched(lower: Lowerer, key: Any, start: dict[Any, Any] | None = None) -> bool:
    """Whether a handler around may read this entry of the state, or what is read after it."""
    if key[0] in ("item", "keys"):
        return start is None or ("keys", key[1]) in start
    return key[0] == "var" and any(
        key[1] < g.ident and (g.names is None or key[1] != g.frame or key[2] in g.names)
        for g in (*lower.watchers, *lower.guards))


def written(ops: list[Op]) -> bool:
    """Whether operations write into something that was there before them."""
    inside = {r for op in ops for o in (op, *(i for r in op.regions for i in walk(r))) if fresh(o) for r in o.results}
    return any(op_writes(op, inside) for op in ops)


def op_writes(op: Op, inside: set[Value] = frozenset()) -> bool:  # type: ignore[assignment]
    return any((o.kind in WRITES and o.args[0] not in inside) or (o.kind == "call" and call_writes(o))
               for o in (op, *(i for r in op.regions for i in walk(r))))


def call_writes(op: Op) -> bool:
    """Whether a recursive function may write into what it is given; its body may not be known yet."""
    ops = list(walk(op.target.body))
    return any(o.kind in WRITES for o in ops) or (not ops and any(is_reference(v.type) for v in values_in(*op.args)))


def fresh(op: Op) -> bool:
    rule = lookup(op.target) if op.kind == "prim" and callable(op.target) else None
    return op.kind == "new" or (rule is not None and rule.storage == "fresh" and isinstance(type_of(op.results[0]), Array))


def may_raise(ops: list[Op]) -> bool:
    return any(not harmless(op) for op in ops)


def harmless(op: Op) -> bool:
    """Whether an operation cannot raise."""
    if op.kind == "if":
        return not any(may_raise(list(r.ops)) for r in op.regions)
    if op.kind == "prim" and op.target in (isinstance, *SAFE):
        kinds = [type_of(o) for o in op.args]
        return op.target is isinstance or all(isinstance(k, Scalar) and (k.kind in "ib" or op.target in COMPARED) for k in kinds)
    return op.kind in ("new", "undef", "note")


def lower_known(lower: Lowerer, node: Known, hint: str) -> AVal:
    return node.value_of


COMPARED = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne, operator.not_)
SAFE = (*COMPARED, operator.add, operator.sub, operator.mul, operator.and_, operator.or_)
EXPRESSIONS = {Known: lower_known}
