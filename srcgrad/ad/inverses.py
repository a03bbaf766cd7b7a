"""One inverse for all the adjoints that need it.

    t = np.linalg.solve(K.T, g)               i = np.linalg.inv(K)
    s = np.linalg.inv(K)               ->     t = i.T @ g
    …s…                                       …i…

The adjoint of slogdet(K) is the inverse of K, and so it is at hand for the adjoint of solve(K, y), which would factorise K
again; likewise the inverse of L in the adjoint of a Cholesky factor. Only the reverse sweep is rewritten: values come from the
user's calls.
"""
from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from srcgrad.ad.aliases import Aliases
from srcgrad.ad.templates import prim
from srcgrad.ir.build import Builder
from srcgrad.ir.nodes import Op, Operand, Value
from srcgrad.ir.types import Array


def with_inverses(ops: Sequence[Op]) -> list[Op]:
    """The operations of a reverse sweep, in which a matrix that is inverted is not factorised for solutions too."""
    out = list(ops)
    made = {r: op for op in ops for r in op.results}
    inverted: dict[Value, list[Op]] = defaultdict(list)
    for op in ops:
        if op.kind == "prim" and op.target is np.linalg.inv and matrix(op.args[0]):
            inverted[op.args[0]].append(op)  # type: ignore[index]
    for k, (first, *_) in inverted.items():
        solved = [op for op in ops if op.kind == "prim" and op.target is np.linalg.solve and solves(op, k, made)]
        if solved:
            out = shared(out, first, k, solved)
    return out


def shared(ops: list[Op], inverse: Op, k: Value, solved: list[Op]) -> list[Op]:
    """The inverse comes before the first of the solutions, which are products with it."""
    places = [ops.index(op) for op in (inverse, *solved)]
    if Aliases(ops).written(inverse, ops[min(places):max(places)]):
        return ops
    out: list[Op] = []
    for n, op in enumerate(ops):
        if n == min(places):
            out.append(inverse)
        if op in solved:
            out += product(op, inverse.results[0], op.args[0] is not k)
        elif op is not inverse:
            out.append(op)
    return out


def product(op: Op, inverse: Value, transposed: bool) -> list[Op]:
    b = Builder()
    b.span = op.span
    left: Operand = prim(b, np.ndarray.T, (inverse,)) if transposed else inverse
    prim(b, operator.matmul, (left, op.args[1]))
    return [*b.ops[:-1], replace(b.ops[-1], results=op.results)]


def solves(op: Op, k: Value, made: dict[Value, Op]) -> bool:
    """Whether an operation solves with k or its transpose, for a vector or a matrix."""
    a, g = op.args[:2]
    turned = made.get(a) if isinstance(a, Value) else None
    of_k = a is k or (turned is not None and turned.target is np.ndarray.T and turned.args[0] is k)
    return of_k and isinstance(g, Value) and isinstance(g.type, Array) and g.type.ndim in (1, 2)


def matrix(o: Operand) -> bool:
    return isinstance(o, Value) and isinstance(o.type, Array) and o.type.ndim == 2
