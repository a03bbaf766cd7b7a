"""Functions that move elements elsewhere, and finite differences. Linear, but for the order of what is sorted."""

from __future__ import annotations

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, bilinear, linear, rule, unsupported, zero

any_axes = types.fixed(types.Array(None, "f"))

linear(
    "np.insert(arr, obj, values, axis=None)",
    {
        "arr": "collected(y_bar, insert_places(np.shape(arr), obj, np.shape(values), axis), np.shape(arr))",
        "values": "collected(y_bar, insert_places(np.shape(arr), obj, np.shape(values), axis, True), np.shape(values))",
    },
    infer=any_axes,
    samples=["V, 1, S", "V, [0, 2], W[:2]", "V, 1, W", "A, 1, V, 0", "A, 2, S", "A, [0, 1], V[:2], 1", "A, 1, W[:2], axis=1"],
)
zero("insert_places(shape, obj, values_shape, axis=None, of_values=False)", infer=types.fixed(types.Array(None, "i")))
linear(
    "np.resize(a, new_shape)",
    "collected(y_bar, resize_places(np.shape(a), new_shape), np.shape(a))",
    infer=types.created("new_shape"),
    samples=["V, (2, 4)", "A, (4,)", "A, 3"],
)
zero("resize_places(shape, new_shape)", infer=types.created("new_shape", "i"))
FLAGS = ("return_index", "return_inverse", "return_counts")
ALONE = " and ".join(f"{flag} is False" for flag in FLAGS)


def distinct(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    t, flags = types.numeric(bound["ar"], type_of), [types.constant(bound[f]) for f in FLAGS]
    if t is None or types.UNKNOWN in flags:
        return None
    values = types.Array(types.fresh_dims(1), t.kind)
    places = [types.Array(None if f == "return_inverse" else types.fresh_dims(1), "i") for f, on in zip(FLAGS, flags) if on]
    return types.TupleType((values, *places)) if places else values


rule(
    "np.unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None)",
    vjp={
        "ar": [
            alt("collected(y_bar, first_places(ar), np.shape(ar))", ALONE),
            "collected(y_bar[0], first_places(ar), np.shape(ar))",
        ]
    },
    jvp=[
        alt("spread_out(ar_dot, first_places(ar))", ALONE),
        "unique_jvp(ar_dot, ar, y)",
    ],
    only={"axis": (None,)},
    infer=distinct,
    samples=["V", "A"],
)
unsupported("unique_jvp(dot, ar, y_)", why="derivatives of tangents of np.unique are not written yet")
zero("first_places(ar)", infer=types.fixed(types.Array(types.fresh_dims(1), "i")))
rule(
    "np.partition(a, kth, axis=-1, kind='introselect', order=None)",
    vjp={
        "a": [
            alt("unsort(y_bar, partition_places(a, y, axis), axis)", "isinstance(axis, int)"),
            "np.reshape(unsort(y_bar, partition_places(a, y, axis), 0), np.shape(a))",
        ]
    },
    jvp="np.take_along_axis(a_dot, partition_places(a, y, axis), axis)",
    infer=types.ordered(),
    only={"order": (None,)},
    samples=["V, 1", "A, 1", "A, 0, axis=0", "A, (1, 2)", "A, 2, axis=None"],
)
zero("partition_places(a, y, axis=-1)", infer=types.fixed(types.Array(None, "i")))
linear(
    "collected(g, places, shape)",
    "spread_out(y_bar, places)",
    infer=types.created("shape"),
    samples=["V, np.array([1, -1, 0]), (2, 2)"],
)
linear(
    "spread_out(x, places)",
    "collected(y_bar, places, np.shape(x))",
    infer=types.like("places", types.float_kind),
    samples=["A, np.array([1, -1, 0])"],
)

# --- differences ------------------------------------------------------------------------------------------------------
def slopes(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    """One array, or one for each axis."""
    n = types.ndim_of(bound["f"], type_of)
    over = types.axes(bound["axis"], n) if n is not None else types.UNKNOWN
    if over is types.UNKNOWN:
        return None
    one = types.like("f", types.float_kind)(bound, type_of)
    k = n if over is None else len(over)
    return one if k == 1 or one is None else types.TupleType((one,) * (k or 0))


linear(
    "np.gradient(f, *varargs, axis=None, edge_order=1)",
    {"f": "gradient_vjp(y_bar, np.shape(f), varargs, axis, edge_order)"},
    fixed=("varargs",),
    infer=slopes,
    samples=["V", "V, 0.5", "A", "A, axis=1", "A, 0.1, 0.2", "V, np.array([0.0, 0.4, 1.0])", "V, edge_order=2",
             "np.stack([W, V, P]), axis=0, edge_order=2", "A.T, np.array([0.0, 0.4, 1.0]), axis=0, edge_order=2"],
)
linear(
    "gradient_vjp(g, shape, spacing, axis=None, edge_order=1)",
    {"g": "np.gradient(y_bar, *spacing, axis=axis, edge_order=edge_order)"},
    infer=types.created("shape"),
    fixed=("spacing",),
    samples=["V, (3,), (0.5,)"],
)
linear(
    "np.ediff1d(ary, to_end=None, to_begin=None)",
    "np.reshape(undiff(y_bar, (np.size(ary),)), np.shape(ary))",
    only={"to_end": (None,), "to_begin": (None,)},
    infer=types.with_ndim(1, "ary"),
    samples=["V", "A"],
)
bilinear(
    "np.correlate(a, v, mode='valid')",
    "convolve_vjp(y_bar, a, v[::-1], mode)",
    "convolve_vjp(y_bar, v[::-1], a, mode)[::-1]",
    infer=types.with_ndim(1, "a", "v"),
    samples=["V, W", "V, W[:2], 'same'", "V, W[:2], 'valid'", "V, W[:2], 'full'", "W[:2], V, 'full'"],
)
rule(
    "np.vander(x, N=None, increasing=False)",
    vjp={"x": "np.sum(y_bar * vander_slope(x, np.shape(y)[1], increasing), axis=1)"},
    jvp="x_dot[:, None] * vander_slope(x, np.shape(y)[1], increasing)",
    infer=types.fixed(types.Array(types.fresh_dims(2), "f")),
    samples=["V", "V, 2", "V, 4, increasing=True"],
)
rule(
    "vander_slope(x, n, increasing=False, order=1)",
    vjp={"x": "np.sum(y_bar * vander_slope(x, n, increasing, order + 1), axis=1)"},
    jvp="x_dot[:, None] * vander_slope(x, n, increasing, order + 1)",
    infer=types.fixed(types.Array(types.fresh_dims(2), "f")),
    samples=["V, 4", "V, 5, True, 2"],
)
rule(
    "np.trim_zeros(filt, trim='fb')",
    vjp={"filt": "collected(y_bar, trim_places(filt, trim), np.shape(filt))"},
    jvp="spread_out(filt_dot, trim_places(filt, trim))",
    infer=any_axes,
    storage="view:filt",
    samples=["V"],
)
zero("trim_places(filt, trim='fb')", infer=types.fixed(types.Array(types.fresh_dims(1), "i")))
WINDOWS = "window_places(np.shape(x), window_shape, axis)"
linear(
    "np.lib.stride_tricks.sliding_window_view(x, window_shape, axis=None)",
    f"collected(y_bar, {WINDOWS}, np.shape(x))",
    infer=any_axes,
    storage="view:x",
    samples=["V, 2", "A, 2, 1", "A, (1, 2)"],
)
zero("window_places(shape, window_shape, axis=None)", infer=types.fixed(types.Array(None, "i")))
for name in ("maximum", "minimum"):
    rule(
        f"np.{name}.accumulate(a, axis=0)",
        vjp={"a": "take_along_scatter(y_bar, np.shape(a), running_places(a, y, axis), axis)"},
        jvp="np.take_along_axis(a_dot, running_places(a, y, axis), axis)",
        infer=types.like("a"),
        samples=["V", "A", "A, 1"],
    )
zero("running_places(a, y, axis=0)", infer=types.like("a", types.int_kind))
rule(
    "np.logaddexp.reduce(a, axis=0)",
    vjp={"a": "expand(y_bar, np.shape(a), axis) * exp_difference(a, expand(y, np.shape(a), axis))"},
    jvp="np.sum(a_dot * exp_difference(a, expand(y, np.shape(a), axis)), axis=axis)",
    infer=lambda bound, type_of: types.Scalar("f") if types.ndim_of(bound["a"], type_of) == 1 else types.Array(None, "f"),
    samples=["V", "A", "A, 1"],
)
linear(
    "np.add.reduceat(a, indices, axis=0)",
    "unreduceat(y_bar, np.shape(a), indices, axis)",
    infer=any_axes,
    samples=["V, [0, 2]", "A, [0, 2, 1], 1"],
)
linear("unreduceat(g, shape, indices, axis=0)", "np.add.reduceat(y_bar, indices, axis)", infer=types.created("shape"))
zero("np.diag_indices_from(arr)")
