"""Zeros in cotangents that stand for elements that were not used, and where such a zero meets an infinite slope.

    r = np.sqrt(d2)                     d2 is 0 on the diagonal, where the slope of the square root is infinite
    energy = np.sum(1 / r[upper])       r_bar is 0 there because the diagonal was not used: so is d2_bar

A zero that was computed is no such zero: of sqrt(x) ** 2 at 0 the chain rule knows nothing, and says nan.
"""
from __future__ import annotations

import math
import operator

import numpy as np

NONE, SOME, CHOSEN = 0, 1, 2  # how much of a cotangent may be unused: nothing; what was not read by position; what was not chosen

SELECTING = frozenset({  # use one of their operands, or some elements of their operand, and not the others
    np.where, np.triu, np.tril, np.take, np.take_along_axis, np.compress, np.extract, np.diag, np.diagonal, np.ndarray.diagonal,
    np.ndarray.take, np.trace, np.ndarray.trace, np.select, np.choose, np.maximum, np.minimum, np.fmax, np.fmin, np.clip,
    np.ndarray.clip, np.max, np.min, np.ndarray.max, np.ndarray.min, np.nanmax, np.nanmin, np.nansum, np.nanmean, np.nan_to_num,
    np.median, np.percentile, np.quantile, np.delete, np.ptp, max, min,
})
MOVING = frozenset({np.sort, np.partition})  # all elements, at other places
CUSPS = frozenset({  # finite, with an infinite slope
    np.sqrt, np.cbrt, np.power, np.float_power, operator.pow, np.arcsin, np.arccos, np.arccosh, np.arctanh, math.sqrt, math.pow,
    math.asin, math.acos, pow,
})
MASKS = frozenset({  # made of zeros and ones
    np.eye, np.identity, np.tri, np.isfinite, np.isnan, np.logical_and, np.logical_or, np.logical_not, np.greater, np.less,
    np.greater_equal, np.less_equal, np.equal, np.not_equal, operator.gt, operator.lt, operator.ge, operator.le, operator.eq,
    operator.ne, np.zeros, np.zeros_like,
})
