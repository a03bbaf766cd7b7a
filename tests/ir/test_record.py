"""`srcgrad.record.dataclass` against the standard one, on what srcgrad uses of it."""
from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import field
from typing import Any

import pytest

from srcgrad.options import Options
from srcgrad.record import dataclass as ours


def made(dataclass: Any) -> Any:
    @dataclass(frozen=True)
    class Base:
        x: int

    @dataclass(frozen=True)
    class Point(Base):
        y: float = 2.0
        parts: list = field(default_factory=list, compare=False)

        @property
        def both(self) -> float:
            return self.x + self.y

    @dataclass
    class Loose:
        size: int
        seen: dict = field(default_factory=dict)

        def __post_init__(self) -> None:
            self.seen["made"] = True

    @dataclass(frozen=True, eq=False)
    class Apart:
        x: int

    return Base, Point, Loose, Apart


@pytest.mark.parametrize("dataclass", [ours, dataclasses.dataclass])
def test_behaves(dataclass: Any) -> None:
    Base, Point, Loose, Apart = made(dataclass)
    p = Point(1)
    assert (p.x, p.y, p.parts, p.both) == (1, 2.0, [], 3.0) and Point(1).parts is not p.parts
    assert p == Point(1, 2.0, [5]) and p != Point(1, y=3.0) and p != Base(1) and hash(p) == hash(Point(1))
    assert repr(p).endswith("Point(x=1, y=2.0, parts=[])")
    assert dataclasses.replace(p, y=4.0) == Point(1, 4.0) and [f.name for f in dataclasses.fields(p)] == ["x", "y", "parts"]
    assert copy.copy(p) == p and copy.copy(p) is not p
    with pytest.raises(dataclasses.FrozenInstanceError):
        p.x = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        del p.x
    with pytest.raises(TypeError):
        Point()
    loose = Loose(7)
    assert loose.seen == {"made": True} and loose == Loose(7) and Loose.__hash__ is None
    loose.seen = {}
    assert Apart(1) != Apart(1) and len({Apart(1), Apart(1)}) == 2
    match p:
        case Point(1, y):
            assert y == 2.0


def test_pickled() -> None:
    assert pickle.loads(pickle.dumps(Options(shared=False))) == Options(shared=False)
