"""np.einsum. The adjoint of an operand is an einsum too, with the subscripts of the result in the place of its own; what repeats an
index, sums one out or may be broadcast goes to a helper."""

from __future__ import annotations

from typing import Any

from srcgrad.rules import infer as types
from srcgrad.rules.decide import constant
from srcgrad.rules.declare import alt, rule, unsupported
from srcgrad.runtime.products import parse_einsum_text


def adjoint_einsum(bound: Any, k: int | None, type_of: Any) -> str | None:
    """np.einsum with the subscripts of the adjoint of operand k: the result's take the place of its own. None where
    an index of the operand occurs twice in it or nowhere else, or may be broadcast."""
    text = constant(bound["subscripts"])
    if not isinstance(text, str) or k is None or "->" not in text and "..." in text:
        return None
    inputs, out = parse_einsum_text(text)
    own = inputs[k]
    others = [s for j, s in enumerate(inputs) if j != k]
    letters = own.replace("...", "")
    if len(set(letters)) != len(letters) or not set(letters) <= set("".join(others) + out):
        return None
    if "..." in text and "..." not in own or not unstretched(bound, inputs, out, k, type_of):
        return None
    args = [f"operands[{j}]" for j in range(len(inputs)) if j != k]
    return f"np.einsum({','.join([out, *others]) + '->' + own!r}, {', '.join(['y_bar', *args])})"


def unstretched(bound: Any, inputs: list[str], out: str, k: int, type_of: Any) -> bool:
    """Whether each axis of operand k is known to be as long in what the adjoint is computed from. einsum broadcasts as
    arithmetic does, so an axis of one element may be stretched, or be all there is in another operand."""
    axes = [labelled(s, o, type_of) for s, o in zip(inputs, bound["operands"].items)]
    if any(a is None for a in axes):
        return False
    own, others = axes[k] or {}, [a or {} for j, a in enumerate(axes) if j != k]
    if any(isinstance(c, int) and c not in own for a in others for c in a):
        return False  # more axes under the ellipsis than operand k has
    for c, d in own.items():
        found = [a[c] for a in others if c in a]
        shown = c in out if isinstance(c, str) else "..." in out
        if not (all(d == f for f in found) or d.known_not_one and (shown or any(f.known_not_one for f in found))):
            return False
    return True


def labelled(subscripts: str, o: Any, type_of: Any) -> dict[Any, Any] | None:
    """letter -> dimension of one operand; the axes under an ellipsis are numbered from the right."""
    t = types.numeric(o, type_of)
    shape = types.shape_of(t) if t is not None else None
    if shape is None:
        return None
    before, dots, after = subscripts.partition("...")
    middle = len(shape) - len(before) - len(after)
    if middle < 0 or (middle and not dots):
        return None
    names: list[Any] = [*before, *range(-middle, 0), *after]
    return dict(zip(names, shape))


def einsum_type(bound: types.Bound, type_of: types.TypeOf) -> types.Type | None:
    text = constant(bound["subscripts"])
    operands = bound["operands"].items  # type: ignore[union-attr]
    if not isinstance(text, str):
        return None
    if "..." in text:
        return None
    inputs, out = parse_einsum_text(text)
    size: dict[str, Any] = {}
    for s, o in zip(inputs, operands):
        t = types.numeric(o, type_of)
        shape = types.shape_of(t) if t is not None else None
        for c, d in zip(s, shape or ()):
            size[c] = d if c not in size or size[c].is_one else types.broadcast(size[c], d)
    return types.made(tuple(size.get(c) or types.Dim.unknown() for c in out), "f")


rule(
    "np.einsum(subscripts, *operands, out=None, optimize=False)",
    kind="bilinear",
    infer=einsum_type,
    storage="maybe:operands",
    vjp={"operands": [alt(adjoint_einsum), "einsum_vjp(y_bar, k, subscripts, operands)"]},
    samples=[
        "'ij,jk->ik', A, A.T",
        "'i,i', V, W",
        "'ij->ji', A",
        "'ii->i', M",
        "'ii', M",
        "'ij->', A",
        "'ij,ij->j', A, A",
        "'i,j->ij', V, W",
        "'...j,jk->...k', T, A.T",
        "'bij,bj->bi', T, A",
        "'ij->i', A",
        "'i,ij,j->', V, M, W",
        "'ij,kj', A, A",
        "'ij,j->i', A, W[:1]",
    ],
)
rule(
    "einsum_vjp(g, k, subscripts, operands)",
    storage="maybe:g",
    infer=None,
    vjp={
        "g": "einsum_of(y_bar, k, subscripts, operands)",
        "operands": "einsum_others(g, y_bar, k, subscripts, operands)",
    },
    jvp="einsum_vjp(g_dot, k, subscripts, operands) + einsum_vjp_jvp(g, k, subscripts, operands, operands_dot)",
)
rule(
    "einsum_of(x, k, subscripts, operands)",
    storage="maybe:x",
    infer=None,
    vjp={
        "x": "einsum_vjp(y_bar, k, subscripts, operands)",
        "operands": "einsum_others(y_bar, x, k, subscripts, operands)",
    },
    jvp="einsum_of(x_dot, k, subscripts, operands) + einsum_of_jvp(x, k, subscripts, operands, operands_dot)",
)
unsupported(
    "einsum_others(g, x, k, subscripts, operands)",
    "einsum_vjp_jvp(g, k, subscripts, operands, dots)",
    "einsum_of_jvp(x, k, subscripts, operands, dots)",
    why="third derivatives of einsum with broadcast, repeated or summed-out indices are not written yet",
    infer=types.parts("operands"),
)
