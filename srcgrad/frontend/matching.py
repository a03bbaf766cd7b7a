"""match: the patterns in order, each one question after the other; what a question needs is read where the ones before it held.

    case [a, 0.0] if a > t: …        if len(v) == 2 { if v[1] == 0.0 { a = v[0]; if a > t { … } else { next case } } else { … } }
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from srcgrad.frontend.builtin import do_isinstance
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.flow import condition, truth
from srcgrad.frontend.iterate import length
from srcgrad.frontend.names import compare, member
from srcgrad.frontend.subscripts import read
from srcgrad.frontend.values import AVal, Choice, Const, Iter, Ref, Tuple, Value, is_static
from srcgrad.ir.build import type_of
from srcgrad.ir.types import AnyType, DictType, ListType, Opaque, TupleType

Names = dict[str, AVal]
Then = Callable[[Names], None]
Else = Callable[[], None]
ITSELF = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)  # case float(x): x is all of it


def lower_match(lower: Lowerer, node: gast.Match) -> None:
    attempt(lower, lower.expr(node.subject), list(node.cases))


def attempt(lower: Lowerer, subject: AVal, cases: list[Any]) -> None:
    if not cases:
        return
    case, rest = cases[0], cases[1:]

    def otherwise() -> None:
        attempt(lower, subject, rest)

    def body(names: Names) -> None:
        for name, v in names.items():
            lower.bound(lower.frame, name, v)
        if case.guard is None:
            lower.block(case.body)
        else:
            decide(lower, condition(lower, case.guard), lambda: lower.block(case.body), otherwise)

    fits(lower, case.pattern, subject, {}, body, otherwise)


def decide(lower: Lowerer, cond: AVal, then: Else, otherwise: Else) -> None:
    if is_static(cond):
        (then if cond.value else otherwise)()  # type: ignore[union-attr]
    else:
        lower.branch(lower.operand(cond), then, otherwise)


def fits(lower: Lowerer, pattern: Any, v: AVal, names: Names, then: Then, otherwise: Else) -> None:
    """`then`, with the names that are bound, where the pattern matches."""
    if isinstance(v, Choice):
        lower.either_way(v, lambda one: fits(lower, pattern, one, names, then, otherwise))
    elif isinstance(pattern, gast.MatchAs):
        bound: Names = {pattern.name: v} if pattern.name else {}
        if pattern.pattern is None:
            then(names | bound)
        else:
            fits(lower, pattern.pattern, v, names, lambda found: then(found | bound), otherwise)
    elif isinstance(pattern, gast.MatchOr):
        alternatives(lower, list(pattern.patterns), v, names, then, otherwise)
    elif isinstance(pattern, gast.MatchSequence):
        sequence(lower, pattern, v, names, then, otherwise)
    elif isinstance(pattern, gast.MatchClass):
        of_class(lower, pattern, v, names, then, otherwise)
    elif isinstance(pattern, gast.MatchMapping):
        mapping(lower, pattern, v, names, then, otherwise)
    else:
        decide(lower, question(lower, pattern, v), lambda: then(names), otherwise)


def question(lower: Lowerer, pattern: Any, v: AVal) -> AVal:
    """Whether a value is the one that a pattern names."""
    if isinstance(pattern, gast.MatchValue):
        return truth(lower, compare(lower, gast.Eq(), v, lower.expr(pattern.value), pattern))
    if isinstance(pattern, gast.MatchSingleton):
        return compare(lower, gast.Is(), v, Const(pattern.value), pattern)
    raise lower.refuse(pattern, "SG308", "this pattern is not differentiated")


def alternatives(lower: Lowerer, patterns: list[Any], v: AVal, names: Names, then: Then, otherwise: Else) -> None:
    """p | q | …; values alone are one question."""
    if all(isinstance(p, gast.MatchValue | gast.MatchSingleton) for p in patterns):
        cond: Any = Const(False)
        for p in patterns:
            asked = question(lower, p, v)
            cond = lower.either(cond, Const(bool(asked.value)) if is_static(asked) else lower.operand(asked))  # type: ignore[union-attr]
        decide(lower, cond, lambda: then(names), otherwise)
    elif patterns:
        fits(lower, patterns[0], v, names, then, lambda: alternatives(lower, patterns[1:], v, names, then, otherwise))
    else:
        otherwise()


def each(lower: Lowerer, pairs: list[tuple[Any, Callable[[], AVal]]], names: Names, then: Then, otherwise: Else) -> None:
    """Patterns, and how to get what each has to match, one after the other."""
    if not pairs:
        then(names)
        return
    (pattern, get), rest = pairs[0], pairs[1:]
    fits(lower, pattern, get(), names, lambda found: each(lower, rest, found, then, otherwise), otherwise)


def sequence(lower: Lowerer, pattern: Any, v: AVal, names: Names, then: Then, otherwise: Else) -> None:
    v = lower.plain(v)  # of a deque: its list
    if not is_sequence(lower, v, pattern):
        otherwise()
        return
    star = next((k for k, p in enumerate(pattern.patterns) if isinstance(p, gast.MatchStar)), None)
    after = 0 if star is None else len(pattern.patterns) - star - 1
    pairs: list[Any] = []
    for k, p in enumerate(pattern.patterns):
        if k != star:
            place = Const(k if star is None or k < star else k - len(pattern.patterns))
            pairs.append((p, lambda place=place: read(lower, v, place, node=pattern)))
        elif p.name:
            part = Const(slice(k, -after or None))
            pairs.append((gast.MatchAs(None, p.name),
                          lambda part=part: lower.call(pattern, Const(list), [read(lower, v, part, node=pattern)], {})))
    least, exactly = len(pattern.patterns) - (star is not None), star is None
    size = Const(len(v.value)) if isinstance(v, Const) else length(lower, v)  # type: ignore[arg-type]
    cond = compare(lower, gast.Eq() if exactly else gast.GtE(), size, Const(least), pattern)
    decide(lower, cond, lambda: each(lower, pairs, names, then, otherwise), otherwise)


def is_sequence(lower: Lowerer, v: AVal, pattern: Any) -> bool:
    """As match sees it: lists and tuples, neither arrays nor strings."""
    if isinstance(v, Value):
        lower.known_if_possible(v)
    kind = type_of(v) if isinstance(v, Value) else None
    if isinstance(v, Iter) and v.kind == "range" or isinstance(kind, AnyType | Opaque):
        raise lower.refuse(pattern, "SG308", "whether this is a list or a tuple is known only at run time")
    return isinstance(v, Tuple) or isinstance(v, Ref) and v.kind == "list" or isinstance(kind, ListType | TupleType) or \
        isinstance(v, Const) and isinstance(v.value, tuple | list)


def mapping(lower: Lowerer, pattern: Any, v: AVal, names: Names, then: Then, otherwise: Else) -> None:
    v = lower.plain(v)
    kind = type_of(v) if isinstance(v, Value) else None
    known = isinstance(v, Ref) and v.kind == "dict" or isinstance(v, Const) and isinstance(v.value, dict)
    if isinstance(kind, AnyType | Opaque):
        raise lower.refuse(pattern, "SG308", "whether this is a dict is known only at run time")
    if not known and not isinstance(kind, DictType):
        otherwise()
        return
    keys = [lower.expr(k) for k in pattern.keys]

    def entries(left: list[Any], found: Names) -> None:
        if not left:
            then(found | ({pattern.rest: rest_of(lower, v, keys, pattern)} if pattern.rest else {}))
            return
        (key, p), more = left[0], left[1:]
        there = Const(key.value in v.value) if isinstance(v, Const) else member(lower, key, v, pattern)
        decide(lower, there, lambda: fits(lower, p, read(lower, v, key, node=pattern), found,
                                          lambda names: entries(more, names), otherwise), otherwise)

    entries(list(zip(keys, pattern.patterns)), names)


def rest_of(lower: Lowerer, v: AVal, keys: list[AVal], pattern: Any) -> AVal:
    """**rest"""
    gone = [k.value for k in keys]  # type: ignore[union-attr]
    if isinstance(v, Const):
        items = {k: read(lower, v, Const(k), node=pattern) for k in v.value if k not in gone}
    elif isinstance(v, Ref):
        items = {k: i for k, i in zip(lower.keys(v), lower.items(v)) if k not in gone}
    else:
        raise lower.refuse(pattern, "SG308", "what else is in this dict is known only at run time")
    return lower.new_ref("dict", dict, list(items), list(items.values()), lower.site(pattern))


def of_class(lower: Lowerer, pattern: Any, v: AVal, names: Names, then: Then, otherwise: Else) -> None:
    cls: Any = lower.expr(pattern.cls)

    def inside() -> None:
        positions = getattr(cls.value, "__match_args__", ())
        if cls.value in ITSELF and pattern.patterns:
            pairs: list[Any] = [(pattern.patterns[0], lambda: v)]
        else:
            named = [*zip(positions, pattern.patterns), *zip(pattern.kwd_attrs, pattern.kwd_patterns)]
            pairs = [(p, lambda name=name: lower.get_attribute(v, name, pattern)) for name, p in named]
        each(lower, pairs, names, then, otherwise)

    decide(lower, do_isinstance(lower, pattern, [v, cls], {}, ""), inside, otherwise)


STATEMENTS = {gast.Match: lower_match}
