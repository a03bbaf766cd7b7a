"""deque, defaultdict, OrderedDict, Counter and set, over one list or dict.

A deque is a list whose far end is dropped when it is full; a set is a dict whose values say nothing. What the reverse sweep does
with the list or dict `inside` is known already.
"""
from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any


class Deque:
    stands_for = deque

    def __init__(self, iterable: Any = (), maxlen: Any = None) -> None:
        self.maxlen = maxlen
        self.inside = list(iterable)
        if maxlen is not None and len(self.inside) > maxlen:
            del self.inside[:len(self.inside) - maxlen]

    def append(self, value: Any) -> None:
        self.inside.append(value)
        if self.maxlen is not None and len(self.inside) > self.maxlen:
            self.inside.pop(0)

    def appendleft(self, value: Any) -> None:
        self.inside.insert(0, value)
        if self.maxlen is not None and len(self.inside) > self.maxlen:
            self.inside.pop()

    def extend(self, iterable: Any) -> None:
        for value in iterable:
            self.append(value)

    def extendleft(self, iterable: Any) -> None:
        for value in iterable:
            self.appendleft(value)

    def pop(self) -> Any:
        return self.inside.pop()

    def popleft(self) -> Any:
        return self.inside.pop(0)

    def insert(self, index: Any, value: Any) -> None:
        if self.maxlen is not None and len(self.inside) >= self.maxlen:
            raise IndexError("deque already at its maximum size")
        self.inside.insert(index, value)

    def remove(self, value: Any) -> None:
        self.inside.remove(value)

    def index(self, value: Any) -> Any:
        return self.inside.index(value)

    def count(self, value: Any) -> Any:
        return self.inside.count(value)

    def clear(self) -> None:
        self.inside.clear()

    def reverse(self) -> None:
        self.inside.reverse()

    def rotate(self, n: Any = 1) -> None:
        size = len(self.inside)
        if size > 0:
            first = -n % size
            turned = self.inside[first:] + self.inside[:first]
            self.inside.clear()
            self.inside.extend(turned)

    def copy(self) -> Any:
        return Deque(self.inside, self.maxlen)

    def __len__(self) -> Any:
        return len(self.inside)

    def __contains__(self, value: Any) -> Any:
        return value in self.inside

    def __getitem__(self, index: Any) -> Any:
        return self.inside[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        self.inside[index] = value

    def __delitem__(self, index: Any) -> None:
        del self.inside[index]

    def __iadd__(self, iterable: Any) -> Any:
        self.extend(iterable)
        return self


class Table:
    """What the dicts of `collections` have in common."""

    inside: Any

    def keys(self) -> Any:
        return self.inside.keys()

    def values(self) -> Any:
        return self.inside.values()

    def items(self) -> Any:
        return self.inside.items()

    def get(self, key: Any, default: Any = None) -> Any:
        return self.inside.get(key, default)

    def pop(self, key: Any, *default: Any) -> Any:
        return self.inside.pop(key, *default)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        return self.inside.setdefault(key, default)

    def clear(self) -> None:
        self.inside.clear()

    def __len__(self) -> Any:
        return len(self.inside)

    def __contains__(self, key: Any) -> Any:
        return key in self.inside

    def __setitem__(self, key: Any, value: Any) -> None:
        self.inside[key] = value

    def __delitem__(self, key: Any) -> None:
        del self.inside[key]


class DefaultDict(Table):
    stands_for = defaultdict

    def __init__(self, default_factory: Any = None, *given: Any, **named: Any) -> None:
        self.default_factory = default_factory
        self.inside = dict(*given, **named)

    def __getitem__(self, key: Any) -> Any:
        if self.default_factory is not None and key not in self.inside:
            self.inside[key] = self.default_factory()
        return self.inside[key]

    def update(self, *given: Any, **named: Any) -> None:
        self.inside.update(*given, **named)

    def copy(self) -> Any:
        return DefaultDict(self.default_factory, self.inside)


class Ordered(Table):
    stands_for = OrderedDict

    def __init__(self, *given: Any, **named: Any) -> None:
        self.inside = dict(*given, **named)

    def __getitem__(self, key: Any) -> Any:
        return self.inside[key]

    def update(self, *given: Any, **named: Any) -> None:
        self.inside.update(*given, **named)

    def copy(self) -> Any:
        return Ordered(self.inside)

    def move_to_end(self, key: Any, last: Any = True) -> None:
        if last:
            self.inside[key] = self.inside.pop(key)
        else:
            rest = [(k, v) for k, v in self.inside.items() if k != key]
            value = self.inside.pop(key)
            self.inside.clear()
            self.inside[key] = value
            for k, v in rest:
                self.inside[k] = v

    def popitem(self, last: Any = True) -> Any:
        keys = list(self.inside)
        key = keys[-1] if last else keys[0]
        return key, self.inside.pop(key)


class Counts(Table):
    stands_for = Counter

    def __init__(self, iterable: Any = (), **named: Any) -> None:
        self.inside: Any = {}
        self.update(iterable, **named)

    def __getitem__(self, key: Any) -> Any:
        return self.inside.get(key, 0)

    def update(self, iterable: Any = (), **named: Any) -> None:
        if isinstance(iterable, dict | Counter):
            for key, count in iterable.items():
                self.inside[key] = self.inside.get(key, 0) + count
        else:
            for key in iterable:
                self.inside[key] = self.inside.get(key, 0) + 1
        for key, count in named.items():
            self.inside[key] = self.inside.get(key, 0) + count

    def copy(self) -> Any:
        return Counts(self.inside)

    def total(self) -> Any:
        return sum(self.inside.values())

    def most_common(self, n: Any = None) -> Any:
        found = sorted(self.inside.items(), key=_count, reverse=True)
        return found if n is None else found[:n]

    def elements(self) -> Any:
        return [key for key, count in self.inside.items() for _ in range(count)]


def _count(item: Any) -> Any:
    return item[1]


def unordered(elements: Any) -> Any:
    """Where it does not matter in which order a set is walked: the lowerer gives its elements as a list."""
    return elements


class Set:
    """`order`: the set as it was made, if its elements are known. As long as `inside` has these, they are walked in that order."""

    stands_for = set

    def __init__(self, iterable: Any = ()) -> None:
        self.inside: Any = {}
        self.order: Any = None
        self.update(iterable)

    def add(self, element: Any) -> None:
        self.inside[element] = True

    def discard(self, element: Any) -> None:
        if element in self.inside:
            self.inside.pop(element)

    def remove(self, element: Any) -> None:
        self.inside.pop(element)

    def clear(self) -> None:
        self.inside.clear()

    def copy(self) -> Any:
        return Set(self.inside)

    def update(self, *others: Any) -> None:
        for other in others:
            for element in unordered(other):
                self.inside[element] = True

    def union(self, *others: Any) -> Any:
        out = Set(self.inside)
        out.update(*others)
        return out

    def intersection(self, other: Any) -> Any:
        return Set([element for element in self.inside if element in other])

    def difference(self, other: Any) -> Any:
        return Set([element for element in self.inside if element not in other])

    def symmetric_difference(self, other: Any) -> Any:
        return self.difference(other).union([element for element in unordered(other) if element not in self.inside])

    def issubset(self, other: Any) -> Any:
        return len(self.difference(other)) == 0

    def isdisjoint(self, other: Any) -> Any:
        return len(self.intersection(other)) == 0

    def __or__(self, other: Any) -> Any:
        return self.union(other)

    def __and__(self, other: Any) -> Any:
        return self.intersection(other)

    def __sub__(self, other: Any) -> Any:
        return self.difference(other)

    def __xor__(self, other: Any) -> Any:
        return self.symmetric_difference(other)

    def __len__(self) -> Any:
        return len(self.inside)

    def __contains__(self, element: Any) -> Any:
        return element in self.inside
