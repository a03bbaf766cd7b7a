"""From what the user calls to the plain function that is differentiated: its parameters, and what is bound beforehand.

    loss                      loss
    model.loss                Model.loss, with `self` bound
    partial(loss, X=data)     loss, with X bound
    model (has __call__)      Model.__call__, with `self` bound
    grad(loss)                loss; `target` is the derivative, which the pipeline asks for its IR

What is bound becomes an ordinary argument of the plain function, so that all instances share one derivative.
"""
from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from inspect import Parameter
from types import FunctionType, MethodType
from typing import Any

from srcgrad.errors import ArgumentError, SourceError
from srcgrad.record import dataclass

POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
Where = Any  # a parameter's name, or (name of the starred parameter, position or keyword in it)


@dataclass(frozen=True, eq=False)
class Binding:
    """function: the plain one; prefix, keywords: what is bound; parameters: all of the function's, in order."""

    function: FunctionType
    prefix: tuple[Any, ...]
    keywords: Mapping[str, Any]
    parameters: tuple[Parameter, ...]
    names: tuple[str, ...]
    positional: bool  # every parameter can be given by position, and nothing is bound by keyword
    defaults: tuple[Any, ...]  # of the last parameters, if `positional`
    code: Any
    seen_defaults: Any
    target: Any  # what the pipeline differentiates: the function, or a derivative of it
    layers: tuple[Any, ...] = ()  # which derivative

    def values(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
        """One value for each parameter, defaults filled in; TypeError as from the function itself."""
        if self.positional and not kwargs:
            values = self.prefix + args if self.prefix else args
            missing = len(self.names) - len(values)
            if missing == 0:
                return values
            if 0 < missing <= len(self.defaults):
                return values + self.defaults[-missing:]
        return self.bind(args, kwargs)

    def bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
        try:
            bound = self.signature.bind(*self.prefix, *args, **{**self.keywords, **kwargs})
        except TypeError as e:
            raise TypeError(f"{self.function.__name__}() {e}") from None
        bound.apply_defaults()
        return tuple(bound.arguments[name] for name in self.names)

    def call(self, function: Callable[..., Any], values: tuple[Any, ...], **extra: Any) -> Any:
        """Call a function that has the same parameters."""
        if self.positional:
            return function(*values, **extra)
        args: list[Any] = []
        for p, value in zip(self.parameters, values, strict=True):
            if p.kind in POSITIONAL:
                args.append(value)
            elif p.kind is Parameter.VAR_POSITIONAL:
                args += value
            else:
                extra.update(value if p.kind is Parameter.VAR_KEYWORD else {p.name: value})
        return function(*args, **extra)

    @functools.cached_property
    def signature(self) -> inspect.Signature:
        return inspect.Signature(self.parameters)

    @property
    def current(self) -> bool:
        """Whether the function is still the one that was looked at (IPython's autoreload changes it in place)."""
        return self.function.__code__ is self.code and self.function.__defaults__ is self.seen_defaults


def binding_of(primal: Any) -> Binding:
    """Unwrap bound methods, partials and callable objects; SG102 or SG105 where no Python function is found."""
    function: Any = primal
    prefix: tuple[Any, ...] = ()
    keywords: dict[str, Any] = {}
    inner = layers = None
    while not isinstance(function, FunctionType):
        if isinstance(function, MethodType):
            function, prefix = function.__func__, (function.__self__, *prefix)
        elif isinstance(function, functools.partial):
            prefix = function.args + prefix
            keywords = {**function.keywords, **keywords} if keywords else function.keywords  # itself: what it holds may change
            function = function.func
        elif isinstance(getattr(function, "binding", None), Binding):
            if inner is None:
                inner, layers = function, function.key
            b = function.binding
            function, prefix, keywords = b.function, b.prefix + prefix, {**b.keywords, **keywords}
        elif inherited_call(function) is not None:
            function, prefix = inherited_call(function), (function, *prefix)
        else:
            raise no_function(primal)
    parameters = tuple(own_signature(function).parameters.values())
    positional = not keywords and all(p.kind in POSITIONAL for p in parameters)
    defaults = function.__defaults__ or () if positional else ()
    return Binding(function, prefix, keywords, parameters, tuple(p.name for p in parameters), positional, defaults,
                   function.__code__, function.__defaults__, function if inner is None else inner, layers or ())


def own_signature(function: FunctionType) -> inspect.Signature:
    """The signature of the code object; `__wrapped__` and `__signature__` tell of another function."""
    bare = FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__,
                        function.__closure__)
    bare.__kwdefaults__ = function.__kwdefaults__
    bare.__annotations__ = function.__annotations__
    return inspect.signature(bare)


def inherited_call(value: Any) -> FunctionType | None:
    call = getattr(type(value), "__call__", None)  # noqa: B004  which function it is, not whether there is one
    return call if isinstance(call, FunctionType) and not isinstance(value, type) else None


def no_function(primal: Any) -> SourceError:
    name = getattr(primal, "__qualname__", None) or getattr(primal, "__name__", None) or repr(primal)[:60]
    if not callable(primal):
        return SourceError("SG105", f"`{name}` is not a function but a value of type {type(primal).__name__}",
                           help="give the function itself, without calling it")
    if isinstance(primal, type):
        return SourceError("SG105", f"`{name}` is a class; only functions are differentiated",
                           help="write a function that makes the object and returns a number")
    return SourceError("SG102", f"`{name}` is not written in Python",
                       help=f"differentiate a Python function that calls it: lambda x: {name}(x)")


def resolve_argnums(binding: Binding, argnums: Any, skip: int = 0) -> tuple[Where, ...]:
    """Where to find what is differentiated; positions count after what is bound and after `skip` more.

    A parameter is given by its name; an element of *args or **kwargs by (its name, position or keyword in it).
    """
    each = argnums if isinstance(argnums, tuple | list) else (argnums,)
    if not each:
        raise ArgumentError("SG407", "argnums is empty", help=choices(binding, skip))
    found = tuple(resolve_one(binding, a, skip) for a in each)
    if len(set(found)) < len(found):
        raise ArgumentError("SG407", f"argnums={argnums!r} names an argument twice", help=choices(binding, skip))
    return found


def resolve_one(binding: Binding, argnum: Any, skip: int) -> Where:
    where: Where = None
    if isinstance(argnum, str):
        where = by_name(binding, argnum)
    elif hasattr(type(argnum), "__index__") and not isinstance(argnum, bool):
        where = by_position(binding, argnum.__index__(), skip)
    if where is None:
        what = "parameter named" if isinstance(argnum, str) else "argument at position"
        raise ArgumentError("SG407", f"`{binding.function.__name__}` has no {what} {argnum!r}", help=choices(binding, skip))
    return where


def by_name(binding: Binding, name: str) -> Where:
    if name in binding.names:
        return name
    stars = [p.name for p in binding.parameters if p.kind is Parameter.VAR_KEYWORD]
    return (stars[0], name) if stars else None


def by_position(binding: Binding, position: int, skip: int) -> Where:
    bound = len(binding.prefix) + skip
    names = positional_names(binding)
    stars = [p.name for p in binding.parameters if p.kind is Parameter.VAR_POSITIONAL]
    absolute = position + (bound if position >= 0 else len(names))
    if bound <= absolute < len(names):
        return names[absolute]
    return (stars[0], absolute - len(names)) if stars and position >= 0 else None


def positional_names(binding: Binding) -> list[str]:
    """The parameters that a position can mean: those before the first that is bound by keyword."""
    names = [p.name for p in binding.parameters if p.kind in POSITIONAL]
    return names[:min((names.index(n) for n in names if n in binding.keywords), default=len(names))]


def choices(binding: Binding, skip: int) -> str:
    bound = {*binding.keywords, *binding.names[:len(binding.prefix) + skip]}
    free = [f"{k}: {n}" for k, n in enumerate(n for n in binding.names if n not in bound)]
    return f"its parameters are {', '.join(free)}" if free else "it has no parameters"
