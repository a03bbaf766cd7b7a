"""Tables of functions and objects: what an element of one is, known when the derivative is built or chosen as it runs.

    ACTIVATIONS["tanh"](x)      the function itself; the derivative depends on what the table holds
    LAYERS[0].w                 read where it is, under that name
    rules[k](x)                 each of them, in an arm of its own
"""
from __future__ import annotations

import operator
import types
from itertools import islice
from typing import Any

import numpy as np

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import AVal, Choice, Const, Ref, Tuple, is_static
from srcgrad.ir.nodes import Seq
from srcgrad.ir.types import Scalar

FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type, np.ufunc)
LOOKED_AT, DEPTH = 64, 4  # of a table, to see what it holds


def of_table(lower: Lowerer, base: AVal, index: AVal) -> Const | None:
    """An element of a table outside that is a function, an object, a word, or holds such."""
    if not isinstance(base, Const) or not isinstance(base.value, dict | list | tuple) or not is_static(index):
        return None
    try:
        found = base.value[index.value]  # type: ignore[union-attr]
    except (LookupError, TypeError):
        return None
    if isinstance(found, str | bytes | bool | None):
        return Const(found)
    return element_of(base, index.value, found) if holds_code(lower, found) or is_table(found) else None  # type: ignore[union-attr]


def is_table(v: Any) -> bool:
    """Plain data that is more than a row of numbers, so that what it holds matters while lowering."""
    inner = [*v, *v.values()] if isinstance(v, dict) else v if isinstance(v, list | tuple) else []
    return any(isinstance(i, str) or is_table(i) for i in inner) and all(isinstance(i, str | float | int | None) or (
        isinstance(i, dict | list | tuple)) for i in inner)


def holds_code(lower: Lowerer, v: Any, depth: int = DEPTH) -> bool:
    """Whether something outside is a function or an object of a user class, or holds one."""
    if isinstance(v, dict | list | tuple):
        inside = islice(v.values() if isinstance(v, dict) else v, LOOKED_AT)
        return depth > 0 and any(holds_code(lower, i, depth - 1) for i in inside)
    return callable(v) or lower.is_object(Const(v))


def element_of(base: Const, key: Any, value: Any) -> Const:
    """An element of something outside; one that has attributes is known by its place, and they are read there."""
    if base.name is None or isinstance(value, FUNCTIONS) or type(key) not in (int, str):
        return Const(value)
    return Const(value, f"{base.name}[{key!r}]", base.origin)


def kept(lower: Lowerer, base: Const) -> list[AVal]:
    """All that something outside holds: objects by their places, the rest by its value."""
    pairs = base.value.items() if isinstance(base.value, dict) else enumerate(base.value)
    return [element_of(base, k, v) if holds_code(lower, v) else Const(v) for k, v in pairs]


def entries(lower: Lowerer, base: AVal) -> dict[Any, AVal] | None:
    """What a list, tuple or dict of known structure holds, where that is functions or objects."""
    if isinstance(base, Ref) and base.kind in ("list", "dict") and lower.only_known(base):
        return dict(zip(lower.keys(base), lower.items(base)))
    if isinstance(base, Tuple) and any(map(lower.no_value, base.items)):
        return dict(enumerate(base.items))
    held = base.value if isinstance(base, Const) else None
    if isinstance(held, dict | list | tuple) and held:
        pairs = dict(held) if isinstance(held, dict) else dict(enumerate(held))
        known = all(callable(v) or lower.is_object(Const(v)) for v in pairs.values())
        return {k: element_of(base, k, v) for k, v in pairs.items()} if known else None  # type: ignore[arg-type]
    return None


def one_of(lower: Lowerer, table: dict[Any, AVal], index: AVal, by_key: bool) -> AVal:
    """The entry of a table at an index known only at run time: a choice among all of them. The index itself is looked up, so that
    one that is not there raises."""
    places = tuple(Const(k) for k in range(len(table)))
    order = Seq(dict, (*map(Const, table), *places)) if by_key else Seq(tuple, places)
    place = lower.b.emit("prim", operator.getitem, (order, lower.operand(index)), type=Scalar("i"), name="which")
    out, *rest = reversed(list(table.values()))
    for k, v in zip(range(len(rest) - 1, -1, -1), rest):
        out = Choice(v, out, lower.b.emit("prim", operator.eq, (place, Const(k)), type=Scalar("b")))
    return out
