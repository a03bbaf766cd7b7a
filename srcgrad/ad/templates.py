"""From the source of a rule to operations: a template is evaluated with operands in place of numbers."""
from __future__ import annotations

import ast
import math
import operator
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.analysis.newaxes import undoes
from srcgrad.ir.build import Builder, type_of
from srcgrad.ir.nodes import Const, Operand, Seq, Value
from srcgrad.ir.types import ANY, Array, DictType, ListType, Opaque, Scalar, TupleType, Type
from srcgrad.rules.infer.indexing import index_type
from srcgrad.rules.table import Alternative, UnsupportedKeyword, bind, lookup

BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
          ast.MatMult: operator.matmul, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.BitAnd: operator.and_,
          ast.BitOr: operator.or_}
COMPARE = {ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
           ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: operator.is_not}
UNARY: dict[type, Callable[[Any], Any]] = {
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_, ast.Invert: operator.invert}


def instantiate(b: Builder, alternative: Alternative, env: dict[str, Operand]) -> Operand:
    """Emit a template's operations with its names standing for `env`; gives its value."""
    names = dict(env)
    for name, tree in alternative.lets:
        names[name] = evaluate(b, tree, names)
    return evaluate(b, alternative.expr, names)


def evaluate(b: Builder, node: Any, env: dict[str, Operand]) -> Operand:
    if isinstance(node, ast.Expression):
        return evaluate(b, node.body, env)
    if isinstance(node, ast.Constant):
        return Const(node.value)
    if isinstance(node, ast.Name):
        return env[node.id] if node.id in env else Const(named(node.id))
    if isinstance(node, ast.Attribute):
        return attribute(b, node, env)
    if isinstance(node, ast.BinOp):
        return binary(b, BINARY[type(node.op)], evaluate(b, node.left, env), evaluate(b, node.right, env))
    if isinstance(node, ast.UnaryOp):
        operand = evaluate(b, node.operand, env)
        if isinstance(operand, Const) and operand.name is None:
            return Const(UNARY[type(node.op)](operand.value))
        return prim(b, UNARY[type(node.op)], (operand,))
    if isinstance(node, ast.Compare):
        return prim(b, COMPARE[type(node.ops[0])], (evaluate(b, node.left, env), evaluate(b, node.comparators[0], env)))
    if isinstance(node, ast.Tuple | ast.List):
        items = [evaluate(b, e, env) for e in node.elts]
        return Seq(tuple if isinstance(node, ast.Tuple) else list, tuple(items))
    if isinstance(node, ast.Slice):
        return Seq(slice, tuple(Const(None) if n is None else evaluate(b, n, env) for n in (node.lower, node.upper, node.step)))
    if isinstance(node, ast.Subscript):
        return subscript(b, evaluate(b, node.value, env), evaluate(b, node.slice, env))
    if isinstance(node, ast.Call):
        return call(b, node, env)
    raise TypeError(f"a template may not hold {type(node).__name__}")


def named(name: str) -> Any:
    for place in ({"np": np, "math": math, "operator": operator}, vars(runtime), vars(__import__("builtins"))):
        if name in place:
            return place[name]
    for module in ("scipy.special", "scipy.stats", "scipy.linalg"):
        if hasattr(sys.modules.get(module), name):
            return getattr(sys.modules[module], name)
    raise NameError(f"a template names `{name}`, which is neither an argument nor in srcgrad.runtime")


def attribute(b: Builder, node: ast.Attribute, env: dict[str, Operand]) -> Operand:
    base = evaluate(b, node.value, env)
    if isinstance(base, Const) and base.name is None and not isinstance(base.value, np.ndarray | float | int):
        return Const(getattr(base.value, node.attr))
    return prim(b, getattr(np.ndarray, node.attr), (base,))


def call(b: Builder, node: ast.Call, env: dict[str, Operand]) -> Operand:
    if isinstance(node.func, ast.Attribute):
        root = node.func.value
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or root.id in env:
            base = evaluate(b, node.func.value, env)
            operands = (base, *(evaluate(b, a, env) for a in node.args))
            return prim(b, getattr(np.ndarray, node.func.attr), operands, keywords(b, node, env))
    function = evaluate(b, node.func, env)
    assert isinstance(function, Const)
    args: list[Operand] = []
    for a in node.args:
        if isinstance(a, ast.Starred):
            spread = evaluate(b, a.value, env)
            assert isinstance(spread, Seq)
            args += list(spread.items)
        else:
            args.append(evaluate(b, a, env))
    if getattr(function.value, "__module__", "") == "math" and args and all(number(a) is not None for a in args):
        return Const(function.value(*(number(a) for a in args)))
    return prim(b, function.value, tuple(args), keywords(b, node, env))


def keywords(b: Builder, node: ast.Call, env: dict[str, Operand]) -> tuple[tuple[str, Operand], ...]:
    return tuple((k.arg or "", evaluate(b, k.value, env)) for k in node.keywords)


def prim(b: Builder, function: Any, args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...] = (),
         name: str = "") -> Operand:
    return b.emit("prim", function, args, kwargs, inferred(function, args, kwargs), name)


def inferred(function: Any, args: tuple[Operand, ...], kwargs: Any = ()) -> Type:
    rule = lookup(function)
    if rule is None or rule.infer is None:
        return ANY
    try:
        return rule.infer(bind(rule, args, dict(kwargs)), type_of) or ANY
    except (UnsupportedKeyword, TypeError):
        return ANY


def number(o: Operand) -> Any:
    plain = isinstance(o, Const) and o.name is None and isinstance(o.value, int | float) and not isinstance(o.value, bool)
    return o.value if plain else None


def binary(b: Builder, function: Any, left: Operand, right: Operand) -> Operand:
    """Arithmetic on cotangents and partials, with 1 * x, -1 * x, x + 0 folded (these are ours, never the user's)."""
    p, q = number(left), number(right)
    if p is not None and q is not None:
        return Const(function(left.value, right.value))  # type: ignore[union-attr]
    if function is operator.mul:
        for a, other in ((p, right), (q, left)):
            if a == 1:
                return other
            if a == -1:
                return prim(b, operator.neg, (other,))
    if function is operator.truediv and q == 1:
        return left
    if function is operator.add and p == 0:
        return right
    if function in (operator.add, operator.sub) and q == 0:
        return left
    if function is operator.pow and q == 2 and isinstance(left, Value) and isinstance(left.type, Scalar):
        return prim(b, operator.mul, (left, left))  # quicker for a number, and it does not raise where it is large
    return prim(b, function, (left, right))


def subscript(b: Builder, base: Operand, index: Operand) -> Operand:
    if isinstance(base, Seq) and isinstance(index, Const) and isinstance(index.value, int):
        return base.items[index.value]
    if isinstance(type_of(base), Scalar):
        return base  # a number that stands for a whole array is that array however it is indexed
    made = next((op for op in reversed(b.ops[-40:]) if base in op.results), None) if isinstance(base, Value) else None
    if made is not None and made.kind == "view" and isinstance(base, Value) and undoes(index, base, made.args[1], made.args[0]):
        return made.args[0]
    return element(b, base, index)


def element(b: Builder, base: Operand, index: Operand, name: str = "") -> Operand:
    """base[index], as a view, a load or an element of a container, by what base is."""
    kind = type_of(base)
    if isinstance(kind, ListType | DictType | TupleType):
        t: Type = kind.element if isinstance(kind, ListType) else kind.value if isinstance(kind, DictType) else (
            kind.elements[index.value] if isinstance(index, Const) and isinstance(index.value, int) else ANY)
        return b.emit("item", None, (base, index), type=t, name=name)
    if isinstance(kind, Opaque):
        return b.emit("item", None, (base, index), type=ANY, name=name)
    how, out = index_type(kind, index)
    return b.emit(how, None, (base, index), type=out, name=name)


def scalar(o: Operand) -> bool:
    return isinstance(type_of(o), Scalar)


def array(o: Operand) -> bool:
    return isinstance(type_of(o), Array)
