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


CUT = {"int": lambda x: x[0] * int(x[1]), "astype": lambda x: np.sum(x * x.astype(int)), "argmax": lambda x: x[0] * np.argmax(x)}


@pytest.mark.parametrize("name", CUT)
def test_a_gradient_that_is_cut_is_a_warning_with_the_users_line(name: str) -> None:
    with pytest.warns(srcgrad.GradientCutWarning, match=name) as caught:
        srcgrad.grad(CUT[name])(np.array([1.2, 3.4]))
    assert caught[0].filename == __file__


def test_an_index_or_a_stopped_gradient_is_no_cut() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.array_equal(srcgrad.grad(lambda x: x[np.argmax(x)] * 2.0)(np.array([1.2, 3.4])), [0.0, 2.0])
        srcgrad.grad(lambda x: x[0] * int(srcgrad.stop_gradient(x[1])))(np.array([1.2, 3.4]))
