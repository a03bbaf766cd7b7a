"""Numbers that come out of NumPy are made Python floats where arithmetic follows, which is four times as quick with those.

    a = q[0]                             a = float(q[0])
    b = q[1] + 0.03 * a * a - 3.0   ->   b = float(q[1]) + 0.03 * a * a - 3.0

Sums, products and comparisons are the same to the last bit. What is returned, printed, raised to a power or given to a function
that is not known to treat both alike stays what it was, and so does one side of a division that may be by zero, for NumPy has inf
where Python raises. What stays so in the forward sweep may get a second name, a float, in the reverse sweep. It is done where
twice as many operations become quick as numbers are converted.

Requires a verified reverse sweep in which no dtype but float64 comes about; for printing only.
"""
from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from srcgrad.ad.entry import renamed_op
from srcgrad.analysis.alike import alike, divides_alike
from srcgrad.analysis.numbers import ARITHMETIC, NUMPY, PYTHON, Numbers
from srcgrad.analysis.positive import is_nonzero
from srcgrad.ir.nodes import Function, Op, Region, Value, map_operand, values_in, walk
from srcgrad.ir.types import Scalar
from srcgrad.runtime import ratio

FLOAT = Scalar("f")
NOTHING = Op("undef")
ROUNDS = 30


def with_floats(function: Function, floats: Iterable[Value]) -> Function:
    """floats: the parameters that are Python floats."""
    turn = next((k for k, op in enumerate(function.body.ops) if op.kind == "note"), None)
    if turn is None or any(op.kind in ("try", "with") for op in walk(function.body)):
        return function
    function, second = with_second_names(function, turn)
    numbers = Numbers(function, floats, second)
    return written(function, numbers, chosen(numbers))


# --- second names ----------------------------------------------------------------------------------------------------------
def with_second_names(function: Function, turn: int) -> tuple[Function, dict[Value, Value]]:
    """With another name, w = float(v) so far, in the reverse sweep for each number v of the forward sweep; and w → v."""
    ops = function.body.ops
    early = {v for op in ops[:turn] for v in op.results if v.type == FLOAT}
    late = [i for op in ops[turn:] for i in (op, *(i for r in op.regions for i in walk(r)))]
    read = dict.fromkeys(v for i in late if i.kind == "prim" and i.target in ARITHMETIC for v in values_in(*i.args) if v in early)
    new = {v: Value("", v.type) for v in read}
    second = {w: v for v, w in new.items()}
    after = [renamed_op(with_elements_named(op, second), new) for op in ops[turn + 1:]]
    return replace(function, body=replace(function.body, ops=(*ops[:turn + 1], *copies(new), *after))), second


def with_elements_named(op: Op, second: dict[Value, Value]) -> Op:
    """What a loop of the reverse sweep takes from a tape gets another name too."""
    if not op.regions:
        return op
    regions = tuple(replace(r, ops=tuple(with_elements_named(i, second) for i in r.ops)) for r in op.regions)
    if op.kind == "each":
        (r,) = regions
        new = {p: Value("", p.type) for p in r.params[:len(r.params) - len(op.results)] if p.type == FLOAT}
        second.update({w: p for p, w in new.items()})
        inner = renamed_op(Op("", None, (), (), (replace(r, params=()),)), new).regions[0]  # type: ignore[arg-type]
        regions = (replace(inner, params=r.params, ops=(*copies(new), *inner.ops)),)
    return replace(op, regions=regions)


def copies(new: Mapping[Value, Value]) -> list[Op]:
    return [Op("prim", float, (v,), (), (), (w,)) for v, w in new.items()]


# --- which -------------------------------------------------------------------------------------------------------------------
def chosen(n: Numbers) -> set[Value]:
    """The numbers to convert: all that may be, then those that pay."""
    n.settle(())
    first = dict(n.cls)
    boxed = {v for v, c in first.items() if c == NUMPY and is_source(n.makers.get(v, NOTHING))}
    for _ in range(ROUNDS if boxed else 0):
        n.settle(boxed)
        kept = boxed - released(n, first, boxed)
        kept = kept if kept != boxed else kept & paying(n, first, boxed)
        if kept == boxed:
            return boxed
        boxed = kept
    n.settle(())
    return set()


def is_source(op: Op) -> bool:
    """Whether an operation has a number for its result that may be made a float there."""
    return op.kind in ("view", "load", "prim", "item") and len(op.results) == 1 and op.results[0].type == FLOAT


def released(n: Numbers, first: Mapping[Value, str], boxed: set[Value]) -> set[Value]:
    """Those to leave as they are, so that each operation gets what it has to."""
    out: set[Value] = set()
    wanted: list[Value] = []  # which are to be NumPy's
    slow = slow_with(n, first)

    def one_of(op: Op) -> list[Value]:
        """One of NumPy's numbers among the operands is enough: the one that takes the least with it."""
        moved = [v for v in dict.fromkeys(values_in(*op.args)) if v in n.changed]
        enough = [v for v in moved if first.get(v) == NUMPY]
        return [min(enough, key=slow.__getitem__)] if enough else moved

    for v in sorted(n.changed, key=n.place.__getitem__):
        for op, region in n.uses[v]:
            if op is None:
                if region is n.function.body or n.around[region].kind not in ("for", "while", "each", "if"):
                    wanted.append(v)
            elif op.kind == "prim" and op.target is operator.truediv:
                wanted += [] if divides_alike(n, op) else one_of(op)
            elif not alike(n, op, v):
                wanted.append(v)
    seen: set[Value] = set()
    while wanted:
        v = wanted.pop()
        if v in seen or v not in n.changed:
            continue
        seen.add(v)
        if v in boxed:
            out.add(v)
        elif v in n.joins or v not in n.makers:
            wanted += values_in(*n.joins.get(v, ()))
        else:
            wanted += one_of(n.makers[v])
    return out


def slow_with(n: Numbers, first: Mapping[Value, str]) -> dict[Value, int]:
    """For each of NumPy's numbers, how many operations stay slow if it stays what it is."""
    found: dict[Value, int] = {}
    for v in n.order:
        op = n.makers.get(v)
        made_of = values_in(*op.args) if op is not None and op.target in ARITHMETIC else ()
        found[v] = len(n.uses[v]) + min((found.get(w, 0) for w in made_of if first.get(w) == NUMPY), default=0)
    return found


def paying(n: Numbers, first: Mapping[Value, str], boxed: set[Value]) -> set[Value]:
    """Those of `boxed` that are connected with twice as many quick operations as there are conversions."""
    group: dict[Value, Value] = {}

    def root(v: Value) -> Value:
        while v in group:
            group[v] = v = group.get(group[v], group[v])
        return v

    def connect(v: Value, w: Value) -> None:
        p, q = root(v), root(w)
        if p is not q:
            group[p] = q

    made = [op for v in n.order if (op := n.makers.get(v)) is not None and op.kind == "prim" and op.target in ARITHMETIC]
    quick = {op: None for op in made if n.natural.get(op.result) == PYTHON != first[op.result]}
    for op in quick:
        for v in values_in(*op.args):
            if first.get(v) != PYTHON:
                connect(v, op.result)
    for v, parts in n.joins.items():
        for w in values_in(*parts):
            if v in n.changed and w in n.changed:
                connect(v, w)
    gain, cost = defaultdict[Value, int](int), defaultdict[Value, int](int)
    for op in quick:
        gain[root(op.result)] += 1
    for v in boxed:
        cost[root(v)] += n.natural[v] != PYTHON
    return {v for v in boxed if n.natural[v] == PYTHON
            or (gain[root(v)] >= 2 * cost[root(v)] and not at_the_end(n, v, quick))}


def at_the_end(n: Numbers, v: Value, quick: Mapping[Op, None]) -> bool:
    """Whether a number goes into a single operation, and that is the last one of its kind."""
    op = n.uses[v][0][0] if len(n.uses[v]) == 1 else None
    return op in quick and not any(i in quick or i is None for i, _ in n.uses[op.result])  # type: ignore[union-attr]


# --- and done ----------------------------------------------------------------------------------------------------------------
def written(function: Function, n: Numbers, boxed: set[Value]) -> Function:
    """With the conversions, without second names for what needs none, and with / where it cannot raise."""
    same = {w: v for w, v in n.second.items() if w not in boxed or n.cls.get(v) == PYTHON}

    def name(v: Value) -> Value:
        return same.get(v, v)

    def region(r: Region) -> Region:
        return Region(r.params, tuple(o for op in r.ops for o in done(op)), tuple(map_operand(y, name) for y in r.yields))

    def done(op: Op) -> list[Op]:
        if op.results and op.results[0] in n.second:
            return [] if op.results[0] in same else [op]
        op = mapped(op, name, tuple(map(region, op.regions)))
        if op.target is ratio and (NUMPY in map(n.cls_of, op.args) or is_nonzero(op.args[1], n.makers)):
            op = replace(op, target=operator.truediv)
        if not op.results or op.results[0] not in boxed or n.natural[op.results[0]] == PYTHON:
            return [op]
        v = op.result
        raw = Value("", v.type, v.span)
        return [replace(op, results=(raw,)), Op("prim", float, (raw,), (), (), (v,), op.span)]

    return replace(function, body=region(function.body))


def mapped(op: Op, name: Callable[[Value], Value], regions: tuple[Region, ...]) -> Op:
    return replace(op, args=tuple(map_operand(o, name) for o in op.args), regions=regions,
                   kwargs=tuple((k, map_operand(o, name)) for k, o in op.kwargs))


__all__ = ["with_floats"]
