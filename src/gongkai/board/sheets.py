"""Lists as workbooks: what the bureau sends on. No text in them becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import BinaryIO

from gongkai.text_workbook import new_workbook, xml_text
from gongkai.writers.xlsx.geometry import WRAPPED_LINE, wrapped_height

_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True, "border": 1}


def table_workbook(
    stream: BinaryIO,
    title: str,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Sequence[str | int | Decimal | None]],
) -> None:
    """One sheet with a table, ready to be printed on A4 across."""
    book = new_workbook(stream, title)
    sheet = book.add_worksheet(title)
    head = book.add_format({**_FONT, "bold": True, "bg_color": "#DDE6F0", "align": "center"})
    text, number = book.add_format(_FONT), book.add_format({**_FONT, "align": "right"})
    for column, (name, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    last = 0
    for last, row in enumerate(rows, 1):
        texts = [xml_text("" if value is None else str(value)) for value in row]
        height = wrapped_height(texts, widths)
        sheet.set_row(last, WRAPPED_LINE + 4 if height is None else height + 4)
        for column, value in enumerate(row):
            if isinstance(value, int | Decimal):
                sheet.write_number(last, column, float(value), number)
            else:
                sheet.write_string(last, column, texts[column], text)
    sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
