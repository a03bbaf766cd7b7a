"""Functions of corresponding elements that are no arithmetic: extremes, angles, choices.

Ties of maximum and minimum share equally. clip: the bounds count as inside. hypot: 0 at the origin. where: by its
mask, so that what was not chosen gets no derivative, not even a nan.
"""

from __future__ import annotations

import math
from typing import Any

from srcgrad.ir.types import Array
from srcgrad.rules import infer as types
from srcgrad.rules.decide import constant
from srcgrad.rules.declare import alt, elementwise
from srcgrad.rules.infer import elementwise as broadcast

same = broadcast(types.same_kind)


def is_array(t: Any) -> bool:
    """Certainly an array with axes: then NumPy decides by dtype what becomes of a number next to it."""
    return isinstance(t, Array) and t.shape != ()


def step_at(sign: str, swapped: bool) -> Any:
    """The share of an array in its maximum with a finite number c: a step at c, worth 1/2 there."""

    def macro(bound: Any, k: int | None, type_of: Any) -> str | None:
        (a, x), (b, other) = list(bound.items())[:2]
        if swapped:
            a, x, b, other = b, other, a, x
        c = constant(other)
        if isinstance(c, bool) or not isinstance(c, int | float) or not math.isfinite(c) or not is_array(type_of(x)):
            return None
        inside = a if c == 0 else f"{a} - {b}" if sign == "" else f"{b} - {a}"
        return f"0.5 * (1 {'-' if sign and c == 0 else '+'} np.sign({inside}))"  # np.heaviside is many times as slow

    return macro


for name, share, sign in (("maximum", "larger", ""), ("minimum", "smaller", "-")):
    elementwise(
        f"np.{name}(a, b)",
        [alt(step_at(sign, False)), f"{share}(a, b)"],
        [alt(step_at(sign, True)), f"{share}(b, a)"],
        samples=["V, W", "S, V", "V, 0", "V, 0.5", "0.0, V", "A, -0.5"],
        infer=same,
    )
elementwise("np.fmax(a, b)", "larger_number(a, b)", "larger_number(b, a)", samples=["V, W"], infer=same)
elementwise("np.fmin(a, b)", "smaller_number(a, b)", "smaller_number(b, a)", samples=["V, W"], infer=same)
elementwise("np.hypot(a, b)", "quotient(a, y)", "quotient(b, y)", samples=["V, W"])
elementwise(
    "np.arctan2(a, b)",
    [alt("b / (a**2 + b**2)", "array(a) or array(b)"), "ratio(b, a**2 + b**2)"],
    [alt("-a / (a**2 + b**2)", "array(a) or array(b)"), "-ratio(a, a**2 + b**2)"],
    samples=["V, W", "S, P"],
)
elementwise("np.logaddexp(a, b)", "np.exp(a - y)", "np.exp(b - y)", samples=["V, W"])
elementwise("np.logaddexp2(a, b)", "np.exp2(a - y)", "np.exp2(b - y)", samples=["V, W"])
elementwise("exp_difference(a, b)", "y", "-y", samples=["V, W"])
elementwise("np.copysign(a, b)", "np.sign(a) * np.sign(y)", samples=["V, W", "V, -2.0"])
elementwise("np.heaviside(x, h)", None, "x == 0", samples=["V, W"])
elementwise("np.ldexp(a, n)", "2.0 ** n", samples=["V, 3"], infer=broadcast(types.float_kind))


def clipped(text: str, low: str, high: str) -> None:
    elementwise(
        text,
        [
            alt(f"a <= {high}", f"{low} is None"),
            alt(f"a >= {low}", f"{high} is None"),
            alt(f"(a >= {low}) & (a <= {high})", f"{low} is not None and {high} is not None"),
            f"between(a, {low}, {high})",
        ],
        [alt(f"a < {low}", f"{high} is None"), f"(a < {low}) & between({low}, None, {high})"],
        [alt(f"a > {high}", f"{low} is None"), f"beyond(a, {low}, {high})"],
        samples=["V, -0.5, 0.5", "V, None, 0.5", "V, 0.1", "V, W - 3, W", "V, W, W - 3"],
        infer=same,
    )


clipped("np.clip(a, a_min=None, a_max=None, out=None)", "a_min", "a_max")
clipped("np.ndarray.clip(a, min=None, max=None, out=None)", "min", "max")


def chosen(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    """np.where gives an array even for numbers; of a condition alone its positions."""
    if constant(bound["a"]) is None and constant(bound["b"]) is None:
        n = types.ndim_of(bound["condition"], type_of)
        return None if n is None else types.TupleType((Array(types.fresh_dims(1), "i"),) * max(n, 1))
    parts = [types.numeric(bound[n], type_of) for n in ("condition", "a", "b")]
    kind = types.same_kind(*(p.kind if p is not None else "f" for p in parts[1:]))
    out = types.broadcast_types(parts, kind)
    return types.Array((), kind) if isinstance(out, types.Scalar) else out


elementwise(
    "np.where(condition, a=None, b=None)",
    None,
    "condition",
    "np.logical_not(condition)",
    vjp={"a": "np.where(condition, y_bar, 0.0)", "b": "np.where(condition, 0.0, y_bar)"},
    jvp="np.where(condition, a_dot, b_dot)",
    samples=["V > 0, V, W", "V > 0, S, V", "A > 0, V, A", "V > 0, V, 0.0"],
    infer=chosen,
)

real = broadcast(types.float_kind, force="scalar")
elementwise("math.atan2(a, b)", "ratio(b, a**2 + b**2)", "-ratio(a, a**2 + b**2)", samples=["S, S"], infer=real)
elementwise("math.copysign(a, b)", "math.copysign(1.0, a) * math.copysign(1.0, b)", samples=["S, -2.0"], infer=real)
elementwise("math.ldexp(a, n)", "2.0**n", samples=["S, 3"], infer=real)
