"""Where elements are passed over: products with masks; and which factors may be infinite, for whose sake that matters."""
from __future__ import annotations

import math
import operator
from collections.abc import Mapping

import numpy as np

from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Value
from srcgrad.ir.types import Array
from srcgrad.rules.unused import MASKS

MADE_OF_MASKS = (operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, np.ndarray.astype, np.triu, np.tril)
BOUNDED = {operator.add, operator.sub, operator.mul, operator.neg, np.sin, np.cos, np.tanh, np.exp, np.sign, np.abs, np.square,
           np.cosh, np.sinh, math.sin, math.cos}  # at finite arguments, but for overflow


def masked_product(op: Op, definitions: Mapping[Value, Op]) -> bool:
    """Whether an operand is multiplied with zeros and ones: x * (1 - np.eye(n))."""
    return op.target in (operator.mul, np.multiply) and any(is_mask(o, definitions) for o in op.args)


def is_mask(o: Operand, definitions: Mapping[Value, Op], left: int = 3) -> bool:
    kind = type_of(o)
    if not isinstance(kind, Array):
        return False
    made = definitions.get(o) if isinstance(o, Value) else None
    if kind.kind == "b" or made is None or left == 0 or made.kind != "prim":
        return kind.kind == "b"
    if made.target in MADE_OF_MASKS:
        masks = [is_mask(a, definitions, left - 1) for a in made.args]
        return any(masks) and all(m or isinstance(a, Const) for m, a in zip(masks, made.args))
    return made.target in MASKS


def may_be_infinite(op: Op) -> bool:
    """Whether an operation of a partial may give infinity or nan at finite arguments."""
    if op.target in (operator.truediv, np.divide):
        return not isinstance(op.args[1], Const)
    if op.target in (operator.pow, np.power):
        return not (isinstance(op.args[1], Const) and isinstance(op.args[1].value, int | float) and op.args[1].value >= 0)
    return op.target not in BOUNDED
