"""Statements with blocks: branches, loops, exits, try."""

from __future__ import annotations

from random_programs.writer import Var, Writer, statement

DEEPEST = 4  # of the indentation
HALF = (0.35, 0.6, 0.8)


def inside(w: Writer, least: int = 1, most: int = 3) -> None:
    w.statements(w.rng.randrange(least, most + 1))


def room(w: Writer) -> bool:
    return w.depth < DEEPEST and w.budget > 1


@statement(3.5)
def branch(w: Writer) -> bool | None:
    if not room(w):
        return False
    rng = w.rng
    with w.block(f"if {w.condition()}:"):
        inside(w)
        leave(w, 0.12)
    if rng.random() < 0.25:
        with w.block(f"elif {w.condition()}:"):
            inside(w, 1, 2)
            leave(w, 0.08)
    if rng.random() < 0.5:
        with w.block("else:"):
            inside(w)


@statement(1.5)
def branch_that_binds(w: Writer) -> bool | None:
    """A name that both arms bind, and that lives on."""
    if not room(w):
        return False
    shape = w.rng.choice(((), (), (w.size,)))
    var = w.target(shape, 0.2)
    with w.block(f"if {w.condition()}:"):
        inside(w, 0, 1)
        w.line(f"{var.name} = {w.fresh_value(shape)}")
    with w.block("else:"):
        inside(w, 0, 1)
        w.line(f"{var.name} = {w.fresh_value(shape)}")
    w.declare(var)


def leave(w: Writer, chance: float) -> bool:
    """Perhaps an exit, as the last statement of a block."""
    if w.rng.random() >= chance:
        return False
    exits = ["break", "continue", "continue"] if w.loops else []
    exits += ["return"] * (2 if w.returns is not None else 0)
    if not exits:
        return False
    how = w.rng.choice(exits)
    w.line(f"return {w.result()}" if how == "return" else how)
    return True


def body(w: Writer) -> None:
    inside(w, 1, 4)
    if w.rng.random() < 0.35:
        with w.block(f"if {w.condition()}:"):
            inside(w, 0, 1)
            if not leave(w, 0.9):
                w.line("pass")
        inside(w, 1, 2)


def finish(w: Writer) -> None:
    if w.rng.random() < 0.15:
        with w.block("else:"):
            inside(w, 1, 2)


@statement(3)
def for_range(w: Writer) -> bool | None:
    if not room(w) or w.loops > 1:
        return False
    rng, n = w.rng, w.size
    name = w.fresh(["i", "j", "l", "t_"])
    arrays = [v for v in w.arrays(1) if v.shape == (n,)]
    length = f"len({w.pick(arrays).name})" if arrays and rng.random() < 0.5 else str(n)
    text, lo, hi = rng.choice(
        (
            (length, 0, n),
            (length, 0, n),
            (f"1, {length}", 1, n),
            (f"1, {length} - 1", 1, n - 1),
            (f"{length} - 1, -1, -1", 0, n),
            (f"0, {length}, 2", 0, n),
            ("2", 0, 2),
            ("3", 0, 3),
            ("0", 0, 1),
        )
    )
    with w.block(f"for {name} in range({text}):", loop=True):
        w.declare(Var(name, "int", detail=(lo, hi), bound=True))
        body(w)
    finish(w)


@statement(2.5)
def for_elements(w: Writer) -> bool | None:
    """Over the elements of vectors or the rows of a matrix."""
    if not room(w) or w.loops > 1:
        return False
    rng = w.rng
    if w.arrays(2) and rng.random() < 0.5:
        m, row = w.pick(w.arrays(2)), w.fresh(["row", "line_"])
        new = Var(row, "array", m.shape[1:], writable=m.writable and m.name != "x", bound=True)
        count, index = w.fresh(["i", "j"]), rng.random() < 0.4
        head = f"for {count}, {row} in enumerate({m.name}):" if index else f"for {row} in {m.name}:"
        with w.block(head, loop=True):
            w.declare(new)
            if index:
                w.declare(Var(count, "int", detail=(0, m.shape[0]), bound=True))
            body(w)
        return finish(w)
    vectors = w.arrays(1)
    if not vectors:
        return False
    v, e, f = w.pick(vectors), w.fresh(["e", "xi", "h"]), w.fresh(["e", "yi", "o"])
    other = w.pick([u for u in vectors if u.shape == v.shape])
    count = w.fresh(["i", "j", "k_"])
    f = f if f != e else f + "_"
    kind = rng.randrange(5)
    head = (
        f"{e} in {v.name}",
        f"{count}, {e} in enumerate({v.name})",
        f"{e}, {f} in zip({v.name}, {other.name})",
        f"{e} in {v.name}[::-1]",
        f"{count}, ({e}, {f}) in enumerate(zip({v.name}, {other.name}))",
    )[kind]
    with w.block(f"for {head}:", loop=True):
        w.declare(Var(e, "array", bound=True))
        if kind in (2, 4):
            w.declare(Var(f, "array", bound=True))
        if kind in (1, 4):
            w.declare(Var(count, "int", detail=(0, v.shape[0]), bound=True))
        body(w)
    finish(w)


@statement(1.5)
def counted_while(w: Writer) -> bool | None:
    if not room(w) or w.loops > 1:
        return False
    k, most = w.fresh(["k", "count", "step"]), w.rng.randrange(2, 5)
    first = w.rng.randrange(2)
    w.line(f"{k} = {first}")
    head = w.rng.choice((f"while {k} < {most}:", f"while {k} < {most} and {w.condition()}:", "while True:"))
    with w.block(head, loop=True):
        w.line(f"{k} += 1")  # before the body, so that `continue` cannot skip it
        if head == "while True:":
            w.line(f"if {k} > {most}:")
            w.line("    break")
        w.declare(Var(k, "int", detail=(first + 1, most + 1), bound=True))
        body(w)
    if head != "while True:":
        finish(w)
    w.declare(Var(k, "int", detail=(first, most + 2), bound=True))


@statement(1)
def shrinking_while(w: Writer) -> bool | None:
    """As often as the data say."""
    s = w.pick([v for v in w.arrays(0) if not v.bound])
    if s is None or not room(w) or w.loops > 1:
        return False
    w.line(f"{s.name} = 1.0 + {s.name} ** 2")
    with w.block(f"while {s.name} > {w.constant()}:", loop=True):
        w.line(f"{s.name} *= {w.rng.choice(HALF)}")  # first, so that nothing skips it
        w.declare(Var(s.name, "array", bound=True))
        inside(w, 1, 2)
    w.declare(Var(s.name, "array"))


@statement(0.7)
def attempt(w: Writer) -> bool | None:
    if not room(w):
        return False
    var = w.target((), 0.5)
    if w.find(var.name) is None:
        w.line(f"{var.name} = {w.number(1)}")
        w.declare(var)
    with w.block("try:"):
        if w.rng.random() < 0.6:
            w.line(f"if {w.condition()}:")
            w.line("    raise ValueError('too large')")
        w.line(f"{var.name} = {w.number(2)}")
    with w.block(f"except {w.rng.choice(('ValueError', 'Exception', 'ValueError as error'))}:"):
        w.line(f"{var.name} = {w.number(2)}")
    if w.rng.random() < 0.2:
        with w.block("finally:"):
            w.line(f"{var.name} = {w.tame(var.name)}")
