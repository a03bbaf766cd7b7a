"""Functions of NumPy that write into an array, as the stores that they stand for.

    np.copyto(y, v, where=m)         y[m] = broadcast(v)[m]
    np.put(y, i, v)                  y[np.unravel_index(i, np.shape(y))] = v          one axis: y[i] = v
    np.place(y, m, v)                y[m] = np.resize(v, np.count_nonzero(m))         a number: y[m] = v
    np.putmask(y, m, v)              y[m] = np.resize(v, np.shape(y))[m]
    np.put_along_axis(y, i, v, 0)    y[i, np.arange(n)[None, :]] = v
    np.fill_diagonal(y, v)           y[k, k] = v
"""
from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.subscripts import read
from srcgrad.frontend.values import AVal, Const, is_static
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Operand, Seq
from srcgrad.ir.types import ANY, Array, Opaque, Scalar, TupleType, Type

# what each takes, in order; a parameter after the bar is taken at its default only
PARAMETERS: dict[Any, str] = {
    np.copyto: "dst src where | casting", np.fill_diagonal: "a val | wrap", np.put: "a ind v | mode", np.place: "arr mask vals",
    np.putmask: "a mask values", np.put_along_axis: "arr indices values axis"}


def place(lower: Lowerer, node: Any, f: Any, args: list[AVal], kwargs: dict[str, AVal]) -> AVal:
    """The stores of a call of one of these functions."""
    if f is np.copyto and len(args) > 2:
        args, kwargs = args[:2], {**dict(zip(("casting", "where"), args[2:])), **kwargs}
    taken, _, fixed = PARAMETERS[f].partition(" | ")
    given = {**dict(zip((*taken.split(), *fixed.split()), args)), **kwargs}
    for name in set(given) - set(taken.split()):
        if f is not np.copyto and not (is_static(given[name]) and given[name].value in (False, "raise")):
            raise refused(lower, node, f)
    if f is np.put_along_axis:
        given.setdefault("axis", Const(-1))
    parts = [given[name] for name in taken.split() if name in given]
    WRITERS[f](lower, node, *parts)
    return Const(None)


def refused(lower: Lowerer, node: Any, f: Any) -> Exception:
    return lower.refuse(node, "SG308", f"np.{f.__name__} is not differentiated in this form", "write y[index] = value")


def stored(lower: Lowerer, target: Operand, index: Operand, value: AVal) -> None:
    lower.b.effect("store", "set", (target, index, lower.operand(value)))


def prim(lower: Lowerer, function: Any, *args: AVal, kind: Type = ANY) -> AVal:
    return lower.b.emit("prim", function, tuple(map(lower.operand, args)), type=kind)


def axes_of(lower: Lowerer, node: Any, f: Any, target: Operand) -> int:
    kind = type_of(target)
    if not isinstance(kind, Array) or kind.ndim is None:
        raise refused(lower, node, f)
    return kind.ndim


def shape_of(lower: Lowerer, target: Operand) -> AVal:
    return prim(lower, np.ndarray.shape, target, kind=Opaque(tuple))


def copyto(lower: Lowerer, node: Any, target: AVal, value: AVal, where: AVal | None = None) -> None:
    o = lower.operand(target)
    if where is None or (is_static(where) and where.value is True):
        stored(lower, o, Const(Ellipsis), value)
    else:
        mask = as_mask(lower, where, o, node)
        stored(lower, o, lower.operand(mask), pick(lower, value, mask, o, node))


def as_mask(lower: Lowerer, where: AVal, target: Operand, node: Any) -> AVal:
    kind = type_of(target)
    shape = lower.b.emit("prim", np.ndarray.shape, (target,), type=TupleType((Scalar("i"),) * (getattr(kind, "ndim", 0) or 0))
                         if getattr(kind, "ndim", None) else Opaque(tuple))
    return lower.b.emit("prim", np.broadcast_to, (lower.operand(where), shape), type=Array(getattr(kind, "shape", None), "b"))


def pick(lower: Lowerer, a: AVal, mask: AVal, target: Operand, node: Any) -> AVal:
    """The elements of one operand where the mask holds."""
    if isinstance(lower.type_of(a), Scalar):
        return a
    kind = type_of(target)
    whole = prim(lower, np.broadcast_to, a, shape_of(lower, target), kind=Array(getattr(kind, "shape", None), "f"))
    return read(lower, whole, mask, node=node)


def fill_diagonal(lower: Lowerer, node: Any, target: AVal, value: AVal) -> None:
    o = lower.operand(target)
    n = prim(lower, min, shape_of(lower, o), kind=Scalar("i"))
    i = lower.operand(prim(lower, np.arange, n, kind=Array(None, "i")))
    stored(lower, o, Seq(tuple, (i,) * axes_of(lower, node, np.fill_diagonal, o)), value)


def put(lower: Lowerer, node: Any, target: AVal, index: AVal, value: AVal) -> None:
    o = lower.operand(target)
    n = axes_of(lower, node, np.put, o)
    if n == 1:
        stored(lower, o, lower.operand(index), value)
        return
    places = prim(lower, np.unravel_index, index, shape_of(lower, o), kind=TupleType((Array(None, "i"),) * n))
    parts = [lower.b.emit("item", None, (lower.operand(places), Const(k)), type=Array(None, "i")) for k in range(n)]
    stored(lower, o, Seq(tuple, tuple(parts)), value)


def put_where(lower: Lowerer, node: Any, target: AVal, mask: AVal, value: AVal) -> None:
    """np.place: as many of the values as there are places, again from the first where they do not suffice."""
    if not isinstance(lower.type_of(value), Scalar):
        count = prim(lower, np.count_nonzero, mask, kind=Scalar("i"))
        value = prim(lower, np.resize, value, count, kind=Array(None, "f"))
    stored(lower, lower.operand(target), lower.operand(mask), value)


def put_masked(lower: Lowerer, node: Any, target: AVal, mask: AVal, value: AVal) -> None:
    """np.putmask: the values that stand where the mask holds."""
    o = lower.operand(target)
    kind, given = type_of(o), lower.type_of(value)
    if not isinstance(given, Scalar):
        if not (isinstance(kind, Array) and isinstance(given, Array) and kind.shape is not None and kind.shape == given.shape):
            value = prim(lower, np.resize, value, shape_of(lower, o), kind=Array(getattr(kind, "shape", None), "f"))
        value = read(lower, value, mask, node=node)
    stored(lower, o, lower.operand(mask), value)


def put_along(lower: Lowerer, node: Any, target: AVal, index: AVal, value: AVal, axis: AVal) -> None:
    o = lower.operand(target)
    n = axes_of(lower, node, np.put_along_axis, o)
    if not is_static(axis) or not isinstance(axis.value, int):
        raise refused(lower, node, np.put_along_axis)
    shape, places = shape_of(lower, o), []
    for k in range(n):
        if k == axis.value % n:
            places.append(lower.operand(index))
            continue
        size = lower.b.emit("item", None, (lower.operand(shape), Const(k)), type=Scalar("i"))
        all_of_axis = prim(lower, np.arange, size, kind=Array(None, "i"))
        along = Const(tuple(slice(None) if j == k else None for j in range(n)))
        places.append(lower.operand(read(lower, all_of_axis, along, node=node) if n > 1 else all_of_axis))
    stored(lower, o, Seq(tuple, tuple(places)), value)


WRITERS: dict[Any, Any] = {np.copyto: copyto, np.fill_diagonal: fill_diagonal, np.put: put, np.place: put_where,
                           np.putmask: put_masked, np.put_along_axis: put_along}
__all__ = ["WRITERS", "as_mask", "pick", "place"]
