"""The least that has to be kept. Each answer is compared with that of trying every set."""
from __future__ import annotations

import itertools
import random

import pytest

from srcgrad.analysis.cut import kept


def test_one_value_from_which_the_others_follow() -> None:
    parts = {"x": [], "t": ["x"], "u": ["x"]}
    assert kept(["x", "t", "u"], parts, {"x": 20, "t": 20, "u": 20}, {"t": 9, "u": 9}) == {"x"}


def test_what_is_costly_is_kept() -> None:
    parts = {"x": [], "t": ["x"]}
    assert kept(["t"], parts, {"x": 20, "t": 20}, {"t": 30}) == {"t"}


def test_one_result_is_kept_rather_than_its_two_operands() -> None:
    parts = {"x": [], "y": [], "t": ["x", "y"]}
    assert kept(["t"], parts, {"x": 20, "y": 20, "t": 20}, {"t": 1}) == {"t"}


def test_operands_that_are_kept_anyway_cost_nothing_more() -> None:
    parts = {"x": [], "y": [], "t": ["x", "y"]}
    assert kept(["t", "x", "y"], parts, {"x": 0, "y": 0, "t": 20}, {"t": 9}) == {"x", "y"}


def total(chosen: set[int], wanted: list[int], parts: dict, keep: dict, again: dict) -> int | None:
    """What a choice costs; None where something that is wanted cannot be had."""
    done, todo, cost = set(), list(wanted), sum(keep[v] for v in chosen)
    while todo:
        v = todo.pop()
        if v in chosen or v in done:
            continue
        if v not in again:
            return None
        done.add(v)
        cost += again[v]
        todo += parts[v]
    return cost


@pytest.mark.parametrize("seed", range(40))
def test_no_choice_costs_less(seed: int) -> None:
    r = random.Random(seed)
    n = r.randint(3, 8)
    parts = {v: r.sample(range(v), r.randint(0, min(v, 2))) for v in range(n)}
    keep = {v: r.choice([0, 10, 20]) for v in range(n)}
    again = {v: r.choice([1, 9, 15, 30]) for v in range(n) if r.random() < 0.7}
    wanted = r.sample(range(n), r.randint(1, n))
    best = min(c for k in range(n + 1) for some in itertools.combinations(range(n), k)
               if (c := total(set(some), wanted, parts, keep, again)) is not None)
    assert total(kept(wanted, parts, keep, again), wanted, parts, keep, again) == best
