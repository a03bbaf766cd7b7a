"""copy.copy and copy.deepcopy of numbers, arrays, lists, dicts and objects of known structure."""
from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import AVal, Bound, Closure, Const, Partial, Ref, Tuple, is_static
from srcgrad.ir.types import Array, ListType, Opaque, Scalar


def do_copy(deep: bool) -> Callable[..., Any]:
    def make(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
        return copied(lower, node, args[0], deep, {}, hint, True)
    return make


def copied(lower: Lowerer, node: Any, v: AVal, deep: bool, memo: dict[int, AVal], hint: str, top: bool) -> AVal:
    """`memo`: what was one object is one object in the copy."""
    if not top and not deep or isinstance(v, Closure | Bound | Partial):
        return v
    if isinstance(v, Tuple):
        return Tuple(tuple(copied(lower, node, i, deep, memo, "", False) for i in v.items), v.cls)
    if isinstance(v, Ref):
        return memo.get(-v.ident) or copied_box(lower, node, v, deep, memo)
    if is_static(v):
        return Const(copy.deepcopy(v.value) if deep else copy.copy(v.value))
    kind = lower.type_of(v)
    if isinstance(kind, Scalar | Opaque):
        return v
    if isinstance(kind, Array):
        order = [Const("K")] if kind.ndim != 1 else []
        memo[id(v)] = memo.get(id(v)) or lower.prim(np.ndarray.copy, [v, *order], {}, hint, node)
        return memo[id(v)]
    if isinstance(kind, ListType) and (not deep or isinstance(kind.element, Scalar)):
        return lower.b.emit("prim", list, (lower.operand(v),), type=kind, name=hint)
    raise lower.refuse(node, "SG308", f"what this copies is known only at run time ({'deepcopy' if deep else 'copy'})",
                       "build the new object yourself")


def copied_box(lower: Lowerer, node: Any, v: Ref, deep: bool, memo: dict[int, AVal]) -> AVal:
    name = "__deepcopy__" if deep else "__copy__"
    if v.kind == "object" and any(inspect.getattr_static(v.cls, n, None) is not None for n in (name, "__getstate__")
                                  if n in vars(v.cls)):
        raise lower.refuse(node, "SG308", f"`{v.cls.__name__}` says itself how it is copied", "build the new object yourself")
    out = memo[-v.ident] = lower.new_ref(v.kind, v.cls, [], [], (*lower.site(node), "copy", len(memo)))
    keys, whole = lower.keys(v), lower.inside(v) is not None
    lower.set_items(out, {k: copied(lower, node, i, deep, memo, "", whole and k == "inside") for k, i in zip(keys, lower.items(v))})
    return out
