"""Whether an index takes no element twice, so that a cotangent may be added in place with += instead of np.add.at.

    z[np.arange(n), labels]       a row of its own for each
    x[order]                      order = np.argsort(x): a permutation, or a part of one
    Q[:, rows, cols]              rows, cols = np.triu_indices(d): pairs that differ
    x[[0, 2, 5]]                  numbers that differ

The answer is on the safe side: an index that this does not understand may repeat.
"""
from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.analysis.storage import Storage
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value
from srcgrad.ir.types import Array, Scalar, TupleType
from srcgrad.rules.table import bind, lookup

ORDERS = {np.argsort, np.ndarray.argsort, np.flatnonzero, np.lexsort}  # of an array with one axis: numbers that differ
PAIRS = {np.triu_indices, np.tril_indices, np.diag_indices, np.nonzero, np.ndarray.nonzero, np.where, np.triu_indices_from,
         np.tril_indices_from, np.diag_indices_from}  # tuples of index arrays that differ as pairs


def may_repeat(index: Operand) -> bool:
    """Whether an index holds an array of integers, which may name an element twice."""
    return any(integers(e) for e in entries_of(index))


def entries_of(index: Operand) -> tuple[Operand, ...]:
    return index.items if isinstance(index, Seq) and index.cls is tuple else (index,)


def integers(e: Operand) -> bool:
    if isinstance(e, Seq):
        return e.cls is list
    if isinstance(e, Const) and (e.value is None or e.value is Ellipsis or isinstance(e.value, slice | int)):
        return False
    t = e.type if isinstance(e, Value) else None
    return not (isinstance(t, Scalar) or (isinstance(t, Array) and t.kind == "b"))


def repeats(index: Operand, store: Storage) -> bool:
    """Whether an index may take an element twice, as far as that can be told."""
    entries = entries_of(index)
    arrays = [e for e in entries if integers(e)]
    if not arrays:
        return False
    if not all(len(shape) == 1 if (shape := shape_of(e)) is not None else False for e in arrays) or \
            any(isinstance(e, Value) and isinstance(e.type, Array) and e.type.kind == "b" for e in entries):
        return True
    if any(of_one_axis(e, store) and as_long(e, arrays) for e in arrays):
        return False
    return not all_of_one_tuple(arrays, store)


def shape_of(e: Operand) -> Any:
    if isinstance(e, Seq):
        return (len(e.items),) if all(isinstance(i, Const) and type(i.value) is int for i in e.items) else None
    if isinstance(e, Const):
        return e.value.shape if isinstance(e.value, np.ndarray) else None
    return e.type.shape if isinstance(e, Value) and isinstance(e.type, Array) else None


def as_long(e: Operand, arrays: list[Operand]) -> bool:
    """Whether broadcasting with the other index arrays does not repeat this one."""
    (n,) = shape_of(e)
    if len(arrays) == 1 or (n != 1 if isinstance(n, int) else n.known_not_one):
        return True
    return all(not isinstance(n, int) and n == shape_of(o)[0] for o in arrays)


def of_one_axis(e: Operand, store: Storage) -> bool:
    """Whether the numbers of one index array differ from one another, however negative ones are read."""
    if isinstance(e, Seq) or isinstance(e, Const):
        numbers = [i.value for i in e.items if isinstance(i, Const)] if isinstance(e, Seq) else e.value.tolist()
        return all(isinstance(i, int) and i >= 0 for i in numbers) and len(set(numbers)) == len(numbers) and (
            isinstance(e, Seq) or e.name is None)
    op = definition(e, store)
    if op is None:
        return False
    if op.kind == "view" and isinstance(op.args[1], Seq) and op.args[1].cls is slice:
        return of_one_axis(op.args[0], store)
    if op.kind == "item" and isinstance(op.args[0], Value) and isinstance(op.args[0].type, TupleType) \
            and len(op.args[0].type.elements) == 1:
        return is_pairs(definition(op.args[0], store))
    if op.kind != "prim":
        return False
    if op.target is np.arange:
        return rising(op)
    given = op.args[0] if op.args else None
    flat = isinstance(given, Value) and isinstance(given.type, Array) and given.type.ndim == 1
    drawn = getattr(op.target, "__name__", "") == "permutation" and given is not None and isinstance(type_of(given), Scalar)
    return op.target is np.flatnonzero or drawn or (op.target in ORDERS and flat)


def rising(op: Op) -> bool:
    """np.arange from 0 or more: all its numbers differ and none is negative."""
    rule = lookup(op.target)
    assert rule is not None
    bound = bind(rule, op.args, dict(op.kwargs))
    start, stop, step = (bound[n] for n in ("start", "stop", "step"))
    if isinstance(stop, Const) and stop.value is None:
        start = Const(0)
    return all(isinstance(o, Const) and o.name is None and isinstance(o.value, int) for o in (start, step)) and \
        start.value >= 0 and step.value > 0  # type: ignore[union-attr]


def all_of_one_tuple(arrays: list[Operand], store: Storage) -> bool:
    """Whether the index arrays are those that one call gave, all of them."""
    ops = [definition(e, store) for e in arrays]
    if not all(op is not None and op.kind == "item" and isinstance(op.args[1], Const) for op in ops):
        return False
    source = ops[0].args[0]  # type: ignore[union-attr]
    if not isinstance(source, Value) or not isinstance(source.type, TupleType) or any(
            op.args[0] is not source for op in ops):  # type: ignore[union-attr]
        return False
    found = {op.args[1].value for op in ops}  # type: ignore[union-attr]
    return found == set(range(len(source.type.elements))) and is_pairs(definition(source, store))


def is_pairs(op: Op | None) -> bool:
    return op is not None and op.kind == "prim" and op.target in PAIRS and (op.target is not np.where or len(op.args) == 1)


def definition(e: Operand, store: Storage) -> Op | None:
    """The operation that made an index array that nobody writes."""
    if not isinstance(e, Value) or any(r in store.stores for r in store.of(e)):
        return None
    return store.definitions.get(e)
