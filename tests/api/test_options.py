"""The table of options: what is given by name, what is refused, what tells two derivatives apart."""
from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import srcgrad
from srcgrad.options import NAMES, OPTIMISATIONS, Options
from srcgrad.pipeline import PASSES


def loss(x):
    return np.sum(np.exp(x) * np.exp(x))


def test_optimize_stands_for_all_that_are_not_named() -> None:
    none = Options.of({"optimize": False})
    assert not any(getattr(none, name) for name in OPTIMISATIONS)
    one = Options.of({"optimize": False, "nested": True})
    assert [name for name in OPTIMISATIONS if getattr(one, name)] == ["nested"]
    assert Options.of({"has_aux": False}) == Options() and not none.has_aux


def test_unknown_option_is_refused_with_a_suggestion() -> None:
    with pytest.raises(TypeError, match="unknown option 'shred'; did you mean `shared`?"):
        srcgrad.grad(loss, shred=False)
    with pytest.raises(TypeError, match="There are optimize, has_aux, verify, shared"):
        srcgrad.jvp(loss, (np.ones(2),), (np.ones(2),), zzz=1)


def test_options_are_part_of_the_key() -> None:
    x = np.array([0.5, 1.0])
    plain, long = srcgrad.grad(loss), srcgrad.grad(loss, nested=False)
    np.testing.assert_allclose(plain(x), long(x), rtol=1e-14)
    assert len(plain.source.splitlines()) < len(long.source.splitlines())


def test_each_option_says_what_it_does() -> None:
    assert set(OPTIMISATIONS) | {"has_aux", "verify"} == set(NAMES)
    assert all(f.metadata["does"] for f in Options.__dataclass_fields__.values())


WAITING: set[str] = set()  # no pass asks for them yet


def test_each_option_is_asked_for() -> None:
    """`options.NAME` somewhere, or a pass of that name in the pipeline."""
    files = Path(srcgrad.__file__).parent.rglob("*.py")
    text = "\n".join(p.read_text() for p in files if p.name != "options.py")
    asked = {*re.findall(r"options\.(\w+)", text), *(name for name, _ in PASSES)}
    assert set(OPTIMISATIONS) - asked <= WAITING
