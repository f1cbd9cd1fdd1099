"""What the sheets of one input workbook share: their frame, and how a value stands in a cell."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from gongkai.blanks.cell_formats import Styles
from gongkai.blanks.dropdowns import DropDowns
from gongkai.blanks.prefilled import amount_in_unit, listed_name
from gongkai.blanks.sheet_places import HEADER_ROW, PURPOSE_ROW, SUMMED_ROWS, TITLE_ROW, UNIT_ROW, unit_cell
from gongkai.intake.numbers import read_date
from gongkai.intake.typed_text import EXCEL_TEXT_LIMIT, FORMULA_STARTS, excel_length
from gongkai.intake.workbook_form import sheet_name
from gongkai.model.classification import Classification
from gongkai.model.department import UNCONFIRMED, Department, Value
from gongkai.model.labels import GUIDE_SHEET, IDENTITY_SCHEDULE, name_column
from gongkai.model.schema import CODE_TYPES, ColumnType, InputSpec, ScheduleSpec

_DATE_TEXT = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日$")


class Pages:
    """What the sheets of one workbook share. `is_whole` says that nothing is left to be filled in."""

    def __init__(
        self,
        book: Any,
        spec: InputSpec,
        classification: Classification,
        department: Department,
        is_whole: bool = True,
    ) -> None:
        self.book = book
        self.classification = classification
        self.department = department
        self.is_whole = is_whole
        self.unit = department.amount_unit
        self.unit_cell = unit_cell(spec)
        self.styles = Styles(book, department.amount_unit)
        self.dropdowns = DropDowns(spec, classification)
        self.unconfirmed = any(
            not value.confirmed
            for schedule in department.schedules.values()
            for entry in schedule.entries
            for value in entry.values.values()
        )

    def identity(self, line: str) -> str:
        """What 单位信息 says in a line."""
        return self.department.line_text(IDENTITY_SCHEDULE, line)

    def sheet(self, spec: ScheduleSpec, name: str = "", purpose: str = "") -> Any:
        """A new sheet with title, purpose and unit line, set up for paper; called like the schedule, or `name`."""
        from gongkai.blanks.row_heights import GrowingSheet

        sheet = self.book.add_worksheet(sheet_name(name or spec.name), GrowingSheet)
        sheet.set_tab_color("#A9D08E" if spec.optional else "#FFC000")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C&A　第 &P 页，共 &N 页")
        if self.unconfirmed:
            # Written before the colour of the input area, which would cover it; disappears with the mark.
            marked = {"type": "text", "criteria": "begins with", "value": UNCONFIRMED}
            options = {**marked, "format": self.styles.unconfirmed(), "stop_if_true": True}
            sheet.conditional_format(HEADER_ROW + 1, 0, SUMMED_ROWS, len(spec.columns) + 3, options)
        sheet.set_row(TITLE_ROW, 28)
        sheet.write_string(TITLE_ROW, 0, name or spec.name, self.styles.title())
        sheet.write_string(PURPOSE_ROW, 0, purpose or spec.purpose, self.styles.note())
        legend = "标 * 的必填；黄色的格填写，灰色的格不用填"
        kinds = {line.type for line in spec.lines} or {column.type for column in spec.columns}
        if ColumnType.AMOUNT in kinds:
            self.unit_formula(sheet, UNIT_ROW, 0, "金额单位：", f"　　{legend}", self.styles.note())
        else:
            sheet.write_string(UNIT_ROW, 0, f"{legend}；说明见“{GUIDE_SHEET}”", self.styles.note())
        return sheet

    def unit_formula(self, sheet: Any, row: int, column: int, before: str, after: str, style: Any) -> None:
        """The amount unit, following what the identity sheet says."""
        text = f"{before}{self.unit}{after}"
        if not self.unit_cell:
            sheet.write_string(row, column, text, style)
            return
        parts = [f'"{before}"' if before else "", self.unit_cell, f'"{after}"' if after else ""]
        sheet.write_formula(row, column, "=" + "&".join(filter(None, parts)), style, text)

    def value(self, sheet: Any, row: int, column: int, kind: ColumnType, value: Value, style: Any) -> None:
        """One typed value as Excel would hold it."""
        scalar = value.written
        if isinstance(scalar, Decimal):
            number = amount_in_unit(scalar, self.unit) if kind is ColumnType.AMOUNT else scalar
            sheet.write_number(row, column, float(number), style)
            return
        day = read_date(scalar) if kind is ColumnType.DATE and _DATE_TEXT.match(scalar) else None
        if day is not None:
            self._date(sheet, row, column, day, style)
            return
        if excel_length(scalar) > EXCEL_TEXT_LIMIT:  # reading refuses such a text (SR-25)
            raise ValueError(f"文字超过 {EXCEL_TEXT_LIMIT} 字，Excel 的一格放不下：{scalar[:20]}……")
        if scalar.startswith(FORMULA_STARTS):
            style = self.styles.quoted(style)
        sheet.write_string(row, column, scalar, style)

    def _date(self, sheet: Any, row: int, column: int, day: date, style: Any) -> None:
        sheet.write_datetime(row, column, datetime(day.year, day.month, day.day), style)

    def code_text(self, spec: ScheduleSpec, column: str, kind: ColumnType, code: str) -> str:
        """A code as shown: with its name where no column beside it holds the name."""
        if kind not in CODE_TYPES or spec.column(name_column(column)) is not None:
            return code
        return f"{code} {listed_name(kind, code, self.classification)}".strip()
