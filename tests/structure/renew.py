"""Makes the table of budgets tighter where emitted code has become better: python tests/structure/renew.py

What has become worse is told, and stays as it is in the table; with --accept it is taken as it is now."""
from __future__ import annotations

import sys
from dataclasses import astuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from budgets import BUDGETS  # noqa: E402
from counting import WORKLOADS, Counts, counted, emitted  # noqa: E402

PLACE = Path(__file__).with_name("budgets.py")


def main() -> None:
    head = PLACE.read_text().split("BUDGETS = {")[0]
    rows = []
    for name in WORKLOADS:
        now = counted(emitted(name))
        budget = BUDGETS.get(name, now)
        for what, (count, most) in now.exceeding(budget).items():
            print(f"{name}: {count} {what}, the budget is {most}")
        least = now if "--accept" in sys.argv else Counts(*map(min, astuple(now), astuple(budget)))
        numbers = ", ".join(f"{n:{w}d}" for n, w in zip(astuple(least), (5, 10, 11, 4, 7)))
        key = f'"{name}":'
        rows.append(f"    {key:20s} Counts({numbers}),")
    PLACE.write_text(head + "BUDGETS = {\n" + "\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
