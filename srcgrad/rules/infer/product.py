"""Products of matrices and vectors."""

from __future__ import annotations

from srcgrad.ir.dims import Dim, equal
from srcgrad.ir.types import Array, Type, widest
from srcgrad.rules.infer.core import Bound, TypeOf, broadcast_shapes, fresh_dims, made, numeric, shape_of


def product(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.matmul and np.dot, for up to two axes; more axes broadcast (matmul) or are unknown."""
    a, b = (numeric(o, type_of) for o in list(bound.values())[:2])
    if a is None or b is None:
        return None
    kind = widest(a.kind, b.kind)
    p, q = shape_of(a), shape_of(b)
    if p is None or q is None:
        return None
    if not p or not q:
        return made(p or q, kind)
    inner_a, inner_b = p[-1], q[-2] if len(q) > 1 else q[0]
    equal(inner_a, inner_b)
    if len(p) > 2 or len(q) > 2:
        return batched(p, q, kind)
    return made((*p[:-1], *q[1:]) if len(q) > 1 else p[:-1], kind)


def batched(p: tuple[Dim, ...], q: tuple[Dim, ...], kind: str) -> Type:
    lead = broadcast_shapes([p[:-2], q[:-2]])
    rows = p[-2:-1] if len(p) > 1 else ()
    columns = q[-1:] if len(q) > 1 else ()
    return Array((*lead, *rows, *columns), kind)


def dot(bound: Bound, type_of: TypeOf) -> Type | None:
    a, b = (numeric(o, type_of) for o in list(bound.values())[:2])
    if a is not None and b is not None:
        p, q = shape_of(a), shape_of(b)
        if p and q and (len(p) > 2 or len(q) > 2):
            return made((*p[:-1], *q[:-2], *q[-1:]) if len(q) > 1 else p[:-1], widest(a.kind, b.kind))
    return product(bound, type_of)


def flat_product(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.outer."""
    a, b = (numeric(o, type_of) for o in list(bound.values())[:2])
    parts = [shape_of(t) if t is not None else None for t in (a, b)]
    dims = [s[0] if s is not None and len(s) == 1 else Dim.of(1) if s == () else Dim.unknown() for s in parts]
    return Array(tuple(dims), widest(*(t.kind if t is not None else "f" for t in (a, b))))


def solved(bound: Bound, type_of: TypeOf) -> Type | None:
    """np.linalg.solve: the shape of b, for one matrix; stacks broadcast, and NumPy 1 and 2 tell vectors differently."""
    matrix, b = numeric(bound["a"], type_of), numeric(bound["b"], type_of)
    rows = None if matrix is None else shape_of(matrix)
    if rows is None or b is None or shape_of(b) is None:
        return None
    a, shape = len(rows), shape_of(b) or ()
    if a > 1:
        equal(rows[-2], rows[-1])
    if a == 2:
        for d in shape[:1] if len(shape) < 3 else shape[-2:-1]:
            equal(rows[-1], d)
        return Array(shape, "f")
    if len(shape) >= a:
        return Array(fresh_dims(len(shape)), "f")
    return Array(fresh_dims(a - 1) if len(shape) == 1 else None, "f")
