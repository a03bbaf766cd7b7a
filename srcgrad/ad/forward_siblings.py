"""The siblings of IR functions that also compute tangents: each is made when it is first called."""
from __future__ import annotations

from collections.abc import Callable

from srcgrad.ad.masks import Facts
from srcgrad.errors import SrcgradError
from srcgrad.ir.nodes import Function, Region
from srcgrad.record import dataclass


@dataclass(frozen=True, eq=False)
class Sibling:
    primal: Function
    facts: Facts
    function: Function


class Siblings:
    """The functions with tangents, of all that are called with something active."""

    def __init__(self, found: dict[Function, Facts], run: Callable[[Siblings, Sibling], None]) -> None:
        self.found, self.run = found, run
        self.made: dict[Function, Sibling] = {}
        self.waiting: list[Sibling] = []
        self.refusals: list[SrcgradError] = []

    def of(self, f: Function) -> Sibling | None:
        if f not in self.made:
            facts = self.found.get(f)
            if facts is None or not facts.inputs or not facts.outputs:
                return None
            self.made[f] = Sibling(f, facts, Function(f"{f.name}_jvp", Region((), (), ()), f.span, f.notes))
            self.waiting.append(self.made[f])
        return self.made[f]

    def finish(self) -> None:
        while self.waiting:
            self.run(self, self.waiting.pop())
