"""The modules and attributes through which text that stands alone reaches an object."""
from __future__ import annotations

import keyword
import sys
import types
from typing import Any

from srcgrad.ir.dotted import candidates, find, reach, same_builtin


def module_of(namespace: dict[str, Any]) -> str | None:
    """The name of the importable module whose variables these are."""
    name = namespace.get("__name__")
    module = sys.modules.get(name) if isinstance(name, str) else None
    if not isinstance(module, types.ModuleType) or vars(module) is not namespace:
        return None
    return name if imports_as(name, module) else None  # type: ignore[arg-type]


def imports_as(name: str, module: types.ModuleType) -> bool:
    """Whether `import a.b` makes `a.b` mean that module: some are put into sys.modules under no path."""
    parts = name.split(".")
    if not all(p.isidentifier() and not keyword.iskeyword(p) for p in parts):
        return False
    packages = [".".join(parts[:k]) for k in range(1, len(parts))]
    return all(p in sys.modules for p in packages) and reach(sys.modules[parts[0]], parts[1:]) is module


def module_path(package: types.ModuleType, names: list[str]) -> bool:
    """Whether the names lead, from a package, to a module."""
    return not names or isinstance(reach(package, names), types.ModuleType)


def importable_name(value: Any) -> tuple[str, ...] | None:
    """(module, attribute…) that lead to the object, a public path before a private one; None if none does."""
    if not isinstance(getattr(value, "__name__", None), str):
        return None  # an instance; a partial; what has no name of its own
    found = [c for c in candidates(value) if find(c) is value or same_builtin(find(c), value)]
    paths = [p for p in map(split, found) if p is not None]
    return min(paths, key=private, default=None)


def private(path: tuple[str, ...]) -> bool:
    parts = (*path[0].split("."), *path[1:])
    return any(p.startswith("_") and not p.endswith("__") for p in parts)


def split(name: str) -> tuple[str, ...] | None:
    """numpy.ndarray.sum as ("numpy", "ndarray", "sum"): the module's name ends where attributes begin."""
    parts = name.split(".")
    if not all(p.isidentifier() and not keyword.iskeyword(p) for p in parts):
        return None
    for k in range(len(parts) - 1, 0, -1):
        module = sys.modules.get(".".join(parts[:k]))
        if module is not None:
            return (".".join(parts[:k]), *parts[k:]) if imports_as(".".join(parts[:k]), module) else None
    return None
