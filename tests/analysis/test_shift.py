"""The maximum that is subtracted: where it is found to cancel, and where it is not. tests/language holds the numbers to it."""
from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

import srcgrad

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "programs"))
spec = importlib.util.spec_from_file_location("extremes_subtracted", HERE.parent / "language" / "extremes_subtracted.py")
programs = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = programs
spec.loader.exec_module(programs)

CANCELS = """logsumexp softmax_of_rows softmax_of_columns rows_by_newaxis rows_by_reshape rows_by_transpose square_with_axes_mixed
cross_entropy with_a_temperature with_a_number_outside of_the_smallest forward_algorithm used_in_a_branch weights_in_a_product
attention scaled_norm""".split()
STAYS = """logsumexp_without_adding_it_back twice_added_back wrong_sign columns_with_the_sum_of_rows square_that_does_not_cancel
cross_entropy_of_some cross_entropy_in_another_order with_another_temperature carried_out_of_a_loop branch_on_it
maximum_written weighted_mean_of_shares""".split()


def text(name, **options):
    derivative = srcgrad.grad(getattr(programs, name), **options)
    derivative(programs.X)
    return derivative.source


@pytest.mark.parametrize("name", CANCELS)
def test_cancels(name):
    assert "tie_weights" not in text(name)
    assert "tie_weights" in text(name, shift=False)


@pytest.mark.parametrize("name", STAYS)
def test_stays(name):
    assert "tie_weights" in text(name)
