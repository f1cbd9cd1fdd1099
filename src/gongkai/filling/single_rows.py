"""Tables that are one row of numbers under their headings, without a label: the “三公” table of some budgets."""

from __future__ import annotations

from gongkai.filling.export_fact import Exported, ExportFact
from gongkai.filling.export_headings import columns_of, is_column_numbers, paths
from gongkai.filling.export_numbers import looks_numeric, number_in
from gongkai.filling.export_spec import ExportFigure, TableSpec
from gongkai.filling.line_tables import heading_rows
from gongkai.filling.record_lists import ListSetting
from gongkai.findings import report
from gongkai.readers.sheet_cells import SheetCells

_UNIT_NAME = "{单位名称}"


def read_single_row(sheet: SheetCells, spec: TableSpec, setting: ListSetting) -> Exported:
    """The facts of the one row; several rows of numbers, or a missing heading, are findings."""
    found = Exported()
    extent = heading_rows(sheet, spec)
    if extent is None:
        names = "、".join("/".join(column.headings[0]) for column in spec.columns[:3])
        message = f"{spec.name}里找不到表头（{names}），没有读"
        found.findings.append(report("DC-03", message, sheet.place(1, 1, "")))
        return found
    columns = columns_of(paths(sheet, *extent), spec.columns)
    for column in spec.columns:
        if column not in columns.values():
            title = "/".join(column.headings[0])
            message = f"{spec.name}里没有“{title}”这一栏，没有填"
            found.findings.append(report("DC-03", message, sheet.place(extent[1], 1, ""), expected=title))
    rows = [
        row
        for number, row in sorted(sheet.rows.items())
        if number > extent[1] and not is_column_numbers(row)
        if any(
            column in row and not row[column].is_blank and looks_numeric(row[column]) for column in columns
        )
    ]
    if len(rows) > 1:
        cell = next(row for row in rows[1].values())
        message = f"{spec.name}有 {len(rows)} 行数，不能确定是哪一行，没有填"
        found.findings.append(report("DC-03", message, cell.location))
        return found
    for number, column in columns.items() if rows else ():
        amount = number_in(rows[0].get(number), f"{spec.name}“{column.headings[0][-1]}”", found)
        if amount is not None:
            place = rows[0][number].location
            found.facts += [
                ExportFact(_own(figure, setting), amount, setting.factor, setting.year, spec.name, place)
                for figure in column.figures
            ]
    return found


def _own(figure: ExportFigure, setting: ListSetting) -> ExportFigure:
    """The figure with the unit's name where the declaration has a place for it."""
    pairs = (
        (name, setting.unit_name if value == _UNIT_NAME else value) for name, value in figure.coordinates
    )
    return ExportFigure(figure.schedule, frozenset(pairs))
