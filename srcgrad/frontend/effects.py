"""Statements that are pinned where they stand: assert, raise, print, docstrings, imports, del, global."""
from __future__ import annotations

import importlib
from typing import Any

import gast

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.flow import condition
from srcgrad.frontend.values import AVal, Const, is_static


def lower_expr_statement(lower: Lowerer, node: gast.Expr) -> None:
    if isinstance(node.value, gast.Constant):
        return  # a docstring
    lower.expr(node.value)


def lower_yield(lower: Lowerer, node: Any, hint: str) -> AVal:
    if lower.frame.yields is not None and isinstance(node, gast.Yield):
        lower.frame.yields(lower.expr(node.value) if node.value is not None else Const(None))
        return Const(None)
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


STATEMENTS = {gast.Expr: lower_expr_statement, gast.Assert: lower_assert, gast.Import: lower_import,
              gast.ImportFrom: lower_importfrom, gast.Global: lower_global, gast.Nonlocal: lower_global,
              gast.AsyncFunctionDef: lower_async,
              gast.AsyncFor: lower_async, gast.AsyncWith: lower_async}
EXPRESSIONS = {gast.Yield: lower_yield, gast.YieldFrom: lower_yield, gast.Await: lower_await}
