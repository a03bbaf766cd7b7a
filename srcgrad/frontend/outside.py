"""What a function reads from outside of itself, and what the derivative therefore depends on."""
from __future__ import annotations

import enum
import sys
import types
from typing import Any

import numpy as np

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import AVal, Const
from srcgrad.ir.dependency import AttributeDependency, CellDependency, CodeDependency, GlobalDependency

FIXED = (str, bytes, bool, types.FunctionType, types.BuiltinFunctionType, type, types.ModuleType)
LIBRARIES = ("numpy", "scipy", "math", "builtins")


def how(value: Any) -> str:
    """How much of an outside value goes into the derivative: numbers and arrays are read live, other data by their value."""
    if isinstance(value, float | complex | np.ndarray | np.generic) or (isinstance(value, int) and not isinstance(value, bool)):
        return "spec"
    if value is None or isinstance(value, str | bytes | bool | tuple | list | dict | set | frozenset | slice | range):
        return "value"
    return "identity"


def depend(lower: Lowerer, origin: Any, name: str, value: Any) -> None:
    seen = lower.__dict__.setdefault("_depended", set())
    if (id(origin), name) in seen:
        return
    seen.add((id(origin), name))
    if isinstance(value, types.ModuleType) and value.__name__.split(".")[0] in LIBRARIES:
        return
    if isinstance(origin, dict):
        lower.dependencies.append(GlobalDependency(origin, name, value, how(value)))
    else:
        lower.dependencies.append(CellDependency(origin, value, how(value)))
    if isinstance(value, types.FunctionType):
        lower.dependencies.append(CodeDependency.of(value))


def depend_attribute(lower: Lowerer, owner: Any, name: str, value: Any, live: bool = True) -> None:
    """`live`: the emitted code reads it where it is, so that another number or array does not matter."""
    kept = how(value) if live or how(value) != "spec" else "identity" if isinstance(value, np.ndarray) else "value"
    seen = lower.__dict__.setdefault("_depended", set())
    if (id(owner), name, kept) in seen:
        return
    seen.add((id(owner), name, kept))
    if not isinstance(value, types.MethodType | types.BuiltinMethodType):
        lower.dependencies.append(AttributeDependency(owner, name, value, kept))


def outside_attribute(lower: Lowerer, owner: Any, name: str, value: Any, base: Const) -> AVal:
    """cfg.alpha of an object outside: read live where it is a number or array, and the object has a name."""
    depend_attribute(lower, owner, name, value, base.name is not None)
    if value is None or isinstance(value, FIXED):
        return Const(value)
    if base.name is None:
        return Const(value)
    return Const(value, f"{base.name}.{name}", base.origin)


def class_constant(lower: Lowerer, cls: Any, name: str, value: Any) -> AVal:
    """Config.rate: read live where it is a float or an array, and the class is found under its name."""
    if cls.__module__.split(".")[0] in LIBRARIES:
        return Const(value)
    module = sys.modules.get(cls.__module__)
    home = vars(module) if module is not None else {}
    if isinstance(value, float | np.ndarray) and not isinstance(value, enum.Enum) and home.get(cls.__name__) is cls:
        depend(lower, home, cls.__name__, cls)
        return outside_attribute(lower, cls, name, value, Const(cls, cls.__name__, home))
    depend_attribute(lower, cls, name, value, live=False)
    return Const(value)


SERVICES = (depend, depend_attribute, outside_attribute, class_constant)
