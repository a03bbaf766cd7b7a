"""Where each variable is alive in the text that will be printed, and which copies leave SSA form.

Every place of the text has a number; `ranges[v]` are those at which v holds what is still read (the last one first). What an
operation reads is alive before it, what it writes after it, so that `s = s * x[1]` needs one variable. A loop's
parameter and result are one variable from the start. Copies stand at the end of arms, before loops and at the end of
their bodies.
"""

from __future__ import annotations

from srcgrad.backend.exits import Exits
from srcgrad.backend.nesting import Plan
from srcgrad.backend.ranges import Ranges, Recorder
from srcgrad.backend.structure import LOOPS, Loop, is_unbound, loop_of
from srcgrad.ir.nodes import Op, Operand, Region, Value, values_in
from srcgrad.record import dataclass

Live = frozenset[Value]
Copies = tuple[tuple[Value, Operand], ...]


@dataclass(frozen=True, eq=False)
class Site:
    """Where copies stand: before a loop (part None), or at the end of a region."""

    op: Op
    part: int | None


class Liveness:
    def __init__(self, plan: Plan, exits: Exits) -> None:
        self.plan, self.exits = plan, exits
        self.places = Recorder()
        self.copies: dict[tuple[Op, int | None], Copies] = {}
        self.after: dict[Op, Live] = {}
        self.early: set[Op] = set()  # loops whose exit is tested before the copies at the end of a turn
        self.caught: set[Value] = set()  # the names of exceptions, which Python deletes
        self.spans: list[tuple[Op, int]] = []  # the operations of the body, the last one first, and the first place of each
        function = plan.uses.function
        entry = self.region(function.body, self.read(*function.body.yields))
        self.places.at(entry | set(function.body.params))
        self.places.at(frozenset())
        self.ranges: dict[Value, Ranges] = self.places.of

    # --- reading -----------------------------------------------------------------------------------------------------
    def one(self, v: Value) -> Value:
        return self.plan.uses.one.get(v, v)

    def read(self, *operands: Operand) -> Live:
        """The variables that operands are printed with."""
        out: set[Value] = set()
        for v in values_in(*operands):
            op = self.plan.nested.get(v)
            if op is None:
                out |= {self.one(v)} if v not in self.exits.unbound else set()
            else:
                out |= self.read_inside(op)
        return frozenset(out)

    def read_inside(self, op: Op) -> Live:
        """The variables that an operation which is printed as an expression reads."""
        out = self.read(*op.operands())
        if op in self.plan.choices:
            k = next(k for k, r in enumerate(op.results) if self.plan.uses.is_needed(r))
            out |= self.read(*(region.yields[k] for region in op.regions))
        return out

    # --- structure ---------------------------------------------------------------------------------------------------
    def region(self, region: Region, live: Live) -> Live:
        """What is alive before a region, given what is alive after it. One set is changed on the way, not copied."""
        alive = set(live)
        self.places.at(live)
        for op in reversed(self.plan.printed(region)):
            if region is self.plan.uses.function.body:
                self.spans.append((op, self.places.now))
            if op.kind in LOOPS or op.kind in ("with", "try") or (op.kind == "if" and op not in self.plan.choices):
                alive = set(self.op(op, frozenset(alive)))
            else:
                self.simple(op, alive)
        return frozenset(alive)

    def op(self, op: Op, live: Live) -> Live:
        if op.kind in LOOPS:
            return self.loop(op, loop_of(op), live)
        if op.kind == "if":
            arms = [self.arm(op, k, live) for k in (1, 0)]  # backwards, like everything here
            before = arms[0] | arms[1] | self.read(op.args[0])
        elif op.kind == "with":
            before = self.arm(op, 0, live) | self.read(*op.operands())
        else:
            before = self.attempt(op, live)
        self.places.at(before)
        return before

    def simple(self, op: Op, alive: set[Value]) -> None:
        targets = self.plan.unpacked.get(op)
        written = frozenset(self.one(r) for r in (targets if targets is not None else op.results) if r is not None)
        if targets is None and op in self.plan.choices:
            written = frozenset(r for r in written if self.plan.uses.is_needed(r))
        read = self.read_inside(op)
        self.places.operation(written, read)
        alive -= written
        alive |= read

    def copied(
        self, key: tuple[Op, int | None], pairs: list[tuple[Value, Operand]], live: Live, also: Live = frozenset()
    ) -> Live:
        """Before copies, given what is alive after them; copies to what is not alive are left out. `also`: alive until
        after them."""
        kept = tuple((d, s) for d, s in pairs if d in live)
        self.copies[key] = kept
        self.places.at(live | also, always=False)
        before = (live - {d for d, _ in kept}) | also | self.read(*(s for _, s in kept if not is_unbound(s)))
        self.places.at(before)
        return before

    def joins(self, op: Op, k: int) -> list[tuple[Value, Operand]]:
        return [
            (r, y)
            for r, y in zip(op.results, op.regions[k].yields)
            if r not in self.exits.virtual and self.plan.uses.is_needed(r)
        ]

    def arm(self, op: Op, k: int, live: Live, also: Live = frozenset()) -> Live:
        before = self.copied((op, k), self.joins(op, k), live - self.exits.virtual, also)
        return self.region(op.regions[k], before)

    def attempt(self, op: Op, live: Live) -> Live:
        """The body of a `try` may be left for the failure region at any place."""
        (error,) = op.regions[1].params
        self.caught.add(error)
        failure = self.arm(op, 1, live, frozenset((error,)))
        self.places.at(failure | {error})
        failure -= {error}
        self.places.always.append(failure)
        body = self.arm(op, 0, live)
        self.places.always.pop()
        return failure | body

    # --- loops -------------------------------------------------------------------------------------------------------
    def loop(self, op: Op, loop: Loop, live: Live) -> Live:
        self.after[op] = live
        header = live
        flag = frozenset() if loop.body in self.exits.native else self.read(*self.exits.flags(loop.body))
        while True:
            before = self.turn(op, loop, header, flag)
            if loop.test is not None:
                before = self.region(loop.test, before | live | self.read(*loop.test.yields))
            if before <= header:
                break
            header |= before
        head = self.read(*self.head(op, loop))
        self.places.at(header | head)
        live = self.copied((op, None), list(zip(loop.params, loop.first)), header | head)
        self.places.at(live)
        return live

    def turn(self, op: Op, loop: Loop, header: Live, flag: Live) -> Live:
        """One turn, given what is alive where the next one starts or the loop ends; gives what is alive where it
        starts."""
        if flag & set(loop.params):
            self.early.add(op)
        key = (op, len(op.regions) - 1)
        pairs = list(zip(loop.params, loop.nexts))
        before = self.copied(key, pairs, header) | flag if op in self.early else self.copied(key, pairs, header | flag)
        self.places.at(before)
        top = self.region(loop.body, before)
        written = self.elements(op, loop)
        self.places.at(top | written)
        return top - written

    def head(self, op: Op, loop: Loop) -> tuple[Operand, ...]:
        """What the first line of a loop reads, once."""
        return (self.plan.walks[op].items,) if op in self.plan.walks else loop.head

    def elements(self, op: Op, loop: Loop) -> Live:
        """What the first line of a loop writes, each turn."""
        w = self.plan.walks.get(op)
        if w is None:
            return frozenset(loop.elements)
        read = self.plan.unpacked.get(w.read, w.read.results)
        return frozenset((*(self.one(v) for v in read if v is not None), *(loop.elements if w.counted else ())))
