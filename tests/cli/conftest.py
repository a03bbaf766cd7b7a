"""Finding a target puts its folder on sys.path, as Python does; a test must not leave it there."""
from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def _own_path(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
