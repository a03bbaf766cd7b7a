"""Sorting and extremes by a key, and heaps: which element comes first is computed as it stands, the elements are then picked."""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

from srcgrad.runtime import order_of


def ordered(iterable: Any, *, key: Any = None, reverse: Any = False) -> Any:
    values = list(iterable)
    marks = values if key is None else [key(value) for value in values]
    return [values[k] for k in order_of(marks, reverse)]


def sort(values: Any, *, key: Any = None, reverse: Any = False) -> None:
    in_order = sorted(values, key=key, reverse=reverse)
    values.clear()
    values.extend(in_order)


def insort_left(values: Any, value: Any) -> None:
    values.insert(bisect_left(values, value), value)


def insort_right(values: Any, value: Any) -> None:
    values.insert(bisect_right(values, value), value)


def remove(values: Any, value: Any) -> None:
    del values[values.index(value)]


def largest(iterable: Any, *, key: Any = None, **given: Any) -> Any:
    values = list(iterable)
    if len(values) == 0:
        if given:
            return given["default"]
        raise ValueError("max() of an empty sequence")
    best = values[0]
    mark = best if key is None else key(best)
    for value in values[1:]:
        other = value if key is None else key(value)
        if other > mark:
            best, mark = value, other
    return best


def smallest(iterable: Any, *, key: Any = None, **given: Any) -> Any:
    values = list(iterable)
    if len(values) == 0:
        if given:
            return given["default"]
        raise ValueError("min() of an empty sequence")
    best = values[0]
    mark = best if key is None else key(best)
    for value in values[1:]:
        other = value if key is None else key(value)
        if other < mark:
            best, mark = value, other
    return best


def heappush(heap: Any, item: Any) -> None:
    heap.append(item)
    child = len(heap) - 1
    while child > 0 and heap[child] < heap[(child - 1) // 2]:
        parent = (child - 1) // 2
        heap[child], heap[parent] = heap[parent], heap[child]
        child = parent


def heappop(heap: Any) -> Any:
    last = heap.pop()
    if len(heap) == 0:
        return last
    first, heap[0] = heap[0], last
    sink(heap, 0)
    return first


def sink(heap: Any, start: Any) -> None:
    """As heapq does it: down to a leaf along the smaller children, then up again to where the item belongs."""
    item = heap[start]
    hole, child = start, 2 * start + 1
    while child < len(heap):
        if child + 1 < len(heap) and not heap[child] < heap[child + 1]:
            child += 1
        heap[hole] = heap[child]
        hole, child = child, 2 * child + 1
    heap[hole] = item
    while hole > start and item < heap[(hole - 1) // 2]:
        heap[hole] = heap[(hole - 1) // 2]
        hole = (hole - 1) // 2
        heap[hole] = item


def heapify(heap: Any) -> None:
    for start in range(len(heap) // 2 - 1, -1, -1):
        sink(heap, start)


def heappushpop(heap: Any, item: Any) -> Any:
    if len(heap) > 0 and heap[0] < item:
        item, heap[0] = heap[0], item
        sink(heap, 0)
    return item


def heapreplace(heap: Any, item: Any) -> Any:
    first, heap[0] = heap[0], item
    sink(heap, 0)
    return first


def delete_slice(values: Any, part: Any) -> None:
    gone = list(range(len(values)))[part]
    kept = [value for k, value in enumerate(values) if k not in gone]
    values.clear()
    values.extend(kept)


def fromkeys(keys: Any, value: Any = None) -> Any:
    return {key: value for key in keys}


# --- dicts ---------------------------------------------------------------------------------------------------------------
def setdefault(table: Any, key: Any, default: Any = None) -> Any:
    if key not in table:
        table[key] = default
    return table[key]


def update(table: Any, *given: Any, **named: Any) -> None:
    for other in given:
        if isinstance(other, dict):
            for key, value in other.items():
                table[key] = value
        else:
            for key, value in other:
                table[key] = value
    for key, value in named.items():
        table[key] = value


def take(table: Any, key: Any, default: Any) -> Any:
    if key in table:
        return table.pop(key)
    return default


def popitem(table: Any) -> Any:
    key = list(table)[-1]
    return key, table.pop(key)
