"""What lies outside the function changes between calls: the derivative is that of now."""
from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcgrad


class Layer:
    rate = 2.0
    table = np.array([1.0, 2.0])
    sizes = {"a": 3.0}

    def __init__(self, a: float) -> None:
        self.a, self.w = a, np.array([a, a])

    def __call__(self, x: Any) -> Any:
        return self.a * x + np.sum(self.w * x)

    def scaled(self, x: Any) -> Any:
        return self.rate * x * self.a + np.sum(self.table * x) * self.sizes["a"]

    @classmethod
    def of_class(cls, x: Any) -> Any:
        return cls.rate * x + np.sum(cls.table * x)


class Holder:
    layers = [Layer(2.0), Layer(3.0)]
    named = {"first": Layer(2.0), "nested": [Layer(5.0)]}


LAYERS = [Layer(2.0), Layer(3.0)]
NAMED = {"first": Layer(4.0), "nested": [Layer(5.0)]}
HOLDER = Holder()
KEPT = LAYERS[0].scaled
PARTIAL = functools.partial(lambda layer, x: layer.a * x, LAYERS[1])


def walked(x):
    return sum(layer(x) for layer in LAYERS) * sum(layer.a for layer in HOLDER.layers)


def picked(x):
    return LAYERS[0](x) * LAYERS[-1].a + NAMED["first"](x) * NAMED["nested"][0].a + NAMED.get("first").w[0] * x


def items(x):
    return sum(layer(x) * len(name) for name, layer in HOLDER.named.items() if name != "nested") * HOLDER.named["nested"][0].a


def chosen(x):
    k = 0
    while k < 1 and x > 0.0:
        k += 1
    return LAYERS[k].a * x


def methods(x):
    return KEPT(x) + PARTIAL(x) + LAYERS[0].scaled(x)


def constants(x):
    return Layer.rate * x + Layer.of_class(x) + Layer(x).scaled(1.5) + LAYERS[0].__class__.rate * x + Layer(x).__class__.rate * x


@pytest.mark.parametrize("f", [walked, picked, items, chosen, methods, constants])
def test_attributes_are_those_of_now(f: Callable[[float], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    g = srcgrad.grad(f)

    def check() -> None:
        assert g(1.3) == pytest.approx((f(1.3 + 1e-4) - f(1.3 - 1e-4)) / 2e-4, rel=1e-7)

    check()
    layers = [*LAYERS, NAMED["first"], NAMED["nested"][0], *HOLDER.layers, HOLDER.named["first"], HOLDER.named["nested"][0]]
    for k, layer in enumerate(layers):
        monkeypatch.setattr(layer, "a", 7.0 + k)
        monkeypatch.setattr(layer, "w", layer.w * 3.0)
    check()
    for layer in layers:
        layer.w *= 2.0
    monkeypatch.setattr(Layer, "rate", 5.0)
    monkeypatch.setattr(Layer, "table", Layer.table * 2.0)
    monkeypatch.setitem(Layer.sizes, "a", 4.0)
    check()
    monkeypatch.setattr(Holder, "layers", [Layer(0.5), HOLDER.layers[1]])
    monkeypatch.setitem(NAMED, "first", Layer(0.25))
    check()


def test_elements_of_a_table_are_read_where_they_are() -> None:
    g = srcgrad.grad(picked)
    g(1.3)
    assert "LAYERS[0].w" in g.source and "NAMED['nested'][0].a" in g.source
