"""How a primitive passes on that its operands are moved: see `shift`, and `multiples` for what a change is."""
from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from srcgrad.analysis.distinct import definition, entries_of
from srcgrad.analysis.multiples import Axes, Change, Changes, Sum, Unknown, aligned, checked, dims, ndim, plus, times, times_value
from srcgrad.analysis.newaxes import is_rest, is_whole
from srcgrad.analysis.storage import Storage
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value, values_in
from srcgrad.ir.types import Array, Scalar
from srcgrad.rules.table import UnsupportedKeyword, bind, lookup


# --- primitives ------------------------------------------------------------------------------------------------------
def changed_prim(op: Op, changes: Changes, store: Storage) -> Change | None:
    rule = lookup(op.target)
    if rule is None:
        raise Unknown
    try:
        bound = bind(rule, op.args, dict(op.kwargs))
    except (UnsupportedKeyword, TypeError):
        raise Unknown from None
    moved = [(v, changes[v]) for v in values_in(*bound.values()) if v in changes]
    how = BY_TARGET.get(op.target)
    if how is not None:
        change = how(op, list(bound.values()), changes)
    elif moved[0][1].axes is None and rule.kind in ("linear", "bilinear"):
        change = whole(op, rule, bound, changes)
    else:
        raise Unknown
    return checked(change, moved[0][1].axes)


def of(o: Operand, changes: Changes) -> Change | None:
    return changes.get(o) if isinstance(o, Value) else None


def only(bound: list[Operand], changes: Changes) -> tuple[Value, Change]:
    """The first operand, which alone is moved."""
    first, *rest = bound
    if not isinstance(first, Value) or first not in changes or any(v in changes for v in values_in(*rest)):
        raise Unknown
    return first, changes[first]


def kinds(*given: Change | None) -> set[str]:
    return {c.how for c in given if c is not None}


def added(op: Op, bound: list[Operand], changes: Changes, sign: float = 1.0) -> Change:
    a, b = bound[:2]
    p, q = of(a, changes), of(b, changes)
    axes = aligned(op, [(v, c) for v, c in ((a, p), (b, q)) if c is not None])  # type: ignore[misc]
    if kinds(p, q) == {"add"}:
        return Change("add", plus(p.by if p else frozenset(), q.by if q else frozenset(), sign), axes)
    if p is not None and q is not None and p.how == q.how and p.by == q.by:
        return Change("mul", p.by, axes)  # both are multiplied by the same
    raise Unknown


def subtracted(op: Op, bound: list[Operand], changes: Changes) -> Change:
    return added(op, bound, changes, -1.0)


def multiplied(op: Op, bound: list[Operand], changes: Changes, sign: int = 1) -> Change:
    a, b = bound[:2]
    p, q = of(a, changes), of(b, changes)
    axes = aligned(op, [(v, c) for v, c in ((a, p), (b, q)) if c is not None])  # type: ignore[misc]
    if kinds(p, q) == {"mul"}:
        return Change("mul", plus(p.by if p else frozenset(), q.by if q else frozenset(), sign), axes)
    if p is not None and q is None:
        return Change("add", scaled(p.by, b, sign), axes)
    if q is not None and p is None and sign == 1:
        return Change("add", scaled(q.by, a, 1), axes)
    raise Unknown


def divided(op: Op, bound: list[Operand], changes: Changes) -> Change:
    return multiplied(op, bound, changes, -1)


def scaled(by: Sum, o: Operand, power: int) -> Sum:
    """A multiple of d, times a number that is not moved."""
    if isinstance(o, Const) and isinstance(o.value, int | float) and not isinstance(o.value, bool) and o.name is None and o.value:
        return times(by, float(o.value) ** power)
    if isinstance(o, Const) and o.name is not None and isinstance(o.value, int | float):
        return times_value(by, (o.name, id(o.origin)), power)  # a number outside, read where the derivative runs
    if isinstance(o, Value) and isinstance(o.type, Scalar):
        return times_value(by, o, power)
    raise Unknown


def raised(op: Op, bound: list[Operand], changes: Changes) -> Change:
    v, c = only(bound, changes)
    if c.how != "mul":
        raise Unknown
    return Change("mul", scaled(c.by, bound[1], 1), aligned(op, [(v, c)]))


def turned(before: str, after: str, factor: float = 1.0) -> Callable[..., Change]:
    """A function of one operand: of a value that is moved in one way, to one moved in another."""
    def how(op: Op, bound: list[Operand], changes: Changes) -> Change:
        v, c = only(bound, changes)
        if c.how != before:
            raise Unknown
        return Change(after, times(c.by, factor), c.axes)

    return how


def signed(factor: float) -> Callable[..., Change]:
    """-x: what is added turns round, a factor stays."""
    def how(op: Op, bound: list[Operand], changes: Changes) -> Change:
        _, c = only(bound, changes)
        return replace(c, by=times(c.by, factor)) if c.how == "add" else c

    return how


def kept(op: Op, bound: list[Operand], changes: Changes) -> Change:
    """The same of each operand: the largest of values that are all moved alike is moved like them."""
    given = [o for o in bound if not isinstance(o, Const) or o.value is not None]
    moved = [(o, changes[o]) for o in given if isinstance(o, Value) and o in changes]
    if len(moved) != len(given) or len({(c.how, c.by) for _, c in moved}) != 1:
        raise Unknown
    return replace(moved[0][1], axes=aligned(op, moved))


def chosen(op: Op, bound: list[Operand], changes: Changes) -> Change:
    """np.where of two that are moved alike."""
    if any(v in changes for v in values_in(bound[0])):
        raise Unknown
    return kept(op, bound[1:], changes)


def kept_sum(op: Op, bound: list[Operand], changes: Changes) -> Change:
    change = kept(op, bound, changes)
    if change.how != "add":
        raise Unknown
    return change


def reduced(*ways: str) -> Callable[..., Change]:
    """A reduction over axes along which d does not change."""
    def how(op: Op, bound: list[Operand], changes: Changes) -> Change:
        v, c = only(bound, changes)
        names = named(op)
        if c.how not in ways or not isinstance(names.get("keepdims", Const(False)), Const):
            raise Unknown
        return replace(c, axes=without(c.axes, names.get("axis", Const(None)), names.get("keepdims"), v))

    return how


def named(op: Op) -> dict[str, Operand]:
    rule = lookup(op.target)
    assert rule is not None
    return bind(rule, op.args, dict(op.kwargs))


def without(axes: Axes | None, axis: Operand, keepdims: Operand | None, v: Value) -> Axes | None:
    if axes is None:
        return None
    over = axis.value if isinstance(axis, Const) else tuple(
        i.value for i in axis.items if isinstance(i, Const)) if isinstance(axis, Seq) else Unknown
    n = ndim(v)
    if over is None:
        over = tuple(range(n))
    if isinstance(over, int):
        over = (over,)
    if not isinstance(over, tuple) or not all(isinstance(k, int) and -n <= k < n for k in over):
        raise Unknown
    gone = {k % n for k in over}
    if any(axes[k] is not None for k in gone):
        raise Unknown
    if isinstance(keepdims, Const) and keepdims.value:
        return axes
    return tuple(t for k, t in enumerate(axes) if k not in gone)


def cancelled(op: Op, bound: list[Operand], changes: Changes) -> Change:
    """Softmax of what is moved along with it is not moved."""
    change = reduced("add")(op, bound, changes)
    return replace(change, by=frozenset())


def reshaped(op: Op, bound: list[Operand], changes: Changes) -> Change:
    """Axes of length 1 come and go."""
    v, c = only(bound, changes)
    if c.axes is None:
        return c
    before, new = dims(v), dims(op.result)
    old = [(t, d) for t, d in zip(c.axes, before) if not d.is_one]
    long = [k for k, d in enumerate(new) if not d.is_one]
    differ = sum(d != new[k] for (_, d), k in zip(old, long))
    if len(old) != len(long) or differ > 1:
        raise Unknown
    tags: list[Any] = [None] * len(new)
    for (t, _), k in zip(old, long):
        tags[k] = t
    return replace(c, axes=tuple(tags))


def permuted(op: Op, bound: list[Operand], changes: Changes) -> Change:
    v, c = only(bound, changes)
    if c.axes is None:
        return c
    rest = [o.value for o in op.args[1:] if isinstance(o, Const)]
    if len(rest) != len(op.args) - 1 or op.kwargs or ndim(op.result) != ndim(v):
        raise Unknown
    order = list(range(len(c.axes)))
    if op.target in (np.swapaxes, np.ndarray.swapaxes) and len(rest) == 2:
        i, j = (k % len(order) for k in rest)
        order[i], order[j] = order[j], order[i]
    elif not rest:
        order.reverse()
    else:
        raise Unknown
    return replace(c, axes=tuple(c.axes[k] for k in order))


def product(op: Op, bound: list[Operand], changes: Changes) -> Change:
    """a @ b of what is multiplied, d not changing along the axis that is summed over."""
    a, b = bound[:2]
    p, q = of(a, changes), of(b, changes)
    if kinds(p, q) != {"mul"}:
        raise Unknown
    by = plus(p.by if p else frozenset(), q.by if q else frozenset())
    if all(c is None or c.axes is None for c in (p, q)):
        return Change("mul", by, None)
    m, n = ndim(a), ndim(b)
    if (p is not None and q is not None) or not (1 <= m <= 2 and 1 <= n <= 2):
        raise Unknown
    if p is not None and p.axes is not None and p.axes[-1] is None:
        return Change("mul", by, (*p.axes[:-1], *(None,) * (n - 1)))
    if q is not None and q.axes is not None and q.axes[0] is None:
        return Change("mul", by, (*(None,) * (m - 1), *q.axes[1:]))
    raise Unknown


def whole(op: Op, rule: Any, bound: Any, changes: Changes) -> Change:
    """d is one number: what is linear passes a factor on; what only moves elements about, what is added too."""
    through = [v for n in rule.differentiable for v in values_in(bound[n])]
    if any(v in changes for n in bound if n not in rule.differentiable for v in values_in(bound[n])):
        raise Unknown
    found = [changes[v] for v in through if v in changes]
    if rule.kind == "bilinear" and all(c.how == "mul" for c in found) and len(through) == len(rule.differentiable) == 2:
        return Change("mul", plus(found[0].by, found[1].by) if len(found) == 2 else found[0].by, None)
    entire = len(found) == len(through) and not any(isinstance(i, Const) for n in rule.differentiable for i in parts(bound[n]))
    if rule.kind != "linear" or not entire or len(set(found)) != 1 or (found[0].how == "add" and op.target not in MOVING):
        raise Unknown
    return found[0]


def parts(o: Operand) -> tuple[Operand, ...]:
    return tuple(p for i in o.items for p in parts(i)) if isinstance(o, Seq) else (o,)


# --- reads -----------------------------------------------------------------------------------------------------------
def changed_read(op: Op, changes: Changes, store: Storage) -> Change | None:
    base, index = op.args
    if any(v in changes for v in values_in(index)) or not isinstance(base, Value):
        raise Unknown
    c = changes[base]
    if c.axes is None:
        return c
    axes = read_rows(base, c.axes, index, store) if op.kind == "load" else read_view(c.axes, index)
    return checked(replace(c, axes=axes), c.axes)


def read_view(axes: Axes, index: Operand) -> Axes:
    entries = list(entries_of(index))
    used = sum(not (isinstance(e, Const) and e.value is None or is_rest(e)) for e in entries)
    out: list[Any] = []
    at = 0
    for e in entries:
        if isinstance(e, Const) and e.value is None:
            out.append(None)
        elif is_rest(e):
            out += axes[at:at + len(axes) - used]
            at += len(axes) - used
        else:
            part = isinstance(e, Seq) and e.cls is slice or isinstance(e, Const) and isinstance(e.value, slice)
            if at >= len(axes) or (axes[at] is not None and not is_whole(e)) or not (part or isinstance(type_of(e), Scalar)):
                raise Unknown
            if part:
                out.append(axes[at])
            at += 1
    return (*out, *axes[at:])


def read_rows(base: Value, axes: Axes, index: Operand, store: Storage) -> Axes:
    """z[np.arange(n), labels], n the length of the axis: d runs along the result as it did along that axis."""
    entries = entries_of(index)
    along = [k for k, t in enumerate(axes) if t is not None]
    if len(entries) != len(axes) or len(along) != 1 or not isinstance(base.type, Array) or base.type.shape is None:
        raise Unknown
    made = definition(entries[along[0]], store)
    if made is None or made.target is not np.arange or made.kwargs or len(made.args) != 1:
        raise Unknown
    stop = type_of(made.args[0])
    if not isinstance(stop, Scalar) or stop.dim is None or stop.dim != base.type.shape[along[0]]:
        raise Unknown
    if not all(isinstance(t := type_of(e), Scalar) or (isinstance(t, Array) and t.ndim == 1 and t.kind == "i") for e in entries):
        raise Unknown
    return (axes[along[0]],)


BY_TARGET: dict[Any, Callable[..., Change]] = {
    operator.add: added, np.add: added, operator.sub: subtracted, np.subtract: subtracted,
    operator.mul: multiplied, np.multiply: multiplied, operator.truediv: divided, np.divide: divided,
    operator.pow: raised, np.power: raised, operator.neg: signed(-1.0), np.negative: signed(-1.0),
    operator.pos: signed(1.0), np.positive: signed(1.0),
    np.exp: turned("add", "mul"), np.log: turned("mul", "add"), np.sqrt: turned("mul", "mul", 0.5),
    np.square: turned("mul", "mul", 2.0), np.reciprocal: turned("mul", "mul", -1.0), np.abs: turned("mul", "mul"),
    operator.abs: turned("mul", "mul"), abs: turned("mul", "mul"),
    np.maximum: kept, np.minimum: kept, np.logaddexp: kept_sum, np.where: chosen,
    np.sum: reduced("mul"), np.mean: reduced("add", "mul"), np.max: reduced("add", "mul"), np.min: reduced("add", "mul"),
    np.reshape: reshaped, np.ndarray.reshape: reshaped, np.expand_dims: reshaped, np.squeeze: reshaped,
    np.ndarray.squeeze: reshaped, np.ravel: reshaped, np.ndarray.ravel: reshaped,
    np.ndarray.T: permuted, np.transpose: permuted, np.ndarray.transpose: permuted, np.swapaxes: permuted,
    np.ndarray.swapaxes: permuted, operator.matmul: product, np.matmul: product, np.dot: product, np.ndarray.dot: product,
}
BY_TARGET |= {np.ndarray.sum: BY_TARGET[np.sum], np.ndarray.mean: BY_TARGET[np.mean], np.ndarray.max: BY_TARGET[np.max],
              np.ndarray.min: BY_TARGET[np.min], np.amax: BY_TARGET[np.max], np.amin: BY_TARGET[np.min]}
MOVING = {np.reshape, np.ndarray.reshape, np.ravel, np.ndarray.ravel, np.ndarray.flatten, np.transpose, np.ndarray.transpose,
          np.ndarray.T, np.swapaxes, np.concatenate, np.stack, np.hstack, np.vstack, np.copy, np.ndarray.copy, np.sort, np.flip,
          np.roll, np.take, np.broadcast_to, np.expand_dims, np.squeeze, np.mean, np.tile, np.repeat, float, np.asarray}
