"""The state of a reverse sweep, and the rules of how cotangents are taken and given.

`bars` holds, for each primal value (or (tuple, position)), the cotangent that it has got so far; where storage is written in place
the cotangent is a buffer instead (`Shadows`), and values that share the storage share the buffer.
"""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from srcgrad.ad import cotangents as cot
from srcgrad.ad.calls import Pairs
from srcgrad.ad.cotangents import Cotangent
from srcgrad.ad.parts import dense_uses, settle_all_parts, settle_parts
from srcgrad.ad.residuals import Residuals, Scope
from srcgrad.ad.shadows import Buffers
from srcgrad.ad.templates import element, prim
from srcgrad.analysis.activity import Activity
from srcgrad.analysis.distinct import may_repeat, repeats
from srcgrad.analysis.places import LOOPS
from srcgrad.analysis.storage import CONTAINERS, Storage
from srcgrad.errors import SrcgradError, UnsupportedError
from srcgrad.ir.build import Builder, type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value
from srcgrad.ir.types import Array, Scalar, TupleType, Type
from srcgrad.options import DEFAULT, Options


class Sweep:
    """What the reverse of each kind of operation works with. How regions are reversed is `Reverse`'s, which completes it."""

    inputs: frozenset[Value] = frozenset()

    def __init__(self, function: Function, store: Storage, activity: Activity, lines: tuple[str, ...] = (),
                 options: Options = DEFAULT):
        self.function, self.store, self.activity, self.lines = function, store, activity, lines
        self.b = Builder(options)
        self.res = Residuals(function, store, self.b)
        self.res.scopes.append(Scope(None, 0, self.b.ops))
        self.buffers = Buffers(self)
        self.refusals: list[SrcgradError] = []
        self.pairs: Pairs | None = None  # of the functions that are called, if any are
        self.at: Op | None = None  # the operation that is being reversed

    @cached_property
    def dense_uses(self) -> dict[Value, list[Op]]:
        return dense_uses(self.function)

    # --- scopes ------------------------------------------------------------------------------------------------------
    @property
    def scope(self) -> Scope:
        return self.res.scopes[-1]

    @property
    def bars(self) -> dict[Any, Cotangent]:
        return self.scope.bars

    @contextmanager
    def region(self, op: Op, arm: int, bars: dict[Any, Cotangent]) -> Iterator[Scope]:
        """Collect the reverse of one region of `op`."""
        with self.b.region() as ops, self.buffers.nested():
            scope = Scope(op, arm, ops, bars=dict(bars))
            self.res.scopes.append(scope)
            try:
                yield scope
            finally:
                self.res.scopes.pop()

    def outer(self, v: Any, op: Op) -> bool:
        """Whether a value is defined outside of `op`."""
        v = v[0] if isinstance(v, tuple) else v
        return not any(o is op for o, _ in self.res.home.get(v, ()))

    # --- taking ------------------------------------------------------------------------------------------------------
    def like(self, v: Value) -> Any:
        """A primal of which only shape and dtype are read."""
        return lambda: self.res.need(v)

    def take(self, v: Value) -> Cotangent | None:
        """The whole cotangent of a value, at the operation that made it; nothing is given to it after that."""
        if isinstance(v.type, TupleType):
            return self.take_tuple(v)
        if not self.activity.active(v):
            self.bars.pop(v, None)
            return None
        settle_parts(self, v)
        self.scope.filled.pop(v, None)
        mode = self.store.mode(v)
        if mode == "dynamic" and not isinstance(v.type, Scalar):
            return self.buffers.take_dynamic(v)
        if mode == "static" and not isinstance(v.type, Scalar):
            return self.buffers.take_static(v)
        return self.bars.pop(v, None)

    def take_tuple(self, v: Value, added: bool = False) -> Cotangent | None:
        """The cotangents of the parts of a tuple. `added`: to others, so that of a list without one nothing needs to be made."""
        assert isinstance(v.type, TupleType)
        found = [self.bars.pop((v, k), None) for k in range(len(v.type.elements))]
        if self.store.stores.get(("inside", v)) and self.activity.active(v):
            self.refusals.append(UnsupportedError(
                "SG305", "an array that came in a tuple is written in place", self.store.stores["inside", v][0].span, self.lines,
                help="copy it first: w, v = np.linalg.eigh(a); w = w.copy()"))
            return None
        if all(c is None for c in found):
            return None
        parts: list[Operand] = []
        for k, (c, t) in enumerate(zip(found, v.type.elements)):
            if c is None and added and isinstance(t, CONTAINERS):
                parts.append(Const(0.0))
                continue

            def like(k: int = k) -> Operand:
                return self.b.emit("item", None, (self.res.need(v), Const(k)))
            parts.append(cot.materialised(self.b, c, like, t).value if c is not None else cot.zero(self.b, t, like))
        return Cotangent(Seq(tuple, tuple(parts)))

    def whole(self, c: Cotangent | None, v: Value, kind: Type | None = None) -> Cotangent:
        """A cotangent with all its elements; zeros where there is none."""
        kind = kind or v.type
        if c is None:
            return Cotangent(cot.zero(self.b, kind, self.like(v)), False, not isinstance(kind, Scalar))
        return cot.materialised(self.b, c, self.like(v), kind)

    def repeats(self, index: Operand) -> bool:
        """Whether an index may take an element twice."""
        return repeats(index, self.store) if self.b.options.unique else may_repeat(index)

    # --- giving ------------------------------------------------------------------------------------------------------
    def give(self, o: Operand, c: Cotangent) -> None:
        """Add a contribution to the cotangent of an operand."""
        if isinstance(o, Seq):
            self.give_parts(o, c)
        elif isinstance(o, Value) and isinstance(o.type, TupleType):
            self.give_tuple(o, c)
        elif isinstance(o, Value) and self.activity.active(o):
            self.give_value(o, c)

    def give_parts(self, o: Seq, c: Cotangent) -> None:
        """A literal of operands: its cotangent is indexed as it is."""
        items = o.items[len(o.items) // 2:] if o.cls is dict else o.items
        if c.virtual and not isinstance(type_of(c.value), Scalar):
            shape = prim(self.b, np.shape, (self.res.need(o),))
            c = replace(c, value=prim(self.b, np.broadcast_to, (c.value, shape)), virtual=False, owned=False)
        for k, item in enumerate(items):
            if any(self.activity.active(v) for v in values_of(item)):
                self.give(item, replace(c, value=self.part(c.value, Const(k)), owned=False))

    def part(self, value: Operand, key: Operand) -> Operand:
        if isinstance(value, Seq) and isinstance(key, Const):
            return value.items[key.value]
        if isinstance(type_of(value), Scalar):
            return value  # a virtual cotangent stands for every part
        return element(self.b, value, key)

    def give_tuple(self, v: Value, c: Cotangent) -> None:
        assert isinstance(v.type, TupleType)
        for k, t in enumerate(v.type.elements):
            self.give_part(v, k, replace(c, value=self.part(c.value, Const(k)), owned=False), t)

    def give_part(self, v: Value, k: int, c: Cotangent, kind: Type) -> None:
        old = self.bars.get((v, k))
        self.bars[v, k] = c if old is None else cot.add(self.b, old, c, kind)

    def give_value(self, v: Value, c: Cotangent) -> None:
        mode = self.store.mode(v)
        if isinstance(v.type, CONTAINERS):
            self.buffers.give_container(v, c)
        elif isinstance(v.type, Scalar) or mode == "value":
            self.give_plain(v, c)
        else:
            self.buffers.give_buffer(v, c, mode)

    def give_plain(self, v: Value, c: Cotangent) -> None:
        if not self.b.options.virtual:
            c = cot.materialised(self.b, c, self.like(v), v.type)
        if not self.b.options.owned:
            c = replace(c, owned=False)
        self.scope.filled.pop(v, None)
        old = self.bars.get(v)
        if old is None and isinstance(v.type, Array) and self.crosses_loop(v):
            old = self.buffers.lifted(v)
        if old is None:
            self.bars[v] = cot.named(self.b, self.guarded(c), v.name)
        else:
            if old.virtual and not c.virtual and isinstance(v.type, Array):
                old, c = c, old  # the one that has all its elements may take the other in
            elif old.virtual != c.virtual and not isinstance(v.type, Array):
                old, c = (cot.materialised(self.b, x, self.like(v), v.type) for x in (old, c))
            self.bars[v] = cot.named(self.b, cot.add(self.b, old, c, v.type), v.name)

    def guarded(self, c: Cotangent) -> Cotangent:
        return c

    def crosses_loop(self, v: Value) -> bool:
        """Whether a loop stands between here and the definition of a value."""
        depth = len(self.res.home.get(v, ()))
        return any(s.op is not None and s.op.kind in LOOPS for s in self.res.scopes[depth + 1:])

    # --- of the subclass, Reverse -------------------------------------------------------------------------------------
    def reverse_ops(self, region: Region) -> None:
        """Emit the reverse of the operations of a region, the last one first."""
        raise NotImplementedError

    def drop(self, v: Value) -> None:
        """Forget the cotangent of a value that has no derivative."""
        raise NotImplementedError

    def inside(self, scope: Scope) -> AbstractContextManager[None]:
        """Emit at the end of a scope that was left."""
        raise NotImplementedError

    def partner(self, partner: Op, op: Op, old: Value, new: Value, read: Op, before: Value) -> None:
        """An operation that stands for part of what an in-place operation does."""
        raise NotImplementedError

    def path(self, op: Op) -> str:
        """How an input reaches an operation, as text."""
        raise NotImplementedError

    # --- storage that is written --------------------------------------------------------------------------------------
    def settle(self, root: Any) -> None:
        """Copy what still looks into a buffer that is about to be written."""
        for scope in self.res.scopes:
            for v, c in list(scope.bars.items()):
                if c.of is not None and c.of is root and not isinstance(type_of(c.value), Scalar):
                    assert scope is self.scope, "a view of a buffer is never kept across regions"
                    scope.bars[v] = Cotangent(prim(self.b, np.ndarray.copy, (c.value,)), c.virtual, True, c.masked)

    def settle_all(self) -> None:
        """Before a region is entered: nothing that is kept may be a view of a buffer, or wait."""
        settle_all_parts(self)
        for v, c in list(self.bars.items()):
            if c.of is not None and not isinstance(type_of(c.value), Scalar):
                self.bars[v] = Cotangent(prim(self.b, np.ndarray.copy, (c.value,)), c.virtual, True, c.masked)


def values_of(o: Operand) -> Iterator[Value]:
    if isinstance(o, Value):
        yield o
    elif isinstance(o, Seq):
        for i in o.items:
            yield from values_of(i)
