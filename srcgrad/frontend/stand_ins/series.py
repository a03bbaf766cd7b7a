"""Values of polynomials of numpy.polynomial, whose coefficients are a vector: Clenshaw's recurrence, as NumPy writes it."""
from __future__ import annotations

from typing import Any

import numpy as np


def polyval(x: Any, c: Any, tensor: Any = True) -> Any:
    x, c = in_order(x, c)
    c0 = c[-1] + x * 0
    for i in range(2, len(c) + 1):
        c0 = c[-i] + c0 * x
    return c0


def chebval(x: Any, c: Any, tensor: Any = True) -> Any:
    x, c = in_order(x, c)
    c0, c1 = c[-2], c[-1]
    x2 = 2 * x
    for i in range(3, len(c) + 1):
        c0, c1 = c[-i] - c1, c0 + c1 * x2
    return c0 + c1 * x


def legval(x: Any, c: Any, tensor: Any = True) -> Any:
    x, c = in_order(x, c)
    c0, c1 = c[-2], c[-1]
    nd = len(c)
    for i in range(3, len(c) + 1):
        nd = nd - 1
        c0, c1 = c[-i] - c1 * ((nd - 1) / nd), c0 + c1 * x * ((2 * nd - 1) / nd)
    return c0 + c1 * x


def hermval(x: Any, c: Any, tensor: Any = True) -> Any:
    x, c = in_order(x, c)
    c0, c1 = c[-2], c[-1]
    x2 = x * 2
    nd = len(c)
    for i in range(3, len(c) + 1):
        nd = nd - 1
        c0, c1 = c[-i] - c1 * (2 * (nd - 1)), c0 + c1 * x2
    return c0 + c1 * x2


def hermeval(x: Any, c: Any, tensor: Any = True) -> Any:
    x, c = in_order(x, c)
    c0, c1 = c[-2], c[-1]
    nd = len(c)
    for i in range(3, len(c) + 1):
        nd = nd - 1
        c0, c1 = c[-i] - c1 * (nd - 1), c0 + c1 * x
    return c0 + c1 * x


def lagval(x: Any, c: Any, tensor: Any = True) -> Any:
    x, c = in_order(x, c)
    c0, c1 = c[-2], c[-1]
    nd = len(c)
    for i in range(3, len(c) + 1):
        nd = nd - 1
        c0, c1 = c[-i] - (c1 * (nd - 1)) / nd, c0 + (c1 * ((2 * nd - 1) - x)) / nd
    return c0 + c1 * (1 - x)


def in_order(x: Any, c: Any) -> Any:
    """x as a number or an array, and the coefficients: each of as many axes as x, so that one is as good as an array."""
    c = np.asarray(c)
    if isinstance(x, list | tuple):
        x = np.asarray(x)
    if isinstance(x, np.ndarray):
        c = np.reshape(c, np.shape(c) + (1,) * np.ndim(x))
    return x, c
