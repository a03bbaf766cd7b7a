"""Functions that can be imported, for pickling."""
from __future__ import annotations

from srcgrad.api import grad


def plain(x, y=2.0):
    """Doc of plain."""
    return x * y


@grad(argnums=(0, 1))
def decorated(x, y):
    return x * y


class Model:
    def __init__(self, b):
        self.b = b

    @grad
    def loss(self, w, k=3.0):
        return self.b * w * k

    def plain(self, w):
        return self.b + w

    def __call__(self, w):
        return self.b - w


class Plain:
    @staticmethod
    def f(x):
        return x
