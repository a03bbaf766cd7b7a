"""What shares storage with what, in NumPy and as the rules have it, for arrays laid out in every way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from srcgrad.ir.build import type_of_object
from srcgrad.ir.nodes import Const, Seq, Value
from srcgrad.rules.table import UnsupportedKeyword, bind, lookup

LAYOUTS = {
    "C": np.arange(12.0).reshape(3, 4),
    "F": np.asfortranarray(np.arange(12.0).reshape(3, 4)),
    "strided": np.arange(48.0).reshape(6, 8)[::2, ::2],
    "reversed": np.arange(12.0).reshape(3, 4)[::-1],
    "one": np.ones((1, 4)),
    "vector": np.arange(4.0),
    "no axes": np.array(2.0),
}
ONE_ARGUMENT = """
    asarray asanyarray array require squeeze atleast_1d atleast_2d atleast_3d real real_if_close ascontiguousarray
    asfortranarray transpose matrix_transpose flip flipud fliplr rot90 diagonal diag ravel copy conj imag
    nan_to_num abs negative positive sort cumsum triu tril sum max mean roll exp sqrt maximum median round trunc
    diff unwrap broadcast_arrays meshgrid diagflat nansum nancumsum
""".split()
METHODS = """T real imag flat""".split()
CALLED = "ravel flatten copy squeeze transpose conj conjugate diagonal view tolist astype".split()
MORE: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
    (np.reshape, (-1,), {}),
    (np.reshape, (-1,), {"order": "F"}),
    (np.ndarray.reshape, (-1,), {}),
    (np.ravel, ("F",), {}),
    (np.swapaxes, (0, -1), {}),
    (np.moveaxis, (0, -1), {}),
    (np.rollaxis, (-1,), {}),
    (np.expand_dims, (0,), {}),
    (np.split, (1,), {}),
    (np.array_split, (2,), {}),
    (np.broadcast_to, ((2, 3, 4),), {}),
    (np.ndarray.astype, (float,), {"copy": False}),
    (np.nan_to_num, (), {"copy": False}),
    (np.take, ([0, 0],), {}),
    (np.repeat, (2,), {}),
    (np.tile, (2,), {}),
    (np.pad, (1,), {}),
    (np.clip, (0.0, 1.0), {}),
    (np.delete, (0,), {}),
    (np.asarray, (float,), {}),
    (np.meshgrid, (), {"copy": False}),
]
CASES = [
    *((getattr(np, n), (), {}) for n in ONE_ARGUMENT if hasattr(np, n)),
    *((getattr(np.ndarray, n), (), {}) for n in METHODS),
    *((getattr(np.ndarray, n), (float,) if n == "astype" else (), {}) for n in CALLED),
    *MORE,
]


def call(f: Any, x: np.ndarray, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return f(x, *args, **kwargs) if callable(f) else f.__get__(x)


def arrays(y: Any) -> list[np.ndarray]:
    if isinstance(y, list | tuple):
        return [a for part in y for a in arrays(part)]
    return [y] if isinstance(y, np.ndarray) else []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("f, args, kwargs", CASES, ids=lambda v: getattr(v, "__name__", str(v)))
def test_claim(f: Any, args: Any, kwargs: Any, layout: str) -> None:
    x = LAYOUTS[layout].copy(order="K") if layout in ("C", "F", "vector") else LAYOUTS[layout]
    try:
        y = call(f, x, args, kwargs)
    except (ValueError, IndexError, TypeError):
        pytest.skip("not for this shape")
    rule = lookup(f)
    assert rule is not None
    try:
        operands = [Const(a) for a in args]
        bind(rule, [Value("x", type_of_object(x)), *operands], {k: Const(v) for k, v in kwargs.items()})
    except UnsupportedKeyword:
        return  # it is refused
    how = rule.storage.partition(":")[0]
    shared = [np.shares_memory(x, a) for a in arrays(y) if a.size]
    if how == "fresh":
        assert not any(shared)
    if how in ("view", "same") and arrays(y):
        assert all(shared)
    if how == "same":
        assert y is x or np.shares_memory(y, x)


@pytest.mark.parametrize("text", ["ij->ji", "ii->i", "...->...", "ij->ij"])
def test_einsum_gives_views(text: str) -> None:
    x = np.ones((3, 3))
    assert np.shares_memory(np.einsum(text, x), x)
    assert lookup(np.einsum).storage == "maybe:operands"  # type: ignore[union-attr]


def test_broadcast_arrays_are_views() -> None:
    x, y = np.ones((3, 1)), np.ones(4)
    rule = lookup(np.broadcast_arrays)
    assert rule is not None and rule.storage == "view:args"
    assert all(np.shares_memory(a, b) for a, b in zip(np.broadcast_arrays(x, y), (x, y)))
    assert isinstance(bind(rule, [Value("x"), Value("y")], {})["args"], Seq)
