"""Lists, dicts and objects of known structure, and how an abstract value becomes an operand of the IR."""
from __future__ import annotations

from typing import Any

from srcgrad.frontend.branches import Branches, State
from srcgrad.frontend.restart import Dynamic
from srcgrad.frontend.stand_ins import stood_for
from srcgrad.frontend.values import AVal, Bound, Broken, Choice, Closure, Iter, Method, Partial, Ref, Tuple
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Operand, Seq, Value
from srcgrad.ir.types import ListType, Opaque, TupleType, Type


class Known(Branches):
    """A part of the lowerer."""

    new_ident: Any
    made_at: dict[int, int]
    stamp: int

    def new_ref(self, kind: str, cls: Any, keys: list[Any], items: list[AVal], site: Any) -> Ref:
        ref = Ref(self.new_ident(), kind, cls, site)
        self.made_as[ref.ident] = ref
        self.stamp += 1
        self.made_at[ref.ident] = self.stamp
        self.sites[ref.ident] = site
        self.set_items(ref, dict(zip(keys, items)))
        return ref

    @property
    def sites(self) -> dict[int, Any]:
        return self.__dict__.setdefault("_sites", {})

    def object_site(self, ident: int) -> Any:
        return self.sites[ident]

    def only_known(self, ref: Ref, state: State | None = None) -> bool:
        """Whether a list or dict holds what is no value at run time: functions, objects."""
        state = self.state if state is None else state
        return any(self.no_value(state.get(("item", ref.ident, k)), state) for k in state.get(("keys", ref.ident), ()))

    def no_value(self, v: Any, state: State | None = None) -> bool:
        """Whether something has no place in a container at run time."""
        if isinstance(v, Ref):
            return v.kind == "object" or self.only_known(v, state)
        return isinstance(v, Closure | Bound | Partial | Choice) or (isinstance(v, Const) and callable(v.value)) or (
            isinstance(v, Tuple) and any(self.no_value(i, state) for i in v.items))

    def keys(self, ref: Ref) -> tuple[Any, ...]:
        return self.state[("keys", ref.ident)]

    def items(self, ref: Ref) -> list[AVal]:
        return [self.state[("item", ref.ident, k)] for k in self.keys(ref)]

    def set_items(self, ref: Ref, items: dict[Any, AVal]) -> None:
        self.changing(ref)
        for k in self.state.get(("keys", ref.ident), ()):
            self.state.pop(("item", ref.ident, k), None)
        self.state[("keys", ref.ident)] = tuple(items)
        for k, v in items.items():
            self.state[("item", ref.ident, k)] = v

    def inside(self, v: AVal) -> AVal | None:
        """The list or dict that a stand-in for a deque, set, … consists of."""
        return self.state.get(("item", v.ident, "inside")) if isinstance(v, Ref) and stood_for(v.cls) is not v.cls else None

    # --- operands ----------------------------------------------------------------------------------------------------
    def operand(self, v: AVal) -> Operand:
        """An abstract value as an operand of an operation that only reads it."""
        if isinstance(v, Value | Const | Seq):
            return v
        if isinstance(v, Broken):
            raise self.why_broken(v)
        if isinstance(v, Tuple):
            items = tuple(map(self.operand, v.items))
            if v.cls in (None, tuple):
                return Seq(tuple, items)
            return self.b.emit("new", v.cls, items, type=self.type_of(v))
        if isinstance(v, Ref) and v.kind == "list":
            return Seq(list, tuple(map(self.operand, self.items(v))))
        if isinstance(v, Ref) and v.kind == "dict":
            return Seq(dict, tuple(Const(k) for k in self.keys(v)) + tuple(map(self.operand, self.items(v))))
        if isinstance(v, Choice):
            found = self.either_way(v, self.operand)
            if not isinstance(found, Choice):
                return self.operand(found)
            self.unroll_if_possible()
            raise self.refuse_now("SG309", "one of several functions, known only at run time, is used as a value here")
        if isinstance(v, Iter):
            return self.operand(self.materialise(v))
        if isinstance(v, Ref) and (inside := self.inside(v)) is not None:
            return self.bare(v, inside)
        self.unroll_if_possible()
        raise self.refuse_now("SG309", f"a {describe(v)} is used as a run-time value here")

    def key(self, v: AVal) -> Operand:
        """A key of a dict; a tuple of a length that is known only at run time is a list in the IR."""
        kind = self.type_of(v)
        frozen = isinstance(kind, ListType) and kind.frozen
        return self.b.emit("prim", tuple, (self.operand(v),), type=Opaque(tuple)) if frozen else self.operand(v)

    def type_of(self, v: AVal) -> Type:
        if isinstance(v, Tuple):
            return Opaque(slice) if v.cls is slice else TupleType(tuple(map(self.type_of, v.items)), v.cls)
        if isinstance(v, Value | Const | Seq):
            return type_of(v)
        return Opaque(type(v))

    def objects(self, v: AVal) -> bool:
        """Whether it is one of several objects."""
        if isinstance(v, Choice):
            return self.objects(v.then) and self.objects(v.orelse)
        return isinstance(v, Ref) and v.kind == "object"

    def runtime(self, v: AVal, name: str = "") -> AVal:
        """The value as it is kept inside a run-time container: numbers, arrays and tuples of them."""
        if isinstance(v, Tuple):
            items = tuple(self.operand(self.runtime(i)) for i in v.items)
            kind: Type = Opaque(slice) if v.cls is slice else TupleType(tuple(map(type_of, items)), v.cls)
            return self.b.emit("new", v.cls or tuple, items, type=kind, name=name)
        if isinstance(v, Choice) and self.objects(v):
            return self.either_way(v, self.runtime)  # type: ignore[no-any-return]
        if isinstance(v, Ref):
            if v.kind == "object":
                self.unroll_if_possible()
                return self.stored(v)
            raise Dynamic(v.site)
        kind = self.type_of(v)
        if isinstance(kind, ListType) and kind.frozen:
            raise self.refuse_now("SG308", "a tuple of a length that is known only at run time is put into a list or dict",
                                  "use a list")
        return self.operand(v)


def describe(v: AVal) -> str:
    if isinstance(v, Closure):
        return "local function"
    if isinstance(v, Ref):
        return {"object": f"{getattr(stood_for(v.cls), '__name__', 'user')} object"}.get(v.kind, v.kind)
    return {Bound: "method", Method: "method", Partial: "partial function"}.get(type(v), type(v).__name__.lower())
