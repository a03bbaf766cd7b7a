"""Sums, means, extremes, products and scans.

Ties of max and min share equally; a nan maximum belongs to the nans. std of equal elements has the derivative 0. prod
and cumprod are right where elements are 0.

A reduction without an axis has a number for a cotangent, which stands for a whole array; with one, `np.expand_dims`
makes it broadcast.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alias, alt, linear, rule, unsupported, whole, zero
from srcgrad.rules.infer import reduction, scan
from srcgrad.rules.template import Draft

AXES = [
    "A",
    "A, axis=0",
    "A, axis=(0, -1), keepdims=True",
    "A, axis=1, keepdims=True",
    "V",
    "A, axis=None, keepdims=True",
    "S",
]


def lifted(bound: types.Bound, type_of: types.TypeOf) -> str | None:
    """y_bar with the axes that were reduced, so that it broadcasts to `a`; None where they are not known. Leading
    axes need not be written."""
    n = types.ndim_of(bound["a"], type_of)
    keep = types.constant(bound["keepdims"])
    over = types.axes(bound["axis"], n)
    if keep is True or n == 0 or over is None and keep is False:
        return "y_bar"
    if n is None or over is types.UNKNOWN or keep is not False:
        return None
    first = next((i for i in range(n) if i not in over), n)
    gap = next((i for i in range(first, n) if i in over), n)
    if gap == n:
        return "y_bar"
    # from the right, so that a y_bar of fewer axes, which stands for the broadcast, is still right
    front = [":"] if n - len(over) == 1 else ["..."]
    index = front + ["None" if i in over else ":" for i in range(gap, n)]
    return f"y_bar[{', '.join(index)}]"


def divided(bound: types.Bound, type_of: types.TypeOf) -> str:
    """How many elements a reduction puts together, as a person would write it."""
    n = types.ndim_of(bound["a"], type_of)
    over = types.axes(bound["axis"], n)
    if over is None or n is not None and over is not types.UNKNOWN and len(over) == n:
        return "np.size(a)"
    if over is not types.UNKNOWN and len(over) == 1:
        return (
            f"np.shape(a)[{types.constant(bound['axis'])}]" if isinstance(types.constant(bound["axis"]), int) else GROUP
        )
    return GROUP


GROUP = "count(np.shape(a), axis)"
Y = "expand(y, np.shape(a), axis, keepdims)"


def spread(factor: str = "", where: bool = False) -> list[Draft | str]:
    """y_bar for every element that went into it, times a factor, in which {n} is how many elements those are, {y} the
    result for every element, and {how} and {axis} what else the factor must know of the reduction."""
    end = factor and f" {factor}"

    def known(bound: types.Bound, k: int | None, type_of: types.TypeOf) -> str | None:
        start = lifted(bound, type_of)
        if start is None:
            return None
        plain = types.constant(bound["axis"]) is None and types.constant(bound["keepdims"]) is False
        how = "" if plain else ", axis" if types.constant(bound["keepdims"]) is False else ", axis, keepdims"
        along = "" if types.constant(bound["axis"]) is None else ", axis"
        return start + end.format(n=divided(bound, type_of), how=how, axis=along, y=start.replace("y_bar", "y"))

    general = (
        f"expand(y_bar, np.shape(a), axis, keepdims){end.format(n=GROUP, how=', axis, keepdims', axis=', axis', y=Y)}"
    )
    if not where:
        return [whole(known), general]
    return [whole(known, "where is True"), Draft(general, "where is True"), f"np.where(where, {general}, 0.0)"]


linear(
    "np.sum(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True)",
    {"a": spread(where=True), "initial": "np.sum(y_bar)"},
    infer=reduction(),
    samples=[*AXES, "A, where=A > 0", "A, axis=0, where=A > 0", "A, axis=0, initial=S"],
)
linear(
    "np.mean(a, axis=None, dtype=None, out=None, keepdims=False, where=True)",
    [
        *[replace(d, when="where is True") if isinstance(d, Draft) else alt(d, "where is True") for d in spread("/ {n}")],
        "expand(y_bar, np.shape(a), axis, keepdims) * share_where(where, a, axis)",
    ],
    infer=reduction(types.float_kind),
    samples=[*AXES, "A, where=A > -9", "A, axis=0, where=A > -9"],
)
linear(
    "expand(g, shape, axis=None, keepdims=False)",
    "contract(y_bar, shape, axis, keepdims)",
    storage="maybe:g",
    infer=lambda bound, type_of: types.created("shape")({**bound}, type_of),
    samples=["V, (2, *np.shape(V)), 0", "S, (2, 3)"],
)
linear(
    "contract(x, shape, axis=None, keepdims=False)",
    "expand(y_bar, shape, axis, keepdims)",
    infer=types.reduction(name="x"),
    samples=["A, np.shape(A), 0", "A, np.shape(A)"],
)
linear(
    "unbroadcast(g, shape)",
    "np.broadcast_to(y_bar, np.shape(g))",
    storage="maybe:g",
    samples=["A, (3,)", "A, (2, 1)", "A, ()"],
    infer=lambda bound, type_of: types.made(types.dims_of(bound["shape"], type_of), "f"),
)
zero("share_where(where, a, axis=None)", infer=types.like("a", types.float_kind))
zero("count(shape, axis=None)", infer=types.fixed(types.Scalar("i")))

CENTRED = "(a - np.mean(a, axis=axis, keepdims=True))"
rule(
    "np.var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False)",
    samples=[*AXES[:-1], "A, axis=0, ddof=1"],
    vjp={"a": spread(f"* 2 / ({{n}} - ddof) * {CENTRED}")},
    infer=reduction(types.float_kind),
    jvp=f"2 / (count(np.shape(a), axis) - ddof) * np.sum(a_dot * {CENTRED}, axis=axis, keepdims=keepdims)",
)


def over_result(d: Draft | str) -> Draft | str:
    """The same with y_bar / y, and 0 where y is 0, in place of y_bar."""
    if isinstance(d, str):
        return d.replace("y_bar", "quotient(y_bar, y)")
    macro: Any = d.text

    def written(bound: types.Bound, k: int | None, type_of: types.TypeOf) -> str | None:
        text = macro(bound, k, type_of)
        return text and text.replace("y_bar", "quotient(y_bar, y)")

    return Draft(written, d.when, d.virtual)


rule(
    "np.std(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False)",
    samples=[*AXES[:-1], "A, axis=0, ddof=1"],
    vjp={"a": [*map(over_result, spread(f"/ ({{n}} - ddof) * {CENTRED}"))]},
    infer=reduction(types.float_kind),
    jvp=f"quotient(np.sum(a_dot * {CENTRED}, axis=axis, keepdims=keepdims), y) / (count(np.shape(a), axis) - ddof)",
)

PLAIN = "initial is None and where is True"
for name in ("max", "min"):
    rule(
        f"np.{name}(a, axis=None, out=None, keepdims=False, initial=None, where=True)",
        samples=[*AXES, "A, initial=0.1", f"A, axis=0, initial={'-' if name == 'max' else ''}9.0, where=A > 0"],
        vjp={
            "a": [
                *[replace(d, when=PLAIN) if isinstance(d, Draft) else alt(d, PLAIN) for d in spread("* tie_weights(a, y{how})")],
                "expand(y_bar, np.shape(a), axis, keepdims) * tie_weights(a, y, axis, keepdims, where)",
            ]
        },
        infer=reduction(),
        fixed=("initial",),
        jvp=[
            alt("np.sum(a_dot * tie_weights(a, y, axis, keepdims), axis=axis, keepdims=keepdims)", PLAIN),
            "np.sum(a_dot * tie_weights(a, y, axis, keepdims, where), axis=axis, keepdims=keepdims)",
        ],
    )
rule(
    "np.ptp(a, axis=None, out=None, keepdims=False)",
    samples=AXES[:-1],
    vjp={
        "a": "expand(y_bar, np.shape(a), axis, keepdims)"
        " * (tie_weights(a, np.max(a, axis=axis, keepdims=True), axis, True)"
        " - tie_weights(a, np.min(a, axis=axis, keepdims=True), axis, True))"
    },
    infer=reduction(),
    jvp="np.sum(a_dot * (tie_weights(a, np.max(a, axis=axis, keepdims=True), axis, True)"
    " - tie_weights(a, np.min(a, axis=axis, keepdims=True), axis, True)), axis=axis, keepdims=keepdims)",
)
zero("tie_weights(a, y, axis=None, keepdims=False, where=True)", infer=types.like("a", types.float_kind))
COUNTING = "np.where(where, a, 1)"
rule(
    "np.prod(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True)",
    samples=[*AXES, "A, axis=0, where=A > 0"],
    infer=reduction(),
    vjp={
        "a": [
            *[
                replace(d, when="where is True") if isinstance(d, Draft) else alt(d, "where is True")
                for d in spread("* prod_others(a{axis})")
            ],
            f"expand(y_bar, np.shape(a), axis, keepdims) * where * prod_others({COUNTING}, axis)",
        ]
    },
    jvp=[
        alt("np.sum(a_dot * prod_others(a, axis), axis=axis, keepdims=keepdims)", "where is True"),
        f"np.sum(a_dot * where * prod_others({COUNTING}, axis), axis=axis, keepdims=keepdims)",
    ],
    only={"initial": (None,)},
)
rule(
    "prod_others(a, axis=None)",
    vjp={"a": "prod_others_vjp(y_bar, a, axis)"},
    jvp="prod_others_vjp(a_dot, a, axis)",
    infer=types.created_like(),
    samples=["V", "A, axis=0"],
)
unsupported(
    "prod_others_vjp(g, a, axis=None)",
    why="third derivatives of products are not written yet",
    infer=types.created_like(),
)
rule(
    "math.prod(a, start=1)",
    vjp={
        "a": [Draft("y_bar * prod_others(a, 0)", "start == 1"), "y_bar * start * prod_others(a, 0)"],
        "start": "unbroadcast(y_bar * math.prod(a), np.shape(start))",
    },
    jvp="start * np.sum(a_dot * prod_others(a, 0), axis=0) + start_dot * math.prod(a)",
    infer=lambda bound, type_of: types.Scalar("f") if types.ndim_of(bound["a"], type_of) == 1 else None,
    samples=["V", "V, start=S"],
)
linear(
    "np.cumsum(a, axis=None, dtype=None, out=None)",
    [
        Draft("np.cumsum(y_bar[::-1])[::-1]", "a.ndim == 1"),
        Draft("np.flip(np.cumsum(np.flip(y_bar, axis), axis), axis)", "isinstance(axis, int) and a.ndim > 0"),
        "cumsum_vjp(y_bar, np.shape(a), axis)",
    ],
    infer=scan(),
    samples=["V", "A", "A, axis=0", "A, axis=-1"],
)
linear(
    "cumsum_vjp(g, shape, axis=None)",
    "np.cumsum(np.reshape(y_bar, shape), axis)",
    infer=types.created("shape"),
    samples=["np.cumsum(A, 0), np.shape(A), 0", "np.cumsum(V), np.shape(V)"],
)
rule(
    "np.cumprod(a, axis=None, dtype=None, out=None)",
    vjp={"a": "cumprod_vjp(y_bar, a, axis)"},
    jvp="cumprod_jvp(a_dot, a, axis)",
    infer=scan(),
    samples=["V", "A", "A, axis=0", "A, axis=-1"],
)
rule(
    "cumprod_vjp(g, a, axis=None)",
    vjp={"g": "np.reshape(cumprod_jvp(y_bar, a, axis), np.shape(g))", "a": "cumprod_second(g, y_bar, a, axis)"},
    jvp="cumprod_vjp(g_dot, a, axis) + cumprod_second(g, a_dot, a, axis)",
    infer=types.created_like(),
    samples=["A + 1, A, 0"],
)
rule(
    "cumprod_jvp(dot, a, axis=None)",
    vjp={"dot": "cumprod_vjp(y_bar, a, axis)", "a": "cumprod_second(y_bar, dot, a, axis)"},
    jvp="cumprod_jvp(dot_dot, a, axis) + cumprod_turned(dot, a_dot, a, axis)",
    infer=None,
)
unsupported(
    "cumprod_second(g, dot, a, axis=None)",
    "cumprod_turned(dot, other, a, axis=None)",
    why="third derivatives of cumprod are not written yet",
    infer=types.created_like(),
)
linear(
    "np.diff(a, n=1, axis=-1)",
    "undiff(y_bar, np.shape(a), n, axis)",
    samples=["V", "A", "A, axis=0", "V, n=2"],
    infer=lambda bound, type_of: (
        types.with_ndim(n, "a")(bound, type_of)
        if (n := types.ndim_of(bound["a"], type_of)) is not None
        else types.Array(None, "f")
    ),
)
linear(
    "undiff(g, shape, n=1, axis=-1)",
    "np.diff(y_bar, n, axis)",
    infer=types.created("shape"),
    samples=["W, (*np.shape(W)[:-1], np.shape(W)[-1] + 1)"],
)
rule(
    "np.median(a, axis=None, out=None, overwrite_input=False, keepdims=False)",
    samples=AXES[:-1],
    vjp={"a": "expand(y_bar, np.shape(a), axis, keepdims) * median_weights(a, axis)"},
    jvp="np.sum(a_dot * median_weights(a, axis), axis=axis, keepdims=keepdims)",
    infer=reduction(types.float_kind),
)
zero("median_weights(a, axis=None)", infer=types.like("a", types.float_kind))
rule(
    "np.average(a, axis=None, weights=None, returned=False)",
    samples=["A", "A, axis=0", "V, weights=P"],
    only={"returned": (False,)},
    vjp={
        "a": [whole("y_bar / np.size(a)", "axis is None and weights is None"), "average_vjp(y_bar, a, axis, weights)"],
        "weights": "average_weights_vjp(y_bar, a, y, axis, weights)",
    },
    jvp=[
        Draft("np.average(a_dot, axis=axis)", "weights is None"),
        "average_jvp(a, a_dot, weights, weights_dot, y, axis)",
    ],
    infer=reduction(types.float_kind),
)
unsupported(
    "average_vjp(g, a, axis, weights)",
    infer=types.like("a", types.float_kind),
    why="second derivatives of a weighted average are not written yet; np.sum(w * a) / np.sum(w) has them",
)
unsupported(
    "average_weights_vjp(g, a, y, axis, weights)",
    "average_jvp(a, a_dot, weights, weights_dot, y, axis)",
    why="second derivatives of a weighted average are not written yet; np.sum(w * a) / np.sum(w) has them",
)

METHODS: dict[Any, Any] = {
    np.ndarray.sum: np.sum,
    np.ndarray.mean: np.mean,
    np.ndarray.max: np.max,
    np.ndarray.min: np.min,
    np.ndarray.prod: np.prod,
    np.ndarray.cumsum: np.cumsum,
    np.ndarray.cumprod: np.cumprod,
    np.ndarray.var: np.var,
    np.ndarray.std: np.std,
}
if np.lib.NumpyVersion(np.__version__) < "2.0.0":  # later ones keep the name, and raise
    METHODS[getattr(np.ndarray, "ptp")] = np.ptp  # noqa: B009
for method, function in METHODS.items():
    alias(method, function, f"np.ndarray.{method.__name__}", samples=["A", "V", "A, 0"])
alias(np.amax, np.max, "np.amax")
alias(np.amin, np.min, "np.amin")
