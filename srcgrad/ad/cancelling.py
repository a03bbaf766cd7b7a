"""Factors of a cotangent that a partial divides by again.

    r = np.sqrt(d2); w = np.exp(-r**2)          r_bar = -w_bar * w * 2 * r;   d2_bar = r_bar * 0.5 / r = -w_bar * w

Where r is 0 the quotient would be nan, and the derivative is not.
"""
from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad.templates import binary, prim
from srcgrad.ir.build import Builder
from srcgrad.ir.nodes import Const, Op, Operand, Value

DEEP = 8


def without_factor(b: Builder, product: Operand, factor: Operand) -> Operand | None:
    """product / factor, if the operations that made the product here multiply by the factor."""
    if not isinstance(factor, Value):
        return None
    made = {op.results[0]: op for op in b.ops if op.kind == "prim"}
    path = route(made, product, factor, written(b.ops))
    return None if path is None else rebuilt(b, made, product, path)


def written(ops: Sequence[Op]) -> set[Value]:
    """Arrays that were stored into: what was made of them is not what could be made of them now."""
    return {v for op in ops if op.kind == "store" for v in (op.args[0],) if isinstance(v, Value)}


def route(made: Mapping[Value, Op], o: Operand, factor: Value, gone: set[Value], left: int = DEEP) -> tuple[int, ...] | None:
    """Which operand to follow at each product down to the factor."""
    op = made.get(o) if isinstance(o, Value) else None
    if op is None or left == 0 or o in gone:
        return None
    if op.target in (operator.mul, np.multiply):
        for k, a in enumerate(op.args):
            if a is factor and a not in gone:
                return (k,)
        for k, a in enumerate(op.args):
            below = route(made, a, factor, gone, left - 1)
            if below is not None and not set(op.args) & gone:
                return (k, *below)
    summed = op.target is runtime.unbroadcast and has_shape_of(made, op.args[1], factor)  # over axes that the factor has not
    if (summed or op.target in (operator.neg, operator.truediv)) and not set(op.args) & gone:
        below = route(made, op.args[0], factor, gone, left - 1)
        return None if below is None else (0, *below)
    return None


def has_shape_of(made: Mapping[Value, Op], shape: Operand, v: Value) -> bool:
    op = made.get(shape) if isinstance(shape, Value) else None
    return op is not None and op.target is np.shape and op.args[0] is v


def rebuilt(b: Builder, made: Mapping[Value, Op], o: Operand, path: tuple[int, ...]) -> Operand:
    assert isinstance(o, Value)
    op, k = made[o], path[0]
    if op.target is operator.neg:
        return prim(b, operator.neg, (rebuilt(b, made, op.args[0], path[1:]),))
    if op.target in (operator.truediv, runtime.unbroadcast):
        return prim(b, op.target, (rebuilt(b, made, op.args[0], path[1:]), op.args[1]))
    other = op.args[1 - k]
    if len(path) == 1:
        return other
    inner = rebuilt(b, made, op.args[k], path[1:])
    return binary(b, operator.mul, inner, other) if k == 0 or isinstance(inner, Const) else binary(b, operator.mul, other, inner)


def scaled(b: Builder, o: Operand, by: Operand) -> Operand:
    """o * by; of a multiple, the other multiple: (2 * g) * 0.5 is g."""
    op = next((op for op in reversed(b.ops) if o in op.results and op.target is operator.mul), None)
    if op is not None and is_number(op.args[0]) and is_number(by):
        k = op.args[0].value * by.value  # type: ignore[union-attr]
        return op.args[1] if k == 1 else binary(b, operator.mul, Const(k), op.args[1])
    return binary(b, operator.mul, o, by)


def is_number(o: Operand) -> bool:
    return isinstance(o, Const) and o.name is None and type(o.value) in (int, float)
