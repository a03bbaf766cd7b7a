"""Blocks of statements put together."""

from __future__ import annotations

import gast

from srcgrad.backend.expressions import bare, negated

Block = list[gast.stmt]


def joined(condition: gast.expr, a: Block, b: Block) -> Block:
    """An `if`; what is after an arm that leaves is not indented."""
    if not a and not b:
        return []
    if leaves(a):
        return [gast.If(bare(condition), a, []), *b]
    if leaves(b):
        return [gast.If(negated(condition), b, []), *a]
    return [gast.If(bare(condition), a, b)] if a else [gast.If(negated(condition), b, [])]


def leaves(block: Block) -> bool:
    return bool(block) and isinstance(block[-1], gast.Break | gast.Raise)
