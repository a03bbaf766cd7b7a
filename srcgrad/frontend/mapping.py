"""Functions of NumPy that call the user's function: np.vectorize and np.apply_along_axis; np.block."""
from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.stand_ins import arrays
from srcgrad.frontend.values import AVal, Const, Partial, is_static
from srcgrad.ir.types import Array


def do_vectorize(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
    if kwargs or len(args) != 1:
        raise lower.refuse(node, "SG306", "np.vectorize is followed where it is given a function alone", "write the loop")
    return Partial(Const(arrays.vectorized), (args[0],), {})


def vectorized(lower: Lowerer, node: Any, f: np.vectorize) -> AVal:
    """One that was made outside."""
    if f.otypes is not None or f.excluded or f.signature is not None:
        raise lower.refuse(node, "SG306", "np.vectorize is followed where it is given a function alone", "write the loop")
    return Partial(Const(arrays.vectorized), (Const(f.pyfunc),), {})


def do_along_axis(lower: Lowerer, node: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
    function, axis, array = args[:3]
    kind = lower.type_of(array)
    ndim = kind.ndim if isinstance(kind, Array) else None
    if ndim not in (1, 2) or not is_static(axis):
        raise lower.refuse(node, "SG306", "np.apply_along_axis is followed for arrays of one or two axes", "write the loop")
    return lower.call(node, Const(arrays.along_axis), args, kwargs, hint)
