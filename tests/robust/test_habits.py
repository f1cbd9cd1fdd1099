"""Habits of those who fill in and print the sheets: none of them may give an error or a warning."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from gongkai import pipeline
from gongkai.findings import Severity
from gongkai.intake.header import Header
from gongkai.intake.headings import find_header
from gongkai.intake.workbook_form import WorkbookForm, sheet_name
from gongkai.model.schema import ColumnType, ScheduleSpec, Shape
from gongkai.source import Source
from tests.conftest import ROOT
from tests.robust.unreadable import sample
from tests.support.library import LIBRARY

FOLDERS = sorted(path.parent for path in (ROOT / "sample_inputs").glob("*/input.xlsx"))
SMALL = ROOT / "sample_inputs" / "qinglong-2023-evaluation"
CODES = (ColumnType.FUNCTION, ColumnType.ECONOMIC)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a schedule in an opened workbook, with the place of its headings."""

    spec: ScheduleSpec
    cells: Any
    header: Header
    unit: str

    @property
    def is_rows(self) -> bool:
        return self.spec.shape is Shape.ROWS

    @property
    def last(self) -> int:
        rows = range(self.cells.max_row, 0, -1)
        return next(row for row in rows if any(cell.value not in (None, "") for cell in self.cells[row]))

    @property
    def rows(self) -> list[int]:
        columns = self.header.where.values()
        below = range(self.header.last + 1, self.last + 1)
        return [row for row in below if any(_filled(self.cells.cell(row, column)) for column in columns)]

    def of(self, *types: ColumnType) -> Iterator[Any]:
        """The filled cells of the columns of some types."""
        for column in self.spec.columns:
            if column.type in types and column.name in self.header.where:
                cells = (self.cells.cell(row, self.header.where[column.name]) for row in self.rows)
                yield from (cell for cell in cells if _filled(cell))


def _filled(cell: Any) -> bool:
    return cell.value not in (None, "") and not str(cell.value).startswith("=")


def signed(sheet: Sheet) -> None:
    row = sheet.last + 2
    sheet.cells.cell(row, 1).value = "制表人：张三"
    sheet.cells.cell(row, 3).value = "审核：李四"
    sheet.cells.cell(row, 4).value = "2024年9月18日"
    sheet.cells.cell(row + 1, 1).value = "注：1.本表金额按报表填列。"
    sheet.cells.cell(row + 2, 1).value = "    2.上年数为决算数。"
    sheet.cells.cell(row + 3, 1).value = "填表说明：金额取自财务系统"
    sheet.cells.cell(row + 4, 2).value = "联系电话："
    sheet.cells.cell(row + 5, 1).value = "（盖章）"


def remarks(sheet: Sheet) -> None:
    column = max([*sheet.header.where.values(), sheet.cells.max_column]) + 1
    for number, heading in enumerate(("备注", "核对人", "数据来源")):
        sheet.cells.cell(sheet.header.last, column + number).value = heading
        for row in sheet.rows[:3]:
            sheet.cells.cell(row, column + number).value = "见批复"


def blank_rows(sheet: Sheet) -> None:
    if sheet.is_rows:
        for row in reversed(sheet.rows[2::2]):
            sheet.cells.insert_rows(row)


def codes_as_numbers(sheet: Sheet) -> None:
    for cell in sheet.of(*CODES):
        if str(cell.value).isdigit():
            cell.value = int(cell.value)


def codes_with_blanks(sheet: Sheet) -> None:
    for cell in sheet.of(*CODES):
        cell.value = f"\u00a0{cell.value}\u3000"


def names_with_blanks(sheet: Sheet) -> None:
    for column in sheet.spec.columns:
        if column.type is ColumnType.TEXT and column.name in sheet.spec.unique and sheet.is_rows:
            for row in sheet.rows[::2]:
                cell = sheet.cells.cell(row, sheet.header.where[column.name])
                text = str(cell.value or "")
                if _filled(cell) and re.match("[\u4e00-\u9fff]{3}", text):
                    cell.value = f" {text[:2]} {text[2:]}\n"


def choices_with_blanks(sheet: Sheet) -> None:
    for cell in sheet.of(ColumnType.CHOICE) if sheet.is_rows else ():
        cell.value = f"{str(cell.value)[:1]} {str(cell.value)[1:]} "


def amounts_as_texts(sheet: Sheet) -> None:
    for cell in sheet.of(ColumnType.AMOUNT):
        if isinstance(cell.value, int | float):
            cell.value = f"{cell.value:,.2f}"


def amounts_with_units(sheet: Sheet) -> None:
    for cell in sheet.of(ColumnType.AMOUNT) if sheet.is_rows else ():
        if isinstance(cell.value, int | float):
            cell.value = f"{cell.value}{sheet.unit}"


def units_in_headings(sheet: Sheet) -> None:
    for column in sheet.spec.columns:
        if column.type is ColumnType.AMOUNT and column.name in sheet.header.where:
            cell = sheet.cells.cell(sheet.header.last, sheet.header.where[column.name])
            if isinstance(cell.value, str):
                cell.value = f"{cell.value}（{sheet.unit}）"


def titles(sheet: Sheet) -> None:
    sheet.cells.insert_rows(1, 2)
    sheet.cells["A1"] = f"附件：{sheet.spec.name}表"
    sheet.cells["A2"] = "编制单位：某局"


def looks(sheet: Sheet) -> None:
    sheet.cells.freeze_panes = sheet.cells.cell(sheet.header.last + 1, 3)
    sheet.cells.auto_filter.ref = f"A{sheet.header.last}:D{sheet.last}"
    for row in sheet.rows[:2]:
        sheet.cells.cell(row, 1).comment = Comment("请核对", "审核")
        sheet.cells.row_dimensions[row].hidden = True


def line_ends(sheet: Sheet) -> None:
    for cell in sheet.of(ColumnType.TEXT):
        if isinstance(cell.value, str):
            cell.value = cell.value.replace("\n", "\r\n") + "\n"


HABITS: tuple[Callable[[Sheet], None], ...] = (
    signed, remarks, blank_rows, codes_as_numbers, codes_with_blanks, names_with_blanks, choices_with_blanks,
    amounts_as_texts, amounts_with_units, units_in_headings, titles, looks, line_ends,
)  # fmt: skip


def _alike(folder: Path, habit: Callable[[Sheet], None]) -> None:
    """Filled in with a habit, the workbook gives the same report and no new error or warning."""
    whole = sample(folder)
    form = whole.opened.form
    assert isinstance(form, WorkbookForm)
    grids = {grid.title: grid for grid in form.grids}
    book = openpyxl.load_workbook(folder / "input.xlsx")
    changed = 0
    for spec in whole.pack.inputs.schedules:
        title = sheet_name(spec.name)
        header = find_header(grids[title], spec) if title in grids else None
        if header is not None:
            habit(Sheet(spec, book[title], header, whole.department.amount_unit))
            changed += 1
    book.worksheets[-1].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    checked = pipeline.check(Source("input.xlsx", stream.getvalue()), LIBRARY)
    said = {(code, message) for code, _, message in whole.said}
    new = [item for item in checked.findings if (item.code, item.message) not in said]
    assert changed > 3
    assert [
        f"{item.code} {item.location} {item.message}" for item in new if item.severity is not Severity.HINT
    ] == []
    before = whole.checked().subject
    assert checked.subject is not None
    assert before is not None
    assert checked.subject.document == before.document


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
def test_habits(habit: Callable[[Sheet], None]) -> None:
    _alike(SMALL, habit)


@pytest.mark.trial
@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
@pytest.mark.parametrize(
    "folder", [folder for folder in FOLDERS if folder != SMALL], ids=lambda folder: folder.name
)
def test_habits_of_every_sample(folder: Path, habit: Callable[[Sheet], None]) -> None:
    _alike(folder, habit)
