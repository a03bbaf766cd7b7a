"""Lines that are too long, broken inside brackets.

    e_bar = np.where(x > 0, a_bar * w,          total = (first_term * w
                     b_bar * w)                          + second_term)
"""
from __future__ import annotations

from typing import Any

from srcgrad.backend.precedence import (
    ATOM,
    BINARY,
    BOOLEAN,
    OR,
    TEST,
    TUPLE,
    keyword_name,
    kind,
    operand_levels,
    text,
)
from srcgrad.record import dataclass

LIMIT = 110
FURTHEST = 60  # an opening bracket to the right of this leaves no room worth having


@dataclass(frozen=True)
class Piece:
    """What a line is not broken in, if it can be helped: `before` and the expression, as tight as `level`."""

    before: str
    node: Any
    level: int = TEST

    @property
    def flat(self) -> str:
        return self.before + text(self.node, self.level)


def folded(node: Any, level: int, column: int) -> list[str]:
    """The lines of an expression that starts at `column`; all but the first are relative to it. One if it fits."""
    flat = text(node, level)
    if column + len(flat) <= LIMIT:
        return [flat]
    parts = pieces(node)
    if parts is None or len(parts[1]) + parts[0].endswith("(") < 2:
        return [flat]
    before, listed, between, after = parts
    if column + len(before) > FURTHEST:
        return [flat]
    return packed(before, listed, between, after, column)


def packed(before: str, listed: list[Piece], between: str, after: str, column: int) -> list[str]:
    """As many pieces in a line as fit, under each other to the right of what comes before."""
    inner = " " * len(before)
    lines = [before]
    for k, piece in enumerate(listed):
        end = between if k < len(listed) - 1 else after
        gap = "" if lines[-1] in (before, inner) else " "
        if gap and column + len(lines[-1] + gap + piece.flat + end) > LIMIT:
            lines.append(inner)
            gap = ""
        start = len(lines[-1] + gap + piece.before)
        first, *more = folded(piece.node, piece.level, column + start + len(end))
        lines[-1] += gap + piece.before + first
        lines += [" " * start + m for m in more]
        lines[-1] += end
    return lines


def pieces(node: Any) -> tuple[str, list[Piece], str, str] | None:
    """Opening bracket, parts, what separates them, closing bracket; None for an expression that stays in one line."""
    name = kind(node)
    if name == "Call":
        arguments = [Piece("", a) for a in node.args] + [Piece(keyword_name(k), k.value) for k in node.keywords]
        return text(node.func, ATOM) + "(", arguments, ",", ")"
    if name == "BinOp" and kind(node.op) != "Pow":
        return "(", chain(node, BINARY[kind(node.op)][1]), "", ")"
    if name == "BoolOp":
        word, own = BOOLEAN[kind(node.op)]
        return "(", [Piece(f"{word} " if k else "", v, own + 1) for k, v in enumerate(node.values)], "", ")"
    if name == "IfExp":
        return "(", [Piece("", node.body, OR), Piece("if ", node.test, OR), Piece("else ", node.orelse)], "", ")"
    if name in ("Tuple", "List") and len(node.elts) > 1:
        before, after = "()" if name == "Tuple" else "[]"
        return before, [Piece("", e) for e in node.elts], ",", after
    return None


def chain(node: Any, own: int) -> list[Piece]:
    """a + b - c as a, + b, - c: operators that bind alike, from left to right."""
    if kind(node) != "BinOp" or kind(node.op) == "Pow" or BINARY[kind(node.op)][1] != own:
        return [Piece("", node, own)]
    symbol, right = BINARY[kind(node.op)][0], operand_levels(kind(node.op))[1]
    return [*chain(node.left, own), Piece(f"{symbol} ", node.right, right)]


def statement_lines(before: str, node: Any, after: str, level: int = TUPLE, indent: int = 0) -> list[str]:
    """The lines, at an indentation, of a statement that holds one expression."""
    first, *more = folded(node, level, indent + len(before) + len(after))
    lines = [before + first, *(" " * len(before) + m for m in more)]
    lines[-1] += after
    return lines
