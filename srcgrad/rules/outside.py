"""Where derivatives end: stop_gradient, random numbers, input and output."""

from __future__ import annotations

import numpy as np

from srcgrad.ir.types import OPAQUE
from srcgrad.rules import infer as types
from srcgrad.rules.declare import unsupported, zero

zero("stop_gradient(x)", storage="same:x", infer=lambda bound, type_of: type_of(bound["x"]))


def drawn(kind: str) -> types.Infer:
    """One number, or an array of the size that is asked for."""

    def infer(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
        size = bound["size"]
        if types.constant(size) is None:
            parts = [
                types.numeric(o, type_of)
                for n, o in bound.items()
                if n not in ("size", "dtype", "endpoint", "out", "self")
            ]
            known = all(types.shape_of(p) == () for p in parts if p is not None)
            return types.Scalar(kind) if known and None not in parts else None
        return types.Array(types.dims_of(size, type_of), kind)

    return infer


def sized(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    """np.random.rand(2, 3)."""
    dims = types.dims_of(bound["sizes"], type_of)
    return types.made(dims, "f") if dims is not None else None


# what has parameters of its own depends on them smoothly, but how is not followed: mu + sigma * standard_normal() is
WHY = (
    "how a draw depends on the parameters of its distribution is not followed; scale and shift a standard draw instead"
)
for home in ("np.random", "np.random.RandomState"):
    zero(f"{home}.rand(*sizes)", f"{home}.randn(*sizes)", pure=False, infer=sized)
    for name in ("standard_normal", "random_sample", "random", "standard_cauchy", "standard_exponential"):
        zero(f"{home}.{name}(size=None)", pure=False, infer=drawn("f"))
    zero(f"{home}.randint(low, high=None, size=None, dtype=int)", pure=False, infer=drawn("i"))
    zero(
        f"{home}.seed(seed=None)",
        f"{home}.permutation(x)",
        f"{home}.shuffle(x)",
        f"{home}.get_state(legacy=True)",
        f"{home}.set_state(state)",
        pure=False,
    )
    for name, parameters, kind in (
        ("normal", "loc=0.0, scale=1.0", "f"),
        ("uniform", "low=0.0, high=1.0", "f"),
        ("exponential", "scale=1.0", "f"),
        ("poisson", "lam=1.0", "i"),
        ("binomial", "n, p", "i"),
        ("gamma", "shape, scale=1.0", "f"),
        ("beta", "a, b", "f"),
        ("laplace", "loc=0.0, scale=1.0", "f"),
        ("lognormal", "mean=0.0, sigma=1.0", "f"),
    ):
        unsupported(f"{home}.{name}({parameters}, size=None)", why=WHY, pure=False, infer=drawn(kind))
    unsupported(
        f"{home}.choice(a, size=None, replace=True, p=None)",
        f"{home}.multivariate_normal(mean, cov, size=None)",
        f"{home}.dirichlet(alpha, size=None)",
        why=WHY,
        pure=False,
    )
GENERATOR = "np.random.Generator"
zero(
    f"{GENERATOR}.standard_normal(size=None, dtype=float, out=None)",
    f"{GENERATOR}.random(size=None, dtype=float, out=None)",
    f"{GENERATOR}.standard_exponential(size=None)",
    pure=False,
    infer=drawn("f"),
)
zero(f"{GENERATOR}.integers(low, high=None, size=None, dtype=int, endpoint=False)", pure=False, infer=drawn("i"))
zero(f"{GENERATOR}.permutation(x, axis=0)", f"{GENERATOR}.shuffle(x, axis=0)", pure=False)
for name, parameters, kind in (
    ("normal", "loc=0.0, scale=1.0", "f"),
    ("uniform", "low=0.0, high=1.0", "f"),
    ("exponential", "scale=1.0", "f"),
    ("poisson", "lam=1.0", "i"),
    ("binomial", "n, p", "i"),
    ("gamma", "shape, scale=1.0", "f"),
    ("beta", "a, b", "f"),
    ("laplace", "loc=0.0, scale=1.0", "f"),
    ("lognormal", "mean=0.0, sigma=1.0", "f"),
):
    unsupported(f"{GENERATOR}.{name}({parameters}, size=None)", why=WHY, pure=False, infer=drawn(kind))
unsupported(f"{GENERATOR}.choice(a, size=None, replace=True, p=None, axis=0, shuffle=True)", why=WHY, pure=False)
zero("np.random.RandomState(seed=None)", pure=False, infer=types.fixed(types.Opaque(np.random.RandomState)))
zero("np.random.default_rng(seed=None)", pure=False, infer=types.fixed(types.Opaque(np.random.Generator)))

zero("print(*values, sep=' ', end='', file=None, flush=False)", pure=False, infer=types.fixed(types.Opaque(type(None))))
zero(
    "np.seterr(all=None, divide=None, over=None, under=None, invalid=None)",
    "np.set_printoptions(*args, **kwargs)",
    pure=False,
)
zero("np.errstate(all=None, divide=None, over=None, under=None, invalid=None, call=None)", infer=types.fixed(OPAQUE))
