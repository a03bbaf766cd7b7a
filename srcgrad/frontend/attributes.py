"""The attributes of an object all together: vars, __dict__, dataclasses.fields, asdict, astuple."""
from __future__ import annotations

import dataclasses
from typing import Any

from srcgrad.frontend.copies import copied
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.stand_ins import stood_for
from srcgrad.frontend.values import AVal, Const, Ref, Tuple


def do_vars(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    """vars(obj): a dict with the same entries as the object, so that what is written into the one is in the other."""
    (v,) = args
    if not (isinstance(v, Ref) and v.kind == "object") or stood_for(v.cls) is not v.cls or any(
            "__slots__" in vars(c) for c in v.cls.__mro__[:-1]):
        raise lower.refuse(node, "SG308", "what `vars` gives here is not followed", "name the attributes")
    lower.refuse_frozen(v, node)
    if v.site[:1] == ("argument",):
        lower.set_items(v, dict(in_order(lower, v, node)))
    return Ref(v.ident, "dict", dict, v.site)


def in_order(lower: Lowerer, v: Ref, node: Any) -> list[tuple[str, AVal]]:
    """The attributes of an argument as its class sets them; the pattern of a call does not say in which order they were set."""
    found = dict(zip(lower.keys(v), lower.items(v)))
    fields = dataclasses.fields(v.cls) if dataclasses.is_dataclass(v.cls) else ()
    names = [f.name for f in fields]
    if len(found) > 1 and (set(names) != set(found) or not all(f.init for f in fields)):
        raise lower.refuse(node, "SG308", f"in which order the attributes of the {v.cls.__name__} were set is not known",
                           "name the attributes")
    return [(name, found[name]) for name in names or found]


def do_fields(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    (v,) = args
    cls = v.cls if isinstance(v, Ref) else getattr(v, "value", None)
    return Const(dataclasses.fields(cls)) if cls is not None and dataclasses.is_dataclass(cls) else NotImplemented


def do_asdict(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    return taken_apart(lower, node, args[0], dict) if len(args) == 1 and not kwargs else NotImplemented  # type: ignore[return-value]


def do_astuple(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    return taken_apart(lower, node, args[0], tuple) if len(args) == 1 and not kwargs else NotImplemented  # type: ignore[return-value]


def taken_apart(lower: Lowerer, node: Any, v: AVal, form: type) -> AVal:
    """A dataclass, and those in its lists, tuples and dicts, as dicts or tuples; everything else is copied."""
    if isinstance(v, Tuple):
        return Tuple(tuple(taken_apart(lower, node, i, form) for i in v.items), v.cls)
    if not isinstance(v, Ref) or v.kind == "object" and not dataclasses.is_dataclass(v.cls):
        return copied(lower, node, v, True, {}, "", True)
    names = [f.name for f in dataclasses.fields(v.cls)] if v.kind == "object" else lower.keys(v)
    items = {name: taken_apart(lower, node, lower.state["item", v.ident, name], form) for name in names}
    if v.kind == "object" and form is tuple:
        return Tuple(tuple(items.values()))
    kind = "dict" if v.kind == "object" else v.kind
    return lower.new_ref(kind, dict if kind == "dict" else v.cls, list(items), list(items.values()),
                         (*lower.site(node), "apart", v.ident))
