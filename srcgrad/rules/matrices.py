"""Linear algebra: solutions, inverses, determinants, factorisations, norms.

inv, solve, det and slogdet take stacks of matrices. The Euclidean norm has the derivative 0 at 0. det is right for
singular matrices. eigh reads one triangle, and only that gets a derivative; that of cholesky is symmetric.
Eigenvectors and singular vectors: nan where values coincide.
"""

from __future__ import annotations

import numpy as np

from srcgrad.ir.dims import equal
from srcgrad.ir.types import BOOL, Array, TupleType, Type
from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, linear, rule, unsupported, zero
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


def determinant(bound: Bound, type_of: TypeOf) -> Type | None:
    t = types.numeric(bound["a"], type_of)
    return None if t is None or types.shape_of(t) is None else types.made((types.shape_of(t) or ())[:-2], "f")


rule(
    "np.linalg.det(a)",
    vjp={"a": [alt("y_bar * cofactors(a)", "a.ndim == 2"), "np.expand_dims(y_bar, (-2, -1)) * cofactors(a)"]},
    jvp="np.sum(cofactors(a) * a_dot, axis=(-2, -1))",
    infer=square(determinant),
    samples=["M", "MM"],
)
rule(
    "cofactors(a)",
    vjp={"a": "cofactors_vjp(y_bar, a)"},
    jvp="cofactors_jvp(a_dot, a)",
    infer=types.like("a", types.float_kind),
    samples=["M"],
)
unsupported(
    "cofactors_vjp(g, a)",
    "cofactors_jvp(dot, a)",
    why="third derivatives of determinants are not written yet",
    infer=types.like("a"),
)
rule(
    "np.linalg.slogdet(a)",
    vjp={
        "a": [
            alt("y_bar[1] * np.linalg.inv(a).T", "a.ndim == 2"),
            "np.expand_dims(y_bar[1], (-2, -1)) * np.swapaxes(np.linalg.inv(a), -1, -2)",
        ]
    },
    jvp="(np.zeros_like(y[0]), np.trace(np.linalg.solve(a, a_dot), axis1=-2, axis2=-1))",
    infer=square(types.pair(determinant, determinant)),
    samples=["M", "MM"],
)
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
rule(
    "np.linalg.pinv(a, rcond=None, hermitian=False)",
    vjp={"a": "pinv_vjp(y_bar, a, y)"},
    jvp="pinv_jvp(a_dot, a, y)",
    infer=types.permuted(lambda a: a.swapaxes(-1, -2), "a"),
    samples=["A", "A.T", "M"],
)
unsupported(
    "pinv_vjp(g, a, y)",
    "pinv_jvp(dot, a, y)",
    why="second derivatives of the pseudo-inverse are not written yet",
    infer=types.like("a"),
)


def eigen(bound: Bound, type_of: TypeOf) -> Type | None:
    t = types.numeric(bound["a"], type_of)
    if t is None or types.shape_of(t) is None:
        return None
    shape = types.shape_of(t) or ()
    return TupleType((Array(shape[:-1], "f"), Array(shape, "f")))


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
    if n is None or vectors is types.UNKNOWN:
        return None
    s = Array(types.fresh_dims(n - 1), "f")
    return TupleType((Array(types.fresh_dims(n), "f"), s, Array(types.fresh_dims(n), "f"))) if vectors else s


rule(
    "np.linalg.svd(a, full_matrices=True, compute_uv=True, hermitian=False)",
    vjp={
        "a": [
            alt("svdvals_vjp(y_bar, a)", "compute_uv is False"),
            "svd_vjp(y_bar[0], y_bar[1], y_bar[2], y[0], y[1], y[2])",
        ]
    },
    jvp=[alt("svdvals_jvp(a_dot, a)", "compute_uv is False"), "svd_jvp(a_dot, y[0], y[1], y[2])"],
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
unsupported(
    "np.linalg.cond(x, p=None)",
    "np.linalg.multi_dot(arrays, out=None)",
    "np.linalg.tensorsolve(a, b, axes=None)",
    "np.linalg.tensorinv(a, ind=2)",
    why="it is not written yet; np.linalg.solve and inv have derivatives",
)

# --- norms ----------------------------------------------------------------------------------------------------------
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

# --- diagonals ------------------------------------------------------------------------------------------------------
MAIN = "offset == 0 and axis1 == 0 and axis2 == 1"
TRACE = "a, offset=0, axis1=0, axis2=1, dtype=None, out=None"
for name in ("np.trace", "np.ndarray.trace"):
    linear(
        f"{name}({TRACE})",
        [alt("untrace(y_bar, np.shape(a))", MAIN), "untrace(y_bar, np.shape(a), offset, axis1, axis2)"],
        infer=lambda bound, type_of: (
            None if (n := types.ndim_of(bound["a"], type_of)) is None else types.made(types.fresh_dims(n - 2), "f")
        ),
        samples=["M", "A, 1", "T", "T, 0, 1, 2"],
    )
linear(
    "untrace(g, shape, offset=0, axis1=0, axis2=1)",
    "np.trace(y_bar, offset, axis1, axis2)",
    infer=types.created("shape"),
)
for name in ("np.diagonal", "np.ndarray.diagonal"):
    linear(
        f"{name}(a, offset=0, axis1=0, axis2=1)",
        [alt("undiagonal(y_bar, np.shape(a))", MAIN), "undiagonal(y_bar, np.shape(a), offset, axis1, axis2)"],
        storage="view:a",
        infer=types.diagonal,
        samples=["M", "A, 1", "T, 0, 1, 2"],
    )
linear(
    "undiagonal(g, shape, offset=0, axis1=0, axis2=1)",
    "np.diagonal(y_bar, offset, axis1, axis2)",
    infer=types.created("shape"),
)
linear(
    "np.diag(v, k=0)",
    [
        alt("np.diagonal(y_bar)", "v.ndim == 1 and k == 0"),
        alt("np.diagonal(y_bar, k)", "v.ndim == 1"),
        alt("diag_vjp(y_bar, np.shape(v))", "k == 0"),
        "diag_vjp(y_bar, np.shape(v), k)",
    ],
    infer=types.diag,
    storage="maybe:v",
    samples=["V", "M", "V, 1", "A, -1", "A, 1"],
)
linear("diag_vjp(g, shape, offset=0)", "np.diag(y_bar, offset)", storage="maybe:g", infer=types.created("shape"))
linear(
    "np.diagflat(v, k=0)",
    "np.reshape(np.diagonal(y_bar, k), np.shape(v))",
    infer=types.fixed(Array(types.fresh_dims(2), "f")),
    samples=["V", "A, 1", "S"],
)
