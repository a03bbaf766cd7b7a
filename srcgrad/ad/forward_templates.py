"""Tangent templates of rules with the tangents that are zero left out.

A template like `np.linalg.solve(a, b_dot - a_dot @ y)` is linear in the tangents that it names, and so is every term of
its sums. A term all of whose tangents are zero is zero:

    matmul_vjp_left(g_dot, a, b) + matmul_vjp_left(g, a, b_dot)       b_dot = 0       matmul_vjp_left(g_dot, a, b)
"""
from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from srcgrad.rules.table import Alternative


def without_zeros(alternative: Alternative, dots: frozenset[str],
                  zero: frozenset[str]) -> tuple[Alternative | None, bool]:
    """The template without what is zero (None if all of it is), and whether anything was left out.

    `dots`: the names of tangents; `zero`: those of them that are zero.
    """
    pruning = Pruning(set(dots), set(zero))
    lets = []
    for name, tree in alternative.lets:
        kept = pruning.term(tree)
        if pruning.mentioned(tree):
            pruning.dots.add(name)
        if kept is None:
            pruning.zero.add(name)
        else:
            lets.append((name, kept))
    expr = pruning.term(alternative.expr)
    return None if expr is None else replace(alternative, lets=tuple(lets), expr=expr), pruning.changed


class Pruning:
    def __init__(self, dots: set[str], zero: set[str]) -> None:
        self.dots, self.zero, self.changed = dots, zero, False

    def mentioned(self, node: Any) -> set[str]:
        return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & self.dots

    def vanishes(self, node: Any) -> bool:
        named = self.mentioned(node)
        return bool(named) and named <= self.zero

    def term(self, node: Any) -> Any:
        """The node without its zero terms, None if nothing is left."""
        if isinstance(node, ast.Expression):
            body = self.term(node.body)
            return None if body is None else ast.Expression(body)
        if self.vanishes(node):
            self.changed = True
            return None
        if isinstance(node, ast.Tuple):
            return ast.Tuple([self.element(e, k) for k, e in enumerate(node.elts)], ast.Load())
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            return self.sum(node)
        if isinstance(node, ast.BinOp | ast.UnaryOp):
            return self.inside(node)
        if isinstance(node, ast.Call):
            return ast.Call(node.func, [self.argument(a) for a in node.args], node.keywords)
        return node

    def sum(self, node: ast.BinOp) -> Any:
        left, right = self.term(node.left), self.term(node.right)
        if left is None and right is not None:
            return ast.UnaryOp(ast.USub(), right) if isinstance(node.op, ast.Sub) else right
        return left if right is None else ast.BinOp(left, node.op, right)

    def inside(self, node: Any) -> Any:
        """A factor or the operand of a sign holds sums of its own."""
        if isinstance(node, ast.UnaryOp):
            return ast.UnaryOp(node.op, self.argument(node.operand))
        return ast.BinOp(self.argument(node.left), node.op, self.argument(node.right))

    def argument(self, node: Any) -> Any:
        """An operand keeps its place; a tangent that stands there alone is given as zeros."""
        kept = self.term(node) if isinstance(node, ast.BinOp | ast.UnaryOp) else node
        return node if kept is None else kept

    def element(self, node: Any, k: int) -> Any:
        kept = self.term(node)
        return ast.parse(f"zeros(y[{k}])", mode="eval").body if kept is None else kept


def names_in(alternative: Alternative) -> set[str]:
    trees = [*(t for _, t in alternative.lets), alternative.expr]
    return {n.id for t in trees if t is not None for n in ast.walk(t) if isinstance(n, ast.Name)}
