"""The lowerer: an abstract interpreter of Python's AST that emits IR as it goes.

It knows no construct itself; those are the files of this room, each of which brings a table STATEMENTS or EXPRESSIONS.
What it holds is the state (variables of all open frames, elements of objects of known structure), how states of two
branches merge, and how an abstract value becomes an operand.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import gast

from srcgrad.errors import SrcgradError, UnsupportedError
from srcgrad.frontend.restart import Dynamic, Restarts
from srcgrad.frontend.values import UNDEF, AVal, Bound, Broken, Closure, Iter, Method, Partial, Ref, Tuple, is_static, same
from srcgrad.ir.build import Builder, type_of
from srcgrad.ir.nodes import Const, Operand, Region, Seq, Span, Value, values_in
from srcgrad.ir.types import ANY, BOOL, Opaque, TupleType, Type, join

Key = tuple  # ('var', frame, name) | ('item', ident, key) | ('keys', ident) | ('flag', …)
State = dict[Key, Any]


@dataclass(eq=False)
class Frame:
    """One function being lowered (the outermost, or one that is inlined)."""

    ident: int
    name: str
    filename: str
    lines: tuple[str, ...]
    namespace: dict[str, Any]
    cells: dict[str, Any] = field(default_factory=dict)  # free variables: cell objects
    parent: Frame | None = None  # the frame in which it was defined, for local functions
    locals: frozenset[str] = frozenset()
    loops: list[int] = field(default_factory=list)
    captured: bool = False
    code: Any = None
    first_argument: AVal | None = None
    owner: Any = None  # the class that super() starts from
    declared: set[str] = field(default_factory=set)  # global / nonlocal names


class Lowerer(Restarts):
    def __init__(self, statements: dict[type, Callable], expressions: dict[type, Callable], dynamic: set[Any]):
        self.b = Builder()
        self.statements, self.expressions, self.dynamic = statements, expressions, dynamic
        self.state: State = {}
        self.dead = False  # what follows cannot be reached (after raise)
        self.frames: list[Frame] = []
        self.refusals: list[SrcgradError] = []
        self.dependencies: list[Any] = []
        self.idents = 0
        self.context: list[Any] = []  # call sites being inlined and loops being unrolled
        self.loop_memo: dict[Any, Any] = {}
        self.never_none: set[Value] = set()
        self.classes: dict[Value, type] = {}
        self.unrollable: list[Any] = []  # sites of the loops around that have few turns
        self.short: dict[Any, Any] = {}  # of a list comprehension with few turns: the site of its loop

    # --- names, places, refusals -------------------------------------------------------------------------------------
    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    def new_ident(self) -> int:
        self.idents += 1
        return self.idents

    def site(self, node: Any) -> Any:
        return (*self.context, getattr(node, "lineno", 0), getattr(node, "col_offset", 0), type(node).__name__)

    def span(self, node: Any) -> Span | None:
        if not hasattr(node, "lineno"):
            return self.b.span
        return Span(self.frame.filename, node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)

    def refuse(self, node: Any, code: str, message: str, help: str = "") -> SrcgradError:
        return UnsupportedError(code=code, message=message, span=self.span(node), lines=self.frame.lines, help=help)

    # --- dispatch ----------------------------------------------------------------------------------------------------
    def expr(self, node: Any, hint: str = "") -> AVal:
        handler = self.expressions.get(type(node))
        if handler is None:
            raise self.refuse(node, "SG308", f"this expression ({type(node).__name__}) is not differentiated")
        before, self.b.span = self.b.span, self.span(node)
        try:
            return handler(self, node, hint)
        finally:
            self.b.span = before

    def stmt(self, node: Any) -> None:
        handler = self.statements.get(type(node))
        if handler is None:
            raise self.refuse(node, "SG308", f"this statement ({type(node).__name__}) is not differentiated")
        self.b.span = self.span(node)
        handler(self, node)

    def block(self, body: list[Any]) -> None:
        """Lower statements; what follows a conditional exit goes into the branch that did not exit."""
        from_if = self.statements["if"]  # type: ignore[index]
        for k, node in enumerate(body):
            rest = body[k + 1:]
            if isinstance(node, gast.If) and rest and from_if(self, node, rest):
                return
            self.stmt(node)
            if self.stopped():
                return
            flag = self.pending()
            if flag is not None and rest:
                self.branch(flag, lambda: None, partial(self.block, rest))
                return

    # --- exits -------------------------------------------------------------------------------------------------------
    def flag(self, kind: str, ident: int) -> AVal:
        return self.state.get(("flag", kind, ident), Const(False))

    def exit_flags(self) -> list[AVal]:
        f = self.frame
        flags = [self.flag("return", f.ident)]
        if f.loops:
            flags += [self.flag("break", f.loops[-1]), self.flag("continue", f.loops[-1])]
        return flags

    def stopped(self) -> bool:
        """Whether control certainly does not reach the next statement."""
        return self.dead or any(is_static(f) and f.value for f in self.exit_flags())

    def pending(self) -> Operand | None:
        """The flag that tells at run time whether an exit was taken, if that is not known."""
        flags = [f for f in self.exit_flags() if isinstance(f, Value)]
        if not flags:
            return None
        out: Operand = flags[0]
        for f in flags[1:]:
            out = self.either(out, f)
        return out

    def either(self, a: Operand, b: Operand) -> Operand:
        import operator
        for p, q in ((a, b), (b, a)):
            if isinstance(p, Const):
                return p if p.value else q
        return self.b.emit("prim", operator.or_, (a, b), type=BOOL, name="stop")

    # --- branches ----------------------------------------------------------------------------------------------------
    def branch(self, cond: Operand, then: Callable[[], Any], orelse: Callable[[], Any], hint: str = "") -> AVal | None:
        """Lower both arms and merge their states; gives the merged result of the arms, if they give any."""
        start, span = dict(self.state), self.b.span
        arms = []
        for run in (then, orelse):
            self.state, self.dead, self.b.span = dict(start), False, span
            with self.b.region() as ops:
                result = run()
            if result is not None:
                self.state[("result",)] = result
            arms.append((self.state, self.status(), ops))
        self.b.span = span
        (sa, ends_a, oa), (sb, ends_b, ob) = arms
        self.dead = ends_a == ends_b == "dead"
        self.state, ya, yb, results = self.merge(sa, sb, ends_a, ends_b, start, hint)
        regions = (Region((), tuple(oa), tuple(ya)), Region((), tuple(ob), tuple(yb)))
        if oa or ob or results:
            self.b.structured("if", None, (cond,), regions, tuple(results), span)
        return self.state.pop(("result",), None)

    def status(self) -> str:
        """How control stands at the end of an arm: 'dead' (raised), 'left' (returned from the function), or 'live'."""
        if self.dead:
            return "dead"
        f = self.flag("return", self.frame.ident)
        return "left" if is_static(f) and f.value else "live"

    def merge(self, sa: State, sb: State, ends_a: str, ends_b: str, start: State,
              hint: str) -> tuple[State, list[Operand], list[Operand], list[Value]]:
        """One state for two. A dead arm brings nothing; one that has left the function brings its flag and its result."""
        merged: State = {}
        ya: list[Operand] = []
        yb: list[Operand] = []
        results: list[Value] = []
        me = self.frame.ident

        def brings(key: Key, ends: str) -> bool:
            return ends == "live" or (ends == "left" and key in (("flag", "return", me), ("returned", me)))

        for key in sorted(sa.keys() | sb.keys(), key=_order):
            a = (sa.get(key) or (Const(False) if key[0] == "flag" else None)) if brings(key, ends_a) else None
            b = (sb.get(key) or (Const(False) if key[0] == "flag" else None)) if brings(key, ends_b) else None
            if a is None and b is None:
                out = start.get(key)
            elif same(a, b) or (b is None and same(a, start.get(key))):
                out = a
            elif a is None and same(b, start.get(key)):
                out = b
            else:
                out = self.phi(key, a, b, ya, yb, results, hint)
            if out is not None:
                merged[key] = out
        return merged, ya, yb, results

    def phi(self, key: Key, a: Any, b: Any, ya: list[Operand], yb: list[Operand], results: list[Value], hint: str) -> Any:
        """The merge of two abstract values; run-time parts are appended to what the two arms yield."""
        if same(a, b):
            return a
        broken = next((v for v in (a, b) if isinstance(v, Broken)), None)
        if broken is not None:
            return broken
        if key[0] == "keys":
            if a is None or b is None:
                return a if b is None else b
            raise Dynamic(self.object_site(key[1]))
        one = a if b is None else b if a is None else None
        if isinstance(a, Tuple) and isinstance(b, Tuple) and len(a.items) == len(b.items) and a.cls is b.cls:
            return Tuple(tuple(self.phi(("part",), p, q, ya, yb, results, hint)
                               for p, q in zip(a.items, b.items)), a.cls)
        if isinstance(one, Tuple):
            return Tuple(tuple(self.phi(("part",), p if b is None else None, None if b is None else p, ya, yb, results, hint)
                               for p in one.items), one.cls)
        if one is not None and not isinstance(one, Value):
            return one  # bound on one path only: where it is unbound, the user's own code would have raised
        if isinstance(a, Ref) or isinstance(b, Ref):
            for r in (a, b):
                if isinstance(r, Ref) and r.kind != "object":
                    raise Dynamic(r.site)
            self.unroll_if_possible()
            return Broken(self.refuse_now("SG305", "two different objects meet in one name after a branch",
                                          "give the two objects different names, or choose between their attributes"))
        for v in (a, b):
            if isinstance(v, Closure | Bound | Method | Partial | Iter) or \
                    (isinstance(v, Const) and callable(v.value)):
                return Choice(a, b, self.choice_flag(ya, yb, results))
        absent = Const(False) if key[0] == "flag" else UNDEF  # an arm that has left takes no other exit
        oa, ob = (absent if v is None else self.operand(v) for v in (a, b))
        kind = join_known(oa, ob)
        out = Value(merge_name(key, oa, ob, hint), kind, self.b.span)
        try:
            self.agree(oa, kind)
            self.agree(ob, kind)
        except UnsupportedError as e:
            return Broken(e)
        if self.sites.get(id(oa)) == self.sites.get(id(ob)):
            self.same_site(out, oa)
        ya.append(oa)
        yb.append(ob)
        results.append(out)
        return out

    def choice_flag(self, ya: list[Operand], yb: list[Operand], results: list[Value]) -> Value:
        out = Value("which", BOOL, self.b.span)
        ya.append(Const(True))
        yb.append(Const(False))
        results.append(out)
        return out

    def refuse_now(self, code: str, message: str, help: str = "") -> SrcgradError:
        return UnsupportedError(code=code, message=message, span=self.b.span, lines=self.frame.lines, help=help)

    # --- objects of known structure -----------------------------------------------------------------------------------
    def new_ref(self, kind: str, cls: Any, keys: list[Any], items: list[AVal], site: Any) -> Ref:
        ref = Ref(self.new_ident(), kind, cls, site)
        self.sites[ref.ident] = site
        self.set_items(ref, dict(zip(keys, items)))
        return ref

    @property
    def sites(self) -> dict[int, Any]:
        return self.__dict__.setdefault("_sites", {})

    def object_site(self, ident: int) -> Any:
        return self.sites[ident]

    def keys(self, ref: Ref) -> tuple[Any, ...]:
        return self.state[("keys", ref.ident)]

    def items(self, ref: Ref) -> list[AVal]:
        return [self.state[("item", ref.ident, k)] for k in self.keys(ref)]

    def set_items(self, ref: Ref, items: dict[Any, AVal]) -> None:
        for k in self.state.get(("keys", ref.ident), ()):
            self.state.pop(("item", ref.ident, k), None)
        self.state[("keys", ref.ident)] = tuple(items)
        for k, v in items.items():
            self.state[("item", ref.ident, k)] = v

    # --- operands ----------------------------------------------------------------------------------------------------
    def operand(self, v: AVal) -> Operand:
        """An abstract value as an operand of an operation that only reads it."""
        if isinstance(v, Value | Const | Seq):
            return v
        if isinstance(v, Broken):
            raise v.error
        if isinstance(v, Tuple):
            items = tuple(map(self.operand, v.items))
            if v.cls in (None, tuple):
                return Seq(tuple, items)
            return self.b.emit("new", v.cls, items, type=self.type_of(v))
        if isinstance(v, Ref) and v.kind == "list":
            return Seq(list, tuple(map(self.operand, self.items(v))))
        if isinstance(v, Ref) and v.kind == "dict":
            return Seq(dict, tuple(Const(k) for k in self.keys(v)) + tuple(map(self.operand, self.items(v))))
        if isinstance(v, Iter):
            walker = self.statements["materialise"]  # type: ignore[index]
            return self.operand(walker(self, v))
        self.unroll_if_possible()
        raise self.refuse_now("SG309", f"a {describe(v)} is used as a run-time value here")

    def type_of(self, v: AVal) -> Type:
        if isinstance(v, Tuple):
            return TupleType(tuple(map(self.type_of, v.items)), v.cls)
        if isinstance(v, Value | Const | Seq):
            return type_of(v)
        return Opaque(type(v))

    def runtime(self, v: AVal, name: str = "") -> AVal:
        """The value as it is kept inside a run-time container: numbers, arrays and tuples of them."""
        if isinstance(v, Tuple):
            items = tuple(self.operand(self.runtime(i)) for i in v.items)
            cls = v.cls or tuple
            return self.b.emit("new", cls, items, type=self.type_of(v), name=name)
        if isinstance(v, Ref):
            if v.kind == "object":
                self.unroll_if_possible()
                raise self.refuse_now("SG309", f"a {describe(v)} is put where it is known only at run time",
                                      "keep its attributes in lists or arrays of their own")
            raise Dynamic(v.site)
        return self.operand(v)


@dataclass(frozen=True, eq=False)
class Choice:
    """One of two functions, told apart at run time by `flag`: a call becomes a branch."""

    then: Any
    orelse: Any
    flag: Value


def describe(v: AVal) -> str:
    if isinstance(v, Closure):
        return "local function"
    if isinstance(v, Ref):
        return {"object": f"{getattr(v.cls, '__name__', 'user')} object"}.get(v.kind, v.kind)
    return {Bound: "method", Method: "method", Partial: "partial function"}.get(type(v), type(v).__name__.lower())


def join_known(*operands: Operand) -> Type:
    out: Type | None = None
    for o in operands:
        if o is UNDEF:
            continue
        out = type_of(o) if out is None else join(out, type_of(o))
    return out or ANY


def merge_name(key: Key, a: Operand, b: Operand, hint: str) -> str:
    if key[0] == "var":
        return str(key[2])
    if key[0] == "result":
        return hint
    if key[0] == "returned":
        return "result"
    if key[0] == "flag":
        return {"return": "found", "break": "stop", "continue": "skip"}[key[1]]
    for o in (a, b):
        if isinstance(o, Value) and o.name:
            return o.name
    return str(key[2]) if key[0] == "item" and str(key[2]).isidentifier() else "item"


def _order(key: Key) -> tuple[str, ...]:
    return tuple(str(p).rjust(9) if isinstance(p, int) else str(p) for p in key)


@contextmanager
def entered(stack: list[Any], item: Any) -> Iterator[None]:
    stack.append(item)
    try:
        yield
    finally:
        stack.pop()


def reads(*operands: Operand) -> set[Value]:
    return set(values_in(*operands))
