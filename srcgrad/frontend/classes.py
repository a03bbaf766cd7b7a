"""Objects: attributes, methods, properties, construction, operators and other double-underscore methods, super().

An object that the function builds or is given is a Ref: its attributes are variables of the lowerer's state. An object that
lives outside (a configuration, a closure's variable) is a constant that is read where the derivative runs.
"""
from __future__ import annotations

import dataclasses
import enum
import functools
import inspect
import operator
import types
from typing import Any

import gast
import numpy as np

from srcgrad.frontend.attributes import do_vars
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.foreign import refuse_reading
from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.stand_ins import stood_for, wrapping
from srcgrad.frontend.subscripts import read
from srcgrad.frontend.supers import Super, super_attribute
from srcgrad.frontend.values import (
    LASTING,
    AVal,
    Bound,
    Choice,
    Closure,
    Const,
    Iter,
    Method,
    Partial,
    Ref,
    Tuple,
    Value,
    is_static,
)
from srcgrad.ir.build import type_of
from srcgrad.ir.spec import is_user_object
from srcgrad.ir.types import INT, AnyType, Array, DictType, ListType, ObjectType, Opaque, Scalar, TupleType
from srcgrad.rules.table import lookup

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
    return isinstance(v, Const) and not plain(v.value) and is_user_object(v.value)


def get_attribute(lower: Lowerer, base: AVal, name: str, node: Any) -> AVal:
    if isinstance(base, Choice):
        return lower.either_way(base, lambda v: get_attribute(lower, v, name, node))
    if isinstance(base, Super):
        return super_attribute(lower, base, name, node)
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
    if isinstance(base, Closure) and name == "__name__":
        return Const("<lambda>" if isinstance(base.node, gast.Lambda) else base.name)
    raise lower.refuse(node, "SG308", f"the attribute `{name}` of this is not differentiated")


def object_attribute(lower: Lowerer, base: Ref, cls: Any, name: str, node: Any) -> AVal:
    if name == "__class__":
        return Const(cls)
    if name == "__dict__":
        return do_vars(lower, node, [base], {}, "")
    found = inspect.getattr_static(cls, name, None)
    if isinstance(found, property) or special(found, "__get__") and special(found, "__set__"):
        return class_attribute(lower, base, cls, name, node)
    value = lower.state.get(("item", base.ident, name))
    if value is not None and name in lower.keys(base):
        if (base.ident, name) in lower.maybe and (lower.guards or lower.watchers):
            raise lower.refuse(node, "SG308", f"whether the object has the attribute `{name}` is known only at run time")
        return value
    if found is None and isinstance(inspect.getattr_static(cls, "__getattr__", None), types.FunctionType):
        return dunder(lower, node, base, "__getattr__", [Const(name)])
    if found is None:
        lower.never(AttributeError, f"{stood_for(cls).__name__!r} object has no attribute {name!r}")
        raise lower.refuse(node, "SG308", f"the {stood_for(cls).__name__} object has no attribute `{name}` here")
    return class_attribute(lower, base, cls, name, node)


def special(found: Any, name: str) -> types.FunctionType | None:
    """A method of the user's class of what was found in a class: of a descriptor."""
    method = inspect.getattr_static(type(found), name, None)
    return method if isinstance(method, types.FunctionType) else None


def class_attribute(lower: Lowerer, base: AVal, cls: Any, name: str, node: Any) -> AVal:
    """An attribute found on the class: a method, a static or class method, a constant."""
    found = lower.found_in_class(cls, name)
    if isinstance(found, staticmethod):
        return Const(found.__func__)
    if name == "_make" and issubclass(cls, tuple):
        return Partial(Const(wrapping.make), (Const(cls),), {})
    if isinstance(found, functools.singledispatchmethod):
        return Partial(Const(wrapping.dispatched), (Const(found), base), {})
    if isinstance(found, functools.partialmethod):
        return Partial(Const(found.func), (base, *map(Const, found.args)), {k: Const(v) for k, v in found.keywords.items()})
    if isinstance(found, classmethod):
        return Bound(Const(found.__func__), Const(cls))
    if isinstance(found, property):
        return lower.call(node, Const(found.fget), [base], {})
    if isinstance(found, types.FunctionType | functools._lru_cache_wrapper):
        return Bound(Const(found), base)
    if isinstance(found, functools.cached_property):
        return lower.call(node, Const(found.func), [base], {})
    get = special(found, "__get__")
    if get is not None:
        return lower.call(node, Const(get), [Const(found), base, Const(cls)], {})
    return lower.class_constant(cls, name, getattr(cls, name))


def constant_attribute(lower: Lowerer, base: Const, name: str, node: Any) -> AVal:
    owner = base.value
    if type(owner).__module__.startswith("scipy.") and lookup(getattr(owner, name, None)) is not None:
        return Const(getattr(owner, name))  # scipy.stats.norm.cdf
    if not plain(owner) or isinstance(owner, type):
        found = of_class(lower, base, owner, name, node)
        if found is not None:
            return found
    if isinstance(owner, tuple) and name in getattr(owner, "_fields", ()):
        return read(lower, base, Const(owner._fields.index(name)), name, node)  # type: ignore[attr-defined]
    named = base.name is not None and isinstance(owner, np.generic | float | int | tuple) and not isinstance(owner, enum.Enum)
    if isinstance(owner, np.ndarray | list | dict) or named:
        return Method(base, name) if isinstance(owner, list | dict) else value_attribute(lower, base, name, node)
    if isinstance(owner, np.ndarray | np.generic | float | int | complex) and not isinstance(owner, bool | enum.Enum):
        return value_attribute(lower, base, name, node)
    try:
        value = getattr(owner, name)
    except AttributeError:
        lower.never(AttributeError, f"{type(owner).__name__!r} object has no attribute {name!r}")
        raise lower.refuse(node, "SG308", f"`{base!r}` has no attribute `{name}`") from None
    if isinstance(owner, types.ModuleType) and owner.__name__.split(".")[0] in ("numpy", "scipy", "math"):
        if callable(value):
            lower.depend_attribute(owner, name, value)
        return Const(value)
    if isinstance(owner, str) or isinstance(value, types.BuiltinMethodType):
        return Const(value, f"{base.name}.{name}" if base.name else None, base.origin)
    if isinstance(owner, type) and not isinstance(value, types.MethodType | types.FunctionType):
        return lower.class_constant(owner, name, value)
    return lower.outside_attribute(owner, name, value, base)


def of_class(lower: Lowerer, base: Const, owner: Any, name: str, node: Any) -> AVal | None:
    """A property or method of an object outside, unless the object has something of its own under that name."""
    cls, made = (owner, False) if isinstance(owner, type) else (type(owner), True)
    found = inspect.getattr_static(cls, name, None)
    if isinstance(found, property) and isinstance(found.fget, types.FunctionType) and made:
        return class_attribute(lower, base, cls, name, node)
    if made and name in getattr(owner, "__dict__", ()):
        return None
    if isinstance(found, classmethod) or made and isinstance(found, types.FunctionType) or (
            name == "_make" and not made and issubclass(cls, tuple)):
        if made and hasattr(owner, "__dict__"):
            lower.depend_absent(vars(owner), name)
        return class_attribute(lower, base, cls, name, node)
    return None


def value_attribute(lower: Lowerer, base: Any, name: str, node: Any) -> AVal:
    """x.shape, x.T, x.sum, …: of an array or number at run time."""
    kind = type_of(base)
    refuse_reading(lower, node, kind, name)
    if isinstance(kind, ListType | DictType):
        return Method(base, name)
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
            return lower.prim(getattr(np, name), [base], {}, "", node)
        return Method(base, name)
    raise lower.refuse(node, "SG308", f"the attribute `{name}` of this value is not known")


def attribute_prim(lower: Lowerer, descriptor: Any, base: Any, kind: Any, name: str, node: Any) -> AVal:
    if name == "ndim" and isinstance(kind, Array) and kind.ndim is not None:
        return Const(kind.ndim)
    if name == "flat":
        raise lower.refuse(node, "SG308", "x.flat is not differentiated", "use x.ravel() or x.reshape(-1)")
    return lower.prim(descriptor, [base], {}, "", node)


def shape(lower: Lowerer, base: Any, kind: Any) -> AVal:
    dims = kind.shape if isinstance(kind, Array) else None
    if dims is None:
        return lower.b.emit("prim", np.ndarray.shape, (base,), type=Opaque(tuple))
    parts: list[AVal] = []
    for k, d in enumerate(dims):
        if d.is_one:
            parts.append(Const(1))
            continue
        whole = lower.b.emit("prim", np.ndarray.shape, (base,), type=TupleType((INT,) * len(dims)))
        parts.append(lower.b.emit("item", None, (whole, Const(k)), type=Scalar("i", d)))
    return Tuple(tuple(parts))


def set_raw(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    """object.__setattr__(self, name, value): of a frozen dataclass."""
    base, name, value = args
    refuse_frozen(lower, base, node)
    if not (isinstance(base, Ref) and base.kind == "object" and is_static(name)):
        raise lower.refuse(node, "SG308", "what `object.__setattr__` writes is known only at run time")
    if name.value not in lower.keys(base):
        lower.state[("keys", base.ident)] = (*lower.keys(base), name.value)
    lower.state[("item", base.ident, name.value)] = value
    return Const(None)


def refuse_frozen(lower: Lowerer, base: AVal, node: Any) -> None:
    """An object that a loop carries by its attributes, see carrying.py: another name may stand for the same one."""
    frozen = lower.state.get(("frozen", base.ident)) if isinstance(base, Ref) else None
    if frozen is not None:
        if frozen is not True and ("unroll", frozen) not in lower.dynamic:
            raise Dynamic(("unroll", frozen))
        message = "an object is changed that a loop, or a list or dict at run time, holds by its attributes"
        raise lower.refuse(node, "SG305", message, "change one object in all turns, or build a new one instead of changing it")


def set_attribute(lower: Lowerer, base: AVal, name: str, value: AVal, node: Any) -> None:
    if isinstance(value, Iter) and value.kind not in LASTING:
        raise lower.refuse(node, "SG301", f"what the attribute `{name}` gets is used up when it is walked", "make a list of it")
    if isinstance(base, Choice):
        lower.either_way(base, lambda v: set_attribute(lower, v, name, value, node))
        return
    if isinstance(base, Ref) and base.kind == "object":
        found = inspect.getattr_static(base.cls, name, None)
        if isinstance(found, property):
            lower.found_in_class(base.cls, name)
        own = inspect.getattr_static(base.cls, "__setattr__", None)
        if isinstance(own, types.FunctionType):
            if dataclasses.is_dataclass(base.cls) and base.cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
                lower.never(AttributeError, f"cannot assign to field {name!r}")
                raise lower.refuse(node, "SG308", f"the {base.cls.__name__} is frozen: writing its attribute `{name}` raises")
            lower.call(node, Const(own), [base, Const(name), value], {})
        elif isinstance(found, property):
            lower.call(node, Const(found.fset), [base, value], {})
        elif special(found, "__set__"):
            lower.call(node, Const(special(found, "__set__")), [Const(found), base, value], {})
        else:
            set_raw(lower, node, [base, Const(name), value], {}, "")
        return
    kind = lower.type_of(base)
    if isinstance(base, Value) and isinstance(kind, ObjectType):
        lower.b.effect("put", None, (base, Const(name), lower.operand(lower.runtime(value))))
        return
    raise lower.refuse(node, "SG304", f"the attribute `{name}` of an object that lives outside the function is written",
                       "give the object as an argument, or return the value")


def has_attribute(lower: Lowerer, base: AVal, name: str) -> bool:
    if isinstance(base, Ref) and base.kind == "object":
        if (base.ident, name) in lower.maybe:
            raise lower.refuse_now("SG308", f"whether the object has the attribute `{name}` is known only at run time",
                                   "set it in __init__, to None perhaps")
        if name in lower.keys(base) or lower.depend_presence(base.cls, name):
            return True
        if hasattr(base.cls, "__getattr__"):
            raise lower.refuse_now("SG308", f"whether the object has the attribute `{name}` its `__getattr__` says",
                                   "ask for the attribute")
        return False
    if isinstance(base, Const):
        return lower.depend_presence(base.value, name)
    if isinstance(base, Tuple):
        return hasattr(base.cls or tuple, name)
    return hasattr(np.ndarray if isinstance(lower.type_of(base), Array) else float, name)


def dunder(lower: Lowerer, node: Any, base: AVal, name: str, args: list[AVal], kwargs: dict[str, AVal] | None = None) -> AVal:
    """Call a double-underscore method of an object of a user class."""
    cls = base.cls if isinstance(base, Ref | Tuple) else type(base.value) if isinstance(base, Const) else base.type.cls
    found = lower.found_in_class(cls, name)
    if name == "__getitem__" and isinstance(found, classmethod):
        found = None
    if not isinstance(found, types.FunctionType):
        raise lower.refuse(node, "SG308", f"`{getattr(cls, '__name__', cls)}` has no `{name}` whose source can be read")
    return lower.call(node, Const(found), [base, *args], kwargs or {})


def operator_method(lower: Lowerer, function: Any, left: AVal, right: AVal, node: Any) -> AVal:
    name = OPERATOR_METHODS[function]

    def method(v: AVal, prefix: str) -> Any:
        cls = v.cls if isinstance(v, Ref) else type(v.value) if isinstance(v, Const) else None
        return lower.found_in_class(cls, f"__{prefix}{name}__") if cls is not None else None

    if not isinstance(method(left, ""), types.FunctionType) and not isinstance(method(right, "r"), types.FunctionType):
        owner = left if lower.is_object(left) or isinstance(left, Ref) else right
        cls = owner.cls if isinstance(owner, Ref) else type(getattr(owner, "value", owner))
        raise lower.refuse(node, "SG308", f"`{cls.__name__}` has no `__{name}__` whose source can be read")
    if isinstance(method(left, ""), types.FunctionType):
        found = dunder(lower, node, left, f"__{name}__", [right])
        if not (is_static(found) and found.value is NotImplemented):  # type: ignore[union-attr]
            return found
    return dunder(lower, node, right, f"__r{name}__", [left])


SERVICES = (set_raw, refuse_frozen, get_attribute, set_attribute, has_attribute, dunder, operator_method, is_object)
