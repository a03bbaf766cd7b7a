"""All that stands against differentiating a function, told in one go."""
from __future__ import annotations

from collections.abc import Iterable

from srcgrad.errors.base import SrcgradError


class Refusals(SrcgradError):
    """Several refusals of one function: `.errors`, in the order of the user's lines; the rest is the first one's."""

    def __init__(self, errors: Iterable[SrcgradError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(first.code, first.message, first.span, (), first.path, first.near, first.help, first.label)
        self.source_lines = first.source_lines
        self.args = (self.errors,)  # what unpickling calls the class with

    def __str__(self) -> str:
        return "\n\n".join(str(e) for e in self.errors)


def raise_all(errors: Iterable[SrcgradError]) -> None:
    """Raise the error if it is alone, a `Refusals` if there are more, nothing if there is none.

    The same diagnostic twice counts once.
    """
    flat = [e for error in errors for e in (error.errors if isinstance(error, Refusals) else (error,))]
    distinct = list({str(e): e for e in flat}.values())
    if len(distinct) == 1:
        raise distinct[0]
    if distinct:
        raise Refusals(sorted(distinct, key=_place))


def _place(error: SrcgradError) -> tuple[str, int, int]:
    return (error.span.file, error.span.line, error.span.column) if error.span else ("", 0, 0)
