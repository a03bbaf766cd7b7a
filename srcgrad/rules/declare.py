"""The words that rules are declared in."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from srcgrad.rules import infer as types
from srcgrad.rules.rule import NAMESPACE, Declared, Infer, Rule, function_of
from srcgrad.rules.table import _RULES, register
from srcgrad.rules.template import Written, alt, whole


def place() -> str:
    """file:line of the declaration that is being made."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename == __file__:
        assert frame.f_back is not None
        frame = frame.f_back
    return f"{frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.f_lineno}"


def declare(text: str, kind: str, declared: Declared, **fields: Any) -> Rule:
    here = place()
    try:
        target, name = function_of(text, {**NAMESPACE, **declared.extra} if declared.extra else NAMESPACE)
    except (NameError, AttributeError) as e:
        raise type(e)(f"{here}: in the rule of `{text}`: {e}") from e
    return register(Rule(target, name, kind, text, declared, place=here, **fields))


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
    declared = Declared(partials, vjp or {}, jvp, extra or {})
    found = infer or types.elementwise()
    return declare(text, "elementwise", declared, samples=tuple(samples), infer=found, storage=storage, **fields)


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
    declared = Declared((), vjp if isinstance(vjp, Mapping) else (vjp,), None, extra or {})
    return declare(text, "linear", declared, samples=tuple(samples), infer=infer, storage=storage, **fields)


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
    return declare(text, "bilinear", Declared((), (a, b), None, extra or {}), samples=tuple(samples), infer=infer)


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
    return declare(
        text, kind, Declared((), vjp, jvp, extra or {}), samples=tuple(samples), infer=infer, storage=storage, **fields
    )


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
            Declared(extra=extra or {}),
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
        declare(text, "unsupported", Declared(extra=extra or {}), why=why, infer=infer, pure=pure, storage=storage)


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


__all__ = ["alias", "alt", "bilinear", "elementwise", "linear", "rule", "unsupported", "whole", "zero"]
