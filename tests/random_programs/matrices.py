"""Expressions that are matrices of a known shape."""

from __future__ import annotations

from random_programs.writer import Writer, matrix

UNARY = (
    "np.sin({})",
    "np.tanh({})",
    "np.cos({})",
    "(0.5 * ({}))",
    "(-({}))",
    "np.exp(-({}) ** 2)",
    "({}).copy()",
    "({})[::-1]",
    "({})[:, ::-1]",
    "np.tril({})",
    "np.sqrt(1.0 + ({}) ** 2)",
    "(np.cumsum({}, axis=0) * 0.4)",
    "np.sort({}, axis=1)",
    "np.maximum({}, 0.1)",
    "np.roll({}, 1, axis=0)",
    "np.triu({})",
)
BINARY = ("({} + {})", "({} * {})", "({} - {})", "np.tanh({} + {})", "({} / (1.5 + np.abs({})))", "np.maximum({}, {})")


@matrix(5)
def plain(w: Writer, r: int, c: int, depth: int) -> str | None:
    same, turned = w.arrays(2, shape=(r, c)), w.arrays(2, shape=(c, r))
    larger = [m for m in w.arrays(2) if m.shape[0] >= r and m.shape[1] >= c and m.shape != (r, c)]
    roll = w.rng.random()
    if same and roll < 0.6:
        return w.pick(same).name
    if turned and roll < 0.8:
        return w.pick(turned).name + ".T"
    if larger:
        m = w.pick(larger)
        return f"{m.name}[{w.slice(m.shape[0], r)}, {w.slice(m.shape[1], c)}]"
    return None


@matrix(4)
def outer(w: Writer, r: int, c: int, depth: int) -> str:
    a, b = w.vector(r, depth - 1), w.vector(c, depth - 1)
    return w.rng.choice(
        (
            f"np.outer({a}, {b})",
            f"(({a})[:, None] * {b})",
            f"(({a})[:, np.newaxis] + ({b})[None, :])",
            f"np.einsum('i,j->ij', {a}, {b})",
            f"(np.outer({a}, {b}) * 0.5)",
        )
    )


@matrix(4)
def unary(w: Writer, r: int, c: int, depth: int) -> str | None:
    return w.rng.choice(UNARY).format(w.matrix(r, c, depth - 1)) if depth else None


@matrix(5)
def binary(w: Writer, r: int, c: int, depth: int) -> str | None:
    if not depth:
        return None
    sides = [w.matrix(r, c, depth - 1)]
    sides.append(
        w.rng.choice(
            (
                w.matrix(r, c, depth - 1),
                w.vector(c, depth - 1),
                w.number(depth - 1),
                f"({w.vector(r, depth - 1)})[:, None]",
            )
        )
    )
    w.rng.shuffle(sides)
    return w.tame(w.rng.choice(BINARY).format(*sides))


@matrix(2)
def product(w: Writer, r: int, c: int, depth: int) -> str | None:
    if not depth:
        return None
    k = w.rng.choice((2, w.size))
    a, b = w.matrix(r, k, depth - 1), w.matrix(k, c, depth - 1)
    return (
        "("
        + w.rng.choice(("({} @ {})", "np.matmul({}, {})", "np.dot({}, {})", "np.einsum('ik,kj->ij', {}, {})")).format(
            a, b
        )
        + " * 0.4)"
    )


@matrix(2)
def stacked(w: Writer, r: int, c: int, depth: int) -> str | None:
    if r > 3:
        return None
    rows = ", ".join(w.vector(c, depth - 1) for _ in range(r))
    return w.rng.choice((f"np.stack([{rows}])", f"np.array([{rows}])", f"np.vstack([{rows}])"))


@matrix(1)
def turned(w: Writer, r: int, c: int, depth: int) -> str | None:
    if not depth:
        return None
    return w.rng.choice(
        (
            f"({w.matrix(c, r, depth - 1)}).T",
            f"np.transpose({w.matrix(c, r, depth - 1)})",
            f"({w.vector(r * c, depth - 1)}).reshape({r}, {c})",
            f"np.reshape({w.vector(r * c, depth - 1)}, ({r}, {c}))",
        )
    )


@matrix(0.7)
def square(w: Writer, r: int, c: int, depth: int) -> str | None:
    if r != c or not depth:
        return None
    return w.rng.choice(
        (
            "np.linalg.inv(3.0 * np.eye({n}) + 0.3 * np.tanh({a}))",
            "(np.eye({n}) * {s})",
            "np.diag({v})",
            "np.linalg.solve(3.0 * np.eye({n}) + 0.3 * np.tanh({a}), {b})",
            "np.linalg.cholesky({n} * np.eye({n}) + 0.2 * np.outer({v}, {v}))",
        )
    ).format(n=r, a=w.matrix(r, r, depth - 1), b=w.matrix(r, r, 0), s=w.number(depth - 1), v=w.vector(r, depth - 1))
