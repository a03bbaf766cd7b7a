"""A name for each variable: the user's where it is free, else x1, x2 where several values of one name are alive."""

from __future__ import annotations

import keyword
import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Set
from heapq import heappop, heappush
from itertools import count
from math import inf

from srcgrad.backend.coalesce import Classes
from srcgrad.backend.nameless import default_name
from srcgrad.backend.ranges import Ranges, add, meet
from srcgrad.backend.structure import LOOPS, loop_of
from srcgrad.backend.uses import BLANK, HINTS, Uses
from srcgrad.ir.nodes import Const, Function, Op, Operand, Seq, Value, walk

INDEX_NAMES = ("i", "k", "")


def name_variables(classes: Classes, avoid: set[str]) -> dict[Value, str]:
    """The name of each class. Parameters keep theirs; the others follow in the order in which they are first
    written."""
    uses = classes.live.plan.uses
    born, hints = births(uses), name_hints(uses)
    members: dict[Value, list[Value]] = defaultdict(list)
    for v in sorted(classes.live.ranges, key=lambda v: born[v]):
        members[classes.of(v)].append(v)
    given = Given()
    names: dict[Value, str] = {}
    users = {n for c in members for n in classes.names[c]}
    taped = taped_values(uses)
    for c in sorted(members, key=lambda c: (c not in classes.pinned, born[members[c][0]])):
        base = wanted_name(c, members[c], classes, hints) or remembered(members[c], taped, names, classes)
        base = "" if base == BLANK and c not in classes.pinned else base
        if base in HINTS and base.startswith(("_bar", "__bar")):
            base = ("t_" if "e" in users or "e_bar" in users else "e_") + base.lstrip("_")
        ranges = classes.ranges[c]
        if c in classes.pinned:
            names[c] = given.take(other_than(clean(base), set(names.values())), ranges)
        else:
            names[c] = given.free(base or default_name(members[c][0], uses), ranges, avoid if base else avoid | users)
    return names


def other_than(name: str, others: set[str]) -> str:
    """Parameters of one name: only the user's are known to have different ones."""
    return next(n for n in (numbered(name, k) for k in count()) if n not in others)


class Given:
    """Where each name is taken. Of x, x1, x2, … those that are taken at the place where a value is made need not be looked at:
    values come in the order of the text, so that the ends of what is taken, kept in a heap, are passed one after the other.
    """

    def __init__(self) -> None:
        self.taken: dict[str, Ranges] = defaultdict(list)
        self.busy: dict[str, list[tuple[int, int]]] = defaultdict(list)  # base → (where it ends, which of its names)
        self.idle: dict[str, list[int]] = defaultdict(list)
        self.made: dict[str, int] = defaultdict(int)
        self.front: float = inf  # how far the text has come

    def take(self, name: str, ranges: Ranges) -> str:
        add(self.taken[name], ranges)
        return name

    def free(self, base: str, ranges: Ranges, barred: Set[str]) -> str:
        """The first of the names of a base that is free in these ranges; places count from the end of the text."""
        base = clean(base)
        busy, idle = self.busy[base], self.idle[base]
        end, start = next((r for r in reversed(ranges) if r[1] <= self.front), (ranges[0][0], -1))
        while busy and -busy[0][0] > start:
            insort(idle, heappop(busy)[1])
        self.front = start if start >= 0 else self.front
        for k in self.numbers(base):
            name = numbered(base, k)
            if name not in barred and not meet(self.taken[name], ranges):
                idle.remove(k)
                heappush(busy, (-end, k))
                return self.take(name, ranges)
        raise AssertionError("names do not end")

    def numbers(self, base: str) -> Iterator[int]:
        yield from tuple(self.idle[base])
        while True:
            self.idle[base].append(self.made[base])
            self.made[base] += 1
            yield self.made[base] - 1


def wanted_name(c: Value, members: list[Value], classes: Classes, hints: dict[Value, str]) -> str:
    if c in classes.pinned:
        return c.name
    carried = [v for v in members if v in classes.live.plan.uses.carried]
    elements = [v for v in members if v in hints and v.name in INDEX_NAMES]
    for v in [*carried, *members]:
        if v.name in classes.names[c] and not (v in elements and v.name in INDEX_NAMES):
            return v.name
    found = next((hints[v] for v in members if v in hints), None)
    return found or next((v.name for v in members if v.name), "")


def remembered(members: list[Value], taped: dict[Value, Value], names: dict[Value, str], classes: Classes) -> str:
    """What comes back from a tape is called what it was called when it was put there."""
    return next((n for v in members if v in taped and (n := names.get(classes.of(taped[v])))), "")


def taped_values(uses: Uses) -> dict[Value, Value]:
    """For what the reverse sweep takes from a tape: what the forward sweep put there."""
    pushed: dict[Value, tuple[Operand, ...]] = {}
    found: dict[Value, Value] = {}
    for op in walk(uses.function.body):
        if op.kind == "grow" and op.target == "append" and isinstance(op.args[0], Value):
            item = op.args[1]
            pushed.setdefault(op.args[0], item.items if isinstance(item, Seq) and item.cls is tuple else (item,))
    for op in walk(uses.function.body):
        source = op.args[0] if op.args and isinstance(op.args[0], Value) else None
        if op.kind == "each" and source in pushed:
            found |= paired(loop_of(op).elements, pushed[source])
        elif op.kind == "shrink" and source in pushed and len(pushed[source]) == 1:
            found |= paired(op.results, pushed[source])
        elif op.kind == "item" and isinstance(op.args[1], Const) and source in uses.maker:
            taken = uses.maker[source]
            if taken.kind == "shrink" and taken.args[0] in pushed:
                found |= paired(op.results, pushed[taken.args[0]][op.args[1].value :])
    return found


def paired(fields: tuple[Value, ...], items: tuple[Operand, ...]) -> dict[Value, Value]:
    return {f: i for f, i in zip(fields, items) if isinstance(i, Value)}


def numbered(base: str, k: int) -> str:
    """x, x1, x2, …; x_bar, x1_bar, …"""
    if k == 0:
        return base
    stem, suffix = (base[:-4], base[-4:]) if base.endswith(("_bar", "_dot")) and len(base) > 4 else (base, "")
    return f"{stem}{'_' if stem[-1:].isdigit() else ''}{k}{suffix}"


def clean(name: str) -> str:
    """A name that Python takes."""
    name = re.sub(r"\W", "_", name)
    name = f"_{name}" if name[:1].isdigit() or not name else name
    return f"{name}_" if keyword.iskeyword(name) else name


def births(uses: Uses) -> dict[Value, tuple[int, int]]:
    """When each value is first written, in the order of the text."""
    found: dict[Value, tuple[int, int]] = {p: (0, k) for k, p in enumerate(uses.function.body.params)}
    for op in walk(uses.function.body):
        for r in op.regions:
            found |= {p: (uses.start[op], k) for k, p in enumerate(r.params)}
        found |= {p: (uses.end[op], k) for k, p in enumerate(op.results)}
    return found


def name_hints(uses: Uses) -> dict[Value, str]:
    """Names for values that have none (or only a loop's own): what they are assigned to at the end of a region."""
    found: dict[Value, str] = {}

    def hint(o: Operand, name: str) -> None:
        if isinstance(o, Value) and name and (not o.name or o in elements):
            found.setdefault(o, name)

    elements = elements_of(uses.function)
    for op in walk(uses.function.body):
        for name, o in assignments(op):
            hint(o, name)
    for o in uses.function.body.yields:
        if isinstance(o, Value) and o in uses.maker and uses.end[uses.maker[o]] < uses.turn:
            hint(o, "out")
    return found


def elements_of(function: Function) -> set[Value]:
    return {e for op in walk(function.body) if op.kind in LOOPS for e in loop_of(op).elements if e.name in INDEX_NAMES}


def assignments(op: Op) -> list[tuple[str, Operand]]:
    if op.kind in LOOPS:
        loop = loop_of(op)
        return [
            ("stop", loop.flag),
            *((p.name, o) for p, o in zip(loop.params, loop.nexts)),
            *((p.name, o) for p, o in zip(loop.params, loop.first)),
        ]
    return [(r.name, o) for region in op.regions for r, o in zip(op.results, region.yields)]
