"""What a function reads from outside of itself, and what the derivative therefore depends on."""
from __future__ import annotations

import enum
import functools
import inspect
import sys
import types
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import AVal, Const
from srcgrad.ir.dependency import (
    MISSING,
    AbsentDependency,
    AttributeDependency,
    CellDependency,
    ClassDependency,
    CodeDependency,
    GlobalDependency,
)
from srcgrad.ir.spec import is_python_class, is_user_object

FIXED = (str, bytes, bool, types.FunctionType, types.BuiltinFunctionType, type, types.ModuleType)
DATA = (tuple, list, dict, set, frozenset, deque, types.MappingProxyType, functools.partial)
LIBRARIES = ("numpy", "scipy", "math", "builtins")


def how(value: Any) -> str:
    """How much of an outside value goes into the derivative: numbers and arrays are read live, other data by their value."""
    if isinstance(value, float | complex | np.ndarray | np.generic) or (isinstance(value, int) and not isinstance(value, bool)):
        return "spec"
    return "value" if value is None or isinstance(value, (str, bytes, bool, slice, range, *DATA)) else "identity"


def depend_on(lower: Lowerer, key: Any, dependency: Callable[[], Any]) -> None:
    """The derivative depends on this; once is enough."""
    seen = lower.__dict__.setdefault("_depended", set())
    if key not in seen:
        seen.add(key)
        lower.dependencies.append(dependency())


def depend(lower: Lowerer, origin: Any, name: str, value: Any) -> None:
    """A global variable or builtin, or one in a cell; of an object its class too."""
    if is_user_object(value):
        depend_attribute(lower, value, "__class__", type(value))
    depend_on(lower, (id(origin), name), lambda: GlobalDependency(origin, name, value, how(value)) if isinstance(origin, dict) else
              CellDependency(origin, value, how(value)))


def depend_code(lower: Lowerer, f: types.FunctionType) -> None:
    """A function that is lowered in place: its text, and its defaults."""
    depend_on(lower, (id(f), "code"), lambda: CodeDependency.of(f))
    if any(isinstance(v, DATA) for v in f.__defaults__ or ()):
        depend_on(lower, (id(f), "defaults"), lambda: AttributeDependency(f, "__defaults__", f.__defaults__, "value"))


def depend_attribute(lower: Lowerer, owner: Any, name: str, value: Any, live: bool = True) -> None:
    """`live`: the emitted code reads it where it is, so that another number or array does not matter."""
    kept = how(value) if live or how(value) != "spec" else "value"
    depend_on(lower, (id(owner), name, kept), lambda: AttributeDependency(owner, name, value, kept))


def depend_absent(lower: Lowerer, namespace: Any, name: str) -> None:
    depend_on(lower, (id(namespace), name, "absent"), lambda: AbsentDependency(namespace, name))


def depend_presence(lower: Lowerer, owner: Any, name: str) -> bool:
    value = getattr(owner, name, MISSING)
    depend_on(lower, (id(owner), name, "presence"), lambda: AttributeDependency(owner, name, value, "presence"))
    return value is not MISSING


def found_in_class(lower: Lowerer, cls: Any, name: str) -> Any:
    found = inspect.getattr_static(cls, name, None)
    own = getattr(found, "__func__", found)
    if found is not None and is_python_class(cls) and not (isinstance(own, types.FunctionType) and own in lower.stubs):
        depend_on(lower, (id(cls), name, "class"), lambda: ClassDependency.of(cls, name))
    return found


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


SERVICES = (depend, depend_code, depend_attribute, depend_absent, depend_presence, found_in_class, outside_attribute,
            class_constant)
