"""Adjoints of QR, least squares and powers of a matrix.

QR: Walter and Lehmann, "Algorithmic differentiation of linear algebra functions with application in optimum experimental
design" (2012), and Roberts and Roberts, "QR and LQ decomposition matrix backpropagation algorithms" (2020) for wide ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.runtime.linalg import pinv_jvp, pinv_vjp, svdvals_jvp, svdvals_vjp, swap


def tall_vjp(q_bar: Any, r_bar: Any, q: Any, r: Any) -> Any:
    """The cotangent of a from those of its reduced factors, for a with no more columns than rows."""
    m = r @ swap(r_bar) - swap(q_bar) @ q
    both = np.tril(m) + swap(np.tril(m, -1))
    return swap(np.linalg.solve(r, swap(q_bar + q @ both)))


def qr_vjp(q_bar: Any, r_bar: Any, a: Any, q: Any, r: Any) -> Any:
    """The cotangent of a from those of its reduced factors q and r."""
    n = np.shape(q)[-1]
    if np.shape(a)[-1] == n:
        return tall_vjp(q_bar, r_bar, q, r)
    rest = a[..., n:]
    first = tall_vjp(q_bar + rest @ swap(r_bar[..., n:]), r_bar[..., :n], q, r[..., :n])
    return np.concatenate([first, q @ r_bar[..., n:]], axis=-1)


def qr_jvp(dot: Any, q: Any, r: Any) -> Any:
    """The tangents of the reduced factors."""
    n = np.shape(q)[-1]
    square = r[..., :n]
    c = swap(np.linalg.solve(swap(square), swap(swap(q) @ dot[..., :n])))
    turn = np.tril(c, -1) - swap(np.tril(c, -1))
    r_first = (c - turn) @ square
    q_dot = swap(np.linalg.solve(swap(square), swap(dot[..., :n] - q @ r_first)))
    if np.shape(dot)[-1] == n:
        return q_dot, r_first
    return q_dot, np.concatenate([r_first, swap(q_dot) @ (q @ r[..., n:]) + swap(q) @ dot[..., n:]], axis=-1)


def matrix_power_vjp(g: Any, a: Any, n: int) -> Any:
    """The cotangent of a in np.linalg.matrix_power(a, n)."""
    if n < 0:
        inverse = np.linalg.inv(a)
        return -swap(inverse) @ matrix_power_vjp(g, inverse, -n) @ swap(inverse)
    out, right = np.zeros_like(a, dtype=np.result_type(a, g)), g
    for k in range(n):
        out = out + np.linalg.matrix_power(swap(a), n - 1 - k) @ right
        right = right @ swap(a)
    return out


def matrix_power_jvp(dot: Any, a: Any, n: int) -> Any:
    """The tangent of np.linalg.matrix_power(a, n)."""
    return matrix_power_vjp(dot, swap(a), n)


def columns(v: Any) -> Any:
    return v[:, None] if v.ndim == 1 else v


def lstsq_vjp_matrix(bars: Any, a: Any, b: Any, x: Any) -> Any:
    """The cotangent of a from those of x, the sums of squares and the singular values of np.linalg.lstsq(a, b)."""
    x_bar, squares_bar, _, s_bar = bars
    inverse = np.linalg.pinv(a)
    out = pinv_vjp(columns(x_bar) @ swap(columns(b)), a, inverse)
    if np.size(squares_bar):
        out = out - 2 * columns((b - a @ x) * squares_bar) @ swap(columns(x))
    return out + svdvals_vjp(s_bar, a)


def lstsq_vjp_vector(bars: Any, a: Any, b: Any, x: Any) -> Any:
    """The cotangent of b, as `lstsq_vjp_matrix`."""
    out = swap(np.linalg.pinv(a)) @ bars[0]
    return out + 2 * (b - a @ x) * bars[1] if np.size(bars[1]) else out


def lstsq_jvp(a: Any, b: Any, y: Any, a_dot: Any, b_dot: Any) -> Any:
    """The tangents of what np.linalg.lstsq(a, b) = y gives."""
    inverse, x = np.linalg.pinv(a), y[0]
    x_dot = pinv_jvp(a_dot, a, inverse) @ b + inverse @ b_dot
    squares = np.zeros_like(y[1])
    if np.size(squares):
        squares = squares + 2 * np.sum((b - a @ x) * (b_dot - a_dot @ x), axis=0)
    return x_dot, squares, 0, svdvals_jvp(a_dot, a)


__all__ = ["lstsq_jvp", "lstsq_vjp_matrix", "lstsq_vjp_vector", "matrix_power_jvp", "matrix_power_vjp", "qr_jvp", "qr_vjp"]
