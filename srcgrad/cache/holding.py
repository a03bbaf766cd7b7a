"""Whether dependencies still hold, as Python text: one expression for all of them is much quicker than to ask each.

    GlobalDependency(namespace, 'h', h)      k1['h'] is k2
    CodeDependency(h, …)                     k2.__code__ is k3 and k2.__defaults__ is k4
    ClassDependency(Model, 'loss', loss)     k5.loss is k6
    …                                        k7()                                                   the dependency itself

It only ever says yes where the dependencies do. What was found once and is gone is an error of the kinds in GONE: the same as no.
"""
from __future__ import annotations

import builtins
import functools
import keyword
from collections.abc import Callable, Iterable, Mapping
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from srcgrad.cache.pattern import ONES
from srcgrad.ir.dependency import (
    MISSING,
    AbsentDependency,
    AttributeDependency,
    CellDependency,
    ClassDependency,
    CodeDependency,
    Dependency,
    GlobalDependency,
)
from srcgrad.ir.spec import ArraySpec, ScalarSpec

NUMERIC = "fiubc"
GONE = "KeyError, AttributeError, ValueError"  # of a namespace, an object, a cell


PLAIN: dict[Any, Callable[[Any], Any]] = {  # class → from what `frozen` gives to the value
    type(None): lambda seen: None, str: str, int: int, bool: "True".__eq__}


class Holding:
    """Whether all of the dependencies hold; what is asked a second time is made one function."""

    __slots__ = ("dependencies", "quick")

    def __init__(self, dependencies: tuple[Dependency, ...]) -> None:
        self.dependencies = dependencies
        self.quick: Callable[[], bool] | None = None

    def __call__(self) -> bool:
        if self.quick is not None:
            return self.quick()
        if not all(d.holds() for d in self.dependencies):
            return False
        self.quick = holding(self.dependencies)
        return True


class Names(dict[str, Any]):
    """The globals of one function: constants, each under a name of its own."""

    def __call__(self, value: Any) -> str:
        name = f"k{len(self)}"
        self[name] = value
        return name


def holding(dependencies: Iterable[Dependency]) -> Callable[[], bool]:
    """Whether all of them hold, as one function."""
    k = Names(MISSING=MISSING, ndarray=np.ndarray, ONES=ONES)
    tests = [dependency_test(d, k) for d in dependencies]
    return made("\n".join([
        "def holds():",
        "    try:",
        f"        return {' and '.join(tests) or 'True'}",
        f"    except ({GONE}):",
        "        return False",
    ]), k, "holds")


def made(text: str, k: Names, name: str) -> Callable[..., Any]:
    variables = dict(k)  # Python is quick only with globals that are a plain dict
    exec(compiled(text), variables)
    return variables.pop(name)  # out of its own globals: no cycle, nothing has to wait for the collector


@functools.lru_cache(512)
def compiled(text: str) -> CodeType:
    """All that tells two derivatives apart is among the constants; the text often is the same."""
    return compile(text, "<srcgrad call>", "exec", dont_inherit=True)


def is_name(text: str) -> bool:
    return text.isidentifier() and not keyword.iskeyword(text)


def array_test(v: str, dtype: np.dtype[Any], ones: tuple[bool, ...], k: Names) -> str:
    """Which sizes are 1: mostly none, and that is cheaper to ask than to look up."""
    d = k(dtype)
    none = f"len({v}) != 1" if len(ones) == 1 else f"1 not in {v}.shape"
    shape = f"ONES[{v}.shape] == {k(ones)}" if any(ones) else f"{v}.ndim == {len(ones)}" + (f" and {none}" if ones else "")
    return f"type({v}) is ndarray and ({v}.dtype is {d} or {v}.dtype == {d}) and {shape}"


def dependency_test(d: Dependency, k: Names) -> str:
    if type(d) is CodeDependency:
        return code_test(d, k)
    if type(d) is ClassDependency:
        return class_test(d, k)
    if type(d) is AbsentDependency:
        return f"{d.name!r} not in {k(d.namespace)}"
    if type(d) is GlobalDependency and d.name in d.namespace:
        return found_test(f"{k(d.namespace)}[{d.name!r}]", d, k)
    if type(d) is GlobalDependency and d.how == "identity":
        own = d.namespace.get("__builtins__", builtins)
        found = own if isinstance(own, Mapping) else vars(own)
        return f"{d.name!r} not in {k(d.namespace)} and {k(found)}[{d.name!r}] is {k(d.expected)}"
    if type(d) is CellDependency and d.expected is not MISSING:
        return found_test(f"{k(d.cell)}.cell_contents", d, k)
    if type(d) is AttributeDependency and d.expected is not MISSING:
        if type(d.obj) is ModuleType and d.attr in vars(d.obj):
            return found_test(f"{k(vars(d.obj))}[{d.attr!r}]", d, k)
        if d.how != "presence" and is_name(d.attr):
            return found_test(f"{k(d.obj)}.{d.attr}", d, k)
    return f"{k(d.holds)}()"


def found_test(found: str, d: Any, k: Names) -> str:
    """What is found now against what was seen."""
    seen = d.expected
    if d.how == "identity" and not isinstance(seen, MethodType):
        return f"{found} is {k(seen)}"
    if d.how == "value" and len(seen) == 2 and seen[0] in PLAIN:
        return f"type(v := {found}) is {k(seen[0])} and v == {k(PLAIN[seen[0]](seen[1]))}"
    if d.how == "spec" and isinstance(seen, ScalarSpec):
        return f"type({found}) is {k(seen.cls)}"
    if d.how == "spec" and isinstance(seen, ArraySpec) and np.dtype(seen.dtype).kind in NUMERIC:
        return f"type(v := {found}) is ndarray and {array_test('v', np.dtype(seen.dtype), seen.ones, k)}"
    return f"{k(d.holds)}()"


def code_test(d: CodeDependency, k: Names) -> str:
    """Where there were no defaults, whoever called it gave all arguments: later ones do not matter."""
    if d.code.co_kwonlyargcount:
        return f"{k(d.holds)}()"
    f = k(d.function)
    same = f"{f}.__code__ is {k(d.code)}"
    return f"{same} and {f}.__defaults__ is {k(d.defaults)}" if d.defaults is not None else same


def class_test(d: ClassDependency, k: Names) -> str:
    """A class gives functions and properties as they are, static methods as their function."""
    seen = d.expected.__func__ if isinstance(d.expected, staticmethod) else d.expected
    if not isinstance(seen, FunctionType | property) or not is_name(d.attr) or getattr(d.cls, d.attr, None) is not seen:
        return f"{k(d.holds)}()"
    return f"{k(d.cls)}.{d.attr} is {k(seen)}"
