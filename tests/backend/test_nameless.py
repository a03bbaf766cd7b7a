"""What is called what, where the user gave no name."""
from __future__ import annotations

import re

import numpy as np
import pytest

import srcgrad


@pytest.mark.parametrize(("f", "names"), [
    (lambda x: x[1:].sum() * (x[1:] ** 2).sum(), ["x_tail"]),
    (lambda x: np.sum(np.cos(x) * np.cos(x) ** 3), ["cos_x"]),
    (lambda x: sum(x[i] * np.sin(x[i]) for i in range(len(x))), ["x_i"]),
    (lambda x: np.sum(x[:, None] * x[:, None] ** 3), ["x_col"]),
])
def test_names(f, names):
    x = np.array([0.4, 1.2, 0.7])
    d = srcgrad.value_and_grad(f)
    assert d(x)[0] == f(x)
    assert all(re.search(rf"\b{name}\b", d.source) for name in names), d.source
