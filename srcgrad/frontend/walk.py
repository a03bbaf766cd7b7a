"""How something is walked: bounds of a range, and the element that belongs to an index."""
from __future__ import annotations

import sys
from collections.abc import Callable

from srcgrad.frontend.values import AVal, Value, is_static
from srcgrad.ir.build import integer
from srcgrad.ir.dims import Dim, Learning, Symbol
from srcgrad.ir.nodes import Const, Operand
from srcgrad.record import dataclass

UNROLL_AT_MOST = 24
ENDLESS = Const(sys.maxsize)  # the end of a walk that something else ends


@dataclass
class Walk:
    bounds: tuple[Operand, Operand, Operand]
    element: Callable[[Operand], AVal]
    static: list[AVal] | None = None
    live: Callable[[int], AVal | None] | None = None  # element k of something known, as it is then; None where it has no more
    sources: tuple[Value, ...] = ()  # run-time lists that are walked
    count: int | None = None  # of a table outside, which the derivative depends on: how long it is

    def at(self, k: int) -> AVal | None:
        """Element k of something known, in its turn."""
        if self.live is not None:
            return self.live(k)
        return self.static[k] if self.static is not None and k < len(self.static) else None

    def index(self) -> Dim | None:
        """What an index is, within the body: between the first and the last."""
        start, stop, step = map(integer, self.bounds)
        if start is None or stop is None or step is None or not step.number:
            return None
        ends = (start, stop + -1) if step.number > 0 else (stop + 1, start)
        return Dim.symbol(Symbol("i", natural=False, region=Learning.region, range=ends))

    def turns(self) -> range | None:
        """The indices, where they are known and few."""
        if self.count is not None:
            return range(self.count) if self.count <= UNROLL_AT_MOST else None
        if not all(is_static(b) and isinstance(b.value, int) for b in self.bounds) or not self.bounds[2].value:
            return None
        found = range(*(b.value for b in self.bounds))
        return found if len(found) <= UNROLL_AT_MOST else None


def static_walk(items: list[AVal], live: Callable[[int], AVal | None] | None = None) -> Walk:
    def element(i: Operand) -> AVal:
        return items[i.value] if isinstance(i, Const) else items[0]
    return Walk((Const(0), Const(len(items)), Const(1)), element, static=items, live=live)
