"""IR function → Python source.

    plan       which operations are printed inside their use                                nesting.py
    exits      which flags become `break`                                                   exits.py
    liveness   where each variable is alive, and the copies that leave SSA form             liveness.py
    classes    which values share a variable                                                coalesce.py
    names      what each variable is called                                                 names.py
    statements the text's tree                                                              statements.py

The same IR gives the same bytes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gast

from srcgrad.backend.announce import announce
from srcgrad.backend.coalesce import Classes
from srcgrad.backend.exits import Exits
from srcgrad.backend.expressions import Expressions
from srcgrad.backend.liveness import Liveness
from srcgrad.backend.loops import Printer
from srcgrad.backend.names import clean, name_variables
from srcgrad.backend.outside import Outside
from srcgrad.backend.parameters import with_parts_first
from srcgrad.backend.plan import plan
from srcgrad.backend.releases import releases
from srcgrad.backend.remarks import Remarks
from srcgrad.backend.reuse import with_reuse
from srcgrad.backend.signature import Extra, arguments_of
from srcgrad.backend.turned import with_turned
from srcgrad.backend.unparse import unparse
from srcgrad.ir.nodes import Function, Op, Value, values_in, walk
from srcgrad.ir.text import reachable
from srcgrad.options import DEFAULT, Options
from srcgrad.record import dataclass

Explain = Callable[[Function], Mapping[Op, str]]


@dataclass(frozen=True)
class Emitted:
    """text: a module; namespace: what its globals hold besides its imports; name: of the function in it."""

    text: str
    namespace: dict[str, Any]
    name: str


def emit(
    function: Function,
    signature: inspect.Signature | None = None,
    extra: Extra = (),
    lines: Sequence[str] = (),
    header: str = "",
    options: Options = DEFAULT,
    reuse: bool = False,
    explain: Explain | None = None,
) -> Emitted:
    """Print a function, and the functions that it calls before it. `extra`: keyword-only parameters beyond the
    signature's, with their defaults (None: required); `lines`: of the file that the spans mean; `header`: the comment
    on the `def` line; `reuse`: arrays that are not read again may be written over (all are float64);
    `explain`: gives what is to be said above the operations of a function."""
    functions = reachable(function)
    outside = Outside(reserved_names(functions, signature))
    names = function_names(functions)
    outside.reserve(names.values())
    parts = []
    for f in called_first(function):
        own = (signature, extra, header) if f is function else (None, (), "")
        rewritten = prepared(f, options, reuse)
        shown = lines if same_file(f, function) else ()
        parts.append(definition(rewritten, names[f], names, outside, shown, options, explain, *own))
    statements = [s for s, _ in parts]
    beside = {k: v for _, r in parts for k, v in r.beside.items()}
    above = {k: v for _, r in parts for k, v in r.above.items()}
    opening = "".join(f"{line}\n" for line in [*outside.imports(), *outside.remarks()])
    text = f"{opening}\n\n" if opening else ""
    return Emitted(text + unparse(statements, beside, above), outside.namespace(), names[function])


def same_file(f: Function, other: Function) -> bool:
    return f.span is not None and other.span is not None and f.span.file == other.span.file


def called_first(function: Function) -> list[Function]:
    """All functions, each after those that it calls, as far as they do not call each other."""
    found: dict[Function, None] = {}
    seen: set[Function] = set()

    def visit(f: Function) -> None:
        seen.add(f)
        for op in walk(f.body):
            if isinstance(op.target, Function) and op.target not in seen:
                visit(op.target)
        found[f] = None

    visit(function)
    return list(found)


def prepared(f: Function, options: Options, reuse: bool) -> Function:
    """The function in the form in which it is printed."""
    turned = with_turned(f)
    return with_parts_first(with_reuse(turned, options) if reuse else turned)


def definition(
    f: Function,
    own: str,
    functions: dict[Function, str],
    outside: Outside,
    lines: Sequence[str],
    options: Options,
    explain: Explain | None,
    signature: inspect.Signature | None,
    extra: Extra,
    header: str,
) -> tuple[gast.stmt, Remarks]:
    """One function; the comments come with it."""
    steps = plan(f, options)
    announce(steps, outside)
    exits = Exits(steps)
    live = Liveness(steps, exits)
    classes = Classes(live)
    avoid = {*outside.taken(), *functions.values()}
    if signature is not None:
        avoid |= set(signature.parameters)
    names = name_variables(classes, avoid)

    def name(v: Value, *default: str) -> str:
        return names.get(classes.of(v), *default) if default else names[classes.of(v)]

    e = Expressions(steps, name, outside, functions)
    remarks = Remarks(f, lines, explain(f) if explain else {})
    gone = releases(live, classes, names) if options.reuse else {}
    writer = Printer(e, live, exits, lambda v: classes.of(v) in classes.none, classes.is_unbound, remarks, gone)
    body = writer.block(f.body.ops)
    remarks.explain(o for v in values_in(*f.body.yields) if v in steps.nested for o in steps.inside(steps.nested[v]))
    body.append(remarks.plain(gast.Return(returned(f, e))))
    arguments = arguments_of([names[classes.of(p)] for p in f.body.params], signature, extra, outside)
    out = gast.FunctionDef(own, arguments, body, [], None, None, [])
    if header:
        remarks.beside[id(out)] = header
    return out, remarks


def returned(f: Function, e: Expressions) -> gast.expr:
    values = [e.operand(o) for o in f.body.yields]
    if not values:
        return gast.Constant(None, None)
    return values[0] if len(values) == 1 else gast.Tuple(values, gast.Load())


def function_names(functions: list[Function]) -> dict[Function, str]:
    """A name for each function, the same name once."""
    out: dict[Function, str] = {}
    for f in functions:
        base, k = clean(f.name), 0
        name = base
        while name in out.values():
            k += 1
            name = f"{base}_{k}"
        out[f] = name
    return out


def reserved_names(functions: list[Function], signature: inspect.Signature | None) -> set[str]:
    """The names that the functions have for variables of their own."""
    found = set(signature.parameters) if signature is not None else set()
    for f in functions:
        found |= {clean(p.name) for p in f.body.params}
        for op in walk(f.body):
            found |= {clean(v.name) for v in (*op.results, *(p for r in op.regions for p in r.params)) if v.name}
    return found
