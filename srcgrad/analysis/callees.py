"""What a call of an IR function does, as far as its caller has to know: found by iteration, since functions may call themselves.

    shares     of each result: the arguments with which it may share storage, and whether it may be newly allocated
    writes     the operations that write into the arguments, or into what they hold
    effects    whether it prints, raises, asserts, or calls something for its effect
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from srcgrad.ir.nodes import Function, Op, Operand, Value, values_in, walk
from srcgrad.ir.text import reachable
from srcgrad.record import dataclass


@dataclass(frozen=True)
class Places:
    """arguments: the very storage of these; parts: what these hold; new: something that was allocated inside."""

    arguments: frozenset[int] = frozenset()
    parts: frozenset[int] = frozenset()
    new: bool = False


@dataclass(frozen=True)
class Shares:
    """Where a result, and what it holds, may stand."""

    itself: Places = Places()
    inside: Places = Places()


def calls(function: Function) -> bool:
    return any(op.kind == "call" for op in walk(function.body))


def shares(function: Function, flow_of: Callable[[Function, Any], Any]) -> dict[Function, tuple[Shares, ...]]:
    """Of a function and all that it calls, directly or not. `flow_of`: what each value of one function shares storage with."""
    callees = reachable(function)
    known = {f: tuple(Shares() for _ in f.body.yields) for f in callees}
    grown = True
    while grown:
        grown = False
        for f in callees:
            flow = flow_of(f, known)
            new = tuple(shared(f, o, flow.roots, flow.contents) for o in f.body.yields)
            grown, known[f] = grown or new != known[f], new
    return known


def shared(f: Function, o: Operand, roots: Mapping[Value, set[Any]], contents: Mapping[Any, set[Any]]) -> Shares:
    mine: set[Any] = set().union(*(roots.get(v, ()) for v in values_in(o)))
    held: set[Any] = set()
    todo = list(mine)
    while todo:
        more = contents.get(todo.pop(), set()) - held
        held |= more
        todo += more
    return Shares(places(f, mine), places(f, held))


def places(f: Function, roots: set[Any]) -> Places:
    params = {p: k for k, p in enumerate(f.body.params)}
    whole = frozenset(params[r] for r in roots if r in params)
    owners = [owner(r) for r in roots if r not in params]
    return Places(whole, frozenset(params[w] for w in owners if w in params), any(w not in params for w in owners))


def owner(root: Any) -> Any:
    """The parameter that a root belongs to: what it holds is ('content', parameter)."""
    while isinstance(root, tuple) and root[0] == "content":
        root = root[1]
    return root


def effects(function: Function) -> list[Op]:
    """What a call does besides giving results."""
    return [op for f in reachable(function) for op in walk(f.body) if op.kind == "effect"]
