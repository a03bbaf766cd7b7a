"""Which operations are printed inside their use, so that the text is nested as a person nests it.

    %0 = load(%x, 0)
    %1 = operator.mul(%2, %0)          ->          y = 2.0 * x[0] * e
    %y = operator.mul(%1, %e)

An operation moves to its use if that is the only one, if it has no name of the user's, if nothing on the way may write
what it reads, and never into a loop.
"""

from __future__ import annotations

import operator
from dataclasses import field
from typing import Any

import numpy as np

from srcgrad.backend.early import is_early
from srcgrad.backend.purity import Memory, is_pure
from srcgrad.backend.unpacking import unpackings
from srcgrad.backend.uses import Path, Use, Uses, is_users
from srcgrad.backend.width import narrowed
from srcgrad.ir.nodes import Const, Op, Operand, Region, Value, values_in
from srcgrad.ir.types import Scalar
from srcgrad.options import Options
from srcgrad.record import dataclass


@dataclass(frozen=True)
class Plan:
    """nested: the operation of each value that is printed where it is used; choices: `if`s that are printed as an
    expression; unpacked: the targets of operations whose parts are taken at once; silent: operations that are no
    statement; walks: the loops that are printed without an index (walks.py)."""

    uses: Uses
    nested: dict[Value, Op] = field(default_factory=dict)
    choices: set[Op] = field(default_factory=set)
    unpacked: dict[Op, tuple[Value | None, ...]] = field(default_factory=dict)
    silent: set[Op] = field(default_factory=set)
    walks: dict[Op, Any] = field(default_factory=dict)

    def leaves(self, op: Op) -> set[Value]:
        """The values with a variable that an operation is printed with, where it is an expression."""
        operands = [*op.operands(), *(y for r in op.regions for y in r.yields)]
        found: set[Value] = set()
        for v in values_in(*operands):
            found |= self.leaves(self.nested[v]) if v in self.nested else {v}
        return found

    def inside(self, op: Op) -> list[Op]:
        """The operations that are printed with one, it last."""
        parts = [self.nested[v] for v in values_in(*op.operands()) if v in self.nested]
        return [*(o for p in parts for o in self.inside(p)), op]

    def printed(self, region: Region) -> list[Op]:
        """The operations of a region that are statements."""
        return [op for op in region.ops if op not in self.silent]


def nested_plan(uses: Uses, memory: Memory, options: Options) -> Plan:
    out = Plan(uses)
    out.silent.update(op for op in uses.start if op not in uses.kept)
    for op, targets in unpackings(uses).items():
        out.unpacked[op] = targets
        out.silent.update(uses.maker[t] for t in targets if t is not None)
    if options.nested:
        Nesting(out, memory).run()
    narrowed(out.nested, uses, out.choices)
    out.silent.update(out.nested.values())
    return out


class Nesting:
    """Decides from the last operation to the first, so that where a use is printed is known before its operands are
    looked at."""

    def __init__(self, out: Plan, memory: Memory) -> None:
        self.out, self.uses, self.memory = out, out.uses, memory
        self.place: dict[Op, tuple[int, Path]] = {}
        self.repeated: set[Op] = set()  # printed in more than one place

    def run(self) -> None:
        for op in sorted(self.uses.kept, key=self.uses.start.__getitem__, reverse=True):
            if op in self.out.silent or op in self.out.unpacked:
                continue
            if op.kind == "if":
                if not self.is_choice(op):
                    continue
                self.out.choices.add(op)
                result = self.result(op)
            elif len(op.results) == 1:
                result = op.result
            else:
                continue
            place = self.goes_to(op, result)
            if place is not None:
                self.out.nested[result] = op
                self.place[op] = place

    def result(self, op: Op) -> Value:
        """The one result of a choice that is used."""
        return next(r for r in op.results if self.uses.is_needed(r))

    # --- where to ----------------------------------------------------------------------------------------------------
    def goes_to(self, op: Op, v: Value) -> tuple[int, Path] | None:
        """Where an operation is printed if it is printed inside its use: (position, regions around)."""
        if is_users(v.name):
            return None
        uses = self.uses.of[v]
        if free_form(op) and len(uses) > 1 and all(self.is_item(u) for u in uses):
            self.repeated.add(op)
            return self.uses.end[op], self.uses.path[self.uses.home[op]]  # x.shape, as often as it is indexed
        use = self.only_use(v, uses)
        if use is not None and use.op is None and is_early(op, use.region, self.uses):
            return None
        if use is None or use.op in self.repeated or (use.exit and op.kind == "if"):
            return None
        if not is_pure(op) and op.kind != "if":
            return self.at_once(op, v, use)
        if use.op is not None and is_target(use.op, v) and op.kind not in ("view", "item"):
            return None
        position, path = self.printed_at(use)
        if use.op is None and path and path[-1][0].kind == "try":
            return None  # where one of them fails, none of the results may be assigned
        here = self.uses.path[self.uses.home[op]]
        further = path[len(here) :]
        if path[: len(here)] != here or any(o.kind != "if" for o, _ in further) or (further and op in self.uses.guarded):
            return None
        return None if self.disturbed(op, position) else (position, path)

    def printed_at(self, use: Use) -> tuple[int, Path]:
        if use.op is None:
            return self.uses.close[use.region], self.uses.path[use.region]
        if use.op in self.place:
            return self.place[use.op]
        return self.uses.start[use.op], self.uses.path[use.region]

    def only_use(self, v: Value, uses: list[Use]) -> Use | None:
        """The use, if there is one; the test of `a and b` and what it gives where a decides are one."""
        if len(uses) == 2:
            test = next((u for u in uses if u.op in self.out.choices and u.op is not None and u.op.args[0] is v), None)
            if test is not None and any(u.op is None and u.region in test.op.regions for u in uses):
                return test
        return uses[0] if len(uses) == 1 else None

    def is_item(self, use: Use) -> bool:
        return use.op is not None and use.op.kind == "item" and isinstance(use.op.args[1], Const)

    def disturbed(self, op: Op, position: int) -> bool:
        inner = [o for r in op.regions for o in r.ops if o in self.uses.kept]
        return any(self.memory.disturbed(o, self.uses.end[op], position) for o in [*inner, op] if o.kind != "if")

    def at_once(self, op: Op, v: Value, use: Use) -> tuple[int, Path] | None:
        """An operation with an effect goes into the statement that follows it, if nothing else is computed there."""
        region = self.uses.home[op]
        if use.region is not region or use.exit or op.kind not in ("shrink", "effect", "call", "prim"):
            return None
        later = [o for o in region.ops[region.ops.index(op) + 1 :] if o not in self.out.silent]
        if use.op is None:
            whole = not later and len(region.yields) == 1 and region is self.uses.function.body
            return (self.uses.close[region], self.uses.path[region]) if whole else None
        follows = bool(later) and later[0] is use.op and not use.op.regions and use.op not in self.place
        if not follows or use.op.kind not in ("store", "put", "grow") or use.op.args[-1] is not v:
            return None
        others = [w for w in values_in(*use.op.operands()) if w is not v]
        if any(w in self.uses.maker and not is_users(w.name) and len(self.uses.of[w]) == 1 for w in others):
            return None
        return self.uses.start[use.op], self.uses.path[region]

    # --- expressions from branches ------------------------------------------------------------------------------------
    def is_choice(self, op: Op) -> bool:
        """Whether an `if` can be `a if c else b`, `a and b` or `a or b`."""
        live = [r for r in op.results if self.uses.is_needed(r)]
        if len(live) != 1 or any(o in self.uses.kept and not self.is_inside(o) for r in op.regions for o in r.ops):
            return False
        if any(u.exit for u in self.uses.of[live[0]]):
            return False
        if is_shortcut(op, op.results.index(live[0])):
            return True
        return live[0].name in ("", "out") and len(self.uses.of[live[0]]) == 1 and self.goes_to(op, live[0]) is not None

    def is_inside(self, op: Op) -> bool:
        return op in self.place and (op.kind != "if" or op in self.out.choices)


def is_shortcut(op: Op, k: int) -> bool:
    """Whether one arm gives the condition itself, so that the `if` is `and` or `or`."""
    then, orelse = op.regions
    return isinstance(op.args[0], Value) and (
        (then.yields[k] is op.args[0] and not then.ops) or (orelse.yields[k] is op.args[0] and not orelse.ops)
    )


def free_form(op: Op) -> bool:
    return op.kind == "prim" and op.target is np.ndarray.shape and isinstance(op.args[0], Value)


def is_target(op: Op, v: Value) -> bool:
    """Whether an operation writes into v."""
    return op.kind in ("store", "put", "grow", "shrink") and op.args[0] is v


def either_of(o: Operand, nested: dict[Value, Op]) -> list[Operand]:
    """The operands of a chain of `or` on flags."""
    if (
        isinstance(o, Value)
        and o in nested
        and nested[o].kind == "prim"
        and nested[o].target is operator.or_
        and isinstance(o.type, Scalar)
    ):
        return [x for a in nested[o].args for x in either_of(a, nested)]
    return [o]
