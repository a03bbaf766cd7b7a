"""Operations without regions as statements."""

from __future__ import annotations

import operator

import gast
import numpy as np

import srcgrad.runtime as runtime
from srcgrad.backend.expressions import Expressions
from srcgrad.backend.literals import attribute, name_of
from srcgrad.backend.moves import stored
from srcgrad.backend.purity import out_of
from srcgrad.backend.uses import is_users
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Value
from srcgrad.ir.types import Array, Scalar

AUGMENTED = {
    "add": gast.Add,
    "sub": gast.Sub,
    "mul": gast.Mult,
    "div": gast.Div,
    "pow": gast.Pow,
    "floordiv": gast.FloorDiv,
    "mod": gast.Mod,
    "matmul": gast.MatMult,
    "and": gast.BitAnd,
    "or": gast.BitOr,
    "xor": gast.BitXor,
    "lshift": gast.LShift,
    "rshift": gast.RShift,
}
UPDATES: dict[object, type] = {operator.add: gast.Add, operator.sub: gast.Sub, operator.mul: gast.Mult, operator.truediv: gast.Div}
OPERATORS: dict[object, type] = {np.add: gast.Add, np.subtract: gast.Sub, np.multiply: gast.Mult, np.divide: gast.Div}


def simple_statement(op: Op, e: Expressions) -> gast.stmt:
    """One statement for an operation without regions, or for an `if` that is printed as an expression."""
    if op.kind == "store":
        return store(op, e)
    if op.kind == "put":
        target = e.entry(op.args[0], op.args[1], op.target)
        target.ctx = gast.Store()
        return gast.Assign([target], e.operand(op.args[2]), None)
    if op.kind == "grow":
        return gast.Expr(e.called(attribute(e.operand(op.args[0]), op.target), op.args[1:], op))
    if op.kind == "effect" and op.target == "assert":
        return gast.Assert(e.operand(op.args[0]), e.operand(op.args[1]) if len(op.args) > 1 else None)
    if op.kind == "effect" and op.target == "raise":
        return gast.Raise(
            e.operand(op.args[0]) if op.args else None, e.operand(op.args[1]) if len(op.args) > 1 else None
        )
    return assigned(op, e)


def assigned(op: Op, e: Expressions) -> gast.stmt:
    if is_update(op, e):
        return update(op, e)
    value = e.operation(op)
    unpacked = e.plan.unpacked.get(op)
    target = out_of(op)
    if isinstance(target, Value) and e.name(target) == e.name(op.result):
        return in_place(op, target, value, e)
    used = [r for r in op.results if op not in e.plan.choices or e.plan.uses.is_needed(r)]
    if unpacked is not None:
        return gast.Assign([target_of(unpacked, e)], value, None)
    if not any(e.plan.uses.of[r] for r in used) and not (op.kind == "prim" and used and is_users(used[0].name)):
        return gast.Expr(value)
    return gast.Assign([target_of(used, e)], value, None)


def is_update(op: Op, e: Expressions) -> bool:
    """Whether a number is computed from the one that its variable holds: s = s + x."""
    if op.kind != "prim" or op.target not in UPDATES or op.kwargs or not isinstance(op.args[0], Value):
        return False
    old, new = op.args[0], op.result
    numbers = isinstance(old.type, Scalar) and isinstance(new.type, Scalar)
    return numbers and old not in e.plan.nested and e.name(old) == e.name(new)


def update(op: Op, e: Expressions) -> gast.stmt:
    taken = e.minus(op.args[1]) if op.target is operator.add else None
    value, how = (e.operand(op.args[1]), UPDATES[op.target]) if taken is None else (taken, gast.Sub)
    return gast.AugAssign(stored(e.name(op.result)), how(), value)


def in_place(op: Op, target: Value, value: gast.expr, e: Expressions) -> gast.stmt:
    """`z *= s`, or `np.exp(z, out=z)`."""
    if op.target in OPERATORS and op.args[0] is target:
        name = name_of(e.name(target))
        name.ctx = gast.Store()
        return gast.AugAssign(name, OPERATORS[op.target](), e.operand(op.args[1]))
    return gast.Expr(value)


def target_of(values: list[Value | None] | list[Value] | tuple[Value | None, ...], e: Expressions) -> gast.expr:
    """What values are assigned to; `_` for those that nobody reads."""
    names = [stored(e.blank if v is None else e.name(v)) for v in values]
    return names[0] if len(names) == 1 else gast.Tuple(names, gast.Store())


def store(op: Op, e: Expressions) -> gast.stmt:
    base, index, *values = op.args
    if op.target in ("at", "rows"):
        function = attribute(e.outside.callable(np.add), "at") if op.target == "at" else e.outside.callable(runtime.add_rows)
        return gast.Expr(gast.Call(function, [e.operand(base), e.operand(index), *map(e.operand, values)], []))
    target = whole(base, e) if is_ellipsis(index) else None
    if target is None or (isinstance(target, gast.Name) and op.target == "set"):
        target = e.subscript(base, index)
    target.ctx = gast.Store()
    (value,) = values
    if op.target == "set":
        return gast.Assign([target], e.operand(value), None)
    taken = e.minus(value) if op.target == "add" else None
    if taken is not None:
        return gast.AugAssign(target, gast.Sub(), taken)
    return gast.AugAssign(target, AUGMENTED[op.target](), e.operand(value))


def whole(base: Operand, e: Expressions) -> gast.expr | None:
    """`x` or `x[i]` as what `x += v` and `x[i] = v` write into: the array itself, or a view of it."""
    if not isinstance(type_of(base), Array) or not isinstance(base, Value):
        return None
    op = e.plan.nested.get(base)
    return e.operand(base) if op is None or op.kind == "view" else None


def is_ellipsis(o: Operand) -> bool:
    return isinstance(o, Const) and o.name is None and o.value is Ellipsis
