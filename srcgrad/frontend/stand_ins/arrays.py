"""np.block, np.apply_along_axis and np.vectorize, by functions of NumPy that have rules and calls of the user's function."""
from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.runtime import alike


def block(arrays: Any) -> Any:
    if not isinstance(arrays, list):
        return np.array(arrays)
    if not isinstance(arrays[0], list):
        return np.concatenate([np.atleast_1d(part) for part in arrays], axis=-1)
    return np.concatenate([np.concatenate([np.atleast_2d(part) for part in row], axis=-1) for row in arrays], axis=-2)


def along_axis(function: Any, axis: Any, array: Any, *args: Any, **named: Any) -> Any:
    if np.ndim(array) == 1:
        return np.asarray(function(array, *args, **named))
    rows = np.moveaxis(array, axis, -1)
    parts = [function(row, *args, **named) for row in rows]
    alike(parts)
    whole = np.stack(parts)
    return np.moveaxis(whole, -1, axis) if np.ndim(whole) == 2 else whole


def vectorized(function: Any, *arrays: Any) -> Any:
    parts = [function(*values) for values in zip(*[np.ravel(part) for part in np.broadcast_arrays(*arrays)])]
    alike(parts)
    return np.reshape(np.array(parts), np.broadcast_shapes(*[np.shape(part) for part in arrays]))
