"""The second and later calls of one pattern in a row: all checks in one small function, generated for a derivative.

    g = grad(f); g(2.0, X); g(2.0, X)         then `g.__call__` is, for f(x, X, k=0.1) with a helper h:

    def call(a0=MISSING, a1=MISSING, /, *rest, **more):
        if not (not rest and not more
                and type(a0) is k0                                                              the pattern, as in `key_of`
                and type(a1) is ndarray and (a1.dtype is k1 or a1.dtype == k1) and a1.ndim == 2 and 1 not in a1.shape
                and k3.__code__ is k4 and k3.__defaults__ is k5                                 f itself
                and k6('h', MISSING) is k7 and k8.__code__ is k9):                              what f found outside
            return miss(*given(a0, a1), *rest, **more)
        return function(a0, a1, k2)

It only ever says yes where the long way, which `miss` goes, would serve the same entry; what it has no short test for, it asks
the dependency itself. It changes nothing, so any number of threads may be in it. Where all arguments are given, the body of a short
emitted function takes the place of the last line (inline.py).
"""
from __future__ import annotations

import builtins
import functools
from collections.abc import Callable, Mapping, Sequence
from types import CodeType, MethodType, ModuleType
from typing import Any

import numpy as np

from srcgrad.cache.inline import inlined
from srcgrad.cache.pattern import ONES, SCALARS
from srcgrad.cache.store import Entry
from srcgrad.ir.dependency import MISSING, AttributeDependency, CellDependency, CodeDependency, Dependency, GlobalDependency
from srcgrad.ir.spec import ArraySpec, ScalarSpec

NUMERIC = "fiubc"


class Names(dict[str, Any]):
    """The globals of one `call`: constants, each under a name of its own."""

    def __call__(self, value: Any) -> str:
        name = f"k{len(self)}"
        self[name] = value
        return name


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
    cells: list[str] = []
    tests += [dependency_test(d, k, cells) for d in (own, *entry.built.dependencies) if d is own or not same_code(d, own)]
    result = f"function({', '.join(args)})"
    text = "\n".join([
        f"def call({''.join(f'{p}=MISSING, ' for p in params)}{'/, ' if params else ''}*rest, **more):",
        *cell_lines(cells),
        f"    if not ({' and '.join(tests)}):",
        f"        return miss(*given({', '.join(params)}), *rest, **more)",
        f"    return {f'finish({result})' if finish else result}",
    ])
    whole = given == len(values) and finish is None
    return whole and inlined(text, entry.function, entry.built.source, k) or called(text, k)


def called(text: str, k: Names) -> Callable[..., Any]:
    variables = dict(k)  # Python is quick only with globals that are a plain dict
    exec(compiled(text), variables)
    return variables.pop("call")  # out of its own globals: no cycle, nothing has to wait for the collector


def those_given(*values: Any) -> list[Any]:
    return [v for v in values if v is not MISSING]


@functools.lru_cache(512)
def compiled(text: str) -> CodeType:
    """All that tells two derivatives apart is among the constants; the text often is the same."""
    return compile(text, "<srcgrad call>", "exec", dont_inherit=True)


# --- tests, as text ------------------------------------------------------------------------------------------------------
def value_test(v: str, value: Any, k: Names) -> str | None:
    cls = type(value)
    if cls is np.ndarray:
        return array_test(v, value.dtype, ONES[value.shape], k)
    if cls in SCALARS:
        return f"type({v}) is {k(cls)}"
    return f"type({v}) is str and {v} == {k(value)}" if cls is str else None


def array_test(v: str, dtype: np.dtype[Any], ones: tuple[bool, ...], k: Names) -> str:
    """Which sizes are 1: mostly none, and that is cheaper to ask than to look up."""
    d = k(dtype)
    none = f"len({v}) != 1" if len(ones) == 1 else f"1 not in {v}.shape"
    shape = f"ONES[{v}.shape] == {k(ones)}" if any(ones) else f"{v}.ndim == {len(ones)}" + (f" and {none}" if ones else "")
    return f"type({v}) is ndarray and ({v}.dtype is {d} or {v}.dtype == {d}) and {shape}"


def dependency_test(d: Dependency, k: Names, cells: list[str]) -> str:
    if type(d) is CodeDependency:
        return code_test(d, k)
    if type(d) is GlobalDependency and d.name in d.namespace:
        return found_test(f"{k(d.namespace.get)}({d.name!r}, MISSING)", d, k)
    if type(d) is GlobalDependency and d.how == "identity":
        own = d.namespace.get("__builtins__", builtins)
        found = own if isinstance(own, Mapping) else vars(own)
        return f"{d.name!r} not in {k(d.namespace)} and {k(found.get)}({d.name!r}, MISSING) is {k(d.expected)}"
    if type(d) is CellDependency and d.expected is not MISSING:
        cells.append(k(d.cell))
        return found_test(f"c{len(cells)}", d, k)
    if type(d) is AttributeDependency and type(d.obj) is ModuleType and d.attr in vars(d.obj):
        return found_test(f"{k(vars(d.obj).get)}({d.attr!r}, MISSING)", d, k)
    if type(d) is AttributeDependency:
        return found_test(f"getattr({k(d.obj)}, {d.attr!r}, MISSING)", d, k)
    return f"{k(d.holds)}()"


def found_test(found: str, d: Any, k: Names) -> str:
    """What is found now against what was seen."""
    seen = d.expected
    if d.how == "identity" and not isinstance(seen, MethodType):
        return f"{found} is {k(seen)}"
    if d.how == "spec" and isinstance(seen, ScalarSpec):
        return f"type({found}) is {k(seen.cls)}"
    if d.how == "spec" and isinstance(seen, ArraySpec) and np.dtype(seen.dtype).kind in NUMERIC:
        return f"type(v := {found}) is ndarray and {array_test('v', np.dtype(seen.dtype), seen.ones, k)}"
    return f"{k(d.holds)}()"


def code_test(d: CodeDependency, k: Names) -> str:
    """Where there were no defaults, whoever called it gave all arguments: later ones do not matter."""
    if d.code.co_kwonlyargcount:
        return f"{k(d.holds)}()"
    f = k(d.function)
    same = f"{f}.__code__ is {k(d.code)}"
    return f"{same} and {f}.__defaults__ is {k(d.defaults)}" if d.defaults is not None else same


def same_code(d: Dependency, own: CodeDependency) -> bool:
    return type(d) is CodeDependency and d.function is own.function and d.code is own.code and d.defaults is own.defaults


def cell_lines(cells: list[str]) -> list[str]:
    """Reading an empty cell is an error; MISSING is no value that was seen."""
    names = [f"c{n}" for n in range(1, len(cells) + 1)]
    reads = [f"        {name} = {cell}.cell_contents" for name, cell in zip(names, cells, strict=True)]
    return [f"    {' = '.join(names)} = MISSING", "    try:", *reads, "    except ValueError:", "        pass"] if cells else []
