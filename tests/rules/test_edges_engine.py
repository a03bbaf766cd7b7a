"""Gradients of whole programs at the edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from edges import ALL, DTYPES, SECOND, Edge

import srcgrad


def gradients(edge: Edge) -> Any:
    return srcgrad.grad(edge.function, argnums=tuple(range(len(edge.args))))(*edge.args)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("edge", ALL, ids=[e.name for e in ALL])
def test_edge(edge: Edge) -> None:
    expected = edge.expected if isinstance(edge.expected, tuple) else (edge.expected,)
    for found, right in zip(gradients(edge), expected, strict=True):
        assert np.shape(found) == np.shape(right)
        np.testing.assert_allclose(found, right, rtol=1e-12, atol=1e-12)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("edge", SECOND, ids=[e.name for e in SECOND])
def test_second(edge: Edge) -> None:
    np.testing.assert_allclose(srcgrad.grad(srcgrad.grad(edge.function))(*edge.args), edge.expected)


@pytest.mark.parametrize("name, function, x, dtype", DTYPES, ids=[d[0] for d in DTYPES])
def test_dtype(name: str, function: Any, x: Any, dtype: Any) -> None:
    assert np.asarray(srcgrad.grad(function)(x)).dtype == dtype
