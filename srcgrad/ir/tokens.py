"""The tokens of the text form of the IR, and a place among them.

    %z: f[m] = numpy.matmul(%X, %w)      ->      %z  :  f  [  m  ]  =  numpy.matmul  (  %X  ,  %w  )
                                                 ^ at
"""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

TOKEN = re.compile(r"""
    (?P<space>\s+|\#[^\n]*)
  | (?P<string>[bB]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))
  | (?P<value>%(?:[^\W\d]\w*(?:\.\d+)?|\d+))
  | (?P<named>@(?:<[^>]*>|[\w.]+(?:\[[^\]]*\])*))
  | (?P<unreadable><[^>]*>)
  | (?P<number>-?(?:\d[\w.]*(?:(?<=[eE])[+-]\d+)?j?|inf\b|nan\b))
  | (?P<word>&?[^\W\d][\w]*(?:\.\w+)*)
  | (?P<dots>\.\.\.)
  | (?P<sign>[-+]\d*|[][(){}:,=?~!*])
""", re.VERBOSE)


class ParseError(ValueError):
    """The text is not IR."""


class Tokens:
    """The tokens of a text as (kind, token, offset), and the one that is read next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self.tokenize(text)
        self.at = 0

    def tokenize(self, text: str) -> list[tuple[str, str, int]]:
        tokens, at = [], 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                raise self.error(f"cannot read {text[at:at + 20]!r}", at)
            if match.lastgroup != "space":
                tokens.append((str(match.lastgroup), match.group(), at))
            at = match.end()
        return [*tokens, ("end", "", at)]

    def error(self, message: str, at: int | None = None) -> ParseError:
        at = self.tokens[self.at][2] if at is None else at
        return ParseError(f"line {self.text.count(chr(10), 0, at) + 1}: {message}")

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def token(self) -> str:
        return self.tokens[self.at][1]

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def accept(self, token: str) -> bool:
        if self.token == token and self.kind != "string":
            self.at += 1
            return True
        return False

    def expect(self, token: str) -> None:
        if not self.accept(token):
            raise self.error(f"expected {token!r}, found {self.token!r}")

    def until(self, close: str, part: Callable[[], Any]) -> list[Any]:
        """Parts with commas between them, up to and with the closing token."""
        parts = []
        while not self.accept(close):
            parts.append(part())
            if not self.accept(","):
                self.expect(close)
                break
        return parts
