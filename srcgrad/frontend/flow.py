"""if, the conditional expression, and/or/not, return, break, continue, pass.

What follows a conditional exit moves into the branch that did not exit, so that no flag is needed:

    if c: return a          if c: r = a
    rest            ->      else: rest

Where an arm exits only sometimes, the rest is guarded by the flag that the exit sets.
"""
from __future__ import annotations

import operator
from typing import Any

import gast

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import AVal, Broken, Choice, Closure, Iter, Ref, Tuple, is_static
from srcgrad.ir.nodes import Const, Operand, Value
from srcgrad.ir.types import BOOL, AnyType, Opaque, is_reference


def truth(lower: Lowerer, v: AVal) -> AVal:
    """The abstract value of bool(v): a constant where it is known."""
    if isinstance(v, Broken):
        raise lower.why_broken(v)
    if isinstance(v, Choice):
        return lower.either_way(v, lambda c: truth(lower, c))
    if isinstance(v, Tuple):
        return Const(bool(v.items))
    if isinstance(v, Ref):
        return object_truth(lower, v) if v.kind == "object" else Const(bool(lower.keys(v)))
    if isinstance(v, Closure | Iter):
        return Const(True)
    if is_static(v):
        return Const(bool(v.value))
    if isinstance(v, Value) and may_change(lower, v):
        return lower.b.emit("prim", bool, (v,), type=BOOL)
    return v if isinstance(v, Value | Const) else Const(True)


def may_change(lower: Lowerer, v: Value) -> bool:
    """Whether a value may be a container or array, whose truth is another one after it has been written."""
    if isinstance(v.type, AnyType):
        made = next((op for op in reversed(lower.b.ops) if v in op.results), None)
        return made is None or made.kind != "prim"
    return is_reference(v.type) or isinstance(v.type, Opaque) and v.type.cls in (None, set)


def condition(lower: Lowerer, node: Any) -> AVal:
    """The truth of an expression. Of `queue and x > 0.0` only that is asked, not which of the two it is."""
    if isinstance(node, gast.BoolOp):
        return truth(lower, chained(lower, node, "", True))
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
        return truth(lower, lower_not(lower, condition(lower, node.operand)))
    return truth(lower, lower.expr(node))


def object_truth(lower: Lowerer, v: Ref) -> AVal:
    """Of an object: what its __bool__ says, or else its __len__."""
    for name in ("__bool__", "__len__"):
        if getattr(v.cls, name, None) is not None:
            return truth(lower, lower.dunder(None, v, name, []))
    return Const(True)


def lower_if(lower: Lowerer, node: gast.If) -> None:
    conditional(lower, node, [])


def conditional(lower: Lowerer, node: gast.If, rest: list[Any]) -> bool:
    """Lower `if`, and `rest` with it where one of its arms leaves; True when `rest` has been dealt with."""
    cond = condition(lower, node.test)
    if is_static(cond):
        lower.block((node.body if cond.value else node.orelse) + rest)
        return True
    then, orelse = node.body, node.orelse
    sunk = bool(rest) and (always_exits(then) or always_exits(orelse))
    if sunk:
        then, orelse = (then, orelse + rest) if always_exits(then) else (then + rest, orelse)
    lower.branch(lower.operand(cond), lambda: lower.block(then), lambda: lower.block(orelse))
    if sunk or not rest:
        return True
    if not lower.stopped():
        flag = lower.pending()
        if flag is None:
            lower.block(rest)
        else:
            lower.unless(flag, lambda: lower.block(rest))
    return True


def always_exits(body: list[Any]) -> bool:
    """Whether a block certainly ends in return, break, continue or raise, by its syntax."""
    for node in body:
        if isinstance(node, gast.Return | gast.Break | gast.Continue | gast.Raise):
            return True
        if isinstance(node, gast.If) and always_exits(node.body) and always_exits(node.orelse):
            return True
    return False


def lower_return(lower: Lowerer, node: gast.Return) -> None:
    value = lower.expr(node.value, "out") if node.value is not None else Const(None)
    lower.state[("returned", lower.frame.ident)] = value
    lower.state[("flag", "return", lower.frame.ident)] = Const(True)


def lower_break(lower: Lowerer, node: gast.Break) -> None:
    lower.state[("flag", "break", lower.frame.loops[-1])] = Const(True)


def lower_continue(lower: Lowerer, node: gast.Continue) -> None:
    lower.state[("flag", "continue", lower.frame.loops[-1])] = Const(True)


def lower_pass(lower: Lowerer, node: gast.Pass) -> None:
    """Nothing to do."""


def lower_ifexp(lower: Lowerer, node: gast.IfExp, hint: str) -> AVal:
    cond = condition(lower, node.test)
    if is_static(cond):
        return lower.expr(node.body if cond.value else node.orelse, hint)
    out = lower.branch(lower.operand(cond), lambda: lower.expr(node.body, hint), lambda: lower.expr(node.orelse, hint), hint)
    return out if out is not None else Const(None)


def lower_boolop(lower: Lowerer, node: gast.BoolOp, hint: str) -> AVal:
    """`a and b` is `b if a else a`; `a or b` is `a if a else b`."""
    return chained(lower, node, hint, False)


def chained(lower: Lowerer, node: gast.BoolOp, hint: str, as_test: bool) -> AVal:
    """`as_test`: only the truth of the result is asked."""
    def kept(v: AVal) -> AVal:
        return v if not as_test or isinstance(v, Const) or isinstance(v, Value) and not may_change(lower, v) else truth(lower, v)

    def operand(n: Any) -> AVal:
        asked = as_test and (isinstance(n, gast.BoolOp) or isinstance(n, gast.UnaryOp) and isinstance(n.op, gast.Not))
        return condition(lower, n) if asked else lower.expr(n)

    is_and = isinstance(node.op, gast.And)

    def chain(nodes: list[Any]) -> AVal:
        first = operand(nodes[0])
        if len(nodes) == 1:
            return kept(first)
        cond = truth(lower, first)
        if is_static(cond):
            return chain(nodes[1:]) if bool(cond.value) == is_and else kept(first)
        arms = (lambda: chain(nodes[1:]), lambda: kept(first)) if is_and else (lambda: kept(first), lambda: chain(nodes[1:]))
        return lower.branch(lower.operand(cond), *arms, hint)  # type: ignore[return-value]

    return chain(node.values)


def lower_not(lower: Lowerer, operand: AVal) -> AVal:
    cond = truth(lower, operand)
    if is_static(cond):
        return Const(not cond.value)
    flag = as_operand(lower, cond)
    if isinstance(flag, Value):
        return lower.opposite.get(flag) or lower.complement(flag, "")
    return lower.b.emit("prim", operator.not_, (flag,), type=BOOL)


def as_operand(lower: Lowerer, v: AVal) -> Operand:
    return lower.operand(v)


STATEMENTS: dict[Any, Any] = {
    gast.If: lower_if, gast.Return: lower_return, gast.Break: lower_break, gast.Continue: lower_continue, gast.Pass: lower_pass}
SERVICES = (conditional,)
EXPRESSIONS = {gast.IfExp: lower_ifexp, gast.BoolOp: lower_boolop}
