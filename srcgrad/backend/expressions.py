"""Operands and operations as expressions."""

from __future__ import annotations

import operator
import types
from collections.abc import Callable, Mapping
from typing import Any

import gast
import numpy as np

import srcgrad.runtime as runtime
from srcgrad.backend.literals import attribute, call, name_of
from srcgrad.backend.nesting import Plan
from srcgrad.backend.outside import Outside
from srcgrad.backend.uses import BLANK
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Seq, Value
from srcgrad.ir.types import ObjectType, Scalar, TupleType

BINARY = {
    operator.add: gast.Add,
    operator.sub: gast.Sub,
    operator.mul: gast.Mult,
    operator.truediv: gast.Div,
    operator.pow: gast.Pow,
    operator.floordiv: gast.FloorDiv,
    operator.mod: gast.Mod,
    operator.matmul: gast.MatMult,
    runtime.applied: gast.MatMult,
    runtime.applied_right: gast.MatMult,
    operator.and_: gast.BitAnd,
    operator.or_: gast.BitOr,
    operator.xor: gast.BitXor,
    operator.lshift: gast.LShift,
    operator.rshift: gast.RShift,
}
COMPARE = {
    operator.lt: gast.Lt,
    operator.le: gast.LtE,
    operator.gt: gast.Gt,
    operator.ge: gast.GtE,
    operator.eq: gast.Eq,
    operator.ne: gast.NotEq,
    operator.is_: gast.Is,
    operator.is_not: gast.IsNot,
}
UNARY = {operator.neg: gast.USub, operator.pos: gast.UAdd, operator.invert: gast.Invert, operator.not_: gast.Not}
OPERATORS = {id(f) for f in (*BINARY, *COMPARE, *UNARY, operator.contains, operator.getitem)}
METHODS = (types.MethodDescriptorType, types.WrapperDescriptorType)
ATTRIBUTES = (types.GetSetDescriptorType, types.MemberDescriptorType)


class Expressions:
    """`name`: of the variable that holds a value."""

    def __init__(
        self, plan: Plan, name: Callable[..., str], outside: Outside, functions: Mapping[Function, str]
    ) -> None:
        self.plan, self.name, self.outside, self.functions = plan, name, outside, functions
        self.blank = BLANK if all(p.name != BLANK for p in plan.uses.function.body.params) else "_unused"

    # --- operands ----------------------------------------------------------------------------------------------------
    def operand(self, o: Operand) -> gast.expr:
        if isinstance(o, Value):
            op = self.plan.nested.get(o)
            return name_of(self.name(o)) if op is None else self.operation(op)
        if isinstance(o, Const):
            return self.outside.expression(o)
        return self.literal(o)

    def literal(self, o: Seq) -> gast.expr:
        items = [self.operand(i) for i in o.items]
        half = len(items) // 2
        if o.cls is dict:
            return gast.Dict(items[:half], items[half:])
        return self.display(o.cls, items)

    def display(self, cls: Any, items: list[gast.expr]) -> gast.expr:
        if cls is tuple or cls is list:
            return (gast.Tuple if cls is tuple else gast.List)(items, gast.Load())
        if cls is set and items:
            return gast.Set(items)
        return call(self.outside.callable(cls), *items)

    def index(self, o: Operand) -> gast.expr:
        """An operand between brackets, where slices have a form of their own."""
        if isinstance(o, Seq) and o.cls is slice:
            return gast.Slice(*(None if is_none(i) else self.operand(i) for i in o.items))
        if isinstance(o, Seq) and o.cls is tuple:
            return gast.Tuple([self.index(i) for i in o.items], gast.Load())
        if isinstance(o, Const) and o.name is None and type(o.value) is slice:
            return self.index(Seq(slice, tuple(map(Const, (o.value.start, o.value.stop, o.value.step)))))
        if (
            isinstance(o, Const)
            and o.name is None
            and type(o.value) is tuple
            and any(type(i) is slice for i in o.value)
        ):
            return self.index(Seq(tuple, tuple(map(Const, o.value))))
        return self.operand(o)

    def subscript(self, base: Operand, index: Operand) -> gast.expr:
        return gast.Subscript(self.operand(base), self.index(index), gast.Load())

    def entry(self, base: Operand, key: Operand, target: Any = None) -> gast.expr:
        """An element of a container or an attribute of an object."""
        if (
            isinstance(key, Const)
            and isinstance(key.value, str)
            and key.value.isidentifier()
            and (target == "attribute" or isinstance(type_of(base), ObjectType))
        ):
            return gast.Attribute(self.operand(base), key.value, gast.Load())
        return self.subscript(base, key)

    # --- operations --------------------------------------------------------------------------------------------------
    def operation(self, op: Op) -> gast.expr:
        if op.kind in ("view", "load"):
            return self.subscript(op.args[0], op.args[1])
        if op.kind == "item":
            return self.entry(op.args[0], op.args[1], op.target)
        if op.kind == "new":
            return (
                self.literal(Seq(op.target, op.args))
                if not op.kwargs
                else self.called(self.outside.callable(op.target), op.args, op)
            )
        if op.kind == "shrink":
            return self.called(attribute(self.operand(op.args[0]), op.target), op.args[1:], op)
        if op.kind == "call":
            return self.called(name_of(self.functions[op.target]), op.args, op)
        if op.kind == "if":
            return self.choice(op)
        if op.kind == "undef":
            return gast.Constant(None, None)
        return self.invoked(op)

    def invoked(self, op: Op) -> gast.expr:
        """A call of an outside callable, as the operator, method or attribute that it is."""
        f, args = print if op.target == "print" else op.target, op.args
        if f is tuple and isinstance(type_of(args[0]) if args else None, TupleType):
            return self.operand(args[0])  # it is one already
        if not op.kwargs and (isinstance(f, types.BuiltinFunctionType) or f in (runtime.applied, runtime.applied_right)):
            written = self.operator(f, args)
            if written is not None:
                return written
        if isinstance(f, ATTRIBUTES) and len(args) == 1:
            return attribute(self.operand(args[0]), f.__name__)
        if isinstance(f, METHODS) and args and not self.is_number(args[0]):
            return self.called(attribute(self.operand(args[0]), f.__name__), args[1:], op)
        return self.called(self.outside.callable(f), args, op)

    def operator(self, f: Any, args: tuple[Operand, ...]) -> gast.expr | None:
        if f is operator.add:
            taken = self.minus(args[1])
            if taken is not None:
                return gast.BinOp(self.operand(args[0]), gast.Sub(), taken)
        if f in BINARY and len(args) == 2:
            return gast.BinOp(self.operand(args[0]), BINARY[f](), self.operand(args[1]))
        if f in COMPARE:
            return gast.Compare(self.operand(args[0]), [COMPARE[f]()], [self.operand(args[1])])
        if f in UNARY:
            inner = self.operand(args[0])
            return opposite(inner) if f is operator.not_ else gast.UnaryOp(UNARY[f](), inner)
        if f is operator.contains:
            return gast.Compare(self.operand(args[1]), [gast.In()], [self.operand(args[0])])
        return self.subscript(args[0], args[1]) if f is operator.getitem else None

    def minus(self, o: Operand) -> gast.expr | None:
        """-o, where o is a float that is printed with a minus in front: a + -b * c is a - b * c."""
        op = self.plan.nested.get(o) if isinstance(o, Value) else None
        if op is None or op.kind != "prim" or op.kwargs or getattr(op.result.type, "kind", "") != "f":
            return None
        if op.target is operator.neg:
            return self.operand(op.args[0])
        if op.target in (operator.mul, operator.truediv):
            left = self.minus(op.args[0])
            return None if left is None else gast.BinOp(left, BINARY[op.target](), self.operand(op.args[1]))
        return None

    def called(self, function: gast.expr, args: tuple[Operand, ...], op: Op) -> gast.expr:
        keywords = [gast.keyword(name, self.operand(o)) for name, o in op.kwargs]
        return gast.Call(function, [self.operand(a) for a in args], keywords)

    def is_number(self, o: Operand) -> bool:
        return isinstance(o, Const) and not isinstance(o.value, str | bytes | np.ndarray)

    def choice(self, op: Op) -> gast.expr:
        """`a if c else b`, or the shorter `and`, `or`."""
        k = next(k for k, r in enumerate(op.results) if self.plan.uses.is_needed(r))
        cond, then, orelse = op.args[0], op.regions[0].yields[k], op.regions[1].yields[k]
        flag = isinstance(cond, Value) and isinstance(cond.type, Scalar) and cond.type.kind == "b"
        if then is cond or (flag and is_bool(then, True)):
            return either(gast.Or, self.operand(cond), self.operand(orelse))
        if orelse is cond or (flag and is_bool(orelse, False)):
            return either(gast.And, self.operand(cond), self.operand(then))
        return gast.IfExp(self.operand(cond), self.operand(then), self.operand(orelse))


def either(cls: Any, *parts: gast.expr) -> gast.expr:
    """A chain of one of `and`, `or`."""
    values = [v for p in parts for v in (p.values if isinstance(p, gast.BoolOp) and isinstance(p.op, cls) else [p])]
    return gast.BoolOp(cls(), values)


def negated(e: gast.expr) -> gast.expr:
    """A condition turned round; only whether it is true counts."""
    return bare(e.operand) if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.Not) else opposite(bare(e))


def bare(e: gast.expr) -> gast.expr:
    """A condition of which only whether it is true counts: `if bool(work)` is `if work`."""
    if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.Not):
        return gast.UnaryOp(gast.Not(), bare(e.operand))
    asks = isinstance(e, gast.Call) and isinstance(e.func, gast.Name) and e.func.id == "bool" and len(e.args) == 1
    return e.args[0] if asks and not e.keywords and not isinstance(e.args[0], gast.Starred) else e


def opposite(e: gast.expr) -> gast.expr:
    if isinstance(e, gast.Compare) and isinstance(e.ops[0], gast.In | gast.Is):
        return gast.Compare(e.left, [gast.NotIn() if isinstance(e.ops[0], gast.In) else gast.IsNot()], e.comparators)
    return gast.UnaryOp(gast.Not(), e)


def is_none(o: Operand) -> bool:
    return isinstance(o, Const) and o.name is None and o.value is None


def is_bool(o: Operand, value: bool) -> bool:
    return isinstance(o, Const) and o.name is None and o.value is value
