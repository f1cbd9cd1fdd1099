"""The copy of a workbook with the numbers of the exports: a comment on each cell, and a sheet of all origins."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from gongkai.blanks.cell_formats import FONT
from gongkai.copies.workbook_copy import open_copy, save_copy
from gongkai.filling.decide import Decision, NewRow, Write, about
from gongkai.findings import Finding, Location
from gongkai.model.labels import ORIGINS_SHEET
from gongkai.money import plain
from gongkai.text_workbook import put_text

_AUTHOR = "gongkai fill"
_COLUMNS = (
    ("情况", 10),
    ("工作表", 20),
    ("单元格", 10),
    ("内容", 60),
    ("数", 18),
    ("来源文件", 36),
    ("来源工作表", 36),
    ("来源单元格", 12),
    ("说明", 70),
)
_HEADER_ROW = 3
FILLED, LEFT = "已填", "没有填"


def filled_copy(content: bytes, decision: Decision, findings: Sequence[Finding]) -> bytes:
    """The workbook with what was decided. Raises whatever openpyxl raises on a workbook that it cannot load."""
    book = open_copy(content)
    for row in decision.rows:
        _add_row(book[row.sheet], row)
    for write in decision.writes:
        _write(book[write.sheet], write)
    _origins(book, decision, findings)
    return save_copy(book, content)


def _add_row(sheet: Any, row: NewRow) -> None:
    for column, text in row.texts.items():
        cell = sheet.cell(row.row, column)
        _look(sheet, cell)
        put_text(cell, text)


def _look(sheet: Any, cell: Any) -> None:
    """The look of the cell above, where a sheet has no rows prepared so far down."""
    above = sheet.cell(cell.row - 1, cell.column)
    if not cell.has_style and above.has_style:
        cell._style = copy.copy(
            above._style
        )  # indices of the book's own styles: a tenth of the time of six setters


def _write(sheet: Any, write: Write) -> None:
    from openpyxl.comments import Comment

    cell = sheet.cell(write.row, write.column)
    _look(sheet, cell)
    if isinstance(write.shown, str):
        put_text(cell, write.shown)
    else:
        cell.value = write.shown
    text = "来源：" + "；".join(map(str, _places(write)))
    if note := _how(write):
        text += "\n" + note
    before = cell.comment.text + "\n" if cell.comment is not None else ""
    cell.comment = Comment(before + text, _AUTHOR)
    cell.comment.width, cell.comment.height = 360, 30 + 18 * (1 + len(text) // 26)


def _places(write: Write) -> list[Location]:
    """The cells that say the number, or of which it was computed."""
    fact = write.targeted.fact
    return [fact.place, *fact.others] if fact.others else [each.place for each in write.targeted.facts]


def _how(write: Write) -> str:
    fact = write.targeted.fact
    if write.before:
        return f"原来是 {write.before}，上年公开的数（取整过的）"
    if not fact.others:
        return "几处相同" if len(write.targeted.facts) > 1 else ""
    return "第一处减去其余各处" if fact.others != (fact.place,) else "全部是这一种"


def _origins(book: Any, decision: Decision, findings: Sequence[Finding]) -> None:
    """The sheet of origins; the list of an earlier run stays above what this one adds."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    if ORIGINS_SHEET in book.sheetnames:
        sheet = book[ORIGINS_SHEET]
    else:
        sheet = book.create_sheet(ORIGINS_SHEET)
        put_text(sheet["A1"], ORIGINS_SHEET)
        put_text(
            sheet["A2"], "程序从财务系统导出表填入的每一个数的来源，以及没有填的；程序不读这张表，也不公开"
        )
        sheet["A1"].font = Font(name=FONT, size=16, bold=True, color="1F3864")
        sheet["A2"].font = Font(name=FONT, size=10, color="595959")
        sheet.row_dimensions[1].height = 28
        for index, (heading, width) in enumerate(_COLUMNS, start=1):
            cell = sheet.cell(_HEADER_ROW, index)
            put_text(cell, heading)
            cell.font, cell.fill = Font(name=FONT, size=10, bold=True), PatternFill("solid", fgColor="DCE6F1")
            sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    last = max(_HEADER_ROW, sheet.max_row)
    rows = [row for write in decision.writes for row in _rows(write)]
    rows += [_row_left(finding) for finding in findings]
    rows += [_row_left(finding, f"导出表：{finding.expected}") for finding in decision.unconfirmed]
    plain_look = None
    for number, row in enumerate(rows, start=last + 1):
        for index, value in enumerate(row, start=1):
            if not value:
                continue
            cell = sheet.cell(number, index)
            put_text(cell, value)
            if plain_look is None:
                cell.font, cell.alignment = (
                    Font(name=FONT, size=10),
                    Alignment(vertical="top", wrap_text=True),
                )
                plain_look = cell._style
            cell._style = copy.copy(plain_look)
    if rows:
        sheet.auto_filter.ref = f"A{_HEADER_ROW}:{get_column_letter(len(_COLUMNS))}{last + len(rows)}"


def _rows(write: Write) -> list[tuple[str, ...]]:
    """One row for each place; only the first says the number."""
    found: list[tuple[str, ...]] = []
    for index, place in enumerate(_places(write)):
        shown = "" if index else write.shown if isinstance(write.shown, str) else plain(write.shown)
        what = about(write.targeted.target)
        found.append(
            (FILLED, write.sheet, write.cell, what, shown, place.file, place.sheet, place.cell, _how(write))
        )
    return found


def _row_left(finding: Finding, said: str = "") -> tuple[str, ...]:
    where = finding.location
    said = said or f"{finding.code} {finding.message}" + (f"；{finding.hint}" if finding.hint else "")
    return (LEFT, "", "", where.path, finding.found, where.file, where.sheet, where.cell, said)
