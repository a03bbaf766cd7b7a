"""Parts of arrays whose storage is not written: a view, an element or a gather gives its cotangent to the array it was read from.

    t = v[:, None]               v_bar = t_bar[:, 0]              a view that only adds axes is taken back
    p = z[np.arange(n), k]       z_bar = (s / n)[:, None] * e     what gives to the whole array comes first, though it is reversed
    s = …z…                      z_bar[np.arange(n), k] -= g      later, and the part is put into its buffer
    a = x[1:]                    x_bar = np.zeros_like(x)         without such, into zeros
                                 x_bar[1:] = a_bar

A part that waits for the whole is kept in the scope until the cotangent is taken, or a region begins or ends.
"""
from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from srcgrad.ad.cotangents import Cotangent, with_type
from srcgrad.ad.templates import element
from srcgrad.analysis.distinct import entries_of
from srcgrad.analysis.newaxes import Back, dropped_axes, taken_back
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Span, Value, values_in, walk
from srcgrad.ir.types import BOOL, Array, Scalar
from srcgrad.record import dataclass
from srcgrad.rules.infer.indexing import is_array_index
from srcgrad.rules.table import lookup
from srcgrad.rules.unused import CHOSEN, SOME

EVERYWHERE = (0.0, math.inf)

if TYPE_CHECKING:
    from srcgrad.ad.sweep import Sweep


@dataclass(frozen=True, eq=False)
class Part:
    """base_bar[index] += value, by np.add.at where an element may come twice."""

    index: Operand
    value: Operand
    repeated: bool
    span: Span | None


def part_added(s: Sweep, op: Op, index: Operand, c: Cotangent, repeated: bool) -> None:
    """What a read gives to the plain cotangent of its base."""
    base = op.args[0]
    assert isinstance(base, Value)
    back = taken_back(op.args[1], base) if op.kind == "view" else None
    if back is not None:
        if not (c.virtual and isinstance(type_of(c.value), Scalar)):
            c = without_axes(s, c, back, base)
        s.give(base, c)
        return
    part = Part(index, c.value, repeated, s.b.span)
    waits = c.of is None and not s.crosses_loop(base) and dense_to_come(s, base)
    s.scope.parts.setdefault(base, []).append(part)
    if not waits:
        settle_parts(s, base)


def without_axes(s: Sweep, c: Cotangent, back: Back, base: Value) -> Cotangent:
    """The cotangent without the axes that the view added; a sum that has just kept them does not keep them."""
    assert isinstance(base.type, Array) and base.type.ndim is not None
    axes = dropped_axes(back, base.type.ndim)
    at = next((k for k in range(len(s.b.ops) - 1, -1, -1) if c.value in s.b.ops[k].results), None)
    made = s.b.ops[at] if at is not None else None
    if at is not None and made is not None and made.target is np.ndarray.sum and keeps(made, axes) and unused(s, made):
        out = Value(made.results[0].name, made.results[0].type, made.span)
        new = Op("prim", np.ndarray.sum, made.args, (("axis", dict(made.kwargs)["axis"]),), (), (out,), made.span)
        s.b.ops[at] = new
        return replace(c, value=with_type(out, base.type))
    value = element(s.b, c.value, back[0] if len(back) == 1 else Seq(tuple, back))
    return replace(c, value=value)


def keeps(op: Op, axes: tuple[int, ...]) -> bool:
    """Whether a sum keeps the axes that it is over, and those are these."""
    how = dict(op.kwargs)
    over = how["axis"].value if isinstance(how.get("axis"), Const) else None  # type: ignore[union-attr]
    return how.keys() == {"axis", "keepdims"} and over == (axes[0] if len(axes) == 1 else axes)


def unused(s: Sweep, op: Op) -> bool:
    """Whether nothing has read the result of an operation of this scope, or added to it in place."""
    v = op.results[0]
    later = s.b.ops[s.b.ops.index(op) + 1:]
    held = (c.value for scope in s.res.scopes for c in scope.bars.values())
    waiting = (p.value for scope in s.res.scopes for parts in scope.parts.values() for p in parts)
    return not any(v in values_in(*o.operands()) or o.regions for o in later) and all(
        v not in values_in(o) for o in (*held, *waiting))


def dense_to_come(s: Sweep, base: Value) -> bool:
    """Whether something that is still to be reversed in this region gives to the whole of a value."""
    assert s.at is not None
    places = s.store.places
    now, here = places.order.get(s.at, 0), places.path.get(s.at, ())
    return any(places.order[u] < now and places.path[u] == here for u in s.dense_uses.get(base, ()))


def dense_uses(function: Any) -> dict[Value, list[Op]]:
    """For each array: the operations whose reverse gives to all its elements."""
    out: dict[Value, list[Op]] = {}
    for op in walk(function.body):
        rule = lookup(op.target) if op.kind == "prim" else None
        if rule is not None and rule.kind != "zero" or op.kind == "view" and isinstance(op.args[0], Value) and \
                taken_back(op.args[1], op.args[0]) is not None:
            for v in values_in(*op.operands()):
                if isinstance(v.type, Array):
                    out.setdefault(v, []).append(op)
    return out


def settle_parts(s: Sweep, base: Value) -> None:
    """Put the parts that a value has got into its buffer; where that is of zeros still, they need not be added to it."""
    parts = s.scope.parts.pop(base, None)
    if not parts:
        return
    span, s.b.span = s.b.span, parts[0].span
    filled = s.scope.filled.pop(base, None)
    if base not in s.bars and not s.crosses_loop(base):
        filled = []
    target = s.buffers.own(base)
    if base in s.bars and s.bars[base].masked:
        s.bars[base] = replace(s.bars[base], masked=max(s.bars[base].masked, *(left_out(p.index) for p in parts)))
    for p in parts:
        s.b.span = p.span
        zeros = filled is not None and not p.repeated and all(apart(p.index, i) for i in filled)
        how = scattered(target, p.index, p.value) if p.repeated else "set" if zeros else "add"
        s.b.effect("store", how, (target, p.index, p.value))
        if filled is not None:
            filled.append(p.index)
    s.b.span = span
    if filled is not None:
        s.scope.filled[base] = filled


def left_out(index: Operand) -> int:
    """How a cotangent that is zero but at an index is masked."""
    entries = index.items if isinstance(index, Seq) and index.cls is tuple else (index,)
    return CHOSEN if any(map(is_array_index, entries)) else SOME


def scattered(target: Operand, index: Operand, value: Operand) -> str:
    """How elements are added that may come twice: whole rows of a matrix by 'rows', anything else by 'at'."""
    base, at, given = type_of(target), type_of(index), type_of(value)
    matrix = isinstance(base, Array) and base.ndim == 2 and isinstance(given, Array) and given.ndim == 2
    return "rows" if matrix and isinstance(at, Array) and at.ndim == 1 and at.kind == "i" else "at"


def settle_all_parts(s: Sweep) -> None:
    for v in list(s.scope.parts):
        settle_parts(s, v)
    s.scope.filled.clear()


def apart(i: Operand, j: Operand) -> bool:
    """Whether two indices are known to share no element: on one axis, constant numbers and slices that do not meet."""
    for p, q in zip(entries_of(i), entries_of(j)):
        a, b = extent(p), extent(q)
        if a is None or b is None:
            return False  # from here on it is not known which axes are meant
        if a[1] <= b[0] or b[1] <= a[0]:
            return True
    return False


def extent(e: Operand) -> tuple[float, float] | None:
    """The positions on its axis that an entry of an index may take, if it is a number or a slice."""
    if isinstance(e, Const) and type(e.value) is int and e.name is None:
        return (e.value, e.value + 1) if e.value >= 0 else EVERYWHERE
    if isinstance(e, Seq) and e.cls is slice and all(isinstance(o, Const) and o.name is None for o in e.items):
        start, stop, step = (o.value for o in e.items)  # type: ignore[union-attr]
        start = 0 if start is None else start
        if step in (None, 1) and all(n is None or (isinstance(n, int) and n >= 0) for n in (start, stop)):
            return start, math.inf if stop is None else max(stop, start)
        return EVERYWHERE
    return EVERYWHERE if isinstance(type_of(e), Scalar) and type_of(e) != BOOL else None
