"""Arrays that the reverse sweep computes again: text before and after, and what stays."""
from __future__ import annotations

import pytest

from srcgrad.ir.parse import parse
from srcgrad.ir.text import to_text
from srcgrad.ir.verify import verify
from srcgrad.optimize.cheap import with_cheap

KEPT = "\n".join(f"    %k{i}: f[n] = numpy.sin(%k{i - 1})" if i else "    %k0: f[n] = numpy.exp(%x)" for i in range(5))
READ = "\n".join(f"    %r{i}: f[n] = numpy.cos(%k{i})" for i in range(5))
SUM = "    return %s, %g, " + ", ".join(f"%r{i}" for i in range(5))
FUNCTION = f"""\
func f(%x: f[n], %c: f) {{{{
{KEPT}
    %t: f[n] = operator.truediv(%k4, %c)
    %y: f[n] = numpy.tanh(%t)
    %s: f = numpy.sum(%y)
    {{forward}}
    note[backward]()
{READ}
    %g: f[n] = numpy.exp(%t)
{SUM}
}}}}
""".replace("%t:", "{name}: ").replace("%t)", "{name})")


def changed(name: str = "%0", forward: str = "", kept: int = 5) -> str:
    source = FUNCTION.format(name=name, forward=forward)
    for i in range(kept, 5):
        source = source.replace(f"    %r{i}: f[n] = numpy.cos(%k{i})\n", "").replace(f", %r{i}", "")
    function = parse("\n".join(line for line in source.splitlines() if line.strip()))
    out = with_cheap(function)
    verify(out, "cheap")
    assert to_text(function) == to_text(parse(to_text(function))), "the function was changed"
    return "same" if out is function or to_text(out) == to_text(function) else to_text(out).partition("note[backward]()")[2]


def test_a_quotient_of_what_is_kept() -> None:
    after = changed()
    assert "operator.truediv(%k4, %c)" in after and "numpy.exp(%0)" not in after


@pytest.mark.parametrize("kind", ["named", "few", "written"])
def test_what_stays(kind: str) -> None:
    given = {"named": {"name": "%t"}, "few": {"kept": 3}, "written": {"forward": "store[add](%k4, 0, 1.0)"}}[kind]
    assert changed(**given) == "same"
