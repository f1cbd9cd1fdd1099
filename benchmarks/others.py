"""The same tables by the usual libraries: plain python-docx, openpyxl, XlsxWriter."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measurement, best, sample_tree
from gongkai.tree.nodes import Cell, Document, Heading, Paragraph, Table
from gongkai.writers.xlsx import write_xlsx


def measure_docx(root: Path, sample: str) -> Measurement:
    """python-docx as a careful programmer writes it: cells fetched once per table."""
    document, _ = sample_tree(root, sample)
    return Measurement("Word：python-docx（单元格已缓存）", best(lambda: _python_docx(document), rounds=1))


def measure_xlsx(root: Path, sample: str) -> list[Measurement]:
    document, _ = sample_tree(root, sample)
    return [
        Measurement("Excel：本项目", best(lambda: write_xlsx(document))),
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
    from docx import Document as NewDocument

    report = NewDocument()
    for block in document.blocks:
        if isinstance(block, Heading):
            report.add_heading(block.text, min(block.level, 9))
        elif isinstance(block, Paragraph):
            report.add_paragraph(block.text)
        elif isinstance(block, Table):
            width = len(block.widths)
            grid = report.add_table(len(block.rows), width)
            grid.style = "Table Grid"
            cells = grid._cells
            for row, column, cell in placed(block):
                cells[row * width + column].text = cell.text
                if cell.colspan > 1 or cell.rowspan > 1:
                    end = (row + max(cell.rowspan, 1) - 1) * width + column + cell.colspan - 1
                    cells[row * width + column].merge(cells[end])
    buffer = io.BytesIO()
    report.save(buffer)
    return buffer.getvalue()


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
