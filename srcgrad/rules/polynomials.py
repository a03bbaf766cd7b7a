"""Integrals over samples, and polynomials given by their coefficients."""

from __future__ import annotations

import numpy as np

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alias, alt, linear, rule, unsupported

TRAPEZOID = "np.trapezoid" if hasattr(np, "trapezoid") else "np.trapz"
rule(
    f"{TRAPEZOID}(f, x=None, dx=1.0, axis=-1)",
    vjp={
        "f": "trapezoid_vjp(y_bar, np.shape(f), x, dx, axis)",
        "x": "trapezoid_grid_vjp(y_bar, f, np.shape(x), axis)",
        "dx": [alt("np.sum(y_bar * y) / dx", "x is None and dx.ndim == 0"), "trapezoid_step_vjp(y_bar, y, x, dx)"],
    },
    jvp=[
        alt(f"{TRAPEZOID}(f_dot, x, dx, axis) + y * (dx_dot / dx)", "x is None"),
        f"{TRAPEZOID}(f_dot, x, dx, axis) + {TRAPEZOID}(f, x_dot, dx, axis) + trapezoid_step_vjp(dx_dot, y, x, dx)",
    ],
    infer=lambda bound, type_of: (
        types.made(types.fresh_dims(n - 1), "f") if (n := types.ndim_of(bound["f"], type_of)) else None
    ),
    samples=["V", "A", "A, axis=0", "M, [0, 1, 3]", "A, V", "A, dx=S", "V, P"],
)
if TRAPEZOID == "np.trapezoid" and hasattr(np, "trapz"):
    alias(np.trapz, np.trapezoid, "np.trapz")
unsupported(
    "trapezoid_grid_vjp(g, f, shape, axis=-1)", "trapezoid_step_vjp(g, y_, x, dx)", why="that is not written yet", infer=None
)
linear(
    "trapezoid_vjp(g, shape, x=None, dx=1.0, axis=-1)",
    f"{TRAPEZOID}(y_bar, x, dx, axis)",
    infer=types.created("shape"),
    fixed=("x", "dx"),
    samples=["S, (3,)"],
)
LOWER = "np.polyval(np.asarray(p)[:-1] * np.arange(len(p) - 1, 0, -1), x)"  # the polynomial's derivative
rule(
    "np.polyval(p, x)",
    vjp={
        "p": "polyval_vjp(y_bar, np.shape(p), x)",
        "x": [alt(f"y_bar * {LOWER}", "p.ndim == 1"), "y_bar * polyval_slope(p, x)"],
    },
    jvp=f"np.polyval(p_dot, x) + x_dot * {LOWER}",
    infer=lambda bound, type_of: (
        types.like("x", types.float_kind)(bound, type_of) if types.ndim_of(bound["p"], type_of) == 1 else None
    ),
    samples=["V, W", "V, S", "[1.0, S], A"],
)
rule(
    "polyval_vjp(g, shape, x)",
    vjp={"g": "np.polyval(y_bar, x)", "x": "g * np.polyval(y_bar[:-1] * np.arange(len(y_bar) - 1, 0, -1), x)"},
    jvp="polyval_vjp(g_dot, shape, x) + polyval_vjp_jvp(g, shape, x, x_dot)",
    infer=types.fixed(types.Array(types.fresh_dims(1), "f")),
    samples=["np.polyval(V, W), np.shape(V), W"],
)
unsupported(
    "polyval_slope(p, x)",
    "polyval_vjp_jvp(g, shape, x, x_dot)",
    why="third derivatives of np.polyval are not written yet; Horner's rule has them",
)
