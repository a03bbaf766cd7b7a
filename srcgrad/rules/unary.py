"""Elementary functions of one number.

Kinks: |x|' is 0 at 0, sinc' is 0 at 0; sqrt at 0, arcsin at 1 and the like have an infinite derivative. sign, floor,
round: 0.
"""

from __future__ import annotations

import math

import numpy as np

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alias, alt, elementwise, linear, rule, zero
from srcgrad.rules.infer import elementwise as broadcast

same = broadcast(types.same_kind)

elementwise("np.exp(x)", "y", samples=["V", "S"])
elementwise("np.exp2(x)", "math.log(2) * y", samples=["V"])
elementwise("np.expm1(x)", ["y + 1"], samples=["V"])
elementwise("np.log(x)", [alt("1 / x", "array(x)"), "ratio(1, x)"], samples=["P", "S"])
elementwise("np.log2(x)", [alt("1 / (math.log(2) * x)", "array(x)"), "ratio(1 / math.log(2), x)"], samples=["P"])
elementwise("np.log10(x)", [alt("1 / (math.log(10) * x)", "array(x)"), "ratio(1 / math.log(10), x)"], samples=["P"])
elementwise("np.log1p(x)", [alt("1 / (1 + x)", "array(x)"), "ratio(1, 1 + x)"], samples=["P"])
elementwise("np.sqrt(x)", ["0.5 / y", "0.5 / np.sqrt(x)"], samples=["P", "S"])
elementwise("np.cbrt(x)", "1 / (3 * y**2)", samples=["P"])
elementwise("np.square(x)", "2 * x", samples=["V"], infer=same)
elementwise("np.reciprocal(x)", "-y**2", samples=["P"], infer=same)
elementwise("np.sin(x)", "np.cos(x)", samples=["V", "S"])
elementwise("np.cos(x)", "-np.sin(x)", samples=["V", "S"])
elementwise("np.tan(x)", "1 + y**2", samples=["V"])
elementwise("np.arcsin(x)", "1 / np.sqrt(1 - x**2)", samples=["U"])
elementwise("np.arccos(x)", "-1 / np.sqrt(1 - x**2)", samples=["U"])
elementwise("np.arctan(x)", "1 / (1 + x**2)", samples=["V"])
elementwise("np.sinh(x)", "np.cosh(x)", samples=["V"])
elementwise("np.cosh(x)", "np.sinh(x)", samples=["V"])
elementwise("np.tanh(x)", ["1 - y**2", "1 - np.tanh(x)**2"], samples=["V", "S"])
elementwise("np.arcsinh(x)", "1 / np.sqrt(x**2 + 1)", samples=["V"])
elementwise("np.arccosh(x)", "1 / np.sqrt(x**2 - 1)", samples=["1 + P"])
elementwise("np.arctanh(x)", [alt("1 / (1 - x**2)", "array(x)"), "ratio(1, 1 - x**2)"], samples=["U"])
elementwise("np.sinc(x)", "sinc_derivative(x)", samples=["V"])
elementwise("np.deg2rad(x)", "math.pi / 180", samples=["V"])
elementwise("np.rad2deg(x)", "180 / math.pi", samples=["V"])
elementwise("sinc_derivative(x, n=1)", "sinc_derivative(x, n + 1)", samples=["V", "V, 2", "S / 9, 3"])
zero("np.angle(z, deg=False)", infer=broadcast(types.real_kind, skip=("deg",)))
elementwise("np.i0(x)", "i0_slope(x)", samples=["V"])
elementwise("i0_slope(x, n=1)", "i0_slope(x, n + 1)", samples=["V", "V, 2"])
elementwise("np.nextafter(x, towards)", "1", samples=["V, 2.0"])
rule("np.frexp(x)", vjp={"x": "np.ldexp(y_bar[0], -y[1])"}, jvp="(np.ldexp(x_dot, -y[1]), np.zeros_like(x))",
     infer=types.pair(broadcast(), broadcast(types.int_kind)), samples=["V"])
rule("np.modf(x)", vjp={"x": "y_bar[0]"}, jvp="(x_dot, np.zeros_like(x))",
     infer=types.pair(broadcast(), broadcast()), samples=["V"])

elementwise("np.real_if_close(a, tol=100)", "1", samples=["V"], infer=types.as_array("a"), storage="same:a")
rule(
    "np.unwrap(p, discont=None, axis=-1, period=6.283185307179586)",
    vjp={"p": "y_bar"},
    jvp="p_dot",
    fixed=("discont", "period"),
    samples=["V", "A, axis=0"],
    infer=types.like("p", types.float_kind),
)
alias(np.radians, np.deg2rad, "np.radians")
alias(np.degrees, np.rad2deg, "np.degrees")
# complex numbers are not differentiated yet; of real ones these are the number itself, and zero
elementwise("np.real(val)", "1", samples=["V"], infer=broadcast(types.real_kind), storage="same:val")
elementwise("np.conj(x)", "1", samples=["V"], infer=same)
elementwise("np.ndarray.real(a)", "1", samples=["V"], infer=broadcast(types.real_kind), storage="same:a")
elementwise("np.ndarray.conj(a)", "1", infer=same, storage="same:a")
elementwise("np.ndarray.conjugate(a)", "1", infer=same, storage="same:a")
zero("np.imag(val)", "np.ndarray.imag(a)", infer=broadcast(types.real_kind))
elementwise(
    "np.nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None)",
    "np.isfinite(x)",
    samples=["V"],
    infer=types.like("x"),
    only={"copy": (True,)},
    fixed=("nan", "posinf", "neginf"),
)

# functions of math take and give numbers; 1 / x cannot fail where math.log(x) did not
real = broadcast(types.float_kind, force="scalar")
ONE_ARGUMENT = {
    math.exp: np.exp,
    math.expm1: np.expm1,
    math.sin: np.sin,
    math.cos: np.cos,
    math.tan: np.tan,
    math.asin: np.arcsin,
    math.acos: np.arccos,
    math.atan: np.arctan,
    math.sinh: np.sinh,
    math.cosh: np.cosh,
    math.tanh: np.tanh,
    math.asinh: np.arcsinh,
    math.acosh: np.arccosh,
    math.radians: np.deg2rad,
    math.degrees: np.rad2deg,
}
ONE_ARGUMENT |= {getattr(math, n): f for n, f in (("cbrt", np.cbrt), ("exp2", np.exp2)) if hasattr(math, n)}  # 3.11
for function, meant in ONE_ARGUMENT.items():
    alias(
        function, meant, f"math.{function.__name__}", infer=real, samples=["S + 1" if function is math.acosh else "S"]
    )
elementwise("math.sqrt(x)", "ratio(0.5, y)", samples=["S"], infer=real)
elementwise(
    "math.log(x, base=None)",
    [alt("1 / x", "base is None"), "1 / (x * math.log(base))"],
    "-y / (base * math.log(base))",
    samples=["S", "S, 3", "S, 2 + S"],
    infer=real,
)
elementwise("math.log2(x)", "1 / (math.log(2) * x)", samples=["S"], infer=real)
elementwise("math.log10(x)", "1 / (math.log(10) * x)", samples=["S"], infer=real)
elementwise("math.log1p(x)", "1 / (1 + x)", samples=["S"], infer=real)
elementwise("math.atanh(x)", "1 / (1 - x**2)", samples=["S / 3"], infer=real)
elementwise("math.erf(x)", "2 / math.sqrt(math.pi) * np.exp(-x**2)", samples=["S"], infer=real)
elementwise("math.erfc(x)", "-2 / math.sqrt(math.pi) * np.exp(-x**2)", samples=["S"], infer=real)
linear(
    "float(x=0.0)",
    [alt("y_bar", "x.ndim == 0"), "np.reshape(y_bar, np.shape(x))"],
    samples=["S", "np.array(0.3)"],
    infer=types.fixed(types.Scalar("f")),
)


def single(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    """np.float64 of a number; of an array with one element older NumPy makes a number too, newer an array."""
    return types.like("x", types.float_kind)(bound, type_of) if types.ndim_of(bound["x"], type_of) == 0 else None


for name in ("float64", "float32"):
    linear(f"np.{name}(x)", [alt("y_bar", "x.ndim == 0"), "np.reshape(y_bar, np.shape(x))"],
           samples=["S", "np.array(0.3)", "V"] if name == "float64" else [], infer=single,
           storage="maybe:x")
zero("np.int64(x=0)", "np.int32(x=0)", "np.bool_(x=False)", infer=types.like("x", types.int_kind), cuts=True)
alias(np.ndarray.__float__, float, "np.ndarray.__float__")

for name in ("floor", "ceil", "trunc", "rint", "sign", "fix"):
    zero(f"np.{name}(x)", infer=same, samples=["V"])
zero(
    "np.round(a, decimals=0, out=None)",
    "np.around(a, decimals=0, out=None)",
    "np.ndarray.round(a, decimals=0, out=None)",
    infer=types.like("a"),
    samples=["V"],
)
zero("math.floor(x)", "math.ceil(x)", "math.trunc(x)", infer=types.fixed(types.Scalar("i")))
zero("round(number, ndigits=None)", infer=types.like("number"))
zero("int(x=0, base=10)", infer=types.fixed(types.Scalar("i")), cuts=True)
zero("bool(x=False)", infer=types.fixed(types.Scalar("b")))
zero("between(a, low=None, high=None)", "beyond(a, low, high)", infer=broadcast(types.bool_kind))
zero(
    "larger(a, b)",
    "smaller(a, b)",
    "larger_number(a, b)",
    "smaller_number(a, b)",
    infer=broadcast(),
)
