"""Where the values of a function are made and used, in the order in which they would be printed; and what is needed at
all.

An operation without effect whose results nobody needs is not printed. A user's own computation with a name is kept,
for it may raise, and so is all that stands in the body of a `try`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from srcgrad.backend.purity import is_pure
from srcgrad.backend.structure import LOOPS, head_of, loop_of, variables
from srcgrad.ir.nodes import Function, Op, Operand, Region, Value, values_in, walk
from srcgrad.record import dataclass

Path = tuple[tuple[Op, int], ...]


@dataclass(frozen=True)
class Use:
    """By an operation (`op`), or by what a region yields. `exit`: as the flag that ends a loop."""

    op: Op | None
    region: Region
    exit: bool = False


class Uses:
    def __init__(self, function: Function) -> None:
        self.function = function
        self.start: dict[Op, int] = {}
        self.end: dict[Op, int] = {}
        self.close: dict[Region, int] = {}
        self.path: dict[Region, Path] = {}
        self.home: dict[Op, Region] = {}
        self.maker: dict[Value, Op] = {}
        self.clock = 0
        self.one = variables(function)
        self.carried = frozenset(self.one.values())
        self.number(function.body, ())
        notes = (self.start[op] for op in function.body.ops if op.kind == "note")
        self.turn = max(notes, default=0)  # where the reverse sweep begins
        self.needed: set[Value] = set()
        self.guarded = {inner for op in self.start if op.kind == "try" for inner in walk(op.regions[0])}
        self.mark_needed()
        self.kept = {op for op in self.start if self.rooted(op) or any(self.is_needed(r) for r in op.results)}
        self.of: dict[Value, list[Use]] = defaultdict(list)
        self.collect(function.body)
        self.add(function.body.yields, Use(None, function.body))

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    def number(self, region: Region, path: Path) -> None:
        self.path[region] = path
        for op in region.ops:
            self.home[op] = region
            self.start[op] = self.tick()
            for k, inner in enumerate(op.regions):
                self.number(inner, (*path, (op, k)))
            self.end[op] = self.tick()
            self.maker |= dict.fromkeys(op.results, op)
        self.close[region] = self.tick()

    def rooted(self, op: Op) -> bool:
        """Whether an operation has to be printed whether its results are used or not."""
        if op.kind in ("try", "with") or op in self.guarded:
            return op.kind != "undef"
        if op.regions:
            return any(self.rooted(inner) for r in op.regions for inner in r.ops)
        return not is_pure(op) or (op.kind == "prim" and is_users(op.result.name if len(op.results) == 1 else ""))

    # --- need --------------------------------------------------------------------------------------------------------
    def is_needed(self, v: Value) -> bool:
        return self.one.get(v, v) in self.needed

    def mark_needed(self) -> None:
        sources: dict[Value, list[Operand]] = defaultdict(list)
        todo: list[Operand] = list(self.function.body.yields)
        for op in walk(self.function.body):
            if self.rooted(op):
                todo += [*head_of(op), *control(op)]
            for v, found in feeds(op):
                sources[self.one.get(v, v)] += found
        while todo:
            for v in values_in(todo.pop()):
                v = self.one.get(v, v)
                if v not in self.needed:
                    self.needed.add(v)
                    todo += sources[v]

    # --- uses --------------------------------------------------------------------------------------------------------
    def add(self, operands: Iterable[Operand], use: Use) -> None:
        for v in values_in(*operands):
            self.of[v].append(use)

    def collect(self, region: Region) -> None:
        for op in region.ops:
            if op not in self.kept:
                continue
            here = Use(op, region)
            self.add(head_of(op), here)
            if op.kind in LOOPS:
                loop = loop_of(op)
                alive = [k for k, p in enumerate(loop.params) if self.is_needed(p)]
                self.add((loop.first[k] for k in alive), here)
                self.add((loop.nexts[k] for k in alive), Use(None, loop.body))
                self.add((loop.flag,), Use(None, loop.body, exit=True))
                if loop.test is not None:
                    self.add(loop.test.yields, Use(None, loop.test))
            else:
                for inner in op.regions:
                    self.add((y for r, y in zip(op.results, inner.yields) if self.is_needed(r)), Use(None, inner))
            for inner in op.regions:
                self.collect(inner)


def is_users(name: str) -> bool:
    """Whether a name is one that the user gave, not that of a cotangent or tangent, nor a hint."""
    return bool(name) and name not in HINTS and not name.endswith(("_bar", "_dot"))


def is_bar(v: Value) -> bool:
    """Whether a value is a cotangent or tangent."""
    return v.name.endswith(("_bar", "_dot"))


BLANK = "_"  # what nobody reads is assigned to it; a value that is read gets another name
HINTS = ("out", "stop", BLANK, "_bar", "__bar", "_bar_dot", "__bar_dot")  # the cotangent of what has no name, or that one


def control(op: Op) -> list[Operand]:
    """What decides how a loop goes on."""
    if op.kind not in LOOPS:
        return []
    loop = loop_of(op)
    return [loop.flag, *(loop.test.yields if loop.test else ())]


def feeds(op: Op) -> list[tuple[Value, list[Operand]]]:
    """For each value that an operation defines, what has to be there for it."""
    if op.kind in LOOPS:
        loop = loop_of(op)
        common = [*loop.head, *control(op)]
        return [
            *((p, [loop.first[k], loop.nexts[k], *common]) for k, p in enumerate(loop.params)),
            *((e, list(loop.head)) for e in loop.elements),
        ]
    return [(r, [*op.operands(), *(region.yields[k] for region in op.regions)]) for k, r in enumerate(op.results)]
