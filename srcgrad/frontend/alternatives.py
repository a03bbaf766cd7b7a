"""A name that a loop binds to one of several objects or functions: carried as the number of the one that it stands for.

    a, b = Body(…), Body(…)              one: b = True                  (True: a, False: b)
    one, other = a, b                    while … (one, other) {
    while …:                                 one stands for a if one, else b
        one, other = other, one              yield other, one }
"""
from __future__ import annotations

import operator
from typing import Any

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import Bound, Choice, Closure, Const, Ref, Value, is_static, parts_of, same
from srcgrad.ir.nodes import Operand
from srcgrad.ir.types import BOOL, INT, Type


def alternatives(v: Any) -> list[Any]:
    """What an abstract value may stand for."""
    return [*alternatives(v.then), *alternatives(v.orelse)] if isinstance(v, Choice) else [v]


def countable(lower: Lowerer, found: list[Any], start: dict[Any, Any]) -> bool:
    """Whether these are objects and functions that are there before the loop, at least one."""
    def fixed(v: Any) -> bool:
        if isinstance(v, Ref):
            return v.kind == "object" and ("keys", v.ident) in start
        if isinstance(v, Closure | Bound):
            return not parts_of(v) and (not isinstance(v, Bound) or fixed(v.self) or isinstance(v.self, Const))
        return isinstance(v, Const) and (callable(v.value) or (is_static(v) and v.value is None))

    return all(map(fixed, found)) and any(not is_static(v) or v.value is not None for v in found)


def merged(known: list[Any], found: list[Any]) -> list[Any]:
    """The alternatives so far, and those that are new."""
    out = list(known)
    for v in found:
        if not any(same(v, w) for w in out):
            out.append(v)
    return out


def kind_of(known: list[Any]) -> Type:
    return BOOL if len(known) <= 2 else INT


def number(lower: Lowerer, v: Any, known: list[Any]) -> Operand:
    """Which of the alternatives it is, as a run-time value: a flag where they are two, the first one being True."""
    if isinstance(v, Choice):
        chosen = lower.either_way(v, lambda one: number(lower, one, known))
        return lower.operand(chosen)
    place = next(k for k, w in enumerate(known) if same(v, w))
    return Const(place == 0) if len(known) <= 2 else Const(place)


def standing_for(lower: Lowerer, which: Value, known: list[Any]) -> Any:
    """The alternative of that number."""
    if len(known) <= 2:
        return Choice(known[0], known[-1], which)
    out = known[-1]
    for k in range(len(known) - 2, -1, -1):
        out = Choice(known[k], out, lower.b.emit("prim", operator.eq, (which, Const(k)), type=BOOL))
    return out
