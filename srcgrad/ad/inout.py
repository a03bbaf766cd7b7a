"""Functions that are called and write into arrays that they were given: they write into copies, and give those back.

    func f(y, i) { y[i] = …; call[&f](y, i + 1) }       func f(y, i) { y = y.copy(); y[i] = …
                                                                       y1 = call[&f](y, i + 1); y[...] = y1; return y }
    call[&f](x, 1)                                      x1 = call[&f](x, 1); x[...] = x1

What was done to an argument is then an ordinary store in the caller; a list is emptied and filled again. Required, and refused
where it is not so: nobody else looks into it meanwhile. That is: the other arguments lie apart from it, no try goes on after half
of it, and a result that is the very array is not written later.
"""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from srcgrad.ad.entry import renamed_op
from srcgrad.analysis.callees import calls
from srcgrad.analysis.places import LOOPS
from srcgrad.analysis.storage import Storage, storage
from srcgrad.errors import UnsupportedError
from srcgrad.ir.group import everywhere, retargeted
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Span, Value, map_operand, values_in, walk
from srcgrad.ir.text import reachable
from srcgrad.ir.types import Array, ListType

Written = dict[Function, tuple[int, ...]]
HELP = "return a new array instead, or write the recursion as a loop"


def with_written_arguments_returned(function: Function, lines: tuple[str, ...] = ()) -> Function:
    if not calls(function):
        return function
    group = reachable(function)
    stores = {f: storage(f) for f in group}
    written = written_arguments(function, group, stores)
    if not any(written.values()):
        return function
    for f in group:
        writing = [op for op in walk(f.body) if op.kind == "call" and written[op.target]]
        read = reads(f.body)
        for op in writing:
            check(op, written, stores[f], writing, read, lines)
    new = {f: changed(f, written, f is not function) for f in group}
    for f in new.values():
        object.__setattr__(f, "body", retargeted(f.body, new))
    return new[function]


def with_arguments_apart(function: Function) -> Function:
    """Where a call may give back what it was given, and that was written before but is not later: it is given a copy, whose
    storage nobody writes."""
    return everywhere(function, lambda f: apart(f, storage(f))) if calls(function) else function


def apart(f: Function, store: Storage) -> Function:
    copied_at = {op: ks for op in walk(f.body) if op.kind == "call" and (ks := given_back(op, store))}
    return replace(f, body=with_copies(f.body, copied_at)) if copied_at else f


def given_back(op: Op, store: Storage) -> list[int]:
    found = []
    for k, a in enumerate(op.args):
        shared = roots_of(store, a) & frozenset().union(*(store.of(r) for r in op.results))
        if isinstance(a, Value) and isinstance(a.type, Array) and any(store.stores.get(r) for r in shared) and not any(
                store.root_written_after(r, op) for r in roots_of(store, a)):
            found.append(k)
    return found


def with_copies(region: Region, copied_at: dict[Op, list[int]]) -> Region:
    ops: list[Op] = []
    for op in region.ops:
        args = list(op.args)
        for k in copied_at.get(op, ()):
            old = op.args[k]
            assert isinstance(old, Value)
            args[k] = Value(old.name, old.type, op.span)
            ops.append(copied(old, args[k], op.span))  # type: ignore[arg-type]
        inner = tuple(with_copies(r, copied_at) for r in op.regions)
        ops.append(Op(op.kind, op.target, tuple(args), op.kwargs, inner, op.results, op.span) if inner or op in copied_at else op)
    return Region(region.params, tuple(ops), region.yields)


# --- which ------------------------------------------------------------------------------------------------------------
def written_arguments(function: Function, group: list[Function], stores: dict[Function, Storage]) -> Written:
    """Of each function: the arrays among its arguments into which it writes, itself or through what it calls."""
    written: Written = {f: () for f in group}
    grown = True
    while grown:
        grown = False
        for f in group:
            roots = {r for r in stores[f].stores} | {
                r for op in walk(f.body) if op.kind == "call" for k in written[op.target] for v in values_in(op.args[k])
                for r in stores[f].of(v)}
            found = () if f is function else tuple(
                k for k, p in enumerate(f.body.params) if p in roots and isinstance(p.type, Array | ListType))
            grown, written[f] = grown or found != written[f], found
    return written


def check(op: Op, written: Written, store: Storage, writing: list[Op], read: set[Value],
          lines: tuple[str, ...]) -> None:
    """That nobody else looks into what the callee writes."""
    name = op.target.name
    for k in written[op.target]:
        mine = roots_of(store, op.args[k])
        if not isinstance(op.args[k], Value) or not mine:
            raise refused(op, lines, f"`{name}` calls itself and writes into something that lives outside of it")
        if any(mine & deep_roots(store, a) for j, a in enumerate(op.args) if j != k):
            raise refused(op, lines, f"`{name}` calls itself and writes into what another argument shares")
        if any(o.kind == "try" for o, _ in store.places.path[op]):
            raise refused(op, lines, f"`{name}` writes into something and may fail, and what it did until then is not known")
        seen = frozenset().union(*(store.of(r) for r in op.results if r in read)) & mine
        later = [s for s in writing if any(seen & roots_of(store, s.args[j]) for j in written[s.target]) and (
            store.places.later(s, op, ()) or s is op and in_loop(op, store))]
        if later or any(store.root_written_after(r, op) for r in seen):
            raise refused(op, lines, f"`{name}` calls itself and gives back something that it was given, which is written later")


def in_loop(op: Op, store: Storage) -> bool:
    return any(o.kind in LOOPS for o, _ in store.places.path[op])


def reads(region: Region) -> set[Value]:
    found = set(values_in(*region.yields))
    for op in walk(region):
        found.update(values_in(*op.operands(), *(y for r in op.regions for y in r.yields)))
    return found


def roots_of(store: Storage, o: Operand) -> frozenset[object]:
    return frozenset().union(*(store.of(v) for v in values_in(o)))


def deep_roots(store: Storage, o: Operand) -> frozenset[object]:
    found = roots_of(store, o)
    return found.union(*(store.contents.get(r, frozenset()) for r in found))


def refused(op: Op, lines: tuple[str, ...], message: str) -> UnsupportedError:
    return UnsupportedError("SG308", message, op.span, lines, help=HELP)


# --- how --------------------------------------------------------------------------------------------------------------
def changed(f: Function, written: Written, called: bool) -> Function:
    """A function that works on copies of what it writes, and takes what its callees give back."""
    own = {f.body.params[k]: Value(p.name, p.type, p.span) for k in written[f] for p in (f.body.params[k],)}
    copies = tuple(copied(p, new, f.span) for p, new in own.items())
    body = stored_back(f.body, written)
    ops = tuple(renamed_op(op, own) for op in body.ops) if own else body.ops
    yields = tuple(map_operand(y, lambda v: own.get(v, v)) for y in body.yields)
    return replace(f, body=Region(body.params, (*copies, *ops), (*yields, *own.values())))


def stored_back(region: Region, written: Written) -> Region:
    ops: list[Op] = []
    for op in region.ops:
        inner = tuple(stored_back(r, written) for r in op.regions)
        if op.kind != "call" or not written[op.target]:
            ops.append(Op(op.kind, op.target, op.args, op.kwargs, inner, op.results, op.span) if inner else op)
            continue
        given = [op.args[k] for k in written[op.target]]
        names = [op.target.body.params[k].name for k in written[op.target]]
        back = tuple(Value(a.name or n, a.type, op.span) for a, n in zip(given, names) if isinstance(a, Value))
        ops.append(Op(op.kind, op.target, op.args, op.kwargs, inner, (*op.results, *back), op.span))
        ops += [o for a, new in zip(given, back) for o in store_back(a, new, op.span)]
    return Region(region.params, tuple(ops), region.yields)


def copied(p: Value, new: Value, span: Span | None) -> Op:
    """As it is laid out: whether a reshape is a view depends on that."""
    if isinstance(p.type, ListType):
        return Op("prim", list, (p,), (), (), (new,), span)
    return Op("prim", np.ndarray.copy, (p, *([Const("K")] if p.type.ndim != 1 else [])), (), (), (new,), span)  # type: ignore[attr-defined]


def store_back(a: Operand, new: Value, span: Span | None) -> list[Op]:
    if isinstance(new.type, ListType):
        return [Op("grow", "clear", (a,), (), (), (), span), Op("grow", "extend", (a, new), (), (), (), span)]
    return [Op("store", "set", (a, Const(Ellipsis), new), (), (), (), span)]
