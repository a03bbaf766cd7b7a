"""What is the same in each turn of a loop of the reverse sweep is computed before the loop.

    for … :                              t = 3 * b
        g_bar[3 * b:] += …               for … :
                                             g_bar[t:] += …

What a loop hands on unchanged from turn to turn is the same too.

Only what cannot raise, as the loop may have no turns: sums and products of numbers, sizes and shapes. The bounds of an inner loop,
which are computed once for all its turns, stay where they are, and so do the user's lines, before the note that starts the reverse
sweep.
"""
from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from srcgrad.ad.entry import renamed_op
from srcgrad.analysis.places import LOOPS
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Value, values_in, walk
from srcgrad.ir.types import Array, Scalar, TupleType

NUMBERS = (operator.add, operator.sub, operator.mul, operator.neg, operator.pos)
FORMS = (np.shape, np.size, np.ndim, len, np.ndarray.shape, np.ndarray.size, np.ndarray.ndim)


def with_invariants(function: Function) -> Function:
    start = next((k for k, op in enumerate(function.body.ops) if op.kind == "note"), None)
    if start is None or not any(op.kind in LOOPS for op in function.body.ops[start:]):
        return function
    ops = function.body.ops
    moved = [o for op in ops[start:] for o in outward(op)]
    return replace(function, body=replace(function.body, ops=(*ops[:start], *moved)))


def outward(op: Op) -> list[Op]:
    """An operation with what is the same in all its turns before it; inner loops first."""
    if not op.regions:
        return [op]
    regions = tuple(replace(r, ops=tuple(o for i in r.ops for o in outward(i))) for r in op.regions)
    op = replace(op, regions=regions)
    if op.kind not in LOOPS:
        return [op]
    op = same_each_turn(op)
    born = {v for r in op.regions for v in (*r.params, *(v for i in walk(r) for v in (*i.results, *params(i))))}
    body, before = [], []
    readers = read_by(op.regions[-1])
    for i in op.regions[-1].ops:
        if cannot_raise(i) and not only_bounds(i, readers) and not any(v in born for v in values_in(*i.operands())):
            before.append(i)
            born -= set(i.results)
        else:
            body.append(i)
    if not before:
        return [op]
    return [*before, replace(op, regions=(*op.regions[:-1], replace(op.regions[-1], ops=tuple(body))))]


def same_each_turn(op: Op) -> Op:
    """What a loop carries and never changes is named inside as it is outside."""
    n = len(op.results)
    inits, following = op.args[len(op.args) - n:], op.regions[-1].yields[1:]
    carried = [r.params[len(r.params) - n:] for r in op.regions]
    outside = {ps[k]: inits[k] for ps in carried for k in range(n) if following[k] is carried[-1][k]}
    if not outside:
        return op
    inside = renamed_op(Op("", None, (), (), op.regions), outside)  # type: ignore[arg-type]
    return replace(op, regions=inside.regions)


def read_by(region: Region) -> dict[Value, list[Op]]:
    found: dict[Value, list[Op]] = {}
    for i in walk(region):
        for v in set(values_in(*i.operands(), *(y for r in i.regions for y in r.yields))):
            found.setdefault(v, []).append(i)
    return found


def only_bounds(op: Op, readers: dict[Value, list[Op]]) -> bool:
    """Whether a number says where an inner loop starts or stops, and nothing else."""
    found = readers.get(op.result)
    return bool(found) and all(i.kind in LOOPS or (cannot_raise(i) and only_bounds(i, readers)) for i in found)


def params(op: Op) -> list[Value]:
    return [p for r in op.regions for p in r.params]


def cannot_raise(op: Op) -> bool:
    if op.kind == "item":
        whole, key = type_of(op.args[0]), op.args[1]
        return isinstance(whole, TupleType) and isinstance(key, Const) and key.value in range(len(whole.elements))
    if op.kind != "prim" or op.kwargs:
        return False
    if op.target in NUMBERS:
        return all(plain(o) for o in op.args)
    return op.target in FORMS and all(isinstance(type_of(o), Array) for o in op.args)


def plain(o: Operand) -> bool:
    t = type_of(o)
    return isinstance(t, Scalar) and t.kind in "if"
