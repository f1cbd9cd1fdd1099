"""Forms that hold one record on a sheet: its name, texts, amounts by labels, and the list of its indicators."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from gongkai.filling.export_fact import Exported, ExportFact
from gongkai.filling.export_headings import label_of
from gongkai.filling.export_numbers import text_in
from gongkai.filling.export_spec import Coordinates, ExportFigure, LabelledText, TableSpec
from gongkai.filling.line_tables import read_line_table
from gongkai.filling.record_lists import ListSetting, list_start, read_list
from gongkai.findings import report
from gongkai.money import plain
from gongkai.readers.cells import RawCell
from gongkai.readers.sheet_cells import SheetCells


def name_cell(sheet: SheetCells, spec: TableSpec) -> RawCell | None:
    """The cell with the record's name: right of the first of its labels."""
    return next(
        (text for text in (_right(sheet, cell) for cell in _labelled(sheet, spec.record)) if text), None
    )


def owners(sheet: SheetCells, spec: TableSpec) -> list[RawCell]:
    """The cells that say whose record it is."""
    return [text for cell in _labelled(sheet, spec.owner) if (text := _right(sheet, cell)) is not None]


def read_record(sheet: SheetCells, spec: TableSpec, setting: ListSetting) -> Exported:
    """The facts of one record; without its name, or where its amounts do not give its totals, none of them."""
    found = Exported()
    name = name_cell(sheet, spec)
    if spec.record and name is None:
        message = f"{spec.name}里找不到“{spec.record[0]}”的内容，没有读"
        found.findings.append(report("DC-03", message, sheet.place(1, 1, "")))
        return found
    own: Coordinates = frozenset()
    if name is not None:
        own = frozenset({(spec.coordinate, name.text.strip())})
    read = frozenset(key for key, _ in own)
    if spec.lines:
        lines = read_line_table(_above_list(sheet, spec), spec, setting.year, setting.factor)
        lines.facts = [replace(fact, figure=fact.figure.within(own), read=read) for fact in lines.facts]
        lines.facts = _that_add_up(lines, spec)
        found.add([lines])
    texts = [
        (figure, text, cell)
        for each in spec.texts
        if (cell := _text(sheet, each, spec, found)) is not None
        and (text := text_in(cell, f"{spec.name}“{each.labels[0]}”", found))
        for figure in each.figures
    ]
    if name is not None:
        texts += [(figure, text, name) for figure, text in spec.given]
    found.facts += [
        ExportFact(
            figure.within(own),
            Decimal(0),
            Decimal(1),
            setting.year,
            spec.name,
            cell.location,
            text=text,
            read=read,
        )
        for figure, text, cell in texts
    ]
    if spec.rows is not None:
        found.add([read_list(sheet, spec.rows, replace(setting, around=setting.around | own))])
    return found


def _above_list(sheet: SheetCells, spec: TableSpec) -> SheetCells:
    """The sheet without the list: what stands there is no label of an amount."""
    start = list_start(sheet, spec.rows) if spec.rows is not None else None
    if start is None:
        return sheet
    rows = {number: row for number, row in sheet.rows.items() if number < start[0]}
    return SheetCells(sheet.title, sheet.file, rows, sheet.merged)


def _labelled(sheet: SheetCells, labels: tuple[str, ...]) -> list[RawCell]:
    return [
        cell
        for number in sorted(sheet.rows)
        for _, cell in sorted(sheet.rows[number].items())
        if isinstance(cell.value, str) and label_of(cell.text) in labels
    ]


def _right(sheet: SheetCells, label: RawCell) -> RawCell | None:
    row = sheet.rows[label.row]
    after = [row[column] for column in sorted(row) if column > label.column]
    return after[0] if after and not after[0].is_blank else None


def _text(sheet: SheetCells, wanted: LabelledText, spec: TableSpec, found: Exported) -> RawCell | None:
    """The one text that is meant; None where there is no such label, or nothing beside it."""
    labels = _labelled(sheet, wanted.labels)
    if len(labels) > 1:
        message = f"{spec.name}里“{labels[1].text.strip()}”出现 {len(labels)} 次，不能确定是哪一处，没有填"
        found.findings.append(report("DC-03", message, labels[1].location, found=labels[1].text))
    if len(labels) != 1:
        return None
    if not wanted.below:
        return _right(sheet, labels[0])
    number = min((row for row in sheet.rows if row > labels[0].row), default=0)
    cell = sheet.rows.get(number, {}).get(labels[0].column)
    return cell if cell is not None and not cell.is_blank else None


def _that_add_up(lines: Exported, spec: TableSpec) -> list[ExportFact]:
    """The amounts whose parts give the total beside them, without those totals; the others are refused."""
    if not spec.adds_up:
        return lines.facts
    parts: dict[ExportFigure, list[ExportFact]] = defaultdict(list)
    totals: dict[ExportFigure, ExportFact] = {}
    for fact in lines.facts:
        pairs = {pair for pair in fact.figure.coordinates if pair[0] != spec.adds_up}
        whole = ExportFigure(fact.figure.schedule, frozenset(pairs))
        if whole == fact.figure:
            totals[whole] = fact
        else:
            parts[whole].append(fact)
    found = []
    for whole in dict.fromkeys([*parts, *totals]):
        items = sum((fact.number for fact in parts[whole]), Decimal(0))
        total = totals.get(whole)
        if total is None or total.number == items:
            found += parts[whole]
            continue
        message = f"{spec.name}“{_called(whole)}”各项之和不等于总额，没有填"
        lines.findings.append(
            report(
                "DC-05",
                message,
                total.place,
                "请核对导出表有没有改过",
                found=plain(items),
                expected=plain(total.number),
                difference=plain(items - total.number),
            )
        )
    return found


def _called(figure: ExportFigure) -> str:
    return "/".join(value for _, value in sorted(figure.coordinates)) or figure.schedule
