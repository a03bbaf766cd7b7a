"""No hole: each function of required.txt, and every one of the math module, is declared, and as it says there."""

from __future__ import annotations

import importlib
import math
import pathlib
from typing import Any

import numpy as np
import pytest
import scipy.special

from srcgrad.rules.table import lookup

lookup(scipy.special.erf)
LINES = pathlib.Path(__file__).with_name("required.txt").read_text().splitlines()
REQUIRED = [tuple(line.split()) for line in LINES if line and not line.startswith("#")]
KINDS = {"zero": "zero", "unsupported": "refused"}


def named(name: str) -> Any:
    """The object of a dotted name; None where this version has none."""
    parts = name.split(".")
    for k in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:k]))
        except ImportError:
            continue
        for part in parts[k:]:
            found = getattr(found, part, None)
        return found
    return None


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name, kind", REQUIRED)
def test_declared(name: str, kind: str) -> None:
    function = named(name)
    if function is None:
        pytest.skip("not in this version")
    rule = lookup(function)
    assert rule is not None, "there is no rule"
    assert KINDS.get(rule.kind, "differentiable") == kind


@pytest.mark.parametrize("name", [n for n in dir(math) if callable(getattr(math, n)) and n[0] != "_"])
def test_math(name: str) -> None:
    assert lookup(getattr(math, name)) is not None


def test_ufuncs() -> None:
    """All of NumPy's elementwise functions are declared, so that none is taken for something unknown."""
    ufuncs = {n: v for n, v in vars(np).items() if isinstance(v, np.ufunc)}
    missing = [n for n, v in ufuncs.items() if lookup(v) is None]
    assert not missing
