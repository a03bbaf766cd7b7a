"""What scientists write that the other files do not: rows and buffers that a loop carries, nested containers, objects and
functions chosen at run time, try blocks that fail half-way."""

from __future__ import annotations

from random_programs.flow import inside, leave, room
from random_programs.objects import Class
from random_programs.writer import Var, Writer, number, statement

CHECK = '''def bounded(v, top=1.5):
    if v > top:
        raise ValueError('too large')
    return v * v'''


# --- storage that a loop carries ------------------------------------------------------------------------------------
@statement(1.2)
def carried_row(w: Writer) -> bool | None:
    """A name that stands for another row in each turn."""
    if not room(w) or w.loops > 1:
        return False
    n, rng = w.size, w.rng
    table, row, i = w.fresh(["T", "S", "grid"]), w.fresh(["row", "cur"]), w.fresh(["i", "j"])
    w.line(f"{table} = {rng.choice((f'np.zeros(({n}, {n}))', f'np.outer({w.vector(n, 1)}, {w.vector(n, 0)})'))}")
    w.declare(Var(table, "array", (n, n), bound=True))
    first = rng.choice((f"{table}[0]", f"{table}[:, 0]", w.fresh_value((n,), 1)))
    w.line(f"{row} = {first}")
    following = rng.choice((f"{table}[{i}]", f"{table}[({i} + 1) % {n}]", f"{table}[:, {i}]", f"{table}[-{i} - 1]"))
    with w.block(f"for {i} in range({rng.choice((n, n, 2))}):", loop=True):
        w.declare(Var(i, "int", detail=(0, n), bound=True))
        w.declare(Var(row, "array", (n,), bound=True))
        early = rng.random() < 0.5
        if early:
            w.line(f"{row} = {following}")
        w.line(
            rng.choice(
                (
                    f"{row}[{w.index(n)}] = {w.number(2)}",
                    f"{row}[:] = {w.vector(n, 2)}",
                    f"{row} += {w.vector(n, 1)}",
                    f"{row}[1:] = {row}[:-1] * {w.tame(w.number(1))}",
                )
            )
        )
        inside(w, 0, 2)
        if not early:
            w.line(f"{row} = {following}")
    if rng.random() < 0.7:
        w.line(f"{row}[{w.index(n)}] *= {w.tame(w.number(1))}")
    w.declare(Var(row, "array", (n,), bound=True))


@statement(1.2)
def swapped_buffers(w: Writer) -> bool | None:
    if not room(w) or w.loops > 1:
        return False
    n, rng = w.size, w.rng
    old, new, k = w.fresh(["old", "now"]), w.fresh(["new", "nxt"]), w.fresh(["k", "sweep"])
    w.line(f"{old} = {w.fresh_value((n,), 1)}")
    w.line(f"{new} = {rng.choice((f'np.zeros({n})', f'{old}.copy()', f'np.zeros_like({old})'))}")
    with w.block(f"for {k} in range({rng.randrange(1, 4)}):", loop=True):
        w.declare(Var(k, "int", detail=(0, 3), bound=True))
        for name in (old, new):
            w.declare(Var(name, "array", (n,), bound=True))
        w.line(
            rng.choice(
                (
                    f"{new}[:] = np.roll({old}, 1) * {w.tame(w.number(1))} + 0.3 * {old}",
                    f"np.multiply({old}, {w.tame(w.number(1))}, out={new})",
                    f"{new}[1:-1] = 0.5 * ({old}[:-2] + {old}[2:])\n{'    ' * w.depth}{new}[0] = {old}[-1]\n"
                    f"{'    ' * w.depth}{new}[-1] = {w.number(1)}",
                )
            )
        )
        inside(w, 0, 2)
        w.line(f"{old}, {new} = {new}, {old}")
    for name in (old,):
        w.declare(Var(name, "array", (n,), bound=True))


@statement(0.8)
def strided(w: Writer) -> bool | None:
    var = w.pick([v for v in w.arrays(1) if v.writable and v.name != "x" and v.shape[0] > 2])
    if var is None:
        return False
    n, name, rng = var.shape[0], var.name, w.rng
    picks = [rng.randrange(n) for _ in range(3)]
    even, odd = len(range(n)[::2]), len(range(n)[1::2])
    w.line(
        rng.choice(
            (
                f"{name}[::2] = {w.vector(even, 1)}",
                f"{name}[1::2] *= {w.vector(odd, 1)}",
                f"{name}[::-2] += {w.vector(len(range(n)[::-2]), 1)}",
                f"{name}[{picks}] = {w.vector(3, 1)}",
                f"{name}[np.array({picks})] += {w.vector(3, 1)}",
                f"{name}[{picks}] *= {w.number(1)}",
                f"{name}[1:] = np.cumsum({name})[:-1] * 0.4",
                f"{name}[:] = np.maximum({name}, {w.vector(n, 1)})",
            )
        )
    )


# --- loops ----------------------------------------------------------------------------------------------------------
@statement(1)
def scan(w: Writer) -> bool | None:
    """A while loop over an index, as far as the data say; perhaps with a loop inside that leaves both."""
    v = w.pick(w.arrays(1))
    if v is None or not room(w) or w.loops > 1:
        return False
    k, n = w.fresh(["k", "pos"]), v.shape[0]
    w.line(f"{k} = 0")
    with w.block(f"while {k} < {n} and {v.name}[{k}] < {w.constant()}:", loop=True):
        w.declare(Var(k, "int", detail=(0, n), bound=True))
        inside(w, 1, 2)
        w.line(f"{k} += {w.rng.choice((1, 1, 2))}")
    w.declare(Var(k, "int", detail=(0, n + 2), bound=True))


@statement(0.8)
def found_in_two_loops(w: Writer) -> bool | None:
    """An early return or break in a loop in a loop."""
    if not room(w) or w.loops:
        return False
    n, i, j = w.size, w.fresh(["i"]), w.fresh(["j"])
    with w.block(f"for {i} in range({n}):", loop=True):
        w.declare(Var(i, "int", detail=(0, n), bound=True))
        inside(w, 0, 1)
        with w.block(f"for {j} in range({w.rng.choice((n, i))}):", loop=True):
            w.declare(Var(j, "int", detail=(0, n), bound=True))
            inside(w, 1, 2)
            with w.block(f"if {w.condition()}:"):
                inside(w, 0, 1)
                if not leave(w, 1.0):
                    w.line("break")
        inside(w, 0, 1)


# --- try ------------------------------------------------------------------------------------------------------------
@statement(1.6)
def fails_half_way(w: Writer) -> bool | None:
    """Names and arrays are changed before an exception; what comes after sees how far it came."""
    if not room(w) or w.depth > 3:
        return False
    rng = w.rng
    with w.block("try:"):
        inside(w, 1, 2)
        risk(w)
        inside(w, 0, 2)
        if rng.random() < 0.5:
            risk(w)
        leave(w, 0.1)
    if rng.random() < 0.25:
        with w.block("except KeyError:"):
            inside(w, 1, 1)
    with w.block(f"except {rng.choice(('ValueError', 'Exception', '(ValueError, IndexError)'))}:"):
        inside(w, 1, 2)
        leave(w, 0.1)
    if rng.random() < 0.2:
        with w.block("else:"):
            inside(w, 1, 1)
    if rng.random() < 0.2:
        loops, returns, w.loops, w.returns = w.loops, w.returns, 0, None
        with w.block("finally:"):
            w.statements(1)
        w.loops, w.returns = loops, returns


def risk(w: Writer) -> None:
    """A statement that may raise."""
    rng = w.rng
    name = next((v.name for v in w.arrays(0) if not v.bound), None)
    array = next((v for v in reversed(w.arrays(1)) if v.writable and v.name != "x"), None)
    options = [f"if {w.condition()}:\n{'    ' * (w.depth + 1)}raise ValueError('half-way')"]
    if name:
        options += [f"{name} = {name} * bounded({w.number(1)})", f"{name} += bounded({w.number(1)}, {w.constant()})"]
    if array:
        options += [f"{array.name}[{w.index(array.shape[0])}] = bounded({w.number(1)})"] * 2
    w.line(rng.choice(options))


# --- nested containers ----------------------------------------------------------------------------------------------
@statement(1)
def nested(w: Writer) -> bool | None:
    rng = w.rng
    found = w.pick(w.visible("nested"))
    if found is None or rng.random() < 0.3:
        if len(w.scopes) > 1:
            return False
        name = w.fresh(["rows", "book", "layers"])
        kind = rng.choice(("lists", "dict of lists", "list of dicts", "dict of dicts"))
        a, b, c, d = (w.number(1) for _ in range(4))
        text = {
            "lists": f"[[{a}, {b}], [{c}, {d}]]",
            "dict of lists": f"{{'p': [{a}, {b}], 'q': [{c}, {d}]}}",
            "list of dicts": f"[{{'w': {a}, 'b': {b}}}, {{'w': {c}, 'b': {d}}}]",
            "dict of dicts": f"{{'p': {{'w': {a}, 'b': {b}}}, 'q': {{'w': {c}, 'b': {d}}}}}",
        }[kind]
        w.line(f"{name} = {text}")
        w.declare(Var(name, "nested", detail=kind, bound=True))
        return None
    place = entry(w, found)
    w.line(rng.choice((f"{place} = {w.number(2)}", f"{place} += {w.number(1)}", f"{place} = {w.tame(place)}")))


def entry(w: Writer, var: Var) -> str:
    rng, kind = w.rng, var.detail
    two = [v.name for v in w.visible("int") if 0 <= v.detail[0] and v.detail[1] <= 2]
    at = (lambda: rng.choice([*two, "0", "1", "-1"])) if two else (lambda: rng.choice(("0", "1", "-1")))
    outer = at() if kind.startswith("list") else rng.choice(("'p'", "'q'"))
    inner = at() if kind.endswith("lists") else rng.choice(("'w'", "'b'"))
    return f"{var.name}[{outer}][{inner}]"


@number(1)
def of_nested(w: Writer, depth: int) -> str | None:
    var = w.pick(w.visible("nested"))
    return entry(w, var) if var else None


# --- chosen at run time ---------------------------------------------------------------------------------------------
@statement(1.2)
def one_of_two_objects(w: Writer) -> bool | None:
    """A name that stands for one of two objects; both are used afterwards."""
    if len(w.scopes) > 1 and w.rng.random() < 0.6:
        return False
    objects = w.visible("object")
    same = [(a, b) for a in objects for b in objects if a.name < b.name and a.detail is b.detail]
    if not same:
        classes = [c for c in w.callables if isinstance(c, Class)]
        if not classes or len(w.scopes) > 1:
            return False
        var = Var(w.fresh(["model", "cell", "box"]), "object", detail=w.rng.choice(classes))
        w.line(f"{var.name} = {var.detail.name}({w.number(1)}, {w.fresh_value((w.size,), 1)})")
        w.declare(var)
        return None
    a, b = w.rng.choice(same)
    new = Var(w.fresh(["chosen", "either"]), "object", detail=a.detail)
    w.line(f"{new.name} = {a.name} if {w.condition()} else {b.name}")
    w.declare(new)


@number(0.8)
def function_of_table(w: Writer, depth: int) -> str | None:
    """A function taken out of a dict or list by a key of run time."""
    if not depth:
        return None
    ints = [v.name for v in w.visible("int") if 0 <= v.detail[0]]
    v = w.number(depth - 1)
    key = f"{w.rng.choice(ints)} % 2" if ints else f"int({w.number(0)} > {w.constant()})"
    table = w.rng.choice(("[np.sin, np.tanh]", "(math.sin, math.cos)", "{0: np.cos, 1: np.arctan}"))
    return f"{table}[{key}]({v})"
