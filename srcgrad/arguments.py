"""Whether the arguments that are differentiated can be: said once for a pattern, when its derivative is built."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srcgrad.errors import ArgumentError
from srcgrad.ir.spec import (
    AnySpec,
    ArraySpec,
    ConstSpec,
    DictSpec,
    ListSpec,
    OpaqueSpec,
    ScalarSpec,
    Spec,
    TupleSpec,
)


def check_specs(specs: Mapping[str, Spec], wrt: tuple[Any, ...]) -> None:
    """SG401 for integer arrays, SG405 for what is no real number; `wrt` as from `resolve_argnums`."""
    for where in wrt:
        name, spec = locate(specs, where)
        refusal = check(spec, name)
        if refusal is not None:
            raise refusal


def locate(specs: Mapping[str, Spec], where: Any) -> tuple[str, Spec]:
    if isinstance(where, str):
        return where, specs[where]
    parameter, key = where
    star = specs[parameter]
    name = key if isinstance(key, str) else f"{parameter}[{key}]"
    if isinstance(star, TupleSpec) and key < len(star.items):
        return name, star.items[key]
    if isinstance(star, DictSpec) and key in star.keys:
        return name, star.items[star.keys.index(key)]
    if isinstance(star, AnySpec):
        return name, star
    raise ArgumentError("SG407", f"argument {name!r} is to be differentiated and was not given")


def check(spec: Spec, name: str) -> ArgumentError | None:
    """The refusal of an argument, or of the first part of it that has to be refused."""
    if isinstance(spec, ArraySpec):
        return check_array(spec, name)
    if isinstance(spec, ScalarSpec) and spec.kind in "cb":
        return refuse_kind(name, f"is a {'complex number' if spec.kind == 'c' else 'bool'}")
    if isinstance(spec, ConstSpec | OpaqueSpec):
        cls = type(spec.value) if isinstance(spec, ConstSpec) else spec.cls
        return refuse_kind(name, f"is of type {cls.__name__}")
    if isinstance(spec, TupleSpec | ListSpec | DictSpec):
        return first(check_part(s, f"{name}[{k!r}]") for k, s in parts(spec))
    return None


def check_part(spec: Spec, name: str) -> ArgumentError | None:
    """Inside a container, names and flags may stand beside the numbers; they get no gradient."""
    if isinstance(spec, ConstSpec | OpaqueSpec) or (isinstance(spec, ScalarSpec) and spec.kind == "b"):
        return None
    return check(spec, name)


def check_array(spec: ArraySpec, name: str) -> ArgumentError | None:
    if spec.kind == "f":
        return None
    if spec.kind in "ib":
        what = "booleans" if spec.kind == "b" else "integers"
        return ArgumentError("SG401", f"argument `{name}` is an array of {what}; its gradient would have to be one too",
                             help=f"pass {name}.astype(float), or leave it out of argnums")
    return refuse_kind(name, "is a complex array" if spec.kind == "c" else f"is an array of dtype {spec.dtype}")


def refuse_kind(name: str, what: str) -> ArgumentError:
    return ArgumentError("SG405", f"argument `{name}` {what}; only real numbers are differentiated",
                         help="choose another argument with argnums, or convert it")


def parts(spec: TupleSpec | ListSpec | DictSpec) -> list[tuple[Any, Spec]]:
    keys = spec.keys if isinstance(spec, DictSpec) else range(len(spec.items))
    return list(zip(keys, spec.items, strict=True))


def first(refusals: Any) -> ArgumentError | None:
    return next((r for r in refusals if r is not None), None)
