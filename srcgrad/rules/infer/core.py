"""Types of operands as numbers or arrays, broadcasting, kinds of dtype, elementwise functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from srcgrad.ir.dims import Dim, broadcast
from srcgrad.ir.nodes import Operand, Seq
from srcgrad.ir.types import ANY, Array, ListType, Opaque, Scalar, TupleType, Type, instance, widest
from srcgrad.rules.decide import UNKNOWN, constant

Bound = Mapping[str, Operand]
TypeOf = Callable[[Operand], Type]
Infer = Callable[[Bound, TypeOf], "Type | None"]
Numeric = Any  # Scalar | Array


def numeric(o: Operand, type_of: TypeOf) -> Numeric | None:
    """The type of np.asarray(o), with Scalar for numbers; None where even that is unknown."""
    if isinstance(o, Seq) and o.cls in (list, tuple):
        return stacked([numeric(i, type_of) for i in o.items], Dim.of(len(o.items)))
    value = constant(o)
    if isinstance(value, list | tuple):
        try:
            found = np.asarray(value)
        except ValueError:
            return None
        return Array(tuple(map(Dim.of, found.shape)), found.dtype.kind) if found.dtype.kind in "fibc" else None
    return array_like(type_of(o))


def array_like(t: Type) -> Numeric | None:
    if isinstance(t, Scalar | Array):
        return t
    if isinstance(t, ListType):
        return stacked([array_like(instance(t.element))], Dim.unknown())
    if isinstance(t, TupleType):
        return stacked([array_like(e) for e in t.elements], Dim.of(len(t.elements)))
    if isinstance(t, Opaque) and t.cls is range:
        return Array((Dim.unknown(),), "i")
    return None


def stacked(parts: Sequence[Numeric | None], size: Dim) -> Array:
    """The type of an array of `size` such elements."""
    if any(p is None for p in parts):
        return Array(None, "f")
    kind = widest(*(p.kind for p in parts)) if parts else "f"  # type: ignore[union-attr]
    shapes = [shape_of(p) for p in parts]
    if any(s is None for s in shapes):
        return Array(None, kind)
    if not shapes:
        return Array((size,), kind)
    if len({len(s) for s in shapes}) != 1:  # type: ignore[arg-type]
        return Array(None, kind)
    columns = zip(*shapes)  # type: ignore[misc]
    inner = tuple(c[0] if all(d == c[0] for d in c) else Dim.unknown() for c in columns)
    return Array((size, *inner), kind)


def shape_of(t: Numeric) -> tuple[Dim, ...] | None:
    return () if isinstance(t, Scalar) else t.shape


def made(shape: tuple[Dim, ...] | None, kind: str) -> Numeric:
    """An array of that shape, or the scalar that NumPy gives in place of an array without axes."""
    return Scalar(kind) if shape == () else Array(shape, kind)


def ndim_of(o: Operand, type_of: TypeOf) -> int | None:
    t = numeric(o, type_of)
    shape = None if t is None else shape_of(t)
    return None if shape is None else len(shape)


def broadcast_shapes(shapes: Sequence[tuple[Dim, ...]]) -> tuple[Dim, ...]:
    out: tuple[Dim, ...] = ()
    for s in shapes:
        n = max(len(out), len(s))
        left, right = ((Dim.of(1),) * (n - len(x)) + x for x in (out, s))
        out = tuple(broadcast(p, q) for p, q in zip(left, right))
    return out


def broadcast_types(parts: Sequence[Numeric | None], kind: str) -> Type | None:
    if any(p is None for p in parts):
        return Array(None, kind) if any(isinstance(p, Array) and p.shape != () for p in parts) else None
    if any(shape_of(p) is None for p in parts):  # type: ignore[arg-type]
        return Array(None, kind)
    return made(broadcast_shapes([shape_of(p) for p in parts]), kind)  # type: ignore[misc,arg-type]


def same_kind(*kinds: str) -> str:
    return widest(*kinds)


def number_kind(*kinds: str) -> str:
    return widest("i", *kinds)


def float_kind(*kinds: str) -> str:
    return widest("f", *kinds)


def real_kind(*kinds: str) -> str:
    return "f" if widest(*kinds) == "c" else widest(*kinds)


def bool_kind(*kinds: str) -> str:
    return "b"


def int_kind(*kinds: str) -> str:
    return "i"


def dtype_kind(o: Operand | None) -> str | None:
    """The kind of a dtype= operand: '' when it is None or absent, None when it is unknown."""
    value = None if o is None else constant(o)
    if value is UNKNOWN:
        return None
    if value is None:
        return ""
    try:
        kind = np.dtype(value).kind
    except TypeError:
        return None
    return "i" if kind == "u" else kind if kind in "fibc" else None


def elementwise(kind: Callable[..., str] = float_kind, skip: Sequence[str] = (), force: str = "") -> Infer:
    """The broadcast of all operands. `skip`: parameters that are no operands. `force`: "scalar" for functions of
    math."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        given = [o for n, o in bound.items() if n not in skip and constant(o) is not None]
        parts = [numeric(o, type_of) for o in given]
        known = [p.kind for p in parts if p is not None]
        out = kind(*known) if len(known) == len(parts) else kind("f", *known)
        return Scalar(out) if force == "scalar" else broadcast_types(parts, out)

    return infer


def like(name: str, kind: Callable[..., str] = same_kind) -> Infer:
    """An array (or number) with the shape of one parameter."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        t = numeric(bound[name], type_of)
        return None if t is None else made(shape_of(t), kind(t.kind))

    return infer


def fixed(t: Type) -> Infer:
    return lambda bound, type_of: instance(t)


def plain(bound: Bound, type_of: TypeOf) -> Type | None:
    """Arithmetic on numbers and arrays: only between those, since + and * mean something else for lists and tuples."""
    kinds = [type_of(o) for o in bound.values()]
    if not any(isinstance(t, Scalar | Array) for t in kinds) and not all(isinstance(t, Scalar | Array) for t in kinds):
        return None
    return elementwise(same_kind)(bound, type_of)


def dims_of(o: Operand, type_of: TypeOf) -> tuple[Dim, ...] | None:
    """The dimensions that a shape operand stands for; None where even their number is unknown."""
    value = constant(o)
    if isinstance(value, int | np.integer):
        return (dim_of(value),)
    if isinstance(value, tuple | list):
        return tuple(dim_of(v) for v in value)
    if isinstance(o, Seq):
        return tuple(operand_dim(i, type_of) for i in o.items)
    t = type_of(o)
    if isinstance(t, TupleType):
        return tuple(e.dim if isinstance(e, Scalar) and e.dim is not None else Dim.unknown() for e in t.elements)
    if isinstance(t, Scalar):
        return (operand_dim(o, type_of),)
    return None


def dim_of(n: Any) -> Dim:
    return Dim.of(int(n)) if n >= 0 else Dim.unknown()


def operand_dim(o: Operand, type_of: TypeOf) -> Dim:
    value = constant(o)
    if isinstance(value, int | np.integer):
        return dim_of(value)
    t = type_of(o)
    return t.dim if isinstance(t, Scalar) and t.dim is not None else Dim.unknown()


def fresh_dims(n: int) -> tuple[Dim, ...]:
    return tuple(Dim.unknown() for _ in range(n))


def pair(*parts: Infer) -> Infer:
    """A tuple of results, whatever they are: what is taken out of it is no element of an array."""

    def infer(bound: Bound, type_of: TypeOf) -> Type | None:
        return TupleType(tuple(p(bound, type_of) or ANY for p in parts))

    return infer
