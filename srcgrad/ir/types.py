"""Abstract types of IR values: what is known of a value before the program runs.

A type is a frozen dataclass. `Any` is the top: nothing is known. Types only sharpen what is emitted (broadcasting,
method lookup, immutable or stored in place); where a type is unknown the general form is emitted, or the program is
refused.
"""
from __future__ import annotations

from dataclasses import field
from typing import Any as PyAny

from srcgrad.ir.dims import Dim
from srcgrad.record import dataclass


@dataclass(frozen=True)
class Type:
    """Base of all abstract types."""


@dataclass(frozen=True)
class AnyType(Type):
    """Nothing is known."""


@dataclass(frozen=True)
class Scalar(Type):
    """A Python or NumPy scalar; immutable. kind: 'f' float, 'i' int, 'b' bool, 'c' complex.

    `dim`: the array dimension that an integer is known to equal (len(x), x.shape[0] - 1).
    """

    kind: str = "f"
    dim: Dim | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Array(Type):
    """An ndarray. shape: one Dim per axis, or None when even the number of axes is unknown."""

    shape: tuple[Dim, ...] | None = None
    kind: str = "f"

    @property
    def ndim(self) -> int | None:
        return None if self.shape is None else len(self.shape)


@dataclass(frozen=True)
class ListType(Type):
    """A Python list whose elements all have the type `element`; reference semantics. `frozen`: a tuple of unknown length."""

    element: Type
    frozen: bool = False


@dataclass(frozen=True)
class DictType(Type):
    """A Python dict with keys known only at run time; reference semantics."""

    value: Type


@dataclass(frozen=True)
class TupleType(Type):
    """A Python tuple kept as one run-time value (an element of a list, a residual)."""

    elements: tuple[Type, ...]
    cls: PyAny = None  # the namedtuple class, if any


@dataclass(frozen=True)
class ObjectType(Type):
    """An instance of a user class that lives at run time; its attributes are found by their class."""

    cls: PyAny
    attributes: tuple[tuple[str, Type], ...] = ()


@dataclass(frozen=True)
class Opaque(Type):
    """A Python object that carries no derivative: a string, a slice, a range, a generator, ..."""

    cls: PyAny = None


@dataclass(frozen=True)
class ResidualType(Type):
    """What a forward sweep that is a function of its own leaves for its reverse sweep: nobody else looks into it."""


ANY = AnyType()
FLOAT = Scalar("f")
INT = Scalar("i")
BOOL = Scalar("b")
OPAQUE = Opaque()
_RANK = {"b": 0, "i": 1, "f": 2, "c": 3}


def join(a: Type, b: Type) -> Type:
    """The least type that covers both."""
    if isinstance(a, Scalar) and isinstance(b, Scalar):
        return Scalar(widest(a.kind, b.kind), a.dim if a.dim is not None and a.dim == b.dim else None)
    if a == b:
        return a
    if isinstance(a, Opaque) and a.cls in (None, type(None)):
        return b
    if isinstance(b, Opaque) and b.cls in (None, type(None)):
        return a
    if isinstance(a, Array) and isinstance(b, Array):
        kind = widest(a.kind, b.kind)
        if a.shape is None or b.shape is None or len(a.shape) != len(b.shape):
            return Array(None, kind)
        return Array(tuple(p if p == q else Dim.unknown() for p, q in zip(a.shape, b.shape)), kind)
    if isinstance(a, ListType) and isinstance(b, ListType):
        return ListType(join(a.element, b.element), a.frozen and b.frozen)
    if isinstance(a, DictType) and isinstance(b, DictType):
        return DictType(join(a.value, b.value))
    if isinstance(a, TupleType) and isinstance(b, TupleType) and len(a.elements) == len(b.elements) and a.cls is b.cls:
        return TupleType(tuple(map(join, a.elements, b.elements)), a.cls)
    if isinstance(a, ObjectType) and isinstance(b, ObjectType) and a.cls is b.cls:
        return a
    if isinstance(a, Opaque) and isinstance(b, Opaque):
        return OPAQUE
    return ANY


def instance(t: Type) -> Type:
    """The type of one of the values that `t` stands for: an axis that may have any size has one in each of them."""
    if isinstance(t, Array) and t.shape is not None:
        return Array(tuple(Dim.unknown() if d.may_be_any else d for d in t.shape), t.kind)
    return TupleType(tuple(map(instance, t.elements)), t.cls) if isinstance(t, TupleType) else t


def widest(*kinds: str) -> str:
    """The dtype kind that arithmetic between these kinds gives."""
    return max(kinds, key=_RANK.__getitem__)


def may_vary(t: Type) -> bool:
    """Whether a value of this type can carry a derivative."""
    if isinstance(t, Scalar | Array):
        return t.kind in "fc"
    if isinstance(t, ListType):
        return may_vary(t.element)
    if isinstance(t, DictType):
        return may_vary(t.value)
    if isinstance(t, TupleType):
        return any(map(may_vary, t.elements))
    return isinstance(t, AnyType | ObjectType | ResidualType)


def is_reference(t: Type) -> bool:
    """Whether a value of this type has storage that can be written through another name."""
    return not isinstance(t, Scalar | Opaque | TupleType | ResidualType)
