"""Statements: read back to the same tree, comments where they belong, long lines broken."""
from __future__ import annotations

import gast
import pytest

from srcgrad.backend.folding import LIMIT
from srcgrad.backend.unparse import unparse

WHOLE = '''
import math
import numpy as np
from srcgrad.runtime import expand, unbroadcast as _unbroadcast


def f(x, /, y=1, *rest, scale: float = 2.0, k, **others) -> float:
    """One line."""
    a, b = y, x
    (a, b), *c = tape.pop()
    a = b = 0.0
    x[1:, None] += -a ** 2
    x.data[0] -= (a, b)[0]
    z: int = 3
    for a, b in tape[::-1]:
        x_bar[a] @= b
        continue
    else:
        pass
    for i, in c, b:
        break
    while not (a and b):
        a = a + 1
    else:
        del a, b[0]
    if a < b:
        return
    elif b:
        return a, b
    elif c:
        return (yes := a)
    else:
        raise ValueError('no') from error
    try:
        with np.errstate(all='ignore'), open(a) as (b, c):
            assert a, 'why'
    except (TypeError, ValueError) as error:
        raise
    except KeyError:
        pass
    else:
        a
    finally:
        print(*a, sep='')

    @decorated(1)
    def inner():
        nonlocal a
        return
    return lambda x, *, k=1: x


def g():
    global a
    """no docstring"""
    if a:
        pass
    else:
        b = 1
        if c:
            pass
'''.lstrip("\n").replace('sep=\'\')\n\n    @', "sep='')\n    @")


def body(source: str) -> list[gast.stmt]:
    return gast.parse(source).body


def test_every_statement_as_written() -> None:
    text = unparse(body(WHOLE), {})
    assert text.split("\n", 3)[3].lstrip("\n") == WHOLE.split("\n", 3)[3].lstrip("\n")
    assert gast.dump(gast.parse(text)) == gast.dump(gast.parse(WHOLE))


@pytest.mark.parametrize("value", [
    "one", "two\n    lines\n    ", 'quotes """ inside', 'ends with "', "a back\\slash", "tab\t", "", "é ∑"])
def test_docstrings(value: str) -> None:
    statements = body("def f():\n    'd'\n    pass")
    statements[0].body[0].value.value = value
    text = unparse(statements, {id(statements[0].body[0]): "said above"}, {})
    assert gast.parse(text).body[0].body[0].value.value == value
    assert "    # said above\n" in text


def test_comments() -> None:
    statements = body("def f(w):\n    z = w\n    if z:\n        z = 1\n    elif w:\n        z = 2\n"
                      f"    x = {'z + ' * 30}1\n    return z")
    f = statements[0]
    first, branch, long, last = f.body
    remarks = {id(f): "wrt w", id(first): "line 1:\n  z", id(branch): "if", id(branch.orelse[0]): "other",
               id(long): "long"}
    text = unparse(statements, remarks, {id(last): "backward\n\nhere", id(branch.orelse[0]): "or"})
    lines = text.splitlines()
    assert lines[0] == "def f(w):".ljust(56) + "# wrt w"
    assert lines[1] == "    z = w".ljust(56) + "# line 1: z"
    assert lines[2].endswith("# if") and "    # or" in lines
    assert next(line for line in lines if "elif" in line) == "    elif w:".ljust(56) + "# other"
    assert next(line for line in lines if "# long" in line).startswith("    x = (z + z")
    assert lines[-4:] == ["    # backward", "    #", "    # here", "    return z"]
    assert gast.dump(gast.parse(text)) == gast.dump(gast.Module(statements, []))


def test_a_comment_keeps_two_spaces_from_code_that_is_longer() -> None:
    statements = body("x = " + "a" * 70)
    assert unparse(statements, {id(statements[0]): "c"}) == f"x = {'a' * 70}  # c\n"


LONG = "+ first_long_name * second_long_name "


@pytest.mark.parametrize("source", [
    f"total = zero {LONG * 6}", f"return zero {LONG * 6}, {LONG * 4}",
    f"x[i] += np.where(a {LONG * 2}, b {LONG * 2}, axis=c)",
    f"value = outer(inner(a {LONG * 5}, b), k=c {LONG * 5})", f"if a {LONG * 5}:\n    pass",
    f"while f({'argument, ' * 15}):\n    pass",
    f"for i in range({'argument, ' * 15}):\n    pass", f"x = {' and '.join(['condition'] * 15)}",
    f"x = [{'element, ' * 20}]",
    f"x = (a {LONG * 2}) if condition_{'n' * 30} else b {LONG * 2}",
    f"def f({', '.join(f'parameter_{k}=None' for k in range(9))}):\n    pass",
    f"x, y = {'element, ' * 20}z", f"f(a {LONG * 4})(b {LONG * 4})", f"assert_that(a {LONG * 4})"])
def test_long_lines(source: str) -> None:
    source = f"def f():\n    {source}".replace("\n    pass", "\n        pass")
    text = unparse(body(source), {})
    assert gast.dump(gast.parse(text)) == gast.dump(gast.parse(source))
    assert max(map(len, text.splitlines())) <= LIMIT or source.startswith("def f():\n    f(a")


def test_what_cannot_be_broken_stays_long() -> None:
    source = f"x = {'a' * 200}[0]\n"
    assert unparse(body(source)) == source


def test_arguments_stand_under_each_other() -> None:
    source = "z_bar = np.where(" + ", ".join(f"argument_{k}" for k in range(10)) + ")"
    first, second = unparse(body(source)).splitlines()
    assert second.startswith(" " * len("z_bar = np.where(") + "argument_") and first.endswith(",")
