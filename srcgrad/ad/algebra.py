"""Products of the reverse sweep as a person would write them: constants folded, numbers before arrays, signs in the accumulation.

    t = out_bar * (2 * u)                     t = 2 * out_bar * u
    k = ((g * s) * a).sum()                   k = s * (g * a).sum()
    y_bar = -g * 2; x_bar += y_bar            y_bar = 2 * g; x_bar -= y_bar
    w = (g * a).sum(axis=1)                   w = np.einsum("ij,ij->i", g, a)

Only operations of the reverse sweep are rewritten, never the user's; only values that are used once are taken into another product,
and only where nothing that they read is written in between. A product is a number, further numbers that are known at run time, and
what is left of it (`Node`). Sweeps and functions are those of a verified function; the same values come out, up to rounding.
"""
from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from srcgrad.ad.aliases import Aliases
from srcgrad.ad.templates import number, prim
from srcgrad.ir.build import Builder, type_of
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Op, Operand, Region, Value, values_in, walk
from srcgrad.ir.types import Array, Scalar

PRODUCTS = {operator.mul, operator.neg, operator.truediv}
FLIPPED = {"add": "sub", "sub": "add", operator.add: operator.sub, operator.sub: operator.add}


@dataclass(frozen=True, eq=False)
class Node:
    """how: leaf (an operand), mul (two nodes), div (a node and an operand), view or sum (a node, with the operation)."""

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


def simplified(ops: Sequence[Op], results: Iterable[Operand]) -> list[Op]:
    """The operations of a reverse sweep, with its products put in order."""
    uses = Counter(v for o in results for v in values_in(o))
    for op in (inner for o in ops for inner in (o, *(i for r in o.regions for i in walk(r)))):
        uses.update(v for o in op.operands() for v in values_in(o))
        uses.update(v for r in op.regions for o in r.yields for v in values_in(o))
    return Products(uses, Aliases(ops)).block(ops)


class Products:
    def __init__(self, uses: Counter[Value], aliases: Aliases):
        self.uses, self.aliases = uses, aliases

    def block(self, ops: Sequence[Op]) -> list[Op]:
        return Block(self, ops).rewritten()

    def region(self, r: Region) -> Region:
        return Region(r.params, tuple(self.block(r.ops)), r.yields)


class Block:
    """One list of operations, rewritten from its end: what uses a value comes before what makes it."""

    def __init__(self, whole: Products, ops: Sequence[Op]):
        self.whole, self.ops = whole, ops
        self.at = {r: k for k, op in enumerate(ops) for r in op.results}
        self.gone: set[Op] = set()
        self.flipped: set[Value] = set()

    def rewritten(self) -> list[Op]:
        out: list[list[Op]] = []
        for k in range(len(self.ops) - 1, -1, -1):
            op = self.ops[k]
            if op not in self.gone:
                out.append(self.step(op, k))
        return [op for group in reversed(out) for op in group]

    def step(self, op: Op, k: int) -> list[Op]:
        if op.regions:
            return [replace(op, regions=tuple(map(self.whole.region, op.regions)))]
        if op.kind == "store" and op.target in ("add", "sub"):
            return [self.signed(op, k)]
        if op.kind == "prim" and op.target in (operator.add, operator.sub) and all(floating(o) for o in op.args):
            return [self.signed_sum(op, k)]
        if op.kind == "prim" and (op.target in PRODUCTS or op.target is np.ndarray.sum) or self.flipped & set(op.results):
            return self.product(op, k)
        return [op]

    # --- signs -------------------------------------------------------------------------------------------------------
    def signed(self, op: Op, k: int) -> Op:
        """x_bar += -g is x_bar -= g."""
        positive = self.without_sign(op.args[2], k)
        return op if positive is None else replace(op, target=FLIPPED[op.target], args=(*op.args[:2], positive))

    def signed_sum(self, op: Op, k: int) -> Op:
        a, b = op.args
        positive = self.without_sign(b, k)
        if positive is not None:
            return replace(op, target=FLIPPED[op.target], args=(a, positive))
        if op.target is operator.add and (positive := self.without_sign(a, k)) is not None:
            return replace(op, target=operator.sub, args=(b, positive))
        return op

    def without_sign(self, o: Operand, k: int) -> Operand | None:
        """What a value that is used here alone would be without its minus sign; None where it has none."""
        if not isinstance(o, Value) or not self.takes(o, k):
            return None
        made = self.ops[self.at[o]]
        p = self.opened(made, self.at[o])
        if p is None or p.number >= 0 or o in self.flipped:
            return None
        if made.target is operator.neg:
            if not self.still(made, self.at[o], k):
                return None
            self.gone.add(made)
            return made.args[0]
        self.flipped.add(o)
        return o

    # --- products ----------------------------------------------------------------------------------------------------
    def takes(self, v: Value, k: int) -> bool:
        """Whether a value is made here, before operation k, and used once."""
        return self.whole.uses[v] == 1 and self.at.get(v, k) < k

    def still(self, op: Op, start: int, end: int) -> bool:
        """Whether what an operation reads is not written between two places."""
        return not self.whole.aliases.written(op, self.ops[start + 1:end])

    def parts(self, o: Operand, k: int) -> Product:
        """An operand of a product that stands at k, as a product."""
        n = number(o)
        if n is not None:
            return Product(n)
        if isinstance(o, Value) and self.takes(o, k) and o not in self.flipped:
            at = self.at[o]
            op = self.ops[at]
            if op.kind in ("prim", "view") and self.still(op, at, k):
                p = self.opened(op, k)
                if p is not None:
                    return replace(p, taken=(op, *p.taken))
        return Product(1, (o,)) if isinstance(type_of(o), Scalar) else Product(1, (), Node("leaf", o))

    def opened(self, op: Op, k: int) -> Product | None:
        """An operation as a product that is made at k; None where it is none."""
        if op.kind == "view" and isinstance(op.results[0].type, Array):
            return self.through(op, "view", k)
        if op.kind != "prim" or not all(floating(o) for o in op.args):
            return None
        if op.target is np.ndarray.sum:
            return self.through(op, "sum", k)
        if op.target is operator.neg:
            p = self.parts(op.args[0], k)
            return replace(p, number=-p.number)
        if op.target is operator.mul:
            p, q = (self.parts(o, k) for o in op.args)
            rest = Node("mul", p.rest, q.rest) if p.rest and q.rest else p.rest or q.rest
            return Product(p.number * q.number, p.scalars + q.scalars, rest, p.taken + q.taken)
        if op.target is operator.truediv and number(op.args[1]) is None:
            p = self.parts(op.args[0], k)
            if p.rest is not None:
                return replace(p, rest=Node("div", p.rest, op.args[1]))
        return None

    def through(self, op: Op, how: str, k: int) -> Product | None:
        """A view or a sum of a product: the numbers come out of it."""
        p = self.parts(op.args[0], k)
        if p.rest is None or (p.number == 1 and not p.scalars and (how != "sum" or contraction(p.rest, op) is None)):
            return None
        return replace(p, rest=Node(how, p.rest, None, op))

    def product(self, op: Op, k: int) -> list[Op]:
        v = op.results[0]
        p = self.opened(op, k)
        turned = v in self.flipped
        if p is not None:
            ops = Written(op).of(replace(p, number=-p.number) if turned else p)
            if ops is not None and (turned or cost(ops) < cost([op, *p.taken])):
                self.gone.update(p.taken)
                return ops
        if not turned:
            return [op]
        plain = Value("", v.type, v.span)
        return [replace(op, results=(plain,)), Op("prim", operator.neg, (plain,), (), (), (v,), op.span)]


def cost(ops: Sequence[Op]) -> tuple[int, int, int]:
    """Passes over arrays; operations; numbers that stand on the right."""
    return (sum(isinstance(op.results[0].type, Array) and op.kind == "prim" for op in ops), len(ops),
            sum(op.target is operator.mul and number(op.args[1]) is not None for op in ops))


def floating(o: Operand) -> bool:
    """Whether an operand is a number, or an array of inexact ones; True * 1 is not to become True."""
    kind = type_of(o)
    return (isinstance(kind, Scalar) and kind.kind in "fi") or (isinstance(kind, Array) and kind.kind == "f")


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
        if how is None:
            return self.b.emit("prim", op.target, (self.node(n, None, False), *op.args[1:]), op.kwargs, type=kind)
        assert isinstance(n.first, Node) and isinstance(n.second, Node)
        pair = (self.node(n.first, None, False), self.node(n.second, None, False))
        if not how:
            return self.b.emit("prim", np.vdot, pair, type=kind)
        return self.b.emit("prim", np.einsum, (Const(how), *pair), type=kind)


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
    if how.keys() != {"axis"} or not isinstance(axis, Const) or type(axis.value) is not int:
        return None
    letters = "ijkl"[:len(shape)]
    return f"{letters},{letters}->{letters.replace(letters[axis.value], '')}"


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
