"""f(*values): as many arguments as there are values; where that is known only at run time, as many as f takes.

    f(*x[:2])      of def f(a, b): two, or Python would not call it
    zip(*rows)     the columns of rows: a list for each element of a row
    max(*values)   max(values)
"""
from __future__ import annotations

import inspect
from types import FunctionType, MethodType
from typing import Any

import gast

from srcgrad.frontend.assign import elements
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.folding import solid
from srcgrad.frontend.iterate import walk_of
from srcgrad.frontend.stand_ins.iterators import all_columns, column
from srcgrad.frontend.subscripts import read
from srcgrad.frontend.values import AVal, Bound, Closure, Const, Iter, Tuple, Value
from srcgrad.ir.types import Array, ListType, TupleType


def spread(lower: Lowerer, node: gast.Call, callee: Any, value: AVal, place: int) -> list[AVal]:
    value = solid(lower, value)
    kind = lower.type_of(value)
    fixed = isinstance(kind, Array) and bool(kind.shape) and kind.shape[0].number is not None  # type: ignore[index]
    if not isinstance(value, Value) or not isinstance(kind, ListType | Array) or fixed:
        return elements(lower, value, -1, node)
    if len(node.args) == 1 and isinstance(callee, Const) and callee.value in (max, min):
        return [value]
    lower.known_if_possible(value)
    wanted = taken(callee)
    if wanted is None or any(isinstance(a, gast.Starred) for a in node.args[place + 1:]):
        return elements(lower, value, -1, node)
    names = {k.arg for k in node.keywords}
    rest = [name for name in wanted[place:] if name not in names]
    return [read(lower, value, Const(k), node=node) for k in range(len(rest) - (len(node.args) - place - 1))]


def transposed(lower: Lowerer, node: gast.Call, callee: AVal) -> AVal | None:
    """zip(*rows) of a run-time list of tuples: a tuple for each of their elements; of lists: a list of such."""
    if not (isinstance(callee, Const) and callee.value is zip and len(node.args) == 1 and isinstance(node.args[0], gast.Starred)):
        return None
    rows = solid(lower, lower.expr(node.args[0].value))
    if isinstance(rows, Iter) and walk_of(lower, rows, node).static is None:
        rows = lower.materialise(rows)
    lower.known_if_possible(rows)
    kind = lower.type_of(rows)
    if isinstance(rows, Value) and isinstance(kind, ListType) and isinstance(kind.element, ListType):
        found: Any = lower.call(node, Const(all_columns), [rows], {})
        return Iter("iter", (lower.b.emit("prim", list, (found,), type=ListType(ListType(found.type.element.element, True))),))
    if not isinstance(rows, Value) or not isinstance(kind, ListType) or not isinstance(kind.element, TupleType):
        return Iter("zip", tuple(spread(lower, node, callee, rows, 0)))
    columns: list[Any] = [lower.call(node, Const(column), [rows, Const(k)], {}) for k in range(len(kind.element.elements))]
    return Tuple(tuple(lower.b.emit("prim", tuple, (lower.operand(c),), type=ListType(c.type.element, True))
                       for c in columns))


def taken(callee: Any) -> list[str] | None:
    """The names of the positional parameters, if all of them have to be given."""
    skip = 0
    while isinstance(callee, Bound):
        callee, skip = callee.function, skip + 1
    if isinstance(callee, Closure):
        spec = callee.node.args
        if spec.vararg is not None or callee.defaults:
            return None
        return [a.id for a in [*spec.posonlyargs, *spec.args]][skip:]
    f = callee.value if isinstance(callee, Const) else None
    if isinstance(f, MethodType):
        f, skip = f.__func__, skip + 1
    if isinstance(f, type) and isinstance(inspect.getattr_static(f, "__init__"), FunctionType):
        f, skip = inspect.getattr_static(f, "__init__"), skip + 1
    if not isinstance(f, FunctionType):
        return None
    parameters = list(inspect.signature(f, follow_wrapped=False).parameters.values())
    if any(p.default is not p.empty or p.kind not in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters):
        return None
    return [p.name for p in parameters][skip:]


SERVICES = (spread, transposed)
