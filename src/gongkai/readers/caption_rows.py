"""Titles and units that stand within the grid of a table: its first rows, before the headings.

Many a table has its title as its first row, across all columns, and the unit of its amounts below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.readers.printed_document import PRINTED_NUMBER, PrintedCell, PrintedTable

_CAPTION = re.compile(
    r"(?:编制|填报|预算|主管|申报|公开)?(?:部门|单位)(?:名称)?[:：]|(?:金额)?单位[:：]?[（(]?(?:人民币)?(?:千|万|百万|亿)?元"
    r"|^[（(]?\d{4}年?度?[）)]?$|^(?:预算)?(?:公开|财决|预算|附)\d{1,2}(?:-\d+)?表$|^(?:附?表|附件)[\d一二三四五六七八九十]+(?:-\d+)?[:：]?$"
)
_TITLE = re.compile(r"表(?:[（(][^（）()]*[）)])?$")
_MOST = 8  # rows of titles and captions


def caption_rows(table: PrintedTable) -> list[list[str]]:
    """The texts of the rows before the headings that hold nothing but a title or captions; blank rows among them too."""
    found: list[list[str]] = []
    for row in range(min(_MOST, table.height - 1)):
        cells = [cell for cell in table.cells if cell.row == row]
        filled = [cell for cell in cells if cell.text.strip()]
        if any(cell.rowspan > 1 for cell in filled) or (filled and not _stands_over(filled, table.width)):
            break
        found.append([cell.text.strip() for cell in filled])
    return found if any(found) else []


def _stands_over(filled: Sequence[PrintedCell], width: int) -> bool:
    """Whether a row holds a title or captions: one text across all columns or that ends as titles do, or nothing but
    captions."""
    texts = ["".join(cell.text.split()) for cell in filled]
    if any(PRINTED_NUMBER.fullmatch(text) and not _CAPTION.search(text) for text in texts):
        return False
    if len(filled) == 1:
        across = filled[0].colspan == width and width > 2
        return across or bool(_TITLE.search(texts[0]) or _CAPTION.search(texts[0]))
    return all(_CAPTION.search(text) for text in texts)
