#!/usr/bin/env python
"""How long it takes to build a derivative, against the number of statements; a straight line is what it should be.

    python tools/build_time.py                      a table, and bars
    python tools/build_time.py --plot build.svg     a plot (needs matplotlib: pip install srcgrad[bench])
    python tools/build_time.py --sizes 100,1000 --kinds straight

Kinds: `straight` assigns numbers and arrays, writes into one and takes views of it; `loops` has a loop every five statements;
`numbers` is one chain of scalars. Times are of the processor, the first build (imports, tables) left out.
"""
from __future__ import annotations

import argparse
import linecache
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402

import srcgrad  # noqa: E402


def straight(n: int) -> list[str]:
    kinds = ("a = np.sin(a) * y + x", "v[{k}] = a[{k}] * 2.0", "b = v[1:] * a[:3]", "a = a + np.sum(b) * 0.01")
    return ["a = x * y", "v = np.zeros(4)", *(kinds[k % 4].format(k=k // 4 % 4) for k in range(n - 3)), "return np.sum(a)"]


def loops(n: int) -> list[str]:
    body = ["a = x * y"]
    for k in range(n // 5):
        body += [f"s{k} = 0.0", "for i in range(len(x)):", "    w = a[i] * y[i]", f"    s{k} = s{k} + np.sin(w) * x[i]"]
        body += [f"a = a * s{k}"]
    return [*body, "return np.sum(a)"]


def numbers(n: int) -> list[str]:
    return ["a = x[0] * y[1]", *(f"a = np.sin(a) * {1 + k % 3}.5 + x[{k % 4}]" for k in range(n - 2)), "return a"]


KINDS: dict[str, Callable[[int], list[str]]] = {"straight": straight, "loops": loops, "numbers": numbers}


def function_of(body: list[str], name: str) -> Any:
    """A function of these lines, with its source where srcgrad looks for it."""
    source = "\n".join(["def f(x, y):", *(f"    {line}" for line in body)]) + "\n"
    file = f"<{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    namespace: dict[str, Any] = {"np": np}
    exec(compile(source, file, "exec"), namespace)
    return namespace["f"]


def seconds(kind: str, n: int, repeats: int = 1) -> float:
    """Processor time of building value_and_grad of n statements; the least of some."""
    found = []
    x = np.linspace(0.1, 1.0, 4)
    for k in range(repeats):
        f = function_of(KINDS[kind](n), f"{kind} {n} {k} {time.time()}")
        start = time.process_time()
        srcgrad.value_and_grad(f, (0, 1)).source_for(x, x + 0.3)
        found.append(time.process_time() - start)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="125,250,500,1000,2000")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--plot", type=Path)
    o = parser.parse_args()
    sizes, kinds = [int(n) for n in o.sizes.split(",")], o.kinds.split(",")
    for kind in kinds:
        seconds(kind, 20)
    found = {kind: [seconds(kind, n, o.repeats) for n in sizes] for kind in kinds}
    for kind in kinds:
        print(f"{kind}: statements, seconds, milliseconds a statement")
        for n, s in zip(sizes, found[kind]):
            print(f"{n:6d} {s:8.3f} {1e3 * s / n:6.2f} {'#' * round(60 * s / max(max(f) for f in found.values()))}")
    if o.plot:
        plot(o.plot, sizes, found)


def plot(path: Path, sizes: list[int], found: dict[str, list[float]]) -> None:
    import matplotlib  # an extra

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4))
    for kind, times in found.items():
        axes.plot(sizes, times, "o-", label=kind)
    axes.set(xlabel="statements of the function", ylabel="seconds to build its gradient", xlim=(0, None), ylim=(0, None))
    axes.legend()
    figure.tight_layout()
    figure.savefig(path)


if __name__ == "__main__":
    main()
