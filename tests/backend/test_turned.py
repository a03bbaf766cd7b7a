"""Loops that count down, as they are printed."""

from __future__ import annotations

import pytest

from srcgrad.backend import emit, load
from srcgrad.ir.parse import parse

LOOP = """\
func f(%n: i) {{
    %last: i = operator.sub(%n, 1)
    %s: i = for({0}, 0) body(%i: i, %s.1: i) {{
        %0: i = operator.mul(%s.1, 10)
        %s.2: i = operator.add(%0, %i)
        yield False, %s.2
    }}
    return %s
}}
"""

HEADS = {
    "%last, -1, -1": "for i in reversed(range(n)):",
    "%last, 0, -1": "for i in reversed(range(1, n)):",
    "3, -1, -1": "for i in reversed(range(4)):",
    "%last, -1, -2": "for i in range(last, -1, -2):",
    "%n, -1, -1": "for i in range(n, -1, -1):",
    "0, %n, 1": "for i in range(n):",
}


@pytest.mark.parametrize("bounds", HEADS)
def test_head(bounds: str) -> None:
    out = emit(parse(LOOP.format(bounds)))
    assert HEADS[bounds] in out.text
    start, stop, step = (eval(b.strip().replace("%", ""), {"n": 6, "last": 5}) for b in bounds.split(","))
    expected = 0
    for i in range(start, stop, step):
        expected = expected * 10 + i
    assert load(out.text, out.name, out.namespace)(6) == expected
