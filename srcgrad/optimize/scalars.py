"""Elements that a loop of the reverse sweep adds to are kept in variables meanwhile.

    for … :                          x0_bar = 0.0
        x_bar[0] += e                for … :
                                         x0_bar = x0_bar + e
                                     x_bar[0] += x0_bar

Only after the note that starts the reverse sweep (the user's sums stay as they are, bit for bit), and only for an array that the
loop does not touch in another way, under any name. Inner loops come first, so that a nest leaves one addition behind it.
"""
from __future__ import annotations

import operator
from dataclasses import replace
from typing import Any

from srcgrad.analysis.places import LOOPS
from srcgrad.analysis.storage import Storage, storage
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, values_in, walk
from srcgrad.ir.types import Array, Scalar

Key = tuple[Value, tuple[int, ...]]  # an element: its array, and where it is
ADDING = {"add": operator.add, "sub": operator.sub}


def with_scalars(function: Function) -> Function:
    start = next((k for k, op in enumerate(function.body.ops) if op.kind == "note"), None)
    if start is None or not any(op.kind in LOOPS for op in function.body.ops[start:]):
        return function
    store = storage(function)
    ops = list(function.body.ops[:start])
    for op in function.body.ops[start:]:
        ops += inside(op, store)
    return replace(function, body=replace(function.body, ops=tuple(ops)))


def inside(op: Op, store: Storage) -> list[Op]:
    """An operation after its inner loops, and what comes behind it."""
    if not op.regions:
        return [op]
    regions = tuple(replace(r, ops=tuple(o for i in r.ops for o in inside(i, store))) for r in op.regions)
    op = replace(op, regions=regions)
    return kept_apart(op, store) if op.kind in LOOPS else [op]


def kept_apart(op: Op, store: Storage) -> list[Op]:
    body = op.regions[-1]
    keys = [k for k in dict.fromkeys(additions(body)) if alone(k[0], op, store)]
    if not keys:
        return [op]
    params = {k: Value(name(k), Scalar("f"), op.span) for k in keys}
    totals = {k: Value(name(k), Scalar("f"), op.span) for k in keys}
    ops, ends = threaded(body.ops, dict(params))
    regions = (*(replace(r, params=(*r.params, *(Value(name(k), Scalar("f"), op.span) for k in keys))) for r in op.regions[:-1]),
               Region((*body.params, *params.values()), ops, (*body.yields, *(ends[k] for k in keys))))
    loop = replace(op, args=(*op.args, *(Const(0.0) for _ in keys)), regions=regions, results=(*op.results, *totals.values()))
    return [loop, *(Op("store", "add", (k[0], index(k), totals[k]), (), (), (), spans(body, k)) for k in keys)]


def additions(region: Region) -> list[Key]:
    """The elements that a region, or the branches in it, add numbers to."""
    found = []
    for op in region.ops:
        if (k := key(op)) is not None:
            found.append(k)
        if op.kind == "if":
            found += [k for r in op.regions for k in additions(r)]
    return found


def key(op: Op) -> Key | None:
    if op.kind != "store" or op.target not in ADDING:
        return None
    base, at, value = op.args
    entries = at.items if isinstance(at, Seq) and at.cls is tuple else (at,)
    if not isinstance(base, Value) or not isinstance(base.type, Array) or base.type.shape is None or base.type.kind != "f":
        return None
    plain = all(isinstance(e, Const) and type(e.value) is int and e.name is None for e in entries)
    number = isinstance(value, Const | Value) and isinstance(value.type if isinstance(value, Value) else Scalar("f"), Scalar)
    if not plain or not number or len(entries) != len(base.type.shape):
        return None
    return base, tuple(e.value for e in entries)  # type: ignore[union-attr]


def alone(base: Value, op: Op, store: Storage) -> bool:
    """Whether a loop does nothing to an array but such additions, in places where they can be followed."""
    roots = store.of(base)
    followed = set(map(id, followed_ops(op.regions[-1])))
    inner = walk_ops(op)
    born = {v for i in (op, *inner) for v in (*i.results, *(p for r in i.regions for p in r.params))}
    if len(roots) != 1 or base in born:
        return False
    for i in (op, *inner):
        operands = [*i.operands(), *(y for r in i.regions for y in r.yields)]
        if id(i) in followed and key(i) is not None and i.args[0] is base:
            operands = [i.args[2]]
        if any(touches(v, roots, store) for v in values_in(*operands)):
            return False
    return True


def followed_ops(region: Region) -> list[Op]:
    return [o for op in region.ops for o in (op, *(i for r in op.regions if op.kind == "if" for i in followed_ops(r)))]


def walk_ops(op: Op) -> list[Op]:
    return [i for r in op.regions for i in walk(r)]


def touches(v: Value, roots: frozenset[Any], store: Storage) -> bool:
    own = store.of(v)
    return bool(own & roots) or any(store.contents.get(r, frozenset()) & roots for r in own)


def threaded(ops: tuple[Op, ...], now: dict[Key, Operand]) -> tuple[tuple[Op, ...], dict[Key, Operand]]:
    """The operations with additions to variables; `now`: what each variable holds."""
    out: list[Op] = []
    for op in ops:
        k = key(op)
        if k in now:
            more = Value(name(k), Scalar("f"), op.span)
            out.append(Op("prim", ADDING[op.target], (now[k], op.args[2]), (), (), (more,), op.span))
            now[k] = more
        elif op.kind == "if" and (touched := [k for k in dict.fromkeys(k for r in op.regions for k in additions(r)) if k in now]):
            arms = [threaded(r.ops, dict(now)) for r in op.regions]
            after = {k: Value(name(k), Scalar("f"), op.span) for k in touched}
            regions = tuple(Region(r.params, inner, (*r.yields, *(ends[k] for k in touched)))
                            for r, (inner, ends) in zip(op.regions, arms))
            out.append(replace(op, regions=regions, results=(*op.results, *after.values())))
            now.update(after)
        else:
            out.append(op)
    return tuple(out), now


def index(k: Key) -> Operand:
    return Const(k[1][0]) if len(k[1]) == 1 else Seq(tuple, tuple(map(Const, k[1])))


def name(k: Key) -> str:
    base, at = k
    stem = base.name.removesuffix("_bar")
    return f"{stem}{'_'.join(str(i).replace('-', '_') for i in at)}_bar" if stem else ""


def spans(region: Region, k: Key) -> Any:
    return next((op.span for op in followed_ops(region) if key(op) == k), None)
