"""The compiler, from a function and the specs of its arguments to a derivative. Its passes, in order, are those of `build`.

    lower       Python source to IR                          frontend, analysis.rebinding
    inout       what a called function writes into it gives back    ad.inout
    own         the caller's arrays are not written          ad.entry
    reverse     forward sweep and reverse sweep              ad.reverse          (grad, value_and_grad, vjp; hvp)
    again       of a derivative: helpers without one are what they do     frontend.expanding  (hvp, a derivative of a derivative)
    forward     tangents beside the primals                  ad.forward          (jvp, hvp)
    optimise    the passes of PASSES, each under the name of its option                         optimize
    emit, load  IR to source, source to a function           backend

The verifier runs before and after the optimisations, with the option `verify` after each of them. The IR of a derivative is kept:
differentiating again starts from there.
"""
from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import FunctionType
from typing import Any

from srcgrad import backend
from srcgrad.ad.entry import counted_loops, own_arguments, own_tapes
from srcgrad.ad.inout import with_arguments_apart, with_written_arguments_returned
from srcgrad.ad.reverse import reverse
from srcgrad.analysis.complexes import refuse_complex
from srcgrad.analysis.overlaps import with_order_checked
from srcgrad.analysis.rebinding import with_rebinding
from srcgrad.frontend.expanding import with_expanded
from srcgrad.frontend.lower import Program, Tree, lower_function
from srcgrad.gradients import differentiable_leaves, gradient_tree, gradients, only_float64, seeds, structured, tangents, value_of
from srcgrad.ir.conditions import Condition
from srcgrad.ir.facts import learning
from srcgrad.ir.group import everywhere
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value, map_operand
from srcgrad.ir.spec import ScalarSpec, Spec, is_sized
from srcgrad.ir.verify import verify
from srcgrad.optimize.assembled import with_assembled
from srcgrad.optimize.cheap import with_cheap
from srcgrad.optimize.dead import without_dead, without_dead_slots
from srcgrad.optimize.floats import with_floats
from srcgrad.optimize.invariant import with_invariants
from srcgrad.optimize.plain import with_plain
from srcgrad.optimize.scalars import with_scalars
from srcgrad.optimize.shared import with_shared
from srcgrad.optimize.stores import with_fewer_stores
from srcgrad.options import DEFAULT, Options
from srcgrad.record import dataclass

PASSES: tuple[tuple[str, Callable[[Function], Function]], ...] = (
    ("shared", with_shared), ("scalars", with_scalars), ("stores", with_fewer_stores), ("assembled", with_assembled),
    ("invariant", with_invariants), ("dead", without_dead_slots))


@dataclass(frozen=True, eq=False)
class Built:
    """A derivative for one pattern: callable, text, what it depends on, the IR after each pass, itself as a program."""

    text: str
    namespace: dict[str, Any]
    name: str
    dependencies: tuple[Any, ...]
    stages: list[tuple[str, Any]]
    program: Program
    function: Callable[..., Any]
    emit: Callable[..., backend.Emitted]
    conditions: tuple[Condition, ...] = ()  # it serves arguments that meet them
    told: tuple[Condition, ...] = ()  # those of them without which the primal raises

    @property
    def source(self) -> str:
        return self.text

    @property
    def explained(self) -> str:
        """The text, with remarks on what is kept and why, and on what could not be done better."""
        from srcgrad.analysis.why import reasons  # here, so that who does not ask does not load it
        return self.emit(explain=reasons).text


def build(target: Any, specs: dict[str, Spec], wrt: tuple[Any, ...], mode: str, options: Options = DEFAULT,
          careful: bool = False) -> Built:
    """Differentiate `target` (a function, or a derivative) for arguments of these specs; careful: without conditions on sizes."""
    with learning(None):
        program = primal_program(target, ints_as_floats(specs, wrt), careful or not options.conditions)
        return differentiated(program, specs, wrt, mode, options)


def differentiated(program: Program, specs: dict[str, Spec], wrt: tuple[Any, ...], mode: str, options: Options) -> Built:
    stages: list[tuple[str, Any]] = [("lower", text(program.function))]
    derived = MODES[mode](program, wrt, mode, options, stages)
    function = derived.function
    for name, run in PASSES:
        if getattr(options, name):
            function = everywhere(function, run)
            if options.verify:
                verify(function, name)
            stages.append((name, text(function)))
    verify(function, "optimise")
    function = replace(function, name=emitted_name(program, mode))
    derived = replace(derived, function=function)
    printed = with_cheap(function) if options.again else function
    floats, double = python_floats(derived, specs), only_float64(program)
    if options.floats and double:
        printed = with_floats(printed, floats)
    if options.plain:
        printed = with_plain(printed, floats, double)
    if printed is not function:
        verify(printed, "plain")
    emit = functools.partial(backend.emit, printed, program.signature, derived.extra, program.source.lines,
                             header(program, wrt, specs), options, options.reuse and double)
    emitted = emit()
    told = program.told if mode == "grad" else ()  # the operations that tell may be left out, as the value is
    return Built(emitted.text, emitted.namespace, emitted.name, program.dependencies, stages, derived.program(program),
                 backend.load(emitted.text, emitted.name, emitted.namespace), emit, (*program.conditions, *told), told)


def python_floats(derived: Derived, specs: dict[str, Spec]) -> list[Value]:
    """The parameters that are Python floats in each call."""
    python = ScalarSpec("f", float)
    names = {*(n for n, spec in specs.items() if spec == python), *(n for n, d in derived.extra if type(d) is float)}
    return [p for p in derived.function.body.params if p.name in names]


def ints_as_floats(specs: dict[str, Spec], wrt: tuple[Any, ...]) -> dict[str, Spec]:
    """A Python int that is differentiated is read as a float."""
    def read(name: str, spec: Spec) -> Spec:
        return ScalarSpec("f", float) if name in wrt and isinstance(spec, ScalarSpec) and spec.kind == "i" else spec

    return {name: read(name, spec) for name, spec in specs.items()}


class text:
    """The text of a function, made when it is asked for."""

    def __init__(self, function: Function):
        self.function = function

    def __str__(self) -> str:
        from srcgrad.ir.text import to_text
        return to_text(self.function)


@dataclass(frozen=True)
class Derived:
    """The IR of a derivative; extra: its further parameters with their defaults; result: the structure of what it returns."""

    function: Function
    extra: tuple[tuple[str, Any], ...]
    result: Tree
    flat: tuple[Operand, ...]

    def program(self, primal: Program) -> Program:
        """The derivative as something that can be differentiated: seeds of 1 in place of the parameters for them."""
        params = self.function.body.params
        n = len(params) - len(self.extra)
        ones = {p: Const(default) for p, (_, default) in zip(params[n:], self.extra) if default is not None}
        body = substituted(self.function.body, ones)
        body = Region(params[:n], body.ops, tuple(map_operand(o, lambda v: ones.get(v, v)) for o in self.flat))
        return replace(primal, function=replace(self.function, body=body), result=self.result)


def substituted(region: Region, new: Mapping[Value, Operand]) -> Region:
    def f(o: Operand) -> Operand:
        return map_operand(o, lambda v: new.get(v, v))

    ops = tuple(Op(o.kind, o.target, tuple(map(f, o.args)), tuple((k, f(v)) for k, v in o.kwargs),
                   tuple(substituted(r, new) for r in o.regions), o.results, o.span) for o in region.ops)
    return Region(region.params, ops, tuple(map(f, region.yields)))


def primal_program(target: Any, specs: dict[str, Spec], careful: bool) -> Program:
    if isinstance(target, FunctionType):
        program = lower_function(target, specs, careful)
        function = everywhere(program.function, lambda f: with_rebinding(f, program.source.lines, f is not program.function))
        function = everywhere(function, with_order_checked)
        program = replace(program, function=with_arguments_apart(
            with_written_arguments_returned(function, program.source.lines)))
        verify(program.function, "lower")
        return program
    return again(target.built_for_specs(specs, careful).program)


def again(program: Program) -> Program:
    """A derivative that is to be differentiated: helpers without a derivative of their own are what they do."""
    return replace(program, function=everywhere(program.function, lambda f: with_expanded(f, program.source.lines)))


def reversed_program(program: Program, wrt: tuple[Any, ...], mode: str, options: Options, stages: list[Any]) -> Derived:
    lines = program.source.lines
    leaves = [leaf for t in program.arguments.values() for leaf in t.leaves() if leaf.kind == "leaf"]
    function = own_arguments(program.function, [leaf.leaf for leaf in leaves], lines)
    function = own_tapes(counted_loops(function))
    if options.shared:
        function = everywhere(function, with_shared)
    if options.dead:
        function = everywhere(function, lambda f: without_dead(f, [leaf.leaf for leaf in leaves]))
    if options.verify:
        verify(function, "own")
    refuse_complex(function, (v for w in wrt for v in moving(program, w)), lines)
    outputs, extra_values, extra, seed_ops, seed_operands = seeds(program, function, mode, options)
    trees = [gradient_tree(program, where) for where in wrt]
    inputs = list(dict.fromkeys(leaf.leaf for t in trees for leaf in differentiable_leaves(t)))  # an object may be met twice
    flat: tuple[Operand, ...] = ()
    result = Tree("const")

    def finish(sweep: Any, found: list[Any]) -> tuple[Operand, ...]:
        nonlocal flat, result
        sweep.only_float64 = only_float64(program)
        grads, flat, result = gradients(sweep, trees, inputs, found)
        value = value_of(program, function, mode, options, sweep.b.ops)
        out = (*value, *grads) if not value else (*value, grads[0] if len(grads) == 1 else grads_tuple(grads))
        return arranged(value, grads, mode, options, out)

    if seed_ops:
        function = replace(function, body=Region(function.body.params, (*seed_ops, *function.body.ops), function.body.yields))
    out = reverse(function, inputs, outputs, seed_operands, finish, extra_values, lines, options,
                  without_dead if options.dead else lambda f: f)
    verify(out, "reverse")
    stages.append(("reverse", text(out)))
    if mode == "value_and_grad":
        first = function.body.yields[0]
        result = Tree("tuple", None, (0, 1), (Tree("leaf", first), result), tuple)
        flat = (first, *flat)
    return Derived(out, extra, result, flat)


def forward_program(program: Program, wrt: tuple[Any, ...], mode: str, options: Options, stages: list[Any]) -> Derived:
    """(result, tangent of the result)"""
    function, extra = moved_along(program, wrt, options, stages)
    n = len(program.function.body.yields)
    flat = function.body.yields
    ops: list[Op] = []
    pair = tuple(structured(leaves_only(program.result), iter(part), ops) for part in (flat[:n], flat[n:]))
    result = Tree("tuple", None, (0, 1), (program.result, program.result), tuple)
    return Derived(replace(function, body=extended(function.body, ops, pair)), extra, result, flat)


def hvp_program(program: Program, wrt: tuple[Any, ...], mode: str, options: Options, stages: list[Any]) -> Derived:
    """The tangent of the gradient: forward over reverse."""
    inner = reversed_program(program, wrt, "grad", replace(options, has_aux=False), stages)
    if options.dead:
        inner = replace(inner, function=everywhere(inner.function, without_dead))
    gradient = again(inner.program(program))
    function, extra = moved_along(gradient, wrt, options, stages)
    n = len(gradient.function.body.yields)
    flat = function.body.yields[n:]
    ops: list[Op] = []
    whole = structured(gradient.result, iter(flat), ops)
    yields = whole.items if isinstance(whole, Seq) and len(wrt) > 1 else (whole,)
    return Derived(replace(function, body=extended(function.body, ops, yields)), extra, gradient.result, flat)


def extended(region: Region, ops: list[Op], yields: tuple[Operand, ...]) -> Region:
    return Region(region.params, (*region.ops, *ops), yields)


def leaves_only(t: Tree) -> Tree:
    """A result's structure in which what is constant is returned like everything else."""
    return replace(t, kind="leaf") if t.kind == "const" else replace(t, items=tuple(map(leaves_only, t.items)))


def moved_along(program: Program, wrt: tuple[Any, ...], options: Options,
                stages: list[Any]) -> tuple[Function, tuple[tuple[str, Any], ...]]:
    """The function with tangents; a new parameter `x_dot` for each argument x that moves."""
    from srcgrad.ad.forward import forward  # a third of ad/, which a gradient does without
    lines = program.source.lines
    leaves = [leaf for t in program.arguments.values() for leaf in t.leaves() if leaf.kind == "leaf"]
    function = own_arguments(program.function, [leaf.leaf for leaf in leaves], lines)
    if options.verify:
        verify(function, "own")
    refuse_complex(function, (v for w in wrt for v in moving(program, w)), lines)
    moved, params, setup, extra = tangents([(w, gradient_tree(program, w)) for w in wrt])
    out = forward(function, moved, params, setup, lines, options)
    verify(out, "forward")
    stages.append(("forward", text(out)))
    return out, extra


def moving(program: Program, where: Any) -> list[Value]:
    return [leaf.leaf for leaf in differentiable_leaves(gradient_tree(program, where))]


def grads_tuple(grads: list[Operand]) -> Operand:
    return Seq(tuple, tuple(grads))


def arranged(value: tuple[Operand, ...], grads: list[Operand], mode: str, options: Options, out: Any) -> tuple[Operand, ...]:
    """What the derivative returns: gradients bare; (value, gradients); (gradients, aux)."""
    bars = grads[0] if len(grads) == 1 else grads_tuple(grads)
    if mode == "value_and_grad":
        return (value[0], bars)
    if mode == "grad" and options.has_aux:
        return (bars, *value)
    return (grads[0],) if len(grads) == 1 else tuple(grads)


def emitted_name(program: Program, mode: str) -> str:
    base = program.source.name if program.source.name.isidentifier() else "f"
    return f"{base}_{mode}"


def header(program: Program, wrt: tuple[Any, ...], specs: dict[str, Spec]) -> str:
    names = [w if isinstance(w, str) else f"{w[0]}[{w[1]!r}]" for w in wrt]
    return f"wrt {', '.join(names)}{'; for sizes as in this call' if any(map(is_sized, specs.values())) else ''}"


MODES: dict[str, Callable[..., Derived]] = {"grad": reversed_program, "value_and_grad": reversed_program, "vjp": reversed_program,
                                         "jvp": forward_program, "hvp": hvp_program}
