"""Products of the reverse sweep as a person would write them: constants folded, numbers before arrays, signs in the accumulation.

    t = out_bar * (2 * u)                     t = 2 * out_bar * u
    t = y_bar * (0.5 / y)                     t = 0.5 * y_bar / y
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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from srcgrad.ad.aliases import Aliases
from srcgrad.ad.factored import Node, Product, Written, contraction, cost, rank, summed_rows
from srcgrad.ad.templates import number
from srcgrad.analysis.storage import Storage
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Op, Operand, Region, Value, values_in, walk
from srcgrad.ir.types import Array, Scalar

PRODUCTS = {operator.mul, operator.neg, operator.truediv}
FLIPPED = {"add": "sub", "sub": "add", operator.add: operator.sub, operator.sub: operator.add}


Pairs = Mapping[tuple[Operand, Operand], Value]


def simplified(ops: Sequence[Op], results: Iterable[Operand], pairs: Pairs | None = None) -> list[Op]:
    """The operations of a reverse sweep, with its products put in order. `pairs`: products of two arrays that are there already."""
    uses = Counter(v for o in results for v in values_in(o))
    for op in (inner for o in ops for inner in (o, *(i for r in o.regions for i in walk(r)))):
        uses.update(v for o in op.operands() for v in values_in(o))
        uses.update(v for r in op.regions for o in r.yields for v in values_in(o))
    return Products(uses, Aliases(ops), pairs or {}).block(ops)


def pairs_of(ops: Sequence[Op], store: Storage) -> dict[tuple[Operand, Operand], Value]:
    """The products of two arrays among the operations of a function's body, as far as none of the three is written into."""
    found: dict[tuple[Operand, Operand], Value] = {}
    for op in ops:
        if op.kind == "prim" and op.target is operator.mul and all(isinstance(type_of(o), Array) and floating(o) for o in op.args):
            a, b = op.args
            if not any(r in store.stores for v in values_in(a, b, op.result) for r in store.of(v)):
                found[a, b] = found[b, a] = op.result
    return found


class Products:
    def __init__(self, uses: Counter[Value], aliases: Aliases, pairs: Pairs):
        self.uses, self.aliases = uses, aliases
        self.pairs = {p: v for p, v in pairs.items() if uses[v]}  # else it would be kept for this alone

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
            rest = self.both(p.rest, q.rest, k) if p.rest and q.rest else p.rest or q.rest
            return Product(p.number * q.number, p.scalars + q.scalars, rest, p.taken + q.taken)
        if op.target is operator.truediv and number(op.args[1]) is None:
            p = self.parts(op.args[0], k)
            if p.rest is not None:
                return replace(p, rest=Node("div", p.rest, op.args[1]))
            if isinstance(type_of(op.args[1]), Array):
                return replace(p, rest=Node("over", op.args[1]))
        return None

    def both(self, a: Node, b: Node, k: int) -> Node:
        """The product of two nodes: a * (1 / b) is a / b; what is computed for it alone comes first, for NumPy to work in."""
        if b.how == "over" and a.how != "over":
            return Node("div", a, b.first)
        if a.how == "over" and b.how != "over":
            return Node("div", b, a.first)
        if a.how == "div" and isinstance(type_of(a.second), Scalar):  # type: ignore[arg-type]
            assert isinstance(a.first, Node)
            return Node("div", self.both(a.first, b, k), a.second)
        if a.how == "mul" and b.how == "leaf" and isinstance(a.second, Node) and a.second.how == "leaf":
            known = self.whole.pairs.get((a.second.first, b.first))  # type: ignore[arg-type]
            if known is not None:
                return Node("mul", a.first, Node("leaf", known))
        kept = a.how == "leaf" and not (isinstance(a.first, Value) and self.takes(a.first, k))
        if kept and b.how == "leaf" and isinstance(b.first, Value) and self.takes(b.first, k) and rank(a) == rank(b):
            return Node("mul", b, a)
        return Node("mul", a, b)

    def through(self, op: Op, how: str, k: int) -> Product | None:
        """A view or a sum of a product: the numbers come out of it."""
        p = self.parts(op.args[0], k)
        if how == "sum" and p.rest is not None:
            p = self.of_rows(p, op, k)
        alone = p.number == 1 and not p.scalars
        if p.rest is None or alone and (how == "view" or p.rest.how not in ("matmul", "div") and contraction(p.rest, op) is None):
            return None
        if how == "sum" and p.rest.how == "div" and isinstance(type_of(p.rest.second), Scalar):  # type: ignore[arg-type]
            return replace(p, rest=Node("div", Node(how, p.rest.first, None, op), p.rest.second))
        return replace(p, rest=Node(how, p.rest, None, op))

    def of_rows(self, p: Product, op: Op, k: int) -> Product:
        """(a @ b).sum(axis=0) is a.sum(axis=0) @ b."""
        v = p.rest.first if p.rest is not None and p.rest.how == "leaf" else None
        if not isinstance(v, Value) or not self.takes(v, k):
            return p
        made = self.ops[self.at[v]]
        if made.target is not operator.matmul or not summed_rows(made, op) or not self.still(made, self.at[v], k):
            return p
        return replace(p, rest=Node("matmul", made.args[0], made.args[1]), taken=(*p.taken, made))

    def product(self, op: Op, k: int) -> list[Op]:
        v = op.results[0]
        p = self.opened(op, k)
        turned = v in self.flipped
        if p is not None:
            ops = Written(op).of(replace(p, number=-p.number) if turned else p)
            if ops is not None and (turned or cost(ops) < cost([op, *p.taken])) and self.lasts(ops, v, k):
                self.gone.update(p.taken)
                return ops
        if not turned:
            return [op]
        plain = Value("", v.type, v.span)
        return [replace(op, results=(plain,)), Op("prim", operator.neg, (plain,), (), (), (v,), op.span)]


    def lasts(self, ops: list[Op], v: Value, k: int) -> bool:
        """Whether what takes the place of operation k still has its value where v is used: a view shows what is written later."""
        if ops[-1].kind != "view":
            return True
        used = [j for j in range(k + 1, len(self.ops)) if reads(self.ops[j], v)]
        between = self.ops[k + 1:used[-1] + 1 if self.ops[used[-1]].regions else used[-1]] if used else self.ops[k + 1:]
        return not any(self.whole.aliases.written(o, between) for o in ops)


def reads(op: Op, v: Value) -> bool:
    inner = [o for r in op.regions for i in walk(r) for o in (*i.operands(), *(y for q in i.regions for y in q.yields))]
    return v in values_in(*op.operands(), *inner, *(y for r in op.regions for y in r.yields))


def floating(o: Operand) -> bool:
    """Whether an operand is a number, or an array of inexact ones; True * 1 is not to become True."""
    kind = type_of(o)
    return (isinstance(kind, Scalar) and kind.kind in "fi") or (isinstance(kind, Array) and kind.kind == "f")
