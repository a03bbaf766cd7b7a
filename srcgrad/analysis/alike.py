"""Which operations give the same, but for the class, for a Python float as for a number of NumPy's.

Sums, products, NumPy's own functions, stores into arrays of floats; comparisons that are only asked; a quotient where one of
NumPy's numbers is left, or the divisor cannot be zero. Not powers (2.0 ** 5000 raises in Python), and nothing that is not listed.
"""
from __future__ import annotations

import builtins
import operator

import numpy as np

from srcgrad.analysis.numbers import NUMPY, OF_MATH, Numbers, is_floats
from srcgrad.analysis.positive import is_nonzero
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Op, Value, values_in
from srcgrad.ir.types import Array, Scalar
from srcgrad.runtime import ratio

EXACT = {operator.add, operator.sub, operator.mul, operator.neg, operator.pos, operator.abs, builtins.abs}
COMPARING = {operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne}
BUILDING = {np.array, np.asarray, np.full, np.full_like, np.where, ratio}
STORES = {"set", "add", "sub", "mul", "div", "at", "rows"}
NOT_ALIKE = {np.power, np.float_power, np.divide, np.floor_divide, np.remainder, np.fmod, np.divmod}


def divides_alike(n: Numbers, op: Op) -> bool:
    return isinstance(op.result.type, Array) or NUMPY in map(n.cls_of, op.args) or (
        op.result.type == Scalar("f") and is_nonzero(op.args[1], n.makers))


def alike(n: Numbers, op: Op, v: Value) -> bool:
    """Whether an operation that is no quotient treats v alike."""
    if op.kind in ("for", "while", "each"):
        return v in op.args[len(op.args) - len(op.results):]
    if op.kind == "if":
        return True
    if op.kind == "grow":
        return op.args[0] in n.followed
    if op.kind == "store":
        base, at, *_ = op.args
        return op.target in STORES and is_floats(base) and v not in values_in(at)
    return op.kind == "prim" and computes_alike(n, op)


def computes_alike(n: Numbers, op: Op) -> bool:
    f = op.target
    if f in EXACT:
        return all(isinstance(type_of(o), Scalar | Array) for o in op.args)
    if f in COMPARING:
        numbers = all(isinstance(type_of(o), Scalar) for o in op.args)
        return isinstance(op.result.type, Array) or (numbers and n.only_asked(op.result))
    if f in (max, min):
        return len(op.args) > 1 and not op.kwargs
    return f is float or f in OF_MATH or f in BUILDING or (isinstance(f, np.ufunc) and f not in NOT_ALIKE)
