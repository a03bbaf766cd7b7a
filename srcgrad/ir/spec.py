"""Specs: what is known of an argument's value when a derivative is built. One spec stands for many values.

    2.0                        ScalarSpec('f', float)
    np.ones((5, 1))            ArraySpec('<f8', (False, True))          sizes do not count, only which of them are 1
    (w, {"b": b})              TupleSpec(tuple, (…, DictSpec(('b',), (…,))))
    model                      ObjectSpec(Model, ('b', 'w'), (…, …))    an instance of a class written in Python
    np.sin, "relu", None       ConstSpec(value)                         part of the pattern: functions by identity
    np.random.default_rng(0)   OpaqueSpec(Generator)
    (not given)                AnySpec()

Specs are frozen and hashable; equal specs may be served by the same derivative. A list, dict or object that is met more than
once in one call has the same number, not 0, in `shared` wherever it is met; one that contains itself is opaque.
"""
from __future__ import annotations

import enum
import functools
import sys
import types
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

import numpy as np

from srcgrad.record import dataclass

LIMIT = 100_000  # nodes of one argument; what lies beyond is opaque
DEPTH = 60


@dataclass(frozen=True)
class Spec:
    """Base of all specs."""


@dataclass(frozen=True)
class AnySpec(Spec):
    """Nothing is known: no example argument was given."""


@dataclass(frozen=True)
class ScalarSpec(Spec):
    """A Python or NumPy scalar. kind: 'f', 'i', 'b', 'c'; cls: float, int, bool, np.float32, …; value: of an int, in `sized`."""

    kind: str
    cls: type
    value: int | None = None


@dataclass(frozen=True)
class ArraySpec(Spec):
    """An ndarray. dtype: `dtype.str`; ones: for each axis, whether its size is 1; sizes: its shape, in `sized`."""

    dtype: str
    ones: tuple[bool, ...]
    sizes: tuple[int, ...] = ()

    @property
    def ndim(self) -> int:
        return len(self.ones)

    @property
    def kind(self) -> str:
        """'f', 'i' (signed or not), 'b', 'c', or NumPy's letter for what is no number."""
        kind = np.dtype(self.dtype).kind
        return "i" if kind == "u" else kind


@dataclass(frozen=True)
class TupleSpec(Spec):
    """A tuple or a namedtuple."""

    cls: type
    items: tuple[Spec, ...]


@dataclass(frozen=True)
class ListSpec(Spec):
    items: tuple[Spec, ...]
    shared: int = 0


@dataclass(frozen=True)
class DictSpec(Spec):
    """A dict (or OrderedDict), its keys in their order."""

    keys: tuple[Any, ...]
    items: tuple[Spec, ...]
    cls: type = dict
    shared: int = 0


@dataclass(frozen=True)
class ObjectSpec(Spec):
    """An instance of a class written in Python; names: its own attributes, sorted."""

    cls: type
    names: tuple[str, ...]
    items: tuple[Spec, ...]
    shared: int = 0


@dataclass(frozen=True)
class OpaqueSpec(Spec):
    """Anything else; it can be handed on, and only its class is known."""

    cls: type


@dataclass(frozen=True)
class ConstSpec(Spec):
    """A value that is itself part of the pattern. `key` is what tells two of them apart."""

    value: Any = field(compare=False)
    key: Any = field(default=None, repr=False)

    @staticmethod
    def of(value: Any) -> ConstSpec:
        return ConstSpec(value, const_key(value))


class Same:
    """Hashes by the identity of an object, and keeps it alive so that its id stays its own."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def const_key(value: Any) -> Any:
    """What tells constants apart: the value of plain data, the identity of everything else."""
    cls = type(value)
    if cls is slice:
        return (slice, *(const_key(v) for v in (value.start, value.stop, value.step)))
    if isinstance(value, BY_VALUE):
        return (cls, value)
    if cls is types.MethodType:
        return (cls, const_key(value.__func__), Same(value.__self__))
    if cls is types.FunctionType and is_plain(value):
        return (cls, Same(value.__code__), Same(value.__globals__))
    return Same(value)


def is_plain(function: types.FunctionType) -> bool:
    """A local function or lambda without cells, defaults and attributes: each time it is made it is the same again."""
    return not (function.__closure__ or function.__defaults__ or function.__kwdefaults__ or function.__dict__) and (
        "<" in function.__qualname__)


def spec_of(value: Any) -> Spec:
    """The spec of one value."""
    if type(value) in LEAVES:
        return LEAVES[type(value)](value)
    return specs_of({"": value})[""]


def specs_of(values: Mapping[str, Any]) -> dict[str, Spec]:
    """The specs of all arguments of a call, seen together: what two of them share is marked in both."""
    walk = Walk({})
    specs = {name: walk(value) for name, value in values.items()}
    if walk.again:
        walk = Walk({i: k for k, i in enumerate(walk.again, start=1)})
        specs = {name: walk(value) for name, value in values.items()}
    return specs


def sized(spec: Spec, value: Any, numbers: bool) -> Spec:
    """The spec of this value alone as to the sizes of arrays; numbers: and as to Python ints."""
    if isinstance(spec, ArraySpec):
        return replace(spec, sizes=value.shape)
    if isinstance(spec, ScalarSpec):
        return replace(spec, value=value) if numbers and type(value) is int else spec
    if isinstance(spec, TupleSpec | ListSpec | DictSpec | ObjectSpec):
        inner = value if isinstance(spec, TupleSpec | ListSpec) else (
            value.values() if isinstance(spec, DictSpec) else attributes_of(value).values())
        return replace(spec, items=tuple(sized(s, v, numbers) for s, v in zip(spec.items, inner)))
    return spec


def is_sized(spec: Spec) -> bool:
    if isinstance(spec, ArraySpec | ScalarSpec):
        return bool(spec.sizes) if isinstance(spec, ArraySpec) else spec.value is not None
    return any(map(is_sized, getattr(spec, "items", ())))


class Walk:
    """One pass over a graph of objects. `numbers`: of the objects known to be met more than once, by id."""

    def __init__(self, numbers: dict[int, int]) -> None:
        self.numbers = numbers
        self.again: dict[int, None] = {}
        self.open: set[int] = set()
        self.seen: set[int] = set()
        self.left = LIMIT
        self.depth = 0

    def __call__(self, value: Any) -> Spec:
        leaf = LEAVES.get(type(value))
        if leaf is not None:
            return leaf(value)
        if isinstance(value, tuple) and (type(value) is tuple or hasattr(value, "_fields")):
            return TupleSpec(type(value), self.each(value)) if self.room() else OpaqueSpec(type(value))
        if isinstance(value, np.generic) and value.dtype.kind in "fiubc":
            return scalar_spec(value)
        if is_constant(value):
            return ConstSpec.of(value)
        return self.reference(value)

    def each(self, values: Any) -> tuple[Spec, ...]:
        self.left -= len(values)
        self.depth += 1
        specs = tuple([self(v) for v in values])
        self.depth -= 1
        return specs

    def room(self) -> bool:
        return self.left > 0 and self.depth < DEPTH

    def reference(self, value: Any) -> Spec:
        """A list, dict or object: something that has an identity."""
        i, cls = id(value), type(value)
        if i in self.seen:
            self.again[i] = None
        if i in self.open or not self.room():
            return OpaqueSpec(cls)
        self.seen.add(i)
        self.open.add(i)
        number = self.numbers.get(i, 0)
        try:
            if cls is list:
                return ListSpec(self.each(value), number)
            if cls is dict or cls is OrderedDict:
                return DictSpec(tuple(value), self.each(value.values()), cls, number)
            if is_user_object(value):
                attributes = attributes_of(value)
                return ObjectSpec(cls, tuple(attributes), self.each(attributes.values()), number)
            return OpaqueSpec(cls)
        finally:
            self.open.discard(i)


def is_constant(value: Any) -> bool:
    """Functions, classes, modules, enum members, callables of libraries; strings and what else is plain data."""
    if isinstance(value, (*BY_VALUE, *BY_IDENTITY)) or type(value) is slice:
        return True
    cls = type(value)
    return callable(value) and (not cls.__flags__ & HEAP_TYPE or cls.__module__.startswith("srcgrad."))


def is_user_object(value: Any) -> bool:
    """Whether the attributes of an instance tell all of it: its class, and those that it derives from, are Python."""
    return is_user_object_class(type(value))


def is_user_object_class(cls: Any) -> bool:
    if cls is types.SimpleNamespace:
        return True
    return isinstance(cls, type) and all(base is object or is_python_class(base) for base in cls.__mro__)


def is_python_class(cls: type) -> bool:
    module = str(cls.__module__).partition(".")[0]
    if module in ("typing", "abc"):  # Generic, Protocol, ABC: bases of users' classes that hold nothing
        return True
    return module not in LIBRARIES and bool(cls.__flags__ & HEAP_TYPE)


def attributes_of(value: Any) -> dict[str, Any]:
    """What an instance holds, in its `__dict__` and in its slots; sorted by name."""
    found = dict(getattr(value, "__dict__", {}))
    for base in type(value).__mro__:
        slots = vars(base).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            mangled = f"_{base.__name__.lstrip('_')}{name}" if name.startswith("__") and name[-2:] != "__" else name
            if mangled not in ("__dict__", "__weakref__") and hasattr(value, mangled):
                found[mangled] = getattr(value, mangled)
    return {name: found[name] for name in sorted(found)}


def array_spec(value: np.ndarray) -> ArraySpec:
    return _array_spec(value.dtype, tuple([n == 1 for n in value.shape]))


def scalar_spec(value: Any) -> ScalarSpec:
    return _scalar_spec(type(value))  # type: ignore[arg-type]  # a class is hashable


@functools.lru_cache(1024)
def _array_spec(dtype: np.dtype, ones: tuple[bool, ...]) -> ArraySpec:
    return ArraySpec(dtype.str, ones)


@functools.lru_cache(64)
def _scalar_spec(cls: type) -> ScalarSpec:
    kind = np.dtype(cls).kind
    return ScalarSpec("i" if kind == "u" else kind, cls)


HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE
LIBRARIES = frozenset(sys.stdlib_module_names | {"numpy", "scipy", "srcgrad"})
BY_VALUE = (str, bytes, type(None), type(Ellipsis), type(NotImplemented), range, np.dtype)
BY_IDENTITY = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, enum.Enum, np.ufunc,
               functools.partial, type(functools.lru_cache(len)))
LEAVES: dict[type, Any] = {
    **dict.fromkeys((np.ndarray, np.memmap), array_spec),
    **dict.fromkeys((float, int, bool, complex, np.float64, np.float32, np.int64, np.bool_), scalar_spec),
}
