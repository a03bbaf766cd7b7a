"""What a name may stand for while a function is lowered: a run-time value, or something known when the derivative is built.

    Value, Const      IR operands
    Tuple             a tuple (or namedtuple) taken apart: each element is one of these again
    Ref               a list, dict or object whose structure is known: its elements are entries of the lowerer's state, so that
                      branches and loops merge them like variables; at run time they are plain local names
    Closure, Bound    functions defined inside, methods with their object
    Iter              range, zip, enumerate, ...: never built, only walked
    Choice              one of two of these, told apart at run time
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from srcgrad.ir.nodes import Const, Seq, Value
from srcgrad.record import dataclass


@dataclass(frozen=True, eq=False)
class Tuple:
    items: tuple[AVal, ...]
    cls: Any = None


@dataclass(frozen=True, eq=False)
class Ref:
    """`site`: where it was made, in the words of the lowerer; the same object always has the same `ident`."""

    ident: int
    kind: str  # list, dict, object
    cls: Any
    site: Any


@dataclass(frozen=True, eq=False)
class Closure:
    node: gast.FunctionDef | gast.Lambda
    frame: Any
    defaults: dict[str, AVal]
    name: str


@dataclass(frozen=True, eq=False)
class Bound:
    function: AVal
    self: AVal


@dataclass(frozen=True, eq=False)
class Method:
    """`x.sum` before it is called; x is a run-time value or a Ref."""

    base: AVal
    name: str


@dataclass(frozen=True, eq=False)
class Partial:
    function: AVal
    args: tuple[AVal, ...]
    kwargs: dict[str, AVal]


@dataclass(frozen=True, eq=False)
class Manager(Partial):
    """A generator that was called for a with statement."""


@dataclass(frozen=True, eq=False)
class Iter:
    """kind: range (start, stop, step), zip, enumerate (iterable, start), reversed, keys, values, items, map (f, …), generator."""

    kind: str
    parts: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Choice:
    """One of two functions or objects, told apart at run time by `flag`: what is done with it becomes a branch."""

    then: Any
    orelse: Any
    flag: Value


@dataclass(frozen=True, eq=False)
class Broken:
    """What two branches or turns of a loop made of a name cannot be followed: `error` is raised where it is used, if it is.

    loop: the site of the loop around that is to be followed turn by turn then.
    """

    error: Exception
    loop: Any = None


AVal = Broken | Choice | Value | Const | Seq | Tuple | Ref | Closure | Bound | Method | Partial | Iter
LASTING = ("range", "keys", "values", "items")  # of Iter: can be walked again and again
UNDEF = Const(None, "<unbound>")


def mapped(v: Any, f: Callable[[Value], Any]) -> Any:
    """An abstract value with its run-time parts replaced; the same one where none is."""
    if isinstance(v, Value):
        return f(v)
    if isinstance(v, Tuple | Choice | Bound | Method | Partial | Iter | Closure):
        old = vars(v)
        new = {k: mapped(p, f) for k, p in old.items() if k not in ("node", "frame")}
        if any(p is not old[k] for k, p in new.items()):
            out = object.__new__(type(v))
            out.__dict__.update({**old, **new})
            return out
    if isinstance(v, tuple | list):
        parts = [mapped(p, f) for p in v]
        return type(v)(parts) if any(p is not q for p, q in zip(parts, v)) else v
    if isinstance(v, dict):
        found = {k: mapped(p, f) for k, p in v.items()}
        return found if any(p is not v[k] for k, p in found.items()) else v
    return v


def parts_of(v: Any) -> list[Value]:
    """The run-time parts of an abstract value."""
    out: list[Value] = []
    mapped(v, lambda p: out.append(p) or p)  # type: ignore[func-returns-value]
    return out


def is_static(v: AVal) -> bool:
    """A constant whose value may be used when the derivative is built: not a global, nor an array, which may change."""
    return isinstance(v, Const) and v.name is None and v is not UNDEF and not isinstance(v.value, np.ndarray)


def same(a: AVal | None, b: AVal | None) -> bool:
    """Whether two abstract values are one, so that no merge is needed."""
    if a is b:
        return True
    if isinstance(a, Const) and isinstance(b, Const):
        if a is UNDEF or b is UNDEF:
            return False
        if a.value is b.value:
            return a.name == b.name
        try:
            return a.name == b.name and type(a.value) is type(b.value) and bool(a.value == b.value) \
                and isinstance(a.value, int | float | str | bytes | tuple | complex)
        except Exception:  # a foreign object's __eq__ may do anything
            return False
    if isinstance(a, Tuple) and isinstance(b, Tuple):
        return a.cls is b.cls and len(a.items) == len(b.items) and all(map(same, a.items, b.items))
    if isinstance(a, Ref) and isinstance(b, Ref):
        return a.ident == b.ident
    if isinstance(a, Closure) and isinstance(b, Closure):
        return a.node is b.node and a.frame is b.frame and all(same(v, b.defaults[k]) for k, v in a.defaults.items())
    if isinstance(a, Bound) and isinstance(b, Bound):
        return same(a.function, b.function) and same(a.self, b.self)
    if isinstance(a, Choice) and isinstance(b, Choice):
        return a.flag is b.flag and same(a.then, b.then) and same(a.orelse, b.orelse)
    return False
