"""What a loop carries of a value: its run-time parts, in order, and the value made again from other parts.

    (a, (b, 1))         a, b, 1
    Vec(x=a, y=b)       a, b           in a name that gets another object in each turn

Such an object is carried by its attributes: it is a new one in each turn. That makes no difference as long as nobody changes it,
so that writing its attributes is refused from there on.
"""
from __future__ import annotations

from typing import Any

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.values import Ref, Tuple, Value


class Whole(Tuple):
    """An object by its attributes."""

    def __init__(self, items: tuple[Any, ...], cls: Any, keys: tuple[Any, ...]):
        super().__init__(items, cls)
        object.__setattr__(self, "keys", keys)


def parts(v: Any) -> list[Any]:
    """The run-time leaves of an abstract value; [v] itself when it is one."""
    if isinstance(v, Tuple):
        return [leaf for i in v.items for leaf in parts(i)]
    return [v]


def rebuilt(v: Any, leaves: list[Any]) -> Any:
    """`v` with its leaves replaced, taken from the front of `leaves`."""
    if isinstance(v, Whole):
        return Whole(tuple(rebuilt(i, leaves) for i in v.items), v.cls, v.keys)  # type: ignore[attr-defined]
    if isinstance(v, Tuple):
        return Tuple(tuple(rebuilt(i, leaves) for i in v.items), v.cls)
    return leaves.pop(0)


def shape_of(v: Any) -> Any:
    return (v.cls, getattr(v, "keys", None), tuple(shape_of(i) for i in v.items)) if isinstance(v, Tuple) else None


def by_value(state: Any, v: Any) -> Any:
    """An object, and objects inside it, by their attributes; anything else as it is."""
    if isinstance(v, Tuple):
        return rebuilt_items(v, [by_value(state, i) for i in v.items])
    if not isinstance(v, Ref):
        return v
    if v.kind != "object":
        raise Dynamic(v.site)
    keys = state[("keys", v.ident)]
    return Whole(tuple(by_value(state, state[("item", v.ident, k)]) for k in keys), v.cls, keys)


def rebuilt_items(v: Tuple, items: list[Any]) -> Tuple:
    return Whole(tuple(items), v.cls, v.keys) if isinstance(v, Whole) else Tuple(tuple(items), v.cls)  # type: ignore[attr-defined]


def made(lower: Lowerer, state: Any, v: Any) -> Any:
    """The opposite of `by_value`: objects that nobody may change."""
    if isinstance(v, Whole):
        ref = Ref(lower.new_ident(), "object", v.cls, ("by value",))
        lower.sites[ref.ident] = ref.site
        lower.made_as[ref.ident] = ref
        state[("keys", ref.ident)] = v.keys  # type: ignore[attr-defined]
        for k, i in zip(v.keys, v.items):  # type: ignore[attr-defined]
            state[("item", ref.ident, k)] = made(lower, state, i)
        state[("frozen", ref.ident)] = short_loop(lower)
        return ref
    if isinstance(v, Tuple):
        return Tuple(tuple(made(lower, state, i) for i in v.items), v.cls)
    return v


def short_loop(lower: Lowerer) -> Any:
    """The innermost loop around that can be followed turn by turn, if it should turn out that objects matter; or True."""
    return lower.unrollable[-1] if lower.unrollable else True


def objects_in(state: Any, v: Any) -> list[Ref]:
    """The objects that a value is or holds."""
    if isinstance(v, Tuple):
        return [r for i in v.items for r in objects_in(state, i)]
    if isinstance(v, Ref) and v.kind == "object":
        return [v, *(r for k in state[("keys", v.ident)] for r in objects_in(state, state[("item", v.ident, k)]))]
    return []


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
