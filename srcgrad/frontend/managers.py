"""with: the user's context managers, by what they do before and after the body; others are entered where the derivative runs.

    @contextmanager                       with scaled(state, k) as s:        old = state["k"]
    def scaled(state, k):                     y = f(s)                 is    try:
        old = state["k"]                                                         state["k"] = s = k
        try:                                                                     y = f(s)
            state["k"] = k                                                   finally:
            yield k                                                              state["k"] = old
        finally:
            state["k"] = old
"""
from __future__ import annotations

import contextlib
import inspect
from types import FunctionType
from typing import Any

import gast
import numpy as np

from srcgrad.frontend.assign import bind
from srcgrad.frontend.calls import opened
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.parameters import bind_arguments
from srcgrad.frontend.pieces import Known, at
from srcgrad.frontend.source import read_source
from srcgrad.frontend.values import AVal, Bound, Closure, Const, Manager, Ref, mapped
from srcgrad.ir.nodes import Region, Value


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
    if isinstance(manager, Manager):
        around_yield(lower, node, item, rest, manager)
        return
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


def around_yield(lower: Lowerer, node: gast.With, item: Any, rest: list[Any], manager: Manager) -> None:
    """What @contextmanager makes of a generator: the body of the with statement stands where it yields."""
    frame, definition, defaults = opened(lower, manager.function, list(manager.args))

    def body(value: AVal) -> None:
        lower.frames.pop()
        try:
            if item.optional_vars is not None:
                bind(lower, item.optional_vars, value)
            enter_item(lower, node, rest)
        finally:
            lower.frames.append(frame)

    frame.yields = body
    lower.frame.captured = True
    values = bind_arguments(lower, node, frame, definition.args, list(manager.args), dict(manager.kwargs), defaults)
    lower.run(node, frame, definition, values, "")


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
    if lower.guards and looks(manager.cls):
        raise lower.refuse(node, "SG308", "what this context manager does when its body fails half-way is not followed",
                           "move the with statement around the try statement")
    entered = lower.dunder(node, manager, "__enter__", [])
    if item.optional_vars is not None:
        bind(lower, item.optional_vars, entered)
    if lower.guards:
        leave = at(node, gast.Call(Known(Bound(Const(manager.cls.__exit__), manager), node), [Known(Const(None), node)] * 3, []))
        body = [at(node, gast.With(rest, node.body, None))] if rest else node.body
        lower.stmt(at(node, gast.Try(body, [], [], [at(node, gast.Expr(leave))])))
        return
    enter_item(lower, node, rest)
    none = Const(None)
    lower.dunder(node, manager, "__exit__", [none, none, none])


def looks(cls: Any) -> bool:
    """Whether `__exit__` looks at the exception, or gives something: it may take it as handled."""
    leave = inspect.getattr_static(cls, "__exit__", None)
    if not isinstance(leave, FunctionType) or leave.__closure__:
        return True
    definition = read_source(leave).node
    own = [a.id for a in (*definition.args.args[1:], definition.args.vararg) if a is not None]
    return any(isinstance(n, gast.Name) and n.id in own and isinstance(n.ctx, gast.Load) or
               isinstance(n, gast.Return) and not (n.value is None or isinstance(n.value, gast.Constant) and not n.value.value)
               for n in gast.walk(gast.Module(definition.body, [])))


STATEMENTS = {gast.With: lower_with}
