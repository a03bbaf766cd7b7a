"""Which values may share storage, which storage is written in place, and how each value is therefore differentiated.

A root is a place that storage comes from: the value an operation allocates, a parameter, or ('content', root) for what a
container given from outside holds. `roots[v]` is everything v may share storage with; `contents[r]` what the elements of a
container r may be.

    y = x * 2.0          roots {y}
    v = y[1:]            roots {y}                       mirrored: the same view of y's cotangent is v's
    z = y if c else w    roots {y, w}                    loose: which of the two is known only at run time

The modes of differentiation:

    value      the cotangent is a plain value: the storage is never written, or not after this value came to share it
    static     one root, reached through views only: one cotangent buffer for the root, mirrored by views
    dynamic    anything else that is written: the cotangent is found at run time, by the storage itself

The answer is on the safe side: roots are at least those that are possible, and dynamic is always right.
"""
from __future__ import annotations

from weakref import WeakKeyDictionary

from srcgrad.analysis.callees import calls, shares
from srcgrad.analysis.modes import Modes
from srcgrad.analysis.places import Path, Places
from srcgrad.analysis.sharing import CONTAINERS, WRITES, Flow, Root, flowed
from srcgrad.ir.nodes import Function, Op, Value
from srcgrad.ir.types import ResidualType
from srcgrad.record import dataclass


@dataclass(frozen=True)
class Storage:
    roots: dict[Value, frozenset[Root]]
    contents: dict[Root, frozenset[Root]]
    stores: dict[Root, tuple[Op, ...]]
    definitions: dict[Value, Op]
    mode_of: dict[Root, str]
    loose: frozenset[Value]
    places: Places

    def of(self, v: Value) -> frozenset[Root]:
        return self.roots.get(v, frozenset())

    def mode(self, v: Value) -> str:
        modes = {self.mode_of.get(r, "value") for r in self.of(v)} if not isinstance(v.type, ResidualType) else set()
        if "dynamic" in modes:
            return "dynamic"
        return "static" if "static" in modes and v not in self.loose else "value"

    def root(self, v: Value) -> Root:
        """The one root of a static value."""
        (r,) = self.of(v)
        return r

    def born(self, r: Root) -> Path:
        """The regions around the operation that allocates a root."""
        if self.mode_of.get(r) == "dynamic":
            return ()  # it may be written under another name, in a later turn than the one it was born in
        return self.places.home.get(r, ()) if isinstance(r, Value) else ()

    def written_after(self, v: Value, op: Op, at_op: bool) -> bool:
        """Whether the storage of v, or of what it holds, may be written after `op` (and by `op` itself, if `at_op`)."""
        roots = set(self.of(v))
        for r in list(roots):
            roots |= self.contents.get(r, frozenset())
        return any(self.root_written_after(r, op, at_op) for r in roots)

    def root_written_after(self, r: Root, op: Op, at_op: bool = False) -> bool:
        return any((s is op and at_op) or (s is not op and self.places.later(s, op, self.born(r)))
                   or (s is op and self.repeats(op, r)) for s in self.stores.get(r, ()))

    def repeats(self, op: Op, r: Root) -> bool:
        """Whether `op` may run more than once in the life of a root."""
        born = self.born(r)
        return any(o.kind in ("for", "while", "each") and not self.places.inside(o, born) for o, _ in self.places.path[op])


def storage(function: Function) -> Storage:
    """Found once for each function. Not kept where a function calls others: it may be reached from its own operations then."""
    calling = calls(function)
    found = None if calling else KNOWN.get(function)
    if found is None:
        found = settled(flowed(function, shares(function, flowed) if calling else {}))
        if not calling:
            KNOWN[function] = found
    return found


def settled(flow: Flow) -> Storage:
    stores = {r: tuple(s) for r, s in flow.stores().items()}
    return Storage({v: frozenset(r) for v, r in flow.roots.items()}, {r: frozenset(c) for r, c in flow.contents.items()},
                   stores, flow.definitions, Modes(flow, stores).settled(), frozenset(flow.loose), flow.places)


KNOWN: WeakKeyDictionary[Function, Storage] = WeakKeyDictionary()  # it holds values and operations, not the function itself
__all__ = ["CONTAINERS", "WRITES", "Root", "Storage", "storage"]
