"""What to keep and what to compute again, at the least cost: a minimum cut.

    x ──> t = r * x ──> wanted            keeping x and computing t costs keep(x) + again(t); keeping both, keep(x) + keep(t)

Each item is two nodes, `in -> out` with the cost of keeping it; the source leads to `in` with the cost of computing it again,
unbounded where that cannot be done; what an item is made of must be there when it is computed again; what is wanted leads to the
sink.
An item that ends up behind the cut as a whole is computed again; one that the cut goes through is kept.
"""
from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from typing import Any

NEVER = 10**9
SOURCE, SINK = ("source",), ("sink",)


def kept(wanted: Collection[Any], parts: Mapping[Any, Collection[Any]], keep: Mapping[Any, int],
         again: Mapping[Any, int]) -> set[Any]:
    """The items to keep, so that all of `wanted` can be had.

    parts: what each item is made of; again: of those that can be computed again.
    """
    room: dict[Any, dict[Any, int]] = defaultdict(dict)

    def edge(a: Any, b: Any, size: int) -> None:
        room[a][b] = room[a].get(b, 0) + size
        room[b].setdefault(a, 0)

    for v, cost in keep.items():
        edge(("in", v), ("out", v), cost)
        edge(SOURCE, ("in", v), again.get(v, NEVER))
        if v in again:
            for w in parts[v]:
                edge(("out", w), ("in", v), NEVER)
    for v in wanted:
        edge(("out", v), SINK, NEVER)
    reached = saturated(room)
    needed, todo = set(), list(wanted)
    while todo:
        v = todo.pop()
        if v not in needed:
            needed.add(v)
            if ("in", v) not in reached:
                todo += parts[v]
    return {v for v in needed if ("in", v) in reached}


def saturated(room: dict[Any, dict[Any, int]]) -> set[Any]:
    """Send as much as possible from source to sink; gives what the source still reaches.

    In rounds: in each, all that fits along the shortest ways.
    """
    while True:
        level = levels(room)
        if SINK not in level:
            return set(level)
        ways = {a: [b for b in room[a] if level.get(b) == far + 1] for a, far in level.items()}
        path = [SOURCE]
        while path:
            a = path[-1]
            if a == SINK:
                steps = list(zip(path, path[1:]))
                size = min(room[a][b] for a, b in steps)
                for a, b in steps:
                    room[a][b] -= size
                    room[b][a] += size
                del path[next(k for k, (a, b) in enumerate(steps) if not room[a][b]) + 1:]
                continue
            while ways[a] and not room[a][ways[a][-1]]:
                ways[a].pop()
            if ways[a]:
                path.append(ways[a][-1])
            else:
                path.pop()
                if path:
                    ways[path[-1]].pop()


def levels(room: dict[Any, dict[Any, int]]) -> dict[Any, int]:
    """How many steps away from the source each node is, along edges with room."""
    level = {SOURCE: 0}
    queue = deque([SOURCE])
    while queue:
        a = queue.popleft()
        for b, left in room[a].items():
            if left > 0 and b not in level:
                level[b] = level[a] + 1
                queue.append(b)
    return level
