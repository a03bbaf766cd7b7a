"""Which exit flags of loops become `break`, and need no variable then.

    %stop = if(%c) then { …; yield True } else { …; yield False }          if c: …; break
    yield %stop, …                                                         …

The flag has to be the result of an `if` that is last in the body, or nearly so, and known in each of its arms.
"""

from __future__ import annotations

from srcgrad.backend.nesting import Plan, either_of
from srcgrad.backend.structure import LOOPS, Loop, head_of, is_unbound, loop_of
from srcgrad.ir.nodes import Const, Op, Operand, Region, Value, values_in, walk

REPEATED = 2  # statements after that `if` which may be printed in both arms


class Exits:
    """native: the bodies that end in `break`; virtual: the flags that are only that; unbound: the parameters of loops that
    are bound only where the loop ends."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.native: set[Region] = set()
        self.virtual: set[Value] = set()
        self.unbound: set[Value] = set()
        for op in walk(plan.uses.function.body):
            if op.kind in LOOPS and op in plan.uses.kept:
                body = loop_of(op).body
                flags = either_of(body.yields[0], plan.nested)
                if self.is_native(body, flags):
                    self.native.add(body)
                    self.settle(body, [(f, True) for f in flags])
                    self.find_unbound(loop_of(op), flags)
                else:
                    self.keep_before(loop_of(op), flags)

    def keep_before(self, loop: Loop, flags: list[Operand]) -> None:
        """A flag that looks at what the turn has been given gets a line of its own: it is tested after that has changed."""
        for f in flags:
            if isinstance(f, Value) and f in self.plan.nested and set(loop.params) & self.plan.leaves(self.plan.nested[f]):
                op = self.plan.nested[f]
                del self.plan.nested[f]
                self.plan.silent.discard(op)

    def flags(self, region: Region) -> list[Operand]:
        """The operands of which one is true where a loop ends."""
        return either_of(region.yields[0], self.plan.nested)

    def split(self, region: Region, flags: list[Operand]) -> int | None:
        """The place, in a region, of the `if` that decides on the flags."""
        values = [f for f in flags if isinstance(f, Value)]
        after = 0
        for k in range(len(region.ops) - 1, -1, -1):
            op = region.ops[k]
            if op in self.plan.silent:
                continue
            if (
                op.kind == "if"
                and op not in self.plan.choices
                and all(v in op.results or v is op.args[0] for v in values)
            ):
                return k
            after += 1
            if op.regions or after > REPEATED:
                return None
        return None

    def is_native(self, region: Region, flags: list[Operand]) -> bool:
        values = [f for f in flags if isinstance(f, Value)]
        if not values or any(is_true(f) for f in flags):
            return True
        at = self.split(region, flags)
        if at is None:
            return False
        op = region.ops[at]
        return all(self.is_native(arm, in_arm(op, k, values)) for k, arm in enumerate(op.regions))

    def settle(self, region: Region, flags: list[tuple[Operand, bool]]) -> None:
        """Find the flags that are used for nothing else; each comes with whether the variable that it goes to is such
        a one."""
        values = [(f, only) for f, only in flags if isinstance(f, Value)]
        at = self.split(region, [f for f, _ in values]) if values and not any(is_true(f) for f, _ in flags) else None
        if at is None:
            return
        op = region.ops[at]
        for v, only in values:
            if only and v in op.results and len(self.plan.uses.of[v]) == 1:
                self.virtual.add(v)
        for k, arm in enumerate(op.regions):
            self.settle(
                arm, [(f, v in self.virtual) for (v, _), f in zip(values, in_arm(op, k, [v for v, _ in values]))]
            )

    def find_unbound(self, loop: Loop, flags: list[Operand]) -> None:
        for p, first, after in zip(loop.params, loop.first, loop.nexts):
            handed_on = all(u.op is None or is_first(u.op, p) for u in self.plan.uses.of[p])
            if handed_on and self.is_nothing(first, p) and self.stays_unbound(after, p, loop.body, flags):
                self.unbound.add(p)

    def is_nothing(self, o: Operand, p: Value) -> bool:
        return is_unbound(o) or o is p or o in self.unbound

    def stays_unbound(self, o: Operand, p: Value, region: Region, flags: list[Operand]) -> bool:
        """Whether what a turn hands on is still unbound wherever the loop goes on."""
        if any(is_true(f) for f in flags) or self.is_nothing(o, p):
            return True
        values = [f for f in flags if isinstance(f, Value)]
        at = self.split(region, flags) if values else None
        op = region.ops[at] if at is not None else None
        if op is None or o not in op.results:
            return False
        k = op.results.index(o)
        return all(self.stays_unbound(r.yields[k], p, r, in_arm(op, n, values)) for n, r in enumerate(op.regions))


def is_first(op: Op, p: Value) -> bool:
    """Whether an operation is a loop that only starts a variable from p."""
    return op.kind in LOOPS and not any(v is p for v in values_in(*head_of(op)))


def in_arm(op: Op, k: int, flags: list[Value]) -> list[Operand]:
    """What flags are in one arm of the `if` that gives them; the condition itself is known there."""
    found = [op.regions[k].yields[op.results.index(v)] if v in op.results else v for v in flags]
    return [Const(k == 0) if y is op.args[0] else y for y in found]


def is_true(o: Operand) -> bool:
    return isinstance(o, Const) and o.name is None and o.value is True
