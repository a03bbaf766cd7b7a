"""A generated program: its text, run as a module whose source `inspect` finds."""

from __future__ import annotations

import linecache
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Program:
    """`text` defines f; `args` says what it is called with: 'vector', 'number', 'matrix' for each parameter."""

    seed: int
    text: str
    size: int
    args: tuple[str, ...] = ("vector",)

    @property
    def name(self) -> str:
        return f"random_program_{self.seed}"


def arguments(program: Program) -> tuple[Any, ...]:
    """The same ones for the same seed; no two elements are close to each other."""
    rng, n = np.random.default_rng(program.seed), program.size
    spread = np.linspace(0.3, 1.9, n) + rng.uniform(-0.05, 0.05, n)
    shapes = {
        "vector": lambda: rng.permutation(spread),
        "number": lambda: float(rng.uniform(0.4, 1.6)),
        "matrix": lambda: rng.uniform(-1.0, 1.0, (n, n)),
    }
    return tuple(shapes[kind]() for kind in program.args)


@contextmanager
def loaded(program: Program) -> Iterator[Callable[..., Any]]:
    """f of the program; the module and its source lines exist as long as the block runs."""
    filename = f"<{program.name}>"
    module = types.ModuleType(program.name)
    linecache.cache[filename] = (len(program.text), None, program.text.splitlines(True), filename)
    sys.modules[program.name] = module
    try:
        exec(compile(program.text, filename, "exec"), module.__dict__)
        yield module.f
    finally:
        sys.modules.pop(program.name, None)
        linecache.cache.pop(filename, None)
