"""Keys: equal exactly where the specs are."""
from __future__ import annotations

import itertools

import numpy as np

from srcgrad.cache import key_of
from srcgrad.ir.spec import specs_of

L = [1.0]
CALLS = [
    (), (1.0,), (1,), (True,), (None,), (1j,), (np.float64(1),), (np.float32(1),), ("a",), ("b",), (b"a",), (np.sin,), (np.cos,),
    (len,),
    (np.ones(3),), (np.ones(4),), (np.ones(1),), (np.ones(3, "f4"),), (np.ones(3, ">f8"),), (np.ones((3, 1)),), (np.array(1.0),),
    (np.ones(3), 1.0), (1.0, np.ones(3)), (1.0, 2.0), (L,), ((1.0,),), (L, L), (L, [1.0]), ({"a": 1.0},), ({"b": 1.0},),
    (float,), ("float64",), (np.dtype("f8"),), (...,), (lambda x: x,), (float, float),
]


def test_equal_keys_mean_equal_specs():
    names = ("x", "y")
    for a, b in itertools.product(CALLS, CALLS):
        same_specs = specs_of(dict(zip(names, a))) == specs_of(dict(zip(names, b)))
        ka, kb = key_of(a, names[:len(a)]), key_of(b, names[:len(b)])
        assert (ka == kb) == same_specs, (a, b)
        assert ka != kb or hash(ka) == hash(kb)
