"""Solutions, inverses, pseudo-inverses. solve and inv take stacks of matrices."""

from __future__ import annotations

import numpy as np

from srcgrad.ir.dims import equal
from srcgrad.ir.types import Type
from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, rule, unsupported
from srcgrad.rules.infer import Bound, TypeOf

NUMPY_2 = np.lib.NumpyVersion(np.__version__) >= "2.0.0"  # solve(a, b) takes b for a vector only where it has one axis


def square(infer: types.Infer) -> types.Infer:
    """For what raises unless `a` is square: its two sides are one dimension from then on."""

    def known(bound: Bound, type_of: TypeOf) -> Type | None:
        t = types.numeric(bound["a"], type_of)
        shape = types.shape_of(t) if t is not None else None
        if shape is not None and len(shape) >= 2:
            equal(shape[-1], shape[-2])
        return infer(bound, type_of)

    return known


rule(
    "np.linalg.solve(a, b)",
    vjp={
        "a": [
            alt("np.outer(np.linalg.solve(a.T, y_bar), -y)", "a.ndim == 2 and b.ndim == 1"),
            alt("-np.linalg.solve(a.T, y_bar) @ y.T", "a.ndim == 2 and b.ndim == 2"),
            "solve_vjp_matrix(y_bar, a, y)",
        ],
        "b": [
            alt("np.linalg.solve(a.T, y_bar)", "a.ndim == 2 and b.ndim == 1"),
            alt("np.linalg.solve(a.T, y_bar)", "a.ndim == 2 and b.ndim == 2"),
            "unbroadcast(solve_as(np.swapaxes(a, -1, -2), y_bar, np.ndim(y)), np.shape(b))",
        ],
    },
    jvp=[
        alt("np.linalg.solve(a, b_dot - a_dot @ y)", "a.ndim == 2 and b.ndim == 1"),
        alt("np.linalg.solve(a, b_dot - a_dot @ y)", "a.ndim == 2 and b.ndim == 2"),
        "solve_as(a, b_dot - multiply_as(a_dot, y, np.ndim(y)), np.ndim(y))",
    ],
    infer=square(types.solved),
    samples=[
        "M, V",
        "M, A.T",
        "M, np.stack([A.T, A.T])",
        "MM, MM",
        "MM[:1], MM",
        *(("MM, V", "MM, A.T") if NUMPY_2 else ()),
    ],
)
for name in ("solve_as", "multiply_as"):
    rule(
        f"{name}(a, b, n)",
        vjp={
            "a": {"solve_as": "solve_vjp_matrix(y_bar, a, y)", "multiply_as": "multiply_vjp_matrix(y_bar, a, b, n)"}[
                name
            ],
            "b": f"unbroadcast({name}(np.swapaxes(a, -1, -2), y_bar, n), np.shape(b))",
        },
        jvp={
            "solve_as": "solve_as(a, b_dot - multiply_as(a_dot, y, n), n)",
            "multiply_as": "multiply_as(a_dot, b, n) + multiply_as(a, b_dot, n)",
        }[name],
        infer=None,
        samples=["M, V, np.ndim(V)", "MM, MM, 3", "MM, A, np.ndim(A)"],
    )
rule(
    "solve_vjp_matrix(g, a, y_)",
    vjp={
        "g": "-solve_as(a, multiply_as(y_bar, y_, np.ndim(y_)), np.ndim(y_))",
        "a": "unsolved_vjp_matrix(y_bar, g, a, y_)",
        "y_": "-multiply_as(np.swapaxes(y_bar, -1, -2), solve_as(np.swapaxes(a, -1, -2), g, np.ndim(y_)), np.ndim(y_))",
    },
    jvp="solve_vjp_matrix(g_dot - multiply_as(np.swapaxes(a_dot, -1, -2),"
    " solve_as(np.swapaxes(a, -1, -2), g, np.ndim(y_)), np.ndim(y_)), a, y_)"
    " + solve_vjp_matrix(g, a, y__dot)",
    infer=types.like("a", types.float_kind),
    samples=["W, M, V"],
)
rule(
    "multiply_vjp_matrix(g, a, b, n)",
    vjp={
        "g": "multiply_as(y_bar, b, n)",
        "b": "multiply_as(np.swapaxes(y_bar, -1, -2), g, n)",
    },
    jvp="multiply_vjp_matrix(g_dot, a, b, n) + multiply_vjp_matrix(g, a, b_dot, n)",
    infer=types.like("a", types.float_kind),
    samples=["W, M, V, np.ndim(V)"],
)
unsupported(
    "unsolved_vjp_matrix(bar, g, a, y_)",
    why="third derivatives of np.linalg.solve for stacks of matrices are not written yet",
    infer=types.like("a"),
)
rule(
    "np.linalg.inv(a)",
    vjp={"a": [alt("-y.T @ y_bar @ y.T", "a.ndim == 2"), "-np.swapaxes(y, -1, -2) @ y_bar @ np.swapaxes(y, -1, -2)"]},
    jvp="-y @ a_dot @ y",
    infer=square(types.like("a", types.float_kind)),
    samples=["M", "MM"],
)
rule(
    "np.linalg.pinv(a, rcond=None, hermitian=False)",
    vjp={"a": "pinv_vjp(y_bar, a, y)"},
    jvp="pinv_jvp(a_dot, a, y)",
    only={"hermitian": (False,)},  # with it, one triangle is read
    infer=types.permuted(lambda a: a.swapaxes(-1, -2), "a"),
    samples=["A", "A.T", "M"],
)
unsupported(
    "pinv_vjp(g, a, y)",
    "pinv_jvp(dot, a, y)",
    why="second derivatives of the pseudo-inverse are not written yet",
    infer=types.like("a"),
)
