"""Symbolic array dimensions: linear forms over the sizes of axes and over integers.

    x.shape[0]              n
    x[1:-1]                 n - 2
    np.concatenate((x, y))  n + m
    x[i:i + 3]              3, where i is the index of a loop that stays within x

What is found out about symbols while a function is lowered (`ir/facts.py`) is written on them, so that a form means what is known
of it by now: two sizes that were found to be equal are one, in all types that mention them.
"""
from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import field
from typing import Any

from srcgrad.record import dataclass

SERIAL = itertools.count()


@dataclass(eq=False)
class Symbol:
    """A number that is not known: the size of an axis, or (not `natural`) an integer. A size named '?' may be any."""

    name: str
    not_one: bool = False
    natural: bool = True
    origin: Any = None  # of a size or integer of the arguments: where it is read (ir/conditions.py)
    region: int = 0  # where it was born: its meaning may be another each time that region runs
    least: int = 0  # of a natural one: it is known to be no less
    never: set[int] = field(default_factory=set)  # values that it is known not to have
    range: tuple[Dim, Dim] | None = None  # of the index of a loop: its smallest and greatest value
    value: Dim | None = field(default=None, repr=False)  # what it was found to be equal to
    serial: int = field(default_factory=lambda: next(SERIAL), repr=False)

    def __post_init__(self) -> None:
        self.never |= {1} if self.not_one else set()


@dataclass(frozen=True, eq=False)
class Dim:
    """The sum of symbols, each times a number that is not 0, and of `offset`."""

    terms: tuple[tuple[Symbol, int], ...]
    offset: int = 0

    @staticmethod
    def of(size: int) -> Dim:
        return Dim((), size)

    @staticmethod
    def symbol(symbol: Symbol) -> Dim:
        return Dim(((symbol, 1),))

    @staticmethod
    def fresh(name: str = "d", not_one: bool = False) -> Dim:
        return Dim.symbol(Symbol(name, not_one, region=Learning.region))

    @staticmethod
    def unknown() -> Dim:
        return Dim.fresh("?")

    def canonical(self) -> Dim:
        """With what symbols were found to be in their place."""
        if all(s.value is None for s, _ in self.terms):
            return self
        return total([(1, Dim((), self.offset)), *((k, s.value.canonical() if s.value else Dim(((s, 1),))) for s, k in self.terms)])

    @property
    def single(self) -> Symbol | None:
        """n, where this is n plus a number."""
        form = self.canonical()
        return form.terms[0][0] if len(form.terms) == 1 and form.terms[0][1] == 1 else None

    @property
    def number(self) -> int | None:
        form = self.canonical()
        return None if form.terms else form.offset

    @property
    def is_one(self) -> bool:
        return self.number == 1

    @property
    def may_be_any(self) -> bool:
        """Whether it mentions a size that nothing is known of."""
        return any(s.name == "?" and 1 not in s.never for s, _ in self.canonical().terms)

    @property
    def known_not_one(self) -> bool:
        form = self.canonical()
        if not form.terms:
            return form.offset != 1
        (symbol, k), *others = form.terms
        if not others and k == 1 and (1 - form.offset in symbol.never or symbol.natural and symbol.least + form.offset > 1):
            return True
        if any(not s.natural or k < 0 for s, k in form.terms):
            return False
        least = form.offset + sum(k * s.least for s, k in form.terms)
        return least > 1 or form.offset == 0 and all(k > 1 or 1 in s.never for s, k in form.terms)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Dim):
            return False
        if self.terms == other.terms:
            return self.offset == other.offset
        difference = self - other
        return not difference.terms and not difference.offset

    def __hash__(self) -> int:
        return 0  # what is found out changes what is equal; dims are never used as long-lived keys

    def __add__(self, other: Dim | int) -> Dim:
        if isinstance(other, int):
            return Dim(self.terms, self.offset + other)
        return total([(1, self.canonical()), (1, other.canonical())])

    def __sub__(self, other: Dim | int) -> Dim:
        return self + -other

    def __neg__(self) -> Dim:
        return self * -1

    def __mul__(self, k: int) -> Dim:
        return Dim(tuple((s, k * c) for s, c in self.terms) if k else (), k * self.offset)

    def __floordiv__(self, k: int) -> Dim | None:
        """Where it can be divided without a rest."""
        form = self.canonical()
        if k == 0 or form.offset % k or any(c % k for _, c in form.terms):
            return None
        return Dim(tuple((s, c // k) for s, c in form.terms), form.offset // k)

    def __str__(self) -> str:
        form = self.canonical()
        parts = [f"{'' if k == 1 else '-' if k == -1 else f'{k}*'}{s.name}" for s, k in form.terms]
        return "+".join([*parts, *([str(form.offset)] if form.offset or not parts else [])]).replace("+-", "-")


def total(parts: Iterable[tuple[int, Dim]]) -> Dim:
    """The sum of forms, each times a number."""
    found: dict[Symbol, int] = {}
    offset = 0
    for k, form in parts:
        offset += k * form.offset
        for s, c in form.terms:
            found[s] = found.get(s, 0) + k * c
    return Dim(tuple(sorted(((s, c) for s, c in found.items() if c), key=lambda t: t[0].serial)), offset)


def least(form: Dim) -> Dim:
    """Something that `form` is no less than: indices of loops at their smallest or greatest, sizes where they are least."""
    form = form.canonical()
    while True:
        inner = next(((s, c) for s, c in reversed(form.terms) if s.range), None)
        if inner is None:
            return form
        symbol, c = inner
        form = form + (symbol.range[c < 0] - Dim.symbol(symbol)) * c  # type: ignore[index]


def never_negative(form: Dim) -> bool:
    low = least(form)
    return all(s.natural and c > 0 for s, c in low.terms) and low.offset + sum(c * s.least for s, c in low.terms) >= 0


class Learning:
    """What hears of facts: nothing, but while a function is lowered, when it is a `Facts`."""

    region = 0
    facts: Any = None


def equal(a: Dim, b: Dim) -> None:
    """NumPy would have raised if they differed."""
    if Learning.facts is not None:
        Learning.facts.equal(a, b)


def broadcast(a: Dim, b: Dim) -> Dim:
    """The dimension of a broadcast of `a` with `b`: where neither is 1 they are equal, or NumPy would have raised."""
    if a == b or b.is_one:
        return a
    if a.is_one:
        return b
    p, q = not_one(a), not_one(b)
    if p and q:
        equal(a, b)
        return b if b.number is not None else a
    if p:
        return a
    return b if q else Dim.unknown()


def not_one(a: Dim) -> bool:
    return a.known_not_one or (Learning.facts is not None and Learning.facts.supposed_not_one(a))


def natural(a: Dim) -> bool:
    """Whether it is not negative, as far as is known or may be supposed."""
    return never_negative(a) or (Learning.facts is not None and Learning.facts.supposed_natural(a))
