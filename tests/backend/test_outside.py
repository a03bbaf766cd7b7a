"""Names of outside objects: each expression, run with the imports and the namespace, leads to the object itself."""
from __future__ import annotations

import functools
import math
import operator
import sys
import types
from typing import Any

import gast
import numpy as np
import pytest

import srcgrad.runtime
from srcgrad.backend.outside import Outside
from srcgrad.backend.precedence import text
from srcgrad.errors import InternalError
from srcgrad.ir.nodes import Const

RATE = 0.5
CONFIGURATION = types.SimpleNamespace(inner=types.SimpleNamespace(alpha=3.0))


def helper(x: float) -> float:
    return x


def adder(k: float) -> Any:
    return lambda x: x + k


def evaluated(outside: Outside, node: gast.expr) -> Any:
    scope = outside.namespace()
    exec("\n".join(outside.imports()), scope)
    return eval(text(node), scope)


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    made = types.ModuleType("made_for_this_test")
    exec("def helper(x): return x\nclass Model:\n    def step(self): pass\nRATE = 1.0", vars(made))
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


@pytest.mark.parametrize("target, expected", [
    (np.sin, "np.sin"), (np.add.at, "np.add.at"), (np.linalg.norm, "np.linalg.norm"),
    (np.ndarray.sum, "np.ndarray.sum"),
    (np.fft.fft, "np.fft.fft"), (math.exp, "math.exp"), (operator.add, "operator.add"), (len, "len"),
    (dict.fromkeys, "dict.fromkeys"),
    (np, "np"), (np.linalg, "np.linalg"), (math, "math"), (srcgrad.runtime.unbroadcast, "unbroadcast"),
    (np.float64, "np.float64"),
    (functools.partial, "functools.partial"), (ValueError, "ValueError")])
@pytest.mark.parametrize("reserved", [
    (), ("np", "math", "len", "operator", "unbroadcast", "dict", "_np", "numpy", "functools")])
def test_importable_objects(target: Any, expected: str, reserved: tuple[str, ...]) -> None:
    outside = Outside(reserved)
    node = outside.callable(target)
    assert evaluated(outside, node) == target and not outside.namespace() and not outside.remarks()
    if not reserved:
        assert text(node) == expected
    assert text(node).split(".")[0] in outside.taken() and not outside.taken() & set(reserved)


def test_scipy_is_imported_by_its_public_path() -> None:
    special = pytest.importorskip("scipy.special")
    for reserved, line in (((), "import scipy.special"), (("scipy",), "import scipy.special as _special")):
        outside = Outside(reserved)
        for function in (special.erf, special.logsumexp, special):
            assert evaluated(outside, outside.callable(function)) is function
        assert outside.imports() == [line]


def test_objects_of_user_modules(module: types.ModuleType) -> None:
    outside = Outside()
    assert text(outside.callable(module.helper)) == "made_for_this_test.helper"
    assert text(outside.callable(module.Model.step)) == "made_for_this_test.Model.step"
    assert outside.imports() == ["import made_for_this_test"]
    assert text(Outside({"made_for_this_test"}).callable(module.helper)) == "_made_for_this_test.helper"


def test_objects_that_no_name_leads_to_are_bound() -> None:
    outside = Outside({"constant_0"})
    inner, array = adder(1.0), np.ones(3)
    for value in (inner, array, inner, functools.partial(helper, 1), CONFIGURATION):
        assert evaluated(outside, outside.callable(value)) is value
    assert list(outside.namespace()) == ["constant_1", "constant_2", "constant_3", "constant_4"]
    assert outside.remarks()[1] == "# constant_2: ndarray of shape (3,), bound when the derivative was built"
    assert text(outside.callable(types.FunctionType(helper.__code__, {}, "softplus"))) == "softplus"
    assert text(outside.callable(types.FunctionType(helper.__code__, {}, "sum"))) != "sum"


def test_a_module_that_cannot_be_imported_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("not-a-name", "no_package.inside"):
        odd = types.ModuleType(name)
        exec("K = 2", vars(odd))
        monkeypatch.setitem(sys.modules, name, odd)
        outside = Outside()
        assert text(outside.expression(Const(2, "K", vars(odd)))) == "outside.K"
        assert evaluated(outside, outside.callable(odd)) is odd


def test_globals_are_read_when_the_code_runs(module: types.ModuleType) -> None:
    outside, loose = Outside(), {"k": 1, "__doc__": "text", "configuration": CONFIGURATION}
    nodes = [outside.expression(Const(1.0, "RATE", vars(module))), outside.expression(Const(1, "k", loose)),
             outside.expression(Const("text", "__doc__", loose)),
             outside.expression(Const(3.0, "configuration.inner.alpha", loose))]
    assert [text(n) for n in nodes] == ["made_for_this_test.RATE", "outside.k", "outside.__doc__",
                                        "outside.configuration.inner.alpha"]
    assert [evaluated(outside, n) for n in nodes] == [1.0, 1, "text", 3.0]
    module.RATE, loose["k"] = 2.0, 2
    assert [evaluated(outside, n) for n in nodes[:2]] == [2.0, 2]
    del loose["k"]
    with pytest.raises(NameError):
        evaluated(outside, nodes[1])


def test_variables_of_two_closures_of_one_name() -> None:
    outside, cells = Outside({"closure"}), [adder(1.0).__closure__[0], adder(2.0).__closure__[0]]
    nodes = [outside.expression(Const(c.cell_contents, "k", c)) for c in cells]
    assert [evaluated(outside, n) for n in nodes] == [1.0, 2.0] and len(outside.namespace()) == 1
    cells[0].cell_contents = 5.0
    assert evaluated(outside, nodes[0]) == 5.0
    del cells[0].cell_contents
    with pytest.raises(NameError):
        evaluated(outside, nodes[0])
    assert text(outside.expression(Const(2.0, "k", cells[1]))) == text(nodes[1])


def test_an_origin_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InternalError):
        Outside().expression(Const(1, "k", object()))


@pytest.mark.parametrize("reserved", [(), ("float", "complex", "np", "slice", "set")])
@pytest.mark.parametrize("value", [
    1, -1, 0.1, -0.0, math.inf, math.nan, 2j, 1 - 2j, complex(-0.0, -0.0), "a", b"a", None, ..., True,
    (1, (-2, None)), [1, [2]],
    {"a": -1, 2: "b"}, {1, "a"}, set(), frozenset({1}), frozenset(), slice(1, None, -1), np.float64(-3.0),
    np.float32(0.1), np.float16(0.1),
    np.int8(-3), np.bool_(True), np.complex64(1 + 2j), np.float64("nan"), (float, np.float64, len), np.float64(1e300),
    np.uint64(2**64 - 1)])
def test_literals(value: object, reserved: tuple[str, ...]) -> None:
    outside = Outside(reserved)
    back = evaluated(outside, outside.expression(Const(value)))
    assert type(back) is type(value) and repr(back) == repr(value) and not outside.namespace()


@pytest.mark.parametrize("dtype, expected", [
    ("f8", "np.float64"), ("f4", "np.float32"), (">f8", "np.dtype('>f8')"), ("S3", "np.dtype('|S3')"),
    ("M8[s]", "np.dtype('<M8[s]')")])
def test_dtypes(dtype: str, expected: str) -> None:
    outside = Outside()
    node = outside.expression(Const(np.dtype(dtype)))
    assert text(node) == expected and np.dtype(evaluated(outside, node)) == np.dtype(dtype)


@pytest.mark.parametrize("value", [
    np.longdouble(0.1), np.datetime64("2020-01-01"), [np.ones(2)], list(range(1000)), object(),
    np.dtype([("a", "f8")]), type("Number", (float,), {})(2.0), range(3)])
def test_no_literal_is_guessed(value: Any) -> None:
    outside = Outside()
    assert evaluated(outside, outside.expression(Const(value))) is value


def test_a_list_that_holds_itself() -> None:
    value: list[Any] = []
    value.append(value)
    outside = Outside()
    assert evaluated(outside, outside.expression(Const(value))) is value


def test_an_unbound_variable_is_none() -> None:
    assert text(Outside().expression(Const(None, "<unbound>"))) == "None"


def test_long_import_lines_are_broken() -> None:
    outside = Outside()
    for name in srcgrad.runtime.__all__[:12]:
        outside.callable(getattr(srcgrad.runtime, name))
    (line,) = outside.imports()
    assert max(map(len, line.splitlines())) <= 110 and evaluated(outside, gast.Constant(1, None)) == 1


def test_names_reserved_later_are_not_given() -> None:
    outside = Outside()
    outside.reserve(["np"])
    assert text(outside.callable(np.sin)) == "numpy.sin"
