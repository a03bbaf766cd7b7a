"""The parameters of an emitted function: the user's, in their kinds, and those of the derivative by keyword."""

from __future__ import annotations

import inspect
from inspect import Parameter
from typing import Any

import gast

from srcgrad.backend.outside import Outside
from srcgrad.ir.nodes import Const

Extra = tuple[tuple[str, Any], ...]


def arguments_of(
    names: list[str], signature: inspect.Signature | None, extra: Extra, outside: Outside
) -> gast.arguments:
    """`names`: of the function's parameters. Those that the signature lacks are by keyword only; with a default out of
    `extra`, unless that is None."""
    if signature is None:
        given = dict(extra)
        plain = [n for n in names if n not in given]
        parameters = [Parameter(n, Parameter.POSITIONAL_OR_KEYWORD) for n in plain]
    else:
        parameters = list(signature.parameters.values())
    known = {p.name for p in parameters}
    defaults = dict(extra)
    more = [
        Parameter(n, Parameter.KEYWORD_ONLY, default=Parameter.empty if defaults.get(n) is None else defaults[n])
        for n in [*(n for n in names if n not in known), *(n for n in defaults if n not in known and n not in names)]
    ]
    at = next((k for k, p in enumerate(parameters) if p.kind is Parameter.VAR_KEYWORD), len(parameters))
    return assembled([*parameters[:at], *more, *parameters[at:]], outside)


def assembled(parameters: list[Parameter], outside: Outside) -> gast.arguments:
    def of(*kinds: Any) -> list[Parameter]:
        return [p for p in parameters if p.kind in kinds]

    def default(p: Parameter) -> gast.expr:
        return outside.expression(Const(p.default))

    positional = of(Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    keyword = of(Parameter.KEYWORD_ONLY)
    star, stars = of(Parameter.VAR_POSITIONAL), of(Parameter.VAR_KEYWORD)
    return gast.arguments(
        [parameter(p) for p in of(Parameter.POSITIONAL_OR_KEYWORD)],
        [parameter(p) for p in of(Parameter.POSITIONAL_ONLY)],
        parameter(star[0]) if star else None,
        [parameter(p) for p in keyword],
        [None if p.default is Parameter.empty else default(p) for p in keyword],
        parameter(stars[0]) if stars else None,
        [default(p) for p in positional if p.default is not Parameter.empty],
    )


def parameter(p: Parameter) -> gast.expr:
    return gast.Name(p.name, gast.Param(), None, None)
