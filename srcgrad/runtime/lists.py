"""Cotangents of lists and dicts, which are lists and dicts; and what was written through an index array."""
from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.runtime.refusal import refusal


def add_parts(total: Any, more: Any) -> None:
    """total[k] += more[k] for every element of a list or dict of cotangents, the nested ones in place. A total of 0.0 is that of a
    name that nothing was bound to: nothing can have been read from it."""
    if isinstance(total, float) and total == 0.0 and is_nothing(more):
        return
    for k in total if isinstance(total, dict) else range(len(total)):
        part = more[k] if isinstance(more, list | dict | np.ndarray) else more  # a number stands for all parts
        if isinstance(total[k], list | dict):
            add_parts(total[k], part)
        else:
            total[k] = plus(total[k], part)


def in_order(a: Any, index: Any, value: Any) -> None:
    """SG404 if a[index] = value is from one slice to another of one array, of different strides: NumPy reads what it just wrote."""
    if not isinstance(a, np.ndarray) or not isinstance(value, np.ndarray) or value.size < 2:
        return
    part = a[index]
    if part.ndim != 1 or part.strides[0] == value.strides[-1] or part.strides[0] * value.strides[-1] < 0:
        return
    if np.shares_memory(part, value):
        raise refusal("SG404", "a slice is assigned to one that overlaps it, with another stride: what NumPy reads then "
                      "depends on what it has written before; copy the right side first")


def is_nothing(more: Any) -> bool:
    """Whether all cotangents in it are zero."""
    if isinstance(more, list | tuple | dict):
        return all(map(is_nothing, more.values() if isinstance(more, dict) else more))
    return not np.any(more)


def plus(a: Any, b: Any) -> Any:
    """a + b, element by element where they are tuples."""
    if isinstance(a, list | dict):
        add_parts(a, b)
        return a
    return tuple(map(plus, a, b)) if isinstance(a, tuple) else a + b


def blank(v: Any) -> Any:
    """A cotangent of zero like v, for a number or array just 0.0."""
    return type(v)(map(blank, v)) if isinstance(v, tuple | list) else 0.0


def duplicate(x: Any) -> Any:
    """A list or dict of cotangents that shares no container with x."""
    if isinstance(x, dict):
        return {k: duplicate(v) for k, v in x.items()}
    return [duplicate(v) for v in x] if isinstance(x, list) else x


def fold_list(g: list[Any], n: int) -> list[Any]:
    """The cotangent of a list of n elements from that of the list repeated."""
    out = list(g[:n])
    for k in range(n, len(g)):
        out[k % n] = plus(out[k % n], g[k])
    return out


def spread_list(g: list[Any], n: int, index: slice) -> list[Any]:
    """The cotangent of a list of n elements from that of list[index]."""
    out: list[Any] = [blank(g[0]) if len(g) else 0.0 for _ in range(n)]
    for k, v in zip(range(n)[index], g):
        out[k] = v
    return out


def unsort_list(g: list[Any], xs: Any, reverse: bool = False, key: Any = None) -> Any:
    """The cotangent of xs from that of sorted(xs)."""
    out: list[Any] = [0.0] * len(g)
    order = sorted(range(len(g)), key=list(xs).__getitem__ if key is None else lambda k: key(xs[k]), reverse=reverse)
    for k, v in zip(order, g):
        out[k] = v
    return np.array(out) if isinstance(xs, np.ndarray) else out


def alike(parts: list[Any]) -> None:
    """SG405 if the results of a function that NumPy calls for each element differ in dtype: it would cast all to the first's."""
    if len({np.asarray(part).dtype for part in parts}) > 1:
        raise refusal("SG405", "results of different dtypes, which NumPy casts to that of the first; return floats everywhere")


def order_of(marks: Any, reverse: bool = False) -> list[int]:
    """The positions of what has these marks, in the order that sorted() puts it."""
    return sorted(range(len(marks)), key=marks.__getitem__, reverse=reverse)


def pop_last(box: list[Any], n: int) -> list[Any]:
    """Take the last n elements off a list."""
    out = box[len(box) - n:]
    del box[len(box) - n:]
    return out


def unput_slice(box: list[Any], index: slice, n: int, old: list[Any]) -> list[Any]:
    """Undo `box[index] = n new elements`, where `old` was before, on cotangents: gives those of the new ones."""
    where = index
    if index.step in (None, 1):
        start = index.indices(len(box) - n + len(old))[0]
        where = slice(start, start + n)
    out, box[where] = box[where], [blank(v) for v in old]
    return out


def refill(box: dict[Any, Any], old: dict[Any, Any]) -> None:
    """Undo `old.clear()` on cotangents: zeros for what was in it."""
    box.update({k: blank(v) for k, v in old.items()})


def put_back(box: list[Any], k: int, v: Any) -> None:
    """Undo `box.pop(k)`."""
    box.insert(k if k >= 0 else len(box) + 1 + k, v)


def last_written(g: Any, shape: tuple[int, ...], index: Any) -> Any:
    """The cotangent of the values that were stored through an index array, of which only the last for each place lives on."""
    order = np.full(shape, -1)
    turns = np.arange(np.size(order[index])).reshape(np.shape(order[index]))
    order[index] = turns
    return np.where(order[index] == turns, g, np.zeros_like(g))


def separate(x: Any, memo: dict[int, Any] | None = None, numbers: bool = False) -> Any:
    """A copy of containers and of the arrays in them; what was one object is one object in the copy, but for `numbers`."""
    memo = {} if memo is None else memo
    if numbers and isinstance(x, float | np.floating):
        return type(x)(x * 1.0)  # an object of its own
    if id(x) in memo:
        return memo[id(x)]
    out: Any = x
    if isinstance(x, np.ndarray):
        out = x.copy("K")
    elif isinstance(x, list):
        out = memo[id(x)] = []
        out += [separate(v, memo, numbers) for v in x]
    elif isinstance(x, dict):
        out = memo[id(x)] = {}
        out.update({k: separate(v, memo, numbers) for k, v in x.items()})
    elif isinstance(x, tuple):
        parts = [separate(v, memo, numbers) for v in x]
        out = type(x)(*parts) if hasattr(x, "_fields") else tuple(parts)
    elif hasattr(x, "__dict__") and not callable(x):
        out = memo[id(x)] = object.__new__(type(x))
        out.__dict__.update({k: separate(v, memo, numbers) for k, v in vars(x).items()})
    memo[id(x)] = out
    return out


def own(x: Any) -> Any:
    """A copy of a list or dict to work on, in which numbers can be told apart as objects."""
    return separate(x, numbers=True)


def apart(written: int, *arguments: Any) -> None:
    """SG404 if one of the first `written` arrays, which are written, shares memory with another argument."""
    for k, a in enumerate(arguments[:written]):
        for b in arguments[k + 1:]:
            if any(np.shares_memory(a, x) for x in arrays_in(b)):
                raise refusal("SG404", "two arguments share memory, and one of them is written in place; pass a copy of it")


def in_one_piece(x: Any) -> None:
    """SG404 if x, which is written, has gaps in memory: a copy of it has none, and what reshape shares with that is other."""
    if isinstance(x, np.ndarray) and not x.flags.forc:
        raise refusal("SG404", "an argument that is written in place and reshaped is a view with gaps: what a reshape of it shares "
                      "with it depends on them; pass a copy of it")


def of_length(x: Any, count: int) -> None:
    """What `a, b = x` raises where x has not as many elements; of them only those are read that something depends on."""
    if len(x) > count:
        raise ValueError(f"too many values to unpack (expected {count})")
    if len(x) < count:
        raise ValueError(f"not enough values to unpack (expected {count}, got {len(x)})")


def equally_long(*counts: int) -> None:
    """What zip(..., strict=True) raises: before the first turn, not after the last."""
    for k, count in enumerate(counts[1:], start=2):
        if count != counts[0]:
            others = "argument 1" if k == 2 else f"arguments 1-{k - 1}"
            raise ValueError(f"zip() argument {k} is {'shorter' if count < counts[0] else 'longer'} than {others}")


def arrays_in(x: Any) -> list[np.ndarray]:
    """The arrays in a nest of containers."""
    if isinstance(x, np.ndarray):
        return [x]
    if isinstance(x, dict):
        x = list(x.values())
    return [a for v in x for a in arrays_in(v)] if isinstance(x, list | tuple) else []


def gradient_of(x: Any, parts: dict[str, Any]) -> Any:
    """The gradient of an object: an object of its class whose attributes are gradients."""
    out = object.__new__(type(x))
    for name, v in parts.items():
        object.__setattr__(out, name, v)
    return out


def object_of(cls: type, parts: dict[str, Any]) -> Any:
    """An object of a class that has these attributes, made without calling it."""
    out: Any = object.__new__(cls)
    for name, v in parts.items():
        object.__setattr__(out, name, v)
    return out


def gradient_like(g: Any, x: Any) -> Any:
    """A cotangent with the shape, dtype and class of x, in memory of its own; so are the parts of a container."""
    if isinstance(x, np.ndarray):
        if x.dtype.kind != "f":
            raise refusal("SG401", f"an array of dtype {x.dtype} has no gradient; pass x.astype(float)")
        return np.array(np.broadcast_to(g, x.shape), dtype=x.dtype)
    if isinstance(x, list | dict | tuple):
        return parts_like(g, x)
    return type(x)(g) if isinstance(x, np.floating) else float(g)


def parts_like(g: Any, x: Any) -> Any:
    if isinstance(x, dict):
        return type(g)((k, parts_like(g[k], v)) for k, v in x.items())
    if isinstance(x, list | tuple):
        parts = [parts_like(p, v) for p, v in zip(g, x)]
        return type(x)(*parts) if hasattr(x, "_fields") else type(x)(parts)
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        return g if isinstance(g, np.ndarray) and (g.shape, g.dtype) == (x.shape, x.dtype) else gradient_like(g, x)
    return type(x)(g) if isinstance(x, float | np.floating) else g


__all__ = [
    "add_parts",
    "alike",
    "apart",
    "equally_long",
    "in_one_piece",
    "of_length",
    "duplicate",
    "fold_list",
    "gradient_like",
    "gradient_of",
    "in_order",
    "last_written",
    "object_of",
    "order_of",
    "own",
    "plus",
    "pop_last",
    "put_back",
    "refill",
    "separate",
    "spread_list",
    "unput_slice",
    "unsort_list",
]
