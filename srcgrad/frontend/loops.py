"""for and while.

    for i, row in enumerate(a): …    ->    for k in range(len(a)): i = k; row = a[k]; …

Every `for` becomes a loop over a range. What a loop changes is found by lowering its body until the set of carried
variables and their types stay the same. A loop over a tuple, or over a short list of known structure, is unrolled.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from srcgrad.frontend.assign import bind
from srcgrad.frontend.branches import join_known, taken_apart
from srcgrad.frontend.carrying import Whole, by_value, fits, leaf_name, made, objects_in, parts, rebuilt, shape_of, short_loop
from srcgrad.frontend.changing import refuse_changing
from srcgrad.frontend.core import Dynamic, Lowerer, entered
from srcgrad.frontend.flow import condition
from srcgrad.frontend.iterate import Walk, walk_of
from srcgrad.frontend.values import UNDEF, AVal, Broken, Closure, Ref, Tuple, is_static, same
from srcgrad.frontend.widening import covers, loop_type, suppose_like
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Operand, Region, Value
from srcgrad.ir.types import INT, Scalar, Type, instance


def lower_for(lower: Lowerer, node: gast.For) -> None:
    walk = walk_of(lower, lower.expr(node.iter), node)
    site = lower.site(node)
    static = unrolled(lower, walk, site)
    if static is not None:
        unroll(lower, node, static)
        return

    def body(index: Value) -> None:
        bind(lower, node.target, walk.element(index))
        lower.block(node.body)

    with lower.may_unroll(walk.turns() is not None, site):
        loop(lower, node, walk, body)


def unrolled(lower: Lowerer, walk: Walk, site: Any) -> Callable[[int], AVal | None] | None:
    """The elements one by one, of something that is known, or of a short range whose body needs to be followed turn by turn."""
    turns = walk.turns()
    if walk.static is None and turns is not None and ("unroll", site) in lower.dynamic:
        return lambda k: walk.element(Const(turns[k])) if k < len(turns) else None
    return walk.at if walk.static is not None else None


def unroll(lower: Lowerer, node: gast.For, element: Callable[[int], AVal | None]) -> None:
    ident = lower.new_ident()

    def turn(k: int) -> None:
        value = element(k)
        if value is None:
            lower.block(node.orelse)
            return
        lower.state[("flag", "continue", ident)] = Const(False)
        with entered(lower.frame.loops, ident), entered(lower.context, ("turn", k)):
            bind(lower, node.target, lower.handed_out(node, value))
            lower.block(node.body)
        lower.state[("flag", "continue", ident)] = Const(False)
        with entered(lower.frame.loops, ident):
            stopped, flag = lower.stopped(), lower.pending()
        if stopped:
            return
        if flag is None:
            turn(k + 1)
        else:
            lower.branch(flag, lambda: None, lambda: turn(k + 1))

    turn(0)
    for kind in ("break", "continue"):
        lower.state.pop(("flag", kind, ident), None)


def lower_while(lower: Lowerer, node: gast.While) -> None:
    loop(lower, node, None, lambda _: lower.block(node.body), node.test)


def loop(lower: Lowerer, node: Any, walk: Walk | None, body: Callable[[Value], None], test: Any = None) -> None:
    ident = lower.new_ident()
    start, span, dead = dict(lower.state), lower.b.span, lower.dead
    memo_key = (*lower.context, id(getattr(node, "origin", node)))
    keys, types = lower.loop_memo.get(memo_key, ([], {}))
    keys, types = [k for k in keys if fits(start, k, types)], dict(types)
    idents = lower.idents
    for _ in range(60):
        lower.idents = idents
        trial = Trial(lower, ident, start, keys, types, walk, body, test)
        trial.run(span)
        if trial.stable():
            break
        keys, types = trial.keys_next, trial.types_next
    else:
        raise lower.refuse(node, "SG308", "the variables of this loop change their structure from turn to turn")
    if walk is not None and walk.sources:
        refuse_changing(lower, walk.sources, trial.ops)
    lower.loop_memo[memo_key] = (list(keys), dict(types))
    lower.dead = dead
    trial.emit(span)
    finish(lower, node, ident, trial)


class Trial:
    """One attempt to lower a loop body with a given set of carried variables."""

    def __init__(self, lower: Lowerer, ident: int, start: dict[Any, Any], keys: list[Any], types: dict[Any, Type],
                 walk: Walk | None, body: Callable[[Value], None], test: Any):
        self.lower, self.ident, self.start, self.keys, self.types = lower, ident, start, keys, types
        self.walk, self.body, self.test = walk, body, test

    def run(self, span: Any) -> None:
        lower = self.lower
        lower.b.span = span
        self.impure_test = False
        if self.test is not None:
            with lower.b.region() as self.test_ops:
                self.test_params, lower.state = self.entry()
                before = dict(lower.state)
                cond = condition(lower, self.test)
                self.test_yield: Operand = lower.operand(cond)
            self.impure_test = any(not same(lower.state.get(k), before.get(k)) for k in lower.state) or (
                bool(lower.guards) and lower.statements["may raise"](self.test_ops))  # type: ignore[index]
        with lower.b.region() as self.ops, entered(lower.frame.loops, self.ident):
            self.params, lower.state = self.entry()
            before = dict(lower.state)
            self.index = Value("", Scalar("i", self.walk.index()), span) if self.walk else Value("", INT, span)
            if self.impure_test:
                self.guarded_turn()
            else:
                self.body(self.index)
            self.end()
        self.compare(before)

    def guarded_turn(self) -> None:
        if self.lower.guards:
            self.lower.statements["evaluated"](self.lower, self.test, self.turn)  # type: ignore[index]
        else:
            self.turn(self.test)

    def turn(self, test: Any) -> None:
        lower = self.lower
        cond = condition(lower, test)
        if is_static(cond) and cond.value:
            self.body(self.index)
            return

        def leave() -> None:
            lower.state[("flag", "break", -self.ident)] = Const(True)

        lower.branch(lower.operand(cond), lambda: self.body(self.index), leave)

    def end(self) -> None:
        """After the body: the exit flag; and the state that the next turn starts from."""
        lower = self.lower
        stop: Operand = Const(False)
        if lower.dead:
            stop = Const(True)
        failures = [("raise", g.ident) for g in lower.guards]
        for key in [("break", self.ident), ("break", -self.ident), ("return", lower.frame.ident), *failures]:
            flag = lower.flag(*key)
            stop = lower.either(stop, lower.operand(flag))
        self.stop = stop
        lower.state.pop(("flag", "continue", self.ident), None)
        self.out = lower.state

    def entry(self) -> tuple[list[Value], dict[Any, Any]]:
        """Fresh parameters for what is carried, and the state in which a turn starts."""
        state, params = dict(self.start), []
        for key in self.keys:
            skeleton = self.started(key)
            if skeleton is None:
                skeleton = self.types[(key, "skeleton")]
            leaves: list[Any] = []
            for k, leaf in enumerate(parts(skeleton)):
                kind = instance(self.types[(key, k)])
                p = Value(leaf_name(key, leaf), kind, self.lower.b.span)
                leaves.append(p)
                params.append(p)
                self.lower.same_site(p, leaf)
            state[key] = made(self.lower, state, rebuilt(skeleton, list(leaves)))
            if key[0] == "flag":
                state[key] = Const(False)  # a turn starts only where no exit was taken
        return params, state

    def started(self, key: Any) -> Any:
        """What a carried variable starts with; an object by its attributes, where it is another one in each turn."""
        first = self.start.get(key)
        return by_value(self.start, first) if isinstance(self.types.get((key, "skeleton")), Whole) else first

    def unchanged(self, key: Any, old: Any, before: dict[Any, Any]) -> None:
        """That nobody writes into the object that a variable starts with, of which the loop carries a copy."""
        for r in objects_in(self.start, old):
            for k in before[("keys", r.ident)]:
                item = ("item", r.ident, k)
                if not same(before.get(item), self.out.get(item)):
                    name = leaf_name(key, None)
                    message = f"`{name}` gets another object in each turn of this loop, and the one it starts with is changed"
                    raise self.lower.refuse_now("SG305", message, "change the object's attributes instead")

    def compare(self, before: dict[Any, Any]) -> None:
        keys, types = list(self.keys), dict(self.types)
        self.changed = False
        dropped = ("flag", "continue", self.ident)
        out, start, carried = self.out, self.start, set(keys)
        seen = [key for key in out.keys() | start.keys()  # most are as they were before the loop
                if key in carried or out.get(key) is not before.get(key) or start.get(key) is not before.get(key)]
        for key in sorted(seen, key=str):
            if key == dropped or key in (("result",),):
                continue
            old, new = self.start.get(key), self.out.get(key)
            if {type(old), type(new)} == {Tuple, Const}:
                old, new = self.start[key], self.out[key] = taken_apart(old, new), taken_apart(new, old)
            now = before.get(key)
            if key not in keys and (new is None or same(now, new)):
                continue
            if isinstance(new, Ref) and isinstance(old, Ref) and new.kind == old.kind == "object" and new.cls is old.cls:
                self.unchanged(key, old, before)
                old, new = by_value(self.start, old), by_value(self.out, new)
            if key not in keys:
                self.add(key, old, new, keys, types)
            else:
                self.widen(key, old, new, types)
        self.keys_next, self.types_next = keys, types

    def add(self, key: Any, old: Any, new: Any, keys: list[Any], types: dict[Any, Type]) -> None:
        if key[0] == "keys":
            if old is not None:
                raise Dynamic(self.lower.object_site(key[1]))
            return
        if isinstance(new, Ref) or isinstance(old, Ref):
            self.refs(old, new)
            return
        if old is None and not all(isinstance(p, Value | Const) for p in parts(new)):
            return  # a function defined in the body, say: it keeps its meaning after the loop
        if isinstance(new, Broken):
            raise new.error
        if old is not None and (isinstance(new, Closure) or shape_of(old) != shape_of(new)):
            self.lower.unroll_if_possible()
            raise self.lower.refuse_now("SG308", f"`{leaf_name(key, None)}` changes from one kind of value to another in this loop")
        for p in parts(new) + (parts(old) if old is not None else []):
            if not isinstance(p, Value | Const) or (isinstance(p, Const) and callable(p.value)):
                if old is None:
                    return
                self.lower.unroll_if_possible()
                raise self.lower.refuse_now("SG308", f"`{leaf_name(key, None)}` is rebound to another function in this loop")
        keys.append(key)
        types[(key, "skeleton")] = new
        for k, leaf in enumerate(parts(new)):
            first = parts(old)[k] if old is not None else UNDEF
            if old is not None:
                suppose_like(type_of(first), type_of(leaf))
            types[(key, k)] = loop_type(join_known(first, leaf))
        self.changed = True

    def refs(self, old: Any, new: Any) -> None:
        for r in (new, old):
            if isinstance(r, Ref) and old is not None:
                if r.kind == "object":
                    self.lower.unroll_if_possible()
                    raise self.lower.refuse_now("SG305", "a name is bound to another object in each turn of this loop",
                                                "change the object's attributes instead, or keep them in local variables")
                raise Dynamic(r.site)

    def widen(self, key: Any, old: Any, new: Any, types: dict[Any, Type]) -> None:
        if new is None:
            new = old if old is not None else UNDEF
        if isinstance(new, Ref):
            raise Dynamic(new.site)
        if old is not None and shape_of(new) != shape_of(old):
            self.lower.unroll_if_possible()
            raise self.lower.refuse_now("SG308", f"`{leaf_name(key, None)}` changes its structure in this loop")
        entering = list(enumerate(parts(old))) if old is not None else []
        for k, leaf in [*entering, *enumerate(parts(new))]:
            if not isinstance(leaf, Value | Const) or leaf is UNDEF:
                continue
            wide = covers(types[(key, k)], type_of(leaf))
            if wide is not types[(key, k)]:
                types[(key, k)] = wide
                self.changed = True

    def stable(self) -> bool:
        return not self.changed

    def emit(self, span: Any) -> None:
        """The loop operation, and the state after it."""
        lower = self.lower
        inits, nexts, results, state = [], [], [], dict(self.start)
        for key in self.keys:
            old, new = self.started(key), self.out.get(key)
            if isinstance(old, Whole):
                new = by_value(self.out, new)
            skeleton = new if new is not None else old
            default: Operand = Const(False) if key[0] == "flag" else UNDEF
            first = [lower.operand(p) for p in parts(old)] if old is not None else [default] * len(parts(skeleton))
            last = [lower.operand(p) for p in parts(new)] if new is not None else [default] * len(parts(skeleton))
            outs = [Value(leaf_name(key, leaf), instance(self.types[(key, k)]), span) for k, leaf in enumerate(parts(skeleton))]
            for o, p, q in zip(outs, first, last):
                lower.agree(p, o.type)
                lower.agree(q, o.type)
                lower.same_site(o, p)
            inits += first
            nexts += last
            results += outs
            state[key] = made(lower, state, rebuilt(skeleton, list(outs)))
            if isinstance(old, Whole):
                state.update({("frozen", r.ident): short_loop(lower) for r in objects_in(self.start, self.start[key])})
        for key, v in self.out.items():
            if key not in state and key not in self.keys and not isinstance(v, Value):
                state[key] = v
        body_params = ((self.index,) if self.walk else ()) + tuple(self.params)
        region = Region(body_params, tuple(self.ops), (self.stop, *nexts))
        if self.walk:
            args = (*self.walk.bounds, *inits)
            lower.b.structured("for", None, args, (region,), tuple(results), span)
        else:
            test = (Region(tuple(self.test_params), tuple(self.test_ops), (self.test_yield,)) if not self.impure_test
                    else Region(tuple(self.entry()[0]), (), (Const(True),)))
            lower.b.structured("while", None, tuple(inits), (test, region), tuple(results), span)
        lower.state = state


def finish(lower: Lowerer, node: Any, ident: int, trial: Trial) -> None:
    """for … else, and the flags that end with the loop."""
    broke = lower.state.pop(("flag", "break", ident), Const(False))
    left = lower.flag("return", lower.frame.ident)
    lower.state.pop(("flag", "break", -ident), None)
    orelse = getattr(node, "orelse", [])
    endless = trial.test is not None and not trial.impure_test and is_static(trial.test_yield) and trial.test_yield.value
    failures = [lower.operand(lower.flag("raise", g.ident)) for g in lower.guards]
    if endless and isinstance(broke, Const) and isinstance(left, Value) and all(map(is_static, failures)):
        lower.state[("flag", "return", lower.frame.ident)] = Const(True)  # `while True` left by return only
    if not orelse:
        return
    flag = lower.either(lower.operand(broke), lower.operand(left))
    for f in failures:
        flag = lower.either(flag, f)
    if isinstance(flag, Const):
        if not flag.value:
            lower.block(orelse)
    else:
        lower.branch(flag, lambda: None, lambda: lower.block(orelse))


STATEMENTS = {gast.For: lower_for, gast.While: lower_while}
EXPRESSIONS: dict[Any, Any] = {}
__all__ = ["EXPRESSIONS", "STATEMENTS", "loop"]
