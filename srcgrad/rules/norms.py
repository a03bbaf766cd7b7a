"""Norms of vectors and matrices. The Euclidean norm has the derivative 0 at 0."""

from __future__ import annotations

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, rule, unsupported

EUCLIDEAN = "(ord is None or ord == 2) and (x.ndim == 1 or isinstance(axis, int))"
FROBENIUS = "ord is None or ord == 'fro'"
rule(
    "np.linalg.norm(x, ord=None, axis=None, keepdims=False)",
    vjp={
        "x": [
            alt(
                "y_bar * norm_direction(x, y)", f"(({EUCLIDEAN}) or ord is None) and axis is None and keepdims is False"
            ),
            alt(
                "expand(y_bar, np.shape(x), axis, keepdims) * norm_direction(x, y, axis, keepdims)",
                f"({EUCLIDEAN}) or ({FROBENIUS})",
            ),
            "expand(y_bar, np.shape(x), axis, keepdims) * norm_slope(x, y, ord, axis, keepdims)",
        ]
    },
    jvp=[
        alt(
            "np.sum(x_dot * norm_direction(x, y, axis, keepdims), axis=axis, keepdims=keepdims)",
            f"({EUCLIDEAN}) or ({FROBENIUS})",
        ),
        "np.sum(x_dot * norm_slope(x, y, ord, axis, keepdims), axis=axis, keepdims=keepdims)",
    ],
    infer=types.reduction(types.float_kind, "x"),
    samples=[
        "V",
        "A",
        "A, axis=1",
        "A, axis=0, keepdims=True",
        "V, 1",
        "V, np.inf",
        "V, 3",
        "A, 'fro'",
        "A, 'nuc'",
        "A, 2",
        "A, 1, axis=1",
    ],
)
rule(
    "norm_direction(x, length, axis=None, keepdims=False)",
    vjp={
        "x": "quotient(y_bar, expand(length, np.shape(x), axis, keepdims))",
        "length": "contract(-y_bar * quotient(norm_direction(x, length, axis, keepdims),"
        " expand(length, np.shape(x), axis, keepdims)), np.shape(x), axis, keepdims)",
    },
    jvp="quotient(x_dot - norm_direction(x, length, axis, keepdims) * expand(length_dot, np.shape(x), axis, keepdims),"
    " expand(length, np.shape(x), axis, keepdims))",
    infer=types.like("x", types.float_kind),
)
unsupported(
    "norm_slope(x, length, ord, axis=None, keepdims=False)",
    infer=types.like("x"),
    why="second derivatives of this norm are not written yet; those of the Euclidean norm are",
)
