"""How a function is going to be printed, before its variables have names."""

from __future__ import annotations

from srcgrad.backend.nesting import Plan, nested_plan
from srcgrad.backend.purity import Memory
from srcgrad.backend.uses import Uses
from srcgrad.backend.walks import walks
from srcgrad.ir.nodes import Function
from srcgrad.options import DEFAULT, Options


def plan(function: Function, options: Options = DEFAULT) -> Plan:
    uses = Uses(function)
    memory = Memory(function, {op: uses.end[op] for op in uses.kept})
    out = nested_plan(uses, memory, options)
    out.walks.update(walks(out, memory))
    out.silent.update(w.read for w in out.walks.values())
    return out
