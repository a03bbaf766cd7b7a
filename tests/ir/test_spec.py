"""Specs: which values are one pattern, and which are not."""
from __future__ import annotations

import enum
import functools
import logging
import math
from collections import OrderedDict, defaultdict, namedtuple
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import pytest

from srcgrad.ir.spec import (
    ArraySpec,
    ConstSpec,
    DictSpec,
    ListSpec,
    ObjectSpec,
    OpaqueSpec,
    ScalarSpec,
    TupleSpec,
    spec_of,
    specs_of,
)

Point = namedtuple("Point", "x y")
T = TypeVar("T")


class Color(enum.Enum):
    RED = 1


@dataclass
class Model(Generic[T]):
    w: np.ndarray
    b: float = 0.0


class Slotted:
    __slots__ = ("a", "unset")

    def __init__(self):
        self.a = 1.0


def make(k):
    return lambda x: k * x


def lambdas():
    return lambda x: x


F, ROW = ScalarSpec("f", float), ArraySpec("<f8", (False,))


@pytest.mark.parametrize("value, spec", [
    (1.0, F), (1, ScalarSpec("i", int)), (True, ScalarSpec("b", bool)), (1j, ScalarSpec("c", complex)),
    (np.float32(1), ScalarSpec("f", np.float32)), (np.uint8(1), ScalarSpec("i", np.uint8)),
    (np.ones(3), ROW), (np.ones((1, 2, 1)), ArraySpec("<f8", (True, False, True))), (np.array(1.0), ArraySpec("<f8", ())),
    (np.ones(0, "i2"), ArraySpec("<i2", (False,))),
    ((1.0, [2.0]), TupleSpec(tuple, (F, ListSpec((F,))))), (Point(1.0, 2.0), TupleSpec(Point, (F, F))),
    ({"b": 1.0, "a": [1.0]}, DictSpec(("b", "a"), (F, ListSpec((F,))))),
    (OrderedDict(a=1.0), DictSpec(("a",), (F,), OrderedDict)),
    (Model(np.ones(3)), ObjectSpec(Model, ("b", "w"), (F, ROW))), (Slotted(), ObjectSpec(Slotted, ("a",), (F,))),
    (np.matrix([1.0]), OpaqueSpec(np.matrix)), (np.ma.array([1.0]), OpaqueSpec(np.ma.MaskedArray)),
    (np.random.default_rng(0), OpaqueSpec(np.random.Generator)), (logging.getLogger(), OpaqueSpec(logging.RootLogger)),
    (defaultdict(list), OpaqueSpec(defaultdict)), ({1, 2}, OpaqueSpec(set)), (np.poly1d([1]), OpaqueSpec(np.poly1d)),
])
def test_spec(value, spec):
    assert spec_of(value) == spec
    hash(spec_of(value))


@pytest.mark.parametrize("value", [None, "relu", b"x", ..., slice(1, None), np.dtype("f4"), np.sin, math.sin, len, float, Model,
                                   np, Color.RED, test_spec, functools.partial(np.sum, axis=0), [].append, np.sum])
def test_part_of_the_pattern(value):
    assert spec_of(value) == ConstSpec.of(value) and spec_of(value).value is value
    assert spec_of(value) != spec_of("another") and hash(spec_of(value)) == hash(spec_of(value))


def test_sizes_do_not_count_and_ones_do():
    assert spec_of(np.ones((3, 4))) == spec_of(np.ones((5, 6))) != spec_of(np.ones((5, 1)))


@pytest.mark.parametrize("a, b", [("a", "b"), ("1", b"1"), (slice(1), slice(2)), (None, ...), (np.sin, np.cos), (1.0, 1),
                                  (np.float64(1), 1.0), (make(1), make(1)), ((1.0,), [1.0]), ({"a": 1.0}, {"b": 1.0})])
def test_told_apart(a, b):
    assert spec_of(a) != spec_of(b)


def test_functions_made_again_are_the_same_only_if_nothing_is_bound_to_them():
    assert spec_of(lambdas()) == spec_of(lambdas())
    assert spec_of(make(1.0)) != spec_of(make(1.0))
    f = lambdas()
    f.rate = 2.0
    assert spec_of(f) != spec_of(lambdas())


def test_bound_methods_are_one_while_their_object_is():
    a, b = Slotted(), Slotted()
    assert spec_of(a.__init__) == spec_of(a.__init__) != spec_of(b.__init__)


def test_what_is_shared_has_a_number():
    w = [1.0]
    assert spec_of((w, w)).items[0].shared == spec_of((w, w)).items[1].shared == 1
    specs = specs_of({"a": w, "b": {"w": w}, "c": [1.0]})
    assert specs["a"].shared == specs["b"].items[0].shared == 1 and specs["c"].shared == specs["b"].shared == 0
    assert specs_of({"a": w, "b": w}) != specs_of({"a": w, "b": [1.0]})


def test_cycles_end():
    w = [1.0]
    w.append(w)
    assert spec_of(w).items[1] == OpaqueSpec(list)
    m = Model(np.ones(2))
    m.parent = m
    assert spec_of(m).items[1] == OpaqueSpec(Model)


def test_a_huge_graph_ends():
    deep = []
    for _ in range(500):
        deep = [deep, deep]
    spec_of(deep)
