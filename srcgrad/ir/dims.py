"""Symbolic array dimensions: an integer, or symbol + offset, with unification.

`x[1:-1]` of an axis `n` has the dimension `n - 2`. Two dimensions that broadcast together and are both known not to be 1
must be equal (NumPy would have raised otherwise), so they are unified: from then on the two symbols are one, at a fixed distance.
"""
from __future__ import annotations

from dataclasses import field

from srcgrad.record import dataclass


@dataclass(eq=False)
class Symbol:
    """The unknown size of an axis. `not_one`: known to differ from 1."""

    name: str
    not_one: bool = False
    parent: tuple[Symbol, int] | None = field(default=None, repr=False)  # self == parent + offset

    def find(self) -> tuple[Symbol, int]:
        root, offset = self, 0
        while root.parent is not None:
            offset += root.parent[1]
            root = root.parent[0]
        return root, offset


@dataclass(frozen=True, eq=False)
class Dim:
    """symbol + offset, or just offset when symbol is None."""

    symbol: Symbol | None
    offset: int = 0

    @staticmethod
    def of(size: int) -> Dim:
        return Dim(None, size)

    @staticmethod
    def fresh(name: str = "d", not_one: bool = False) -> Dim:
        return Dim(Symbol(name, not_one), 0)

    @staticmethod
    def unknown() -> Dim:
        return Dim(Symbol("?"), 0)

    def canonical(self) -> tuple[Symbol | None, int]:
        if self.symbol is None:
            return None, self.offset
        root, offset = self.symbol.find()
        return root, offset + self.offset

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dim) and self.canonical() == other.canonical()

    def __hash__(self) -> int:
        return 0  # unification changes what is equal; dims are never used as long-lived keys

    def __add__(self, k: int) -> Dim:
        return Dim(self.symbol, self.offset + k)

    def __str__(self) -> str:
        root, offset = self.canonical()
        if root is None:
            return str(offset)
        return root.name + (f"{offset:+d}" if offset else "")

    @property
    def is_one(self) -> bool:
        return self.canonical() == (None, 1)

    @property
    def known_not_one(self) -> bool:
        root, offset = self.canonical()
        return offset != 1 if root is None else root.not_one and offset == 0


def broadcast(a: Dim, b: Dim) -> Dim:
    """The dimension of a broadcast of `a` with `b`; unifies them where NumPy would have raised otherwise."""
    if a == b or b.is_one:
        return a
    if a.is_one:
        return b
    if a.known_not_one and b.known_not_one:
        unify(a, b)
        return a
    if a.known_not_one:
        return a
    if b.known_not_one:
        return b
    return Dim.unknown()


def unify(a: Dim, b: Dim) -> None:
    """Make `a` and `b` one. A constant against a symbol stays as it is: the symbol keeps its generality."""
    (ra, ka), (rb, kb) = a.canonical(), b.canonical()
    if ra is None or rb is None or ra is rb:
        return
    if ka == kb:
        ra.not_one = ra.not_one or rb.not_one
        rb.parent = (ra, 0)
    # symbols at different offsets: one of them is derived; the plain one is kept apart (it may be 1)
