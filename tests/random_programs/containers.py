"""Lists, dicts, tuples and comprehensions.

Every list holds at least one element; `detail` of a list is its length, or None where that depends on the data.
"""

from __future__ import annotations

from random_programs.flow import body, finish, room
from random_programs.writer import OTHER, Var, Writer, number, statement, vector

KEYS = ("a", "b", "rate", "bias")


@statement(1.8)
def new_list(w: Writer) -> None:
    rng = w.rng
    shape = rng.choice(((), (), (w.size,)))
    k = rng.randrange(1, 4)
    items = ", ".join(w.number(1) if not shape else w.fresh_value(shape, 1) for _ in range(k))
    text = f"[{items}]"
    if not shape and w.arrays(1) and rng.random() < 0.4:
        v = w.pick(w.arrays(1))
        k = v.shape[0]
        text = rng.choice(
            (
                "[e * {c} for e in {v}]",
                "[np.sin(e) for e in {v}]",
                "[{v}[i] * (i + 1) for i in range(len({v}))]",
                "[p * q for p, q in zip({v}, {v}[::-1])]",
                "[e if e > {c} else {c} * e for e in {v}]",
                "list({v})",
            )
        ).format(v=v.name, c=w.constant())
    var = Var(w.fresh(OTHER["list"]), "list", shape, detail=k)
    w.line(f"{var.name} = {text}")
    w.declare(var)


@statement(2.5)
def change_list(w: Writer) -> bool | None:
    var = w.pick(w.visible("list"))
    if var is None:
        return False
    rng, name, nested = w.rng, var.name, len(w.scopes) > 1
    item = w.number(1) if not var.shape else w.fresh_value(var.shape, 1)
    kind = rng.choice((0, 0, 0, 3, 3, 4, 5, 5))
    if kind == 0:
        w.line(
            rng.choice(
                (
                    f"{name}.append({item})",
                    f"{name} += [{item}]",
                    f"{name}.extend([{item}])",
                    f"{name}.insert(0, {item})",
                )
            )
        )
        resize(w, var, 1)
    elif kind == 3 and nested:
        w.line(f"if len({name}) > 1:")
        w.line(f"    {name}.pop()")
        resize(w, var, -1)
    elif kind == 3 and (var.detail or 0) > 1:
        out = w.target(var.shape, 0.0)
        w.line(f"{out.name} = {name}.pop({rng.choice(('', '0', '-1'))})")
        w.declare(out)
        resize(w, var, -1)
    elif kind == 4 and var.shape:
        w.line(
            f"{name}[{place(w, var)}][{w.index(var.shape[0])}] {rng.choice(('=', '+=', '*='))} {w.tame(w.number(1))}"
        )
    else:
        w.line(f"{name}[{place(w, var)}] {rng.choice(('= {}', '= {}', '= 0.5 * {}')).format(item)}")


def resize(w: Writer, var: Var, by: int) -> None:
    """In a branch or loop the length stops being known; at least one element stays."""
    if len(w.scopes) > 1 or var.detail is None:
        var.detail = None
    else:
        var.detail += by


def place(w: Writer, var: Var) -> str:
    return w.index(var.detail) if var.detail else w.rng.choice(("0", "-1", f"len({var.name}) - 1"))


@number(1.5)
def of_list(w: Writer, depth: int) -> str | None:
    var = w.pick(w.visible("list"))
    if var is None:
        return None
    rng, name = w.rng, var.name
    if var.shape:
        return rng.choice(
            (
                f"np.sum({name}[{place(w, var)}]) * 0.3",
                f"{name}[{place(w, var)}][{w.index(var.shape[0])}]",
                f"sum([np.sum(e) for e in {name}]) * 0.2",
                f"np.mean(np.array({name}))",
                f"np.sum(np.stack({name})) * 0.2",
            )
        )
    return rng.choice(
        (
            f"{name}[{place(w, var)}]",
            f"{name}[{place(w, var)}]",
            f"sum({name}) * 0.3",
            f"np.sum(np.array({name}) ** 2) * 0.2",
            f"max({name})",
            f"min({name})",
            f"np.mean({name})",
            f"sum([e * e for e in {name}]) * 0.2",
            f"len({name}) * 0.2",
            f"sum(e for e in {name}[1:]) * 0.3",
            f"sorted({name})[0]",
            f"sum(map(abs, {name})) * 0.2",
        )
    )


@vector(0.8)
def vector_of_list(w: Writer, n: int, depth: int) -> str | None:
    var = w.pick(w.visible("list", lambda v: v.shape == (n,) or (v.shape == () and v.detail == n)))
    if var is None:
        return None
    if var.shape:
        return w.rng.choice(
            (f"{var.name}[{place(w, var)}]", f"(np.sum({var.name}, axis=0) * 0.4)", f"np.stack({var.name})[0]")
        )
    return w.rng.choice((f"np.array({var.name})", f"np.stack({var.name})"))


@statement(1)
def list_by_loop(w: Writer) -> bool | None:
    """Filled while looping, then walked."""
    if not room(w) or w.loops > 1 or not w.arrays(1):
        return False
    rng, v = w.rng, w.pick(w.arrays(1))
    e = w.fresh(["e", "h"])
    var = Var(w.fresh(["ys", "hs", "items"]), "list", ())
    w.line(f"{var.name} = [{w.number(1)}]" if rng.random() < 0.5 else f"{var.name} = []")
    started = w.lines[-1].endswith("[]")
    with w.block(f"for {e} in {v.name}:", loop=True):
        w.declare(Var(e, "array", bound=True))
        w.line(f"{var.name}.append({w.number(2)})")
        if not started or rng.random() < 0.7:
            w.declare(var)
            body(w)
    w.declare(var)
    if not started:
        finish(w)


@statement(2)
def walk_list(w: Writer) -> bool | None:
    var = w.pick(w.visible("list"))
    if var is None or not room(w) or w.loops > 1:
        return False
    e, k = w.fresh(["e", "item"]), w.fresh(["i", "j"])
    kind = w.rng.randrange(3 if var.detail else 2)
    head = (
        f"for {e} in {var.name}:",
        f"for {k}, {e} in enumerate({var.name}):",
        f"for {k} in range(len({var.name})):",
    )[kind]
    var.kind = "list that is walked"  # and so not changed meanwhile
    with w.block(head, loop=True):
        if kind < 2:
            w.declare(Var(e, "array", var.shape, bound=True))
        if kind == 1 and var.detail:
            w.declare(Var(k, "int", detail=(0, var.detail), bound=True))
        if kind == 2:
            w.declare(Var(k, "int", detail=(0, var.detail), bound=True))
            w.line(f"{var.name}[{k}] = {w.fresh_value(var.shape, 1)}")
        body(w)
    var.kind = "list"
    finish(w)


@statement(1.2)
def new_dict(w: Writer) -> None:
    rng = w.rng
    numbers = rng.sample(KEYS, rng.randrange(1, 4))
    entries = {k: () for k in numbers}
    if rng.random() < 0.3:
        entries["buf"] = (w.size,)
    text = ", ".join(f"'{k}': {w.number(1) if not s else w.fresh_value(s, 1)}" for k, s in entries.items())
    form = f"{{{text}}}"
    if rng.random() < 0.15 and "buf" not in entries and w.arrays(1):
        v = w.pick(w.arrays(1))
        entries = dict.fromkeys(KEYS[:2], ())
        form = (
            f"{{k: e * {w.constant()} for k, e in zip(('a', 'b'), {v.name})}}"
            if v.shape[0] >= 2
            else f"dict(a={w.number(0)}, b=0.5)"
        )
    var = Var(w.fresh(OTHER["dict"]), "dict", detail=entries)
    w.line(f"{var.name} = {form}")
    w.declare(var)


@statement(1.8)
def change_dict(w: Writer) -> bool | None:
    var = w.pick(w.visible("dict"))
    if var is None:
        return False
    rng, entries = w.rng, var.detail
    key = rng.choice(list(entries))
    name = f"{var.name}['{key}']"
    if entries[key]:
        w.line(
            rng.choice(
                (
                    f"{name}[{w.index(w.size)}] = {w.number(1)}",
                    f"{name} += {w.vector(w.size, 1)}",
                    f"{name} = {w.fresh_value((w.size,), 1)}",
                    f"{name}[1:] *= {w.tame(w.number(1))}",
                )
            )
        )
    elif len(w.scopes) == 1 and rng.random() < 0.3:
        key = rng.choice(KEYS)
        w.line(f"{var.name}['{key}'] = {w.number(1)}")
        entries[key] = ()
    else:
        w.line(
            rng.choice(
                (
                    f"{name} = {w.number(1)}",
                    f"{name} += {w.number(1)}",
                    f"{name} *= {w.tame(w.number(1))}",
                    f"{var.name}.update({key}={w.number(1)})",
                )
            )
        )


@number(1)
def of_dict(w: Writer, depth: int) -> str | None:
    var = w.pick(w.visible("dict"))
    if var is None:
        return None
    key = w.rng.choice(list(var.detail))
    if var.detail[key]:
        return w.rng.choice((f"np.sum({var.name}['{key}']) * 0.3", f"{var.name}['{key}'][{w.index(w.size)}]"))
    options = [
        f"{var.name}['{key}']",
        f"{var.name}['{key}']",
        f"{var.name}.get('{key}')",
        f"{var.name}.get('missing', 0.3)",
    ]
    if not any(var.detail.values()):
        options += [f"sum({var.name}.values()) * 0.3", f"sum([e * e for e in {var.name}.values()]) * 0.3"]
    return w.rng.choice(options)


@vector(0.4)
def vector_of_dict(w: Writer, n: int, depth: int) -> str | None:
    var = w.pick(w.visible("dict", lambda v: v.detail.get("buf") == (n,)))
    return f"{var.name}['buf']" if var else None


@statement(1.5)
def walk_dict(w: Writer) -> bool | None:
    var = w.pick(w.visible("dict", lambda v: not any(v.detail.values())))
    if var is None or not room(w) or w.loops > 1:
        return False
    e = w.fresh(["e", "val"])
    s = w.pick([v for v in w.arrays(0) if not v.bound])
    with w.block(w.rng.choice((f"for key, {e} in {var.name}.items():", f"for {e} in {var.name}.values():")), loop=True):
        w.declare(Var(e, "array", bound=True))
        if s:
            w.line(f"{s.name} = {w.tame(f'{s.name} + {e}')}")


@statement(0.8)
def pair(w: Writer) -> None:
    var = Var(w.fresh(OTHER["tuple"]), "tuple", detail=((), (w.size,), ()))
    w.line(f"{var.name} = ({w.number(1)}, {w.fresh_value((w.size,), 1)}, {w.number(1)})")
    w.declare(var)


@statement(0.6)
def take_pair(w: Writer) -> bool | None:
    var = w.pick(w.visible("tuple"))
    if var is None:
        return False
    a, b = w.target((), 0.3), w.target((w.size,), 0.1)
    w.line(f"{a.name}, {b.name}, _ = {var.name}")
    w.declare(a), w.declare(b)


@number(0.5)
def of_pair(w: Writer, depth: int) -> str | None:
    var = w.pick(w.visible("tuple"))
    return w.rng.choice((f"{var.name}[0]", f"{var.name}[-1]", f"np.sum({var.name}[1]) * 0.3")) if var else None
