"""Finite differences of a function, element by element, beside the gradient that is to be checked."""
from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from srcgrad.cli.exits import WRONG_USE, CommandError
from srcgrad.record import dataclass

MOST = 256  # of a larger array that many elements are drawn


@dataclass(frozen=True)
class Difference:
    """One element: where it is (`w[3]`), its gradient, the difference quotient, the tolerance of its dtype."""

    place: str
    got: complex
    want: complex
    tol: float

    @property
    def error(self) -> float:
        return float(abs(self.got - self.want) / max(1.0, abs(self.want)))


def differences(f: Callable[..., Any], bound: inspect.BoundArguments, name: str, gradient: Any) -> Iterator[Difference]:
    """Compare `gradient`, which has the structure of the argument `name`, with difference quotients of `f`."""
    primal = bound.arguments[name]

    def at(value: Any) -> complex:
        changed = copy.deepcopy(bound)  # f may write into any of its arguments
        changed.arguments[name] = value
        return complex(f(*changed.args, **changed.kwargs))

    for place, index, x, g in _elements(primal, gradient, name, ()):
        single = isinstance(x, np.float32 | np.complex64 | np.float16)
        h = (2e-2 if single else 1e-4) * max(abs(x), 1e-2)
        want = _quotient(at, primal, index, x, h)
        if np.iscomplexobj(x):  # JAX's convention: d/d(re) - i d/d(im)
            want += _quotient(at, primal, index, x, 1j * h)
        yield Difference(place, g, want if np.iscomplexobj(x) else want.real, 1e-2 if single else 1e-6)


def _quotient(at: Callable[[Any], complex], primal: Any, index: tuple[Any, ...], x: Any, h: complex) -> complex:
    """Central differences of fourth order: (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12 h."""
    f = {k: at(_with(primal, index, x + k * h)) for k in (-2, -1, 1, 2)}
    return (8 * (f[1] - f[-1]) - (f[2] - f[-2])) / (12 * h)


def _elements(primal: Any, gradient: Any, place: str, index: tuple[Any, ...]) -> Iterator[tuple[str, tuple, Any, Any]]:
    """Place, index, value and gradient of each number in an argument: a number, an array, or a container of them."""
    if isinstance(primal, np.ndarray):
        if np.shape(gradient) != primal.shape:
            raise CommandError(f"{place}: the gradient has shape {np.shape(gradient)}, not {primal.shape}", 1)
        every = list(np.ndindex(primal.shape))
        drawn = every if len(every) <= MOST else np.random.default_rng(0).permutation(every)[:MOST]
        for i in (tuple(map(int, i)) for i in drawn):
            yield f"{place}[{', '.join(map(str, i))}]" if i else place, (*index, i), primal[i], gradient[i]
    elif isinstance(primal, dict | list | tuple):
        keys = primal if isinstance(primal, dict) else range(len(primal))
        for key in keys:
            yield from _elements(primal[key], gradient[key], f"{place}[{key!r}]", (*index, key))
    elif isinstance(primal, float | complex | np.inexact):
        yield place, index, primal, gradient
    elif isinstance(primal, int) and not index:  # an argument of its own is read as a float, a part is left alone
        yield place, index, float(primal), gradient
    elif not index:
        raise CommandError(f"{place} is a {type(primal).__name__}: only numbers, arrays and containers of them can be "
                           "compared", WRONG_USE)


def _with(primal: Any, index: tuple[Any, ...], value: Any) -> Any:
    """A copy of `primal` with the element at `index` replaced."""
    if not index:
        return value
    key, rest = index[0], index[1:]
    if isinstance(primal, tuple):
        changed = [*primal[:key], _with(primal[key], rest, value), *primal[key + 1:]]
        return type(primal)(*changed) if hasattr(primal, "_fields") else tuple(changed)
    copied = copy.copy(primal)
    copied[key] = _with(primal[key], rest, value)
    return copied
