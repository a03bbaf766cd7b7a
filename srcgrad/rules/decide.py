"""Conditions of alternatives, decided while a derivative is built: True, False, or None where the operands do not tell.

a.ndim == 2 and axis is None        isinstance(axis, int)        array(x)  x is certainly an ndarray
known(x)  x is a constant           len(x)
"""

from __future__ import annotations

import ast
import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from srcgrad.ir.nodes import Const, Operand, Seq
from srcgrad.ir.types import AnyType, Array, DictType, ListType, Opaque, Scalar, TupleType, Type

UNKNOWN: Any = type("Unknown", (), {"__repr__": lambda self: "<unknown>"})()
TypeOf = Callable[[Operand], Type]
COMPARE: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


@functools.cache
def parsed(when: str) -> ast.expr:
    return ast.parse(when, mode="eval").body


def decide(when: str | None, bound: Mapping[str, Operand], type_of: TypeOf) -> bool | None:
    """Whether a condition holds for these operands; None where that cannot be known before the run."""
    if when is None:
        return True
    value = evaluate(parsed(when), bound, type_of)
    return None if value is UNKNOWN else bool(value)


def constant(o: Operand) -> Any:
    """The Python object an operand stands for, or UNKNOWN. A number that is read by its name may be another
    when the derivative runs."""
    if isinstance(o, Const):
        varying = isinstance(o.value, int | float | complex | np.ndarray | np.generic) and not isinstance(o.value, bool)
        return UNKNOWN if o.name is not None and varying else o.value
    if isinstance(o, Seq) and o.cls in (tuple, list):
        items = [constant(i) for i in o.items]
        return UNKNOWN if any(i is UNKNOWN for i in items) else o.cls(items)
    return UNKNOWN


def evaluate(node: ast.expr, bound: Mapping[str, Operand], type_of: TypeOf) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return constant(bound[node.id])
    if isinstance(node, ast.Tuple):
        items = [evaluate(e, bound, type_of) for e in node.elts]
        return UNKNOWN if any(i is UNKNOWN for i in items) else tuple(items)
    if isinstance(node, ast.Attribute) and node.attr == "ndim" and isinstance(node.value, ast.Name):
        n = ndim(bound[node.value.id], type_of)
        return UNKNOWN if n is None else n
    if isinstance(node, ast.UnaryOp):
        value = evaluate(node.operand, bound, type_of)
        return value if value is UNKNOWN else not value if isinstance(node.op, ast.Not) else -value
    if isinstance(node, ast.BoolOp):
        return connective(node, bound, type_of)
    if isinstance(node, ast.Compare):
        return comparison(node, bound, type_of)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return function(node.func.id, node.args, bound, type_of)
    raise TypeError(f"a condition may not hold `{ast.unparse(node)}`")


def connective(node: ast.BoolOp, bound: Mapping[str, Operand], type_of: TypeOf) -> Any:
    deciding = isinstance(node.op, ast.Or)
    values = [evaluate(v, bound, type_of) for v in node.values]
    if any(v is not UNKNOWN and bool(v) is deciding for v in values):
        return deciding
    return UNKNOWN if any(v is UNKNOWN for v in values) else not deciding


def comparison(node: ast.Compare, bound: Mapping[str, Operand], type_of: TypeOf) -> Any:
    left, right = (evaluate(n, bound, type_of) for n in (node.left, node.comparators[0]))
    op = type(node.ops[0])
    if left is UNKNOWN and right is None and op in (ast.Is, ast.IsNot) and isinstance(node.left, ast.Name):
        if never_none(type_of(bound[node.left.id])):
            return op is ast.IsNot
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    try:
        return bool(COMPARE[op](left, right))
    except (TypeError, ValueError):
        return UNKNOWN


def never_none(t: Type) -> bool:
    return isinstance(t, Scalar | Array | TupleType | ListType | DictType) or (
        isinstance(t, Opaque) and t.cls not in (None, type(None))
    )


def function(name: str, args: list[ast.expr], bound: Mapping[str, Operand], type_of: TypeOf) -> Any:
    o = bound[args[0].id] if isinstance(args[0], ast.Name) else None
    if name == "array" and o is not None:
        t = type_of(o)
        return UNKNOWN if isinstance(t, AnyType) else isinstance(t, Array)
    if name == "known" and o is not None:
        return constant(o) is not UNKNOWN
    value = evaluate(args[0], bound, type_of)
    if name == "len" and o is not None:
        return len(o.items) if isinstance(o, Seq) else UNKNOWN if value is UNKNOWN else len(value)
    if name == "isinstance":
        cls = {"int": (int, np.integer), "tuple": tuple, "float": (float, np.floating)}[ast.unparse(args[1])]
        return is_instance(value, o, cls, type_of)
    raise TypeError(f"a condition may not call `{name}`")


def is_instance(value: Any, o: Operand | None, cls: Any, type_of: TypeOf) -> Any:
    if value is not UNKNOWN:
        return isinstance(value, cls) and not isinstance(value, bool)
    t = type_of(o) if o is not None else AnyType()
    if isinstance(t, AnyType) or isinstance(t, Opaque):
        return UNKNOWN
    if cls is tuple:
        return isinstance(t, TupleType)
    return isinstance(t, Scalar) and t.kind == ("i" if int in cls else "f")


def ndim(o: Operand, type_of: TypeOf) -> int | None:
    """The number of axes of an operand; 0 for a number."""
    t = type_of(o)
    if isinstance(t, Array):
        return t.ndim
    return 0 if isinstance(t, Scalar) else None
