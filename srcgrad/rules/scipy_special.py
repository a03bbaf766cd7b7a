"""Functions of scipy.special; loaded once the user's code has imported it.

logsumexp: -inf everywhere gives the derivative 0, and inf is shared by the infinite elements. xlogy is 0 at x = 0,
and so is its derivative by y.
"""

from __future__ import annotations

from dataclasses import replace

import scipy.special as special

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, elementwise, rule, unsupported
from srcgrad.rules.reductions import spread
from srcgrad.rules.template import Draft

NAMES = {
    n: getattr(special, n)
    for n in (
        "erf",
        "erfc",
        "erfcx",
        "erfinv",
        "expit",
        "logit",
        "log_expit",
        "logsumexp",
        "softmax",
        "log_softmax",
        "gamma",
        "gammaln",
        "psi",
        "digamma",
        "polygamma",
        "xlogy",
        "xlog1py",
        "entr",
        "rel_entr",
        "kl_div",
        "beta",
        "betaln",
        "ndtr",
        "log_ndtr",
        "ndtri",
        "exp10",
        "j0",
        "j1",
        "y0",
        "y1",
        "i0",
        "i1",
        "i0e",
        "i1e",
        "expm1",
        "log1p",
        "cbrt",
        "sinc",
        "zeta",
        "factorial",
        "comb",
        "binom",
        "gammainc",
        "gammaincc",
        "betainc",
        "jv",
        "iv",
        "kv",
        "yv",
        "ellipk",
        "ellipe",
        "lambertw",
        "expn",
        "exp1",
        "expi",
        "huber",
        "dawsn",
        "poch",
        "multigammaln",
        "loggamma",
        "gammaincinv",
        "gammainccinv",
        "betaincinv",
        "boxcox",
        "hyp2f1",
        "ive",
        "kve",
        "ndtri_exp",
    )
    if hasattr(special, n)
}


def unary(text: str, partial: object, *samples: str) -> None:
    elementwise(text, partial, samples=samples or ("P",), extra=NAMES)


unary("erf(x)", "2 / math.sqrt(math.pi) * np.exp(-x**2)", "V", "S")
unary("erfc(x)", "-2 / math.sqrt(math.pi) * np.exp(-x**2)", "V")
unary("erfcx(x)", "2 * x * y - 2 / math.sqrt(math.pi)", "V")
unary("erfinv(x)", "math.sqrt(math.pi) / 2 * np.exp(y**2)", "U")
unary("expit(x)", "y * (1 - y)", "V", "S")
unary("log_expit(x)", "expit(-x)", "V")
unary("logit(x)", [alt("1 / (x * (1 - x))", "array(x)"), "ratio(1, x * (1 - x))"], "0.5 + U / 4")
unary("gamma(x)", "y * psi(x)")
unary("gammaln(x)", "psi(x)", "P", "S")
unary("psi(x)", "polygamma(1, x)")
elementwise("polygamma(n, x)", None, "polygamma(n + 1, x)", samples=["1, P"], extra=NAMES)
elementwise("xlogy(a, b)", "np.log(b)", "nonzero_product(a, ratio(1, b))", samples=["V, P"], extra=NAMES)
elementwise("xlog1py(a, b)", "np.log1p(b)", "a / (1 + b)", samples=["V, P"], extra=NAMES)
unary("entr(x)", "-np.log(x) - 1")
elementwise("rel_entr(a, b)", "np.log(a / b) + 1", "-a / b", samples=["P, P + 1"], extra=NAMES)
elementwise("kl_div(a, b)", "np.log(a / b)", "1 - a / b", samples=["P, P + 1"], extra=NAMES)
elementwise("beta(a, b)", "y * (psi(a) - psi(a + b))", "y * (psi(b) - psi(a + b))", samples=["P, P + 1"], extra=NAMES)
elementwise("betaln(a, b)", "psi(a) - psi(a + b)", "psi(b) - psi(a + b)", samples=["P, P + 1"], extra=NAMES)
unary("ndtr(x)", "np.exp(-0.5 * x**2) / math.sqrt(2 * math.pi)", "V")
unary("log_ndtr(x)", "np.exp(-0.5 * x**2 - y) / math.sqrt(2 * math.pi)", "V")
unary("ndtri(x)", "math.sqrt(2 * math.pi) * np.exp(0.5 * y**2)", "0.5 + U / 4")
unary("exp10(x)", "math.log(10) * y", "V")
unary("j0(x)", "-j1(x)")
unary("j1(x)", "j0(x) - y / x")
unary("y0(x)", "-y1(x)")
unary("y1(x)", "y0(x) - y / x")
unary("i0(x)", "i1(x)")
unary("i1(x)", "i0(x) - y / x")
unary("i0e(x)", "i1e(x) - np.sign(x) * y", "P")
unary("i1e(x)", "i0e(x) - y * (np.sign(x) + 1 / x)", "P")
unary("exp1(x)", "-np.exp(-x) / x")
unary("expi(x)", "np.exp(x) / x")
unary("dawsn(x)", "1 - 2 * x * y", "V")
unary("expm1(x)", "y + 1", "V")
unary("log1p(x)", [alt("1 / (1 + x)", "array(x)"), "ratio(1, 1 + x)"])
unary("cbrt(x)", "1 / (3 * y**2)")
elementwise("ellipk(m)", "(ellipe(m) / (1 - m) - y) / (2 * m)", samples=["P / 4"], extra=NAMES)
elementwise("ellipe(m)", "(y - ellipk(m)) / (2 * m)", samples=["P / 4"], extra=NAMES)
elementwise("factorial(n, exact=False)", "gamma(n + 1) * psi(n + 1)", samples=["P"], extra=NAMES, only={"exact": (False,)})
elementwise(
    "comb(N, k_, exact=False)",
    "y * (psi(N + 1) - psi(N - k_ + 1))",
    "y * (psi(N - k_ + 1) - psi(k_ + 1))",
    samples=["P + 2, P"],
    extra=NAMES,
    only={"exact": (False,)},
)
# by the order or shape parameter there is no closed form: it must not vary
GAMMA_DENSITY = "np.exp((a - 1) * np.log(x) - x - gammaln(a))"
for text, partials, samples in (
    ("gammainc(a, x)", (None, GAMMA_DENSITY), ["2, P"]),
    ("gammaincc(a, x)", (None, f"-{GAMMA_DENSITY}"), ["2, P"]),
    (
        "betainc(a, b, x)",
        (None, None, "np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - betaln(a, b))"),
        ["2, 3, P / 3"],
    ),
    ("jv(v, z)", (None, "0.5 * (jv(v - 1, z) - jv(v + 1, z))"), ["2, P"]),
    ("yv(v, z)", (None, "0.5 * (yv(v - 1, z) - yv(v + 1, z))"), ["2, P"]),
    ("iv(v, z)", (None, "0.5 * (iv(v - 1, z) + iv(v + 1, z))"), ["2, P"]),
    ("kv(v, z)", (None, "-0.5 * (kv(v - 1, z) + kv(v + 1, z))"), ["2, P"]),
    ("expn(n, x)", (None, "-expn(n - 1, x)"), ["2, P"]),
    ("huber(delta, r)", (None, "np.clip(r, -delta, delta)"), ["1, V"]),
):
    fixed = [n for n, p in zip(text[text.index("(") + 1 : -1].split(", "), partials) if p is None]
    elementwise(text, *partials, samples=samples, extra=NAMES, fixed=tuple(fixed))
unsupported(
    "lambertw(z)",
    "zeta(x, q=None)",
    "binom(n, k)",
    "poch(z, m)",
    "multigammaln(a, d)",
    "loggamma(z)",
    "gammaincinv(a, y_)",
    "gammainccinv(a, y_)",
    "betaincinv(a, b, y_)",
    "boxcox(x, lmbda)",
    "hyp2f1(a, b, c, z)",
    "ive(v, z)",
    "kve(v, z)",
    "ndtri_exp(y_)",
    why="it is not written yet",
    extra=NAMES,
    infer=types.elementwise(),
)

reduced = types.reduction(types.float_kind)


def weighted(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    """logsumexp; weights broadcast with what they weigh."""
    if types.constant(bound["b"]) is None:
        return reduced(bound, type_of)
    flat = types.constant(bound["axis"]) is None and types.constant(bound["keepdims"]) is False
    return types.Scalar("f") if flat else None


SHARE = "exp_difference(a, expand(y, np.shape(a), axis, keepdims))"
SPREAD = spread("* exp_difference(a, {y})")
rule(
    "logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False)",
    only={"return_sign": (False,)},
    extra=NAMES,
    vjp={
        "a": [
            *(replace(d, when="b is None") if isinstance(d, Draft) else alt(d, "b is None") for d in SPREAD),
            "logsumexp_vjp(y_bar, a, axis, b, keepdims, y)",
        ],
        "b": "logsumexp_weights_vjp(y_bar, a, axis, b, keepdims, y)",
    },
    jvp=[
        alt(f"np.sum(a_dot * {SHARE}, axis=axis, keepdims=keepdims)", "b is None"),
        "logsumexp_jvp(a, axis, b, keepdims, y, a_dot, b_dot)",
    ],
    infer=weighted,
    samples=[
        "V",
        "A",
        "A, axis=0",
        "A, axis=1, keepdims=True",
        "V, b=P",
        "A, axis=0, b=P",
        "A, axis=1, b=2.0, keepdims=True",
    ],
)
unsupported(
    "logsumexp_vjp(g, a, axis, b, keepdims, y_)",
    "logsumexp_weights_vjp(g, a, axis, b, keepdims, y_)",
    "logsumexp_jvp(a, axis, b, keepdims, y_, a_dot, b_dot)",
    why="second derivatives of a weighted logsumexp are not written yet; np.log(np.sum(b * np.exp(a))) has them",
)
rule(
    "softmax(x, axis=None)",
    extra=NAMES,
    vjp={"x": "y * (y_bar - np.sum(y_bar * y, axis=axis, keepdims=True))"},
    jvp="y * (x_dot - np.sum(x_dot * y, axis=axis, keepdims=True))",
    infer=types.created_like("x"),
    samples=["V", "A", "A, axis=1"],
)
rule(
    "log_softmax(x, axis=None)",
    extra=NAMES,
    vjp={"x": "y_bar - np.exp(y) * np.sum(y_bar, axis=axis, keepdims=True)"},
    jvp="x_dot - np.sum(x_dot * np.exp(y), axis=axis, keepdims=True)",
    infer=types.created_like("x"),
    samples=["V", "A, axis=1"],
)
