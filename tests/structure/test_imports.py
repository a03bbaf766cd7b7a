"""The house: no file imports, by whatever way, one that imports it; what is imported inside a function has a reason to be there."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import srcgrad

ROOT = Path(srcgrad.__file__).parent
LATE = {
    "srcgrad.pipeline": "what only `show` or forward mode needs is not loaded for a gradient",
    "srcgrad.runtime.refusal": "emitted code works without the rest of srcgrad",
}


def module_name(path: Path) -> str:
    return ".".join(("srcgrad", *path.relative_to(ROOT).with_suffix("").parts))


FILES = {module_name(p): ast.parse(p.read_text()) for p in sorted(ROOT.rglob("*.py"))}


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (a.name for a in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for a in node.names:
            inner = f"{node.module}.{a.name}"
            yield inner if inner in FILES else node.module if node.module in FILES else f"{node.module}.__init__"


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those under `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from at_run_time(child)


def test_no_circles():
    arrows = {name: {i for node in at_run_time(tree) for i in imported(node) if i in FILES and i != name}
              for name, tree in FILES.items()}
    assert sum(map(len, arrows.values())) > 500  # the reading of imports works
    left = dict(arrows)
    while True:
        free = [name for name, to in left.items() if not to & left.keys()]
        if not free:
            break
        for name in free:
            del left[name]
    assert not left, f"these import each other: {sorted(left)}"


def test_imports_stand_at_the_top():
    inside = [name for name, tree in FILES.items() for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)
              for node in ast.walk(f) for i in imported(node) if i.startswith("srcgrad")]
    assert set(inside) == set(LATE)
