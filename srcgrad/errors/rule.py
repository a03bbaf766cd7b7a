"""SG2xx: nothing is known of the derivative of a primitive."""
from __future__ import annotations

from srcgrad.errors.base import SrcgradError


class RuleError(SrcgradError):
    """A primitive on the way from an input to the result has no derivative rule that covers this call."""

    default_label = "its result reaches the returned value"


EXPLANATIONS = {
    "SG201": """no derivative rule for this function

What it means: a NumPy, SciPy, math or builtin function gets an active value (one that depends on an input that is
differentiated), its result reaches the returned value, and srcgrad has no rule for it.
Why it is so: taking its derivative for zero, or guessing it, would give a wrong gradient without a word.
How to mend it: use a function that has a rule, wrap the argument in srcgrad.stop_gradient if its influence is not to be
counted, or register a derivative with srcgrad.rule.

    s = np.sort_complex(w)        # SG201
    s = np.sort(w)                # fine
""",
    "SG202": """a keyword that the rule does not cover

What it means: the function has a derivative rule, but not with this keyword or this value of it.
Why it is so: a keyword such as where=, out= or weights= changes the derivative; leaving it out of account would be
wrong.
How to mend it: write the call without the keyword, in steps that have rules, or register a derivative with
srcgrad.rule.

    np.sum(x, where=m)            # if refused with SG202 ...
    np.sum(np.where(m, x, 0.0))   # ... say the same in two steps
""",
    "SG203": """a function that is known to have no usable derivative here

What it means: the rule table names this function and says why it is not differentiated.
Why it is so: it draws random numbers in a way that cannot be repeated, it reads or writes outside of the program, or
its derivative is nowhere defined. The message says which.
How to mend it: compute the value outside and pass it in as an argument, or wrap it in srcgrad.stop_gradient.

    def loss(w): return np.sum(w * np.fromfile("noise.bin"))     # read it once, outside
    def loss(w, noise): return np.sum(w * noise)                 # fine
""",
}
