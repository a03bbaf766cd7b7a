"""Objects: attributes, methods, properties, construction, operators and other double-underscore methods, super().

An object that the function builds or is given is a Ref: its attributes are variables of the lowerer's state. An object that
lives outside (a configuration, a closure's variable) is a constant that is read where the derivative runs.
"""
from __future__ import annotations

import dataclasses
import inspect
import operator
import types
from typing import Any

import gast
import numpy as np

from srcgrad.frontend.branches import Choice
from srcgrad.frontend.core import Dynamic, Lowerer
from srcgrad.frontend.stand_ins import CLASSES, stood_for
from srcgrad.frontend.values import AVal, Bound, Const, Iter, Method, Ref, Tuple, Value, is_static
from srcgrad.ir.build import type_of
from srcgrad.ir.types import ANY, INT, AnyType, Array, DictType, ListType, ObjectType, Opaque, Scalar, TupleType

OPERATOR_METHODS = {operator.add: "add", operator.sub: "sub", operator.mul: "mul", operator.truediv: "truediv",
                    operator.pow: "pow", operator.floordiv: "floordiv", operator.mod: "mod", operator.matmul: "matmul",
                    operator.and_: "and", operator.or_: "or", operator.xor: "xor", operator.lshift: "lshift",
                    operator.rshift: "rshift"}


PLAIN = (int, float, complex, str, bytes, np.ndarray, np.generic, list, dict, tuple, set, types.FunctionType,
         types.BuiltinFunctionType, types.ModuleType, type, np.ufunc)


def plain(value: Any) -> bool:
    """Whether a constant is a number, array, container or function: anything whose methods are not the user's."""
    return value is None or isinstance(value, PLAIN)


def is_object(lower: Lowerer, v: AVal) -> bool:
    return isinstance(v, Const) and not plain(v.value) and isinstance(vars(type(v.value)).get("__init__"), types.FunctionType)


def get_attribute(lower: Lowerer, base: AVal, name: str, node: Any) -> AVal:
    if isinstance(base, Choice):
        raise lower.refuse(node, "SG309", "an attribute of something chosen at run time")
    if isinstance(base, Ref) and base.kind == "object":
        return object_attribute(lower, base, base.cls, name, node)
    if isinstance(base, Ref | Iter):
        return Method(base, name)
    if isinstance(base, Tuple):
        if base.cls is not None and name in getattr(base.cls, "_fields", ()):
            return base.items[base.cls._fields.index(name)]
        if base.cls is not None and hasattr(base.cls, name) and name not in ("_replace", "_asdict"):
            return class_attribute(lower, base, base.cls, name, node)
        return Method(base, name)
    if isinstance(base, Const):
        return constant_attribute(lower, base, name, node)
    if isinstance(base, Value):
        return value_attribute(lower, base, name, node)
    raise lower.refuse(node, "SG308", f"the attribute `{name}` of this is not differentiated")


def object_attribute(lower: Lowerer, base: Ref, cls: Any, name: str, node: Any) -> AVal:
    found = inspect.getattr_static(cls, name, None)
    if isinstance(found, property):
        return lower.statements["call"](lower, node, Const(found.fget), [base], {})  # type: ignore[index]
    value = lower.state.get(("item", base.ident, name))
    if value is not None and name in lower.keys(base):
        return value
    if found is None:
        if name == "__class__":
            return Const(cls)
        raise lower.refuse(node, "SG308", f"the {stood_for(cls).__name__} object has no attribute `{name}` here")
    return class_attribute(lower, base, cls, name, node)


def class_attribute(lower: Lowerer, base: AVal, cls: Any, name: str, node: Any) -> AVal:
    """An attribute found on the class: a method, a static or class method, a constant."""
    found = inspect.getattr_static(cls, name)
    if isinstance(found, staticmethod):
        return Const(found.__func__)
    if isinstance(found, classmethod):
        return Bound(Const(found.__func__), Const(cls))
    if isinstance(found, property):
        return lower.statements["call"](lower, node, Const(found.fget), [base], {})  # type: ignore[index]
    if isinstance(found, types.FunctionType):
        return Bound(Const(found), base)
    import functools
    if isinstance(found, functools.cached_property):
        return lower.statements["call"](lower, node, Const(found.func), [base], {})  # type: ignore[index]
    value = getattr(cls, name)
    lower.statements["depend attribute"](lower, cls, name, value)  # type: ignore[index]
    return Const(value)


def constant_attribute(lower: Lowerer, base: Const, name: str, node: Any) -> AVal:
    owner = base.value
    if not plain(owner) or isinstance(owner, type):
        found = inspect.getattr_static(owner if isinstance(owner, type) else type(owner), name, None)
        if isinstance(found, property) and isinstance(found.fget, types.FunctionType):
            return lower.statements["call"](lower, node, Const(found.fget), [base], {})  # type: ignore[index]
        if isinstance(found, types.FunctionType) and not isinstance(owner, type):
            return Bound(Const(found), base)
        if isinstance(found, classmethod):
            return Bound(Const(found.__func__), Const(owner if isinstance(owner, type) else type(owner)))
    named = base.name is not None and isinstance(owner, np.generic | float | int | tuple)
    if isinstance(owner, np.ndarray | list | dict) or named:
        return Method(base, name) if isinstance(owner, list | dict) else value_attribute(lower, base, name, node)
    if isinstance(owner, np.ndarray | np.generic | float | int | complex) and not isinstance(owner, bool):
        return value_attribute(lower, base, name, node)
    try:
        value = getattr(owner, name)
    except AttributeError:
        raise lower.refuse(node, "SG308", f"`{base!r}` has no attribute `{name}`") from None
    if isinstance(owner, types.ModuleType):
        if owner.__name__.split(".")[0] not in ("numpy", "scipy", "math"):
            return lower.statements["outside attribute"](lower, owner, name, value, base)  # type: ignore[index]
        return Const(value)
    if isinstance(value, types.MethodType | types.BuiltinMethodType | types.FunctionType) or isinstance(owner, type | str):
        return Const(value, f"{base.name}.{name}" if base.name else None, base.origin)
    return lower.statements["outside attribute"](lower, owner, name, value, base)  # type: ignore[index]


def value_attribute(lower: Lowerer, base: Any, name: str, node: Any) -> AVal:
    """x.shape, x.T, x.sum, …: of an array or number at run time."""
    kind = type_of(base)
    if isinstance(kind, ListType | DictType):
        return Method(base, name)
    if isinstance(kind, ObjectType):
        return lower.statements["runtime attribute"](lower, base, kind, name, node)  # type: ignore[index]
    if isinstance(kind, TupleType):
        return Method(base, name)
    if name == "shape" and isinstance(kind, Array | AnyType):
        return shape(lower, base, kind)
    descriptor = getattr(np.ndarray, name, None)
    if isinstance(kind, Array | Scalar | AnyType) and descriptor is not None:
        if isinstance(descriptor, types.GetSetDescriptorType):
            return attribute_prim(lower, descriptor, base, kind, name, node)
        return Method(base, name)
    if isinstance(kind, Opaque) or (isinstance(kind, Scalar) and hasattr(float, name)):
        if isinstance(kind, Scalar) and name in ("real", "imag"):
            return lower.statements["prim"](lower, getattr(np, name), [base], {}, "", node)  # type: ignore[index]
        return Method(base, name)
    raise lower.refuse(node, "SG308", f"the attribute `{name}` of this value is not known")


def attribute_prim(lower: Lowerer, descriptor: Any, base: Any, kind: Any, name: str, node: Any) -> AVal:
    if name == "ndim" and isinstance(kind, Array) and kind.ndim is not None:
        return Const(kind.ndim)
    if name == "flat":
        raise lower.refuse(node, "SG308", "x.flat is not differentiated", "use x.ravel() or x.reshape(-1)")
    return lower.statements["prim"](lower, descriptor, [base], {}, "", node)  # type: ignore[index]


def shape(lower: Lowerer, base: Any, kind: Any) -> AVal:
    dims = kind.shape if isinstance(kind, Array) else None
    if dims is None:
        return lower.b.emit("prim", np.ndarray.shape, (base,), type=Opaque(tuple))
    parts: list[AVal] = []
    for k, d in enumerate(dims):
        if d.symbol is None and d.is_one:
            parts.append(Const(1))
            continue
        whole = lower.b.emit("prim", np.ndarray.shape, (base,), type=TupleType((INT,) * len(dims)))
        parts.append(lower.b.emit("item", None, (whole, Const(k)), type=Scalar("i", d)))
    return Tuple(tuple(parts))


def set_attribute(lower: Lowerer, base: AVal, name: str, value: AVal, node: Any) -> None:
    if isinstance(base, Ref) and base.kind == "object":
        found = inspect.getattr_static(base.cls, name, None)
        if isinstance(found, property):
            lower.statements["call"](lower, node, Const(found.fset), [base, value], {})  # type: ignore[index]
            return
        if name not in lower.keys(base):
            lower.state[("keys", base.ident)] = (*lower.keys(base), name)
        lower.state[("item", base.ident, name)] = value
        return
    kind = lower.type_of(base)
    if isinstance(base, Value) and isinstance(kind, ObjectType):
        lower.b.effect("put", None, (base, Const(name), lower.operand(lower.runtime(value))))
        return
    raise lower.refuse(node, "SG304", f"the attribute `{name}` of an object that lives outside the function is written",
                       "give the object as an argument, or return the value")


def has_attribute(lower: Lowerer, base: AVal, name: str) -> bool:
    if isinstance(base, Ref) and base.kind == "object":
        return name in lower.keys(base) or hasattr(base.cls, name)
    if isinstance(base, Const):
        return hasattr(base.value, name)
    if isinstance(base, Tuple):
        return hasattr(base.cls or tuple, name)
    return hasattr(np.ndarray if isinstance(lower.type_of(base), Array) else float, name)


def instantiate(lower: Lowerer, node: Any, cls: type, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    fields = getattr(cls, "_fields", None)
    if issubclass(cls, tuple) and fields is not None:
        values = dict(zip(fields, args)) | kwargs
        defaults = {k: Const(v) for k, v in getattr(cls, "_field_defaults", {}).items()}
        return Tuple(tuple((defaults | values)[f] for f in fields), cls)
    cls = CLASSES.get(cls, cls)
    if issubclass(cls, BaseException) or cls.__module__ in ("numpy", "builtins", "contextlib", "warnings", "random", "time"):
        return lower.statements["prim"](lower, cls, args, kwargs, hint, node)  # type: ignore[index]
    ref = lower.new_ref("object", cls, [], [], lower.site(node))
    if cls is types.SimpleNamespace and not args:
        lower.set_items(ref, dict(kwargs))
        return ref
    if dataclasses.is_dataclass(cls) and "__init__" in cls.__dict__ and cls.__dataclass_params__.init:  # type: ignore[attr-defined]
        return new_dataclass(lower, node, ref, cls, args, kwargs)
    init = inspect.getattr_static(cls, "__init__")
    if isinstance(init, types.FunctionType):
        lower.statements["call"](lower, node, Const(init), [ref, *args], kwargs)  # type: ignore[index]
    elif args or kwargs:
        raise lower.refuse(node, "SG306", f"`{cls.__name__}` is not a class whose source can be read")
    return ref


def new_dataclass(lower: Lowerer, node: Any, ref: Ref, cls: type, args: list[AVal], kwargs: dict[str, AVal]) -> AVal:
    rest = dict(kwargs)
    values: dict[str, AVal] = {}
    positional = [f for f in dataclasses.fields(cls) if f.init and not f.kw_only]
    for f, a in zip(positional, args):
        values[f.name] = a
    for f in dataclasses.fields(cls):
        if f.name in values:
            continue
        if f.name in rest:
            values[f.name] = rest.pop(f.name)
        elif f.default is not dataclasses.MISSING:
            values[f.name] = Const(f.default)
        elif f.default_factory is not dataclasses.MISSING:
            values[f.name] = lower.statements["call"](lower, node, Const(f.default_factory), [], {})  # type: ignore[index]
        elif f.init:
            raise lower.refuse(node, "SG308", f"`{cls.__name__}` is built without its field `{f.name}`")
    lower.set_items(ref, values)
    post = inspect.getattr_static(cls, "__post_init__", None)
    if isinstance(post, types.FunctionType):
        lower.statements["call"](lower, node, Const(post), [ref], {})  # type: ignore[index]
    return ref


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


def dunder(lower: Lowerer, node: Any, base: AVal, name: str, args: list[AVal], kwargs: dict[str, AVal] | None = None) -> AVal:
    """Call a double-underscore method of an object of a user class."""
    cls = base.cls if isinstance(base, Ref | Tuple) else type(base.value) if isinstance(base, Const) else base.type.cls
    found = inspect.getattr_static(cls, name, None)
    if name == "__getitem__" and isinstance(found, classmethod):
        found = None
    if not isinstance(found, types.FunctionType):
        raise lower.refuse(node, "SG308", f"`{getattr(cls, '__name__', cls)}` has no `{name}` whose source can be read")
    return lower.statements["call"](lower, node, Const(found), [base, *args], kwargs or {})  # type: ignore[index]


def operator_method(lower: Lowerer, function: Any, left: AVal, right: AVal, node: Any) -> AVal:
    name = OPERATOR_METHODS[function]

    def method(v: AVal, prefix: str) -> Any:
        cls = v.cls if isinstance(v, Ref) else type(v.value) if isinstance(v, Const) else None
        return inspect.getattr_static(cls, f"__{prefix}{name}__", None) if cls is not None else None

    if isinstance(method(left, ""), types.FunctionType):
        return dunder(lower, node, left, f"__{name}__", [right])
    return dunder(lower, node, right, f"__r{name}__", [left])


def lower_super(lower: Lowerer, node: gast.Call) -> AVal:
    me = lower.frame.first_argument
    cls = me.cls if isinstance(me, Ref) else type(me.value) if isinstance(me, Const) else None
    if cls is None or lower.frame.owner is None:
        raise lower.refuse(node, "SG308", "super() is used outside a method")
    return Super(me, cls.__mro__[cls.__mro__.index(lower.frame.owner) + 1:])


class Super(Method):
    """super(): looks attributes up in the classes that follow."""

    def __init__(self, me: Any, classes: tuple[type, ...]):
        super().__init__(me, "super")
        object.__setattr__(self, "classes", classes)


def super_attribute(lower: Lowerer, base: Super, name: str, node: Any) -> AVal:
    found = next((cls.__dict__[name] for cls in base.classes if name in cls.__dict__), None)  # type: ignore[attr-defined]
    if isinstance(found, types.FunctionType):
        return Bound(Const(found), base.base)
    if isinstance(found, property):
        return lower.statements["call"](lower, node, Const(found.fget), [base.base], {})  # type: ignore[index]
    if isinstance(found, staticmethod):
        return Const(found.__func__)
    if name in ("__init__", "__init_subclass__", "__post_init__"):
        return Const(_nothing)
    raise lower.refuse(node, "SG308", f"`super().{name}` is not differentiated")


def _nothing(*args: Any, **kwargs: Any) -> None:
    """object.__init__"""


def attribute(lower: Lowerer, base: AVal, name: str, node: Any) -> AVal:
    if isinstance(base, Super):
        return super_attribute(lower, base, name, node)
    return get_attribute(lower, base, name, node)


STATEMENTS: dict[Any, Any] = {"get attribute": attribute, "set attribute": set_attribute, "has attribute": has_attribute,
                              "instantiate": instantiate, "dunder": dunder, "operator method": operator_method,
                              "is object": is_object, "super": lower_super, "replaced": replaced}
EXPRESSIONS: dict[Any, Any] = {}
__all__ = ["ANY", "Dynamic", "EXPRESSIONS", "STATEMENTS", "is_static"]
