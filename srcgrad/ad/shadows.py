"""Cotangents of storage that is written in place: one buffer for a root, mirrored by views; or found at run time.

    y = x * 2.0                      y_bar, the buffer of the root
    v = y[1:]                        v_bar = y_bar[1:]
    v[0] = e                         e_bar = v_bar[0]; v_bar[0] = 0.0

A buffer is made in the scope where its root is born (or the outermost scope inside it that needs no more), so that loops and
branches below write into one and the same.
"""
from __future__ import annotations

import operator
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad import cotangents as cot
from srcgrad.ad.cotangents import Cotangent
from srcgrad.ad.parts import left_out, scattered, settle_parts
from srcgrad.ad.templates import element, prim
from srcgrad.analysis.places import LOOPS
from srcgrad.analysis.storage import CONTAINERS
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Value, values_in
from srcgrad.ir.types import ANY, Array, DictType, ListType, Scalar, Type
from srcgrad.rules.infer.indexing import unknown_index
from srcgrad.rules.unused import NONE, SOME

if TYPE_CHECKING:
    from srcgrad.ad.sweep import Sweep


class Buffers:
    """roots: the buffer of each static root; views: of the values that look into one; found: what was looked up at run time; all as
    far as the scope sees them."""

    def __init__(self, sweep: Sweep):
        self.sweep = sweep
        self.roots: dict[Any, Value] = {}
        self.views: dict[Value, Operand] = {}
        self.found: dict[Value, Operand] = {}
        self.masked: dict[Any, int] = {}  # of a root: how much of its buffer may be zero because it was not used
        self.table: Value | None = None

    @contextmanager
    def nested(self) -> Iterator[None]:
        roots, views, found = dict(self.roots), dict(self.views), dict(self.found)
        try:
            yield
        finally:
            self.roots, self.views, self.found = roots, views, found

    # --- buffers of static roots -------------------------------------------------------------------------------------
    def root(self, r: Any) -> Value:
        """The buffer of a root; made in the scope of the root if there is none yet."""
        if r not in self.roots:
            s = self.sweep
            depth = len(s.res.home.get(r, ()))
            with self.at(depth):
                made = cot.zero(s.b, r.type, s.like(r))
                self.name(made, r)
            assert isinstance(made, Value)
            self.roots[r] = made
            self.masked[r] = SOME
        return self.roots[r]

    def name(self, o: Operand, v: Value) -> None:
        if isinstance(o, Value) and not o.name:
            object.__setattr__(o, "name", f"{v.name}_bar")

    @contextmanager
    def at(self, depth: int) -> Iterator[None]:
        """Emit into the scope at this depth, after what it holds so far."""
        s = self.sweep
        scopes, stack = s.res.scopes, s.b.stack
        below = scopes[depth + 1:], stack[len(stack) - (len(scopes) - 1 - depth):]
        del scopes[depth + 1:]
        if below[1]:
            del stack[len(stack) - len(below[1]):]
        try:
            yield
        finally:
            scopes += below[0]
            stack += below[1]

    def view(self, v: Value) -> Operand:
        """The cotangent of a value that looks into written storage, as a view of the buffer."""
        s = self.sweep
        r = s.store.root(v)
        if v is r:
            return self.root(r)
        if v not in self.views:
            op = s.store.definitions[v]
            base = op.args[0]
            assert isinstance(base, Value)
            below = self.view(base)
            rest = tuple(s.res.need(a) for a in op.args[1:])
            kwargs = tuple((k, s.res.need(o)) for k, o in op.kwargs)
            target = {"view": None}.get(op.kind, op.target)
            made = s.b.emit(op.kind, target, (below, *rest), kwargs, type=as_cotangent(v.type))
            self.name(made, v)
            self.views[v] = made
        return self.views[v]

    def take_static(self, v: Value) -> Cotangent | None:
        """At the operation that made a root: its buffer, which is nobody else's from now on. At a view: nothing."""
        s = self.sweep
        r = s.store.root(v)
        if v is not r or r not in self.roots:
            return None
        s.settle(r)
        return Cotangent(self.roots.pop(r), False, True, self.masked.pop(r, NONE))

    def take_dynamic(self, v: Value) -> Cotangent | None:
        s = self.sweep
        if v not in s.store.of(v):
            return None
        op = s.store.definitions.get(v)
        read = values_in(*op.operands()) if op is not None and op.kind in ("prim", "view") else ()
        shared = [w for w in read if s.store.of(w) & s.store.of(v)]
        given = op is None or op.kind in ("call", "item") or op.target in (runtime.separate, runtime.own)
        if isinstance(v.type, CONTAINERS) and given:
            value = s.b.emit("effect", runtime.take_whole, (self.shadows(), self.held(v, op)), type=as_cotangent(v.type))
        elif shared:
            value = s.b.emit("effect", runtime.take_apart, (self.shadows(), s.res.need(v), s.res.need(shared[0])),
                             type=as_cotangent(v.type))
        else:
            value = s.b.emit("effect", runtime.take_shadow, (self.shadows(), s.res.need(v)), type=as_cotangent(v.type))
        self.name(value, v)
        return Cotangent(value, False, True, SOME)

    def held(self, v: Value, op: Op | None) -> Operand:
        """What a list or dict held when it came about."""
        s = self.sweep
        if op is None or op.kind == "item":
            return s.b.emit("prim", runtime.contents, (s.res.need(v),), type=v.type)
        out = Value(f"{v.name}_held" if v.name else "", v.type, op.span)
        s.res.insert(Op("prim", runtime.contents, (v,), (), (), (out,), op.span), op, after=True)
        return s.res.need(out)

    def shadows(self) -> Value:
        """The table of buffers that are found at run time; made before everything else."""
        s = self.sweep
        if self.table is None:
            self.table = Value("shadows", ANY)
            s.res.scopes[0].ops.insert(0, Op("effect", runtime.Shadows, (), (), (), (self.table,)))
        return self.table

    def of(self, v: Value) -> Operand:
        """The buffer of a value of written storage, however it is found."""
        s = self.sweep
        mode = s.store.mode(v)
        if mode == "dynamic":
            if v not in self.found:  # the same until the operation that made it is reversed
                looks = self.looks_into(v)
                if looks is not None:
                    value = s.b.emit("view", None, (self.of(looks[0]), s.res.need(looks[1])), type=as_cotangent(v.type))
                else:
                    value = s.b.emit("effect", runtime.shadow_of, (self.shadows(), s.res.need(v)), type=as_cotangent(v.type))
                self.name(value, v)
                self.found[v] = value
            return self.found[v]
        if mode == "static":
            return self.view(v)
        return self.own(v)

    def give_buffer(self, v: Value, c: Cotangent, mode: str) -> None:
        s = self.sweep
        if mode == "static" and s.store.root(v) is v and v not in self.roots and self.here(v):
            made = s.whole(c, v)
            if not made.owned or not isinstance(made.value, Value):
                made = Cotangent(prim(s.b, np.ndarray.copy, (made.value,)), False, True)
            self.name(made.value, v)
            assert isinstance(made.value, Value)
            self.roots[v] = made.value
            self.masked[v] = c.masked
            return
        root = s.store.root(v) if mode == "static" else None
        looks = self.looks_into(v)
        if looks is not None:
            self.write("add", self.of(looks[0]), s.res.need(looks[1]), c.value, root)
        else:
            self.write("add", self.of(v), Const(Ellipsis), c.value, root)
            if root is v:
                self.masked[v] = min(self.masked.get(v, NONE), c.masked)

    def looks_into(self, v: Value) -> tuple[Value, Operand] | None:
        """The array that a value is a view of, and the index."""
        op = self.sweep.store.definitions.get(v)
        if op is None or op.kind != "view" or not isinstance(v.type, Array) or unknown_index(op.args[1]):
            return None
        base = op.args[0]
        return (base, op.args[1]) if isinstance(base, Value) and isinstance(base.type, Array) else None

    def here(self, v: Value) -> bool:
        return len(self.sweep.res.home.get(v, ())) == len(self.sweep.res.scopes) - 1

    def write(self, how: str, target: Operand, index: Operand, value: Operand, root: Any) -> None:
        s = self.sweep
        if root is not None:
            s.settle(root)
        if root is not None and how == "set" and isinstance(value, Const):
            self.masked[root] = max(self.masked.get(root, NONE), left_out(index))  # what was overwritten was not used
        s.b.effect("store", how, (target, index, value))

    # --- plain values that get contributions to some of their elements, or in a loop ----------------------------------------
    def own(self, v: Value) -> Operand:
        """A buffer for the cotangent of a value, into which parts may be added."""
        s = self.sweep
        settle_parts(s, v)
        s.scope.filled.pop(v, None)
        if isinstance(v.type, (Array, *CONTAINERS)) and s.crosses_loop(v):
            c = s.bars.get(v)
            return (c if c is not None and c.owned and not c.virtual else self.lifted(v)).value
        c = s.bars.get(v)
        if c is None or c.virtual or not c.owned:
            c = self.made_own(v, c)
            s.bars[v] = c
        return c.value

    def made_own(self, v: Value, c: Cotangent | None) -> Cotangent:
        s = self.sweep
        masked = SOME if c is None else c.masked
        c = s.whole(c, v)
        if not c.owned:
            copy = runtime.duplicate if isinstance(v.type, ListType | DictType) else np.ndarray.copy
            c = Cotangent(with_kind(prim(s.b, copy, (c.value,)), v.type), False, True)
        if not isinstance(c.value, Value):
            c = Cotangent(cot.zero(s.b, v.type, s.like(v)), False, True)
        self.name(c.value, v)
        return Cotangent(c.value, False, True, masked)

    def lifted(self, v: Value) -> Cotangent:
        """A buffer for v before the outermost loop that stands between v and here."""
        s = self.sweep
        scopes = s.res.scopes
        depth = len(s.res.home.get(v, ()))
        first = next(d for d in range(depth + 1, len(scopes)) if scopes[d].op.kind in LOOPS)  # type: ignore[union-attr]
        with self.at(first - 1):
            c = self.made_own(v, s.bars.get(v))
        for scope in scopes[first - 1:]:
            scope.bars[v] = c
        return c

    # --- containers --------------------------------------------------------------------------------------------------
    def give_container(self, v: Value, c: Cotangent) -> None:
        """A list or dict of cotangents is added element by element."""
        s = self.sweep
        mode = s.store.mode(v)
        listed = isinstance(type_of(c.value), CONTAINERS) and not c.virtual
        if mode == "value" and s.bars.get(v) is None and self.here(v) and listed:
            s.bars[v] = cot.named(s.b, c, v.name)
            return
        value = c.value
        if c.virtual and not isinstance(type_of(value), Scalar):
            then = s.res.content(v, s.at) if s.at is not None else s.res.need(v)
            value = prim(s.b, np.broadcast_to, (value, prim(s.b, np.shape, (then,))))
        if mode == "dynamic" and s.at is not None:
            s.b.effect("effect", runtime.add_by_storage, (self.shadows(), s.res.need(v), s.res.content(v, s.at), value))
        else:
            s.b.effect("effect", runtime.add_parts, (self.of(v), value))

    def part_added(self, box: Value, key: Operand, c: Cotangent, kind: Type) -> None:
        """box_bar[key] += c"""
        s = self.sweep
        target = self.of(box)
        old = s.b.emit("item", None, (target, key), type=as_cotangent(kind))
        if isinstance(kind, ListType | DictType):
            s.b.effect("effect", runtime.add_parts, (old, c.value))
            return
        new = prim(s.b, operator.add, (old, c.value))
        s.b.effect("put", None, (target, key, new))

    # --- parts of arrays -----------------------------------------------------------------------------------------------
    def element_added(self, base: Value, index: Operand, c: Cotangent, repeated: bool) -> None:
        """base_bar[index] += c"""
        s = self.sweep
        mode = s.store.mode(base)
        if mode == "value" and not isinstance(base.type, Array):
            shape = prim(s.b, np.shape, (s.res.need(base),))
            helper = runtime.scatter_add if repeated else runtime.scatter
            value = prim(s.b, helper, (c.value, shape, index))
            s.give_plain(base, Cotangent(value, False, True))
            return
        target = self.of(base)
        root = s.store.root(base) if mode == "static" else None
        self.write(scattered(target, index, c.value) if repeated else "add", target, index, c.value, root)

    def part(self, base: Value, index: Operand) -> tuple[Operand, Any]:
        """base_bar[index] of a written array, and the root of the buffer if that is known."""
        s = self.sweep
        root = s.store.root(base) if s.store.mode(base) == "static" else None
        whole = isinstance(index, Const) and index.value is Ellipsis and isinstance(base.type, Array)
        return self.of(base) if whole else element(s.b, self.of(base), index), root


def as_cotangent(t: Type) -> Type:
    """The type of the cotangent of a value."""
    if isinstance(t, Array | Scalar):
        kind = "f" if t.kind in "ib" else t.kind
        return type(t)(t.shape, kind) if isinstance(t, Array) else Scalar(kind)
    return t


def with_kind(o: Operand, t: Type) -> Operand:
    if isinstance(o, Value):
        object.__setattr__(o, "type", as_cotangent(t))
    return o
