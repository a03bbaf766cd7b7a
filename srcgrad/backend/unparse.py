"""Statements to text: astunparse's Unparser with its flaws mended, and comments beside the code.

    AugAssign(x_bar[1], Mult(s_bar, s))         x_bar[1] += s_bar * s                               # line 5: s = …

Expressions are written by precedence.py. The text reads back to the same tree. The one file that names astunparse.
"""
from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

import gast
from astunparse import Unparser

from srcgrad.backend.folding import LIMIT, statement_lines
from srcgrad.backend.precedence import BINARY, TEST, TUPLE, parameter_texts, text

COMMENT_COLUMN = 56
WIDTH = 132
QUOTED = re.compile(r"(line \d+): (.*)")


def unparse(statements: Sequence[gast.stmt], comments: Mapping[int, str] | None = None,
            above: Mapping[int, str] | None = None) -> str:
    """The text of statements, a newline at its end.

    comments: id of a statement → what is said beside its first line.
    above:    id of a statement → what is said in lines of their own before it.
    """
    return Writer(comments or {}, above or {}).written(statements)


class Writer(Unparser):
    """Writes into `lines`. What is inherited are the statements that need no other care than that of their parts."""

    def __init__(self, comments: Mapping[int, str], above: Mapping[int, str]) -> None:
        self.lines: list[str] = []
        self.comments, self.above = comments, above
        self.future_imports: list[str] = []
        self._indent = 0

    def written(self, statements: Sequence[Any]) -> str:
        for k, statement in enumerate(statements):
            if k and isinstance(statement, gast.FunctionDef | ast.FunctionDef):
                self.lines += ["", ""]
            self.dispatch(statement)
        return "".join(f"{line}\n" for line in self.lines)

    def fill(self, text: str = "") -> None:
        self.lines.append("    " * self._indent + text)

    def write(self, text: str) -> None:
        self.lines[-1] += text

    def dispatch(self, tree: Any) -> None:
        if isinstance(tree, list):
            for t in tree:
                self.dispatch(t)
        elif isinstance(tree, ast.stmt):
            self.commented(tree, getattr(self, "_" + type(tree).__name__))
        elif isinstance(tree, ast.expr):
            self.write(text(tree, TEST))
        else:
            super().dispatch(tree)

    def commented(self, statement: Any, write: Any) -> None:
        for line in self.above.get(id(statement), "").splitlines():
            self.fill(f"# {line}".rstrip())
        start = len(self.lines)
        write(statement)
        remark = " ".join(self.comments.get(id(statement), "").split())
        if remark and is_text(statement):
            self.lines.insert(start, "    " * self._indent + f"# {remark}")
        elif remark:
            code = f"{self.lines[start]}  ".ljust(COMMENT_COLUMN)
            self.lines[start] = code + f"# {shortened(remark, WIDTH - len(code) - 2)}"

    def spread(self, before: str, node: Any, after: str = "", level: int = TUPLE) -> None:
        """A line with an expression, broken where it is too long."""
        for line in statement_lines(before, node, after, level, 4 * self._indent):
            self.fill(line)

    def block(self, statements: list[Any]) -> None:
        self._indent += 1
        self.dispatch(statements)
        self._indent -= 1

    def _Expr(self, t: Any) -> None:
        if is_text(t):
            first, *more = quoted(t.value.value).split("\n")
            self.fill(first)
            self.lines += more
        else:
            self.spread("", t.value)

    def _Assign(self, t: Any) -> None:
        self.spread("".join(f"{text(target, TUPLE)} = " for target in t.targets), t.value)

    def _AugAssign(self, t: Any) -> None:
        self.spread(f"{text(t.target)} {BINARY[type(t.op).__name__][0]}= ", t.value)

    def _Return(self, t: Any) -> None:
        if t.value is None:
            self.fill("return")
        else:
            self.spread("return ", t.value)

    def _If(self, t: Any, word: str = "if") -> None:
        self.spread(f"{word} ", t.test, ":", TEST)
        self.block(t.body)
        if len(t.orelse) == 1 and isinstance(t.orelse[0], gast.If | ast.If):
            self.commented(t.orelse[0], lambda other: self._If(other, "elif"))
        else:
            self.otherwise(t)

    def _While(self, t: Any) -> None:
        self.spread("while ", t.test, ":", TEST)
        self.block(t.body)
        self.otherwise(t)

    def _For(self, t: Any) -> None:
        self.spread(f"for {text(t.target, TUPLE)} in ", t.iter, ":")
        self.block(t.body)
        self.otherwise(t)

    def otherwise(self, t: Any) -> None:
        if t.orelse:
            self.fill("else:")
            self.block(t.orelse)

    def _ExceptHandler(self, t: Any) -> None:
        """The name is a Name to gast and a string to ast."""
        name = f" as {getattr(t.name, 'id', t.name)}" if t.name else ""
        self.fill("except" + (f" {text(t.type)}" if t.type else "") + name + ":")
        self.block(t.body)

    def _FunctionDef(self, t: Any) -> None:
        for decorator in t.decorator_list:
            self.fill(f"@{text(decorator)}")
        before, returns = f"def {t.name}(", f" -> {text(t.returns)}" if t.returns else ""
        self.lines += listed("    " * self._indent + before, parameter_texts(t.args), f"){returns}:")
        self.block(t.body)


def listed(before: str, parts: list[str], after: str) -> list[str]:
    """Parameters, in as many lines as they take, under each other."""
    lines, inner = [before], " " * len(before)
    for k, part in enumerate(parts):
        part += "," if k < len(parts) - 1 else after
        if len(f"{lines[-1]} {part}") > LIMIT and k:
            lines.append(inner)
        lines[-1] += part if lines[-1] in (before, inner) else f" {part}"
    if not parts:
        lines[-1] += after
    return lines


def shortened(remark: str, room: int) -> str:
    """A comment that quotes a line says less of it, or nothing, where there is no room."""
    found = QUOTED.fullmatch(remark)
    if found is None or len(remark) <= room:
        return remark
    left = room - len(found[1]) - 3
    return f"{found[1]}: {found[2].rstrip('…')[:left]}…" if left >= 16 else found[1]


def is_text(statement: Any) -> bool:
    """A string that stands alone: a docstring."""
    value = getattr(statement, "value", None)
    return type(statement).__name__ == "Expr" and isinstance(getattr(value, "value", None), str) \
        and type(value).__name__ == "Constant"


def quoted(value: str) -> str:
    """A docstring in three quotes, its lines as they are; in a literal of one line where that would not read back."""
    plain = all(c.isprintable() or c == "\n" for c in value) and "\\" not in value
    return repr(value) if not plain or '"""' in value or value.endswith('"') else f'"""{value}"""'
