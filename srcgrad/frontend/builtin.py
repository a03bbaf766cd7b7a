"""Builtins that are more than one operation: range, zip, len, isinstance, list, sum, min, max, sorted, getattr, print, …"""
from __future__ import annotations

import collections
import copy
import dataclasses
import functools
import operator
import types
from collections.abc import Callable
from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.frontend.attributes import do_asdict, do_astuple, do_fields, do_vars
from srcgrad.frontend.combining import ITERTOOLS
from srcgrad.frontend.copies import do_copy
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.folding import do_any_all, do_reduce, do_sorted, extreme, in_any_order, solid
from srcgrad.frontend.functional import FORMS
from srcgrad.frontend.iterate import length, same_count, turns, walk_of
from srcgrad.frontend.listing import collect
from srcgrad.frontend.mapping import do_along_axis, do_vectorize
from srcgrad.frontend.numpy_forms import forms
from srcgrad.frontend.stand_ins import getters, stood_for
from srcgrad.frontend.stand_ins.containers import unordered
from srcgrad.frontend.subscripts import Slice
from srcgrad.frontend.values import AVal, Bound, Closure, Const, Iter, Method, Partial, Ref, Tuple, Value, is_static
from srcgrad.ir.build import type_of
from srcgrad.ir.types import Array, DictType, ListType, ObjectType, Opaque, Scalar, TupleType

NUMBERS = (type(None), bool, int, float, complex, np.bool_, *np.sctypeDict.values())  # what a Scalar may be at run time
WALKED: dict[str, type] = {"range": range, "zip": zip, "enumerate": enumerate, "reversed": reversed, "map": map,
                           "keys": type({}.keys()), "values": type({}.values()), "items": type({}.items())}
Args = list[AVal]
Kwargs = dict[str, AVal]


def do_range(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    kinds: dict[int, Callable[..., Any]] = {1: lambda a: (Const(0), a, Const(1)), 2: lambda a, b: (a, b, Const(1)),
                                            3: lambda a, b, c: (a, b, c)}
    start, stop, step = kinds[len(args)](*args)
    return Iter("range", (start, stop, step))


def lazy(kind: str) -> Callable[..., Any]:
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        return Iter(kind, tuple(args))
    return make


def do_zip(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    strict = kwargs.get("strict", Const(False))
    if not is_static(strict):
        raise lower.refuse(node, "SG308", "whether this zip is strict is known only at run time")
    if strict.value:  # type: ignore[union-attr]
        counts = [length(lower, v) for v in args if isinstance(v, Value | Const | Tuple | Ref)]
        if not all(same_count(counts[0], c) for c in counts):
            lower.b.effect("effect", runtime.equally_long, tuple(counts))
    return Iter("zip", tuple(args))


def do_enumerate(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    start = args[1] if len(args) > 1 else kwargs.get("start", Const(0))
    return Iter("enumerate", (args[0], start))


def do_len(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    (v,) = args
    if isinstance(v, Iter):
        return turns(lower, walk_of(lower, v, node))
    if isinstance(v, Ref) and v.kind == "object" or lower.is_object(v):
        return lower.dunder(node, v, "__len__", [])
    return length(lower, v)


def do_isinstance(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    value, classes = args
    wanted = classes.value if isinstance(classes, Const) else tuple(c.value for c in classes.items)
    if isinstance(value, Const):
        return Const(isinstance(value.value, wanted))
    if isinstance(value, Ref):
        return Const(issubclass(stood_for(value.cls), wanted))
    if isinstance(value, Tuple):
        return Const(issubclass(value.cls or tuple, wanted))
    if isinstance(value, Iter):
        return Const(issubclass(WALKED.get(value.kind, types.GeneratorType), wanted))
    kind = type_of(value) if isinstance(value, Value) else None
    cls = {Array: np.ndarray, ListType: list, DictType: dict, TupleType: tuple}.get(type(kind))  # type: ignore[arg-type]
    if isinstance(kind, ListType) and kind.frozen:
        cls = tuple
    if isinstance(kind, ObjectType):
        cls = kind.cls
    if cls is not None:
        return Const(issubclass(cls, wanted))
    if isinstance(kind, Scalar):
        if isinstance(value, Value) and value in lower.never_none and value in lower.classes:
            return Const(issubclass(lower.classes[value], wanted))
        answers = {issubclass(c, wanted) for c in NUMBERS}
        if len(answers) == 1:
            return Const(answers.pop())
    return lower.b.emit("prim", isinstance, (lower.operand(value), Const(wanted)), type=Scalar("b"))


def do_list(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    if not args:
        return lower.new_list([], lower.site(node), hint)
    v = lower.plain(args[0])
    if isinstance(v, Iter) and v.kind == "iter":
        v = solid(lower, v)
    if is_static(v) and isinstance(v.value, dict | range | set | str):
        return lower.new_list([Const(i) for i in v.value], lower.site(node), hint)
    if isinstance(v, Value) and isinstance(v.type, ListType | Opaque):
        element = v.type if isinstance(v.type, ListType) else ListType(Opaque(None))
        return lower.b.emit("prim", list, (v,), type=element, name=hint)
    return collect(lower, walk_of(lower, v, node), lower.site(node), hint)


def do_replace(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    return lower.replaced(node, args, kwargs, hint)


def do_where(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    """np.where(c) is np.nonzero(c)."""
    return lower.prim(np.nonzero, args, {}, hint, node) if len(args) == 1 and not kwargs else NotImplemented


def do_tuple(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    if not args:
        return Const(())
    v = solid(lower, args[0])
    known = v if isinstance(v, Iter | Ref) else None
    walk = walk_of(lower, known, node) if known is not None else None
    kind = lower.type_of(v)
    fixed = isinstance(kind, Array) and kind.shape and kind.shape[0].number is not None
    if walk is not None and walk.static is None or isinstance(kind, ListType | Array | DictType) and known is None and not fixed:
        whole = v if isinstance(v, Value) and isinstance(kind, ListType) else do_list(lower, node, [v], {}, "")
        if isinstance(whole, Value) and isinstance(whole.type, ListType):  # of unknown length
            return lower.b.emit("prim", tuple, (whole,), type=ListType(whole.type.element, True), name=hint)
        v = whole
    return Tuple(tuple(lower.elements(v, -1, node)))


def make_dict(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    items: dict[Any, AVal] = {}
    if args:
        v = lower.plain(args[0])
        if isinstance(v, Ref) and v.kind == "dict":
            items |= dict(zip(lower.keys(v), lower.items(v)))
        elif is_static(v) and isinstance(v.value, dict):
            items |= {k: Const(i) for k, i in v.value.items()}
        else:
            walk = walk_of(lower, v, node) if not isinstance(lower.type_of(v), DictType) else None
            pairs = [lower.elements(p, 2, node) for p in walk.static or ()] if walk is not None else []
            if walk is None or walk.static is None or not all(is_static(k) for k, _ in pairs):
                lower.dynamic.add(lower.site(node))
                out = lower.new_dict(items, lower.site(node), hint)
                lower.box_method(out, "update", [v], kwargs, node)
                return out
            items |= {k.value: e for k, e in pairs}
    items |= kwargs
    return lower.new_dict(items, lower.site(node), hint)


def do_sum(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    """sum(iterable, start): a chain of additions where the elements are known, a loop where they are not."""
    total = args[1] if len(args) > 1 else kwargs.get("start", Const(0))
    if are_floats(args[0], total):
        given = args if len(args) > 1 or not kwargs else [args[0], total]
        return lower.b.emit("prim", sum, tuple(map(lower.operand, given)), type=Scalar("f"), name=hint)
    walk = walk_of(lower, in_any_order(lower, args[0]), node)
    if walk.static is not None:
        for v in walk.static:
            total = lower.binary(operator.add, total, v, hint, node)
        return total
    return lower.fold(node, walk, total, lambda t, v: lower.binary(operator.add, t, v, hint, node), hint)


def are_floats(table: AVal, start: AVal) -> bool:
    """Whether these are constants, which Python (from 3.12 on) adds with more digits than one after the other."""
    if not isinstance(table, Const) or not isinstance(table.value, list | tuple) or not is_static(start):
        return False
    kinds = set(map(type, (*table.value, start.value)))
    return float in kinds and kinds <= {float, int}


def do_getattr(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    if not is_static(args[1]):
        raise lower.refuse(node, "SG308", "the name of this attribute is known only at run time")
    if len(args) == 3 and not lower.has_attribute(args[0], args[1].value):
        return args[2]
    return lower.get_attribute(args[0], args[1].value, node)


def do_setattr(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    lower.set_attribute(args[0], args[1].value, args[2], node)
    return Const(None)


def do_hasattr(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    return Const(lower.has_attribute(args[0], args[1].value))


def do_callable(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    (v,) = args
    return Const(callable(v.value)) if isinstance(v, Const) else Const(isinstance(v, Closure | Bound | Partial | Method))


def do_type(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    (v,) = args
    if isinstance(v, Ref):
        return Const(stood_for(v.cls))
    if isinstance(v, Const):
        return Const(type(v.value))
    kind = lower.type_of(v)
    if isinstance(kind, TupleType):
        return Const(kind.cls or tuple)
    if isinstance(kind, ListType):
        return Const(tuple if kind.frozen else list)
    if isinstance(kind, DictType):
        return Const(dict)
    return lower.b.emit("prim", type, (lower.operand(v),), type=Opaque(type))


def do_print(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    printable = tuple(lower.operand(a) if not isinstance(a, Ref | Closure | Bound) or (isinstance(a, Ref) and a.kind != "object")
                      else Const(f"<{getattr(a, 'name', 'object')}>") for a in args)
    lower.b.effect("effect", print, printable, tuple((k, lower.operand(v)) for k, v in kwargs.items()))
    return Const(None)


def folded(function: Any) -> Callable[..., Any]:
    """Evaluated at once where all arguments are known; otherwise an ordinary primitive."""
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        if function is pow and kwargs:
            args, kwargs = [*args, *(kwargs[n] for n in ("base", "exp", "mod") if n in kwargs)], {}
            return lower.call(node, Const(pow), args, kwargs)
        if not all(map(is_static, (*args, *kwargs.values()))):
            return NotImplemented
        try:
            return Const(function(*(a.value for a in args), **{k: v.value for k, v in kwargs.items()}))
        except Exception:  # the user's own code raises it when it runs
            return NotImplemented
    return make


def do_partial(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    return Partial(args[0], tuple(args[1:]), kwargs)


@functools.lru_cache
def new_namedtuple(typename: str, field_names: Any, **options: Any) -> Any:
    """The same class each time that a function is looked at."""
    return collections.namedtuple(typename, field_names, **options)  # noqa: PYI024


def getter(function: Any) -> Callable[..., Any]:
    """operator.itemgetter(1, 2) is lambda value: (value[1], value[2])."""
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        return Partial(Const(function), (Tuple(tuple(args)),), {})
    return make


def do_methodcaller(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    named = lower.new_ref("dict", dict, list(kwargs), list(kwargs.values()), lower.site(node))
    return Partial(Const(getters.method), (args[0], Tuple(tuple(args[1:])), named), {})


def do_slice(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    full = {1: [Const(None), *args, Const(None)], 2: [*args, Const(None)], 3: args}[len(args)]
    if all(is_static(e) for e in full):
        return Const(slice(*(e.value for e in full)))
    return Slice([lower.operand(e) for e in full])


def do_refused(code: str, what: str) -> Callable[..., Any]:
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        raise lower.refuse(node, code, f"`{what}` runs code that is not there to be read")
    return make


def do_effect(function: Any) -> Callable[..., Any]:
    def make(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
        lower.b.effect("effect", function, tuple(map(lower.operand, args)))
        return Const(None)
    return make


def do_iter(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    return Iter("iter", (args[0],))


def do_next(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    raise lower.refuse(node, "SG301", "an iterator that is advanced by hand is not differentiated", "walk it with a for loop")


def do_cross(lower: Lowerer, node: Any, args: Args, kwargs: Kwargs, hint: str) -> Any:
    """np.cross has another number of axes for vectors of two numbers; where sizes do not tell, the derivative looks."""
    kinds = [lower.type_of(a) for a in args]
    sure = any(isinstance(k, Array) and k.shape and k.shape[-1].number == 3 for k in kinds)
    if len(args) == 2 and not sure:
        lower.b.effect("effect", runtime.not_planar, tuple(map(lower.operand, args)))
    return NotImplemented


def _table() -> dict[Any, Callable[..., Any]]:
    import math
    table: dict[Any, Callable[..., Any]] = {
        range: do_range, zip: do_zip, enumerate: do_enumerate, reversed: lazy("reversed"), map: lazy("map"), len: do_len,
        isinstance: do_isinstance, list: do_list, tuple: do_tuple, dict: make_dict, sum: do_sum, max: extreme(max, operator.gt),
        min: extreme(min, operator.lt), sorted: do_sorted, getattr: do_getattr, setattr: do_setattr, hasattr: do_hasattr,
        set: lambda lower, *call: lower.make_set(*call), copy.copy: do_copy(False), copy.deepcopy: do_copy(True),
        frozenset: lambda lower, *call: lower.make_frozenset(*call), collections.namedtuple: folded(new_namedtuple),
        unordered: lambda lower, node, args, *rest: in_any_order(lower, args[0]),
        callable: do_callable, type: do_type, print: do_print, any: do_any_all(True), all: do_any_all(False),
        functools.partial: do_partial, functools.reduce: do_reduce, slice: do_slice, np.cross: do_cross, np.where: do_where,
        vars: do_vars, dataclasses.fields: do_fields, dataclasses.asdict: do_asdict, dataclasses.astuple: do_astuple,
        dataclasses.replace: do_replace, **ITERTOOLS, operator.itemgetter: getter(getters.item),
        operator.attrgetter: getter(getters.attribute), operator.methodcaller: do_methodcaller,
        np.vectorize: do_vectorize, np.apply_along_axis: do_along_axis, **forms(),
        **FORMS,
        runtime.alike: do_effect(runtime.alike), object.__setattr__: lambda lower, *call: lower.set_raw(*call),
        eval: do_refused("SG303", "eval"), exec: do_refused("SG303", "exec"), iter: do_iter, next: do_next,
    }
    for f in (abs, float, int, pow, round, divmod, bool, str, repr, format, *(v for v in vars(math).values() if callable(v))):
        table[f] = folded(f)
    return table


SPECIAL = _table()

SERVICES = (make_dict,)
