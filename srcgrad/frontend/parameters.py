"""The parameters of a function that is lowered in place, and what a call gives for each."""
from __future__ import annotations

import inspect
import types
from typing import Any

import gast

from srcgrad.frontend.core import Frame, Lowerer
from srcgrad.frontend.values import AVal, Const, Tuple


def default_values(lower: Lowerer, f: types.FunctionType) -> dict[str, AVal]:
    out: dict[str, AVal] = {}
    for name, p in inspect.signature(f, follow_wrapped=False).parameters.items():
        if p.default is not inspect.Parameter.empty:
            out[name] = Const(p.default)
    return out


def bind_arguments(lower: Lowerer, node: Any, frame: Frame, spec: gast.arguments, args: list[AVal], kwargs: dict[str, AVal],
                   defaults: dict[str, AVal]) -> dict[str, AVal]:
    names = [a.id for a in [*spec.posonlyargs, *spec.args]]
    values: dict[str, AVal] = dict(zip(names, args))
    extra, rest = args[len(names):], dict(kwargs)
    for name in [*names, *(a.id for a in spec.kwonlyargs)]:
        if name in values:
            continue
        if name in rest:
            values[name] = rest.pop(name)
        elif name in defaults:
            values[name] = defaults[name]
        else:
            raise lower.refuse(node, "SG308", f"`{frame.name}` is called without its argument `{name}`")
    if spec.vararg is not None:
        values[spec.vararg.id] = Tuple(tuple(extra))
    elif extra:
        raise lower.refuse(node, "SG308", f"`{frame.name}` is called with too many arguments")
    if spec.kwarg is not None:
        values[spec.kwarg.id] = lower.new_ref("dict", dict, list(rest), list(rest.values()), lower.site(node))
    elif rest:
        raise lower.refuse(node, "SG308", f"`{frame.name}` has no argument `{next(iter(rest))}`")
    return values
