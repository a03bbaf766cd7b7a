"""The second and later calls of one pattern in a row: all checks in one small function, generated for a derivative.

    g = grad(f); g(2.0, X); g(2.0, X)         then `g.__call__` is, for f(x, X, k=0.1) with a helper h:

    def call(a0=MISSING, a1=MISSING, /, *rest, **more):
        try:
            fine = (not rest and not more
                    and type(a0) is k0                                                          the pattern, as in `key_of`
                    and type(a1) is ndarray and (a1.dtype is k1 or a1.dtype == k1) and a1.ndim == 2 and 1 not in a1.shape
                    and k3.__code__ is k4 and k3.__defaults__ is k5                             f itself
                    and k6['h'] is k7 and k7.__code__ is k8)                                    what f found outside: holding.py
        except (KeyError, AttributeError, ValueError):
            fine = False
        if not fine:
            return miss(*given(a0, a1), *rest, **more)
        return function(a0, a1, k2)

It only ever says yes where the long way, which `miss` goes, would serve the same entry; what it has no short test for, it asks
the dependency itself. It changes nothing, so any number of threads may be in it. Where all arguments are given, the body of a short
emitted function takes the place of the last line (inline.py).
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from srcgrad.cache.holding import GONE, Names, array_test, dependency_test, made
from srcgrad.cache.inline import inlined
from srcgrad.cache.pattern import ONES, SCALARS
from srcgrad.cache.store import Entry
from srcgrad.ir.dependency import MISSING, CodeDependency, Dependency


def fast_call(own: CodeDependency, entry: Entry, values: tuple[Any, ...], given: int, miss: Callable[..., Any],
              finish: Callable[[Any], Any] | None = None, names: Sequence[str] = ()) -> Callable[..., Any] | None:
    """`call` for a primal as it was seen, the entry that serves it, and all values, of which `given` were given by position; names:
    of the parameters, for the conditions on their sizes.

    None if a value is a container, a function or an object: their patterns take longer to compare than the long way adds.
    """
    k = Names(function=entry.function, miss=miss, finish=finish, given=those_given, MISSING=MISSING, ndarray=np.ndarray, ONES=ONES)
    params, args, tests = [f"a{n}" for n in range(given)], [], ["not rest", "not more"]
    for n, value in enumerate(values):
        args.append(params[n] if n < given else k(value))
        test = value_test(args[n], value, k)
        if test is None:
            return None
        if n < given or type(value) is np.ndarray:  # a default is the same object, but an array's shape can be changed
            tests.append(test)
    here = dict(zip(names, args))
    tests += [f"({c.text(here)})" for c in entry.built.conditions]
    tests += [dependency_test(d, k) for d in (own, *entry.built.dependencies) if d is own or not same_code(d, own)]
    result = f"function({', '.join(args)})"
    text = "\n".join([
        f"def call({''.join(f'{p}=MISSING, ' for p in params)}{'/, ' if params else ''}*rest, **more):",
        "    try:",
        f"        fine = {' and '.join(tests)}",
        f"    except ({GONE}):",
        "        fine = False",
        "    if not fine:",
        f"        return miss(*given({', '.join(params)}), *rest, **more)",
        f"    return {f'finish({result})' if finish else result}",
    ])
    whole = given == len(values) and finish is None
    return whole and inlined(text, entry.function, entry.built.source, k) or made(text, k, "call")


def those_given(*values: Any) -> list[Any]:
    return [v for v in values if v is not MISSING]


# --- tests, as text ------------------------------------------------------------------------------------------------------
def value_test(v: str, value: Any, k: Names) -> str | None:
    cls = type(value)
    if cls is np.ndarray:
        return array_test(v, value.dtype, ONES[value.shape], k)
    if cls in SCALARS:
        return f"type({v}) is {k(cls)}"
    return f"type({v}) is str and {v} == {k(value)}" if cls is str else None


def same_code(d: Dependency, own: CodeDependency) -> bool:
    return type(d) is CodeDependency and d.function is own.function and d.code is own.code and d.defaults is own.defaults
