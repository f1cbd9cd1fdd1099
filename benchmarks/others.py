"""The same tables by the usual libraries: plain python-docx, openpyxl, XlsxWriter."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Measurement, best, forget_grids, sample_tree
from gongkai.tree.nodes import Cell, CellKind, Document, Heading, Orientation, Paragraph, Table
from gongkai.writers.xlsx.writer import write_xlsx


def measure_docx(root: Path, sample: str) -> Measurement:
    """python-docx as a careful programmer writes it: cells fetched once per table."""
    document, _ = sample_tree(root, sample)
    return Measurement("Word：python-docx（单元格已缓存）", best(lambda: _python_docx(document), rounds=1))


def measure_xlsx(root: Path, sample: str) -> list[Measurement]:
    document, _ = sample_tree(root, sample)
    return [
        Measurement(
            "Excel：本项目", best(lambda: write_xlsx(document), prepare=lambda: forget_grids(document))
        ),
        Measurement("Excel：XlsxWriter", best(lambda: _xlsxwriter(document), rounds=5)),
        Measurement("Excel：openpyxl", best(lambda: _openpyxl(document), rounds=3)),
    ]


def placed(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """The cells of a table with row and column, spans taken into account."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            taken.update(
                (number + down, column + right)
                for down in range(max(cell.rowspan, 1))
                for right in range(cell.colspan)
            )
            yield number, column, cell
            column += cell.colspan


def _python_docx(document: Document) -> bytes:
    """The report as ours looks: widths, alignment, heights, repeated headings, landscape pages, captions, notes."""
    from docx import Document as NewDocument
    from docx.enum.section import WD_ORIENT, WD_SECTION

    report = NewDocument()
    landscape = False
    for block in document.blocks:
        if isinstance(block, Heading):
            report.add_heading(block.text, min(block.level, 9))
        elif isinstance(block, Paragraph):
            report.add_paragraph(block.text)
        elif isinstance(block, Table):
            if (block.orientation is Orientation.LANDSCAPE) != landscape:
                landscape = not landscape
                section = report.add_section(WD_SECTION.NEW_PAGE)
                section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
                section.page_width, section.page_height = section.page_height, section.page_width
            report.add_paragraph(block.title)
            for parts in block.caption:
                report.add_paragraph("\t".join(parts))
            _python_docx_table(report, block)
            for note in block.notes:
                report.add_paragraph(note)
    buffer = io.BytesIO()
    report.save(buffer)
    return buffer.getvalue()


def _python_docx_table(report: Any, table: Table) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    sides = {
        CellKind.HEADER: WD_PARAGRAPH_ALIGNMENT.CENTER,
        CellKind.TOTAL: WD_PARAGRAPH_ALIGNMENT.CENTER,
        CellKind.NUMBER: WD_PARAGRAPH_ALIGNMENT.RIGHT,
    }
    width = len(table.widths)
    grid = report.add_table(len(table.rows), width)
    grid.style, grid.autofit = "Table Grid", False
    points = [500 * share / sum(table.widths) for share in table.widths]
    for number, row in enumerate(grid.rows):
        row.height = Pt(18)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number < table.header_rows:
            properties.append(OxmlElement("w:tblHeader"))
    cells = grid._cells
    for row_number, column, cell in placed(table):
        made = cells[row_number * width + column]
        made.width = Pt(points[column])
        made.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = made.paragraphs[0]
        paragraph.alignment = sides.get(cell.kind, WD_PARAGRAPH_ALIGNMENT.LEFT)
        run = paragraph.add_run(cell.text)
        run.font.size = Pt(9)
        if cell.kind in (CellKind.HEADER, CellKind.SECTION):
            run.bold = True
        if cell.colspan > 1 or cell.rowspan > 1:
            end = (row_number + max(cell.rowspan, 1) - 1) * width + column + cell.colspan - 1
            made.merge(cells[end])


def _xlsxwriter(document: Document) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    text = book.add_format({"border": 1, "text_wrap": True})
    amount = book.add_format({"border": 1, "num_format": "#,##0.00"})
    for table in document.tables:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, table.title)
        for row, column, cell in placed(table):
            if cell.colspan > 1 or cell.rowspan > 1:
                last = row + max(cell.rowspan, 1), column + cell.colspan - 1
                sheet.merge_range(row + 1, column, *last, cell.text, text)
            elif cell.number is not None:
                sheet.write_number(row + 1, column, float(cell.number.value), amount)
            else:
                sheet.write_string(row + 1, column, cell.text, text)
    book.close()
    return buffer.getvalue()


def _openpyxl(document: Document) -> bytes:
    import openpyxl
    from openpyxl.styles import Border, Side

    book = openpyxl.Workbook()
    line = Side("thin")
    border = Border(line, line, line, line)
    for table in document.tables:
        sheet = book.create_sheet()
        sheet.cell(1, 1, table.title)
        for row, column, cell in placed(table):
            made = sheet.cell(row + 2, column + 1, cell.text if cell.number is None else cell.number.value)
            made.border = border
            if cell.number is not None:
                made.number_format = "#,##0.00"
            if cell.colspan > 1 or cell.rowspan > 1:
                last = row + 1 + max(cell.rowspan, 1), column + cell.colspan
                sheet.merge_cells(None, row + 2, column + 1, *last)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
