"""The same derivative called again and again: always what a derivative made at this moment would say."""
from __future__ import annotations

import functools
import gc
import threading
import types
import weakref

import numpy as np
import pytest

from srcgrad.api import grad, value_and_grad
from srcgrad.derivative import LongWay


def warm(d, *args):
    """Called until its `__call__` is the short one."""
    for _ in range(3):
        d(*args)
    assert not isinstance(d.__call__, LongWay)
    return d


def module(text):
    """A function `f` out of a text, as its own module would have it; with the text where `inspect` finds it."""
    import linecache
    name = f"<repeated {hash(text)}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    space = types.ModuleType("repeated").__dict__
    exec(compile(text, name, "exec"), space)
    return space


def test_short_after_the_second_call():
    d = value_and_grad(lambda x, y: x * y, (0, 1))
    assert isinstance(d.__call__, LongWay)
    for _ in range(4):
        assert d(2.0, 3.0) == (6.0, (3.0, 2.0))
    warm(d, 2.0, 3.0)


def test_other_patterns():
    d = warm(grad(lambda x, y: (x * y).sum() if isinstance(x, np.ndarray) else x * y), 2.0, 3.0)
    text = d.source
    for x in (np.ones(3), np.ones(1), np.ones((2, 2)), np.ones(3, "f4"), np.float64(2.0), 2.0, np.ones(3)):
        for _ in range(3):
            got = d(x, 3.0)
            assert type(got) is type(x) and np.shape(got) == np.shape(x) and np.all(got == 3.0)
        assert np.asarray(got).dtype == np.asarray(x).dtype
    assert d.source != text
    d(2.0, 3.0)
    assert d.source == text


def test_refusals_stay():
    d = warm(grad(lambda x: x * x), 2.0)
    for bad in ("a", None, np.arange(3), 1j):
        with pytest.raises(TypeError):
            d(bad)
    with pytest.raises(TypeError, match="missing"):
        d()
    assert d(2.0) == 4.0


def test_keywords_and_defaults():
    def f(x, y=3.0):
        return x * y

    d = warm(grad(f), 2.0)
    assert d(2.0) == 3.0 and d(2.0, 5.0) == 5.0 and d(x=2.0) == 3.0 and d(2.0, y=7.0) == 7.0 and d(y=1.0, x=2.0) == 1.0
    f.__defaults__ = (9.0,)
    assert d(2.0) == 9.0
    warm(d, 2.0)
    assert d(2.0) == 9.0 and d(2.0, 4.0) == 4.0


def test_what_a_partial_holds():
    rates = [1.0, 2.0]
    p = functools.partial(lambda x, k, rates: x * k * sum(rates), k=2.0, rates=rates)
    d = grad(p)
    assert d(1.0) == 6.0
    p.keywords["k"] = 3.0
    rates.append(1.0)
    assert d(1.0) == 12.0


def test_changed_globals():
    space = module("def h(x):\n    return 2 * x\ndef f(x):\n    return h(x) * k\nk = 3.0\n")
    d = warm(grad(space["f"]), 1.0)
    assert d(1.0) == 6.0
    space["k"] = 5.0
    assert d(1.0) == 10.0
    space["h"] = module("def h(x):\n    return x * x\n")["h"]
    assert d(3.0) == 30.0
    warm(d, 3.0)
    space["h"].__code__ = module("def h(x):\n    return 7 * x\n")["h"].__code__
    assert d(3.0) == 35.0
    space["k"] = np.float32(2.0)
    assert d(3.0) == 14.0


def test_cells():
    def made(a):
        def f(x):
            return g(x) * a

        def g(x):
            return x * x

        def change(new, new_g=None):
            nonlocal a, g
            a, g = new, new_g or g
        return f, change

    (f, change), (other, _) = made(2.0), made(3.0)
    d, e = warm(grad(f), 1.0), warm(grad(other), 1.0)
    assert (d(1.0), e(1.0)) == (4.0, 6.0)
    change(5.0)
    assert (d(1.0), e(1.0)) == (10.0, 6.0)
    change(5.0, lambda x: x)
    assert (d(1.0), e(1.0)) == (5.0, 6.0)


def test_changed_in_place():
    def f(x):
        return x * x

    d = warm(grad(f), 3.0)
    f.__code__ = (lambda x, y: x * y).__code__
    assert d(3.0, 5.0) == 5.0
    warm(d, 3.0, 5.0)
    f.__code__ = (lambda x: 2.0 * x).__code__
    assert d(3.0) == 2.0


def test_one_argnum_in_a_tuple():
    f = lambda x: x * x  # noqa: E731
    assert warm(grad(f, (0,)), 3.0)(3.0) == (6.0,) and warm(value_and_grad(f, (0,)), 3.0)(3.0) == (9.0, (6.0,))
    aux = lambda x: (x * x, 1)  # noqa: E731
    assert warm(grad(aux, (0,), has_aux=True), 3.0)(3.0) == ((6.0,), 1)
    assert warm(value_and_grad(aux, (0,), has_aux=True), 3.0)(3.0) == ((9.0, 1), (6.0,))


def test_call_outlives_the_derivative_and_holds_no_cycle():
    def f(x):
        return x * x

    d = warm(grad(f), 3.0)
    call, long = d.__call__, grad(f).__call__
    seen = weakref.ref(d)
    gc.disable()
    try:
        del d
        assert seen() is None
    finally:
        gc.enable()
    assert call(3.0) == 6.0 and call(x=4.0) == 8.0 and call(np.float64(3.0)) == 6.0
    assert [*map(long, [1.0, 2.0, 3.0])] == [2.0, 4.0, 6.0]


def test_threads():
    d = grad(lambda x: x * x)
    wrong = []

    def work(x):
        for _ in range(300):
            got = d(x)
            if got != 2 * x or type(got) is not type(x):
                wrong.append((x, got))

    threads = [threading.Thread(target=work, args=(x,)) for x in (1.0, 2.0, np.float64(3.0), np.float32(4.0))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong


def test_tracebacks_show_the_emitted_line():
    def f(x):
        return len(x.shape) and (1.0 / x).sum() + x @ x

    d = warm(grad(f), np.ones(3))
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError) as caught:
        d(np.zeros(3))
    last = caught.traceback[-1]
    assert last.name == "f_grad" and str(last.statement).strip() in d.source and "/" in str(last.statement)
