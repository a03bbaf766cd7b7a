"""Other names for what has a rule: operators as methods of arrays, the spellings of the array API."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcgrad.rules import infer as types
from srcgrad.rules.arithmetic import arithmetic, powers_reversed
from srcgrad.rules.declare import alias, alt, bilinear, elementwise, linear, rule, unsupported, zero
from srcgrad.rules.determinants import determinant

# --- operators as methods -------------------------------------------------------------------------------------------
DUNDERS: dict[str, Any] = {
    "matmul": operator.matmul,
    "divmod": divmod,
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "and": operator.and_,
    "or": operator.or_,
    "xor": operator.xor,
    "invert": operator.invert,
    "lshift": operator.lshift,
    "rshift": operator.rshift,
    "contains": operator.contains,
}
for name, meant in DUNDERS.items():
    alias(getattr(np.ndarray, f"__{name}__"), meant, f"np.ndarray.__{name}__")
METHOD = "np.ndarray"
elementwise(f"{METHOD}.__radd__(a, b)", "1", "1", samples=["V, W", "A, S"], infer=arithmetic)
elementwise(f"{METHOD}.__rsub__(a, b)", "-1", "1", samples=["V, W", "A, S"], infer=arithmetic)
elementwise(f"{METHOD}.__rmul__(a, b)", "b", "a", samples=["V, W", "A, S"], infer=arithmetic)
elementwise(f"{METHOD}.__rtruediv__(a, b)", "-y / a", "1 / a", samples=["P, W", "P, S"], infer=types.elementwise())
elementwise(f"{METHOD}.__rmod__(a, b)", "-(b // a)", "1", samples=["P, V"], infer=arithmetic)
powers_reversed(f"{METHOD}.__rpow__(a, b)", ["W, P", "V, 2.0"])
zero(f"{METHOD}.__rfloordiv__(a, b)", infer=arithmetic)
zero(f"{METHOD}.__bool__(a)", infer=types.fixed(types.Scalar("b")))
zero(f"{METHOD}.__int__(a)", infer=types.fixed(types.Scalar("i")), cuts=True)
zero(f"{METHOD}.__index__(a)", infer=types.fixed(types.Scalar("i")))
unsupported(
    *(f"{METHOD}.__{n}__(a, index)" for n in ("getitem", "delitem")),
    f"{METHOD}.__setitem__(a, index, value)",
    f"{METHOD}.__iter__(a)",
    *(
        f"{METHOD}.__i{n}__(a, b)"
        for n in ("add", "sub", "mul", "truediv", "pow", "mod", "floordiv", "and", "or", "xor")
    ),
    f"{METHOD}.__rmatmul__(a, b)",
    why="it is differentiated where it is written as an operator or a subscript",
    pure=False,
)

# --- np.linalg of the array API --------------------------------------------------------------------------------------
if hasattr(np.linalg, "vector_norm"):
    LINALG: dict[str, Any] = {"matmul": operator.matmul, "outer": np.outer, "tensordot": np.tensordot}
    for name, meant in LINALG.items():
        alias(getattr(np.linalg, name), meant, f"np.linalg.{name}")
    if np.linalg.matrix_transpose is not np.matrix_transpose:
        alias(np.linalg.matrix_transpose, np.matrix_transpose, "np.linalg.matrix_transpose", samples=["A"])
    linear(
        "np.linalg.trace(x, offset=0)",
        "untrace(y_bar, np.shape(x), offset, -2, -1)",
        infer=lambda bound, type_of: determinant({"a": bound["x"]}, type_of),
        samples=["M", "MM", "M, offset=1"],
    )
    linear(
        "np.linalg.diagonal(x, offset=0)",
        "undiagonal(y_bar, np.shape(x), offset, -2, -1)",
        storage="view:x",
        infer=lambda bound, type_of: types.diagonal({"a": bound["x"]}, type_of),
        samples=["M", "MM"],
    )
    bilinear(
        "np.linalg.cross(a, b, axis=-1)",
        "cross_vjp(b, y_bar, np.shape(a), -1, -1, -1, axis)",
        "-cross_vjp(a, y_bar, np.shape(b), -1, -1, -1, axis)",
        infer=types.fixed(types.Array(None, "f")),
        samples=["M[0], M[1]", "M, M + 1", "M, M[1]"],
    )
    WHOLE = "expand(y_bar, np.shape(x), {0}, keepdims) * norm_direction(x, y, {0}, keepdims)"
    ALONG = "np.sum(x_dot * norm_direction(x, y, {0}, keepdims), axis={0}, keepdims=keepdims)"
    rule(
        "np.linalg.vector_norm(x, axis=None, keepdims=False, ord=2)",
        vjp={"x": WHOLE.format("axis")},
        jvp=ALONG.format("axis"),
        only={"ord": (2,)},
        infer=types.reduction(types.float_kind, "x"),
        samples=["V", "A", "A, axis=1", "A, axis=0, keepdims=True"],
    )
    rule(
        "np.linalg.matrix_norm(x, keepdims=False, ord='fro')",
        vjp={"x": WHOLE.format("(-2, -1)")},
        jvp=ALONG.format("(-2, -1)"),
        only={"ord": ("fro",)},
        infer=None,
        samples=["A", "MM", "A, keepdims=True"],
    )
    rule(
        "np.linalg.svdvals(x)",
        vjp={"x": "svdvals_vjp(y_bar, x)"},
        jvp="svdvals_jvp(x_dot, x)",
        infer=None,
        samples=["A", "M"],
    )
if hasattr(np, "vecdot"):
    for name in ("np.vecdot", "np.linalg.vecdot"):
        bilinear(
            f"{name}(a, b, axis=-1)",
            "unbroadcast(np.expand_dims(y_bar, axis) * b, np.shape(a))",
            "unbroadcast(np.expand_dims(y_bar, axis) * a, np.shape(b))",
            infer=None,
            samples=["V, W", "A, V", "A, A", "A, A, axis=0"],
        )
if hasattr(np, "unstack"):
    linear("np.unstack(x, axis=0)", "np.stack(y_bar, axis)", storage="view:x", infer=None, samples=["M", "M, axis=1"])
if hasattr(np, "astype"):
    linear(
        "np.astype(a, dtype, copy=True)",
        [alt("y_bar", "known(dtype)"), "as_inexact(y_bar, dtype)"],
        infer=types.cast,
        storage="maybe:a",
        samples=["A, float"],
    )
