"""Comprehensions: loops that append.

    [e for x in xs if c]      out = []
                              for x in xs:
                                  if c:
                                      out.append(e)

Over something of known structure, or of few turns where that is needed, it is followed turn by turn and gives a list of known
structure; else the lowerer starts again with a run-time list. A generator is kept until it is known what walks it.
"""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gast

from srcgrad.frontend.assign import bind, elements
from srcgrad.frontend.core import Lowerer, entered
from srcgrad.frontend.flow import condition
from srcgrad.frontend.iterate import walk_of
from srcgrad.frontend.listing import box_method, grows, note
from srcgrad.frontend.loops import loop, unrolled
from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.values import AVal, Iter, Ref, is_static
from srcgrad.frontend.walk import Walk
from srcgrad.ir.types import DictType, ListType, Opaque, Type


def lower_comprehension(lower: Lowerer, node: Any, hint: str) -> AVal:
    """[e for x in xs if c] is a loop that appends; over something of known structure, a list of known structure."""
    if isinstance(node, gast.GeneratorExp):
        lower.frame.captured = True  # it may be walked when the function has returned
        return Iter("generator", (node, hint, lower.frame, lower.expr(node.generators[0].iter)))
    return comprehension(lower, node, hint)


def generated(lower: Lowerer, node: Any, hint: str, frame: Any, first: Any) -> AVal:
    """What a generator gives, as a list: run where it was written, over what its first iterable was then."""
    with entered(lower.frames, frame):
        return comprehension(lower, node, hint, first)


def as_it_goes(lower: Lowerer, node: Any, hint: str, frame: Any, first: AVal) -> Walk:
    """How a generator is walked: (f(v) for v in x) turn by turn with what walks it; else by the list of what it gives."""
    g = node.generators[0]
    walk, names = walk_of(lower, first, node), targets(node)
    if len(node.generators) > 1 or g.ifs or walk.static is not None or ("unroll", lower.site(g.target)) in lower.dynamic:
        return walk_of(lower, generated(lower, node, hint, frame, walk), node)

    def element(index: Any) -> AVal:
        with entered(lower.frames, frame), own_names(lower, names):
            bind(lower, g.target, walk.element(index))
            return lower.expr(node.elt)

    return Walk(walk.bounds, element, sources=walk.sources)


def targets(node: Any) -> set[str]:
    return {n.id for g in node.generators for n in gast.walk(g.target) if isinstance(n, gast.Name)}


@contextmanager
def own_names(lower: Lowerer, names: set[str]) -> Iterator[None]:
    """The variables of a comprehension are its own."""
    frame = lower.frame
    saved = {n: lower.state.get(("var", frame.ident, n)) for n in names}
    locals_before = frame.locals
    frame.locals = locals_before | names
    try:
        yield
    finally:
        frame.locals = locals_before
        for n, v in saved.items():
            lower.state.pop(("var", frame.ident, n), None)
            if v is not None:
                lower.state[("var", frame.ident, n)] = v


def comprehension(lower: Lowerer, node: Any, hint: str, first: Any = None) -> AVal:
    """`first`: what the first iterable is, or how it is walked, if it was looked at before."""
    site = lower.site(node)
    is_dict = isinstance(node, gast.DictComp)
    with own_names(lower, targets(node)):
        if site not in lower.dynamic:
            out: AVal = lower.new_ref("dict" if is_dict else "list", dict if is_dict else list, [], [], site)
        else:
            known = lower.loop_memo.get(("element", site), Opaque(None))
            kind: Type = DictType(known) if is_dict else ListType(known)
            out = note(lower, lower.b.emit("new", dict if is_dict else list, (), type=kind, name=hint), site)
        turn(lower, node, node.generators, out, site, first)
    if isinstance(node, gast.SetComp):
        return lower.new_set(elements(lower, out, -1, node), node, hint)
    return out


def turn(lower: Lowerer, node: Any, generators: list[Any], out: AVal, site: Any, first: Any = None) -> None:
    if not generators:
        emit_element(lower, node, out)
        return
    g = generators[0]
    walk = first if isinstance(first, Walk) else walk_of(lower, lower.expr(g.iter) if first is None else first, g.iter)
    place = lower.site(g.target)
    if isinstance(node, gast.SetComp) and walk.turns() is not None:
        lower.dynamic.add(("unroll", place))
    static = unrolled(lower, walk, place)

    def body(element: AVal) -> None:
        bind(lower, g.target, element)
        guarded(lower, node, list(g.ifs), generators[1:], out, site)

    if static is not None:
        k = 0
        while (v := static(k)) is not None:
            with entered(lower.context, ("turn", k)):
                body(v)
            k += 1
        return
    if walk.turns() is not None:
        lower.short[site] = place
    if isinstance(out, Ref):
        raise Dynamic(site)
    with lower.may_unroll(walk.turns(), place):
        loop(lower, g.target, walk, lambda index: body(walk.element(index)))


def guarded(lower: Lowerer, node: Any, tests: list[Any], generators: list[Any], out: AVal, site: Any) -> None:
    if not tests:
        turn(lower, node, generators, out, site)
        return
    cond = condition(lower, tests[0])
    if is_static(cond):
        if cond.value:
            guarded(lower, node, tests[1:], generators, out, site)
        return
    if isinstance(out, Ref):
        raise Dynamic(site)
    lower.branch(lower.operand(cond), lambda: guarded(lower, node, tests[1:], generators, out, site), lambda: None)


def emit_element(lower: Lowerer, node: Any, out: AVal) -> None:
    if isinstance(node, gast.DictComp):
        key, value = lower.expr(node.key), lower.expr(node.value)
        if isinstance(out, Ref):
            if not is_static(key):
                raise Dynamic(out.site)
            if key.value not in lower.keys(out):
                lower.state[("keys", out.ident)] = (*lower.keys(out), key.value)
            lower.state[("item", out.ident, key.value)] = value
        else:
            lower.b.effect("put", None, (lower.operand(out), lower.operand(key), grows(lower, out, value)))  # type: ignore[arg-type]
        return
    box_method(lower, out, "append", [lower.expr(node.elt)], {}, node)


SERVICES = (generated, as_it_goes)
EXPRESSIONS = {gast.ListComp: lower_comprehension, gast.SetComp: lower_comprehension, gast.DictComp: lower_comprehension,
               gast.GeneratorExp: lower_comprehension}
