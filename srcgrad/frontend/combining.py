"""itertools over something of known structure, and what of it needs no list: islice, count, repeat, cycle.

    product([0, 1], repeat=2)     four tuples, each followed in its turn
    combinations(x, 2)            of a run-time sequence: a stand-in that gives a list
    zip(count(1), x)              the walk over x has a number to add to each index
"""
from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable
from typing import Any

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.folding import solid
from srcgrad.frontend.iterate import KINDS, arithmetic, position, turns, walk_of
from srcgrad.frontend.stand_ins import iterators
from srcgrad.frontend.subscripts import read
from srcgrad.frontend.values import AVal, Const, Iter, Tuple, is_static
from srcgrad.frontend.walk import ENDLESS, UNROLL_AT_MOST, Walk, static_walk
from srcgrad.ir.nodes import Operand
from srcgrad.ir.types import INT, Opaque

Args = list[AVal]
Kwargs = dict[str, AVal]
COUNTS: dict[Any, Callable[[int, int], int]] = {
    itertools.combinations: math.comb, itertools.permutations: math.perm,
    itertools.combinations_with_replacement: lambda n, r: math.comb(n + r - 1, r) if n else 0}
FOR_RUN_TIME: dict[Any, Any] = {itertools.combinations: {1: iterators.singles, 2: iterators.pairs, 3: iterators.triples},
                                itertools.permutations: {1: iterators.singles, 2: iterators.ordered_pairs},
                                itertools.combinations_with_replacement: {1: iterators.singles, 2: iterators.pairs_and_doubles}}
MOST_TUPLES = 4 * UNROLL_AT_MOST


def arranged(function: Any) -> Callable[..., Any]:
    """combinations and permutations."""
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        sequence, r = [*args, *kwargs.values(), Const(None)][:2]
        sequence = solid(lower, sequence)
        walk = walk_of(lower, sequence, node)
        items = items_of(walk)
        if items is not None and is_static(r):
            size = len(items) if r.value is None else r.value
            if COUNTS[function](len(items), size) <= MOST_TUPLES:
                return Iter("iter", (Tuple(tuple(Tuple(c) for c in function(items, size))),))
        found = FOR_RUN_TIME[function].get(r.value) if is_static(r) else None
        if found is None:
            raise lower.refuse(node, "SG308", f"`{function.__name__}` of something known only at run time, of this length",
                               "write nested loops")
        return Iter("iter", (lower.call(node, Const(found), [sequence], {}, hint),))
    return make


def items_of(walk: Walk) -> list[AVal] | None:
    found = walk.turns()
    return walk.static if found is None or walk.static is not None else [walk.element(Const(k)) for k in found]


def do_product(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    repeat = kwargs.get("repeat", Const(1))
    if not is_static(repeat):
        raise lower.refuse(node, "SG308", "how often a product repeats is known only at run time", "write nested loops")
    args = [solid(lower, a) for a in args] * repeat.value
    columns = [items_of(walk_of(lower, a, node)) for a in args]
    if all(c is not None for c in columns) and math.prod(len(c) for c in columns if c is not None) <= MOST_TUPLES:
        return Iter("iter", (Tuple(tuple(Tuple(p) for p in itertools.product(*columns))),))  # type: ignore[arg-type]
    return Iter("iter", (lower.call(node, Const(iterators.product), args, {}, hint),))


def lazy(kind: str, *defaults: Any) -> Callable[..., Any]:
    """An Iter with the arguments in order, missing ones as their defaults."""
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        names = {"repeat": ("object", "times"), "count": ("start", "step")}.get(kind, ())
        values = dict(zip(names, args)) | kwargs if names else {}
        given = [values.get(n) for n in names] if names else list(args)
        return Iter(kind, tuple(g if g is not None else Const(d) for g, d in zip([*given, *[None] * 4], defaults)))
    return make


def count_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    start, step = (lower.operand(p) for p in parts)
    if not all(lower.type_of(p) == INT for p in (start, step)):
        raise lower.refuse(node, "SG308", "itertools.count adds up numbers that are no integers", "write start + k * step")
    return Walk((Const(0), ENDLESS, Const(1)),
                lambda i: arithmetic(lower, operator.add, start, arithmetic(lower, operator.mul, i, step)))


def repeat_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    value, times = parts
    if is_static(times) and isinstance(times.value, int) and times.value <= UNROLL_AT_MOST:
        return static_walk([value] * times.value)
    stop = ENDLESS if is_static(times) and times.value is None else lower.operand(times)
    return Walk((Const(0), stop, Const(1)), lambda i: value)


def cycle_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    (sequence,) = parts
    walk = walk_of(lower, solid(lower, sequence), node)
    whole = lower.materialise(Tuple(tuple(walk.static)) if walk.static is not None else sequence)
    size = turns(lower, walk)
    return Walk((Const(0), ENDLESS, Const(1)), lambda i: read(lower, whole, arithmetic(lower, operator.mod, i, size)))


def islice_walk(lower: Lowerer, parts: Any, node: Any) -> Walk:
    sequence, *ends = (p for p in parts if p != MISSING)
    ends = [e for e in ends if not (is_static(e) and e.value is MISSING)]
    first, stop, step = {1: lambda a: (Const(0), a, Const(1)), 2: lambda a, b: (a, b, Const(1)),  # type: ignore[operator]
                         3: lambda a, b, c: (a, b, c)}[len(ends)](*ends)
    inner = walk_of(lower, solid(lower, sequence), node)
    first, stop, step = (lower.operand(e) for e in (first, stop, step))
    first, step = (Const(d) if is_static(e) and e.value is None else e for e, d in ((first, 0), (step, 1)))
    if inner.static is not None and all(map(is_static, (first, stop, step))):
        return static_walk(inner.static[first.value:stop.value:step.value])
    count = turns(lower, inner)
    end: Operand = count if is_static(stop) and stop.value is None else \
        lower.b.emit("prim", min, (stop, count), type=INT)
    taken = lower.b.emit("prim", range, (first, end, step), type=Opaque(range))
    number = lower.b.emit("prim", len, (taken,), type=INT)

    def element(i: Operand) -> AVal:
        k = arithmetic(lower, operator.add, arithmetic(lower, operator.mul, i, step), first)
        return inner.element(position(lower, inner, k))

    return Walk((Const(0), number, Const(1)), element, sources=inner.sources)


class _Missing:
    """An end of islice that is not given."""


MISSING = _Missing
KINDS.update({"count": count_walk, "repeat": repeat_walk, "cycle": cycle_walk, "islice": islice_walk})
ITERTOOLS: dict[Any, Any] = {
    **{f: arranged(f) for f in COUNTS}, itertools.product: do_product, itertools.islice: lazy("islice", None, *[MISSING] * 3),
    itertools.count: lazy("count", 0, 1), itertools.repeat: lazy("repeat", None, None), itertools.cycle: lazy("cycle", None)}
