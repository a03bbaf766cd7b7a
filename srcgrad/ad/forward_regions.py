"""Tangents of branches and loops: what is carried or given brings its tangent with it.

    s = for(0, n, 1, 0.0) (i, s) { … yield False, s1 }
    s, s_dot = for(0, n, 1, 0.0, 0.0) (i, s, s_dot) { … yield False, s1, s1_dot }
"""
from __future__ import annotations

from collections.abc import Sequence

from srcgrad.ad.forward_state import Tangents
from srcgrad.ir.nodes import Op, Operand, Region, Value


def forward_branches(s: Tangents, op: Op) -> None:
    """if, try, with: regions that yield the results."""
    slots = [k for k, r in enumerate(op.results) if s.active(r)]
    regions = tuple(body(s, r, r.params, r.yields, slots, 0) for r in op.regions)
    dots = [s.partner(op.results[k]) for k in slots]
    s.b.append(Op(op.kind, op.target, op.args, op.kwargs, regions, (*op.results, *dots), op.span))
    s.dots.update((op.results[k], d) for k, d in zip(slots, dots))


def forward_loop(s: Tangents, op: Op) -> None:
    """for, each, while. A carried variable has a tangent if it is active anywhere on its way."""
    n = len(op.results)
    inits = op.args[len(op.args) - n:]
    carried = [r.params[len(r.params) - n:] for r in op.regions]
    slots = [k for k, r in enumerate(op.results) if s.active(r) or any(s.active(ps[k]) for ps in carried)]
    starts = tuple(s.full(inits[k]) for k in slots)
    regions = []
    for r, ps in zip(op.regions, carried):
        dots = [s.partner(ps[k]) for k in slots]
        s.dots.update((ps[k], d) for k, d in zip(slots, dots))
        test = op.kind == "while" and r is op.regions[0]
        regions.append(body(s, r, (*r.params, *dots), r.yields, [] if test else slots, 1))
    results = [s.partner(op.results[k]) for k in slots]
    s.b.append(Op(op.kind, op.target, (*op.args, *starts), op.kwargs, tuple(regions), (*op.results, *results), op.span))
    s.dots.update((op.results[k], d) for k, d in zip(slots, results))


def body(s: Tangents, region: Region, params: Sequence[Value], yields: Sequence[Operand], slots: list[int],
         first: int) -> Region:
    """A region whose yields are followed by the tangents of those at `slots`, counted from `first`."""
    with s.b.region() as ops:
        s.run(region)
        dots = [s.full(yields[first + k]) for k in slots]
    return Region(tuple(params), tuple(ops), (*yields, *dots))
