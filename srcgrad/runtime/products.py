"""Adjoints of products of arrays, for any number of axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from srcgrad.runtime.numeric import unbroadcast
from srcgrad.runtime.refusal import refusal


def matmul_vjp_left(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of a in a @ b; b may be a sparse matrix."""
    if hasattr(b, "nnz"):
        return g @ b.T
    if np.ndim(b) == 1:
        return unbroadcast(np.expand_dims(g, -1) * b, np.shape(a)) if np.ndim(a) > 1 else g * b
    if np.ndim(a) == 1:
        return unbroadcast(np.matmul(b, np.expand_dims(g, -1))[..., 0], np.shape(a))
    return unbroadcast(np.matmul(g, np.swapaxes(b, -1, -2)), np.shape(a))


def matmul_vjp_right(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of b in a @ b; a may be a sparse matrix."""
    if hasattr(a, "nnz"):
        return a.T @ g
    if np.ndim(a) == 1:
        return unbroadcast(np.expand_dims(a, -1) * np.expand_dims(g, -2), np.shape(b)) if np.ndim(b) > 1 else g * a
    if np.ndim(b) == 1:
        rows = np.matmul(np.swapaxes(a, -1, -2), np.expand_dims(g, -1))[..., 0]
        return unbroadcast(rows, np.shape(b))
    return unbroadcast(np.matmul(np.swapaxes(a, -1, -2), g), np.shape(b))


def dot_vjp_left(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of a in np.dot(a, b)."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.sum(g * b) if np.ndim(a) == 0 else g * b
    kept = list(range(np.ndim(a) - 1, np.ndim(g)))
    other = [i for i in range(np.ndim(b)) if i != max(np.ndim(b) - 2, 0)]
    return np.tensordot(g, b, (kept, other))


def dot_vjp_right(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of b in np.dot(a, b)."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.sum(g * a) if np.ndim(b) == 0 else g * a
    lead = list(range(np.ndim(a) - 1))
    out = np.tensordot(a, g, (lead, lead))
    return np.moveaxis(out, 0, max(np.ndim(b) - 2, 0))


def inner_vjp_left(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of a in np.inner(a, b)."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return dot_vjp_left(g, a, b)
    kept = list(range(np.ndim(a) - 1, np.ndim(g)))
    return np.tensordot(g, b, (kept, list(range(np.ndim(b) - 1))))


def inner_vjp_right(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of b in np.inner(a, b)."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return dot_vjp_right(g, a, b)
    lead = list(range(np.ndim(a) - 1))
    return np.tensordot(g, a, (lead, lead))


def contracted_axes(axes: Any, a: Any, b: Any) -> tuple[list[int], list[int]]:
    if isinstance(axes, int | np.integer):
        return list(range(np.ndim(a) - int(axes), np.ndim(a))), list(range(int(axes)))
    left, right = (list(np.atleast_1d(x)) for x in axes)
    return [int(i) % np.ndim(a) for i in left], [int(i) % np.ndim(b) for i in right]


def tensordot_vjp_left(g: Any, a: Any, b: Any, axes: Any = 2) -> Any:
    """The cotangent of a in np.tensordot(a, b, axes)."""
    left, right = contracted_axes(axes, a, b)
    kept = [i for i in range(np.ndim(a)) if i not in left]
    other = [i for i in range(np.ndim(b)) if i not in right]
    out = np.tensordot(g, b, (list(range(len(kept), np.ndim(g))), other))
    order = [left[right.index(i)] for i in sorted(right)]
    return np.transpose(out, np.argsort([*kept, *order]))


def tensordot_vjp_right(g: Any, a: Any, b: Any, axes: Any = 2) -> Any:
    """The cotangent of b in np.tensordot(a, b, axes)."""
    left, right = contracted_axes(axes, a, b)
    kept = [i for i in range(np.ndim(a)) if i not in left]
    other = [i for i in range(np.ndim(b)) if i not in right]
    out = np.tensordot(a, g, (kept, list(range(len(kept)))))
    order = [right[left.index(i)] for i in sorted(left)]
    return np.transpose(out, np.argsort([*order, *other]))


def kron_vjp_left(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of a in np.kron(a, b)."""
    n = max(np.ndim(a), np.ndim(b))
    blocks, inner = kron_blocks(g, a, b, n)
    return np.reshape(np.sum(blocks * inner[1], axis=tuple(range(1, 2 * n, 2))), np.shape(a))


def kron_vjp_right(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of b in np.kron(a, b)."""
    n = max(np.ndim(a), np.ndim(b))
    blocks, inner = kron_blocks(g, a, b, n)
    return np.reshape(np.sum(blocks * inner[0], axis=tuple(range(0, 2 * n, 2))), np.shape(b))


def kron_blocks(g: Any, a: Any, b: Any, n: int) -> tuple[Any, tuple[Any, Any]]:
    p, q = ((1,) * (n - np.ndim(x)) + np.shape(x) for x in (a, b))
    both = [m for pair in zip(p, q) for m in pair]
    left = np.reshape(a, [m for k in p for m in (k, 1)])
    right = np.reshape(b, [m for k in q for m in (1, k)])
    return np.reshape(g, both), (left, right)


def outer_vjp_left(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of a, of any shape, in np.outer(a, b)."""
    return np.reshape(np.matmul(g, np.ravel(b)), np.shape(a))


def outer_vjp_right(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of b, of any shape, in np.outer(a, b)."""
    return np.reshape(np.matmul(np.ravel(a), g), np.shape(b))


def convolve_vjp(g: Any, a: Any, v: Any, mode: str = "full") -> Any:
    """The cotangent of a in np.convolve(a, v, mode); that of v is convolve_vjp(g, v, a, mode)."""
    n, m, v = np.size(a), np.size(v), np.atleast_1d(v)
    full = np.zeros(n + m - 1, dtype=np.asarray(g).dtype)
    start = {"full": 0, "same": (min(n, m) - 1) // 2, "valid": min(n, m) - 1}[mode]
    full[start : start + len(g)] = g
    out = np.correlate(full, v, "valid") if n >= m else np.convolve(full, v[::-1], "full")[m - 1 : m - 1 + n]
    return np.reshape(out, np.shape(a))


def einsum_vjp(g: Any, k: int, subscripts: str, operands: Sequence[Any]) -> Any:
    """The cotangent of operands[k] in np.einsum(subscripts, *operands); repeated and summed-out indices and
    ellipses included."""
    inputs, out = parse_einsum(subscripts, operands)
    own = inputs[k]
    size: dict[str, int] = {}
    for s, x in zip(inputs, operands):
        for c, n in zip(s, np.shape(x)):
            size[c] = max(n, size.get(c, n)) if n else 0
    letters = "".join(dict.fromkeys(own))
    others = [x for j, x in enumerate(operands) if j != k]
    terms = [out, *(s for j, s in enumerate(inputs) if j != k)]
    reach = set("".join(terms))
    found = "".join(c for c in letters if c in reach)
    part = np.einsum(",".join(terms) + "->" + found, g, *others)
    shape = [np.shape(part)[found.index(c)] if c in found else 1 for c in letters]
    full = np.broadcast_to(np.reshape(part, shape), [size[c] for c in letters])
    if len(letters) == len(own):
        return unbroadcast(full, np.shape(operands[k]))
    full = unbroadcast(full, tuple(np.shape(operands[k])[own.index(c)] for c in letters))
    out_array = np.zeros(np.shape(operands[k]), dtype=full.dtype)
    np.einsum(own + "->" + letters, out_array)[...] = full  # a writable view of the diagonal
    return out_array


def parse_einsum(subscripts: str, operands: Sequence[Any]) -> tuple[list[str], str]:
    """The subscripts of each operand and of the result, ellipses written out as letters."""
    text = subscripts.replace(" ", "")
    left, arrow, out = text.partition("->")
    inputs = left.split(",")
    used = set(text)
    spare = [c for c in "ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba" if c not in used]
    widths = [np.ndim(x) - len(s.replace("...", "")) if "..." in s else 0 for s, x in zip(inputs, operands)]
    most = max(widths, default=0)
    broad = "".join(spare[:most])
    inputs = [s.replace("...", broad[most - w :]) for s, w in zip(inputs, widths)]
    if not arrow:
        plain = left.replace(",", "").replace("...", "")
        out = broad + "".join(c for c in sorted(set(plain)) if plain.count(c) == 1)
    else:
        out = out.replace("...", broad)
    return inputs, out


def parse_einsum_text(subscripts: str) -> tuple[list[str], str]:
    """The subscripts of each operand and of the result as they are written; those of the result in full."""
    left, arrow, out = subscripts.replace(" ", "").partition("->")
    if not arrow:
        plain = left.replace(",", "").replace("...", "")
        out = "".join(c for c in sorted(set(plain)) if plain.count(c) == 1)
    return left.split(","), out


def einsum_of(x: Any, k: int, subscripts: str, operands: Sequence[Any]) -> Any:
    """np.einsum with x in the place of operands[k]."""
    return np.einsum(subscripts, *operands[:k], x, *operands[k + 1 :])


def not_planar(a: Any, b: Any) -> None:
    """SG405 if np.cross(a, b) is one of vectors of two numbers, whose result has no axis for them."""
    if np.shape(a)[-1] == 2 and np.shape(b)[-1] == 2:
        raise refusal("SG405", "np.cross of vectors of two numbers is not differentiated; write a[0] * b[1] - a[1] * b[0]")


def cross_vjp(
    b: Any, g: Any, shape: tuple[int, ...], axisb: int, axisc: int, axisa: int, axis: int | None = None
) -> Any:
    """The cotangent of a, of that shape, in np.cross(a, b): b x g. For vectors of three components."""
    if axis is not None:
        axisa = axisb = axisc = axis
    full = np.cross(b, g, axisa=axisb, axisb=axisc)
    return np.moveaxis(unbroadcast(full, np.moveaxis(np.empty(shape, bool), axisa, -1).shape), -1, axisa)


def multi_dot_vjp(g: Any, arrays: Sequence[Any]) -> list[Any]:
    """The cotangents of the arrays in np.linalg.multi_dot(arrays)."""
    *first, last = [np.atleast_2d(a) for a in arrays]
    whole = [*first, last.T if np.ndim(arrays[-1]) == 1 else last]
    g = np.reshape(g, (np.shape(whole[0])[0], np.shape(whole[-1])[1]))
    lefts, rights = [g], [np.eye(np.shape(whole[-1])[1], dtype=g.dtype)]
    for a in whole[:-1]:
        lefts.append(a.T @ lefts[-1])  # what is left of it, with g
    for a in whole[:0:-1]:
        rights.append(a @ rights[-1])
    bars = [left @ right.T for left, right in zip(lefts, rights[::-1])]
    return [np.reshape(bar.T if np.ndim(a) == 1 else bar, np.shape(a)) for bar, a in zip(bars, arrays)]


def multi_dot_jvp(arrays: Sequence[Any], dots: Sequence[Any]) -> Any:
    """The tangent of np.linalg.multi_dot(arrays)."""
    return sum((np.linalg.multi_dot(replaced(arrays, k, dots[k])) for k in range(len(arrays))), 0.0)


def replaced(operands: Sequence[Any], k: int, x: Any) -> list[Any]:
    return [*operands[:k], x, *operands[k + 1 :]]


def einsum_others(g: Any, x: Any, k: int, subscripts: str, operands: Sequence[Any]) -> list[Any]:
    """The cotangents of all operands but the k-th, which gets zeros, in np.einsum with x in the place of the k-th."""
    given = replaced(operands, k, x)
    return [np.zeros_like(operands[j]) if j == k else einsum_vjp(g, j, subscripts, given) for j in range(len(operands))]


def einsum_vjp_jvp(g: Any, k: int, subscripts: str, operands: Sequence[Any], dots: Sequence[Any]) -> Any:
    """The tangent of einsum_vjp(g, k, subscripts, operands) from those of the operands."""
    return sum((einsum_vjp(g, k, subscripts, replaced(operands, j, dots[j])) for j in range(len(operands)) if j != k), 0.0)


def einsum_of_jvp(x: Any, k: int, subscripts: str, operands: Sequence[Any], dots: Sequence[Any]) -> Any:
    """The tangent of einsum_of(x, k, subscripts, operands) from those of the operands."""
    return sum(
        (np.einsum(subscripts, *replaced(replaced(operands, k, x), j, dots[j])) for j in range(len(operands)) if j != k), 0.0
    )


def applied(a: Any, x: Any) -> Any:
    """a @ x of a sparse matrix that is a constant."""
    return a @ x


def applied_right(x: Any, a: Any) -> Any:
    """x @ a of a sparse matrix that is a constant."""
    return x @ a


__all__ = [
    "applied",
    "applied_right",
    "convolve_vjp",
    "cross_vjp",
    "dot_vjp_left",
    "dot_vjp_right",
    "einsum_of",
    "einsum_of_jvp",
    "einsum_others",
    "einsum_vjp",
    "einsum_vjp_jvp",
    "inner_vjp_left",
    "inner_vjp_right",
    "kron_vjp_left",
    "kron_vjp_right",
    "matmul_vjp_left",
    "matmul_vjp_right",
    "multi_dot_jvp",
    "multi_dot_vjp",
    "not_planar",
    "outer_vjp_left",
    "outer_vjp_right",
    "parse_einsum_text",
    "tensordot_vjp_left",
    "tensordot_vjp_right",
]
