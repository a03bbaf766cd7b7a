"""Operations on run-time containers, and the helpers of reverse sweeps: the same on containers of tangents.

    zs = xs + ys          zs_dot = xs_dot + ys_dot
    ys = sorted(xs)       ys_dot = the elements of xs_dot in the order of xs
    m = max(xs)           m_dot = xs_dot[the place of the largest]

A reverse sweep may look up cotangent buffers by storage, in a table. Beside it stands a table of their tangents, in
which the same primals are looked up.
"""
from __future__ import annotations

import operator
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad.forward_state import Tangents, tangent_type
from srcgrad.ad.templates import element, prim
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value
from srcgrad.ir.types import INT, Array, DictType, ListType, TupleType

Handler = Callable[[Tangents, Op], "Operand | None"]


def is_sequence_call(op: Op) -> bool:
    """Whether this is a call on containers; + and * are arithmetic on anything else."""
    if op.target in (operator.add, operator.mul):
        return isinstance(op.result.type, ListType | TupleType | DictType)
    return isinstance(op.target, Hashable) and op.target in LISTS


def mirrored(*places: int) -> Handler:
    """The same call with the tangents of the operands at these places."""
    def handler(s: Tangents, op: Op) -> Operand | None:
        if all(s.dot(op.args[k]) is None for k in places if k < len(op.args)):
            return None
        args = tuple(s.full(o) if k in places else o for k, o in enumerate(op.args))
        return s.b.emit(op.kind, op.target, args, op.kwargs, tangent_type(op.result.type))
    return handler


def repeated(s: Tangents, op: Op) -> Operand | None:
    counts = [k for k, o in enumerate(op.args) if not isinstance(type_of(o), ListType | TupleType)]
    return mirrored(1 - counts[0])(s, op) if counts else None


def ordered(s: Tangents, op: Op) -> Operand | None:
    xs = op.args[0]
    d = s.dot(xs)
    keywords = dict(op.kwargs)
    if d is None:
        return None
    reverse = keywords.pop("reverse", Const(False))
    if keywords or not (isinstance(reverse, Const) and isinstance(reverse.value, bool)):
        s.refuse(op, "SG202", "sorted with a key is not differentiated", "sort by np.argsort of the keys")
        return None
    keys: Operand = prim(s.b, np.asarray, (xs,))
    if reverse.value:
        keys = prim(s.b, np.negative, (keys,))
    order = prim(s.b, np.argsort, (keys,), (("kind", Const("stable")),))
    picked = s.b.emit("load", None, (prim(s.b, np.asarray, (d,)), order), type=Array(None, "f"))
    return prim(s.b, np.ndarray.tolist, (picked,))


def extreme(position: Any) -> Handler:
    def handler(s: Tangents, op: Op) -> Operand | None:
        if len(op.args) != 1 or op.kwargs:
            s.refuse(op, "SG202", f"`{op.target.__name__}` is not differentiated in this form")
            return None
        d = s.dot(op.args[0])
        return None if d is None else element(s.b, d, s.b.emit("prim", position, (op.args[0],), type=INT))
    return handler


LISTS: dict[Any, Handler] = {
    list: mirrored(0), tuple: mirrored(0), dict: mirrored(0), operator.getitem: mirrored(0),
    operator.add: mirrored(0, 1), operator.mul: repeated,
    sorted: ordered, max: extreme(np.argmax), min: extreme(np.argmin),
    np.float64: mirrored(0), np.float32: mirrored(0), runtime.duplicate: mirrored(0), runtime.fold_list: mirrored(0),
    runtime.spread_list: mirrored(0), runtime.unsort_list: mirrored(0), runtime.last_written: mirrored(0),
    runtime.separate: mirrored(0), runtime.own: mirrored(0), runtime.contents: mirrored(0),
    runtime.gradient_like: mirrored(0), runtime.gradient_of: mirrored(1),
    runtime.zeros: lambda s, op: None, runtime.zeros_in_list: lambda s, op: None,
}


# --- helpers with an effect ------------------------------------------------------------------------------------------
def both(*places: int) -> Callable[[Tangents, Op], None]:
    """The effect, and the same effect on the tangents of the operands at these places."""
    def handler(s: Tangents, op: Op) -> None:
        s.b.append(op)
        box = op.args[0] if op.args else op.result
        if isinstance(box, Value) and s.active(box):
            args = tuple(s.full(o) if k in places else o for k, o in enumerate(op.args))
            results = tuple(s.partner(r) for r in op.results)
            s.b.append(Op(op.kind, op.target, args, op.kwargs, (), results, op.span))
            s.dots.update(zip(op.results, results))
        elif any(s.active(r) for r in op.results):
            s.dots[op.result] = s.zero(op.result)
    return handler


EFFECTS: dict[Any, Callable[[Tangents, Op], None]] = {
    runtime.Shadows: both(), runtime.shadow_of: both(0), runtime.take_shadow: both(0), runtime.take_apart: both(0),
    runtime.take_whole: both(0),
    runtime.add_parts: both(0, 1), runtime.add_by_storage: both(0, 3),
    runtime.pop_last: both(0), runtime.unput_slice: both(0), runtime.put_back: both(0, 2), runtime.apart: both(),
    runtime.in_one_piece: both(), runtime.of_length: both(), runtime.equally_long: both(),
    runtime.not_planar: both(), runtime.in_order: both(), runtime.alike: both(), runtime.refill: both(0),
}
STORING = {runtime.add_parts: 1, runtime.put_back: 2, runtime.add_by_storage: 3}  # put this operand into their first one


def added_parts(op: Op) -> list[tuple[Value, Value]]:
    """(what is put in, the container) for a helper that writes into a container."""
    if op.kind != "effect" or op.target not in STORING:
        return []
    sources = op.args[STORING[op.target]]
    return [(v, op.args[0]) for v in values(sources) if isinstance(op.args[0], Value)]


def values(o: Operand) -> list[Value]:
    if isinstance(o, Seq):
        return [v for i in o.items for v in values(i)]
    return [o] if isinstance(o, Value) else []
