"""Makes a failing program short: deletes statements, unwraps blocks, puts operands in place of expressions.

As long as it still fails:

    y = np.tanh(x) + 0.1
    for i in range(3):            y = np.tanh(x)
        y[i] = x[i] * s     ->    y[0] = x[0]
        t = np.sum(y)             return np.sum(y)
    return np.sum(y) + t
"""

from __future__ import annotations

import ast
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from random_programs.program import Program

Edits = Callable[[ast.Module], Iterator[str]]
BLOCKS = ("body", "orelse", "finalbody", "handlers")


def reduced(program: Program, fails: Callable[[Program], bool], seconds: float = 60.0) -> Program:
    """A shorter program of which `fails` is still true."""
    until = time.monotonic() + seconds
    for edits in (runs, deletions, replacements, deletions, replacements):
        program = greedily(program, fails, edits, until)
    return program


def greedily(program: Program, fails: Callable[[Program], bool], edits: Edits, until: float) -> Program:
    """Tries the edits in turn; after one that is kept, it goes on at the same place of the shorter program."""
    place, tried = 0, True
    while tried:
        tried = False
        for text in itertools.islice(edits(ast.parse(program.text)), place, None):
            if time.monotonic() > until:
                return program
            smaller = replace(program, text=text)
            if len(text) < len(program.text) and fails(smaller):
                program, tried = smaller, True
                break
            place += 1
    return program


def runs(tree: ast.Module) -> Iterator[str]:
    """The text without several statements in a row, long rows first."""
    for length in (12, 6, 3):
        for block in list(blocks(tree)):
            for k in range(0, len(block) - length + 1, max(1, length // 2)):
                kept = block[k : k + length]
                del block[k : k + length]
                yield unparsed(tree)
                block[k:k] = kept


def deletions(tree: ast.Module) -> Iterator[str]:
    """The text without one statement, or with a block in place of the statement that held it; outer ones first."""
    for block in list(blocks(tree)):
        for k in reversed(range(len(block))):
            kept = block[k]
            del block[k]
            yield unparsed(tree)
            for inside in inner_blocks(kept):
                block[k:k] = inside
                yield unparsed(tree)
                del block[k : k + len(inside)]
            block.insert(k, kept)


def inner_blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return []
    return [block for name in ("body", "orelse", "finalbody") if (block := getattr(node, name, None))]


def blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def unparsed(tree: ast.Module) -> str:
    """The text; empty blocks become `pass`."""
    filled = []
    for node in ast.walk(tree):
        if isinstance(getattr(node, "body", None), list) and not node.body and not isinstance(node, ast.Module):
            node.body.append(ast.Pass())
            filled.append(node)
    text = ast.unparse(tree) + "\n"
    for node in filled:
        node.body.clear()
    return text


def replacements(tree: ast.Module) -> Iterator[str]:
    """The text with one of its operands, or 0.7, in place of an expression."""
    for parent in list(ast.walk(tree)):
        for name, value in ast.iter_fields(parent):
            places = enumerate(value) if isinstance(value, list) else [(None, value)]
            for k, node in list(places):
                if (
                    not isinstance(node, ast.expr)
                    or name == "func"
                    or isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
                ):
                    continue
                for other in simpler(node):
                    put(parent, name, k, other)
                    yield unparsed(tree)
                put(parent, name, k, node)


def put(parent: ast.AST, name: str, k: int | None, node: ast.expr) -> None:
    if k is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[k] = node


def simpler(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Call(args=args, func=ast.Attribute(value=value)):
            return [*args, value] if not isinstance(value, ast.Name) or value.id not in ("np", "math") else list(args)
        case ast.Call(args=args):
            return list(args)
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.Compare() | ast.BoolOp():
            return [ast.Constant(True), ast.Constant(False)]
        case ast.Subscript(value=value):
            return [value, ast.Constant(0.7)]
        case ast.Name() | ast.Attribute():
            return [ast.Constant(0.7)]
    return []
