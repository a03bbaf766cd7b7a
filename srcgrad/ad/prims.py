"""Reversing one primitive by its rule: the cotangent of the result gives one for each operand that a derivative goes through."""
from __future__ import annotations

import difflib
import operator
from collections.abc import Mapping
from dataclasses import replace
from numbers import Number
from typing import TYPE_CHECKING, Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad import cotangents as cot
from srcgrad.ad.cancelling import scaled, without_factor
from srcgrad.ad.cotangents import Cotangent
from srcgrad.ad.sequences import SEQUENCES
from srcgrad.ad.sweep import values_of
from srcgrad.ad.templates import binary, instantiate, number, prim
from srcgrad.analysis.storage import CONTAINERS
from srcgrad.analysis.unused import masked_product, may_be_infinite
from srcgrad.errors import RuleError
from srcgrad.ir.build import type_of
from srcgrad.ir.dotted import dotted_name
from srcgrad.ir.nodes import Const, Op, Operand, Seq, Value
from srcgrad.ir.types import Array, DictType, ListType, Opaque, Scalar, TupleType
from srcgrad.rules.table import Alternative, Rule, UnsupportedKeyword, bind, candidates, lookup, needs, rules
from srcgrad.rules.unused import CHOSEN, CUSPS, MOVING, NONE, SELECTING

if TYPE_CHECKING:
    from srcgrad.ad.sweep import Sweep

DOT = (np.dot, np.ndarray.dot, np.vdot, np.inner, operator.matmul, np.matmul)
ARITHMETIC = (operator.add, operator.sub, operator.mul, operator.truediv, operator.neg)
REDUCTIONS = (np.sum, np.mean, np.max, np.min, np.prod, np.dot, np.vdot, np.trace, np.linalg.norm, np.linalg.det, np.ndarray.sum,
              np.ndarray.mean, np.ndarray.max, np.ndarray.min, np.ndarray.prod, np.ndarray.dot)
OWN = ("__add__", "__mul__", "__matmul__", "__pow__", "__getitem__", "__array_ufunc__")  # of arrays
PRODUCTS = (operator.matmul, np.matmul)  # of arrays only
ARRAYS = ("numpy", "scipy", "_operator")  # modules of what takes a list for an array


def reverse_prim(s: Sweep, op: Op) -> None:
    y = op.result
    rule = lookup(op.target)
    if rule is not None and rule.kind == "zero":
        s.drop(y)
        return
    c = s.take(y)
    if c is None:
        return
    overlaps = c.of is not None and any(c.of in s.store.of(v) for v in values_of(Seq(tuple, op.operands())))
    if overlaps and not isinstance(type_of(c.value), Scalar):
        c = Cotangent(prim(s.b, np.ndarray.copy, (c.value,)), c.virtual, True, c.masked)  # it is written while c is given out
    if isinstance(y.type, ListType | DictType) and op.target in SEQUENCES:
        SEQUENCES[op.target](s, op, c)
        return
    if rule is None or rule.kind == "unsupported":
        s.refusals.append(no_rule(s, op, rule))
        return
    bound = bound_to(s, op, rule)
    if bound is None:
        return
    if len(op.args) == 2 and op.args[0] is op.args[1] and not op.kwargs and (op.target in (operator.mul, np.multiply) or (
            op.target in DOT and isinstance(t := type_of(op.args[0]), Array) and t.ndim == 1)):
        squared(s, op, c)
        return
    if op.target in (operator.truediv, np.divide) and len(op.args) == 2 and c.masked != CHOSEN and active(s, op.args[1]):
        (reciprocal if number(op.args[0]) == 1 else divided)(s, op, rule, bound, c)
        return
    for name in rule.differentiable:
        param = next(p for p in rule.params if p.name == name)
        if param.star:
            assert isinstance(bound[name], Seq)
            for k, operand in enumerate(bound[name].items):
                reverse_operand(s, op, rule, bound, name, operand, c, k)
        else:
            reverse_operand(s, op, rule, bound, name, bound[name], c, None)


def squared(s: Sweep, op: Op, c: Cotangent) -> None:
    """x * x gives 2 * y_bar * x, once; so does the product of a vector with itself."""
    x = op.args[0]
    twice = binary(s.b, operator.mul, Const(2), c.value)
    value = binary(s.b, operator.mul, twice, s.res.content(x, op))
    s.give(x, Cotangent(value, c.virtual and not cot.is_full(value, type_of(x)), cot.fresh(value, s.b), c.masked))


def divided(s: Sweep, op: Op, rule: Rule, bound: Mapping[str, Operand], c: Cotangent) -> None:
    """a / b gives q = y_bar / b to a and -q * y to b: one division for both."""
    name_a, name_b = rule.differentiable
    first = times_partial(s, op, rule, bound, name_a, replace(c, owned=False))
    if "y" in needs(best(s, op, rule, rule.partials[name_b], bound, None)):
        y = s.res.content(op.result, op, after=True)
    else:
        y = binary(s.b, operator.truediv, s.res.content(bound[name_a], op), s.res.content(bound[name_b], op))
    value = binary(s.b, operator.mul, prim(s.b, operator.neg, (first.value,)), y)
    narrow = c.virtual and smaller(value, op.result)
    virtual = (c.virtual or narrow) and not cot.is_full(value, op.result.type)
    second = Cotangent(value, virtual, cot.fresh(value, s.b) and not narrow, c.masked)
    for operand, given in ((bound[name_b], second), (bound[name_a], first)):
        if active(s, operand):
            give_unbroadcast(s, op, operand, given)


def reciprocal(s: Sweep, op: Op, rule: Rule, bound: Mapping[str, Operand], c: Cotangent) -> None:
    """y = 1 / x gives -y_bar * y * y to x: all that is needed is the result."""
    y = s.res.content(op.result, op, after=True)
    operand = bound[rule.differentiable[1]]
    give_unbroadcast(s, op, operand, of_denominator(s, op, binary(s.b, operator.mul, c.value, y), y, c))


def of_denominator(s: Sweep, op: Op, q: Operand, y: Operand, c: Cotangent) -> Cotangent:
    """-q * y, where q is y_bar over what the denominator is."""
    value = binary(s.b, operator.mul, prim(s.b, operator.neg, (q,)), y)
    narrow = c.virtual and smaller(value, op.result)
    virtual = (c.virtual or narrow) and not cot.is_full(value, op.result.type)
    return Cotangent(value, virtual, cot.fresh(value, s.b) and not narrow)


def active(s: Sweep, o: Operand) -> bool:
    return any(s.activity.active(v) for v in values_of(o))


def give_unbroadcast(s: Sweep, op: Op, operand: Operand, given: Cotangent) -> None:
    """Give an operand of an elementwise operation what it gets of a cotangent with the shape of the result."""
    s.give(operand, cot.unbroadcast(s.b, given, lambda: s.res.of_shape(operand), type_of(operand), lambda: s.res.need(op.result),
                                    op.result.type))


def reverse_operand(s: Sweep, op: Op, rule: Rule, bound: Mapping[str, Operand], name: str, operand: Operand, c: Cotangent,
                    k: int | None) -> None:
    if not active(s, operand):
        return
    s.b.span = op.span
    if rule.kind == "elementwise" and name not in rule.vjp:
        given = times_partial(s, op, rule, bound, name, c)
    else:
        given = by_template(s, op, rule, bound, name, c, k)
    if rule.kind == "elementwise":
        give_unbroadcast(s, op, operand, given)
    else:
        s.give(operand, given)


def times_partial(s: Sweep, op: Op, rule: Rule, bound: Mapping[str, Operand], name: str, c: Cotangent) -> Cotangent:
    """y_bar * partial"""
    alternative = best(s, op, rule, rule.partials[name], bound, None)
    env = environment(s, op, bound, alternative)
    before = len(s.b.ops)
    partial = instantiate(s.b, alternative, env)
    if isinstance(partial, Const) and partial.name is None and isinstance(partial.value, int | float) \
            and not isinstance(partial.value, bool):
        if partial.value == 1:
            return c if only_one(s, op, rule, bound) else replace(c, owned=False)
        value = binary(s.b, operator.mul, c.value, partial)
        return Cotangent(value, c.virtual, cot.fresh(value, s.b), c.masked)
    if rule.singular and (c.masked == CHOSEN or c.masked and op.target in CUSPS) and any(map(may_be_infinite, s.b.ops[before:])):
        value = prim(s.b, runtime.nonzero_product, (c.value, partial))
    else:
        value = product(s, c.value, partial, len(s.b.ops) > before)
    narrow = smaller(value, op.result) and (c.virtual or not smaller(c.value, op.result))  # a factor with the shape may be gone
    masked = CHOSEN if op.target in SELECTING or masked_product(op, s.store.definitions) else c.masked
    return Cotangent(value, (c.virtual or narrow) and not cot.is_full(value, op.result.type),
                     cot.fresh(value, s.b) and not narrow, masked)


def product(s: Sweep, g: Operand, partial: Operand, made_here: bool) -> Operand:
    """g * (a / b) is written g * a / b, and g * -p as -g * p by the folding of signs, if nothing else knows the partial."""
    if made_here and isinstance(partial, Value) and s.b.ops[-1].results == (partial,) and s.b.ops[-1].kind == "prim":
        last = s.b.ops[-1]
        short = without_factor(s.b, g, last.args[1]) if last.target in (operator.truediv, runtime.ratio) else None
        if short is not None:
            s.b.ops.remove(last)
            return scaled(s.b, short, last.args[0])
        if last.target is operator.truediv and isinstance(last.args[0], Const) and last.args[0].value == 1 \
                and last.args[0].name is None:
            s.b.ops.pop()
            return prim(s.b, operator.truediv, (g, last.args[1]))
        if last.target is runtime.ratio and of_numpy(last.args[1], s.store.definitions):
            s.b.ops.pop()
            return prim(s.b, operator.truediv, (binary(s.b, operator.mul, g, last.args[0]), last.args[1]))
        if last.target is operator.neg:
            s.b.ops.pop()
            return binary(s.b, operator.mul, prim(s.b, operator.neg, (g,)), last.args[0])
    return binary(s.b, operator.mul, g, partial)


def of_numpy(o: Operand, definitions: Mapping[Value, Op], left: int = 6) -> bool:
    """Whether a number is certainly one of NumPy's: dividing by it never raises."""
    op = definitions.get(o) if isinstance(o, Value) else None
    if op is None or left == 0:
        return False
    if op.kind in ("view", "load"):
        return isinstance(type_of(op.args[0]), Array)
    if op.kind != "prim" or not isinstance(type_of(o), Scalar):
        return False
    if op.target in ARITHMETIC:
        return any(of_numpy(a, definitions, left - 1) for a in op.args)
    return isinstance(op.target, np.ufunc) or op.target in REDUCTIONS


def smaller(value: Operand, result: Value) -> bool:
    """Whether a product may have fewer elements than the result: it is not known to be whole."""
    return not isinstance(result.type, Scalar) and not cot.is_full(value, result.type)


def by_template(s: Sweep, op: Op, rule: Rule, bound: Mapping[str, Operand], name: str, c: Cotangent, k: int | None) -> Cotangent:
    alternative = best(s, op, rule, rule.vjp[name], bound, k)
    if not (alternative.virtual or (rule.kind == "elementwise")):
        c = s.whole(c, op.result)
    env = environment(s, op, bound, alternative)
    env["y_bar"] = c.value
    if k is not None:
        env["k"] = Const(k)
    value = instantiate(s.b, alternative, env)
    same = value is c.value
    masked = CHOSEN if op.target in SELECTING else c.masked if same or rule.kind == "linear" or op.target in MOVING else NONE
    owned = c.owned if same and only_one(s, op, rule, bound) else cot.fresh(value, s.b) and not same
    virtual = alternative.virtual or (c.virtual and same) or (rule.kind == "elementwise" and smaller(value, op.result))
    return Cotangent(value, virtual, owned, masked, c.of if same or not cot.fresh(value, s.b) else None)


def only_one(s: Sweep, op: Op, rule: Rule, bound: Mapping[str, Operand]) -> bool:
    """Whether one operand alone gets the cotangent, so that it may go on as an owned one."""
    active = [v for n in rule.differentiable for v in values_of(bound[n]) if s.activity.active(v)]
    return len(active) == 1 and not isinstance(bound[rule.differentiable[0]], Seq)


def best(s: Sweep, op: Op, rule: Rule, alternatives: tuple[Alternative, ...], bound: Mapping[str, Operand],
         k: int | None) -> Alternative:
    """The first alternative, of those that hold, whose needs are at hand; else the first."""
    found = candidates(rule, alternatives, bound, type_of, k)
    free = [a for a in found if not any(how == "value" and not at_hand(s, op, bound, n) for n, how in needs(a).items())]
    return (free or found)[0]


def at_hand(s: Sweep, op: Op, bound: Mapping[str, Operand], name: str) -> bool:
    operands = values_of(op.result if name == "y" else bound[name]) if name == "y" or name in bound else ()
    return all(not s.res.home.get(v) or v in s.scope.bound for v in operands)


def environment(s: Sweep, op: Op, bound: Mapping[str, Operand], alternative: Alternative) -> dict[str, Operand]:
    """What the names of a template stand for: operands with the content that they had."""
    env: dict[str, Operand] = {}
    for name, how in needs(alternative).items():
        if name == "y":
            env["y"] = s.res.content(op.result, op, after=True) if how == "value" else s.res.of_shape(op.result)
        elif name in bound:
            grows = isinstance(type_of(bound[name]), CONTAINERS)  # its length may be another one later
            if how == "value":
                env[name] = as_array(s, op, s.res.content(bound[name], op))
            else:
                env[name] = s.res.content(bound[name], op) if grows else s.res.of_shape(bound[name])
    return env


def as_array(s: Sweep, op: Op, o: Operand) -> Operand:
    """A list or tuple that NumPy takes as an array: a template computes with it as with one."""
    kind, rule = type_of(o), lookup(op.target)
    module = (getattr(op.target, "__module__", "") or "").split(".")[0]
    if not isinstance(kind, ListType | TupleType) or rule is None or module not in ARRAYS:
        return o
    numbers = isinstance(kind, ListType) and isinstance(o, Value) and isinstance(kind.element, Scalar)  # never ragged
    rows = rule.kind == "elementwise" or op.target in PRODUCTS or numbers
    return prim(s.b, np.asarray, (o,)) if rows else o


def no_rule(s: Sweep, op: Op, rule: Rule | None) -> RuleError:
    name = dotted(op.target)
    path = s.path(op)
    if rule is not None:
        return RuleError("SG203", f"`{name}` is not differentiated: {rule.why}", op.span, s.lines, path=path,
                         help="wrap its argument in srcgrad.stop_gradient(...), or compute the value outside and pass it in")
    if op.target is operator.getitem:
        return RuleError("SG201", "what this object makes of an index that depends on an input is not known", op.span, s.lines,
                         path=path, help="compute the numbers with functions that have a rule (np.arange, np.linspace)")
    return RuleError("SG201", f"no derivative rule for `{name}`", op.span, s.lines, path=path, near=near(name),
                     help="wrap it in srcgrad.stop_gradient(...), or write it with functions that have a rule")


def bound_to(s: Sweep, op: Op, rule: Rule) -> Mapping[str, Operand] | None:
    """The operands by parameter; None, and a refusal, where the rule does not cover the call."""
    try:
        bound = bind(rule, op.args, dict(op.kwargs))
        held = [n for n in rule.fixed if any(s.activity.active(v) for v in values_of(bound[n]))]
        why = not_through(rule, held[0]) if held else with_foreign(rule, bound)
    except UnsupportedKeyword as e:
        bound, why = {}, f"the keyword `{e}` of `{rule.name}` has no derivative rule with this value"
    if why:
        s.refusals.append(RuleError("SG202", why, op.span, s.lines, path=s.path(op),
                                    help="compute what it does with array operations that have a rule"))
        return None
    return bound


def not_through(rule: Rule, name: str) -> str:
    return f"the derivative of `{rule.name}` by `{name}` is not written"


def with_foreign(rule: Rule, bound: Mapping[str, Operand]) -> str:
    """Why a rule does not hold for an operand that has arithmetic of its own: a sparse matrix, an np.matrix, a masked array."""
    for n in rule.differentiable:
        kind = type_of(bound[n])
        if isinstance(kind, Opaque) and is_foreign(kind.cls):
            name = rule.name.removeprefix("operator.")
            return f"what `{name}` does with a {kind.cls.__name__} has no derivative rule"
    return ""


def is_foreign(cls: Any) -> bool:
    if not isinstance(cls, type) or cls.__module__ == "builtins" or issubclass(cls, Number):
        return False
    return not issubclass(cls, np.ndarray) or any(getattr(cls, n) is not getattr(np.ndarray, n) for n in OWN)


def dotted(target: Any) -> str:
    return dotted_name(target) or getattr(target, "__qualname__", None) or repr(target)


def near(name: str) -> str:
    known = {r.name.replace("np.", "numpy.", 1): r for r in rules() if r.kind != "unsupported"}
    last = name.rpartition(".")[2]
    found = difflib.get_close_matches(name, known, 2, 0.75) or [n for n in known if n.rpartition(".")[2] in last.split("_")][:2]
    return ", ".join(found)
