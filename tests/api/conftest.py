"""A pipeline that builds nothing: the derivative of f calls f with the same arguments, and says what it was built for."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from srcgrad.cache import store


@dataclass
class Built:
    function: Any
    source: str
    dependencies: tuple[Any, ...] = ()
    stages: dict[str, str] = field(default_factory=dict)
    primal_ir: Any = None
    ir: Any = None
    conditions: tuple[Any, ...] = ()


class Pipeline:
    """Records the calls of `build` in `calls`; `dependencies` go into what is built."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.dependencies: tuple[Any, ...] = ()

    def build(self, target: Any, specs: dict[str, Any], wrt: tuple[Any, ...], mode: str, options: Any,
              careful: bool = False) -> Built:
        self.calls.append((target, specs, wrt, mode, options))
        function = getattr(target, "primal", target)

        def derivative(*args: Any, **kwargs: Any) -> Any:
            seeds = {k: kwargs.pop(k) for k in list(kwargs) if k.endswith(("_dot", "_bar"))}
            out = function(*args, **kwargs)
            return (out, seeds) if seeds else (out, "grad") if mode == "value_and_grad" else out

        return Built(derivative, f"# {mode} {wrt} {list(specs)}", self.dependencies)

    @property
    def last(self) -> tuple[Any, ...]:
        return self.calls[-1]


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    fake = Pipeline()
    monkeypatch.setattr("srcgrad.derivative.build", fake.build)
    store.clear()
    yield fake
    store.clear()
