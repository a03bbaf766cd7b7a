"""operator.itemgetter, attrgetter, methodcaller: what they do to the value that they are called with."""
from __future__ import annotations

from typing import Any


def item(keys: Any, value: Any) -> Any:
    if len(keys) == 1:
        return value[keys[0]]
    return tuple([value[key] for key in keys])


def attribute(names: Any, value: Any) -> Any:
    if len(names) == 1:
        return getattr(value, names[0])
    return tuple([getattr(value, name) for name in names])


def method(name: Any, args: Any, named: Any, value: Any) -> Any:
    return getattr(value, name)(*args, **named)
