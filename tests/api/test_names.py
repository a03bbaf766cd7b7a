"""The public names: all there, and imported only when asked for."""
from __future__ import annotations

import subprocess
import sys

import pytest

import srcgrad


@pytest.mark.parametrize("name", srcgrad.__all__)
def test_public_name(name):
    assert getattr(srcgrad, name).__name__ == name and name in dir(srcgrad)


def test_unknown_name():
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = srcgrad.nothing_here


def test_runtime_does_not_import_the_compiler():
    code = "import sys, srcgrad.runtime; print(sorted(m for m in sys.modules if m.startswith(('srcgrad.', 'gast'))))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "gast" not in loaded and "srcgrad.api" not in loaded and "srcgrad.ir" not in loaded
