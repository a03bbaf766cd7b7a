"""Linear forms of sizes, and what is found out about them."""
from __future__ import annotations

from srcgrad.ir.conditions import Condition, Origin, conditions_test
from srcgrad.ir.dims import Dim, Symbol, broadcast, equal, natural, never_negative
from srcgrad.ir.facts import ROOT, Facts, learning


def size(name: str, axis: int = 0) -> Dim:
    return Dim.symbol(Symbol(name, True, origin=Origin(name, f".shape[{axis}]"), region=ROOT))


def texts(facts: Facts) -> list[str]:
    return [str(c) for c in facts.conditions]


def test_arithmetic():
    n, m = Dim.fresh("n"), Dim.fresh("m")
    assert n + m - n == m and n - n == Dim.of(0) and (n * 2 + 4) // 2 == n + 2 and (n * 2 + 1) // 2 is None
    assert str(n * 2 - m + 3) == "2*n-m+3" and (n + 1).single is n.terms[0][0] and (n * 2).single is None
    assert n != m and n != n + 1 and Dim.of(3).number == 3 and (n - n + 1).is_one


def test_what_is_known_not_to_be_one():
    n, m, d = Dim.fresh("n", True), Dim.fresh("m", True), Dim.fresh("d")
    assert n.known_not_one and not (n + 1).known_not_one and not d.known_not_one
    assert (n + m).known_not_one and (d * 2).known_not_one and (d + 2).known_not_one and not (n + d).known_not_one


def test_a_fact_of_the_root_holds_everywhere():
    with learning(Facts()) as facts, facts.region():
        n, m = size("x"), size("y")
        assert broadcast(n, m) == n and n == m and n + 1 == m + 1
        assert not facts.conditions


def test_a_fact_of_a_branch_becomes_a_condition():
    with learning(Facts()) as facts, facts.region():
        n, m = size("x"), size("y")
        with facts.region():
            broadcast(n, m)
        assert n == m and texts(facts) == ["x.shape[0] == y.shape[0]"]


def test_it_is_forgotten_where_nothing_is_supposed():
    with learning(Facts(careful=True)) as facts, facts.region():
        n, m, k = size("x"), size("y"), Dim.fresh("?")
        with facts.region():
            own = Dim.fresh("?")
            equal(n, m)
            equal(own, n + 1)
            equal(k, n)
        assert n != m and own == n + 1 and k != n and not facts.conditions


def test_slices_within():
    with learning(Facts()) as facts, facts.region():
        n = size("x")
        assert natural(n - 3) and natural(n - 2) and natural(n - 7) and texts(facts) == ["x.shape[0] >= 7"]
        assert never_negative(n - 7) and not never_negative(n - 8)


def test_the_index_of_a_loop():
    n, k = size("x"), size("w")
    i = Dim.symbol(Symbol("i", natural=False, range=(Dim.of(0), n - k)))
    j = Dim.symbol(Symbol("j", natural=False, range=(i, i + 2)))
    assert never_negative(i) and never_negative(n - (i + k)) and not never_negative(n - i - k - 1)
    assert never_negative(j - i) and never_negative(n - k - j + 2) and not never_negative(n - k - j)


def test_broadcasts_that_may_stretch():
    with learning(Facts()) as facts, facts.region():
        n, m = size("x"), size("y")
        assert broadcast(n - 1, m - 1) == n - 1 and n == m
        assert texts(facts) == ["x.shape[0] != 2", "y.shape[0] != 2"]
    with learning(Facts(careful=True)) as facts, facts.region():
        n, m = size("x"), size("y")
        assert broadcast(n - 1, m - 1) not in (n - 1, m - 1) and n != m


def test_the_test_of_conditions():
    x, w = Origin("x", ".shape[0]"), Origin("p", "['w'].shape[1]")
    test = conditions_test((Condition(">=", ((x, 1),), -3), Condition("==", ((x, 2), (w, -1)), 1)), ("x", "p"))

    class Shaped:
        def __init__(self, *shape):
            self.shape = shape

    assert test is not None and test(Shaped(4), {"w": Shaped(1, 9)})
    assert not test(Shaped(4), {"w": Shaped(1, 8)}) and not test(Shaped(2), {"w": Shaped(1, 5)})
    assert conditions_test((), ("x",)) is None


def test_what_was_found_out_is_forgotten_when_it_is_lowered_again():
    with learning(Facts()) as facts, facts.region():
        n, m, k = size("x"), size("y"), size("z")
        equal(n, m)
        mark = facts.mark()
        assert natural(m - 3) and broadcast(n - 1, k - 1) == n - 1 and m == k
        facts.undo(mark)
        assert n == m and m != k and not never_negative(m - 3) and not facts.conditions and not (k - 1).known_not_one
