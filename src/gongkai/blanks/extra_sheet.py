"""An extra sheet of an input workbook that only informs and is never read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gongkai.blanks.cell_formats import Styles
from gongkai.frozen import frozen
from gongkai.model.labels import COMPUTED_SUFFIX


@frozen
class ExtraSheet:
    """A plain table; None is an empty cell. Readers skip it, because its title is marked as computed."""

    title: str
    note: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Sequence[Sequence[str | Decimal | None]]


def write_extra_sheet(book: Any, styles: Styles, extra: ExtraSheet) -> None:
    sheet = book.add_worksheet(f"{extra.title}{COMPUTED_SUFFIX}")
    head = styles.make(bold=True, border=1, text_wrap=True, align="center", valign="vcenter")
    text = styles.make(border=1, text_wrap=True, valign="vcenter")
    amount = styles.make(border=1, num_format="#,##0.00", valign="vcenter")
    sheet.write_string(0, 0, extra.title, styles.title())
    sheet.write_string(1, 0, extra.note, styles.note())
    for column, (label, width) in enumerate(zip(extra.heads, extra.widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, label, head)
    for number, row in enumerate(extra.rows, 3):
        for column, value in enumerate(row):
            if isinstance(value, Decimal):
                sheet.write_number(number, column, float(value), amount)
            else:
                sheet.write_string(number, column, value or "", text)
    sheet.freeze_panes(3, 0)
