"""The samples of the rules in other shapes, and with less known of their operands.

shapes      as written, axes of one element, no axes, no elements
knowledge   full: axes of one element are told apart; sizes: nothing is known of any size; options: what is no
            array is known only when the derivative runs; nothing: not even the number of axes
"""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
from domains import DOMAINS, Runtime

from srcgrad.ir.build import type_of_object
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Operand, Seq, Value
from srcgrad.ir.types import ANY, Array, Opaque, Scalar, Type
from srcgrad.rules.table import Rule, bind

rng = np.random.default_rng(11)


def resized(shapes: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    out = dict(DOMAINS)
    for name, shape in shapes.items():
        low, high = {"P": (0.5, 2.0), "U": (-0.8, 0.8)}.get(name, (-2.0, 2.0))
        out[name] = rng.uniform(low, high, size=shape)
    return out


VECTORS = ("V", "W", "P", "U")
SHAPES: dict[str, dict[str, Any]] = {
    "as written": DOMAINS,
    "one": resized({**dict.fromkeys(VECTORS, (1,)), "A": (1, 3), "T": (1, 2, 1)}),
    "column": resized({**dict.fromkeys(VECTORS, (2,)), "A": (2, 1), "T": (2, 1, 3)}),
    "no axes": resized({**dict.fromkeys(VECTORS, ()), "A": ()}),
    "mixed": resized({"V": (3,), "W": (1,), "P": (), "U": (1, 3), "A": (1, 1)}),
    "matrices": resized({"V": (2, 3), "W": (2, 1), "P": (1, 3), "U": (2, 3), "A": (2, 2, 3)}),
    "empty": resized({**dict.fromkeys(VECTORS, (0,)), "A": (0, 3), "T": (2, 0, 3)}),
}
KNOWLEDGE = ("full", "sizes", "options", "nothing")


def less_known(v: Any, knowledge: str) -> Type:
    t = type_of_object(v)
    if knowledge == "full" or not isinstance(v, np.ndarray):
        return t
    if knowledge == "nothing":
        return ANY
    return Array(tuple(Dim.unknown() for _ in v.shape), t.kind)  # type: ignore[attr-defined]


class Partly(Runtime):
    """Operands of which less is known."""

    def __init__(self, knowledge: str) -> None:
        super().__init__()
        self.knowledge = knowledge

    def operand(self, v: Any) -> Operand:
        if isinstance(v, list | tuple):
            return Seq(type(v), tuple(self.operand(i) for i in v))
        if isinstance(v, np.ndarray | float):
            return self.name(v, less_known(v, self.knowledge))
        if self.knowledge in ("options", "nothing") and isinstance(v, int) and not isinstance(v, bool):
            return self.name(v, Scalar("i"))
        return Const(v)

    def name(self, v: Any, t: Type) -> Value:
        value = Value("v", t)
        self.values[value] = v
        return value


def bound_variant(
    rule: Rule, sample: str, shapes: str, knowledge: str
) -> tuple[Runtime, dict[str, Operand], dict[str, Any]]:
    """The operands of a sample by parameter, and their values."""
    call = ast.parse(f"f({sample})", mode="eval").body
    assert isinstance(call, ast.Call)
    run = Partly(knowledge)

    def make(n: ast.expr) -> Operand:
        return run.operand(eval(ast.unparse(n), dict(SHAPES[shapes])))

    bound = bind(rule, [make(a) for a in call.args], {k.arg or "": make(k.value) for k in call.keywords})
    return run, bound, {n: run.value(o) for n, o in bound.items()}


__all__ = ["KNOWLEDGE", "SHAPES", "Opaque", "bound_variant", "rng"]
