"""What a loop's turns leave on its tape, and what the reverse sweep computes again: decided when all that it needs is known.

    t = r * x; u = 1.0 - x; x = t * u          the reverse needs t, u, x:   keep x;   t = r * x, u = 1.0 - x said again

While the reverse of the body is written, a value that it needs gets its reverse name (`Scope.wanted`, with the place of its first
use). `settle` then finds the least that has to be kept (`analysis/cut.py`) and puts the rest where it is used first. Arithmetic of
Python numbers costs little; what takes NumPy's time is kept, unless it is an element or a view of an array from outside of the
loop that nobody writes.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from srcgrad.ad.repeatable import boxed, repeatable
from srcgrad.ad.residuals import Residuals, Scope
from srcgrad.analysis.cut import kept
from srcgrad.ir.nodes import Op, Operand, Value, values_in, walk
from srcgrad.ir.types import Scalar

KEEP, INDEX, NUMBER, BOXED, OUTSIDE, INSIDE = 20, 1, 9, 30, 2, 15  # costs, in units of a few nanoseconds


def cost(res: Residuals, v: Value, scope: Scope) -> int:
    """Of computing a value again."""
    op = res.definitions[v]
    if op.kind == "prim":
        if isinstance(v.type, Scalar) and v.type.kind == "f":
            return BOXED if boxed(v, res.definitions) else NUMBER
        return INDEX
    base = op.args[0]
    inside = isinstance(base, Value) and here(res, base, scope)
    return NUMBER if op.kind == "item" else INSIDE if inside else OUTSIDE


def here(res: Residuals, v: Value, scope: Scope) -> bool:
    """Whether a value is born in the region of this scope, turn by turn."""
    path = res.home.get(v, ())
    return bool(path) and path[-1][0] is scope.op and path[-1][1] == scope.arm


def settle(res: Residuals, scope: Scope, leaving: Iterable[Operand]) -> None:
    """Decide, for a loop whose body is reversed: fields of the tape, or operations in the reverse body. The scope is open."""
    drop_unread(scope, leaving)
    names = {v: out for v, out, _ in scope.wanted}
    if not names:
        return
    parts = dict(reachable(res, scope, list(names)))
    again = {v: cost(res, v, scope) for v in parts if res.b.options.again and repeatable(v, res.definitions, res.store)}
    keep = {v: 0 if v in names and v not in again else KEEP for v in parts}
    fields = kept(names, parts, keep, again)
    place = {v: at for v, _, at in scope.wanted}
    for v in fields:
        out = names.get(v) or Value(v.name, v.type, v.span)
        scope.bound[v] = out
    order = res.places.order
    made = sorted((v for v in needed(names, parts, fields) if v not in fields), key=lambda v: order[res.definitions[v]])
    for v in reversed(made):  # what a value is made of comes no later than the value
        for w in parts[v]:
            if w not in fields:
                place[w] = min(place.get(w, place[v]), place[v])
    for v in made:
        scope.bound[v] = names.get(v) or Value(v.name, v.type, v.span)
    for v in sorted(made, key=lambda v: (place[v], order[res.definitions[v]]), reverse=True):
        scope.ops.insert(place[v], said_again(res, v, scope))
    for v in [v for v in names if v in fields] + [v for v in fields if v not in names]:
        scope.taped.append(v)
        scope.fields.append(scope.bound[v])  # type: ignore[arg-type]
    scope.wanted.clear()


def drop_unread(scope: Scope, leaving: Iterable[Operand]) -> None:
    """Leave out what the reverse of a body computes for nothing (a factor that cancelled), and what was asked for only there."""
    found = set(values_in(*leaving))
    kept: list[Op] = []
    for op in reversed(scope.ops):
        if op.kind in ("prim", "view", "load", "item") and not found.intersection(op.results):
            continue
        kept.append(op)
        for o in (op, *(inner for r in op.regions for inner in walk(r))):
            found.update(values_in(*o.operands(), *(y for r in o.regions for y in r.yields)))
    stay = set(kept)
    before = list(accumulate((op in stay for op in scope.ops), initial=0))
    scope.wanted[:] = [(v, out, before[at]) for v, out, at in scope.wanted if out in found]
    scope.ops[:] = kept[::-1]


def said_again(res: Residuals, v: Value, scope: Scope) -> Op:
    op, out = res.definitions[v], scope.bound[v]
    assert isinstance(out, Value)
    return Op(op.kind, op.target, tuple(res.need(a) for a in op.args), op.kwargs, (), (out,), op.span)


def reachable(res: Residuals, scope: Scope, todo: list[Value]) -> Iterator[tuple[Value, list[Value]]]:
    """Each value that might be kept or made, with those of this loop that it is made of."""
    seen: set[Value] = set()
    while todo:
        v = todo.pop()
        if v in seen:
            continue
        seen.add(v)
        made_of: list[Value] = []
        if repeatable(v, res.definitions, res.store):
            made_of = [w for w in values_in(*res.definitions[v].operands()) if here(res, w, scope) and not at_hand(w, scope)]
        todo += made_of
        yield v, made_of


def at_hand(v: Value, scope: Scope) -> bool:
    return v is scope.index and not scope.exits


def needed(names: dict[Value, Value], parts: dict[Value, list[Value]], fields: set[Value]) -> set[Value]:
    found: set[Value] = set()
    todo = list(names)
    while todo:
        v = todo.pop()
        if v not in found:
            found.add(v)
            todo += () if v in fields else parts[v]
    return found
