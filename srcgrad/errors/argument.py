"""SG4xx: the values that a derivative is called with."""
from __future__ import annotations

from srcgrad.errors.base import SrcgradError


class ArgumentError(SrcgradError, TypeError):
    """A derivative was called with values that it has no answer for. Also a TypeError, as in JAX."""


EXPLANATIONS = {
    "SG401": """an integer array as an argument that is differentiated

What it means: the argument is an array of integers (or booleans); its gradient would have to be one too.
Why it is so: a gradient has the dtype of its argument, and a gradient rounded to integers is wrong. A plain Python
int is read as a float, because there the meaning is not in doubt.
How to mend it: convert the argument.

    srcgrad.grad(loss)(np.arange(3))             # SG401
    srcgrad.grad(loss)(np.arange(3.0))           # fine; or x.astype(float)
""",
    "SG402": """grad of a function whose result is not a scalar

What it means: the function returned an array (or a tuple) and grad is defined for one number.
Why it is so: the derivative of an array is a matrix; summing it up silently is one of several things that may be meant.
How to mend it: choose. jacobian(f) gives the whole matrix; vjp(f, x) the product with a cotangent of your choice;
elementwise_grad(f) the gradient of sum(f(x)), right where each result depends on its own element only.

    srcgrad.grad(np_tanh)(np.ones(3))                # SG402
    srcgrad.elementwise_grad(np_tanh)(np.ones(3))    # fine
""",
    "SG403": """a seed of the wrong shape

What it means: the cotangent (vjp, out_bar=) does not have the shape or structure of the result, or the tangent (jvp,
hvp) not that of its argument.
Why it is so: broadcasting it would change the meaning of the derivative.
How to mend it: give it the shape of the value it belongs to.

    y, pullback = srcgrad.vjp(f, x)
    pullback(np.ones_like(y))                    # fine
""",
    "SG404": """arguments that share memory

What it means: two arguments are overlapping arrays (one a view of the other), and the function writes into one of them.
Why it is so: a write through one changes the other; the derivative was built for arguments that are separate.
How to mend it: pass a copy of one of them; inside a function, y[::2] = y[:3].copy() instead of y[::2] = y[:3].

    srcgrad.grad(step)(x, x[1:])                 # SG404, if step writes into x
    srcgrad.grad(step)(x, x[1:].copy())          # fine
""",
    "SG405": """a dtype that is not differentiated

What it means: the argument is an array of objects, strings, dates or records, or complex where only real is covered.
Why it is so: NumPy's rules of arithmetic, from which the derivatives follow, hold for numbers.
How to mend it: convert to float (or complex) first.

    srcgrad.grad(loss)(np.array([1.0, 2.0], dtype=object))     # SG405
    srcgrad.grad(loss)(np.array([1.0, 2.0]))                   # fine
""",
    "SG406": """the result is not a number

What it means: the function returned None, a string or another object that has no derivative.
Why it is so: often a return statement is missing, on one path or on all of them.
How to mend it: return the number; what is wanted besides it goes through has_aux=True.

    def loss(w): np.sum(w * w)            # SG406: returns None
    def loss(w): return np.sum(w * w)     # fine
""",
    "SG407": """argnums that name no argument

What it means: argnums= (or --wrt) names a position or a parameter that the function does not have.
Why it is so: a derivative is taken with respect to a parameter of the function.
How to mend it: give the position (from 0), the parameter's name, or a tuple of those.

    srcgrad.grad(lambda w, b: w * b, argnums=2)(1.0, 2.0)        # SG407
    srcgrad.grad(lambda w, b: w * b, argnums="b")(1.0, 2.0)      # fine
""",
}
