"""What the constructs ask of one another.

A file of this room offers functions in its table SERVICES; `lower.py` finds them by walking the folder, under their own names. Here
each has its type, and the others reach it through the lowerer, so that no two files need import each other.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from srcgrad.frontend.values import AVal, Closure, Method, Ref
from srcgrad.frontend.walk import Walk
from srcgrad.ir.nodes import Const, Operand, Value
from srcgrad.ir.types import Type

Args = list[AVal]
Kwargs = dict[str, AVal]


class Services:
    """A part of the lowerer."""

    services: dict[str, Callable[..., Any]]

    # --- calls -------------------------------------------------------------------------------------------------------
    def call(self, node: Any, callee: Any, args: Args, kwargs: Kwargs, hint: str = "") -> AVal:
        """callee(*args, **kwargs): of the user's, of a library, of a class"""
        return self.services["call"](self, node, callee, args, kwargs, hint)

    def prim(self, function: Any, args: Args, kwargs: Kwargs, hint: str = "", node: Any = None) -> AVal:
        """A call of a function that has a rule."""
        return self.services["prim"](self, function, args, kwargs, hint, node)

    def run(self, node: Any, frame: Any, definition: Any, values: Kwargs, hint: str) -> AVal:
        """The body of a function whose parameters have these values."""
        return self.services["run"](self, node, frame, definition, values, hint)

    def make_closure(self, node: Any, name: str) -> Closure:
        return self.services["make_closure"](self, node, name)  # type: ignore[no-any-return]

    def is_recursive(self, frame: Any) -> bool:
        return self.services["is_recursive"](self, frame)  # type: ignore[no-any-return]

    def recursive_call(self, node: Any, frame: Any, definition: Any, values: Kwargs, hint: str) -> AVal:
        return self.services["recursive_call"](self, node, frame, definition, values, hint)

    def mutator(self, node: Any, function: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        """A call that writes into an argument; NotImplemented of one that does not."""
        return self.services["mutator"](self, node, function, args, kwargs, hint)

    def of_polynomial(self, node: Any, callee: Const, args: Args, kwargs: Kwargs, hint: str) -> AVal:
        """The value of a polynomial that is an object outside."""
        return self.services["of_polynomial"](self, node, callee, args, kwargs, hint)

    def concatenated(self, node: Any, index: AVal, maker: Any, hint: str) -> AVal | None:
        """np.r_[index], np.c_[index]; None where they do something else."""
        return self.services["concatenated"](self, node, index, maker, hint)

    def spread(self, node: gast.Call, callee: Any, value: AVal, place: int) -> Args:
        """The arguments that f(*value) passes."""
        return self.services["spread"](self, node, callee, value, place)  # type: ignore[no-any-return]

    def transposed(self, node: gast.Call, callee: AVal) -> AVal | None:
        """zip(*rows) of a run-time list"""
        return self.services["transposed"](self, node, callee)

    # --- operators and truth -----------------------------------------------------------------------------------------
    def binary(self, function: Any, left: AVal, right: AVal, hint: str = "", node: Any = None) -> AVal:
        return self.services["binary"](self, function, left, right, hint, node)

    def compare(self, op: Any, left: AVal, right: AVal, node: Any) -> AVal:
        """left < right and its kin; `op`: its syntax"""
        return self.services["compare"](self, op, left, right, node)

    def sequence_operator(self, function: Any, left: AVal, right: AVal, node: Any) -> AVal | None:
        return self.services["sequence_operator"](self, function, left, right, node)

    def operator_method(self, function: Any, left: AVal, right: AVal, node: Any) -> AVal:
        return self.services["operator_method"](self, function, left, right, node)

    # --- statements --------------------------------------------------------------------------------------------------
    def conditional(self, node: gast.If, rest: list[Any]) -> bool:
        """`if`; whether it took what follows it into its arms."""
        return self.services["conditional"](self, node, rest)  # type: ignore[no-any-return]

    def write(self, base: AVal, index: AVal, value: AVal, how: str, node: Any) -> None:
        """base[index] = value"""
        self.services["write"](self, base, index, value, how, node)

    def guarded_block(self, body: list[Any]) -> None:
        self.services["guarded_block"](self, body)

    def evaluated(self, node: Any, then: Callable[[Any], Any]) -> None:
        self.services["evaluated"](self, node, then)

    def suppressed(self, node: gast.With, classes: list[Any], body: list[Any]) -> None:
        """with contextlib.suppress(*classes): body"""
        self.services["suppressed"](self, node, classes, body)

    # --- attributes, objects, what is outside ------------------------------------------------------------------------
    def get_attribute(self, base: AVal, name: str, node: Any) -> AVal:
        return self.services["get_attribute"](self, base, name, node)

    def set_attribute(self, base: AVal, name: str, value: AVal, node: Any) -> None:
        self.services["set_attribute"](self, base, name, value, node)

    def refuse_frozen(self, base: AVal, node: Any) -> None:
        """Of an object that a loop carries by its attributes."""
        self.services["refuse_frozen"](self, base, node)

    def has_attribute(self, base: AVal, name: str) -> bool:
        return self.services["has_attribute"](self, base, name)  # type: ignore[no-any-return]

    def set_raw(self, node: Any, args: Args, kwargs: Kwargs, hint: str) -> AVal:
        """object.__setattr__(…)"""
        return self.services["set_raw"](self, node, args, kwargs, hint)

    def dunder(self, node: Any, base: AVal, name: str, args: Args, kwargs: Kwargs | None = None) -> AVal:
        """base.__name__(*args), looked up on its class"""
        return self.services["dunder"](self, node, base, name, args, kwargs)

    def method(self, m: Method, args: Args, kwargs: Kwargs, node: Any, hint: str) -> AVal:
        return self.services["method"](self, m, args, kwargs, node, hint)

    def is_object(self, v: AVal) -> bool:
        return self.services["is_object"](self, v)  # type: ignore[no-any-return]

    def super_object(self, node: gast.Call) -> AVal:
        return self.services["super_object"](self, node)

    def instantiate(self, node: Any, cls: type, args: Args, kwargs: Kwargs, hint: str) -> AVal:
        return self.services["instantiate"](self, node, cls, args, kwargs, hint)

    def replaced(self, node: Any, args: Args, kwargs: Kwargs, hint: str) -> AVal:
        """dataclasses.replace(…)"""
        return self.services["replaced"](self, node, args, kwargs, hint)

    def depend(self, origin: Any, name: str, value: Any) -> None:
        """The derivative holds as long as this name outside the function stands for `value`."""
        self.services["depend"](self, origin, name, value)

    def depend_attribute(self, owner: Any, name: str, value: Any, live: bool = True) -> None:
        self.services["depend_attribute"](self, owner, name, value, live)

    def depend_code(self, function: Any) -> None:
        """A function of the user is lowered in place."""
        self.services["depend_code"](self, function)

    def depend_absent(self, namespace: Any, name: str) -> None:
        """An object has nothing of its own under a name."""
        self.services["depend_absent"](self, namespace, name)

    def depend_presence(self, owner: Any, name: str) -> bool:
        """Whether something outside has an attribute."""
        return self.services["depend_presence"](self, owner, name)  # type: ignore[no-any-return]

    def found_in_class(self, cls: Any, name: str) -> Any:
        """What stands in a class or a base of it under a name, as it stands there; or None."""
        return self.services["found_in_class"](self, cls, name)

    def outside_attribute(self, owner: Any, name: str, value: Any, base: Const) -> AVal:
        return self.services["outside_attribute"](self, owner, name, value, base)

    def class_constant(self, cls: type, name: str, value: Any) -> AVal:
        return self.services["class_constant"](self, cls, name, value)

    # --- lists, dicts, sets ------------------------------------------------------------------------------------------
    def new_list(self, items: Args, site: Any, hint: str = "") -> AVal:
        return self.services["new_list"](self, items, site, hint)

    def spread_list(self, node: Any, hint: str = "") -> AVal:
        """[*a, b]"""
        return self.services["spread_list"](self, node, hint)

    def new_dict(self, pairs: dict[Any, AVal], site: Any, hint: str = "") -> AVal:
        return self.services["new_dict"](self, pairs, site, hint)

    def make_dict(self, node: Any, args: Args, kwargs: Kwargs, hint: str) -> AVal:
        """dict(*args, **kwargs)"""
        return self.services["make_dict"](self, node, args, kwargs, hint)

    def known_or_runtime_dict(self, elements: dict[Any, Any], site: Any) -> AVal:
        return self.services["known_or_runtime_dict"](self, elements, site)

    def new_set(self, items: Args, node: Any, hint: str) -> AVal:
        return self.services["new_set"](self, items, node, hint)

    def make_set(self, node: Any, args: Args, kwargs: Kwargs, hint: str) -> AVal:
        """set(*args)"""
        return self.services["make_set"](self, node, args, kwargs, hint)

    def make_frozenset(self, node: Any, args: Args, kwargs: Kwargs, hint: str) -> AVal:
        return self.services["make_frozenset"](self, node, args, kwargs, hint)

    def plain(self, v: AVal) -> AVal:
        """The list or dict in a stand-in; anything else as it is."""
        return self.services["plain"](self, v)

    def whole_set(self, v: Ref) -> set[Any] | None:
        return self.services["whole_set"](self, v)  # type: ignore[no-any-return]

    def bare(self, v: Ref, inside: AVal) -> Operand:
        return self.services["bare"](self, v, inside)  # type: ignore[no-any-return]

    def stored(self, v: Ref) -> Operand:
        """An object as an element of a run-time list or dict."""
        return self.services["stored"](self, v)  # type: ignore[no-any-return]

    def taken_out(self, items: tuple[AVal, ...], cls: Any) -> AVal:
        """A tuple out of a run-time list or dict, or the object that it stands for."""
        return self.services["taken_out"](self, items, cls)

    def refuse_records(self, what: str, kind: Type) -> None:
        """Of what would see objects in a run-time list as tuples."""
        self.services["refuse_records"](self, what, kind)

    def box_method(self, base: AVal, name: str, args: Args, kwargs: Kwargs, node: Any, hint: str = "") -> AVal:
        """A method of a list or dict, of known structure or at run time."""
        return self.services["box_method"](self, base, name, args, kwargs, node, hint)

    def grows(self, box: Value, value: AVal) -> Any:
        """The value as an element of a run-time list or dict, whose type takes it in."""
        return self.services["grows"](self, box, value)

    def hold(self, box: Value, new: Type) -> None:
        self.services["hold"](self, box, new)

    def elements(self, value: AVal, count: int, node: Any) -> Args:
        """The parts of a value that is unpacked into `count` targets (-1: as many as there are)."""
        return self.services["elements"](self, value, count, node)  # type: ignore[no-any-return]

    # --- what is walked ----------------------------------------------------------------------------------------------
    def materialise(self, v: AVal) -> AVal:
        """list(v)"""
        return self.services["materialise"](self, v)

    def fold(self, node: Any, walk: Walk, start: AVal, step: Callable[[AVal, AVal], AVal], hint: str) -> AVal:
        """total = start; for v in walk: total = step(total, v)"""
        return self.services["fold"](self, node, walk, start, step, hint)

    def generated(self, node: Any, hint: str, frame: Any, first: Any) -> AVal:
        """A generator expression, run whole."""
        return self.services["generated"](self, node, hint, frame, first)

    def as_it_goes(self, node: Any, hint: str, frame: Any, first: AVal) -> Walk:
        """A generator expression, run as it is walked."""
        return self.services["as_it_goes"](self, node, hint, frame, first)  # type: ignore[no-any-return]
