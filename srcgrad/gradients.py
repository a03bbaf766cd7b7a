"""Between the sweep and the caller: which parts of the arguments get a gradient, seeds for the result, and the structure that the
gradients come back in.
"""
from __future__ import annotations

from typing import Any

import numpy as np

import srcgrad.runtime as runtime
from srcgrad.ad import cotangents as cot
from srcgrad.ad.cotangents import Cotangent
from srcgrad.ad.shadows import as_cotangent
from srcgrad.ad.templates import prim
from srcgrad.analysis.activity import edges
from srcgrad.errors import ArgumentError
from srcgrad.frontend.lower import Program, Tree
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Const, Function, Op, Operand, Seq, Value, values_in, walk
from srcgrad.ir.spec import AnySpec, ArraySpec, ConstSpec, ScalarSpec
from srcgrad.ir.text import reachable
from srcgrad.ir.types import ANY, AnyType, Array, DictType, ListType, Opaque, Scalar, TupleType, may_vary
from srcgrad.options import Options


def gradient_tree(program: Program, where: Any) -> Tree:
    """The part of an argument that is differentiated."""
    if isinstance(where, str):
        return program.arguments[where]
    tree = program.arguments[where[0]]
    return tree.items[tree.keys.index(where[1])]


def differentiable_leaves(tree: Tree) -> list[Tree]:
    return [t for t in tree.leaves() if t.kind == "leaf" and has_gradient(t)]


def has_gradient(t: Tree) -> bool:
    if isinstance(t.spec, ScalarSpec):
        return t.spec.kind in "fi"
    if isinstance(t.spec, ArraySpec):
        return t.spec.kind == "f"
    return isinstance(t.leaf.type, ListType | DictType | AnyType) or isinstance(t.spec, AnySpec)


# --- seeds -----------------------------------------------------------------------------------------------------------
def seeds(program: Program, function: Function, mode: str, options: Options) -> Any:
    """(outputs, new parameters, (name, default) of each, operations that take the seed apart, seed of each output)"""
    tree = program.result
    outputs = list(function.body.yields)
    if options.has_aux:
        if tree.kind != "tuple" or len(tree.items) != 2:
            raise ArgumentError("SG406", "with has_aux, the function has to return a pair (result, aux)")
        tree = tree.items[0]
        outputs = outputs[:len(tree.leaves())]
    names = {p.name for p in function.body.params}
    name = "out_bar" if "out_bar" not in names else "result_bar"
    if mode == "vjp":
        return vjp_seeds(tree, outputs, name)
    check_scalar(tree, outputs, program)
    seed = Value(name, Scalar("f"))
    return outputs, (seed,), ((name, 1.0),), [], [seed]


def check_scalar(tree: Tree, outputs: list[Operand], program: Program) -> None:
    what = None
    if tree.kind != "leaf":
        what = f"a {tree.kind}"
    else:
        t = type_of(outputs[0])
        if isinstance(t, Array) and t.shape is not None and len(t.shape) > 0:
            what = f"an array with {len(t.shape)} ax{'is' if len(t.shape) == 1 else 'es'}"
        elif isinstance(t, Opaque):
            got = t.cls.__name__ if t.cls else "something"
            raise ArgumentError("SG406", f"`{program.source.name}` returns {got}, not a number")
        elif isinstance(t, Scalar | Array) and t.kind == "c":
            raise ArgumentError("SG406", f"`{program.source.name}` returns a complex number; take its real part or abs")
    if what is not None:
        raise ArgumentError("SG402", f"`{program.source.name}` returns {what}; grad is of functions that return a number",
                            help="return a sum, or use srcgrad.vjp(f, x); its pullback of the rows of np.eye gives the jacobian")


def vjp_seeds(tree: Tree, outputs: list[Operand], name: str) -> Any:
    ops: list[Op] = []
    taken: list[Operand] = []
    flat = iter(outputs)

    def walk(t: Tree, at: Value) -> None:
        if t.kind in ("leaf", "const"):
            next(flat)
            taken.append(at)
            return
        for k, item in zip(t.keys, t.items):
            part = Value("", seed_type(item))
            ops.append(Op("item", None, (at, Const(k)), (), (), (part,)))
            walk(item, part)

    whole = Value(name, seed_type(tree))
    walk(tree, whole)
    return outputs, (whole,), ((name, None),), ops, taken


def seed_type(t: Tree) -> Any:
    if t.kind in ("leaf", "const"):
        return as_cotangent(type_of(t.leaf)) if t.leaf is not None else ANY
    return TupleType(tuple(map(seed_type, t.items))) if t.kind == "tuple" else ANY


def value_of(program: Program, function: Function, mode: str, options: Options, ops: list[Op]) -> tuple[Operand, ...]:
    """What is returned besides gradients."""
    aux = options.has_aux
    flat = list(function.body.yields)
    if not aux:
        return (flat[0],) if mode == "value_and_grad" else ()
    n = len(program.result.items[0].leaves())
    rest = structured(program.result.items[1], iter(flat[n:]), ops)
    return (Seq(tuple, (flat[0], rest)),) if mode == "value_and_grad" else (rest,)


def structured(t: Tree, flat: Any, ops: list[Op]) -> Operand:
    """The structure of a result as one operand; `ops` gets what has to be built."""
    if t.kind in ("leaf", "const"):
        return next(flat) if t.kind == "leaf" else Const(None)
    items = tuple(structured(i, flat, ops) for i in t.items)
    if t.kind == "dict":
        return Seq(dict, (*map(Const, t.keys), *items))
    if t.kind == "list" or t.cls in (None, tuple):
        return Seq(list if t.kind == "list" else tuple, items)
    out = Value("", ANY)
    if t.kind == "tuple":
        ops.append(Op("new", t.cls, items, (), (), (out,)))
    else:
        parts = Seq(dict, (*map(Const, t.keys), *items))
        ops.append(Op("prim", runtime.object_of, (Const(t.cls), parts), (), (), (out,)))
    return out


def tangents(trees: list[tuple[Any, Tree]]) -> Any:
    """(leaf -> its tangent, new parameters, operations that take tangents out of containers, (name, default) of each)"""
    moved: dict[Value, Operand] = {}
    params: list[Value] = []
    setup: list[Op] = []

    def walk(t: Tree, at: Value) -> None:
        if t.kind == "leaf" and has_gradient(t):
            moved[t.leaf] = at
        for k, item in zip(t.keys, t.items):
            if differentiable_leaves(item):
                part = Value("", tangent_type(item))
                setup.append(Op("item", "attribute" if t.kind == "object" else None, (at, Const(k)), (), (), (part,)))
                walk(item, part)

    for where, tree in trees:
        name = f"{where}_dot" if isinstance(where, str) else f"{where[0]}_{where[1]}_dot"
        params.append(Value(name, tangent_type(tree)))
        walk(tree, params[-1])
    return moved, params, setup, tuple((p.name, None) for p in params)


def tangent_type(t: Tree) -> Any:
    return as_cotangent(t.leaf.type) if t.kind == "leaf" else ANY


# --- gradients -------------------------------------------------------------------------------------------------------
def gradients(s: Any, trees: list[Tree], inputs: list[Value], found: list[Cotangent | None]) -> Any:
    """(one operand for each of `trees`, the same flat, the structure of that)"""
    refuse_integers(s, trees)
    bars = dict(zip(inputs, found))
    given = {v: finished(s, v, bars[v], spec_of_leaf(trees, v)) for v in bars}
    grads, flat = [], []

    def walk(t: Tree) -> tuple[Operand, Tree]:
        if t.kind in ("leaf", "const"):
            o = given[t.leaf] if t.kind == "leaf" and t.leaf in given else Const(None)
            if t.kind == "leaf" and t.leaf in given:
                flat.append(o)
                return o, Tree("leaf", o)
            return o, Tree("const")
        parts = [walk(i) for i in t.items]
        return rebuilt(s, t, [o for o, _ in parts]), Tree(t.kind, None, t.keys, tuple(r for _, r in parts), t.cls)

    results = []
    for t in trees:
        o, r = walk(t)
        grads.append(o)
        results.append(r)
    result = results[0] if len(results) == 1 else Tree("tuple", None, tuple(range(len(results))), tuple(results), tuple)
    return grads, tuple(flat), result


def refuse_integers(s: Any, trees: list[Tree]) -> None:
    """An int that the result depends on as a number would be given a gradient of zero."""
    numbers = [t.leaf for tree in trees for t in tree.leaves() if t.kind == "leaf" and isinstance(t.spec, ScalarSpec)]
    leaves = [v for v in numbers if not may_vary(v.type)]
    if not leaves:
        return
    graph: dict[Any, set[Any]] = {}
    for source, target in edges(s.function, s.store):
        graph.setdefault(source, set()).add(target)
    for v in leaves:
        seen, todo = {v}, [v]
        while todo:
            for w in graph.get(todo.pop(), set()) - seen:
                seen.add(w)
                todo.append(w)
        if any(w in s.activity.useful and isinstance(w, Value) and may_vary(w.type) for w in seen) or any(
                o in seen for o in values_in(*s.function.body.yields)):
            raise ArgumentError("SG401", f"`{v.name}` is an int, and the result depends on it as a number",
                                help="pass a float: 1.0, or leave it out of argnums")


def spec_of_leaf(trees: list[Tree], v: Value) -> Any:
    return next(leaf.spec for t in trees for leaf in t.leaves() if leaf.leaf is v)


def rebuilt(s: Any, t: Tree, items: list[Operand]) -> Operand:
    """The gradient of a container: a container like it."""
    if t.kind == "list":
        return Seq(list, tuple(items))
    if t.kind == "dict":
        return Seq(dict, (*map(Const, t.keys), *items))
    if t.kind == "tuple":
        if t.cls is tuple:
            return Seq(tuple, tuple(items))
        return s.b.emit("new", t.cls, tuple(items), type=TupleType(tuple(map(type_of, items)), t.cls))
    return prim(s.b, runtime.gradient_of, (t.leaf, Seq(dict, (*map(Const, t.keys), *items))))


def finished(s: Any, v: Value, c: Cotangent | None, spec: Any) -> Operand:
    """The gradient with the shape, dtype and class of the argument, in a buffer of its own."""
    s.b.span = None
    if isinstance(spec, ScalarSpec):
        return number(s, c, spec)
    if isinstance(v.type, ListType | DictType):
        if c is None:
            return prim(s.b, runtime.zeros, (v,))
        of_arrays = isinstance(v.type, ListType) and isinstance(v.type.element, Array) and s.only_float64
        return c.value if of_arrays else s.b.emit("prim", runtime.gradient_like, (c.value, v), type=type_of(c.value))
    if isinstance(spec, ArraySpec):
        if c is None:
            return prim(s.b, np.zeros_like, (v,))
        c = s.whole(c, v)
        value = c.value
        if spec.ndim == 0:
            return name(prim(s.b, np.array, (value,), (("dtype", prim(s.b, np.ndarray.dtype, (v,))),)), v)
        if not cot.is_full(value, v.type):
            value = cot.with_type(prim(s.b, runtime.unbroadcast, (value, prim(s.b, np.shape, (v,)))), v.type)
        if isinstance(type_of(value), Scalar):
            value = prim(s.b, np.full_like, (v, value))
        elif not c.owned:
            value = prim(s.b, np.array, (value,), (("dtype", prim(s.b, np.ndarray.dtype, (v,))),)) if not plain64(s, spec) else \
                prim(s.b, np.ndarray.copy, (value,))
            return name(value, v)
        if not plain64(s, spec):
            value = prim(s.b, np.ndarray.astype, (value, prim(s.b, np.ndarray.dtype, (v,))), (("copy", Const(False)),))
        return name(value, v)
    if c is None:
        return prim(s.b, runtime.zeros, (v,))
    return prim(s.b, runtime.gradient_like, (c.value, v))


def name(o: Operand, v: Value) -> Operand:
    if isinstance(o, Value) and not o.name:
        object.__setattr__(o, "name", f"{v.name}_bar")
    return o


def plain64(s: Any, spec: ArraySpec) -> bool:
    """Whether nothing but float64 can come about, so that the gradient needs no conversion."""
    return np.dtype(spec.dtype) == np.float64 and s.only_float64


def only_float64(program: Program) -> bool:
    """Whether no argument, constant or conversion of a function brings a dtype into it that float64 does not absorb."""
    leaves = [t.spec for tree in program.arguments.values() for t in tree.leaves()]
    if any(isinstance(p, ArraySpec) and p.kind in "fc" and np.dtype(p.dtype) != np.float64 for p in leaves):
        return False
    if any(isinstance(p, ScalarSpec) and p.kind in "fc" and not issubclass(p.cls, float) for p in leaves):
        return False
    if any(not isinstance(p, ArraySpec | ScalarSpec | ConstSpec) for p in leaves if p is not None):
        return False
    for op in (op for f in reachable(program.function) for op in walk(f.body)):
        if any(k == "dtype" for k, _ in op.kwargs) or op.target in (np.ndarray.astype, np.ndarray.view):
            return False
        for o in op.operands():
            if isinstance(o, Const) and not absorbed(o.value):
                return False
        if op.kind == "effect" and op.results:
            return False
    return True


def absorbed(value: Any) -> bool:
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype == np.float64 or value.dtype.kind in "iub"
    return not (isinstance(value, complex | np.dtype) or (isinstance(value, type) and issubclass(value, np.generic)))


def number(s: Any, c: Cotangent | None, spec: ScalarSpec) -> Operand:
    cls: Any = float if issubclass(spec.cls, int) or spec.cls is float or spec.kind == "i" else spec.cls
    if c is None:
        return Const(cls(0.0))
    if isinstance(c.value, Const) and c.value.name is None:
        return Const(cls(c.value.value))
    return prim(s.b, cls, (c.value,))
