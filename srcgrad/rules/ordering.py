"""Sorting, picking, sampling: linear once the order or the indices are known.

Equal elements keep their stable order. median and percentile: the elements in the middle get their shares.
"""

from __future__ import annotations

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, linear, rule, unsupported, zero

KEYS = "axis=-1, kind=None, order=None, stable=None"
rule(
    f"np.sort(a, {KEYS})",
    vjp={
        "a": [
            alt("unsort(y_bar, sort_order(a))", "a.ndim == 1"),
            alt("unsort(y_bar, sort_order(a, axis), axis)", "isinstance(axis, int)"),
            "np.reshape(unsort(y_bar, sort_order(a, axis), axis), np.shape(a))",
        ]
    },
    jvp="np.take_along_axis(np.asarray(a_dot), sort_order(a, axis), axis)",
    infer=types.ordered(),
    samples=["V", "A", "A, axis=0", "A, axis=None"],
    only={"order": (None,)},
)
linear(
    "unsort(g, order, axis=-1)",
    "np.take_along_axis(y_bar, order, axis)",
    infer=types.like("order", types.float_kind),
    samples=["np.sort(V), np.argsort(V)"],
)
linear(
    "np.take_along_axis(arr, indices, axis=-1)",
    "take_along_scatter(y_bar, np.shape(arr), indices, axis)",
    infer=types.selected,
    samples=["A, np.array([[0, 1, 1], [1, 0, 0]]), 0"],
)
linear(
    "take_along_scatter(g, shape, indices, axis=None)",
    "np.take_along_axis(y_bar, indices, axis)",
    infer=types.created("shape"),
)


def taken(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    a, i = types.ndim_of(bound["a"], type_of), types.ndim_of(bound["indices"], type_of)
    t = types.numeric(bound["a"], type_of)
    if a is None or i is None:
        return None
    shape = types.shape_of(types.numeric(bound["indices"], type_of)) or ()
    axis = types.constant(bound["axis"])
    if axis is types.UNKNOWN and not isinstance(type_of(bound["axis"]), types.Scalar):
        return types.Array(None, t.kind if t is not None else "f")
    n = i if axis is None else max(a, 1) - 1 + i
    return types.made(shape if axis is None or a <= 1 else types.fresh_dims(n), t.kind if t is not None else "f")


for name in ("np.take", "np.ndarray.take"):
    linear(
        f"{name}(a, indices, axis=None, out=None, mode='raise')",
        "take_scatter(y_bar, np.shape(a), indices, axis)",
        infer=taken,
        only={"mode": ("raise",)},
        samples=["V, [0, 2, 0]", "A, [0, 1, 1], axis=1", "A, 1, axis=0", "A, [0, 5]"],
    )
linear("take_scatter(g, shape, indices, axis=None)", "np.take(y_bar, indices, axis)", infer=types.created("shape"))
linear(
    "scatter_add(g, shape, index)",
    "gather(y_bar, index)",
    infer=types.created("shape"),
    samples=["np.ones(3), (4,), [0, 1, 1]"],
)
linear("scatter(g, shape, index)", "gather(y_bar, index)", infer=types.created("shape"))
linear("gather(x, index)", "scatter_add(y_bar, np.shape(x), index)", infer=None, storage="maybe:x")
linear(
    "np.compress(condition, a, axis=None, out=None)",
    {"a": "take_scatter(y_bar, np.shape(a), np.flatnonzero(condition), axis)"},
    infer=lambda bound, type_of: types.Array(None, "f"),
    samples=["[True, False, True], V", "[True, False], A, axis=0"],
)
linear(
    "np.ndarray.compress(a, condition, axis=None, out=None)",
    "take_scatter(y_bar, np.shape(a), np.flatnonzero(condition), axis)",
    infer=lambda bound, type_of: types.Array(None, "f"),
    samples=["V, [True, False, True]", "A, [True, False], axis=0"],
)
linear(
    "np.extract(condition, arr)",
    {"arr": "take_scatter(y_bar, np.shape(arr), np.flatnonzero(condition))"},
    infer=types.with_ndim(1, "arr"),
    samples=["A > 0, A"],
)
linear(
    "np.bincount(x, weights=None, minlength=0)",
    {"weights": "y_bar[x]"},
    infer=lambda bound, type_of: types.Array(
        types.fresh_dims(1), "i" if types.constant(bound["weights"]) is None else "f"
    ),
    samples=["[0, 1, 0], V"],
)
ALONE = "left is None and right is None"
rule(
    "np.interp(x, xp, fp, left=None, right=None, period=None)",
    vjp={
        "x": "y_bar * interp_slope(x, xp, fp)",
        "xp": "interp_vjp(-y_bar * interp_slope(x, xp, fp), x, xp)",
        "fp": [alt("interp_vjp(y_bar, x, xp)", ALONE), "interp_vjp(inside_of(y_bar, x, xp, left, right), x, xp)"],
        "left": "np.sum(np.where(np.less(x, np.min(xp)), y_bar, 0.0))",
        "right": "np.sum(np.where(np.greater(x, np.max(xp)), y_bar, 0.0))",
    },
    jvp=[
        alt("interp_jvp(x, xp, fp, x_dot, xp_dot, fp_dot)", ALONE),
        "inside_of(interp_jvp(x, xp, fp, x_dot, xp_dot, fp_dot), x, xp, left, right)"
        " + np.where(np.less(x, np.min(xp)), left_dot, 0.0) + np.where(np.greater(x, np.max(xp)), right_dot, 0.0)",
    ],
    infer=types.like("x", types.float_kind),
    only={"period": (None,)},
    samples=[
        "V, [-3.0, 0.1, 0.9, 4.0], [1.0, 2.0, -1.0, 0.5]",
        "S, [-3.0, 4.0], [0.0, 1.0]",
        "np.array([-4.0, 0.3, 0.5, 6.0]), [-3.0, 0.1, 0.9, 4.0], [1.0, 2.0, -1.0, 0.5], left=S",
        "np.array([-4.0, 0.3, 0.5, 6.0]), [-3.0, 0.1, 0.9, 4.0], [1.0, 2.0, -1.0, 0.5], 2.0, S",
    ],
)
linear(
    "inside_of(g, x, xp, left=None, right=None)",
    "inside_of(y_bar, x, xp, left, right)",
    infer=types.like("g", types.float_kind),
    samples=["np.array([1.0, 2.0, 3.0]), np.array([-4.0, 0.3, 6.0]), np.array([0.0, 1.0]), 1.0"],
)
rule(  # constant in x between the nodes
    "interp_slope(x, xp, fp)",
    vjp={
        "xp": "-interp_slope_vjp(y_bar * y, x, xp)",
        "fp": "interp_slope_vjp(y_bar, x, xp)",
    },
    jvp="interp_slope(x, xp, fp_dot) - y * interp_slope(x, xp, xp_dot)",
    infer=types.like("x", types.float_kind),
)
rule(
    "interp_vjp(g, x, xp)",
    vjp={
        "g": "np.interp(x, xp, y_bar)",
        "x": "g * interp_slope(x, xp, y_bar)",
        "xp": "-interp_vjp(g * interp_slope(x, xp, y_bar), x, xp)",
    },
    jvp="interp_vjp(g_dot, x, xp) + interp_slope_vjp(g * (x_dot - np.interp(x, xp, xp_dot)), x, xp)",
    infer=types.like("xp", types.float_kind),
    samples=["V, W, np.array([-3.0, 0.1, 0.9, 4.0])"],
)
rule(
    "interp_slope_vjp(g, x, xp)",
    vjp={
        "g": "interp_slope(x, xp, y_bar)",
        "xp": "-interp_slope_vjp(g * interp_slope(x, xp, y_bar), x, xp)",
    },
    jvp="interp_slope_vjp(g_dot - g * interp_slope(x, xp, xp_dot), x, xp)",
    infer=types.like("xp", types.float_kind),
)
unsupported(
    "interp_jvp(x, xp, fp, x_dot, xp_dot, fp_dot)",
    why="derivatives of tangents of np.interp are not written yet",
    infer=None,
)
METHODS = (*"linear lower higher midpoint nearest hazen weibull".split(),
           *"median_unbiased normal_unbiased interpolated_inverted_cdf".split())
ONE = "q.ndim == 0 and method == 'linear'"  # one number is asked for, in the usual way
for name, share, scale in (("percentile", "q / 100", " / 100"), ("quantile", "q", "")):
    shares = share.replace("q", "np.asarray(q)")
    rule(
        f"np.{name}(a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False)",
        vjp={
            "a": [
                alt(f"expand(y_bar, np.shape(a), axis, keepdims) * quantile_weights(a, {share}, axis)", ONE),
                f"quantile_vjp(y_bar, a, {shares}, axis, keepdims, method)",
            ],
            "q": [
                alt(f"np.sum(y_bar * quantile_slope(a, {share}, axis, keepdims)){scale}", ONE),
                f"quantile_level_vjp(y_bar, a, {shares}, axis, keepdims, method){scale}",
            ],
        },
        jvp=[
            alt(f"np.sum(a_dot * quantile_weights(a, {share}, axis), axis=axis, keepdims=keepdims)"
                f" + q_dot{scale} * quantile_slope(a, {share}, axis, keepdims)", ONE),
            f"quantile_jvp(a_dot, np.asarray(q_dot){scale}, a, {shares}, axis, keepdims, method)",
        ],
        only={"method": METHODS},
        infer=types.quantile,
        samples=["V, 30." if name == "percentile" else "V, 0.3", "A, 0.4, axis=1", "V, [0.2, 0.7]", "A, [0.2, 0.7], axis=0",
                 "A, 0.4, axis=1, method='lower', keepdims=True", "V, P / 3, method='hazen'"],
    )
unsupported(
    "quantile_vjp(g, a, q, axis, keepdims=False, method='linear', skip=False)",
    "quantile_level_vjp(g, a, q, axis, keepdims=False, method='linear', skip=False)",
    "quantile_jvp(a_dot, q_dot, a, q, axis, keepdims=False, method='linear', skip=False)",
    why="that is not written yet",
    infer=None,
)
rule(
    "quantile_weights(a, q, axis=None)",
    vjp={"q": "np.sum(y_bar * quantile_steps(a, q, axis))"},
    jvp="q_dot * quantile_steps(a, q, axis)",
    infer=types.like("a", types.float_kind),
)
zero("quantile_steps(a, q, axis=None)", infer=types.like("a", types.float_kind))
rule(
    "quantile_slope(a, q, axis=None, keepdims=False)",
    vjp={"a": "expand(y_bar, np.shape(a), axis, keepdims) * quantile_steps(a, q, axis)"},
    jvp="np.sum(a_dot * quantile_steps(a, q, axis), axis=axis, keepdims=keepdims)",
    infer=types.reduction(types.float_kind),
    samples=["V, 0.3", "A, 0.4, axis=1"],
)


# --- picking by masks, leaving out ------------------------------------------------------------------------------------
linear(
    "np.select(condlist, choicelist, default=0)",
    {
        "choicelist": "select_vjp(y_bar, condlist, choicelist)",
        "default": "select_default_vjp(y_bar, condlist, np.shape(default))",
    },
    infer=lambda bound, type_of: types.Array(None, "f"),
    samples=["[V > 0, W > 0], [V, W]", "[V > 0, W > 0], [V, 2.0], S", "[V > 9, W > 9], [V, W], P"],
)
unsupported(
    "select_vjp(g, condlist, choicelist)",
    "select_default_vjp(g, condlist, shape)",
    why="second derivatives of np.select are not written yet; nested np.where has them",
    infer=None,
)
linear(
    "np.delete(arr, obj, axis=None)",
    [
        alt("take_scatter(y_bar, np.shape(arr), np.delete(np.arange(np.size(arr)), obj))", "axis is None"),
        "take_scatter(y_bar, np.shape(arr), np.delete(np.arange(np.shape(arr)[axis]), obj), axis)",
    ],
    infer=lambda bound, type_of: types.Array(None, "f"),
    samples=["V, 1", "A, 1, axis=1", "A, [0, 2], axis=1", "A, 3"],
)
