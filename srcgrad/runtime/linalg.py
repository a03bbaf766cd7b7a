"""Adjoints of factorisations, determinants and norms.

Formulas: Giles, "Collected matrix derivative results for forward and reverse mode algorithmic differentiation"
(2008); for Cholesky: Murray, "Differentiation of the Cholesky decomposition" (2016).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.runtime.numeric import dtype_of, expand, unbroadcast
from srcgrad.runtime.partials import norm_direction


def swap(a: Any) -> Any:
    return np.swapaxes(a, -1, -2)


def times_diagonal(a: Any, d: Any) -> Any:
    """a @ diag(d)."""
    return a * np.expand_dims(d, -2)


def eye_like(a: Any) -> np.ndarray:
    return np.eye(np.shape(a)[-1], dtype=dtype_of(a))


# --- determinant ----------------------------------------------------------------------------------------------------
def cofactors(a: Any) -> np.ndarray:
    """The derivative of det(a): its matrix of cofactors, which exists for singular matrices too."""
    u, s, v = np.linalg.svd(a)
    return cofactor_product(u, others(s), v)


def others(s: Any) -> Any:
    """For each singular value the product of all the others."""
    n = np.shape(s)[-1]
    columns = [np.prod(np.delete(s, i, axis=-1), axis=-1) for i in range(n)]
    return np.stack(columns, axis=-1)


def cofactor_product(u: Any, rest: Any, v: Any) -> Any:
    sign = np.linalg.det(u) * np.linalg.det(v)
    return np.expand_dims(sign, (-2, -1)) * (times_diagonal(u, rest) @ v)


def cofactors_jvp(dot: Any, a: Any) -> np.ndarray:
    """The tangent of cofactors(a): in the basis of the singular vectors every 2 x 2 minor is a product of
    singular values."""
    u, s, v = np.linalg.svd(a)
    n = np.shape(s)[-1]
    inner = swap(u) @ dot @ swap(v)
    pairs = np.zeros((*np.shape(s), n), dtype_of(a))
    for i in range(n):
        for j in range(n):
            if i != j:
                pairs[..., i, j] = np.prod(np.delete(s, [i, j], axis=-1), axis=-1)
    trace = np.einsum("...ij,...jj->...i", pairs, inner)
    middle = -pairs * swap(inner)
    middle[..., np.arange(n), np.arange(n)] = trace
    return np.expand_dims(np.linalg.det(u) * np.linalg.det(v), (-2, -1)) * (u @ middle @ v)


def cofactors_vjp(g: Any, a: Any) -> np.ndarray:
    """The cotangent of a from that of cofactors(a): the second derivative of det is symmetric."""
    return cofactors_jvp(g, a)


# --- Cholesky -------------------------------------------------------------------------------------------------------
def half_lower(a: Any) -> Any:
    """The lower triangle with half of the diagonal."""
    return np.tril(a) - 0.5 * a * eye_like(a)


def cholesky_vjp(g: Any, factor: Any) -> Any:
    """The symmetric cotangent of a from that of its Cholesky factor."""
    middle = half_lower(swap(factor) @ np.tril(g))
    inverse = np.linalg.solve(factor, np.broadcast_to(eye_like(factor), np.shape(factor)))
    out = swap(inverse) @ middle @ inverse
    return 0.5 * (out + swap(out))


def cholesky_jvp(dot: Any, factor: Any) -> Any:
    """The tangent of the Cholesky factor of a from that of a, of which the symmetric part counts."""
    even = 0.5 * (dot + swap(dot))
    return factor @ half_lower(swap(np.linalg.solve(factor, swap(np.linalg.solve(factor, even)))))


# --- solutions of stacks --------------------------------------------------------------------------------------------
def solve_as(a: Any, b: Any, n: int) -> Any:
    """np.linalg.solve(a, b) where b is a stack of vectors if the result has n = a.ndim - 1 axes, else of matrices."""
    if n >= np.ndim(a):
        return np.linalg.solve(a, b)
    return np.linalg.solve(a, np.expand_dims(b, -1))[..., 0]


def multiply_as(a: Any, b: Any, n: int) -> Any:
    """np.matmul(a, b) where b is a stack of vectors if the result has n = a.ndim - 1 axes, else of matrices."""
    if n >= np.ndim(a):
        return np.matmul(a, b)
    return np.matmul(a, np.expand_dims(b, -1))[..., 0]


def multiply_vjp_matrix(g: Any, a: Any, b: Any, n: int) -> Any:
    """The cotangent of a in multiply_as(a, b, n)."""
    if n < np.ndim(a):
        g, b = np.expand_dims(g, -1), np.expand_dims(b, -1)
    return unbroadcast(np.matmul(g, swap(b)), np.shape(a))


def solve_vjp_matrix(g: Any, a: Any, y: Any) -> Any:
    """The cotangent of a from that of y = np.linalg.solve(a, b)."""
    return multiply_vjp_matrix(-solve_as(swap(a), g, np.ndim(y)), a, y, np.ndim(y))


def unsolved_vjp_matrix(bar: Any, g: Any, a: Any, y: Any) -> Any:
    """The cotangent of a from that of solve_vjp_matrix(g, a, y) = -solve(a.T, g) y.T."""
    n = np.ndim(y)
    w = solve_as(swap(a), g, n)
    w_bar = solve_as(a, -multiply_as(bar, y, n), n)
    return multiply_vjp_matrix(-w, a, w_bar, n)


# --- pseudo-inverse -------------------------------------------------------------------------------------------------
def pinv_jvp(dot: Any, a: Any, y: Any) -> Any:
    """The tangent of y = pinv(a), for a of constant rank."""
    rows, columns = eye_like(swap(a)), eye_like(a)
    return -y @ dot @ y + y @ swap(y) @ swap(dot) @ (rows - a @ y) + (columns - y @ a) @ swap(dot) @ swap(y) @ y


def pinv_vjp(g: Any, a: Any, y: Any) -> Any:
    """The cotangent of a from that of y = pinv(a), for a of constant rank."""
    rows, columns = eye_like(swap(a)), eye_like(a)
    h = swap(g)
    return swap(-y @ h @ y) + (rows - a @ y) @ h @ y @ swap(y) + swap(y) @ y @ h @ (columns - y @ a)


# --- eigenvalues ----------------------------------------------------------------------------------------------------
def gaps(w: Any) -> Any:
    """1 / (w[j] - w[i]), and 0 on the diagonal; infinite where eigenvalues coincide."""
    d = np.expand_dims(w, -2) - np.expand_dims(w, -1)
    return 1 / np.where(eye_like(d) > 0, np.asarray(np.inf, d.dtype), d)


def mirrored(a: Any, UPLO: str = "L") -> Any:
    """The symmetric matrix that eigh sees: one triangle of a."""
    half = np.tril(a) if UPLO.upper() == "L" else np.triu(a)
    return half + swap(half) - half * eye_like(a)


def unmirrored(g: Any, UPLO: str = "L") -> Any:
    """The adjoint of `mirrored`."""
    both = g + swap(g) - g * eye_like(g)
    return np.tril(both) if UPLO.upper() == "L" else np.triu(both)


def is_used(bar: Any) -> bool:
    """Whether eigenvectors with this cotangent matter. Where a derivative is differentiated again they do, unless it is nothing
    but zeros."""
    return bool(np.any(bar))


def eigh_vjp(w_bar: Any, v_bar: Any, w: Any, v: Any, UPLO: str = "L") -> Any:
    """The cotangent of a from those of its eigenvalues w and eigenvectors v."""
    middle = times_diagonal(eye_like(v), w_bar)
    if is_used(v_bar):
        middle = middle + gaps(w) * (swap(v) @ v_bar)
    return unmirrored(v @ middle @ swap(v), UPLO)


def eigh_jvp(dot: Any, w: Any, v: Any, UPLO: str = "L") -> Any:
    """The tangents of eigenvalues and eigenvectors."""
    inner = swap(v) @ mirrored(dot, UPLO) @ v
    return np.diagonal(inner, axis1=-2, axis2=-1), v @ (gaps(w) * inner)


def eigvalsh_vjp(g: Any, a: Any, UPLO: str = "L") -> Any:
    """The cotangent of a from that of its eigenvalues; finite where they coincide."""
    _, v = np.linalg.eigh(mirrored(a, UPLO))
    return unmirrored(times_diagonal(v, g) @ swap(v), UPLO)


def eigvalsh_jvp(dot: Any, a: Any, UPLO: str = "L") -> Any:
    """The tangent of the eigenvalues."""
    _, v = np.linalg.eigh(mirrored(a, UPLO))
    return np.diagonal(swap(v) @ mirrored(dot, UPLO) @ v, axis1=-2, axis2=-1)


# --- singular values ------------------------------------------------------------------------------------------------
def svdvals_vjp(g: Any, a: Any) -> Any:
    """The cotangent of a from that of its singular values; finite where they coincide."""
    u, _, v = np.linalg.svd(a, full_matrices=False)
    return times_diagonal(u, g) @ v


def svdvals_jvp(dot: Any, a: Any) -> Any:
    """The tangent of the singular values."""
    u, _, v = np.linalg.svd(a, full_matrices=False)
    return np.diagonal(swap(u) @ dot @ swap(v), axis1=-2, axis2=-1)


def thin(u: Any, s: Any, v: Any) -> bool:
    return np.shape(u)[-1] == np.shape(s)[-1] == np.shape(v)[-2]


def svd_gaps(s: Any) -> Any:
    """1 / (s[j]^2 - s[i]^2), and 0 on the diagonal."""
    return gaps(s**2)


def svd_vjp(u_bar: Any, s_bar: Any, v_bar: Any, u: Any, s: Any, v: Any) -> Any:
    """The cotangent of a from those of u, s, v (transposed, as NumPy gives it). The square or reduced form
    only, where u or v is used."""
    if not (is_used(u_bar) or is_used(v_bar)):
        n = np.shape(s)[-1]
        return times_diagonal(u[..., :n], s_bar) @ v[..., :n, :]
    if not thin(u, s, v):
        raise NotImplementedError(
            "singular vectors of np.linalg.svd(a, full_matrices=True) for a matrix that is not square; "
            "pass full_matrices=False"
        )
    f = svd_gaps(s)
    left, right = swap(u) @ u_bar, v @ swap(v_bar)
    middle = times_diagonal(f * (left - swap(left)), s) + swap(times_diagonal(swap(f * (right - swap(right))), s))
    out = u @ (middle + times_diagonal(eye_like(middle), s_bar)) @ v
    out = out + times_diagonal(u_bar - u @ left, 1 / s) @ v
    return out + times_diagonal(u, 1 / s) @ (v_bar - swap(right) @ v)


def svd_jvp(dot: Any, u: Any, s: Any, v: Any) -> Any:
    """The tangents of u, s, v (transposed). What fills u or v up to a square is not determined: nan."""
    k = np.shape(s)[-1]
    thin_u, thin_v = u[..., :k], v[..., :k, :]
    inner = swap(thin_u) @ dot @ swap(thin_v)
    f = svd_gaps(s)
    scaled, turned = times_diagonal(inner, s), times_diagonal(swap(inner), s)
    u_dot = thin_u @ (f * (scaled + swap(scaled))) + times_diagonal(dot @ swap(thin_v) - thin_u @ inner, 1 / s)
    v_dot = swap(thin_v) @ (f * (turned + swap(turned))) + times_diagonal(swap(dot) @ thin_u - swap(thin_v) @ swap(inner), 1 / s)
    return filled_up(u_dot, u), np.diagonal(inner, axis1=-2, axis2=-1), swap(filled_up(v_dot, swap(v)))


def filled_up(dot: Any, u: Any) -> Any:
    """With columns of nan for those that u has more."""
    k = np.shape(dot)[-1]
    return dot if k == np.shape(u)[-1] else np.concatenate((dot, np.full_like(u[..., k:], np.nan)), axis=-1)


# --- norms ----------------------------------------------------------------------------------------------------------
def norm_slope(x: Any, length: Any, ord: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The derivative of the norm `length` = np.linalg.norm(x, ord, axis, keepdims). Ties of an infinity norm
    share equally."""
    x = np.asarray(x, dtype=dtype_of(x))
    if ord is None or (x.ndim == 1 or isinstance(axis, int)) and ord == 2 or ord == "fro":
        return norm_direction(x, length, axis, keepdims)
    if x.ndim == 1 or isinstance(axis, int):
        return vector_slope(x, expand(length, x.shape, axis, keepdims), ord, axis).astype(x.dtype)
    rows, columns = (a % x.ndim for a in (axis or (0, 1)))
    moved = np.moveaxis(x, (rows, columns), (-2, -1))
    return np.moveaxis(matrix_slope(moved, ord).astype(x.dtype), (-2, -1), (rows, columns))


def vector_slope(x: np.ndarray, length: Any, ord: float, axis: Any) -> Any:
    sign, size = np.sign(x), np.abs(x)
    if ord == 1:
        return sign
    if ord == 0:
        return np.zeros_like(x)
    if np.isinf(ord):
        ties = size == length
        return sign * ties / np.sum(ties, axis=axis, keepdims=True)
    safe = np.where((size == 0) | (length == 0), 1, size / np.where(length == 0, 1, length))
    return np.where(size == 0, 0, sign * safe ** (ord - 1)).astype(x.dtype)


def matrix_slope(x: np.ndarray, ord: Any) -> Any:
    if not x.size:
        return np.zeros_like(x)
    if ord in (1, -1, np.inf, -np.inf):
        along = -2 if abs(ord) == 1 else -1
        sums = np.sum(np.abs(x), axis=along, keepdims=True)
        ties = sums == (np.max if ord > 0 else np.min)(sums, axis=(-2, -1), keepdims=True)
        return np.sign(x) * ties / np.sum(ties, axis=(-2, -1), keepdims=True)
    u, s, v = np.linalg.svd(x, full_matrices=False)
    if ord == "nuc":
        return u @ v
    ties = s == (np.max if ord > 0 else np.min)(s, axis=-1, keepdims=True)
    return times_diagonal(u, ties / np.sum(ties, axis=-1, keepdims=True)) @ v


def untrace(g: Any, shape: tuple[int, ...], offset: int = 0, axis1: int = 0, axis2: int = 1) -> np.ndarray:
    """The cotangent of a, of that shape, in np.trace(a, offset, axis1, axis2)."""
    out = np.zeros(shape, dtype_of(g))
    moved = np.moveaxis(out, (axis1, axis2), (-2, -1))
    n = len(np.diagonal(np.empty(moved.shape[-2:], bool), offset))
    i = np.arange(n)
    moved[..., i + max(-offset, 0), i + max(offset, 0)] = np.expand_dims(g, -1)
    return out


def diag_vjp(g: Any, shape: tuple[int, ...], offset: int = 0) -> Any:
    """The cotangent of v, of that shape, in np.diag(v, offset)."""
    if len(shape) == 1:
        return np.diagonal(g, offset)
    return untrace_vector(g, shape, offset)


def untrace_vector(g: Any, shape: tuple[int, ...], offset: int) -> np.ndarray:
    out = np.zeros(shape, dtype_of(g))
    i = np.arange(len(g))
    out[i + max(-offset, 0), i + max(offset, 0)] = g
    return out


__all__ = [
    "multiply_as",
    "multiply_vjp_matrix",
    "solve_as",
    "solve_vjp_matrix",
    "cholesky_jvp",
    "cholesky_vjp",
    "cofactors",
    "cofactors_jvp",
    "cofactors_vjp",
    "diag_vjp",
    "eigh_jvp",
    "eigh_vjp",
    "eigvalsh_jvp",
    "eigvalsh_vjp",
    "is_used",
    "norm_slope",
    "pinv_jvp",
    "pinv_vjp",
    "svd_jvp",
    "svd_vjp",
    "svdvals_jvp",
    "svdvals_vjp",
    "unsolved_vjp_matrix",
    "untrace",
]
