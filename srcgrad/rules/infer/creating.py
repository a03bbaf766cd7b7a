"""New arrays."""

from __future__ import annotations

from srcgrad.ir.dims import Dim, natural
from srcgrad.ir.types import Array, TupleType, Type, widest
from srcgrad.rules.decide import constant
from srcgrad.rules.infer.core import (
    Bound,
    Infer,
    TypeOf,
    dims_of,
    dtype_kind,
    fresh_dims,
    ndim_of,
    numeric,
    operand_dim,
    shape_of,
)


def created(shape: str = "shape", default: str = "f", fill: str | None = None) -> Infer:
    """zeros, ones, full, empty."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        kind = dtype_kind(bound.get("dtype"))
        if kind == "":
            value = numeric(bound[fill], type_of) if fill else None
            kind = value.kind if value is not None else default
        return Array(dims_of(bound[shape], type_of), kind or default)

    return infer


def created_like(name: str = "a", fill: str | None = None) -> Infer:
    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        kind = dtype_kind(bound.get("dtype")) or (t.kind if t is not None else "f")
        given = bound.get("shape")
        if given is not None and constant(given) is not None:
            return Array(dims_of(given, type_of), kind)
        return Array(shape_of(t) if t is not None else None, kind)

    return infer


def as_array(name: str = "object") -> Infer:
    """np.array, np.asarray: never a scalar."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        kind = dtype_kind(bound.get("dtype"))
        given = t.kind if t is not None else "f"
        return Array(shape_of(t) if t is not None else None, given if kind == "" else kind or given)

    return infer


def meshed(bound: Bound, type_of: TypeOf) -> Type | None:
    items = bound["xi"].items  # type: ignore[union-attr]
    return TupleType(tuple(Array(fresh_dims(len(items)), getattr(numeric(o, type_of), "kind", "f")) for o in items))


def square(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.eye, np.identity."""
    rows = operand_dim(bound["N"], type_of)
    other = bound.get("M")
    columns = rows if other is None or constant(other) is None else operand_dim(other, type_of)
    return Array((rows, columns), dtype_kind(bound.get("dtype")) or "f")


def ranged(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.arange."""
    given = [bound[n] for n in ("start", "stop", "step") if constant(bound[n]) is not None]
    kinds = [t.kind if t is not None else "f" for t in (numeric(o, type_of) for o in given)]
    kind = dtype_kind(bound["dtype"]) or widest(*kinds)
    only = constant(bound["stop"]) is None
    size = operand_dim(bound["start"], type_of)
    return Array((size if only and kind == "i" and natural(size) else Dim.unknown(),), kind)


def spaced(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.linspace and the like."""
    ends = [ndim_of(bound[n], type_of) for n in ("start", "stop")]
    if any(n is None for n in ends):
        return Array(None, "f")
    n = max(ends)  # type: ignore[type-var]
    return Array((operand_dim(bound["num"], type_of),) if n == 0 else fresh_dims(n + 1), "f")  # type: ignore[operator]


def index_pair(bound: Bound, type_of: TypeOf) -> Type | None:
    return TupleType((Array((Dim.unknown(),), "i"),) * 2)
