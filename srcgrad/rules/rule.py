"""One rule: what is known of one function.

    elementwise("np.power(x1, x2)", "x2 * x1**(x2 - 1)", "y * np.log(x1)")

is kept as it is declared, the function alone being looked up; parameters and templates are parsed when they are first asked for. A
program uses a dozen of some seven hundred rules. `Rule.check` parses all, and the tests do that.
"""

from __future__ import annotations

import ast
import bisect
import builtins
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ir.nodes import Operand
from srcgrad.ir.types import Type
from srcgrad.record import dataclass
from srcgrad.rules.template import Alternative, Written, is_singular, parse

NAMESPACE: dict[str, Any] = {**vars(builtins), **vars(runtime), "np": np, "math": math, "operator": operator, "bisect": bisect}
Infer = Callable[[Mapping[str, Operand], Callable[[Operand], Type]], "Type | None"]


@dataclass(frozen=True)
class Param:
    """star: '' an ordinary parameter, '*' takes the further positional operands, '**' the further keywords."""

    name: str
    default: Any = None
    has_default: bool = False
    star: str = ""

    @property
    def keyword(self) -> str:
        """What a caller says: templates need the names y and k for themselves, so such a parameter is declared as y_ or k_."""
        return self.name.rstrip("_")


@dataclass(frozen=True)
class Declared:
    """The templates of a rule as they are declared: by parameter, or in the order of the parameters."""

    partials: Mapping[str, Written] | tuple[Written, ...] = ()
    vjp: Mapping[str, Written] | tuple[Written, ...] = ()
    jvp: Written = None
    extra: Mapping[str, Any] = field(default_factory=dict)  # further names


@dataclass(frozen=True, eq=False)
class Rule:
    """What is known of one function.

    target          the function, method descriptor or class
    kind            elementwise, linear, bilinear, rule, zero, unsupported
    partials        elementwise: parameter -> the factor of its tangent
    vjp             parameter -> its cotangent from y_bar. An elementwise rule has an entry only where the cotangent is not
                    written as y_bar * partial; like that product it has still to be unbroadcast to the parameter.
    jvp             the tangent of the result; empty where it is the sum of partial * tangent, or the same call on tangents
    differentiable  the parameters that a derivative goes through
    storage         fresh, view:p, maybe:p, same:p
    singular        a partial may be infinite: a zero cotangent times it counts as zero
    only            parameter -> the values that the rule covers; any other is refused where a derivative goes through
    fixed           parameters that the result may depend on smoothly, but how is not written: refused where they are active
    cuts            a zero rule that is likely a mistake on the way of a gradient (int(x), x.astype(int))
    """

    target: Any
    name: str
    kind: str
    text: str
    declared: Declared
    storage: str = "fresh"
    infer: Infer | None = None
    why: str = ""
    pure: bool = True
    cuts: bool = False
    only: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    place: str = ""

    @cached_property
    def params(self) -> tuple[Param, ...]:
        return parameters(self.text, self.namespace)

    @cached_property
    def partials(self) -> Mapping[str, tuple[Alternative, ...]]:
        return self.parsed(self.declared.partials)

    @cached_property
    def vjp(self) -> Mapping[str, tuple[Alternative, ...]]:
        return self.parsed(self.declared.vjp)

    @cached_property
    def jvp(self) -> tuple[Alternative, ...]:
        jvp = self.declared.jvp
        return () if jvp is None else parse(jvp, template_names(self.params), self.declared.extra)

    @cached_property
    def differentiable(self) -> tuple[str, ...]:
        names = {*self.named(self.declared.partials), *self.named(self.declared.vjp)}
        return tuple(p.name for p in self.params if p.name in names)

    @cached_property
    def singular(self) -> bool:
        if self.kind not in ("elementwise", "rule"):
            return False
        every = [a for group in (*self.partials.values(), *self.vjp.values()) for a in group]
        return is_singular(every, (*(p.name for p in self.params), "y"))

    # --- parsing -----------------------------------------------------------------------------------------------------
    @property
    def namespace(self) -> dict[str, Any]:
        return {**NAMESPACE, **self.declared.extra} if self.declared.extra else NAMESPACE

    def named(self, written: Mapping[str, Written] | tuple[Written, ...]) -> Mapping[str, Written]:
        """By parameter; None in a row of templates is for one that no derivative goes through."""
        if isinstance(written, Mapping):
            return written
        return {p.name: w for p, w in zip(self.params, written) if w is not None}

    def parsed(self, written: Mapping[str, Written] | tuple[Written, ...]) -> Mapping[str, tuple[Alternative, ...]]:
        names = template_names(self.params)
        return {p: parse(w, names, self.declared.extra) for p, w in self.named(written).items()}

    def check(self) -> None:
        """Raise, with the place of the declaration, unless all of it can be parsed."""
        try:
            through = {*self.partials, *self.vjp}
            _ = self.jvp, self.singular
        except (NameError, AttributeError, ValueError, SyntaxError, AssertionError) as e:
            raise type(e)(f"{self.place}: in the rule of `{self.text}`: {e}") from e
        if through != set(self.differentiable):
            raise NameError(f"{self.place}: the rule of `{self.text}` differentiates by something that is not a parameter")


def template_names(params: Sequence[Param]) -> tuple[str, ...]:
    names = [p.name for p in params]
    return (*names, *(f"{n}_dot" for n in names), "y", "y_bar", "k")


def function_of(text: str, namespace: Mapping[str, Any]) -> tuple[Any, str]:
    """The function, and its name, of a declaration like "np.sum(a, axis=None)"."""
    name = text.partition("(")[0]
    first, *rest = name.split(".")
    if first not in namespace:
        raise NameError(f"`{first}` is not known here")
    found = namespace[first]
    for part in rest:
        found = getattr(found, part)
    return found, name


def parameters(text: str, namespace: Mapping[str, Any]) -> tuple[Param, ...]:
    """The parameters of a declaration like "np.sum(a, axis=None)"."""
    tree = ast.parse(text, mode="eval").body
    assert isinstance(tree, ast.Call), text
    params = [
        Param(a.value.id, star="*") if isinstance(a, ast.Starred) else Param(a.id)  # type: ignore[attr-defined]
        for a in tree.args
    ]
    for k in tree.keywords:
        if k.arg is None:
            params.append(Param(k.value.id, star="**"))  # type: ignore[attr-defined]
        else:
            params.append(Param(k.arg, default_of(k.value, namespace), True))
    return tuple(params)


def default_of(node: ast.expr, namespace: Mapping[str, Any]) -> Any:
    return node.value if isinstance(node, ast.Constant) else eval(ast.unparse(node), dict(namespace))
