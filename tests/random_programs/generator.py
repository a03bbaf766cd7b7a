"""From a seed to a program: helpers and classes first, then f."""

from __future__ import annotations

import ast
import random

from random_programs import (  # noqa: F401 (they fill the tables)
    containers,
    flow,
    idioms,
    matrices,
    objects,
    outside,
    scalars,
    stores,
    vectors,
)
from random_programs.helpers import Helper, make_helper
from random_programs.objects import Class, make_class
from random_programs.program import Program
from random_programs.writer import Var, Writer

PARAMETERS = (("x",), ("x",), ("x",), ("x", "a"), ("x", "m"))
KINDS = {"x": "vector", "a": "number", "m": "matrix"}


def generate(seed: int) -> Program:
    """The same program for the same seed; parentheses may differ between versions of Python."""
    rng = random.Random(seed)
    size = rng.choice((3, 4, 4, 5))
    callables: list[Helper | Class] = []
    for k in range(rng.choice((0, 0, 1, 1, 2, 3))):
        callables.append(make_helper(rng, size, k, callables))
    for k in range(rng.choice((0, 0, 0, 1, 1))):
        callables.append(make_class(rng, size, k))
    parameters = rng.choice(PARAMETERS)
    around = random.Random(seed + 1) if seed % 4 == 3 else None  # of its own, so that the other programs are what they were
    main = function(rng, size, callables, parameters, around is not None)
    uses = "bounded(" in main or any("bounded(" in c.text for c in callables)
    parts = [
        "import math\nfrom dataclasses import dataclass\n\nimport numpy as np",
        *([idioms.CHECK] if uses else []),
        *([outside.constants(around, size)] if around else []),
        *(c.text for c in callables),
        main,
    ]
    text = ast.unparse(ast.parse("\n\n\n".join(parts))) + "\n"  # without needless parentheses
    return Program(seed, text, size, tuple(KINDS[p] for p in parameters))


def function(rng: random.Random, size: int, callables: list[Helper | Class], parameters: tuple[str, ...], around: bool) -> str:
    w = Writer(rng, size, rng.randrange(5, 22), callables, ())
    for p in parameters:
        w.declare(Var(p, "array", {"x": (size,), "a": (), "m": (size, size)}[p]))
    if around:
        outside.declare(w)
    w.line(f"y = {w.fresh_value((size,), 1)}")
    w.declare(Var("y", "array", (size,)))
    w.statements(w.budget)
    w.line(f"return {w.result()}")
    return "\n".join([f"def f({', '.join(parameters)}):", *w.lines])
