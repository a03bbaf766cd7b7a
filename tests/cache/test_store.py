"""What is kept, what is served again, and what is let go."""
from __future__ import annotations

import functools
import gc
import pickle
import threading
import time
import weakref
from types import FunctionType

import numpy as np
import pytest

from srcgrad.cache import Entry, Table, clear, entry_for
from srcgrad.cache.store import ATTRIBUTE, SHARED
from srcgrad.ir.dependency import GlobalDependency


class Built:
    source = ""
    conditions = ()

    def __init__(self, *dependencies):
        self.dependencies = dependencies
        self.function = len


class Builder:
    def __init__(self, *dependencies):
        self.dependencies, self.count = dependencies, 0

    def __call__(self):
        self.count += 1
        return Built(*self.dependencies)


@pytest.fixture(autouse=True)
def empty():
    clear()
    yield
    clear()


def plain(x):
    return x


def closure(k):
    return lambda x: k * x


def test_built_once_for_a_key():
    b = Builder()
    assert entry_for(plain, "a", b) is entry_for(plain, "a", b) is not entry_for(plain, "b", b)
    assert b.count == 2


def test_built_again_when_a_dependency_fails():
    space = {"np": np}
    b = Builder(GlobalDependency(space, "np", np))
    first = entry_for(plain, "a", b)
    space["np"] = None
    b.dependencies = (GlobalDependency(space, "np", None),)
    assert entry_for(plain, "a", b) is not first and b.count == 2 and len(SHARED) == 1


def test_same_code_made_again_is_served():
    b = Builder()
    for _ in range(1000):
        entry_for(eval("0") or (lambda x: x), "a", b)
    assert b.count == 1


def test_same_code_with_other_globals_is_not():
    b = Builder()
    entry_for(plain, "a", b)
    entry_for(FunctionType(plain.__code__, {}), "a", b)
    assert b.count == 2


def test_closures_are_kept_apart_and_die_with_their_function():
    class Big:
        pass

    b = Builder()
    seen = []
    for _ in range(10):
        big = Big()
        seen.append(weakref.ref(big))
        f = closure(big)
        first = entry_for(f, "a", lambda f=f: (b(), setattr(b, "last", f), Built(GlobalDependency({"f": f}, "f", f)))[2])
        assert entry_for(f, "a", b) is first
    assert b.count == 10 and len(SHARED) == 0
    del f, first, big, b.last
    gc.collect()
    assert not any(r() for r in seen)


def test_wrappers_do_not_take_over_the_cache_of_what_they_wrap():
    b = Builder()
    f = closure(2.0)
    entry_for(f, "a", b)
    g = functools.wraps(f)(closure(3.0))
    assert ATTRIBUTE in g.__dict__
    entry_for(g, "a", b)
    assert b.count == 2
    assert pickle.loads(pickle.dumps(f.__dict__)) == {ATTRIBUTE: None}


def test_bounded():
    t = Table(3)
    for k in "abc":
        t.put(k, k)
    t.get("a")
    t.put("d", "d")
    assert list(t.entries) == ["c", "a", "d"] and t.get("b") is None
    b = Builder()
    for k in range(1000):
        entry_for(plain, k, b)
    assert len(SHARED) == SHARED.size


def test_a_build_may_ask_for_others_and_errors_keep_nothing():
    def nested():
        return entry_for(plain, "inner", Builder()).built

    assert entry_for(plain, "outer", nested)
    with pytest.raises(ZeroDivisionError):
        entry_for(plain, "bad", lambda: 1 / 0)
    assert entry_for(plain, "bad", Builder())


def test_threads():
    b = Builder()
    threads = [threading.Thread(target=lambda: [entry_for(plain, k % 50, b) for k in range(500)]) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert b.count == 50


def test_holding_is_checked_quickly():
    space = {f"n{k}": object() for k in range(20)}
    e = Entry.of(Built(*(GlobalDependency(space, n, v) for n, v in space.items())))
    start = time.perf_counter()
    for _ in range(1000):
        assert e.holds()
    assert time.perf_counter() - start < 0.1
