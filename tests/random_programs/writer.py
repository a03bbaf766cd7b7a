"""What is in scope while a function is written, and the tables of productions.

A production is a function of the writer. One for an expression gives text, or None where nothing in scope fits; one for
a statement writes lines, and gives False where it cannot. All numbers stay within a few units of zero: whatever could
grow is passed through a bounded function, so that finite differences can be trusted.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Shape = tuple[int, ...]
NAMES = {0: "s t a b c p q r total acc".split(), 1: "y z u v w d e g".split(), 2: "A B C H M K".split()}
OTHER = {
    "int": "k m count".split(),
    "list": "ys zs items parts".split(),
    "dict": "table state".split(),
    "tuple": ["pair"],
    "object": ["model", "box"],
    "loop": "i j l n".split(),
    "function": "scale mix inner".split(),
    "mask": ["mask", "big"],
}


@dataclass
class Var:
    """kind: 'array' (a number has shape ()), int, list, dict, tuple, object, function or mask."""

    name: str
    kind: str
    shape: Shape = ()
    detail: Any = None
    writable: bool = True  # for a name: may be bound anew; for an array: may be written into
    bound: bool = False  # kept as it is: a closure reads it, or a loop counts with it


@dataclass
class Productions:
    """Weighted; drawn in random order until one fits."""

    rows: list[tuple[float, Callable[..., Any]]] = field(default_factory=list)

    def __call__(self, weight: float) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def add(production: Callable[..., Any]) -> Callable[..., Any]:
            self.rows.append((weight, production))
            return production

        return add

    def draw(self, rng: random.Random, topic: str | None = None) -> Callable[..., Any]:
        """With a topic, every other time one of the file of that name."""
        if topic and rng.random() < 0.4:
            return rng.choice([p for _, p in self.rows if p.__module__.endswith(topic)])
        if not hasattr(self, "_cumulated"):
            total = 0.0
            self._cumulated = [total := total + weight for weight, _ in self.rows]
        return rng.choices(self.rows, cum_weights=self._cumulated)[0][1]


TOPICS = (None, None, None, "stores", "stores", "flow", "containers", "containers", "objects", "helpers", "idioms")
number, vector, matrix = Productions(), Productions(), Productions()
statement = Productions()
TABLES = {0: number, 1: vector, 2: matrix}


class Writer:
    """Writes one function. `callables` are functions and classes of the module that it may use."""

    def __init__(self, rng: random.Random, size: int, budget: int, callables: list[Any], returns: Any = ()) -> None:
        self.rng, self.size, self.budget, self.callables, self.returns = rng, size, budget, callables, returns
        self.topic = rng.choice(TOPICS)  # what this function has more of
        self.lines: list[str] = []
        self.scopes: list[dict[str, Var]] = [{}]
        self.loops = 0
        self.depth = 1  # of the indentation

    # --- scope ------------------------------------------------------------
    def visible(self, kind: str = "array", test: Callable[[Var], bool] = lambda v: True) -> list[Var]:
        return [v for scope in self.scopes for v in scope.values() if v.kind == kind and test(v)]

    def arrays(self, rank: int, **wanted: Any) -> list[Var]:
        return self.visible(
            "array", lambda v: len(v.shape) == rank and all(getattr(v, k) == w for k, w in wanted.items())
        )

    def pick(self, variables: list[Var]) -> Var | None:
        """Rather one of the last, so that values live on; but old ones too, so that they live long."""
        if not variables:
            return None
        return self.rng.choice(variables[-3:] if self.rng.random() < 0.6 else variables)

    def find(self, name: str) -> Var | None:
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), None)

    def fresh(self, pool: list[str]) -> str:
        name = self.rng.choice(pool)
        suffix = 0
        while self.find(name if not suffix else f"{name}{suffix}"):
            suffix += 1
        return name if not suffix else f"{name}{suffix}"

    def declare(self, var: Var) -> Var:
        for scope in self.scopes:
            if var.name in scope:
                scope[var.name] = var
                return var
        self.scopes[-1][var.name] = var
        return var

    def target(self, shape: Shape, again: float = 0.35) -> Var:
        """A name to assign to, declared after its value is written: a new one, or one that is bound anew."""
        old = [v for v in self.arrays(len(shape)) if not v.bound and (v.shape == shape or len(self.scopes) == 1)]
        if old and self.rng.random() < again:
            return Var(self.rng.choice(old).name, "array", shape)
        return Var(self.fresh(NAMES[len(shape)]), "array", shape)

    # --- text ------------------------------------------------------------
    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def block(self, head: str, loop: bool = False) -> Iterator[None]:
        self.line(head)
        self.depth += 1
        self.scopes.append({})
        self.loops += loop
        start = len(self.lines)
        yield
        if len(self.lines) == start:
            self.line("pass")
        self.loops -= loop
        self.scopes.pop()
        self.depth -= 1

    def statements(self, count: int) -> None:
        for _ in range(count):
            if self.budget <= 0:
                return
            self.budget -= 1
            for _ in range(20):
                if statement.draw(self.rng, self.topic)(self) is not False:
                    break

    # --- expressions ------------------------------------------------------------
    def value(self, shape: Shape, depth: int | None = None) -> str:
        depth = self.rng.choice((0, 1, 1, 2, 2, 3)) if depth is None else depth
        for _ in range(30):
            text = TABLES[len(shape)].draw(self.rng)(self, *shape, depth)
            if text is not None:
                return text if text.isidentifier() else f"({text})"
        return self.fallback(shape)

    def fallback(self, shape: Shape) -> str:
        return {0: "0.7", 1: f"np.ones({shape[:1]})", 2: f"np.ones({shape})"}[len(shape)]

    def number(self, depth: int = 1) -> str:
        return self.value((), max(depth, 0))

    def vector(self, n: int, depth: int = 1) -> str:
        return self.value((n,), max(depth, 0))

    def matrix(self, r: int, c: int, depth: int = 1) -> str:
        return self.value((r, c), max(depth, 0))

    def fresh_value(self, shape: Shape, depth: int | None = None) -> str:
        """An expression that is not a bare name or view: what is bound to it shares no storage."""
        return self.rng.choice(
            ("np.tanh({})", "(0.8 * ({}))", "(({}) + 0.1)", "np.sin({})", "(({}) * 1.0)", "(-({}))")
        ).format(self.value(shape, depth))

    def tame(self, text: str) -> str:
        return self.rng.choice(
            ("np.tanh({})", "(0.3 * ({}))", "np.sin({})", "np.arctan({})", "(0.25 * ({}))", "np.cos({})")
        ).format(text)

    def constant(self) -> str:
        return str(round(self.rng.uniform(0.3, 1.7), 2))

    def index(self, n: int) -> str:
        """A position on an axis of length n."""
        rng, options = self.rng, []
        for v in self.visible("int"):
            lo, hi = v.detail
            if 0 <= lo and hi <= n:
                options.append(v.name)
                options.append(f"-{v.name} - 1")
            if lo >= 1 and hi <= n + 1:
                options.append(f"{v.name} - 1")
            if 0 <= lo and hi < n:
                options.append(f"{v.name} + 1")
            if 0 <= lo:
                options.append(f"({v.name} + 1) % {n}")
                options.append(f"{v.name} % {n}")
        if options and rng.random() < 0.75:
            return rng.choice(options)
        k = rng.randrange(n)
        return str(k if rng.random() < 0.7 else k - n)

    def slice(self, n: int, k: int) -> str | None:
        """A slice that takes k of n."""
        rng = self.rng
        if k > n or k < 1:
            return None
        start = rng.randrange(n - k + 1)
        options = [f"{start}:{start + k}", f":{k}", f"{n - k}:", f"-{k}:"]
        if k < n:
            options.append(f":{k - n}")
        if k == n:
            options += ["::-1", ":", "::-1"]
        elif k >= 2:
            options.append(f"{start + k - 1}:{start - 1 if start else ''}:-1")
        options += [f"{first}::2" for first in (0, 1) if len(range(n)[first::2]) == k]
        return rng.choice(options)

    def result(self) -> str:
        """What the function returns: all that lives goes into it, so that an error anywhere shows."""
        if self.returns == ():
            return self.summary()
        if self.returns and isinstance(self.returns[0], tuple):
            return ", ".join(self.summary() if not shape else self.fresh_value(shape, 1) for shape in self.returns)
        return self.fresh_value(self.returns, 1) if self.returns else ""

    def summary(self) -> str:
        rng, parts = self.rng, []
        candidates = self.arrays(0) + self.arrays(1) + self.arrays(2)
        for v in rng.sample(candidates, min(len(candidates), rng.choice((2, 3, 4, 6)))):
            parts.append(
                {
                    0: rng.choice(("{v}", "{c} * {v}", "np.sin({v})", "{v} ** 2")),
                    1: rng.choice(
                        ("np.sum({v} * {w})", "({v} @ {v}) * {c}", "np.sum(np.sin({v}) * {w})", "{v}.sum() * {c}")
                    ),
                    2: rng.choice(("np.sum({v} ** 2) * {c}", "np.sum(np.sin({v}) * {w}[:, None])")),
                }[len(v.shape)].format(
                    v=v.name, c=self.constant(), w=f"np.linspace({self.constant()}, -1.2, {(v.shape or (1,))[0]})"
                )
            )
        for kind in ("list", "dict", "object", "tuple"):
            if self.visible(kind) and rng.random() < 0.8:
                parts.append(self.number(1))
        return " + ".join(parts) or self.number(1)

    def condition(self) -> str:
        rng = self.rng
        a = self.number(1)
        ints = self.visible("int")
        kinds = [f"{a} > {self.constant()}", f"{a} < {self.number(1)}", f"{a} >= {self.constant()}"]
        if ints:
            k = rng.choice(ints).name
            kinds += [
                f"{k} % 2 == {rng.randrange(2)}",
                f"{k} < {rng.randrange(1, 4)}",
                f"{k} == {rng.randrange(3)} and {a} > 0.4",
            ]
        if rng.random() < 0.15:
            kinds = [
                f"0.2 < {a} < {self.constant()}",
                f"not {a} > {self.constant()}",
                f"{a} > 0.9 or {self.number(0)} < {self.constant()}",
                f"np.any({self.vector(self.size, 0)} > 1.2)",
            ]
        return f"({rng.choice(kinds)})"
