"""Building regions: a stack of operation lists, and what the type of an operand is."""
from __future__ import annotations

import operator
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from srcgrad.ir.dims import Dim
from srcgrad.ir.facts import region
from srcgrad.ir.nodes import Const, Op, Operand, Region, Seq, Span, Value
from srcgrad.ir.types import ANY, Array, ListType, Opaque, Scalar, TupleType, Type, join
from srcgrad.options import DEFAULT, Options


class Builder:
    """Appends operations to the innermost open region. `span` is given to operations that bring none."""

    def __init__(self, options: Options = DEFAULT) -> None:
        self.options = options
        self.stack: list[list[Op]] = [[]]
        self.span: Span | None = None

    @property
    def ops(self) -> list[Op]:
        return self.stack[-1]

    def append(self, op: Op) -> Op:
        self.stack[-1].append(op)
        return op

    def emit(self, kind: str, target: Any = None, args: tuple[Operand, ...] = (), kwargs: Any = (),
             type: Type = ANY, name: str = "", span: Span | None = None) -> Value:
        """Append an operation with one result, and give that."""
        value = Value(name, type, span or self.span)
        self.append(Op(kind, target, tuple(args), tuple(kwargs), (), (value,), span or self.span))
        return value

    def effect(self, kind: str, target: Any = None, args: tuple[Operand, ...] = (), kwargs: Any = (),
               span: Span | None = None) -> None:
        self.append(Op(kind, target, tuple(args), tuple(kwargs), (), (), span or self.span))

    @contextmanager
    def region(self) -> Iterator[list[Op]]:
        """Collect what is emitted inside into a list of its own."""
        self.stack.append([])
        try:
            with region():
                yield self.stack[-1]
        finally:
            self.stack.pop()

    def structured(self, kind: str, target: Any, args: tuple[Operand, ...], regions: tuple[Region, ...],
                   results: tuple[Value, ...], span: Span | None = None, kwargs: Any = ()) -> Op:
        return self.append(Op(kind, target, tuple(args), tuple(kwargs), regions, results, span or self.span))


def type_of(o: Operand) -> Type:
    """The abstract type of an operand."""
    if isinstance(o, Value):
        return o.type
    if isinstance(o, Const):
        return type_of_object(o.value)
    kinds = [type_of(i) for i in o.items]
    if o.cls is tuple:
        return TupleType(tuple(kinds))
    if o.cls is list:
        return ListType(join_all(kinds))
    return Opaque(o.cls)


def integer(o: Operand) -> Dim | None:
    """The integer that an operand is, as far as it is known in terms of sizes."""
    if isinstance(o, Const):
        known = o.name is None and isinstance(o.value, int | np.integer) and not isinstance(o.value, bool)
        return Dim.of(int(o.value)) if known else None
    return o.type.dim if isinstance(o, Value) and isinstance(o.type, Scalar) and o.type.kind == "i" else None


def computed(f: Any, a: Operand, b: Operand) -> Dim | None:
    """What f(a, b) is, for integers: n - 1 of an axis n."""
    p, q = integer(a), integer(b)
    if p is None or q is None:
        return None
    if f in (operator.add, operator.sub):
        return p + q if f is operator.add else p - q
    if f is operator.mul:
        return p * q.number if q.number is not None else q * p.number if p.number is not None else None
    return p // q.number if f is operator.floordiv and q.number is not None and q.number > 0 else None


def join_all(types: list[Type]) -> Type:
    out = types[0] if types else Opaque(None)
    for t in types[1:]:
        out = join(out, t)
    return out


def type_of_object(v: Any) -> Type:
    """The abstract type of a Python object at hand; array sizes other than 1 stay symbolic."""
    if isinstance(v, bool | np.bool_):
        return Scalar("b")
    if isinstance(v, int | np.integer):
        return Scalar("i")
    if isinstance(v, float | np.floating):
        return Scalar("f")
    if isinstance(v, complex | np.complexfloating):
        return Scalar("c")
    if type(v) in (np.ndarray, np.memmap) and v.dtype.kind in "fiubc":
        kind = {"u": "i"}.get(v.dtype.kind, v.dtype.kind)
        return Array(tuple(Dim.of(1) if n == 1 else Dim.fresh("n", not_one=True) for n in v.shape), kind)
    if isinstance(v, list) and type(v).__mul__ is list.__mul__:
        return ListType(join_all([type_of_object(i) for i in v]))
    if isinstance(v, tuple):
        return TupleType(tuple(type_of_object(i) for i in v), None if type(v) is tuple else type(v))
    return Opaque(type(v))


def seq(cls: type, *items: Operand) -> Seq:
    return Seq(cls, tuple(items))
