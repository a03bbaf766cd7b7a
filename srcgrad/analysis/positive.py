"""Numbers that cannot be zero, whatever the arguments are: 1 + exp(-x), 2 + sum(y * y).

What is not a number counts: nothing raises on account of it.
"""
from __future__ import annotations

import builtins
import operator
from collections.abc import Mapping

import numpy as np

from srcgrad.ir.nodes import Const, Op, Operand, Value

DEPTH = 6
NEVER_NEGATIVE = {np.exp, np.abs, np.absolute, np.square, builtins.abs, operator.abs, np.cosh}
SUMS = {np.sum, np.mean, np.max, np.prod}


def is_nonzero(o: Operand, makers: Mapping[Value, Op]) -> bool:
    if isinstance(o, Const):
        return o.name is None and type(o.value) in (int, float) and o.value != 0
    op = makers.get(o) if isinstance(o, Value) else None
    if op is not None and op.target is float:
        return is_nonzero(op.args[0], makers)
    if op is None or op.kind != "prim" or op.target is not operator.add:
        return False
    p, q = op.args
    return (is_above(p) and is_not_negative(q, makers)) or (is_above(q) and is_not_negative(p, makers))


def is_above(o: Operand) -> bool:
    return isinstance(o, Const) and o.name is None and type(o.value) in (int, float) and o.value > 0


def is_not_negative(o: Operand, makers: Mapping[Value, Op], depth: int = DEPTH) -> bool:
    if isinstance(o, Const):
        return is_above(o)
    op = makers.get(o) if isinstance(o, Value) and depth else None
    if op is None or op.kind != "prim":
        return False
    if op.target in NEVER_NEGATIVE:
        return True
    if op.target is float or op.target in SUMS and not op.kwargs:
        return is_not_negative(op.args[0], makers, depth - 1)
    if op.target is operator.pow:
        return isinstance(op.args[1], Const) and type(op.args[1].value) is int and op.args[1].value % 2 == 0
    if op.target is operator.mul and op.args[0] is op.args[1]:
        return True
    return op.target in (operator.add, operator.mul) and all(is_not_negative(p, makers, depth - 1) for p in op.args)
