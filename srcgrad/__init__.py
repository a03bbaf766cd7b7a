"""srcgrad differentiates plain Python/NumPy functions by rewriting their source.

    import srcgrad
    g = srcgrad.grad(loss)
    g(w, x, t)          the gradient with respect to w
    print(g.source)     the function that computed it

Public names are imported when they are first asked for: code that srcgrad emitted imports `srcgrad.runtime` only, and that
works, and is quick, without the rest.
"""
from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0.dev0"

if TYPE_CHECKING:
    from srcgrad.api import grad, hvp, jvp, value_and_grad, vjp
    from srcgrad.derivative import Derivative
    from srcgrad.errors import (
        ArgumentError,
        GradientCutWarning,
        InternalError,
        Refusals,
        RuleError,
        SourceError,
        SrcgradError,
        UnsupportedError,
    )
    from srcgrad.runtime.stop import stop_gradient

_HOMES = {
    **dict.fromkeys(("grad", "hvp", "jvp", "value_and_grad", "vjp"), "srcgrad.api"),
    "Derivative": "srcgrad.derivative",
    **dict.fromkeys(("ArgumentError", "GradientCutWarning", "InternalError", "Refusals", "RuleError", "SourceError",
                     "SrcgradError", "UnsupportedError"), "srcgrad.errors"),
    "stop_gradient": "srcgrad.runtime.stop",
}

__all__ = [
    "ArgumentError",
    "Derivative",
    "GradientCutWarning",
    "InternalError",
    "Refusals",
    "RuleError",
    "SourceError",
    "SrcgradError",
    "UnsupportedError",
    "grad",
    "hvp",
    "jvp",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'srcgrad' has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
