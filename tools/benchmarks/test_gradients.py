"""For pytest-benchmark: `pip install -e ".[bench]"; pytest tools/benchmarks`. A group for each workload."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pytest_benchmark")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from build_time import KINDS, seconds  # noqa: E402
from workloads import WORKLOADS  # noqa: E402

import srcgrad  # noqa: E402


@pytest.mark.parametrize("way", ["by hand", "srcgrad", "primal"])
@pytest.mark.parametrize("name", WORKLOADS)
def test_gradient(benchmark: Any, name: str, way: str) -> None:
    benchmark.group = name
    w = WORKLOADS[name]
    args = w.arguments()
    call = {"by hand": w.hand, "srcgrad": srcgrad.value_and_grad(w.function, w.argnums), "primal": w.function}[way]
    call(*args)
    benchmark(call, *args)


@pytest.mark.parametrize("kind", KINDS)
def test_build(benchmark: Any, kind: str) -> None:
    benchmark.group = "building a gradient of 100 statements"
    benchmark(seconds, kind, 100)
