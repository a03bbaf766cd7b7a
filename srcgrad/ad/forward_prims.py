"""The tangent of a primitive, by its rule.

    elementwise    y_dot = x_dot * partial + …          broadcast to the result where it may be smaller
    linear         y_dot = f(x_dot)                     the same call; zeros for operands without a tangent
    bilinear       y_dot = f(a_dot, b) + f(a, b_dot)
    a template     y_dot = what the rule states, without the terms that are zero
"""
from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad.forward_lists import LISTS, is_sequence_call
from srcgrad.ad.forward_state import Tangents
from srcgrad.ad.forward_templates import names_in, without_zeros
from srcgrad.ad.prims import no_rule, not_through, with_foreign
from srcgrad.ad.templates import binary, instantiate, prim
from srcgrad.errors import RuleError
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value, values_in
from srcgrad.ir.types import AnyType, Array, ListType, Opaque, Scalar
from srcgrad.rules.table import Rule, UnsupportedKeyword, bind, candidates, lookup, needs
from srcgrad.rules.unused import CUSPS

Bound = Mapping[str, Operand]


def forward_prim(s: Tangents, op: Op) -> None:
    s.b.append(op)
    if not op.results or not s.active(op.result):
        return
    y, mark = op.result, s.mark()
    rule = lookup(op.target)
    if rule is not None and rule.kind == "zero":
        if rule.storage == "fresh":
            s.settle(y, s.zero(y), mark)
        else:
            s.still.add(y)  # stop_gradient(x) shares the storage of x, and has no tangent
        return
    t = tangent(s, op, rule)
    if y in s.still:
        return
    if t is None:
        s.settle(y, s.zero(y), mark)
        return
    if rule is None or rule.storage == "fresh":
        sources = [v for v in values_in(*op.operands()) if s.active(v)]
        t = s.owned(y, t, sources, mark)
    elif rule.kind not in ("linear", "bilinear") and s.written(y) and t not in s.dots.values():
        s.refuse(op, "SG305", "an array that may share memory with another is written in place", "copy it first")
        return
    s.settle(y, t, mark)


def tangent(s: Tangents, op: Op, rule: Rule | None) -> Operand | None:
    """The tangent of the result of a primitive, given by the operations appended; None where it is zero."""
    if is_sequence_call(op):
        return LISTS[op.target](s, op)
    if all(s.dot(o) is None for o in op.operands()):
        return None
    if rule is None or rule.kind == "unsupported":
        s.refusals.append(no_rule(s, op, rule))  # type: ignore[arg-type]
        s.still.update(op.results)
        return None
    try:
        bound = bind(rule, op.args, dict(op.kwargs))
    except UnsupportedKeyword as e:
        refused(s, op, "SG202", f"the rule of `{rule.name}` does not cover the keyword `{e}`")
    except TypeError as e:
        refused(s, op, "SG202", f"the rule of `{rule.name}` does not cover this call: {e}")
    else:
        held = [n for n in rule.fixed if s.dot(bound[n]) is not None]
        why = not_through(rule, held[0]) if held else with_foreign(rule, bound)
        if why:
            refused(s, op, "SG202", why)
            return None
        return KINDS["rule" if rule.jvp and rule.kind != "elementwise" else rule.kind](s, op, rule, bound)
    return None


def refused(s: Tangents, op: Op, code: str, message: str) -> None:
    s.refusals.append(RuleError(code, message, op.span, s.lines, path=s.path(op)))
    s.still.update(op.results)


# --- elementwise -----------------------------------------------------------------------------------------------------
def elementwise(s: Tangents, op: Op, rule: Rule, bound: Bound) -> Operand | None:
    dots = {n: s.dot(bound[n]) for n in rule.differentiable}
    given = {name: as_array(s, o) for name, o in bound.items()}
    for name in rule.differentiable:
        dots[name] = as_array(s, dots[name], bound[name])
    seen: set[str] = {n for n, d in dots.items() if d is not None}
    if rule.jvp:
        total, names = by_template(s, op, rule, given, dots, broadcast=True)
        seen |= names
    else:
        total = None
        for name in rule.differentiable:
            d = dots[name]
            if d is not None:
                alternative = candidates(rule, rule.partials[name], given, type_of)[0]
                seen |= {n for n, how in needs(alternative).items() if how == "value"}
                mark = s.mark()
                partial = instantiate(s.b, alternative, {**given, "y": op.result})
                if op.target in CUSPS and isinstance(op.result.type, Array) and s.selects:
                    partial = prim(s.b, runtime.used, (partial, d))
                total = added(s, total, d, partial, mark)
    assert total is not None
    return fitted(s, op.result, total, given, seen)


def as_array(s: Tangents, o: Operand | None, like: Operand | None = None) -> Any:
    """Lists of numbers are turned into arrays before arithmetic is done with them."""
    kind = type_of(o if like is None else like) if o is not None else None
    literal = isinstance(like or o, Seq) or isinstance(o, Const) and isinstance(o.value, list | tuple)
    return prim(s.b, np.asarray, (o,)) if o is not None and (literal or isinstance(kind, ListType)) else o


def added(s: Tangents, total: Operand | None, d: Operand, partial: Operand, mark: int) -> Operand:
    """total + d * partial, written as a person would."""
    if total is not None and is_number(partial, -1):
        return prim(s.b, operator.sub, (total, d))
    term = product(s, d, partial, mark)
    return term if total is None else binary(s.b, operator.add, total, term)


def is_number(o: Operand, value: float) -> bool:
    return isinstance(o, Const) and o.name is None and type(o.value) in (int, float) and o.value == value


def product(s: Tangents, d: Operand, partial: Operand, mark: int) -> Operand:
    """d * partial; d * (1 / b) is written d / b, and d * -p as -d * p."""
    if s.made(partial, mark) and s.b.ops[-1].kind == "prim":
        last = s.b.ops[-1]
        if last.target is operator.truediv and is_number(last.args[0], 1):
            s.b.ops.pop()
            return prim(s.b, operator.truediv, (d, last.args[1]))
        if last.target is operator.neg:
            s.b.ops.pop()
            return binary(s.b, operator.mul, prim(s.b, operator.neg, (d,)), last.args[0])
    return binary(s.b, operator.mul, d, partial)


def fitted(s: Tangents, y: Value, t: Operand, bound: Bound, seen: set[str]) -> Operand:
    """t with the shape of y. `seen`: the parameters whose shapes are in t already."""
    if isinstance(y.type, Scalar):
        arrays = any(isinstance(type_of(o), Array) for o in bound.values())
        return prim(s.b, float, (t,)) if arrays and not isinstance(type_of(t), Scalar) else t
    if "y" in seen or all(n in seen or isinstance(type_of(o), Scalar | Opaque) for n, o in bound.items()):
        return t
    return s.widened(y, t)


# --- templates -------------------------------------------------------------------------------------------------------
def by_rule(s: Tangents, op: Op, rule: Rule, bound: Bound) -> Operand | None:
    if not rule.jvp:
        refused(s, op, "SG201", f"no forward-mode rule for `{rule.name}`")
        return None
    return by_template(s, op, rule, bound, {n: s.dot(bound[n]) for n in rule.differentiable})[0]


def by_template(s: Tangents, op: Op, rule: Rule, bound: Bound, dots: Mapping[str, Operand | None],
                broadcast: bool = False) -> tuple[Operand | None, set[str]]:
    """The tangent by the rule's template, and the parameters it reads. `broadcast`: a number may stand for zeros."""
    alternative = candidates(rule, rule.jvp, bound, type_of)[0]
    names = {p.name: f"{p.name}_dot" for p in rule.params}
    zero = frozenset(d for n, d in names.items() if dots.get(n) is None)
    kept, changed = without_zeros(alternative, frozenset(names.values()), zero)
    if kept is None:
        return None, set()
    read = names_in(kept)
    env = {**bound, "y": op.result, **{names[n]: d for n, d in dots.items() if d is not None}}
    for n, d in names.items():
        if d in zero and d in read:
            env[d] = Const(0.0) if broadcast else s.zero(bound[n])
    t = instantiate(s.b, kept, env)
    if isinstance(t, Seq):
        t = s.b.emit("new", t.cls, t.items, type=op.result.type)
    elif changed and not broadcast and isinstance(op.result.type, Array | AnyType):
        t = s.widened(op.result, t)
    return t, {n for n, how in needs(alternative).items() if how == "value" and n in read}


# --- linear and bilinear ---------------------------------------------------------------------------------------------
def linear(s: Tangents, op: Op, rule: Rule, bound: Bound) -> Operand | None:
    given = passed(op, rule)
    changes = {n: as_operand(s, op, s.full(bound[n])) if k == 0 else s.full(bound[n])
               for k, n in enumerate(rule.differentiable) if n in given}
    return again(s, op, rule, changes)


def as_operand(s: Tangents, op: Op, t: Operand) -> Operand:
    """A method of arrays needs an array: the tangent of a NumPy number may be a Python number."""
    method = getattr(op.target, "__objclass__", None) is np.ndarray
    return prim(s.b, np.asarray, (t,)) if method and not isinstance(type_of(t), Array) else t


def bilinear(s: Tangents, op: Op, rule: Rule, bound: Bound) -> Operand | None:
    total: Operand | None = None
    for name in rule.differentiable:
        param = next(p for p in rule.params if p.name == name)
        for part in one_at_a_time(s, bound[name]) if param.star else [s.dot(bound[name])]:
            if part is not None:
                term = again(s, op, rule, {name: as_operand(s, op, part) if name == rule.params[0].name else part})
                total = term if total is None else binary(s.b, operator.add, total, term)
    return total


def one_at_a_time(s: Tangents, operands: Operand) -> list[Operand | None]:
    """For each operand with a tangent: all operands, and the tangent in its place."""
    assert isinstance(operands, Seq)
    dots = [s.dot(o) for o in operands.items]
    return [Seq(tuple, (*operands.items[:k], d, *operands.items[k + 1:])) for k, d in enumerate(dots) if d is not None]


def passed(op: Op, rule: Rule) -> set[str]:
    """The parameters that the call gives an operand to."""
    named = {k for k, _ in op.kwargs}
    for k, p in enumerate(rule.params):
        if p.star == "*":
            named |= {p.name}
            break
        if k < len(op.args):
            named.add(p.name)
    return named


def again(s: Tangents, op: Op, rule: Rule, changes: Mapping[str, Operand]) -> Operand:
    """The same call with other operands for some parameters."""
    args = list(op.args)
    for k, p in enumerate(rule.params):
        new = changes.get(p.name)
        if p.star == "*":
            args = [*args[:k], *(new.items if isinstance(new, Seq) else args[k:])]
            break
        if k < len(args) and new is not None:
            args[k] = new
    kwargs = tuple((k, changes.get(k, o)) for k, o in op.kwargs)
    return prim(s.b, op.target, tuple(args), kwargs)


KINDS = {"elementwise": elementwise, "linear": linear, "bilinear": bilinear, "rule": by_rule}
