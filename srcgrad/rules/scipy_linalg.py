"""scipy.linalg, as Gaussian processes need it; loaded once the user's code has imported that.

solve_triangular reads one triangle, and only that gets a derivative; that of cholesky is symmetric, as NumPy's.
"""

from __future__ import annotations

from dataclasses import replace

import scipy.linalg

from srcgrad.rules import infer as types
from srcgrad.rules.declare import alt, rule
from srcgrad.rules.solving import square
from srcgrad.rules.template import Draft

NAMES = {n: getattr(scipy.linalg, n) for n in ("solve_triangular", "cholesky")}


def solution(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    t = types.numeric(bound["b"], type_of)
    return None if t is None else types.Array(types.shape_of(t), "f")


def triangular() -> tuple[list[Draft], list[Draft], list[Draft]]:
    """The cotangents of a and b, and the tangent, for both triangles and a.T @ y = b; the last of each holds for the rest."""
    by_a, by_b, tangents = [], [], []
    for part in ("tril", "triu"):
        flag, back = (", lower=True", "") if part == "tril" else ("", ", lower=True")
        for turned in (True, False):
            case = f"lower == {part == 'tril'} and trans {'!=' if turned else '=='} 0"
            solved = f"solve_triangular(a, y_bar{flag})" if turned else f"solve_triangular(a.T, y_bar{back})"
            pair = ("y", solved) if turned else (solved, "y")
            by_a.append(alt("-np.{}(np.outer({}, {}))".format(part, *pair), f"{case} and b.ndim == 1"))
            by_a.append(alt("-np.{}({} @ {}.T)".format(part, *pair), f"{case} and b.ndim == 2"))
            rows = [f"np.reshape({p}, (np.shape(y)[0], -1))" for p in pair]
            by_a.append(alt("-np.{}({} @ {}.T)".format(part, *rows), case))
            by_b.append(alt(solved, case))
            change = f"b_dot - np.{part}(a_dot){'.T' if turned else ''} @ y"
            tangents.append(alt(f"solve_triangular(a{f'.T, {change}{back}' if turned else f', {change}{flag}'})", case))
    return tuple([*some[:-1], whole(some[-1])] for some in (by_a, by_b, tangents))  # type: ignore[return-value]


def whole(last: Draft) -> Draft:
    return replace(last, when=None)


A, B, TANGENT = triangular()
rule(
    "solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False, overwrite_b=False, check_finite=True)",
    vjp={"a": A, "b": B},
    jvp=TANGENT,
    only={"trans": (0, 1, "T"), "lower": (False, True), "unit_diagonal": (False,), "overwrite_b": (False,)},
    infer=square(solution),
    samples=[
        f"M, {b}{trans}{lower}"
        for b in ("V", "M")
        for trans in ("", ", trans=1", ", trans='T'")
        for lower in ("", ", lower=True")
    ],
    extra=NAMES,
)

UPPER = (
    "middle = np.tril(y @ np.tril(y_bar.T))\n"
    "inverse = np.linalg.inv(y)\n"
    "outer = inverse @ (middle - 0.5 * np.diag(np.diag(middle))) @ inverse.T\n"
    "0.5 * (outer + outer.T)"
)
LOWER = (
    "middle = np.tril(y.T @ np.tril(y_bar))\n"
    "inverse = np.linalg.inv(y)\n"
    "outer = inverse.T @ (middle - 0.5 * np.diag(np.diag(middle))) @ inverse\n"
    "0.5 * (outer + outer.T)"
)
rule(
    "cholesky(a, lower=False, overwrite_a=False, check_finite=True)",
    vjp={"a": [alt(LOWER, "lower == True"), UPPER]},
    jvp=[
        alt(
            "inverse = np.linalg.inv(y)\n"
            "middle = np.tril(inverse @ (0.5 * (a_dot + a_dot.T)) @ inverse.T)\n"
            "y @ (middle - 0.5 * np.diag(np.diag(middle)))",
            "lower == True",
        ),
        "inverse = np.linalg.inv(y)\n"
        "middle = np.triu(inverse.T @ (0.5 * (a_dot + a_dot.T)) @ inverse)\n"
        "(middle - 0.5 * np.diag(np.diag(middle))) @ y",
    ],
    only={"lower": (False, True), "overwrite_a": (False,)},
    infer=square(types.like("a", types.float_kind)),
    samples=["SPD", "SPD, lower=True"],
    extra=NAMES,
)
