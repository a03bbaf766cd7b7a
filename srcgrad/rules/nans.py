"""Reductions that leave nans out: these get no derivative, not even a nan."""

from __future__ import annotations

from srcgrad.rules import infer as types
from srcgrad.rules.declare import rule, zero
from srcgrad.rules.infer import reduction, scan
from srcgrad.rules.ordering import METHODS
from srcgrad.rules.reductions import AXES, spread

KEPT = "np.where(np.isnan(a), 0, a_dot)"
rule(
    "np.nansum(a, axis=None, dtype=None, out=None, keepdims=False)",
    vjp={"a": spread("* ~np.isnan(a)")},
    jvp=f"np.sum({KEPT}, axis=axis, keepdims=keepdims)",
    infer=reduction(),
    samples=AXES[:-1],
)
rule(
    "np.nanmean(a, axis=None, dtype=None, out=None, keepdims=False)",
    vjp={"a": spread("* nan_share(a{axis})")},
    jvp="np.sum(a_dot * nan_share(a, axis), axis=axis, keepdims=keepdims)",
    infer=reduction(types.float_kind),
    samples=AXES[:-1],
)
zero("nan_share(a, axis=None)", infer=types.like("a", types.float_kind))
for name in ("max", "min"):
    rule(
        f"np.nan{name}(a, axis=None, out=None, keepdims=False)",
        samples=AXES[:-1],
        vjp={"a": spread("* tie_weights(a, y{how})")},
        infer=reduction(),
        jvp="np.sum(a_dot * tie_weights(a, y, axis, keepdims), axis=axis, keepdims=keepdims)",
    )
rule(
    "np.nanprod(a, axis=None, dtype=None, out=None, keepdims=False)",
    vjp={"a": spread("* prod_others(np.where(np.isnan(a), 1, a){axis}) * ~np.isnan(a)")},
    jvp=f"np.sum({KEPT} * prod_others(np.where(np.isnan(a), 1, a), axis), axis=axis, keepdims=keepdims)",
    infer=reduction(),
    samples=AXES[:-1],
)
rule(
    "np.nancumsum(a, axis=None, dtype=None, out=None)",
    vjp={"a": "cumsum_vjp(y_bar, np.shape(a), axis) * ~np.isnan(a)"},
    jvp=f"np.cumsum({KEPT}, axis)",
    infer=scan(),
    samples=["V", "A", "A, axis=0"],
)
CENTRED = "nan_centred(a, axis, ddof)"
WHOLE = "np.shape(a), axis, keepdims)"
MOVED = f"np.sum(np.where(np.isnan(a), 0, a_dot) * {CENTRED}, axis=axis, keepdims=keepdims)"
rule(
    "np.nanvar(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False)",
    vjp={"a": f"expand(2 * y_bar, {WHOLE} * {CENTRED}"},
    jvp=f"2 * {MOVED}",
    infer=reduction(types.float_kind),
    samples=[*AXES[:-1], "A, axis=0, ddof=1"],
)
rule(
    "np.nanstd(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False)",
    vjp={"a": f"expand(quotient(y_bar, y), {WHOLE} * {CENTRED}"},
    jvp=f"quotient({MOVED}, y)",
    infer=reduction(types.float_kind),
    samples=[*AXES[:-1], "A, axis=0, ddof=1"],
)
rule(
    "nan_centred(a, axis=None, ddof=0)",
    vjp={"a": "nan_centred(np.where(np.isnan(a), np.nan, y_bar), axis, ddof)"},
    jvp="nan_centred(np.where(np.isnan(a), np.nan, a_dot), axis, ddof)",
    infer=types.like("a", types.float_kind),
    samples=["V", "A, 0"],
)
NUMBERS = "np.where(np.isnan(a), 1, a)"
rule(
    "np.nancumprod(a, axis=None, dtype=None, out=None)",
    vjp={"a": f"cumprod_vjp(y_bar, {NUMBERS}, axis) * ~np.isnan(a)"},
    jvp=f"cumprod_jvp({KEPT}, {NUMBERS}, axis)",
    infer=scan(),
    samples=["V", "A", "A, axis=0"],
)
rule(
    "np.nanmedian(a, axis=None, out=None, overwrite_input=False, keepdims=False)",
    vjp={"a": "quantile_vjp(y_bar, a, 0.5, axis, keepdims, 'linear', True)"},
    jvp="quantile_jvp(a_dot, 0.0, a, 0.5, axis, keepdims, 'linear', True)",
    infer=reduction(types.float_kind),
    samples=AXES[:-1],
)
for name, share in (("percentile", " / 100"), ("quantile", "")):
    rule(
        f"np.nan{name}(a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False)",
        vjp={
            "a": f"quantile_vjp(y_bar, a, np.asarray(q){share}, axis, keepdims, method, True)",
            "q": f"quantile_level_vjp(y_bar, a, np.asarray(q){share}, axis, keepdims, method, True){share}",
        },
        jvp=f"quantile_jvp(a_dot, np.asarray(q_dot){share}, a, np.asarray(q){share}, axis, keepdims, method, True)",
        only={"method": METHODS},
        infer=types.quantile,
        samples=["V, 30." if name == "percentile" else "V, 0.3", "A, 0.4, axis=1"],
    )
