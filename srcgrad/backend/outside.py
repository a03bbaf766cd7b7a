"""What emitted code calls the objects that live outside of it.

    np.sin              np.sin                  import numpy as np
    runtime.unbroadcast unbroadcast             from srcgrad.runtime import unbroadcast
    a module's global   model.RATE              import model           read live
    a closure's k       closure.k               bound when loaded      read live
    an array            constant_0              bound when loaded

A name that the user's function has for something of its own is left to it: `import numpy as numpy` or `_np` then.
"""
from __future__ import annotations

import builtins
import keyword
import types
from collections.abc import Iterable
from typing import Any

import gast
import numpy as np

import srcgrad.runtime
from srcgrad.backend.literals import along, attribute, literal, name_of
from srcgrad.backend.paths import importable_name, module_of, module_path
from srcgrad.errors import InternalError
from srcgrad.ir.dotted import path_of
from srcgrad.ir.nodes import Const
from srcgrad.runtime.outside import Closure, Namespace

PREFERRED = {"numpy": ("np", "numpy", "_np")}
NEVER = frozenset(dir(builtins)) | frozenset(keyword.kwlist)


class Outside:
    """Names for outside objects, the same one each time; `reserved` are the names that the code has for its own."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self.reserved = set(reserved)
        self.bound: dict[str, Any] = {}  # name → what it stands for: ("module", …), ("runtime", …), an object's id
        self.lines: dict[str, None] = {}  # the import lines, in the order of need
        self.injected: dict[str, Any] = {}
        self.names: dict[Any, str] = {}  # module, helper, id of an object → the name given
        self.cells: dict[str, types.CellType] = {}
        self.used: set[str] = set()  # builtins
        self.paths: dict[int, Any] = {}  # of what was looked for: (itself, where it can be imported)

    # what the emitter asks for

    def reserve(self, names: Iterable[str]) -> None:
        """More names that are not given from now on."""
        self.reserved.update(names)

    def expression(self, const: Const) -> gast.expr:
        """A constant: read where it lives if it has a name, else written out, else bound when the text is loaded."""
        if const.name == "<unbound>":
            return gast.Constant(None, None)
        if const.name is not None and const.origin is not None:
            return self.live(const.name, const.origin)
        written = literal(const.value, self.callable)
        return self.callable(const.value) if written is None else written

    def callable(self, target: Any) -> gast.expr:
        """A function, class, module or other object, by the name under which it can be imported if there is one."""
        if isinstance(target, types.ModuleType):
            return self.module(target.__name__) if module_of(vars(target)) else self.inject(target)
        name = getattr(target, "__name__", None)
        if isinstance(name, str) and name in srcgrad.runtime.__all__ and getattr(srcgrad.runtime, name) is target:
            return name_of(self.helper(name))
        if id(target) not in self.paths:
            self.paths[id(target)] = target, importable_name(target)
        path = self.paths[id(target)][1]
        return self.inject(target) if path is None else self.member(*path)

    def imports(self) -> list[str]:
        helpers = sorted((n, alias) for (kind, n), alias in self._given() if kind == "runtime")
        lines = sorted(self.lines)
        if helpers:
            listed = [n if n == alias else f"{n} as {alias}" for n, alias in helpers]
            line = f"from srcgrad.runtime import {', '.join(listed)}"
            lines.append(line if len(line) <= 110 else
                         "from srcgrad.runtime import (\n" + "".join(f"    {n},\n" for n in listed) + ")")
        return lines

    def namespace(self) -> dict[str, object]:
        """What the globals of the text hold besides its imports."""
        return dict(self.injected)

    def taken(self) -> set[str]:
        """The names that mean something from outside, so far."""
        return {*self.bound, *self.used}

    def remarks(self) -> list[str]:
        """A comment line for each object that the text cannot import."""
        return [f"# {name}: {described(value, self.cells)}" for name, value in self.injected.items()]

    # how each is found

    def live(self, dotted: str, origin: Any) -> gast.expr:
        """A global or a closure's variable, and attributes and elements of it."""
        first, rest = path_of(dotted)
        if isinstance(origin, types.CellType):
            return along(attribute(name_of(self.closure()), self.cell(first, origin)), rest)
        if not isinstance(origin, dict):
            raise InternalError("SG902", f"`{dotted}` is read from a {type(origin).__name__}, which no text can")
        module = module_of(origin)
        if module is not None:
            return along(attribute(self.module(module), first), rest)
        key = ("namespace", id(origin))
        if key not in self.names:
            self.names[key] = self.bind(Namespace(origin), "outside")
        return along(attribute(name_of(self.names[key]), first), rest)

    def closure(self) -> str:
        if "closure" not in self.names:
            self.names["closure"] = self.bind(Closure(self.cells), "closure")
        return self.names["closure"]

    def cell(self, name: str, cell: types.CellType) -> str:
        """The attribute for a cell; two functions may close over variables of one name."""
        wanted, k = name, 0
        while self.cells.get(wanted, cell) is not cell:
            k += 1
            wanted = f"{name}_{k}"
        self.cells[wanted] = cell
        return wanted

    def module(self, name: str) -> gast.expr:
        """An expression for an importable module: a short name, or the dotted path."""
        root, *rest = name.split(".")
        if root == "numpy" and module_path(np, rest):
            return attribute(self.module("numpy"), *rest) if rest else name_of(self.alias("numpy"))
        if ("module", name) in self.names or not self.free(root, ("root", root)):
            return name_of(self.alias(name))
        self.bound[root] = ("root", root)
        self.lines[f"import {name}"] = None
        return attribute(name_of(root), *rest)

    def alias(self, name: str) -> str:
        if ("module", name) not in self.names:
            last = name.rpartition(".")[2].strip("_")
            given = self.pick(*PREFERRED.get(name, ()), f"_{last}", key=("module", name))
            self.names["module", name] = given
            self.lines[f"import {name}" if given == name else f"import {name} as {given}"] = None
        return self.names["module", name]

    def helper(self, name: str) -> str:
        if ("runtime", name) not in self.names:
            self.names["runtime", name] = self.pick(name, f"_{name}", key=("runtime", name))
        return self.names["runtime", name]

    def member(self, module: str, *rest: str) -> gast.expr:
        if module == "builtins" and rest[0] not in self.reserved:
            self.used.add(rest[0])
            return attribute(name_of(rest[0]), *rest[1:])
        return attribute(self.module(module), *rest)

    def inject(self, value: Any) -> gast.expr:
        if id(value) not in self.names:
            name = getattr(value, "__name__", "")
            called = isinstance(value, type | types.FunctionType) and name.isidentifier() and name
            self.names[id(value)] = self.bind(value, *([name] if called else []), numbered="constant")
        return name_of(self.names[id(value)])

    # names

    def bind(self, value: Any, *wanted: str, numbered: str = "") -> str:
        """A name for an object that is handed to the text when it is loaded."""
        name = self.pick(*wanted, key=id(value), numbered=numbered)
        self.injected[name] = value
        return name

    def free(self, name: str, key: Any) -> bool:
        return name not in self.reserved and name not in NEVER and self.bound.get(name, key) == key

    def pick(self, *wanted: str, key: Any, numbered: str = "") -> str:
        """The first wanted name that is free, else the last of them (or `numbered`) with a number."""
        stem = numbered or wanted[-1]
        names = [*wanted, *(f"{stem}_{k}" for k in range(len(self.bound) + len(self.reserved) + 1))]
        name = next(n for n in names if self.free(n, key))
        self.bound[name] = key
        return name

    def _given(self) -> list[tuple[Any, str]]:
        return [(key, name) for key, name in self.names.items() if isinstance(key, tuple)]


def described(value: Any, cells: dict[str, types.CellType]) -> str:
    if isinstance(value, Namespace):
        return "the global variables of the function, read when the derivative runs"
    if isinstance(value, Closure):
        return f"variables that the function closes over ({', '.join(cells)}), read when the derivative runs"
    if isinstance(value, np.ndarray):
        return f"{type(value).__name__} of shape {value.shape}, bound when the derivative was built"
    kind = "class" if isinstance(value, type) else type(value).__name__
    return f"{kind}, bound when the derivative was built"
