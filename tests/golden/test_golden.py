"""The emitted gradients of seven programs, letter by letter, and whether the files that show them work."""
from __future__ import annotations

import copy
import difflib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcgrad
from srcgrad.cache import store

sys.path.insert(0, str(Path(__file__).parent))
from renew import EXPECTED, HERE, emitted, load  # noqa: E402

sys.path.pop(0)
primals = load(HERE / "primals.py")
RENEW = "if that is how it should be: python tests/golden/renew.py"


def kept(name: str) -> str:
    """The text of a file, whatever line ends it was checked out with."""
    path = EXPECTED / f"{name}.py"
    assert path.exists(), f"{path} is missing; {RENEW}"
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n")


def tupled(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def differences(function: Any, args: tuple[Any, ...], k: int, step: float = 1e-6) -> np.ndarray:
    """The gradient with respect to one argument, by central differences."""
    x = np.array(args[k], dtype=float)
    out = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        ends = []
        for sign in (1, -1):
            moved = x.copy()
            moved[at] += sign * step
            ends.append(function(*args[:k], moved if x.shape else float(moved), *args[k + 1:]))
        out[at] = (ends[0] - ends[1]) / (2 * step)
    return out


@pytest.mark.parametrize("name", primals.CASES)
def test_text(name):
    old, new = kept(name), emitted(primals, name)
    shown = "\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), f"{name}.py", "emitted", lineterm=""))
    assert new == old, f"the gradient of {name} is emitted otherwise; {RENEW}\n{shown}"


@pytest.mark.parametrize("name", primals.CASES)
def test_line_ends(name):
    """No editor or formatter that only tidies line ends changes a file."""
    text = kept(name)
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert "\t" not in text and "\r" not in text
    assert all(line == line.rstrip() and len(line) <= 120 for line in text.splitlines())


@pytest.mark.parametrize("name", primals.CASES)
def test_file_is_the_gradient(name):
    function, argnums, arguments = primals.CASES[name]
    derivative = getattr(load(EXPECTED / f"{name}.py"), f"{name}_grad")
    for args in arguments:
        given = copy.deepcopy(args)
        found = tupled(derivative(*args))
        for k, bar in zip(tupled(argnums), found, strict=True):
            near = differences(function, args, k)
            np.testing.assert_allclose(bar, near, rtol=1e-6, atol=1e-7, err_msg=f"{name}, argument {k}")
            assert np.shape(bar) == np.shape(args[k]) and np.asarray(bar).dtype == np.asarray(args[k]).dtype
        for before, after in zip(given, args):
            np.testing.assert_array_equal(before, after, err_msg=f"{name} changes what the caller gave")


@pytest.mark.parametrize("name", primals.CASES)
def test_file_does_what_srcgrad_does(name):
    """Bit for bit, and scaled by the seed."""
    function, argnums, arguments = primals.CASES[name]
    derivative = getattr(load(EXPECTED / f"{name}.py"), f"{name}_grad")
    for args in arguments:
        for mine, theirs, doubled in zip(tupled(derivative(*args)), tupled(srcgrad.grad(function, argnums)(*args)),
                                         tupled(derivative(*args, out_bar=2.0)), strict=True):
            np.testing.assert_array_equal(mine, theirs)
            np.testing.assert_allclose(doubled, 2 * np.asarray(mine), rtol=1e-12)


@pytest.mark.parametrize("name", primals.CASES)
def test_same_bytes_twice(name):
    first = emitted(primals, name)
    store.clear()
    assert emitted(primals, name) == first


def test_renewing_gives_these_files(tmp_path):
    """In a process of its own, where sets and dicts of objects have another order."""
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, str(HERE / "renew.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in EXPECTED.glob("*.py"))
    for path in tmp_path.iterdir():
        assert path.read_text(encoding="utf-8") == kept(path.stem), f"{path.name}; {RENEW}"
