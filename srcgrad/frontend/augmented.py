"""The value of `y[i] += value`. Python reads y[i] before it computes the value: one that writes into y would come too late.

    y[i] += f(x)        f may write into what it made itself
"""
from __future__ import annotations

from typing import Any

import gast

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.values import AVal
from srcgrad.ir.nodes import Operand, walk
from srcgrad.rules.table import lookup


def unwriting(lower: Lowerer, node: gast.AugAssign) -> AVal:
    before = len(lower.b.ops)
    value = lower.expr(node.value)
    made: set[Operand] = set()  # by these operations, and views of that
    for op in (i for o in lower.b.ops[before:] for i in (o, *(i for r in o.regions for i in walk(r)))):
        if op.kind == "view" and op.args[0] in made or op.kind == "prim" and storage_of(op.target) == "fresh":
            made.update(op.results)
        if op.kind == "store" and op.args[0] not in made:
            raise lower.refuse(node, "SG308", "what is added here is computed by writing into an array, after the element was read",
                               "compute it into a variable first")
    return value


def storage_of(function: Any) -> str:
    rule = lookup(function)
    return rule.storage if rule is not None else ""
