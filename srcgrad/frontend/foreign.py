"""Arrays that compute in their own way: np.matrix, masked arrays, what np.array makes of an object.

    W = np.matrix(…); W[0] * x     a product of matrices, and not element by element
    np.asarray(W)[0] * x           an array like any other

What is read out of them would be taken for an array like any other, so it is refused. Where a rule is applied to such an array
itself, the rule refuses (ad/prims.py).
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from srcgrad.frontend.core import Lowerer
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Operand
from srcgrad.ir.spec import is_user_object_class
from srcgrad.ir.types import Opaque, Type

ARRAYS = (np.ndarray, np.memmap)
MAKERS = (np.asarray, np.array, np.ascontiguousarray)
ASKED = ("shape", "ndim", "size", "dtype", "tolist", "A", "filled", "nbytes")


def refuse_reading(lower: Lowerer, node: Any, kind: Type, name: str = "") -> None:
    """Before an element or attribute is read."""
    cls = kind.cls if isinstance(kind, Opaque) and isinstance(kind.cls, type) else None
    if cls is not None and issubclass(cls, np.ndarray) and cls not in ARRAYS and name not in ASKED:
        raise lower.refuse(node, "SG308", f"a {cls.__name__} computes in its own way, and so does what is read out of it",
                           "convert it first, with np.asarray(..., float)")


def refuse_objects(lower: Lowerer, node: Any, function: Any, operands: Sequence[Operand]) -> None:
    """Before np.array makes an array of objects."""
    kind = type_of(operands[0]) if function in MAKERS and operands else None
    if isinstance(kind, Opaque) and is_user_object_class(kind.cls) and not hasattr(kind.cls, "__array__"):
        raise lower.refuse(node, "SG308", f"an array of a {kind.cls.__name__} computes as that does",
                           "convert it first, with float(...)")
