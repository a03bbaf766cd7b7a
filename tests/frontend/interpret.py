"""Runs the IR as it stands, one operation at a time: what a lowered function means, for tests.

    interpret(lower_function(f, specs_of({"x": x})), x) == f(x)
"""
from __future__ import annotations

import copy
import inspect
import operator

import numpy as np

from srcgrad.frontend.lower import lower_function
from srcgrad.ir.nodes import Const, Seq, Value
from srcgrad.ir.spec import specs_of
from srcgrad.ir.text import type_text
from srcgrad.ir.types import Array, DictType, ListType, ObjectType, Opaque, Scalar, TupleType
from srcgrad.ir.verify import verify

STORES = {"add": operator.iadd, "sub": operator.isub, "mul": operator.imul, "div": operator.itruediv,
          "pow": operator.ipow, "or": operator.ior, "xor": operator.ixor, "floordiv": operator.ifloordiv,
          "mod": operator.imod, "matmul": operator.imatmul, "and": operator.iand,
          "lshift": operator.ilshift, "rshift": operator.irshift}
KINDS = {"b": "b", "i": "iub", "f": "fiub", "c": "cfiub"}  # each holds what it is a superset of
UNDEFINED = object()


def interpret(program, *args):
    """The result of a lowered program, rebuilt from its parts."""
    machine = Machine()
    for p, a in zip(program.function.body.params, args, strict=True):
        if isinstance(p.type, Array) and p.type.shape:
            machine.sizes |= {d.single: n - d.canonical().offset for d, n in zip(p.type.shape, a.shape) if d.single}
    outputs = machine.region(program.function.body, args)
    return rebuild(program.result, list(outputs))


def rebuild(tree, leaves):
    if tree.kind in ("leaf", "const"):
        return leaves.pop(0) if tree.kind == "leaf" else tree.spec.value
    parts = [rebuild(t, leaves) for t in tree.items]
    if tree.kind == "tuple":
        return tuple(parts) if tree.cls is tuple else tree.cls(*parts)
    if tree.kind == "list":
        return parts
    assert tree.kind == "dict"
    return dict(zip(tree.keys, parts))


def varies(thing):
    """Whether a derivative could flow through this."""
    if isinstance(thing, list | tuple | set):
        return any(map(varies, thing))
    if isinstance(thing, dict):
        return any(map(varies, thing.values()))
    return isinstance(thing, float | complex | np.ndarray | np.generic) and np.asarray(thing).dtype.kind in "fc"


class Machine:
    def __init__(self):
        self.values = {}
        self.sizes = {}  # of the symbols in the types of the parameters

    def define(self, values, things):
        for v, thing in zip(values, things, strict=True):
            if thing is not UNDEFINED:
                assert self.fits(thing, v.type), f"{v} has the type {type_text(v.type)}, and is {thing!r}"
            self.values[v] = thing

    def fits(self, thing, kind):
        """Whether a type is true of what it is said of."""
        if thing is None:
            return True
        if isinstance(kind, Scalar):
            return np.ndim(thing) == 0 and np.asarray(thing).dtype.kind in KINDS[kind.kind]
        if isinstance(kind, Array):
            return isinstance(thing, np.ndarray) and thing.dtype.kind in KINDS[kind.kind] and (
                kind.shape is None or len(kind.shape) == thing.ndim and all(map(self.size, thing.shape, kind.shape)))
        if isinstance(kind, ListType):
            return isinstance(thing, list) and all(self.fits(i, kind.element) for i in thing)
        if isinstance(kind, DictType):
            return isinstance(thing, dict) and all(self.fits(i, kind.value) for i in thing.values())
        if isinstance(kind, TupleType):
            return isinstance(thing, kind.cls or tuple) and len(thing) == len(kind.elements) and all(
                map(self.fits, thing, kind.elements))
        if isinstance(kind, ObjectType):
            return type(thing) is kind.cls
        return not isinstance(kind, Opaque) or not varies(thing)

    def size(self, n, dim):
        form = dim.canonical()
        known = all(s in self.sizes for s, _ in form.terms)
        return not (n == 1 and dim.known_not_one) and (
            not known or n == form.offset + sum(k * self.sizes[s] for s, k in form.terms))

    def region(self, region, args):
        self.define(region.params, args)
        for op in region.ops:
            self.op(op)
        return [self.read(o) for o in region.yields]

    def read(self, o):
        if isinstance(o, Value):
            return self.values[o]
        if isinstance(o, Seq):
            items = [self.read(i) for i in o.items]
            if o.cls is dict:
                return dict(zip(items[:len(items) // 2], items[len(items) // 2:]))
            return slice(*items) if o.cls is slice else o.cls(items)
        assert isinstance(o, Const)
        if o.name is None:
            return UNDEFINED if o.name == "<unbound>" else o.value
        return UNDEFINED if o.name == "<unbound>" else self.outside(o)

    def outside(self, o):
        first, *rest = o.name.split(".")
        value = o.origin[first] if isinstance(o.origin, dict) else o.origin.cell_contents
        for name in rest:
            value = getattr(value, name)
        return value

    def op(self, op):
        args = [self.read(a) for a in op.args]
        kwargs = {k: self.read(v) for k, v in op.kwargs}
        results = getattr(self, op.kind + "_")(op, args, kwargs)
        if op.kind in ("if", "for", "while", "try", "with"):
            self.define(op.results, results)
        elif op.results:
            self.define(op.results, [results])

    def prim_(self, op, args, kwargs):
        if any(a is UNDEFINED for a in args):
            raise UnboundLocalError(op)
        if getattr(op.target, "__objclass__", None) is np.ndarray:  # written as a method or an attribute
            found = getattr(args[0], op.target.__name__)
            return found(*args[1:], **kwargs) if callable(op.target) else found
        return op.target(*args, **kwargs)

    def view_(self, op, args, kwargs):
        return args[0][args[1]]

    load_ = item_get = view_

    def store_(self, op, args, kwargs):
        base, index, value = args
        if op.target == "set":
            base[index] = value
        elif op.target == "at":
            np.add.at(base, index, value)
        else:
            base[index] = STORES[op.target](base[index], value)

    def new_(self, op, args, kwargs):
        if op.target is dict:
            return dict(zip(args[:len(args) // 2], args[len(args) // 2:]))
        if op.target in (list, tuple, set):
            return op.target(args)
        return op.target(*args) if issubclass(op.target, tuple) else op.target.__new__(op.target)

    def item_(self, op, args, kwargs):
        return getattr(*args) if op.target == "attribute" else args[0][args[1]]

    def put_(self, op, args, kwargs):
        if isinstance(args[0], list | dict):
            args[0][args[1]] = args[2]
        else:
            setattr(*args)

    def grow_(self, op, args, kwargs):
        getattr(args[0], op.target)(*args[1:])

    def shrink_(self, op, args, kwargs):
        return getattr(args[0], op.target)(*args[1:])

    def if_(self, op, args, kwargs):
        return self.region(op.regions[0 if args[0] else 1], [])

    def for_(self, op, args, kwargs):
        start, stop, step, *carried = args
        for i in range(start, stop, step):
            leave, *carried = self.region(op.regions[0], [i, *carried])
            if leave:
                break
        return carried

    def while_(self, op, carried, kwargs):
        while self.region(op.regions[0], carried)[0]:
            leave, *carried = self.region(op.regions[1], carried)
            if leave:
                break
        return carried

    def try_(self, op, args, kwargs):
        try:
            return self.region(op.regions[0], [])
        except op.target as e:
            return self.region(op.regions[1], [e])

    def with_(self, op, args, kwargs):
        with args[0]:
            return self.region(op.regions[0], [])

    def effect_(self, op, args, kwargs):
        if op.target == "assert":
            assert args[0], args[1:]
        elif op.target == "raise":
            raise args[0]
        else:
            return self.prim_(op, args, kwargs)
        return None

    def undef_(self, op, args, kwargs):
        return UNDEFINED


def same_result(a, b):
    """Equal to the last bit, in structure and type."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return type(a) is type(b) and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same_result, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same_result(a[k], b[k]) for k in a)
    return type(a) is type(b) and (a == b or a != a)


def check(fn, *args):
    """Lower a function for these arguments, verify the IR, run it, and compare with the function itself."""
    bound = inspect.signature(fn, follow_wrapped=False).bind(*args)
    bound.apply_defaults()
    program = lower_function(fn, specs_of(bound.arguments))
    verify(program.function)
    mine, theirs = copy.deepcopy(bound.arguments), copy.deepcopy(args)
    got, want = interpret(program, *mine.values()), fn(*theirs)
    mine = inspect.BoundArguments(bound.signature, mine).args[:len(args)]
    assert same_result(got, want), f"got {got!r}, expected {want!r}"
    if all(isinstance(a, float | np.ndarray) for a in args):  # parts are written back by the caller
        assert repr(mine) == repr(theirs), f"arguments {mine!r}, expected {theirs!r}"
    return program


__all__ = ["check", "interpret", "same_result"]
