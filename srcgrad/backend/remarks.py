"""The comments of emitted code: which line of the user's a line of the backward sweep reverses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import gast
import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ir.nodes import Function, Op

BACKWARD = "backward"
LONGEST = 60
BUFFERS = (np.zeros_like, np.zeros, runtime.zeros, runtime.zeros_in_list)  # what is made for lines further down
HEADS = tuple(f": {word}" for word in ("for ", "while ", "if ", "elif ", "with ", "try:"))  # reversed by what stands there


class Remarks:
    """beside: comments by id of a statement; above: lines before it. Statements have to be asked for in the order of
    the text."""

    def __init__(self, function: Function, lines: Sequence[str], why: Mapping[Op, str] | None = None) -> None:
        self.file = function.span.file if function.span is not None else None
        self.lines = lines
        self.why = why or {}  # what is said above an operation
        self.beside: dict[int, str] = {}
        self.above: dict[int, str] = {}
        self.kept: list[gast.stmt] = []  # ids stay their own
        self.waiting: list[str] = []
        self.backward = BACKWARD in function.notes
        self.line: int | None = None

    def note(self, text: str) -> None:
        self.waiting.append(text)
        self.backward = self.backward or text == BACKWARD

    def explain(self, ops: Iterable[Op]) -> None:
        """What is computed in the backward sweep itself is not kept for it."""
        found = dict.fromkeys(self.why[op] for op in ops if op in self.why)
        self.waiting += [text for text in found if not (self.backward and text.startswith("kept"))]

    def plain(self, statement: gast.stmt) -> gast.stmt:
        """A statement that says nothing of a line."""
        self.kept.append(statement)
        if self.waiting:
            self.above[id(statement)] = "\n".join(self.waiting)
            self.waiting = []
        return statement

    def on(self, statement: gast.stmt, op: Op) -> gast.stmt:
        """A statement for an operation that stands on a line of the user's file."""
        self.plain(statement)
        if self.backward and op.span is not None and op.span.file == self.file and op.target not in BUFFERS:
            line = op.span.statement or op.span.line
            quoted = self.quoted(line)
            if line != self.line and not quoted.startswith(HEADS):
                self.line = line
                self.beside[id(statement)] = f"line {line}{quoted}"
        return statement

    def anew(self) -> None:
        """A block begins or ends: what follows says its line, whatever stood above."""
        self.line = None

    def quoted(self, line: int) -> str:
        if not 1 <= line <= len(self.lines):
            return ""
        text = self.lines[line - 1].strip()
        return f": {text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}"

    def mark(self) -> list[str]:
        """What waits for a compound statement that is about to be opened."""
        waiting, self.waiting = self.waiting, []
        return waiting

    def opened(self, mark: list[str], statements: list[gast.stmt]) -> list[gast.stmt]:
        """Give what waited to the first of the statements, or let it wait on."""
        if mark and statements:
            first = statements[0]
            self.kept.append(first)
            self.above[id(first)] = "\n".join([*mark, *([self.above[id(first)]] if id(first) in self.above else [])])
        elif mark:
            self.waiting = [*mark, *self.waiting]
        return statements
