"""Objects that can be written out: numbers, text, dtypes, and small tuples, lists, dicts, sets, slices of them.

Classes and functions count, where a name leads to them: (float, np.float64).
"""
from __future__ import annotations

import math
import types
from collections.abc import Callable, Iterable
from typing import Any

import gast
import numpy as np

from srcgrad.backend.paths import importable_name

PLAIN = (bool, int, str, bytes, type(None), type(Ellipsis))
NAMED = (type, types.FunctionType, types.BuiltinFunctionType, np.ufunc)
LONGEST = 64  # more elements than this are no reading matter; they are bound as an object
NUMPY_SCALARS = "biufc"

Callee = Callable[[Any], gast.expr]  # an expression for np.float64, float, slice, …


def literal(value: Any, callee: Callee) -> gast.expr | None:
    """The expression that makes an equal object of the very same type, or None if there is none."""
    cls = type(value)
    if cls in PLAIN:
        return integer(value) if cls is int else gast.Constant(value, None)
    if cls is float or cls is complex:
        return real(value, callee) if cls is float else complex_number(value, callee)
    if isinstance(value, np.generic):
        return numpy_scalar(value, callee)
    if isinstance(value, np.dtype):
        return dtype(value, callee)
    if cls is slice:
        return made(callee(slice), (value.start, value.stop, value.step), callee)
    if isinstance(value, NAMED) and importable_name(value) is not None:
        return callee(value)
    return display(value, callee)


def integer(value: int) -> gast.expr:
    return gast.Constant(value, None) if value >= 0 else gast.UnaryOp(gast.USub(), gast.Constant(-value, None))


def real(value: float, callee: Callee) -> gast.expr:
    if not math.isfinite(value):
        return call(callee(float), gast.Constant(repr(value), None))
    if math.copysign(1.0, value) < 0:
        return gast.UnaryOp(gast.USub(), gast.Constant(-value, None))
    return gast.Constant(value, None)


def complex_number(value: complex, callee: Callee) -> gast.expr:
    """1j has a literal; 1 + 1j is a sum whose zeros lose their signs, so it is made from its parts."""
    positive = math.copysign(1.0, value.real) > 0 and math.copysign(1.0, value.imag) > 0
    if value.real == 0 and positive and math.isfinite(value.imag):
        return gast.Constant(value, None)
    return call(callee(complex), real(value.real, callee), real(value.imag, callee))


def numpy_scalar(value: np.generic, callee: Callee) -> gast.expr | None:
    """np.float32(0.1): the shortest text that gives the number back."""
    cls = type(value)
    if value.dtype.kind not in NUMPY_SCALARS or value.dtype.itemsize > 16 or cls in (np.longdouble, np.clongdouble):
        return None
    number = literal(shortest(value), callee)
    return None if number is None else call(callee(cls), number)


def shortest(value: np.generic) -> Any:
    exact = value.item()
    if isinstance(exact, float) and math.isfinite(exact):
        short = float(str(value))
        return short if type(value)(short) == value else exact
    return exact


def dtype(value: np.dtype[Any], callee: Callee) -> gast.expr | None:
    """np.float64 for dtype('float64'); by its text where the class alone does not say all; None for records."""
    if value.fields is not None or value.subdtype is not None or value.metadata or value.hasobject:
        return None
    try:
        if np.dtype(value.type) == value:
            return callee(value.type)
        return call(callee(np.dtype), gast.Constant(value.str, None)) if np.dtype(value.str) == value else None
    except TypeError:  # a class of dtypes that np.dtype does not know
        return None


def display(value: Any, callee: Callee) -> gast.expr | None:
    cls = type(value)
    if cls not in (tuple, list, dict, set, frozenset) or len(value) > LONGEST:
        return None
    if cls is dict:
        keys, values = written(value, callee), written(value.values(), callee)
        return None if keys is None or values is None else gast.Dict(keys, values)
    items = written(value if cls in (tuple, list) else ordered(value), callee)
    if items is None:
        return None
    if cls is frozenset or (cls is set and not items):
        return call(callee(cls), *([gast.Tuple(items, gast.Load())] if items else []))
    return gast.Set(items) if cls is set else (gast.Tuple if cls is tuple else gast.List)(items, gast.Load())


def ordered(items: Any) -> list[Any]:
    """A set's elements in an order that is the same in every process."""
    return sorted(items, key=lambda i: (type(i).__name__, repr(i)))


def written(values: Any, callee: Callee) -> list[gast.expr] | None:
    """All of them, or None if one of them cannot be written; an element that holds its own container cannot."""
    try:
        out = [literal(v, callee) for v in values]
    except RecursionError:
        return None
    return None if any(e is None for e in out) else out  # type: ignore[return-value]


def made(function: gast.expr, values: Any, callee: Callee) -> gast.expr | None:
    arguments = written(values, callee)
    return None if arguments is None else call(function, *arguments)


def call(function: gast.expr, *arguments: gast.expr) -> gast.expr:
    return gast.Call(function, list(arguments), [])


def name_of(name: str) -> gast.expr:
    return gast.Name(name, gast.Load(), None, None)


def attribute(base: gast.expr, *names: str) -> gast.expr:
    for name in names:
        base = gast.Attribute(base, name, gast.Load())
    return base


def along(base: gast.expr, steps: Iterable[tuple[bool, Any]]) -> gast.expr:
    """Attributes and elements of a base, as `srcgrad.ir.dotted.path_of` gives them."""
    for element, key in steps:
        base = gast.Subscript(base, gast.Constant(key, None), gast.Load()) if element else attribute(base, key)
    return base
