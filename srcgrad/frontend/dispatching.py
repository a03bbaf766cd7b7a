"""Which function a generic one (functools.singledispatch) calls: that for the class of its first argument."""
from __future__ import annotations

import functools
import types
from typing import Any

import numpy as np

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.stand_ins import stood_for
from srcgrad.frontend.values import AVal, Bound, Choice, Closure, Const, Ref, Tuple, Value
from srcgrad.ir.build import type_of
from srcgrad.ir.types import Array, DictType, ListType, ObjectType, Scalar, TupleType

GENERIC = functools.singledispatch(lambda first: None).__code__  # type: ignore[attr-defined]
NUMBERS = {"f": (float, np.float64, np.float32), "i": (int, np.int64, np.int32), "b": (bool, np.bool_)}


def registered(lower: Lowerer, node: Any, function: Any, first: AVal) -> AVal:
    """`function`: a generic function, or a generic method of a class."""
    if isinstance(first, Choice):
        return lower.either_way(first, lambda v: registered(lower, node, function, v))  # type: ignore[no-any-return]
    generic = function.dispatcher if isinstance(function, functools.singledispatchmethod) else function
    found = {generic.dispatch(cls) for cls in classes_of(lower, first)}
    if len(found) != 1:
        raise lower.refuse(node, "SG306", "the class that decides which function is called is known only at run time",
                           "call the function for the class itself")
    return Const(found.pop())


def classes_of(lower: Lowerer, v: AVal) -> tuple[type, ...]:
    """The classes that something may have at run time, as far as functions tell them apart; none where that is not known."""
    if isinstance(v, Ref):
        return (stood_for(v.cls),)
    if isinstance(v, Const):
        return (type(v.value),)
    if isinstance(v, Closure | Bound):
        return (types.FunctionType if isinstance(v, Closure) else types.MethodType,)
    if v in lower.classes:
        return (lower.classes[v],)  # type: ignore[index]
    kind = lower.type_of(v) if isinstance(v, Tuple) else type_of(v) if isinstance(v, Value) else None
    if isinstance(kind, Scalar):
        return NUMBERS.get(kind.kind, ())
    if isinstance(kind, TupleType | ObjectType):
        return (kind.cls or tuple,)
    if isinstance(kind, ListType):
        return (tuple if kind.frozen else list,)
    return (np.ndarray,) if isinstance(kind, Array) else (dict,) if isinstance(kind, DictType) else ()

