"""Differentiate many random programs and compare with finite differences.

    python tests/random_programs/run.py --count 10000 --seed 0 --jobs 2
    python tests/random_programs/run.py --seed 1234 --count 1 --show      one program, and what becomes of it

Programs whose derivative is wrong, or that make srcgrad crash, are written to --report with the text made short. Exit
status 1 if there are any.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != HERE]  # its modules belong to the package
sys.path.insert(0, str(HERE.parent))
from random_programs.generator import generate  # noqa: E402
from random_programs.oracle import Verdict, judge  # noqa: E402
from random_programs.program import Program  # noqa: E402
from random_programs.reducer import reduced  # noqa: E402

BAD = ("wrong", "crashed")


def main(argv: list[str] | None = None) -> int:
    o = options(argv)
    counts: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    crashes: Counter[str] = Counter()
    start = time.monotonic()
    with open(o.report, "w") as report:
        for program, verdict in judged(o):
            counts[verdict.outcome] += 1
            kinds = {"refused": refusals, "crashed": crashes}.get(verdict.outcome)
            if kinds is not None:
                kinds[kind_of(verdict)] += 1
            if o.show:
                print(program.text)
            if verdict.outcome in BAD or o.show:
                print(f"{verdict.outcome:8} seed {program.seed}: {verdict.detail}", flush=True)
            few = counts["wrong"] if verdict.outcome == "wrong" else crashes[kind_of(verdict)]
            if verdict.outcome in BAD and few <= o.each:
                record(report, program, verdict, o)
    for title, table in (("refusals", refusals), ("crashes", crashes)):
        for reason, times in table.most_common(o.reasons):
            print(f"{title}: {times:5} {reason}")
    seconds = time.monotonic() - start
    said = {"right": "right", "refused": "refused", "wrong": "WRONG", "crashed": "crashed", "skipped": "skipped"}
    summary = ", ".join(f"{counts[outcome]} {word}" for outcome, word in said.items())
    print(f"random programs: {summary} of {counts.total()} in {seconds:.0f} s")
    return 1 if counts["wrong"] or counts["crashed"] else 0


def options(argv: list[str] | None) -> argparse.Namespace:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--count", type=int, default=1000)
    ap.add_argument("--seed", type=int, default=0, help="the first one")
    ap.add_argument("--jobs", type=int, default=1)
    ap.add_argument("--modes", default="rev,fwd", help="of rev, fwd, second, again")
    ap.add_argument("--off", default="", metavar="NAMES", help="optimisations to switch off; all: optimize")
    ap.add_argument("--self", action="store_true", help="look at the programs only; srcgrad is not needed")
    ap.add_argument("--report", default="random_programs.txt", help="where failing programs are written")
    ap.add_argument(
        "--each", type=int, default=3, help="write so many programs of each kind of crash, and so many wrong ones"
    )
    ap.add_argument(
        "--reduce",
        type=float,
        default=20.0,
        metavar="SECONDS",
        help="spend at most so long to make one short; 0: do not",
    )
    ap.add_argument("--reasons", type=int, default=20, help="list so many kinds of refusals")
    ap.add_argument("--show", action="store_true", help="print each program")
    return ap.parse_args(argv)


def judged(o: argparse.Namespace) -> Iterator[tuple[Program, Verdict]]:
    jobs = [(seed, tuple(o.modes.split(",")), None if o.self else o.off) for seed in range(o.seed, o.seed + o.count)]
    if o.jobs == 1:
        yield from map(judge_seed, jobs)
        return
    with multiprocessing.get_context("fork").Pool(o.jobs, maxtasksperchild=500) as pool:
        yield from pool.imap(judge_seed, jobs, chunksize=5)


def judge_seed(job: tuple[int, tuple[str, ...], str | None]) -> tuple[Program, Verdict]:
    seed, modes, off = job
    program = generate(seed)
    return program, judge(program, None if off is None else engine(off), modes)


def engine(off: str) -> Any:
    """srcgrad, with optimisations switched off."""
    srcgrad = importlib.import_module("srcgrad")
    given = dict.fromkeys(filter(None, off.split(",")), False)
    ways = {name: partial(getattr(srcgrad, name), **given) for name in ("value_and_grad", "grad", "jvp", "hvp")}
    return SimpleNamespace(SrcgradError=srcgrad.SrcgradError, **ways)


def kind_of(verdict: Verdict) -> str:
    """Without numbers and names in quotes, so that equal failures count as equal."""
    head = verdict.detail.split("[")[0]
    return (
        "".join("#" if c.isdigit() else c for c in head)[:110] if verdict.outcome == "crashed" else verdict.detail[:110]
    )


def record(report: Any, program: Program, verdict: Verdict, o: argparse.Namespace) -> None:
    srcgrad, modes = engine(o.off), (verdict.detail.partition(":")[0],)

    def fails(smaller: Program) -> bool:
        try:
            again = judge(smaller, srcgrad, modes)
        except Exception:  # it does not even load
            return False
        return again.outcome == verdict.outcome and (again.outcome == "wrong" or kind_of(again) == kind_of(verdict))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        short = reduced(program, fails, o.reduce) if o.reduce else program
    report.write(f"# {verdict.outcome} seed {program.seed}: {verdict.detail}\n{short.text}\n\n")
    report.flush()


if __name__ == "__main__":
    sys.exit(main())
