"""The functions of `operator` by what they are short for; decorators of functools and contextlib.

    operator.mul(a, b)      of objects, lists and tuples: a * b
    functools.wraps(f)      the wrapper, under the name of f
    @contextmanager         of a local function: kept for the with statement
"""
from __future__ import annotations

import contextlib
import functools
import operator
from collections.abc import Callable
from typing import Any

import gast

from srcgrad.frontend.classes import OPERATOR_METHODS
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.dispatching import registered
from srcgrad.frontend.scope import assigned_names
from srcgrad.frontend.stand_ins import wrapping
from srcgrad.frontend.subscripts import read
from srcgrad.frontend.values import AVal, Choice, Closure, Const, Manager, Partial, Ref, Tuple

COMPARISONS = {operator.eq: gast.Eq(), operator.ne: gast.NotEq(), operator.lt: gast.Lt(), operator.le: gast.LtE(),
               operator.gt: gast.Gt(), operator.ge: gast.GtE()}
Args = list[AVal]
Kwargs = dict[str, AVal]


def as_operator(function: Any) -> Callable[..., Any]:
    """Of what is known by its structure; anything else is one operation."""
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        if len(args) == 2 and function is operator.getitem:
            return read(lower, args[0], args[1], hint, node)
        if len(args) != 2 or not any(isinstance(a, Ref | Tuple | Choice) for a in args):
            return NotImplemented
        left, right = args
        how = COMPARISONS.get(function)
        return lower.binary(function, left, right, hint, node) if how is None else lower.compare(how, left, right, node)
    return make


def do_wraps(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    return Partial(Const(functools.update_wrapper), (), {"wrapped": args[0]})


def do_update_wrapper(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    """The wrapper, under another name; docstrings and the like leave no trace."""
    wrapper, wrapped = args[0], kwargs.get("wrapped", args[-1])
    name = wrapped.name if isinstance(wrapped, Closure) else getattr(getattr(wrapped, "value", None), "__name__", None)
    return Closure(wrapper.node, wrapper.frame, wrapper.defaults, name) if isinstance(wrapper, Closure) and name else wrapper


def do_cache(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    """functools.cache(f), lru_cache(f), lru_cache(maxsize): what is remembered is computed again, as it would come out."""
    if args and isinstance(args[0], Closure):
        if changes_outside(args[0].node):
            raise lower.refuse(node, "SG306", "this function changes what is outside of it, as often as its cache has no answer",
                               "leave the cache out, or return what it computes")
        return args[0]
    return NotImplemented if args and not isinstance(args[0], Const) else Partial(Const(functools.cache), (), {})


def changes_outside(definition: Any) -> bool:
    """Whether a function writes into something that it has not made, as far as its syntax tells."""
    own = assigned_names(definition)

    def free(n: Any) -> bool:
        while isinstance(n, gast.Attribute | gast.Subscript):
            n = n.value
        return isinstance(n, gast.Name) and n.id not in own

    return any(isinstance(n, gast.Nonlocal | gast.Global) or
               isinstance(n, gast.Attribute | gast.Subscript) and isinstance(n.ctx, gast.Store | gast.Del) and free(n) or
               isinstance(n, gast.Expr) and isinstance(n.value, gast.Call) and isinstance(n.value.func, gast.Attribute) and
               free(n.value.func) for n in gast.walk(definition))


def do_registered(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    return registered(lower, node, args[0].value, args[1])  # type: ignore[union-attr]


def do_manager(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    return Manager(args[0], tuple(args[1:]), kwargs)


def do_managed(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    return Partial(Const(wrapping.manager), tuple(args), {})


FORMS: dict[Any, Callable[..., Any]] = {
    **{f: as_operator(f) for f in (*OPERATOR_METHODS, *COMPARISONS, operator.getitem)},
    functools.lru_cache: do_cache, functools.cache: do_cache, functools.wraps: do_wraps,
    functools.update_wrapper: do_update_wrapper, wrapping.registered: do_registered, wrapping.manager: do_manager,
    contextlib.contextmanager: do_managed}
