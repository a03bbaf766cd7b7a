"""Names, constants, literals, attributes, operators, comparisons, f-strings."""
from __future__ import annotations

import builtins
import operator
import types
from collections.abc import Callable
from typing import Any

import gast
import numpy as np

import srcgrad.runtime as runtime
from srcgrad.frontend.assign import BINARY, elements
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.flow import lower_not, truth
from srcgrad.frontend.values import (
    LASTING,
    UNDEF,
    AVal,
    Bound,
    Broken,
    Choice,
    Closure,
    Const,
    Iter,
    Method,
    Partial,
    Ref,
    Tuple,
    Value,
    is_static,
)
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Operand, Seq
from srcgrad.ir.types import BOOL, OPAQUE, Array, DictType, Opaque

STABLE = (types.FunctionType, types.BuiltinFunctionType, type, np.ufunc)
COMPARE: dict[type, Callable[[Any, Any], Any]] = {
    gast.Eq: operator.eq, gast.NotEq: operator.ne, gast.Lt: operator.lt, gast.LtE: operator.le, gast.Gt: operator.gt,
    gast.GtE: operator.ge, gast.Is: operator.is_, gast.IsNot: operator.is_not, gast.In: operator.contains}
UNARY: dict[type, Callable[[Any], Any]] = {gast.USub: operator.neg, gast.UAdd: operator.pos, gast.Invert: operator.invert}


def lower_constant(lower: Lowerer, node: gast.Constant, hint: str) -> AVal:
    return Const(node.value)


def lower_name(lower: Lowerer, node: gast.Name, hint: str) -> AVal:
    name, frame = node.id, lower.frame
    owner: Any = frame
    while owner is not None:
        if name in owner.locals and name not in owner.declared:
            value = lower.state.get(("var", owner.ident, name))
            if value is None:
                raise lower.refuse(node, "SG308", f"`{name}` has no value here: the function itself would raise")
            if isinstance(value, Broken):
                raise lower.why_broken(value)
            return walked_once(lower, node, owner, name, value) if isinstance(value, Iter) else value
        if name in owner.cells:
            return outside(lower, owner.cells[name].cell_contents, name, owner.cells[name])
        if owner.parent is None:
            break
        owner = owner.parent
    namespace = owner.namespace
    if name in namespace and owner.quiet:
        return Const(namespace[name])
    if name in namespace:
        return outside(lower, namespace[name], name, namespace)
    if hasattr(builtins, name):
        if not owner.quiet:
            lower.depend(namespace, name, getattr(builtins, name))
        return Const(getattr(builtins, name))
    raise lower.refuse(node, "SG308", f"`{name}` is not defined")


def walked_once(lower: Lowerer, node: Any, owner: Any, name: str, value: Iter) -> AVal:
    """zip, map, generators and the like are used up when they are walked: a second walk would find nothing."""
    if value.kind in LASTING or owner.quiet:
        return value
    bound, turns, walked = lower.walks.get((owner.ident, name), (None, (), False))
    if walked and bound is value or turns != lower.loops_around():
        raise lower.refuse(node, "SG301", f"`{name}` is used up after it was walked once; a second time it gives nothing",
                           f"make a list of it: `{name} = list(...)`")
    lower.walks[owner.ident, name] = (value, turns, True)
    return value


def outside(lower: Lowerer, value: Any, name: str, origin: Any) -> AVal:
    """A global or a closure's variable: read where the derivative runs; the derivative is built anew when it changes its kind."""
    lower.depend(origin, name, value)
    if value is None or isinstance(value, (*STABLE, str, bytes, bool)) or value is Ellipsis or is_text(value):
        return Const(value)
    if isinstance(value, types.ModuleType):
        return Const(value) if value.__name__.split(".")[0] in ("numpy", "scipy", "math") else Const(value, name, origin)
    return Const(value, name, origin)


def is_text(value: Any) -> bool:
    """Whether a tuple or list holds words, which say what is done (("+", "x", 3.0)): the derivative depends on its value."""
    return type(value) in (tuple, list) and all(map(is_plain, value)) and any(isinstance(v, str) or is_text(v) for v in value)


def is_plain(value: Any) -> bool:
    return value is None or type(value) in (str, bytes, bool, int, float) or (
        type(value) in (tuple, list) and all(map(is_plain, value)))


def lower_attribute(lower: Lowerer, node: gast.Attribute, hint: str) -> AVal:
    return lower.get_attribute(lower.expr(node.value), node.attr, node)


def lower_binop(lower: Lowerer, node: gast.BinOp, hint: str) -> AVal:
    left, right = lower.expr(node.left), lower.expr(node.right)
    return binary(lower, BINARY[type(node.op)][0], left, right, hint, node)


def binary(lower: Lowerer, function: Any, left: AVal, right: AVal, hint: str = "", node: Any = None) -> AVal:
    if isinstance(left, Choice):
        return lower.either_way(left, lambda v: binary(lower, function, v, right, hint, node))
    if isinstance(right, Choice):
        return lower.either_way(right, lambda v: binary(lower, function, left, v, hint, node))
    outside = lower.is_object(right)
    if (outside or isinstance(right, Ref) and right.kind == "object") and isinstance(lower.type_of(left), Array):
        refuse_elementwise(lower, type(right.value) if outside else right.cls, node)  # type: ignore[union-attr]
    if is_static(left) and is_static(right) and not isinstance(left.value, np.ndarray):
        try:
            return Const(function(left.value, right.value))
        except (ArithmeticError, TypeError, ValueError):
            pass  # the user's own code raises it when it runs
    if isinstance(left, Ref) and left.kind == "object" or isinstance(right, Ref) and right.kind == "object" or \
            lower.is_object(left) or lower.is_object(right):
        return lower.operator_method(function, left, right, node)
    if function is operator.matmul and sparse(lower, left) and isinstance(lower.type_of(right), Array):
        function = runtime.applied
    elif function is operator.matmul and sparse(lower, right) and isinstance(lower.type_of(left), Array):
        function = runtime.applied_right
    joined = lower.sequence_operator(function, left, right, node)
    if joined is not None:
        return joined
    return lower.prim(function, [left, right], {}, hint, node)


def sparse(lower: Lowerer, v: AVal) -> bool:
    """Whether something is one of SciPy's sparse matrices, which nothing here differentiates by."""
    kind = lower.type_of(v)
    module = str(getattr(kind.cls, "__module__", "")) if isinstance(kind, Opaque) else ""
    return module.startswith("scipy.sparse.") and hasattr(kind.cls, "nnz")  # type: ignore[attr-defined]


def refuse_elementwise(lower: Lowerer, cls: Any, node: Any) -> None:
    """NumPy would call the object's method for each element, and give an array of objects."""
    leaves_it = getattr(cls, "__array_ufunc__", 0) is None or \
        not hasattr(cls, "__array_ufunc__") and getattr(cls, "__array_priority__", -1.0) > 0.0
    if not leaves_it:
        raise lower.refuse(node, "SG308", f"NumPy takes this for an operation of each element with the {cls.__name__}",
                           "write the object on the left, or set `__array_ufunc__ = None` in its class")


def lower_unaryop(lower: Lowerer, node: gast.UnaryOp, hint: str) -> AVal:
    return unary(lower, node, lower.expr(node.operand), hint)


def unary(lower: Lowerer, node: gast.UnaryOp, operand: AVal, hint: str) -> AVal:
    if isinstance(operand, Choice):
        return lower.either_way(operand, lambda v: unary(lower, node, v, hint))
    if isinstance(node.op, gast.Not):
        return lower_not(lower, operand)
    function = UNARY[type(node.op)]
    if is_static(operand):
        return Const(function(operand.value))
    if isinstance(operand, Ref):
        name = {operator.neg: "__neg__", operator.pos: "__pos__", operator.invert: "__invert__"}[function]
        return lower.dunder(node, operand, name, [])
    return lower.prim(function, [operand], {}, hint, node)


def lower_compare(lower: Lowerer, node: gast.Compare, hint: str) -> AVal:
    """a < b < c is a < b and b < c, with b evaluated once."""
    def chain(left: AVal, ops: list[Any], rest: list[Any]) -> AVal:
        right = lower.expr(rest[0])
        first = compare(lower, ops[0], left, right, node)
        if len(ops) == 1:
            return first
        cond = truth(lower, first)
        if is_static(cond):
            return chain(right, ops[1:], rest[1:]) if cond.value else first
        return lower.branch(lower.operand(cond), lambda: chain(right, ops[1:], rest[1:]), lambda: first, hint)  # type: ignore[return-value]

    return chain(lower.expr(node.left), node.ops, node.comparators)


def compare(lower: Lowerer, op: Any, left: AVal, right: AVal, node: Any) -> AVal:
    if isinstance(left, Choice):
        return lower.either_way(left, lambda v: compare(lower, op, v, right, node))
    if isinstance(right, Choice):
        return lower.either_way(right, lambda v: compare(lower, op, left, v, node))
    if isinstance(op, gast.NotIn):
        return lower_not(lower, compare(lower, gast.In(), left, right, node))
    if isinstance(op, gast.In):
        return member(lower, left, right, node)
    function = COMPARE[type(op)]
    if isinstance(op, gast.Is | gast.IsNot):
        known = identical(lower, left, right)
        if known is not None:
            return Const(known == isinstance(op, gast.Is))
    if is_static(left) and is_static(right):
        try:
            return Const(function(left.value, right.value))
        except TypeError:
            pass  # the user's own code raises it when it runs
    if isinstance(left, Ref) and left.kind == "object":
        own = getattr(left.cls, "__eq__", None) is not object.__eq__
        if not own and function in (operator.eq, operator.ne) and isinstance(right, Ref):
            return Const(bool(identical(lower, left, right)) == (function is operator.eq))  # as object.__eq__ does
        name = {"eq": "__eq__", "ne": "__ne__", "lt": "__lt__", "le": "__le__", "gt": "__gt__", "ge": "__ge__"}[function.__name__]
        return lower.dunder(node, left, name, [right])
    dims = equal_dims(lower, left, right)
    if dims is not None and function in (operator.eq, operator.ne) and dims:
        return Const(function is operator.eq)
    return lower.prim(function, [left, right], {}, "", node)


def equal_dims(lower: Lowerer, left: AVal, right: AVal) -> bool | None:
    return None


def identical(lower: Lowerer, left: AVal, right: AVal) -> bool | None:
    """`left is right`, where it can be told when the derivative is built."""
    if is_static(left) and is_static(right):
        return left.value is right.value
    if isinstance(left, Ref) and isinstance(right, Ref):
        if left.ident != right.ident and any(("frozen", r.ident) in lower.state for r in (left, right)):
            raise lower.refuse_now("SG305", "whether two names stand for one object is not known after a loop that rebinds them")
        return left.ident == right.ident
    for a, b in ((left, right), (right, left)):
        if is_static(a) and a.value is None and isinstance(b, Ref | Tuple | Closure | Bound | Method | Partial | Iter):
            return False
        if is_static(a) and a.value is None and isinstance(b, Const) and b is not UNDEF:
            return b.value is None
    for a, b in ((left, right), (right, left)):
        if is_static(a) and a.value is None and isinstance(b, Value) and b in lower.never_none:
            return False
    return None


def member(lower: Lowerer, item: AVal, box: AVal, node: Any) -> AVal:
    if isinstance(box, Ref) and box.kind == "dict" and is_static(item):
        return Const(item.value in lower.keys(box))
    if isinstance(box, Ref) and box.kind == "object":
        return lower.dunder(node, box, "__contains__", [item])
    if is_static(item) and is_static(box):
        return Const(item.value in box.value)
    o = lower.operand(box)
    if isinstance(o, Const) and o.name is None and is_static(item):
        return Const(item.value in o.value)
    inside = lower.key(item) if isinstance(type_of(o), DictType) else lower.operand(item)
    return lower.b.emit("prim", operator.contains, (o, inside), type=BOOL)


def lower_tuple(lower: Lowerer, node: gast.Tuple, hint: str) -> AVal:
    if any(isinstance(e, gast.Starred) for e in node.elts):
        return lower.call(node, Const(tuple), [lower.spread_list(node)], {}, hint)
    items = tuple(display(lower, node))
    if items and all(is_static(i) for i in items):
        return Const(tuple(i.value for i in items))
    return Tuple(items)


def display(lower: Lowerer, node: Any) -> list[AVal]:
    """The elements of a list, tuple or set display, starred ones spread."""
    out: list[AVal] = []
    for e in node.elts:
        if isinstance(e, gast.Starred):
            out += elements(lower, lower.expr(e.value), -1, e)
        else:
            out.append(lower.expr(e))
    return out


def lower_joinedstr(lower: Lowerer, node: gast.JoinedStr, hint: str) -> AVal:
    """A string built from values: evaluated as it stands; no derivative flows through text."""
    parts: list[Operand] = []
    for v in node.values:
        if isinstance(v, gast.Constant):
            parts.append(Const(str(v.value)))
        else:
            value = lower.operand(lower.expr(v.value))
            spec = lower.operand(lower.expr(v.format_spec)) if v.format_spec is not None else Const("")
            convert: Any = {114: repr, 115: str, 97: ascii}.get(v.conversion)
            if convert is not None and is_static(value):
                value = Const(convert(value.value))
            elif convert is not None:
                value = lower.b.emit("prim", convert, (value,), type=OPAQUE)
            if is_static(value) and is_static(spec):
                parts.append(Const(format(value.value, spec.value)))
            else:
                parts.append(lower.b.emit("prim", format, (value, spec), type=Opaque(str)))
    if all(is_static(p) for p in parts):
        return Const("".join(p.value for p in parts))
    return lower.b.emit("prim", str.join, (Const(""), Seq(tuple, tuple(parts))), type=Opaque(str))


def lower_starred(lower: Lowerer, node: gast.Starred, hint: str) -> AVal:
    raise lower.refuse(node, "SG307", "a starred expression stands where its length must be known")


EXPRESSIONS = {gast.Constant: lower_constant, gast.Name: lower_name, gast.Attribute: lower_attribute,
               gast.BinOp: lower_binop, gast.UnaryOp: lower_unaryop, gast.Compare: lower_compare, gast.Tuple: lower_tuple,
               gast.JoinedStr: lower_joinedstr, gast.Starred: lower_starred}
SERVICES = (binary, compare,)
