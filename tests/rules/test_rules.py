"""Every rule with samples: its tangent against differences, its cotangent against its tangent, dtypes, storage,
inferred types."""

from __future__ import annotations

import importlib.util
import pathlib
import sys
from typing import Any

import numpy as np
import pytest
import scipy.special

import srcgrad.runtime as runtime
from srcgrad.ir.build import type_of
from srcgrad.ir.types import Array, Scalar, TupleType
from srcgrad.rules.table import Rule, lookup, rules

spec = importlib.util.spec_from_file_location("rule_domains", pathlib.Path(__file__).with_name("domains.py"))
assert spec is not None and spec.loader is not None
domains = importlib.util.module_from_spec(spec)
sys.modules["rule_domains"] = domains
spec.loader.exec_module(domains)
lookup(scipy.special.erf)

ALL = [(r, s) for r in rules() for s in r.samples]
SMOOTH = [(r, s) for r, s in ALL if r.kind not in ("zero", "unsupported")]
NAMES = [f"{r.name}({s})" for r, s in ALL]
STEP = 1e-6
NUMPY_1 = np.lib.NumpyVersion(np.__version__) < "2.0.0"


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
                kwargs[p.name] = v
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


@pytest.mark.parametrize("rule, sample", SMOOTH, ids=[n for (r, s), n in zip(ALL, NAMES) if (r, s) in SMOOTH])
def test_derivative(rule: Rule, sample: str) -> None:
    _, bound, values, _, _ = domains.bound_sample(rule, sample)
    y = invoke(rule, values)
    names = [n for n in rule.differentiable if active(values[n])]
    assert names
    dots = {n: direction(values[n], rule) for n in names}
    ahead, behind = (
        invoke(rule, {**values, **{n: moved(values[n], dots[n], t) for n in names}}) for t in (STEP, -STEP)
    )
    expected = (flat(ahead) - flat(behind)) / (2 * STEP)
    y_dot = tangent(rule, bound, values, dots, y)
    np.testing.assert_allclose(np.broadcast_to(flat(y_dot), expected.shape), expected, rtol=1e-5, atol=1e-7)
    y_bar = cotangent_like(y)
    for name in names:
        only = tangent(rule, bound, values, {name: dots[name]}, y)
        for x_bar in cotangents(rule, name, bound, values, y, y_bar):
            if not isinstance(x_bar, list | tuple) and not isinstance(values[name], list | tuple):
                assert np.shape(x_bar) == np.shape(values[name]), name
            right = np.dot(flat(x_bar), flat(dots[name]))
            np.testing.assert_allclose(
                right, np.dot(np.broadcast_to(flat(only), flat(y_bar).shape), flat(y_bar)), rtol=1e-8, atol=1e-10
            )


def narrow(v: Any) -> Any:
    if isinstance(v, list | tuple):
        return type(v)(map(narrow, v))
    return v.astype(np.float32) if isinstance(v, np.ndarray) and v.dtype.kind == "f" else v


@pytest.mark.parametrize("rule, sample", SMOOTH, ids=[n for (r, s), n in zip(ALL, NAMES) if (r, s) in SMOOTH])
def test_float32_stays(rule: Rule, sample: str) -> None:
    _, bound, values, _, _ = domains.bound_sample(rule, sample)
    small = {n: narrow(v) for n, v in values.items()}
    y = invoke(rule, small)
    if not (isinstance(y, np.ndarray | np.generic) and y.dtype == np.float32) or rule.name == "psi":
        pytest.skip("the function itself, or SciPy's derivative of it, does not keep float32")
    for name in rule.differentiable:
        if active(values[name]) and isinstance(small[name], np.ndarray):
            for x_bar in cotangents(rule, name, bound, small, y, np.ones_like(y)[()]):
                if NUMPY_1 and 0 in (np.ndim(x_bar), np.ndim(y)):
                    continue  # there a number decides by its value what dtype a result has
                assert np.asarray(x_bar).dtype == np.float32, name


@pytest.mark.parametrize("rule, sample", ALL, ids=NAMES)
def test_storage_and_type(rule: Rule, sample: str) -> None:
    _, bound, values, _, _ = domains.bound_sample(rule, sample)
    y = invoke(rule, values)
    how, _, name = rule.storage.partition(":")
    if isinstance(y, np.ndarray):
        source = values[name] if name else [v for v in values.values()]
        arrays = [v for v in (source if isinstance(source, list | tuple) else [source]) if isinstance(v, np.ndarray)]
        shared = any(np.shares_memory(y, v) for v in arrays)
        assert not (how == "fresh" and shared), "claims to be fresh"
        assert how not in ("view", "same") or shared or not arrays, "claims to share storage"
    if rule.infer is not None:
        check_type(rule.infer(bound, type_of), y)


def check_type(t: Any, y: Any) -> None:
    if isinstance(t, Array):
        assert isinstance(y, np.ndarray) and (t.shape is None or len(t.shape) == y.ndim), (t, np.shape(y))
        assert t.shape is None or all(d.symbol is not None or d.offset == n for d, n in zip(t.shape, y.shape)), (
            t,
            y.shape,
        )
        assert t.kind == y.dtype.kind or {t.kind, y.dtype.kind} <= set("iu")
    if isinstance(t, Scalar):
        assert not isinstance(y, np.ndarray), t
    if isinstance(t, TupleType):
        assert len(t.elements) == len(y)
        for inner, part in zip(t.elements, y):
            check_type(inner, part)
