"""Names for values that the user gave none: they say what the value is made of.

    x[0]  x[i]  x[1:]  x[:, None]     x0, x_i, x_tail, x_col
    len(x)  x.shape[0] - 1            n
    np.cos(theta)  ls ** 2            cos_theta, ls_sq
    anything else                     t
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from srcgrad.backend.uses import Uses
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value
from srcgrad.ir.types import Scalar

OF_ONE = {np.exp, np.log, np.sqrt, np.sin, np.cos, np.tan, np.tanh, np.abs,
          math.exp, math.log, math.sqrt, math.sin, math.cos, math.tan, math.tanh}
SUFFIXES: dict[Any, str] = {np.linalg.inv: "_inv", np.ndarray.T: "_T", np.transpose: "_T"}


def default_name(v: Value, uses: Uses) -> str:
    """A name for what has none: x0 for x[0], x_i for x[i], n for a size, cos_theta, K_inv, z_sq."""
    op = uses.maker.get(v)
    if op is None:
        return "i" if isinstance(v.type, Scalar) and v.type.kind == "i" else "t"
    if is_size(v):
        return "n"
    if op.kind == "prim" and op.target is float and isinstance(op.args[0], Value):
        return said(op.args[0]) or default_name(op.args[0], uses)
    base = said(op.args[0]) if op.args and isinstance(op.args[0], Value) else ""
    if op.kind == "prim":
        if not base and op.target in SUFFIXES and isinstance(op.args[0], Value):
            base = default_name(op.args[0], uses).removesuffix("t")
        return computed_name(op, base)
    if op.kind in ("view", "load", "item") and base:
        return part_name(base, op.args[1])
    return {"new": "items"}.get(op.kind, "t")


def said(v: Value) -> str:
    """What a value is called, if that says something: `_` does not."""
    return v.name if v.name.strip("_") else ""


def computed_name(op: Op, base: str) -> str:
    """For what a function makes of something that has a name."""
    if not base or len(base) > 8 or base.endswith(("_bar", "_dot")) or any(k != "out" for k, _ in op.kwargs):
        return "t"
    if op.target in SUFFIXES:
        return base + SUFFIXES[op.target]
    if op.target is operator.pow and isinstance(op.args[1], Const) and op.args[1].value == 2:
        return f"{base}_sq"
    if op.target is operator.mul:
        return f"{base}_sq" if op.args[0] is op.args[1] else "t"
    return f"{op.target.__name__}_{base}" if op.target in OF_ONE and len(op.args) == 1 else "t"


def part_name(base: str, index: Operand) -> str:
    """x0, x_i; x_j0 for x[j, 0]; x_tail for x[1:], x_col for x[:, None]."""
    entries = index.items if isinstance(index, Seq) and index.cls is tuple else (index,)
    if len(entries) == 1 and (end := end_name(index)):
        return base + end
    if len(entries) == 2 and end_name(entries[0]) == "":
        if isinstance(entries[1], Const) and entries[1].value is None:
            return f"{base}_col"
        entries = entries[1:] if is_place(entries[1]) else entries
    if not all(is_place(e) or (isinstance(e, Value) and e.name) for e in entries):
        return "t"
    if all(isinstance(e, Const) for e in entries):
        return "t" if base[-1].isdigit() else base + "".join(str(e.value) for e in entries if isinstance(e, Const))
    return f"{base}_{''.join(e.name if isinstance(e, Value) else str(e.value) for e in entries if not isinstance(e, Seq))}"


def end_name(e: Operand) -> str | None:
    """_tail for [k:], _head for [:-k], nothing for [:]."""
    if not isinstance(e, Seq) or e.cls is not slice or not all(isinstance(o, Const) for o in e.items):
        return None
    start, stop, step = (o.value for o in e.items if isinstance(o, Const))
    if step is not None:
        return None
    if stop is None:
        return "" if start is None else "_tail" if type(start) is int and start > 0 else None
    return "_head" if start is None and type(stop) is int and stop < 0 else None


def is_place(e: Operand) -> bool:
    return isinstance(e, Const) and type(e.value) is int and e.value >= 0


def is_size(v: Value) -> bool:
    """Whether a whole number is the size of an axis, or some more or less."""
    form = v.type.dim.canonical() if isinstance(v.type, Scalar) and v.type.kind == "i" and v.type.dim is not None else None
    return form is not None and form.single is not None and form.single.natural and form.single.range is None
