"""Other forms of what NumPy can say, said in the usual one.

    np.add.reduce(a)              np.sum(a, axis=0)             np.add.outer(a, b)      a[:, None] + b
    np.add.accumulate(a)          np.cumsum(a, axis=0)          np.einsum(a, [0, 1])    np.einsum('ab', a)
    np.r_[a, 1.0, 0:3]            np.concatenate(...)           np.c_[a, b]             np.column_stack((a, b))
    np.diff(a, prepend=b)         np.diff(np.concatenate(...))

Each gives the numbers that the original gives, bit for bit: NumPy does the same inside. What is longer than a call is written in
Python in `stand_ins/arrays.py`.
"""
from __future__ import annotations

import functools
import string
from collections.abc import Callable
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.stand_ins import arrays, numerics, series
from srcgrad.frontend.subscripts import read
from srcgrad.frontend.values import AVal, Const, Ref, Tuple, is_static
from srcgrad.ir.build import type_of
from srcgrad.ir.types import Array, Scalar
from srcgrad.rules.infer import numeric

Form = Callable[..., Any]
REDUCE: dict[np.ufunc, Any] = {np.add: np.sum, np.multiply: np.prod, np.maximum: np.max, np.minimum: np.min,
                               np.logical_and: np.all, np.logical_or: np.any}
ACCUMULATE: dict[np.ufunc, Any] = {np.add: np.cumsum, np.multiply: np.cumprod}
METHOD = {"reduce": "array axis dtype out keepdims initial where".split(), "accumulate": "array axis dtype out".split()}


def said(lower: Lowerer, node: Any, function: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str = "") -> Any:
    return lower.call(node, Const(function), args, kwargs, hint)


def method_of(usual: Any, how: str) -> Form:
    """np.add.reduce(a, axis) is np.sum(a, axis=axis), with 0 for an axis that is not given."""
    def form(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
        given = {"axis": Const(0), **dict(zip(METHOD[how][1:], args[1:])), **kwargs}
        array = args[0] if args else given.pop("array")
        return said(lower, node, usual, [array], {k: v for k, v in given.items() if not nothing(v) or k == "axis"}, hint)
    return form


def nothing(v: AVal) -> bool:
    return is_static(v) and v.value is None


def outer(ufunc: np.ufunc) -> Form:
    """The function of each element of a with all of b."""
    def form(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
        if kwargs or len(args) != 2:
            return NotImplemented
        first, kind = args[0], lower.type_of(args[1])
        n = 0 if isinstance(kind, Scalar) else kind.ndim if isinstance(kind, Array) else None
        if n is None or not isinstance(lower.type_of(first), Array | Scalar):
            return said(lower, node, arrays.outer, [Const(ufunc), *args], {}, hint)
        if n and isinstance(lower.type_of(first), Array):
            first = read(lower, first, Const((Ellipsis, *(None,) * n)), "", node)
        return said(lower, node, ufunc, [first, args[1]], {}, hint)
    return form


def do_einsum(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
    """np.einsum(a, [0, 1], b, [1, 2], [0, 2]) is np.einsum('ab,bc->ac', a, b)."""
    if not args or is_static(args[0]) and isinstance(args[0].value, str):
        return NotImplemented
    lists = [indices(lower, v) for v in (*args[1::2], *(args[-1:] if len(args) % 2 else ()))]
    if len(args) < 2 or any(i is None for i in lists):
        raise lower.refuse(node, "SG308", "the subscripts of np.einsum are known only at run time", "write them as a string")
    letters = dict(zip(sorted({i for part in lists for i in part if i is not Ellipsis}), string.ascii_letters))
    texts = ["".join("..." if i is Ellipsis else letters[i] for i in part) for part in lists]
    inputs = texts[:len(args) // 2]
    text = ",".join(inputs) + (f"->{texts[-1]}" if len(args) % 2 else "")
    return said(lower, node, np.einsum, [Const(text), *args[0:2 * len(inputs):2]], kwargs, hint)


def indices(lower: Lowerer, v: AVal) -> list[Any] | None:
    """The whole numbers, and dots, of a list that is known."""
    if isinstance(v, Ref) and v.kind == "list" or isinstance(v, Tuple):
        items = lower.items(v) if isinstance(v, Ref) else list(v.items)
        return [i.value for i in items] if all(map(is_static, items)) else None  # type: ignore[union-attr]
    return list(v.value) if is_static(v) and isinstance(v.value, list | tuple | range) else None


def concatenated(lower: Lowerer, node: Any, index: AVal, maker: Any, hint: str) -> AVal | None:
    """np.r_[index] and np.c_[index]; None where they are asked for something else by a string, or for columns of more axes."""
    parts = list(index.items) if isinstance(index, Tuple) and index.cls is not slice else [index]
    parts = [span(lower, node, p) for p in parts]
    if any(is_static(p) and isinstance(p.value, str) for p in parts):
        return None
    if maker is np.c_:
        kinds = [lower.type_of(p) for p in parts]
        plain = all(isinstance(k, Scalar) or isinstance(k, Array) and k.ndim is not None and k.ndim <= 2 for k in kinds)
        return said(lower, node, np.column_stack, [Tuple(tuple(parts))], {}, hint) if plain else None
    return said(lower, node, arrays.in_a_row, parts, {}, hint)


def span(lower: Lowerer, node: Any, p: AVal) -> AVal:
    """The numbers that a slice in np.r_ stands for."""
    ends = [Const(e) for e in (p.value.start, p.value.stop, p.value.step)] if is_static(p) and isinstance(p.value, slice) else \
        list(p.items) if isinstance(p, Tuple) and p.cls is slice else None
    if ends is None:
        return p
    start, stop, step = (e if not nothing(e) else Const(n) for e, n in zip(ends, (0, None, 1)))
    if is_static(step) and isinstance(step.value, complex):
        return said(lower, node, np.linspace, [start, stop, Const(int(abs(step.value)))], {})
    return said(lower, node, np.arange, [start, stop, step], {})


def usual(value: Any) -> bool:
    return value is None or value is False or isinstance(value, str) and value == "raise"


def with_keywords(stand_in: Any, *names: str) -> Form:
    """The stand-in, where one of these keywords is given."""
    def form(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
        if all(n not in kwargs or is_static(kwargs[n]) and usual(kwargs[n].value) for n in names):
            return NotImplemented
        return said(lower, node, stand_in, args, kwargs, hint)
    return form


def do_clip(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
    """np.clip(x, min=a, max=b) is np.clip(x, a, b)."""
    if "min" not in kwargs and "max" not in kwargs:
        return NotImplemented
    ends = [kwargs.get(name, Const(None)) for name in ("min", "max")]
    return said(lower, node, np.clip, [*args, *ends], {k: v for k, v in kwargs.items() if k not in ("min", "max")}, hint)


def do_spread(function: Any) -> Form:
    """np.std(x, correction=1) is np.std(x, ddof=1)."""
    def form(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
        if "correction" not in kwargs:
            return NotImplemented
        return said(lower, node, function, args, {"ddof" if k == "correction" else k: v for k, v in kwargs.items()}, hint)
    return form


def do_norm(default: Any, axis: Any) -> Form:
    """np.linalg.vector_norm along an axis, and matrix_norm, of another order than the usual: np.linalg.norm."""
    def form(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
        order = kwargs.get("ord", Const(default))
        along = kwargs.get("axis", Const(axis))
        kind = lower.type_of(args[0]) if len(args) == 1 else None
        if axis is None and nothing(along) and isinstance(kind, Array) and kind.ndim == 1:
            along = Const(0)
        if len(args) != 1 or not is_static(order) or order.value == default or nothing(along):
            return NotImplemented
        return said(lower, node, np.linalg.norm, args, {**kwargs, "ord": order, "axis": along}, hint)
    return form


def do_is_used(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
    """A cotangent that happens to be zero counts: it need not be where the derivative is differentiated along."""
    return Const(args[0] not in lower.zeros and not (is_static(args[0]) and not args[0].value))


def of_vector(stand_in: Any) -> Form:
    """The stand-in, where the coefficients are known to be a vector of two or more, or a list of them."""
    def form(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
        c = args[1] if len(args) > 1 else kwargs.get("c")
        kind = numeric(lower.operand(c), type_of) if c is not None else None
        if not isinstance(kind, Array) or kind.ndim != 1 or kwargs.get("tensor") is not None:
            return NotImplemented
        return said(lower, node, stand_in, args, kwargs, hint)
    return form


SERIES = {"polynomial": "polyval", "chebyshev": "chebval", "hermite": "hermval", "hermite_e": "hermeval", "laguerre": "lagval"}
if np.lib.NumpyVersion(np.__version__) >= "2.4.0":  # it was computed in another order before
    SERIES["legendre"] = "legval"


def part_of(callee: Const, name: str) -> Const:
    """An attribute of an object outside, read where the derivative runs."""
    return Const(getattr(callee.value, name), callee.name and f"{callee.name}.{name}", callee.origin)


def of_polynomial(lower: Lowerer, node: Any, callee: Const, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    """p(x) for an np.poly1d, or a series of numpy.polynomial, that is there before."""
    p, (x, *_) = callee.value, args or list(kwargs.values())
    if isinstance(p, np.poly1d):
        return said(lower, node, np.polyval, [part_of(callee, "coeffs"), x], {}, hint)
    home = {"Polynomial": "polynomial", "Chebyshev": "chebyshev", "Legendre": "legendre", "Hermite": "hermite",
            "HermiteE": "hermite_e", "Laguerre": "laguerre"}.get(type(p).__name__, "")
    if home not in SERIES or len(p.coef) < 2 and home != "polynomial":
        raise lower.refuse(node, "SG308", f"a {type(p).__name__} is called", "write its value with np.polyval, or a sum")
    shift, scale = np.polynomial.polyutils.mapparms(p.domain, p.window)
    moved = said(lower, node, arrays.moved, [x, Const(float(shift)), Const(float(scale))], {})
    coefficients = part_of(callee, "coef")
    return said(lower, node, getattr(getattr(np.polynomial, home), SERIES[home]), [moved, coefficients], {}, hint)


POLYNOMIALS: tuple[type, ...] = (np.poly1d, np.polynomial.Polynomial.__mro__[1])


@functools.lru_cache(None)
def forms() -> dict[Any, Form]:
    """By the function: np.add.reduce is a new object each time, and equal to the others."""
    table: dict[Any, Form] = {np.einsum: do_einsum, runtime.is_used: do_is_used,
                              np.diff: with_keywords(arrays.diff, "prepend", "append"),
                              np.ediff1d: with_keywords(arrays.ediff1d, "to_begin", "to_end"), np.clip: do_clip,
                              np.take: with_keywords(numerics.take, "mode"), np.interp: with_keywords(numerics.periodic, "period"),
                              np.linspace: with_keywords(numerics.linspace, "retstep"),
                              np.average: with_keywords(numerics.average, "returned", "keepdims")}
    table |= {getattr(getattr(np.polynomial, home), name): of_vector(getattr(series, name)) for home, name in SERIES.items()}
    table |= {f: do_spread(f) for f in (np.std, np.var)}
    if hasattr(np.linalg, "vector_norm"):
        table |= {np.linalg.vector_norm: do_norm(2, None), np.linalg.matrix_norm: do_norm("fro", (-2, -1))}
    table |= {u.reduce: method_of(f, "reduce") for u, f in REDUCE.items()}
    table |= {u.accumulate: method_of(f, "accumulate") for u, f in ACCUMULATE.items()}
    table |= {u.outer: outer(u) for u in vars(np).values() if isinstance(u, np.ufunc) and u.nin == 2 and u.nout == 1
              and u.signature is None}
    return table


SERVICES = (concatenated, of_polynomial)
