"""Text to functions: where their lines are found, and when those are forgotten."""
from __future__ import annotations

import gc
import inspect
import linecache
import traceback

import pytest

from srcgrad.backend.load import load
from srcgrad.errors import InternalError

TEXT = "def f(x):\n    return x / zero\n"


def test_globals() -> None:
    f = load(TEXT, "f", {"zero": 2})
    assert f(4) == 2 and f.__module__ == "srcgrad.emitted"
    assert load(TEXT, "f", {"zero": 4})(4) == 1 and f(4) == 2


def test_lines_are_found_by_tracebacks_and_inspect() -> None:
    f = load(TEXT, "f", {"zero": 0})
    linecache.checkcache()
    with pytest.raises(ZeroDivisionError) as caught:
        f(1)
    assert "return x / zero" in "".join(traceback.format_exception(caught.value))
    assert inspect.getsource(f) == TEXT


def test_the_file_follows_from_the_text() -> None:
    name = load(TEXT, "f", {"zero": 1}).__code__.co_filename
    assert name == load(TEXT, "f", {"zero": 2}).__code__.co_filename and name.startswith("<srcgrad f ")
    assert name != load(TEXT + "\n", "f", {}).__code__.co_filename


def test_lines_live_as_long_as_a_function_of_that_text() -> None:
    first, second = load(TEXT + "#", "f", {}), load(TEXT + "#", "f", {})
    file = first.__code__.co_filename
    del first
    gc.collect()
    assert linecache.getline(file, 2) == "    return x / zero\n"
    del second
    gc.collect()
    assert file not in linecache.cache
    third = load(TEXT + "#", "f", {})
    assert third.__code__.co_filename in linecache.cache


@pytest.mark.parametrize("text", ["def f(:\n", "x = \0", "(" * 300 + ")" * 300])
def test_text_that_does_not_compile(text: str) -> None:
    with pytest.raises(InternalError) as caught:
        load(text, "f", {})
    assert caught.value.code == "SG903" and text in str(caught.value)
