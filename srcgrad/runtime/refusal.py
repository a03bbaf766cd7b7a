"""What is raised while emitted code runs."""
from __future__ import annotations


def refusal(code: str, message: str) -> Exception:
    """An ArgumentError; a ValueError where emitted code is shipped without the rest of srcgrad."""
    try:
        from srcgrad.errors import ArgumentError
    except ImportError:
        return ValueError(f"{code}: {message}")
    return ArgumentError(code, message)
