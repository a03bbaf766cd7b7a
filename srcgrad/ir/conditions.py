"""What a derivative supposes about the sizes and integers among its arguments. It serves only where that holds.

    x[:, 7:9]          x.shape[1] >= 9
    h = W @ h          h.shape[0] == W.shape[0]        in a loop, which may have no turn
    x[1:] * y[1:]      x.shape[0] != 2
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from srcgrad.record import dataclass


@dataclass(frozen=True)
class Origin:
    """An integer among the arguments, or an axis of an array: a parameter, and what has to be written after it to read that."""

    parameter: str
    reached: str = ""

    def text(self, names: Mapping[str, str]) -> str:
        return names.get(self.parameter, self.parameter) + self.reached


@dataclass(frozen=True)
class Condition:
    """Σ k·origin + offset, compared with 0. how: '>=', '==' or '!='."""

    how: str
    terms: tuple[tuple[Origin, int], ...]
    offset: int

    def text(self, names: Mapping[str, str]) -> str:
        """As Python; names: what parameters are called there."""
        left = [times(k, o.text(names)) for o, k in self.terms if k > 0]
        right = [times(-k, o.text(names)) for o, k in self.terms if k < 0]
        left += [str(self.offset)] if self.offset > 0 else []
        right += [str(-self.offset)] if self.offset < 0 else []
        return f"{' + '.join(left) or '0'} {self.how} {' + '.join(right) or '0'}"

    def __str__(self) -> str:
        return self.text({})


def times(k: int, text: str) -> str:
    return text if k == 1 else f"{k} * {text}"


def all_hold(conditions: Sequence[Condition], names: Sequence[str], values: Sequence[object]) -> bool:
    test = conditions_test(conditions, names)
    return test is None or test(*values)


def conditions_test(conditions: Sequence[Condition], names: Sequence[str]) -> Callable[..., bool] | None:
    """Whether all hold, as a function of the values of all parameters; None where there are none."""
    if not conditions:
        return None
    test: Callable[..., bool] = eval(f"lambda {', '.join(names)}: {' and '.join(map(str, conditions))}", {})
    return test
