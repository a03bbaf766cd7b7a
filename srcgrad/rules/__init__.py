"""What is known of NumPy, SciPy, math and builtins: one file a topic, found by walking this folder."""

from __future__ import annotations

from srcgrad.rules.table import load

load(__name__, __path__)
