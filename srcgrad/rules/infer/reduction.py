"""Reductions and scans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Operand
from srcgrad.ir.types import Array, Scalar, Type
from srcgrad.rules.decide import UNKNOWN, constant
from srcgrad.rules.infer.core import (
    Bound,
    Infer,
    Numeric,
    TypeOf,
    dtype_kind,
    float_kind,
    made,
    ndim_of,
    numeric,
    same_kind,
    shape_of,
)


def axes(o: Operand | None, ndim: int | None) -> Any:
    """The axes that an axis= operand names, normalised where ndim is known: None all, a tuple, or UNKNOWN."""
    value = None if o is None else constant(o)
    if value is None or value is UNKNOWN:
        return value
    found = value if isinstance(value, tuple | list) else (value,)
    if not all(isinstance(a, int | np.integer) for a in found):
        return UNKNOWN
    return tuple(int(a) % ndim if ndim else int(a) for a in found)


def reduction(kind: Callable[..., str] = same_kind, name: str = "a") -> Infer:
    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        cast = dtype_kind(bound.get("dtype"))
        out = cast or kind(t.kind if t is not None else "f")
        return reduced(t, bound.get("axis"), bound.get("keepdims"), out, type_of)

    return infer


def reduced(
    t: Numeric | None, axis: Operand | None, keepdims: Operand | None, kind: str, type_of: TypeOf
) -> Type | None:
    keep = False if keepdims is None else constant(keepdims)
    shape = None if t is None else shape_of(t)
    over = axes(axis, None if shape is None else len(shape))
    if keep is UNKNOWN:
        return None
    if keep:
        if shape is None:
            return Array(None, kind) if isinstance(t, Array) else None
        ones = tuple(
            Dim.of(1) if over is None or over is not UNKNOWN and i in over else Dim.unknown() if over is UNKNOWN else d
            for i, d in enumerate(shape)
        )
        return made(ones, kind)
    if over is None:
        return Scalar(kind)
    if shape is None:
        return None
    if over is UNKNOWN:
        single = axis is not None and isinstance(type_of(axis), Scalar)
        return made((Dim.unknown(),) * (len(shape) - 1), kind) if single and shape else None
    return made(tuple(d for i, d in enumerate(shape) if i not in over), kind)


def scan(kind: Callable[..., str] = same_kind, name: str = "a") -> Infer:
    """cumsum and the like: flat without an axis."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        out = dtype_kind(bound.get("dtype")) or kind(t.kind if t is not None else "f")
        if axes(bound.get("axis"), None) is None:
            shape = shape_of(t) if t is not None else None
            return Array(shape if shape is not None and len(shape) == 1 else (Dim.unknown(),), out)
        shape = shape_of(t) if t is not None else None
        return Array((Dim.of(1),) if shape == () else shape, out)  # a number counts as an axis of one

    return infer


def quantile(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.percentile of one q; of several the axes are unknown."""
    t = reduction(float_kind)(bound, type_of)
    return t if ndim_of(bound["q"], type_of) == 0 else Array(None, "f")
