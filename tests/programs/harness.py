"""Derivatives against finite differences, in every mode and setting.

    rev      value_and_grad and grad     against differences of the function along directions
    fwd      jvp                         the same
    second   hvp                         against differences of srcgrad.grad

Checked besides: the value is that of the function bit for bit, gradients have the structure, shapes and dtypes of their
arguments, the caller's arrays stay as they were.
"""
from __future__ import annotations

import copy
import importlib.util
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from cases import Case
from not_yet import NOT_YET

import srcgrad

SETTINGS: list[dict[str, Any]] = [{"verify": True}]  # options given to each derivative; all have to agree
FEW = 12  # as many numbers get a difference along each axis
DIRECTIONS = 4


# --- programs --------------------------------------------------------------------------------------------------------
def load(path: Path) -> ModuleType:
    """The module in a file, which need not be in a package."""
    name = f"{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases_in(folder: Path) -> dict[str, Case]:
    """By name, `file-function`, of all modules in a folder that have CASES."""
    found: dict[str, Case] = {}
    for path in sorted(folder.glob("*.py")):
        if path.stem in ("cases", "harness", "not_yet", "conftest") or path.stem.startswith("test_"):
            continue
        for case in getattr(load(path), "CASES", ()):
            name = f"{path.stem}-{case}"
            assert name not in found, f"two cases are named {name}"
            found[name] = case
    return found


# --- structures ------------------------------------------------------------------------------------------------------
def parts(value: Any) -> list[Any] | None:
    """The parts of a container, None for anything else."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, dict):
        return list(value.values())
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, f.name) for f in fields(value)]
    return None


def like(value: Any, new: list[Any]) -> Any:
    """A container of the class of `value` with other parts."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*new)
    if isinstance(value, list | tuple):
        return type(value)(new)
    if isinstance(value, dict):
        return dict(zip(value, new))
    return type(value)(*new)


def is_leaf(value: Any) -> bool:
    return isinstance(value, float) or isinstance(value, np.ndarray | np.floating) and value.dtype.kind == "f"


def leaves(value: Any) -> Iterator[Any]:
    """The real numbers and arrays of them in a structure."""
    inner = parts(value)
    if inner is not None:
        for v in inner:
            yield from leaves(v)
    elif is_leaf(value):
        yield value


def moved(value: Any, direction: Iterator[Any], step: float) -> Any:
    """A copy of a structure with `step` times the next part of `direction` added to each leaf, in double precision."""
    inner = parts(value)
    if inner is not None:
        return like(value, [moved(v, direction, step) for v in inner])
    if not is_leaf(value):
        return copy.deepcopy(value)
    new = np.asarray(value, float) + step * next(direction)
    return new if isinstance(value, np.ndarray) else np.float64(new) if isinstance(value, np.floating) else float(new)


def directions(active: tuple[Any, ...]) -> Iterator[list[Any]]:
    """Random ones with 1 as their largest component, and the axes where there are few."""
    found = list(leaves(active))
    shapes, sizes = [np.shape(v) for v in found], [np.size(v) for v in found]
    n = sum(sizes)
    rng = np.random.default_rng(n)
    flat = [rng.uniform(-1, 1, n) for _ in range(DIRECTIONS)]
    rows = [f / np.max(np.abs(f)) for f in flat] + (list(np.eye(n)) if n <= FEW else [])
    for row in rows:
        cut = np.split(row, np.cumsum(sizes)[:-1])
        yield [c.reshape(s) if s else float(c[0]) for c, s in zip(cut, shapes)]


def along(gradient: Any, direction: list[Any]) -> float:
    found = list(leaves(gradient))
    assert len(found) == len(direction), f"{len(found)} parts in the gradient, {len(direction)} in the argument"
    return float(sum(np.sum(np.asarray(g, float) * d) for g, d in zip(found, direction)))


# --- arguments -------------------------------------------------------------------------------------------------------
def positions(case: Case) -> tuple[int, ...]:
    names = list(inspect.signature(case.function).parameters)
    wanted = case.argnums if isinstance(case.argnums, tuple) else (case.argnums,)
    return tuple(names.index(w) if isinstance(w, str) else w % len(case.args) for w in wanted)


def active_of(case: Case) -> tuple[Any, ...]:
    return tuple(case.args[k] for k in positions(case))


def arguments(case: Case, direction: list[Any] | None = None, step: float = 0.0) -> list[Any]:
    """Fresh arguments of the function, moved along a direction of the active ones."""
    args = list(copy.deepcopy(case.args))
    if direction is not None:
        rest = iter(direction)
        for k in positions(case):
            args[k] = moved(case.args[k], rest, step)
    return args


def fourth_order(f: Callable[[float], Any], h: float) -> Any:
    """f′(0) by central differences, with an error of h⁴."""
    return (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h)


def difference(case: Case, direction: list[Any], step: float = 0.0) -> float:
    return float(fourth_order(lambda t: case.function(*arguments(case, direction, t)), step or case.step))


# --- checks ----------------------------------------------------------------------------------------------------------
def check_like(got: Any, primal: Any) -> None:
    """Structure, shapes and dtypes of a gradient."""
    inner = parts(primal)
    if inner is not None:
        assert type(got) is type(primal), f"a {type(got).__name__} for a {type(primal).__name__}"
        if isinstance(primal, dict):
            assert list(got) == list(primal)
        assert len(parts(got) or ()) == len(inner)
        for g, v in zip(parts(got) or (), inner):
            check_like(g, v)
    elif isinstance(primal, np.ndarray) and is_leaf(primal):
        assert isinstance(got, np.ndarray), f"a {type(got).__name__} for an array"
        assert (got.shape, got.dtype) == (primal.shape, primal.dtype)
    elif is_leaf(primal):
        assert type(got) is type(primal), f"a {type(got).__name__} for a {type(primal).__name__}"


def check_value(got: Any, want: Any) -> None:
    exact = type(got) is type(want) and np.array_equal(got, want, equal_nan=True)
    assert exact, f"value {got!r}, the function gives {want!r}"


def same(a: Any, b: Any) -> bool:
    if parts(a) is not None:
        return type(a) is type(b) and len(parts(a) or ()) == len(parts(b) or ()) and all(
            map(same, parts(a) or (), parts(b) or ()))
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    return bool(vars(a).keys() == vars(b).keys() and all(map(same, vars(a).values(), vars(b).values()))) if (
        hasattr(a, "__dict__") and not callable(a)) else bool(a == b or a is b or a != a)


def check_close(got: float, want: float, tolerance: float, scale: float) -> None:
    assert np.isfinite(want), f"differences give {want}"
    assert abs(got - want) <= tolerance * max(1.0, scale), f"{got!r} along a direction, differences give {want!r}"


def size_of(gradient: Any) -> float:
    return max((float(np.max(np.abs(g))) for g in leaves(gradient) if np.size(g)), default=0.0)


# --- modes -----------------------------------------------------------------------------------------------------------
def check_rev(case: Case, options: dict[str, Any]) -> None:
    args = arguments(case)
    value, got = srcgrad.value_and_grad(case.function, case.argnums, **options)(*args)
    check_value(value, case.function(*arguments(case)))
    assert same(args, list(case.args)), "an argument was changed"
    check_like(got, active_of(case) if isinstance(case.argnums, tuple) else active_of(case)[0])
    alone = srcgrad.grad(case.function, case.argnums, **options)(*args)
    assert same(args, list(case.args)), "grad changed an argument"
    for a, b in zip(leaves(alone), leaves(got), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12 * max(1.0, size_of(got)))
    for d in directions(active_of(case)):
        check_close(along(got, d), difference(case, d), case.tolerance, size_of(got))


def check_fwd(case: Case, options: dict[str, Any]) -> None:
    want_value = case.function(*arguments(case))
    for d in directions(active_of(case)):
        args = arguments(case)
        tangents: list[Any] = [None] * len(args)
        rest = iter(d)
        for k in positions(case):
            tangents[k] = tangent_like(case.args[k], rest)
        value, got = srcgrad.jvp(case.function, args, tangents, **options)
        check_value(value, want_value)
        assert same(args, list(case.args)), "an argument was changed"
        assert np.shape(got) == np.shape(value), f"a tangent of shape {np.shape(got)}"
        want = difference(case, d)
        check_close(float(got), want, case.tolerance, abs(want))


def tangent_like(value: Any, direction: Iterator[Any]) -> Any:
    inner = parts(value)
    if inner is not None:
        return like(value, [tangent_like(v, direction) for v in inner])
    if not is_leaf(value):
        return copy.deepcopy(value)
    new = next(direction)
    return np.asarray(new, value.dtype) if isinstance(value, np.ndarray) else type(value)(new)


def check_second(case: Case, options: dict[str, Any]) -> None:
    gradient = srcgrad.grad(case.function, case.argnums, **options)
    product = srcgrad.hvp(case.function, case.argnums, **options)
    for d in list(directions(active_of(case)))[:DIRECTIONS]:
        args, rest = arguments(case), iter(d)
        v = tuple(tangent_like(a, rest) for a in active_of(case))
        got = product(*args, v if isinstance(case.argnums, tuple) else v[0])
        assert same(args, list(case.args)), "an argument was changed"
        check_like(got, active_of(case) if isinstance(case.argnums, tuple) else active_of(case)[0])

        def at(t: float, d: list[Any] = d) -> np.ndarray:
            found = leaves(gradient(*arguments(case, d, t)))
            return np.concatenate([np.ravel(np.asarray(g, float)) for g in found])

        want = fourth_order(at, case.step)
        have = np.concatenate([np.ravel(np.asarray(g, float)) for g in leaves(got)])
        assert have.shape == want.shape
        tolerance = 100.0 * case.tolerance * max(1.0, float(np.max(np.abs(want), initial=0.0)))
        assert np.max(np.abs(have - want), initial=0.0) <= tolerance, f"{have} by hvp, differences of grad give {want}"


CHECKS = {"rev": check_rev, "fwd": check_fwd, "second": check_second}


def check(name: str, case: Case, mode: str, options: dict[str, Any]) -> None:
    """One program in one mode; a program of NOT_YET has to be refused, and nothing worse than that."""
    if mode not in case.modes:
        pytest.skip("not in this mode")
    refused = NOT_YET.get(name) or NOT_YET.get(f"{name}-{mode}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            CHECKS[mode](case, options)
    except srcgrad.SrcgradError as error:
        if not refused:
            raise
        pytest.xfail(f"{error.code}: {refused}")
    assert not refused, "it works now: take it off tests/programs/not_yet.py"


def check_consistent(case: Case) -> None:
    """That finite differences mean something here: the same value each time, the same slope with half the step."""
    first, again = case.function(*arguments(case)), case.function(*arguments(case))
    check_value(again, first)
    assert np.ndim(first) == 0
    slopes = []
    for d in directions(active_of(case)):
        wide, narrow = difference(case, d), difference(case, d, case.step / 2.0)
        check_close(narrow, wide, case.tolerance / 2.0, abs(wide))
        slopes.append(wide)
    assert any(s != 0.0 for s in slopes), "the function does not depend on its arguments"
