"""super(): attributes looked up in the classes that follow."""
from __future__ import annotations

import functools
import types
from typing import Any

import gast

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import AVal, Bound, Const, Method, Partial, Ref

SILENT = ("__init__", "__init_subclass__", "__post_init__")  # of object, or of no class at all


class Super(Method):
    """`classes`: where to look."""

    def __init__(self, me: Any, cls: type, classes: tuple[type, ...]):
        super().__init__(me, "super")
        object.__setattr__(self, "cls", cls)
        object.__setattr__(self, "classes", classes)


def super_object(lower: Lowerer, node: gast.Call) -> AVal:
    """super(), or super(cls, self)"""
    given: list[Any] = [lower.expr(a) for a in node.args]
    owner, me = (given[0].value, given[1]) if given else (lower.frame.owner, lower.frame.first_argument)
    value = getattr(me, "value", None)
    cls = me.cls if isinstance(me, Ref) else value if isinstance(value, type) else type(value) if isinstance(me, Const) else None
    if cls is None or owner is None or owner not in cls.__mro__:
        raise lower.refuse(node, "SG308", "super() is used outside a method")
    return Super(me, cls, cls.__mro__[cls.__mro__.index(owner) + 1:])


def super_attribute(lower: Lowerer, base: Any, name: str, node: Any) -> AVal:
    home = next((cls for cls in base.classes if name in cls.__dict__), None)
    found = None if home is None else lower.found_in_class(home, name) if home is not object else home.__dict__[name]
    if isinstance(found, types.FunctionType):
        return Bound(Const(found), base.base)
    if isinstance(found, property | functools.cached_property):
        return lower.call(node, Const(found.fget if isinstance(found, property) else found.func), [base.base], {})
    if isinstance(found, staticmethod | classmethod):
        return Const(found.__func__) if isinstance(found, staticmethod) else Bound(Const(found.__func__), Const(base.cls))
    if found is object.__dict__["__setattr__"]:
        return Partial(Const(object.__setattr__), (base.base,), {})
    if name in SILENT:
        return Const(_nothing)
    if home is None or home is object or hasattr(found, "__get__"):
        raise lower.refuse(node, "SG308", f"`super().{name}` is not differentiated")
    return lower.class_constant(home, name, found)


def _nothing(*args: Any, **kwargs: Any) -> None:
    """object.__init__"""


SERVICES = (super_object,)
