"""Classes and functions of the standard library, written in the Python that the lowerer reads.

    window = deque(maxlen=3)        window is an object with a list `inside`
    window.append(v)                Deque.append is lowered in place, as a method of a user class would be

They are never called: each is lowered where the user calls what it stands for, and leaves only operations on lists, dicts and
numbers. Each gives exactly what the original gives, in the same order. Refusals inside show the user's line.
"""
from __future__ import annotations

import bisect
import contextlib
import functools
import heapq
import itertools
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

import numpy as np

from srcgrad.frontend.stand_ins import arrays, containers, iterators, numerics, ordering, wrapping

HERE = __name__

CLASSES: dict[Any, Any] = {deque: containers.Deque, defaultdict: containers.DefaultDict, OrderedDict: containers.Ordered,
                           Counter: containers.Counts, contextlib.nullcontext: wrapping.Nothing}
SAME_NAME = {np: "polyder polyint polyadd polysub polymul poly polyfit choose piecewise fromiter fromfunction "
                 "cumulative_sum cumulative_prod", np.linalg: "cond tensorsolve tensorinv"}
FUNCTIONS: dict[Any, Any] = {
    itertools.chain: iterators.chain, itertools.accumulate: iterators.accumulate, itertools.zip_longest: iterators.zip_longest,
    itertools.starmap: iterators.starmap, itertools.compress: iterators.compress, itertools.takewhile: iterators.takewhile,
    itertools.dropwhile: iterators.dropwhile, itertools.filterfalse: iterators.filterfalse, filter: iterators.filtered,
    itertools.pairwise: iterators.pairwise, functools.reduce: iterators.reduce, itertools.groupby: iterators.groupby,
    itertools.chain.from_iterable: iterators.from_iterable, dict.fromkeys: ordering.fromkeys,
    **{getattr(home, name): getattr(numerics, name) for home, names in SAME_NAME.items() for name in names.split()
       if hasattr(home, name)},
    np.block: arrays.block, np.ndindex: arrays.ndindex, np.ndenumerate: arrays.ndenumerate,
    bisect.insort_left: ordering.insort_left, bisect.insort_right: ordering.insort_right,
    sorted: ordering.ordered, max: ordering.largest, min: ordering.smallest,
    heapq.heappush: ordering.heappush, heapq.heappop: ordering.heappop, heapq.heapify: ordering.heapify,
    heapq.heappushpop: ordering.heappushpop, heapq.heapreplace: ordering.heapreplace}
LAZY = {f for f in FUNCTIONS if isinstance(f, type) or f == itertools.chain.from_iterable}  # what can be walked once
METHODS: dict[tuple[type, str], Any] = {
    (list, "sort"): ordering.sort, (list, "remove"): ordering.remove, (dict, "setdefault"): ordering.setdefault,
    (dict, "update"): ordering.update, (dict, "pop"): ordering.take, (dict, "popitem"): ordering.popitem}


def is_stand_in(function: Any) -> bool:
    """Whether a function is one of these, rather than the user's."""
    return str(getattr(function, "__module__", "")).startswith(HERE)


def stood_for(cls: Any) -> Any:
    """The class that the user knows."""
    return getattr(cls, "stands_for", cls) if is_stand_in(cls) else cls


__all__ = ["CLASSES", "FUNCTIONS", "METHODS", "is_stand_in", "stood_for"]
