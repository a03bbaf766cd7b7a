"""Complex numbers on the way of a derivative. They are not differentiated yet: taking them for real ones gives wrong numbers.

    z = x * np.exp(1j * k)          z depends on x, and an operand is complex: refused, whatever becomes of z
    return np.sum(np.abs(z) ** 2)
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from srcgrad.analysis.activity import closure, edges
from srcgrad.analysis.storage import storage
from srcgrad.errors import RuleError, raise_all
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Function, Op, Operand, Seq, Value, values_in, walk
from srcgrad.ir.text import reachable
from srcgrad.ir.types import Array, DictType, ListType, Scalar, TupleType, Type, may_vary


def refuse_complex(function: Function, inputs: Iterable[Value], lines: Sequence[str]) -> None:
    """SG203 for the first operation on complex numbers that depends on an input, here or in what is called."""
    for f in reachable(function):
        refuse_within(f, inputs if f is function else f.body.params, lines)


def refuse_within(function: Function, inputs: Iterable[Value], lines: Sequence[str]) -> None:
    mixed = [op for op in walk(function.body) if any(map(is_complex, (*op.operands(), *op.results)))]
    if not mixed:
        return
    graph: dict[Any, set[Any]] = defaultdict(set)
    for source, target in edges(function, storage(function)):
        graph[source].add(target)
    varied, _ = closure(graph, [v for v in inputs if may_vary(v.type)])
    reached = [op for op in mixed if any(v in varied for v in (*values_in(*op.operands()), *op.results))]
    told = [op for op in reached if not op.regions and any(v in varied for v in values_in(*op.operands()))] or reached
    raise_all([refused(op, lines) for op in told[:1]])


def refused(op: Op, lines: Sequence[str]) -> RuleError:
    return RuleError("SG203", "complex numbers are not differentiated yet", op.span, lines,
                     label="this depends on an input, and is complex",
                     help="compute with real and imaginary parts, each an array of its own")


def is_complex(o: Operand) -> bool:
    return any(map(is_complex, o.items)) if isinstance(o, Seq) else has_complex(type_of(o))


def has_complex(t: Type) -> bool:
    if isinstance(t, Scalar | Array):
        return t.kind == "c"
    if isinstance(t, ListType):
        return has_complex(t.element)
    if isinstance(t, DictType):
        return has_complex(t.value)
    return isinstance(t, TupleType) and any(map(has_complex, t.elements))
