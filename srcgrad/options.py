"""What can be switched on and off, in one table: `Options`. A field is an option, its metadata say what it does.

    srcgrad.grad(f, shared=False)                    all but one
    srcgrad.grad(f, optimize=False)                  none
    srcgrad.grad(f, optimize=False, nested=True)     one alone

None of them changes what a derivative means; without them it is slower, or harder to read. They are there to find out which of
them is to blame, and for the tests, which run all programs with each one off (tests/programs/harness.py). One frozen object is
handed down from `pipeline.build` to the passes, which ask it by name; `Builder.options` has it where operations are made.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Any

from srcgrad.record import dataclass


def on(does: str) -> Any:
    return field(default=True, metadata={"does": does})


@dataclass(frozen=True)
class Options:
    """Hashable: part of the key under which a derivative is kept."""

    has_aux: bool = field(default=False, metadata={"does": "the function returns (number, anything else)"})
    verify: bool = field(default=False, metadata={"does": "the IR is verified after each pass, not only at the end"})
    shared: bool = on("what is computed twice is computed once")
    dead: bool = on("what nothing depends on is left out")
    nested: bool = on("a value that is used once is printed where it is used")
    shapes: bool = on("no unbroadcast where the sizes of arrays are known to agree")
    virtual: bool = on("the cotangent of a sum stays a number, not an array of equal elements")
    owned: bool = on("contributions are added in place to a cotangent that nobody else holds")
    again: bool = on("what is cheap is computed again in the reverse sweep, not kept on a tape")
    shift: bool = on("the maximum that is subtracted in logsumexp and softmax gets no cotangent")
    unique: bool = on("cotangents are scattered without np.add.at where indices are known to differ")
    factors: bool = on("a factorisation is shared by solve, slogdet, inv and their adjoints")
    algebra: bool = on("constants and signs of the adjoint's products are folded")
    invariant: bool = on("what is the same in each turn is computed before the loop")
    stores: bool = on("a place in a buffer that is cleared, and then added to, is written once")
    assembled: bool = on("a few elements that make up a small array are put together at once")
    scalars: bool = on("elements that a loop adds to are kept in variables meanwhile")
    reuse: bool = on("arrays that nobody needs any more are written over")
    floats: bool = on("numbers that come out of NumPy are made Python floats where arithmetic follows")
    plain: bool = on("conversions that change nothing are left out; vectors of zeros are made by np.zeros")
    conditions: bool = on("slices are taken to lie within their arrays, which is checked at each call")

    @staticmethod
    def of(given: Mapping[str, Any]) -> Options:
        """From the keywords of a call; `optimize` stands for all that are not named."""
        rest = dict(given)
        whole = rest.pop("optimize", True)
        for name in rest:
            if name not in NAMES:
                import difflib  # only where something is wrong
                near = difflib.get_close_matches(name, NAMES, 1)
                meant = f"; did you mean `{near[0]}`?" if near else ""
                raise TypeError(f"unknown option {name!r}{meant} There are optimize, {', '.join(NAMES)}")
        base = {} if whole else dict.fromkeys(OPTIMISATIONS, False)
        return Options(**{**base, **{name: bool(value) for name, value in rest.items()}})


NAMES = tuple(f.name for f in fields(Options))
OPTIMISATIONS = tuple(f.name for f in fields(Options) if f.default is True)
DEFAULT = Options()
