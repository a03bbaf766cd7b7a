"""What can be computed again in the reverse sweep, and what that costs in arithmetic of NumPy's numbers."""
from __future__ import annotations

import operator
from collections.abc import Mapping

import numpy as np

from srcgrad.analysis.storage import Storage
from srcgrad.ir.nodes import Op, Operand, Value, values_in
from srcgrad.ir.types import AnyType, Array, Scalar, TupleType

Definitions = Mapping[Value, Op]

INTEGER = {operator.add, operator.sub, operator.mul, operator.floordiv, operator.mod, operator.neg, operator.eq, operator.ne,
           operator.lt, operator.le, operator.gt, operator.ge, operator.not_, operator.and_, operator.or_, len, np.ndarray.shape}
ARITHMETIC = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, operator.pos}


def repeatable(v: Value, definitions: Definitions, store: Storage) -> bool:
    """Whether a value can be computed again from its operands, whatever that costs: nothing it reads is written later."""
    op = definitions.get(v)
    if op is None:
        return False
    if op.kind == "prim":
        if op.target is np.ndarray.shape:
            return True
        return op.target in INTEGER | ARITHMETIC and not op.kwargs and all(plain(o, op) for o in op.args)
    if op.kind not in ("view", "load", "item"):
        return False
    base = op.args[0]
    if not isinstance(base, Value) or (op.kind == "load" and not isinstance(v.type, Scalar)):
        return False
    if op.kind == "item":
        right = isinstance(base.type, TupleType)
    else:
        right = isinstance(base.type, Array) and not store.written_after(base, op, False)
    if isinstance(v.type, AnyType) and store.mode(v) == "dynamic":
        return False  # a number finds its cotangent by the object that it is
    return right and not (isinstance(v.type, Array) and store.written_after(v, op, False))


def plain(o: Operand, op: Op) -> bool:
    return not isinstance(o, Value) or isinstance(o.type, Scalar) or (op.target is len and isinstance(o.type, Array))


def boxed(v: Value, definitions: Definitions, left: int = 6) -> bool:
    """Whether a number may be one of NumPy's, with which arithmetic is slow."""
    op = definitions.get(v)
    if op is None or left == 0:
        return False
    if op.kind == "load":
        return True
    if op.kind != "prim" or op.target not in ARITHMETIC:
        return isinstance(op.target, np.ufunc) or str(getattr(op.target, "__module__", "")).startswith("numpy")
    return any(boxed(w, definitions, left - 1) for w in values_in(*op.args))
