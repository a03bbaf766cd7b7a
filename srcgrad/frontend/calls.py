"""Calls: NumPy and Python primitives by their rule, user functions by lowering them in place.

A callee is found by the object it is, whatever the user calls it. A user function is inlined: its body becomes part of
the derivative, with its own globals; its locals keep their names. One that calls itself to an unknown depth is kept as a
function (`recursion.py`).
"""
from __future__ import annotations

import contextlib
import functools
import math
import operator
import types
from typing import Any

import gast
import numpy as np

from srcgrad.errors import RuleError
from srcgrad.frontend.builtin import SPECIAL
from srcgrad.frontend.core import Frame, Lowerer, entered
from srcgrad.frontend.dispatching import GENERIC, registered
from srcgrad.frontend.foreign import refuse_objects
from srcgrad.frontend.mapping import vectorized
from srcgrad.frontend.numpy_forms import POLYNOMIALS
from srcgrad.frontend.parameters import bind_arguments, default_values
from srcgrad.frontend.scope import assigned_names, is_generator
from srcgrad.frontend.source import read_source
from srcgrad.frontend.stand_ins import FUNCTIONS, LAZY, is_stand_in
from srcgrad.frontend.tables import kept
from srcgrad.frontend.values import (
    AVal,
    Bound,
    Choice,
    Closure,
    Const,
    Iter,
    Manager,
    Method,
    Partial,
    Ref,
    Tuple,
    Value,
    is_static,
)
from srcgrad.ir.build import computed, type_of
from srcgrad.ir.dotted import follow, path_of
from srcgrad.ir.nodes import Operand
from srcgrad.ir.types import ANY, Array, Scalar, TupleType, Type
from srcgrad.rules.infer import dtype_kind
from srcgrad.rules.table import Rule, Uncovered, UnsupportedKeyword, bind, lookup
from srcgrad.runtime import order_of

OBJECT_METHODS = {abs: "__abs__", round: "__round__", float: "__float__", int: "__int__", divmod: "__divmod__",
                  complex: "__complex__", math.floor: "__floor__", math.ceil: "__ceil__", math.trunc: "__trunc__"}
MANAGED = contextlib.contextmanager(lambda: iter(())).__code__
READING = frozenset(("copy", "count", "difference", "fromkeys", "get", "index", "intersection", "isdisjoint", "issubset",
                     "issuperset", "items", "keys", "symmetric_difference", "union", "values", "__contains__",
                     "__getitem__", "__len__"))


def lower_call(lower: Lowerer, node: gast.Call, hint: str) -> AVal:
    if isinstance(node.func, gast.Name) and node.func.id == "super" and len(node.args) in (0, 2):
        return lower.super_object(node)
    callee = lower.expr(node.func)
    columns: AVal | None = lower.transposed(node, callee)
    if columns is not None:
        return columns
    args: list[AVal] = []
    for k, a in enumerate(node.args):
        if isinstance(a, gast.Starred):
            args += lower.spread(node, callee, lower.expr(a.value), k)
        else:
            args.append(lower.expr(a))
    kwargs: dict[str, AVal] = {}
    for k in node.keywords:
        value = lower.expr(k.value)
        if k.arg is not None:
            kwargs[k.arg] = value
        elif isinstance(value, Ref) and value.kind == "dict":
            kwargs |= dict(zip(lower.keys(value), lower.items(value)))
        elif isinstance(value, Const) and isinstance(value.value, dict):
            kwargs |= dict(zip(value.value, kept(lower, value)))
        else:
            raise lower.refuse(node, "SG307", "the keywords of this call are known only at run time")
    lower.b.span = lower.span(node)
    return call(lower, node, callee, args, kwargs, hint)


def call(lower: Lowerer, node: Any, callee: AVal | Choice, args: list[AVal], kwargs: dict[str, AVal], hint: str = "") -> AVal:
    if isinstance(callee, Choice):
        return lower.branch(callee.flag, lambda: call(lower, node, callee.then, args, kwargs, hint),  # type: ignore[return-value]
                            lambda: call(lower, node, callee.orelse, args, kwargs, hint), hint)
    chosen = next(((k, a) for k, a in enumerate(args) if isinstance(a, Choice)), None)
    if chosen is not None and isinstance(callee, Const) and hashable(callee.value) and callee.value in SPECIAL:
        k, choice = chosen
        return lower.either_way(choice, lambda v: call(lower, node, callee, [*args[:k], v, *args[k + 1:]], kwargs, hint))
    if isinstance(callee, Partial):
        return call(lower, node, callee.function, [*callee.args, *args], {**callee.kwargs, **kwargs}, hint)
    if isinstance(callee, Bound):
        return call(lower, node, callee.function, [callee.self, *args], kwargs, hint)
    if isinstance(callee, Method):
        return lower.method(callee, args, kwargs, node, hint)
    if isinstance(callee, Closure):
        frame, definition, defaults = opened(lower, callee, args)
        return enter(lower, node, frame, definition, args, kwargs, defaults, hint)
    if isinstance(callee, Ref):
        return lower.dunder(node, callee, "__call__", args, kwargs)
    if isinstance(callee, Const):
        return call_object(lower, node, callee, args, kwargs, hint)
    raise lower.refuse(node, "SG306", "what is called here is known only at run time")


def call_object(lower: Lowerer, node: Any, callee: Const, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    f = callee.value
    if not callable(f):
        lower.never(TypeError, f"{type(f).__name__!r} object is not callable")
        raise lower.refuse(node, "SG308", f"`{callee!r}` is called, and is not a function")
    special = SPECIAL.get(f) if hashable(f) else None
    if args and isinstance(args[0], Ref) and args[0].kind == "object" and hashable(f) and f in OBJECT_METHODS:
        return lower.dunder(node, args[0], OBJECT_METHODS[f], args[1:], kwargs)
    if special is not None:
        out = special(lower, node, args, kwargs, hint)
        if out is not NotImplemented:
            return out
    if isinstance(f, types.BuiltinMethodType) and not isinstance(f.__self__, types.ModuleType | type):
        known = bound_builtin(lower, node, f, args, kwargs)
        if known is not None:
            return known
    if hashable(f) and f in FUNCTIONS:
        out = inline(lower, node, FUNCTIONS[f], args, kwargs, hint)
        return Iter("iter", (out,)) if f in LAZY else out
    mutator = lower.mutator(node, f, args, kwargs, hint)
    if mutator is not NotImplemented:
        return mutator
    if isinstance(f, functools.partial):
        lower.depend_attribute(f, "args", f.args)
        lower.depend_attribute(f, "keywords", f.keywords)
        return call(lower, node, Const(f.func), [*map(const_of, f.args), *args],
                    {**{k: const_of(v) for k, v in f.keywords.items()}, **kwargs}, hint)
    if isinstance(f, operator.itemgetter | operator.attrgetter):
        how: Any = f.__reduce__()
        return call(lower, node, call(lower, node, Const(how[0]), [*map(const_of, how[1])], {}), args, kwargs, hint)
    if isinstance(f, types.MethodType):
        if isinstance(f.__self__, np.random.RandomState | np.random.Generator) or lookup(f) is not None:
            return prim(lower, f, args, kwargs, hint, node)
        if isinstance(f.__func__, types.FunctionType):
            return call(lower, node, Const(f.__func__), [owner_of(callee), *args], kwargs, hint)
    if isinstance(f, types.MethodDescriptorType) and f.__objclass__ in (list, dict) and args:
        return call(lower, node, Method(args[0], f.__name__), args[1:], kwargs, hint)
    if lookup(f) is not None if hashable(f) else False:
        return prim(lower, f, args, kwargs, hint, node)
    if isinstance(f, np.vectorize):
        return call(lower, node, vectorized(lower, node, f), args, kwargs, hint)
    if type(f).__module__.startswith("srcgrad") and hasattr(f, "primal") or getattr(f, "__module__", None) == "srcgrad.api":
        raise lower.refuse(node, "SG306", "a derivative inside a differentiated function is not supported yet",
                           "differentiate the outer function by hand with srcgrad.hvp, or write the inner gradient out")
    if isinstance(f, types.FunctionType):
        if f.__code__ is GENERIC and args:
            return call(lower, node, registered(lower, node, f, args[0]), args, kwargs, hint)
        if f.__code__ is MANAGED:
            return Manager(Const(f.__wrapped__), tuple(args), kwargs)  # type: ignore[attr-defined]
        if f.__module__ is not None and f.__module__.split(".")[0] in ("numpy", "scipy"):
            return prim(lower, f, args, kwargs, hint, node)
        return inline(lower, node, f, args, kwargs, hint)
    if isinstance(f, type):
        return lower.instantiate(node, f, args, kwargs, hint)
    wrapped = getattr(f, "__wrapped__", None)
    if isinstance(f, functools._lru_cache_wrapper) and isinstance(wrapped, types.FunctionType):
        return inline(lower, node, wrapped, args, kwargs, hint)
    if isinstance(f, POLYNOMIALS):
        return lower.of_polynomial(node, callee, args, kwargs, hint)
    method = lower.found_in_class(type(f), "__call__")
    if isinstance(method, types.FunctionType):
        return call(lower, node, Const(method), [callee, *args], kwargs, hint)
    return prim(lower, f, args, kwargs, hint, node)


def bound_builtin(lower: Lowerer, node: Any, f: Any, args: list[AVal], kwargs: dict[str, AVal]) -> AVal | None:
    """A method of a constant: evaluated at once where that is immutable, refused where it would change it."""
    owner, values = f.__self__, [*args, *kwargs.values()]
    if isinstance(owner, set | list | dict | bytearray) and f.__name__ not in READING:
        what = f"{type(owner).__name__}.{f.__name__}"
        raise lower.refuse(node, "SG308", f"`{what}` changes something that is known under other names",
                           "build a new one instead")
    if isinstance(owner, str | bytes | int | float | complex | tuple | frozenset) and all(map(is_static, values)):
        try:
            return Const(f(*(v.value for v in args), **{k: v.value for k, v in kwargs.items()}))
        except Exception:  # the user's own code raises it when it runs
            return None
    return None


def hashable(f: Any) -> bool:
    try:
        hash(f)
    except TypeError:
        return False
    return True


def owner_of(method: Const) -> Const:
    """The object of a bound method: `m` of `m.step`, `step.__self__` of one that is kept under a name."""
    owner = method.value.__self__
    if isinstance(owner, type) or method.name is None:
        return Const(owner)
    first, path = path_of(method.name)
    origin = method.origin
    found = follow(origin.get(first) if isinstance(origin, dict) else getattr(origin, "cell_contents", None), path[:-1])
    short = method.name.removesuffix(f".{path[-1][1]}") if path and found is owner else method.name
    name = short if short != method.name else f"{method.name}.__self__"
    return Const(owner, name, origin)


def const_of(v: Any) -> AVal:
    return Const(v)


# --- primitives ----------------------------------------------------------------------------------------------------------
def prim(lower: Lowerer, function: Any, args: list[AVal], kwargs: dict[str, AVal], hint: str = "", node: Any = None) -> AVal:
    """A call of a NumPy, SciPy or Python function that is kept as one operation."""
    rule = lookup(function) if hashable(function) else None
    if rule is None and any(isinstance(v, Ref) for v in (*args, *kwargs.values())):
        raise lower.refuse(node, "SG306", f"what `{getattr(function, '__name__', function)}` does with the object that it is given "
                           "is not known", "write it in Python")
    if isinstance(function, np.ufunc):  # which numbers come out does not depend on these
        kwargs = {k: v for k, v in kwargs.items() if k not in ("casting", "order", "subok")}
    operands = tuple(map(lower.operand, args))
    named = tuple((k, lower.operand(v)) for k, v in kwargs.items())
    refuse_objects(lower, node, function, operands)
    for o in (*operands, *(o for _, o in named)) if function not in (len, list, tuple) else ():
        lower.refuse_records("`sorted`" if function is order_of else f"`{getattr(function, '__name__', function)}`", type_of(o))
    kind: Type = ANY
    if rule is not None:
        kind = result_type(lower, node, rule, operands, dict(named))
    elif getattr(function, "__module__", "") == "math" and function.__name__ not in ("frexp", "modf"):
        kind = Scalar("f")
    kind = with_dim(function, operands, kind)
    if rule is not None and not rule.pure or rule is None:
        value = lower.b.emit("effect", function, operands, named, kind, hint)
    else:
        value = lower.b.emit("prim", function, operands, named, kind, hint)
    return unpack_tuple(lower, value)


def result_type(lower: Lowerer, node: Any, rule: Rule, operands: tuple[Operand, ...], named: dict[str, Operand]) -> Type:
    """What the rule knows of the result. A value that the rule does not cover matters only where a derivative goes through."""
    try:
        bound = bind(rule, operands, named)
    except Uncovered:
        return ANY
    except UnsupportedKeyword as e:
        raise RuleError(code="SG202", message=f"the keyword `{e}` of `{rule.name}` has no derivative rule",
                        span=lower.span(node), lines=lower.users_lines,
                        help=f"leave `{e}` out, or compute what it does with array operations") from None
    except TypeError as e:
        raise lower.refuse(node, "SG308", f"`{rule.name}` cannot be called like this: {e}") from None
    inferred = rule.infer(bound, type_of) if rule.infer is not None else None
    whole = dtype_kind(bound["dtype"]) if "dtype" in bound else None
    if whole in ("b", "i") and isinstance(inferred, Array | Scalar):  # what is rounded has no derivative
        return Array(inferred.shape, whole) if isinstance(inferred, Array) else Scalar(whole)
    return inferred if inferred is not None else ANY


def unpack_tuple(lower: Lowerer, value: Value) -> AVal:
    if isinstance(value.type, TupleType):
        return Tuple(tuple(lower.b.emit("item", None, (value, Const(k)), type=t, name="")
                           for k, t in enumerate(value.type.elements)), value.type.cls)
    return value


def with_dim(function: Any, operands: tuple[Operand, ...], kind: Type) -> Type:
    """Integer arithmetic keeps what is known of dimensions."""
    if isinstance(kind, Scalar) and kind.kind == "i" and len(operands) == 2:
        return Scalar("i", computed(function, *operands))
    if isinstance(kind, Scalar) and function in (np.size, np.ndarray.size) and len(operands) == 1:
        t = type_of(operands[0])
        return Scalar("i", t.shape[0] if isinstance(t, Array) and t.shape is not None and len(t.shape) == 1 else None)
    return kind


# --- user functions -------------------------------------------------------------------------------------------------------
def inline(lower: Lowerer, node: Any, f: types.FunctionType, args: list[AVal], kwargs: dict[str, AVal], hint: str) -> AVal:
    frame, definition, defaults = opened(lower, Const(f), args)
    return enter(lower, node, frame, definition, args, kwargs, defaults, hint)


def opened(lower: Lowerer, callee: Any, args: list[AVal]) -> tuple[Frame, Any, dict[str, AVal]]:
    """A frame for a function of the user, its definition, and the defaults of its parameters."""
    if isinstance(callee, Closure) or callee.value in lower.stubs:
        closure, owner = (callee, None) if isinstance(callee, Closure) else lower.stubs[callee.value]
        outer: Frame = closure.frame
        frame = Frame(lower.new_ident(), closure.name, outer.filename, outer.lines, outer.namespace, {}, parent=outer,
                      locals=assigned_names(closure.node), code=closure.node, quiet=outer.quiet, owner=owner)
        return frame, closure.node, closure.defaults
    f = callee.value
    source = read_source(f)
    if not is_stand_in(f):
        lower.depend_code(f)
    cells = dict(zip(f.__code__.co_freevars, f.__closure__ or ()))
    frame = Frame(lower.new_ident(), f.__name__, source.filename, source.lines, f.__globals__, cells,
                  locals=assigned_names(source.node), code=f.__code__)
    frame.owner, frame.quiet = owner_class(f, args), is_stand_in(f) or str(f.__module__).startswith("srcgrad.runtime")
    return frame, source.node, default_values(lower, f)


def owner_class(f: types.FunctionType, args: list[AVal]) -> Any:
    """The class in whose body f was written, for super()."""
    if "__class__" in f.__code__.co_freevars and f.__closure__:
        return f.__closure__[f.__code__.co_freevars.index("__class__")].cell_contents
    return None


def enter(lower: Lowerer, node: Any, frame: Frame, definition: Any, args: list[AVal], kwargs: dict[str, AVal],
          defaults: dict[str, AVal], hint: str) -> AVal:
    """Lower the body of `definition` here, in a frame of its own; gives what it returns."""
    if is_generator(definition):
        raise lower.refuse(node, "SG301", f"`{frame.name}` is a generator (yield)", "build a list and return it")
    if isinstance(definition, gast.AsyncFunctionDef):
        raise lower.refuse(node, "SG302", f"`{frame.name}` is async")
    values = bind_arguments(lower, node, frame, definition.args, args, kwargs, defaults)
    if lower.is_recursive(frame):
        return lower.recursive_call(node, frame, definition, values, hint)
    return run(lower, node, frame, definition, values, hint)


def run(lower: Lowerer, node: Any, frame: Frame, definition: Any, values: dict[str, AVal], hint: str) -> AVal:
    """Lower the body of a function whose arguments are bound."""
    for name, v in values.items():
        lower.bound(frame, name, v)
    frame.definition = definition
    frame.first_argument = next(iter(values.values()), None)
    frame.level = len(lower.b.stack)
    span = lower.b.span
    with entered(lower.frames, frame), entered(lower.context, ("call", getattr(node, "lineno", 0), getattr(node, "col_offset", 0))):
        if isinstance(definition, gast.Lambda):
            result = lower.expr(definition.body, hint)
        else:
            lower.block(definition.body)
            result = returned(lower, frame)
    lower.b.span = span
    if not frame.captured:
        for key in [k for k in lower.state if k[0] == "var" and k[1] == frame.ident]:
            del lower.state[key]
    return result


def returned(lower: Lowerer, frame: Frame) -> AVal:
    """What the function just lowered gives: None where it may end without return."""
    flag = lower.state.pop(("flag", "return", frame.ident), None)
    value = lower.state.pop(("returned", frame.ident), None)
    return value if flag is not None and value is not None else Const(None)


def lower_functiondef(lower: Lowerer, node: gast.FunctionDef) -> None:
    closure = make_closure(lower, node, node.name)
    value: AVal = closure
    for decorator in reversed(node.decorator_list):
        value = call(lower, node, lower.expr(decorator), [value], {})
    lower.state[("var", lower.frame.ident, node.name)] = value


def lower_lambda(lower: Lowerer, node: gast.Lambda, hint: str) -> AVal:
    return make_closure(lower, node, hint or "<lambda>")


def make_closure(lower: Lowerer, node: Any, name: str) -> Closure:
    lower.frame.captured = True
    spec = node.args
    positional = [*spec.posonlyargs, *spec.args]
    defaults = dict(zip([a.id for a in positional[len(positional) - len(spec.defaults):]],
                        [lower.expr(d) for d in spec.defaults]))
    defaults |= {a.id: lower.expr(d) for a, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None}
    return Closure(node, lower.frame, defaults, name)


STATEMENTS: dict[Any, Any] = {gast.FunctionDef: lower_functiondef}
SERVICES = (make_closure, call, prim, run)
EXPRESSIONS = {gast.Call: lower_call, gast.Lambda: lower_lambda}
