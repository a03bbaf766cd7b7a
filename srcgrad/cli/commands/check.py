"""compare the gradient of a function with finite differences

examples:
  srcgrad check model.py:loss --args "np.ones(3), 2.0"
  srcgrad check model.py:loss --wrt w,b --args "w=np.ones(3), b=0.5" --tol 1e-4
"""
from __future__ import annotations

import argparse
import copy
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

import srcgrad
from srcgrad.cli.arguments import add_target_arguments, argnums, example_arguments
from srcgrad.cli.differences import Difference, differences
from srcgrad.cli.exits import CHECK_FAILED, FINE, WRONG_USE, CommandError
from srcgrad.cli.target import find_target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_target_arguments(parser, args_required=True)
    parser.add_argument("--tol", type=float, default=None,
                        help="the greatest error, relative where the gradient exceeds 1 (default: 1e-6; float32: 1e-2)")


def run(options: argparse.Namespace) -> int:
    f = find_target(options.target)
    wrt = argnums(f, options.wrt)
    args, kwargs = example_arguments(f, options.args)
    _try_primal(f, args, kwargs)
    gradient = srcgrad.grad(f, argnums=wrt)(*copy.deepcopy(args), **copy.deepcopy(kwargs))
    gradients = gradient if isinstance(wrt, tuple) else (gradient,)

    bound = inspect.signature(f).bind(*args, **kwargs)
    bound.apply_defaults()
    names = list(bound.signature.parameters)
    found = [d for position, g in zip(wrt if isinstance(wrt, tuple) else (wrt,), gradients, strict=True)
             for d in differences(f, bound, names[position], g)]
    return _report(found, options.tol)


def _try_primal(f: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    try:
        f(*copy.deepcopy(args), **copy.deepcopy(kwargs))
    except Exception as error:
        raise CommandError(f"the function itself raises for these arguments: {type(error).__name__}: {error}",
                           WRONG_USE) from error


def _report(found: list[Difference], tol: float | None) -> int:
    known = [d for d in found if np.isfinite(d.want)]
    if not known:
        raise CommandError("there is nothing to compare: no element has a finite difference quotient", WRONG_USE)
    bad = [d for d in known if not d.error <= (d.tol if tol is None else tol)]
    for d in bad[:10]:
        print(f"{d.place}: gradient {d.got:.10g}, finite differences {d.want:.10g}")
    if len(bad) > 10:
        print(f"... and {len(bad) - 10} more")
    if len(known) < len(found):
        print(f"not compared, because the function is not finite nearby: {len(found) - len(known)} elements")
    worst = max(known, key=lambda d: d.error if d.error == d.error else np.inf)
    print(f"{'WRONG' if bad else 'ok'}: max error {worst.error:.2g} at {worst.place}, {len(known)} elements compared")
    return CHECK_FAILED if bad else FINE
