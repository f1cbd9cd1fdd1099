"""A marked copy of the user's workbook: every finding on its cell, and a first sheet that lists them all.

The colour lies over the cell as a conditional format, so that the cell's own look is kept and a later
marking can take the old one away. The copy can be filled in further: the list is never read as input.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gongkai.blanks.cell_formats import FONT
from gongkai.copies.workbook_copy import open_copy, save_copy
from gongkai.findings import Finding, Severity
from gongkai.model.labels import FINDINGS_SHEET
from gongkai.text_workbook import CELL_LIMIT, put_text, xml_text

COLOURS = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFD966", Severity.HINT: "DDEBF7"}
_AUTHOR = "gongkai"
_TAG = '"gongkai"="gongkai"'  # always true; it distinguishes our marks from the user's own formats
_BREAK = "\n————\n"
_COLUMNS = (("级别", 8), ("编号", 10), ("工作表", 22), ("单元格", 12), ("问题", 70), ("改法", 60))
_HEADER_ROW = 4


def mark_workbook(content: bytes, findings: Sequence[Finding], summary: str) -> bytes:
    """A copy of a workbook with its findings marked. `summary` stands above the list.

    Raises whatever openpyxl raises on a workbook that it cannot load.
    """
    book = open_copy(content)
    if FINDINGS_SHEET in book.sheetnames:
        del book[FINDINGS_SHEET]
    by_sheet = _by_cell(findings)
    for sheet in book.worksheets:
        _unmark(sheet)
        _mark(sheet, by_sheet.get(sheet.title, {}))
    _list_sheet(book, findings, summary)
    return save_copy(book, content)


def list_workbook(findings: Sequence[Finding], summary: str) -> bytes:
    """A workbook with nothing but the list, for an input that is no workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    first = book.active
    _list_sheet(book, findings, summary)
    if first is not None:
        book.remove(first)
    return save_copy(book)


def _by_cell(findings: Iterable[Finding]) -> dict[str, dict[str, list[Finding]]]:
    """Findings that have a cell, by sheet and cell."""
    found: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        where = finding.location
        if where.sheet and where.cell:
            found.setdefault(where.sheet, {}).setdefault(where.cell, []).append(finding)
    return found


def _unmark(sheet: Any) -> None:
    """Remove the marks of an earlier run: colours with our tag, and our part of comments."""
    from openpyxl.comments import Comment
    from openpyxl.formatting.formatting import ConditionalFormattingList

    kept = ConditionalFormattingList()
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            if list(rule.formula or ()) != [_TAG]:
                kept.add(str(area.sqref), rule)
    sheet.conditional_formatting = kept
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is None or cell.comment.author != _AUTHOR:
                continue
            own = cell.comment.text.partition(_BREAK)[2] if _BREAK in cell.comment.text else ""
            cell.comment = Comment(own, "") if own else None


def _mark(sheet: Any, found: dict[str, list[Finding]]) -> None:
    """Colour and comment each cell. Our colours come first, because Excel goes by priority and other programs by
    order."""
    from openpyxl.formatting.formatting import ConditionalFormattingList

    by_level: dict[Severity, list[str]] = {}
    for reference, on_cell in found.items():
        worst = min((finding.severity for finding in on_cell), key=lambda level: level.rank)
        by_level.setdefault(worst, []).append(reference)
        _add_comment(sheet, reference, on_cell)
    if not by_level:
        return
    formats = ConditionalFormattingList()
    for priority, (level, cells) in enumerate(by_level.items(), start=1):
        formats.add(" ".join(cells), _colour(level, priority))
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            rule.priority += len(by_level)
            formats.add(str(area.sqref), rule)
    sheet.conditional_formatting = formats


def _colour(level: Severity, priority: int) -> Any:
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    look = DifferentialStyle(fill=PatternFill(bgColor=COLOURS[level], fill_type="solid"))
    return Rule(type="expression", formula=[_TAG], dxf=look, stopIfTrue=True, priority=priority)


def _add_comment(sheet: Any, reference: str, found: list[Finding]) -> None:
    from openpyxl.comments import Comment

    cell = _anchor(sheet, sheet[reference])
    text = "\n".join(_comment(finding) for finding in found)
    if cell.comment is not None:
        text += _BREAK + cell.comment.text
    comment = Comment(xml_text(text)[:CELL_LIMIT], _AUTHOR)
    comment.width, comment.height = 380, 40 + 18 * sum(1 + len(line) // 28 for line in text.split("\n"))
    cell.comment = comment


def _anchor(sheet: Any, cell: Any) -> Any:
    """The cell that can hold a comment: of merged cells the first."""
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            return sheet.cell(area.min_row, area.min_col)
    return cell


def _comment(finding: Finding) -> str:
    remedy = f"\n改法：{finding.hint}" if finding.hint else ""
    return f"[{finding.severity.value}] {finding.code} {finding.message}{remedy}"


def _list_sheet(book: Any, findings: Sequence[Finding], summary: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    from gongkai.blanks.row_heights import text_points

    sheet = book.create_sheet(FINDINGS_SHEET, 0)
    sheet.sheet_properties.tabColor = "C00000"
    put_text(sheet["A1"], FINDINGS_SHEET)
    put_text(sheet["A2"], summary)
    sheet["A1"].font = Font(name=FONT, size=16, bold=True, color="1F3864")
    sheet["A2"].font = Font(name=FONT, size=10, color="595959")
    sheet.row_dimensions[1].height = 28  # without a height LibreOffice cuts off large letters
    thin = Side(style="thin", color="BFBFBF")
    box, wrapped = Border(thin, thin, thin, thin), Alignment(vertical="top", wrap_text=True)
    for index, (heading, width) in enumerate(_COLUMNS, start=1):
        cell = sheet.cell(_HEADER_ROW, index)
        put_text(cell, heading)
        cell.font = Font(name=FONT, size=10, bold=True)
        cell.fill = PatternFill("solid", fgColor="DCE6F1")
        cell.border, cell.alignment = box, Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(index)].width = width
    for row, finding in enumerate(findings, start=_HEADER_ROW + 1):
        for index, text in enumerate(_row(finding), start=1):
            cell = sheet.cell(row, index)
            put_text(cell, text)
            cell.font = Font(name=FONT, size=10)
            cell.border, cell.alignment = box, wrapped
        sheet.row_dimensions[row].height = max(
            text_points(text, width) for text, (_, width) in zip(_row(finding), _COLUMNS, strict=True)
        )
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=COLOURS[finding.severity])
        _link(book, sheet.cell(row, 4), finding)
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"
    if findings:
        sheet.auto_filter.ref = f"A{_HEADER_ROW}:F{_HEADER_ROW + len(findings)}"
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = 0


def _row(finding: Finding) -> tuple[str, ...]:
    where = finding.location
    place = where.cell or (f"第 {where.line} 行" if where.line else "")
    sheet = where.sheet or where.path.partition("/")[0]
    return (finding.severity.value, finding.code, sheet, place, finding.message, finding.hint)


def _link(book: Any, cell: Any, finding: Finding) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    where = finding.location
    if not where.cell or where.sheet not in book.sheetnames:
        return
    quoted = where.sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{where.cell}", display=where.cell)
    cell.font = Font(name=FONT, size=10, color="0563C1", underline="single")
