"""SG9xx: a mistake in srcgrad itself."""
from __future__ import annotations

from srcgrad.errors.base import SrcgradError


class InternalError(SrcgradError):
    """srcgrad went wrong, not the user. The message names the pass and holds the IR that broke it."""


_REPORT = """How to mend it: please report it, with the whole message and the command in it that reproduces the
failure. A way around is often to write the line that is named in smaller steps.
"""

EXPLANATIONS = {
    "SG901": f"""a pass made IR that is not well formed

What it means: the verifier, which runs after every pass, found a value used before it is made, a wrong number of
results or the like, and stopped before a derivative could come of it.
Why it is so: this is a mistake in srcgrad, and a wrong gradient would be worse than none.
{_REPORT}
    srcgrad show model.py:loss --stage all     # the IR after each pass
""",
    "SG902": f"""a pass of the compiler failed

What it means: an exception that nobody expected was raised inside a pass of srcgrad; it is chained to this error.
Why it is so: this is a mistake in srcgrad.
{_REPORT}
    srcgrad show model.py:loss --stage all     # the IR before the pass that failed
""",
    "SG903": f"""the emitted code does not compile

What it means: the derivative was printed as text that Python does not accept.
Why it is so: this is a mistake in srcgrad, in the way from the IR to source.
{_REPORT}
    srcgrad show model.py:loss                 # the text
""",
}
