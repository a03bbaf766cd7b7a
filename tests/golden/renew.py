"""Write the emitted gradients anew: `python tests/golden/renew.py [FOLDER]`. Read the difference before it is kept.

The folder is tests/golden/expected unless another is given.
"""
from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
EXPECTED = HERE / "expected"


def load(path: Path) -> ModuleType:
    """The module in a file, under a name that no other test's modules have."""
    spec = importlib.util.spec_from_file_location(f"golden_{path.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def emitted(primals: ModuleType, name: str) -> str:
    """The text of a gradient."""
    import srcgrad
    function, argnums, arguments = primals.CASES[name]
    return srcgrad.grad(function, argnums=argnums).source_for(*arguments[0])


def renew(folder: Path) -> list[str]:
    """Write what is not there yet as it should be; the names of those."""
    primals = load(HERE / "primals.py")
    changed = []
    for name in primals.CASES:
        path, text = folder / f"{name}.py", emitted(primals, name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(name)
    return changed


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[1]))
    written = renew(Path(sys.argv[1]) if len(sys.argv) > 1 else EXPECTED)
    print("renewed:", ", ".join(written) or "nothing")
