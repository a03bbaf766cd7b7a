"""From the text of an IR function to its gradient, and whether that is right; run by tests/backend/interpreter.py."""
from __future__ import annotations

import copy
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from srcgrad.ad.entry import counted_loops, own_arguments
from srcgrad.ad.reverse import reverse
from srcgrad.ir.nodes import Function, Op, Value, walk
from srcgrad.ir.parse import parse
from srcgrad.ir.text import to_text
from srcgrad.ir.types import Scalar
from srcgrad.ir.verify import verify


def load(path: Path) -> ModuleType:
    """The module in a file of another folder of tests."""
    spec = importlib.util.spec_from_file_location(f"of_tests_{path.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


interpreter = load(Path(__file__).parents[1] / "backend" / "interpreter.py")


# --- programs as text -------------------------------------------------------------------------------------------------
def read(text: str) -> Function:
    """The function that a text stands for, as the printer writes it, well formed."""
    function = parse(text.replace("store[set]", "store['set']"))
    verify(function, "a test")
    return function


def same_text(function: Function, text: str) -> None:
    """Line by line, so that pytest shows where they differ."""
    assert to_text(function).splitlines() == text.strip("\n").splitlines()


def value(function: Function, name: str) -> Value:
    """The value that the text of a function calls %name."""
    found: dict[str, Value] = {}
    taken: dict[str, int] = {}
    for v in defined(function):
        k = taken[v.name] = taken.get(v.name, -1) + 1
        found[f"{v.name}.{k}" if k else v.name] = v
    return found[name]


def defined(function: Function) -> list[Value]:
    """In the order of the text."""
    def inside(region: Any) -> list[Value]:
        found = list(region.params)
        for op in region.ops:
            found += [*op.results, *(v for r in op.regions for v in inside(r))]
        return found

    return inside(function.body)


def ops(function: Function, kind: str) -> list[Op]:
    return [op for op in walk(function.body) if op.kind == kind]


# --- gradients --------------------------------------------------------------------------------------------------------
def adjoint(function: Function) -> Function:
    """The gradient with respect to the first parameter; the caller's arrays and `each` loops are left as they are."""
    seed, x = Value("out_bar", Scalar("f")), function.body.params[:1]
    out = reverse(function, x, function.body.yields, [seed], lambda s, found: (s.whole(found[0], x[0]).value,), (seed,))
    verify(out, "reverse")
    return out


def gradient(function: Function) -> Function:
    """As the pipeline makes it, but for the passes that only make it shorter."""
    return adjoint(counted_loops(own_arguments(function, [])))


def right(function: Function, *args: Any) -> None:
    """The gradient agrees with central differences, and neither it nor its making changed anything."""
    before, given = to_text(function), copy.deepcopy(args)
    derived = gradient(function)
    found = interpreter.run(derived, *args, 1.0)
    assert to_text(function) == before
    for a, b in zip(args, given, strict=True):
        np.testing.assert_array_equal(a, b, err_msg="an argument was changed")
    np.testing.assert_allclose(found, differences(function, args), rtol=1e-6, atol=1e-7, err_msg=to_text(derived))


def differences(function: Function, args: tuple[Any, ...], step: float = 1e-6) -> Any:
    x = np.array(args[0], dtype=float)
    out = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        ends = []
        for sign in (step, -step):
            moved = x.copy()
            moved[at] += sign
            ends.append(interpreter.run(function, moved if x.shape else float(moved), *copy.deepcopy(args[1:])))
        out[at] = (ends[0] - ends[1]) / (2 * step)
    return out
