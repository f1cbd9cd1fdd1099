"""The small language in which packs define their figures: sums of queries over schedules.

    支出[资金来源=财政拨款, 支出性质=基本支出]
    本年收入合计 + 年初结转和结余
    基本支出经济分类[经济科目=301|303]

A name is a schedule or another figure; filters in brackets narrow it, `|` lists several values, and
a value may be the name of a group of values that the pack defines. `*` and `/` serve rules;
`计数(项目[自评等级=优])` counts rows; `较小(执行率, 1)` and `较大(…)` take the lesser or greater of two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gongkai.frozen import frozen

Filters = tuple[tuple[str, tuple[str, ...]], ...]

_TOKEN = re.compile(
    r"\s*(?:(<=|>=|!=|[-+*/()\[\],=|<>])|(\d+(?:\.\d+)?)(?=[\s\-+*/()\[\],=|<>]|$)|([^\s\-+*/()\[\],=|<>!]+))"
)
COUNT = "计数"
LESSER, GREATER = "较小", "较大"
COMPARISONS = ("=", "!=", "<=", ">=", "<", ">")


class ExpressionError(ValueError):
    """An expression that cannot be understood; the message is Chinese and names the place."""


class _Hashed:
    """Caches what is asked of an expression thousands of times.

    `key` is a text that is unique to the expression, because Python keeps the hash of a text; the hash of the tree
    and its text in the pack's language are made once too.
    """

    __slots__ = ("_hash", "_written", "key")
    __match_args__: tuple[str, ...] = ()
    _hash: int
    _written: str
    key: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"\0{self!r}")

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            value = hash((type(self), *(getattr(self, name) for name in self.__match_args__)))
            object.__setattr__(self, "_hash", value)
            return value

    @property
    def written(self) -> str:
        """`expression_text` of this expression."""
        try:
            return self._written
        except AttributeError:
            text = expression_text(self)  # type: ignore[arg-type]  # its subclasses are all expressions
            object.__setattr__(self, "_written", text)
            return text


@frozen
class Constant(_Hashed):
    value: Decimal

    __hash__ = _Hashed.__hash__


@frozen
class Name(_Hashed):
    """A schedule or a named figure, narrowed by filters."""

    name: str
    filters: Filters = ()

    __hash__ = _Hashed.__hash__

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"\0{self!r}" if self.filters else self.name)


@frozen
class Operation(_Hashed):
    """`left` and `right` joined by one of + - * /, or the lesser (较小) or greater (较大) of them."""

    operator: str
    left: Expression
    right: Expression

    __hash__ = _Hashed.__hash__


@frozen
class Count(_Hashed):
    """How many rows take part in a name, whatever their amounts and stages: 计数(项目[自评等级=优])."""

    of: Name

    __hash__ = _Hashed.__hash__


Expression = Constant | Name | Operation | Count


@frozen
class Comparison:
    """Two expressions and one of = != <= >= < >."""

    left: Expression
    operator: str
    right: Expression


def names(expression: Expression) -> Iterator[Name]:
    """Every name in an expression, from left to right."""
    if isinstance(expression, Name):
        yield expression
    elif isinstance(expression, Count):
        yield expression.of
    elif isinstance(expression, Operation):
        yield from names(expression.left)
        yield from names(expression.right)


def parse_expression(text: str) -> Expression:
    """Parse one expression. Raises ExpressionError."""
    parser = _Parser(text)
    result = parser.sum()
    parser.end()
    return result


def parse_comparison(text: str) -> Comparison:
    """Parse `expression comparison expression`. Raises ExpressionError."""
    parser = _Parser(text)
    left = parser.sum()
    operator = parser.take()
    if operator not in COMPARISONS:
        raise ExpressionError(f"“{text}”应是用 {' '.join(COMPARISONS)} 连接的两边")
    right = parser.sum()
    parser.end()
    return Comparison(left, operator, right)


def _tokens(text: str) -> list[str]:
    found, position = [], 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise ExpressionError(f"“{text}”第 {position + 1} 个字符处看不懂")
        found.append(match[0].strip())
        position = match.end()
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.position = 0

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if expected and token != expected:
            found = f"“{token}”" if token else "结尾"
            raise ExpressionError(f"“{self.text}”应有“{expected}”，却是{found}")
        self.position += 1
        return token

    def end(self) -> None:
        if self.peek():
            raise ExpressionError(f"“{self.text}”在“{self.peek()}”处多出内容")

    def sum(self) -> Expression:
        left = self.product()
        while self.peek() in ("+", "-"):
            operator = self.take()
            left = Operation(operator, left, self.product())
        return left

    def product(self) -> Expression:
        left = self.factor()
        while self.peek() in ("*", "/"):
            operator = self.take()
            left = Operation(operator, left, self.factor())
        return left

    def factor(self) -> Expression:
        token = self.take()
        if token == "(":
            inner = self.sum()
            self.take(")")
            return inner
        if not token or not re.match(r"[^-+*/()\[\],=|<>!]", token):
            raise ExpressionError(f"“{self.text}”缺少名称" + (f"，却是“{token}”" if token else ""))
        if re.fullmatch(r"\d+(\.\d+)?", token):
            return Constant(Decimal(token))
        if token == COUNT and self.peek() == "(":
            return self.count()
        if token in (LESSER, GREATER) and self.peek() == "(":
            return self.choice(token)
        return Name(token, self.filters() if self.peek() == "[" else ())

    def count(self) -> Count:
        self.take("(")
        inner = self.factor()
        self.take(")")
        if not isinstance(inner, Name):
            raise ExpressionError(f"“{self.text}”中{COUNT}的括号里应是一个名称，可带方括号")
        return Count(inner)

    def choice(self, function: str) -> Operation:
        self.take("(")
        left = self.sum()
        self.take(",")
        right = self.sum()
        self.take(")")
        return Operation(function, left, right)

    def filters(self) -> Filters:
        self.take("[")
        found = []
        while True:
            dimension = self.take()
            self.take("=")
            values = [self.take()]
            while self.peek() == "|":
                self.take()
                values.append(self.take())
            found.append((dimension, tuple(values)))
            if self.peek() != ",":
                break
            self.take()
        self.take("]")
        return tuple(found)


def number_text(number: Decimal) -> str:
    """A number without zeros at its end."""
    return f"{number.normalize():f}"


def expression_text(expression: Expression | Comparison | None) -> str:
    """An expression as it is written in a pack."""
    if expression is None:
        return ""
    if isinstance(expression, Constant):
        return number_text(expression.value)
    if isinstance(expression, Count):
        return f"计数({expression_text(expression.of)})"
    if isinstance(expression, Name):
        filters = ", ".join(f"{key}={'|'.join(values)}" for key, values in expression.filters)
        return f"{expression.name}[{filters}]" if filters else expression.name
    left, right = expression_text(expression.left), expression_text(expression.right)
    if isinstance(expression, Operation) and expression.operator not in "+-*/":
        return f"{expression.operator}({left}, {right})"
    if isinstance(expression, Operation) and expression.operator in "-*/" and _is_sum(expression.right):
        right = f"({right})"
    if isinstance(expression, Operation) and expression.operator in "*/" and _is_sum(expression.left):
        left = f"({left})"
    return f"{left} {expression.operator} {right}"


def _is_sum(expression: Expression) -> bool:
    return isinstance(expression, Operation) and expression.operator in "+-"
