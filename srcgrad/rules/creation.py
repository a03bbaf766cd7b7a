"""New arrays, indices, grids."""

from __future__ import annotations

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, linear, rule, zero
from srcgrad.rules.infer import created, created_like

zero(
    "np.zeros(shape, dtype=None, order='C')",
    "np.ones(shape, dtype=None, order='C')",
    "np.empty(shape, dtype=None, order='C')",
    "np.ndarray(shape, dtype=None)",  # with a buffer it would be a view
    infer=created(),
    samples=["3", "(2, 3)"],
)
zero(
    "np.zeros_like(a, dtype=None, order='K', subok=True, shape=None)",
    "np.ones_like(a, dtype=None, order='K', subok=True, shape=None)",
    "np.empty_like(a, dtype=None, order='K', subok=True, shape=None)",
    infer=created_like(),
    samples=["A"],
)
zero("zeros_of(shape, like)", infer=created())
zero("np.eye(N, M=None, k=0, dtype=None, order='C')", "np.identity(N, dtype=None)", infer=types.square, samples=["3"])
zero("np.tri(N, M=None, k=0, dtype=None)", infer=types.square)
linear(
    "np.full(shape, fill_value, dtype=None, order='C')",
    {"fill_value": "unbroadcast(y_bar, np.shape(fill_value))"},
    infer=created(fill="fill_value"),
    samples=["3, S", "(2, 3), V"],
)
linear(
    "np.full_like(a, fill_value, dtype=None, order='K', subok=True, shape=None)",
    {"fill_value": "unbroadcast(y_bar, np.shape(fill_value))"},
    infer=created_like(),
    samples=["A, S", "A, V"],
)
rule(
    "np.arange(start, stop=None, step=1, dtype=None)",
    vjp={"start": [alt("0.0", "stop is None"), "np.sum(y_bar)"], "step": "np.sum(y_bar * np.arange(len(y)))"},
    jvp=[alt("np.zeros_like(y)", "stop is None"), "start_dot + step_dot * np.arange(len(y))"],
    infer=types.ranged,
    samples=["0.5, 3.0", "0.5, 3.0, 0.7"],
)
linear(
    "np.linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)",
    {
        "start": "unbroadcast(linspace_vjp(y_bar, num, endpoint, axis)[0], np.shape(start))",
        "stop": "unbroadcast(linspace_vjp(y_bar, num, endpoint, axis)[1], np.shape(stop))",
    },
    only={"retstep": (False,)},
    infer=types.spaced,
    samples=["S, 2.0, 5", "0.0, S, 4, endpoint=False", "V, W, 3"],
)
linear(
    "linspace_vjp(g, num, endpoint=True, axis=0)",
    "np.linspace(y_bar[0], y_bar[1], num, endpoint, axis=axis)",
    infer=None,
)
POWERS = "np.linspace(start, stop, num, endpoint, axis=axis)"
rule(
    "np.logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0)",
    vjp={
        "start": "linspace_vjp(y_bar * y * np.log(base), num, endpoint, axis)[0]",
        "stop": "linspace_vjp(y_bar * y * np.log(base), num, endpoint, axis)[1]",
        "base": f"unbroadcast(y_bar * y * {POWERS}, np.shape(base)) / base",
    },
    jvp=f"np.linspace(start_dot, stop_dot, num, endpoint, axis=axis) * y * np.log(base) + base_dot / base * y * {POWERS}",
    infer=types.spaced,
    samples=["S, 2.0, 5", "S, 2.0, 5, base=1.5"],
)
rule(
    "np.geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0)",
    vjp={
        "start": "linspace_vjp(y_bar * y, num, endpoint, axis)[0] / start",
        "stop": "linspace_vjp(y_bar * y, num, endpoint, axis)[1] / stop",
    },
    jvp="np.linspace(start_dot / start, stop_dot / stop, num, endpoint, axis=axis) * y",
    infer=types.spaced,
    samples=["P[0], P[1], 5"],
)
zero("np.indices(dimensions, dtype=int, sparse=False)", infer=types.fixed(types.Array(None, "i")))
zero("np.ix_(*args)")
zero(
    "np.tril_indices(n, k=0, m=None)",
    "np.triu_indices(n, k=0, m=None)",
    "np.diag_indices(n, ndim=2)",
    "np.tril_indices_from(arr, k=0)",
    "np.triu_indices_from(arr, k=0)",
    infer=types.index_pair,
)
