"""What a loop carries of a value: its run-time parts, in order, and the value made again from other parts.

    (a, (b, 1))         a, b, 1
    Vec(x=a, y=b)       a, b           in a name that gets another object in each turn
    {"w": a, "b": b}    a, b           in a name that gets another dict with the same keys in each turn

Such an object is carried by its attributes, a list or dict by its elements: it is a new one in each turn. That makes no difference
as long as nobody changes it, so that writing its attributes is refused from there on; a list or dict that is changed is built at
run time.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.values import Const, Ref, Tuple, Value

AT_MOST = 32  # elements of a list or dict that is carried by them


class Whole(Tuple):
    """An object by its attributes, a list or dict by its elements. `ref`: the one that was taken apart."""

    def __init__(self, items: tuple[Any, ...], ref: Ref, keys: tuple[Any, ...]):
        super().__init__(items, ref.cls)
        object.__setattr__(self, "keys", keys)
        object.__setattr__(self, "ref", ref)


def parts(v: Any) -> list[Any]:
    """The run-time leaves of an abstract value; [v] itself when it is one."""
    if isinstance(v, Tuple):
        return [leaf for i in v.items for leaf in parts(i)]
    return [v]


def rebuilt(v: Any, leaves: list[Any]) -> Any:
    """`v` with its leaves replaced, taken from the front of `leaves`."""
    if isinstance(v, Tuple):
        return rebuilt_items(v, [rebuilt(i, leaves) for i in v.items])
    return leaves.pop(0)


def rebuilt_items(v: Tuple, items: list[Any]) -> Tuple:
    return Whole(tuple(items), v.ref, v.keys) if isinstance(v, Whole) else Tuple(tuple(items), v.cls)  # type: ignore[attr-defined]


def shape_of(v: Any) -> Any:
    return (v.cls, getattr(v, "keys", None), tuple(shape_of(i) for i in v.items)) if isinstance(v, Tuple) else None


def by_value(state: Any, v: Any) -> Any:
    """An object, list or dict, and those inside it, by what they hold; anything else as it is."""
    if isinstance(v, Tuple):
        return rebuilt_items(v, [by_value(state, i) for i in v.items])
    if not isinstance(v, Ref):
        return v
    keys = state[("keys", v.ident)]
    return Whole(tuple(by_value(state, state[("item", v.ident, k)]) for k in keys), v, keys)


def alike(lower: Any, a: Any, a_state: Any, b: Any, b_state: Any) -> bool:
    """Whether one may stand for the other in the next turn: objects of one class, lists and dicts of the same structure."""
    if isinstance(a, Ref) and isinstance(b, Ref):
        if a.kind != b.kind or a.cls is not b.cls:
            return False
        keys = a_state.get(("keys", a.ident)), b_state.get(("keys", b.ident))
        if a.kind == "object":
            for k in set(keys[0]).intersection(keys[1]):
                held = a_state[("item", a.ident, k)], b_state[("item", b.ident, k)]
                box = next((r for r in held if isinstance(r, Ref) and r.kind != "object"), None)
                if not alike(lower, held[0], a_state, held[1], b_state) and box is not None:
                    raise Dynamic(box.site)
            return True
        return keys[0] == keys[1] and len(keys[0]) <= AT_MOST and all(
            alike(lower, a_state[("item", a.ident, k)], a_state, b_state[("item", b.ident, k)], b_state) for k in keys[0])
    if isinstance(a, Tuple) and isinstance(b, Tuple):
        return shape_of(a) == shape_of(b) and all(alike(lower, p, a_state, q, b_state) for p, q in zip(a.items, b.items))
    return all(isinstance(p, Value | Const) and not callable(getattr(p, "value", None)) for p in (a, b))


def made(lower: Any, state: Any, v: Any) -> Any:
    """The opposite of `by_value`: objects, lists and dicts that nobody may change."""
    if isinstance(v, Whole):
        ref = made_like(lower, state, v.ref, v.keys)  # type: ignore[attr-defined]
        for k, i in zip(v.keys, v.items):  # type: ignore[attr-defined]
            state[("item", ref.ident, k)] = made(lower, state, i)
        return ref
    if isinstance(v, Tuple):
        return Tuple(tuple(made(lower, state, i) for i in v.items), v.cls)
    return v


def made_like(lower: Any, state: Any, old: Ref, keys: Any) -> Ref:
    """One that nobody may change, with elements that are still to come."""
    ref = Ref(lower.new_ident(), old.kind, old.cls, ("by value",) if old.kind == "object" else old.site)
    lower.sites[ref.ident], lower.made_as[ref.ident] = ref.site, ref
    lower.stamp += 1
    lower.made_at[ref.ident] = lower.stamp
    state[("keys", ref.ident)], state[("frozen", ref.ident)] = keys, short_loop(lower)
    return ref


def met(lower: Any, a: Ref, b: Ref, states: tuple[Any, Any], phi: Callable[[Any, Any, Any], Any], name: str) -> tuple[Ref, Any]:
    """The list or dict that two arms of a branch leave, by what they hold; and the state that it brings: neither is changed now."""
    joint: dict[Any, Any] = {}
    keys = states[0][("keys", a.ident)]
    out = made_like(lower, joint, a, keys)
    for k in keys:
        here, there = (state[("item", r.ident, k)] for r, state in zip((a, b), states))
        joint[("item", out.ident, k)] = phi(("var", 0, joined(name, k)), here, there)
    joint.update({("frozen", r.ident): short_loop(lower) for r in (a, b)})
    return out, joint


def short_loop(lower: Any) -> Any:
    """The innermost loop around that can be followed turn by turn, if it should turn out that objects matter; or True."""
    return lower.unrollable[-1] if lower.unrollable else True


def objects_in(state: Any, v: Any) -> list[Ref]:
    """The objects, lists and dicts that a value is or holds."""
    if isinstance(v, Tuple):
        return [r for i in v.items for r in objects_in(state, i)]
    if isinstance(v, Ref):
        return [v, *(r for k in state[("keys", v.ident)] for r in objects_in(state, state[("item", v.ident, k)]))]
    return []


def names(key: Any, v: Any) -> list[str]:
    """A name for each of the parts: theta_mu, theta_sigma of a dict theta; w0, w1 of a list w; those of a tuple have one name."""
    if not isinstance(v, Tuple):
        return [leaf_name(key, v)]
    if not isinstance(v, Whole):
        return [name for i in v.items for name in names(key, i)]
    stem = leaf_name(key, None)
    return [name for k, i in zip(v.keys, v.items) for name in names(("var", 0, joined(stem, k)), i)]  # type: ignore[attr-defined]


def joined(stem: str, key: Any) -> str:
    """Of a name and an attribute, key or number."""
    if isinstance(key, int) and not stem[-1:].isdigit():
        return f"{stem}{key}"
    return f"{stem}_{key}" if str(key).replace("_", "").isalnum() else stem


def leaf_name(key: Any, leaf: Any) -> str:
    if key[0] == "var":
        return str(key[2])
    if key[0] == "flag":
        return {"return": "found", "break": "stop", "continue": "skip", "raise": "failed"}[key[1]]
    if key[0] == "returned":
        return "result"
    if isinstance(leaf, Value) and leaf.name:
        return leaf.name
    return str(key[-1]) if str(key[-1]).isidentifier() else "item"


def fits(start: dict[Any, Any], key: Any, types: dict[Any, Any]) -> bool:
    """Whether what is known of a carried variable from another time holds for the value that it starts with."""
    if any(k[0] == key and k[2:] for k in types):
        return False  # the objects that it stood for may be others
    skeleton, first = types[(key, "skeleton")], start.get(key)
    return key not in start or shape_of(by_value(start, first) if isinstance(skeleton, Whole) else first) == shape_of(skeleton)
