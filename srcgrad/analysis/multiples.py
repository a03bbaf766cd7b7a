"""Multiples of a shift, and where it lies along the axes of a value: what `changes` computes with.

`Change` says that v has `by` times d added ('add'), or is multiplied by exp(by * d) ('mul'), where d has one number for each
element of the value m that is moved. `by` is a sum of products of numbers and of values that are not moved, so that a
temperature in exp((x - m) / T) is seen to cancel. `axes` says where d lies: for each axis of v, the axis of m that runs along
it, or None where d does not change; it is None as a whole where m is one number.

An axis of v along which axis j of m runs has the length of that one, or that one has the length 1.
"""
from __future__ import annotations

from typing import Any

from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Op, Operand, Value
from srcgrad.ir.types import Array, Scalar
from srcgrad.record import dataclass

Sum = frozenset[Any]  # of (product, number); a product is a frozenset of (value, power)
Axes = tuple[Any, ...]


class Unknown(Exception):
    """A change that is not followed."""


@dataclass(frozen=True)
class Change:
    how: str
    by: Sum
    axes: Axes | None


Changes = dict[Value, Change]


# --- multiples of d --------------------------------------------------------------------------------------------------
def one() -> Sum:
    return frozenset({(frozenset(), 1.0)})


def plus(a: Sum, b: Sum, sign: float = 1.0) -> Sum:
    out = dict(a)
    for product, number in b:
        out[product] = out.get(product, 0.0) + sign * number
    return frozenset((p, n) for p, n in out.items() if n != 0.0)


def times(a: Sum, number: float) -> Sum:
    return frozenset((p, n * number) for p, n in a if n * number != 0.0)


def times_value(a: Sum, v: Any, power: int) -> Sum:
    def by(product: Any) -> Any:
        powers = dict(product)
        powers[v] = powers.get(v, 0) + power
        return frozenset((w, k) for w, k in powers.items() if k)

    return frozenset((by(p), n) for p, n in a)


# --- where d lies ----------------------------------------------------------------------------------------------------
def tags_of(kind: Any) -> Axes | None:
    """The axes of m itself; those of length 1 carry nothing."""
    if isinstance(kind, Scalar):
        return None
    if not isinstance(kind, Array) or kind.shape is None:
        raise Unknown
    tags = tuple(None if d.is_one else k for k, d in enumerate(kind.shape))
    return tags if any(t is not None for t in tags) else None


def dims(o: Operand) -> tuple[Any, ...]:
    kind = type_of(o)
    if isinstance(kind, Scalar):
        return ()
    if not isinstance(kind, Array) or kind.shape is None:
        raise Unknown
    return kind.shape


def ndim(o: Operand) -> int:
    return len(dims(o))


def checked(change: Change, m_axes: Axes | None) -> Change | None:
    """None where nothing is left of a change. Along every axis of m there must be one of the value."""
    if not change.by:
        return None
    if m_axes is not None and (change.axes is None or {t for t in change.axes if t is not None} != {
            t for t in m_axes if t is not None}):
        raise Unknown
    return change


def aligned(op: Op, moved: list[tuple[Value, Change]]) -> Axes | None:
    """Where d lies in the result of an elementwise operation; the same for all operands that are moved."""
    places: set[Axes | None] = set()
    for v, c in moved:
        if c.axes is None:
            places.add(None)
        else:
            lead = ndim(op.result) - ndim(v)
            places.add((*(None,) * lead, *c.axes))
    if len(places) != 1:
        raise Unknown
    return places.pop()
