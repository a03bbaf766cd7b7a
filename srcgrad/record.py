"""`dataclass`, made to be imported quickly: of what the standard one compiles for each class, only `__init__` is compiled.

The standard library writes and compiles five methods a class; for the eighty or so of srcgrad that takes as long as importing
a quarter of NumPy. Here `==`, hash, repr and the refusal to be changed are the same functions for all classes. What is left out is
what srcgrad does not use: order, slots, init=False, keyword-only fields. `fields` and `replace` of the standard library work.
"""
from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as standard
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    def dataclass(cls: Any = None, /, *, frozen: bool = False, eq: bool = True) -> Any:
        """As `dataclasses.dataclass`."""
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, eq=eq)
        standard(init=False, repr=False, eq=False)(cls)
        found = fields(cls)
        own = vars(cls)
        if "__init__" not in own:
            cls.__init__ = initialiser(found, frozen, hasattr(cls, "__post_init__"))
        if "__repr__" not in own:
            cls.__repr__ = shown
        if eq and "__eq__" not in own:
            names = [f.name for f in found if f.compare]
            cls.__key__ = staticmethod(attrgetter(*names) if names else type)
            cls.__eq__ = equal
            if "__hash__" not in own:
                cls.__hash__ = hashed if frozen else None
        if frozen:
            cls.__setattr__, cls.__delattr__ = unchangeable, unchangeable
        return cls


def initialiser(found: tuple[Field[Any], ...], frozen: bool, then: bool) -> Any:
    """def __init__(self, x, y=default): …"""
    names: dict[str, Any] = {"put": object.__setattr__, "MISSING": MISSING}
    me = "self" if all(f.name != "self" for f in found) else "_self"
    parameters, body = [me], []
    for f in found:
        value = f.name
        if f.default is not MISSING:
            names[f"_{f.name}"] = f.default
            parameters.append(f"{f.name}=_{f.name}")
        elif f.default_factory is not MISSING:
            names[f"_{f.name}"] = f.default_factory
            parameters.append(f"{f.name}=MISSING")
            value = f"_{f.name}() if {f.name} is MISSING else {f.name}"
        else:
            parameters.append(f.name)
        body.append(f"put({me}, {f.name!r}, {value})" if frozen else f"{me}.{f.name} = {value}")
    body += [f"{me}.__post_init__()"] if then else []
    text = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(body or ["pass"])
    exec(text, names)
    return names["__init__"]


def equal(self: Any, other: Any) -> Any:
    return self.__key__(self) == self.__key__(other) if other.__class__ is self.__class__ else NotImplemented


def hashed(self: Any) -> int:
    return hash((self.__class__, self.__key__(self)))


def shown(self: Any) -> str:
    parts = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
    return f"{type(self).__qualname__}({parts})"


def unchangeable(self: Any, name: str, *value: Any) -> None:
    raise FrozenInstanceError(f"cannot change `{name}`")
