"""SG1xx: the source of the function cannot be read."""
from __future__ import annotations

from srcgrad.errors.base import SrcgradError


class SourceError(SrcgradError):
    """srcgrad rewrites source text, and there is none for this function (or not the one that runs)."""

    def __init__(self, code: str, message: str, help: str = "") -> None:
        super().__init__(code, message, help=help)


EXPLANATIONS = {
    "SG101": """no source text for this function

What it means: the function was made where Python keeps no text: by exec(), python -c, or at the plain >>> prompt.
Why it is so: srcgrad writes the derivative by rewriting the source; bytecode alone loses the names and the structure.
How to mend it: put the function in a file or a notebook cell (IPython keeps the text of cells).

    exec("def f(x): return x * x")     # SG101
    from mymodule import f             # fine
""",
    "SG102": """a function that is not written in Python

What it means: the function is compiled (a C extension, a builtin, a ufunc), so there is no Python text to rewrite.
Why it is so: only a registered derivative rule can tell what such a function does.
How to mend it: differentiate a Python function that calls it, or register a derivative with srcgrad.rule.

    srcgrad.grad(np.sin)(0.3)                  # SG102
    srcgrad.grad(lambda x: np.sin(x))(0.3)     # fine
""",
    "SG103": """the file has changed since it was imported

What it means: the text at the function's line is no longer the text that Python compiled.
Why it is so: a derivative of the new text would be the derivative of another function than the one that runs.
How to mend it: reload the module (importlib.reload) or start Python again, then differentiate.

    import model                       # then model.py is edited
    srcgrad.grad(model.loss)           # SG103, until importlib.reload(model)
""",
    "SG104": """which lambda is meant cannot be told

What it means: several lambdas stand on the same line and their code is alike, or the line does not hold a lambda.
Why it is so: Python keeps the line of a lambda for sure, its column not always.
How to mend it: give the function a name with def, or put each lambda on a line of its own.

    f, g = lambda x: x * 2, lambda x: x * 2     # SG104
    def f(x): return x * 2                      # fine
""",
    "SG105": """not a function

What it means: what was given is not a Python function, method, lambda or callable object.
Why it is so: only code can be differentiated; a number, a class or a module has none of its own.
How to mend it: give the function itself, without calling it.

    srcgrad.grad(loss(w))     # SG105: the result of loss
    srcgrad.grad(loss)(w)     # fine
""",
    "SG106": """the source does not parse

What it means: the text that belongs to the function is not valid for the Python that runs srcgrad.
Why it is so: text that was pasted together, or made by a tool that rewrites it on import, need not be Python.
How to mend it: look at inspect.getsource(f): it has to be a complete definition.

    inspect.getsource(f)      # what srcgrad reads
""",
}
