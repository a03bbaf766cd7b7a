"""A class that is defined inside the function.

Its methods are local functions. A class object is made so that what is known of classes works for it (attributes, properties,
inheritance, dataclasses); each of its functions is a stand-in that says which local function is meant.
"""
from __future__ import annotations

import dataclasses
import functools
import types
from typing import Any

import gast

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import Closure, Const, is_static

AT_MODULE_LEVEL = "define the class at module level"
WRAPPERS = (property, staticmethod, classmethod, functools.cached_property)


def lower_classdef(lower: Lowerer, node: gast.ClassDef) -> None:
    if node.keywords:
        raise lower.refuse(node, "SG308", "a local class with a metaclass or keywords is not differentiated",
                           AT_MODULE_LEVEL)
    bases = [known(lower, b, "its base") for b in node.bases]
    plain = (type(b) is type and b.__module__ not in ("builtins", "typing") or b is object for b in bases)
    if not all(plain):
        raise lower.refuse(node, "SG308", "a local class with such a base is not differentiated", AT_MODULE_LEVEL)
    namespace: dict[str, Any] = {"__module__": lower.frame.namespace.get("__name__", "__main__"), "__qualname__": node.name}
    stubs = [body_item(lower, item, namespace) for item in node.body]
    cls: Any = type(node.name, tuple(bases), namespace)
    for stub in filter(None, stubs):
        lower.stubs[stub] = (lower.stubs[stub][0], cls)
    for decorator in reversed(node.decorator_list):
        cls = decorated(lower, decorator, cls)
    lower.state[("var", lower.frame.ident, node.name)] = Const(cls)


def decorated(lower: Lowerer, decorator: Any, cls: type) -> type:
    options: dict[str, Any] = {}
    if isinstance(decorator, gast.Call):
        options = {k.arg: known(lower, k.value, "an option") for k in decorator.keywords}
        decorator = decorator.func
    if known(lower, decorator, "its decorator") is not dataclasses.dataclass or options.get("slots"):
        raise lower.refuse(decorator, "SG308", "this decorator of a local class is not followed", AT_MODULE_LEVEL)
    return dataclasses.dataclass(**options)(cls)


def known(lower: Lowerer, node: Any, what: str) -> Any:
    value = lower.expr(node)
    if not is_static(value):
        raise lower.refuse(node, "SG308", f"{what} is known only at run time: a local class is made when the derivative is built",
                           "define the class at module level, or set this in `__init__`")
    return value.value  # type: ignore[union-attr]


def body_item(lower: Lowerer, item: Any, namespace: dict[str, Any]) -> Any:
    """One statement of the class body; gives the stub of a function that it defines."""
    if isinstance(item, gast.FunctionDef):
        return method(lower, item, namespace)
    if isinstance(item, gast.AnnAssign) and isinstance(item.target, gast.Name):
        namespace.setdefault("__annotations__", {})[item.target.id] = Any
        if item.value is not None:
            namespace[item.target.id] = known(lower, item.value, f"`{item.target.id}`")
    elif isinstance(item, gast.Assign) and all(isinstance(t, gast.Name) for t in item.targets):
        value = namespace[item.value.id] if isinstance(item.value, gast.Name) and item.value.id in namespace else \
            known(lower, item.value, f"`{item.targets[0].id}`")
        namespace.update({t.id: value for t in item.targets})
    elif not isinstance(item, gast.Pass) and not (isinstance(item, gast.Expr) and isinstance(item.value, gast.Constant)):
        raise lower.refuse(item, "SG308", "this statement in the body of a local class is not followed", AT_MODULE_LEVEL)
    return None


def method(lower: Lowerer, item: Any, namespace: dict[str, Any]) -> Any:
    closure: Closure = lower.make_closure(item, item.name)
    stub = types.FunctionType(_stub.__code__, {"__name__": namespace["__module__"]}, item.name)
    lower.stubs[stub] = (closure, None)
    found: Any = stub
    for d in reversed(item.decorator_list):
        if isinstance(d, gast.Attribute) and isinstance(d.value, gast.Name) and d.value.id in namespace:
            found = getattr(namespace[d.value.id], d.attr)(found)  # @level.setter
            continue
        wrapper = known(lower, d, "its decorator")
        if wrapper not in WRAPPERS:
            raise lower.refuse(d, "SG308", "this decorator in a local class is not followed", AT_MODULE_LEVEL)
        found = wrapper(found)
        if wrapper is functools.cached_property:
            found.__set_name__(None, item.name)
    namespace[item.name] = found
    return stub


def _stub(*args: Any, **kwargs: Any) -> None:
    """A method of a local class: see `Lowerer.stubs`."""


STATEMENTS = {gast.ClassDef: lower_classdef}
