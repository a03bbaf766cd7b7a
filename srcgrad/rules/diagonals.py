"""Traces and diagonals of matrices."""

from __future__ import annotations

from srcgrad.ir.types import Array
from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, linear

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
