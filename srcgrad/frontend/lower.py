"""From a Python function and the specs of its arguments to an IR function.

The constructs are found by walking this folder: a file that has a table STATEMENTS, EXPRESSIONS or SERVICES takes part.
"""
from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import types
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

import srcgrad.frontend as room
from srcgrad.errors import UnsupportedError
from srcgrad.frontend.calls import enter
from srcgrad.frontend.core import Frame, Lowerer, entered
from srcgrad.frontend.parameters import default_values
from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.scope import assigned_names
from srcgrad.frontend.source import Source, read_source
from srcgrad.frontend.values import AVal, Ref, Tuple
from srcgrad.ir.build import join_all, type_of
from srcgrad.ir.conditions import Condition, Origin
from srcgrad.ir.dependency import CodeDependency
from srcgrad.ir.dims import Dim, Learning, Symbol
from srcgrad.ir.facts import ROOT, Facts, learning
from srcgrad.ir.nodes import Const, Function, Operand, Region, Span, Value
from srcgrad.ir.spec import (
    AnySpec,
    ArraySpec,
    ConstSpec,
    DictSpec,
    ListSpec,
    ObjectSpec,
    OpaqueSpec,
    ScalarSpec,
    Spec,
    TupleSpec,
    is_sized,
)
from srcgrad.ir.types import ANY, Array, DictType, ListType, ObjectType, Opaque, Scalar, TupleType, Type
from srcgrad.record import dataclass

MOST_RESTARTS = 60
MOST_TURNS = 100  # of loops inside one another, where they are followed turn by turn without a reason of their own
Lowered = TypeVar("Lowered")


@dataclass(frozen=True)
class Tree:
    """The run-time parts of an argument or result. kind: leaf, const, tuple, list, dict, object; `cls` rebuilds it."""

    kind: str
    leaf: Any = None
    keys: tuple[Any, ...] = ()
    items: tuple[Tree, ...] = ()
    cls: Any = None
    spec: Any = None

    def leaves(self) -> list[Tree]:
        return [self] if self.kind in ("leaf", "const") else [t for i in self.items for t in i.leaves()]


@dataclass(frozen=True)
class Program:
    """A primal function as IR. `arguments`: the run-time parts of each parameter; `result`: those of what it returns, which
    `function.body.yields` gives flat."""

    function: Function
    arguments: dict[str, Tree]
    result: Tree
    dependencies: tuple[Any, ...]
    source: Source
    signature: inspect.Signature
    conditions: tuple[Condition, ...] = ()  # what it supposes of its arguments
    told: tuple[Condition, ...] = ()  # what the primal raises without


@functools.lru_cache(None)
def tables() -> tuple[dict[Any, Callable[..., Any]], dict[Any, Callable[..., Any]], dict[str, Callable[..., Any]]]:
    statements: dict[Any, Callable[..., Any]] = {}
    expressions: dict[Any, Callable[..., Any]] = {}
    services: dict[str, Callable[..., Any]] = {}
    for info in pkgutil.iter_modules(room.__path__):
        module = importlib.import_module(f"{room.__name__}.{info.name}")
        statements |= getattr(module, "STATEMENTS", {})
        expressions |= getattr(module, "EXPRESSIONS", {})
        services |= {function.__name__: function for function in getattr(module, "SERVICES", ())}
    return statements, expressions, services


def lower_function(fn: types.FunctionType, specs: dict[str, Spec], careful: bool = False) -> Program:
    """Lower `fn` for arguments of these specs (by parameter name; *args as a TupleSpec, **kwargs as a DictSpec).

    careful: for all of them; otherwise for those that meet the `conditions` that come out.
    """
    with learning(Facts(careful)) as facts:
        return replace(lowered(fn, specs), conditions=facts.conditions, told=tuple(facts.told.values()))


def lowered(fn: types.FunctionType, specs: dict[str, Spec]) -> Program:
    kinds: dict[Any, Type] = {}  # of the arguments' parts: the same dimensions in each attempt, as `memo` names them

    def attempt(lower: Lowerer) -> Program:
        Learning.facts.undo((0, {}, {}))
        lower.general = any(isinstance(s, AnySpec) for s in specs.values())
        lower.sized = any(map(is_sized, specs.values()))
        return Entry(lower, fn, specs, kinds).run()

    return until_settled(attempt)


def until_settled(attempt: Callable[[Lowerer], Lowered]) -> Lowered:
    """What an attempt gives, begun again with what the ones before found out of lists and dicts."""
    dynamic: set[Any] = set()
    memo: dict[Any, Any] = {}
    left, refusal = MOST_TURNS, None
    instead: dict[Any, int] = {}  # loops that might have been followed turn by turn, and their turns
    for _ in range(MOST_RESTARTS):
        lower = Lowerer(*tables(), dynamic)
        lower.loop_memo = dict(memo)
        try:
            return attempt(lower)
        except UnsupportedError as error:  # it may do with what is known in each turn of a loop around
            refusal = refusal or error
            turns = instead | {s: lower.counts[s] for s in lower.refused}
            site = next((s for s in reversed(turns) if ("unroll", s) not in dynamic and turns[s] <= left), None)
            if site is None:
                raise refusal from None
            left //= max(1, turns[site])
            dynamic = {s for s in dynamic if s[0] == "unroll"} | {("unroll", site)}
        except Dynamic as d:
            if d.site in dynamic and {k: v for k, v in lower.loop_memo.items() if k[0] == "element"} == memo:
                message = "the structure of a list or dict changes in a way that is not followed"
                raise UnsupportedError(code="SG308", message=message,
                                       span=lower.b.span, lines=lower.frames[-1].lines if lower.frames else ()) from None
            instead |= {s: lower.counts[s] for s in d.loops}
            if d.site[0] == "unroll":  # with it, what was found to need a run-time container, or to be recursive, may not be
                dynamic = {s for s in dynamic if s[0] == "unroll"}
            dynamic.add(d.site)
            memo = {k: v for k, v in lower.loop_memo.items() if k[0] == "element"}
    raise UnsupportedError(code="SG308", message="the lists and dicts of this function are too entangled to be followed")


class Entry:
    """The outermost frame: parameters become values, what is returned becomes the result."""

    def __init__(self, lower: Lowerer, fn: types.FunctionType, specs: dict[str, Spec], kinds: dict[Any, Type]):
        self.lower, self.fn, self.specs, self.kinds = lower, fn, specs, kinds
        self.shared: dict[int, tuple[AVal, Tree]] = {}

    def run(self) -> Program:
        lower, fn = self.lower, self.fn
        source = read_source(fn)
        node = source.node
        lower.dependencies.append(CodeDependency.of(fn))
        cells = dict(zip(fn.__code__.co_freevars, fn.__closure__ or ()))
        frame = Frame(lower.new_ident(), source.name, source.filename, source.lines, fn.__globals__, cells,
                      locals=assigned_names(node), code=fn.__code__)
        frame.owner = cells["__class__"].cell_contents if "__class__" in cells else None
        lower.b.span = Span(source.filename, node.lineno, node.col_offset, node.lineno, node.col_offset + 1)
        params, values, trees = [], {}, {}
        with entered(lower.frames, frame), lower.b.region() as ops:
            for name, spec in self.specs.items():
                p = Value(name, self.kind(spec, (name,)), lower.b.span)
                params.append(p)
                values[name], trees[name] = self.argument(spec, p, name, (name,))
            result = self.body(frame, node, values)
            tree, outputs = self.output(result)
        if lower.refusals:
            raise lower.refusals[0]
        region = Region(tuple(params), tuple(ops), tuple(outputs))
        function = Function(source.name, region, lower.b.span)
        return Program(function, trees, tree, tuple(lower.dependencies), source, inspect.signature(fn, follow_wrapped=False))

    def body(self, frame: Frame, node: Any, values: dict[str, AVal]) -> AVal:
        lower, spec = self.lower, node.args
        star = spec.vararg.id if spec.vararg is not None else None
        stars = spec.kwarg.id if spec.kwarg is not None else None
        plain = {k: v for k, v in values.items() if k not in (star, stars)}
        names = [a.id for a in [*spec.posonlyargs, *spec.args]]
        args = [plain.pop(n) for n in names if n in plain]
        for name in filter(None, (star, stars)):
            if isinstance(values.get(name), Value):
                raise lower.refuse(node, "SG307", f"what `{name}` stands for is known only at run time",
                                   "give example arguments")
        if star in values:
            args += list(values[star].items)
        if stars in values:
            box = values[stars]
            plain |= dict(zip(lower.keys(box), lower.items(box)))  # type: ignore[arg-type]
        return enter(lower, node, frame, node, args, plain, default_values(lower, self.fn), "")

    # --- arguments ---------------------------------------------------------------------------------------------------
    def kind(self, spec: Spec, path: tuple[Any, ...]) -> Type:
        if path not in self.kinds:
            self.kinds[path] = named_sizes(spec, path)
        suppose_sizes(spec, self.kinds[path])
        return self.kinds[path]

    def argument(self, spec: Spec, operand: Value, name: str, path: tuple[Any, ...]) -> tuple[AVal, Tree]:
        lower, b = self.lower, self.lower.b
        number = getattr(spec, "shared", 0)
        if number and number in self.shared:
            return self.shared[number]
        if isinstance(spec, ConstSpec):
            return Const(spec.value), Tree("const", spec=spec)
        if isinstance(spec, TupleSpec):
            parts = []
            for k, s in enumerate(spec.items):
                part = b.emit("item", None, (operand, Const(k)), type=self.kind(s, (*path, k)), name=f"{name}{k}")
                parts.append(self.argument(s, part, f"{name}{k}", (*path, k)))
            return Tuple(tuple(v for v, _ in parts), None if spec.cls is tuple else spec.cls), Tree(
                "tuple", None, tuple(range(len(parts))), tuple(t for _, t in parts), spec.cls, spec)
        if isinstance(spec, ListSpec | DictSpec | ObjectSpec):
            out = self.container(spec, operand, name, path)
        else:
            if isinstance(spec, ScalarSpec):
                lower.never_none.add(operand)
                lower.classes[operand] = spec.cls
            if isinstance(spec, ArraySpec):
                lower.never_none.add(operand)
            out = operand, Tree("leaf", operand, spec=spec)
        if number:
            self.shared[number] = out
        return out

    def container(self, spec: Any, operand: Value, name: str, path: tuple[Any, ...]) -> tuple[AVal, Tree]:
        lower, b = self.lower, self.lower.b
        kind = {ListSpec: "list", DictSpec: "dict", ObjectSpec: "object"}[type(spec)]
        site = ("argument", *path)
        if site in lower.dynamic or (kind == "list" and len(spec.items) > 64):
            lower.sites[id(operand)] = (operand, site)  # type: ignore[index]
            return operand, Tree("leaf", operand, spec=spec)
        keys = {"list": range(len(spec.items)), "dict": getattr(spec, "keys", ()), "object": getattr(spec, "names", ())}[kind]
        cls = getattr(spec, "cls", list)
        parts = []
        for k, s in zip(keys, spec.items):
            part = f"{name}{k}" if kind == "list" else str(k)
            hint = part if part.isidentifier() else f"{name}_item"
            how = "attribute" if kind == "object" else None
            there = (*path, (how, k) if how else k)
            get = b.emit("item", how, (operand, Const(k)), type=self.kind(s, there), name=hint)
            parts.append(self.argument(s, get, hint, there))
        ref = lower.new_ref(kind, cls, list(keys), [v for v, _ in parts], site)
        return ref, Tree(kind, operand, tuple(keys), tuple(t for _, t in parts), cls, spec)

    # --- results -----------------------------------------------------------------------------------------------------
    def output(self, v: AVal) -> tuple[Tree, list[Operand]]:
        lower = self.lower
        if isinstance(v, Tuple):
            parts = [self.output(i) for i in v.items]
            return (Tree("tuple", None, tuple(range(len(parts))), tuple(t for t, _ in parts), v.cls or tuple),
                    [o for _, os in parts for o in os])
        if isinstance(v, Ref) and v.kind in ("list", "dict"):
            parts = [self.output(i) for i in lower.items(v)]
            return (Tree(v.kind, None, lower.keys(v), tuple(t for t, _ in parts), v.cls), [o for _, os in parts for o in os])
        o = lower.operand(v)
        lower.refuse_records("what calls the function", type_of(o))
        return Tree("leaf", o), [o]


def named_sizes(spec: Spec, path: tuple[Any, ...]) -> Type:
    """The type of an argument whose sizes, or whose value if it is an integer, can be asked for when the derivative is called."""
    if not all(isinstance(key, int | str) or (isinstance(key, tuple) and key[1].isidentifier()) for key in path):
        return type_of_spec(spec)
    reached = "".join(f".{key[1]}" if isinstance(key, tuple) else f"[{key!r}]" for key in path[1:])

    def number(name: str, what: str, size: bool) -> Dim:
        return Dim.symbol(Symbol(name, size, natural=size, origin=Origin(path[0], reached + what), region=ROOT))

    if isinstance(spec, ArraySpec) and spec.kind in "fibc":
        return Array(tuple(Dim.of(1) if one else number("n", f".shape[{k}]", True) for k, one in enumerate(spec.ones)), spec.kind)
    if isinstance(spec, ScalarSpec) and spec.kind == "i" and spec.cls in (int, np.int64):
        return Scalar("i", number("k", "", False))
    return type_of_spec(spec)


def suppose_sizes(spec: Spec, kind: Type) -> None:
    """The sizes that a spec tells are conditions."""
    if isinstance(spec, ArraySpec) and isinstance(kind, Array):
        for dim, size in zip(kind.shape or (), spec.sizes):
            Learning.facts.supposed_equal(dim, Dim.of(size))
    if isinstance(spec, ScalarSpec) and spec.value is not None and isinstance(kind, Scalar) and kind.dim is not None:
        Learning.facts.supposed_equal(kind.dim, Dim.of(spec.value))


def type_of_spec(spec: Spec) -> Type:
    """The abstract type of an argument."""
    if isinstance(spec, ScalarSpec):
        return Scalar(spec.kind)
    if isinstance(spec, ArraySpec) and spec.kind not in "fibc":
        return Opaque(np.ndarray)
    if isinstance(spec, ArraySpec):
        return Array(tuple(Dim.of(1) if one else Dim.fresh("n", not_one=True) for one in spec.ones), spec.kind)
    if isinstance(spec, TupleSpec):
        return TupleType(tuple(map(type_of_spec, spec.items)), None if spec.cls is tuple else spec.cls)
    if isinstance(spec, ListSpec):
        return ListType(join_all([type_of_spec(s) for s in spec.items]))
    if isinstance(spec, DictSpec):
        return DictType(join_all([type_of_spec(s) for s in spec.items]))
    if isinstance(spec, ObjectSpec):
        return ObjectType(spec.cls, tuple(zip(spec.names, map(type_of_spec, spec.items))))
    if isinstance(spec, ConstSpec):
        return Opaque(type(spec.value))
    if isinstance(spec, OpaqueSpec):
        return Opaque(spec.cls)
    if isinstance(spec, AnySpec):
        return ANY
    return ANY


def spec_dtype(spec: Spec) -> Any:
    return np.dtype(spec.dtype) if isinstance(spec, ArraySpec) else None
