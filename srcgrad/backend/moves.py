"""Copies between variables, in an order in which none is overwritten before it is read.

    a <- b, b <- c              a = b; b = c
    a <- b, b <- a + b          a, b = b, a + b         a cycle is one assignment of tuples
"""

from __future__ import annotations

from typing import Any

import gast

from srcgrad.backend.literals import name_of
from srcgrad.record import dataclass


@dataclass(frozen=True)
class Move:
    """`reads`: the names in the expression. `fact`: the value, where that is True or False. `number`: it is one, and was."""

    name: str
    value: gast.expr
    reads: frozenset[str]
    fact: Any = None
    number: bool = False


def sequenced(moves: list[Move]) -> list[list[Move]]:
    """Groups of moves, each of which is one assignment."""
    left, out = [m for m in moves if not (isinstance(m.value, gast.Name) and m.value.id == m.name)], []
    while left:
        ready = next((m for m in left if not any(m.name in o.reads for o in left if o is not m)), None)
        group = [ready] if ready is not None else cycle(left)
        out.append(group)
        left = [m for m in left if not any(m is g for g in group)]
    return out


def gathered(groups: list[list[Move]]) -> list[list[Move]]:
    """`x_bar = y_bar = 0.0`: cotangents that start from the same number are one assignment."""
    out: list[list[Move]] = []
    for group in groups:
        if out and is_start(group) and is_start(out[-1]) and same_number(out[-1], group):
            out[-1] = [*out[-1], *group]
        else:
            out.append(group)
    return out


def is_start(group: list[Move]) -> bool:
    return all(m.name.endswith(("_bar", "_dot")) and is_number(m.value) for m in group)


def same_number(a: list[Move], b: list[Move]) -> bool:
    return repr(a[0].value.value) == repr(b[0].value.value)


def is_number(e: gast.expr) -> bool:
    return isinstance(e, gast.Constant) and type(e.value) in (int, float)


def cycle(moves: list[Move]) -> list[Move]:
    """The moves that wait for each other, found by following who reads what one would overwrite."""
    path = [moves[0]]
    while True:
        reader = next(m for m in moves if m is not path[-1] and path[-1].name in m.reads)
        if any(reader is m for m in path):
            found = path[next(k for k, m in enumerate(path) if m is reader) :]
            return closed(found, moves)
        path.append(reader)


def closed(group: list[Move], moves: list[Move]) -> list[Move]:
    """With all others that read what the group overwrites, in the order in which they stood."""
    while True:
        names = {m.name for m in group}
        more = [m for m in moves if not any(m is g for g in group) and m.reads & names]
        if not more:
            return [m for m in moves if any(m is g for g in group)]
        group = group + more


def assignment(group: list[Move]) -> gast.stmt:
    targets = [stored(m.name) for m in group]
    first = group[0]
    if len(group) == 1 and first.number and is_update(first.value, first.name):
        return gast.AugAssign(targets[0], first.value.op, first.value.right)
    if len(group) == 1 or is_start(group):
        return gast.Assign(targets, group[0].value, None)
    return gast.Assign([gast.Tuple(targets, gast.Store())], gast.Tuple([m.value for m in group], gast.Load()), None)


def is_update(e: gast.expr, name: str) -> bool:
    """Whether s + x is to be assigned to s."""
    arithmetic = isinstance(e, gast.BinOp) and isinstance(e.op, gast.Add | gast.Sub | gast.Mult | gast.Div)
    return arithmetic and isinstance(e.left, gast.Name) and e.left.id == name


def stored(name: str) -> gast.expr:
    out = name_of(name)
    out.ctx = gast.Store()
    return out
