"""+ - * / ** % and the functions that mean them.

Powers: x ** 0 has the derivative 0 everywhere and 0 ** y by y too; a negative base gives nan by the exponent. x % y
by y: -(x // y).
"""

from __future__ import annotations

import builtins
import math
import operator
from typing import Any

import numpy as np

from srcgrad.ir.types import Array
from srcgrad.rules import infer as types
from srcgrad.rules.decide import constant
from srcgrad.rules.declare import alias, alt, elementwise, rule, zero
from srcgrad.rules.infer import elementwise as broadcast

arithmetic = types.plain
PAIRS = ["V, W", "A, V", "S, V", "S, S"]


def plain_float(bound: Any, type_of: Any) -> Any:
    known = arithmetic(bound, type_of)
    return broadcast(types.float_kind)(bound, type_of) if known is not None else None


def number_constant(o: Any) -> Any:
    value = constant(o)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def constant_power(bound: Any, k: int | None, type_of: Any) -> str | None:
    """c * a ** (c - 1) for a constant exponent c, as a person would write it."""
    (a, base), (b, exponent) = list(bound.items())[:2]
    c = number_constant(exponent)
    if c is None or not math.isfinite(c):
        return None
    c = c.item() if isinstance(c, np.generic) else c
    if c == 0:
        return "0.0"
    if c == 1:
        return "1"
    if c == 2:
        return f"{c} * {a}"
    below = c - 1
    if below >= 0 or isinstance(type_of(base), Array):
        return f"{c} * {a} ** {below}"
    return f"{c} * power({a}, {below})"


def logarithm_of_base(bound: Any, k: int | None, type_of: Any) -> str | None:
    """y * log(a) for a constant base a."""
    (_, base), *_ = bound.items()
    c = number_constant(base)
    return f"math.log({c}) * y" if c is not None and 0 < c < math.inf else None


def powers(text: str, samples: list[str]) -> None:
    elementwise(
        text,
        [alt(constant_power), "power_partial(a, b)"],
        [alt(logarithm_of_base), "y * log_base(a)"],
        samples=samples,
        infer=arithmetic,
    )


def powers_reversed(text: str, samples: list[str]) -> None:
    """b ** a."""
    elementwise(text, "y * log_base(b)", "power_partial(b, a)", samples=samples, infer=arithmetic)


elementwise("operator.add(a, b)", "1", "1", samples=PAIRS, infer=arithmetic)
elementwise("operator.sub(a, b)", "1", "-1", samples=PAIRS, infer=arithmetic)
elementwise("operator.mul(a, b)", "b", "a", samples=PAIRS, infer=arithmetic)
elementwise(
    "operator.truediv(a, b)",
    "1 / b",
    ["-y / b", "-a / b**2"],
    samples=["V, P", "A, P", "S, P", "P, S"],
    infer=plain_float,
)
elementwise("operator.mod(a, b)", "1", "-(a // b)", samples=["V, P", "A, P", "S, P"], infer=arithmetic)
elementwise("operator.neg(x)", "-1", samples=["V", "S"], infer=broadcast(types.same_kind))
elementwise("operator.pos(x)", "1", samples=["V", "S"], infer=broadcast(types.same_kind))
powers("operator.pow(a, b)", ["P, W", "A, 2", "V, 3", "P, 0.5", "P, -1", "S, 2", "V, 1", "V, 0", "2, V", "P, S"])
elementwise("operator.abs(x)", "np.sign(x)", samples=["V", "S"], infer=broadcast(types.real_kind))
zero("operator.floordiv(a, b)", infer=arithmetic, samples=["V, P"])

UFUNCS = [
    (np.add, operator.add),
    (np.subtract, operator.sub),
    (np.multiply, operator.mul),
    (np.negative, operator.neg),
    (np.positive, operator.pos),
    (np.abs, operator.abs),
]
for ufunc, meant in UFUNCS:
    alias(ufunc, meant, f"np.{ufunc.__name__}", infer=broadcast(types.real_kind if ufunc is np.abs else types.same_kind))
elementwise(
    "np.divide(a, b)",
    [alt("1 / b", "array(b)"), "ratio(1, b)"],
    [alt("-y / b", "array(b)"), "-ratio(y, b)"],
    samples=["V, P"],
    infer=broadcast(),
)
alias(np.mod, operator.mod, "np.mod", infer=broadcast(types.same_kind))
alias(np.floor_divide, operator.floordiv, "np.floor_divide", infer=broadcast(types.same_kind))
alias(np.power, operator.pow, "np.power", infer=broadcast(types.same_kind))
alias(np.float_power, operator.pow, "np.float_power", infer=broadcast())
elementwise("np.fmod(a, b)", "1", "-np.trunc(a / b)", samples=["V, P"], infer=broadcast(types.same_kind))
elementwise("np.fabs(x)", "np.sign(x)", samples=["V"])
powers("power(a, b)", ["P, W", "P, -1", "S, 2"])
elementwise("ratio(a, b)", "ratio(1, b)", "-ratio(y, b)", samples=["V, P", "S, S"])
elementwise("quotient(a, b)", "quotient(1, b)", "-quotient(y, b)", samples=["V, P", "S, S"])
elementwise(
    "nonzero_product(g, p)",
    "used(p, g)",
    "g",
    jvp="g_dot * used(p, g) + nonzero_product(g, p_dot)",
    samples=["V, P", "S, S"],
    infer=broadcast(types.same_kind),
)
elementwise("used(p, g)", "kept(p, g)", samples=["P, V", "S, S"], infer=broadcast(types.same_kind))
zero("kept(p, g)", infer=broadcast(types.float_kind))
elementwise(
    "power_partial(a, b)",
    "nonzero_product(b, power_partial(a, b - 1))",
    "power(a, b - 1) * (1 + b * log_base(a))",
    samples=["P, P", "V, 3.0", "S, 2.5"],
)
elementwise("log_base(a)", "quotient(1, a)", samples=["P", "S"])

real = broadcast(types.float_kind, force="scalar")
alias(builtins.abs, operator.abs, "abs", infer=broadcast(types.real_kind))
elementwise("math.fabs(x)", "np.sign(x)", samples=["S"], infer=real)
elementwise(
    "pow(a, b, mod=None)",
    [alt(constant_power), "power_partial(a, b)"],
    [alt(logarithm_of_base), "y * log_base(a)"],
    samples=["S, 2"],
    infer=broadcast(types.same_kind, skip=("mod",)),
)
powers("math.pow(a, b)", ["S, 2.0", "S, S"])
elementwise("math.fmod(a, b)", "1", "-math.trunc(a / b)", samples=["S, 0.4"], infer=real)

for name in ("divmod", "np.divmod"):
    rule(
        f"{name}(a, b)",
        vjp={"a": "unbroadcast(y_bar[1], np.shape(a))", "b": "-unbroadcast(y[0] * y_bar[1], np.shape(b))"},
        jvp="(np.zeros_like(y[0]), a_dot - y[0] * b_dot)",
        infer=types.pair(broadcast(types.same_kind), broadcast(types.same_kind)),
        samples=["V, P"],
    )

DUNDERS = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv, "pow": operator.pow,
    "mod": operator.mod, "floordiv": operator.floordiv, "neg": operator.neg, "pos": operator.pos, "abs": operator.abs,
}  # fmt: skip
for name, meant in DUNDERS.items():
    alias(getattr(np.ndarray, f"__{name}__"), meant, f"np.ndarray.__{name}__")
