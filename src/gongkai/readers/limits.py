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
MAX_PLACES = 500_000  # rows by columns of one printed table, empty ones too
MAX_STRINGS = 300_000  # shared strings
MAX_MARKS = 2_500_000  # tags of all parts of one workbook, opening and closing
MAX_XML_DEPTH = 64  # of elements


class TooLarge(Exception):
    """A workbook beyond the limits; the message is Chinese and goes on after the file's name."""


def too_large() -> TooLarge:
    return TooLarge(f"解压后太大（最多 {MAX_UNPACKED // 1_000_000} MB），不像正常的文件")


def check_rows(sheet: str, rows: int) -> None:
    """Raise TooLarge for a sheet with too many rows."""
    if rows > MAX_ROWS:
        raise TooLarge(f"的工作表“{sheet}”太大，一张表最多 {MAX_ROWS} 行")


def check_places(called: str, rows: int, columns: int) -> None:
    """Raise TooLarge for a printed table with too many places: a cell or a span far away makes millions of one."""
    if rows * columns > MAX_PLACES:
        raise TooLarge(f"的{called}太大：有 {rows} 行 {columns} 列，最多 {MAX_PLACES // 10_000} 万个单元格")
