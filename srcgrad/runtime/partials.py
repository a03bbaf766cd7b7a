"""Partial derivatives that take more than an expression: powers, ties, extremes, products."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srcgrad.runtime.numeric import count, dtype_of, expand, unbroadcast


def power(a: Any, b: Any) -> Any:
    """a ** b by the rules of arrays for Python numbers too: 0 ** -1 is inf."""
    try:
        return a**b
    except ZeroDivisionError:
        return np.float_power(a, b)


def power_partial(a: Any, b: Any) -> Any:
    """The derivative of a ** b by a: b * a ** (b - 1), and 0 where b is 0."""
    if not isinstance(b, np.ndarray):
        return b * power(a, b - 1) if b else np.zeros(np.shape(a), dtype_of(a))[()]
    base = np.asarray(a, dtype=dtype_of(a))
    return b * base ** np.where(b == 0, 1, b - 1).astype(b.dtype)


def log_base(a: Any) -> Any:
    """log(a), and 0 where a is 0: the factor of the derivative of a ** b by b. nan for a negative a."""
    if not isinstance(a, np.ndarray):
        return (math.log(a) if isinstance(a, int | float) and a > 0 else np.log(a)) if a else 0.0
    return np.log(np.where(a == 0, 1, a).astype(dtype_of(a)))


def sinc_derivative(x: Any, n: int = 1) -> Any:
    """The n-th derivative of np.sinc: from x sinc(x) = sin(pi x) / pi, and near 0 by its series."""
    x = np.asarray(x, dtype=dtype_of(x))
    near = np.abs(x) < 0.5
    far = np.where(near, 1, x).astype(x.dtype)
    out = np.sinc(far)
    for m in range(1, n + 1):
        out = (math.pi ** (m - 1) * np.sin(math.pi * far + m * math.pi / 2) - m * out) / far
    close = np.where(near, x, 0).astype(x.dtype)
    series = np.zeros_like(x)
    for k in range(n // 2 + 16, (n + 1) // 2 - 1, -1):
        factor = (-1) ** k * math.pi ** (2 * k) / ((2 * k + 1) * math.factorial(2 * k - n))
        series = series + factor * close ** (2 * k - n)
    return np.where(near, series, out).astype(x.dtype)[()]


def gamma_slope(x: float, n: int = 0) -> float:
    """The (n + 1)-th derivative of log(gamma(x)), moved to where its series holds: Abramowitz & Stegun, 6.4.11."""
    sign, out = (-1) ** (n + 1) * math.factorial(n), 0.0
    while x < 15:
        out += sign / x ** (n + 1)
        x += 1
    if n:
        out -= (-1) ** n * (math.factorial(n - 1) / x**n + math.factorial(n) / (2 * x ** (n + 1)))
    else:
        out += math.log(x) - 0.5 / x
    bernoulli = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)
    for k, b in enumerate(bernoulli, start=1):
        out -= (-1) ** n * b * math.factorial(2 * k + n - 1) / (math.factorial(2 * k) * x ** (2 * k + n))
    return out


def first_of(g: Any, a: Any, y: Any) -> Any:
    """The cotangent of a sequence a from that of its maximum (or minimum) y, which Python takes from the first place."""
    out = [0.0] * len(a)
    out[place_of(a, y)] = g
    return np.array(out, dtype_of(a)) if isinstance(a, np.ndarray) else out


def take_first(x: Any, a: Any, y: Any) -> Any:
    """The element of x at the first place where a holds y."""
    return x[place_of(a, y)]


def place_of(a: Any, y: Any) -> int:
    return next(k for k, v in enumerate(a) if v is y or v == y or y != y)


def nan_share(a: Any, axis: Any = None) -> Any:
    """The share of each element of a in np.nanmean(a, axis): 1 / n for each of the n that are numbers."""
    kept = ~np.isnan(a)
    return (kept / np.sum(kept, axis=axis, keepdims=True)).astype(dtype_of(a))[()]


def share_where(where: Any, a: Any, axis: Any = None) -> Any:
    """The share of each element of a in np.mean(a, axis, where=where): 1 / n for each of the n that count."""
    counts = np.broadcast_to(where, np.shape(a))
    return (counts / np.sum(counts, axis=axis, keepdims=True)).astype(dtype_of(a))[()]


def nan_centred(a: Any, axis: Any = None, ddof: float = 0) -> Any:
    """a less its mean along axis, over n - ddof, of the n numbers in a only; 0 where a is nan."""
    kept = ~np.isnan(a)
    numbers, n = np.where(kept, a, 0), np.sum(kept, axis=axis, keepdims=True)
    return np.where(kept, (numbers - np.sum(numbers, axis=axis, keepdims=True) / n) / (n - ddof), 0).astype(dtype_of(a))[()]


def i0_slope(x: Any, n: int = 1) -> Any:
    """The n-th derivative of the modified Bessel function np.i0: the mean of cos(t)^n exp(x cos(t)) over a turn, which a sum over
    equal steps gives to the last bits."""
    cosine = np.cos((np.arange(256) + 0.5) * (np.pi / 256))
    x = np.asarray(x, dtype_of(x))
    return np.mean(cosine**n * np.exp(x[..., None] * cosine), axis=-1).astype(x.dtype)[()]


def exp_difference(a: Any, b: Any) -> Any:
    """exp(a - b) for a <= b, where inf - inf counts as 0 and -inf - -inf as -inf: the share of a in
    log(sum(exp)) = b."""
    a = np.asarray(a)
    with np.errstate(invalid="ignore"):
        d = a - b
    return np.exp(np.where(np.isnan(d) & (a == b), np.where(a > 0, 0, -np.inf), d).astype(dtype_of(d)))[()]


def weighted(a: Any, axis: Any, b: Any, keepdims: bool, y: Any) -> tuple[Any, Any, tuple[int, ...]]:
    """exp(a - y), the weights and the shape of what logsumexp(a, axis, b, keepdims) = y sums."""
    shape = np.broadcast_shapes(np.shape(a), np.shape(b))
    return exp_difference(a, expand(y, shape, axis, keepdims)), b, shape


def logsumexp_vjp(g: Any, a: Any, axis: Any, b: Any, keepdims: bool, y: Any) -> Any:
    """The cotangent of a in logsumexp(a, axis, b, keepdims) = y."""
    if b is None:
        return expand(g, np.shape(a), axis, keepdims) * exp_difference(a, expand(y, np.shape(a), axis, keepdims))
    share, b, shape = weighted(a, axis, b, keepdims, y)
    return unbroadcast(expand(g, shape, axis, keepdims) * b * share, np.shape(a))


def logsumexp_weights_vjp(g: Any, a: Any, axis: Any, b: Any, keepdims: bool, y: Any) -> Any:
    """The cotangent of b in logsumexp(a, axis, b, keepdims) = y."""
    share, b, shape = weighted(a, axis, b, keepdims, y)
    return unbroadcast(expand(g, shape, axis, keepdims) * share, np.shape(b))


def logsumexp_jvp(a: Any, axis: Any, b: Any, keepdims: bool, y: Any, a_dot: Any, b_dot: Any) -> Any:
    """The tangent of logsumexp(a, axis, b, keepdims) = y."""
    share, b, shape = weighted(a, axis, 1 if b is None else b, keepdims, y)
    return np.sum(
        np.broadcast_to(share * (a_dot * b + (0 if b_dot is None else b_dot)), shape), axis=axis, keepdims=keepdims
    )


def larger(a: Any, b: Any) -> Any:
    """1 where a is the maximum of a and b, 1/2 where they are equal, 0 elsewhere. A nan is the maximum."""
    if isinstance(a, float | int) and isinstance(b, float | int) and a == a and b == b:
        return 1.0 if a > b else 0.5 if a == b else 0.0
    return weights((a > b) | ((a != a) & (b == b)), (a == b) | ((a != a) & (b != b)), a, b)


def smaller(a: Any, b: Any) -> Any:
    """1 where a is the minimum of a and b, 1/2 where they are equal, 0 elsewhere. A nan is the minimum."""
    if isinstance(a, float | int) and isinstance(b, float | int) and a == a and b == b:
        return 1.0 if a < b else 0.5 if a == b else 0.0
    return weights((a < b) | ((a != a) & (b == b)), (a == b) | ((a != a) & (b != b)), a, b)


def larger_number(a: Any, b: Any) -> Any:
    """As `larger`, but a nan is never the maximum of a number and a nan."""
    return weights((a > b) | ((b != b) & (a == a)), (a == b) | ((a != a) & (b != b)), a, b)


def smaller_number(a: Any, b: Any) -> Any:
    """As `smaller`, but a nan is never the minimum of a number and a nan."""
    return weights((a < b) | ((b != b) & (a == a)), (a == b) | ((a != a) & (b != b)), a, b)


def between(a: Any, low: Any = None, high: Any = None) -> Any:
    """Whether low <= a <= high; None is no bound."""
    above = True if low is None else a >= low
    return above if high is None else above & (a <= high)


def beyond(a: Any, low: Any, high: Any) -> Any:
    """Whether np.clip(a, low, high) is `high` because a, or low, lies above it."""
    return a > high if low is None else (a > high) | (low > high)


def weights(first: Any, both: Any, a: Any, b: Any) -> Any:
    if not isinstance(first, np.ndarray):
        return 1.0 if first else 0.5 if both else 0.0
    half = np.result_type(a, b)
    return (first + 0.5 * both).astype(half if half.kind == "f" else float)


def tie_weights(a: Any, y: Any, axis: Any = None, keepdims: bool = False, where: Any = True) -> Any:
    """The share of each element of a in its maximum (or minimum) y: 1/n for each of n that tie, of those where `where` holds. A nan
    maximum is shared by the nans."""
    a = np.asarray(a)
    best = expand(y, a.shape, axis, keepdims)
    ties = (a == best) | ((a != a) & (best != best))
    if where is not True:
        ties = ties & where
    return (ties / np.maximum(np.sum(ties, axis=axis, keepdims=True), 1)).astype(dtype_of(a))[()]


def prod_others(a: Any, axis: Any = None) -> np.ndarray:
    """For each element of a the product of all the others along `axis`: the derivative of np.prod. Right where
    elements are 0."""
    a = np.asarray(a)
    moved, back = grouped(a, axis)
    left, right = np.ones_like(moved), np.ones_like(moved)
    np.cumprod(moved[:, :-1], axis=1, out=left[:, 1:])
    np.cumprod(moved[:, :0:-1], axis=1, out=right[:, -2::-1] if moved.shape[1] > 1 else right[:, :0])
    return back(left * right)


def grouped(a: np.ndarray, axis: Any) -> tuple[np.ndarray, Any]:
    """a as a matrix, the reduced axes along its rows; and the way back."""
    over = tuple(range(a.ndim)) if axis is None or not a.ndim else tuple(int(i) % a.ndim for i in np.atleast_1d(axis))
    kept = [i for i in range(a.ndim) if i not in over]
    order = [*kept, *over]
    moved = np.transpose(a, order)
    rows = int(np.prod([a.shape[i] for i in kept], dtype=int))
    flat = moved.reshape(rows, count(a.shape, axis))
    return flat, lambda m: np.transpose(m.reshape(moved.shape), np.argsort(order))


def prod_others_vjp(g: Any, a: Any, axis: Any = None) -> np.ndarray:
    """The cotangent of a from that of prod_others(a, axis): n products of n - 2 elements each. O(n ** 2)."""
    a = np.asarray(a)
    flat, back = grouped(a, axis)
    weight, _ = grouped(np.asarray(g), axis)
    out = np.zeros_like(flat, dtype=dtype_of(a))
    for i in range(flat.shape[1]):
        rest = np.delete(flat, i, axis=1)
        keep = np.arange(flat.shape[1]) != i
        out[:, keep] += weight[:, i : i + 1] * prod_others(rest, axis=1)
    return back(out)


def cumprod_vjp(g: Any, a: Any, axis: int | None = None) -> np.ndarray:
    """The cotangent of a from that of np.cumprod(a, axis). Right where elements are 0; O(n ** 2)."""
    a = np.asarray(a)
    axis = axis if a.ndim else None
    flat = a.reshape(-1) if axis is None else np.moveaxis(a, axis, -1)
    weight = np.reshape(g, -1) if axis is None else np.moveaxis(g, axis, -1)
    out = np.zeros_like(flat, dtype=dtype_of(a))
    for n in range(flat.shape[-1]):
        out[..., : n + 1] += weight[..., n : n + 1] * prod_others(flat[..., : n + 1], axis=-1)
    return out.reshape(a.shape) if axis is None else np.moveaxis(out, -1, axis)


def cumprod_jvp(dot: Any, a: Any, axis: int | None = None) -> np.ndarray:
    """The tangent of np.cumprod(a, axis) from that of a."""
    a = np.asarray(a)
    axis = axis if a.ndim else None
    flat = a.reshape(-1) if axis is None else np.moveaxis(a, axis, -1)
    tangent = np.reshape(dot, -1) if axis is None else np.moveaxis(dot, axis, -1)
    out = np.zeros_like(flat, dtype=dtype_of(a))
    for n in range(flat.shape[-1]):
        out[..., n] = np.sum(tangent[..., : n + 1] * prod_others(flat[..., : n + 1], axis=-1), axis=-1)
    return out if axis is None else np.moveaxis(out, -1, axis)


def cumprod_second(g: Any, dot: Any, a: Any, axis: int | None = None) -> np.ndarray:
    """The tangent of cumprod_vjp(g, a, axis) when a moves along dot. Right where elements are 0; O(n ** 3)."""
    a = np.asarray(a)
    axis = axis if a.ndim else None
    flat, move, weight = (np.reshape(v, -1) if axis is None else np.moveaxis(v, axis, -1) for v in (a, dot, np.asarray(g)))
    out = np.zeros_like(flat, dtype=dtype_of(a))
    for n in range(1, flat.shape[-1]):
        part = prod_others_vjp(move[..., : n + 1], flat[..., : n + 1], axis=-1)
        out[..., : n + 1] += weight[..., n : n + 1] * part
    return out.reshape(a.shape) if axis is None else np.moveaxis(out, -1, axis)


def cumprod_turned(dot: Any, other: Any, a: Any, axis: int | None = None) -> np.ndarray:
    """The tangent of cumprod_jvp(dot, a, axis) when a moves along `other`."""
    a = np.asarray(a)
    axis = axis if a.ndim else None
    flat, move, along = (np.reshape(v, -1) if axis is None else np.moveaxis(v, axis, -1) for v in (a, dot, other))
    out = np.zeros_like(flat, dtype=dtype_of(a))
    for n in range(1, flat.shape[-1]):
        part = prod_others_vjp(along[..., : n + 1], flat[..., : n + 1], axis=-1)
        out[..., n] = np.sum(move[..., : n + 1] * part, axis=-1)
    return out if axis is None else np.moveaxis(out, -1, axis)


def norm_direction(x: Any, y: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """x / |x|, the derivative of the Euclidean norm y of x; 0 where the norm is 0."""
    x = np.asarray(x)
    length = expand(y, x.shape, axis, keepdims)
    return (np.where(length == 0, 0, x / np.where(length == 0, 1, length))).astype(dtype_of(x))[()]


def cumsum_vjp(g: Any, shape: tuple[int, ...], axis: int | None = None) -> Any:
    """The cotangent of a, of that shape, in np.cumsum(a, axis): the sum of what comes after."""
    if axis is None or not len(shape):
        return np.reshape(np.flip(np.cumsum(np.flip(g))), shape)
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis)


__all__ = [
    "logsumexp_vjp",
    "logsumexp_weights_vjp",
    "logsumexp_jvp",
    "first_of",
    "gamma_slope",
    "nan_centred",
    "nan_share",
    "share_where",
    "take_first",
    "between",
    "beyond",
    "cumprod_jvp",
    "cumprod_second",
    "cumprod_turned",
    "cumprod_vjp",
    "cumsum_vjp",
    "exp_difference",
    "i0_slope",
    "larger",
    "larger_number",
    "log_base",
    "norm_direction",
    "power",
    "power_partial",
    "prod_others",
    "prod_others_vjp",
    "sinc_derivative",
    "smaller",
    "smaller_number",
    "tie_weights",
]
