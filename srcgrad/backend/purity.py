"""What an operation reads and writes, as far as it matters for printing it somewhere else than where it stands."""

from __future__ import annotations

import bisect
import types
from collections.abc import Iterable
from typing import Any

import numpy as np

from srcgrad.analysis.storage import Storage, storage
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Function, Op, Operand, Value, values_in, walk
from srcgrad.ir.types import Array, TupleType, is_reference
from srcgrad.rules.table import lookup
from srcgrad.runtime import shadows

SAFE_HOMES = ("operator", "_operator", "builtins", "math", "numpy", "srcgrad.runtime")
FORM_ONLY = {
    id(f)
    for f in (
        np.ndarray.shape,
        np.ndarray.ndim,
        np.ndarray.size,
        np.ndarray.dtype,
        np.ndarray.T,
        len,
        np.shape,
        np.size,
        np.ndim,
        np.zeros_like,
        np.ones_like,
        np.empty_like,
    )
}
SILENT_EFFECTS = ("assert", "raise", "print")
DESCRIPTORS = (
    types.MethodDescriptorType,
    types.GetSetDescriptorType,
    types.WrapperDescriptorType,
    types.MemberDescriptorType,
)


def is_pure(op: Op) -> bool:
    """Whether an operation may be left out, or done later, where nothing that it reads has changed."""
    if op.kind in ("view", "load", "item", "new", "undef"):
        return op.kind != "new" or op.target in (list, dict, tuple, set) or issubclass(op.target, tuple)
    return op.kind == "prim" and out_of(op) is None and is_pure_callable(op.target)


def out_of(op: Op) -> Operand | None:
    """The array that an operation writes its result over, if it is one in place."""
    return next((o for k, o in op.kwargs if k == "out"), None) if op.kind == "prim" else None


def is_pure_callable(f: Any) -> bool:
    rule = lookup(f)
    if rule is not None:
        return rule.pure
    if vars(shadows).get(getattr(f, "__name__", "")) is f and f not in (shadows.zeros, shadows.zeros_in_list):
        return False
    if isinstance(f, DESCRIPTORS):
        return f.__objclass__ in (np.ndarray, str, bytes, tuple, list, dict, float, int, complex) and not mutates(
            f.__name__
        )
    home = getattr(f, "__module__", None) or ""
    return isinstance(f, np.ufunc) or any(home == h or home.startswith(h + ".") for h in SAFE_HOMES)


def mutates(name: str) -> bool:
    return name in (
        "append",
        "extend",
        "insert",
        "pop",
        "remove",
        "clear",
        "sort",
        "reverse",
        "update",
        "setdefault",
        "popitem",
        "fill",
        "resize",
        "partition",
        "put",
        "itemset",
        "setflags",
        "setfield",
        "byteswap",
    )


def opens(op: Op) -> bool:
    """Whether an operation may write anywhere."""
    if op.kind == "effect":
        return op.target is not print and not (isinstance(op.target, str) and op.target in SILENT_EFFECTS)
    return op.kind == "call" or (op.kind == "prim" and not is_pure(op) and out_of(op) is None)


class Memory:
    """Which writes lie between two places of a function, and whether they touch what an operation reads."""

    def __init__(self, function: Function, position: dict[Op, int]) -> None:
        self.store: Storage = storage(function)
        self.foreign = {
            r for op in position for r in op.results if opens(op)
        }  # storage that came from a call: whose is it?
        found: list[tuple[int, frozenset[Any] | None]] = []
        for op, at in position.items():
            if op.kind in ("store", "put", "grow", "shrink"):
                found.append((at, self.roots(values_in(op.args[0]), deep=False)))
            elif out_of(op) is not None:
                found.append((at, self.roots(values_in(out_of(op)), deep=False)))  # type: ignore[arg-type]
            elif opens(op):
                found.append((at, None))
        self.writes = sorted(found, key=lambda w: w[0])
        self.places = [at for at, _ in self.writes]

    def resized(self, op: Op, items: Value) -> bool:
        """Whether the length of a list or array may change inside an operation."""
        mine = self.roots([items], deep=False)
        for inner in (o for r in op.regions for o in walk(r)):
            if opens(inner):
                return True
            if inner.kind in ("grow", "shrink", "put"):
                theirs = self.roots(values_in(inner.args[0]), deep=False)
                if mine is None or theirs is None or mine & theirs:
                    return True
        return False

    def roots(self, values: Iterable[Value], deep: bool) -> frozenset[Any] | None:
        """The storage that values may have, with what it contains if `deep`; None where that is not known."""
        out: set[Any] = set()
        for v in values:
            if not (is_reference(v.type) or isinstance(v.type, TupleType)):
                continue
            mine = self.store.of(v)
            if not mine or mine & self.foreign:
                return None
            out |= mine
        todo = list(out) if deep else []
        while todo:
            for inner in self.store.contents.get(todo.pop(), ()):
                if inner not in out:
                    out.add(inner)
                    todo.append(inner)
        return frozenset(out)

    def disturbed(self, op: Op, after: int, before: int) -> bool:
        """Whether something that `op` reads may be written after one place and before another."""
        lo, hi = bisect.bisect_right(self.places, after), bisect.bisect_left(self.places, before)
        if lo >= hi:
            return False
        values, deep = read_by(op)
        values = [v for v in values if is_reference(v.type) or isinstance(v.type, TupleType)]
        if not values:
            return False
        mine = self.roots(values, deep)
        return any(mine is None or theirs is None or mine & theirs for _, theirs in self.writes[lo:hi])


def read_by(op: Op) -> tuple[list[Value], bool]:
    """The values whose content an operation reads, and whether it looks at what they contain."""
    operands: tuple[Operand, ...] = op.operands()
    if op.kind in ("new", "undef"):
        return [], False
    if op.kind == "item":
        return [v for v in values_in(*operands) if not isinstance(v.type, TupleType)], False
    if op.kind == "view" and isinstance(op.result.type, Array):
        return list(values_in(*operands[1:])), True
    if op.kind == "prim" and id(op.target) in FORM_ONLY and isinstance(type_of(operands[0]), Array):
        return [], False
    return list(values_in(*operands)), True
