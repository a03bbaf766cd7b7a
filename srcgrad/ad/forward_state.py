"""What forward mode knows while it builds: the tangent of each primal value, zeros where there is none.

    primal            tangent
    y = x * w         y_dot = x_dot * w          of the shape, and of the structure, of its primal
    y: list[f]        y_dot: list[f]             as long as its primal at any time
    n = len(x)        none                       counts as zero

A value that is not active has no tangent; a zero is made only where one is needed. Tangents of storage that is written
in place are storage of their own, so that views and writes can be repeated on them.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad.cotangents import allocates
from srcgrad.ad.forward_siblings import Siblings
from srcgrad.ad.reverse import active_path
from srcgrad.ad.templates import prim
from srcgrad.analysis.activity import Activity
from srcgrad.analysis.storage import Root, Storage
from srcgrad.analysis.unused import masked_product
from srcgrad.errors import InternalError, SrcgradError, UnsupportedError
from srcgrad.ir.build import Builder, type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, walk
from srcgrad.ir.types import ANY, AnyType, Array, DictType, ListType, Opaque, Scalar, TupleType, Type, may_vary
from srcgrad.options import DEFAULT, Options
from srcgrad.rules.unused import SELECTING

UNBOUND = "<unbound>"


class Tangents:
    """dots: the tangent of each active primal value; still: active values that have none, for a stated reason."""

    def __init__(self, function: Function, store: Storage, activity: Activity, moved: Mapping[Value, Operand],
                 exact: frozenset[Root], lines: tuple[str, ...], options: Options = DEFAULT) -> None:
        self.function, self.store, self.activity, self.lines = function, store, activity, lines
        self.moved, self.exact = moved, exact
        self.b = Builder(options)
        self.dots: dict[Value, Operand] = {}
        self.still: set[Value] = set()
        self.refusals: list[SrcgradError] = []
        self.siblings: Siblings | None = None  # of the functions that are called, if any are

    @cached_property
    def selects(self) -> bool:
        """Whether the function passes over elements, whose tangents then must be numbers: one that stays as it is has none."""
        return any(op.target in SELECTING or masked_product(op, self.store.definitions)
                   for op in walk(self.function.body) if op.kind == "prim")

    def run(self, region: Region) -> None:
        """Append the operations of a region, each with its tangent after it."""
        raise NotImplementedError

    def path(self, op: Op) -> str:
        return active_path(self.activity, op, self.function)

    def refuse(self, op: Op, code: str, message: str, help: str = "") -> None:
        """Note a refusal, and go on as if the results had no tangent: more may stand against the function."""
        self.refusals.append(UnsupportedError(code, message, op.span, self.lines, path=self.path(op), help=help))
        self.still.update(op.results)

    # --- tangents of operands ----------------------------------------------------------------------------------------
    def active(self, v: Value) -> bool:
        return v in self.dots or (self.activity.active(v) and v not in self.still)

    def dot(self, o: Operand) -> Operand | None:
        """The tangent of an operand; None where it is zero."""
        if isinstance(o, Seq):
            return None if all(self.dot(i) is None for i in o.items) else Seq(o.cls, self.parts(o))
        if not isinstance(o, Value):
            return None
        if o not in self.dots and self.active(o):
            raise InternalError("SG901", f"{o!r} is active and has no tangent")
        return self.dots.get(o)

    def parts(self, o: Seq) -> tuple[Operand, ...]:
        keys = len(o.items) // 2 if o.cls is dict else 0
        return (*o.items[:keys], *map(self.full, o.items[keys:]))

    def full(self, o: Operand) -> Operand:
        """The tangent of an operand, with zeros in place of none."""
        found = self.dot(o)
        return self.zero(o) if found is None else found

    def zero(self, o: Operand) -> Operand:
        if isinstance(o, Seq):
            return Seq(o.cls, self.parts(o))
        if isinstance(o, Const) and (o.name == UNBOUND or o.value is None):
            return o
        kind = type_of(o)
        several = isinstance(o, Value) or isinstance(o.value, np.ndarray | list | tuple | dict)
        if isinstance(kind, Scalar | Opaque) or not several:
            return Const(0.0)
        if isinstance(kind, Array) and kind.kind in "fc":
            return self.b.emit("prim", np.zeros_like, (o,), type=tangent_type(kind))
        return self.b.emit("prim", runtime.zeros, (o,), type=tangent_type(kind))

    # --- tangents of results -----------------------------------------------------------------------------------------
    def mark(self) -> int:
        """A place in the operations: what is emitted from here on belongs to one tangent."""
        return len(self.b.ops)

    def made(self, t: Operand, mark: int) -> bool:
        """Whether the operation that makes t is the last one, and was emitted since `mark`."""
        return isinstance(t, Value) and len(self.b.ops) > mark and self.b.ops[-1].results == (t,)

    def settle(self, v: Value, t: Operand, mark: int) -> None:
        """State that t is the tangent of v; if it has just been made it gets the name and what is known of the type."""
        if self.made(t, mark) and isinstance(t, Value) and not t.name:
            kind = tangent_type(v.type)
            unknown = isinstance(kind, AnyType) or isinstance(kind, Array) and kind.shape is None
            new = Value(dot_name(v), t.type if unknown and t.type != ANY else kind, v.span)
            self.b.ops[-1] = replace(self.b.ops[-1], results=(new,))
            t = new
        self.dots[v] = t

    def partner(self, v: Value) -> Value:
        """A new value for the tangent of a result or parameter of a region."""
        return Value(dot_name(v), tangent_type(v.type), v.span)

    # --- storage -----------------------------------------------------------------------------------------------------
    def written(self, *values: Value) -> bool:
        return any(self.store.stores.get(r) for v in values for r in self.store.of(v))

    def owned(self, v: Value, t: Operand, sources: list[Value], mark: int) -> Operand:
        """The tangent of newly allocated storage as storage of its own, if it, or what it was made from, is written."""
        if v in self.exact:
            own = self.b.emit("prim", np.zeros_like, (v,), type=tangent_type(v.type))
            self.b.effect("store", "set", (own, Const(Ellipsis), t))
            return own
        numeric = isinstance(v.type, Array | AnyType)
        if not numeric or not self.written(v, *sources) or self.made(t, mark) and allocates(self.b.ops[-1]):
            return t
        if isinstance(v.type, Array) and isinstance(type_of(t), Array):
            return prim(self.b, np.ndarray.copy, (t,))
        return prim(self.b, np.copy, (t,))

    def widened(self, v: Value, t: Operand) -> Operand:
        """t with as many elements as v, where it may have fewer."""
        if isinstance(v.type, Scalar) or not may_vary(v.type) or same_shape(type_of(t), v.type):
            return t
        return self.b.emit("prim", runtime.expand, (t, prim(self.b, np.shape, (v,))), type=tangent_type(v.type))


def same_shape(a: Type, b: Type) -> bool:
    return isinstance(a, Array) and isinstance(b, Array) and a.shape is not None and b.shape is not None and \
        len(a.shape) == len(b.shape) and all(p == q for p, q in zip(a.shape, b.shape))


def tangent_type(t: Type) -> Type:
    """The type of the tangent of a value."""
    if isinstance(t, Array):
        return Array(t.shape, "c" if t.kind == "c" else "f")
    if isinstance(t, Scalar):
        return Scalar("c" if t.kind == "c" else "f")
    if isinstance(t, ListType):
        return ListType(tangent_type(t.element))
    if isinstance(t, DictType):
        return DictType(tangent_type(t.value))
    return TupleType(tuple(map(tangent_type, t.elements)), t.cls) if isinstance(t, TupleType) else t


def dot_name(v: Value) -> str:
    return f"{v.name}_dot" if v.name else ""
