"""Determinants, of stacks of matrices too. det is right for singular matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.ir.types import TupleType, Type
from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, rule, unsupported
from srcgrad.rules.infer import Bound, TypeOf
from srcgrad.rules.solving import square


def named(result: Any, function: object, *args: object) -> TupleType:
    """With the class of what the function gives, whose parts have names: np.linalg.eigh(a).eigenvalues."""
    cls = type(function(np.eye(1), *args))  # type: ignore[operator]
    return TupleType(result.elements, None if cls is tuple else cls)


def determinant(bound: Bound, type_of: TypeOf) -> Type | None:
    t = types.numeric(bound["a"], type_of)
    return None if t is None or types.shape_of(t) is None else types.made((types.shape_of(t) or ())[:-2], "f")


rule(
    "np.linalg.det(a)",
    vjp={"a": [alt("y_bar * cofactors(a)", "a.ndim == 2"), "np.expand_dims(y_bar, (-2, -1)) * cofactors(a)"]},
    jvp="np.sum(cofactors(a) * a_dot, axis=(-2, -1))",
    infer=square(determinant),
    samples=["M", "MM"],
)
rule(
    "cofactors(a)",
    vjp={"a": "cofactors_vjp(y_bar, a)"},
    jvp="cofactors_jvp(a_dot, a)",
    infer=types.like("a", types.float_kind),
    samples=["M"],
)
unsupported(
    "cofactors_vjp(g, a)",
    "cofactors_jvp(dot, a)",
    why="third derivatives of determinants are not written yet",
    infer=types.like("a"),
)
rule(
    "np.linalg.slogdet(a)",
    vjp={
        "a": [
            alt("y_bar[1] * np.linalg.inv(a).T", "a.ndim == 2"),
            "np.expand_dims(y_bar[1], (-2, -1)) * np.swapaxes(np.linalg.inv(a), -1, -2)",
        ]
    },
    jvp="(np.zeros_like(y[0]), np.trace(np.linalg.solve(a, a_dot), axis1=-2, axis2=-1))",
    infer=square(lambda bound, type_of: named(types.pair(determinant, determinant)(bound, type_of), np.linalg.slogdet)),
    samples=["M", "MM"],
)
