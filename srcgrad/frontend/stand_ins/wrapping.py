"""What decorators of the standard library do, and the constructors that look at the class of what they are given."""
from __future__ import annotations

import contextlib
from typing import Any


def make(cls: Any, values: Any) -> Any:
    """_make of a named tuple"""
    return cls(*values)


def dispatched(method: Any, owner: Any, first: Any, *args: Any, **kwargs: Any) -> Any:
    """functools.singledispatchmethod"""
    return registered(method, first)(owner, first, *args, **kwargs)


def registered(function: Any, first: Any) -> Any:
    """The function that a generic one has for the class of its first argument: the lowerer looks."""


def manager(function: Any, *args: Any, **kwargs: Any) -> Any:
    """What a function gives that contextlib.contextmanager has made: the lowerer keeps it for the with statement."""


class Nothing:
    stands_for = contextlib.nullcontext

    def __init__(self, enter_result: Any = None) -> None:
        self.enter_result = enter_result

    def __enter__(self) -> Any:
        return self.enter_result

    def __exit__(self, *raised: Any) -> None:
        pass
