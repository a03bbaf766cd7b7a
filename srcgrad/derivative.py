"""The derivative object: what `grad` and its kin return."""
from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import weakref
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from inspect import Parameter
from types import FunctionType, MethodType
from typing import Any

from srcgrad.arguments import check_specs
from srcgrad.binding import Binding, binding_of, resolve_argnums
from srcgrad.cache import Built, Entry, entry_for, fast_call, key_of, specs_key
from srcgrad.errors import SrcgradError, UnsupportedError
from srcgrad.ir.conditions import all_hold
from srcgrad.ir.dependency import CodeDependency
from srcgrad.ir.spec import AnySpec, ConstSpec, DictSpec, Spec, TupleSpec, sized, spec_of, specs_of
from srcgrad.options import DEFAULT, Options
from srcgrad.pipeline import build

SIZE = 256


class Derivative:
    """A derivative of `primal`; called with the arguments of `primal`, by position or by keyword.

    The first call with a new pattern of arguments (types, dtypes, numbers of axes, structure of containers) builds the
    derivative; later calls find it. Raises SrcgradError where `primal` cannot be differentiated, or not for these arguments.

    primal        the function that is differentiated; also `__wrapped__`
    source        the text of the derivative that was used last, or of the general one
    source_for    the text for given arguments
    explained_for the same text with remarks on why it is as it is
    stages_for    the IR after each pass, by name of the pass, for given arguments

    `__call__` is a slot: each instance has its own, and Python calls what is in it without a detour. At first that is `LongWay`;
    where the same entry serves twice in a row, a function made for it (cache/fast.py).
    """

    __slots__ = ("__call__", "_short", "__dict__", "__weakref__")
    __call__: Callable[..., Any]
    _short: dict[Any, Callable[..., Any] | None]  # (entry, number of arguments) → made for it; not in `__dict__`: see LongWay

    def __init__(self, primal: Callable[..., Any], argnums: Any = 0, mode: str = "grad", options: Options = DEFAULT) -> None:
        self.primal = self.__wrapped__ = primal
        self.argnums, self.mode, self.options = argnums, mode, options
        self._counted_after = 0
        self._look(binding_of(primal))
        self.__call__ = LongWay(self)
        shown = primal if hasattr(primal, "__qualname__") else self.binding.function
        self.__name__, self.__qualname__ = shown.__name__, shown.__qualname__
        self.__module__, self.__doc__ = shown.__module__, shown.__doc__

    def _look(self, binding: Binding) -> None:
        self.binding = binding
        self.wrt = resolve_argnums(binding, self.argnums, self._counted_after)
        one = isinstance(self.argnums, tuple | list) and len(self.argnums) == 1 and "grad" in self.mode
        self._finish = AS_TUPLE[self.mode, self.options.has_aux] if one else None
        self.key = (self.mode, self.wrt, self.options, binding.layers)
        self._entries: OrderedDict[Any, Entry] = OrderedDict()
        self._last: Built | None = None
        self._short = {}

    # --- calling -----------------------------------------------------------------------------------------------------
    def call_the_long_way(self, args: tuple[Any, ...], kwargs: dict[str, Any], way: LongWay) -> Any:
        before, seen = self._last, self.binding
        entry, values = self.find(args, kwargs)
        binding, finish = self.binding, self._finish
        short = None
        if entry.built is before and binding is seen and binding.positional and not binding.prefix and not kwargs:
            short = self._short_way(binding, entry, values, len(args), way)
        self.__call__ = short or way  # what is in the slot never serves another entry than the last: `source` tells of it
        result = binding.call(entry.function, values)
        return finish(result) if finish else result

    def _short_way(self, binding: Binding, entry: Entry, values: tuple[Any, ...], given: int, way: LongWay) -> Any:
        kept = self._short
        if (entry, given) not in kept:
            if len(kept) >= 16:
                kept.clear()
            own = CodeDependency(binding.function, binding.code, binding.seen_defaults, None)
            kept[entry, given] = fast_call(own, entry, values, given, way, self._finish, binding.names)
        return kept.get((entry, given))

    def find(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Entry, tuple[Any, ...]]:
        """The entry that serves these arguments, and one value for each parameter of the plain function."""
        binding = self.binding
        if not binding.current:
            self._look(binding_of(self.primal))
            binding = self.binding
        values = binding.values(args, kwargs)
        key = key_of(values, binding.names)
        entry = self._kept(key, values)
        if entry.serves is not None and not entry.serves(*values):
            if not all_hold(entry.built.told, binding.names, values):
                self.primal(*args, **kwargs)  # it raises
            entry = self._kept((key, "careful"), values, True)
            if entry.serves is not None and not entry.serves(*values):  # it is for other sizes
                entry = self._kept((key, self._sizes(values)), values, True)
        self._last = entry.built
        return entry, values

    def _kept(self, key: Any, values: tuple[Any, ...], careful: bool = False) -> Entry:
        entry = self._entries.get(key)
        if entry is None or not entry.holds():
            entry = self._entry_at(values, careful)
            self._keep(key, entry)
        return entry

    def _entry_at(self, values: tuple[Any, ...], careful: bool) -> Entry:
        """What is refused as long as sizes are not known may do for the sizes of this call."""
        specs = specs_of(dict(zip(self.binding.names, values, strict=True)))
        try:
            return self._entry(specs, careful)
        except UnsupportedError:
            for numbers in (False, True) if self.options.conditions else ():
                known = {name: sized(spec, v, numbers) for (name, spec), v in zip(specs.items(), values)}
                if known != specs:
                    with contextlib.suppress(SrcgradError):
                        return self._entry(known)
            raise

    def _sizes(self, values: tuple[Any, ...]) -> tuple[Spec, ...]:
        specs = specs_of(dict(zip(self.binding.names, values, strict=True)))
        return tuple(sized(spec, v, True) for spec, v in zip(specs.values(), values))

    def _keep(self, key: Any, entry: Entry) -> None:
        """First in, first out: the store behind, which knows what was used last, has what leaves here too soon."""
        self._entries[key] = entry
        while len(self._entries) > SIZE:
            try:
                self._entries.popitem(last=False)
            except KeyError:  # another thread was quicker
                break

    def _entry(self, specs: dict[str, Spec], careful: bool = False) -> Entry:
        """careful: it serves all arguments of these specs, not only those that meet its conditions."""
        key = (self.key, specs_key(specs), careful)
        return entry_for(self.binding.function, key, functools.partial(self._build, specs, careful), self.binding.names)

    def _build(self, specs: dict[str, Spec], careful: bool) -> Built:
        check_specs(specs, self.wrt)
        return build(self.binding.target, specs, self.wrt, self.mode, self.options, careful)

    def call(self, entry: Entry, values: tuple[Any, ...], **seeds: Any) -> Any:
        return self.binding.call(entry.function, values, **seeds)

    def argument(self, values: tuple[Any, ...], where: Any) -> Any:
        """The value, out of those of all parameters, that a part of `wrt` means."""
        if isinstance(where, str):
            return values[self.binding.names.index(where)]
        return values[self.binding.names.index(where[0])][where[1]]

    # --- looking -----------------------------------------------------------------------------------------------------
    @property
    def source(self) -> str:
        return (self._last or self._built_for((), {})).source

    def source_for(self, *args: Any, **kwargs: Any) -> str:
        """The text for the pattern of these arguments; without any, the general form, in which nothing is known of them."""
        return self._built_for(args, kwargs).source

    def explained_for(self, *args: Any, **kwargs: Any) -> str:
        """As source_for, with remarks: why something is kept for the backward sweep, and what stood against a better way."""
        return self._built_for(args, kwargs).explained

    def stages_for(self, *args: Any, **kwargs: Any) -> Any:
        """The IR after each pass of the compiler, for these arguments or in general."""
        return self._built_for(args, kwargs).stages

    def _built_for(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        if args or kwargs or not self.binding.parameters[len(self.binding.prefix):]:
            values = self.binding.values(args, kwargs)
            entry = self._entry_at(values, False)
            return (entry if entry.serves is None or entry.serves(*values) else self._entry_at(values, True)).built
        return self._entry(general_specs(self.binding, self.wrt), careful=True).built

    def built_for_specs(self, specs: dict[str, Spec], careful: bool) -> Built:
        """For the engine, which meets a derivative as a primal: what is built for these specs of all parameters."""
        return self._entry(specs, careful).built

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(self.primal)

    def __repr__(self) -> str:
        return f"<{self.mode} of {self.__qualname__} wrt {self.argnums!r}>"

    # --- as a method, and pickled --------------------------------------------------------------------------------------
    def __set_name__(self, owner: type, name: str) -> None:
        """Used as a decorator in the body of a class: positions do not count `self`, however the method is reached."""
        scope = getattr(self.primal, "__qualname__", "").rpartition(".")[0]
        if scope == owner.__qualname__ and not self.binding.prefix and not self._counted_after:
            self._counted_after = 1
            self._look(self.binding)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        """The derivative of the bound method; it shares what was built with those of all other instances."""
        if instance is None or not isinstance(self.primal, FunctionType):
            return self
        bound = object.__new__(type(self))
        bound.__dict__.update(self.__dict__)
        bound.primal = bound.__wrapped__ = MethodType(self.primal, instance)
        bound._counted_after = 0
        bound.binding = replace(self.binding, prefix=(instance,))
        bound.__call__, bound._short = LongWay(bound), {}
        if not self._counted_after:
            bound._look(bound.binding)
        return bound

    def __reduce__(self) -> Any:
        if find_global(self.__module__, self.__qualname__) is self:
            return find_global, (self.__module__, self.__qualname__)
        how = (self.argnums, self.mode, self.options)
        if isinstance(self.primal, MethodType):  # its name in the class may stand for this derivative
            return bound_again, (type(self), self.primal.__self__, self.primal.__name__, *how)
        return type(self), (self.primal, *how)


class LongWay:
    """Calls a derivative through its tables. It is held by the derivative, and so does not hold it, only what it consists of:
    a cycle would keep what the primal captured until the collector comes. `map(grad(f).__call__, xs)` still works.
    """

    __slots__ = ("derivative", "state")

    def __init__(self, derivative: Derivative) -> None:
        self.derivative, self.state = weakref.ref(derivative), derivative.__dict__

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        derivative = self.derivative()
        if derivative is None:
            derivative = object.__new__(Derivative)
            derivative.__dict__, derivative._short = self.state, {}
        return derivative.call_the_long_way(args, kwargs, self)


def bound_again(cls: type[Derivative], instance: Any, name: str, *how: Any) -> Derivative:
    """The derivative of a bound method, out of a pickle."""
    method = getattr(instance, name)
    return cls(method.primal if isinstance(method, Derivative) else method, *how)


def find_global(module: str, qualname: str) -> Any:
    """What a dotted name in a module stands for, or None."""
    try:
        return functools.reduce(getattr, qualname.split("."), importlib.import_module(module))
    except (ImportError, AttributeError):
        return None


def general_specs(binding: Binding, wrt: tuple[Any, ...]) -> dict[str, Spec]:
    """What is known without example arguments: what is bound, scalar annotations, defaults that are no numbers."""
    known: dict[str, Any] = {**dict(zip(binding.names, binding.prefix, strict=False)), **binding.keywords}
    specs = {p.name: spec_of(known[p.name]) if p.name in known else general_spec(p) for p in binding.parameters}
    for where in wrt:
        if not isinstance(where, str):
            specs[where[0]] = widened(specs[where[0]], where[1])
    return specs


def general_spec(p: Parameter) -> Spec:
    if p.kind is Parameter.VAR_POSITIONAL:
        return TupleSpec(tuple, ())
    if p.kind is Parameter.VAR_KEYWORD:
        return DictSpec((), ())
    if p.annotation in SCALARS:
        return SCALARS[p.annotation]
    default = AnySpec() if p.default is Parameter.empty else spec_of(p.default)
    return default if isinstance(default, ConstSpec) or default == SCALARS[bool] else AnySpec()


def widened(star: Spec, key: Any) -> Spec:
    """*args or **kwargs with room for an element that is differentiated."""
    if isinstance(star, TupleSpec):
        return TupleSpec(tuple, star.items + (AnySpec(),) * (key + 1 - len(star.items)))
    if isinstance(star, DictSpec) and key not in star.keys:
        return DictSpec((*star.keys, key), (*star.items, AnySpec()))
    return star


SCALARS: dict[Any, Spec] = {
    **{cls: spec_of(cls()) for cls in (float, int, bool)},
    **{cls.__name__: spec_of(cls()) for cls in (float, int, bool)},  # from __future__ import annotations
}

AS_TUPLE: dict[tuple[str, bool], Callable[[Any], Any]] = {  # emitted code gives one gradient bare; argnums=(0,) asks for a tuple
    ("grad", False): lambda result: (result,),
    ("grad", True): lambda result: ((result[0],), result[1]),
    ("value_and_grad", False): lambda result: (result[0], (result[1],)),
    ("value_and_grad", True): lambda result: (result[0], (result[1],)),
}
