"""Method calls on values, and NumPy functions that write into an array.

All in-place writes become one operation, `store(array, index, how, value)`:

    np.multiply(a, b, out=y)   y[...] = np.multiply(a, b)        y.fill(v)          y[...] = v
    np.add.at(y, i, v)         store at                          y.sort()           y[...] = np.sort(y)

Those of np.copyto, np.put and the like: `placing.py`.
"""
from __future__ import annotations

from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.frontend.classes import class_attribute
from srcgrad.frontend.core import Lowerer
from srcgrad.frontend.placing import WRITERS, as_mask, pick, place
from srcgrad.frontend.subscripts import index_operand
from srcgrad.frontend.tables import element_of, holds_code
from srcgrad.frontend.values import AVal, Const, Iter, Method, Ref, Tuple, is_static
from srcgrad.ir.build import type_of
from srcgrad.ir.types import ANY, OPAQUE, Array, DictType, ListType, Opaque, may_vary

AT: dict[Any, str] = {np.add: "at", np.subtract: "subtract at", np.multiply: "multiply at"}
READING = ("get", "index", "count", "copy")  # methods of a list or dict outside
REFUSED_METHODS = ("resize", "partition", "put", "setfield", "byteswap", "setflags", "itemset", "tofile", "dump")


def method(lower: Lowerer, m: Method, args: list[AVal], kwargs: dict[str, AVal], node: Any, hint: str) -> AVal:
    base, name = m.base, m.name
    if isinstance(base, Ref):
        return lower.box_method(base, name, args, kwargs, node, hint)
    if isinstance(base, Tuple):
        return tuple_method(lower, base, name, args, kwargs, node)
    kind = lower.type_of(base)
    if isinstance(base, Const) and isinstance(base.value, dict | list):
        return constant_method(lower, base, name, args, node)
    if isinstance(kind, ListType | DictType):
        return lower.box_method(base, name, args, kwargs, node, hint)
    if isinstance(kind, Opaque):
        function = getattr(kind.cls, name, None) if kind.cls else None
        if function is None:
            error = lower.refuse(node, "SG306", f"the method `{name}` is called on an object that is known only at run time")
            return lower.doubted(error, base)
        kind = ANY if any(may_vary(lower.type_of(v)) for v in (*args, *kwargs.values())) else OPAQUE
        return lower.b.emit("effect", function, (lower.operand(base), *map(lower.operand, args)),
                            tuple((k, lower.operand(v)) for k, v in kwargs.items()), kind, hint)
    function = getattr(np.ndarray, name)
    if name in ("fill", "sort"):
        return write_method(lower, base, name, args, kwargs, node)
    if name in REFUSED_METHODS:
        raise lower.refuse(node, "SG308", f"ndarray.{name} is not differentiated")
    out = mutator(lower, node, function, [base, *args], kwargs, hint)
    if out is not NotImplemented:
        return out
    return lower.prim(function, [base, *args], kwargs, hint, node)


def tuple_method(lower: Lowerer, base: Tuple, name: str, args: list[AVal], kwargs: dict[str, AVal], node: Any) -> AVal:
    if base.cls is not None and name in ("_replace", "_asdict"):
        fields = dict(zip(base.cls._fields, base.items)) | kwargs
        if name == "_replace":
            return Tuple(tuple(fields.values()), base.cls)
        return lower.new_ref("dict", dict, list(fields), list(fields.values()), lower.site(node))
    if base.cls is not None and hasattr(base.cls, name) and name not in ("index", "count"):
        return lower.call(node, class_attribute(lower, base, base.cls, name, node), args, {})
    raise lower.refuse(node, "SG308", f"tuple.{name} is not differentiated")


def constant_method(lower: Lowerer, base: Const, name: str, args: list[AVal], node: Any) -> AVal:
    if isinstance(base.value, dict) and name in ("keys", "values", "items"):
        return Iter(name, (base,))
    if name in READING and all(map(is_static, args)):
        value = getattr(base.value, name)(*(a.value for a in args))
        found = name == "get" and args[0].value in base.value and holds_code(lower, value)  # type: ignore[union-attr]
        return element_of(base, args[0].value, value) if found else Const(value)  # type: ignore[union-attr]
    if name in READING:
        lower.unroll_if_possible()
        raise lower.refuse(node, "SG308", f"what `{base!r}.{name}` gives is known only at run time")
    raise lower.refuse(node, "SG304", f"`{base!r}.{name}` changes something that lives outside the function")


def write_method(lower: Lowerer, base: AVal, name: str, args: list[AVal], kwargs: dict[str, AVal], node: Any) -> AVal:
    target = lower.operand(base)
    if name == "fill":
        lower.b.effect("store", "set", (target, Const(Ellipsis), lower.operand(args[0])))
    else:
        named = dict(zip(("axis", "kind"), args)) | kwargs
        new = lower.prim(np.sort, [base], named, "", node)
        lower.b.effect("store", "set", (target, Const(Ellipsis), lower.operand(new)))
    return Const(None)


def mutator(lower: Lowerer, node: Any, f: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> Any:
    """The stores that a NumPy call stands for; NotImplemented where it writes nothing."""
    owner = getattr(f, "__self__", None)
    if isinstance(owner, np.ufunc) and f.__name__ == "at":
        return ufunc_at(lower, node, owner, args)
    if f is runtime.add_rows:  # in an emitted derivative
        return ufunc_at(lower, node, np.add, args)
    if f in WRITERS if f.__hash__ else False:
        return place(lower, node, f, args, kwargs)
    if isinstance(f, np.ufunc) and len(args) == f.nin + 1:
        kwargs = {**kwargs, "out": args[-1]}
        args = args[:-1]
    out = kwargs.get("out")
    if out is None or (is_static(out) and out.value is None):
        where = kwargs.get("where")
        if isinstance(f, np.ufunc) and where is not None and not (is_static(where) and where.value is True):
            raise lower.refuse(node, "SG202", "where= without out= leaves the other elements undefined")
        return NotImplemented
    if isinstance(out, Tuple):
        (out,) = out.items
    return write_out(lower, node, f, args, {k: v for k, v in kwargs.items() if k != "out"}, out)


def write_out(lower: Lowerer, node: Any, f: Any, args: list[AVal], kwargs: dict[str, AVal], out: AVal) -> AVal:
    where = kwargs.pop("where", None) if isinstance(f, np.ufunc) else None
    target = lower.operand(out)
    if not isinstance(type_of(target), Array):
        raise lower.refuse(node, "SG308", "out= is given something that is not known to be an array")
    if isinstance(target, Const):
        raise lower.refuse(node, "SG304", "an array that lives outside the function is written here")
    if where is None or (is_static(where) and where.value is True):
        new = lower.prim(f, args, kwargs, "", node)
        lower.b.effect("store", "set", (target, Const(Ellipsis), lower.operand(new)))
        return out
    mask = as_mask(lower, where, target, node)
    picked = [pick(lower, a, mask, target, node) for a in args]
    new = lower.prim(f, picked, kwargs, "", node)
    lower.b.effect("store", "set", (target, lower.operand(mask), lower.operand(new)))
    return out


def ufunc_at(lower: Lowerer, node: Any, ufunc: np.ufunc, args: list[AVal]) -> AVal:
    how = AT.get(ufunc)
    if how is None or how == "multiply at":
        raise lower.refuse(node, "SG308", f"np.{ufunc.__name__}.at is not differentiated", "use np.add.at, or a loop")
    value = args[2]
    if how == "subtract at":
        value = lower.prim(np.negative, [value], {}, "", node)
    lower.b.effect("store", "at", (lower.operand(args[0]), index_operand(lower, args[1]), lower.operand(value)))
    return Const(None)


SERVICES = (method, mutator)
