"""Numbers and arrays that live outside of the function, and what may happen to them between two calls."""

from __future__ import annotations

import random
import types
from collections.abc import Mapping
from typing import Any

import numpy as np

from random_programs.writer import Var, Writer

NUMBERS = ("GAIN", "RATES['a']", "RATES['b']", "STEPS[1]", "sum(STEPS)", "Config.rate", "config.rate", "config.level",
           "config.twice()")
VECTORS = ("BASE", "config.shift", "TABLE[0]", "config.table['w']")


def constants(rng: random.Random, size: int) -> str:
    """The part of a module in front of its functions."""

    def number() -> str:
        return str(round(rng.uniform(0.3, 1.4), 2))

    def row() -> str:
        return f"np.array([{', '.join(number() for _ in range(size))}])"

    return "\n".join(
        [
            f"GAIN = {number()}",
            f"BASE = {row()}",
            f"RATES = {{'a': {number()}, 'b': {number()}}}",
            f"STEPS = [{number()}, {number()}, {number()}]",
            f"TABLE = [{row()}, {row()}]",
            "",
            "class Config:",
            f"    rate = {number()}",
            f"    shift = {row()}",
            "    def __init__(self, level):",
            "        self.level = level",
            f"        self.table = {{'w': {row()}}}",
            "    def twice(self):",
            "        return 2.0 * self.level * self.rate",
            f"config = Config({number()})",
        ]
    )


def declare(w: Writer) -> None:
    """Some of them are in scope; nothing writes into them."""
    for name in w.rng.sample(NUMBERS, 3):
        w.declare(Var(name, "array", (), writable=False, bound=True))
    for name in w.rng.sample(VECTORS, 2):
        w.declare(Var(name, "array", (w.size,), writable=False, bound=True))


def change(space: Mapping[str, Any], seed: int) -> None:
    """Other numbers everywhere: some written in place, some bound anew."""
    rng = np.random.default_rng(seed)
    own = {k: v for k, v in space.items() if not k.startswith("__") and not isinstance(v, types.ModuleType)}
    for name, value in own.items():
        if isinstance(value, types.FunctionType) and value.__globals__ is space and value.__defaults__:
            value.__defaults__ = tuple(moved(d, rng) for d in value.__defaults__)
        elif isinstance(value, type):
            for attribute, v in [(a, v) for a, v in vars(value).items() if isinstance(v, float | np.ndarray)]:
                setattr(value, attribute, moved(v, rng))
        elif hasattr(value, "__dict__") and not callable(value):
            vars(value).update({a: moved(v, rng) for a, v in vars(value).items()})
        elif not callable(value):
            space[name] = moved(value, rng)  # type: ignore[index]


def moved(value: Any, rng: np.random.Generator) -> Any:
    """A number or array a little larger; what holds them is kept, and other things are put in."""
    if isinstance(value, float):
        return value * float(rng.uniform(1.02, 1.1))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        if rng.random() < 0.5:
            return value * rng.uniform(1.02, 1.1, value.shape)
        value *= rng.uniform(1.02, 1.1, value.shape)
    elif isinstance(value, dict):
        value.update({k: moved(v, rng) for k, v in value.items()})
    elif isinstance(value, list):
        value[:] = [moved(v, rng) for v in value]
    return value
