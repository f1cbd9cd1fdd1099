"""The kinds of files that an input may be. A reader of another kind of workbook is its own module and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from gongkai.readers.sheet_cells import SheetCells


@dataclass(frozen=True, slots=True)
class SheetReader:
    """Reads the workbooks whose names end with one of `suffixes`, with the module of that name. It has

    - `read_sheets(content, file) -> list[SheetCells]`, which raises Damaged and TooLarge;
    - `another_kind(content) -> (what it is, what to do) | None`, where the bytes are not what the name says.
    """

    suffixes: tuple[str, ...]
    module: str

    def read_sheets(self, content: bytes, file: str) -> list[SheetCells]:
        read: Callable[[bytes, str], list[SheetCells]] = import_module(self.module).read_sheets
        return read(content, file)

    def another_kind(self, content: bytes) -> tuple[str, str] | None:
        return cast(tuple[str, str] | None, import_module(self.module).another_kind(content))


SHEET_READERS = (SheetReader((".xlsx", ".xlsm"), "gongkai.readers.xlsx"),)

WORKBOOK_SUFFIXES = tuple(suffix for reader in SHEET_READERS for suffix in reader.suffixes)
YAML_SUFFIXES = (".yaml", ".yml")
OLD_SUFFIXES = (".xls", ".et")
INPUT_SUFFIXES = tuple(dict.fromkeys((*WORKBOOK_SUFFIXES, *YAML_SUFFIXES, ".xls", ".xlsb", ".et", ".ods")))
"""In the order in which one is taken of files that differ only in this. The last cannot be read: a finding says so."""

SAVE_AS = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”"
"""What to do with a workbook that cannot be read."""

WRITTEN_WORKBOOK = ".xlsx"
WRITTEN_SUFFIXES = (WRITTEN_WORKBOOK, *YAML_SUFFIXES)
"""Of the forms to fill in that we write."""


def sheet_reader(suffix: str) -> SheetReader | None:
    """The reader of workbooks with this suffix."""
    return next((reader for reader in SHEET_READERS if suffix in reader.suffixes), None)
