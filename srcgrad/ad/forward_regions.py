"""Tangents of branches and loops: what is carried or given brings its tangent with it.

    s = for(0, n, 1, 0.0) (i, s) { … yield False, s1 }
    s, s_dot = for(0, n, 1, 0.0, 0.0) (i, s, s_dot) { … yield False, s1, s1_dot }
"""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from srcgrad.ad.forward_state import Tangents
from srcgrad.ir.nodes import Const, Op, Operand, Region, Value, map_operand, values_in, walk


def forward_branches(s: Tangents, op: Op) -> None:
    """if, try, with: regions that yield the results."""
    slots = [k for k, r in enumerate(op.results) if s.active(r)]
    regions = tuple(body(s, r, r.params, r.yields, slots, 0) for r in op.regions)
    dots = [s.partner(op.results[k]) for k in slots]
    s.b.append(Op(op.kind, op.target, op.args, op.kwargs, regions, (*op.results, *dots), op.span))
    s.dots.update((op.results[k], d) for k, d in zip(slots, dots))


def forward_try(s: Tangents, op: Op) -> None:
    """try: under np.errstate(…="raise") a tangent may raise where the value does not; it comes after the region then.

    ok, y = try { yield True, √x } …             y_dot = if ok { yield x_dot / (2 y) } else { … }
    """
    if not any(issubclass(FloatingPointError, c) for c in op.target) or \
            not any(o.target in (np.errstate, np.seterr) for o in walk(s.function.body) if callable(o.target)):
        forward_branches(s, op)
        return
    slots = [k for k, r in enumerate(op.results) if s.active(r)]
    work, failure = op.regions
    whole = body(s, work, work.params, work.yields, slots, 0)
    primal, tangents = [o for o in whole.ops if o in work.ops], [o for o in whole.ops if o not in work.ops]
    if any(o.regions or o.kind in ("store", "put", "grow", "shrink") for o in work.ops):
        s.refuse(op, "SG308", "whether the derivative of this raises is not told apart from whether it does itself",
                 "leave np.errstate out, or use grad")
    made = {r for o in primal for r in o.results}
    dots = whole.yields[len(work.yields):]
    needed = list(dict.fromkeys(v for v in values_in(*(a for o in tangents for a in o.operands()), *dots) if v in made))
    outside = {v: Value(v.name, v.type, v.span) for v in needed}
    again = Region(work.params, tuple(primal), (*work.yields, *needed))
    other = body(s, failure, failure.params, failure.yields, slots, 0)
    unbound = Region(failure.params, failure.ops, (*failure.yields, *(Const(None, "<unbound>") for _ in needed)))
    s.b.append(Op(op.kind, op.target, op.args, op.kwargs, (again, unbound), (*op.results, *outside.values()), op.span))

    def renamed(o: Operand) -> Operand:
        return map_operand(o, lambda v: outside.get(v, v))

    after = tuple(Op(o.kind, o.target, tuple(map(renamed, o.args)), tuple((k, renamed(v)) for k, v in o.kwargs), o.regions,
                     o.results, o.span) for o in tangents)
    arms = (Region((), after, tuple(map(renamed, dots))), Region((), other.ops, other.yields[len(failure.yields):]))
    partners = [s.partner(op.results[k]) for k in slots]
    s.b.structured("if", None, (op.results[0],), arms, tuple(partners), op.span)
    s.dots.update((op.results[k], d) for k, d in zip(slots, partners))


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
