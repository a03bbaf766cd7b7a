"""Templates: the source text in which rules are written, parsed and checked where a rule is declared.

A template is zero or more `name = expression` lines and a last expression, over the parameters of the rule, `y` (its
result), `y_bar` (the cotangent of the result), `<p>_dot` (the tangent of parameter p), `k` (which operand of a
starred parameter is meant), `np`, `math`, `operator` and the functions of srcgrad.runtime.
"""

from __future__ import annotations

import ast
import builtins
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.record import dataclass

MODULES: dict[str, Any] = {"np": np, "math": math, "operator": operator}
SHAPE_ONLY = ("np.shape", "np.ndim", "np.size", "len")
CONDITION_FUNCTIONS = ("isinstance", "array", "known", "len", "int", "tuple", "float")
Macro = Callable[[Mapping[str, Any], "int | None", Callable[[Any], Any]], "str | None"]


@dataclass(frozen=True, eq=False)
class Alternative:
    """One way to write a partial, a cotangent or a tangent.

    when     a condition over the parameters that is decided when the derivative is built; None: always right
    lets     names for parts that `expr` uses more than once
    expr     the value, an ast.Expression; None for a macro
    virtual  the value broadcasts to the shape of its parameter rather than having it
    macro    gives the text for given operands, or None where it does not know
    free     the parameters (and y) that it reads: "value", or "shape" where only the shape is read
    bare     y_bar stands in it as an operand of arithmetic only, so that one of fewer elements, which stands for the
             broadcast, may take its place
    singular it may be infinite at finite arguments
    """

    when: str | None = None
    lets: tuple[tuple[str, ast.expr], ...] = ()
    expr: ast.expr | None = None
    virtual: bool = False
    macro: Macro | None = None
    free: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    bare: bool = False
    singular: bool = False


@dataclass(frozen=True)
class Draft:
    """A template before it is parsed: what `alt` gives."""

    text: str | Macro
    when: str | None = None
    virtual: bool = False


def alt(text: str | Macro, when: str | None = None, virtual: bool = False) -> Draft:
    return Draft(text, when, virtual)


def whole(text: str | Macro, when: str | None = None) -> Draft:
    """A template whose value broadcasts to the shape of its parameter: a number may stand for a full array."""
    return Draft(text, when, virtual=True)


Written = Any  # str | Draft | macro | list of those


def parse(written: Written, names: Iterable[str], extra: Mapping[str, Any] | None = None) -> tuple[Alternative, ...]:
    """The alternatives of a template as it is declared. NameError for a name that nothing stands for."""
    known = tuple(names)
    out = tuple(parse_one(w, known, extra or {}) for w in (written if isinstance(written, list) else [written]))
    if out[-1].when is not None or out[-1].macro is not None:
        raise ValueError("the last alternative must hold without a condition")
    return out


def parse_one(written: Written, names: tuple[str, ...], extra: Mapping[str, Any]) -> Alternative:
    draft = written if isinstance(written, Draft) else Draft(written)
    if draft.when is not None:
        check_names(ast.parse(draft.when, mode="eval"), names, dict.fromkeys(CONDITION_FUNCTIONS))
    if callable(draft.text):
        return Alternative(draft.when, (), None, draft.virtual, draft.text, singular=True)
    return replace(parse_text(draft.text, names, extra), when=draft.when, virtual=draft.virtual)


def parse_text(text: str, names: Iterable[str], extra: Mapping[str, Any] | None = None) -> Alternative:
    names = tuple(names)
    operand_index = "k" if names.count("k") == 1 else ""  # some functions have a parameter k
    body = ast.parse(text).body
    lets: list[tuple[str, ast.expr]] = []
    free: dict[str, str] = {}
    for statement in body[:-1]:
        assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name), text
        lets.append((statement.targets[0].id, ast.Expression(statement.value)))  # type: ignore[arg-type]
    assert isinstance(body[-1], ast.Expr), text
    expr = ast.Expression(body[-1].value)
    local = tuple(n for n, _ in lets)
    for tree in (*(t for _, t in lets), expr):
        check_names(tree, (*names, *local), extra or {})
        for name, how in needed(tree).items():
            if name in names and name not in local and not name.endswith(("_bar", "_dot")) and name != operand_index:
                free[name] = "value" if "value" in (how, free.get(name)) else "shape"
    bare = not lets and is_bare(expr)
    varying = {n for n in names if not n.endswith(("_bar", "_dot"))} | set(local)
    singular = any(singular_node(n, varying) for t in (*(t for _, t in lets), expr) for n in ast.walk(t))
    return Alternative(None, tuple(lets), expr, free=free, text=text, bare=bare, singular=singular)  # type: ignore


def is_bare(tree: ast.AST) -> bool:
    """Whether y_bar occurs only as an operand of + - * / and signs, down from the root."""
    if isinstance(tree, ast.Expression):
        return is_bare(tree.body)
    if isinstance(tree, ast.Name):
        return True
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        return is_bare(tree.left) and is_bare(tree.right)
    if isinstance(tree, ast.UnaryOp):
        return is_bare(tree.operand)
    return not mentions(tree, {"y_bar"})


def check_names(tree: ast.AST, names: tuple[str, ...], extra: Mapping[str, Any]) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not (
            node.id in names
            or node.id in extra
            or node.id in MODULES
            or hasattr(runtime, node.id)
            or hasattr(builtins, node.id)
        ):
            raise NameError(
                f"`{node.id}` in the template `{ast.unparse(tree)}` is neither an argument nor in srcgrad.runtime"
            )
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in MODULES
            and node.value.id not in names
            and not hasattr(MODULES[node.value.id], node.attr)
        ):
            raise NameError(f"`{ast.unparse(node)}` does not exist")


def needed(tree: ast.AST) -> dict[str, str]:
    """name -> "value" or "shape" for the names that a template reads."""
    out: dict[str, str] = {}

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SHAPE_ONLY:
            arg = node.args[0].value if isinstance(node.args[0], ast.Subscript) else node.args[0]
            if isinstance(arg, ast.Name):
                out.setdefault(arg.id, "shape")
                return
        if isinstance(node, ast.Name):
            out[node.id] = "value"
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    return out


def is_singular(alternatives: Iterable[Alternative], names: Iterable[str]) -> bool:
    """Whether a template may be infinite at finite arguments: it divides by, or takes the logarithm or a power
    of, an argument."""
    varying = set(names)
    trees = [t for a in alternatives for t in (*(t for _, t in a.lets), a.expr) if t is not None]
    return any(singular_node(n, varying) for t in trees for n in ast.walk(t)) or any(
        a.macro is not None for a in alternatives
    )


def singular_node(node: ast.AST, varying: set[str]) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return mentions(node.right, varying)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        whole_number = (
            isinstance(node.right, ast.Constant) and isinstance(node.right.value, int) and node.right.value >= 0
        )
        return mentions(node, varying) and not whole_number
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        return name in (
            "log",
            "log2",
            "log10",
            "sqrt",
            "power",
            "ratio",
            "divide",
            "power_partial",
            "log_base",
            "heaviside",
        ) and mentions(node, varying)
    return False


def mentions(tree: ast.AST, names: set[str]) -> bool:
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(tree))
