"""A function and those that it calls, which may call each other in turn: a pass runs over all of them.

    f -> {g, h}, g -> {h}, h -> {g}        f' -> {g', h'}, g' -> {h'}, h' -> {g'}
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from srcgrad.ir.nodes import Function, Op, Region
from srcgrad.ir.text import reachable


def everywhere(function: Function, run: Callable[[Function], Function]) -> Function:
    """`run` over a function and over all that it calls; the new ones call each other."""
    group = reachable(function)
    if len(group) == 1:
        return run(function)
    new = {f: replace(run(f)) for f in group}
    for f in new.values():
        object.__setattr__(f, "body", retargeted(f.body, new))
    return new[function]


def retargeted(region: Region, new: Mapping[Function, Function]) -> Region:
    def operation(op: Op) -> Op:
        if op.kind != "call" and not op.regions:
            return op
        target = new.get(op.target, op.target) if op.kind == "call" else op.target
        return Op(op.kind, target, op.args, op.kwargs, tuple(retargeted(r, new) for r in op.regions), op.results, op.span)

    return Region(region.params, tuple(map(operation, region.ops)), region.yields)
