"""Products of matrices, vectors and more axes.

The forms for one and two axes are written out; what is not known before the run, or has more axes, goes to a helper.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcgrad.ir.types import Scalar
from srcgrad.rules import infer as types
from srcgrad.rules.decide import constant
from srcgrad.rules.declare import alias, alt, bilinear, linear, rule, unsupported


def stacked(text: str) -> Any:
    """Products of stacks of matrices whose leading axes are known to agree."""

    def macro(bound: types.Bound, k: int | None, type_of: types.TypeOf) -> str | None:
        p, q = (types.shape_of(t) if (t := types.numeric(o, type_of)) else None for o in list(bound.values())[:2])
        return text if p and q and len(p) == len(q) >= 3 and p[:-2] == q[:-2] else None

    return alt(macro)


LEFT = [
    alt("y_bar * b", "a.ndim == 1 and b.ndim == 1"),
    alt("np.outer(y_bar, b)", "a.ndim == 2 and b.ndim == 1"),
    alt("b @ y_bar", "a.ndim == 1 and b.ndim == 2"),
    alt("y_bar @ b.T", "a.ndim == 2 and b.ndim == 2"),
]
RIGHT = [
    alt("y_bar * a", "a.ndim == 1 and b.ndim == 1"),
    alt("a.T @ y_bar", "a.ndim == 2 and b.ndim == 1"),
    alt("np.outer(a, y_bar)", "a.ndim == 1 and b.ndim == 2"),
    alt("a.T @ y_bar", "a.ndim == 2 and b.ndim == 2"),
]
SCALAR_LEFT = [
    alt("y_bar * b", "a.ndim == 0 and b.ndim == 0"),
    alt("y_bar * b", "b.ndim == 0"),
    alt("np.sum(y_bar * b)", "a.ndim == 0"),
]
SCALAR_RIGHT = [
    alt("y_bar * a", "a.ndim == 0 and b.ndim == 0"),
    alt("y_bar * a", "a.ndim == 0"),
    alt("np.sum(y_bar * a)", "b.ndim == 0"),
]
SMALL = ["V, W", "A, V", "W[:2], A", "A, A.T"]
BATCH = ["T, A.T", "T, V", "T, T.swapaxes(1, 2)", "W[:2], A", "A, T.swapaxes(1, 2)", "V, T.swapaxes(1, 2)"]

bilinear(
    "operator.matmul(a, b)",
    [*LEFT, stacked("y_bar @ np.swapaxes(b, -1, -2)"), "matmul_vjp_left(y_bar, a, b)"],
    [*RIGHT, stacked("np.swapaxes(a, -1, -2) @ y_bar"), "matmul_vjp_right(y_bar, a, b)"],
    infer=types.product,
    samples=[*SMALL, *BATCH],
)
alias(np.matmul, operator.matmul, "np.matmul")
bilinear(
    "np.dot(a, b, out=None)",
    [*LEFT, *SCALAR_LEFT, "dot_vjp_left(y_bar, a, b)"],
    [*RIGHT, *SCALAR_RIGHT, "dot_vjp_right(y_bar, a, b)"],
    infer=types.dot,
    samples=[*SMALL, "S, V", "A, S", "S, S", "T, V", "T, T.swapaxes(1, 2)", "V, T.swapaxes(1, 2)"],
)
alias(np.ndarray.dot, np.dot, "np.ndarray.dot")
bilinear(
    "np.vdot(a, b)",
    [alt("y_bar * b", "a.ndim == 1 and b.ndim == 1"), "np.reshape(y_bar * np.ravel(b), np.shape(a))"],
    [alt("y_bar * a", "a.ndim == 1 and b.ndim == 1"), "np.reshape(y_bar * np.ravel(a), np.shape(b))"],
    infer=types.fixed(Scalar("f")),
    samples=["V, W", "A, A"],
)
bilinear(
    "np.inner(a, b)",
    [
        alt("y_bar * b", "a.ndim == 1 and b.ndim == 1"),
        alt("y_bar @ b", "a.ndim == 2 and b.ndim == 2"),
        "inner_vjp_left(y_bar, a, b)",
    ],
    [
        alt("y_bar * a", "a.ndim == 1 and b.ndim == 1"),
        alt("y_bar.T @ a", "a.ndim == 2 and b.ndim == 2"),
        "inner_vjp_right(y_bar, a, b)",
    ],
    infer=lambda bound, type_of: inner(bound, type_of),
    samples=["V, W", "A, A", "A, V", "T, V"],
)
bilinear(
    "np.outer(a, b, out=None)",
    [alt("y_bar @ b", "a.ndim == 1 and b.ndim == 1"), "outer_vjp_left(y_bar, a, b)"],
    [alt("a @ y_bar", "a.ndim == 1 and b.ndim == 1"), "outer_vjp_right(y_bar, a, b)"],
    infer=types.flat_product,
    samples=["V, W", "A, V", "A, A"],
)
bilinear(
    "np.tensordot(a, b, axes=2)",
    "tensordot_vjp_left(y_bar, a, b, axes)",
    "tensordot_vjp_right(y_bar, a, b, axes)",
    infer=lambda bound, type_of: contracted(bound, type_of),
    samples=["A, A", "A, A, 0", "A, A, ([1], [1])", "T, A, ([1, 2], [0, 1])", "T, A, ([2, 1], [1, 0])", "A, V, 1"],
)
bilinear(
    "np.kron(a, b)",
    "kron_vjp_left(y_bar, a, b)",
    "kron_vjp_right(y_bar, a, b)",
    infer=lambda bound, type_of: types.Array(
        None if (n := most_axes(bound, type_of)) is None else types.fresh_dims(n), "f"
    ),
    samples=["V, W", "A, V", "A, M"],
)


def crossed(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    """Vectors of three; that they are not both of two is checked where the user's call is lowered."""
    a, b = type_of(bound["a"]), type_of(bound["b"])
    if not all(isinstance(t, types.Array) and t.shape for t in (a, b)) or types.constant(bound["axis"]) is not None or any(
        types.constant(bound[n]) != -1 for n in ("axisa", "axisb", "axisc")
    ):
        return types.Array(None, "f")
    lead = [types.Array(t.shape[:-1], t.kind) for t in (a, b)]  # type: ignore[attr-defined]
    out = types.broadcast_types(lead, "f")
    dims = out.shape if isinstance(out, types.Array) else ()
    return types.Array(None if dims is None else (*dims, types.Dim.of(3)), "f")


def crossed_alike(text: str) -> Any:
    """np.cross of arrays that are known to have one shape, of vectors of three along the last axis."""
    def written(bound: Any, k: int | None, type_of: Any) -> str | None:
        a, b = type_of(bound["a"]), type_of(bound["b"])
        alike = isinstance(a, types.Array) and isinstance(b, types.Array) and a.shape and a.shape == b.shape
        axes = all(types.constant(bound[n]) == -1 for n in ("axisa", "axisb", "axisc"))
        return text if alike and a.shape[-1].number == 3 and axes and types.constant(bound["axis"]) is None else None

    return written


bilinear(
    "np.cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None)",
    [
        alt("np.cross(b, y_bar)", "a.ndim == 1 and b.ndim == 1"),
        alt(crossed_alike("np.cross(b, y_bar)")),
        "cross_vjp(b, y_bar, np.shape(a), axisb, axisc, axisa, axis)",
    ],
    [
        alt("np.cross(y_bar, a)", "a.ndim == 1 and b.ndim == 1"),
        alt(crossed_alike("np.cross(y_bar, a)")),
        "-cross_vjp(a, y_bar, np.shape(b), axisa, axisc, axisb, axis)",
    ],
    infer=crossed,
    samples=["M[0], M[1]", "M, M + 1", "M, M[1]"],
)
bilinear(
    "np.convolve(a, v, mode='full')",
    "convolve_vjp(y_bar, a, v, mode)",
    "convolve_vjp(y_bar, v, a, mode)",
    infer=types.with_ndim(1, "a", "v"),
    samples=["V, W", "V, W[:2], 'same'", "W[:2], V, 'valid'", "V, W[:2], 'valid'", "W[:2], V"],
)


if hasattr(np, "matvec"):
    bilinear(
        "np.matvec(a, b)",
        "unbroadcast(y_bar[..., :, None] * b[..., None, :], np.shape(a))",
        "unbroadcast((np.swapaxes(a, -1, -2) @ y_bar[..., None])[..., 0], np.shape(b))",
        infer=None,
        samples=["M, V", "MM, V", "MM, M[:2]"],
    )
    bilinear(
        "np.vecmat(a, b)",
        "unbroadcast((b @ y_bar[..., None])[..., 0], np.shape(a))",
        "unbroadcast(a[..., :, None] * y_bar[..., None, :], np.shape(b))",
        infer=None,
        samples=["V, M", "V, MM", "M[:2], MM"],
    )


def inner(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    a, b = (types.numeric(bound[n], type_of) for n in ("a", "b"))
    if a is None or b is None or types.shape_of(a) is None or types.shape_of(b) is None:
        return None
    p, q = types.shape_of(a) or (), types.shape_of(b) or ()
    return types.made((*p[:-1], *q[:-1]) if p and q else p or q, types.widest(a.kind, b.kind))


def contracted(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    n, m = types.ndim_of(bound["a"], type_of), types.ndim_of(bound["b"], type_of)
    axes = constant(bound["axes"])
    if n is None or m is None or axes is types.UNKNOWN:
        return None
    gone = axes if isinstance(axes, int) else len(np.atleast_1d(axes[0]))
    return types.Array(types.fresh_dims(n + m - 2 * gone), "f")


def most_axes(bound: types.Bound, type_of: types.TypeOf) -> int | None:
    found = [types.ndim_of(o, type_of) for o in bound.values()]
    return None if any(n is None for n in found) else max(found)  # type: ignore[type-var]


rule(
    "cross_vjp(b, g, shape, axisb, axisc, axisa, axis=None)",
    infer=types.created("shape"),
    vjp={
        "b": "cross_vjp(g, y_bar, np.shape(b), axisc, axisa, axisb, axis)",
        "g": "cross_vjp(y_bar, b, np.shape(g), axisa, axisb, axisc, axis)",
    },
    jvp="cross_vjp(b_dot, g, shape, axisb, axisc, axisa, axis) + cross_vjp(b, g_dot, shape, axisb, axisc, axisa, axis)",
)

# --- the helpers, so that derivatives can be differentiated again ---------------------------------------------------
for left, right, product in (
    ("matmul_vjp_left", "matmul_vjp_right", "np.matmul"),
    ("dot_vjp_left", "dot_vjp_right", "np.dot"),
    ("inner_vjp_left", "inner_vjp_right", "np.inner"),
    ("outer_vjp_left", "outer_vjp_right", "np.outer"),
    ("kron_vjp_left", "kron_vjp_right", "np.kron"),
):
    for name, a_is, terms in (
        (left, "a", ("{p}(y_bar, b)", "{r}(g, y_bar, b)")),
        (right, "b", ("{p}(a, y_bar)", "{l}(g, a, y_bar)")),
    ):
        other = "b" if a_is == "a" else "a"
        forms = [t.format(p=product, r=right, l=left) for t in terms]
        rule(
            f"{name}(g, a, b)",
            vjp={"g": forms[0], other: forms[1]},
            infer=types.created_like(a_is),
            jvp=f"{name}(g_dot, a, b) + " + (f"{name}(g, a, b_dot)" if other == "b" else f"{name}(g, a_dot, b)"),
        )
rule(
    "tensordot_vjp_left(g, a, b, axes=2)",
    vjp={"g": "np.tensordot(y_bar, b, axes)", "b": "tensordot_vjp_right(g, y_bar, b, axes)"},
    jvp="tensordot_vjp_left(g_dot, a, b, axes) + tensordot_vjp_left(g, a, b_dot, axes)",
    infer=types.created_like("a"),
)
rule(
    "tensordot_vjp_right(g, a, b, axes=2)",
    vjp={"g": "np.tensordot(a, y_bar, axes)", "a": "tensordot_vjp_left(g, a, y_bar, axes)"},
    jvp="tensordot_vjp_right(g_dot, a, b, axes) + tensordot_vjp_right(g, a_dot, b, axes)",
    infer=types.created_like("b"),
)
rule(
    "convolve_vjp(g, a, v, mode='full')",
    vjp={"g": "np.convolve(y_bar, v, mode)", "v": "convolve_vjp(g, v, y_bar, mode)"},
    jvp="convolve_vjp(g_dot, a, v, mode) + convolve_vjp(g, a, v_dot, mode)",
    infer=types.created_like("a"),
)
rule(
    "np.linalg.multi_dot(arrays)",
    vjp={"arrays": "multi_dot_vjp(y_bar, arrays)"},
    jvp="multi_dot_jvp(arrays, arrays_dot)",
    infer=None,
    samples=["[M, A.T, A]", "[V, M, A.T]", "[V, M, V]", "[M, M]", "[M, M, A.T, A]"],
)
unsupported("multi_dot_vjp(g, arrays)", "multi_dot_jvp(arrays, dots)", why="that is not written yet", infer=types.parts("arrays"))


# --- sparse matrices, which are constants ---------------------------------------------------------------------------
def as_many_axes(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    n = types.ndim_of(bound["x"], type_of)
    return None if n is None else types.Array(types.fresh_dims(n), "f")


linear("applied(a, x)", {"x": "applied(a.T, y_bar)"}, infer=as_many_axes, fixed=("a",), samples=["M, V", "M, M"])
linear("applied_right(x, a)", {"x": "applied_right(y_bar, a.T)"}, infer=as_many_axes, fixed=("a",), samples=["V, M", "A, M"])
