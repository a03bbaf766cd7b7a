"""itertools and functools.reduce over anything that can be walked: each gives the list of what it would yield."""
from __future__ import annotations

import operator
from typing import Any


def chain(*iterables: Any) -> Any:
    out = []
    for iterable in iterables:
        for value in iterable:
            out.append(value)
    return out


def from_iterable(iterables: Any) -> Any:
    out = []
    for iterable in iterables:
        for value in iterable:
            out.append(value)
    return out


def accumulate(iterable: Any, func: Any = operator.add, *, initial: Any = None) -> Any:
    values = list(iterable)
    if initial is not None:
        out = [initial]
        for value in values:
            out.append(func(out[-1], value))
        return out
    out = values[:1]
    for value in values[1:]:
        out.append(func(out[-1], value))
    return out


def pairwise(iterable: Any) -> Any:
    values = list(iterable)
    return [(a, b) for a, b in zip(values[:-1], values[1:])]


def zip_longest(*iterables: Any, fillvalue: Any = None) -> Any:
    columns = [list(iterable) for iterable in iterables]
    size = max([len(column) for column in columns], default=0)
    return [tuple([column[k] if k < len(column) else fillvalue for column in columns]) for k in range(size)]


def starmap(function: Any, iterable: Any) -> Any:
    return [function(*values) for values in iterable]


def compress(data: Any, selectors: Any) -> Any:
    return [value for value, selected in zip(data, selectors) if selected]


def takewhile(predicate: Any, iterable: Any) -> Any:
    out = []
    for value in iterable:
        if not predicate(value):
            break
        out.append(value)
    return out


def dropwhile(predicate: Any, iterable: Any) -> Any:
    out = []
    dropping = True
    for value in iterable:
        if dropping and predicate(value):
            continue
        dropping = False
        out.append(value)
    return out


def filterfalse(predicate: Any, iterable: Any) -> Any:
    return [value for value in iterable if not predicate(value)]


def filtered(predicate: Any, iterable: Any) -> Any:
    if predicate is None:
        return [value for value in iterable if value]
    return [value for value in iterable if predicate(value)]


def singles(iterable: Any) -> Any:
    return [(a,) for a in iterable]


def pairs(iterable: Any) -> Any:
    values = list(iterable)
    return [(values[i], values[j]) for i in range(len(values)) for j in range(i + 1, len(values))]


def pairs_and_doubles(iterable: Any) -> Any:
    values = list(iterable)
    return [(values[i], values[j]) for i in range(len(values)) for j in range(i, len(values))]


def triples(iterable: Any) -> Any:
    values = list(iterable)
    return [(values[i], values[j], values[k]) for i in range(len(values)) for j in range(i + 1, len(values))
            for k in range(j + 1, len(values))]


def ordered_pairs(iterable: Any) -> Any:
    values = list(iterable)
    return [(values[i], values[j]) for i in range(len(values)) for j in range(len(values)) if i != j]


def product(*iterables: Any) -> Any:
    columns = [list(iterable) for iterable in iterables]
    if len(columns) == 1:
        return [(a,) for a in columns[0]]
    if len(columns) == 2:
        return [(a, b) for a in columns[0] for b in columns[1]]
    if len(columns) == 3:
        return [(a, b, c) for a in columns[0] for b in columns[1] for c in columns[2]]
    raise NotImplementedError("a product of more than three run-time sequences")


def groupby(iterable: Any, key: Any = None) -> Any:
    marks: Any = []
    groups: Any = []
    for value in iterable:
        mark = value if key is None else key(value)
        if len(marks) > 0 and marks[-1] == mark:
            groups[-1].append(value)
        else:
            marks.append(mark)
            groups.append([value])
    return zip(marks, groups)


def column(rows: Any, k: Any) -> Any:
    return [row[k] for row in rows]


def all_columns(rows: Any) -> Any:
    return [[row[k] for row in rows] for k in range(min([len(row) for row in rows], default=0))]


def reduce(function: Any, sequence: Any) -> Any:
    values = list(sequence)
    if len(values) == 0:
        raise TypeError("reduce() of empty iterable with no initial value")
    total = values[0]
    for value in values[1:]:
        total = function(total, value)
    return total
