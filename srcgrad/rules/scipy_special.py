"""Functions of scipy.special; loaded once the user's code has imported it.

logsumexp: -inf everywhere gives the derivative 0, and inf is shared by the infinite elements. xlogy is 0 at x = 0,
and so is its derivative by y.
"""

from __future__ import annotations

from dataclasses import replace

import scipy.special as special

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, elementwise, rule, unsupported, zero
from srcgrad.rules.reductions import spread
from srcgrad.rules.template import Draft

NAMES = {n: v for n, v in vars(special).items() if not n.startswith("_")}


def unary(text: str, partial: object, *samples: str) -> None:
    elementwise(text, partial, samples=samples or ("P",), extra=NAMES)


def by_last(text: str, partial: object, *samples: str) -> None:
    """Of a function that has a derivative by its last positional parameter only."""
    names = text[text.index("(") + 1 : -1].split(", ")
    *orders, _ = [n for n in names if "=" not in n]
    elementwise(text, *[None] * len(orders), partial, samples=samples, extra=NAMES, fixed=tuple(orders))


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
elementwise("factorial(n, exact=False)", "gamma(n + 1) * psi(n + 1)", samples=["P"], extra=NAMES, only={"exact": (False,)})
elementwise(
    "comb(N, k_, exact=False)",
    "y * (psi(N + 1) - psi(N - k_ + 1))",
    "y * (psi(N - k_ + 1) - psi(k_ + 1))",
    samples=["P + 2, P"],
    extra=NAMES,
    only={"exact": (False,)},
)
unary("loggamma(x)", "psi(x)")
unary("rgamma(x)", "-y * psi(x)")
zero("gammasgn(x)", extra=NAMES, infer=types.elementwise())
elementwise(
    "binom(n, p)",
    "y * (psi(n + 1) - psi(n - p + 1))",
    "y * (psi(n - p + 1) - psi(p + 1))",
    samples=["P + 2, P"],
    extra=NAMES,
)
elementwise("poch(z, m)", "y * (psi(z + m) - psi(z))", "y * psi(z + m)", samples=["P, P + 1"], extra=NAMES)
elementwise(
    "multigammaln(a, d)",
    "np.sum(psi(np.expand_dims(a, -1) - 0.5 * np.arange(d)), axis=-1)",
    samples=["P + 2, 3", "3.7, 2"],
    extra=NAMES,
)
by_last("expn(n, x)", "-expn(n - 1, x)", "2, P")
unsupported("lambertw(z)", why="it gives complex numbers, which are not differentiated yet", extra=NAMES)

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
