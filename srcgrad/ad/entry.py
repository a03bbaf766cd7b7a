"""What stands before the sweep: the caller's arrays are never written, and `each` loops become counted ones.

    def f(x): x *= 2 …        ->        x = x.copy(); x *= 2 …
"""
from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.analysis.callees import calls, owner
from srcgrad.analysis.storage import WRITES, Storage, storage
from srcgrad.errors import UnsupportedError
from srcgrad.ir.build import type_of
from srcgrad.ir.group import everywhere
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Value, map_operand, values_in, walk
from srcgrad.ir.text import reachable
from srcgrad.ir.types import BOOL, INT, AnyType, Array, DictType, ListType, Opaque, Scalar, TupleType, Type

RESHAPES = (np.reshape, np.ndarray.reshape, np.ravel, np.ndarray.ravel)  # whether they share memory, the layout says


def reshaped(function: Function, store: Storage, root: Value) -> Iterator[bool]:
    """Whether what is a view of a root may be reshaped, here or in a function that it is given to."""
    for op in walk(function.body):
        if op.kind == "call" or op.kind == "prim" and op.target in RESHAPES:
            yield any(root in store.of(v) for v in values_in(*op.args))


def own_arguments(function: Function, leaves: list[Value], lines: tuple[str, ...] = ()) -> Function:
    """A function that writes into copies of its arguments, not into the caller's arrays. `leaves`: the parts of arguments."""
    store = storage(function)
    refuse_outside(function, store, lines)
    for callee in reachable(function)[1:]:
        refuse_writing(callee, lines)
    given = dict.fromkeys([*function.body.params, *leaves])
    written = [v for v in given if store.stores.get(v)]
    inner = [r for r in store.stores if isinstance(r, tuple) and r[0] == "content"]
    written += [v for v in given if isinstance(v.type, ListType | DictType) and v not in written and told_apart(store, v)]
    if not written and not inner:
        return function
    if inner:
        written += [r[1] for r in inner if r[1] not in written]
    renamed: dict[Value, Value] = {}
    ops: list[Op] = []
    copies: dict[Value, list[Op]] = {}
    for v in written:
        if not isinstance(v.type, Array) and v not in given:
            raise UnsupportedError("SG305", f"something that the argument `{v.name}` holds is written in place", v.span, lines,
                                   help="copy it first")
        new = Value(v.name, v.type, v.span)
        target: Any = np.ndarray.copy if isinstance(v.type, Array) else runtime.own
        order = (Const("K"),) if isinstance(v.type, Array) and v.type.ndim != 1 else ()  # as it is laid out: what reshape shares
        copies[v] = [Op("prim", target, (v, *order), (), (), (new,), v.span)]
        if any(reshaped(function, store, v)):
            copies[v].insert(0, Op("effect", runtime.in_one_piece, (v,), (), (), (), v.span))
        renamed[v] = new
    apart = {op.args[0] for op in function.body.ops if op.kind == "item" and op.results[0] in given}
    others = [v for v in given if isinstance(v.type, Array | AnyType | ListType | DictType) and v not in apart]
    if len(others) > 1 and any(isinstance(v.type, Array) for v in written):
        guard = Op("effect", runtime.apart, tuple(written_first(written, others)), (), (), (), function.span)
        placed = guard
    else:
        placed = None
    waiting = {v for v in given if v not in function.body.params}
    for v in function.body.params:
        ops += copies.get(v, [])
    if placed is not None and not waiting & set(others):
        ops.insert(0, placed)
        placed = None
    for op in function.body.ops:
        keep = op.kind == "item" and op.results and op.results[0] in given
        ops.append(op if keep else renamed_op(op, renamed))
        for r in op.results:
            waiting.discard(r)
            if r in copies:
                ops += copies[r]
        if placed is not None and not waiting:
            ops.append(placed)
            placed = None
    yields = tuple(map_operand(y, lambda v: renamed.get(v, v)) for y in function.body.yields)
    return replace(function, body=Region(function.body.params, tuple(ops), yields))


def told_apart(store: Storage, v: Value) -> bool:
    """Whether cotangents of what a list or dict holds are found by the objects themselves: a number may stand in it twice."""
    kind = v.type.element if isinstance(v.type, ListType) else v.type.value  # type: ignore[attr-defined]
    return store.mode(v) == "dynamic" and not isinstance(kind, Array | Scalar)


def refuse_outside(function: Function, store: Storage, lines: tuple[str, ...]) -> None:
    for op in walk(function.body):
        if op.kind in WRITES and (isinstance(op.args[0], Const) or any(
                isinstance(r, tuple) and r[0] == "constant" for v in values_in(op.args[0]) for r in store.of(v))):
            raise UnsupportedError("SG304", "an array that lives outside the function is written here", op.span, lines,
                                   help="copy it first, or give it as an argument")


def own_tapes(function: Function) -> Function:
    """A reverse sweep takes the tapes of its residuals to pieces; where that is reversed in turn, copies of them."""
    return everywhere(function, lambda f: f if f is function else with_own_tapes(f)) if calls(function) else function


def with_own_tapes(callee: Function) -> Function:
    store = storage(callee)
    taken = {v for v in parts_of_arguments(callee, store) if isinstance(v.type, ListType) and store.stores.get(v)}
    return replace(callee, body=copied_before(callee.body, taken)) if taken else callee


def copied_before(region: Region, taken: set[Value]) -> Region:
    """Copies of tapes, each before the loop that takes it to pieces (on other paths there may be none)."""
    ops: list[Op] = []
    for op in region.ops:
        inner = [op, *(o for r in op.regions for o in walk(r))]
        used = [v for v in taken if any(o.kind == "shrink" and o.args[0] is v for o in inner)]
        if op.kind in ("if", "try", "with"):
            ops.append(replace_regions(op, tuple(copied_before(r, taken) for r in op.regions)))
            continue
        own = {v: Value(v.name, v.type, v.span) for v in used}
        for v, new in own.items():
            copy: Any = runtime.separate if holds_list(v.type.element) else list  # type: ignore[attr-defined]
            ops.append(Op("prim", copy, (v,), (), (), (new,), op.span))
        ops.append(renamed_op(op, own) if own else op)
    return Region(region.params, tuple(ops), region.yields)


def holds_list(t: Type) -> bool:
    return isinstance(t, ListType | DictType) or isinstance(t, TupleType) and any(map(holds_list, t.elements))


def parts_of_arguments(callee: Function, store: Storage) -> list[Value]:
    """What is taken out of the arguments of a function, before everything else."""
    found = []
    for op in (o for o in callee.body.ops if o.kind == "item"):
        base = op.args[0]
        while isinstance(base, Value) and base in store.definitions and store.definitions[base].kind == "item":
            base = store.definitions[base].args[0]
        found += [op.result] if base in callee.body.params else []
    return found


def is_shadow(store: Storage, o: Operand) -> bool:
    """Whether something written is a buffer that a reverse sweep finds at run time, or a part of it."""
    op = store.definitions.get(o) if isinstance(o, Value) else None
    while op is not None and op.kind == "view" and isinstance(op.args[0], Value):
        op = store.definitions.get(op.args[0])
    return op is not None and op.target in (runtime.shadow_of, runtime.take_shadow)


def refuse_writing(callee: Function, lines: tuple[str, ...]) -> None:
    """A function that is called writes into nothing that it was given; only a reverse sweep uses up its tapes."""
    store = storage(callee)
    refuse_outside(callee, store, lines)
    parts = {v for v in parts_of_arguments(callee, store) if not isinstance(v.type, ListType)}
    for r, ops in store.stores.items():
        ops = tuple(op for op in ops if not is_shadow(store, op.args[0]))
        if ops and (owner(r) in callee.body.params or owner(r) in parts):
            what = f"`{callee.name}` calls itself and writes into something that it was given"
            raise UnsupportedError("SG308", what, ops[0].span, lines,
                                   help="return a new array instead, or write the recursion as a loop")


def written_first(written: list[Value], others: list[Value]) -> list[Operand]:
    first = [v for v in written if isinstance(v.type, Array)]
    return [Const(len(first)), *first, *(v for v in others if v not in first)]


def renamed_op(op: Op, names: dict[Value, Value]) -> Op:
    def new(o: Operand) -> Operand:
        return map_operand(o, lambda v: names.get(v, v))

    regions = tuple(Region(r.params, tuple(renamed_op(i, names) for i in r.ops), tuple(map(new, r.yields))) for r in op.regions)
    return Op(op.kind, op.target, tuple(map(new, op.args)), tuple((k, new(v)) for k, v in op.kwargs), regions, op.results, op.span)


def counted_loops(function: Function) -> Function:
    """`each` over a sequence becomes a `for` over its positions, in what is called too."""
    return everywhere(function, lambda f: replace(f, body=counted_region(f.body)))


def counted_region(region: Region) -> Region:
    ops: list[Op] = []
    for op in region.ops:
        inner = replace_regions(op, tuple(map(counted_region, op.regions)))
        writes = op.kind == "while" and any(i.kind in WRITES or i.kind == "effect" for i in walk(op.regions[0]))
        ops += counted(inner) if op.kind == "each" else [tested_inside(inner)] if writes else [inner]
    return Region(region.params, tuple(ops), region.yields)


def tested_inside(op: Op) -> Op:
    """`while test: body`, where the test writes, as `while True: if test: body else: break`: a body's writes are reversed."""
    test, body = op.regions
    inside = renamed_op(Op("", None, (), (), (test,)), dict(zip(test.params, body.params))).regions[0]
    flag = Value("ended", BOOL, op.span)
    results = (flag, *(Value(p.name, p.type, p.span) for p in body.params))
    arms = (Region((), body.ops, body.yields), Region((), (), (Const(True), *body.params)))
    choice = Op("if", None, inside.yields, (), arms, results, op.span)
    whole = Region(body.params, (*inside.ops, choice), results)
    params = tuple(Value(p.name, p.type, p.span) for p in test.params)
    return Op("while", None, op.args, op.kwargs, (Region(params, (), (Const(True),)), whole), op.results, op.span)


def replace_regions(op: Op, regions: tuple[Region, ...]) -> Op:
    return op if not op.regions else Op(op.kind, op.target, op.args, op.kwargs, regions, op.results, op.span)


def counted(op: Op) -> list[Op]:
    body = op.regions[0]
    sequence, inits = op.args[0], op.args[1:]
    elements, carried = body.params[:len(body.params) - len(inits)], body.params[len(body.params) - len(inits):]
    ops: list[Op] = []
    kind = type_of(sequence)
    if isinstance(kind, Opaque):  # a range
        whole = Value("", ListType(elements[0].type))
        ops.append(Op("prim", list, (sequence,), (), (), (whole,), op.span))
        sequence = whole
    n, k = Value("n", INT, op.span), Value("k", INT, op.span)
    ops.append(Op("prim", len, (sequence,), (), (), (n,), op.span))
    if op.target == "reversed":
        last = Value("", INT, op.span)
        ops.append(Op("prim", operator.sub, (n, Const(1)), (), (), (last,), op.span))
        bounds: tuple[Operand, ...] = (last, Const(-1), Const(-1))
    else:
        bounds = (Const(0), n, Const(1))
    taken: list[Op] = []
    if len(elements) == 1:
        taken.append(Op("item", None, (sequence, k), (), (), elements, op.span))
    else:
        whole = Value("", TupleType(tuple(e.type for e in elements)))
        taken.append(Op("item", None, (sequence, k), (), (), (whole,), op.span))
        taken += [Op("item", None, (whole, Const(j)), (), (), (e,), op.span) for j, e in enumerate(elements)]
    region = Region((k, *carried), (*taken, *body.ops), body.yields)
    return [*ops, Op("for", None, (*bounds, *inits), op.kwargs, (region,), op.results, op.span)]
