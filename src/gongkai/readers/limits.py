"""How much of a workbook is read at all: far above what any department fills in, far below what hurts.

A few kilobytes of zip can hold gigabytes of XML, a few lines of XML can declare entities that grow without
end, and a sheet formatted down to its last row is read for minutes to no end. What the archive declares about
itself is not believed: bytes are counted as they are inflated, elements as they are parsed.
"""

from __future__ import annotations

from gongkai.office_files import MAX_UNPACKED

MAX_YAML_BYTES = 5_000_000
MAX_PART = 24_000_000  # of one part, inflated
MAX_PARTS = 5_000
MAX_SHEETS = 200
MAX_ROWS = 20_000  # rows with a value, in one sheet
MAX_CELLS = 300_000  # cells with a value, in one workbook
MAX_STRINGS = 300_000  # shared strings
MAX_MARKS = 2_500_000  # tags of all parts of one workbook, opening and closing
MAX_XML_DEPTH = 64  # of elements


class TooLarge(Exception):
    """A workbook beyond the limits; the message is Chinese and goes on after the file's name."""


def too_large() -> TooLarge:
    return TooLarge(f"解压后太大（最多 {MAX_UNPACKED // 1_000_000} MB），不像填好的工作簿")


def check_rows(sheet: str, rows: int) -> None:
    """Raise TooLarge for a sheet with too many rows."""
    if rows > MAX_ROWS:
        raise TooLarge(f"的工作表“{sheet}”太大，一张表最多 {MAX_ROWS} 行")
