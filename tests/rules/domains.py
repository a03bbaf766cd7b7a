"""The letters that samples of rules are written in, and how a declared rule is run on them."""

from __future__ import annotations

import ast
import builtins
import math
from typing import Any

import numpy as np
import scipy.linalg
import scipy.special
import scipy.stats

import srcgrad.runtime as runtime
from srcgrad.ir.build import type_of, type_of_object
from srcgrad.ir.nodes import Const, Operand, Seq, Value
from srcgrad.ir.types import Type
from srcgrad.rules.table import Alternative, Rule, bind, candidates

rng = np.random.default_rng(7)


def well_conditioned(n: int) -> np.ndarray:
    return rng.normal(size=(n, n)) + 3 * np.eye(n)


DOMAINS: dict[str, Any] = {
    "V": rng.normal(size=3),
    "W": rng.normal(size=3) + 0.1,
    "P": rng.uniform(0.5, 2.0, size=3),
    "U": rng.uniform(-0.8, 0.8, size=3),
    "A": rng.normal(size=(2, 3)),
    "T": rng.normal(size=(2, 3, 2)).transpose(0, 2, 1).reshape(2, 2, 3),
    "M": well_conditioned(3),
    "MM": np.stack([well_conditioned(3), well_conditioned(3)]),
    "S": 0.7,
    "SPD": (lambda m: m @ m.T)(well_conditioned(3)),
    "np": np,
}
LINALG = {n: getattr(scipy.linalg, n) for n in ("solve_triangular", "cholesky")}
EVALUATE: dict[str, Any] = {
    **vars(builtins),
    **vars(scipy.special),
    **LINALG,
    "norm": scipy.stats.norm,
    **vars(runtime),
    "np": np,
    "math": math,
}


class Runtime:
    """Operands that stand for values at hand: arrays and floats become Values, so that they are known by type only."""

    def __init__(self) -> None:
        self.values: dict[Value, Any] = {}

    def operand(self, v: Any) -> Operand:
        if isinstance(v, list | tuple):
            items = tuple(self.operand(i) for i in v)
            return Seq(type(v), items)
        if isinstance(v, np.ndarray | float) and not isinstance(v, np.bool_):
            value = Value("v", type_of_object(v))
            self.values[value] = v
            return value
        return Const(v)

    def value(self, o: Operand) -> Any:
        if isinstance(o, Value):
            return self.values[o]
        return o.cls(self.value(i) for i in o.items) if isinstance(o, Seq) else o.value


def arguments(sample: str) -> tuple[list[Any], dict[str, Any]]:
    call = ast.parse(f"f({sample})", mode="eval").body
    assert isinstance(call, ast.Call)
    evaluate = lambda n: eval(ast.unparse(n), dict(DOMAINS))  # noqa: E731
    return [evaluate(a) for a in call.args], {k.arg or "": evaluate(k.value) for k in call.keywords}


def call(rule: Rule, args: list[Any], kwargs: dict[str, Any]) -> Any:
    if not callable(rule.target):
        return rule.target.__get__(*args)
    return rule.target(*args, **kwargs)


def evaluate(a: Alternative, env: dict[str, Any]) -> Any:
    assert a.expr is not None
    names = dict(EVALUATE, **env)
    for name, tree in a.lets:
        names[name] = eval(compile(tree, a.text, "eval"), names)
    return eval(compile(ast.fix_missing_locations(a.expr), a.text, "eval"), names)


def bound_sample(
    rule: Rule, sample: str
) -> tuple[Runtime, dict[str, Operand], dict[str, Any], list[Any], dict[str, Any]]:
    args, kwargs = arguments(sample)
    run = Runtime()
    bound = bind(rule, [run.operand(a) for a in args], {k: run.operand(v) for k, v in kwargs.items()})
    return run, bound, {n: run.value(o) for n, o in bound.items()}, args, kwargs


def applicable(rule: Rule, group: Any, bound: dict[str, Operand], k: int | None = None) -> list[Alternative]:
    return candidates(rule, group, bound, type_of, k)


__all__ = ["DOMAINS", "Type", "applicable", "arguments", "bound_sample", "call", "evaluate", "rng"]
