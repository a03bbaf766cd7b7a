"""Objects are made: a class is called, a dataclass is built, dataclasses.replace."""
from __future__ import annotations

import dataclasses
import enum
import inspect
import types
from typing import Any

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.stand_ins import CLASSES
from srcgrad.frontend.values import AVal, Const, Ref, Tuple, Value, is_static


def instantiate(lower: Lowerer, node: Any, cls: type, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    fields = getattr(cls, "_fields", None)
    if issubclass(cls, tuple) and fields is not None:
        values = dict(zip(fields, args)) | kwargs
        defaults = {k: Const(v) for k, v in getattr(cls, "_field_defaults", {}).items()}
        return Tuple(tuple((defaults | values)[f] for f in fields), cls)
    if issubclass(cls, enum.Enum) and len(args) == 1 and is_static(args[0]) and not kwargs:
        try:
            return Const(cls(args[0].value))  # type: ignore[union-attr]
        except ValueError:
            pass  # the user's own code raises it when it runs
    cls = CLASSES.get(cls, cls)
    if issubclass(cls, BaseException) or cls.__module__ in ("numpy", "builtins", "contextlib", "warnings", "random", "time"):
        return lower.prim(cls, args, kwargs, hint, node)
    for owner, name in ((type(cls), "__call__"), (cls, "__new__")):
        how = inspect.getattr_static(owner, name, None)
        if isinstance(getattr(how, "__func__", how), types.FunctionType):
            raise lower.refuse(node, "SG308", f"`{cls.__name__}` says itself how its objects are made (`{name}`)",
                               "make the object in a function of its own")
    base = next((b for b in cls.__mro__ if b.__module__ == "builtins" and b is not object), None)
    if base is not None:
        raise lower.refuse(node, "SG308", f"`{cls.__name__}` derives from {base.__name__}, whose part of it is not followed",
                           f"hold a {base.__name__} in an attribute")
    ref = lower.new_ref("object", cls, [], [], lower.site(node))
    if cls is types.SimpleNamespace and not args:
        lower.set_items(ref, dict(kwargs))
        return ref
    if dataclasses.is_dataclass(cls) and "__init__" in cls.__dict__ and cls.__dataclass_params__.init:  # type: ignore[attr-defined]
        return new_dataclass(lower, node, ref, cls, args, kwargs)
    init = lower.found_in_class(cls, "__init__")
    if isinstance(init, types.FunctionType):
        lower.call(node, Const(init), [ref, *args], kwargs)
        inside = lower.inside(ref)
        if isinstance(inside, Value) and not inside.name:
            object.__setattr__(inside, "name", hint)
    elif args or kwargs:
        raise lower.refuse(node, "SG306", f"`{cls.__name__}` is not a class whose source can be read")
    return ref


def new_dataclass(lower: Lowerer, node: Any, ref: Ref, cls: type, args: list[AVal], kwargs: dict[str, AVal]) -> AVal:
    rest = dict(kwargs)
    values: dict[str, AVal] = {}
    every = every_field(cls)
    positional = [f for f in every if f.init and not f.kw_only]
    for f, a in zip(positional, args):
        values[f.name] = a
    for f in every:
        if f.name in values:
            continue
        if f.name in rest:
            values[f.name] = rest.pop(f.name)
        elif f.default is not dataclasses.MISSING:
            values[f.name] = Const(f.default)
        elif f.default_factory is not dataclasses.MISSING:
            values[f.name] = lower.call(node, Const(f.default_factory), [], {})
        elif f.init:
            raise lower.refuse(node, "SG308", f"`{cls.__name__}` is built without its field `{f.name}`")
    own = {f.name for f in dataclasses.fields(cls)}
    handed = [v for name, v in values.items() if name not in own]
    lower.set_items(ref, {name: v for name, v in values.items() if name in own})
    lower.found_in_class(cls, "__init__")
    post = lower.found_in_class(cls, "__post_init__")
    if isinstance(post, types.FunctionType):
        lower.call(node, Const(post), [ref, *handed], {})
    return ref


def every_field(cls: Any) -> list[Any]:
    """The fields of a dataclass, and what is handed to __post_init__ (InitVar), in the order of its parameters."""
    return [f for f in cls.__dataclass_fields__.values() if not str(f._field_type).endswith("CLASSVAR")]


def replaced(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    """dataclasses.replace(obj, **changes)"""
    (ref,) = args
    cls: Any = getattr(ref, "cls", None)
    if not isinstance(ref, Ref) or not dataclasses.is_dataclass(cls):
        return NotImplemented  # type: ignore[return-value]
    assert isinstance(cls, type)
    new = lower.new_ref("object", cls, [], [], lower.site(node))
    kept = {f.name: lower.state[("item", ref.ident, f.name)] for f in dataclasses.fields(cls) if f.init}
    return new_dataclass(lower, node, new, cls, [], kept | kwargs)


SERVICES = (instantiate, replaced)
