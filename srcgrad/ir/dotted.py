"""Python objects and the dotted names under which anyone can import them."""
from __future__ import annotations

import ast
import importlib
import sys
import types
import warnings
from typing import Any

PUBLIC = ("builtins", "numpy", "operator", "math", "numpy.linalg", "numpy.random", "numpy.fft", "scipy.special", "scipy.linalg")


def dotted_name(value: Any) -> str | None:
    """numpy.sin, operator.add, builtins.len, numpy.ndarray.sum, my.module.Class.method; None if no name leads back to it."""
    if isinstance(value, types.ModuleType):
        return value.__name__ if sys.modules.get(value.__name__) is value else None
    return next((n for n in candidates(value) if find(n) is value or same_builtin(find(n), value)), None)


def candidates(value: Any) -> list[str]:
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    if not isinstance(name, str):
        return []
    public = [f"{m}.{name.rpartition('.')[2]}" for m in PUBLIC if m in sys.modules]
    owner = getattr(value, "__self__", None)
    if owner is not None and not isinstance(owner, types.ModuleType):  # numpy.add.at, dict.fromkeys
        base = dotted_name(owner) if not isinstance(owner, list | dict) else None
        if base is None and str(getattr(owner, "__module__", "")).startswith("scipy.stats"):  # scipy.stats.norm.cdf
            base = f"scipy.stats.{getattr(owner, 'name', '')}"
        return [f"{base}.{value.__name__}"] if base else public
    objclass = getattr(value, "__objclass__", None)
    if objclass is not None:
        return [f"{objclass.__module__}.{objclass.__qualname__}.{value.__name__}"]
    module = getattr(value, "__module__", None)
    own = [f"{module.lstrip('_') if module in ('_operator', '_bisect') else module}.{name}"] if isinstance(module, str) else []
    return own + public


def find(name: str) -> Any:
    """The object that a dotted name leads to; LookupError's stand-in None if there is none. Imports nothing."""
    parts = name.split(".")
    for k in range(len(parts) - 1, 0, -1):
        module = sys.modules.get(".".join(parts[:k]))
        if module is not None:
            return reach(module, parts[k:])
    return None


def load(name: str) -> Any:
    """The object that a dotted name leads to, importing its module; LookupError if there is none."""
    parts = name.split(".")
    for k in range(len(parts) - 1, 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:k]))
        except ImportError:
            continue
        value = reach(module, parts[k:])
        if value is not None:
            return value
    raise LookupError(f"nothing is found under the name {name}")


def reach(value: Any, attributes: list[str]) -> Any:
    with warnings.catch_warnings():  # of names that NumPy has given up
        warnings.simplefilter("ignore")
        for a in attributes:
            value = getattr(value, a, None)
    return value


# --- where constants are read ------------------------------------------------------------------------------------------
def path_of(name: str) -> tuple[str, list[tuple[bool, Any]]]:
    """The name of a constant taken apart: MODEL.layers[0] gives MODEL, and (is it an element?, attribute or key) of each step."""
    steps: list[tuple[bool, Any]] = []
    node = ast.parse(name, mode="eval").body
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            steps.append((False, node.attr))
        else:
            assert isinstance(node, ast.Subscript), name
            steps.append((True, ast.literal_eval(node.slice)))
        node = node.value
    return node.id, steps[::-1]


def follow(value: Any, steps: list[tuple[bool, Any]]) -> Any:
    """What a path leads to; None if it leads nowhere."""
    try:
        for element, key in steps:
            value = value[key] if element else getattr(value, key)
    except (AttributeError, LookupError, TypeError):
        return None
    return value


def same_builtin(a: Any, b: Any) -> bool:
    """Methods of objects, as numpy.add.at and scipy.stats.norm.cdf, are made anew on each access."""
    return type(a) is type(b) and isinstance(a, types.BuiltinMethodType | types.MethodType) and bool(a == b)
