"""Statements that bind names and that write into arrays: elements, slices, masks, views, aliases, out=, np.add.at."""

from __future__ import annotations

from random_programs.writer import OTHER, Shape, Var, Writer, statement

SHAPES = ("n", "n", "n", "s", "s", "s", "m", "m", "k")


def some_shape(w: Writer) -> Shape:
    n, kind = w.size, w.rng.choice(SHAPES)
    return {"n": (n,), "s": (), "m": w.rng.choice(((n, n), (2, n), (n, 2))), "k": (w.rng.choice((2, n - 1, n + 1)),)}[
        kind
    ]


def some_array(w: Writer) -> Var | None:
    """An array that may be written into; the argument itself seldom."""
    found = [v for v in w.arrays(1) + w.arrays(2) if v.writable and (v.name != "x" or w.rng.random() < 0.2)]
    return w.pick(found)


@statement(7)
def assign(w: Writer) -> None:
    """In a branch or loop mostly something fresh, so that it stays known which array a later store writes."""
    shape = some_shape(w)
    nested = len(w.scopes) > 1
    var = w.target(shape)
    value = w.fresh_value(shape) if nested and shape and w.rng.random() < 0.95 else w.value(shape)
    w.line(f"{var.name} = {value}")
    var.writable = "np.diag" not in value
    w.declare(var)


@statement(4)
def augment_name(w: Writer) -> bool | None:
    rank = w.rng.choice((0, 0, 0, 1, 1, 2))
    old = w.pick([v for v in w.arrays(rank) if v.writable and not v.bound and (v.name != "x" or w.rng.random() < 0.2)])
    if old is None:
        return False
    value = w.value(old.shape if w.rng.random() < 0.7 else (), 1)
    how = w.rng.choice(
        ("+= {}", "+= {}", "-= {}", "*= 1.0 + 0.2 * np.sin({})", "*= np.cos({})", "/= 1.5 + np.tanh({}) ** 2")
    )
    w.line(f"{old.name} {how.format(value)}")


@statement(7)
def store(w: Writer) -> bool | None:
    var = some_array(w)
    if var is None:
        return False
    place, shape = (vector_place if len(var.shape) == 1 else matrix_place)(w, var)
    write(w, place, shape)


def write(w: Writer, place: str, shape: Shape) -> None:
    how = w.rng.choice(
        (
            "= {}",
            "= {}",
            "= {}",
            "+= {}",
            "+= {}",
            "-= {}",
            "*= {}",
            "*= 1.0 + 0.3 * np.sin({})",
            "/= 1.5 + np.tanh({}) ** 2",
        )
    )
    value = w.value(shape if w.rng.random() < 0.85 else (), w.rng.choice((0, 1, 1, 2)))
    w.line(f"{place} {how.format(w.tame(value) if how == '*= {}' else value)}")


def vector_place(w: Writer, var: Var) -> tuple[str, Shape]:
    """A place in a vector, and the shape of what belongs there."""
    rng, n, name = w.rng, var.shape[0], var.name
    roll = rng.random()
    if roll < 0.45:
        return f"{name}[{w.index(n)}]", ()
    k = rng.randrange(1, n + 1)
    if roll < 0.75:
        return f"{name}[{w.slice(n, k)}]", (k,)
    if roll < 0.85:
        picks = rng.sample(range(n), k)
        return f"{name}[{rng.choice((f'{picks}', f'np.array({picks})'))}]", (k,)
    mask = w.pick(w.visible("mask", lambda m: m.shape == (n,)))
    if roll < 0.95:
        return f"{name}[{mask.name if mask else f'{name} > {w.constant()}'}]", ()
    return f"{name}[:]", (n,)


def matrix_place(w: Writer, var: Var) -> tuple[str, Shape]:
    (r, c), name = var.shape, var.name
    k, j = w.rng.randrange(1, r + 1), w.rng.randrange(1, c + 1)
    return w.rng.choice(
        (
            (f"{name}[{w.index(r)}, {w.index(c)}]", ()),
            (f"{name}[{w.index(r)}, {w.index(c)}]", ()),
            (f"{name}[{w.index(r)}][{w.index(c)}]", ()),
            (f"{name}[{w.index(r)}]", (c,)),
            (f"{name}[{w.index(r)}, :]", (c,)),
            (f"{name}[:, {w.index(c)}]", (r,)),
            (f"{name}[{w.slice(r, k)}, {w.slice(c, j)}]", (k, j)),
            (f"{name}[{w.index(r)}, {w.slice(c, j)}]", (j,)),
            (f"{name}[[{', '.join(map(str, w.rng.sample(range(r), k)))}]]", (k, c)),
            (f"{name}.T[{w.index(c)}]", (r,)),
            (f"{name}[{name} > {w.constant()}]", ()),
            (f"{name}[...]", (r, c)),
            (f"{name}[{w.slice(r, k)}]", (k, c)),
        )
    )


@statement(4)
def view(w: Writer) -> bool | None:
    """A second name for the same storage, or for a part of it."""
    if len(w.scopes) > 1 and w.rng.random() < 0.3:
        return False
    var = some_array(w)
    if var is None:
        return False
    name, rng = var.name, w.rng
    if len(var.shape) == 1:
        n = var.shape[0]
        k = rng.randrange(1, n + 1)
        options = [
            (f"{name}[{w.slice(n, k)}]", (k,)),
            (f"{name}[{w.slice(n, k)}]", (k,)),
            (name, (n,)),
            (f"{name}[::-1]", (n,)),
            (f"{name}[:]", (n,)),
            (f"np.asarray({name})", (n,)),
            (f"{name}[{w.slice(n, k)}][::-1]", (k,)),
        ]
        if n == 4:
            options.append((f"{name}.reshape(2, 2)", (2, 2)))
    else:
        r, c = var.shape
        options = [
            (f"{name}[{w.index(r)}]", (c,)),
            (f"{name}[:, {w.index(c)}]", (r,)),
            (f"{name}.T", (c, r)),
            (name, (r, c)),
            (f"{name}[{w.slice(r, 1)}]", (1, c)),
            (f"{name}.reshape(-1)", (r * c,)),
            (f"{name}[{w.slice(r, r)}, 1:]", (r, c - 1)),
            (f"{name}.ravel()", (r * c,)),
            (f"np.transpose({name})", (c, r)),
            (f"{name}[{w.index(r)}][::-1]", (c,)),
        ]
        options = [o for o in options if all(o[1])]
    text, shape = rng.choice(options)
    if 1 in shape:
        return False
    new = Var(w.fresh(w_names(shape)), "array", shape)  # a fresh name, so that nothing is ambiguous
    w.line(f"{new.name} = {text}")
    w.declare(new)
    if rng.random() < 0.7:
        target = rng.choice((new, new, var))
        if target.shape == shape or len(target.shape) == 1:
            write(w, *(vector_place if len(target.shape) == 1 else matrix_place)(w, target))


def w_names(shape: Shape) -> list[str]:
    return ["v", "w", "row", "part", "tail"] if len(shape) == 1 else ["B", "V", "block"]


@statement(1.5)
def copy(w: Writer) -> bool | None:
    var = w.pick(w.arrays(1) + w.arrays(2))
    if var is None:
        return False
    new = Var(w.fresh(w_names(var.shape)), "array", var.shape)
    w.line(
        f"{new.name} = "
        + w.rng.choice(
            (
                "{}.copy()",
                "np.array({})",
                "np.copy({})",
                "{} * 1.0",
                "np.zeros_like({})",
                "np.ones_like({})",
                "{} + 0.0",
            )
        ).format(var.name)
    )
    w.declare(new)


@statement(2)
def empty(w: Writer) -> None:
    """A buffer of zeros, to be filled by what follows."""
    shape = some_shape(w) or (w.size,)
    var = w.target(shape, 0.1)
    w.line(f"{var.name} = " + w.rng.choice((f"np.zeros({shape})", f"np.ones({shape})", f"np.full({shape}, 0.5)")))
    w.declare(var)


@statement(2.5)
def in_place_call(w: Writer) -> bool | None:
    var = some_array(w)
    if var is None:
        return False
    name, shape, rng = var.name, var.shape, w.rng
    value = w.value(shape, 1)
    options = [
        f"np.multiply({name}, {w.tame(value)}, out={name})",
        f"np.sin({value}, out={name})",
        f"np.add({name}, {value}, out={name})",
        f"np.copyto({name}, {value})",
        f"{name}.fill({w.number(1)})",
        f"np.tanh({name}, out={name})",
    ]
    if len(shape) == 1:
        n = shape[0]
        k = rng.randrange(1, n + 1)
        picks = [rng.randrange(n) for _ in range(rng.randrange(1, 4))]
        where, what = rng.choice((f"{picks}", f"np.array({picks})")), rng.choice((w.vector(len(picks), 1), w.number(1)))
        add = f"np.add.at({name}, {where}, {what})"
        options += [
            add,
            add,
            f"np.subtract.at({name}, {picks}, {w.vector(len(picks), 1)})",
            f"{name}.sort()",
            f"np.add({w.vector(k, 1)}, {w.vector(k, 1)}, out={name}[{w.slice(n, k)}])",
            f"{name}[1:] += {name}[:-1]",
            f"{name}[:-1] *= np.cos({name}[1:])",
            f"{name}[:] = {name}[::-1]",
            f"np.copyto({name}, {value}, where={name} > {w.constant()})",
        ]
    w.line(rng.choice(options))


@statement(1.5)
def several(w: Writer) -> bool | None:
    """Two targets in one statement."""
    rng = w.rng
    kind = rng.randrange(5)
    if kind == 0 and (var := some_array(w)) and len(var.shape) == 1:
        i, j = rng.sample(range(var.shape[0]), 2)
        w.line(f"{var.name}[{i}], {var.name}[{j}] = {var.name}[{j}] * {w.tame(w.number(0))}, {var.name}[{i}]")
    elif kind == 1 and len(pair := [v for v in w.arrays(0) if not v.bound]) > 1:
        a, b = (v.name for v in rng.sample(pair, 2))
        w.line(f"{a}, {b} = {b}, " + w.tame(f"{a} + {w.number(1)}"))
    elif kind == 2:
        a, b = w.target(()), w.target((w.size,), 0.0)
        w.line(f"{a.name}, {b.name} = {w.number(1)}, {w.fresh_value((w.size,), 1)}")
        w.declare(a), w.declare(b)
    elif kind == 3:
        a, b, c = w.fresh(["s", "t"]), w.fresh(["lo", "mid"]), w.fresh(["hi", "top"])
        w.line(f"{a}, {b}, {c} = {w.vector(3, 1)}")
        for name in (a, b, c):
            w.declare(Var(name, "array"))
    else:
        a, b = w.fresh(["first", "one"]), w.fresh(["second", "two"])
        w.line(f"{a} = {b} = {w.number(1)}")
        w.declare(Var(a, "array")), w.declare(Var(b, "array"))


@statement(0.8)
def make_mask(w: Writer) -> bool | None:
    v = w.pick(w.arrays(1))
    if v is None:
        return False
    text = w.rng.choice(
        (
            f"{v.name} > {w.constant()}",
            f"np.sin({v.name}) < 0.8",
            f"({v.name} > 0.5) & ({v.name} < 1.4)",
            f"~({v.name} > 0.9)",
        )
    )
    new = Var(w.fresh(OTHER["mask"]), "mask", v.shape)
    w.line(f"{new.name} = {text}")
    w.declare(new)


@statement(0.5)
def odds(w: Writer) -> None:
    """What has no effect on the result."""
    w.line(
        w.rng.choice(
            (
                f"assert {w.number(0)} < 1e6",
                "pass",
                f"_ = {w.number(1)}",
                '"a note"',
                f"len({w.pick(w.arrays(1)).name})" if w.arrays(1) else "pass",
            )
        )
    )


@statement(0.5)
def with_errstate(w: Writer) -> None:
    var = w.target((w.size,), 0.2)
    w.line('with np.errstate(over="ignore"):')
    w.line(f"    {var.name} = {w.fresh_value(var.shape)}")
    w.declare(var)
