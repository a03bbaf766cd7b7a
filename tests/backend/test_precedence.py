"""Expressions: as few parentheses as keep the meaning, and the same tree when read back."""
from __future__ import annotations

import ast
import math

import gast
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srcgrad.backend.precedence import TUPLE, text

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def tree(source: str) -> gast.AST:
    return gast.parse(source).body[0].value


LEAST = """
(a + b) * c; a + b * c; a - (b - c); a - b - c; a + (b + c); a / (b * c); a / b * c; a * (b / c); -x ** 2; (-x) ** 2
x ** -k; x ** -c ** 2; (x ** 2) ** 3; x ** 2 ** 3; 2 * -x; -(a + b); -a + b; --a; ~a & b; ~(a & b)
a & (b == c); a & b == c; a | b ^ c & d; (a | b) ^ c; a << k + c; (a << c) + b; a % (b * c); a // b % c
a < b < c; (a < b) < c; a < (b < c); not a == b; (not a) == b; not (a and b); not a and b; (a or b) and c
a or b and c; a or (b or c); a in [b, c]; a not in [b, c]; a is not None; a if b else c; (a if b else c) if d else x
a if b else c if d else x; a if (b if c else d) else x; (a if b else c) + d; (lambda: a)()
(lambda x, *, k=2: x + k)(1, k=3); (lambda x: x if x else a)(b); (a := 3) + a; (y := a if b else c)
[a for a in [b, c] if a if b]; {a: b for a, b in [(c, d)]}; sum(x for x in [a, b]); sum((x for x in [a, b]), c)
[x for x in ([b] if a else [c]) if c or d]; (a, b)[0]; [a, *[b, c]]; {**{}, 'a': b}; {a, b}; {*()}; (); a,; (a, b), c
max(a, b, *[c], **{}); (-3) ** c; (1).real; 1.5.real; (-1.0).real; b'a'; 1e+300; 1e-320; 2j; abs(-2j); ...
"""


@pytest.mark.parametrize("source", LEAST.replace(";", "\n").split("\n")[1:-1])
def test_least_parentheses(source: str) -> None:
    source = source.strip()
    written = text(tree(source), TUPLE)
    assert written == source
    assert gast.dump(tree(written)) == gast.dump(tree(source))


@pytest.mark.parametrize("source", ["a @ b @ c", "a @ b * c", "a @ (b * c)", "a @ -b", "(a @ b) ** c"])
def test_matrix_products(source: str) -> None:
    assert text(tree(source)) == source


@pytest.mark.parametrize("source", [
    "x[1:, None]", "x[:, 0]", "x[...]", "x[..., 1::2, ::-1]", "x[a:b]", "x[a + 1:b if c else d]", "x[1:2,]", "x[1,]",
    "x[(a, b), :]", "x[1, (2, 3)]", "x[a][b].T[c]", "(a + b)[0]", "f(x)[0].g(y)", "tape[::-1]", "x[-1]", "x[not a]",
    "x[lambda: a]", "x[(a := 1)]", "f(*a, b, *c, k=d, **e)", "f((a, b))", "f((a := 1))", "lambda: (a, b)",
    "lambda x, /, y, *z, **w: x", "x[()]", "(-x).T",
    "lambda *, k: k", "{a: lambda: b}", "[*a, *b]", "(*a, b)"])
def test_displays_and_subscripts(source: str) -> None:
    assert text(tree(source)) == source


def test_star_in_subscript_is_what_python_3_10_reads() -> None:
    node = gast.Subscript(tree("x"), tree("(*a, b)"), gast.Load())
    assert text(node) == "x[(*a, b)]"


@pytest.mark.parametrize("value", [
    -1, -2.5, -0.0, 0.1, 1e22, math.inf, -math.inf, math.nan, 1 + 2j, -2j, complex(-0.0, 1.0), complex(0.0, -0.0),
    complex(math.inf, 1),
    (1, -2), (1,), (), "it's", 'say "no"', "a\nb", b"\x00", None, True, ...])
def test_constants_of_any_value(value: object) -> None:
    assert repr(eval(text(gast.Constant(value, None)))) == repr(value)
    power = gast.BinOp(gast.Constant(value, None), gast.Pow(), gast.Constant(2, None))
    if isinstance(value, int | float | complex) and not isinstance(value, bool):
        assert repr(eval(text(power))) == repr(value ** 2)


# --- trees of every shape

NAMES = st.sampled_from("abcxy")
LEAVES = st.one_of(
    NAMES.map(lambda n: gast.Name(n, gast.Load(), None, None)),
    st.one_of(st.integers(0, 10**20), st.floats(0, allow_infinity=False), st.text(max_size=4), st.booleans(),
              st.none(), st.just(...), st.floats(0, 1e9).map(lambda f: complex(0, f)))
    .map(lambda v: gast.Constant(v, None)))
BINARY = st.sampled_from([gast.Add, gast.Sub, gast.Mult, gast.MatMult, gast.Div, gast.FloorDiv, gast.Mod, gast.Pow,
                          gast.LShift, gast.RShift, gast.BitOr, gast.BitXor, gast.BitAnd])
COMPARE = st.sampled_from([gast.Eq, gast.NotEq, gast.Lt, gast.LtE, gast.Gt, gast.GtE, gast.Is, gast.IsNot,
                           gast.In, gast.NotIn])


def stored(name: str) -> gast.Name:
    return gast.Name(name, gast.Store(), None, None)


def no_arguments() -> gast.arguments:
    return gast.arguments([], [], None, [], [], None, [])


def grown(e: st.SearchStrategy) -> st.SearchStrategy:
    some, star = st.lists(e, max_size=3), e.map(lambda v: gast.Starred(v, gast.Load()))
    optional = st.none() | e
    element = e | star
    sliced = st.builds(gast.Slice, optional, optional, optional)
    generators = st.lists(st.builds(gast.comprehension, NAMES.map(stored), e, st.lists(e, max_size=2), st.just(0)),
                          min_size=1, max_size=2)
    keywords = st.lists(st.builds(lambda n, v: gast.keyword(n, v), st.sampled_from("pq"), e), max_size=2,
                        unique_by=lambda k: k.arg)
    return st.one_of(
        st.builds(lambda o, a, b: gast.BinOp(a, o(), b), BINARY, e, e),
        st.builds(lambda o, a: gast.UnaryOp(o(), a), st.sampled_from([gast.USub, gast.UAdd, gast.Not, gast.Invert]), e),
        st.builds(lambda o, v: gast.BoolOp(o(), v), st.sampled_from([gast.And, gast.Or]),
                  st.lists(e, min_size=2, max_size=3)),
        st.builds(lambda a, r: gast.Compare(a, [o() for o, _ in r], [b for _, b in r]), e,
                  st.lists(st.tuples(COMPARE, e), min_size=1, max_size=2)),
        st.builds(gast.IfExp, e, e, e), st.builds(lambda b: gast.Lambda(no_arguments(), b), e),
        st.builds(lambda n, v: gast.NamedExpr(stored(n), v), NAMES, e),
        st.builds(lambda v: gast.Tuple(v, gast.Load()), st.lists(element, max_size=3)),
        st.builds(lambda v: gast.List(v, gast.Load()), st.lists(element, max_size=3)),
        st.builds(gast.Set, st.lists(e, min_size=1, max_size=2)),
        st.builds(lambda p: gast.Dict([k for k, _ in p], [v for _, v in p]),
                  st.lists(st.tuples(optional, e), max_size=2)),
        st.builds(lambda v, n: gast.Attribute(v, n, gast.Load()), e, NAMES),
        st.builds(gast.Call, e, st.lists(element, max_size=2), keywords),
        st.builds(lambda v, i: gast.Subscript(v, i, gast.Load()), e, st.one_of(e, sliced)),
        st.builds(lambda v, i: gast.Subscript(v, gast.Tuple(i, gast.Load()), gast.Load()), e,
                  st.lists(e | sliced, min_size=1, max_size=3)),
        st.builds(gast.ListComp, e, generators), st.builds(gast.SetComp, e, generators),
        st.builds(gast.GeneratorExp, e, generators),
        st.builds(gast.DictComp, e, e, generators), some.map(lambda v: gast.Tuple(v, gast.Load())))


@settings(max_examples=300, deadline=None)
@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_the_same_tree_is_read_back(node: gast.expr) -> None:
    written = text(node, TUPLE)
    assert gast.dump(tree(f"({written})" if written else written)) == gast.dump(node)
    assert ast.parse(f"value = {written}") and ast.parse(f"f({text(node)})")
