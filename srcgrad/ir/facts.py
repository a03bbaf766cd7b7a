"""What is found out about sizes while a function is lowered, and what is supposed about those of its arguments.

An operation that would raise unless two sizes are equal tells that they are, where it has run. What a region of a branch or loop
tells may be false outside: it may not run, or a size may be another in each of its turns. So a fact is written

    on a symbol born in the region that is being lowered          x[mask] * y, in a loop: this turn's x[mask] is as long as y
    on sizes of arguments, where it becomes a condition           x * y, in a loop: x.shape[0] == y.shape[0]

and is forgotten otherwise. Conditions are checked at each call (`ir/conditions.py`); where they fail, the function is lowered
again, `careful`: nothing is supposed.
"""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from srcgrad.ir.conditions import Condition
from srcgrad.ir.dims import Dim, Learning, Symbol, least, never_negative

ROOT = 1  # the region that always runs


class Facts:
    def __init__(self, careful: bool = False) -> None:
        self.careful = careful
        self.found: dict[Any, Condition] = {}
        self.told: dict[Any, Condition] = {}  # the primal raises unless these hold
        self.regions = [0]
        self.born = ROOT
        self.derived: dict[Any, Dim] = {}
        self.log: list[Any] = []  # symbols, as they were before something was written on them

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(self.found.values())

    # --- attempts ----------------------------------------------------------------------------------------------------
    def mark(self) -> Any:
        return len(self.log), dict(self.found), dict(self.told)

    def undo(self, mark: Any) -> None:
        """Forget what was found out since: what is lowered again may be lowered to something else."""
        length, self.found, self.told = mark[0], dict(mark[1]), dict(mark[2])
        while len(self.log) > length:
            symbol, symbol.value, symbol.never, symbol.natural, symbol.least = self.log.pop()

    def touch(self, s: Symbol) -> Symbol:
        self.log.append((s, s.value, set(s.never), s.natural, s.least))
        return s

    # --- regions -----------------------------------------------------------------------------------------------------
    @contextmanager
    def region(self) -> Iterator[None]:
        """A region is lowered; each time it is another. Arguments are born at the root, whenever that is."""
        self.born += 1
        self.regions.append(ROOT if len(self.regions) == 1 else self.born)
        before, Learning.region = Learning.region, self.regions[-1]
        try:
            yield
        finally:
            self.regions.pop()
            Learning.region = before

    # --- equal -------------------------------------------------------------------------------------------------------
    def equal(self, a: Dim, b: Dim) -> None:
        difference = (a - b).canonical()
        if not difference.terms:
            return
        youngest, k = difference.terms[-1]
        if youngest.region == self.regions[-1] and abs(k) == 1:
            if self.regions[-1] <= ROOT and all(s.origin is not None for s, _ in difference.terms):
                terms = tuple((s.origin, k) for s, k in difference.terms)
                self.told[terms, difference.offset] = Condition("==", terms, difference.offset)
            self.write(youngest, k, difference)
        else:
            self.supposed_equal(a, b)

    def supposed_equal(self, a: Dim, b: Dim) -> bool:
        difference = (a - b).canonical()
        pick = next(((s, k) for s, k in reversed(difference.terms) if abs(k) == 1), None)
        if pick is None or never_negative(difference + -1) or never_negative(-difference + -1):
            return not difference.terms and not difference.offset
        if not self.suppose("==", difference):
            return False
        self.write(*pick, difference)
        return True

    def write(self, symbol: Symbol, k: int, difference: Dim) -> None:
        """difference = 0, solved for one of its symbols."""
        value = difference * -k + Dim.symbol(symbol)
        self.touch(symbol).value = value.canonical()
        other = value.single
        if other is not None and other.region == symbol.region:  # what is known of one is known of the other, wherever it is
            self.touch(other).never |= {n - value.offset for n in symbol.never}
            other.natural = other.natural or symbol.natural and value.offset <= 0
            other.least = max(other.least, symbol.least - value.offset) if other.natural else other.least

    # --- not one, not negative -----------------------------------------------------------------------------------------
    def supposed_not_one(self, a: Dim) -> bool:
        form = a.canonical()
        if not form.terms or not self.suppose("!=", form + -1):
            return False
        if form.single is not None:
            self.touch(form.single).never.add(1 - form.offset)
        return True

    def supposed_natural(self, a: Dim) -> bool:
        form = least(a)
        if not form.terms or not self.suppose(">=", form):
            return False
        symbol = form.single
        if symbol is not None:
            self.touch(symbol)
        if symbol is not None and symbol.natural:
            symbol.least = max(symbol.least, -form.offset)
        elif symbol is not None and form.offset <= 0:
            symbol.natural, symbol.least = True, -form.offset
        return True

    def suppose(self, how: str, form: Dim) -> bool:
        """Make it a condition, if it is about arguments alone."""
        form = form.canonical()
        if self.careful or any(s.origin is None for s, _ in form.terms):
            return False
        terms = tuple((s.origin, k) for s, k in form.terms)
        key = (how, terms, 0 if how == ">=" else form.offset)
        known = self.found.get(key)
        if known is None or how == ">=" and known.offset > form.offset:
            self.found[key] = Condition(how, terms, form.offset)
        return True

    # --- sizes that are no linear form -----------------------------------------------------------------------------------
    def size(self, *key: Any) -> Dim:
        """The same for equal keys, whose dimensions it is computed from: as old as the youngest symbol among them."""
        forms = tuple((d.canonical().terms, d.canonical().offset) if isinstance(d, Dim) else d for d in key)
        if forms not in self.derived:
            parts = [s for d in key if isinstance(d, Dim) for s, _ in d.canonical().terms]
            region = max(parts, key=lambda s: s.serial).region if parts else ROOT
            self.derived[forms] = Dim.symbol(Symbol("?" if any(s.name == "?" for s in parts) else "s", region=region))
        return self.derived[forms]


@contextmanager
def learning(facts: Any) -> Iterator[Any]:
    """While a function is lowered: its `Facts`; None where nothing is to be learned."""
    before = Learning.facts, Learning.region
    Learning.facts, Learning.region = facts, 0
    try:
        yield facts
    finally:
        Learning.facts, Learning.region = before


@contextmanager
def region() -> Iterator[None]:
    """A region of a function that is being lowered; of other functions nothing is learned."""
    if Learning.facts is None:
        yield
    else:
        with Learning.facts.region():
            yield


def derived_size(*key: Any) -> Dim:
    return Dim.unknown() if Learning.facts is None else Learning.facts.size(*key)
