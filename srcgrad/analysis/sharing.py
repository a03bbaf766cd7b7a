"""What each value may share storage with, and what the elements of a container may be: one solution by iteration.

    y = x * 2.0          roots {y}
    v = y[1:]            roots {y}
    z = y if c else w    roots {y, w}, loose: joined in a way that views do not mirror
    a.append(y)          contents of a {y}

The sets only grow, and hold at least what is possible; what a called function does with its arguments is told by `callees`.
"""
from __future__ import annotations

import operator
from collections import defaultdict
from typing import Any

import numpy as np

from srcgrad.analysis.callees import Places as Standing
from srcgrad.analysis.callees import Shares
from srcgrad.analysis.places import Places
from srcgrad.ir.nodes import Const, Function, Op, Region, Value, values_in, walk
from srcgrad.ir.types import AnyType, Array, DictType, ListType, ObjectType, ResidualType, TupleType, is_reference
from srcgrad.rules.infer.indexing import unknown_index
from srcgrad.rules.table import bind, lookup
from srcgrad.runtime import gradient_of

Root = Any
MIRRORED = {np.ndarray.T, np.transpose, np.ndarray.transpose, np.swapaxes, np.ndarray.swapaxes, np.moveaxis, np.expand_dims,
            np.flip, np.rollaxis}
LISTS = {list, tuple, sorted, operator.add, operator.mul, operator.getitem, np.ndarray.tolist}
WRITES = ("store", "put", "grow", "shrink")
CONTAINERS = (ListType, DictType, ObjectType)


def flowed(function: Function, callees: dict[Function, tuple[Shares, ...]]) -> Flow:
    flow = Flow(function, callees)
    again = any(op.regions or op.kind in ("call", "put", "grow") for op in flow.ops)  # else an operation finds all it reads settled
    while flow.round() and again:
        pass
    return flow


class Flow:
    """One solution by iteration: sets only grow.

    `joints`: where something came to share storage in a way that views do not mirror, and its name, if it is an array."""

    def __init__(self, function: Function, callees: dict[Function, tuple[Shares, ...]]):
        self.function, self.callees = function, callees
        self.roots: dict[Value, set[Root]] = defaultdict(set)
        self.contents: dict[Root, set[Root]] = defaultdict(set)
        self.ops = list(walk(function.body))
        self.definitions = {r: op for op in self.ops for r in op.results}
        self.places = Places.of(function)
        self.loose: set[Value] = set()
        self.joints: dict[tuple[Op, Root, Value | None], None] = {}
        for p in function.body.params:
            if is_reference(p.type) or isinstance(p.type, TupleType):
                self.roots[p].add(p)
                self.holds_something(p)

    def holds_something(self, p: Value) -> None:
        if not isinstance(p.type, Array):
            self.contents[p].add(("content", p))
            self.contents[("content", p)].add(("content", p))

    def round(self) -> bool:
        before = self.size()
        for op in self.ops:
            self.step(op)
        return self.size() != before

    def size(self) -> int:
        return sum(map(len, self.roots.values())) + sum(map(len, self.contents.values())) + len(self.loose) + len(self.joints)

    def inner(self, roots: set[Root]) -> set[Root]:
        return set().union(*(self.contents[r] for r in list(roots))) if roots else set()

    def operand_roots(self, *operands: Any) -> set[Root]:
        return set().union(*(self.roots[v] for v in values_in(*operands))) if operands else set()

    def join(self, op: Op, roots: set[Root], name: Value | None = None) -> None:
        plain = name if name is not None and isinstance(name.type, Array) else None
        for r in roots:
            self.joints[op, r, plain] = None

    def merge(self, op: Op, targets: Any, sources: Any) -> None:
        for t, s in zip(targets, sources):
            if isinstance(t, Value):
                found = self.operand_roots(s)
                self.roots[t] |= found
                if found:
                    self.loose.add(t)
                    self.join(op, found, t)

    def step(self, op: Op) -> None:
        if op.kind in ("if", "try"):
            for r in op.regions:
                self.merge(op, op.results, r.yields)
        elif op.kind == "with":
            self.merge(op, op.results, op.regions[0].yields)
        elif op.kind == "for":
            self.loop(op, op.args[3:], op.regions[0].params[1:], op.regions[0])
        elif op.kind == "each":
            self.walked(op)
        elif op.kind == "while":
            test, body = op.regions
            self.loop(op, op.args, body.params, body)
            self.merge(op, test.params, op.args)
            self.merge(op, test.params, body.yields[1:])
        elif op.kind in ("put", "grow"):
            self.put(op)
        elif op.kind == "call":
            self.called(op)
        elif op.results:
            self.allocate(op)

    def walked(self, op: Op) -> None:
        body = op.regions[0]
        count = len(body.params) - (len(op.args) - 1)
        held = self.inner(self.operand_roots(op.args[0]))
        for p in body.params[:count]:
            if is_reference(p.type) or isinstance(p.type, TupleType):
                self.roots[p] |= held | self.inner(held)
                self.loose.add(p)
        self.loop(op, op.args[1:], body.params[count:], body)

    def put(self, op: Op) -> None:
        held = self.operand_roots(*op.args[1:])
        if op.kind == "grow" and op.target == "extend":
            held |= self.inner(held)
        for r in self.operand_roots(op.args[0]):
            self.contents[r] |= held
        self.join(op, held)

    def loop(self, op: Op, inits: Any, params: Any, body: Region) -> None:
        for targets in (params, op.results):
            self.merge(op, targets, inits)
            self.merge(op, targets, body.yields[1:])

    def allocate(self, op: Op) -> None:
        out = op.results[0]
        if op.kind in ("item", "shrink"):
            if is_reference(out.type) or isinstance(out.type, TupleType):
                leaf = self.leaf_of_parameter(op, out)
                self.roots[out] |= leaf or self.inner(self.operand_roots(op.args[0])) | self.outside(op.args[0])
                if not leaf:
                    self.loose.add(out)
        elif op.kind == "view":
            if isinstance(out.type, Array | AnyType):
                self.roots[out] |= self.operand_roots(op.args[0])
                self.follow(out, op.args[0])
                if unknown_index(op.args[1]) or isinstance(out.type, AnyType):  # a view or a copy, or a number
                    self.roots[out].add(out)
                    self.loose.add(out)
                    self.join(op, self.operand_roots(op.args[0]), out)
                self.roots[out] |= self.outside(op.args[0])
        elif op.kind == "load":
            if is_reference(out.type):
                self.roots[out].add(out)
        elif op.kind == "new":
            self.roots[out].add(out)
            held = self.operand_roots(*op.args)
            self.contents[out] |= held
            self.join(op, held)
        elif is_reference(out.type) or isinstance(out.type, TupleType):
            self.primitive(op, out)

    def called(self, op: Op) -> None:
        """A result is new, or one of the arguments, or something that one of them holds."""
        for out in (r for r in op.results if isinstance(r.type, ResidualType)):
            given = self.operand_roots(*op.args, *(r for r in op.results if r is not out))
            self.roots[out].add(out)
            self.contents[out] |= given | self.inner(given)
        for out, how in zip(op.results, self.callees[op.target]):
            shared = self.found(op, how.itself)
            if how.itself.new:
                self.roots[out].add(out)
            self.contents[out] |= self.found(op, how.inside)
            if how.inside.new:
                self.contents[out].add(("content", out))
                self.contents["content", out].add(("content", out))
            if shared:
                self.roots[out] |= shared
                self.loose.add(out)
                self.join(op, shared)

    def found(self, op: Op, places: Standing) -> set[Root]:
        """The storage in a caller that a callee speaks of."""
        inner = self.operand_roots(*(op.args[k] for k in places.parts))
        return self.operand_roots(*(op.args[k] for k in places.arguments)) | self.inner(inner) | self.inner(self.inner(inner))

    def outside(self, o: Any) -> set[Root]:
        """The storage of something that lives outside of the function, and of what it holds."""
        if not isinstance(o, Const) or not isinstance(o.value, np.ndarray | list | dict) and not hasattr(o.value, "__dict__"):
            return set()
        root = ("constant", id(o.value))
        self.contents[root].add(root)
        return {root}

    def follow(self, out: Value, *bases: Any) -> None:
        if any(v in self.loose for v in values_in(*bases)):
            self.loose.add(out)

    def leaf_of_parameter(self, op: Op, out: Value) -> set[Root]:
        """An element of an argument that is read once, where the arguments are taken apart, is a root of its own."""
        if op.kind != "item":
            return set()
        base = op.args[0]
        while isinstance(base, Value) and base in self.definitions and self.definitions[base].kind == "item":
            base = self.definitions[base].args[0]
        if isinstance(base, Value) and base in self.function.body.params and isinstance(op.args[1], Const) and \
                op in self.function.body.ops and op.kind == "item":
            self.holds_something(out)
            return {out}
        return set()

    def primitive(self, op: Op, out: Value) -> None:
        if op.target is operator.getitem and self.outside(op.args[0]):
            self.roots[out] |= self.outside(op.args[0])
            return
        rule = lookup(op.target)
        how, _, name = (rule.storage if rule is not None else "unknown").partition(":")
        written = dict(op.kwargs).get("out")
        if written is not None:  # in place
            self.roots[out] |= self.operand_roots(written)
            self.loose.add(out)
            return
        if isinstance(out.type, ListType) and op.target in LISTS:
            how = "fresh"  # a new list of what the old ones hold
        shared: set[Root] = set()
        if how in ("view", "same", "maybe") and rule is not None:
            source = bind(rule, op.args, dict(op.kwargs), strict=False).get(name)
            shared = self.operand_roots(source) if source is not None else self.operand_roots(*op.operands())
            shared |= self.outside(source)
            self.follow(out, *([source] if source is not None else op.operands()))
        if how == "unknown":
            shared = self.operand_roots(*op.operands()[op.target is gradient_of:])  # which takes the class of its first alone
        if how in ("fresh", "maybe", "unknown"):
            self.roots[out].add(out)
        self.roots[out] |= shared
        if shared and op.target not in MIRRORED:
            self.loose.add(out)
            self.join(op, shared, out)
        if isinstance(out.type, (*CONTAINERS, TupleType)):
            self.contents[out] |= self.inner(self.operand_roots(*op.operands())) | shared
            if shared:  # np.split gives a list of views
                self.roots[out].add(out)
            elif isinstance(out.type, TupleType) and not self.contents[out]:
                self.contents[out].add(("inside", out))  # rows, cols = np.triu_indices(3): arrays that may be written

    def stores(self) -> dict[Root, list[Op]]:
        found: dict[Root, list[Op]] = defaultdict(list)
        for op in self.ops:
            written = op.args[:1] if op.kind in WRITES else op.operands() if may_write(op) else ()
            if op.kind == "prim":
                written = tuple(o for k, o in op.kwargs if k == "out")
            for r in self.operand_roots(*written):
                found[r].append(op)
        return found


def may_write(op: Op) -> bool:
    """Whether a function that is called for its effect may write into what it is given: nothing is known of it, or it shuffles."""
    if op.kind != "effect" or not callable(op.target) or op.target is print:
        return False
    if isinstance(op.target, type) and issubclass(op.target, BaseException):
        return False
    own = str(getattr(op.target, "__module__", "")).startswith("srcgrad.runtime")
    return not own and (lookup(op.target) is None or getattr(op.target, "__name__", "") == "shuffle")
