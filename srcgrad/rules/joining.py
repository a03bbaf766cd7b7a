"""Arrays made from sequences of arrays and numbers, and taken apart again."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcgrad.ir.nodes import Seq
from srcgrad.rules import infer as types
from srcgrad.rules.declare import alias, alt, linear
from srcgrad.rules.infer import concatenated


def cuts(lengths: list[str], before: str = "") -> str:
    """[y_bar[:n], y_bar[n:]] for parts of these lengths. `before`: the axes in front, as ":, "."""
    lines, ends = [], []
    for k, n in enumerate(lengths[:-1]):
        lines.append(f"end{k} = {f'end{k - 1} + ' if k else ''}{n}")
        ends.append(f"end{k}")
    parts = [f"y_bar[{before}{a}:{b}]" for a, b in zip(["", *ends], [*ends, ""])]
    return "\n".join([*lines, f"[{', '.join(parts)}]"])


def sliced(axis: str | int = "axis", least: int = 1, name: str = "arrays") -> Any:
    """The parts of a concatenation of a few arrays with as many axes, as slices of y_bar."""

    def macro(bound: types.Bound, k: int | None, type_of: types.TypeOf) -> str | None:
        o = bound[name]
        ranks = [types.ndim_of(i, type_of) for i in o.items] if isinstance(o, Seq) else []
        along = types.constant(bound[axis]) if isinstance(axis, str) else axis
        if not 2 <= len(ranks) <= 4 or None in ranks or min(ranks) < least or not isinstance(along, int):  # type: ignore
            return None
        if not -min(ranks) <= along < min(ranks):  # type: ignore[operator, type-var]
            return None
        along %= ranks[0]  # type: ignore[operator]
        return cuts([f"np.shape({name}[{j}])[{along}]" for j in range(len(ranks))], ":, " * along)

    return macro


def all_of(n: int, text: Any) -> Any:
    """A form for arrays that are all known to have n axes."""

    def macro(bound: types.Bound, k: int | None, type_of: types.TypeOf) -> str | None:
        o = bound["arrays"]
        ranks = [types.ndim_of(i, type_of) for i in o.items] if isinstance(o, Seq) else []
        if not 1 <= len(ranks) <= 8 or any(r != n for r in ranks):
            return None
        return text if isinstance(text, str) else text(bound, k, type_of)

    return macro


def columns(bound: types.Bound, k: int | None, type_of: types.TypeOf) -> str:
    return f"[{', '.join(f'y_bar[:, {j}]' for j in range(len(bound['arrays'].items)))}]"  # type: ignore[union-attr]


# the cotangent of a nested literal is indexed as the literal is
linear(
    "np.array(object, dtype=None, copy=True, order='K', subok=False, ndmin=0)",
    "y_bar",
    infer=types.as_array("object"),
    storage="maybe:object",
    only={"ndmin": (0,)},
    samples=["[1.0, S]", "V", "[[1.0, S], [S, 2.0]]", "S"],
)
for text in (
    "np.asarray(a, dtype=None, order=None, copy=None)",
    "np.asanyarray(a, dtype=None, order=None)",
    "np.asarray_chkfinite(a, dtype=None, order=None)",
):
    linear(text, "y_bar", infer=types.as_array("a"), storage="maybe:a", samples=["V", "[1.0, S]", "S"])
linear(
    "np.stack(arrays, axis=0, out=None)",
    [alt("y_bar", "axis == 0"), alt(all_of(1, columns), "axis == 1 or axis == -1"), "np.moveaxis(y_bar, axis, 0)"],
    infer=types.stack,
    samples=["[V, W]", "[A, A], axis=1", "(V, W), -1", "[S, S]"],
)
linear(
    "np.concatenate(arrays, axis=0, out=None, dtype=None)",
    [alt(sliced()), "unconcatenate(y_bar, arrays, axis)"],
    infer=concatenated(),
    samples=["[V, W]", "(A, A), axis=1", "[A, V], None", "[V, W, V]", "[A, M], -2", "[V, W, V, V, V]"],
)
linear(
    "np.hstack(arrays)",
    [alt(all_of(1, sliced(0))), alt(sliced(1, 2)), "unstack_horizontal(y_bar, arrays)"],
    infer=concatenated(least=1, axis=1),
    samples=["[V, W]", "[A, A]", "[S, V]"],
)
linear(
    "np.vstack(arrays)",
    [alt(all_of(1, "y_bar")), alt(sliced(0, 2)), "unstack_vertical(y_bar, arrays)"],
    infer=concatenated(least=2, axis=0),
    samples=["[V, W]", "[A, V]"],
)
if getattr(np, "row_stack", np.vstack) is not np.vstack:
    alias(np.row_stack, np.vstack, "np.row_stack")
linear(
    "np.column_stack(arrays)",
    [alt(all_of(1, columns)), alt(sliced(1, 2)), "unstack_columns(y_bar, arrays)"],
    infer=concatenated(least=2, axis=1),
    samples=["[V, W]", "[M, V]"],
)
linear(
    "np.dstack(arrays)",
    "unstack_depth(y_bar, arrays)",
    infer=concatenated(least=3, axis=2),
    samples=["[V, W]", "[A, A]"],
)
linear(
    "np.append(a, values, axis=None)",
    {
        "a": "np.reshape(unconcatenate(y_bar, (a, values), axis)[0], np.shape(a))",
        "values": "np.reshape(unconcatenate(y_bar, (a, values), axis)[1], np.shape(values))",
    },
    infer=lambda bound, type_of: (
        types.Array(types.fresh_dims(1), "f")
        if types.constant(bound["axis"]) is None
        else types.Array(None if (n := types.ndim_of(bound["a"], type_of)) is None else types.fresh_dims(n), "f")
    ),
    samples=["V, W", "V, S", "A, A, 0", "A, V"],
)
linear("unconcatenate(g, arrays, axis=0)", "np.concatenate(y_bar, axis)", storage="view:g", infer=types.parts("arrays"))
for name in ("horizontal", "vertical", "columns", "depth"):
    back = {"horizontal": "hstack", "vertical": "vstack", "columns": "column_stack", "depth": "dstack"}[name]
    linear(f"unstack_{name}(g, arrays)", f"np.{back}(y_bar)", storage="view:g", infer=types.parts("arrays"))
for name in ("split", "array_split"):
    linear(
        f"np.{name}(ary, indices_or_sections, axis=0)",
        "np.concatenate(y_bar, axis)",
        storage="view:ary",
        infer=types.split,
        samples=["V, 3", "A, [1], 1", "A, 2"],
    )
linear(
    "np.hsplit(ary, indices_or_sections)",
    "np.hstack(y_bar)",
    storage="view:ary",
    infer=types.split,
    samples=["V, 3", "A, [1]"],
)
linear(
    "np.vsplit(ary, indices_or_sections)", "np.vstack(y_bar)", storage="view:ary", infer=types.split, samples=["A, 2"]
)
linear(
    "np.dsplit(ary, indices_or_sections)", "np.dstack(y_bar)", storage="view:ary", infer=types.split, samples=["T, 3"]
)
linear(
    "np.broadcast_arrays(*args)",
    "unbroadcast(y_bar[k], np.shape(args[k]))",
    infer=types.spread_out("args"),
    storage="view:args",
    samples=["A, V"],
)
linear(
    "np.meshgrid(*xi, copy=True, sparse=False, indexing='xy')",
    "unmesh(y_bar[k], xi, k, indexing)",
    infer=types.meshed,
    only={"copy": (True,)},
    samples=["V, W", "V, W, indexing='ij'", "V, W, indexing='ij', sparse=True"],
)
linear("unmesh(g, xi, k, indexing='xy')", "np.meshgrid(*xi, indexing=indexing)[k]", infer=types.created_like("g"))
