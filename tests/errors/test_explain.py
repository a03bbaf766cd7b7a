"""The long texts, and that every code that can be raised has one."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

import srcgrad
from srcgrad.errors import codes, explain


@pytest.mark.parametrize("code", codes())
def test_every_text_has_its_four_parts(code):
    text = explain(code)
    assert text.startswith(f"{code}: ") and text.endswith("\n")
    what, why, how = (text.index(part) for part in ("\nWhat it means: ", "\nWhy it is so: ", "\nHow to mend it: "))
    example = text.index("\n    ", how)
    assert what < why < how < example
    assert max(map(len, text.splitlines())) <= 120


def test_case_does_not_matter():
    assert explain(" sg201 ") == explain("SG201")


def test_unknown_code():
    with pytest.raises(KeyError):
        explain("SG999")


def test_every_code_in_the_source_is_explained():
    root = Path(srcgrad.__file__).parent
    texts = [file.read_text(encoding="utf-8") for file in root.rglob("*.py")]
    used = {code for text in texts for code in re.findall(r"\bSG\d{3}\b", text)}
    assert used <= set(codes())
