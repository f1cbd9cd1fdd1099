"""A workbook of any kind to the cells of its sheets."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from gongkai.readers.kinds import KINDS, kind_of
from gongkai.readers.package import Damaged, Parts, Protected
from gongkai.readers.sheet_cells import SheetCells

WORKBOOKS = tuple(suffix for kind in KINDS.values() if kind.workbook for suffix in kind.suffixes)
"""The usual suffixes of what `read_workbook` reads."""


class NoWorkbook(Damaged):
    """Something else than a workbook. `kind` as `kind_of` gives it."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"其实是{KINDS[kind].called}" if kind in KINDS else "不是表格软件的文件")
        self.kind = kind


def read_workbook(content: bytes, file: str, every: bool = False) -> list[SheetCells]:
    """All sheets, those that may be read (all, if `every`) with their cells.

    Raises NoWorkbook, Protected and Damaged; TooLarge.
    """
    kind = kind_of(content)
    if kind == "protected":
        raise Protected()
    if kind not in KINDS or not KINDS[kind].workbook:
        if kind == "zip":
            Parts(content)  # half a workbook is a damaged one
        raise NoWorkbook(kind)
    module, _, name = KINDS[kind].workbook.partition(":")
    read = cast("Callable[[bytes, str, bool], list[SheetCells]]", getattr(import_module(module), name))
    return read(content, file, every)
