"""Which arguments and results of the functions that a function calls carry derivatives, at any of their calls.

    f(x, n):  … g(x, eps) …        g: argument 0 varies, result 0 is of use

A function is differentiated once, for what all its calls need together.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from srcgrad.analysis.activity import Activity
from srcgrad.ir.nodes import Function, values_in, walk
from srcgrad.record import dataclass

Analyse = Callable[[Function, list[int], list[int]], Activity]


@dataclass
class Mask:
    """varied: arguments that carry a derivative somewhere; useful: results whose derivative is asked for somewhere."""

    varied: set[int] = field(default_factory=set)
    useful: set[int] = field(default_factory=set)

    def size(self) -> int:
        return len(self.varied) + len(self.useful)


@dataclass(frozen=True)
class Facts:
    """inputs, outputs: positions of the arguments and results that have tangents or cotangents."""

    activity: Activity
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def facts(function: Function, active: Activity, analyse: Analyse) -> dict[Function, Facts]:
    """Of each function that is called with something active. `analyse`: the activity of one, from positions of its arguments and
    results."""
    masks: dict[Function, Mask] = {}
    found: dict[Function, Activity] = {}
    todo = spread(function, active, masks)
    while todo:
        f = todo.pop()
        found[f] = analyse(f, sorted(masks[f].varied), sorted(masks[f].useful))
        todo |= spread(f, found[f], masks)
    return {f: of_one(f, a, masks[f]) for f, a in found.items()}


def spread(function: Function, active: Activity, masks: dict[Function, Mask]) -> set[Function]:
    """Take the calls in a function into account; gives the callees of which more is asked than before."""
    more = set()
    for op in walk(function.body):
        if op.kind == "call" and any(active.active(r) for r in op.results):
            mask = masks.setdefault(op.target, Mask())
            before = mask.size()
            mask.varied |= {k for k, a in enumerate(op.args) if any(v in active.varied for v in values_in(a))}
            mask.useful |= {k for k, r in enumerate(op.results) if r in active.useful}
            if mask.size() != before:
                more.add(op.target)
    return more


def of_one(f: Function, active: Activity, mask: Mask) -> Facts:
    inputs = tuple(k for k in sorted(mask.varied) if active.active(f.body.params[k]))
    outputs = tuple(k for k in sorted(mask.useful) if any(active.active(v) for v in values_in(f.body.yields[k])))
    return Facts(active, inputs, outputs)
