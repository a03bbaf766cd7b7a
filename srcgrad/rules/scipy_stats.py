"""The normal distribution of scipy.stats; loaded once the user's code has imported that.

Each function is a bound method of `norm`. Away from loc=0 and scale=1, z stands for (x - loc) / scale.
"""

from __future__ import annotations

import scipy.stats as stats

from srcgrad.rules.declare import alt, elementwise

NORM = {"norm": stats.norm}
STANDARD = "loc == 0 and scale == 1"


def of_normal(name: str, by_x: str, by_standard: str, by_loc: str, by_scale: str, *samples: str) -> None:
    elementwise(
        f"norm.{name}({'q' if name in ('ppf', 'isf') else 'x'}, loc=0, scale=1)",
        [alt(by_standard, STANDARD), by_x],
        by_loc,
        by_scale,
        samples=samples or ("V", "S", "V, W, P", "S, 0.3, 1.2"),
        extra=NORM,
    )


for tail, sign in (("cdf", ""), ("sf", "-")):
    other = "" if sign else "-"
    of_normal(
        tail,
        f"{sign}norm.pdf(x, loc, scale)",
        f"{sign}norm.pdf(x)",
        f"{other}norm.pdf(x, loc, scale)",
        f"{other}norm.pdf(x, loc, scale) * (x - loc) / scale",
    )
    of_normal(
        f"log{tail}",
        f"{sign}np.exp(norm.logpdf(x, loc, scale) - y)",
        f"{sign}np.exp(norm.logpdf(x) - y)",
        f"{other}np.exp(norm.logpdf(x, loc, scale) - y)",
        f"{other}np.exp(norm.logpdf(x, loc, scale) - y) * (x - loc) / scale",
    )
of_normal(
    "pdf",
    "-y * (x - loc) / scale**2",
    "-y * x",
    "y * (x - loc) / scale**2",
    "y * (((x - loc) / scale) ** 2 - 1) / scale",
)
of_normal(
    "logpdf",
    "-(x - loc) / scale**2",
    "-x",
    "(x - loc) / scale**2",
    "(((x - loc) / scale) ** 2 - 1) / scale",
)
for quantile, sign in (("ppf", ""), ("isf", "-")):
    of_normal(
        quantile,
        f"{sign}1 / norm.pdf(y, loc, scale)",
        f"{sign}1 / norm.pdf(y)",
        "1",
        "(y - loc) / scale",
        "0.5 + U / 4",
        "0.5 + U / 4, W, P",
        "0.3",
    )
