"""The rule table: what is known of a function, found by the Python object that it is."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MethodType
from typing import Any

import numpy as np

from srcgrad.ir.nodes import Const, Operand, Seq
from srcgrad.ir.types import Type
from srcgrad.rules.decide import decide
from srcgrad.rules.rule import Infer, Param, Rule, template_names
from srcgrad.rules.template import Alternative, Draft, alt, parse_text, whole

# keywords that change what is computed, or where it goes; a rule that names one takes it at its default only
REFUSED = frozenset({"out", "casting", "subok", "like", "signature"})


class UnsupportedKeyword(Exception):
    """A keyword of the function that its rule does not cover; str(e) is its name."""


class Uncovered(UnsupportedKeyword):
    """A parameter has a value that the rule does not cover: of no matter where no derivative goes through."""


_RULES: dict[int, Rule] = {}
_METHODS: dict[Any, Rule] = {}  # np.maximum.accumulate is a new object each time, and equal to the others
LATE = (
    *((f"scipy_{file}", "scipy.special") for file in ("special", "bessel", "distributions")),
    ("scipy_linalg", "scipy.linalg"),
    ("scipy_stats", "scipy.stats"),
)
_LATE: set[str] = set()
_FAILED: list[Exception] = []


def register(rule: Rule) -> Rule:
    """Enter a rule; a second declaration of the same object is refused."""
    if id(rule.target) in _RULES:
        raise ValueError(f"{rule.place}: `{rule.name}` has a rule already, declared at {_RULES[id(rule.target)].place}")
    _RULES[id(rule.target)] = rule
    if isinstance(getattr(rule.target, "__self__", None), np.ufunc) or isinstance(rule.target, MethodType):
        _METHODS[rule.target] = rule
    return rule


def rules() -> Iterator[Rule]:
    """All rules declared so far."""
    return iter(_RULES.values())


def lookup(obj: Any) -> Rule | None:
    """The rule of a function, or None. SciPy's rules are loaded once SciPy is."""
    if _FAILED:
        raise _FAILED[0]
    found = _RULES.get(id(obj))
    if found is None and load_late():
        found = _RULES.get(id(obj))
    if found is None and (isinstance(getattr(obj, "__self__", None), np.ufunc) or isinstance(obj, MethodType)):
        found = _METHODS.get(obj)
    if found is None and isinstance(getattr(obj, "__self__", None), np.random.Generator | np.random.RandomState):
        found = _RULES.get(id(getattr(type(obj.__self__), obj.__name__, None)))
    return found


def load_late() -> bool:
    """Import the rule files of packages that the user has imported by now; whether there were any."""
    before = len(_LATE)
    for module, package in LATE:
        if package in sys.modules and module not in _LATE:
            _LATE.add(module)
            importlib.import_module(f"srcgrad.rules.{module}")
    return len(_LATE) > before


def load(package: str, path: Any) -> None:
    """Import every rule file of the folder, save those of optional packages."""
    try:
        for found in sorted(m.name for m in pkgutil.iter_modules(path)):
            if not found.startswith("scipy_"):
                importlib.import_module(f"{package}.{found}")
    except Exception as e:  # half a table would refuse the rest without saying why
        _FAILED.append(e)
        raise


def bind(rule: Rule, args: Sequence[Operand], kwargs: Mapping[str, Operand], strict: bool = True) -> dict[str, Operand]:
    """Which parameter gets which operand; defaults are filled in as constants, a starred parameter gets a Seq(tuple).

    TypeError where the call does not fit; UnsupportedKeyword for a keyword, and if `strict` for a value, that the rule does
    not cover.
    """
    bound: dict[str, Operand] = {}
    left, named = list(args), dict(kwargs)
    starred = False
    for p in rule.params:
        if p.star == "*":
            bound[p.name] = Seq(tuple, tuple(left))
            left, starred = [], True
        elif p.star == "**":
            bound[p.name] = Seq(dict, (*map(Const, named), *named.values()))
            named = {}
        elif left and not starred:
            if p.keyword in named:
                raise TypeError(f"got two values for `{p.keyword}`")
            bound[p.name] = left.pop(0)
        elif p.keyword in named:
            bound[p.name] = named.pop(p.keyword)
        elif p.has_default:
            bound[p.name] = Const(p.default)
        else:
            raise TypeError(f"the argument `{p.name}` is missing")
    for name, value in named.items():
        if not (isinstance(value, Const) and value.value is None):
            raise UnsupportedKeyword(name)
    if left:
        raise TypeError(f"takes {len(rule.params)} arguments, but {len(args)} are given")
    if strict:
        check_refused(rule, bound)
    return bound


def check_refused(rule: Rule, bound: Mapping[str, Operand]) -> None:
    for p in rule.params:
        o = bound[p.name]
        if p.name in REFUSED and p.has_default and not (isinstance(o, Const) and o.value is p.default):
            raise UnsupportedKeyword(p.name)
        if p.name in rule.only and not covered(o, rule.only[p.name]):
            raise Uncovered(p.name)


def covered(o: Operand, values: tuple[Any, ...]) -> bool:
    """Whether an operand is one of these constants."""
    return isinstance(o, Const) and any(o.value is v or type(o.value) is type(v) and o.value == v for v in values)


def candidates(
    rule: Rule,
    alternatives: Sequence[Alternative],
    bound: Mapping[str, Operand],
    type_of: Callable[[Operand], Type],
    k: int | None = None,
) -> list[Alternative]:
    """The alternatives that hold for these operands, macros written out, best first; never empty. The last one, which
    is right for everything, stays out where a condition was met."""
    out: list[Alternative] = []
    met = False
    for a in alternatives:
        if met and a is alternatives[-1]:
            break
        if decide(a.when, bound, type_of) is not True:
            continue
        found = written_out(rule, a, bound, type_of, k)
        if found is not None:
            out.append(found)
            met = met or a.when is not None
    return out


def written_out(
    rule: Rule, a: Alternative, bound: Mapping[str, Operand], type_of: Callable[[Operand], Type], k: int | None
) -> Alternative | None:
    if a.macro is None:
        return a
    text = a.macro(bound, k, type_of)
    return None if text is None else replace(parse_text(text, template_names(rule.params)), virtual=a.virtual)


def needs(alternative: Alternative) -> Mapping[str, str]:
    """parameter or "y" -> "value", or "shape" where the template reads its shape only. Of a macro that is not written
    out: nothing."""
    return alternative.free


__all__ = [
    "Alternative",
    "Draft",
    "Infer",
    "Param",
    "Rule",
    "Uncovered",
    "UnsupportedKeyword",
    "alt",
    "bind",
    "candidates",
    "load",
    "lookup",
    "needs",
    "register",
    "rules",
    "template_names",
    "whole",
    "written_out",
]
