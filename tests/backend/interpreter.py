"""A naive interpreter of the IR: what emitted code has to compute.

A value that is not bound raises where it is used by an operation, and is handed on by regions like any other.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value

AUGMENTED = {
    "add": operator.iadd,
    "sub": operator.isub,
    "mul": operator.imul,
    "div": operator.itruediv,
    "pow": operator.ipow,
    "floordiv": operator.ifloordiv,
    "mod": operator.imod,
}
UNBOUND = object()


class Unbound(Exception):
    """A variable is used that has no value."""


def run(function: Function, *args: Any) -> Any:
    """What the function returns: bare, a tuple of several, None for nothing."""
    env: dict[Value, Any] = dict(zip(function.body.params, args, strict=True))
    out = region(function.body, env)
    return out[0] if len(out) == 1 else tuple(out) if out else None


def region(r: Region, env: dict[Value, Any]) -> list[Any]:
    for op in r.ops:
        values = operation(op, env)
        env.update(zip(op.results, values, strict=True))
    return [handed_on(o, env) for o in r.yields]


def handed_on(o: Operand, env: dict[Value, Any]) -> Any:
    if isinstance(o, Const) and o.name == "<unbound>":
        return UNBOUND
    return env[o] if isinstance(o, Value) else operand(o, env)


def operand(o: Operand, env: dict[Value, Any]) -> Any:
    if isinstance(o, Const):
        return o.value
    if isinstance(o, Value):
        if env[o] is UNBOUND:
            raise Unbound(o.name)
        return env[o]
    items = [operand(i, env) for i in o.items]
    if isinstance(o, Seq) and o.cls is dict:
        return dict(zip(items[: len(items) // 2], items[len(items) // 2 :]))
    return slice(*items) if o.cls is slice else o.cls(items)


def operation(op: Op, env: dict[Value, Any]) -> list[Any]:
    if op.kind in ("for", "while", "each"):
        return loop(op, env)
    args = [(handed_on if op.kind == "new" else operand)(a, env) for a in op.args]
    kwargs = {k: operand(o, env) for k, o in op.kwargs}
    if op.kind == "if":
        return region(op.regions[0 if args[0] else 1], env)
    if op.kind == "with":
        with args[0]:
            return region(op.regions[0], env)
    if op.kind == "try":
        try:
            return region(op.regions[0], dict(env))
        except op.target as e:
            return region(op.regions[1], {**env, op.regions[1].params[0]: e})
    out = simple(op, args, kwargs)
    return [out] if len(op.results) == 1 else list(out) if op.results else []


def simple(op: Op, args: list[Any], kwargs: dict[str, Any]) -> Any:
    if op.kind in ("view", "load"):
        return args[0][args[1]]
    if op.kind == "item":
        return getattr(args[0], args[1]) if op.target == "attribute" else args[0][args[1]]
    if op.kind == "put":
        return operator.setitem(*args)
    if op.kind == "store":
        return store(op.target, *args)
    if op.kind == "new":
        return (
            op.target(args) if op.target in (list, tuple) else dict(zip(args[: len(args) // 2], args[len(args) // 2 :]))
        )
    if op.kind in ("grow", "shrink"):
        return getattr(args[0], op.target)(*args[1:])
    if op.kind == "call":
        return run(op.target, *args)
    if op.kind == "undef":
        return UNBOUND
    if op.kind == "note":
        return None
    if op.target == "assert":
        assert args[0]
        return None
    if op.target == "raise":
        raise args[0]
    if isinstance(op.target, type(np.ndarray.T)):
        return getattr(args[0], op.target.__name__)
    return op.target(*args, **kwargs)


def store(how: str, base: Any, index: Any, value: Any) -> None:
    if how == "at":
        np.add.at(base, index, value)
    else:
        base[index] = value if how == "set" else AUGMENTED[how](base[index], value)


def loop(op: Op, env: dict[Value, Any]) -> list[Any]:
    fixed = {"for": 3, "each": 1, "while": 0}[op.kind]
    carried = [handed_on(o, env) for o in op.args[fixed:]]
    body = op.regions[-1]
    for elements in turns(op, [operand(o, env) for o in op.args[:fixed]]):
        if op.kind == "while":
            (go,) = region(op.regions[0], {**env, **dict(zip(op.regions[0].params, carried))})
            if not go:
                break
        inner = {**env, **dict(zip(body.params, [*elements, *carried], strict=True))}
        stop, *carried = region(body, inner)
        if stop:
            break
    return carried


def turns(op: Op, head: list[Any]) -> Any:
    if op.kind == "for":
        return ((i,) for i in range(*head))
    if op.kind == "while":
        return iter(lambda: (), None)
    count = len(op.regions[-1].params) - (len(op.args) - 1)
    items = head[0][::-1] if op.target == "reversed" else head[0]
    return ((i,) if count == 1 else i for i in items)
