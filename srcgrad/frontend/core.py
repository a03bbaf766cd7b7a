"""The lowerer: an abstract interpreter of Python's AST that emits IR as it goes.

It knows no construct itself; those are the files of this room, each of which brings a table STATEMENTS or EXPRESSIONS, and
SERVICES for the others (`services.py`). What it holds is the state (variables of all open frames, elements of objects of known
structure) and how an abstract value becomes an operand; how the states of two branches merge is in `branches.py`, when to start
again in `restart.py`.
"""
from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field
from functools import partial
from typing import Any

import gast

from srcgrad.errors import SrcgradError, UnsupportedError
from srcgrad.frontend.branches import State
from srcgrad.frontend.known import Known
from srcgrad.frontend.values import LASTING, AVal, Closure, Iter, Ref, is_static
from srcgrad.ir.build import Builder, integer
from srcgrad.ir.nodes import Const, Operand, Span, Value, values_in
from srcgrad.ir.types import BOOL, Opaque
from srcgrad.record import dataclass


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
    level: int = 0  # how many regions were open where it was entered
    definition: Any = None  # its syntax
    yields: Any = None  # of a generator: what is done with a value that it yields
    quiet: bool = False  # a stand-in for something of the library: what happens in it happens on the user's line


@dataclass(frozen=True, eq=False)
class Guard:
    """A try statement whose body is lowered in pieces. `names`: the variables of its frame that are read where it failed."""

    ident: int
    classes: tuple[type, ...]
    frame: int
    names: frozenset[str] | None


class Lowerer(Known):
    def __init__(self, statements: dict[type, Callable], expressions: dict[type, Callable], services: dict[str, Callable],
                 dynamic: set[Any]):
        self.b = Builder()
        self.statements, self.expressions, self.services, self.dynamic = statements, expressions, services, dynamic
        self.state: State = {}
        self.dead = False  # what follows cannot be reached (after raise)
        self.frames: list[Frame] = []
        self.refusals: list[SrcgradError] = []
        self.dependencies: list[Any] = []
        self.idents = 0
        self.context: list[Any] = []  # call sites being inlined and loops being unrolled
        self.loop_memo: dict[Any, Any] = {}
        self.never_none: set[Value] = set()
        self.taken: dict[int, Iter] = {}
        self.stubs: dict[Any, tuple[Closure, Any]] = {}  # of methods of local classes: which function, of which class
        self.walks: dict[tuple[int, str], tuple[AVal, tuple[int, ...], bool]] = {}  # of names of zip, map, ...: see names.py
        self.classes: dict[Value, type] = {}
        self.unrollable: list[Any] = []  # sites of the loops around that have few turns
        self.counts: dict[Any, int] = {}
        self.refused: tuple[Any, ...] = ()  # those around what was refused last
        self.guards: list[Guard] = []  # of the try statements around, where an exception is an exit
        self.watchers: list[Guard] = []  # of those around a piece, which an exception leaves as it is
        self.made_as: dict[int, Ref] = {}
        self.made_at: dict[int, int] = {}  # numbers are given again when a loop is tried again: this says when
        self.stamp = 0
        self.maybe: set[tuple[int, str]] = set()  # attributes that an object may or may not have
        self.assumed: dict[Any, bool] = {}
        self.told: dict[Any, tuple[Operand, bool]] = {}
        self.choosing = 0
        self.none_or: set[Operand] = set()
        self.meeting: tuple[State, State] = ({}, {})
        self.told_by: Operand | None = None
        self.arm_values: tuple[set[Value], set[Value]] = (set(), set())
        self.opposite: dict[Value, Value] = {}  # of a flag: the flag that it is not
        self.short: dict[Any, Any] = {}  # of a list comprehension with few turns: the site of its loop
        self.general = False  # nothing is known of some argument
        self.sized = False  # the sizes of arguments are known: what is computed from them is, too
        self.statement = 0  # the line on which the statement that is being lowered starts
        self.zeros: set[Value] = set()  # of a helper that is expanded: operands that are nothing but zeros
        self.routines: list[Any] = []  # the recursive functions met so far

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
        if not hasattr(node, "lineno") or self.frame.quiet:
            return self.b.span
        return Span(self.frame.filename, node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0,
                    self.statement or node.lineno)

    def refuse(self, node: Any, code: str, message: str, help: str = "") -> SrcgradError:
        self.refused = tuple(self.unrollable)
        return UnsupportedError(code=code, message=message, span=self.span(node), lines=self.users_lines, help=help)

    def refuse_now(self, code: str, message: str, help: str = "") -> SrcgradError:
        self.refused = tuple(self.unrollable)
        return UnsupportedError(code=code, message=message, span=self.b.span, lines=self.users_lines, help=help)

    @property
    def users_lines(self) -> tuple[str, ...]:
        return next(f.lines for f in reversed(self.frames) if not f.quiet)

    def loops_around(self) -> tuple[int, ...]:
        """The loops that are being lowered, in all open frames."""
        return tuple(loop for f in self.frames for loop in f.loops)

    def bound(self, frame: Frame, name: str, value: AVal) -> None:
        """A variable gets a value; of something that can be walked once it is kept where that happened."""
        self.state[("var", frame.ident, name)] = value
        if isinstance(value, Iter):
            self.walks[frame.ident, name] = (value, self.loops_around(), False)

    def doubted(self, error: SrcgradError, v: AVal) -> AVal:
        """What stands against going on with an element of a list or dict of which nothing is known yet: raised at the end, if
        what is put in there later does not make it known."""
        if not isinstance(v, Value) or not any(v in op.results and op.kind == "item" for op in self.b.ops):
            raise error
        self.refusals.append(error)
        return self.b.emit("prim", operator.getitem, (v, Const(0)), type=Opaque(None))

    def handed_out(self, node: Any, v: AVal) -> AVal:
        """An element of a tuple, list or dict; an iterator can be taken out once, as it is used up then."""
        if isinstance(v, Iter) and v.kind not in LASTING:
            if id(v) in self.taken:
                raise self.refuse(node, "SG301", "this iterator was walked before; a second time it gives nothing",
                                  "make a list of what it gives")
            self.taken[id(v)] = v
        return v

    # --- dispatch ----------------------------------------------------------------------------------------------------
    def expr(self, node: Any, hint: str = "") -> AVal:
        handler = self.expressions.get(type(node))
        if handler is None:
            raise self.refuse(node, "SG308", f"this expression ({type(node).__name__}) is not differentiated")
        before, self.b.span = self.b.span, self.span(node)
        try:
            return self.number(handler(self, node, hint))
        finally:
            self.b.span = before

    def number(self, v: AVal) -> AVal:
        """An integer that the sizes of the arguments tell."""
        dim = integer(v) if self.sized and isinstance(v, Value) else None
        return v if dim is None or dim.number is None else Const(dim.number)

    def stmt(self, node: Any) -> None:
        handler = self.statements.get(type(node))
        if handler is None:
            raise self.refuse(node, "SG308", f"this statement ({type(node).__name__}) is not differentiated")
        around, self.statement = self.statement, getattr(node, "lineno", self.statement)
        self.b.span = self.span(node)
        handler(self, node)
        self.statement = around

    def block(self, body: list[Any]) -> None:
        """Lower statements; what follows a conditional exit goes into the branch that did not exit."""
        if self.guards:
            self.guarded_block(body)
            return
        for k, node in enumerate(body):
            rest = body[k + 1:]
            if isinstance(node, gast.If) and rest and (self.reached(partial(self.conditional, node, rest)) or self.dead):
                return
            self.reached(partial(self.stmt, node))
            if self.stopped():
                return
            flag = self.pending()
            if flag is not None and rest:
                self.unless(flag, partial(self.block, rest))
                return

    def unless(self, flag: Operand, rest: Callable[[], None]) -> None:
        """What follows where the exit that `flag` tells of was not taken: there, none is pending."""
        def follow() -> None:
            taken = {k: v for k, v in self.state.items() if k[0] == "flag" and isinstance(v, Value)}
            none = {k: Const(False) for k in taken}
            self.state.update(none)
            rest()
            for k, v in taken.items():
                if self.state.get(k) is none[k]:
                    self.state[k] = v

        if flag in self.opposite:
            self.branch(self.opposite[flag], follow, lambda: None)  # type: ignore[index]
        else:
            self.branch(flag, lambda: None, follow)

    # --- exits -------------------------------------------------------------------------------------------------------
    def flag(self, kind: str, ident: int) -> AVal:
        return self.state.get(("flag", kind, ident), Const(False))

    def exit_flags(self) -> list[AVal]:
        f = self.frame
        flags = [self.flag("return", f.ident)]
        if f.loops:
            flags += [self.flag("break", f.loops[-1]), self.flag("continue", f.loops[-1])]
        return flags + [self.flag("raise", g.ident) for g in self.guards]

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
        for p, q in ((a, b), (b, a)):
            if isinstance(p, Const):
                return p if p.value else q
        return self.b.emit("prim", operator.or_, (a, b), type=BOOL, name="stop")

    def complement(self, flag: Value, name: str = "failed") -> Value:
        out = self.b.emit("prim", operator.not_, (flag,), type=BOOL, name=name)
        self.opposite[out] = flag
        return out


@contextmanager
def entered(stack: list[Any], item: Any) -> Iterator[None]:
    stack.append(item)
    try:
        yield
    finally:
        stack.pop()


def reads(*operands: Operand) -> set[Value]:
    return set(values_in(*operands))
