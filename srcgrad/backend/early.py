"""What is returned, and known before the reverse sweep, is computed there if it is made of arrays.

    # backward                          out = np.sum(S * c)
    S_bar = out_bar * c                 # backward
    return np.sum(S * c), S_bar    ->   S_bar = np.multiply(c, out_bar, out=c)
                                        return out, S_bar

The arrays need not be kept through the reverse sweep then, and a debugger finds the value where the user's line stands.
"""

from __future__ import annotations

from srcgrad.backend.uses import Uses, is_users
from srcgrad.ir.nodes import Op, Region, values_in
from srcgrad.ir.types import Array


def is_early(op: Op, region: Region, uses: Uses) -> bool:
    """Whether an operation, of which a region yields the result, is of the forward sweep and stays there."""
    whole = region is uses.function.body and uses.home[op] is region
    return whole and uses.end[op] < uses.turn and reads_arrays(op, uses)


def reads_arrays(op: Op, uses: Uses) -> bool:
    """Whether there is an array that was computed in an expression, as far as it may be printed in one piece."""
    for v in values_in(*op.operands()):
        maker = uses.maker.get(v)
        if maker is None:
            continue
        if isinstance(v.type, Array):
            return True
        if not is_users(v.name) and len(uses.of[v]) == 1 and reads_arrays(maker, uses):
            return True
    return False
