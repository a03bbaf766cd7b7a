"""Tangents and cotangents by the templates of a rule, for operands at hand."""

from __future__ import annotations

from typing import Any

import domains
import numpy as np
from invoking import invoke

import srcgrad.runtime as runtime
from srcgrad.rules.table import Rule


def active(v: Any) -> bool:
    if isinstance(v, list | tuple):
        return bool(v) and all(map(active, v))
    return isinstance(v, float) or isinstance(v, np.ndarray) and v.dtype.kind == "f"


def direction(v: Any, rule: Rule) -> Any:
    if isinstance(v, list | tuple):
        return type(v)(direction(i, rule) for i in v)
    if isinstance(v, float):
        return float(domains.rng.normal())
    d = domains.rng.normal(size=v.shape)
    return d + np.swapaxes(d, -1, -2) if "cholesky" in rule.name else d


def moved(v: Any, d: Any, t: float) -> Any:
    if isinstance(v, list | tuple):
        return type(v)(moved(i, j, t) for i, j in zip(v, d))
    return v + t * d


def zero_like(v: Any) -> Any:
    if isinstance(v, list | tuple):
        return type(v)(map(zero_like, v))
    return 0.0 if isinstance(v, float) or not isinstance(v, np.ndarray) else np.zeros_like(v)


def flat(y: Any) -> np.ndarray:
    if isinstance(y, list | tuple):
        return np.concatenate([flat(i) for i in y]) if len(y) else np.zeros(0)
    return np.ravel(np.asarray(y, dtype=float))


def cotangent_like(y: Any) -> Any:
    if isinstance(y, list | tuple):
        return tuple(cotangent_like(i) for i in y)
    return domains.rng.normal(size=np.shape(y)) if np.ndim(y) else float(domains.rng.normal())


def tangent(rule: Rule, bound: Any, values: dict[str, Any], dots: dict[str, Any], y: Any) -> Any:
    env = {**values, "y": y, **{f"{n}_dot": dots.get(n, zero_like(values[n])) for n in values}}
    if rule.jvp:
        return domains.evaluate(domains.applicable(rule, rule.jvp, bound)[0], env)
    if rule.kind == "elementwise":
        parts = [
            d * domains.evaluate(domains.applicable(rule, rule.partials[n], bound)[0], env) for n, d in dots.items()
        ]
        return sum(np.broadcast_to(p, np.shape(y)) for p in parts)
    if rule.kind == "linear":
        zeroed = {n: dots.get(n, zero_like(values[n]) if values[n] is not None else None) for n in rule.differentiable}
        return invoke(rule, {**values, **zeroed})
    return sum(
        invoke(rule, {**values, n: part}) for n, d in dots.items() for part in one_at_a_time(rule, n, values[n], d)
    )


def one_at_a_time(rule: Rule, name: str, value: Any, dot: Any) -> list[Any]:
    if not any(p.name == name and p.star for p in rule.params):
        return [dot]
    return [(*value[:i], dot[i], *value[i + 1 :]) for i in range(len(value))]


def starred(rule: Rule, name: str) -> bool:
    return any(p.name == name and p.star for p in rule.params)


def cotangents(rule: Rule, name: str, bound: Any, values: dict[str, Any], y: Any, y_bar: Any) -> list[Any]:
    """The cotangent of a parameter by each of the alternatives that hold."""
    env = {**values, "y": y, "y_bar": y_bar}
    if name in rule.vjp and starred(rule, name):
        return [
            [
                domains.evaluate(domains.applicable(rule, rule.vjp[name], bound, k)[0], {**env, "k": k})
                for k in range(len(values[name]))
            ]
        ]
    if name in rule.vjp:
        found = domains.applicable(rule, rule.vjp[name], bound)
        out = [domains.evaluate(a, env) for a in found]
        out = [np.broadcast_to(o, np.shape(values[name])) if a.virtual else o for a, o in zip(found, out)]
        return [runtime.unbroadcast(o, np.shape(values[name])) for o in out] if rule.kind == "elementwise" else out
    shape = np.shape(values[name])
    return [
        runtime.unbroadcast(np.broadcast_to(y_bar * domains.evaluate(a, env), np.shape(y)), shape)
        for a in domains.applicable(rule, rule.partials[name], bound)
    ]
