"""SrcgradError: what every refusal of srcgrad is, and how it looks.

    SG201: no derivative rule for `numpy.sort_complex`
      --> rank.py:14:9
       |
    14 |     s = np.sort_complex(w)
       |         ^^^^^^^^^^^^^^^^^^ its result reaches the returned value
       |
       = active because x (argument 0) -> w (line 12) -> s -> loss (line 17, returned)
       = near this name: numpy.sort
       = help: wrap it in srcgrad.stop_gradient(...), or register a derivative with srcgrad.rule(...)
"""
from __future__ import annotations

import linecache
import os
from collections.abc import Sequence
from typing import Protocol


class SpanLike(Protocol):
    """A place as ast gives it: lines from 1; columns from 0, in bytes of UTF-8, `end_column` one past the last."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def end_line(self) -> int: ...
    @property
    def end_column(self) -> int: ...


class SrcgradError(Exception):
    """A refusal of srcgrad; `str(e)` is the whole diagnostic.

    code     "SG201"; `srcgrad explain SG201` tells more
    message  one sentence that stands alone
    span     the place in the user's file, or None
    lines    the lines of the whole file, for text that linecache does not have
    path     why it matters: "x (argument 0) -> w (line 12) -> loss (line 17, returned)"
    near     similar names that are known
    help     one next step
    label    what stands beside the caret; a default is used where `path` says that the value is active
    """

    default_label = ""

    def __init__(self, code: str, message: str, span: SpanLike | None = None, lines: Sequence[str] = (), path: str = "",
                 near: str = "", help: str = "", label: str = "") -> None:
        super().__init__(code, message)  # these two rebuild the error when it is unpickled; the rest is in __dict__
        self.code = code
        self.message = message
        self.span = span
        self.source_lines = _spanned(span, lines)
        self.path = path.removeprefix("active because ")
        self.near = near
        self.help = help
        self.label = label or (self.default_label if path else "")

    def __str__(self) -> str:
        width = len(str(self.span.line)) if self.span else 2
        gutter = " " * width
        rendered = [f"{self.code}: {self.message}"]
        if self.span is not None:
            rendered += _location(self.span, self.source_lines, self.label, gutter)
        for title, text in (("active because ", self.path), ("near this name: ", self.near), ("help: ", self.help)):
            if text:
                rendered.append(f"{gutter} = {title}{text}")
        return "\n".join(rendered)


def _spanned(span: SpanLike | None, lines: Sequence[str]) -> tuple[str, ...]:
    """The lines of the span, read now and not when the error is printed: the file may have changed by then."""
    if span is None:
        return ()
    every = linecache.getlines(span.file) or lines
    return tuple(line.rstrip() for line in every[span.line - 1:max(span.line, span.end_line)])


def _location(span: SpanLike, lines: Sequence[str], label: str, gutter: str) -> list[str]:
    line = lines[0] if lines else ""
    start = _characters(line, span.column)
    place = [f"{gutter}--> {os.path.basename(span.file)}:{span.line}:{start + 1}"]
    if not line:
        return place
    # a span that goes on over more lines is underlined to the end of its first
    end = _characters(line, span.end_column) if span.end_line == span.line else len(line)
    pad = "".join("\t" if c == "\t" else " " for c in line[:start])
    marked = f"{pad}{'^' * max(1, end - start)} {label}".rstrip()
    return [*place, f"{gutter} |", f"{span.line} | {line}", f"{gutter} | {marked}", f"{gutter} |"]


def _characters(line: str, column: int) -> int:
    """How many characters the first `column` bytes of a line are."""
    return len(line.encode()[:column].decode(errors="ignore")) if line else column
