"""match: each case is a test and some bindings, tried in order."""
from __future__ import annotations

from typing import Any

import gast

from srcgrad.frontend.assign import elements
from srcgrad.frontend.builtin import do_isinstance
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.flow import condition
from srcgrad.frontend.names import compare
from srcgrad.frontend.values import AVal, Const, Ref, Tuple, is_static


def lower_match(lower: Lowerer, node: gast.Match) -> None:
    attempt(lower, lower.expr(node.subject), list(node.cases))


def attempt(lower: Lowerer, subject: AVal, cases: list[Any]) -> None:
    if not cases:
        return
    case, rest = cases[0], cases[1:]
    bindings: dict[str, AVal] = {}
    tests: list[AVal] = []
    if not fits(lower, case.pattern, subject, tests, bindings):
        attempt(lower, subject, rest)
        return

    def body() -> None:
        for name, v in bindings.items():
            lower.state[("var", lower.frame.ident, name)] = v
        if case.guard is not None:
            cond = condition(lower, case.guard)
            if not is_static(cond):
                lower.branch(lower.operand(cond), lambda: lower.block(case.body), lambda: attempt(lower, subject, rest))
                return
            if not cond.value:
                attempt(lower, subject, rest)
                return
        lower.block(case.body)

    def chain(left: list[AVal]) -> None:
        if not left:
            body()
            return
        lower.branch(lower.operand(left[0]), lambda: chain(left[1:]), lambda: attempt(lower, subject, rest))

    chain(tests)


def fits(lower: Lowerer, pattern: Any, v: AVal, tests: list[AVal], bindings: dict[str, AVal]) -> bool:
    """Whether the pattern may match; what is known only at run time is added to `tests`."""
    if isinstance(pattern, gast.MatchAs):
        if pattern.pattern is not None and not fits(lower, pattern.pattern, v, tests, bindings):
            return False
        if pattern.name:
            bindings[pattern.name] = v
        return True
    if isinstance(pattern, gast.MatchValue):
        return test(compare(lower, gast.Eq(), v, lower.expr(pattern.value), pattern), tests)
    if isinstance(pattern, gast.MatchSingleton):
        return test(compare(lower, gast.Is(), v, Const(pattern.value), pattern), tests)
    if isinstance(pattern, gast.MatchSequence):
        return fits_sequence(lower, pattern, v, tests, bindings)
    if isinstance(pattern, gast.MatchClass):
        return fits_class(lower, pattern, v, tests, bindings)
    if isinstance(pattern, gast.MatchMapping):
        if not (isinstance(v, Ref) and v.kind == "dict"):
            return False
        for k, p in zip(pattern.keys, pattern.patterns):
            key = lower.expr(k)
            if key.value not in lower.keys(v):
                return False
            if not fits(lower, p, lower.state[("item", v.ident, key.value)], tests, bindings):
                return False
        return True
    if isinstance(pattern, gast.MatchOr):
        return fits_or(lower, pattern, v, tests, bindings)
    raise lower.refuse(pattern, "SG308", "this pattern is not differentiated")


def test(cond: AVal, tests: list[AVal]) -> bool:
    if is_static(cond):
        return bool(cond.value)
    tests.append(cond)
    return True


def fits_sequence(lower: Lowerer, pattern: Any, v: AVal, tests: list[AVal], bindings: dict[str, AVal]) -> bool:
    if not (isinstance(v, Tuple) or (isinstance(v, Ref) and v.kind == "list") or
            (is_static(v) and isinstance(v.value, tuple | list))):
        return False
    items = elements(lower, v, -1, pattern)
    star = [k for k, p in enumerate(pattern.patterns) if isinstance(p, gast.MatchStar)]
    if star:
        k, after = star[0], len(pattern.patterns) - star[0] - 1
        if len(items) < k + after:
            return False
        name = pattern.patterns[k].name
        if name:
            middle = items[k:len(items) - after]
            bindings[name] = lower.new_ref("list", list, list(range(len(middle))), middle, lower.site(pattern))
        pairs = list(zip(pattern.patterns[:k], items)) + list(zip(pattern.patterns[k + 1:], items[len(items) - after:]))
    elif len(items) != len(pattern.patterns):
        return False
    else:
        pairs = list(zip(pattern.patterns, items))
    return all(fits(lower, p, i, tests, bindings) for p, i in pairs)


def fits_class(lower: Lowerer, pattern: Any, v: AVal, tests: list[AVal], bindings: dict[str, AVal]) -> bool:
    cls = lower.expr(pattern.cls)
    found = do_isinstance(lower, pattern, [v, cls], {}, "")
    if not test(found, tests):
        return False
    names = getattr(cls.value, "__match_args__", ())
    if cls.value in (int, float, str, bool, tuple, list, dict) and pattern.patterns:
        return fits(lower, pattern.patterns[0], v, tests, bindings)
    pairs = list(zip(names, pattern.patterns)) + list(zip(pattern.kwd_attrs, pattern.kwd_patterns))
    return all(fits(lower, p, lower.get_attribute(v, n, pattern), tests, bindings)
               for n, p in pairs)


def fits_or(lower: Lowerer, pattern: Any, v: AVal, tests: list[AVal], bindings: dict[str, AVal]) -> bool:
    found: list[AVal] = []
    for p in pattern.patterns:
        inner: list[AVal] = []
        if fits(lower, p, v, inner, bindings):
            if not inner:
                return True
            if len(inner) > 1:
                raise lower.refuse(p, "SG308", "this alternative pattern is not differentiated")
            found += inner
    if not found:
        return False
    out = lower.operand(found[0])
    for t in found[1:]:
        out = lower.either(out, lower.operand(t))
    tests.append(out)
    return True


STATEMENTS = {gast.Match: lower_match}
