"""Exit statuses, and the error by which a command ends with one of them."""
from __future__ import annotations

FINE, CHECK_FAILED, WRONG_USE, NOT_FOUND, NOT_DIFFERENTIABLE = range(5)


class CommandError(Exception):
    """What is wrong, in a line or a few, and the status to exit with."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
