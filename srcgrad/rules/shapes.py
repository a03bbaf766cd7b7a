"""Shape, order and copies of arrays. All are linear; many give a view of what they got."""

from __future__ import annotations

import numpy as np

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, linear, rule, zero
from srcgrad.rules.infer import permuted, reshaped, transposed
from srcgrad.runtime.sequences import inverse_permutation

BACK = "np.reshape(y_bar, np.shape(a))"
READ = {"order": ("C", "F")}  # A and K go by the layout in memory, which a cotangent does not share
any_array = types.created_like()

linear(
    "np.reshape(a, shape, order='C')",
    [alt(BACK, "order == 'C'"), "np.reshape(y_bar, np.shape(a), order=order)"],
    infer=reshaped(),
    storage="maybe:a",
    only=READ,
    samples=["A, (3, 2)", "A, -1", "V, (3, 1)", "A, (3, 2), order='F'"],
)
linear(
    "np.ndarray.reshape(a, *shape, order='C')",
    [alt(BACK, "order == 'C'"), "np.reshape(y_bar, np.shape(a), order=order)"],
    infer=reshaped(),
    storage="maybe:a",
    only=READ,
    samples=["A, 3, 2", "A, (3, 2)", "A, -1"],
)
for name in ("np.ravel", "np.ndarray.ravel"):
    linear(
        f"{name}(a, order='C')",
        [alt("y_bar", "a.ndim == 1"), alt(BACK, "order == 'C'"), "np.reshape(y_bar, np.shape(a), order=order)"],
        infer=types.scan(),
        storage="maybe:a",
        only=READ,
        samples=["A", "V", "S", "A, order='F'"] if name == "np.ravel" else ["A", "V", "A, order='F'"],
    )
linear(
    "np.ndarray.flatten(a, order='C')",
    [alt("y_bar", "a.ndim == 1"), alt(BACK, "order == 'C'"), "np.reshape(y_bar, np.shape(a), order=order)"],
    infer=types.scan(),
    only=READ,
    samples=["A", "V"],
)


def permuted_back(bound: types.Bound, k: int | None, type_of: types.TypeOf) -> str | None:
    """np.transpose by the inverse of axes that are known."""
    axes = types.constant(bound["axes"])
    if isinstance(axes, tuple) and len(axes) == 1 and isinstance(axes[0], tuple | list | None):
        axes = axes[0]
    if not isinstance(axes, tuple | list) or not axes:
        return None
    back = inverse_permutation(axes)
    return "y_bar" if back == tuple(range(len(axes))) else f"np.transpose(y_bar, {back})"


linear(
    "np.transpose(a, axes=None)",
    [
        alt("y_bar.T", "a.ndim > 0 and axes is None"),
        alt(permuted_back),
        "np.transpose(y_bar, inverse_permutation(axes))",
    ],
    infer=transposed(),
    storage="view:a",
    samples=["A", "V", "A, (1, 0)", "A, (0, 1)", "T, (2, 0, 1)", "T, (-1, 0, 1)", "T"],
)
linear(
    "np.ndarray.transpose(a, *axes)",
    [
        alt("y_bar.T", "a.ndim > 0 and len(axes) == 0"),
        alt(permuted_back),
        "np.transpose(y_bar, inverse_permutation(axes))",
    ],
    infer=transposed(),
    storage="view:a",
    samples=["A", "A, 1, 0", "T, (2, 0, 1)", "A, 0, 1", "T", "T, 1, 2, 0", "A, None"],
)
linear(
    "np.ndarray.T(a)",
    [alt("y_bar.T", "a.ndim > 0"), "np.transpose(y_bar)"],
    infer=transposed(),
    storage="view:a",
    samples=["A", "V", "T"],
)
zero("inverse_permutation(axes)")
for name in ("np.swapaxes", "np.ndarray.swapaxes"):
    linear(
        f"{name}(a, axis1, axis2)",
        "np.swapaxes(y_bar, axis1, axis2)",
        infer=permuted(np.swapaxes, "a", "axis1", "axis2"),
        storage="view:a",
        samples=["A, 0, 1", "T, 0, -1"],
    )
if hasattr(np, "matrix_transpose"):
    linear(
        "np.matrix_transpose(x)",
        "np.swapaxes(y_bar, -1, -2)",
        infer=permuted(lambda x: np.swapaxes(x, -1, -2), "x"),
        storage="view:x",
        samples=["A", "T"],
    )
    linear(
        "np.ndarray.mT(a)",
        "np.swapaxes(y_bar, -1, -2)",
        infer=permuted(lambda x: np.swapaxes(x, -1, -2)),
        storage="view:a",
        samples=["A"],
    )
linear(
    "np.moveaxis(a, source, destination)",
    "np.moveaxis(y_bar, destination, source)",
    infer=permuted(np.moveaxis, "a", "source", "destination"),
    storage="view:a",
    samples=["T, 0, -1", "T, (0, 1), (1, 2)"],
)
linear(
    "np.rollaxis(a, axis, start=0)",
    "np.reshape(np.transpose(y_bar, np.argsort(rolled_axes(np.ndim(a), axis, start))), np.shape(a))",
    infer=permuted(np.rollaxis, "a", "axis", "start"),
    storage="view:a",
    samples=["T, 2", "T, 0, 2"],
)
zero("rolled_axes(n, axis, start=0)")
linear(
    "np.expand_dims(a, axis)",
    BACK,
    infer=permuted(np.expand_dims, "a", "axis"),
    storage="view:a",
    samples=["V, 0", "A, -1", "A, (0, 2)"],
)
for name in ("np.squeeze", "np.ndarray.squeeze"):
    linear(
        f"{name}(a, axis=None)",
        BACK,
        infer=types.squeezed(),
        storage="maybe:a",
        samples=["A[None]", "A[:, None], 1", "A"],
    )
linear(
    "np.flip(m, axis=None)",
    [alt("y_bar[::-1]", "m.ndim == 1"), alt("y_bar[::-1]", "m.ndim == 2 and axis == 0"), "np.flip(y_bar, axis)"],
    infer=types.like("m"),
    storage="view:m",
    samples=["V", "A, 0", "A", "A, 1", "V, 0"],
)
linear("np.flipud(m)", "np.flipud(y_bar)", infer=types.like("m"), storage="view:m", samples=["A"])
linear("np.fliplr(m)", "np.fliplr(y_bar)", infer=types.like("m"), storage="view:m", samples=["A"])
linear(
    "np.rot90(m, k=1, axes=(0, 1))",
    "np.rot90(y_bar, -k, axes)",
    infer=permuted(np.rot90, "m", "k", "axes"),
    storage="view:m",
    samples=["A", "A, 2"],
)
linear(
    "np.roll(a, shift, axis=None)",
    [
        alt("np.roll(y_bar, -shift)", "isinstance(shift, int) and axis is None"),
        alt("np.roll(y_bar, -shift, axis)", "isinstance(shift, int)"),
        "np.roll(y_bar, np.negative(shift), axis)",
    ],
    infer=types.like("a"),
    samples=["V, 1", "A, 1, axis=0", "A, (1, 2), axis=(0, 1)", "A, 2"],
)
linear(
    "np.broadcast_to(array, shape)",
    "unbroadcast(y_bar, np.shape(array))",
    infer=types.created("shape", fill="array"),
    storage="view:array",
    samples=["V, (2, 3)", "S, (2,)", "A[:, :1], (2, 3)"],
)
RAISED = [alt("np.reshape(y_bar, np.shape(arys[0]))", "len(arys) == 1"), "np.reshape(y_bar[k], np.shape(arys[k]))"]
linear("np.atleast_1d(*arys)", RAISED, infer=types.raised(1, "arys"), storage="maybe:arys", samples=["V", "S", "A"])
linear("np.atleast_2d(*arys)", RAISED, infer=types.raised(2, "arys"), storage="maybe:arys", samples=["V", "S", "A"])
linear("np.atleast_3d(*arys)", RAISED, infer=types.raised(3, "arys"), storage="maybe:arys", samples=["V", "S", "A"])

# --- copies ---------------------------------------------------------------------------------------------------------
for name in ("np.copy", "np.ndarray.copy"):
    linear(f"{name}(a, order='K')", "y_bar", infer=any_array, samples=["A", "V"])
linear("np.ndarray.__copy__(a)", "y_bar", infer=any_array)
linear(
    "np.ndarray.astype(a, dtype, order='K', casting='unsafe', subok=True, copy=True)",
    [alt("y_bar", "known(dtype)"), "as_inexact(y_bar, dtype)"],
    infer=types.cast,
    storage="maybe:a",
    samples=["A, float"],
)
linear("as_inexact(g, dtype)", "as_inexact(y_bar, dtype)", storage="same:g", infer=types.like("g"))
linear(
    "np.ndarray.view(a, dtype=None, type=None)",
    "y_bar",
    infer=types.like("a"),
    storage="view:a",
    only={"dtype": (None,), "type": (None,)},
)
linear(
    "np.ascontiguousarray(a, dtype=None)",
    "np.reshape(y_bar, np.shape(a))",
    infer=types.raised(1, "a"),
    storage="maybe:a",
    samples=["A", "A.T"],
)
linear(
    "np.asfortranarray(a, dtype=None)",
    "np.reshape(y_bar, np.shape(a))",
    infer=types.raised(1, "a"),
    storage="maybe:a",
    samples=["A"],
)
linear(
    "np.require(a, dtype=None, requirements=None)", "y_bar", infer=types.as_array("a"), storage="maybe:a", samples=["A"]
)
linear(
    "np.ndarray.item(a, *args)",
    [alt("np.reshape(y_bar, np.shape(a))", "len(args) == 0"), "scatter_item(y_bar, np.shape(a), args)"],
    infer=lambda bound, type_of: types.Scalar(getattr(types.numeric(bound["a"], type_of), "kind", "f")),
    samples=["V[:1]", "V, 1", "A, 1, 2"],
)
linear(
    "scatter_item(g, shape, args)", "gather_item(y_bar, args)", infer=types.created("shape"), samples=["S, (3,), (1,)"]
)
linear(
    "gather_item(x, args)",
    "scatter_item(y_bar, np.shape(x), args)",
    infer=types.fixed(types.Scalar("f")),
    samples=["V, (1,)", "A, (1, 2)"],
)
linear(
    "np.ndarray.tolist(a)", "np.asarray(y_bar)", infer=lambda bound, type_of: listed(types.numeric(bound["a"], type_of))
)


def listed(t: types.Numeric | None) -> types.Type | None:
    """Nested lists, one level for each axis."""
    if t is None or types.shape_of(t) is None:
        return None
    out: types.Type = types.Scalar(t.kind)
    for _ in types.shape_of(t) or ():
        out = types.ListType(out)
    return out


# --- repeats, triangles, padding ------------------------------------------------------------------------------------
linear(
    "np.repeat(a, repeats, axis=None)",
    "unrepeat(y_bar, np.shape(a), repeats, axis)",
    infer=lambda bound, type_of: repeated(bound, type_of),
    samples=["V, 2", "A, 2, axis=0", "V, [1, 0, 2]", "A, 2"],
)
linear(
    "np.ndarray.repeat(a, repeats, axis=None)",
    "unrepeat(y_bar, np.shape(a), repeats, axis)",
    infer=lambda bound, type_of: repeated(bound, type_of),
    samples=["V, 2"],
)
linear(
    "unrepeat(g, shape, repeats, axis=None)",
    "np.repeat(np.reshape(y_bar, shape), repeats, axis)",
    infer=types.created("shape"),
    samples=["np.ones(6), (3,), 2"],
)
linear(
    "np.tile(A, reps)",
    "untile(y_bar, np.shape(A), reps)",
    infer=lambda bound, type_of: tiled(bound, type_of),
    samples=["V, 2", "A, (2, 1)", "V, (2, 2)", "A, 3"],
)
linear(
    "untile(g, shape, reps)",
    "np.tile(np.reshape(y_bar, shape), reps)",
    infer=types.created("shape"),
    samples=["np.ones(6), (3,), 2"],
)
rule(
    "np.pad(array, pad_width, mode='constant', constant_values=0)",
    vjp={
        "array": [
            alt("unpad(y_bar, np.shape(array), pad_width)", "mode == 'constant'"),
            "pad_vjp(y_bar, np.shape(array), pad_width, mode)",
        ],
        "constant_values": [
            alt("np.sum(y_bar) - np.sum(unpad(y_bar, np.shape(array), pad_width))", "constant_values.ndim == 0"),
            "pad_values_vjp(y_bar, np.shape(array), pad_width, np.shape(constant_values))",
        ],
    },
    jvp=[
        alt("np.pad(array_dot, pad_width, constant_values=constant_values_dot)", "mode == 'constant'"),
        "np.pad(array_dot, pad_width, mode)",
    ],
    only={"mode": ("constant", "edge", "reflect", "symmetric", "wrap")},
    infer=lambda bound, type_of: types.Array(
        None if (n := types.ndim_of(bound["array"], type_of)) is None else types.fresh_dims(n), "f"
    ),
    samples=[
        "V, 1",
        "V, (1, 2)",
        "A, ((1, 0), (2, 1))",
        "V, 2, constant_values=S",
        "V, 2, constant_values=(S, 1.5)",
        "A, 1, constant_values=M[:2, :2]",
        "A, 1, 'edge'",
        "V, (4, 1), 'reflect'",
        "A, ((1, 0), (2, 3)), 'wrap'",
        "V, 2, 'symmetric'",
    ],
)
linear(
    "pad_vjp(g, shape, pad_width, mode)",
    "np.pad(y_bar, pad_width, mode)",
    infer=types.created("shape"),
    samples=["np.ones(5), (3,), 1, 'edge'"],
)
linear(
    "unpad(g, shape, pad_width)",
    "np.pad(y_bar, pad_width)",
    storage="view:g",
    infer=types.created("shape"),
    samples=["np.ones(5), (3,), 1"],
)
linear(
    "pad_values_vjp(g, shape, pad_width, values_shape)",
    "np.pad(np.zeros(shape), pad_width, constant_values=y_bar) + 0.0 * g",
    infer=types.created("values_shape"),
)
linear("np.triu(m, k=0)", "np.triu(y_bar, k)", infer=types.like("m"), samples=["M", "M, 1", "A"])
linear("np.tril(m, k=0)", "np.tril(y_bar, k)", infer=types.like("m"), samples=["M", "M, -1"])


def repeated(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    t = types.scan()(bound, type_of)
    return types.Array(None if t.shape is None else types.fresh_dims(len(t.shape)), t.kind)  # type: ignore[union-attr]


def tiled(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    n, reps = types.ndim_of(bound["A"], type_of), types.dims_of(bound["reps"], type_of)
    return types.Array(None if n is None or reps is None else types.fresh_dims(max(n, len(reps))), "f")
