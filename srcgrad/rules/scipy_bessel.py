"""Bessel, elliptic and hypergeometric functions, orthogonal polynomials, integrals of scipy.special.

By an order or a shape there is no closed form: it must not vary.
"""

from __future__ import annotations

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, elementwise, rule
from srcgrad.rules.scipy_special import NAMES, by_last, unary

unary("k0(x)", "-k1(x)")
unary("k1(x)", "-k0(x) - y / x")
unary("k0e(x)", "y - k1e(x)")
unary("k1e(x)", "y - k0e(x) - y / x")
by_last("jv(v, z)", "0.5 * (jv(v - 1, z) - jv(v + 1, z))", "2, P")
by_last("yv(v, z)", "0.5 * (yv(v - 1, z) - yv(v + 1, z))", "2, P")
by_last("iv(v, z)", "0.5 * (iv(v - 1, z) + iv(v + 1, z))", "2, P")
by_last("kv(v, z)", "-0.5 * (kv(v - 1, z) + kv(v + 1, z))", "2, P")
by_last("yn(n, x)", "0.5 * (yv(n - 1, x) - yv(n + 1, x))", "2, P")
by_last("kn(n, x)", "-0.5 * (kv(n - 1, x) + kv(n + 1, x))", "2, P")
by_last("jve(v, z)", "0.5 * (jve(v - 1, z) - jve(v + 1, z))", "2, P")
by_last("yve(v, z)", "0.5 * (yve(v - 1, z) - yve(v + 1, z))", "2, P")
by_last("ive(v, z)", "0.5 * (ive(v - 1, z) + ive(v + 1, z)) - np.sign(z) * y", "2, P")
by_last("kve(v, z)", "y - 0.5 * (kve(v - 1, z) + kve(v + 1, z))", "2, P")
by_last("struve(v, x)", "0.5 * (struve(v - 1, x) - struve(v + 1, x) + (x / 2)**v / (math.sqrt(math.pi) * gamma(v + 1.5)))", "1, P")
for name, sign in (("jn", "-"), ("yn", "-"), ("in", "+"), ("kn", "+")):
    f = f"spherical_{name}"
    elementwise(
        f"{f}(n, z, derivative=False)",
        None,
        [
            alt(f"{f}(n, z, True)", "derivative is False"),
            f"(n * (n + 1) / z**2 {sign} 1) * {f}(n, z) - 2 / z * y",
        ],
        samples=["1, P", "2, P, True"],
        extra=NAMES,
        fixed=("n",),
        only={"derivative": (False, True)},
    )
for name in ("jvp", "yvp", "ivp", "kvp"):
    by_last(f"{name}(v, z, n=1)", f"{name}(v, z, n + 1)", "1, P")

# --- several results ------------------------------------------------------------------------------------------------
SEVERAL = {
    "sici(x)": ("np.sinc(x / math.pi)", "np.cos(x) / x"),
    "shichi(x)": ("np.sinh(x) / x", "np.cosh(x) / x"),
    "fresnel(z)": ("np.sin(math.pi / 2 * z**2)", "np.cos(math.pi / 2 * z**2)"),
    "airy(z)": ("y[1]", "z * y[0]", "y[3]", "z * y[2]"),
    "ellipj(u, m)": ("y[1] * y[2]", "-y[0] * y[2]", "-m * y[0] * y[1]", "y[2]"),
}
for text, slopes in SEVERAL.items():
    by, *others = text[text.index("(") + 1 : -1].split(", ")
    one = types.elementwise()
    rule(
        text,
        vjp={by: " + ".join(f"y_bar[{k}] * ({s})" for k, s in enumerate(slopes))},
        jvp=f"({', '.join(f'{by}_dot * ({s})' for s in slopes)})",
        infer=types.pair(*[one] * len(slopes)),
        samples=["P, 0.3" if others else "P"],
        extra=NAMES,
        fixed=tuple(others),
    )

# --- elliptic, hypergeometric ---------------------------------------------------------------------------------------
elementwise("ellipk(m)", "(ellipe(m) / (1 - m) - y) / (2 * m)", samples=["P / 4"], extra=NAMES)
elementwise("ellipe(m)", "(y - ellipk(m)) / (2 * m)", samples=["P / 4"], extra=NAMES)
elementwise("ellipkm1(p)", "(y - ellipe(1 - p) / p) / (2 * (1 - p))", samples=["P / 4"], extra=NAMES)
elementwise(
    "ellipkinc(phi, m)",
    "1 / np.sqrt(1 - m * np.sin(phi)**2)",
    "(ellipeinc(phi, m) / (1 - m) - y) / (2 * m) - np.sin(2 * phi) / (4 * (1 - m) * np.sqrt(1 - m * np.sin(phi)**2))",
    samples=["P, 0.3", "P, P / 4"],
    extra=NAMES,
)
elementwise(
    "ellipeinc(phi, m)",
    "np.sqrt(1 - m * np.sin(phi)**2)",
    "(y - ellipkinc(phi, m)) / (2 * m)",
    samples=["P, 0.3", "P, P / 4"],
    extra=NAMES,
)
by_last("hyp0f1(v, z)", "hyp0f1(v + 1, z) / v", "1.5, V")
by_last("hyp1f1(a, b, x)", "a / b * hyp1f1(a + 1, b + 1, x)", "0.5, 1.5, V")
by_last("hyp2f1(a, b, c, z)", "a * b / c * hyp2f1(a + 1, b + 1, c + 1, z)", "0.5, 1.5, 2.5, U")
by_last("hyperu(a, b, x)", "-a * hyperu(a + 1, b + 1, x)", "0.5, 1.5, P")
elementwise("zeta(x, q=None)", None, "-x * zeta(x + 1, q)", samples=["2.5, P"], extra=NAMES, fixed=("x",))
unary("spence(z)", "np.log(z) / (1 - z)", "P + 2")
unary("wrightomega(z)", "y / (1 + y)", "V")
elementwise(
    "owens_t(h, a)",
    "-0.5 / math.sqrt(2 * math.pi) * np.exp(-0.5 * h**2) * erf(a * h / math.sqrt(2))",
    "np.exp(-0.5 * h**2 * (1 + a**2)) / (2 * math.pi * (1 + a**2))",
    samples=["V, 0.5", "V, P"],
    extra=NAMES,
)

# --- orthogonal polynomials -----------------------------------------------------------------------------------------
by_last("eval_legendre(n, x)", "0.5 * (n + 1) * eval_jacobi(n - 1, 1.0, 1.0, x)", "3, V")
by_last("eval_jacobi(n, alpha, beta, x)", "0.5 * (n + alpha + beta + 1) * eval_jacobi(n - 1, alpha + 1, beta + 1, x)",
        "3, 1.0, 0.5, U")
by_last("eval_chebyt(n, x)", "n * eval_chebyu(n - 1, x)", "3, V")
by_last("eval_chebyu(n, x)", "2 * eval_gegenbauer(n - 1, 2.0, x)", "3, V")
by_last("eval_gegenbauer(n, alpha, x)", "2 * alpha * eval_gegenbauer(n - 1, alpha + 1, x)", "3, 1.5, V")
by_last("eval_hermite(n, x)", "2 * n * eval_hermite(np.maximum(n - 1, 0), x)", "3, V")
by_last("eval_hermitenorm(n, x)", "n * eval_hermitenorm(np.maximum(n - 1, 0), x)", "3, V")
by_last("eval_laguerre(n, x)", "-eval_genlaguerre(n - 1, 1.0, x)", "3, V")
by_last("eval_genlaguerre(n, alpha, x)", "-eval_genlaguerre(n - 1, alpha + 1, x)", "3, 0.5, V")
