"""The text form of the IR: what tests of passes are written in, and `--stage` shows. `parse` reads it back.

    func loss(%w: f[n], %X: f[m, n]) {
        %z: f[m] = numpy.matmul(%X, %w)
        %s: f = for(0, %n, 1, 0.0) body(%i: i, %s.1: f) {
            %e: f = load(%z, %i)
            %s.2: f = operator.add(%s.1, %e)
            yield False, %s.2
        }
        return %s
    }

A primitive stands as its dotted name, every other kind as kind[target]. Names that repeat get .1, .2 in the order of
definition; a value without a name is %0, %1. Types: f, i, b, c; f[n, 3], f[] (no axes), f[...] (unknown axes); i:n (an integer
that is the size n); list[f], dict[f], (f, i), object[cls](w: f), opaque[cls], any. A dimension may be 1 if it is ? or ends in ~.
Constants are literals, dotted names or, from the user's file, @name; <…> stands for an object that has no text.
"""
from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from srcgrad.ir.dims import Dim, Symbol
from srcgrad.ir.dotted import dotted_name
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, walk
from srcgrad.ir.types import AnyType, Array, DictType, ListType, ObjectType, Opaque, ResidualType, Scalar, TupleType, Type

LABELS = {"if": ("then", "else"), "while": ("test", "body"), "try": ("body", "failure"), "for": ("body",), "each": ("body",),
          "with": ("body",)}
INDENT = "    "


class Unreadable:
    """What is left of an object that has no text: that text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def to_text(function: Function) -> str:
    """A function as text, and after it the functions that it calls; the same IR gives the same text."""
    printer = Printer()
    return "\n".join(printer.function(f) for f in reachable(function))


def op_text(op: Op, function: Function | None = None) -> str:
    """The first line of an operation, in the names that the text of its function uses."""
    printer = Printer()
    if function is not None:
        printer.function(function)
    return printer.head(op)


def type_text(t: Type) -> str:
    return Printer().type(t)


def reachable(function: Function) -> list[Function]:
    """The function and all that it calls, each once, in order of first call."""
    found, todo = {id(function): function}, [function]
    while todo:
        f = todo.pop(0)
        for op in walk(f.body):
            if isinstance(op.target, Function) and id(op.target) not in found:
                found[id(op.target)] = op.target
                todo.append(op.target)
    return list(found.values())


class Names:
    """A text for each object, of its base name and the number of times that this was taken before."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.taken: dict[str, int] = {}
        self.kept: list[Any] = []  # ids stay their own

    def __call__(self, thing: Any, base: str, join: Callable[[str, int], str]) -> str:
        if id(thing) not in self.texts:
            k = self.taken[base] = self.taken.get(base, -1) + 1
            self.texts[id(thing)] = join(base, k)
            self.kept.append(thing)
        return self.texts[id(thing)]


def dotted_suffix(base: str, k: int) -> str:
    return f"{base}.{k}" if k else base


def value_suffix(base: str, k: int) -> str:
    return dotted_suffix(base, k) if base else str(k)


class Printer:
    def __init__(self) -> None:
        self.values, self.symbols, self.functions = Names(), Names(), Names()

    # --- structure ---------------------------------------------------------------------------------------------------
    def function(self, f: Function) -> str:
        self.values = Names()
        lines = [f"func {self.callee(f)}{self.params(f.body.params)} {{", *self.body(f.body, "return", INDENT), "}"]
        return "\n".join(lines) + "\n"

    def callee(self, f: Function) -> str:
        return self.functions(f, f.name, dotted_suffix)

    def params(self, params: Iterable[Value]) -> str:
        return f"({', '.join(map(self.declared, params))})"

    def body(self, region: Region, word: str, indent: str) -> Iterator[str]:
        for op in region.ops:
            yield from self.op(op, indent)
        yield f"{indent}{word} {', '.join(map(self.operand, region.yields))}".rstrip()

    def op(self, op: Op, indent: str) -> Iterator[str]:
        line = indent + self.head(op)
        for k, region in enumerate(op.regions):
            labels = LABELS.get(op.kind, ())
            params = self.params(region.params) if region.params else ""
            yield f"{line} {labels[k] if k < len(labels) else 'region'}{params} {{"
            yield from self.body(region, "yield", indent + INDENT)
            line = indent + "}"
        yield line

    def head(self, op: Op) -> str:
        """Operands are named before results: a value used before its definition gets its name there."""
        args = [self.operand(a) for a in op.args] + [f"{k}={self.operand(v)}" for k, v in op.kwargs]
        call = f"{self.kind(op)}({', '.join(args)})"
        return f"{', '.join(map(self.declared, op.results))} = {call}" if op.results else call

    def kind(self, op: Op) -> str:
        if op.kind == "prim" and callable(op.target) and (name := dotted_name(op.target)):
            return name
        return op.kind if op.target is None else f"{op.kind}[{self.target(op.target)}]"

    def target(self, target: Any) -> str:
        if isinstance(target, Function):
            return "&" + self.callee(target)
        if isinstance(target, str) and target.isidentifier():
            return target
        return self.constant(target)

    # --- operands ----------------------------------------------------------------------------------------------------
    def declared(self, v: Value) -> str:
        return f"{self.value(v)}: {self.type(v.type)}"

    def value(self, v: Value) -> str:
        return "%" + self.values(v, clean(v.name), value_suffix)

    def operand(self, o: Operand) -> str:
        if isinstance(o, Value):
            return self.value(o)
        if isinstance(o, Seq):
            return self.sequence(o.cls, [self.operand(i) for i in o.items])
        if not isinstance(o, Const):
            return f"<{o!r}>"
        if o.name is not None:
            return "@" + o.name
        if isinstance(o.value, tuple | list | dict | set | slice):
            return f"const({self.constant(o.value)})"
        return self.constant(o.value)

    def sequence(self, cls: type, items: list[str]) -> str:
        inside = ", ".join(items)
        if cls is tuple:
            return f"({inside}{',' if len(items) == 1 else ''})"
        if cls is list:
            return f"[{inside}]"
        if cls is dict:
            half = len(items) // 2
            return "{" + ", ".join(f"{k}: {v}" for k, v in zip(items[:half], items[half:], strict=True)) + "}"
        if cls is set:
            return f"{{{inside}}}" if items else "set()"
        return f"slice({inside})" if cls is slice else f"seq[{self.constant(cls)}]({inside})"

    def constant(self, value: Any) -> str:
        cls = type(value)
        if cls in (tuple, list, set):
            return self.sequence(cls, [self.constant(v) for v in (sorted(value, key=repr) if cls is set else value)])
        if cls is dict:
            return self.sequence(dict, [*map(self.constant, value), *map(self.constant, value.values())])
        if cls is slice:
            return self.sequence(slice, [self.constant(v) for v in (value.start, value.stop, value.step)])
        if cls in (bool, int, float, complex, str, bytes, type(None), type(Ellipsis)):
            return repr(value)
        name = dotted_name(value)
        if name is not None and not isinstance(value, types.ModuleType):
            return name
        if isinstance(value, Unreadable):
            return value.text
        return "<" + re.sub(r"[<>\s]+| at 0x\w+", " ", describe(value)).strip() + ">"

    # --- types -------------------------------------------------------------------------------------------------------
    def type(self, t: Type) -> str:
        if isinstance(t, Scalar):
            index = t.dim is not None and t.dim.single is not None and t.dim.single.range is not None
            return t.kind if t.dim is None or index else f"{t.kind}:{self.dim(t.dim)}"
        if isinstance(t, Array):
            return f"{t.kind}[{'...' if t.shape is None else ', '.join(map(self.dim, t.shape))}]"
        if isinstance(t, ListType):
            return f"list[{self.type(t.element)}]"
        if isinstance(t, DictType):
            return f"dict[{self.type(t.value)}]"
        if isinstance(t, TupleType):
            inside = self.sequence(tuple, [self.type(e) for e in t.elements])
            return inside if t.cls is None else f"tuple[{self.constant(t.cls)}]{inside}"
        if isinstance(t, ObjectType):
            return f"object[{self.constant(t.cls)}]({', '.join(f'{n}: {self.type(a)}' for n, a in t.attributes)})"
        if isinstance(t, Opaque):
            return "opaque" if t.cls is None else f"opaque[{self.constant(t.cls)}]"
        if isinstance(t, ResidualType):
            return "residuals"
        return "any" if isinstance(t, AnyType) else f"<{type(t).__name__}>"

    def dim(self, d: Dim) -> str:
        form = d.canonical()
        parts = [f"{'' if k == 1 else '-' if k == -1 else f'{k}*'}{self.size(s)}" for s, k in form.terms]
        return "+".join([*parts, *([str(form.offset)] if form.offset or not parts else [])]).replace("+-", "-")

    def size(self, s: Symbol) -> str:
        unnamed = not s.name.isidentifier()
        text = self.symbols(s, "?" if unnamed else s.name, lambda base, k: f"{base}{'.' if base != '?' and k else ''}{k or ''}")
        return text + ("" if unnamed != (1 in s.never) else "!" if unnamed else "~")


def clean(name: str) -> str:
    """A name that parses: dots and brackets, of attributes and elements, become underscores."""
    name = re.sub(r"\W+", "_", name)
    return "_" + name if name[:1].isdigit() else name


def describe(value: Any) -> str:
    try:
        return repr(value)[:60]
    except Exception:  # a foreign object's __repr__ may do anything
        return type(value).__name__
