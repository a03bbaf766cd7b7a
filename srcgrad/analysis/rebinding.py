"""`y += e` where it is not known whether y is a number or an array: it may rebind y if nothing else can see the difference.

Python rebinds a number and writes into an array. The lowerer leaves such an update as `operator.iadd(y, e)`; here it becomes
`operator.add(y, e)`, where no other name that is read afterwards may stand for the storage of y:

    s = 0.0                                 h = []
    for v in x:                             for v in x:
        s += v * w       fine                   s += v * w
                                                h.append(s)      one array under many names, or many numbers: refused

Requires the primal function as lowered.
"""
from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import field, replace
from typing import Any

from srcgrad.analysis.places import LOOPS, Path
from srcgrad.analysis.storage import Root, Storage, storage
from srcgrad.errors import UnsupportedError
from srcgrad.ir.nodes import Function, Op, Region, Value, values_in, walk
from srcgrad.ir.types import is_reference
from srcgrad.record import dataclass

PLAIN = {operator.iadd: operator.add, operator.isub: operator.sub, operator.imul: operator.mul,
         operator.itruediv: operator.truediv, operator.ipow: operator.pow, operator.ifloordiv: operator.floordiv,
         operator.imod: operator.mod, operator.imatmul: operator.matmul, operator.iand: operator.and_, operator.ior: operator.or_,
         operator.ixor: operator.xor, operator.ilshift: operator.lshift, operator.irshift: operator.rshift}


def with_rebinding(function: Function, lines: tuple[str, ...] = (), inner: bool = False) -> Function:
    """Each update of something unknown as the plain operation; SG305 where that may not be what it does. `inner`: a function that
    another one calls, which sees what is written into the arguments."""
    if not any(op.kind == "prim" and op.target in PLAIN for op in walk(function.body)):
        return function
    updates: list[Op] = []
    out = replace(function, body=plain(function.body, updates))
    seen = Uses.of(out)
    store = storage(out)
    for op in updates:
        if shared(store, seen, op, out.body.params, inner):
            name = op.args[0].name if isinstance(op.args[0], Value) and op.args[0].name else "this"
            raise UnsupportedError("SG305", f"whether `{name}` is a number or an array is not known here, and so not whether this "
                                   "writes into it or rebinds it", op.span, lines,
                                   help="write it as an ordinary assignment, or give example arguments")
    return out


def plain(region: Region, updates: list[Op]) -> Region:
    ops = []
    for op in region.ops:
        update = op.kind == "prim" and op.target in PLAIN
        op = Op(op.kind, PLAIN[op.target] if update else op.target, op.args, op.kwargs,
                tuple(plain(r, updates) for r in op.regions), op.results, op.span)
        updates += [op] if update else []
        ops.append(op)
    return Region(region.params, tuple(ops), region.yields)


def shared(store: Storage, seen: Uses, op: Op, arguments: tuple[Value, ...], inner: bool) -> bool:
    """Whether something that is read after `op` may stand for the storage of what `op` updates, or hold it."""
    (old,) = values_in(op.args[0]) or (None,)
    roots = store.of(old) if old is not None else frozenset()
    if not roots or any(isinstance(r, tuple) and r[0] == "constant" for r in roots):
        return True
    given = {r for p in arguments if is_reference(p.type) for r in (p, ("content", p))}
    if roots & given:
        if inner:
            return True
        roots |= given  # two arguments may be the same array
    return any(held(store, v) & roots and seen.after(v, op) for v in seen.of_value)


def held(store: Storage, v: Value) -> set[Root]:
    """The storage of a value and of all that is in it."""
    found: set[Root] = set()
    todo = list(store.of(v))
    while todo:
        r = todo.pop()
        if r not in found:
            found.add(r)
            todo += store.contents.get(r, ())
    return found


@dataclass(frozen=True)
class Uses:
    """Where values are defined and read. A place: its number in the order of the text, and the regions around it."""

    of_value: dict[Value, list[tuple[int, Path]]] = field(default_factory=dict)
    born: dict[Value, tuple[int, Path]] = field(default_factory=dict)
    of_op: dict[Op, tuple[int, Path]] = field(default_factory=dict)

    @staticmethod
    def of(function: Function) -> Uses:
        uses = Uses()
        uses.region(function.body, (), iter(range(10**9)))
        return uses

    def region(self, region: Region, path: Path, count: Iterator[int]) -> None:
        place = (next(count), path)
        self.born.update(dict.fromkeys(region.params, place))
        for op in region.ops:
            self.read(op.operands(), (next(count), path))
            for k, inner in enumerate(op.regions):
                self.region(inner, (*path, (op, k)), count)
            place = self.of_op[op] = (next(count), path)
            self.born.update(dict.fromkeys(op.results, place))
        self.read(region.yields, (next(count), path))

    def read(self, operands: Any, place: tuple[int, Path]) -> None:
        for v in values_in(*operands):
            self.of_value.setdefault(v, []).append(place)

    def after(self, v: Value, op: Op) -> bool:
        """Whether v, which is there before `op`, is read once `op` has run."""
        now, around = self.of_op[op]
        defined, home = self.born[v]
        return defined < now and any(may_follow(place, path, now, around, home) for place, path in self.of_value[v])


def may_follow(place: int, path: Path, now: int, around: Path, home: Path) -> bool:
    """Whether what stands at `place` may run after what stands at `now`, in one life of something born in the regions `home`."""
    common = 0
    while common < min(len(path), len(around)) and path[common] == around[common]:
        common += 1
    if any(op.kind in LOOPS for op, _ in path[len(home):] if any(op is o for o, _ in around)):
        return True  # in a later turn
    here = path[common:common + 1] + around[common:common + 1]
    other_arm = len(here) == 2 and here[0][0] is here[1][0] and here[0][0].kind == "if"
    return place > now and not other_arm
