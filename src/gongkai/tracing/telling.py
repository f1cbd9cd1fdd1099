"""An answer as lines for the screen and as JSON data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.derivation import (
    COMPARED,
    Derivation,
    Origin,
    Step,
    exact_text,
    place_text,
    unit_of_terms,
)
from gongkai.findings import Location
from gongkai.money import plain
from gongkai.tracing.input_cells import FilledInput
from gongkai.tracing.printed import Printed
from gongkai.tracing.question import Answer, Meant, Tracer, same_figure

_MOST_CELLS, _MOST_PLACES = 40, 30
_DEEPEST = 12
_SUMS = (Step.ADD, Step.SUBTRACT)
_HOW = {Step.SUM: "合计这些格", Step.COUNT: "数有几行", Step.SAME: "就是"}


def exact_unit(origin: Origin, tracer: Tracer) -> str:
    """元 for an amount, empty for a count or a share: derived from the input cells of the figure."""
    said = origin.derivation
    if said.step is Step.SUM:
        units = {cell.unit for each in said.cells if (cell := tracer.cell_at(each.location)) is not None}
        return units.pop() if len(units) == 1 else ""
    found = {unit_of_terms(said.step, exact_unit(term, tracer)) for term in said.terms} - {""}
    return found.pop() if len(found) == 1 else ""


def lines(answer: Answer, tracer: Tracer) -> Iterator[str]:
    """The answer for a screen."""
    if answer.cell is not None:
        yield from _input_cell(answer.cell)
    if answer.remark:
        yield answer.remark
    if answer.kind is Meant.NOTHING:
        yield "没有找到：不是数的名称、表格的单元格、正文里的文字，也不是填报的单元格"
    if answer.nearest:
        yield f"您要找的是不是：{'；'.join(answer.nearest)}"
    if not answer.found:
        return
    if answer.cell is not None:
        yield f"{answer.how}下面 {len(answer.found)} 处："
        yield from (f"    {_listed(printed)}" for printed in answer.found)
    elif answer.whole:
        seen = set()
        for printed in answer.found:
            if printed.origin is not None and (key := same_figure(printed.origin)) not in seen:
                seen.add(key)
                yield from _told(printed, printed.origin, tracer)
    else:
        yield f"有 {len(answer.found)} 处，请写得具体些，例如照抄其中一处："
        yield from (f"    {_listed(printed)}" for printed in answer.found[:_MOST_PLACES])
        if len(answer.found) > _MOST_PLACES:
            yield f"    另有 {len(answer.found) - _MOST_PLACES} 处，加 --json 全部列出"


def _listed(printed: Printed) -> str:
    shown = (
        f"{printed.text}{printed.unit}" if printed.text.strip() else "（空着，数是零）" * bool(printed.unit)
    )
    name = printed.origin.derivation.name if printed.origin is not None else ""
    return "\t".join(text for text in (printed.place, shown, name) if text)


def _input_cell(cell: FilledInput) -> Iterator[str]:
    path = f"（{cell.place.path}）" if cell.place.path else ""
    yield f"{cell.called}{path}：{cell_content(cell)}"
    if export := export_places(cell):
        yield f"    {export}"


def cell_content(cell: FilledInput) -> str:
    """The value of a cell, an amount with its unit."""
    if isinstance(cell.value, str):
        return cell.value
    return exact_text(Step.SUM, cell.value, cell.unit) if cell.unit else plain(cell.value)


def export_places(cell: FilledInput) -> str:
    """From which cells of exports it was filled in, and whether it was changed since; empty if typed."""
    if not cell.filled_from:
        return ""
    from_ = "；".join(_export_place(place) for place in cell.filled_from)
    return f"从导出表填入：{from_}" + ("；填入后改过" if cell.changed else "")


def _export_place(place: Location) -> str:
    return f"{place.file} {place.sheet}!{place.cell}".strip()


def _told(printed: Printed, origin: Origin, tracer: Tracer) -> Iterator[str]:
    said = origin.derivation
    yield _called(said)
    if printed.text:
        yield f"    印出：{printed.text}{printed.unit}（{printed.place}）"
    unit = _unit(printed, origin, tracer)
    if value := exact_text(said.step, said.value, unit):
        yield f"    精确值：{value}{_rounding(printed)}"
    seen: set[Origin] = set()
    yield from _steps(origin, unit, tracer, "    ", seen)
    places = tracer.same(origin)
    if len(places) > 1:
        yield f"    本文中印在 {len(places)} 处："
        yield from (f"        {_listed(place)}" for place in places[:_MOST_PLACES])
        if len(places) > _MOST_PLACES:
            yield f"        另有 {len(places) - _MOST_PLACES} 处，加 --json 全部列出"


def _called(said: Derivation) -> str:
    part = said.part.words
    return (said.name or said.formula) + (f"（{part}）" if part else "")


def _unit(printed: Printed, origin: Origin, tracer: Tracer) -> str:
    if printed.number is None:
        return exact_unit(origin, tracer)
    return "元" if printed.unit == "万元" else printed.unit


def _rounding(printed: Printed) -> str:
    number = printed.number
    if number is None:
        return ""
    made = "换算成万元后，" if number.unit == "万元" else ""
    return f"，{made}四舍五入到 {number.decimals} 位小数" if number.decimals else f"，{made}四舍五入到整数"


def _steps(
    origin: Origin, unit: str, tracer: Tracer, indent: str, seen: set[Origin], depth: int = 0
) -> Iterator[str]:
    """The step of a figure and its cells, and below it the same for each term; a term in `seen` is not repeated."""
    said = origin.derivation
    yield f"{indent}{_HOW.get(said.step, '算式')}：{COMPARED.get(said.step, said.formula)}"
    for cell in said.cells[:_MOST_CELLS]:
        yield f"{indent}    {_cell_line(cell.location, tracer)}"
    if len(said.cells) > _MOST_CELLS:
        yield f"{indent}    另有 {len(said.cells) - _MOST_CELLS} 格，加 --json 全部列出"
    for term in _terms(said) if depth < _DEEPEST else ():
        step = term.derivation
        inner = unit_of_terms(said.step, unit) or exact_unit(term, tracer)
        known = term in seen and bool(step.terms or step.cells)
        value = exact_text(step.step, step.value, inner)
        yield f"{indent}· {_called(step)}：{value}{'（见上）' if known else ''}"
        if not known:
            seen.add(term)
            yield from _steps(term, inner, tracer, f"{indent}    ", seen, depth + 1)


def _terms(said: Derivation) -> Iterator[Origin]:
    """The terms; those of nested sums are listed in a row, since the formula shows their signs."""
    for number, term in enumerate(said.terms):
        inner = term.derivation
        if said.step in _SUMS and not number and not inner.name and inner.step in _SUMS:
            yield from _terms(inner)
        else:
            yield term


def _cell_line(place: Location, tracer: Tracer) -> str:
    cell = tracer.cell_at(place)
    if cell is None:
        return place_text(place)
    export = export_places(cell)
    return "　".join(text for text in (cell.called, cell_content(cell), place.path, export) if text)


def as_data(what: str, answer: Answer, tracer: Tracer, file: str) -> dict[str, object]:
    """The answer as JSON-ready data. `asked` are the places that were found; they and the terms of figures refer to
    `figures` by number. Values are exact decimals as text (in shares 1 is 100 %)."""
    figures = _Figures(tracer)
    full = answer.whole and answer.cell is None
    asked = [figures.place(printed, full) for printed in answer.found]
    data: dict[str, object] = {
        "input": file,
        "what": what,
        "kind": answer.kind.value,
        "remark": answer.remark,
        "nearest": list(answer.nearest),
        "asked": asked,
        "figures": figures.told,
    }
    if answer.cell is not None:
        data["cell"] = cell_data(answer.cell)
    return data


class _Figures:
    """The figures of an answer as JSON-ready data, each once."""

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer
        self.told: list[dict[str, object]] = []
        self._numbers: dict[Origin, int] = {}

    def place(self, printed: Printed, full: bool) -> dict[str, object]:
        data: dict[str, object] = {"place": printed.place, "text": printed.text, "unit": printed.unit}
        if printed.origin is not None:
            said = printed.origin.derivation
            data |= {"name": said.name, "value": plain(said.value)}
            if full:
                data["figure"] = self.number(printed.origin, _unit(printed, printed.origin, self.tracer))
        return data

    def number(self, origin: Origin, unit: str) -> int:
        if origin in self._numbers:
            return self._numbers[origin]
        number = self._numbers[origin] = len(self.told)
        said = origin.derivation
        data: dict[str, object] = {"id": number}
        self.told.append(data)
        inner = {term: unit_of_terms(said.step, unit) or exact_unit(term, self.tracer) for term in said.terms}
        data |= {
            "name": said.name,
            "part": {name: list(values) for name, values in said.part.filters},
            "value": plain(said.value),
            "unit": unit,
            "step": said.step.value,
            "formula": said.formula,
            "terms": [self.number(term, inner[term]) for term in said.terms],
            "cells": [self._cell(cell.location) for cell in said.cells],
            "printed": [
                {"place": item.place, "text": item.text, "unit": item.unit}
                for item in self.tracer.same(origin)
            ],
        }
        return number

    def _cell(self, place: Location) -> dict[str, object]:
        cell = self.tracer.cell_at(place)
        return cell_data(cell) if cell is not None else {"place": place_text(place)}


def cell_data(cell: FilledInput) -> dict[str, object]:
    """An input cell as JSON-ready data."""
    where = cell.place
    data: dict[str, object] = {"place": cell.called, "path": where.path}
    data |= (
        {"sheet": where.sheet, "cell": where.cell}
        if where.cell
        else {"line": where.line, "column": where.column}
    )
    number = isinstance(cell.value, Decimal)
    data |= {"value": plain(cell.value) if isinstance(cell.value, Decimal) else cell.value}
    data |= {"unit": cell.unit} if number else {}
    if cell.filled_from:
        data["filled_from"] = [
            {"file": place.file, "sheet": place.sheet, "cell": place.cell} for place in cell.filled_from
        ]
        data["changed_since"] = cell.changed
    return data
