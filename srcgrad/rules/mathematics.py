"""Functions of the math module that have no counterpart in NumPy, and builtins over sequences of numbers."""

from __future__ import annotations

import math

from srcgrad.rules import infer as types
from srcgrad.rules.declare import bilinear, elementwise, linear, rule, unsupported, zero
from srcgrad.rules.infer import elementwise as broadcast

real = broadcast(types.float_kind, force="scalar")
number = types.fixed(types.Scalar("f"))
POINT = "quotient(np.subtract(p, q), y)"

elementwise("math.gamma(x)", "y * gamma_slope(x)", samples=["S", "S - 2.5"], infer=real)
elementwise("math.lgamma(x)", "gamma_slope(x)", samples=["S", "S - 2.5"], infer=real)
elementwise("gamma_slope(x, n=0)", "gamma_slope(x, n + 1)", samples=["S", "S, 1", "S - 3.2"], infer=real)
elementwise("math.remainder(a, b)", "1", "-np.rint(a / b)", samples=["S, 0.4", "S, S / 2.3"], infer=real)
if hasattr(math, "fma"):
    elementwise("math.fma(a, b, c)", "b", "a", "1", samples=["S, S, S"], infer=real)
rule(
    "math.hypot(*coordinates)",
    vjp={"coordinates": "y_bar * quotient(coordinates[k], y)"},
    jvp="quotient(np.dot(coordinates, coordinates_dot), y)",
    infer=number,
    samples=["S, 1.0", "S, 1.0, S"],
)
rule(
    "math.dist(p, q)",
    vjp={"p": f"y_bar * {POINT}", "q": f"-y_bar * {POINT}"},
    jvp=f"np.dot(np.subtract(p_dot, q_dot), {POINT})",
    infer=number,
    samples=["V, W", "[S, 1.0], [2.0, S]"],
)
rule(
    "math.modf(x)",
    vjp={"x": "y_bar[0]"},
    jvp="(x_dot, 0.0)",
    infer=types.pair(number, number),
    samples=["S"],
)
linear("math.fsum(a)", "np.full(len(a), y_bar)", infer=number, samples=["V", "[S, 1.0, S]"])
if hasattr(math, "sumprod"):
    bilinear(
        "math.sumprod(a, b)",
        "y_bar * np.asarray(b)",
        "y_bar * np.asarray(a)",
        infer=None,
        samples=["[S, 1.0], [2.0, S]"],
    )
zero("math.ulp(x)", infer=number)
zero("math.perm(n, k_=None)", infer=types.fixed(types.Scalar("i")))
unsupported("math.frexp(x)", "math.nextafter(a, b)", why="it takes a number apart into bits", infer=None)

# --- builtins over a sequence that is known only when the derivative runs --------------------------------------------
for name in ("max", "min"):
    rule(
        f"{name}(a)",
        vjp={"a": "first_of(y_bar, a, y)"},
        jvp="take_first(a_dot, a, y)",
        infer=lambda bound, type_of: types.Scalar("f") if types.ndim_of(bound["a"], type_of) == 1 else None,
        samples=["V", "[S, 1.0, 0.2]"],
    )
linear("first_of(g, a, y)", "take_first(y_bar, a, y)", infer=None)
linear("take_first(x, a, y)", "first_of(y_bar, a, y)", infer=number)
