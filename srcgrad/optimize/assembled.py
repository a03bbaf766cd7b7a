"""A small array of the reverse sweep that is filled element by element is made of them at once.

    y_bar = np.zeros_like(y); y_bar[1] = a; y_bar[0] = b     ->     y_bar = np.array([b, a])

Only where its length is known, and nothing looks at it in between. Requires a verified function.
"""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, values_in, walk
from srcgrad.ir.types import Array, Scalar

LONGEST, LONGEST_WITH_GAPS = 8, 4


def with_assembled(function: Function) -> Function:
    start = next((k for k, op in enumerate(function.body.ops) if op.kind == "note"), None)
    if start is None:
        return function
    ops = function.body.ops
    return replace(function, body=replace(function.body, ops=(*ops[:start], *assembled(ops[start:]))))


def region(r: Region) -> Region:
    return replace(r, ops=assembled(r.ops))


def assembled(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    out = [replace(op, regions=tuple(map(region, op.regions))) if op.regions else op for op in ops]
    for k in range(len(out) - 1, -1, -1):
        n = length(out[k])
        found = elements(out, k) if n else {}
        if found and (len(found) == n or n <= LONGEST_WITH_GAPS):
            put_together(out, k, n, found)
    return tuple(out)


def length(op: Op) -> int:
    """Of an array of zeros, if that is known and small; else 0."""
    if op.kind != "prim" or op.target not in (np.zeros_like, np.zeros) or op.kwargs or len(op.args) != 1:
        return 0
    t = op.result.type
    if not isinstance(t, Array) or t.shape is None or len(t.shape) != 1 or t.kind != "f":
        return 0
    n = t.shape[0].number
    return n if n is not None and 1 < n <= LONGEST else 0


def elements(ops: list[Op], k: int) -> dict[int, int]:
    """Which element is set by which of the operations after the k-th, up to the first other use of the array."""
    z, n, found = ops[k].result, length(ops[k]), {}
    for j in range(k + 1, len(ops)):
        op = ops[j]
        at = element(op, z, n)
        if at is not None and at not in found:
            found[at] = j
        elif any(z in values_in(*i.operands(), *(y for r in i.regions for y in r.yields)) for i in (op, *inside(op))):
            break
    return found


def element(op: Op, z: Value, n: int) -> int | None:
    """Which element of z an operation sets to a number, if it does only that."""
    if op.kind != "store" or op.target != "set" or op.args[0] is not z or z in values_in(*op.args[1:]):
        return None
    at, value = op.args[1:]
    number = isinstance(at, Const) and type(at.value) is int and -n <= at.value < n and isinstance(type_of(value), Scalar)
    return at.value % n if number else None  # type: ignore[union-attr]


def inside(op: Op) -> list[Op]:
    return [i for r in op.regions for i in walk(r)]


def put_together(ops: list[Op], k: int, n: int, found: dict[int, int]) -> None:
    last = max(found.values())
    parts: list[Operand] = [ops[found[i]].args[2] if i in found else Const(0.0) for i in range(n)]
    ops[last] = Op("prim", np.array, (Seq(list, tuple(parts)),), (), (), ops[k].results, ops[last].span)
    for j in sorted({k, *found.values()} - {last}, reverse=True):
        del ops[j]
