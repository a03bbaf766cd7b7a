"""Expressions that are vectors of a known length."""

from __future__ import annotations

from random_programs.writer import Writer, vector

UNARY = (
    "np.sin({})",
    "np.cos({})",
    "np.tanh({})",
    "np.exp(-({}) ** 2)",
    "np.exp(np.sin({}))",
    "np.log1p(({}) ** 2)",
    "np.sqrt(1.0 + ({}) ** 2)",
    "np.arctan({})",
    "(-({}))",
    "np.square(np.tanh({}))",
    "np.abs(({}) + 0.03)",
    "(np.cumsum({}) * 0.4)",
    "np.sort({})",
    "np.flip({})",
    "np.roll({}, 1)",
    "({})[::-1]",
    "({}).copy()",
    "np.array({})",
    "np.clip({}, -0.8, 1.35)",
    "(1.0 / (1.5 + np.tanh({})))",
    "(({}) ** 2 * 0.4)",
    "np.reshape({}, -1)",
    "({}).clip(0.1, 1.4)",
    "np.cumprod(np.cos({}))",
    "np.where(({0}) > 0.9, {0}, 0.5 * {0})",
    "np.expand_dims({}, 0)[0]",
    "({})[:, None][:, 0]",
    "(np.array([e * e for e in {}]) * 0.4)",
    "np.array([np.sin(e) for e in {}])",
    "np.array(list({}))",
)
BINARY = ("({} + {})", "({} - {})", "({} * {})", "({} + {})", "({} * {})")
TAMED = (
    "({} / (1.5 + ({}) ** 2))",
    "np.maximum({}, {})",
    "np.minimum({}, {})",
    "np.logaddexp({}, {})",
    "np.hypot({}, 0.5 + np.tanh({}))",
    "((1.3 + np.tanh({})) ** (0.6 + 0.3 * np.sin({})))",
    "np.arctan2({}, 2.5 + np.cos({}))",
    "np.add({}, {})",
    "np.multiply({}, {})",
    "np.subtract({}, {})",
)


def leaf(w: Writer, n: int) -> str | None:
    """A vector in scope of this length, or a part of a longer one or of a matrix."""
    rng = w.rng
    same = w.arrays(1, shape=(n,))
    longer = [v for v in w.arrays(1) if v.shape[0] > n]
    rows = [m for m in w.arrays(2) if n in m.shape]
    roll = rng.random()
    if same and roll < 0.6:
        return w.pick(same).name
    if rows and roll < 0.75:
        m = w.pick(rows)
        r, c = m.shape
        return rng.choice([f"{m.name}[{w.index(r)}]"] * (c == n) + [f"{m.name}[:, {w.index(c)}]"] * (r == n))
    if longer and roll < 0.85:
        v = w.pick(longer)
        return f"{v.name}[{w.slice(v.shape[0], n)}]"
    v = w.pick(w.arrays(1))
    if v and roll < 0.95:
        picks = [rng.randrange(v.shape[0]) for _ in range(n)]
        return rng.choice((f"{v.name}[{picks}]", f"{v.name}[np.array({picks})]", f"np.take({v.name}, {picks})"))
    return w.pick(same).name if same else None


@vector(5)
def plain(w: Writer, n: int, depth: int) -> str | None:
    return leaf(w, n)


@vector(5)
def unary(w: Writer, n: int, depth: int) -> str | None:
    return w.rng.choice(UNARY).format(w.vector(n, depth - 1)) if depth else None


@vector(8)
def binary(w: Writer, n: int, depth: int) -> str | None:
    if not depth:
        return None
    sides = [w.vector(n, depth - 1), w.vector(n, depth - 1) if w.rng.random() < 0.7 else w.number(depth - 1)]
    w.rng.shuffle(sides)
    text = w.rng.choice(BINARY).format(*sides)
    return w.tame(text) if w.rng.random() < 0.5 else text


@vector(2)
def tamed(w: Writer, n: int, depth: int) -> str | None:
    return w.rng.choice(TAMED).format(w.vector(n, depth - 1), w.vector(n, depth - 1)) if depth else None


@vector(1.2)
def created(w: Writer, n: int, depth: int) -> str:
    s = w.number(depth - 1)
    return w.rng.choice(
        (
            f"np.full({n}, {s})",
            f"({s} * np.ones({n}))",
            f"np.sin({s} * np.arange({n}))",
            f"np.linspace(0.0, {s}, {n})",
            f"(np.zeros({n}) + {s})",
            f"np.repeat({s}, {n})",
        )
    )


@vector(1.2)
def collected(w: Writer, n: int, depth: int) -> str:
    items = ", ".join(w.number(min(depth - 1, 1)) for _ in range(n))
    return w.rng.choice(
        (f"np.array([{items}])", f"np.stack([{items}])", f"np.hstack([{items}])", f"np.array(({items},))")
    )


@vector(1.2)
def joined(w: Writer, n: int, depth: int) -> str | None:
    if n < 2 or not depth:
        return None
    k = w.rng.randrange(1, n)
    a, b = w.vector(k, depth - 1), w.vector(n - k, depth - 1)
    return w.rng.choice(
        (f"np.concatenate(({a}, {b}))", f"np.concatenate([{a}, {b}])", f"np.hstack(({a}, {b}))", f"np.append({a}, {b})")
    )


@vector(1)
def chosen(w: Writer, n: int, depth: int) -> str | None:
    if not depth:
        return None
    a, b = w.vector(n, depth - 1), w.vector(n, depth - 1)
    return f"np.where({a} > {w.constant()}, {b}, {w.rng.choice((w.number(0), w.vector(n, 0)))})"


@vector(1.5)
def of_matrix(w: Writer, n: int, depth: int) -> str | None:
    if not depth:
        return None
    k = w.rng.choice((2, n, w.size))
    kinds = (
        "({a} @ {v}) * 0.4",
        "({u} @ {b}) * 0.4",
        "({a}).sum(axis=1) * 0.3",
        "np.sum({b}, axis=0) * 0.3",
        "np.mean({a}, axis=1)",
        "np.einsum('ij,j->i', {a}, {v}) * 0.4",
        "np.dot({a}, {v}) * 0.4",
        "np.max({b}, axis=0)",
        "({b}).T @ {u} * 0.3",
        "np.einsum('i,ij->j', {u}, {b}) * 0.4",
        "np.linalg.norm({a}, axis=1) * 0.4",
    )
    return (
        "("
        + w.rng.choice(kinds).format(
            a=w.matrix(n, k, depth - 1), b=w.matrix(k, n, depth - 1), v=w.vector(k, 0), u=w.vector(k, 0)
        )
        + ")"
    )


@vector(0.7)
def of_square(w: Writer, n: int, depth: int) -> str | None:
    if not depth:
        return None
    kinds = (
        "np.diag({a})",
        "np.linalg.solve(3.0 * np.eye({n}) + 0.3 * np.tanh({a}), {v})",
        "np.diagonal({a})",
        "np.linalg.inv(3.0 * np.eye({n}) + 0.3 * np.tanh({a})) @ {v}",
        "np.einsum('ii->i', {a})",
        "np.linalg.solve({n} * np.eye({n}) + 0.2 * np.outer({v}, {v}), {v})",
    )
    return "(" + w.rng.choice(kinds).format(a=w.matrix(n, n, depth - 1), v=w.vector(n, depth - 1), n=n) + " + 0.0)"


@vector(0.6)
def differences(w: Writer, n: int, depth: int) -> str | None:
    return f"np.diff({w.vector(n + 1, depth - 1)})" if depth else None
