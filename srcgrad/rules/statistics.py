"""Covariances and correlations of samples, histograms."""

from __future__ import annotations

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, linear, rule, unsupported


def square(name: str) -> types.Infer:
    """A matrix; a number for the covariance of one variable."""

    def infer(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
        n = types.ndim_of(bound[name], type_of)
        alone = types.constant(bound["y_"]) is None
        return types.Array(types.fresh_dims(2), "f") if n == 1 and not alone else None

    return infer


COV = "m, y_, rowvar, bias, ddof"
rule(
    "np.cov(m, y_=None, rowvar=True, bias=False, ddof=None)",
    vjp={"m": f"cov_vjp(y_bar, {COV})", "y_": f"cov_vjp(y_bar, {COV}, True)"},
    jvp=f"cov_jvp({COV}, m_dot, y__dot)",
    infer=square("m"),
    samples=["A", "V", "V, W", "A, rowvar=False", "A, V, bias=True", "A, A + 1, ddof=0"],
)
rule(
    "np.corrcoef(x, y_=None, rowvar=True)",
    vjp={"x": "corrcoef_vjp(y_bar, x, y_, rowvar)", "y_": "corrcoef_vjp(y_bar, x, y_, rowvar, True)"},
    jvp="corrcoef_jvp(x, y_, rowvar, x_dot, y__dot)",
    infer=square("x"),
    samples=["A", "V, W", "M, V"],
)
unsupported(
    "cov_vjp(g, m, other, rowvar=True, bias=False, ddof=None, second=False)",
    "cov_jvp(m, other, rowvar, bias, ddof, m_dot, other_dot)",
    "corrcoef_vjp(g, x, other, rowvar=True, second=False)",
    "corrcoef_jvp(x, other, rowvar, x_dot, other_dot)",
    why="second derivatives of covariances are not written yet; x = x - x.mean(axis=1, keepdims=True); x @ x.T / (n - 1) has them",
)

COUNTED = "a, bins=10, range=None, density=None, weights=None"
rule(  # how many fall between edges is constant; the weights of those that do add up; edges that are not given follow the extremes
    f"np.histogram({COUNTED})",
    vjp={
        "a": "histogram_edges_vjp(y_bar[1], a, bins, range)",
        "weights": "histogram_vjp(y_bar[0], a, y[1])",
    },
    jvp=[
        alt("(np.zeros_like(y[0]), histogram_edges_jvp(a_dot, a, bins, range, y[1]))", "weights is None"),
        "(np.histogram(a, bins, range, weights=weights_dot)[0], histogram_edges_jvp(a_dot, a, bins, range, y[1]))",
    ],
    only={"density": (None, False)},
    fixed=("bins", "range"),
    infer=lambda bound, type_of: types.TupleType((
        types.Array(types.fresh_dims(1), "i" if types.constant(bound["weights"]) is None else "f"),
        types.Array(types.fresh_dims(1), "f"),
    )),
    samples=["V", "V, 2, weights=W", "V, [-5.0, 0.1, 5.0], weights=W"],
)
linear(
    "histogram_vjp(g, a, edges)",
    "np.histogram(a, edges, weights=y_bar)[0]",
    infer=types.like("a", types.float_kind),
    samples=["np.array([0.5, 2.0, -1.0]), V, np.array([-5.0, 0.0, 1.0, 5.0])"],
)
linear(
    "histogram_edges_vjp(g, a, bins=10, range=None)",
    "histogram_edges_jvp(y_bar, a, bins, range, g)",
    infer=types.like("a", types.float_kind),
)
linear(
    "histogram_edges_jvp(dot, a, bins, range, edges)",
    {"dot": "histogram_edges_vjp(y_bar, a, bins, range)"},
    infer=types.like("edges", types.float_kind),
)
