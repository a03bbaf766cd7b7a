"""A product of the reverse sweep, taken apart, and the operations that it is written with. `algebra` says what for."""
from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from srcgrad.ad.templates import number, prim
from srcgrad.ir.build import Builder, type_of
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Op, Operand, Seq
from srcgrad.ir.types import Array, Scalar


@dataclass(frozen=True, eq=False)
class Node:
    """how: leaf (an operand), mul (two nodes), div (a node and an operand), over (1 / an operand), matmul (two operands), view or
    sum (a node, with the operation)."""

    how: str
    first: Node | Operand
    second: Node | Operand | None = None
    op: Op | None = None


@dataclass(frozen=True, eq=False)
class Product:
    """number * scalars… * rest; taken: the operations that are taken into it."""

    number: float
    scalars: tuple[Operand, ...] = ()
    rest: Node | None = None
    taken: tuple[Op, ...] = ()


def cost(ops: Sequence[Op]) -> tuple[int, int, int]:
    """Passes over arrays, by the number of their axes; operations; numbers and products that stand on the right."""
    made = [op.results[0] for op in ops if op.target in (operator.mul, operator.truediv)]
    right = sum(op.target is operator.mul and (number(op.args[1]) is not None or op.args[1] in made) for op in ops)
    return sum(map(passes, ops)), len(ops), right


def passes(op: Op) -> int:
    kind = op.results[0].type
    if op.kind != "prim" or not isinstance(kind, Array):
        return 0
    return 8 ** (3 if kind.shape is None else sum(not d.is_one for d in kind.shape))


class Written:
    """The operations of a product that takes the place of another operation."""

    def __init__(self, op: Op):
        self.op = op
        self.b = Builder()
        self.b.span = op.span

    def of(self, p: Product) -> list[Op] | None:
        """None where nothing is left to compute."""
        front = self.front(p)
        if p.rest is None:
            out = front if front is not None else Const(p.number)
        else:
            minus = p.number == -1 and not p.scalars
            out = self.node(p.rest, front, minus)
        if not self.b.ops or self.b.ops[-1].results != (out,):
            return None
        last = self.b.ops.pop()
        return [*self.b.ops, replace(last, results=self.op.results)]

    def front(self, p: Product) -> Operand | None:
        """The numbers of a product, multiplied."""
        inexact = p.rest is not None or any(getattr(type_of(o), "kind", "") == "f" for o in p.scalars)
        whole = inexact and isinstance(p.number, float) and p.number.is_integer() and abs(p.number) < 1e6
        n = int(p.number) if whole else p.number  # 2 * x, not 2.0 * x
        scalars = list(p.scalars)
        if n == -1 and scalars:
            scalars[0] = prim(self.b, operator.neg, (scalars[0],))
        acc: Operand | None = None if n in (1, -1) else Const(n)
        for s in scalars:
            acc = s if acc is None else prim(self.b, operator.mul, (acc, s))
        return acc

    def node(self, n: Node, front: Operand | None, minus: bool) -> Operand:
        """The value of a node, times what stands in front of it."""
        if n.how == "mul":
            assert isinstance(n.first, Node) and isinstance(n.second, Node)
            later = rank(n.second) < rank(n.first)
            a = self.node(n.first, None if later else front, minus and not later)
            b = self.node(n.second, front if later else None, minus and later)
            return prim(self.b, operator.mul, (a, b))
        if n.how == "div":
            assert isinstance(n.first, Node) and n.second is not None and not isinstance(n.second, Node)
            return prim(self.b, operator.truediv, (self.node(n.first, front, minus), n.second))
        if n.how == "over":
            assert not isinstance(n.first, Node)
            return prim(self.b, operator.truediv, (Const(-1.0 if minus else 1.0) if front is None else front, n.first))
        if n.how == "view":
            assert isinstance(n.first, Node) and n.op is not None
            inner = self.node(n.first, front, minus)
            return self.b.emit("view", None, (inner, n.op.args[1]), type=n.op.results[0].type)
        if n.how == "sum":
            assert isinstance(n.first, Node) and n.op is not None
            out: Operand = self.summed(n.first, n.op)
        else:
            assert not isinstance(n.first, Node)
            out = n.first
        if front is not None:
            return prim(self.b, operator.mul, (front, out))
        return prim(self.b, operator.neg, (out,)) if minus else out

    def summed(self, n: Node, op: Op) -> Operand:
        """A sum; of a product without making that, where the shapes agree."""
        how, kind = contraction(n, op), op.results[0].type
        if n.how == "matmul":
            assert not isinstance(n.first, Node) and n.second is not None and not isinstance(n.second, Node)
            rows = prim(self.b, np.ndarray.sum, (n.first,), op.kwargs)
            if len(shape_of(Node("leaf", n.second)) or ()) == 2:
                return self.b.emit("prim", operator.matmul, (rows, n.second), type=kind)
            return self.b.emit("prim", np.einsum, (Const("ij,ijk->ik"), rows, n.second), type=kind)
        if how is None:
            return self.b.emit("prim", op.target, (self.node(n, None, False), *op.args[1:]), op.kwargs, type=kind)
        assert isinstance(n.first, Node) and isinstance(n.second, Node)
        pair = (self.node(n.first, None, False), self.node(n.second, None, False))
        if not how:
            return self.b.emit("prim", np.vdot, pair, type=kind)
        keeps = dict(op.kwargs).get("keepdims")
        if not isinstance(keeps, Const) or not keeps.value:
            return self.b.emit("prim", np.einsum, (Const(how), *pair), type=kind)
        assert isinstance(kind, Array) and kind.shape is not None
        at = how.index("->")
        kept = [c in how[at + 2:] for c in how[at - len(kind.shape):at]]
        out = self.b.emit("prim", np.einsum, (Const(how), *pair),
                          type=Array(tuple(d for d, k in zip(kind.shape, kept) if k), kind.kind))
        index = Seq(tuple, tuple(Seq(slice, (Const(None),) * 3) if k else Const(None) for k in kept))
        return self.b.emit("view", None, (out, index), type=kind)


def contraction(n: Node, op: Op) -> str | None:
    """The subscripts of np.einsum that say the sum of a product of two arrays of one shape over one axis; "" for np.vdot."""
    if n.how != "mul" or not isinstance(n.first, Node) or not isinstance(n.second, Node):
        return None
    shape = shape_of(n.first)
    if shape is None or not 1 <= len(shape) <= 4 or shape != shape_of(n.second) or len(op.args) != 1:
        return None
    how = dict(op.kwargs)
    axis = how.get("axis")
    if not how or len(shape) == 1:
        return "" if not how or (axis is not None and how.keys() == {"axis"}) else None
    keeps = how.get("keepdims", Const(False))
    if how.keys() - {"axis", "keepdims"} or not isinstance(axis, Const) or type(axis.value) is not int or \
            not isinstance(keeps, Const) or type(keeps.value) is not bool:
        return None
    letters = "ijkl"[:len(shape)]
    return f"{letters},{letters}->{letters.replace(letters[axis.value], '')}"


def summed_rows(product: Op, op: Op) -> bool:
    """Whether a sum is over the rows of a product of matrices, or of stacks of as many: those of the first may be summed before."""
    a, b = (type_of(o) for o in product.args)
    if not (isinstance(a, Array) and isinstance(b, Array) and a.shape and b.shape) or len(a.shape) != len(b.shape):
        return False
    axis = dict(op.kwargs).get("axis")
    n = len(a.shape)
    rows = isinstance(axis, Const) and axis.value == n - 2 and len(op.kwargs) == 1 and len(op.args) == 1
    return rows and n in (2, 3) and a.shape[:-2] == b.shape[:-2]


def shape_of(n: Node) -> tuple[Dim, ...] | None:
    if n.how == "mul":
        assert isinstance(n.first, Node) and isinstance(n.second, Node)
        a = shape_of(n.first)
        return a if a is not None and a == shape_of(n.second) else None
    if n.how == "div":
        assert isinstance(n.first, Node) and n.second is not None and not isinstance(n.second, Node)
        a, kind = shape_of(n.first), type_of(n.second)
        return a if isinstance(kind, Scalar) or (isinstance(kind, Array) and kind.shape == a) else None
    kind = n.op.results[0].type if n.op is not None else type_of(n.first)  # type: ignore[arg-type]
    return kind.shape if isinstance(kind, Array) else None


def rank(n: Node) -> int:
    """How many axes a node has, as far as is known; to tell a vector from a matrix."""
    if n.how == "mul":
        assert isinstance(n.first, Node) and isinstance(n.second, Node)
        return max(rank(n.first), rank(n.second))
    if n.how == "div":
        assert isinstance(n.first, Node)
        return rank(n.first)
    kind = n.op.results[0].type if n.op is not None else type_of(n.first)  # type: ignore[arg-type]
    if isinstance(kind, Array) and kind.shape is not None:
        return sum(not d.is_one for d in kind.shape)
    return 9
