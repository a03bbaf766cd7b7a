"""Calling the function that a rule is for."""

from __future__ import annotations

from typing import Any

import domains

from srcgrad.rules.table import Rule


def invoke(rule: Rule, values: dict[str, Any]) -> Any:
    """Call the function with its parameters as they were bound, defaults left out where they are."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    for p in rule.params:
        v = values[p.name]
        if p.star == "*":
            args += v
        elif p.has_default:
            if not same(v, p.default):
                kwargs[p.keyword] = v
        else:
            args.append(v)
    if rule.name in ("np.where", "np.clip", "np.ndarray.clip", "float", "pow", "math.log", "np.linspace", "np.arange"):
        args = [
            values[p.name]
            for p in rule.params
            if not (p.has_default and p.name in ("out", "dtype", "mod", "axis", "retstep"))
        ]
        args = [a for a in args if not (a is None and rule.name in ("pow", "math.log"))]
        kwargs = {}
    return domains.call(rule, args, kwargs)


def same(v: Any, default: Any) -> bool:
    return v is default or (
        isinstance(v, int | float | str | bool | tuple) and type(v) is type(default) and v == default
    )
