"""The IR: structured regions of operations over SSA values.

    function  F(p…) { op… ; return r… }
    region    (p…) { op… ; yield r… }
    operand   value | constant | tuple/list/dict/slice of operands          (see `values_in`)
    op        z… = kind[target](operand…, name=operand…) {region}…

Kinds, and what `target`, `args` and `regions` mean:

    prim      target: the Python callable (numpy.sin, operator.add, len, …); args, kwargs as in the call
    view      base, index                   basic slice or row: shares storage with base
    load      base, index                   element or advanced index of an array: fresh
    store     target: how ('set', 'add', 'sub', 'mul', 'div', 'pow', 'at' for np.add.at, 'rows' for the
              same of whole rows of a matrix, …); base, index, value
    new       target: list, dict, tuple or a class; the elements (dict: keys, then values; class: none)
    item      container, key                element of a list/dict/tuple, attribute of an object (key: constant name)
    put       container, key, value         write it
    grow      target: 'append', 'insert', 'extend', …;  container, operands
    shrink    target: 'pop', 'popitem', 'remove', …;    container, operands → the element
    call      target: the callee, an IR function;  args
    if        cond;  regions: then, else; both yield the results
    for       start, stop, step, then the initial carried values; region (i, carried…) → (exit flag, carried…)
    each      target: 'forward' or 'reversed'; a sequence of tuples (of single values, where there is one element), then the initial
              carried values; region (element…, carried…) → (exit flag, carried…)
    while     initial carried values; regions: test (carried…) → (flag,), body (carried…) → (exit flag, carried…)
    try       target: exception classes; regions: body () → results…, failure (exception) → results…
    with      context manager; region () → results…
    effect    target: the callable, or 'assert', 'raise', 'print', …; pinned where it is
    note      target: a comment; nothing else
    undef     a variable that is not bound on this path

A loop ends early when its body yields a true exit flag; that flag is the constant False where the loop has no break.
Frozen: a pass builds a new function. Identity is what tells values apart.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from srcgrad.ir.types import ANY, Type
from srcgrad.record import dataclass


@dataclass(frozen=True)
class Span:
    """A place in the user's file: 1-based line, 0-based column, of the first and last character; `statement`: its first line."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    statement: int = 0


@dataclass(frozen=True, eq=False)
class Value:
    """One SSA value. `name` is the user's (or a cotangent's); names need not be unique."""

    name: str
    type: Type = ANY
    span: Span | None = None

    def __repr__(self) -> str:
        return f"%{self.name}"


@dataclass(frozen=True, eq=False)
class Const:
    """A Python object known when the derivative is built.

    `name`: how the user's file refers to it (a dotted name); such a constant is read where the derivative runs, and `origin` says
    from where: the namespace or cell that holds the first part of the name.
    """

    value: Any
    name: str | None = None
    origin: Any = None

    def __repr__(self) -> str:
        return self.name or repr(self.value)


@dataclass(frozen=True, eq=False)
class Seq:
    """A literal tuple, list, dict, set or slice of operands inside an operand."""

    cls: type  # tuple, list, dict, set, slice
    items: tuple[Operand, ...]  # of a dict: keys, then values


Operand = Value | Const | Seq


@dataclass(frozen=True, eq=False)
class Region:
    params: tuple[Value, ...]
    ops: tuple[Op, ...]
    yields: tuple[Operand, ...]


@dataclass(frozen=True, eq=False)
class Op:
    kind: str
    target: Any = None
    args: tuple[Operand, ...] = ()
    kwargs: tuple[tuple[str, Operand], ...] = ()
    regions: tuple[Region, ...] = ()
    results: tuple[Value, ...] = ()
    span: Span | None = None

    @property
    def result(self) -> Value:
        (value,) = self.results
        return value

    def operands(self) -> tuple[Operand, ...]:
        return self.args + tuple([v for _, v in self.kwargs]) if self.kwargs else self.args


@dataclass(frozen=True, eq=False)
class Function:
    """`body.params` are the parameters, `body.yields` what is returned."""

    name: str
    body: Region
    span: Span | None = None
    notes: tuple[str, ...] = field(default=())


def values_in(*operands: Operand) -> Iterator[Value]:
    """The SSA values inside operands, in order, repeats included."""
    for o in operands:
        if isinstance(o, Value):
            yield o
        elif isinstance(o, Seq):
            yield from values_in(*o.items)


def map_operand(o: Operand, f: Any) -> Operand:
    """The operand with every value v in it replaced by f(v)."""
    if isinstance(o, Value):
        return f(o)
    if isinstance(o, Seq):
        return Seq(o.cls, tuple(map_operand(i, f) for i in o.items))
    return o


def walk(region: Region) -> Iterator[Op]:
    """All operations of a region, the nested ones after the one that holds them."""
    for op in region.ops:
        yield op
        for r in op.regions:
            yield from walk(r)
