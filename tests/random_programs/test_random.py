"""Random programs: the generator and the oracle themselves, and some hundred programs through srcgrad.

`python tests/random_programs/run.py --count 10000` runs many more.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from random_programs import oracle  # noqa: E402
from random_programs.generator import generate  # noqa: E402
from random_programs.oracle import STEP, judge, moved  # noqa: E402
from random_programs.program import Program, arguments, loaded  # noqa: E402
from random_programs.reducer import reduced  # noqa: E402
from random_programs.run import judge_seed  # noqa: E402

CHUNKS, IN_CHUNK = 8, 30


def by_differences(f, argnums=(0,)):
    """What value_and_grad gives, without any differentiation."""

    def value_and_grad(*args):
        copied = tuple(np.array(a) for a in args)

        def slope(k, index):
            e = [np.zeros_like(a) for a in copied]
            e[k][index] = 1.0
            at = [float(f(*moved(copied, tuple(e), s * STEP))) for s in (1, -1, 2, -2)]
            return (8 * (at[0] - at[1]) - (at[2] - at[3])) / (12 * STEP)

        gradient = tuple(
            np.array([slope(k, i) for i in np.ndindex(a.shape)]).reshape(a.shape) for k, a in enumerate(copied)
        )
        return f(*(a.copy() for a in copied)), gradient

    return value_and_grad


def engine(**changed):
    return SimpleNamespace(**{"value_and_grad": by_differences, "SrcgradError": KeyboardInterrupt, **changed})


def test_the_same_seed_gives_the_same_program():
    assert generate(7) == generate(7)
    assert generate(7).text != generate(8).text


def test_most_programs_can_be_judged():
    """They load, run, give a finite number, and finite differences agree with themselves."""
    skipped = [v.detail for seed in range(120) if (v := judge(generate(seed), None)).outcome == "skipped"]
    assert len(skipped) < 20, skipped
    assert sum("raises" in detail for detail in skipped) < 5, skipped


def test_most_arguments_matter():
    """A program whose result does not depend on x shows nothing."""
    flat = 0
    for seed in range(60):
        program = generate(seed)
        args = arguments(program)
        with np.errstate(all="ignore"), loaded(program) as f:
            values = [f(*moved(args, (1.0, *(0.0 for _ in args[1:])), h)) for h in (0.0, 1e-3)]
        flat += values[0] == values[1]
    assert flat < 9


def test_every_construct_occurs():
    text = "".join(generate(seed).text for seed in range(400))
    wanted = (
        "break",
        "continue",
        "while True",
        "else:",
        "elif",
        "return",
        "zip(",
        "enumerate(",
        "range(",
        ".append(",
        "np.add.at",
        "out=",
        "lambda",
        "class ",
        "@property",
        "try:",
        ".pop(",
        ".items()",
        "if len(",
        "[::-1]",
        ".reshape(",
        ".T",
        "np.einsum",
        "np.where",
        "np.linalg.solve",
        "for row in",
        "depth - 1",
        ".copy()",
        "np.copyto",
        ".fill(",
        ".sort()",
        "with np.errstate",
        "*= ",
        "/= ",
    )
    assert [w for w in wanted if w not in text] == []


def test_a_right_gradient_is_right():
    for seed in (0, 1, 2, 3):
        assert judge(generate(seed), engine(), ("rev",)).outcome in ("right", "skipped")


FAULTS = {
    "gradient": lambda value, gradient, args: (value, tuple(g * (1 + 1e-4) + 1e-4 for g in gradient)),
    "value": lambda value, gradient, args: (np.nextafter(value, np.inf), gradient),
    "shapes": lambda value, gradient, args: (value, tuple(g[None] for g in gradient)),
    "the argument was changed": lambda value, gradient, args: (args[0].fill(1.0), (value, gradient))[1],
}


@pytest.mark.parametrize("said", FAULTS)
def test_a_fault_is_seen(said):
    def faulty(f, argnums):
        return lambda *args: FAULTS[said](*by_differences(f)(*args), args)

    verdicts = [judge(generate(seed), engine(value_and_grad=faulty), ("rev",)) for seed in range(5)]
    assert {v.outcome for v in verdicts} <= {"wrong", "skipped"}
    assert any(said in v.detail for v in verdicts)


def test_a_crash_is_told_from_a_refusal():
    class Refusal(Exception):
        code = "SG301"

    def raising(error):
        def value_and_grad(f, argnums):
            raise error

        return engine(value_and_grad=value_and_grad, SrcgradError=Refusal)

    assert judge(generate(0), raising(Refusal("no")), ("rev",)).outcome == "refused"
    assert judge(generate(0), raising(KeyError("x")), ("rev",)).outcome == "crashed"


def test_a_failing_program_becomes_short():
    program = next(p for p in map(generate, range(100)) if "np.sort" in p.text and len(p.text) > 1500)

    def fails(p):
        try:
            return "np.sort" in p.text and judge(p, None).outcome == "right"
        except Exception:
            return False

    short = reduced(program, fails, 20.0)
    assert fails(short)
    assert len(short.text) < 300


def test_a_program_that_changes_its_argument_is_judged_on_copies():
    text = "import numpy as np\n\ndef f(x):\n    x *= 2.0\n    return np.sum(x * x)\n"
    program = replace(Program(0, text, 4), seed=5)
    assert judge(program, engine(), ("rev",)).outcome == "right"


def test_a_program_without_end_is_left_out(monkeypatch):
    monkeypatch.setattr(oracle, "SECONDS", 0.2)
    inner = "            for _ in range(1000): x = x * 1.0\n"
    text = f"def f(x):\n    while True:\n        try:\n{inner}        except Exception:\n            pass\n"
    verdict = judge(replace(Program(0, text, 4), seed=5), engine(), ("rev",))
    assert verdict.outcome == "skipped" and "TooSlow" in verdict.detail


def outcomes(chunk):
    first = 1_000_000 + chunk * IN_CHUNK
    modes = ("rev", "fwd", "again") if chunk < 2 else ("rev", "fwd")
    judged = [judge_seed((seed, modes, "")) for seed in range(first, first + IN_CHUNK)]
    return [(p.seed, v.outcome, v.detail) for p, v in judged]


@pytest.fixture(scope="module")
def verdicts():
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return [v for chunk in pool.imap(outcomes, range(CHUNKS)) for v in chunk]


def test_no_program_is_differentiated_wrongly(verdicts):
    assert [v for v in verdicts if v[1] == "wrong"] == []


def test_no_program_crashes_srcgrad(verdicts):
    assert [v for v in verdicts if v[1] == "crashed"] == []


def test_few_programs_are_refused(verdicts):
    count = Counter(outcome for _, outcome, _ in verdicts)
    assert count["right"] > 0.6 * len(verdicts), count
    assert count["refused"] < 0.1 * len(verdicts), Counter(
        detail for _, outcome, detail in verdicts if outcome == "refused"
    )
