"""The long text of each code, for `srcgrad explain`."""
from __future__ import annotations

from srcgrad.errors import argument, internal, rule, source, unsupported

_EXPLANATIONS = {
    **source.EXPLANATIONS,
    **rule.EXPLANATIONS,
    **unsupported.EXPLANATIONS,
    **argument.EXPLANATIONS,
    **internal.EXPLANATIONS,
}


def explain(code: str) -> str:
    """What a code means, why it is so, how to mend it, and an example. KeyError if there is no such code."""
    code = code.strip().upper()
    return f"{code}: {_EXPLANATIONS[code]}"


def codes() -> dict[str, str]:
    """Every code and its title, in order."""
    return {code: text.partition("\n")[0] for code, text in sorted(_EXPLANATIONS.items())}
