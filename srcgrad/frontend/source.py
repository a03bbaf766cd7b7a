"""The source of a function: the definition in the user's file that Python compiled to its code object.

    fn.__code__ ──> file, first line ──> definitions there ──compile──> the one that gives this very code

That the code is the same is what makes it the right one: it tells several lambdas on a line apart, and a file that was
edited after it was imported from the one that runs. Decorators, `__wrapped__` and rebound names do not matter.
"""
from __future__ import annotations
import __future__

import ast
import functools
import linecache
import os
import threading
import types
import warnings
from collections.abc import Iterator
from typing import Any

import gast

from srcgrad.errors import SourceError
from srcgrad.record import dataclass

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
FUTURES = functools.reduce(int.__or__, (getattr(__future__, f).compiler_flag for f in __future__.all_feature_names))
FAR = 1 << 20  # more lines than a file has
LOCK = threading.RLock()  # of the parsed trees, whose line numbers are changed for a moment
AS_WRITTEN = "put the function in a file or a notebook cell; the prompt of Python, exec() and python -c keep no text"


@dataclass(frozen=True, eq=False)
class Source:
    """node    a gast.FunctionDef, AsyncFunctionDef or Lambda, placed as in the file (columns in bytes of UTF-8)
    lines   those of the whole file"""

    node: Any
    name: str
    filename: str
    lines: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A definition, the statement of the module that holds it, and the imports of the module."""

    statement: ast.stmt
    node: Definition
    imports: list[ast.stmt]


def read_source(fn: types.FunctionType) -> Source:
    """The definition of a Python function; SourceError (SG1xx) where it cannot be had."""
    if not isinstance(fn, types.FunctionType):
        raise not_python(fn)
    code = fn.__code__
    lines = lines_of(code.co_filename, fn.__globals__)
    if not lines:
        raise SourceError("SG101", f"no source text for {describe(code)}", AS_WRITTEN)
    return find(code, id(code), "".join(lines))


def lines_of(filename: str, namespace: dict[str, Any]) -> list[str]:
    """The lines of a file, cell or archive member as they are now; notebooks and doctest extend linecache."""
    if os.path.exists(filename):  # checkcache forgets what is not on the disk
        linecache.checkcache(filename)
    return linecache.getlines(filename, namespace)


def not_python(fn: Any) -> SourceError:
    if callable(fn) and not isinstance(fn, type):
        name = getattr(fn, "__name__", None) or repr(fn)
        return SourceError("SG102", f"`{name}` is not written in Python, so there is no text to differentiate",
                           "differentiate a Python function that calls it")
    return SourceError("SG105", f"a function is needed, not an object of type {type(fn).__name__}")


def describe(code: types.CodeType) -> str:
    name = "the lambda" if code.co_name == "<lambda>" else f"`{code.co_name}`"
    return f"{name} ({os.path.basename(code.co_filename)}:{code.co_firstlineno})"


@functools.lru_cache(512)
def find(code: types.CodeType, identity: int, text: str) -> Source:
    """Equal code may stand in two files, hence `identity`; the cache keeps `code`, so its id, alive."""
    with LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the user has seen them when Python compiled the file
        try:
            tree = parsed(text)
        except (SyntaxError, ValueError, RecursionError) as e:
            raise SourceError("SG106", f"the source of {describe(code)} does not parse: {e}") from None
        named = [c for c in candidates_in(tree) if name_of(c.node) == code.co_name]
        here = [c for c in named if first_line(c.node) == code.co_firstlineno]
        node = chosen(code, here) or asserted(code, here) or chosen(code, [c for c in named if c not in here])
        if node is None:
            raise not_found(code, here)
        return Source(gast.ast_to_gast(node), code.co_name, code.co_filename, tuple(text.splitlines(keepends=True)))


def not_found(code: types.CodeType, here: list[Candidate]) -> SourceError:
    if code.co_filename in ("<string>", "<stdin>"):  # what is kept under such a name belongs to something else
        return SourceError("SG101", f"no source text for {describe(code)}", AS_WRITTEN)
    if code.co_name == "<lambda>" and len(here) > 1:
        return SourceError("SG104", f"which of the {len(here)} lambdas on its line {describe(code)} is cannot be told",
                           "give the function a name with def, or put each lambda on a line of its own")
    return SourceError("SG103", f"the source of {describe(code)} does not match the running code",
                       "the file has changed since it was imported: reload the module")


@functools.lru_cache(16)
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


@functools.lru_cache(16)
def candidates_in(tree: ast.Module) -> tuple[Candidate, ...]:
    """Every function and lambda, outer ones first."""
    brought = list(imports(tree.body))
    return tuple(Candidate(s, n, brought) for s in tree.body for n in ast.walk(s) if isinstance(n, Definition))


def imports(body: list[Any]) -> Iterator[ast.stmt]:
    """The imports of a module: Python compiles an attribute of a name that is imported somewhere in another way."""
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            if getattr(statement, "module", None) != "__future__":
                yield statement
        elif not isinstance(statement, Definition | ast.ClassDef):
            for name in ("body", "orelse", "finalbody"):
                inner = getattr(statement, name, [])
                yield from imports(inner if isinstance(inner, list) else [])
            for handler in getattr(statement, "handlers", []):
                yield from imports(handler.body)


def name_of(node: Definition) -> str:
    return "<lambda>" if isinstance(node, ast.Lambda) else node.name


def first_line(node: Definition) -> int:
    """As Python counts it: a decorated function starts at its first decorator."""
    decorators = getattr(node, "decorator_list", [])
    return decorators[0].lineno if decorators else node.lineno


# --- which of them ---------------------------------------------------------------------------------------------------
def chosen(code: types.CodeType, candidates: list[Candidate]) -> Definition | None:
    """The candidate that compiles to `code`. Of several lambdas that do, alike to the last instruction, any will
    do; the one in the same columns comes first (Python 3.11 and later know them)."""
    wanted, several = fingerprint(code), len(candidates) > 1
    for alone in (False, True):
        made = [(other, c.node) for c in candidates for other in recompiled(code, c, several, alone)]
        alike = [(other, node) for other, node in made if fingerprint(other) == wanted]
        if alike:
            return min(alike, key=lambda pair: columns(pair[0]) != columns(code))[1]
    return None


def recompiled(code: types.CodeType, candidate: Candidate, marked: bool, alone: bool = False) -> list[types.CodeType]:
    """What Python makes of a definition, in the statement around it. `marked`: meanwhile it is moved far down, and what
    is defined inside of it farther, so that its code can be told from its neighbours' by the first line. `alone`: as
    notebooks compile it, without the imports of the file."""
    statement, node = candidate.statement, candidate.node
    moved = [node, *(n for n in ast.walk(node) if isinstance(n, Definition) and n is not node)] if marked else []
    try:
        for n in moved:
            ast.increment_lineno(n, FAR)
        module = ast.Module([*([] if alone else candidate.imports), statement], [])
        whole = compile(module, code.co_filename, "exec", code.co_flags & FUTURES, dont_inherit=True)
        return [c for c in nested(whole) if c.co_firstlineno == first_line(node) and c.co_name == name_of(node)]
    finally:
        for n in moved:
            ast.increment_lineno(n, -FAR)


def nested(code: types.CodeType) -> Iterator[types.CodeType]:
    for c in code.co_consts:
        if isinstance(c, types.CodeType):
            yield c
            yield from nested(c)


def fingerprint(code: types.CodeType) -> tuple[Any, ...]:
    """All that a code object does; not where it stands."""
    counts = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & ~FUTURES
    names = code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars
    return code.co_name, counts, names, code.co_code, tuple(map(constant, code.co_consts))


def constant(value: Any) -> Any:
    """A constant as something that tells 1, 1.0 and True, 0.0 and -0.0 apart."""
    if isinstance(value, types.CodeType):
        return fingerprint(value)
    if isinstance(value, tuple):
        return tuple(map(constant, value))
    if isinstance(value, frozenset):
        return frozenset(map(constant, value))
    return type(value), repr(value)


def columns(code: types.CodeType) -> list[Any]:
    positions = getattr(code, "co_positions", None)
    return [p[2:] for p in positions()] if positions is not None else []


def asserted(code: types.CodeType, candidates: list[Candidate]) -> Definition | None:
    """The candidate for a function whose assert statements pytest has rewritten: it uses all names and numbers."""
    if not any(name.startswith("@py") for name in (*code.co_names, *code.co_varnames)):
        return None
    having, several = used(code), len(candidates) > 1
    fit = [c.node for c in candidates if any(used(other) <= having for other in recompiled(code, c, several))]
    return fit[0] if len(fit) == 1 else None


def used(code: types.CodeType) -> set[Any]:
    consts = {constant(v) for v in code.co_consts if not isinstance(v, types.CodeType | str)}
    return {*code.co_names, *code.co_varnames, *code.co_freevars, *code.co_cellvars, *consts}
