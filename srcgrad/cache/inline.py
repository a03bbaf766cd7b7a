"""The checks of a call and the emitted function made one function: one call less, which small functions feel.

    def call(a0=MISSING, /, *rest, **more):            def f_grad(x=MISSING, /, *rest, **more):
        if not (…type(a0) is k0…):                         if not (…type(x) is k0…):
            return miss(…)                         ->          return miss(…)
        return function(a0)                                return 2 * 1.0 * x         the body of f_grad(x, *, out_bar=1.0)

Lines and file are those of the emitted text, so that debuggers and tracebacks show that. Whatever the checks name gets a dot in
front: nothing in the body can have that name.
"""
from __future__ import annotations

import ast
import builtins
import functools
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

CHECKS = ("type", "len", "str", "KeyError", "AttributeError", "ValueError")
BUILTINS = {f".{name}": getattr(builtins, name) for name in CHECKS}  # what checks name
LONGEST = 3000  # characters; what is longer takes so long that one call more does not count, and compiling it twice does


def inlined(text: str, function: Callable[..., Any], source: str, constants: Mapping[str, Any]) -> Callable[..., Any] | None:
    """`call` of `text` with the body of `function`, which comes from `source`; None where that cannot be said so."""
    code = getattr(function, "__code__", None)
    compiled = compiled_together(text, source, code.co_name, code.co_filename) if code and 0 < len(source) <= LONGEST else None
    if compiled is None:
        return None
    space = getattr(function, "__globals__")  # noqa: B009  a function, as it has code
    dotted = {f".{name}": value for name, value in constants.items()}
    variables = {**space, **BUILTINS, **dotted}
    exec(compiled, variables)
    return variables.pop(".call")


@functools.lru_cache(256)
def compiled_together(text: str, source: str, name: str, file: str) -> CodeType | None:
    found = [s for s in ast.parse(source).body if isinstance(s, ast.FunctionDef) and s.name == name]
    if not found or found[-1].decorator_list:
        return None
    (call,), inner = ast.parse(text).body, found[-1]
    assert isinstance(call, ast.FunctionDef)
    params, given, seeds = [p.arg for p in (*inner.args.posonlyargs, *inner.args.args)], call.args.posonlyargs, seeds_of(inner)
    if seeds is None or len(given) != len(params):
        return None
    Dotted(dict(zip([p.arg for p in given], params))).visit(call)
    for node in ast.walk(call):
        if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.excepthandler):
            node.lineno = node.end_lineno = inner.lineno
            node.col_offset = node.end_col_offset = 0
    body = [Seeded(seeds).visit(s) for s in inner.body]
    call.body[-1:] = body
    made = compile(ast.Module([call], []), file, "exec", dont_inherit=True)
    return made.replace(co_consts=tuple(c.replace(co_name=name) if isinstance(c, CodeType) else c for c in made.co_consts))


def seeds_of(f: ast.FunctionDef) -> dict[str, ast.Constant] | None:
    """The constants that parameters by keyword only stand for; None if there are other parameters, or one of these is written."""
    a = f.args
    seeds = {p.arg: d for p, d in zip(a.kwonlyargs, a.kw_defaults) if isinstance(d, ast.Constant)}
    if a.vararg or a.kwarg or len(seeds) < len(a.kwonlyargs):
        return None
    inside = [n for s in f.body for n in ast.walk(s)]
    written = {n.id for n in inside if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return None if seeds.keys() & (written | {n.arg for n in inside if isinstance(n, ast.arg)}) else seeds


class Seeded(ast.NodeTransformer):
    def __init__(self, seeds: Mapping[str, ast.Constant]) -> None:
        self.seeds = seeds

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.copy_location(ast.Constant(self.seeds[node.id].value), node) if node.id in self.seeds else node


class Dotted(ast.NodeTransformer):
    """Parameters by their names in the emitted function, everything else with a dot."""

    def __init__(self, params: Mapping[str, str]) -> None:
        self.params = params

    def named(self, name: str) -> str:
        return self.params.get(name, f".{name}")

    def visit_Name(self, node: ast.Name) -> ast.expr:
        node.id = self.named(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.named(node.arg)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.name = f".{node.name}"
        self.generic_visit(node)
        return node
