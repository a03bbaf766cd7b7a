"""QR, least squares, powers of a matrix."""

from __future__ import annotations

import numpy as np

from srcgrad.ir.types import Array, Scalar, TupleType, Type
from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, rule, unsupported
from srcgrad.rules.determinants import named
from srcgrad.rules.infer import Bound, TypeOf


def factors(bound: Bound, type_of: TypeOf) -> Type | None:
    n, mode = types.ndim_of(bound["a"], type_of), types.constant(bound["mode"])
    if mode is types.UNKNOWN:
        return None
    q, r = (Array(None if n is None else types.fresh_dims(n), "f") for _ in range(2))
    return r if mode == "r" else named(TupleType((q, r)), np.linalg.qr)


rule(
    "np.linalg.qr(a, mode='reduced')",
    vjp={
        "a": [
            alt("factors = np.linalg.qr(a)\nqr_vjp(np.zeros_like(factors[0]), y_bar, a, factors[0], factors[1])", "mode == 'r'"),
            "qr_vjp(y_bar[0], y_bar[1], a, y[0], y[1])",
        ]
    },
    jvp=[
        alt("factors = np.linalg.qr(a)\nqr_jvp(a_dot, factors[0], factors[1])[1]", "mode == 'r'"),
        "qr_jvp(a_dot, y[0], y[1])",
    ],
    only={"mode": ("reduced", "r")},
    infer=factors,
    samples=["M", "A.T", "A", "A.T, 'r'"],
)
unsupported(
    "qr_vjp(q_bar, r_bar, a, q, r)",
    "qr_jvp(dot, q, r)",
    why="second derivatives of QR factors are not written yet",
)
rule(
    "np.linalg.matrix_power(a, n)",
    vjp={"a": "matrix_power_vjp(y_bar, a, n)"},
    jvp="matrix_power_jvp(a_dot, a, n)",
    infer=types.like("a", types.float_kind),
    storage="maybe:a",
    samples=["M, 3", "M, 0", "M, 1", "M, -2", "MM, 2"],
)
unsupported(
    "matrix_power_vjp(g, a, n)",
    "matrix_power_jvp(dot, a, n)",
    why="second derivatives of powers of a matrix are not written yet; products with @ have them",
    infer=types.like("a"),
)


def least(bound: Bound, type_of: TypeOf) -> Type | None:
    n = types.ndim_of(bound["b"], type_of)
    vector = Array(types.fresh_dims(1), "f")
    return TupleType((Array(None if n is None else types.fresh_dims(n), "f"), vector, Scalar("i"), vector))


rule(
    "np.linalg.lstsq(a, b, rcond=None)",
    vjp={"a": "lstsq_vjp_matrix(y_bar, a, b, y[0])", "b": "lstsq_vjp_vector(y_bar, a, b, y[0])"},
    jvp="lstsq_jvp(a, b, y, a_dot, b_dot)",
    infer=least,
    samples=["A.T, V", "A.T, M", "A, V[:2]", "M, V"],
)
unsupported(
    "lstsq_vjp_matrix(bars, a, b, x)",
    "lstsq_vjp_vector(bars, a, b, x)",
    "lstsq_jvp(a, b, y, a_dot, b_dot)",
    why="second derivatives of np.linalg.lstsq are not written yet; np.linalg.solve(a.T @ a, a.T @ b) has them",
)
