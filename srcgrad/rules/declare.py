"""The words that rules are declared in."""

from __future__ import annotations

import builtins
import math
import operator
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.rules import infer as types
from srcgrad.rules.table import _RULES, CONSTANT, Infer, Rule, register, signature, template_names
from srcgrad.rules.template import Alternative, Written, alt, is_singular, parse, whole

NAMESPACE: dict[str, Any] = {**vars(builtins), **vars(runtime), "np": np, "math": math, "operator": operator}


def place() -> str:
    """file:line of the declaration that is being made."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename == __file__:
        assert frame.f_back is not None
        frame = frame.f_back
    return f"{frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.f_lineno}"


def declare(
    text: str,
    kind: str,
    partials: Mapping[str, Written],
    vjp: Mapping[str, Written],
    jvp: Written = None,
    extra: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Rule:
    here = place()
    try:
        target, name, params = signature(text, {**NAMESPACE, **(extra or {})})
        names = template_names(params)
        parsed = {p: parse(w, names, extra) for p, w in partials.items()}
        reverse = {p: parse(w, names, extra) for p, w in vjp.items()}
        forward = parse(jvp, names, extra) if jvp is not None else ()
    except (NameError, AttributeError, ValueError, SyntaxError, AssertionError) as e:
        raise type(e)(f"{here}: in the rule of `{text}`: {e}") from e
    every: list[Alternative] = [a for group in (*parsed.values(), *reverse.values()) for a in group]
    through = tuple(p.name for p in params if p.name in parsed or p.name in reverse)
    if set(parsed) | set(reverse) != set(through):
        raise NameError(f"{here}: the rule of `{text}` differentiates by something that is not a parameter")
    singular = kind in ("elementwise", "rule") and is_singular(every, (*(p.name for p in params), "y"))
    return register(
        Rule(
            target,
            name,
            params,
            kind,
            parsed,
            reverse,
            forward,
            through,
            singular=singular,
            place=here,
            **{"samples": (), **fields},
        )
    )


def elementwise(
    text: str,
    *partials: Written,
    samples: Sequence[str] = (),
    infer: Infer | None = None,
    vjp: Mapping[str, Written] | None = None,
    jvp: Written = None,
    storage: str = "fresh",
    extra: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Rule:
    """A function of corresponding elements. One partial for each of the first parameters; None where no
    derivative goes through."""
    names = [p.name for p in signature(text, {**NAMESPACE, **(extra or {})})[2]]
    given = {n: p for n, p in zip(names, partials) if p is not None}
    return declare(
        text,
        "elementwise",
        given,
        vjp or {},
        jvp,
        extra,
        samples=tuple(samples),
        infer=infer or types.elementwise(),
        storage=storage,
        **fields,
    )


def linear(
    text: str,
    vjp: Written | Mapping[str, Written],
    *,
    infer: Infer | None,
    storage: str = "fresh",
    samples: Sequence[str] = (),
    extra: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Rule:
    """Linear in all its differentiable parameters at once: the tangent is the same call on tangents."""
    if not isinstance(vjp, Mapping):
        vjp = {signature(text, {**NAMESPACE, **(extra or {})})[2][0].name: vjp}
    return declare(text, "linear", {}, vjp, None, extra, samples=tuple(samples), infer=infer, storage=storage, **fields)


def bilinear(
    text: str,
    a: Written,
    b: Written,
    *,
    infer: Infer | None,
    samples: Sequence[str] = (),
    extra: Mapping[str, Any] | None = None,
) -> Rule:
    """Linear in each of its first two parameters (for einsum: of its operands)."""
    names = [p.name for p in signature(text, {**NAMESPACE, **(extra or {})})[2]]
    return declare(text, "bilinear", {}, {names[0]: a, names[1]: b}, None, extra, samples=tuple(samples), infer=infer)


def rule(
    text: str,
    *,
    vjp: Mapping[str, Written],
    jvp: Written = None,
    infer: Infer | None,
    storage: str = "fresh",
    samples: Sequence[str] = (),
    kind: str = "rule",
    extra: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Rule:
    """Anything else: the cotangent of each parameter, and the tangent of the result."""
    return declare(text, kind, {}, vjp, jvp, extra, samples=tuple(samples), infer=infer, storage=storage, **fields)


def zero(
    *texts: str,
    infer: Infer | None = None,
    cuts: bool = False,
    pure: bool = True,
    storage: str = "fresh",
    samples: Sequence[str] = (),
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Functions whose derivative is zero wherever there is one."""
    for text in texts:
        declare(
            text,
            "zero",
            {},
            {},
            None,
            extra,
            infer=infer,
            cuts=cuts,
            pure=pure,
            storage=storage,
            samples=tuple(samples),
        )


def unsupported(
    *texts: str,
    why: str,
    infer: Infer | None = None,
    pure: bool = True,
    storage: str = "fresh",
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Functions that are refused when an active value reaches them."""
    for text in texts:
        declare(text, "unsupported", {}, {}, None, extra, why=why, infer=infer, pure=pure, storage=storage)


def alias(new: Any, existing: Any, name: str = "", infer: Infer | None = None, samples: Sequence[str] = ()) -> Rule:
    """Another object that means the same function, called with the same parameters."""
    known = _RULES[id(existing)]
    return register(
        replace(
            known,
            target=new,
            name=name or getattr(new, "__qualname__", known.name),
            samples=tuple(samples),
            place=place(),
            infer=infer or known.infer,
        )
    )


__all__ = ["CONSTANT", "alias", "alt", "bilinear", "elementwise", "linear", "rule", "unsupported", "whole", "zero"]
