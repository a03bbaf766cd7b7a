"""Every rule with samples: its tangent against differences, its cotangent against its tangent, dtypes, storage,
inferred types."""

from __future__ import annotations

from typing import Any

import domains
import numpy as np
import pytest
import scipy.special
from deriving import active, cotangent_like, cotangents, direction, flat, moved, tangent
from invoking import invoke

from srcgrad.ir.build import type_of
from srcgrad.ir.types import Array, Scalar, TupleType
from srcgrad.rules.table import Rule, lookup, rules

lookup(scipy.special.erf)

ALL = [(r, s) for r in rules() for s in r.samples]
SMOOTH = [(r, s) for r, s in ALL if r.kind not in ("zero", "unsupported")]
NAMES = [f"{r.name}({s})" for r, s in ALL]
STEP = 1e-6
# what does not keep float32, by SciPy or by the derivative
UPCAST = ("struve", "gammaincinv", "gammainccinv")  # by SciPy itself, from some version on
DOUBLE = (
    *"psi gammainc gammaincc betainc betaincc betaincinv stdtr stdtrit chdtr chdtrc pdtr pdtrc fdtr gdtr".split(),
    *"np.polyval polyval_vjp interp_vjp".split(),
)
NUMPY_1 = np.lib.NumpyVersion(np.__version__) < "2.0.0"


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
    if not (isinstance(y, np.ndarray | np.generic) and y.dtype == np.float32) or rule.name in DOUBLE \
            or rule.name.rpartition(".")[2] in UPCAST:
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
        assert t.shape is None or all(d.number in (None, n) for d, n in zip(t.shape, y.shape)), (
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
