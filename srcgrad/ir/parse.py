"""Reads the text form of the IR; see text.py for what it looks like."""
from __future__ import annotations

import ast
import bisect
import re
from collections.abc import Callable, Mapping
from typing import Any

from srcgrad.ir.dims import Dim, Symbol
from srcgrad.ir.dotted import load
from srcgrad.ir.nodes import Const, Function, Op, Operand, Region, Seq, Value
from srcgrad.ir.text import Unreadable
from srcgrad.ir.tokens import ParseError, Tokens
from srcgrad.ir.types import ANY, Array, DictType, ListType, ObjectType, Opaque, ResidualType, Scalar, TupleType, Type

LITERALS = {"True": True, "False": False, "None": None, "Ellipsis": Ellipsis, "nan": float("nan"), "inf": float("inf"),
            "-inf": float("-inf")}


def parse(text: str, names: Mapping[str, Any] | None = None) -> Function:
    """The first function of a text. `names`: what @name constants stand for; those not given stand for None."""
    return parse_all(text, names)[0]


def parse_all(text: str, names: Mapping[str, Any] | None = None) -> list[Function]:
    """All functions of a text, in its order. They may call each other."""
    parser = Parser(text, names or {})
    chunks = parser.function_starts()
    for start in chunks:
        name = parser.tokens[start + 1][1]
        parser.functions[name] = Function(re.sub(r"\.\d+$", "", name), Region((), (), ()))
    for start in reversed(chunks):
        parser.at = start
        name, region = parser.function()
        object.__setattr__(parser.functions[name], "body", region)
    return [parser.functions[parser.tokens[start + 1][1]] for start in chunks]


class Parser(Tokens):
    def __init__(self, text: str, names: Mapping[str, Any]) -> None:
        super().__init__(text)
        self.names = names
        self.newlines = [m.start() for m in re.finditer("\n", text)]
        self.values: dict[str, Value] = {}
        self.symbols: dict[str, Symbol] = {}
        self.functions: dict[str, Function] = {}

    # --- structure ---------------------------------------------------------------------------------------------------
    def function_starts(self) -> list[int]:
        starts = [k for k, t in enumerate(self.tokens) if t[1] == "func" and (k == 0 or self.tokens[k - 1][1] == "}")]
        if not starts or starts[0] != 0:
            raise self.error("expected 'func'")
        return starts

    def function(self) -> tuple[str, Region]:
        self.expect("func")
        name = self.take()
        self.declare_all(self.at)
        self.expect("(")
        params = tuple(self.until(")", self.declared))
        return name, self.region(params, "return")

    def declare_all(self, start: int) -> None:
        """Make the values that this function defines, so that a use may stand before its definition."""
        before, self.values = self.at, {}
        for k in range(start, len(self.tokens) - 1):
            kind, token, _ = self.tokens[k]
            if token == "func" and self.tokens[k - 1][1] == "}":
                break
            if kind == "value" and self.tokens[k + 1][1] == ":" and token not in self.values:
                self.at = k + 2
                base = re.sub(r"^\d+$|\.\d+$", "", token[1:])
                try:
                    self.values[token] = Value(base, self.type())
                except ParseError:  # the key of a dict
                    continue
        self.at = before

    def region(self, params: tuple[Value, ...], word: str) -> Region:
        self.expect("{")
        ops = []
        while self.token != word:
            ops.append(self.op())
        self.take()
        yields = []
        if self.token != "}":
            yields.append(self.operand())
            while self.accept(","):
                yields.append(self.operand())
        self.expect("}")
        return Region(params, tuple(ops), tuple(yields))

    def line_of(self, at: int) -> int:
        return bisect.bisect_left(self.newlines, self.tokens[at][2])

    def op(self) -> Op:
        results = []
        if self.kind == "value":
            results.append(self.declared())
            while self.accept(","):
                results.append(self.declared())
            self.expect("=")
        kind, target = self.head()
        self.expect("(")
        parts = self.until(")", self.argument)
        args = tuple(o for name, o in parts if name is None)
        kwargs = tuple((name, o) for name, o in parts if name is not None)
        return Op(kind, target, args, kwargs, tuple(self.regions()), tuple(results))

    def head(self) -> tuple[str, Any]:
        if self.kind != "word":
            raise self.error(f"expected an operation, found {self.token!r}")
        word = self.take()
        if "." in word:
            return "prim", self.load(word)
        if not self.accept("["):
            return word, None
        target = self.target()
        self.expect("]")
        return word, target

    def target(self) -> Any:
        if self.kind == "word" and self.token.startswith("&"):
            name = self.take()[1:]
            if name not in self.functions:
                raise self.error(f"there is no function {name}")
            return self.functions[name]
        if self.kind == "word" and "." not in self.token and self.token not in (*LITERALS, "set", "slice"):
            return self.take()
        return self.constant()

    def regions(self) -> list[Region]:
        """Each is a label, its parameters and a body. An operation that follows has no '{' after its parentheses."""
        found = []
        while self.kind == "word" and self.tokens[self.at + 1][1] in "({" and self.opens_region():
            self.take()
            params = tuple(self.until(")", self.declared)) if self.accept("(") else ()
            found.append(self.region(params, "yield"))
        return found

    def opens_region(self) -> bool:
        following = self.tokens[self.at + 1][1]
        if following == "{":
            return True
        return self.tokens[self.at - 1][1] in ")}" and self.line_of(self.at) == self.line_of(self.at - 1)

    # --- operands ----------------------------------------------------------------------------------------------------
    def declared(self) -> Value:
        name = self.take()
        self.expect(":")
        if name not in self.values:
            raise self.error(f"{name} has no type that can be read")
        self.type()
        return self.values[name]

    def argument(self) -> tuple[str | None, Operand]:
        if self.kind == "word" and self.tokens[self.at + 1][1] == "=":
            name = self.take()
            self.expect("=")
            return name, self.operand()
        return None, self.operand()

    def operand(self) -> Operand:
        if self.kind == "value":
            token = self.take()
            return self.values.setdefault(token, Value(token[1:]))
        if self.kind == "named":
            name = self.take()[1:]
            return Const(self.names.get(name), name)
        if self.token == "const" and self.tokens[self.at + 1][1] == "(":
            self.at += 2
            value = self.constant()
            self.expect(")")
            return Const(value)
        found = self.sequence(self.operand)
        return Const(self.literal()) if found is None else Seq(found[0], tuple(found[1]))

    def sequence(self, part: Callable[[], Any]) -> tuple[type, list[Any]] | None:
        """A class and its items (of a dict: keys, then values), if a sequence stands here."""
        if self.kind == "string":
            return None
        if self.accept("("):
            return tuple, self.until(")", part)
        if self.accept("["):
            return list, self.until("]", part)
        if self.accept("{"):
            return self.braces(part)
        if self.kind == "word" and self.token in ("slice", "set", "seq"):
            word, cls = self.take(), tuple
            if word == "seq":
                self.expect("[")
                cls = self.constant()
                self.expect("]")
            self.expect("(")
            return {"slice": slice, "set": set}.get(word, cls), self.until(")", part)
        return None

    def braces(self, part: Callable[[], Any]) -> tuple[type, list[Any]]:
        def pair() -> tuple[Any, ...]:
            key = part()
            return (key, part()) if self.accept(":") else (key,)

        pairs = self.until("}", pair)
        if pairs and len(pairs[0]) == 1:
            return set, [p[0] for p in pairs]
        return dict, [p[0] for p in pairs] + [p[1] for p in pairs]

    def constant(self) -> Any:
        found = self.sequence(self.constant)
        if found is None:
            return self.literal()
        cls, items = found
        if cls is dict:
            half = len(items) // 2
            return dict(zip(items[:half], items[half:], strict=True))
        return slice(*items) if cls is slice else cls(items)

    def literal(self) -> Any:
        kind, token = self.kind, self.take()
        if token in LITERALS and kind != "string":
            return LITERALS[token]
        if kind in ("string", "number"):
            return ast.literal_eval(token)
        if kind == "unreadable":
            return Unreadable(token)
        if kind == "word" and "." in token:
            return self.load(token)
        self.at -= 1
        raise self.error(f"expected an operand, found {token!r}")

    def load(self, name: str) -> Any:
        try:
            return load(name)
        except LookupError as e:
            raise self.error(str(e)) from None

    # --- types -------------------------------------------------------------------------------------------------------
    def type(self) -> Type:
        if self.accept("("):
            return TupleType(tuple(self.until(")", self.type)))
        word = self.take()
        if word in ("f", "i", "b", "c"):
            return self.number(word)
        if word == "any":
            return ANY
        if word == "residuals":
            return ResidualType()
        if word in ("list", "dict"):
            self.expect("[")
            inside = self.type()
            self.expect("]")
            return ListType(inside) if word == "list" else DictType(inside)
        if word in ("tuple", "object", "opaque"):
            return self.of_class(word)
        raise self.error(f"no type: {word!r}")

    def number(self, kind: str) -> Type:
        if self.accept(":"):
            return Scalar(kind, self.dim())
        if not self.accept("["):
            return Scalar(kind)
        if self.accept("..."):
            self.expect("]")
            return Array(None, kind)
        return Array(tuple(self.until("]", self.dim)), kind)

    def of_class(self, word: str) -> Type:
        cls = None
        if self.accept("["):
            cls = self.constant()
            self.expect("]")
        if word == "opaque":
            return Opaque(cls)
        self.expect("(")
        if word == "tuple":
            return TupleType(tuple(self.until(")", self.type)), cls)
        return ObjectType(cls, tuple(self.until(")", self.attribute)))

    def attribute(self) -> tuple[str, Type]:
        name = self.take()
        self.expect(":")
        return name, self.type()

    def dim(self) -> Dim:
        """n, 3, n-2, 2*n+m.1~-1"""
        form = self.term(1)
        while re.fullmatch(r"[-+]\d*", self.token) and self.kind in ("number", "sign"):
            form = form + (self.term({"+": 1, "-": -1}[self.take()]) if self.token in "+-" else self.term(1))
        return form

    def term(self, k: int) -> Dim:
        if re.fullmatch(r"[-+]?\d+", self.token):
            n = int(self.take())
            return self.size() * n if self.accept("*") else Dim.of(n)
        return self.size() * (k if not self.accept("-") else -k)

    def size(self) -> Dim:
        text = self.take()
        if text == "?" and self.token.isdigit():
            text += self.take()
        not_one = self.accept("!") if text[0] == "?" else not self.accept("~")
        base = "?" if text[0] == "?" else text.partition(".")[0]
        return Dim.symbol(self.symbols.setdefault(text, Symbol(base, not_one)))
