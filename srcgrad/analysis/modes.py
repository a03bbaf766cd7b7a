"""How storage that is written in place is differentiated: the mode of each root (`storage.py` says what the modes mean).

A root is static as long as each write into it reaches it alone, and it came to be shared only where it is not written any more, or
under names that are not read after the next write.
"""
from __future__ import annotations

from srcgrad.analysis.sharing import WRITES, Flow, Root
from srcgrad.analysis.stale import used_when_stale
from srcgrad.ir.nodes import Op, Value, values_in


class Modes:
    """The mode of each root that is written."""

    def __init__(self, flow: Flow, stores: dict[Root, tuple[Op, ...]]):
        self.flow, self.stores = flow, stores
        self.mode: dict[Root, str] = dict.fromkeys(stores, "static")

    def settled(self) -> dict[Root, str]:
        flow = self.flow
        for r, ops in self.stores.items():
            if not isinstance(r, Value):
                self.dynamic(r)
            for s in ops:
                for t in values_in(*(s.args[:1] if s.kind in WRITES else s.operands())):
                    if t in flow.loose or len(flow.roots[t]) > 1:
                        self.dynamic(*flow.roots[t])
        doubtful = [(r, name) for op, r, name in flow.joints if r in self.stores and not self.frozen(r, op)]
        stale = used_when_stale(flow.function, flow.roots, flow.loose, self.stores) if doubtful else set()
        self.dynamic(*(r for r, name in doubtful if name is None or r in stale))
        while self.spread():
            pass
        return self.mode

    def dynamic(self, *roots: Root) -> None:
        self.mode.update(dict.fromkeys(roots, "dynamic"))

    def frozen(self, r: Root, op: Op) -> bool:
        """Whether nothing writes into a root once it has come to be shared at `op`."""
        places = self.flow.places
        born = places.home.get(r, ()) if isinstance(r, Value) else ()
        if places.inside(op, born):
            return True  # shared by what the region it was born in yields: the writes in that region came before
        return not any(places.later(s, op, born) or places.inside(op, places.path[s]) or s is op for s in self.stores[r])

    def spread(self) -> bool:
        """What may be one with a dynamic root is dynamic too; so is a container of such."""
        before = sum(m == "dynamic" for m in self.mode.values())
        for roots in self.flow.roots.values():
            if any(self.mode.get(r) == "dynamic" for r in roots):
                self.dynamic(*roots)
        for r, inside in self.flow.contents.items():
            if self.mode.get(r) == "dynamic":
                self.dynamic(*inside)  # what is in it may be read back, and which one that is, is known only at run time
            if any(self.mode.get(i) == "dynamic" for i in inside):
                self.dynamic(r)
        return sum(m == "dynamic" for m in self.mode.values()) != before
