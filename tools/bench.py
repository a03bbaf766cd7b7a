#!/usr/bin/env python
"""How fast derivatives are beside those written by hand; the table in README.md.

    python tools/bench.py                           the workloads of tools/workloads.py
    python tools/bench.py --suite ../shared/bench   those of a suite that has a run.py, in processes of their own, with peers
    python tools/bench.py --write                   puts the table into README.md, between its markers
    python tools/bench.py --only newton,heat --rounds 20

A ratio is the least time over all rounds divided by that of the gradient written by hand; a round times each of them once, so that
what disturbs the machine disturbs all. `primal` is the function alone.
"""
from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
README = HERE.parent / "README.md"
MARKERS = "<!-- bench: tools/bench.py --write -->", "<!-- /bench -->"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
GROUPS = {  # of the suite's workloads
    "numbers": ("scalar_sq", "scalar_10op", "hmc_logp"),
    "elementwise": ("logsumexp_1e6", "softmax_xent_1e3x1e3", "black_scholes_1e6", "rosenbrock_1e4"),
    "matrices": ("logreg_1e4x100", "mlp2_b256", "mlp3_b256", "gp_nll_500"),
    "mixtures, bundle adjustment": ("gmm_2_5_1000", "gmm_10_25_1000", "gmm_20_50_1000", "ba_49_7776_31843"),
    "loops": ("newton_sqrt", "logistic_map_1000", "rk4_lv_1000", "heat_200x200x200", "conv1d_loops_256x9",
              "conv2d_loops_32x5", "ba_loop_5_50_200", "lstm_l2_c128"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", type=Path, help="a folder with run.py and objectives.py")
    parser.add_argument("--only", default="", help="names of workloads")
    parser.add_argument("--libs", default="numpy_hand,numpy_primal,srcgrad", help="with --suite")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    o = parser.parse_args()
    for name in THREADS:
        os.environ[name] = str(o.threads)
    only = tuple(filter(None, o.only.split(",")))
    table = of_suite(o.suite, only, o.libs, o.rounds, o.threads) if o.suite else of_workloads(only, o.rounds)
    print(table)
    if o.write:
        written(table)


# --- our own ---------------------------------------------------------------------------------------------------------------
def of_workloads(only: tuple[str, ...], rounds: int) -> str:
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    from workloads import WORKLOADS

    import srcgrad

    rows, ratios = [], []
    for name, w in WORKLOADS.items():
        if only and name not in only:
            continue
        derivative = srcgrad.value_and_grad(w.function, w.argnums)
        args = w.arguments()
        derivative(*args), w.hand(*args), derivative(*args)
        hand, ours, primal = best_of([partial(f, *args) for f in (w.hand, derivative, w.function)], rounds)
        ratios.append(ours / hand)
        rows.append((name, f"{hand * 1e3:.3g}", f"{ours / hand:.2f}", f"{ours / primal:.2f}"))
        print("  ".join(rows[-1]), file=sys.stderr, flush=True)
    rows.append(("geometric mean", "", f"{mean(ratios):.2f}", ""))
    return markdown(("workload", "by hand, ms", "srcgrad ÷ by hand", "srcgrad ÷ primal"), rows)


def best_of(calls: list[Callable[[], Any]], rounds: int) -> list[float]:
    """The least time of each, in seconds."""
    repeats = [max(1, int(0.02 / max(once(c, 1), 1e-7))) for c in calls]
    found = [math.inf] * len(calls)
    for _ in range(rounds):
        for k, call in enumerate(calls):
            found[k] = min(found[k], once(call, repeats[k]))
    return found


def once(call: Callable[[], Any], repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


# --- a suite ---------------------------------------------------------------------------------------------------------------
def of_suite(suite: Path, only: tuple[str, ...], libs: str, rounds: int, threads: int) -> str:
    groups = {g: [n for n in names if not only or n in only] for g, names in GROUPS.items()}
    names = [n for group in groups.values() for n in group]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        path = os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH"))))
        subprocess.run([sys.executable, "run.py", "--libs", libs, "--workloads", ",".join(names), "--rounds", str(rounds),
                        "--threads", str(threads), "--json", str(out)], cwd=suite, check=True,
                       env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL)
        found = json.loads(out.read_text())["workloads"]
    others = [lib for lib in libs.split(",") if lib != "numpy_hand"]
    rows = []
    for group, members in groups.items():
        for n in members:
            rows.append((n, f"{found[n]['numpy_hand']['best_s'] * 1e3:.3g}", *(ratio_text(found[n][lib]) for lib in others)))
        if members:
            means = [mean([found[n][lib]["ratio"] for n in members if found[n][lib]["ok"]]) for lib in others]
            rows.append((f"**{group}**", "", *(f"**{m:.2f}**" for m in means)))
    return markdown(("workload", "by hand, ms", *(lib.replace("numpy_primal", "the function alone") for lib in others)), rows)


def ratio_text(result: dict[str, Any]) -> str:
    if not result["ok"]:
        return "–"
    wrong = result["grad_err"] is not None and result["grad_err"] > 1e-8
    return f"{result['ratio']:.2f}{' WRONG' if wrong else ''}"


# --- tables ----------------------------------------------------------------------------------------------------------------
def mean(ratios: list[float]) -> float:
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan


def markdown(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---", *("--:" for _ in head[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def written(table: str) -> None:
    text = README.read_text()
    first, last = MARKERS
    if first not in text or last not in text:
        raise SystemExit(f"README.md has no lines {first} and {last}")
    before, after = text.split(first)[0], text.split(last)[1]
    README.write_text(f"{before}{first}\n{table}\n{last}{after}")


if __name__ == "__main__":
    main()
