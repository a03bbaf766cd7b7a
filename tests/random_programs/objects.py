"""Small classes, plain ones and dataclasses, with methods, properties and __call__; statements that use them."""

from __future__ import annotations

from dataclasses import dataclass

from random_programs.writer import Var, Writer, number, statement, vector


@dataclass(frozen=True)
class Class:
    """Attributes: `gain` a number, `state` a vector. `members` are the optional parts that its text has."""

    name: str
    text: str
    members: frozenset[str]


OPTIONAL = ("advance", "reset", "power", "__call__", "bump", "twice")


def make_class(rng, size: int, index: int) -> Class:
    name = rng.choice(("Model", "Cell", "Body")) + str(index)
    members = frozenset(m for m in OPTIONAL if rng.random() < 0.6) | {"advance"}
    inside = Writer(rng, size, 0, [])
    inside.declare(Var("self.gain", "array", (), bound=True))
    inside.declare(Var("self.state", "array", (size,), bound=True))
    inside.declare(Var("v", "array", (size,), bound=True))
    value, n, c = inside.value, size, inside.constant()
    copied = rng.choice(("state.copy()", "state * 1.0", "np.array(state)", "state"))
    plain = [
        f"class {name}:",
        f"    def __init__(self, gain, state, offset={c}):",
        "        self.gain = gain",
        f"        self.state = {copied}",
        "        self.offset = offset",
    ]
    fields = ["@dataclass", f"class {name}:", "    gain: float", "    state: np.ndarray", f"    offset: float = {c}"]
    parts = [
        *(fields if rng.random() < 0.3 else plain),
        "",
        "    def advance(self, v):",
        rng.choice(
            (
                f"        self.state = {value((n,), 2)} * 1.0",
                f"        self.state[{inside.index(n)}] = {value((), 2)}",
                f"        self.state += {value((n,), 1)}",
                f"        self.state[1:] *= {inside.tame(value((), 1))}",
            )
        ),
        f"        self.gain = {inside.tame(value((), 2))}",
    ]
    if rng.random() < 0.5:
        parts.append(f"        return {value((), 1)}")
    else:
        parts.append("        return self.gain")
    alone = Writer(rng, size, 0, [])
    alone.declare(Var("self.gain", "array", (), bound=True))
    alone.declare(Var("self.state", "array", (size,), bound=True))
    bodies = {
        "reset": [
            "    def reset(self):",
            f"        self.gain = {alone.number(0)} * 0.5",
            f"        self.state = np.full({n}, self.gain)",
        ],
        "__call__": [
            "    def __call__(self, v):",
            f"        if {inside.condition()}:",
            f"            return {value((), 2)}",
            f"        return {value((), 1)}",
        ],
        "bump": ["    @staticmethod", "    def bump(v, c=0.5):", "        return np.sum(np.tanh(v) * c)"],
        "twice": ["    def twice(self, v):", "        self.advance(v)", "        return self.advance(v) + self.gain"],
    }
    for member in ("reset", "__call__", "bump", "twice"):
        if member in members:
            parts += ["", *bodies[member]]
    if "power" in members:
        parts += ["", "    @property", "    def power(self):", f"        return {alone.number(2)} * self.offset"]
    return Class(name, "\n".join(parts), members)


@statement(1.2)
def construct(w: Writer) -> bool | None:
    classes = [c for c in w.callables if isinstance(c, Class)]
    if not classes or len(w.scopes) > 1 and w.rng.random() < 0.7:
        return False
    cls = w.rng.choice(classes)
    var = Var(w.fresh(["model", "cell", "box"]), "object", detail=cls)
    extra = w.rng.choice(("", "", f", {w.number(0)}", f", offset={w.number(1)}"))
    w.line(f"{var.name} = {cls.name}({w.number(1)}, {w.fresh_value((w.size,), 1)}{extra})")
    w.declare(var)


@statement(2.5)
def use(w: Writer) -> bool | None:
    var = w.pick(w.visible("object"))
    if var is None:
        return False
    n, name, members = w.size, var.name, var.detail.members
    out = w.target((), 0.3)
    options = [
        f"{name}.advance({w.vector(n, 1)})",
        f"{name}.gain = {w.tame(w.number(1))}",
        f"{name}.gain += {w.tame(w.number(1))}",
        f"{name}.state[{w.index(n)}] = {w.number(1)}",
        f"{name}.state = {w.fresh_value((n,), 1)}",
        f"{name}.state *= {w.tame(w.number(1))}",
        f"{out.name} = {name}.advance({w.vector(n, 1)})",
    ]
    if "reset" in members:
        options.append(f"{name}.reset()")
    if "twice" in members:
        options.append(f"{out.name} = {name}.twice({w.vector(n, 1)})")
    text = w.rng.choice(options)
    w.line(text)
    if text.startswith(f"{out.name} = "):
        w.declare(out)


@number(1.5)
def of_object(w: Writer, depth: int) -> str | None:
    var = w.pick(w.visible("object"))
    if var is None:
        return None
    name, members = var.name, var.detail.members
    options = [
        f"{name}.gain",
        f"{name}.gain",
        f"np.sum({name}.state) * 0.3",
        f"{name}.state[{w.index(w.size)}]",
        f"{name}.offset",
    ]
    if "power" in members:
        options.append(f"{name}.power")
    if depth and "__call__" in members:
        options.append(f"{name}({w.vector(w.size, depth - 1)})")
    if depth and "bump" in members:
        options.append(f"{w.rng.choice((name, var.detail.name))}.bump({w.vector(w.size, depth - 1)})")
    return w.rng.choice(options)


@vector(0.8)
def vector_of_object(w: Writer, n: int, depth: int) -> str | None:
    var = w.pick(w.visible("object"))
    return f"{var.name}.state" if var and n == w.size else None
