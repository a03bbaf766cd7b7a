"""What cannot be differentiated is refused with its code and the user's own line; nothing outside is written."""
from __future__ import annotations

import copy
import warnings
from pathlib import Path

import numpy as np
import pytest
from harness import load

import srcgrad
from srcgrad.errors import explain

refused = load(Path(__file__).with_name("refused.py"))


def codes_of(error: Exception) -> list[str]:
    return [e.code for e in getattr(error, "errors", (error,))]


@pytest.mark.parametrize("refusal", refused.REFUSED, ids=str)
def test_refused(refusal) -> None:
    before, given = copy.deepcopy(vars(refused)["BUFFER"]), copy.deepcopy(refusal.args)
    with warnings.catch_warnings(), pytest.raises(srcgrad.SrcgradError) as caught:
        warnings.simplefilter("ignore")
        srcgrad.grad(refusal.function)(*refusal.args)
    assert set(codes_of(caught.value)) & set(refusal.codes), str(caught.value)
    assert refusal.line in str(caught.value), str(caught.value)
    assert all(explain(code) for code in codes_of(caught.value))
    assert np.array_equal(refused.BUFFER, before) and not refused.SEEN and not refused.TABLE, "it was written"
    assert all(map(np.array_equal, refusal.args, given))
