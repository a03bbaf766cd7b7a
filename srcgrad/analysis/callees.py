"""What a call of an IR function does, as far as its caller has to know: found by iteration, since functions may call themselves.

    shares     of each result: the arguments with which it may share storage, and whether it may be newly allocated
    writes     the operations that write into the arguments, or into what they hold
    effects    whether it prints, raises, asserts, or calls something for its effect
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from srcgrad.ir.nodes import Function, Op, Value, values_in, walk
from srcgrad.ir.text import reachable
from srcgrad.record import dataclass

Roots = Mapping[Value, Any]


@dataclass(frozen=True)
class Shares:
    arguments: frozenset[int]
    fresh: bool


def calls(function: Function) -> bool:
    return any(op.kind == "call" for op in walk(function.body))


def shares(function: Function, roots_of: Callable[[Function, Any], Any]) -> dict[Function, tuple[Shares, ...]]:
    """Of a function and all that it calls, directly or not. `roots_of`: what each value of one function shares storage with."""
    callees = reachable(function)
    known = {f: tuple(Shares(frozenset(), False) for _ in f.body.yields) for f in callees}
    grown = True
    while grown:
        grown = False
        for f in callees:
            roots = roots_of(f, known)
            new = tuple(shared(f, o, roots) for o in f.body.yields)
            grown, known[f] = grown or new != known[f], new
    return known


def shared(f: Function, o: Any, roots: Any) -> Shares:
    places = {p: k for k, p in enumerate(f.body.params)}
    found = set().union(*(roots.get(v, ()) for v in values_in(o))) if o is not None else set()
    whose = [owner(r) for r in found]
    return Shares(frozenset(places[w] for w in whose if w in places), any(w not in places for w in whose))


def owner(root: Any) -> Any:
    """The parameter that a root belongs to: what it holds is ('content', parameter)."""
    while isinstance(root, tuple) and root[0] == "content":
        root = root[1]
    return root


def effects(function: Function) -> list[Op]:
    """What a call does besides giving results."""
    return [op for f in reachable(function) for op in walk(f.body) if op.kind == "effect"]
