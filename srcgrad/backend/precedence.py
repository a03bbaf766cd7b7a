"""The text of an expression, with no parentheses but those that its meaning needs.

    Mult(Add(a, b), c)      (a + b) * c
    USub(Pow(x, 2))         -x ** 2
    Pow(x, USub(1))         x ** -1
    x[Tuple(Slice(1), None)]    x[1:, None]

`text(node, level)`: an expression that binds less tightly than the place where it stands asks for gets parentheses.
The operators' table is that of the Python reference, from the loosest to the tightest.
"""
from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import gast

NAMED, TUPLE, TEST, OR, AND, NOT, COMPARE, BIT_OR, BIT_XOR, BIT_AND, SHIFT, SUM, TERM, FACTOR, POWER, ATOM = range(16)

BINARY = {"BitOr": ("|", BIT_OR), "BitXor": ("^", BIT_XOR), "BitAnd": ("&", BIT_AND), "LShift": ("<<", SHIFT),
          "RShift": (">>", SHIFT), "Add": ("+", SUM), "Sub": ("-", SUM), "Mult": ("*", TERM), "MatMult": ("@", TERM),
          "Div": ("/", TERM), "FloorDiv": ("//", TERM), "Mod": ("%", TERM), "Pow": ("**", POWER)}
UNARY = {"Invert": ("~", FACTOR), "UAdd": ("+", FACTOR), "USub": ("-", FACTOR), "Not": ("not ", NOT)}
COMPARISON = {"Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Is": "is",
              "IsNot": "is not", "In": "in", "NotIn": "not in"}
BOOLEAN = {"And": ("and", AND), "Or": ("or", OR)}


def text(node: Any, level: int = TEST) -> str:
    """The text of an expression at a place where what binds less tightly than `level` would be misread."""
    written, own = WRITERS[type(node).__name__](node)
    return f"({written})" if own < level else written


def joined(nodes: list[Any], level: int = TEST) -> str:
    return ", ".join(text(n, level) for n in nodes)


def kind(node: Any) -> str:
    return type(node).__name__


def operand_levels(op: str) -> tuple[int, int]:
    """What the left and the right operand of a binary operator have to bind at least as tightly as."""
    own = BINARY[op][1]
    return (ATOM, FACTOR) if op == "Pow" else (own, own + 1)


def constant(value: object) -> tuple[str, int]:
    """A number of another sign or kind than Python's literals have is a small expression."""
    if isinstance(value, bool) or value is None:
        return repr(value), ATOM
    if value is Ellipsis:
        return "...", ATOM
    if isinstance(value, tuple):
        return _tuple(gast.Tuple([gast.Constant(v, None) for v in value], gast.Load()))
    if isinstance(value, float):
        written = repr(value) if math.isfinite(value) else f"float('{value!r}')"
        return written, FACTOR if written.startswith("-") else ATOM
    if isinstance(value, complex):
        plain = math.copysign(1.0, value.real) == 1.0 and value.real == 0.0 and math.isfinite(value.imag)
        if plain and math.copysign(1.0, value.imag) == 1.0:
            return repr(value), ATOM
        return f"complex({constant(value.real)[0]}, {constant(value.imag)[0]})", ATOM
    return repr(value), FACTOR if isinstance(value, int) and value < 0 else ATOM


def _unary(node: Any) -> tuple[str, int]:
    symbol, own = UNARY[kind(node.op)]
    return symbol + text(node.operand, own), own


def _binary(node: Any) -> tuple[str, int]:
    symbol, own = BINARY[kind(node.op)]
    left, right = operand_levels(kind(node.op))
    return f"{text(node.left, left)} {symbol} {text(node.right, right)}", own


def _compare(node: Any) -> tuple[str, int]:
    rest = [f" {COMPARISON[kind(o)]} {text(e, COMPARE + 1)}" for o, e in zip(node.ops, node.comparators)]
    return text(node.left, COMPARE + 1) + "".join(rest), COMPARE


def _boolean(node: Any) -> tuple[str, int]:
    word, own = BOOLEAN[kind(node.op)]
    return f" {word} ".join(text(v, own + 1) for v in node.values), own


def _conditional(node: Any) -> tuple[str, int]:
    return f"{text(node.body, OR)} if {text(node.test, OR)} else {text(node.orelse, TEST)}", TEST


def _lambda(node: Any) -> tuple[str, int]:
    parameters = ", ".join(parameter_texts(node.args))
    return f"lambda{' ' if parameters else ''}{parameters}: {text(node.body, TEST)}", TEST


def _named(node: Any) -> tuple[str, int]:
    return f"{text(node.target)} := {text(node.value)}", NAMED


def _tuple(node: Any) -> tuple[str, int]:
    if not node.elts:
        return "()", ATOM
    return joined(node.elts) + ("," if len(node.elts) == 1 else ""), TUPLE


def _dict(node: Any) -> tuple[str, int]:
    pairs = [f"**{text(v, BIT_OR)}" if k is None else f"{text(k)}: {text(v)}" for k, v in zip(node.keys, node.values)]
    return f"{{{', '.join(pairs)}}}", ATOM


def _attribute(node: Any) -> tuple[str, int]:
    base = text(node.value, ATOM)
    if base.isdigit():  # 1.real would be read as the number 1. and a name
        base = f"({base})"
    return f"{base}.{node.attr}", ATOM


def _subscript(node: Any) -> tuple[str, int]:
    return f"{text(node.value, ATOM)}[{index(node.slice)}]", ATOM


def index(node: Any) -> str:
    """What stands between the brackets. A starred element there is read from Python 3.11 on, in a tuple by all."""
    bare = kind(node) == "Tuple" and not any(kind(e) == "Starred" for e in node.elts)
    return text(node, TUPLE if bare else TEST)


def _slice(node: Any) -> tuple[str, int]:
    lower, upper, step = (text(p) if p is not None else "" for p in (node.lower, node.upper, node.step))
    return f"{lower}:{upper}" + (f":{step}" if step else ""), ATOM


def _call(node: Any) -> tuple[str, int]:
    if len(node.args) == 1 and not node.keywords and kind(node.args[0]) == "GeneratorExp":
        return text(node.func, ATOM) + text(node.args[0]), ATOM
    arguments = [text(a) for a in node.args] + [keyword_name(k) + text(k.value) for k in node.keywords]
    return f"{text(node.func, ATOM)}({', '.join(arguments)})", ATOM


def keyword_name(keyword: Any) -> str:
    return "**" if keyword.arg is None else f"{keyword.arg}="


def _comprehension(before: str, after: str, *parts: str) -> Callable[[Any], tuple[str, int]]:
    def write(node: Any) -> tuple[str, int]:
        element = ": ".join(text(getattr(node, p)) for p in parts)
        return before + element + "".join(map(_generator, node.generators)) + after, ATOM

    return write


def _generator(node: Any) -> str:
    conditions = "".join(f" if {text(c, OR)}" for c in node.ifs)
    return f" for {text(node.target, TUPLE)} in {text(node.iter, OR)}{conditions}"


def parameter_texts(arguments: Any) -> list[str]:
    """The parameters of a def or lambda, with the lone `/` and `*` that separate their kinds."""
    positional = [*arguments.posonlyargs, *arguments.args]
    written = [_parameter(p, d) for p, d in zip(positional, [None] * (len(positional) - len(arguments.defaults))
                                                + arguments.defaults)]
    if arguments.posonlyargs:
        written.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg:
        written.append("*" + _parameter(arguments.vararg, None))
    elif arguments.kwonlyargs:
        written.append("*")
    written += [_parameter(p, d) for p, d in zip(arguments.kwonlyargs, arguments.kw_defaults)]
    return written + ([f"**{_parameter(arguments.kwarg, None)}"] if arguments.kwarg else [])


def _parameter(node: Any, default: Any) -> str:
    """A parameter is a Name to gast and an arg to ast."""
    name = node.id if hasattr(node, "id") else node.arg
    note = f": {text(node.annotation)}" if node.annotation is not None else ""
    equals = "" if default is None else (" = " if note else "=") + text(default)
    return name + note + equals


WRITERS: dict[str, Callable[[Any], tuple[str, int]]] = {
    "Constant": lambda n: constant(n.value), "Name": lambda n: (n.id, ATOM), "UnaryOp": _unary, "BinOp": _binary,
    "Compare": _compare, "BoolOp": _boolean, "IfExp": _conditional, "Lambda": _lambda, "NamedExpr": _named,
    "Tuple": _tuple, "List": lambda n: (f"[{joined(n.elts)}]", ATOM), "Dict": _dict,
    "Set": lambda n: (f"{{{joined(n.elts) or '*()'}}}", ATOM), "Starred": lambda n: ("*" + text(n.value, BIT_OR), ATOM),
    "Attribute": _attribute, "Subscript": _subscript, "Slice": _slice, "Call": _call,
    "ListComp": _comprehension("[", "]", "elt"), "SetComp": _comprehension("{", "}", "elt"),
    "GeneratorExp": _comprehension("(", ")", "elt"), "DictComp": _comprehension("{", "}", "key", "value"),
}
