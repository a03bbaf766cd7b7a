"""What emitted code may call. NumPy only: works with the rest of srcgrad deleted.

A derivative names a function from here where plain NumPy would take more than an expression. Each file says in its
`__all__` what it offers.
"""

from __future__ import annotations

from srcgrad.runtime import (
    differences,
    factors,
    linalg,
    lists,
    moving,
    numeric,
    partials,
    products,
    quantiles,
    refusal,
    samples,
    sequences,
    shadows,
    stop,
)
from srcgrad.runtime.differences import *  # noqa: F403
from srcgrad.runtime.factors import *  # noqa: F403
from srcgrad.runtime.linalg import *  # noqa: F403
from srcgrad.runtime.lists import *  # noqa: F403
from srcgrad.runtime.moving import *  # noqa: F403
from srcgrad.runtime.numeric import *  # noqa: F403
from srcgrad.runtime.partials import *  # noqa: F403
from srcgrad.runtime.products import *  # noqa: F403
from srcgrad.runtime.quantiles import *  # noqa: F403
from srcgrad.runtime.refusal import *  # noqa: F403
from srcgrad.runtime.samples import *  # noqa: F403
from srcgrad.runtime.sequences import *  # noqa: F403
from srcgrad.runtime.shadows import *  # noqa: F403
from srcgrad.runtime.stop import *  # noqa: F403

ROOMS = (differences, factors, linalg, lists, moving, numeric, partials, products, quantiles, refusal, samples, sequences, shadows,
         stop)
__all__ = [name for room in ROOMS for name in room.__all__]
