"""Covariances and correlations of samples."""

from __future__ import annotations

from srcgrad.rules import infer as types
from srcgrad.rules.declare import rule, unsupported


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
