"""Large arrays that nobody reads again are let go of, where many would be held at once until the function returns.

    T_bar = e_bar * cdf2 * t                T_bar = e_bar * cdf2 * t
    d_bar = c * np.exp(-d ** 2)      ->     del cdf2
                                            d_bar = c * np.exp(-d ** 2)

Said only in the body of a function, of arrays that are made there and that nothing but variables holds, and only of those with as
many axes as any. What is written over (`reuse.py`), or whose name is taken by something else first, needs no such line. The lines
stand where the next large array is about to be made.
"""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from srcgrad.analysis.storage import storage
from srcgrad.backend.coalesce import Classes
from srcgrad.backend.liveness import Liveness
from srcgrad.backend.purity import out_of
from srcgrad.backend.reuse import allocates, may_be_large
from srcgrad.ir.nodes import Op, Value, walk
from srcgrad.ir.types import Array

MANY = 7  # large arrays, from which on fewer are worth a line
LEAST = 2  # how many fewer there have to be

Releases = dict[Op, tuple[str, ...]]


def releases(live: Liveness, classes: Classes, names: Mapping[Value, str]) -> Releases:
    """The names to delete before each operation of the function's body."""
    found = large_arrays(live)
    if len(found) <= MANY:
        return {}
    body = Body(live, classes, names, found)
    kept, _ = body.run(False)
    least, out = body.run(True)
    return out if kept > MANY and kept - least >= LEAST else {}


def large_arrays(live: Liveness) -> set[Value]:
    """The large arrays that are made in the body and held by variables alone: those with the most axes."""
    function = live.plan.uses.function
    made = [v for op in function.body.ops if allocates(op) for v in op.results if may_be_large(v.type)]
    if len(made) <= MANY:
        return set()
    store = storage(function)
    held = {r for inside in store.contents.values() for r in inside}
    most = max(map(axes, made), default=0)
    return {v for v in made if axes(v) == most and store.of(v) == {v} and v not in held}


class Body:
    """The statements of a function, walked through with the large array that each variable stands for."""

    def __init__(self, live: Liveness, classes: Classes, names: Mapping[Value, str], large: set[Value]) -> None:
        self.live, self.classes, self.names = live, classes, names
        self.ops = live.plan.printed(live.plan.uses.function.body)
        self.root: dict[Value, Value] = {}  # the array that a value is, or is a view of
        mixed: set[Value] = set()
        last: dict[Value, int] = {}
        store = storage(live.plan.uses.function)
        for v in live.ranges:
            found = store.of(v)
            if len(found) > 1:
                mixed |= found & large
            elif found & large:
                (self.root[v],) = found
                last[self.root[v]] = min(last.get(self.root[v], 10**9), live.ranges[v][0][0])
        self.dying: dict[Op, list[Value]] = {}
        spans = live.spans
        starts = [lo for _, lo in spans]
        for r, place in last.items():
            k = bisect_right(starts, place) - 1
            if k >= 0 and r not in mixed:
                self.dying.setdefault(spans[k][0], []).append(r)

    def run(self, releasing: bool) -> tuple[int, Releases]:
        """How many large arrays there are at most, and the names deleted before each operation."""
        bound: dict[str, Value] = {}
        holders: dict[Value, set[str]] = {}  # of each array that is there
        waiting: dict[str, None] = {}
        out: Releases = {}
        most = 0
        for op in self.ops:
            if waiting and self.makes(op):
                out[op] = tuple(waiting)
                waiting = {}
            new = {self.name(v): self.root[v] for v in op.results if v in self.root and not op.regions}
            most = max(most, len(holders) + len(set(new.values()) - holders.keys()))
            for name in self.written(op):
                waiting.pop(name, None)
                old = bound.pop(name, None)
                if old is not None:
                    holders[old].discard(name)
                    if not holders[old]:
                        del holders[old]
            for name, r in new.items():
                bound[name] = r
                holders.setdefault(r, set()).add(name)
            gone = [name for r in self.dying.get(op, ()) for name in holders.pop(r, ())] if releasing else []
            for name in sorted(gone):
                waiting[name] = None
                del bound[name]
        return most, out

    def name(self, v: Value) -> str:
        return self.names.get(self.classes.of(v), "")

    def written(self, op: Op) -> set[str]:
        """The variables that a statement assigns to, tuples taken apart included."""
        every = [op, *(o for r in op.regions for o in walk(r))]
        whole = [v for o in every for v in (*o.results, *(p for r in o.regions for p in r.params))]
        parts = [v for o in every for v in self.live.plan.unpacked.get(o, ()) if v is not None]
        return {self.name(v) for v in (*whole, *parts)}

    def makes(self, op: Op) -> bool:
        """Whether a large array is made by a statement, or on the way to what it makes."""
        if op.regions:
            return True
        return any(may_be_large(v.type) and out_of(o) is None for o in self.live.plan.inside(op) for v in o.results)


def axes(v: Value) -> int:
    assert isinstance(v.type, Array) and v.type.shape is not None
    return sum(not d.is_one for d in v.type.shape)
