"""Judges the derivatives of a program by finite differences.

Differences of fourth order at three step sizes give two estimates and two one-sided ones. Where they do not agree (a
branch that flips, a kink, a tie, numbers that overflow) nothing can be said, and the program is skipped.
"""

from __future__ import annotations

import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from random_programs import outside
from random_programs.program import Program, arguments, loaded

STEP = 4e-4
RELIABLE, RIGHT = 1e-5, 1e-6
SECONDS = 20.0  # for one derivative
F = Callable[..., Any]


@dataclass(frozen=True)
class Verdict:
    """outcome: right, refused, wrong, crashed or skipped."""

    outcome: str
    detail: str = ""


@dataclass(frozen=True)
class Reference:
    """The value, and for each direction the slope along it with what it may be off by."""

    value: Any
    directions: list[tuple[Any, ...]]
    slopes: np.ndarray
    slack: np.ndarray


class Unreliable(Exception):
    """Finite differences say nothing here."""


class TooSlow(BaseException):
    """A program or its derivative takes longer than SECONDS; no `except Exception` of the program may take it for its own."""


def copies(args: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(a.copy() if isinstance(a, np.ndarray) else a for a in args)


def moved(args: tuple[Any, ...], direction: tuple[Any, ...], h: float) -> tuple[Any, ...]:
    return tuple(a + h * d for a, d in zip(args, direction))


def directions_of(args: tuple[Any, ...], seed: int) -> list[tuple[Any, ...]]:
    """Each element of x on its own, two random directions of the other arguments, one of all together."""
    rng = np.random.default_rng(seed + 1)
    still = [np.zeros_like(a) if isinstance(a, np.ndarray) else 0.0 for a in args]
    out = [(e, *still[1:]) for e in np.eye(args[0].size)]
    along = lambda a: rng.uniform(-1, 1, np.shape(a)) if np.ndim(a) else float(rng.uniform(0.5, 1))  # noqa: E731
    out += [(still[0], *(along(a) for a in args[1:])) for _ in range(2) if args[1:]]
    return [*out, tuple(along(a) for a in args)]


def reference(f: F, args: tuple[Any, ...], seed: int) -> Reference:
    value = f(*copies(args))
    if np.ndim(value) or not np.isfinite(value) or abs(value) > 1e6:
        raise Unreliable(f"the value is {value}")
    directions = directions_of(args, seed)
    rows = [differences(f, args, d, float(value)) for d in directions]
    slopes, off, one_sided = (np.array(column) for column in zip(*rows))
    size = np.max(np.abs(slopes)) + 1e-3 * (1 + abs(value))
    if not np.all(np.isfinite(slopes)) or np.max(np.abs(slopes)) > 1e6:
        raise Unreliable("slopes are large or not finite")
    if np.any(off > RELIABLE * size) or np.any(one_sided > 1e-2 * size):
        raise Unreliable(f"step sizes disagree by {np.max(off):.1e}, sides by {np.max(one_sided):.1e}")
    return Reference(value, directions, slopes, RIGHT * np.abs(slopes) + 1e-8 * size + 10 * off)


def differences(f: F, args: tuple[Any, ...], direction: tuple[Any, ...], at: float) -> tuple[float, float, float]:
    """The slope, how far the step sizes disagree, how far the sides do."""
    up = [float(f(*moved(args, direction, k * STEP))) for k in (1, 2, 4)]
    down = [float(f(*moved(args, direction, -k * STEP))) for k in (1, 2, 4)]
    central = [(u - d) / (2 * k * STEP) for u, d, k in zip(up, down, (1, 2, 4))]
    fine, coarse = (4 * central[0] - central[1]) / 3, (4 * central[1] - central[2]) / 3
    right, left = ((-3 * at + 4 * s[0] - s[1]) / (2 * STEP) for s in (up, down))
    return fine, abs(fine - coarse), abs(right + left)


def contracted(gradient: tuple[Any, ...], direction: tuple[Any, ...]) -> float:
    return float(sum(np.sum(np.asarray(g) * d) for g, d in zip(gradient, direction, strict=True)))


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TooSlow(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)  # of this process: the machine may be busy
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def judge(program: Program, engine: Any, modes: tuple[str, ...] = ("rev", "fwd")) -> Verdict:
    """`engine` has value_and_grad, jvp, hvp and SrcgradError as srcgrad has them; None looks at the program only."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), loaded(program) as f:
        warnings.simplefilter("ignore")
        args = arguments(program)
        try:
            with time_limit(SECONDS):
                ref = reference(f, args, program.seed)
        except Unreliable as e:
            return Verdict("skipped", str(e))
        except (Exception, TooSlow) as e:  # the program's own
            return Verdict("skipped", f"raises {type(e).__name__}: {e}")
        if engine is None:
            return Verdict("right", "not compared")
        verdict = compare(f, args, ref, engine, [m for m in modes if m != "again"])
        if verdict.outcome == "right" and "again" in modes:
            verdict = repeated(f, args, ref, engine, program.seed)
        if verdict.outcome in ("wrong", "crashed") and overflows(f, args):
            return Verdict("skipped", f"a number overflows inside ({verdict.detail})")
        if verdict.outcome == "wrong" and trembles(f, args, ref, engine):
            return Verdict("skipped", f"the last bits of x move the gradient ({verdict.detail})")
        return verdict


def trembles(f: F, args: tuple[Any, ...], ref: Reference, engine: Any) -> bool:
    """Whether the last bits of the argument move the gradient by as much as differences may be off: then it is rounding."""
    slopes = []
    for k in range(4):
        moved = tuple(np.asarray(a) * (1 + k * 2.0**-51) for a in copies(args))
        _, gradient = engine.value_and_grad(f, argnums=tuple(range(len(args))))(*moved)
        slopes.append([contracted(gradient, d) for d in ref.directions])
    spread = np.ptp(np.array(slopes), axis=0)
    return bool(np.any(spread > 0.1 * np.asarray(ref.slack)))


def overflows(f: F, args: tuple[Any, ...]) -> bool:
    """Whether a variable of the program is infinite, not a number, or huge at some time."""
    found: list[bool] = []

    def look(frame: Any, event: str, arg: Any) -> Any:
        if not frame.f_code.co_filename.startswith("<random_program"):
            return None
        found.extend(True for v in frame.f_locals.values() if huge(v))
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        f(*copies(args))
    finally:
        sys.settrace(before)
    return bool(found)


def huge(v: Any) -> bool:
    if isinstance(v, list | tuple):
        return any(map(huge, v))
    if isinstance(v, dict):
        return any(map(huge, v.values()))
    return isinstance(v, float | np.ndarray) and np.asarray(v).dtype.kind == "f" and not np.all(np.abs(v) < 1e30)


def compare(f: F, args: tuple[Any, ...], ref: Reference, engine: Any, modes: tuple[str, ...]) -> Verdict:
    checks = {"rev": reverse, "fwd": forward, "second": second}
    for mode in modes:
        given = copies(args)
        try:
            with time_limit(SECONDS):
                fault = checks[mode](f, given, ref, engine)
        except engine.SrcgradError as e:
            internal = getattr(e, "code", "").startswith("SG9")
            return Verdict("crashed" if internal else "refused", f"{mode}: {str(e).splitlines()[0]}")
        except (Exception, TooSlow) as e:
            where = traceback.extract_tb(e.__traceback__)[-1]
            return Verdict(
                "crashed",
                f"{mode}: {type(e).__name__}: {str(e)[:200]} ({where.filename.rpartition('/')[2]}:{where.lineno})",
            )
        if not fault and not all(np.array_equal(a, b) for a, b in zip(given, args)):
            fault = "the argument was changed"
        if fault:
            return Verdict("wrong", f"{mode}: {fault}")
    return Verdict("right")


def gapped(a: np.ndarray) -> np.ndarray:
    wide = np.zeros((*a.shape[:-1], 2 * a.shape[-1]))
    wide[..., ::2] = a
    return wide[..., ::2]


LAYOUTS: tuple[Callable[[np.ndarray], np.ndarray], ...] = (np.copy, np.asfortranarray, gapped, lambda a: a[::-1].copy()[::-1])


def repeated(f: F, args: tuple[Any, ...], ref: Reference, engine: Any, seed: int) -> Verdict:
    """One derivative, called with the arguments laid out in other ways, and again when what is outside has changed."""
    d = engine.value_and_grad(f, argnums=tuple(range(len(args))))
    for turn in range(2):
        for lay in LAYOUTS:
            given = tuple(lay(a) if isinstance(a, np.ndarray) else a for a in copies(args))
            want = f(*(lay(a) if isinstance(a, np.ndarray) else a for a in copies(args)))
            if not np.isclose(want, ref.value, rtol=1e-9):
                continue  # what it computes depends on the layout
            try:
                with time_limit(SECONDS):
                    value, gradient = d(*given)
            except engine.SrcgradError as e:
                if getattr(e, "code", "") != "SG404":
                    return Verdict("refused", f"again: {str(e).splitlines()[0]}")
                continue
            except (Exception, TooSlow) as e:
                return Verdict("crashed", f"again: {type(e).__name__}: {str(e)[:200]}")
            got = np.array([contracted(gradient, v) for v in ref.directions])
            as_is = same_bits(value, want) if lay is np.copy else np.isclose(value, want, rtol=1e-12)  # sums go by the layout
            if not as_is or any(off(g, ref, k) for k, g in enumerate(got)):
                return Verdict("wrong", f"again: value {value!r}, expected {want!r}, slopes {got}, expected {ref.slopes} ({turn})")
        if turn == 0:
            outside.change(f.__globals__, seed)
            try:
                ref = reference(f, args, seed)
            except (Exception, TooSlow) as e:  # differences say nothing now, or the program raises
                return Verdict("right", str(e))
    return Verdict("right")


def same_bits(a: Any, b: Any) -> bool:
    return np.asarray(a, dtype=float).tobytes() == np.asarray(b, dtype=float).tobytes()


def off(got: float, ref: Reference, k: int) -> bool:
    return not abs(got - ref.slopes[k]) <= ref.slack[k]


def reverse(f: F, args: tuple[Any, ...], ref: Reference, engine: Any) -> str | None:
    value, gradient = engine.value_and_grad(f, argnums=tuple(range(len(args))))(*args)
    if not same_bits(value, ref.value):
        return f"value {value!r}, expected {ref.value!r}"
    if [np.shape(g) for g in gradient] != [np.shape(a) for a in args]:
        return f"shapes {[np.shape(g) for g in gradient]}"
    got = np.array([contracted(gradient, d) for d in ref.directions])
    if any(off(g, ref, k) for k, g in enumerate(got)):
        return f"gradient along the directions {got}, expected {ref.slopes}"
    return None


def forward(f: F, args: tuple[Any, ...], ref: Reference, engine: Any) -> str | None:
    value, slope = engine.jvp(f, args, ref.directions[-1])
    if not same_bits(value, ref.value):
        return f"value {value!r}, expected {ref.value!r}"
    return f"slope {slope}, expected {ref.slopes[-1]}" if off(float(slope), ref, -1) else None


def second(f: F, args: tuple[Any, ...], ref: Reference, engine: Any) -> str | None:
    """The Hessian in x times a direction, against differences of the gradient."""
    v, rest, g = np.cos(np.arange(args[0].size)), args[1:], engine.grad(f)
    got = engine.hvp(f)(*args, v)
    slopes = [(g(args[0] + h * v, *rest) - g(args[0] - h * v, *rest)) / (2 * h) for h in (1e-5, 2e-5)]
    size = 1 + np.max(np.abs(slopes[0]))
    if not np.max(np.abs(slopes[0] - slopes[1])) < 1e-5 * size:
        return None
    return (
        None
        if np.allclose(got, slopes[0], rtol=1e-4, atol=1e-4 * size)
        else f"Hessian times v {got}, expected {slopes[0]}"
    )
