"""Where things are alive, as ranges of places: disjoint, in order, both ends included.

    [(0, 3), (7, 7)]      alive at 0, 1, 2, 3 and 7
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Set
from math import inf

from srcgrad.ir.nodes import Value

Ranges = list[tuple[int, int]]


def meet(a: Ranges, b: Ranges) -> bool:
    """Whether there is a place in both."""
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    for first, last in few:
        k = bisect_right(many, (last, inf)) - 1  # the last one that begins in time
        if k >= 0 and many[k][1] >= first:
            return True
    return False


def add(ranges: Ranges, more: Ranges) -> None:
    """Take in ranges that do not meet those that are there."""
    for r in more:
        insort(ranges, r)


class Recorder:
    """Goes from place to place and notes what is alive there; a place costs as much as changes there. `always`: alive besides,
    wherever that is not said otherwise."""

    def __init__(self) -> None:
        self.of: dict[Value, Ranges] = {}
        self.opened: dict[Value, int] = {}
        self.always: list[Set[Value]] = []
        self.now = 0

    def at(self, live: Set[Value], always: bool = True) -> None:
        """A place where exactly these are alive."""
        target = live.union(*self.always) if always and self.always else live  # type: ignore[attr-defined]
        self.end(self.opened.keys() - target)
        self.begin(target - self.opened.keys())
        self.now += 1

    def begin(self, values: Iterable[Value]) -> None:
        for v in values:
            self.opened.setdefault(v, self.now)

    def end(self, values: Iterable[Value]) -> None:
        for v in values:
            if v in self.opened:
                self.of.setdefault(v, []).append((self.opened.pop(v), self.now - 1))

    def operation(self, written: Set[Value], read: Set[Value]) -> None:
        """The place after an operation, and the one before it."""
        self.begin(written)
        self.now += 1
        self.end(v for v in written - read if not any(v in more for more in self.always))
        self.begin(read)
        self.now += 1
