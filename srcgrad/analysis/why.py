"""Why a derivative keeps what it keeps, and does what it would rather not do: a text for each operation that there is
something to say of, read off the finished function.

    x_tape.append(x)            kept for line 14
    np.add.at(z_bar, idx, …)    `idx` may name an element twice
    unbroadcast(e, np.shape(b)) the shape of `b` is (?,), that of the result (n,)

`srcgrad show --why` prints them above the lines in question. What is kept is told of derivatives with a `backward` note.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import srcgrad.runtime as runtime
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, values_in, walk
from srcgrad.ir.types import Array, Scalar, Type

FOUND = (runtime.shadow_of, runtime.take_shadow, runtime.take_whole)
Lines = dict[int, None]  # in order


def reasons(function: Function) -> dict[Op, str]:
    ops = function.body.ops
    at = next((k for k, op in enumerate(ops) if op.kind == "note" and op.target == "backward"), len(ops))
    forward, backward = Region((), ops[:at], ()), Region((), ops[at:], ())
    found: dict[Op, str] = {}
    makers = {r: op for op in walk(function.body) for r in op.results}
    for op in walk(function.body):
        text = said(op, makers)
        if text:
            found[op] = text
    readers = lines_of_readers(backward)
    made = list(walk(forward))
    fields = taken(backward)
    for op in made:
        if op.kind == "grow" and op.target == "append" and op.args[0] in fields:
            found[op] = kept(items_of(op.args[1]), fields[op.args[0]], readers)  # type: ignore[index]
        elif any(r in readers for r in op.results) and op.kind != "new":
            found[op] = "; ".join(filter(None, (kept_results(op, readers), found.get(op, ""))))
    return found


# --- what is kept --------------------------------------------------------------------------------------------------------
def lines_of_readers(region: Region) -> dict[Value, Lines]:
    """For each value: the lines of the user's whose reverse reads it."""
    found: dict[Value, Lines] = defaultdict(dict)
    for op in walk(region):
        if op.span is not None and op.kind not in ("each", "shrink", "item"):
            for v in values_in(*op.operands()):
                found[v][op.span.line] = None
    return found


def taken(region: Region) -> dict[Value, list[list[Value]]]:
    """For each tape: the values that stand for each of its fields where it is read."""
    found: dict[Value, list[list[Value]]] = {}
    popped: dict[Value, Value] = {}
    for op in walk(region):
        tape = op.args[0] if op.args and isinstance(op.args[0], Value) else None
        if op.kind == "each" and tape is not None:
            n = len(op.regions[0].params) - len(op.results)
            found[tape] = [[p] for p in op.regions[0].params[:n]]
        elif op.kind == "shrink" and tape is not None and op.results:
            popped[op.result] = tape
            found[tape] = [[op.result]]
        elif op.kind == "item" and tape in popped and isinstance(op.args[1], Const) and isinstance(op.args[1].value, int):
            fields, k = found[popped[tape]], op.args[1].value  # type: ignore[index]
            fields += [[] for _ in range(k + 1 - len(fields))]
            fields[k] = [*fields[k], op.result]
    return found


def items_of(o: Operand) -> list[Operand]:
    return list(o.items) if isinstance(o, Seq) and o.cls is tuple else [o]


def kept(items: Iterable[Operand], fields: list[list[Value]], readers: dict[Value, Lines]) -> str:
    """x for line 14, t for lines 14 and 15"""
    parts: dict[str, list[str]] = {}
    for k, (item, values) in enumerate(zip(items, fields)):
        lines = {line: None for v in values for line in readers.get(v, {})}
        name = item.name if isinstance(item, Value) and item.name else f"item {k}"
        parts.setdefault(lines_text(lines), []).append(name)
    if len(parts) == 1:
        return f"kept for {next(iter(parts))}"
    return "kept: " + ", ".join(f"{' and '.join(names)} for {lines}" for lines, names in parts.items())


def kept_results(op: Op, readers: dict[Value, Lines]) -> str:
    """What is simply used by its name; of a branch or a loop, what is one of its results."""
    lines = {line: None for r in op.results for line in readers.get(r, {})}
    return f"kept for {lines_text(lines)}"


def lines_text(lines: Lines) -> str:
    few = [str(n) for n in sorted(lines)]
    if not few:
        return "its own sake"
    return f"line {few[0]}" if len(few) == 1 else f"lines {', '.join(few[:-1])} and {few[-1]}"


# --- what is slower than it might be -------------------------------------------------------------------------------------
def said(op: Op, makers: Mapping[Value, Op]) -> str:
    """What is known of an operation by itself."""
    if op.kind == "store" and op.target == "at":
        return f"np.add.at: {index_name(op.args[1])} may name an element twice"
    if op.target is runtime.unbroadcast:
        return unknown_shape(op, makers)
    if op.target in FOUND:
        return "found by its address: which array this is, is known only at run time"
    return ""


def index_name(o: Operand) -> str:
    names = [v.name for v in values_in(o) if v.name]
    return ", ".join(f"`{n}`" for n in names) or "the index"


def unknown_shape(op: Op, makers: Mapping[Value, Op]) -> str:
    """unbroadcast(g, np.shape(v)): its result has the type of v."""
    shape = makers.get(op.args[1]) if isinstance(op.args[1], Value) else None
    name = next((v.name for v in values_in(*shape.args) if v.name), "") if shape is not None else ""
    whole, part = shape_text(type_of(op.args[0])), shape_text(op.result.type)
    return f"unbroadcast: the shape of {f'`{name}`' if name else 'an operand'} is {part}, that of the result {whole}"


def shape_text(t: Type) -> str:
    if isinstance(t, Scalar):
        return "()"
    if not isinstance(t, Array) or t.shape is None:
        return "not known"
    return f"({', '.join(map(str, t.shape))}{',' if len(t.shape) == 1 else ''})"
