"""The derivative object: binding of arguments, argnums, what it looks like, as a method, pickled."""
from __future__ import annotations

import copy
import functools
import importlib.util
import inspect
import pickle
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from srcgrad.api import grad, value_and_grad
from srcgrad.derivative import Derivative
from srcgrad.errors import ArgumentError, SourceError
from srcgrad.ir.spec import AnySpec, ArraySpec, ConstSpec, DictSpec, ScalarSpec, TupleSpec
from srcgrad.options import Options


def load_primals():
    """By a name that pickle finds again, whatever way pytest imports test files."""
    spec = importlib.util.spec_from_file_location("srcgrad_test_primals", Path(__file__).with_name("primals.py"))
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


primals = load_primals()
F = ScalarSpec("f", float)


def f(x, y=2.0, *, k=3.0):
    return (x, y, k)


def stars(x, *args, k=1.0, **kwargs):
    return (x, args, k, kwargs)


def posonly(x, /, y):
    return (x, y)


@pytest.mark.parametrize("args, kwargs", [((1.0,), {}), ((1.0, 5.0), {}), ((), {"x": 1.0}), ((1.0,), {"k": 4.0}),
                                          ((1.0,), {"y": 2.0, "k": 1.0})])
def test_called_like_the_primal(pipeline, args, kwargs):
    assert grad(f)(*args, **kwargs) == f(*args, **kwargs)
    assert list(pipeline.last[1]) == ["x", "y", "k"] and pipeline.last[2] == ("x",)


@pytest.mark.parametrize("args, kwargs", [((1.0,), {}), ((1.0, 2.0, 3.0), {}), ((1.0,), {"k": 2.0, "z": 3.0})])
def test_stars(pipeline, args, kwargs):
    assert grad(stars)(*args, **kwargs) == stars(*args, **kwargs)
    assert isinstance(pipeline.last[1]["args"], TupleSpec) and isinstance(pipeline.last[1]["kwargs"], DictSpec)


def test_positional_only(pipeline):
    assert grad(posonly)(1.0, y=2.0) == (1.0, 2.0)


@pytest.mark.parametrize("args, kwargs", [((), {}), ((1.0, 2.0, 3.0), {}), ((1.0,), {"z": 1.0}), ((1.0,), {"x": 1.0})])
def test_wrong_calls_are_type_errors_that_name_the_function(pipeline, args, kwargs):
    with pytest.raises(TypeError, match=r"f\(\) "):
        grad(f)(*args, **kwargs)


@pytest.mark.parametrize("argnums, wrt", [(0, ("x",)), (1, ("y",)), (-1, ("y",)), ("k", ("k",)), ((0, "k"), ("x", "k")),
                                          ([1, 0], ("y", "x")), (np.int64(1), ("y",))])
def test_argnums(pipeline, argnums, wrt):
    grad(f, argnums)(1.0, 2.0)
    assert pipeline.last[2] == wrt


@pytest.mark.parametrize("argnums", [2, -3, "z", (0, 5), (), (0, "x"), None, 1.0, True])
def test_argnums_that_name_nothing(argnums):
    with pytest.raises(ArgumentError) as e:
        grad(f, argnums)
    assert e.value.code == "SG407" and "0: x, 1: y, 2: k" in str(e.value)


def test_argnums_into_stars(pipeline):
    grad(stars, (0, 2, "z"))(1.0, 2.0, 3.0, z=4.0)
    assert pipeline.last[2] == ("x", ("args", 1), ("kwargs", "z"))
    with pytest.raises(ArgumentError, match=r"args\[1\]"):
        grad(stars, 2)(1.0, 2.0)


def test_one_argnum_in_a_tuple_gives_a_tuple(pipeline):
    one = lambda x: x  # noqa: E731
    assert grad(one, 0)(5.0) == 5.0 and grad(one, (0,))(5.0) == (5.0,)
    assert value_and_grad(one, (0,))(5.0) == (5.0, ("grad",))
    pair = lambda x: (x, "aux")  # noqa: E731
    assert grad(pair, (0,), has_aux=True)(5.0) == ((5.0,), "aux")
    assert len(pipeline.calls) == 3


def test_decorator_forms(pipeline):
    @grad
    def a(x):
        return x

    @grad(argnums=(0, 1))
    def b(x, y):
        return x

    @value_and_grad(argnums="x", has_aux=True)
    def c(x):
        return x, 1

    assert [d.mode for d in (a, b, c)] == ["grad", "grad", "value_and_grad"]
    c(1.0)
    assert pipeline.last[3:] == ("value_and_grad", Options(has_aux=True))


def test_unknown_option():
    with pytest.raises(TypeError, match="argnum'"):
        grad(f, argnum=1)


def test_what_it_looks_like():
    d = grad(primals.plain)
    assert (d.__name__, d.__doc__, d.__module__) == ("plain", "Doc of plain.", "srcgrad_test_primals")
    assert d.__wrapped__ is d.primal is primals.plain and inspect.signature(d) == inspect.signature(primals.plain)
    assert "plain" in repr(d)
    assert isinstance(functools.wraps(d)(lambda x: x), type(f))


@pytest.mark.parametrize("thing, code", [(np.sin, "SG102"), (len, "SG102"), (3.0, "SG105"), (primals.Plain, "SG105")])
def test_not_a_function(thing, code):
    with pytest.raises(SourceError) as e:
        grad(thing)
    assert e.value.code == code


# --- what is differentiated, and what is bound ---------------------------------------------------------------------------
def test_partial(pipeline):
    d = grad(functools.partial(functools.partial(f, 1.0), k=7.0))
    assert d(4.0) == (1.0, 4.0, 7.0) and d(4.0, k=8.0) == (1.0, 4.0, 8.0)
    assert pipeline.last[0] is f and pipeline.last[2] == ("y",)
    assert grad(functools.partial(f, y=9.0))(1.0) == (1.0, 9.0, 3.0)


def test_partial_into_stars(pipeline):
    assert grad(functools.partial(stars, 1.0, 2.0))(3.0)[1] == (2.0, 3.0)
    assert pipeline.last[2] == (("args", 1),)


def test_bound_method_and_callable_object(pipeline):
    a, b = primals.Model(10.0), primals.Model(20.0)
    assert (grad(a.plain)(1.0), grad(b.plain)(1.0)) == (11.0, 21.0)
    assert pipeline.last[0] is primals.Model.plain and pipeline.last[2] == ("w",) and len(pipeline.calls) == 1
    assert grad(a)(1.0) == 9.0 and pipeline.last[2] == ("w",)
    assert list(pipeline.last[1]) == ["self", "w"]


def test_method_decorator(pipeline):
    a, b = primals.Model(1.0), primals.Model(2.0)
    assert (a.loss(2.0), b.loss(2.0), b.loss(2.0, k=1.0)) == (6.0, 12.0, 4.0)
    assert primals.Model.loss(b, 2.0) == 12.0
    assert len(pipeline.calls) == 1 and pipeline.last[2] == ("w",)
    assert isinstance(a.loss, Derivative) and str(inspect.signature(a.loss)) == "(w, k=3.0)"


def test_derivative_put_on_a_class_later_counts_after_self(pipeline):
    class C:
        def m(self, w):
            return w

    C.g = grad(C.m, "w")
    assert C().g(3.0) == 3.0 and pipeline.last[2] == ("w",)


def test_derivative_of_a_derivative(pipeline):
    d = grad(grad(f))
    d(1.0)
    target, specs, wrt, *_ = pipeline.last
    assert isinstance(target, Derivative) and list(specs) == ["x", "y", "k"] and wrt == ("x",)
    grad(f)(1.0)
    assert pipeline.last[0] is f and len(pipeline.calls) == 2
    grad(value_and_grad(f))(1.0)
    assert len(pipeline.calls) == 3


def test_wrapper_is_taken_by_its_code(pipeline):
    def wrap(g):
        @functools.wraps(g)
        def inner(*args):
            return g(*args)
        return inner

    w = wrap(f)
    grad(w)(1.0, 2.0)
    assert pipeline.last[0] is w and list(pipeline.last[1]) == ["args"] and pipeline.last[2] == (("args", 0),)


# --- checks of arguments -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("x, code", [
    (np.arange(3), "SG401"), (np.array([True]), "SG401"), (np.ones(2, "u1"), "SG401"), ([1.0, np.arange(3)], "SG401"),
    (np.ones(2) + 0j, "SG405"), (1j, "SG405"), (np.array([None]), "SG405"), ("a", "SG405"), (None, "SG405"), (True, "SG405"),
    (f, "SG405"), (np.matrix([1.0]), "SG405"),
])
def test_refused_arguments(pipeline, x, code):
    with pytest.raises(ArgumentError) as e:
        grad(f)(x)
    assert e.value.code == code and "`x" in str(e.value) and not pipeline.calls
    grad(f, "y")(x)


@pytest.mark.parametrize("x", [1, 1.0, np.ones(3, "f4"), np.float32(1), np.int64(3), [1, 2.0], {"w": np.ones(2), "name": "a"}])
def test_accepted_arguments(pipeline, x):
    grad(f)(x)


# --- source --------------------------------------------------------------------------------------------------------------
def test_source(pipeline):
    def g(x, y: float, mode="fast", k=3.0, flag=True):
        return x

    d = grad(g)
    assert "grad ('x',)" in d.source
    assert pipeline.last[1] == {"x": AnySpec(), "y": F, "mode": ConstSpec.of("fast"), "k": AnySpec(),
                                "flag": ScalarSpec("b", bool)}
    d(np.ones(3), 1.0)
    assert pipeline.last[1]["x"] == ArraySpec("<f8", (False,)) and d.source
    assert d.source_for(np.ones(5), 2.0) and len(pipeline.calls) == 2
    d.stages_for(np.ones((5, 5)), 2.0)
    assert len(pipeline.calls) == 3


def test_general_source_with_stars_and_bound(pipeline):
    assert grad(stars, 2).source and pipeline.last[1]["args"] == TupleSpec(tuple, (AnySpec(), AnySpec()))
    assert grad(primals.Model(1.0).plain).source and pipeline.last[1]["w"] == AnySpec()


# --- pickle, copy, threads -----------------------------------------------------------------------------------------------
def test_pickle(pipeline):
    for d in (grad(primals.plain, "y"), primals.decorated, primals.Model.loss, primals.Model(2.0).loss,
              grad(functools.partial(primals.plain, y=1.0)), grad(grad(primals.plain)),
              value_and_grad(primals.plain, has_aux=True)):
        again = pickle.loads(pickle.dumps(d))
        assert (again.argnums, again.mode, again.options) == (d.argnums, d.mode, d.options)
        assert again.wrt == d.wrt
    assert pickle.loads(pickle.dumps(primals.decorated)) is primals.decorated
    assert copy.deepcopy(grad(primals.plain))(2.0) == 4.0
    assert pickle.loads(pickle.dumps(primals.Model(2.0).loss))(1.0) == 6.0


def test_threads_build_once(pipeline):
    d, results = grad(f), []
    threads = [threading.Thread(target=lambda: results.append(d(np.ones(3)))) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(results) == 8 and len(pipeline.calls) == 1
