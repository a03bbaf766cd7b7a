"""Every operation that a template emits has a rule itself, so that derivatives can be differentiated again."""

from __future__ import annotations

import ast
import builtins
import math
import operator
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import scipy.special

import srcgrad.runtime as runtime
from srcgrad.rules.table import Alternative, Rule, lookup, rules

lookup(scipy.special.erf)
NAMESPACE: dict[str, Any] = {
    **vars(builtins),
    **vars(scipy.special),
    **vars(runtime),
    "np": np,
    "math": math,
    "operator": operator,
}


def alternatives(rule: Rule) -> Iterator[Alternative]:
    for group in (*rule.partials.values(), *rule.vjp.values(), rule.jvp):
        yield from group


def called(rule: Rule) -> Iterator[Any]:
    names = {p.name for p in rule.params} | {"y", "y_bar"} | {f"{p.name}_dot" for p in rule.params}
    for a in alternatives(rule):
        for tree in (*(t for _, t in a.lets), a.expr):
            for node in ast.walk(tree) if tree is not None else ():
                if isinstance(node, ast.Call):
                    root = ast.unparse(node.func).partition(".")[0]
                    text = ast.unparse(node.func)
                    known = {**NAMESPACE, **rule.declared.extra}
                    yield getattr(np.ndarray, text.rpartition(".")[2]) if root in names else eval(text, known)
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
                    yield getattr(np.ndarray, node.attr)


@pytest.mark.parametrize("rule", list(rules()), ids=lambda r: r.name)
def test_everything_emitted_has_a_rule(rule: Rule) -> None:
    missing = {getattr(f, "__name__", str(f)) for f in called(rule) if lookup(f) is None and f not in (math.sqrt,)}
    assert not missing


# what emitted code calls on values that carry no derivative of their own, or on its own lists
PLAIN = set(
    """
    add_by_storage add_parts add_rows alike apart contents duplicate equally_long fold_list gradient_like gradient_of in_one_piece
    in_order last_written not_planar object_of of_length own owner parse_einsum_text plus pop_last put_back refill
    Refusal separate shadow_of Shadows spread_list take_apart take_shadow take_whole unput_slice unsort_list zeros
    zeros_in_list
    """.split()
)


@pytest.mark.parametrize("name", sorted(set(runtime.__all__) - PLAIN))
def test_every_helper_has_a_rule(name: str) -> None:
    assert lookup(getattr(runtime, name)) is not None


def test_names_of_the_runtime_are_its_own() -> None:
    assert len(set(runtime.__all__)) == len(runtime.__all__)
    assert not [n for n in runtime.__all__ if hasattr(builtins, n)]
