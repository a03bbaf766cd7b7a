"""Of what class the numbers of a function are: Python's floats, or NumPy's, with which arithmetic takes four times as long.

    a = x[0]              NUMPY      an element of an array
    b = 2.0 * a           NUMPY      one operand is enough
    c = float(b) + 1.0    PYTHON
    s = 0.0; for …: s += a           EITHER: a loop may have no turns

`Numbers` knows it for a function in which some values, the `boxed` ones, are made Python floats where they are made. What that
changes goes on through sums and products: those values are `changed`. An operation with one of NumPy's numbers among its operands
for certain gives what it gave before.

Requires that no dtype but float64 comes about. A list that is only filled, popped and walked hands on what was put into it.
"""
from __future__ import annotations

import builtins
import math
import operator
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from srcgrad.analysis.places import LOOPS
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, values_in
from srcgrad.ir.types import Array, Scalar

PYTHON, NUMPY, EITHER = "python", "numpy", "either"
ARITHMETIC = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, operator.pos, operator.abs, builtins.abs}
OF_MATH = {f for f in vars(math).values() if callable(f)}
REDUCING = {np.sum, np.mean, np.prod, np.max, np.min, np.amax, np.amin, np.dot, np.vdot, np.inner, np.trace, np.var, np.std,
            np.linalg.norm, np.linalg.det, operator.matmul, np.ndarray.sum, np.ndarray.mean, np.ndarray.prod, np.ndarray.max,
            np.ndarray.min, np.ndarray.dot, np.ndarray.var, np.ndarray.std, np.ndarray.trace}
Use = tuple[Op | None, Region]  # by an operation, or by what a region yields


class Numbers:
    """cls: the class of each number; natural: the same, were the number itself left as it comes; changed: see above.

    second: further names for numbers, w = float(v) if w is boxed, else v; joins: of what a loop or branch yields, and of what comes
    off a list, all that it may be; uses: where each value is read.
    """

    def __init__(self, function: Function, floats: Iterable[Value], second: Mapping[Value, Value]) -> None:
        self.function, self.second = function, second
        self.makers: dict[Value, Op] = {}
        self.home: dict[Value, Region] = {}
        self.uses: dict[Value, list[Use]] = defaultdict(list)
        self.joins: dict[Value, list[Operand]] = {}
        self.order: list[Value] = []  # of numbers, as they are made
        self.around: dict[Region, Op] = {}
        self.python, self.numpy = set(floats), set[Value]()  # of those that no operation makes
        self.collect(function.body)
        self.followed = {op.result for op in self.makers.values() if op.kind == "new" and op.target is list and not op.args
                         and self.follow(op.result)}
        self.cls: dict[Value, str] = {}
        self.natural: dict[Value, str] = {}
        self.changed: set[Value] = set()
        self.place = {v: k for k, v in enumerate(self.order)}

    # --- what there is -----------------------------------------------------------------------------------------------
    def collect(self, region: Region) -> None:
        self.order += [p for p in region.params if is_number(p)]
        for op in region.ops:
            for v in values_in(*op.operands()):
                self.uses[v].append((op, region))
            for r in op.regions:
                self.around[r] = op
                self.collect(r)
            for v in op.results:
                self.makers[v], self.home[v] = op, region
                if is_number(v):
                    self.order.append(v)
            self.join(op)
        for v in values_in(*region.yields):
            self.uses[v].append((None, region))

    def join(self, op: Op) -> None:
        n = len(op.results)
        if op.kind in LOOPS:
            first, following = op.args[len(op.args) - n:], op.regions[-1].yields[1:]
            carried = [r.params[len(r.params) - n:] for r in op.regions]
            for k, v in enumerate(op.results):
                for p in (v, *(ps[k] for ps in carried)):
                    self.joins[p] = [first[k], following[k]]
            if op.kind == "for":
                self.python.add(op.regions[0].params[0])
            elif op.kind == "each" and is_floats(op.args[0]):
                self.numpy |= {p for p in op.regions[0].params[:len(op.regions[0].params) - n] if p.type == Scalar("f")}
        elif op.kind == "if":
            for k, v in enumerate(op.results):
                self.joins[v] = [r.yields[k] for r in op.regions]

    def follow(self, held: Value) -> bool:
        """What comes off a list, if that is seen whole."""
        put: list[Operand] = []
        taken: list[list[list[Value]]] = []
        for op, region in self.uses[held]:
            if op is None and self.is_test(region):
                continue
            if op is not None and op.kind == "grow" and op.target == "append" and held not in values_in(*op.args[1:]):
                put.append(op.args[1])
            elif op is not None and op.kind == "shrink" and op.target == "pop" and len(op.args) == 1:
                parts = self.items(op.result)
                if parts is None:
                    return False
                taken.append(parts)
            elif op is not None and op.kind == "each" and held not in values_in(*op.args[1:]):
                params = op.regions[0].params
                taken.append([[p] for p in params[:len(params) - len(op.results)]])
            else:
                return False
        for parts in taken:
            for k, same in enumerate(parts):
                for v in same:
                    self.joins[v] = [p.items[k] if isinstance(p, Seq) and k < len(p.items) else p for p in put]
        return True

    def items(self, popped: Value) -> list[list[Value]] | None:
        """For each place of a tuple, the values by which it is known; the number itself; None if the tuple goes elsewhere."""
        if is_number(popped):
            return [[popped]]
        found: dict[int, list[Value]] = defaultdict(list)
        for op, _ in self.uses[popped]:
            if op is None or op.kind != "item" or not isinstance(op.args[1], Const) or type(op.args[1].value) is not int:
                return None
            found[op.args[1].value].append(op.result)
        return [found[k] for k in range(max(found, default=-1) + 1)]

    def is_test(self, region: Region) -> bool:
        """Whether what a region yields only decides whether a loop goes on."""
        op = self.around.get(region)
        return op is not None and op.kind == "while" and region is op.regions[0]

    def only_asked(self, flag: Value) -> bool:
        """Whether something is read only for being true or false."""
        return all(self.asks(flag, op, region) for op, region in self.uses[flag])

    def asks(self, flag: Value, op: Op | None, region: Region) -> bool:
        if op is None:
            inside = self.around.get(region)
            return inside is not None and inside.kind in LOOPS and flag not in values_in(*region.yields[1:])
        if op.kind == "if":
            return True
        return op.kind == "prim" and op.target in (operator.not_, bool) and (op.target is bool or self.only_asked(op.result))

    # --- what they are -----------------------------------------------------------------------------------------------
    def settle(self, boxed: Collection[Value]) -> None:
        """Classes, and what is changed, if these are made Python floats: the least fixed point."""
        self.cls, self.natural, self.changed = {}, {}, set()
        again = True
        while again:
            again = False
            for v in self.order:
                found = self.class_of_value(v)
                if found is None:
                    continue
                cls = PYTHON if v in boxed else found
                changed = cls != NUMPY and (v in boxed or any(w in self.changed for w in self.hands_on(v)))
                if (cls, found) != (self.cls.get(v), self.natural.get(v)) or changed != (v in self.changed):
                    again = True
                    self.cls[v], self.natural[v] = cls, found
                    self.changed ^= {v} if changed != (v in self.changed) else set()

    def hands_on(self, v: Value) -> Iterable[Value]:
        """The numbers whose class is felt in that of v."""
        if v in self.joins:
            return values_in(*self.joins[v])
        if v in self.second:
            return (self.second[v],)
        op = self.makers.get(v)
        return values_in(*op.args) if op is not None and op.kind == "prim" and op.target in ARITHMETIC | {max, min} else ()

    def class_of_value(self, v: Value) -> str | None:
        if v in self.joins:
            return joined([self.cls_of(o) for o in self.joins[v]])
        if v in self.second:
            return self.cls_of(self.second[v])
        op = self.makers.get(v)
        if op is None:
            return PYTHON if v in self.python else NUMPY if v in self.numpy else EITHER
        if op.kind in ("view", "load"):
            return NUMPY if v.type == Scalar("f") and is_floats(op.args[0]) else EITHER
        return self.class_of_result(op) if op.kind == "prim" and len(op.results) == 1 else EITHER

    def class_of_result(self, op: Op) -> str | None:
        f = op.target
        if f in ARITHMETIC and not op.kwargs:
            return combined([self.cls_of(o) for o in op.args])
        if f in (max, min) and not op.kwargs and len(op.args) > 1:
            return joined([self.cls_of(o) for o in op.args])
        if f is float or f in OF_MATH:
            return PYTHON
        if op.result.type != Scalar("f"):
            return EITHER
        if f is operator.pow:
            return NUMPY if NUMPY in map(self.cls_of, op.args) else EITHER
        whole = f in REDUCING and any(map(is_floats, op.args))
        return NUMPY if isinstance(f, np.ufunc) and f.nout == 1 or whole else EITHER

    def cls_of(self, o: Operand) -> str | None:
        if isinstance(o, Value):
            return self.cls.get(o) if is_number(o) else EITHER
        if isinstance(o, Const) and isinstance(o.value, np.float64):
            return NUMPY
        return PYTHON if isinstance(o, Const) and type(o.value) in (float, int) else EITHER


def combined(classes: list[str | None]) -> str | None:
    """Of arithmetic: NumPy's numbers win."""
    if None in classes:
        return None
    return NUMPY if NUMPY in classes else PYTHON if set(classes) == {PYTHON} else EITHER


def joined(classes: list[str | None]) -> str | None:
    known = {c for c in classes if c is not None}
    return None if not known else known.pop() if len(known) == 1 else EITHER


def is_number(v: Value) -> bool:
    return isinstance(v.type, Scalar)


def is_floats(o: Operand) -> bool:
    t = type_of(o)
    return isinstance(t, Array) and t.kind == "f"

