"""A loop body lowered with a given set of carried variables, again and again until the set and their types stay as they are.

What a turn changes in the lowerer's state is carried: run-time values by themselves, tuples by their parts, an object that is made
anew by its attributes (`carrying.py`), one of several that are there already by its number (`alternatives.py`).
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srcgrad.frontend.alternatives import alternatives, countable, kind_of, merged, number, standing_for
from srcgrad.frontend.branches import join_known, taken_apart
from srcgrad.frontend.carrying import (
    Whole,
    alike,
    by_value,
    leaf_name,
    made,
    names,
    objects_in,
    parts,
    rebuilt,
    shape_of,
    short_loop,
)
from srcgrad.frontend.core import Lowerer, entered
from srcgrad.frontend.flow import condition
from srcgrad.frontend.losing import lose, lost, refs, refuse_changed, without_meaning
from srcgrad.frontend.pieces import may_raise
from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.values import UNDEF, Broken, Closure, Ref, Tuple, is_static, parts_of, same
from srcgrad.frontend.walk import Walk
from srcgrad.frontend.widening import covers, loop_type, suppose_like
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Operand, Region, Value
from srcgrad.ir.types import INT, Scalar, Type, instance


class Trial:
    """One attempt to lower a loop body with a given set of carried variables."""

    def __init__(self, lower: Lowerer, ident: int, start: dict[Any, Any], keys: list[Any], types: dict[Any, Any],
                 walk: Walk | None, body: Callable[[Value], None], test: Any):
        self.lower, self.ident, self.start, self.keys, self.types = lower, ident, start, keys, types
        self.walk, self.body, self.test = walk, body, test

    def run(self, span: Any) -> None:
        lower = self.lower
        lower.b.span, self.stamp = span, lower.stamp
        self.impure_test = False
        if self.test is not None:
            with lower.b.region() as self.test_ops:
                self.test_params, lower.state = self.entry()
                before = dict(lower.state)
                cond = condition(lower, self.test)
                self.test_yield: Operand = lower.operand(cond)
            self.impure_test = any(not same(lower.state.get(k), before.get(k)) for k in lower.state) or (
                bool(lower.guards) and may_raise(self.test_ops))
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
            self.lower.evaluated(self.test, self.turn)
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
        self.last = {key: self.operands(key, self.out.get(key)) for key in self.keys if self.among(key)}

    def among(self, key: Any) -> bool:
        """Whether one of several objects is carried."""
        return any(k[0] == key and k[2:] for k in self.types)

    def operands(self, key: Any, v: Any) -> list[Operand]:
        """What is carried of an abstract value."""
        row: list[Operand] = []
        v = self.start.get(key) if v is None else v
        for k, leaf in enumerate(parts(v)):
            known = self.types.get((key, k, "among"))
            if known is None:
                row.append(self.lower.operand(leaf))
            elif len(merged(known, alternatives(leaf))) > len(known):
                row.append(UNDEF)  # a new one: there will be another trial
            else:
                row.append(number(self.lower, leaf, known))
        return row

    def entry(self) -> tuple[list[Value], dict[Any, Any]]:
        """Fresh parameters for what is carried, and the state in which a turn starts."""
        state, params = dict(self.start), []
        self.own: set[int] = set()  # numbers of what is carried by what it holds
        for key in self.keys:
            skeleton = self.started(key)
            if skeleton is None:
                skeleton = self.types[(key, "skeleton")]
            leaves: list[Any] = []
            for k, (leaf, name) in enumerate(zip(parts(skeleton), names(key, skeleton))):
                kind = instance(self.types[(key, k)])
                p = Value(name, kind, self.lower.b.span)
                known = self.types.get((key, k, "among"))
                leaves.append(standing_for(self.lower, p, known) if known is not None else p)
                params.append(p)
                self.lower.same_site(p, leaf)
            state[key] = made(self.lower, state, rebuilt(skeleton, list(leaves)))
            self.own |= {r.ident for r in objects_in(state, state[key])} if isinstance(skeleton, Whole) else set()
            if key[0] == "flag":
                state[key] = Const(False)  # a turn starts only where no exit was taken
        return params, state | without_meaning(self.types)

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
                    if r.kind != "object":
                        raise Dynamic(r.site)
                    name = leaf_name(key, None)
                    message = f"`{name}` gets another object in each turn of this loop, and the one it starts with is changed"
                    raise self.lower.refuse_now("SG305", message, "change the object's attributes instead")

    def compare(self, before: dict[Any, Any]) -> None:
        keys, types = list(self.keys), dict(self.types)
        self.changed = False
        keys = self.renumbered(keys, types, before)
        for key in [k for k in self.out if k[0] == "frozen" and k not in self.start and ("keys", k[1]) in self.start]:
            self.start[key], self.changed = self.out[key], True  # a list holds it from the first turn on
        dropped = ("flag", "continue", self.ident)
        out, start, carried = self.out, self.start, set(keys)
        seen = [key for key in out.keys() | start.keys()  # most are as they were before the loop
                if key in carried or out.get(key) is not before.get(key) or start.get(key) is not before.get(key)]
        for key in sorted(seen, key=str):
            if key == dropped or key[0] in ("result", "frozen") or (key, "lost") in types:
                continue
            old, new = self.start.get(key), self.out.get(key)
            if {type(old), type(new)} == {Tuple, Const}:
                old, new = self.start[key], self.out[key] = taken_apart(old, new), taken_apart(new, old)
            now = before.get(key)
            if key not in keys and (new is None or same(now, new)):
                continue
            if self.among(key) or self.several(key, old, new, keys, types):
                if not self.further(key, old, new, types):  # it gets new objects too
                    keys.remove(key)
                    types = {k: t for k, t in types.items() if k[0] != key} | {(key, "others"): True}
                    self.changed = True
                continue
            if isinstance(new, Ref) and isinstance(old, Ref) and alike(self.lower, old, self.start, new, self.out):
                self.unchanged(key, old, before)
                old, new = by_value(self.start, old), by_value(self.out, new)
            if key not in keys:
                self.add(key, old, new, keys, types)
            else:
                self.widen(key, old, new, keys, types)
        refuse_changed(self, before)
        if by_values(keys, types) != by_values(self.keys, self.types):  # objects that a turn makes get other numbers
            keys = [k for k in keys if k in self.start or k[0] not in ("item", "keys", "frozen")]
        self.keys_next, self.types_next = keys, types

    def renumbered(self, keys: list[Any], types: dict[Any, Any], before: dict[Any, Any]) -> list[Any]:
        """Without elements of what the body made in an earlier trial, under a number that means something else in this one."""
        made_at = self.lower.made_at
        mine = {k for k in {*self.start, *keys} if k[0] in ("item", "keys", "frozen") and made_at.get(k[1], 0) > self.stamp}
        old = {k for k in mine if k in self.start}
        for k in old:
            del self.start[k]
        gone = (old | {k for k in mine if not self.fitting(k, types)}).intersection(keys)
        gone |= {k for k in keys if k[0] in ("item", "keys", "frozen") and (
            k[1] in self.own or k not in self.start and k not in self.out)}
        self.changed = self.changed or bool(gone)
        return [k for k in keys if k not in gone]

    def fitting(self, key: Any, types: dict[Any, Any]) -> bool:
        new = self.out.get(key)
        values = all(isinstance(p, Value | Const) and not callable(getattr(p, "value", None)) for p in parts(new))
        return (key, "skeleton") not in types or new is None or (values and shape_of(new) == shape_of(types[(key, "skeleton")]))

    def add(self, key: Any, old: Any, new: Any, keys: list[Any], types: dict[Any, Type]) -> None:
        if key[0] == "keys":
            if old is not None:
                self.more_attributes(key, old, new)
            return
        if isinstance(old, Broken) or isinstance(new, Broken):
            lose(self, key, old if isinstance(old, Broken) else new, keys, types)
            return
        if isinstance(new, Ref) or isinstance(old, Ref):
            refs(self, key, old, new, keys, types)
            return
        if old is None and not all(isinstance(p, Value | Const) for p in parts(new)):
            return  # a function defined in the body, say: it keeps its meaning after the loop
        if old is not None and (isinstance(new, Closure) or shape_of(old) != shape_of(new)):
            name = leaf_name(key, None)
            lost(self, key, keys, types, "SG308", f"`{name}` changes from one kind of value to another in this loop")
            return
        for p in parts(new) + (parts(old) if old is not None else []):
            if not isinstance(p, Value | Const) or (isinstance(p, Const) and callable(p.value)):
                if old is None:
                    return
                lost(self, key, keys, types, "SG308", f"`{leaf_name(key, None)}` is rebound to another function in this loop")
                return
        keys.append(key)
        types[(key, "skeleton")] = new
        for k, leaf in enumerate(parts(new)):
            first = parts(old)[k] if old is not None else UNDEF
            if old is not None:
                suppose_like(type_of(first), type_of(leaf))
            types[(key, k)] = loop_type(join_known(first, leaf))
        self.changed = True

    def more_attributes(self, key: Any, old: tuple[Any, ...], new: tuple[Any, ...]) -> None:
        """An object gets attributes in this loop: they are there before it, with the value that the class gives, or unbound."""
        ref = self.lower.made_as[key[1]]
        if ref.kind != "object" or new[:len(old)] != old:
            raise Dynamic(self.lower.object_site(key[1]))
        self.start[key], self.changed = new, True
        for name in new[len(old):]:
            found = self.lower.or_of_class(("item", key[1], name), None, self.start, lambda _: True)
            if found is not None:
                self.start["item", key[1], name] = found

    def several(self, key: Any, old: Any, new: Any, keys: list[Any], types: dict[Any, Any]) -> bool:
        """Whether a name is bound to one of several objects or functions in each turn; it is carried as the number of that."""
        if key in keys or (key, "others") in types or key[0] in ("keys", "frozen") or old is None or shape_of(old) != shape_of(new):
            return False
        pairs = list(zip(parts(old), parts(new)))
        found = {k: merged(alternatives(a), alternatives(b)) for k, (a, b) in enumerate(pairs)
                 if not all(isinstance(p, Value | Const) and not callable(getattr(p, "value", None)) for p in (a, b))}
        if not found or not all(countable(self.lower, f, self.start) for f in found.values()):
            return False
        self.lower.unroll_if_possible()
        keys.append(key)
        types[(key, "skeleton")] = new
        for k, (a, b) in enumerate(pairs):
            if k in found:
                types[(key, k, "among")] = found[k]
            types[(key, k)] = kind_of(found[k]) if k in found else loop_type(join_known(a, b))
        self.changed = True
        return True

    def further(self, key: Any, old: Any, new: Any, types: dict[Any, Any]) -> bool:
        """One more alternative, or a wider type; False where it is none of those that are there before the loop."""
        if shape_of(old) != shape_of(new):
            return False
        for k, leaf in enumerate(parts(new)):
            known = types.get((key, k, "among"))
            wide = covers(types[(key, k)], type_of(leaf)) if known is None else kind_of(found := merged(known, alternatives(leaf)))
            if wide == types[(key, k)] and (known is None or len(found) == len(known)):
                continue
            if known is not None and not countable(self.lower, found, self.start):
                return False
            types[(key, k)], self.changed = wide, True
            if known is not None:
                types[(key, k, "among")] = found
        return True

    def widen(self, key: Any, old: Any, new: Any, keys: list[Any], types: dict[Any, Type]) -> None:
        if new is None:
            new = old if old is not None else UNDEF
        if isinstance(new, Ref):
            raise Dynamic(new.site)
        if old is not None and shape_of(new) != shape_of(old):
            lost(self, key, keys, types, "SG308", f"`{leaf_name(key, None)}` changes its structure in this loop")
            return
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
        inits, nexts, results, state = [], [], [], self.start | without_meaning(self.types)
        for key in self.keys:
            old, new = self.started(key), self.out.get(key)
            if isinstance(old, Whole):
                new = by_value(self.out, new)
            skeleton = new if new is not None else old
            default: Operand = Const(False) if key[0] == "flag" else UNDEF
            first = self.operands(key, old) if old is not None else [default] * len(parts(skeleton))
            last = [default] * len(parts(skeleton)) if new is None else self.last.get(key) or [lower.operand(p) for p in parts(new)]
            outs = [Value(name, instance(self.types[(key, k)]), span) for k, name in enumerate(names(key, skeleton))]
            for o, p, q in zip(outs, first, last):
                lower.agree(p, o.type)
                lower.agree(q, o.type)
                lower.same_site(o, p)
            inits += first
            nexts += last
            results += outs
            state[key] = made(lower, state, rebuilt(skeleton, list(outs))) if key not in self.last else outs
            if isinstance(old, Whole):
                both = objects_in(self.start, self.start[key]) + objects_in(self.out, self.out[key])
                state.update({("frozen", r.ident): short_loop(lower) for r in both})
        for key, v in self.out.items():
            if key not in state and key not in self.keys and not isinstance(v, Value):
                state[key] = self.after_it(v)
        body_params = ((self.index,) if self.walk else ()) + tuple(self.params)
        region = Region(body_params, tuple(self.ops), (self.stop, *nexts))
        if self.walk:
            args = (*self.walk.bounds, *inits)
            lower.b.structured("for", None, args, (region,), tuple(results), span)
        else:
            test = (Region(tuple(self.test_params), tuple(self.test_ops), (self.test_yield,)) if not self.impure_test
                    else self.endless())
            lower.b.structured("while", None, tuple(inits), (test, region), tuple(results), span)
        lower.state = {key: self.result(key, v) if key in self.last else v for key, v in state.items()}

    def endless(self) -> Region:
        with self.lower.b.region():
            params = self.entry()[0]
        return Region(tuple(params), (), (Const(True),))

    def result(self, key: Any, outs: list[Value]) -> Any:
        """Which of several objects it is after the loop."""
        known = [self.types.get((key, k, "among")) for k in range(len(outs))]
        leaves = [o if among is None else standing_for(self.lower, o, among) for o, among in zip(outs, known)]
        return rebuilt(self.out[key], leaves)

    def after_it(self, v: Any) -> Any:
        """What the body has bound to something that is no value: which one it was in the last turn is not kept."""
        inside = {r for op in self.ops for r in op.results} | {*self.params, self.index}
        if isinstance(v, Ref | Broken) or not inside.intersection(parts_of(v)):
            return v
        return Broken(self.lower.refuse_now("SG309", "which function or object this loop has chosen last is known only at run time",
                                            "choose it again after the loop"))


def by_values(keys: list[Any], types: dict[Any, Any]) -> list[Any]:
    """The names that are carried by the attributes of an object."""
    return [k for k in keys if isinstance(types[(k, "skeleton")], Whole)]
