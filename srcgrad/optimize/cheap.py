"""Large arrays that are cheap to compute are computed again in the reverse sweep, where many are kept for it.

    t = d / c                               p = erf(d / c)
    p = erf(t)                              …
    …                               ->      # backward
    # backward                              d_bar = p_bar * np.exp(-(d / c) ** 2)
    d_bar = p_bar * np.exp(-t ** 2)

One pass of arithmetic over what is at hand costs about as much as reading the array that is saved by it. It is done for
straight-line code, for what has no name, and only where what an array is made of is kept anyway, and nowhere written. Requires a
verified reverse sweep; the primal's value is not touched.
"""
from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from srcgrad.analysis.storage import Storage, storage
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Value, map_operand, values_in, walk
from srcgrad.ir.types import Array, Scalar, Type

CHEAP = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg}
FORMS = {np.shape, np.size, np.zeros_like, np.full_like, np.ndarray.shape, np.ndarray.size}
MANY = 5  # large arrays that are kept, from which on it is done
MOST = 3  # operations


def with_cheap(function: Function) -> Function:
    """The function with cheap arrays computed again after the note that begins the reverse sweep."""
    ops = function.body.ops
    turn = next((k for k, op in enumerate(ops) if op.kind == "note"), None)
    if turn is None:
        return function
    search = Search(function, turn)
    if len(search.kept) <= MANY:
        return function
    copies: dict[int, list[Op]] = {}
    renamed: dict[Value, Value] = {}
    for v in reversed(search.kept):
        found = search.again(v)
        if found is not None:
            made, renamed[v] = found
            at = search.first[v]
            copies[at] = [*made, *copies.get(at, ())]  # before those that were found earlier: they may read it
    if not renamed:
        return function
    body: list[Op] = []
    for k, op in enumerate(ops):
        body += [renamed_in(o, renamed) for o in copies.get(k, ())]
        body.append(op if k < turn else renamed_in(op, renamed))
    yields = tuple(y if search.is_early(y) else renamed_operand(y, renamed) for y in function.body.yields)
    return replace(function, body=Region(function.body.params, tuple(body), yields))


class Search:
    """kept: the large arrays of the forward sweep that the reverse sweep reads; first: where it reads each for the first time."""

    def __init__(self, function: Function, turn: int) -> None:
        self.function, self.turn = function, turn
        self.store: Storage = storage(function)
        self.params = set(function.body.params)
        ops = function.body.ops
        self.makers = {r: op for op in ops[:turn] for r in op.results}
        self.first: dict[Value, int] = {}
        self.forms: set[Value] = set()  # of which no more than the form may be asked for
        self.inner: set[Value] = set()  # read inside a branch or loop of the reverse sweep
        for k, op in enumerate(ops[turn:], turn):
            for v in values_in(*op.operands()):
                self.first.setdefault(v, k)
            if op.kind == "prim" and op.target in FORMS:
                self.forms |= set(values_in(*op.args))
            for v in inside(op):
                self.first.setdefault(v, k)
                self.inner.add(v)
        self.returned = set(values_in(*function.body.yields))
        self.kept = [v for v in self.makers if v in self.first and is_large(v.type)]
        self.left = set(self.kept)

    def is_early(self, o: Operand) -> bool:
        return isinstance(o, Value) and o in self.makers

    def again(self, v: Value) -> tuple[list[Op], Value] | None:
        """The operations that compute v once more, and what they give."""
        if v in self.inner or v in self.returned or v in self.forms:
            return None
        made: list[Op] = []
        out = self.copy(v, made)
        if out is None or len(made) > MOST:
            return None
        self.left.discard(v)
        for w in values_in(*(a for op in made for a in op.args)):
            if w in self.left:
                self.first[w] = min(self.first[w], self.first[v])
        return made, out

    def copy(self, v: Value, made: list[Op]) -> Value | None:
        op = self.makers.get(v)
        if op is None or not is_cheap(op) or self.is_written(v) or len(made) > MOST:
            return None
        if v.name:
            return None  # the user would look for it
        new: dict[Value, Value] = {}
        for w in values_in(*op.args):
            if not self.is_at_hand(w):
                again = self.copy(w, made)
                if again is None:
                    return None
                new[w] = again
        out = Value("", v.type, v.span)
        made.append(Op("prim", op.target, tuple(map_operand(a, lambda w: new.get(w, w)) for a in op.args), (), (), (out,), op.span))
        return out

    def is_at_hand(self, w: Value) -> bool:
        """Whether a value is there in the reverse sweep anyway."""
        if self.is_written(w):
            return False
        return w in self.params or isinstance(w.type, Scalar) or w in self.left

    def is_written(self, v: Value) -> bool:
        return any(r in self.store.stores for r in self.store.of(v))


def is_cheap(op: Op) -> bool:
    if op.kind != "prim" or op.kwargs:
        return False
    exponent = op.args[1] if op.target is operator.pow else None
    square = isinstance(exponent, Const) and exponent.name is None and exponent.value == 2  # NumPy multiplies
    return op.target in CHEAP or square


def inside(op: Op) -> Iterator[Value]:
    for r in op.regions:
        yield from values_in(*r.yields)
        for inner in walk(r):
            yield from values_in(*inner.operands())
            for region in inner.regions:
                yield from values_in(*region.yields)


def is_large(t: Type) -> bool:
    return isinstance(t, Array) and t.kind == "f" and bool(t.shape) and any(d.number is None for d in t.shape or ())


def renamed_operand(o: Operand, renamed: dict[Value, Value]) -> Operand:
    return map_operand(o, lambda v: renamed.get(v, v))


def renamed_in(op: Op, renamed: dict[Value, Value]) -> Op:
    regions = tuple(Region(r.params, tuple(renamed_in(o, renamed) for o in r.ops),
                           tuple(renamed_operand(y, renamed) for y in r.yields)) for r in op.regions)
    return Op(op.kind, op.target, tuple(renamed_operand(a, renamed) for a in op.args),
              tuple((k, renamed_operand(o, renamed)) for k, o in op.kwargs), regions, op.results, op.span)
