"""`interpreter` is that of tests/backend, `domains` that of tests/rules."""
from __future__ import annotations

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / "backend"), str(Path(__file__).parents[1] / "rules")]
