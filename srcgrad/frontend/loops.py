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
from srcgrad.frontend.carrying import fits
from srcgrad.frontend.changing import refuse_changing
from srcgrad.frontend.core import Lowerer, entered
from srcgrad.frontend.iterate import walk_of
from srcgrad.frontend.trial import Trial
from srcgrad.frontend.values import AVal, is_static
from srcgrad.frontend.walk import Walk
from srcgrad.ir.nodes import Const, Value


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

    with lower.may_unroll(walk.turns(), site):
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
    keys = [k for k in keys if fits(start, k, types)]
    types = {k: t for k, t in types.items() if k[0] in keys}
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
