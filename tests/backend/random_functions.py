"""Random IR functions: branches, loops with exits, swaps of what they carry, stores, views, tapes, few names."""

from __future__ import annotations

import math
import operator
import random
from typing import Any

import numpy as np

from srcgrad.ir.build import Builder
from srcgrad.ir.dims import Dim
from srcgrad.ir.nodes import Const, Function, Operand, Region, Seq, Value
from srcgrad.ir.types import BOOL, FLOAT, INT, OPAQUE, Array, ListType, TupleType, Type

NAMES = ("", "", "", "", "a", "b", "a", "c_bar", "d_bar", "i", "out")
VECTOR = Array((Dim.fresh("n", True),), "f")
UNBOUND = Const(None, "<unbound>")
PAIR = TupleType((FLOAT, FLOAT))


def random_function(seed: int) -> Function:
    """A function f(x, p, q) of an array of four and two numbers."""
    return Maker(random.Random(seed)).function()


class Maker:
    """`floats`, `arrays`, …: what can be used in the region that is being made."""

    def __init__(self, r: random.Random) -> None:
        self.r, self.b = r, Builder()
        self.floats: list[Operand] = []
        self.arrays: list[Value] = []
        self.tapes: list[Value] = []
        self.loose: list[Operand] = []  # may be unbound: only handed on
        self.budget = r.randint(5, 40)

    def function(self) -> Function:
        x, p, q = Value("x", VECTOR), Value("a", FLOAT), Value("b", FLOAT)
        self.arrays, self.floats = [x], [p, q]
        with self.b.region() as ops:
            self.fill(0)
            outs = [self.number() for _ in range(self.r.randint(1, 3))] + [self.r.choice(self.arrays)]
        return Function("f", Region((x, p, q), tuple(ops), tuple(outs)))

    def name(self) -> str:
        return self.r.choice(NAMES)

    def number(self) -> Operand:
        if self.r.random() < 0.15:
            return Const(self.r.choice([0.5, -1.5, 2.0, 1]))
        return self.r.choice(self.floats)

    def fill(self, depth: int) -> None:
        for _ in range(self.r.randint(1, 6)):
            if self.budget <= 0:
                return
            self.budget -= 1
            steps = (
                [self.arithmetic] * 5
                + [self.element] * 3
                + [self.store] * 3
                + [self.array, self.view, self.tape, self.pop, self.each, self.shape]
            )
            if depth < 3:
                steps += [self.branch] * 4 + [self.loop] * 3 + [self.endless, self.attempt, self.logic]
            step = self.r.choice(steps)
            step(depth)

    # --- simple ------------------------------------------------------------------------------------------------------
    def emit(self, kind: str, target: Any, args: Any, type: Type, name: str | None = None) -> Value:
        return self.b.emit(kind, target, tuple(args), (), type, self.name() if name is None else name)

    def bounded(self, o: Operand) -> Value:
        return self.emit("prim", math.sin, (o,), FLOAT)

    def arithmetic(self, depth: int) -> None:
        f = self.r.choice([operator.add, operator.sub, operator.mul])
        v = self.emit("prim", f, (self.number(), self.number()), FLOAT)
        self.floats.append(self.bounded(v) if f is operator.mul else v)

    def element(self, depth: int) -> None:
        self.floats.append(self.emit("view", None, (self.r.choice(self.arrays), Const(self.r.randint(0, 1))), FLOAT))

    def store(self, depth: int) -> None:
        how = self.r.choice(["set", "add", "mul", "set"])
        index: Operand = Const(self.r.randint(0, 1)) if self.r.random() < 0.7 else Const(Ellipsis)
        self.b.effect("store", how, (self.r.choice(self.arrays), index, self.bounded(self.number())))

    def array(self, depth: int) -> None:
        self.arrays.append(
            self.emit("prim", operator.add, (self.r.choice(self.arrays[:1]), self.bounded(self.number())), VECTOR)
        )

    def view(self, depth: int) -> None:
        s = Seq(slice, (Const(None), Const(None), Const(-1)))
        self.arrays.append(self.emit("view", None, (self.r.choice(self.arrays), s), VECTOR))

    def shape(self, depth: int) -> None:
        whole = self.emit("prim", np.ndarray.shape, (self.r.choice(self.arrays),), TupleType((INT,)), "")
        self.floats.append(self.emit("item", None, (whole, Const(0)), INT, ""))
        if self.r.random() < 0.3:
            self.floats.append(self.emit("item", None, (whole, Const(0)), INT, ""))

    def tape(self, depth: int) -> None:
        t = self.emit("new", list, (), ListType(PAIR), self.r.choice(["tape", ""]))
        self.b.effect("grow", "append", (t, Seq(tuple, (self.number(), self.number()))))
        self.tapes.append(t)

    def pop(self, depth: int) -> None:
        if self.tapes:
            t = self.r.choice(self.tapes)
            self.b.effect("grow", "append", (t, Seq(tuple, (self.number(), self.number()))))
            pair = self.emit("shrink", "pop", (t,), PAIR, "")
            self.floats += [
                self.emit("item", None, (pair, Const(k)), FLOAT) for k in self.r.choice([(0, 1), (1,), (1, 0)])
            ]

    # --- regions -----------------------------------------------------------------------------------------------------
    def inside(self, depth: int, make: Any) -> tuple[list[Any], Any]:
        """Operations of a region, and what `make` gives at its end; what is defined in it is forgotten after it."""
        saved = list(self.floats), list(self.arrays), list(self.tapes), list(self.loose)
        with self.b.region() as ops:
            self.fill(depth + 1)
            out = make()
        self.floats, self.arrays, self.tapes, self.loose = saved
        return ops, out

    def some(self, count: int) -> list[Operand]:
        return [self.number() for _ in range(count)]

    def condition(self) -> Value:
        return self.emit("prim", operator.lt, (self.number(), self.number()), BOOL, "")

    def branch(self, depth: int) -> None:
        n, cond = self.r.randint(0, 3), self.condition()
        half = self.r.random() < 0.3
        then = self.inside(depth, lambda: [*self.some(n), self.loosely(), self.r.choice(self.arrays)])
        other = self.inside(
            depth, lambda: [*self.some(n), UNBOUND if half else self.loosely(), self.r.choice(self.arrays)]
        )
        results = [Value(self.name(), FLOAT) for _ in range(n + 1)] + [Value(self.name(), VECTOR)]
        regions = tuple(Region((), tuple(ops), tuple(ys)) for ops, ys in (then, other))
        self.b.structured("if", None, (cond,), regions, tuple(results))
        self.floats += results[:n]
        self.loose.append(results[n])
        self.arrays.append(results[n + 1])

    def logic(self, depth: int) -> None:
        a = self.condition()
        with self.b.region() as ops:
            c = self.condition()
        result = Value(self.r.choice(["", "", "a"]), BOOL)
        arms = [Region((), tuple(ops), (c,)), Region((), (), (a,))]
        self.b.structured("if", None, (a,), tuple(arms if self.r.random() < 0.5 else arms[::-1]), (result,))
        value = Value(self.name(), FLOAT)
        self.b.structured("if", None, (result,), tuple(Region((), (), (self.number(),)) for _ in range(2)), (value,))
        self.floats.append(value)

    def loosely(self) -> Operand:
        return self.r.choice([*self.loose, self.number()])

    def loop(self, depth: int) -> None:
        n = self.r.randint(0, 3)
        first = [*self.some(n), self.r.choice([UNBOUND, self.loosely()])]
        i, params = Value(self.r.choice(["i", "k", ""]), INT), [Value(self.name(), FLOAT) for _ in range(n + 1)]
        body = self.body(depth, [i], params)
        results = [Value(self.r.choice([p.name, self.name()]), FLOAT) for p in params]
        args = (Const(self.r.randint(0, 1)), Const(self.r.randint(0, 3)), Const(1), *first)
        self.b.structured("for", None, args, (body,), tuple(results))
        self.floats += results[:n]
        self.loose.append(results[n])

    def body(self, depth: int, elements: list[Value], params: list[Value]) -> Region:
        """A loop's body: what is carried is new, permuted, or kept; the exit comes from a branch, or anything else."""
        saved = list(self.floats), list(self.arrays), list(self.tapes), list(self.loose)
        with self.b.region() as ops:
            self.floats += [*elements, *params[:-1]]
            self.loose.append(params[-1])
            self.fill(depth + 1)
            nexts = [*self.r.sample(params[:-1], len(params) - 1), self.loosely()]
            for k in range(len(params) - 1):
                if self.r.random() < 0.5:
                    nexts[k] = self.number()
            flag, nexts = self.exit(depth, nexts)
            if self.r.random() < 0.2:
                self.store(depth)
        self.floats, self.arrays, self.tapes, self.loose = saved
        return Region((*elements, *params), tuple(ops), (flag, *nexts))

    def exit(self, depth: int, nexts: list[Any]) -> tuple[Operand, list[Any]]:
        kind = self.r.random()
        if kind < 0.4:
            return Const(False), nexts
        if kind < 0.5:
            return self.condition(), nexts
        cond, one = self.condition(), self.r.random() < 0.5
        deep = self.r.random() < 0.3
        then = self.inside(depth, lambda: [self.exit(depth, [])[0] if deep else Const(True), *nexts])
        other = self.inside(
            depth, lambda: [Const(False), *(self.number() if k < len(nexts) - 1 else n for k, n in enumerate(nexts))]
        )
        arms = (then, other) if one else (other, then)
        results = [Value(self.r.choice(["stop", ""]), BOOL), *(Value(self.name(), FLOAT) for _ in nexts)]
        self.b.structured("if", None, (cond,), tuple(Region((), tuple(o), tuple(y)) for o, y in arms), tuple(results))
        return results[0], list(results[1:])

    def endless(self, depth: int) -> None:
        """A while loop that counts."""
        n = self.r.randint(0, 2)
        count, tested, more = Value("k", INT), Value("k", INT), self.r.randint(0, 3)
        params, tests = ([Value(self.name(), FLOAT) for _ in range(n + 1)] for _ in range(2))
        with self.b.region() as ops:
            test = self.emit("prim", operator.lt, (tested, Const(more)), BOOL, self.r.choice(["", "", "a"]))
        body = self.body(depth, [count], params)
        with self.b.region() as last:
            step = self.emit("prim", operator.add, (count, Const(1)), INT)
        body = Region(body.params, (*body.ops, *last), (body.yields[0], step, *body.yields[1:]))
        results = [Value("k", INT), *(Value(p.name, FLOAT) for p in params)]
        self.b.structured(
            "while",
            None,
            (Const(0), *self.some(n), UNBOUND),
            (Region((tested, *tests), tuple(ops), (test,)), body),
            tuple(results),
        )
        self.floats += results[:-1]
        self.loose.append(results[-1])

    def each(self, depth: int) -> None:
        if not self.tapes or depth > 2:
            return
        n = self.r.randint(1, 2)
        pair, params = [Value(self.name(), FLOAT) for _ in range(2)], [Value(self.name(), FLOAT) for _ in range(n + 1)]
        tapes, self.tapes = self.tapes, []  # none of them grows while it is walked
        body = self.body(depth, pair, params)
        self.tapes = tapes
        results = [Value(p.name, FLOAT) for p in params]
        self.b.structured(
            "each",
            self.r.choice(["forward", "reversed"]),
            (self.r.choice(self.tapes), *self.some(n), UNBOUND),
            (body,),
            tuple(results),
        )
        self.floats += results[:-1]

    def attempt(self, depth: int) -> None:
        """A body that may fail half-way."""

        def risky() -> list[Operand]:
            root = self.emit("prim", math.sqrt, (self.number(),), FLOAT)
            return [Const(True), root, self.number()]

        body = self.inside(depth, risky)
        error = Value(self.r.choice(["error", "a"]), OPAQUE)
        failure = self.inside(depth, lambda: [Const(False), self.number(), self.number()])
        results = [Value("ok", BOOL), Value(self.name(), FLOAT), Value(self.name(), FLOAT)]
        self.b.structured(
            "try",
            (ValueError,),
            (),
            (Region((), tuple(body[0]), tuple(body[1])), Region((error,), tuple(failure[0]), tuple(failure[1]))),
            tuple(results),
        )
        self.floats += results[1:]
