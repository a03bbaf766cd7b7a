"""What the commands have in common: the target, --wrt and --args."""
from __future__ import annotations

import argparse
import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from srcgrad.cli.exits import WRONG_USE, CommandError


def add_target_arguments(parser: argparse.ArgumentParser, args_required: bool) -> None:
    parser.add_argument("target", help="file.py:function or package.module:function")
    parser.add_argument("--wrt", metavar="NAMES", default="0",
                        help="with respect to which arguments: names or positions, separated by commas (default: 0)")
    parser.add_argument("--args", metavar="VALUES", required=args_required,
                        help="example arguments, as in a call; np, math and the target's own module can be used")


def argnums(f: Callable[..., Any], wrt: str) -> int | tuple[int, ...]:
    """--wrt as positions: one alone is an int, more are a tuple, as in `srcgrad.grad(f, argnums=...)`."""
    names = list(inspect.signature(f).parameters)
    positions = tuple(_position(names, item.strip()) for item in wrt.split(","))
    return positions[0] if len(positions) == 1 else positions


def _position(names: list[str], item: str) -> int:
    if item in names:
        return names.index(item)
    if item.isdecimal() and int(item) < len(names):
        return int(item)
    raise CommandError(f"--wrt: no argument `{item}`; there are: {', '.join(names)}", WRONG_USE)


def example_arguments(f: Callable[..., Any], text: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """--args, evaluated as the arguments of a call: positional ones and keyword ones."""
    own = getattr(f, "__globals__", {})
    names = {**own, "np": np, "math": math, "__call__": lambda *args, **kwargs: (args, kwargs)}
    try:
        args, kwargs = eval(f"__call__({text})", names)
        inspect.signature(f).bind(*args, **kwargs)
    except Exception as error:
        raise CommandError(f"--args \"{text}\": {type(error).__name__}: {error}", WRONG_USE) from error
    return args, kwargs
