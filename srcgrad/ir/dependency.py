"""Dependencies: what a derivative took from outside of its arguments when it was built.

A kept derivative may be used again as long as all of them hold. `how` says how much of what was seen went into it:

    identity   the very object: functions, classes, modules
    spec       its class and pattern: numbers and arrays that the derivative reads each time it runs
    value      what it was worth: data that decided what was emitted
    presence   only whether it was there

Each takes the object that was found, or MISSING; of that it keeps no more than it has to compare.
"""
from __future__ import annotations

import builtins
import functools
import types
import weakref
from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from srcgrad.ir.spec import const_key, spec_of
from srcgrad.record import dataclass

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "<missing>"})()


class Dependency(Protocol):
    """Something seen outside of the arguments; `holds()`: whether it is still as it was."""

    def holds(self) -> bool: ...


def snapshot(value: Any, how: str) -> Any:
    """As much of a value as `how` compares."""
    if how == "presence":
        return value is not MISSING
    if how == "identity" or value is MISSING:
        return value
    if how == "spec":
        return spec_of(value)
    try:
        return frozen(value)
    except RecursionError:  # it is inside of itself
        return const_key(value)


def unchanged(value: Any, seen: Any, how: str) -> bool:
    """Whether a value is still what the snapshot shows. Bound methods are made anew each time that they are read."""
    if how == "identity" or (how != "presence" and (value is MISSING or seen is MISSING)):
        return value is seen or (isinstance(seen, types.MethodType) and const_key(value) == const_key(seen))
    return bool(snapshot(value, how) == seen)


def frozen(value: Any) -> Any:
    """A hashable copy of plain data, told apart by type and to the last bit; the identity of anything else.

    Arrays too are told apart by identity: what is in them is read where the derivative runs.
    """
    cls = type(value)
    if isinstance(value, np.ndarray):
        return (cls, value.dtype.str, value.shape, SameArray(value))
    if isinstance(value, int | float | complex | np.generic):
        return (cls, repr(value))
    if isinstance(value, PARTIAL):
        return (cls, frozen(value.func), frozen(value.args), frozen(value.keywords))
    if isinstance(value, CONTAINERS):
        return (cls, *contents(value))
    return const_key(value)


class SameArray:
    """Equal to that of the same array, as long as it lives."""

    __slots__ = ("array",)

    def __init__(self, array: np.ndarray) -> None:
        self.array = weakref.ref(array)

    def __eq__(self, other: object) -> bool:
        mine = self.array()
        return mine is not None and isinstance(other, SameArray) and other.array() is mine

    def __hash__(self) -> int:
        return id(self.array)


def contents(value: Any) -> list[Any]:
    """Of a container, or of one of a class that derives from it, what is in it and in its attributes."""
    if isinstance(value, set | frozenset):
        inside: list[Any] = [frozenset(map(frozen, value))]
    elif isinstance(value, Mapping):
        inside = [(frozen(k), frozen(v)) for k, v in value.items()]
    else:
        inside = list(map(frozen, value))
    return [*inside, *contents(vars(value))] if hasattr(value, "__dict__") else inside


PARTIAL = functools.partial
CONTAINERS = (list, tuple, set, frozenset, dict, deque, types.MappingProxyType)


@dataclass(frozen=True, eq=False)
class GlobalDependency:
    """A global name of a module: what it, or the builtin of that name, stood for."""

    namespace: Mapping[str, Any]
    name: str
    expected: Any
    how: str = "identity"

    def __post_init__(self) -> None:
        object.__setattr__(self, "expected", snapshot(self.expected, self.how))

    def holds(self) -> bool:
        value = self.namespace.get(self.name, MISSING)
        if value is MISSING:
            value = builtin(self.namespace, self.name)
        return value is self.expected or unchanged(value, self.expected, self.how)


@dataclass(frozen=True, eq=False)
class CellDependency:
    """A free variable of a nested function. An empty cell counts as MISSING."""

    cell: types.CellType
    expected: Any
    how: str = "identity"

    def __post_init__(self) -> None:
        object.__setattr__(self, "expected", snapshot(self.expected, self.how))

    def holds(self) -> bool:
        try:
            value = self.cell.cell_contents
        except ValueError:
            value = MISSING
        return unchanged(value, self.expected, self.how)


@dataclass(frozen=True, eq=False)
class AttributeDependency:
    """An attribute of a module, class or object that was found by a name outside."""

    obj: Any
    attr: str
    expected: Any
    how: str = "identity"

    def __post_init__(self) -> None:
        object.__setattr__(self, "expected", snapshot(self.expected, self.how))

    def holds(self) -> bool:
        return unchanged(getattr(self.obj, self.attr, MISSING), self.expected, self.how)


@dataclass(frozen=True, eq=False)
class AbsentDependency:
    """A name that an object's own namespace does not have, so that what its class has is meant."""

    namespace: Mapping[str, Any]
    name: str

    def holds(self) -> bool:
        return self.name not in self.namespace


@dataclass(frozen=True, eq=False)
class ClassDependency:
    """What stands in a class (or a base of it) under a name: the function, property, staticmethod itself, unbound."""

    cls: type
    attr: str
    expected: Any

    @staticmethod
    def of(cls: type, attr: str) -> ClassDependency:
        return ClassDependency(cls, attr, in_class(cls, attr))

    def holds(self) -> bool:
        return in_class(self.cls, self.attr) is self.expected


@dataclass(frozen=True, eq=False)
class CodeDependency:
    """The code and defaults of a function; IPython's autoreload changes them in place."""

    function: types.FunctionType
    code: types.CodeType
    defaults: Any
    keyword_defaults: Any

    @staticmethod
    def of(function: types.FunctionType) -> CodeDependency:
        return CodeDependency(function, function.__code__, function.__defaults__, frozen(function.__kwdefaults__))

    def holds(self) -> bool:
        f = self.function
        return f.__code__ is self.code and f.__defaults__ is self.defaults and (
            f.__kwdefaults__ is self.keyword_defaults or frozen(f.__kwdefaults__) == self.keyword_defaults)


def in_class(cls: type, attr: str) -> Any:
    for base in cls.__mro__:
        if attr in vars(base):
            return vars(base)[attr]
    return MISSING


def builtin(namespace: Mapping[str, Any], name: str) -> Any:
    """A builtin as a function with these globals sees it."""
    found = namespace.get("__builtins__", builtins)
    return (found if isinstance(found, Mapping) else vars(found)).get(name, MISSING)
