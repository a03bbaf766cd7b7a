"""Functions that a program calls: defaults and keywords, several results, written arguments, recursion; closures."""

from __future__ import annotations

from dataclasses import dataclass

from random_programs.writer import Shape, Var, Writer, number, statement, vector


@dataclass(frozen=True)
class Helper:
    """A function of the module. `returns`: a shape, a tuple of shapes for several, None if it only writes."""

    name: str
    parameters: tuple[tuple[str, Shape, str | None], ...]  # name, shape, default
    returns: Shape | tuple[Shape, ...] | None
    text: str
    writes: bool = False  # into its array arguments

    def call(self, w: Writer, arrays: list[str] | None = None) -> str:
        """Arguments by position, then perhaps by keyword, then perhaps left to their defaults."""
        given, keyword = [], False
        for name, shape, default in self.parameters:
            if default and w.rng.random() < 0.5:
                keyword = True
                continue
            text = arrays.pop(0) if arrays and shape else w.value(shape, 1)
            keyword = keyword or w.rng.random() < 0.15
            given.append(f"{name}={text}" if keyword else text)
        return f"{self.name}({', '.join(given)})"


def make_helper(rng, size: int, index: int, earlier: list) -> Helper:
    if rng.random() < 0.15:
        return recursive(rng, size, index)
    name = f"{rng.choice(('step', 'blend', 'energy', 'update', 'part'))}_{index}"
    n = size
    parameters: list[tuple[str, Shape, str | None]] = [("u", (n,), None)]
    if rng.random() < 0.5:
        parameters.append(("v", (n,), None))
    if rng.random() < 0.6:
        parameters.append(("c", (), rng.choice((None, "0.7", "1.3"))))
    if rng.random() < 0.3 and all(default is None for _, _, default in parameters):
        parameters.insert(0, ("k", (), None))
    returns = rng.choice(((), (), (), (n,), (n,), None, ((), (n,)), ((), ())))
    w = Writer(rng, size, rng.randrange(2, 7), list(earlier), returns)
    writes = returns is None or rng.random() < 0.3
    for p, shape, _ in parameters:
        w.declare(Var(p, "array", shape, writable=not shape or writes))
    w.statements(w.budget)
    if writes:
        for target in [v for v in w.arrays(1) if v.name in ("u", "v")][:1]:
            w.line(f"{target.name}[{w.index(target.shape[0])}] = {w.number(2)}")
    w.line("return" + (f" {w.result()}" if returns is not None else ""))
    head = ", ".join(p + (f"={default}" if default else "") for p, _, default in parameters)
    return Helper(name, tuple(parameters), returns, "\n".join([f"def {name}({head}):", *w.lines]), writes)


def recursive(rng, size: int, index: int) -> Helper:
    name = f"again_{index}"
    w = Writer(rng, size, 0, [])
    w.declare(Var("u", "array", (size,), writable=False))
    lines = [
        f"def {name}(u, depth={rng.randrange(1, 4)}):",
        "    if depth == 0:",
        f"        return {w.vector(size, 1)}",
        f"    return {name}({w.fresh_value((size,), 1)}, depth - 1)",
    ]
    return Helper(name, (("u", (size,), None),), (size,), "\n".join(lines))


def helpers(w: Writer, test) -> list[Helper]:
    return [h for h in w.callables if isinstance(h, Helper) and test(h)]


@number(1.5)
def call_for_number(w: Writer, depth: int) -> str | None:
    found = helpers(w, lambda h: h.returns == () and not h.writes)
    return w.rng.choice(found).call(w) if found and depth else None


@vector(1)
def call_for_vector(w: Writer, n: int, depth: int) -> str | None:
    found = helpers(w, lambda h: h.returns == (n,) and not h.writes)
    return w.rng.choice(found).call(w) if found and depth else None


@statement(3.5)
def call(w: Writer) -> bool | None:
    found = helpers(w, lambda h: h.writes or (isinstance(h.returns, tuple) and () in h.returns))
    if not found:
        return False
    h = w.rng.choice(found)
    arrays = (
        [v for v in w.arrays(1, shape=(w.size,)) if v.writable and (v.name != "x" or w.rng.random() < 0.2)]
        if h.writes
        else []
    )
    if h.writes and not arrays:
        return False
    wanted = sum(1 for _, shape, _ in h.parameters if shape)
    text = h.call(w, [w.rng.choice(arrays).name for _ in range(wanted)] if h.writes else None)
    if h.returns is None:
        w.line(text)
        return None
    shapes = h.returns if h.returns and isinstance(h.returns[0], tuple) else (h.returns,)
    taken: set[str] = set()
    targets = []
    for shape in shapes:
        t = w.target(shape, 0.2)
        while t.name in taken:
            t = Var(t.name + "_", "array", shape)
        taken.add(t.name)
        targets.append(t)
    w.line(f"{', '.join(t.name for t in targets)} = {text}")
    for t in targets:
        w.declare(t)


@statement(1)
def closure(w: Writer) -> bool | None:
    """A function inside: it reads a variable of the function around it, and may write into an array of it."""
    if len(w.scopes) > 1 or w.loops:
        return False
    rng, name = w.rng, w.fresh(["scale", "inner", "mix"])
    kept = [v for v in w.arrays(0) + w.arrays(1) if not v.bound]
    if not kept:
        return False
    captured = w.pick(kept)
    inner = Writer(rng, w.size, 2, [], ())
    parameter = Var("q_", "array", rng.choice(((), (), (w.size,))))
    for v in (captured, parameter):
        inner.declare(Var(v.name, "array", v.shape, writable=False, bound=True))
    if rng.random() < 0.3:
        w.line(f"{name} = lambda q_: {inner.number(2)}")
    else:
        w.line(f"def {name}(q_):")
        if captured.shape and captured.writable and captured.name != "x" and rng.random() < 0.3:
            w.line(f"    {captured.name}[{inner.index(captured.shape[0])}] = {inner.number(1)}")
        if rng.random() < 0.3:
            w.line(f"    if {inner.condition()}:")
            w.line(f"        return {inner.number(1)}")
        w.line(f"    return {inner.number(2)}")
    captured.bound = rng.random() < 0.5 or bool(captured.shape)  # else it may be bound anew, and the closure sees it
    w.declare(Var(name, "function", parameter.shape))


@number(1)
def call_closure(w: Writer, depth: int) -> str | None:
    f = w.pick(w.visible("function"))
    return f"{f.name}({w.value(f.shape, depth - 1 if depth else 0)})" if f else None
