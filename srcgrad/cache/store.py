"""Derivatives that were built, kept in memory.

Two levels. Each derivative object has a table of its own (`Table`), asked on each call: pattern → entry. Behind it stands
one store for the whole process, for the many derivative objects that may be made of one function:

    grad(loss) written inside a loop        the same function each time
    grad(lambda x: x @ a)  in a loop        other function objects, the same code

An entry belongs to the code, the globals and the cells of a function (`Origin`), and serves only while all that it depends on
holds. Functions without cells share one bounded store. What belongs to a closure is kept on the closure itself, so that it
dies, together with all that it captured, when the user lets go of it.
"""
from __future__ import annotations

import threading
import types
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Protocol

from srcgrad.cache.holding import Holding
from srcgrad.ir.conditions import Condition, conditions_test
from srcgrad.ir.dependency import Dependency
from srcgrad.record import dataclass

SIZE = 256
ATTRIBUTE = "__srcgrad_cache__"


class Built(Protocol):
    """What the pipeline gives for one pattern."""

    @property
    def function(self) -> Callable[..., Any]: ...
    @property
    def source(self) -> str: ...
    @property
    def dependencies(self) -> tuple[Dependency, ...]: ...
    @property
    def conditions(self) -> tuple[Condition, ...]: ...
    @property
    def told(self) -> tuple[Condition, ...]: ...


@dataclass(frozen=True, eq=False)
class Entry:
    """A built derivative; `holds` says whether all that it depends on is as it was."""

    built: Built
    function: Callable[..., Any]
    holds: Holding
    serves: Callable[..., bool] | None = None  # whether values of all parameters meet the conditions; None: there are none

    @staticmethod
    def of(built: Built, parameters: Sequence[str] = ()) -> Entry:
        return Entry(built, built.function, Holding(built.dependencies), conditions_test(built.conditions, parameters))


class Table:
    """A bounded mapping; the entry that was not used for longest leaves first. Safe between threads."""

    def __init__(self, size: int = SIZE) -> None:
        self.size = size
        self.entries: OrderedDict[Hashable, Any] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        with self.lock:
            found = self.entries.get(key)
            if found is not None:
                self.entries.move_to_end(key)
            return found

    def put(self, key: Hashable, value: Any) -> None:
        with self.lock:
            self.entries[key] = value
            self.entries.move_to_end(key)
            while len(self.entries) > self.size:
                self.entries.popitem(last=False)

    def clear(self) -> None:
        with self.lock:
            self.entries.clear()

    def __len__(self) -> int:
        return len(self.entries)


class Origin:
    """Where a function comes from, by identity: its code and its globals. Holds both, so their ids stay theirs."""

    __slots__ = ("code", "namespace")

    def __init__(self, function: types.FunctionType) -> None:
        self.code, self.namespace = function.__code__, function.__globals__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin) and self.code is other.code and self.namespace is other.namespace

    def __hash__(self) -> int:
        return hash((id(self.code), id(self.namespace)))


@dataclass(frozen=True, eq=False)
class Owned:
    """The table of a closure, in its `__dict__`. `functools.wraps` copies that dict to wrappers, hence `owner`."""

    owner: types.FunctionType
    table: Table

    def __reduce__(self) -> Any:  # a closure that some tool pickles with its __dict__ comes back without its cache
        return (type(None), ())


SHARED = Table()
_building = threading.RLock()


def table_of(function: types.FunctionType) -> Table:
    """The table for what is built of this function, by whichever derivative object."""
    if not function.__closure__:
        return SHARED
    owned = function.__dict__.get(ATTRIBUTE)
    if owned is None or owned.owner is not function:
        owned = function.__dict__[ATTRIBUTE] = Owned(function, Table())
    return owned.table


def entry_for(function: types.FunctionType, key: Hashable, build: Callable[[], Built], parameters: Sequence[str] = ()) -> Entry:
    """The entry for a function and a key (pattern, what to differentiate, options): kept, or built now.

    One derivative is built at a time. A build may itself ask for others.
    """
    with _building:
        table, whole = table_of(function), (Origin(function), key)
        entry = table.get(whole)
        if entry is None or not entry.holds():
            entry = Entry.of(build(), parameters)
            table.put(whole, entry)
        return entry


def clear() -> None:
    """Forget everything that is not held by a derivative object or a closure."""
    SHARED.clear()
