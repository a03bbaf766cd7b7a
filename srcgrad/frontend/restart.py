"""Starting again with what was found out: which lists and dicts are needed at run time, what they hold, which loops to follow.

A list of known structure is plain values, one loop one operation. Where that does not do, `Dynamic` is raised, and the function
is lowered again from its start:

    a[k] with k known at run time       a is built at run time        Dynamic(site of a)
    a.append(1.0) after a = [1]         a holds floats from the start Dynamic(site of a), with its element type remembered
    fs.append(lambda v: v * k)          the loop around is unrolled   Dynamic(("unroll", site of the loop))
    f calls itself, who knows how deep  f is a function of its own    Dynamic(("recursive", code of f))
"""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from srcgrad.frontend.record_types import holds_records
from srcgrad.frontend.values import UNDEF, Broken, Ref
from srcgrad.frontend.widening import element_of, shares, stands_for
from srcgrad.ir.build import type_of
from srcgrad.ir.nodes import Operand, Value
from srcgrad.ir.types import TupleType, Type, join


class Dynamic(Exception):
    """An object of known structure is used in a way that needs it at run time: lower again, with `site` built there."""

    def __init__(self, site: Any, loops: tuple[Any, ...] = ()):
        self.site, self.loops = site, loops  # loops of few turns around, which might be followed turn by turn instead


class Unreached(Exception):
    """A call of a recursive function of which it is not known yet what it gives, or whether it returns."""


class Restarts:
    """A part of the lowerer."""

    state: Any
    dynamic: set[Any]
    loop_memo: dict[Any, Any]
    sites: Any
    unrollable: list[Any]  # sites of the loops around that have few turns
    counts: dict[Any, int]  # their turns
    short: dict[Any, Any]  # of a list comprehension with few turns: the site of its loop
    only_known: Any
    refuse_now: Any

    def same_site(self, new: Value, old: Any) -> None:
        """`new` is another name of the container `old`."""
        if isinstance(old, Value) and id(old) in self.sites:
            self.sites[id(new)] = (new, self.sites[id(old)][1])  # type: ignore[index]

    def meet(self, out: Value, a: Operand, b: Operand) -> None:
        """`out` is the one container or the other, where both are known; one of them may not be bound."""
        found = list(dict.fromkeys(self.sites[id(o)][1] for o in (a, b) if id(o) in self.sites))
        if len(found) + sum(o is UNDEF for o in (a, b)) >= 2 or (len(found) == 1 and id(a) in self.sites and id(b) in self.sites):
            self.sites[id(out)] = (out, found[0] if len(found) == 1 else ("either", *found))  # type: ignore[index]

    def agree(self, o: Operand, kind: Type) -> None:
        """A container that goes on under a wider type is built with that type from the start."""
        if holds_records(type_of(o)) and not holds_records(kind):
            raise self.refuse_now("SG309", "an object meets something else in a list or dict that is known only at run time",
                                  "keep objects of each class in a list of their own")
        element = element_of(kind)
        if element is not None and element_of(type_of(o)) is not None and not stands_for(type_of(o), kind):
            self.widen(o, element)
        if isinstance(kind, TupleType) and shares(kind) and not stands_for(type_of(o), kind):
            raise self.refuse_now("SG308", "a list inside a tuple gets elements of another kind")

    def widen(self, box: Operand, element: Type) -> None:
        """Lower again, with these elements in the container `box`."""
        found = self.sites.get(id(box))
        if found is None:
            raise self.refuse_now("SG308", "what this list or dict holds changes its kind, and where it was made is not known")
        raise Dynamic(self.remember(found[1], element, type(type_of(box))))

    def remember(self, site: Any, element: Type, kind: Any) -> Any:
        """What the container that was made at `site` holds; gives that, or one of several."""
        if site[0] == "inside":  # of another container
            return self.remember(site[1], kind(element), kind)
        if site[0] == "either":
            return [self.remember(s, element, kind) for s in site[1:]][0]
        key = ("element", site)
        known = self.loop_memo.get(key)
        self.loop_memo[key] = element if known is None else join(known, element)
        return site

    @contextmanager
    def may_unroll(self, turns: range | None, site: Any) -> Iterator[None]:
        self.unrollable += [site] if turns is not None else []
        self.counts |= {site: len(turns)} if turns is not None else {}
        try:
            yield
        finally:
            if turns is not None:
                self.unrollable.pop()

    def run_time(self, ref: Ref) -> Exception:
        """What to raise where a list or dict of known structure is needed at run time."""
        if self.only_known(ref):
            self.unroll_if_possible()
            return self.refuse_now("SG309", "which of the functions or objects in a container is meant is known only at run time")
        return Dynamic(ref.site, tuple(self.unrollable))

    def changing(self, ref: Ref) -> None:
        """A list or dict of known structure is going to be changed: not one that a loop carries by its elements (carrying.py)."""
        if ("frozen", ref.ident) in self.state:
            raise Dynamic(ref.site)

    def why_broken(self, v: Broken) -> Exception:
        """What to raise where a name is used that stands for things of different kinds."""
        return v.error if v.loop is None or ("unroll", v.loop) in self.dynamic else Dynamic(("unroll", v.loop))

    def known_if_possible(self, box: Any) -> None:
        """Build a list of known structure where one of run-time structure was built, if it has few elements."""
        found = self.sites.get(id(box))
        place = self.short.get(found[1]) if found is not None else None
        if place is not None and ("unroll", place) not in self.dynamic:
            raise Dynamic(("unroll", place))

    def unroll_if_possible(self) -> None:
        """Follow the innermost loop around turn by turn, if it has few turns."""
        for site in reversed(self.unrollable):
            if ("unroll", site) not in self.dynamic:
                raise Dynamic(("unroll", site))
