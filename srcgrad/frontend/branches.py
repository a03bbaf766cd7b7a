"""Branches: both arms are lowered, and their states merged; what differs becomes a result of the branch.

    if c:                       v, w = if c {
        v = x * 2.0                 v = x * 2.0; yield (v, 1)
        w = 1                   } else {
    else:                           yield (x, 2)
        v, w = x, 2             }

An arm that has raised brings nothing to the merge, one that has returned only what it returned. Lists and objects meet by their
elements where it is the same object in both arms, and lists and dicts of the same structure; different objects, and functions, meet
in a `Choice`, and what is done with one is a branch again.
"""
from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from srcgrad.errors import UnsupportedError
from srcgrad.frontend.carrying import alike, met
from srcgrad.frontend.restart import Dynamic, Restarts, Unreached
from srcgrad.frontend.services import Services
from srcgrad.frontend.values import (
    UNDEF,
    AVal,
    Bound,
    Broken,
    Choice,
    Closure,
    Iter,
    Method,
    Partial,
    Ref,
    Tuple,
    is_static,
    mapped,
    same,
)
from srcgrad.ir.build import Builder, type_of
from srcgrad.ir.nodes import Const, Op, Operand, Region, Value
from srcgrad.ir.types import ANY, BOOL, OPAQUE, Scalar, TupleType, Type, join

Key = tuple  # ('var', frame, name) | ('item', ident, key) | ('keys', ident) | ('flag', …)
State = dict[Key, Any]


class Branches(Restarts, Services):
    """A part of the lowerer."""

    b: Builder
    state: State
    dead: bool
    walks: dict[Any, Any]
    frame: Any
    flag: Any
    operand: Any
    object_site: Any
    assumed: dict[Operand, bool]  # what is known of conditions in the arms around
    made_as: dict[int, Ref]
    maybe: set[tuple[int, str]]
    only_known: Any
    meeting: tuple[State, State]  # of the arms
    none_or: set[Operand]  # tuples that may be None
    told_by: Operand | None  # the condition of the branch whose arms meet
    opposite: dict[Any, Value]
    told: dict[Any, tuple[Operand, bool]]  # of a flag: the condition that it says again (True), or denies
    complement: Any
    choosing: int
    guards: Any
    arm_values: tuple[set[Value], set[Value]]  # what the arms that meet have made

    def branch(self, cond: Operand, then: Callable[[], Any], orelse: Callable[[], Any], hint: str = "") -> AVal | None:
        """Lower both arms and merge their states; gives the merged result of the arms, if they give any."""
        flag, is_so = self.root(cond)
        if flag in self.assumed:
            return (then if self.assumed[flag] == is_so else orelse)()
        start, span, assumed = dict(self.state), self.b.span, self.assumed
        arms = []
        walks, walked = self.walks, dict(self.walks)
        for run in (then, orelse):
            self.state, self.dead, self.b.span, self.walks = dict(start), False, span, dict(walks)
            if isinstance(flag, Value) and isinstance(flag.type, Scalar):  # the truth of a container may change
                self.assumed = {**assumed, flag: (run is then) == is_so}
            try:
                with self.b.region() as ops:
                    result = self.reached(run)
            finally:
                self.assumed = assumed
            if result is not None:
                self.state[("result",)] = result
            walked.update({k: w for k, w in self.walks.items() if w[2] or k not in walked})
            arms.append((self.state, self.status(), ops))
        self.b.span, self.walks = span, walked
        (sa, ends_a, oa), (sb, ends_b, ob) = arms
        self.dead = ends_a == ends_b == "dead"
        self.arm_values, self.told_by = (made_by(oa), made_by(ob)), cond
        self.state, ya, yb, results = self.merge(sa, sb, ends_a, ends_b, start, hint)
        regions = (Region((), tuple(oa), tuple(ya)), Region((), tuple(ob), tuple(yb)))
        if oa or ob or results:
            self.b.structured("if", None, (cond,), regions, tuple(results), span)
        out = self.state.pop(("result",), None)
        says = truth_of(sa.get(("result",))), truth_of(sb.get(("result",)))
        if isinstance(out, Value) and says in ((True, False), (False, True)):
            self.told[out] = cond, says[0] is True
        return out

    def root(self, cond: Operand) -> tuple[Operand, bool]:
        """The condition that this one says again, or denies."""
        is_so = True
        while cond in self.told or cond in self.opposite:
            cond, same_way = self.told.get(cond) or (self.opposite[cond], False)
            is_so = is_so == same_way
        return cond, is_so

    def reached(self, run: Callable[[], Any]) -> Any:
        """What `run` gives; a call that is not known to return leaves this path."""
        try:
            return run()
        except Unreached:
            self.dead = True
            return None

    def either_way(self, choice: Choice, f: Callable[[Any], Any]) -> Any:
        """What `f` does with the one or the other."""
        self.choosing += 1
        try:
            return self.branch(choice.flag, lambda: f(choice.then), lambda: f(choice.orelse))
        finally:
            self.choosing -= 1

    def never(self, cls: type[Exception], message: str) -> bool:
        """On a path of a choice that the user's function does not take, or where it raises: raise what it would."""
        if not self.choosing or self.guards:
            return False
        error = self.b.emit("effect", cls, (Const(message),), type=OPAQUE, name="error")
        self.b.effect("effect", "raise", (error,))
        raise Unreached

    def status(self) -> str:
        """How control stands at the end of an arm: 'dead' (raised), 'left' (returned from the function), or 'live'."""
        if self.dead:
            return "dead"
        f = self.flag("return", self.frame.ident)
        return "left" if is_static(f) and f.value else "live"

    def merge(self, sa: State, sb: State, ends_a: str, ends_b: str, start: State,
              hint: str) -> tuple[State, list[Operand], list[Operand], list[Value]]:
        """One state for two. A dead arm brings nothing; one that has left the function what its caller can see."""
        merged: State = {}
        self.joint: State = {}  # of lists and dicts that meet by what they hold
        ya: list[Operand] = []
        yb: list[Operand] = []
        results: list[Value] = []
        self.meeting = sa, sb
        brings_a, brings_b = self.brought(sa, ends_a), self.brought(sb, ends_b)
        for key in sorted(sa.keys() | sb.keys(), key=_order):
            none = Const(False) if key[0] == "flag" else None
            a, b = sa.get(key, none) if brings_a(key) else None, sb.get(key, none) if brings_b(key) else None
            if key[0] == "item" and (a is None) != (b is None):
                a, b = self.or_of_class(key, a, sa, brings_a), self.or_of_class(key, b, sb, brings_b)
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
        return merged | self.joint, ya, yb, results

    def brought(self, state: State, ends: str) -> Callable[[Key], bool]:
        """Which entries of the state of an arm are of use after it."""
        if ends != "left":
            return lambda key: ends == "live"
        me = self.frame.ident
        if self.frame.captured:  # a function that sees the variables of this one may live on
            return lambda key: True
        seen = reached(state, me)

        def of_use(key: Key) -> bool:
            if key[0] in ("item", "keys"):
                return key[1] in seen
            return key[:2] != ("var", me)

        return of_use

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
            if self.made_as[key[1]].kind == "object":
                return (*a, *(k for k in b if k not in a))
            raise Dynamic(self.object_site(key[1]))
        one = a if b is None else b if a is None else None
        a, b = taken_apart(a, b), taken_apart(b, a)
        if isinstance(a, Tuple) and isinstance(b, Tuple) and len(a.items) == len(b.items) and a.cls is b.cls:
            return Tuple(tuple(self.phi(("part",), p, q, ya, yb, results, hint)
                               for p, q in zip(a.items, b.items)), a.cls)
        if isinstance(one, Tuple):
            return Tuple(tuple(self.phi(("part",), p if b is None else None, None if b is None else p, ya, yb, results, hint)
                               for p in one.items), one.cls)
        if one is not None and not isinstance(one, Value):  # where it is unbound, the user's own code would have raised
            return self.lifted(one, 0 if b is None else 1, ya, yb, results)
        if isinstance(a, Ref) and isinstance(b, Ref) and (a.kind != "object" or self.unchanging(a, b)) and \
                alike(self, a, self.meeting[0], b, self.meeting[1]):
            ref, joint = met(self, a, b, self.meeting, lambda k, p, q: self.phi(k, p, q, ya, yb, results, hint),
                             merge_name(key, UNDEF, UNDEF, hint))
            self.joint.update(joint)
            return ref
        for r, state in zip((a, b), self.meeting):
            if isinstance(r, Ref) and r.kind != "object" and not self.only_known(r, state):
                raise Dynamic(r.site)
        for v in (a, b):
            if isinstance(v, Closure | Bound | Method | Partial | Iter | Choice | Ref) or \
                    (isinstance(v, Const) and callable(v.value)):
                one, other = self.lifted(a, 0, ya, yb, results), self.lifted(b, 1, ya, yb, results)
                return Choice(one, other, self.choice_flag(ya, yb, results))
        absent = Const(False) if key[0] == "flag" else UNDEF  # an arm that has left takes no other exit
        oa, ob = (absent if v is None else self.operand(v) for v in (a, b))
        kind = join_known(oa, ob)
        out = Value(merge_name(key, oa, ob, hint), kind, self.b.span)
        try:
            self.agree(oa, kind)
            self.agree(ob, kind)
        except UnsupportedError as e:
            return Broken(e)
        if isinstance(kind, TupleType) and any(o in self.none_or or is_static(o) and o.value is None for o in (oa, ob)):
            self.none_or.add(out)
        self.meet(out, oa, ob)
        ya.append(oa)
        yb.append(ob)
        results.append(out)
        return out

    def unchanging(self, a: Ref, b: Ref) -> bool:
        """Two objects of one structure that nobody may change: which of the two it is makes no difference."""
        (sa, sb), keys = self.meeting, [("keys", r.ident) for r in (a, b)]
        return ("frozen", a.ident) in sa and ("frozen", b.ident) in sb and sa[keys[0]] == sb[keys[1]]

    def or_of_class(self, key: Key, v: Any, state: State, brings: Callable[[Key], bool]) -> Any:
        """The attribute of an object that has none of its own in one arm: that of its class."""
        ref = self.made_as.get(key[1])
        if v is not None or ref is None or ref.kind != "object" or ("keys", key[1]) not in state or not brings(("keys", key[1])):
            return v
        found = inspect.getattr_static(ref.cls, key[2], None)
        if found is None or hasattr(found, "__get__"):
            self.maybe.add((key[1], key[2]))
            return None
        return self.class_constant(ref.cls, key[2], found)

    def lifted(self, v: Any, arm: int, ya: list[Operand], yb: list[Operand], results: list[Value]) -> Any:
        """What an arm has made, as it is known after it: its run-time parts are results of the branch."""
        def lift(p: Value) -> Value:
            if p not in self.arm_values[arm]:
                return p
            out = Value(p.name, p.type, p.span)
            (ya, yb)[arm].append(p)
            (yb, ya)[arm].append(UNDEF)
            results.append(out)
            return out

        return mapped(v, lift)

    def choice_flag(self, ya: list[Operand], yb: list[Operand], results: list[Value]) -> Value:
        if is_bool(self.told_by):
            return self.told_by  # type: ignore[return-value]
        out = Value("which", BOOL, self.b.span)
        ya.append(Const(True))
        yb.append(Const(False))
        results.append(out)
        return out


def reached(state: State, me: int) -> set[int]:
    """The lists, dicts and objects that can be seen after the function `me` has been left."""
    seen = {key[1] for key in state if key[0] == "keys" and key[1] < me}
    items: dict[int, list[Any]] = {}
    for key, v in state.items():
        if key[0] == "item":
            items.setdefault(key[1], []).append(v)
    todo = [v for key, v in state.items() if key[0] not in ("item", "keys") and key[:2] != ("var", me)]
    todo += [v for ident in seen for v in items.get(ident, ())]
    while todo:
        v = todo.pop()
        if isinstance(v, Ref) and v.ident not in seen:
            seen.add(v.ident)
            todo += items.get(v.ident, [])
        else:
            todo += made_of(v)
    return seen


def is_bool(o: Operand | None) -> bool:
    return isinstance(o, Value) and o.type == BOOL


def truth_of(v: Any) -> bool | None:
    return v.value if is_static(v) and isinstance(v.value, bool) else None


def made_by(ops: list[Op]) -> set[Value]:
    return {r for op in ops for r in op.results}


def made_of(v: Any) -> list[Any]:
    """What an abstract value is made of."""
    if isinstance(v, Tuple):
        return list(v.items)
    if isinstance(v, Bound):
        return [v.function, v.self]
    if isinstance(v, Method):
        return [v.base]
    if isinstance(v, Partial):
        return [v.function, *v.args, *v.kwargs.values()]
    if isinstance(v, Iter):
        return [p for part in v.parts for p in (part if isinstance(part, list | tuple) else [part])]
    if isinstance(v, Choice):
        return [v.then, v.orelse]
    return list(v.defaults.values()) if isinstance(v, Closure) else []


def taken_apart(v: Any, other: Any) -> Any:
    """A constant tuple by its parts, where it meets a tuple whose parts are known."""
    if isinstance(other, Tuple) and is_static(v) and type(v.value) is tuple and other.cls in (None, tuple):
        return Tuple(tuple(map(Const, v.value)), other.cls)
    return v


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
        return {"return": "found", "break": "stop", "continue": "skip", "raise": "failed"}[key[1]]
    for o in (a, b):
        if isinstance(o, Value) and o.name:
            return o.name
    return str(key[2]) if key[0] == "item" and str(key[2]).isidentifier() else "item"


def _order(key: Key) -> tuple[str, ...]:
    return tuple(str(p).rjust(9) if isinstance(p, int) else str(p) for p in key)
