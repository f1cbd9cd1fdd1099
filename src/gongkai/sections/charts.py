"""Composes charts from their plans and a department's book; figures print as in prose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import zip_longest

from gongkai.model.book import Book, Figure
from gongkai.plans.binding import Binding
from gongkai.plans.chart_plan import ChartPlan, ChartRule
from gongkai.sections.code_names import CodeNames
from gongkai.sections.fragment import Fragment
from gongkai.sections.printing import Printer
from gongkai.tree.nodes import STACKED_KINDS, Chart, ChartKind, Number, Series

_Column = tuple[str, tuple[Figure, ...]]
"""A category with its figure in each series."""


class ChartComposer:
    """Composes the charts of one department."""

    def __init__(self, book: Book, names: CodeNames, printer: Printer, text: Callable[[str], str]) -> None:
        self.book = book
        self.names = names
        self.printer = printer
        self.text = text  # fills the names in a template text such as {{年度}}年度

    def compose(self, plan: ChartPlan) -> Chart | None:
        """The chart; None where every figure of it prints as zero, so that nothing could be seen."""
        columns, left_out = self._columns(plan)
        numbers = [[self.number(figure, plan.unit) for figure in figures] for _, figures in columns]
        title = self.text(plan.title)
        if left_out:
            title = f"{title}（前{len(columns)}项，共{len(columns) + left_out}项）"
        kind = plan.kind
        if kind is ChartKind.PIE:
            if any(number.value < 0 for row in numbers for number in row):
                kind = ChartKind.BARS  # a slice cannot be negative
            else:
                shown = [index for index, row in enumerate(numbers) if row[0].value]
                columns, numbers = [columns[index] for index in shown], [numbers[index] for index in shown]
        if not any(number.value for row in numbers for number in row):
            return None
        drawn = [
            place
            for place in range(len(plan.series))
            if kind not in STACKED_KINDS or any(row[place].value for row in numbers)
        ]
        series = tuple(
            [
                Series(
                    self.text(plan.series[place].name),
                    tuple([row[place] for row in numbers]),
                    self._shares(plan, [figures[place] for _, figures in columns])
                    if kind is ChartKind.PIE
                    else (),
                )
                for place in drawn  # a series of zeros in a stack needs no pattern
            ]
        )
        categories = tuple([name for name, _ in columns])
        description = described(kind, categories, series, plan.unit)
        return Chart(plan.key, title, kind, categories, series, plan.unit, description)

    def number(self, figure: Figure, unit: str) -> Number:
        """A figure as prose prints it in a unit: 万元, 元, 分, %; any other unit is one of a count."""
        printer = self.printer
        made = {"万元": printer.wan, "元": printer.yuan, "分": printer.score}.get(unit)
        if made is not None:
            return _only(made(figure))
        if unit == "%":
            return _only(printer.percentage(figure.amount, figure))
        counted = _only(printer.count(figure, thousands=True))
        return Number(counted.text, counted.value, counted.decimals, unit, True, counted.name, counted.origin)

    def _columns(self, plan: ChartPlan) -> tuple[list[_Column], int]:
        """The categories in order, and how many more are left out."""
        if plan.rule is not None:
            return self._ruled(plan.rule, [series.bindings[0] for series in plan.series])
        return [
            (self.text(name), tuple([series.bindings[place].on(self.book) for series in plan.series]))
            for place, name in enumerate(plan.categories)
        ], 0

    def _ruled(self, rule: ChartRule, bindings: Iterable[Binding]) -> tuple[list[_Column], int]:
        figures = [binding.on(self.book) for binding in bindings]
        whole = self.book.expression(rule.figure)
        codes = sorted(
            {
                code[: rule.length] if rule.length else code
                for binding in bindings
                for code in whole.narrowed(binding.where).coordinates(rule.dimension)
            }
        )
        amounts = {code: self._at(figures[0], rule, (code,)).amount for code in codes}
        codes.sort(key=lambda code: -amounts[code])
        kept, small = codes, []
        if rule.most and len(codes) > rule.most:
            shown = rule.most - 1 if rule.rest else rule.most
            kept, small = codes[:shown], codes[shown:]
        columns = [
            (self._name(code), tuple([self._at(figure, rule, (code,)) for figure in figures]))
            for code in kept
        ]
        if small and rule.rest:
            rest = tuple([self._at(figure, rule, tuple(small)) for figure in figures])
            return [*columns, (self.text(rule.rest), rest)], 0
        return columns, len(small)

    def _at(self, figure: Figure, rule: ChartRule, codes: tuple[str, ...]) -> Figure:
        return figure.narrowed(((rule.dimension, codes),))

    def _name(self, coordinate: str) -> str:
        return (self.names.of(coordinate) or coordinate) if coordinate.isdigit() else coordinate

    def _shares(self, plan: ChartPlan, figures: list[Figure]) -> tuple[Number, ...]:
        """The share of each slice in the whole that the format names, printed as in a sentence."""
        if plan.whole is None:
            return ()
        whole = plan.whole.on(self.book)
        return tuple([_only(self.printer.share(figure, whole)) for figure in figures])


def described(kind: ChartKind, categories: tuple[str, ...], series: tuple[Series, ...], unit: str) -> str:
    """A chart in words: 柱状图，单位：万元。收入总计：2022年度 1.00，2023年度 2.00。"""
    said = []
    for one in series:
        pieces = [
            f"{name} {number.text}" + (f"（占{share.text}%）" if share is not None else "")
            for name, number, share in zip_longest(categories, one.values, one.shares)
        ]
        said.append(f"{one.name}：{'，'.join(pieces)}" if one.name else "，".join(pieces))
    return f"{kind.value}，单位：{unit}。{'；'.join(said)}。"


def _only(fragment: Fragment) -> Number:
    number = fragment.runs[0].number
    assert number is not None
    return number
