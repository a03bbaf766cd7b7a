"""Which variables that the body of a try statement binds are read where it has failed.

    try:
        a = f(x)        not `a`: only the rest of the body reads it
        s = g(a)        s: read after the statement
    except E:
        pass
    return s

Where each handler leaves the function, nothing after it is read.
"""
from __future__ import annotations

from typing import Any

import gast

NESTED = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


def names_read(frame: Any, node: gast.Try) -> frozenset[str] | None:
    """Names that may be read where the body has failed; None: any."""
    if frame.definition is None or isinstance(frame.definition, gast.Lambda):
        return None
    if not frame.captured and all(h.body and isinstance(h.body[-1], gast.Return | gast.Raise) for h in node.handlers):
        return frozenset(n for h in node.handlers for n in loads(h))
    outside = {n for s in frame.definition.body for n in loads(s, node.body)}
    return frozenset(outside | exposed(node.body))


def loads(node: Any, left_out: list[Any] = []) -> set[str]:  # noqa: B006
    """The names that are read in `node`, other than in the statements `left_out`."""
    out: set[str] = set()
    todo = [node]
    while todo:
        n = todo.pop()
        if any(n is s for s in left_out):
            continue
        if isinstance(n, gast.Name) and not isinstance(n.ctx, gast.Store):
            out.add(n.id)
        if isinstance(n, gast.AugAssign) and isinstance(n.target, gast.Name):
            out.add(n.target.id)
        todo.extend(gast.iter_child_nodes(n))
    return out


def exposed(body: list[Any]) -> set[str]:
    """The names that a block reads before it certainly binds them, or in a function of its own."""
    out: set[str] = set()
    bound: set[str] = set()
    for s in body:
        out |= loads(s) - bound
        out |= {n for inner in gast.walk(s) if isinstance(inner, NESTED) for n in loads(inner)}
        if isinstance(s, gast.Assign):
            bound |= {t.id for t in s.targets if isinstance(t, gast.Name)}
    return out


def bound_names(node: Any) -> set[str]:
    """The names that a statement binds."""
    out = {n.id for n in gast.walk(node) if isinstance(n, gast.Name) and not isinstance(n.ctx, gast.Load)}
    return out | {n.name for n in gast.walk(node) if isinstance(n, gast.FunctionDef | gast.ClassDef)}
