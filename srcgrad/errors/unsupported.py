"""SG3xx: a construct of Python that is not differentiated."""
from __future__ import annotations

from srcgrad.errors.base import SrcgradError


class UnsupportedError(SrcgradError):
    """The function uses a construct that srcgrad does not differentiate."""

    default_label = "active here"


EXPLANATIONS = {
    "SG301": """a generator

What it means: the function contains yield, or consumes a generator that carries active values.
Why it is so: a generator stops in the middle and goes on later; its reverse would have to run the stops backwards,
across whoever consumes it.
How to mend it: build a list and return it, or write the loop where the values are used.

    def terms(x):                                    # SG301
        for k in range(5):
            yield x ** k
    def terms(x): return [x ** k for k in range(5)]  # fine
""",
    "SG302": """async code

What it means: the function is async, or uses await, async for or async with.
Why it is so: when each part runs is decided by an event loop outside of the function.
How to mend it: await the data first, then differentiate a plain function of it.

    async def loss(w): return np.sum(w * await fetch())    # SG302
    def loss(w, data): return np.sum(w * data)             # fine
""",
    "SG303": """code made at run time

What it means: the function calls eval, exec or compile, or changes locals() or globals().
Why it is so: srcgrad reads the source before it runs; text that exists only later cannot be rewritten.
How to mend it: write the expression out, or choose between functions.

    y = eval(name + "(x)")                     # SG303
    y = {"sin": np.sin, "cos": np.cos}[name](x)  # fine
""",
    "SG304": """an active value is written to a global or nonlocal name

What it means: the function assigns a value that depends on an input to a name outside of itself.
Why it is so: who reads that name, and when, is not visible from here, so its influence on the result cannot be
followed.
How to mend it: return the value (has_aux=True) or pass it as an argument. To record it only, write
srcgrad.stop_gradient(value).

    def loss(w):
        global last
        last = np.sum(w * w)                   # SG304
        return last
""",
    "SG305": """it cannot be told which array is written

What it means: a store goes through a name that may be one of several arrays, or may or may not share memory with
another.
Why it is so: the reverse has to undo the write in the very array that was written; guessing would be silently wrong.
How to mend it: make the two cases separate statements, or copy before the write.

    v = y[1:] if flag else z                   # which one is v?
    v[0] = x[0]                                # SG305
    v = (y[1:] if flag else z).copy()          # fine
""",
    "SG306": """an unknown function gets an active value

What it means: the function that is called here cannot be known before it runs (it is taken from a container, an
attribute or an argument in a way that cannot be followed), or is one whose source cannot be read.
Why it is so: without knowing the function its derivative cannot be written.
How to mend it: call the function by its name, pass it as an argument of the differentiated function, or register a
derivative with srcgrad.rule.

    y = registry.lookup(kind)(x)               # SG306
    y = relu(x) if kind == "relu" else np.tanh(x)   # fine
""",
    "SG307": """a starred call of unknown length

What it means: f(*args) or f(**options) where the number of elements or the keys are known only at run time.
Why it is so: which parameter gets which value decides where its cotangent goes.
How to mend it: write the arguments out, or give example arguments so that the structure becomes known.

    y = f(*parts)                              # SG307, if the length of parts is unknown
    y = f(parts[0], parts[1])                  # fine
""",
    "SG308": """a statement or expression that is not supported

What it means: the construct on this line has no translation yet.
Why it is so: srcgrad accepts what it understands in full and refuses the rest, rather than skipping it.
How to mend it: say the same with plain assignments, if, for, while and function calls. If it only prints or logs,
move it out of the function.

    del table[key]                             # a construct that is refused with SG308 ...
    table = {k: v for k, v in table.items() if k != key}    # ... can mostly be said in another way
""",
    "SG309": """an active value is stored where it cannot be followed

What it means: a value that depends on an input is put into an object, container or array from outside of the
function, or into one whose further way is unknown.
Why it is so: if it is read again later the gradient would miss that way.
How to mend it: keep it in a local variable, list or array and return it. To record it only, store
srcgrad.stop_gradient(value).

    history.append(loss)                          # SG309, if history is a global
    history.append(srcgrad.stop_gradient(loss))   # fine
""",
}
