"""Which values may share storage, and which storage is written in place.

A root is a place that storage comes from: the value an operation allocates, a parameter, or ('content', root) for what a container
given from outside holds. `roots[v]` is everything v may share storage with; `contents[r]` what the elements of a container r may be.
Flow-insensitive: one answer for the whole function. From it, each value has a mode of differentiation:

    value      its storage is never written: the cotangent is a plain value
    static     one root, reached through views only: one cotangent buffer, mirrored by views
    dynamic    anything else that is written: the cotangent is found at run time, by the storage itself
"""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcgrad.ir.nodes import Const, Function, Op, Region, Value, values_in, walk
from srcgrad.ir.types import AnyType, Array, DictType, ListType, ObjectType, TupleType, is_reference
from srcgrad.rules.table import bind, lookup

Root = Any
MIRRORED = {np.ndarray.T, np.transpose, np.ndarray.transpose, np.swapaxes, np.ndarray.swapaxes, np.moveaxis, np.expand_dims,
            np.flip, np.rollaxis}


@dataclass(frozen=True)
class Storage:
    roots: dict[Value, frozenset[Root]]
    contents: dict[Root, frozenset[Root]]
    stores: dict[Root, tuple[Op, ...]]
    definitions: dict[Value, Op]
    mode_of: dict[Root, str]

    def of(self, v: Value) -> frozenset[Root]:
        return self.roots.get(v, frozenset())

    def mode(self, v: Value) -> str:
        modes = {self.mode_of.get(r, "value") for r in self.of(v)}
        return "dynamic" if "dynamic" in modes else "static" if "static" in modes else "value"

    def root(self, v: Value) -> Root:
        """The one root of a static value."""
        (r,) = self.of(v)
        return r


WRITES = ("store", "put", "grow", "shrink")


def storage(function: Function) -> Storage:
    flow = Flow(function)
    while flow.round():
        pass
    return Storage({v: frozenset(r) for v, r in flow.roots.items()}, {r: frozenset(c) for r, c in flow.contents.items()},
                   {r: tuple(s) for r, s in flow.stores().items()}, flow.definitions, modes(flow))


class Flow:
    def __init__(self, function: Function):
        self.function = function
        self.roots: dict[Value, set[Root]] = defaultdict(set)
        self.contents: dict[Root, set[Root]] = defaultdict(set)
        self.ops = list(walk(function.body))
        self.definitions = {r: op for op in self.ops for r in op.results}
        self.merged: set[Value] = set()
        for p in function.body.params:
            if is_reference(p.type) or isinstance(p.type, TupleType):
                self.roots[p].add(p)
                if not isinstance(p.type, Array):
                    self.contents[p].add(("content", p))
                    self.contents[("content", p)].add(("content", p))

    def round(self) -> bool:
        before = self.size()
        for op in self.ops:
            self.step(op)
        return self.size() != before

    def size(self) -> int:
        return sum(map(len, self.roots.values())) + sum(map(len, self.contents.values()))

    def inner(self, roots: set[Root]) -> set[Root]:
        return set().union(*(self.contents[r] for r in list(roots))) if roots else set()

    def operand_roots(self, *operands: Any) -> set[Root]:
        return set().union(*(self.roots[v] for v in values_in(*operands))) if operands else set()

    def merge(self, targets: Any, sources: Any) -> None:
        for t, s in zip(targets, sources):
            if isinstance(t, Value):
                self.roots[t] |= self.operand_roots(s)
                if self.roots[t]:
                    self.merged.add(t)

    def step(self, op: Op) -> None:
        if op.kind == "if" or op.kind == "try":
            for r in op.regions:
                self.merge(op.results, r.yields)
        elif op.kind == "with":
            self.merge(op.results, op.regions[0].yields)
        elif op.kind == "for":
            body = op.regions[0]
            self.loop(op, op.args[3:], body.params[1:], body)
        elif op.kind == "each":
            body = op.regions[0]
            count = len(body.params) - (len(op.args) - 1)
            for p in body.params[:count]:
                self.roots[p] |= self.inner(self.inner(self.operand_roots(op.args[0]))) | self.inner(self.operand_roots(op.args[0]))
            self.loop(op, op.args[1:], body.params[count:], body)
        elif op.kind == "while":
            test, body = op.regions
            self.loop(op, op.args, body.params, body)
            self.merge(test.params, op.args)
            self.merge(test.params, body.yields[1:])
        elif op.kind in ("put", "grow"):
            for r in self.operand_roots(op.args[0]):
                self.contents[r] |= self.operand_roots(*op.args[1:])
                if op.kind == "grow" and op.target == "extend":
                    self.contents[r] |= self.inner(self.operand_roots(op.args[1]))
        elif op.results:
            self.allocate(op)

    def loop(self, op: Op, inits: Any, params: Any, body: Region) -> None:
        self.merge(params, inits)
        self.merge(params, body.yields[1:])
        self.merge(op.results, inits)
        self.merge(op.results, body.yields[1:])

    def allocate(self, op: Op) -> None:
        out = op.results[0]
        if op.kind in ("item", "shrink"):
            base = self.operand_roots(op.args[0])
            if is_reference(out.type) or isinstance(out.type, TupleType):
                self.roots[out] |= self.leaf_of_parameter(op, out) or self.inner(base)
        elif op.kind == "view":
            if isinstance(out.type, Array | AnyType):
                self.roots[out] |= self.operand_roots(op.args[0])
                if isinstance(op.args[0], Const):
                    self.roots[out].add(("constant", id(op.args[0].value)))
        elif op.kind == "new":
            self.roots[out].add(out)
            self.contents[out] |= self.operand_roots(*op.args)
        elif is_reference(out.type) or isinstance(out.type, TupleType):
            self.primitive(op, out)

    def leaf_of_parameter(self, op: Op, out: Value) -> set[Root]:
        """An element of an argument that is read once, where the arguments are taken apart, is a root of its own."""
        base = op.args[0]
        while isinstance(base, Value) and base in self.definitions and self.definitions[base].kind == "item":
            base = self.definitions[base].args[0]
        if isinstance(base, Value) and base in self.function.body.params and isinstance(op.args[1], Const) and \
                op in self.function.body.ops and op.kind == "item":
            if not isinstance(out.type, Array):
                self.contents[out].add(("content", out))
                self.contents[("content", out)].add(("content", out))
            return {out}
        return set()

    def primitive(self, op: Op, out: Value) -> None:
        rule = lookup(op.target) if callable(op.target) else None
        how, _, name = (rule.storage if rule is not None else "unknown").partition(":")
        if how in ("view", "same", "maybe") and rule is not None:
            bound = bind(rule, op.args, dict(op.kwargs))
            source = bound.get(name)
            self.roots[out] |= self.operand_roots(source) if source is not None else self.operand_roots(*op.operands())
        if how in ("fresh", "maybe", "unknown"):
            self.roots[out].add(out)
        if how == "unknown":
            self.roots[out] |= self.operand_roots(*op.operands())
        if isinstance(out.type, ListType | DictType | TupleType | ObjectType):
            self.contents[out] |= self.inner(self.operand_roots(*op.operands()))

    def stores(self) -> dict[Root, list[Op]]:
        found: dict[Root, list[Op]] = defaultdict(list)
        for op in self.ops:
            if op.kind in WRITES:
                for r in self.operand_roots(op.args[0]):
                    found[r].append(op)
        return found


def modes(flow: Flow) -> dict[Root, str]:
    written = set(flow.stores())
    held = set().union(*flow.contents.values()) if flow.contents else set()
    mode = {r: "static" for r in written}
    for r in written:
        if r in held or not isinstance(r, Value) or isinstance(r.type, ObjectType):
            mode[r] = "dynamic"
    for v, roots in flow.roots.items():
        touched = roots & written
        if touched and (len(roots) > 1 or v in flow.merged or not mirrored(flow, v)):
            mode |= dict.fromkeys(roots, "dynamic")
    changed = True
    while changed:  # what may be one with a dynamic root is dynamic too; so is a container of such
        changed = False
        for roots in flow.roots.values():
            if any(mode.get(r) == "dynamic" for r in roots):
                for r in roots:
                    if mode.get(r) != "dynamic":
                        mode[r] = "dynamic"
                        changed = True
        for r, inside in flow.contents.items():
            if mode.get(r) == "static" and any(mode.get(i) == "dynamic" for i in inside):
                mode[r] = "dynamic"
                changed = True
    return mode


def mirrored(flow: Flow, v: Value) -> bool:
    """Whether v is a root, or reached from one by operations that can be repeated on the cotangent."""
    op = flow.definitions.get(v)
    if v in flow.roots[v]:
        return True
    if op is None:
        return False
    if op.kind == "view":
        return isinstance(v.type, Array)
    return op.kind == "prim" and op.target in MIRRORED
