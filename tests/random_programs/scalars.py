"""Expressions that are numbers."""

from __future__ import annotations

from random_programs.writer import Writer, number

UNARY = (
    "np.sin({})",
    "np.cos({})",
    "np.tanh({})",
    "np.exp(-{0} * {0})",
    "np.exp(np.sin({}))",
    "np.log1p({0} * {0})",
    "np.sqrt(1.0 + {0} * {0})",
    "np.arctan({})",
    "np.square(np.tanh({}))",
    "np.expm1(0.3 * np.sin({}))",
    "-{}",
    "math.sin({})",
    "math.tanh({})",
    "math.exp(-abs({}))",
    "math.sqrt(1.0 + ({}) ** 2)",
    "math.cos({})",
    "float({})",
    "math.log(1.5 + ({}) ** 2)",
    "np.arcsinh({})",
    "np.reciprocal(1.5 + np.tanh({}))",
    "abs({})",
    "np.abs({} + 0.03)",
    "np.log(2.0 + np.sin({}))",
    "1.0 / (1.0 + np.exp(-{}))",
    "math.atan({})",
)
BINARY = ("({} + {})", "({} - {})", "({} * {})", "({} + {})", "({} * {})")
TAMED = (
    "{} / (1.5 + ({}) ** 2)",
    "{} / (2.0 + np.cos({}))",
    "np.logaddexp({}, {})",
    "np.hypot({}, 0.5 + {})",
    "(1.2 + np.tanh({})) ** (0.5 + 0.2 * np.sin({}))",
    "np.maximum({}, {})",
    "min({}, {})",
    "max({}, {})",
    "np.minimum({}, {})",
    "sum([{}, {}])",
    "math.hypot(0.4 + {}, {})",
    "np.arctan2({}, 2.5 + np.tanh({}))",
    "sum(({}, {}))",
    "pow({}, 2) * np.sin({})",
)
OF_VECTOR = (
    "np.sum({}) * 0.3",
    "({}).sum() * 0.3",
    "np.mean({})",
    "({}).mean()",
    "np.max({})",
    "({}).min()",
    "np.linalg.norm({})",
    "np.prod(np.cos({}))",
    "np.var({})",
    "np.std({} + 0.2 * np.arange({n}))",
    "({})[{i}]",
    "np.log(np.sum(np.exp(np.tanh({}))))",
    "({}).max()",
    "np.sum(({}) ** 2) * 0.2",
    "np.median({})",
    "sum({}) * 0.3",
    "np.cumsum({})[{i}] * 0.4",
    "np.sort({})[{i}]",
    "np.average({}, weights=np.arange(1.0, {n} + 1.0))",
    "sum(e * e for e in {}) * 0.2",
    "np.max(np.abs({}))",
    "np.ptp({})",
)
OF_TWO = (
    "({} @ {}) * 0.25",
    "np.dot({}, {}) * 0.25",
    "np.inner({}, {}) * 0.25",
    "np.vdot({}, {}) * 0.25",
    "({}).dot({}) * 0.25",
    "np.einsum('i,i->', {}, {}) * 0.25",
    "sum(p * q for p, q in zip({}, {})) * 0.25",
    "np.tanh(np.einsum('i,j->', {}, {}))",
)
OF_MATRIX = (
    "np.sum({}) * 0.1",
    "({}).mean()",
    "np.trace({}) * 0.3",
    "np.max({})",
    "({}).sum() * 0.1",
    "np.linalg.norm({}) * 0.4",
    "np.einsum('ij->', {}) * 0.1",
    "np.einsum('ii->', {}) * 0.3",
    "np.linalg.det(2.0 * np.eye({n}) + 0.2 * np.tanh({})) * 0.1",
    "np.linalg.slogdet(2.0 * np.eye({n}) + 0.2 * np.tanh({}))[1] * 0.5",
    "({})[{i}, {j}]",
    "({})[{i}][{j}]",
    "({}).T[{i}, {j}]",
    "({}).min()",
)


def leaf(w: Writer) -> str:
    rng = w.rng
    if rng.random() < 0.08:
        return w.constant()
    scalars, vectors, matrices = w.arrays(0), w.arrays(1), w.arrays(2)
    roll = rng.random()
    if scalars and (roll < 0.5 or not vectors):
        return w.pick(scalars).name
    if matrices and roll > 0.9:
        m = w.pick(matrices)
        return f"{m.name}[{w.index(m.shape[0])}, {w.index(m.shape[1])}]"
    v = w.pick(vectors)
    return f"{v.name}[{w.index(v.shape[0])}]" if v else w.constant()


@number(3)
def plain(w: Writer, depth: int) -> str:
    return leaf(w)


@number(5)
def unary(w: Writer, depth: int) -> str | None:
    return "(" + w.rng.choice(UNARY).format(f"({w.number(depth - 1)})") + ")" if depth else None


@number(7)
def binary(w: Writer, depth: int) -> str | None:
    if not depth:
        return None
    text = w.rng.choice(BINARY).format(w.number(depth - 1), w.number(depth - 1))
    return w.tame(text) if w.rng.random() < 0.5 else text


@number(3)
def tamed(w: Writer, depth: int) -> str | None:
    return (
        "(" + w.rng.choice(TAMED).format(f"({w.number(depth - 1)})", f"({w.number(depth - 1)})") + ")"
        if depth
        else None
    )


@number(3)
def of_vector(w: Writer, depth: int) -> str | None:
    n = w.rng.choice((w.size, w.size, 2, w.size - 1))
    return "(" + w.rng.choice(OF_VECTOR).format(w.vector(n, depth - 1), n=n, i=w.index(n)) + ")" if depth else None


@number(1.5)
def of_two(w: Writer, depth: int) -> str | None:
    n = w.rng.choice((w.size, w.size, 2, w.size - 1))
    return "(" + w.rng.choice(OF_TWO).format(w.vector(n, depth - 1), w.vector(n, depth - 1)) + ")" if depth else None


@number(1)
def of_matrix(w: Writer, depth: int) -> str | None:
    if depth < 1:
        return None
    n = w.rng.choice((2, w.size))
    return "(" + w.rng.choice(OF_MATRIX).format(w.matrix(n, n, depth - 1), n=n, i=w.index(n), j=w.index(n)) + ")"


@number(1)
def choice(w: Writer, depth: int) -> str | None:
    return f"({w.number(depth - 1)} if {w.condition()} else {w.number(depth - 1)})" if depth else None


@number(1)
def of_open_slice(w: Writer, depth: int) -> str | None:
    """A slice whose length is not known before the program runs."""
    k, v = w.pick(w.visible("int")), w.pick(w.arrays(1))
    if k is None or v is None or k.detail[0] < 0:
        return None
    part = w.rng.choice(
        (f"{v.name}[:{k.name} + 1]", f"{v.name}[:{k.name}]", f"{v.name}[{k.name}:]", f"{v.name}[::-1][:{k.name} + 2]")
    )
    return w.rng.choice((f"np.sum({part}) * 0.3", f"({part} @ {part}) * 0.2", f"np.sum(np.sin({part})) * 0.4"))


@number(1)
def of_mask(w: Writer, depth: int) -> str | None:
    v = w.pick(w.arrays(1))
    if v is None or not depth:
        return None
    mask = w.pick(w.visible("mask", lambda m: m.shape == v.shape))
    test = mask.name if mask and w.rng.random() < 0.7 else f"{v.name} > {w.constant()}"
    return w.rng.choice(
        (
            f"np.sum({v.name}[{test}]) * 0.3",
            f"np.sum({v.name}[{test}] ** 2) * 0.2",
            f"({v.name} * ({test})).sum() * 0.3",
        )
    )
