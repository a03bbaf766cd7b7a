"""Where things stand in a function: the order of operations, and the regions around each operation and value."""
from __future__ import annotations

from dataclasses import field

from srcgrad.ir.nodes import Function, Op, Region, Value
from srcgrad.record import dataclass

Path = tuple[tuple[Op, int], ...]  # the operations around, outermost first, each with the number of the region inside it
LOOPS = ("for", "while", "each")


@dataclass(frozen=True)
class Places:
    """order: of operations in the text; path: what is around an operation; home: around the definition of a value."""

    order: dict[Op, int] = field(default_factory=dict)
    path: dict[Op, Path] = field(default_factory=dict)
    home: dict[Value, Path] = field(default_factory=dict)

    @staticmethod
    def of(function: Function) -> Places:
        places = Places()
        places._number(function.body, ())
        return places

    def _number(self, region: Region, path: Path) -> None:
        for p in region.params:
            self.home[p] = path
        for op in region.ops:
            self.order[op] = len(self.order)
            self.path[op] = path
            for r in op.results:
                self.home[r] = path
            for k, inner in enumerate(op.regions):
                self._number(inner, (*path, (op, k)))

    def inside(self, op: Op, path: Path) -> bool:
        """Whether a path leads through `op`."""
        return any(o is op for o, _ in path)

    def later(self, s: Op, op: Op, born: Path) -> bool:
        """Whether `s` may run after `op`, within the life of something that is born anew each time its region `born` is run."""
        if self.order[s] > self.order[op]:
            return True
        around = [o for o, _ in self.path[op] if o.kind in LOOPS]
        return any(o in around and not self.inside(o, born) for o, _ in self.path[s] if o.kind in LOOPS)
