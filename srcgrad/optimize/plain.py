"""What is left out, or said more simply, where classes and dtypes are known; in the reverse sweep only but for the last.

    float(2 * out_bar * x)          2 * out_bar * x                x is a Python float, and so is what is made of it
    np.zeros_like(q)                np.zeros(q.shape)              q has one axis and is float64: no dtype or order to be taken over
    2 * q                           2.0 * q                        an int takes longer on its way into a short array's loop
    np.size(q)                      q.size                         q is an array
    np.sum(q)                       q.sum()                        the same sum, in half the time where q is short

`zeros_like` is a function in Python, six times as slow for small arrays, and writes the zeros that `zeros` of a large one gets for
nothing. Requires a verified reverse sweep; for printing only.
"""
from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Value, map_operand, walk
from srcgrad.ir.types import OPAQUE, Array

ARITHMETIC = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg}
OF_MATH = {math.sin, math.cos, math.tan, math.exp, math.log, math.sqrt, math.tanh, math.sinh, math.cosh}
METHODS: dict[Any, Any] = {np.sum: np.ndarray.sum, np.max: np.ndarray.max, np.min: np.ndarray.min, np.prod: np.ndarray.prod}
FORMS: dict[Any, Any] = {np.size: np.ndarray.size, np.shape: np.ndarray.shape}
SINGLE = ("prim", "view", "load")  # kinds whose result is what its type says


def with_plain(function: Function, floats: Iterable[Value], only_float64: bool) -> Function:
    """floats: the parameters that are Python floats; only_float64: whether no other dtype of real numbers can come about."""
    ops = function.body.ops
    turn = next((k for k, op in enumerate(ops) if op.kind == "note"), None)
    if turn is None:
        return function
    known, same, out = set(floats), dict[Value, Operand](), list[Op]()
    made = [op.result for op in walk(function.body) if op.kind in SINGLE and len(op.results) == 1]
    arrays: set[Operand] = {v for v in (*function.body.params, *made) if isinstance(v.type, Array) and v.type.shape}
    for k, op in enumerate(ops):
        op = renamed(op, same) if same else op
        if k > turn and op.kind == "prim" and op.target is float and len(op.args) == 1 and op.args[0] in known:
            same[op.result] = op.args[0]
            continue
        if gives_float(op, known):
            known.add(op.result)
        out += with_methods(op, arrays, k > turn) if only_float64 else [op]
    yields = tuple(map_operand(y, lambda v: same.get(v, v)) for y in function.body.yields)
    return replace(function, body=Region(function.body.params, tuple(out), yields))


def gives_float(op: Op, known: set[Value]) -> bool:
    """Whether the result is a Python float, not one of NumPy's."""
    if op.kind != "prim" or op.kwargs or len(op.results) != 1:
        return False
    if op.target is float or op.target in OF_MATH:
        return True
    if op.target is operator.pow:
        base, power = op.args
        return base in known and isinstance(power, Const) and type(power.value) is int
    numbers = all(o in known or (isinstance(o, Const) and o.name is None and type(o.value) in (float, int)) for o in op.args)
    return op.target in ARITHMETIC and numbers and any(o in known for o in op.args)


def with_methods(op: Op, arrays: set[Operand], late: bool) -> list[Op]:
    """arrays: those that are there for certain, as what a loop carries may be None before its first turn; late: in the reverse
    sweep."""
    if op.regions:
        regions = tuple(replace(r, ops=tuple(o for i in r.ops for o in with_methods(i, arrays, late))) for r in op.regions)
        return [replace(op, regions=regions)]
    if late and op.kind == "prim" and op.target in ARITHMETIC and is_vector(op.result):
        return [replace(op, args=tuple(map(as_float, op.args)))]
    if op.kind != "prim" or op.kwargs or not op.args or op.args[0] not in arrays:
        return [op]
    if op.target in FORMS:
        return [replace(op, target=FORMS[op.target])] if late else [op]
    if not is_vector(op.args[0]):
        return [op]
    if op.target in METHODS and len(op.args) == 1:
        return [replace(op, target=METHODS[op.target])]
    if op.target is not np.zeros_like or not late:
        return [op]
    shape = Value("", OPAQUE)
    return [Op("prim", np.ndarray.shape, op.args, (), (), (shape,), op.span), replace(op, target=np.zeros, args=(shape,))]


def as_float(o: Operand) -> Operand:
    return Const(float(o.value)) if isinstance(o, Const) and o.name is None and type(o.value) is int and abs(o.value) < 1000 else o


def is_vector(v: Operand) -> bool:
    return isinstance(v, Value) and isinstance(v.type, Array) and v.type.kind == "f" and v.type.ndim == 1


def renamed(op: Op, same: dict[Value, Operand]) -> Op:
    def f(o: Operand) -> Operand:
        return map_operand(o, lambda v: same.get(v, v))

    regions = tuple(Region(r.params, tuple(renamed(i, same) for i in r.ops), tuple(map(f, r.yields))) for r in op.regions)
    return replace(op, args=tuple(map(f, op.args)), kwargs=tuple((k, f(o)) for k, o in op.kwargs), regions=regions)
