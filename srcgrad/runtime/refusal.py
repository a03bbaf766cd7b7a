"""What is raised while emitted code runs."""
from __future__ import annotations

import functools


class Refusal(Exception):
    """Beside its class of srcgrad.errors, by which a `try` of the program lets it through."""


def refusal(code: str, message: str) -> Exception:
    """An ArgumentError; a plain Refusal where emitted code is shipped without the rest of srcgrad."""
    try:
        return refused()(code, message)
    except ImportError:
        return Refusal(f"{code}: {message}")


@functools.cache
def refused() -> type[Exception]:
    from srcgrad.errors import ArgumentError
    return type("ArgumentError", (Refusal, ArgumentError), {"__module__": ArgumentError.__module__})


__all__ = ["Refusal"]
