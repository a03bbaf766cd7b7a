"""What emitted code consists of, counted in its text: nothing is timed."""
from __future__ import annotations

import ast
import sys
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import srcgrad

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from workloads import WORKLOADS  # noqa: E402

ALLOCATING = {"zeros", "zeros_like", "ones", "ones_like", "empty", "empty_like", "full", "full_like", "copy", "broadcast_to"}


@dataclass(frozen=True)
class Counts:
    """lines        of code, without comments, blank lines and imports
    operations   operators, calls and additions in place; not float(), with which those that follow are quicker
    allocations  arrays made for themselves: zeros, copies
    kept         things that a turn of a loop leaves on a tape
    helpers      functions of srcgrad.runtime that are named"""

    lines: int
    operations: int
    allocations: int
    kept: int
    helpers: int

    def exceeding(self, budget: Counts) -> dict[str, tuple[int, int]]:
        """What is more than the budget has: name → (counted, budget)."""
        names = list(self.__dataclass_fields__)
        return {n: (a, b) for n, a, b in zip(names, astuple(self), astuple(budget)) if a > b}


def emitted(name: str) -> str:
    w = WORKLOADS[name]
    return str(srcgrad.value_and_grad(w.function, w.argnums).source_for(*w.arguments()))


def counted(text: str) -> Counts:
    tree = ast.parse(text)
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    inside = [n for f in functions for n in ast.walk(f)]
    operations = [n for n in inside if isinstance(n, ast.BinOp | ast.UnaryOp | ast.Call | ast.AugAssign | ast.Compare)
                  and called(n) != "float"]
    return Counts(lines_of(text), len(operations), sum(map(allocates, inside)), sum(map(kept, inside)), len(helpers(tree)))


def lines_of(text: str) -> int:
    lines = [line.strip() for line in text.splitlines()]
    return sum(1 for line in lines if line and not line.startswith(("#", "import ", "from ")))


def called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def allocates(node: ast.AST) -> bool:
    return called(node) in ALLOCATING


def kept(node: ast.AST) -> int:
    """x_tape.append(x): 1; tape.append((x, y)): 2."""
    if called(node) != "append" or not isinstance(node, ast.Call):
        return 0
    item: Any = node.args[0]
    return len(item.elts) if isinstance(item, ast.Tuple) else 1


def helpers(tree: ast.Module) -> list[str]:
    return [a.name for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "srcgrad.runtime" for a in n.names]
