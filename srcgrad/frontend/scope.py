"""Which names a function binds, read off its syntax."""
from __future__ import annotations

import functools
from typing import Any

import gast


@functools.lru_cache(512)  # of a definition, which is lowered again wherever it is called
def assigned_names(definition: Any) -> frozenset[str]:
    """The local names of a function or lambda: its parameters and everything it binds (nested functions excluded)."""
    spec = definition.args
    names = {a.id for a in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]}
    names |= {a.id for a in (spec.vararg, spec.kwarg) if a is not None}
    body = definition.body if isinstance(definition.body, list) else [definition.body]
    declared: set[str] = set()
    for node in body:
        collect(node, names, declared)
    return frozenset(names - declared)


def collect(node: Any, names: set[str], declared: set[str]) -> None:
    if isinstance(node, gast.FunctionDef | gast.AsyncFunctionDef | gast.ClassDef):
        names.add(node.name)
        return
    if isinstance(node, gast.Lambda):
        return
    if isinstance(node, gast.ListComp | gast.SetComp | gast.DictComp | gast.GeneratorExp):
        for child in gast.walk(node):
            if isinstance(child, gast.NamedExpr):
                names.add(child.target.id)
        return
    if isinstance(node, gast.Global | gast.Nonlocal):
        declared.update(node.names)
        return
    if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store | gast.Del):
        names.add(node.id)
    if isinstance(node, gast.ExceptHandler) and node.name:
        names.add(node.name if isinstance(node.name, str) else node.name.id)
    if isinstance(node, gast.Import | gast.ImportFrom):
        names.update((a.asname or a.name.split(".")[0]) for a in node.names)
    if isinstance(node, gast.MatchAs | gast.MatchStar) and node.name:
        names.add(node.name)
    if isinstance(node, gast.MatchMapping) and node.rest:
        names.add(node.rest)
    for child in gast.iter_child_nodes(node):
        collect(child, names, declared)


@functools.lru_cache(512)
def is_generator(definition: Any) -> bool:
    """Whether a function yields (its nested functions not counted)."""
    if isinstance(definition, gast.Lambda):
        return False
    todo = list(definition.body)
    while todo:
        node = todo.pop()
        if isinstance(node, gast.Yield | gast.YieldFrom):
            return True
        if not isinstance(node, gast.FunctionDef | gast.Lambda | gast.ClassDef):
            todo.extend(gast.iter_child_nodes(node))
    return False
