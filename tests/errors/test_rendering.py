"""How a diagnostic looks, down to the character."""
from __future__ import annotations

import pickle
from typing import NamedTuple

import pytest

from srcgrad.errors import ArgumentError, RuleError, SourceError, SrcgradError, UnsupportedError


class Span(NamedTuple):
    file: str
    line: int
    column: int
    end_line: int
    end_column: int


def rank(file="/somewhere/rank.py"):
    lines = [""] * 13 + ["    s = np.sort_complex(w)"]
    return RuleError("SG201", "no derivative rule for `numpy.sort_complex`", span=Span(file, 14, 8, 14, 26),
                     lines=lines,
                     path="x (argument 0) -> w (line 12) -> s -> loss (line 17, returned)", near="numpy.sort",
                     help="wrap it in srcgrad.stop_gradient(...), or register a derivative with srcgrad.rule(...)")


WHOLE = """\
SG201: no derivative rule for `numpy.sort_complex`
  --> rank.py:14:9
   |
14 |     s = np.sort_complex(w)
   |         ^^^^^^^^^^^^^^^^^^ its result reaches the returned value
   |
   = active because x (argument 0) -> w (line 12) -> s -> loss (line 17, returned)
   = near this name: numpy.sort
   = help: wrap it in srcgrad.stop_gradient(...), or register a derivative with srcgrad.rule(...)"""


def test_all_parts():
    assert str(rank()) == WHOLE


def test_gutter_is_as_wide_as_the_line_number():
    error = UnsupportedError("SG301", "a generator", span=Span("f.py", 7, 4, 7, 9), lines=[""] * 6 + ["    yield x"])
    assert str(error) == "SG301: a generator\n --> f.py:7:5\n  |\n7 |     yield x\n  |     ^^^^^\n  |"


def test_no_span():
    assert str(SourceError("SG102", "`sin` is not Python", "register a rule")) == \
        "SG102: `sin` is not Python\n   = help: register a rule"


def test_the_line_is_read_from_the_file_and_kept(tmp_path):
    file = tmp_path / "model.py"
    file.write_text("def f(x):\n\treturn eval('x')\n")
    error = UnsupportedError("SG303", "eval", span=Span(str(file), 2, 8, 2, 17))
    file.write_text("changed")
    assert str(error).splitlines()[3:5] == ["2 | \treturn eval('x')", "  | \t       ^^^^^^^^^"]


def test_a_file_that_cannot_be_read():
    assert str(UnsupportedError("SG303", "eval", span=Span("<gone>", 2, 8, 2, 17))) == "SG303: eval\n --> <gone>:2:9"


@pytest.mark.parametrize(("line", "start", "end", "carets"), [
    ("    y = f(", (1, 8), (3, 5), "        ^^"),                    # goes on: underlined to the end of the line
    ("    μ = g(σ)", (1, 9), (1, 14), "        ^^^^"),               # ast counts bytes, people characters
    ("    y = f(x)  ", (1, 8), (1, 99), "        ^^^^"),             # never past the text
    ("    pass", (1, 4), (1, 4), "    ^"),                           # never nothing
])
def test_carets(line, start, end, carets):
    error = UnsupportedError("SG308", "no", span=Span("f.py", *start, *end), lines=[line])
    assert str(error).splitlines()[4] == f"  | {carets}"


def test_label_stands_only_where_the_value_is_active():
    span, lines = Span("f.py", 1, 0, 1, 1), ["x"]
    assert "its result" not in str(RuleError("SG201", "no rule", span=span, lines=lines))
    assert "^ here" in str(RuleError("SG201", "no rule", span=span, lines=lines, label="here"))


def test_pickles():
    error = pickle.loads(pickle.dumps(rank()))
    assert type(error) is RuleError and str(error) == WHOLE and error.near == "numpy.sort"


def test_catching():
    assert issubclass(ArgumentError, TypeError)
    assert all(issubclass(c, SrcgradError) for c in (ArgumentError, RuleError, SourceError, UnsupportedError))
