"""The only way in which we write texts into workbooks, so that no text becomes a formula.

Names come from files of unknown origin. Both xlsxwriter and openpyxl turn a text that begins with = into a
formula, and Excel would execute it (open a link, start a program). So all workbooks are made here
(xlsxwriter), and all cells of copies are filled here (openpyxl); `tests/project/test_text_workbook.py` holds
that.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2000, 1, 1)  # no clock: the same input gives the same bytes
CELL_LIMIT = 32_000  # characters that a cell holds, a little less than Excel's 32,767
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_LINK = re.compile(r'[%#?: "<>\[\]\\^`{}|\x00-\x1f]')


def new_workbook(buffer: BinaryIO, title: str) -> Workbook:
    """An empty workbook, to be written with xlsxwriter; no text in it becomes a formula, a link or a number."""
    import xlsxwriter

    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **never})
    book.set_properties({"title": xml_text(title), "author": "", "created": CREATED})
    return book


def put_text(cell: Any, text: str) -> None:
    """A text into a cell of a copy (openpyxl)."""
    cell.value = xml_text(text)[:CELL_LIMIT]
    if cell.value is not None:
        cell.data_type = "s"


def put_link(sheet: Worksheet, row: int, column: int, target: PurePath, look: Format, shown: str) -> None:
    """A link to a file, by its path from the workbook; a name that no link can hold stands as a text."""
    address = _NOT_IN_LINK.sub(lambda match: f"%{ord(match[0]):02X}", target.as_posix())
    if sheet.write_url(row, column, f"external:{address}", look, shown) != 0:
        sheet.write_string(row, column, xml_text(target.name), look)


def xml_text(text: str) -> str:
    """A text without the characters that no XML can hold."""
    return _NOT_XML.sub("", text)
