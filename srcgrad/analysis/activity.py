"""Activity: which values depend on the inputs (varied) and which the result depends on (useful).

Both are closures over the graph of values and storage roots; a value has a cotangent only where both hold.
"""
from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from srcgrad.analysis.storage import Storage, storage
from srcgrad.ir.nodes import Function, Op, Operand, Value, values_in, walk
from srcgrad.ir.text import reachable
from srcgrad.ir.types import may_vary
from srcgrad.record import dataclass
from srcgrad.rules.table import UnsupportedKeyword, bind, lookup


@dataclass(frozen=True)
class Activity:
    varied: frozenset[Any]
    useful: frozenset[Any]
    origin: dict[Any, Any]  # of a varied value: the value it got that from

    def active(self, v: Value) -> bool:
        return v in self.varied and v in self.useful


def activity(function: Function, store: Storage, inputs: Iterable[Value], outputs: Iterable[Operand],
             cut: frozenset[Value] = frozenset()) -> Activity:
    """`cut`: values by which the derivative of everything is known to be zero (see `shift`)."""
    forward: dict[Any, set[Any]] = defaultdict(set)
    for source, target in edges(function, store):
        if source not in cut:
            forward[source].add(target)
    varied, origin = closure(forward, [v for v in inputs if may_vary(v.type)])
    backward: dict[Any, set[Any]] = defaultdict(set)
    for source, targets in forward.items():
        for t in targets:
            backward[t].add(source)
    useful, _ = closure(backward, list(values_in(*outputs)))
    return Activity(frozenset(varied), frozenset(useful), origin)


def closure(graph: dict[Any, set[Any]], start: list[Any]) -> tuple[set[Any], dict[Any, Any]]:
    seen, origin, todo = set(start), {}, deque(start)
    while todo:
        v = todo.popleft()
        for w in graph.get(v, ()):
            if w not in seen and (not isinstance(w, Value) or may_vary(w.type)):
                seen.add(w)
                origin[w] = v
                todo.append(w)
    return seen, origin


def edges(function: Function, store: Storage) -> Iterable[tuple[Any, Any]]:
    """(source, target): the target's number depends on the source's. Storage roots stand for what they hold."""
    for v, roots in store.roots.items():
        for r in roots:
            yield v, ("root", r)
            yield ("root", r), v
    for r, inside in store.contents.items():
        for c in inside:
            yield ("root", c), ("root", r)
            yield ("root", r), ("root", c)
    for op in walk(function.body):
        yield from op_edges(op, store)


def op_edges(op: Op, store: Storage) -> Iterable[tuple[Any, Any]]:
    if op.kind in ("prim", "effect"):
        sources = differentiable(op)
        for out in op.results:
            yield from ((s, out) for s in sources)
    elif op.kind in ("view", "load", "item", "shrink", "new"):
        for out in op.results:
            yield from ((s, out) for s in values_in(*(op.args[:1] if op.kind != "new" else op.args)))
    elif op.kind in ("store", "put", "grow"):
        value = op.args[-1:] if len(op.args) > 1 else ()
        for base in values_in(op.args[0]):
            for s in values_in(*value):
                yield s, base
                yield from ((s, ("root", r)) for r in store.of(base))
    elif op.kind in ("if", "try", "with"):
        for r in op.regions:
            yield from pairs(r.yields, op.results)
    elif op.kind in ("for", "each", "while"):
        yield from loop_edges(op)
    elif op.kind == "call":
        for out, needed in zip(op.results, dependence(op.target)):
            yield from ((v, out) for k in needed for v in values_in(op.args[k]))


def dependence(callee: Function) -> tuple[frozenset[int], ...]:
    """Of each result of a function: the arguments on which its number depends."""
    if callee not in DEPENDENCE:
        known = {f: tuple(frozenset[int]() for _ in f.body.yields) for f in reachable(callee)}
        before = None
        while known != before:
            before = dict(known)
            for f in known:
                DEPENDENCE[f] = known[f]
            known = {f: depends(f) for f in known}
    return DEPENDENCE[callee]


def depends(f: Function) -> tuple[frozenset[int], ...]:
    back: dict[Any, set[Any]] = defaultdict(set)
    for source, target in edges(f, storage(f)):
        back[target].add(source)
    found = [closure(back, list(values_in(o)))[0] for o in f.body.yields]
    return tuple(frozenset(k for k, p in enumerate(f.body.params) if p in inside) for inside in found)


DEPENDENCE: WeakKeyDictionary[Function, tuple[frozenset[int], ...]] = WeakKeyDictionary()


def pairs(sources: Iterable[Operand], targets: Iterable[Value]) -> Iterable[tuple[Any, Any]]:
    for s, t in zip(sources, targets):
        yield from ((v, t) for v in values_in(s))


def loop_edges(op: Op) -> Iterable[tuple[Any, Any]]:
    body = op.regions[-1]
    inits = op.args[len(op.args) - len(op.results):]
    params = body.params[len(body.params) - len(op.results):]
    for targets in (params, op.results, op.regions[0].params if op.kind == "while" else ()):
        yield from pairs(inits, targets)
        yield from pairs(body.yields[1:], targets)
    if op.kind == "each":
        for p in body.params[:len(body.params) - len(op.results)]:
            yield from ((v, p) for v in values_in(op.args[0]))


def differentiable(op: Op) -> list[Value]:
    """The operands that the result of a primitive depends on smoothly."""
    rule = lookup(op.target)
    if rule is None:
        return list(values_in(*op.operands()))
    if rule.kind == "zero":
        return []
    if rule.kind == "unsupported":
        return list(values_in(*op.operands()))
    try:
        bound = bind(rule, op.args, dict(op.kwargs))
    except (UnsupportedKeyword, TypeError):
        return list(values_in(*op.operands()))
    return [v for name in (*rule.differentiable, *rule.fixed) for v in values_in(bound[name])]
