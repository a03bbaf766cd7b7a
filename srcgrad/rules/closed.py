"""Functions that are known, and refused when an active value reaches them: what writes into its argument, the Fourier
transforms, and what is not written yet."""

from __future__ import annotations

import numpy as np

from srcgrad.rules import infer as types
from srcgrad.rules.declare import unsupported

ANYTHING = "(*args, **kwargs)"


def closed(home: str, names: str, why: str, pure: bool = True, infer: types.Infer | None = None) -> None:
    """Declare those of the names that this NumPy has."""
    owner = {"np": np, "np.fft": np.fft, "np.ndarray": np.ndarray, "np.linalg": np.linalg}[home]
    there = [n for n in names.split() if hasattr(owner, n)]
    unsupported(*(f"{home}.{n}{ANYTHING}" for n in there), why=why, pure=pure, infer=infer, storage="maybe:args")


closed(
    "np.fft",
    "fft ifft rfft fft2 ifft2 fftn ifftn rfft2 rfftn ihfft",
    "it gives complex numbers, which are not differentiated yet",
    infer=types.fixed(types.Array(None, "c")),
)
closed(
    "np.fft",
    "irfft irfft2 irfftn hfft fftshift ifftshift",
    "it takes complex numbers, which are not differentiated yet",
)
closed("np", "roots", "roots may be complex numbers, which are not differentiated yet", infer=types.fixed(types.Array(None, "c")))
closed("np", "place putmask put copyto fill_diagonal put_along_axis", "write y[index] = value", pure=False)
closed(
    "np.ndarray",
    "fill sort partition put resize byteswap setfield setflags itemset tofile dump",
    "it writes into the array in a way that is not followed here; write y[index] = value",
    pure=False,
)
closed("np.ndarray", "choose getfield dumps", "the function of NumPy, or an index, says the same")
closed(
    "np",
    "choose piecewise block "
    "poly polyadd polysub polymul polydiv polyder polyint polyfit histogram2d histogramdd fromfunction "
    "frompyfunc einsum_path packbits unpackbits mask_indices cumulative_sum "
    "cumulative_prod unique_values unique_counts unique_inverse unique_all setxor1d asmatrix bmat "
    "matrix",
    "it is not written yet; say it with array operations that have a rule",
)
closed("np.linalg", "cond tensorsolve tensorinv", "np.linalg.solve and inv have derivatives")
unsupported("np.ndarray.flat(a)", why="write np.ravel(x), or x.reshape(-1)", storage="view:a")
