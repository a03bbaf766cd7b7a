"""Distribution functions of scipy.special, their inverses, Box-Cox transforms, losses, angles in degrees.

By a shape or a number of degrees of freedom there is no closed form: it must not vary.
"""

from __future__ import annotations

from srcgrad.rules import infer as types
from srcgrad.rules.declare import elementwise, zero
from srcgrad.rules.scipy_special import NAMES, by_last, unary

GAMMA = "np.exp((a - 1) * np.log({x}) - {x} - gammaln(a))"
BETA = "np.exp((a - 1) * np.log({x}) + (b - 1) * np.log1p(-{x}) - betaln(a, b))"
STUDENT = "np.exp(gammaln((df + 1) / 2) - gammaln(df / 2) - (df + 1) / 2 * np.log1p({t}**2 / df)) / np.sqrt(df * math.pi)"
CHI = "np.exp((v / 2 - 1) * np.log(x) - x / 2 - v / 2 * math.log(2) - gammaln(v / 2))"
by_last("gammainc(a, x)", GAMMA.format(x="x"), "2, P")
by_last("gammaincc(a, x)", "-" + GAMMA.format(x="x"), "2, P")
by_last("gammaincinv(a, p)", "1 / " + GAMMA.format(x="y"), "2, P / 3")
by_last("gammainccinv(a, p)", "-1 / " + GAMMA.format(x="y"), "2, P / 3")
by_last("betainc(a, b, x)", BETA.format(x="x"), "2, 3, P / 3")
by_last("betaincc(a, b, x)", "-" + BETA.format(x="x"), "2, 3, P / 3")
by_last("betaincinv(a, b, p)", "1 / " + BETA.format(x="y"), "2, 3, P / 3")
by_last("stdtr(df, t)", STUDENT.format(t="t"), "3.0, V")
by_last("stdtrit(df, p)", "1 / (" + STUDENT.format(t="y") + ")", "3.0, P / 3")
by_last("chdtr(v, x)", CHI, "3.0, P")
by_last("chdtrc(v, x)", "-" + CHI, "3.0, P")
by_last("pdtr(k_, m)", "-np.exp(np.floor(k_) * np.log(m) - m - gammaln(np.floor(k_) + 1))", "2, P")
by_last("pdtrc(k_, m)", "np.exp(np.floor(k_) * np.log(m) - m - gammaln(np.floor(k_) + 1))", "2, P")
by_last(
    "fdtr(dfn, dfd, x)",
    "np.exp(dfn / 2 * np.log(dfn) + dfd / 2 * np.log(dfd) + (dfn / 2 - 1) * np.log(x)"
    " - (dfn + dfd) / 2 * np.log(dfn * x + dfd) - betaln(dfn / 2, dfd / 2))",
    "2.0, 3.0, P",
)
DENSITY = "np.exp(b * np.log(a) + (b - 1) * np.log(x) - a * x - gammaln(b))"
elementwise("gdtr(a, b, x)", f"x / a * {DENSITY}", None, DENSITY, samples=["P, 3.0, P"], extra=NAMES, fixed=("b",))
unary("ndtri_exp(p)", "math.sqrt(2 * math.pi) * np.exp(p + 0.5 * y**2)", "-P")
unary("erfi(x)", "2 / math.sqrt(math.pi) * np.exp(x**2)", "V")
unary("erfcinv(x)", "-math.sqrt(math.pi) / 2 * np.exp(y**2)", "P / 2")

# --- losses and transforms ------------------------------------------------------------------------------------------
elementwise("huber(delta, r)", "np.maximum(np.abs(r) - delta, 0)", "np.clip(r, -delta, delta)",
            samples=["1, V", "P, V"], extra=NAMES)
elementwise(
    "pseudo_huber(delta, r)",
    "2 * delta * (np.sqrt(1 + (r / delta)**2) - 1) - r**2 / (delta * np.sqrt(1 + (r / delta)**2))",
    "r / np.sqrt(1 + (r / delta)**2)",
    samples=["1.5, V", "P, V"],
    extra=NAMES,
)
elementwise(
    "boxcox(x, lmbda)", "x**(lmbda - 1)", "((lmbda * y + 1) * np.log(x) - y) / lmbda", samples=["P, 0.5", "P, P"], extra=NAMES
)
elementwise(
    "boxcox1p(x, lmbda)",
    "np.exp((lmbda - 1) * np.log1p(x))",
    "((lmbda * y + 1) * np.log1p(x) - y) / lmbda",
    samples=["P, 0.5", "P, P"],
    extra=NAMES,
)
elementwise("inv_boxcox(v, lmbda)", "y**(1 - lmbda)", samples=["P, 0.5"], extra=NAMES, fixed=("lmbda",))
elementwise("inv_boxcox1p(v, lmbda)", "(1 + y)**(1 - lmbda)", samples=["P, 0.5"], extra=NAMES, fixed=("lmbda",))
elementwise("powm1(x, p)", "p * (y + 1) / x", "(y + 1) * np.log(x)", samples=["P, V"], extra=NAMES)

# --- angles in degrees, others --------------------------------------------------------------------------------------
unary("sindg(x)", "math.pi / 180 * cosdg(x)", "V")
unary("cosdg(x)", "-math.pi / 180 * sindg(x)", "V")
unary("tandg(x)", "math.pi / 180 * (1 + y**2)", "V")
unary("cotdg(x)", "-math.pi / 180 * (1 + y**2)", "P")
unary("cosm1(x)", "-np.sin(x)", "V")
unary("exp2(x)", "math.log(2) * y", "V")
elementwise(
    "radian(d, m, s)", "math.pi / 180", "math.pi / 10800", "math.pi / 648000", samples=["V, 2.0, 3.0"], extra=NAMES
)
zero("round(x)", infer=types.elementwise(), extra=NAMES)
