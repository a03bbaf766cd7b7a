"""Indices that only add axes, and the indices that take those away again: `[:, None]` and `[:, 0]`."""
from __future__ import annotations

from srcgrad.analysis.distinct import entries_of
from srcgrad.ir.nodes import Const, Operand, Seq, Value
from srcgrad.ir.types import Array

Back = tuple[Operand, ...]


def taken_back(index: Operand, base: Value) -> Back | None:
    """The index that undoes one of newaxis, whole slices and an ellipsis: 0 in the place of each new axis."""
    if not isinstance(base.type, Array) or not base.type.ndim:
        return None
    out: list[Operand] = []
    for e in entries_of(index):
        if isinstance(e, Const) and e.value is None:
            out.append(Const(0))
        elif is_whole(e) or is_rest(e):
            out.append(e)
        else:
            return None
    while len(out) > 1 and is_whole(out[-1]) and not any(map(is_rest, out)):
        out.pop()
    return tuple(out)


def is_whole(e: Operand) -> bool:
    """Whether an entry of an index is `:`."""
    if isinstance(e, Seq):
        return e.cls is slice and all(isinstance(i, Const) and i.value is None for i in e.items)
    return isinstance(e, Const) and isinstance(e.value, slice) and e.value == slice(None)


def is_rest(e: Operand) -> bool:
    return isinstance(e, Const) and e.value is Ellipsis


def dropped_axes(back: Back, ndim: int) -> tuple[int, ...]:
    """The axes that an index takes away, of an array that has `ndim` axes after it."""
    out, at = [], 0
    for e in back:
        if is_rest(e):
            at += ndim - sum(map(is_whole, back))
        else:
            if not is_whole(e):
                out.append(at)
            at += 1
    return tuple(out)


def undoes(index: Operand, w: Value, back: Operand, base: Operand) -> bool:
    """Whether base[back][index] is base; w = base[back]."""
    inverse = taken_back(index, w)
    if inverse is None or not isinstance(base, Value) or not isinstance(base.type, Array) or base.type.shape is None:
        return False
    assert isinstance(w.type, Array) and w.type.ndim is not None
    given = entries_of(back)
    alike = len(given) == len(inverse) and all(
        is_whole(p) and is_whole(q) or is_rest(p) and is_rest(q) or (
            isinstance(p, Const) and isinstance(q, Const) and type(p.value) is int and p.value == q.value == 0)
        for p, q in zip(given, inverse))
    return alike and all(base.type.shape[k].is_one for k in dropped_axes(inverse, w.type.ndim))
