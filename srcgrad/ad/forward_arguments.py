"""The tangents of arguments: one parameter for each argument that is moved, taken apart as the argument is.

    def f(x, model)      ->      def f(x, model, *, x_dot, model_dot)         w_dot = model_dot.w
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from srcgrad.ad.forward_state import tangent_type
from srcgrad.frontend.lower import Tree
from srcgrad.ir.nodes import Const, Op, Operand, Value
from srcgrad.ir.types import ANY, ObjectType, TupleType, Type, may_vary


@dataclass(frozen=True)
class Moved:
    """params: the new parameters; setup: operations that take them apart; dots: the tangent of each leaf."""

    params: tuple[Value, ...]
    setup: tuple[Op, ...]
    dots: Mapping[Value, Operand]


def moved_arguments(arguments: Mapping[str, Tree], wrt: Iterable[Any]) -> Moved:
    """`wrt`: names of parameters, or (name, key) for an element of *args or **kwargs."""
    params: list[Value] = []
    setup: list[Op] = []
    dots: dict[Value, Operand] = {}
    for where in wrt:
        tree = arguments[where] if isinstance(where, str) else part(arguments[where[0]], where[1])
        name = f"{where}_dot" if isinstance(where, str) else f"{where[0]}_{where[1]}_dot"
        params.append(Value(name, type_of_tree(tree)))
        take_apart(tree, params[-1], setup, dots)
    return Moved(tuple(params), tuple(setup), dots)


def part(tree: Tree, key: Any) -> Tree:
    return tree.items[tree.keys.index(key)]


def take_apart(tree: Tree, d: Value, setup: list[Op], dots: dict[Value, Operand]) -> None:
    if tree.kind == "leaf":
        if may_vary(tree.leaf.type):
            dots[tree.leaf] = d
        return
    for key, item in zip(tree.keys, tree.items):
        if any(t.kind == "leaf" and may_vary(t.leaf.type) for t in item.leaves()):
            leaf = item.leaf if item.kind == "leaf" else None
            inner = Value(f"{leaf.name}_dot" if leaf is not None else "", type_of_tree(item))
            target = "attribute" if tree.kind == "object" else None
            setup.append(Op("item", target, (d, Const(key)), (), (), (inner,)))
            take_apart(item, inner, setup, dots)


def type_of_tree(tree: Tree) -> Type:
    """The type of the tangent of an argument."""
    if tree.kind == "leaf":
        return tangent_type(tree.leaf.type)
    if tree.kind == "tuple":
        return TupleType(tuple(map(type_of_tree, tree.items)), None if tree.cls is tuple else tree.cls)
    if isinstance(tree.leaf, Value):
        return tree.leaf.type
    return ObjectType(tree.cls) if tree.kind == "object" else ANY
