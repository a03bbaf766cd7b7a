"""The type of a tuple that stands for an object of a user class: see `records.py`."""
from __future__ import annotations

import functools
from typing import Any

from srcgrad.ir.types import DictType, ListType, TupleType, Type


class Record(tuple):
    """What the type of such a tuple names; none is ever made."""

    stands_for: type
    keys: tuple[str, ...]


@functools.lru_cache(1024)
def record(cls: type, keys: tuple[str, ...]) -> type[Record]:
    return type(cls.__name__, (Record,), {"stands_for": cls, "keys": keys})


def holds_records(t: Type) -> bool:
    if isinstance(t, ListType | DictType):
        return holds_records(t.element if isinstance(t, ListType) else t.value)
    return isinstance(t, TupleType) and (is_record(t.cls) or any(map(holds_records, t.elements)))


def is_record(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Record)
