"""vjp, jvp, hvp: what they ask of the pipeline, and what of their callers."""
from __future__ import annotations

import numpy as np
import pytest

from srcgrad.api import hvp, jvp, vjp
from srcgrad.errors import ArgumentError
from srcgrad.options import Options


def f(x, y):
    return x + y


def test_vjp(pipeline):
    out, pullback = vjp(f, np.ones(3), 2.0)
    assert np.array_equal(out, 3 * np.ones(3))
    (_, seeds) = pullback([1, 2, 3])
    assert pipeline.last[2:4] == (("x", "y"), "vjp") and seeds["out_bar"].dtype == float
    with pytest.raises(ArgumentError, match="SG403"):
        pullback(np.ones(4))


def test_vjp_keeps_what_it_was_given(pipeline):
    x = np.ones(3)

    def writes(x):
        x[0] = 5.0
        return x.sum()

    out, pullback = vjp(writes, x)
    assert x[0] == 1.0 and out == 7.0
    x[:] = 100.0
    assert pullback(1.0)[0] == (7.0, {"out_bar": 1.0})


def test_vjp_aux(pipeline):
    out, _, aux = vjp(lambda x: (x, "aux"), 1.0, has_aux=True)
    assert (out, aux) == (1.0, "aux") and pipeline.last[4] == Options(has_aux=True)


def test_jvp(pipeline):
    out, seeds = jvp(f, (np.ones(3), 2.0), (np.zeros(3), 1))
    assert list(seeds) == ["x_dot", "y_dot"] and type(seeds["y_dot"]) is float
    jvp(f, (1.0, 2.0), (None, 1.0))
    assert pipeline.last[2:4] == (("y",), "jvp")
    jvp(lambda *a: a[0], (1.0, 2.0), (1.0, None))
    assert pipeline.last[2] == (("a", 0),)


@pytest.mark.parametrize("primals, tangents", [((1.0,), (1.0, 2.0)), ((np.ones(3),), (1.0,)), (([1.0],), ([1.0, 2.0],)),
                                               (({"a": 1.0},), ({"b": 1.0},))])
def test_tangents_are_like_their_primals(pipeline, primals, tangents):
    with pytest.raises(ArgumentError, match="SG403"):
        jvp(lambda *a: a[0], primals, tangents)


def test_hvp(pipeline):
    out, seeds = hvp(f)(np.ones(3), 2.0, np.zeros(3))
    assert list(seeds) == ["x_dot"] and pipeline.last[2:4] == (("x",), "hvp")
    hvp(f, (0, 1))(1.0, 2.0, (1.0, 1.0))
    assert pipeline.last[2] == ("x", "y")
    assert hvp(f, (0,))(1.0, 2.0, (1.0,)) == ((3.0, {"x_dot": 1.0}),)
