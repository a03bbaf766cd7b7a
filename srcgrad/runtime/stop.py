"""stop_gradient: a value that counts as a constant."""
from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def stop_gradient(x: T) -> T:
    """`x` itself; in a derivative nothing flows back through it."""
    return x


__all__ = ["stop_gradient"]
