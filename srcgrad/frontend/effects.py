"""Statements that are pinned where they stand: assert, raise, print, docstrings, imports, del, global, with."""
from __future__ import annotations

import contextlib
import importlib
from typing import Any

import gast
import numpy as np

from srcgrad.frontend.assign import bind
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.flow import condition
from srcgrad.frontend.values import AVal, Closure, Const, Ref, is_static, mapped
from srcgrad.ir.nodes import Region, Value


def lower_expr_statement(lower: Lowerer, node: gast.Expr) -> None:
    if isinstance(node.value, gast.Constant):
        return  # a docstring
    if isinstance(node.value, gast.Yield | gast.YieldFrom):
        raise lower.refuse(node, "SG301", "a generator (yield) is not differentiated", "build a list and return it")
    lower.expr(node.value)


def lower_yield(lower: Lowerer, node: Any, hint: str) -> AVal:
    raise lower.refuse(node, "SG301", "a generator (yield) is not differentiated", "build a list and return it")


def lower_await(lower: Lowerer, node: Any, hint: str) -> AVal:
    raise lower.refuse(node, "SG302", "async code is not differentiated")


def lower_async(lower: Lowerer, node: Any) -> None:
    raise lower.refuse(node, "SG302", "async code is not differentiated")


def lower_assert(lower: Lowerer, node: gast.Assert) -> None:
    cond = condition(lower, node.test)
    if is_static(cond) and cond.value:
        return
    message = (lower.operand(lower.expr(node.msg)),) if node.msg is not None and not needs_region(node.msg) else ()
    lower.b.effect("effect", "assert", (lower.operand(cond), *message))


def needs_region(node: Any) -> bool:
    """A message that computes is left out: it would be computed even where the assertion holds."""
    return not isinstance(node, gast.Constant | gast.JoinedStr | gast.Name)


def lower_import(lower: Lowerer, node: gast.Import) -> None:
    for a in node.names:
        module = importlib.import_module(a.name if a.asname else a.name.split(".")[0])
        lower.state[("var", lower.frame.ident, a.asname or a.name.split(".")[0])] = Const(module)


def lower_importfrom(lower: Lowerer, node: gast.ImportFrom) -> None:
    package = lower.frame.namespace.get("__package__")
    module = importlib.import_module("." * node.level + (node.module or ""), package if node.level else None)
    for a in node.names:
        lower.state[("var", lower.frame.ident, a.asname or a.name)] = Const(getattr(module, a.name))


def lower_global(lower: Lowerer, node: Any) -> None:
    lower.frame.declared.update(node.names)


def lower_with(lower: Lowerer, node: gast.With) -> None:
    enter_item(lower, node, list(node.items))


def enter_item(lower: Lowerer, node: gast.With, items: list[Any]) -> None:
    if not items:
        lower.block(node.body)
        return
    item, rest = items[0], items[1:]
    if suppresses(lower, item.context_expr):
        inner = [gast.With(rest, node.body, None)] if rest else node.body
        lower.suppressed(node, item.context_expr.args, inner)
        return
    manager = lower.expr(item.context_expr)
    if isinstance(manager, Ref):
        user_manager(lower, node, item, rest, manager)
        return
    if isinstance(manager, Closure):
        raise lower.refuse(node, "SG308", "this context manager is not differentiated")
    if item.optional_vars is not None:
        known = isinstance(manager, Value) and any(manager in op.results and op.target is np.errstate for op in lower.b.ops)
        if not known:
            raise lower.refuse(node, "SG308", "what this context manager gives to `as` is not known",
                               "bind the name before the with statement")
        bind(lower, item.optional_vars, Const(None))  # what np.errstate gives
    operand = lower.operand(manager)
    start = dict(lower.state)
    with lower.b.region() as ops:
        enter_item(lower, node, rest)
    keys = [k for k, v in lower.state.items() if isinstance(v, Value) and v is not start.get(k)]
    results = [Value(v.name, v.type, v.span) for v in (lower.state[k] for k in keys)]
    region = Region((), tuple(ops), tuple(lower.state[k] for k in keys))
    tuples = [k for k, v in lower.state.items() if not isinstance(v, Value) and v is not start.get(k)]
    seen = {lower.state[k]: r for k, r in zip(keys, results)}
    extra: list[Value] = []
    for k in tuples:
        lower.state[k] = exported(lower.state[k], ops, seen, extra)
    results += [seen[v] for v in extra]
    region = Region((), tuple(ops), (*region.yields, *extra))
    for k in keys:
        lower.state[k] = seen[lower.state[k]]
    lower.b.structured("with", None, (operand,), (region,), tuple(results))


def suppresses(lower: Lowerer, node: Any) -> bool:
    if not isinstance(node, gast.Call) or node.keywords or not isinstance(node.func, gast.Name | gast.Attribute):
        return False
    callee = lower.expr(node.func)
    return isinstance(callee, Const) and callee.value is contextlib.suppress


def exported(v: Any, ops: list[Any], seen: dict[Any, Value], extra: list[Value]) -> Any:
    """A compound value with its run-time parts replaced by results of the region that made them."""
    inside = {r for op in ops for r in op.results}

    def export(p: Value) -> Value:
        if p in inside and p not in seen:
            seen[p] = Value(p.name, p.type, p.span)
            extra.append(p)
        return seen.get(p, p)

    return mapped(v, export)


def user_manager(lower: Lowerer, node: gast.With, item: Any, rest: list[Any], manager: Ref) -> None:
    """A context manager of a user class: its __enter__ and __exit__ are called around the body."""
    if lower.guards:
        raise lower.refuse(node, "SG308", "what this context manager does when its body fails half-way is not followed",
                           "move the with statement around the try statement")
    entered = lower.dunder(node, manager, "__enter__", [])
    if item.optional_vars is not None:
        bind(lower, item.optional_vars, entered)
    enter_item(lower, node, rest)
    none = Const(None)
    lower.dunder(node, manager, "__exit__", [none, none, none])


STATEMENTS = {gast.Expr: lower_expr_statement, gast.Assert: lower_assert, gast.Import: lower_import,
              gast.ImportFrom: lower_importfrom, gast.Global: lower_global, gast.Nonlocal: lower_global,
              gast.With: lower_with, gast.AsyncFunctionDef: lower_async,
              gast.AsyncFor: lower_async, gast.AsyncWith: lower_async}
EXPRESSIONS = {gast.Yield: lower_yield, gast.YieldFrom: lower_yield, gast.Await: lower_await}
