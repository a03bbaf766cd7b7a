"""Columns of gathered rows: text before and after, and what has to stay as it is."""
from __future__ import annotations

import pytest

from srcgrad.ir.parse import parse
from srcgrad.ir.text import to_text
from srcgrad.ir.verify import verify
from srcgrad.optimize.columns import with_columns


def program(*lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f"""\
func f(%x: f[n, m], %k: i[q], %a: f[q, 2], %b: f[q]) {{
    %p: f[q, m] = load(%x, %k)
    note[backward]()
{body}
    return %x_bar
}}
"""


ZEROS, WHOLE = "%p_bar: f[q, m] = numpy.zeros_like(%p)", "%x_bar: f[n, m] = numpy.zeros_like(%x)"
PAIR = "store['set'](%p_bar, (slice(None, None, None), slice(0, 2, None)), %a)"
ONE = "store['set'](%p_bar, (slice(None, None, None), 2), %b)"
ADDED = "store[rows](%x_bar, %k, %p_bar)"

PARTED = program(
    WHOLE, "%0: f[n, 2] = view(%x_bar, (slice(None, None, None), slice(0, 2, None)))", "store[rows](%0, %k, %a)",
    "%1: f[n] = view(%x_bar, (slice(None, None, None), 2))", "store[at](%1, %k, %b)").replace(
        "    %p: f[q, m] = load(%x, %k)\n", "")

KEPT = {
    "columns that overlap": (ZEROS, PAIR, ONE.replace("2)", "1)"), WHOLE, ADDED),
    "from the end, it may be any": (ZEROS, PAIR, ONE.replace("2)", "-1)"), WHOLE, ADDED),
    "a row besides": (ZEROS, PAIR, "store['set'](%p_bar, 0, 1.0)", WHOLE, ADDED),
    "read in between": (ZEROS, PAIR, "%s: f = numpy.sum(%p_bar)", ONE.replace("%b", "%s"), WHOLE, ADDED),
    "the whole is written in between": (WHOLE, ZEROS, PAIR, "store['set'](%x_bar, 0, 1.0)", WHOLE.replace("%x_bar", "%z"), ADDED),
    "it is not all zeros": (ZEROS.replace("zeros", "ones"), PAIR, ONE, WHOLE, ADDED),
}


def test_parted() -> None:
    found = with_columns(parse(program(ZEROS, PAIR, ONE, WHOLE, ADDED)))
    verify(found, "columns")
    lines = [line for line in to_text(found).splitlines() if "%p:" not in line]
    assert lines == PARTED.splitlines()


@pytest.mark.parametrize("name", KEPT)
def test_kept(name: str) -> None:
    before = parse(program(*KEPT[name]))
    assert to_text(with_columns(before)) == to_text(before)
