"""Evaluates expressions of prose templates without a department: to figures, rows of codes, or alternative words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gongkai.frozen import frozen
from gongkai.model.definitions import STAGE
from gongkai.model.expression import Name
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.packs.pack import Pack, Phrase
from gongkai.plans.binding import Binding
from gongkai.sentences.slots import GAP, CodeRows, Says, SlotMeaning

if TYPE_CHECKING:
    from jinja2 import nodes

_SIGNS = re.compile(r"\W+")
_FIELD = re.compile(r"\{(\w+)\}")
_ROW_FIGURE = "数"
_SAME_ROWS = ("selectattr", "rejectattr", "list", "sort")


@frozen
class Shown:
    """A printed number; `key` tells it apart from others of the same expression."""

    meaning: SlotMeaning
    unit: str
    key: str


PrintedPiece = str | Shown
Words = tuple[tuple[PrintedPiece, ...], ...]
"""The alternatives of what is printed."""


@frozen
class FigureValue:
    binding: Binding
    rows: CodeRows | None = None


@frozen
class RowValue:
    """A row of a loop over codes. In the pairs made by `构成`, `share` is the share of the row in a total."""

    figure: FigureValue
    share: Shown | None = None


@frozen
class RowsValue:
    figure: FigureValue
    total: Binding | None = None


@frozen
class RecordValue:
    """A row of a schedule that the user filled in."""

    schedule: str


@frozen
class Several:
    """A list whose items are known: a loop over it repeats its body for each."""

    items: tuple[Any, ...]


@frozen
class Choice:
    """One of several figures, depending on a condition."""

    of: tuple[Any, ...]


_ANYTHING: Words = ((GAP,),)
_NOTHING: Words = (("",),)
Scope = Mapping[str, Any]


class Values:
    """Evaluates the expressions of one format; one that it does not understand counts as any text."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.figures = {_SIGNS.sub("", name): name for name in pack.definitions.figures}
        years = {"年度": pack.year, "上年度": str(int(pack.year) - 1) if pack.year.isdigit() else GAP}
        self.texts: dict[str, Words] = {name: ((text,),) for name, text in years.items()}

    def of(self, node: nodes.Node | None, scope: Scope) -> Any:
        """The value of an expression."""
        from jinja2 import nodes

        if isinstance(node, nodes.Const):
            found: Any = str(node.value) if isinstance(node.value, str | int) else _ANYTHING
        elif isinstance(node, nodes.Name):
            found = self._name(node.name, scope)
        elif isinstance(node, nodes.List | nodes.Tuple):
            found = Several(tuple(self.of(item, scope) for item in node.items))
        elif isinstance(node, nodes.CondExpr):
            found = _either(self.of(node.expr1, scope), self.of(node.expr2, scope) if node.expr2 else "")
        elif isinstance(node, nodes.Or):
            found = _either(self.of(node.left, scope), self.of(node.right, scope))
        elif isinstance(node, nodes.Concat):
            found = self._joined(node.nodes, scope)
        elif isinstance(node, nodes.Getattr):
            found = _attribute(self.of(node.node, scope), node.attr)
        elif isinstance(node, nodes.Filter):
            found = self._filtered(node, scope)
        else:
            found = self._called(node, scope) if isinstance(node, nodes.Call) else _ANYTHING
        return found

    def _joined(self, parts: Sequence[nodes.Node], scope: Scope) -> Words:
        whole: Words = _NOTHING
        for each in parts:
            more = words_of(self.of(each, scope))
            whole = tuple((*left, *right) for left in whole for right in more)
        return whole

    def _name(self, name: str, scope: Scope) -> Any:
        if name in scope:
            return scope[name]
        if name in self.figures:
            figure = self.figures[name]
            return FigureValue(Binding(Name(figure), figure))
        return self.texts.get(name, _ANYTHING)

    def _called(self, node: nodes.Call, scope: Scope) -> Any:
        from jinja2 import nodes

        if isinstance(node.node, nodes.Getattr):
            if node.node.attr == _ROW_FIGURE and isinstance(self.of(node.node.node, scope), RecordValue):
                column = self._text(node.args[0], scope) if node.args else ""
                return FigureValue(Binding(Name(column), column)) if column else _ANYTHING
            return _ANYTHING
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == FUNCTION_DIMENSION and len(node.args) >= 2:
            figure = self.of(node.args[0], scope)
            length = self._text(node.args[1], scope)
            dimension = self._text(node.args[2], scope) if len(node.args) > 2 else FUNCTION_DIMENSION
            if isinstance(figure, FigureValue) and length.isdigit():
                return RowsValue(FigureValue(figure.binding, CodeRows(dimension, int(length))))
        elif name == "清单" and node.args:
            listed = self._text(node.args[0], scope)
            if listed in self.pack.bands:
                return Several(tuple(word for word, _ in self.pack.bands[listed]))
            return Several(tuple(self.pack.lists.get(listed, ())))
        elif name in ("明细", "骨架行") and node.args:
            return RecordValue(self._text(node.args[0], scope))
        return _ANYTHING

    def _text(self, node: nodes.Node, scope: Scope) -> str:
        value = self.of(node, scope)
        return value if isinstance(value, str) else ""

    def _filtered(self, node: nodes.Filter, scope: Scope) -> Any:
        value = self.of(node.node, scope)
        if isinstance(value, Choice):
            each = [self._one(item, node, scope) for item in value.of]
            if all(isinstance(item, FigureValue) for item in each):
                return Choice(tuple(each))
            return tuple(words for item in each for words in words_of(item))
        return self._one(value, node, scope)

    def _one(self, value: Any, node: nodes.Filter, scope: Scope) -> Any:
        name = node.name
        if name == "length":
            return ((Shown(SlotMeaning(Says.COUNT, ""), "", name),),)
        if isinstance(value, RowsValue):
            if name == "构成" and node.args:
                total = self.of(node.args[0], scope)
                return replace(value, total=total.binding) if isinstance(total, FigureValue) else value
            return value if name in _SAME_ROWS else _ANYTHING
        if not isinstance(value, FigureValue):
            return _ANYTHING
        given = self.of(node.args[0], scope) if node.args else None
        if name == "在":
            return at_stage(value, given) if isinstance(given, str) else value
        if name == "限":
            for pair in node.kwargs:
                value = self._narrowed(value, str(pair.key), pair.value, scope)
            return value
        if name == "名称":
            return value.binding.name
        return self._printed(value, name, given)

    def _narrowed(self, value: FigureValue, dimension: str, node: nodes.Node, scope: Scope) -> FigureValue:
        from jinja2 import nodes

        found = self.of(node, scope)
        if isinstance(found, str):
            return replace(value, binding=value.binding.at(dimension, found))
        if isinstance(node, nodes.Getattr) and isinstance(row := self.of(node.node, scope), RowValue):
            return replace(value, rows=row.figure.rows)
        return value

    def _printed(self, value: FigureValue, name: str, given: Any) -> Words:
        """What a filter prints for a figure."""
        binding, rows = value.binding, value.rows
        other = given.binding if isinstance(given, FigureValue) else None

        def shown(role: Says, unit: str, base: Binding | None = None) -> Words:
            return ((Shown(SlotMeaning(role, binding.name, binding, base, rows), unit, name),),)

        if name in ("万元", "元"):
            return shown(Says.AMOUNT, name)
        if name == "数":
            return shown(Says.COUNT, "")
        if name == "占比":
            return shown(Says.SHARE, "%", other)
        if name == "完成率":
            return shown(
                Says.COMPLETION, "%", at_stage(value, given).binding if isinstance(given, str) else None
            )
        if name in ("得分", "小数", "百分比"):
            return shown(Says.OTHER, "%" if name == "百分比" else "")
        phrase = self.pack.phrases.get(name)
        return self._phrase(value, phrase, other) if phrase is not None else _ANYTHING

    def _phrase(self, value: FigureValue, phrase: Phrase, other: Binding | None) -> Words:
        """Every wording of a comparison; a field that occurs in several wordings is one slot."""
        base = other if other is not None else at_stage(value, phrase.base).binding
        fields = {
            "差额": (Says.CHANGE, "万元"),
            "差数": (Says.CHANGE, ""),
            "比率": (Says.RATE, "%"),
            "完成率": (Says.COMPLETION, "%"),
            "差异率": (Says.DIFFERENCE, "%"),
            "本数": (Says.AMOUNT, "万元"),
            "基数": (Says.AMOUNT, "万元"),
        }
        found: list[tuple[PrintedPiece, ...]] = []
        for wording in phrase.wording.values():
            pieces: list[PrintedPiece] = []
            for at, part in enumerate(_FIELD.split(wording)):
                if at % 2 == 0:
                    pieces.append(part)
                elif part in fields:
                    role, unit = fields[part]
                    figure = base if part == "基数" else value.binding
                    against = base if role != Says.AMOUNT else None
                    meaning = SlotMeaning(role, value.binding.name, figure, against, value.rows)
                    pieces.append(Shown(meaning, unit, f"{phrase.name}.{part}"))
                else:
                    [[text]] = self.texts.get(part, _ANYTHING)
                    pieces.append(text)
            found.append(tuple(pieces))
        return tuple(dict.fromkeys(found))


def _either(first: Any, second: Any) -> Any:
    if isinstance(first, FigureValue | Choice) and isinstance(second, FigureValue | Choice):
        both = [each.of if isinstance(each, Choice) else (each,) for each in (first, second)]
        return Choice((*both[0], *both[1]))
    return (*words_of(first), *words_of(second))


def _attribute(value: Any, name: str) -> Any:
    return value.figure if isinstance(value, RowValue) and name == _ROW_FIGURE else _ANYTHING


def at_stage(value: FigureValue, stage: str) -> FigureValue:
    """The same figure at another stage."""
    binding = value.binding
    where = (*((name, values) for name, values in binding.where if name != STAGE), (STAGE, (stage,)))
    return replace(value, binding=Binding(binding.figure, binding.name, where, binding.count))


def words_of(value: Any) -> Words:
    """The alternative texts that a value prints as."""
    if isinstance(value, str):
        return ((value,),)
    if isinstance(value, Shown):
        return ((value,),)
    return value if isinstance(value, tuple) else _ANYTHING
