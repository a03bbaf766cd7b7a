"""Factorisations: Cholesky, eigenvalues, singular values.

eigh reads one triangle, and only that gets a derivative; that of cholesky is symmetric. Eigenvectors and singular vectors: nan
where values coincide.
"""

from __future__ import annotations

import numpy as np

from srcgrad.ir.types import ANY, BOOL, Array, TupleType, Type
from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, rule, unsupported, zero
from srcgrad.rules.determinants import named
from srcgrad.rules.infer import Bound, TypeOf
from srcgrad.rules.solving import square

rule(
    "np.linalg.cholesky(a)",
    vjp={
        "a": [
            alt(
                "middle = np.tril(y.T @ np.tril(y_bar))\n"
                "inverse = np.linalg.inv(y)\n"
                "outer = inverse.T @ (middle - 0.5 * np.diag(np.diag(middle))) @ inverse\n"
                "0.5 * (outer + outer.T)",
                "a.ndim == 2",
            ),
            "cholesky_vjp(y_bar, y)",
        ]
    },
    jvp=[
        alt(
            "inverse = np.linalg.inv(y)\n"
            "middle = np.tril(inverse @ (0.5 * (a_dot + a_dot.T)) @ inverse.T)\n"
            "y @ (middle - 0.5 * np.diag(np.diag(middle)))",
            "a.ndim == 2",
        ),
        "cholesky_jvp(a_dot, y)",
    ],
    infer=square(types.like("a", types.float_kind)),
    samples=["SPD", "np.stack([SPD, SPD])"],
)
unsupported(
    "cholesky_vjp(g, factor)",
    "cholesky_jvp(dot, factor)",
    why="second derivatives of the Cholesky factors of stacks of matrices are not written yet",
)


def eigen(bound: Bound, type_of: TypeOf) -> Type | None:
    t = types.numeric(bound["a"], type_of)
    if t is None or types.shape_of(t) is None:
        return named(TupleType((ANY, ANY)), np.linalg.eigh)
    shape = types.shape_of(t) or ()
    return named(TupleType((Array(shape[:-1], "f"), Array(shape, "f"))), np.linalg.eigh)


rule(
    "np.linalg.eigh(a, UPLO='L')",
    vjp={"a": "eigh_vjp(y_bar[0], y_bar[1], y[0], y[1], UPLO)"},
    jvp="eigh_jvp(a_dot, y[0], y[1], UPLO)",
    infer=eigen,
    samples=["SPD"],
)
rule(
    "np.linalg.eigvalsh(a, UPLO='L')",
    vjp={"a": "eigvalsh_vjp(y_bar, a, UPLO)"},
    jvp="eigvalsh_jvp(a_dot, a, UPLO)",
    infer=lambda bound, type_of: e.elements[0] if isinstance(e := eigen(bound, type_of), TupleType) else None,
    samples=["SPD"],
)
unsupported(
    "eigh_vjp(w_bar, v_bar, w, v, UPLO='L')",
    "eigh_jvp(dot, w, v, UPLO='L')",
    "eigvalsh_vjp(g, a, UPLO='L')",
    "eigvalsh_jvp(dot, a, UPLO='L')",
    why="second derivatives of eigenvalues are not written yet",
)


zero("is_used(bar)", infer=types.fixed(BOOL))


def singular(bound: Bound, type_of: TypeOf) -> Type | None:
    n, vectors = types.ndim_of(bound["a"], type_of), types.constant(bound["compute_uv"])
    if vectors is types.UNKNOWN:
        return None
    s = Array(None if n is None else types.fresh_dims(n - 1), "f")
    u, v = (Array(None if n is None else types.fresh_dims(n), "f") for _ in range(2))
    return named(TupleType((u, s, v)), np.linalg.svd) if vectors else s


rule(
    "np.linalg.svd(a, full_matrices=True, compute_uv=True, hermitian=False)",
    vjp={
        "a": [
            alt("svdvals_vjp(y_bar, a)", "compute_uv is False"),
            "svd_vjp(y_bar[0], y_bar[1], y_bar[2], y[0], y[1], y[2])",
        ]
    },
    jvp=[alt("svdvals_jvp(a_dot, a)", "compute_uv is False"), "svd_jvp(a_dot, y[0], y[1], y[2])"],
    only={"hermitian": (False,)},
    infer=singular,
    samples=["A, compute_uv=False", "A, full_matrices=False", "A.T, full_matrices=False", "M"],
)
unsupported(
    "svdvals_vjp(g, a)",
    "svdvals_jvp(dot, a)",
    "svd_vjp(u_bar, s_bar, v_bar, u, s, v)",
    "svd_jvp(dot, u, s, v)",
    why="second derivatives of singular values are not written yet",
)
COMPLEX = Array(None, "c")
unsupported("np.linalg.eigvals(a)", why="eigenvalues of a general real matrix may be complex; eigvalsh is for symmetric ones",
            infer=types.fixed(COMPLEX))
unsupported(
    "np.linalg.eig(a)",
    infer=types.fixed(TupleType((COMPLEX, COMPLEX))),
    why="eigenvalues of a general real matrix may be complex; eigh is for symmetric ones",
)
