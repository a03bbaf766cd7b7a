"""Names that a loop uses for something else than what they stood for before it.

    for key in table: …          a tuple
    for key in names: …          a string: `key` has no meaning at the start of a turn, nor after the loop

Such a name is not carried. Where it is read all the same, before it is bound again, the loop is followed turn by turn if it has few
turns, and the function refused otherwise.
"""
from __future__ import annotations

from typing import Any

from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.values import Broken, Ref, same


def without_meaning(types: dict[Any, Any]) -> dict[Any, Broken]:
    """The names that were lost, as they are at the start of a turn and after the loop. types: as in Trial."""
    return {key[0]: v for key, v in types.items() if isinstance(v, Broken)}


def lost(trial: Any, key: Any, keys: list[Any], types: dict[Any, Any], *error: str) -> None:
    """Stop carrying a variable; what else a loop carries needs its meaning in each turn."""
    lower = trial.lower
    if key[0] != "var":
        lower.unroll_if_possible()
        raise lower.refuse_now(*error)
    around = [site for site in lower.unrollable if ("unroll", site) not in lower.dynamic]
    lose(trial, key, Broken(lower.refuse_now(*error), around[-1] if around else None), keys, types)


def lose(trial: Any, key: Any, why: Broken, keys: list[Any], types: dict[Any, Any]) -> None:
    if key[0] != "var":
        raise why.error
    keys[:] = [k for k in keys if k != key]
    for k in [k for k in types if k[0] == key]:
        del types[k]
    types[(key, "lost")] = why
    trial.changed = True


def refs(trial: Any, key: Any, old: Any, new: Any, keys: list[Any], types: dict[Any, Any]) -> None:
    """A name of something else than an object of one class in each turn."""
    for r in (new, old):
        if isinstance(r, Ref) and old is not None:
            if r.kind != "object":
                raise Dynamic(r.site)
            lost(trial, key, keys, types, "SG305", "a name is bound to another object in each turn of this loop",
                 "change the object's attributes instead, or keep them in local variables")
            return


def refuse_changed(trial: Any, before: Any) -> None:
    """What nobody may change from some place in the body on is not changed ahead of it either: the turn before has come by there.

        d["a"] = v                      in the second turn s may be d
        t += s["a"]
        s = d if v > 1.0 else s         s is carried by its entries, and d may not change
    """
    lower, out = trial.lower, trial.out
    frozen = {k[1] for k in out if k[0] == "frozen" and lower.made_at.get(k[1], 0) <= trial.stamp}
    for key, v in before.items() if frozen else ():
        if key[0] == "item" and key[1] in frozen and not same(v, out.get(key)):
            ref = lower.made_as[key[1]]
            if ref.kind != "object":
                raise Dynamic(ref.site)
            lower.unroll_if_possible()
            span, here = getattr(out.get(key), "span", None), lower.b.span
            lower.b.span = span if span is not None and here is not None and span.file == here.file else here
            raise lower.refuse_now("SG305", f"a {ref.cls.__name__} object is changed, and has another name since an earlier turn",
                                   "change the object's attributes instead, or keep them in local variables")


__all__ = ["lose", "lost", "refs", "refuse_changed", "without_meaning"]
