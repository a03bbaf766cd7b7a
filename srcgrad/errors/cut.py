"""The warning for a gradient that ends on the way."""
from __future__ import annotations


class GradientCutWarning(UserWarning):
    """A value that depends on an input is turned into one that has no derivative, and the result goes on from there.

    `int(x)`, `x.astype(int)` and `np.argmax(x)` are piecewise constant: their derivative is zero wherever it exists.
    That is the honest answer, and seldom the intended one, so the line is named. To say that it is meant, and to
    silence the warning, write `srcgrad.stop_gradient(x)` around the value that goes in.
    """
