"""Variables that live outside of emitted code, where no import leads: read each time, as the user's code does."""
from __future__ import annotations

from collections.abc import Mapping
from types import CellType
from typing import Any


class Namespace:
    """The global variables of code that belongs to no module: `outside.k` is the k of now."""

    __slots__ = ("_held",)

    def __init__(self, held: Mapping[str, Any]) -> None:
        self._held = held

    def __getattribute__(self, name: str) -> Any:
        held = object.__getattribute__(self, "_held")
        if name in held:  # before what every object has: a global may be called __doc__
            return held[name]
        if name.startswith("__"):
            return object.__getattribute__(self, name)
        raise NameError(f"name {name!r} is not defined", name=name)


class Closure:
    """The variables that a function closes over: `closure.k` is what the cell of k holds now."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Mapping[str, CellType]) -> None:
        self._cells = cells

    def __getattribute__(self, name: str) -> Any:
        cells = object.__getattribute__(self, "_cells")
        if name not in cells:
            return object.__getattribute__(self, name)
        try:
            return cells[name].cell_contents
        except ValueError:
            raise NameError(f"free variable {name!r} has no value", name=name) from None
