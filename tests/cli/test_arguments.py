"""--wrt and --args."""
from __future__ import annotations

import numpy as np
import pytest

from srcgrad.cli.arguments import argnums, example_arguments
from srcgrad.cli.exits import CommandError

SIZE = 3


def loss(w, b, *, scale=1.0):
    return np.sum(w) * b * scale


@pytest.mark.parametrize(("wrt", "positions"), [("0", 0), ("b", 1), ("w,b", (0, 1)), ("1, w", (1, 0)), ("scale", 2)])
def test_wrt(wrt, positions):
    assert argnums(loss, wrt) == positions


@pytest.mark.parametrize("wrt", ["3", "v", "", "-1"])
def test_wrt_that_is_no_argument(wrt):
    with pytest.raises(CommandError, match="there are: w, b, scale"):
        argnums(loss, wrt)


def test_args():
    args, kwargs = example_arguments(loss, "np.ones(SIZE), b=math.pi")
    assert len(args) == 1 and args[0].shape == (3,) and kwargs == {"b": np.pi}


@pytest.mark.parametrize("text", ["1.0", "1.0, 2.0, 3.0", "nonsense, 1.0", "1.0,, 2.0", "1/0, 1"])
def test_args_that_do_not_fit(text):
    with pytest.raises(CommandError) as caught:
        example_arguments(loss, text)
    assert caught.value.status == 2
