"""`model.py:loss` or `package.model:loss` → the function."""
from __future__ import annotations

import difflib
import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

from srcgrad.cli.exits import NOT_FOUND, WRONG_USE, CommandError


def find_target(target: str) -> Callable[..., Any]:
    """The function that `target` names; CommandError if the text, the file, the import or the name is no good."""
    place, colon, name = target.rpartition(":")
    if not (place and colon and name):
        raise CommandError(f"`{target}` is not of the form file.py:function or package.module:function", WRONG_USE)
    return _attribute(_import(place), place, name)


def _import(place: str) -> ModuleType:
    try:
        return _load_file(place) if place.endswith(".py") else _load_module(place)
    except CommandError:
        raise
    except Exception as error:
        shown = "".join(traceback.format_exception(error, limit=-1)).rstrip()
        raise CommandError(f"`{place}` cannot be imported:\n{shown}", NOT_FOUND) from error


def _load_file(path: str) -> ModuleType:
    if not os.path.isfile(path):
        raise CommandError(f"no such file: {path}", NOT_FOUND)
    name = os.path.splitext(os.path.basename(path))[0]
    if name in sys.modules:  # a user's random.py must not stand in for the library's
        name = f"__target_{name}__"
    spec = importlib.util.spec_from_file_location(name, os.path.abspath(path))
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))  # as `python file.py` does
    spec.loader.exec_module(module)
    return module


def _load_module(name: str) -> ModuleType:
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())  # as `python -m` does
    return importlib.import_module(name)


def _attribute(module: ModuleType, place: str, dotted: str) -> Callable[..., Any]:
    found: Any = module
    for part in dotted.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, [n for n, v in vars(found).items() if callable(v)])
            hint = f"; near this name: {', '.join(near)}" if near else ""
            raise CommandError(f"`{place}` has no `{dotted}`{hint}", NOT_FOUND)
        found = getattr(found, part)
    if not callable(found):
        raise CommandError(f"`{dotted}` in `{place}` is not a function but a {type(found).__name__}", NOT_FOUND)
    return found
