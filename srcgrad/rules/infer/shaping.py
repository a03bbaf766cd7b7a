"""Functions that give an array another shape."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from srcgrad.ir.dims import Dim, natural
from srcgrad.ir.nodes import Operand, Seq
from srcgrad.ir.types import Array, Scalar, TupleType, Type
from srcgrad.rules.decide import UNKNOWN, constant
from srcgrad.rules.infer.core import (
    Bound,
    Infer,
    TypeOf,
    dims_of,
    dtype_kind,
    fresh_dims,
    ndim_of,
    numeric,
    same_kind,
    shape_of,
)
from srcgrad.rules.infer.reduction import axes


def reshaped(name: str = "a", shape: str = "shape") -> Infer:
    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        o = bound[shape]
        if isinstance(o, Seq) and len(o.items) == 1 and not isinstance(type_of(o.items[0]), Scalar):
            o = o.items[0]  # x.reshape((2, 3))
        dims = dims_of(o, type_of)
        old = None if t is None else shape_of(t)
        if dims is not None:
            dims = without_rest(o, tuple(d if natural(d) else Dim.unknown() for d in dims), old)
        return Array(dims, t.kind if t is not None else "f")

    return infer


def without_rest(o: Operand, dims: tuple[Dim, ...], old: tuple[Dim, ...] | None) -> tuple[Dim, ...]:
    """The axis that is -1 has what the others leave, where that is a number or one of the old axes."""
    given = constant(o)
    each = [constant(i) for i in o.items] if isinstance(o, Seq) else given if isinstance(given, tuple | list) else [given]
    rest = [k for k, n in enumerate(each) if isinstance(n, int) and n == -1]
    if old is None or len(rest) != 1:
        return dims
    left, size = list(old), 1
    for d in dims[:rest[0]] + dims[rest[0] + 1:]:
        if d in left:
            left.remove(d)
        elif d.number:
            size *= d.number
        else:
            return dims
    numbers = [d.number for d in left if d.number is not None]
    symbols = [d for d in left if d.number is None]
    count = math.prod(numbers)
    if len(symbols) > 1 or not symbols and count % size or symbols and count != size:
        return dims
    found = symbols[0] if symbols else Dim.of(count // size)
    return (*dims[:rest[0]], found, *dims[rest[0] + 1:])


def transposed(name: str = "a", order: str = "axes") -> Infer:
    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        if t is None or isinstance(t, Scalar) or t.shape is None:
            return t
        value = constant(bound[order]) if order in bound else None
        if isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], tuple | list | None):
            value = value[0]
        if value is UNKNOWN:
            return Array(fresh_dims(len(t.shape)), t.kind)
        perm = tuple(value) if value else tuple(reversed(range(len(t.shape))))
        return Array(tuple(t.shape[p] for p in perm), t.kind)

    return infer


def permuted(function: Callable[..., Any], name: str = "a", *args: str) -> Infer:
    """A permutation, insertion or removal of axes that NumPy itself is asked about, on a dummy of that many axes."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        if t is None or shape_of(t) is None:
            return Array(None, "f" if t is None else t.kind)
        shape = shape_of(t) or ()
        values = [constant(bound[a]) for a in args]
        if any(v is UNKNOWN for v in values):
            return Array(None, t.kind)
        # every axis is marked by its own length; 1 stands for a new axis
        dummy = np.empty([i + 2 for i in range(len(shape))], dtype=np.bool_)
        try:
            moved = function(dummy, *values)
        except (ValueError, IndexError, TypeError):  # so will the function itself
            return Array(None, t.kind)
        return Array(tuple(Dim.of(1) if n == 1 else shape[n - 2] for n in moved.shape), t.kind)

    return infer


def with_ndim(n: int, *names: str, kind: Callable[..., str] = same_kind) -> Infer:
    """An array of n axes of unknown size."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        parts = [numeric(bound[m], type_of) for m in names]
        return Array(fresh_dims(n), kind(*(p.kind if p is not None else "f" for p in parts)) if parts else "f")

    return infer


def raised(least: int, name: str) -> Infer:
    """atleast_nd."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        o = bound[name]
        if isinstance(o, Seq) and o.cls is tuple and len(o.items) != 1:
            return TupleType(tuple(raised(least, name)({name: Seq(tuple, (i,))}, type_of) or Array() for i in o.items))
        if isinstance(o, Seq):
            o = o.items[0]
        t = numeric(o, type_of)
        if t is None or shape_of(t) is None:
            return Array(None, "f" if t is None else t.kind)
        shape = shape_of(t)
        if len(shape) >= least:  # type: ignore[arg-type]
            return Array(shape, t.kind)
        if least == 2 and len(shape) == 1:  # type: ignore[arg-type]
            return Array((Dim.of(1), *shape), t.kind)  # type: ignore[misc]
        return Array((Dim.of(1),) * least if not shape else fresh_dims(least), t.kind)

    return infer


def squeezed(name: str = "a") -> Infer:
    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        if t is None or shape_of(t) is None:
            return Array(None, "f" if t is None else t.kind)
        shape = shape_of(t) or ()
        over = axes(bound.get("axis"), len(shape))
        if over is None:
            sure = all(d.is_one or d.known_not_one for d in shape)
            return Array(tuple(d for d in shape if not d.is_one) if sure else None, t.kind)
        return Array(None if over is UNKNOWN else tuple(d for i, d in enumerate(shape) if i not in over), t.kind)

    return infer


def cast(bound: Bound, type_of: TypeOf) -> Type | None:
    """x.astype(dtype)."""
    t = numeric(bound["a"], type_of)
    kind = dtype_kind(bound["dtype"]) or "f"
    if isinstance(t, Scalar):
        return Scalar(kind)
    return None if t is None else Array(t.shape, kind)


def diagonal(bound: Bound, type_of: TypeOf) -> Type | None:
    t, n = numeric(bound["a"], type_of), ndim_of(bound["a"], type_of)
    return Array(None if n is None else fresh_dims(n - 1), t.kind if t is not None else "f")


def diag(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.diag: from a vector a matrix, and back."""
    t = numeric(bound["v"], type_of)
    shape = None if t is None else shape_of(t)
    if t is None or shape is None:
        return Array(None, "f")
    main = constant(bound["k"]) == 0
    if len(shape) == 1:
        return Array((shape[0], shape[0]) if main else fresh_dims(2), t.kind)
    return Array(shape[:1] if main and shape[0] == shape[1] else fresh_dims(1), t.kind)


def selected(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.take_along_axis: the shape of the indices, the kind of the array."""
    a, i = numeric(bound["arr"], type_of), numeric(bound["indices"], type_of)
    shape = (
        None
        if a is None or i is None or shape_of(a) is None or shape_of(i) is None
        else fresh_dims(len(shape_of(i) or ()))
    )
    return Array(shape, a.kind if a is not None else "f")


def ordered(kind: Callable[..., str] = same_kind, name: str = "a") -> Infer:
    """np.sort, np.argsort: flat where axis is None."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        out = kind(t.kind if t is not None else "f")
        axis = constant(bound["axis"])
        if axis is None:
            return Array(fresh_dims(1), out)
        shape = shape_of(t) if t is not None and axis is not UNKNOWN else None
        return Array((Dim.of(1),) if shape == () else shape, out)

    return infer
