"""Tangents of calls of IR functions: each function gets a sibling with tangents, which calls siblings in turn.

    r = f(x, n)            r, r_dot = f_jvp(x, n, x_dot)
"""
from __future__ import annotations

from srcgrad.ad.calls import set_body, shared_and_written
from srcgrad.ad.forward_siblings import Sibling
from srcgrad.ad.forward_state import Tangents, dot_name, tangent_type
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Op, Operand, Region, Value, values_in


def forward_call(s: Tangents, op: Op) -> None:
    active = [r for r in op.results if s.active(r)]
    sibling = s.siblings.of(op.target) if s.siblings is not None and active else None
    if sibling is None:
        s.b.append(op)
        for r in active:
            s.settle(r, s.zero(r), s.mark())
        return
    if shared_and_written(s.store, op, lambda r: s.store.root_written_after(r, op)):
        s.refuse(op, "SG308", f"`{op.target.name}` calls itself, and what it is given here is written in place",
                 "give it a copy, or write into a copy of what it returns")
        s.b.append(op)
        return
    facts = sibling.facts
    dots = tuple(s.full(op.args[k]) for k in facts.inputs)
    moved = {op.results[k]: s.partner(op.results[k]) for k in facts.outputs}
    s.b.append(Op("call", sibling.function, (*op.args, *dots), (), (), (*op.results, *moved.values()), op.span))
    sources = list(values_in(*op.args))
    for r in active:
        mark = s.mark()
        s.dots[r] = s.owned(r, moved[r], sources, mark) if r in moved else s.zero(r)


def tangent_params(sibling: Sibling) -> dict[Value, Operand]:
    params = [sibling.primal.body.params[k] for k in sibling.facts.inputs]
    return {p: Value(dot_name(p), tangent_type(type_of(p)), p.span) for p in params}


def complete(sibling: Sibling, moved: dict[Value, Operand], ops: list[Op], dots: tuple[Operand, ...]) -> None:
    f = sibling.primal
    params = (*f.body.params, *(v for o in moved.values() for v in values_in(o)))
    set_body(sibling.function, Region(params, tuple(ops), (*f.body.yields, *dots)))
