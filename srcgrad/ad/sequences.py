"""Reversing operations on run-time lists: list(xs), xs + ys, xs * n, xs[a:b], sorted(xs). Cotangents of lists are lists."""
from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad.cotangents import Cotangent
from srcgrad.ad.templates import prim
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Seq
from srcgrad.ir.types import Array, ListType

if TYPE_CHECKING:
    from srcgrad.ad.sweep import Sweep


def copied(s: Sweep, op: Op, c: Cotangent) -> None:
    if isinstance(type_of(op.args[0]), Array):
        s.give(op.args[0], Cotangent(prim(s.b, np.array, (c.value,)), False, True))
    else:
        s.give(op.args[0], replace(c, owned=False))


def joined(s: Sweep, op: Op, c: Cotangent) -> None:
    left, right = op.args
    n = prim(s.b, len, (s.res.content(left, op),))
    for o, ends in ((left, (Const(None), n)), (right, (n, Const(None)))):
        give_list(s, o, piece(s, c, ends))


def piece(s: Sweep, c: Cotangent, ends: tuple[Operand, Operand]) -> Cotangent:
    value = s.b.emit("prim", operator.getitem, (c.value, Seq(slice, (*ends, Const(None)))), type=type_of(c.value))
    return Cotangent(value, False, True)


def give_list(s: Sweep, o: Operand, c: Cotangent) -> None:
    s.give(o, c)


def repeated(s: Sweep, op: Op, c: Cotangent) -> None:
    left, right = op.args
    o = left if isinstance(type_of(left), ListType) else right
    value = s.b.emit("prim", runtime.fold_list, (c.value, prim(s.b, len, (s.res.content(o, op),))), type=type_of(c.value))
    give_list(s, o, Cotangent(value, False, True))


def sliced(s: Sweep, op: Op, c: Cotangent) -> None:
    base, index = op.args
    whole = s.b.emit("prim", runtime.spread_list, (c.value, prim(s.b, len, (s.res.content(base, op),)), s.res.need(index)),
                     type=type_of(c.value))
    give_list(s, base, Cotangent(whole, False, True))


def ordered(s: Sweep, op: Op, c: Cotangent) -> None:
    named = tuple((k, s.res.need(v)) for k, v in op.kwargs)
    value = s.b.emit("prim", runtime.unsort_list, (c.value, s.res.content(op.args[0], op)), named, type=type_of(c.value))
    s.give(op.args[0], Cotangent(value, False, True))


SEQUENCES: dict[Any, Callable[[Sweep, Op, Cotangent], None]] = {
    list: copied, tuple: copied, runtime.separate: copied, runtime.own: copied,
    operator.add: joined, operator.mul: repeated, operator.getitem: sliced, sorted: ordered,
}
