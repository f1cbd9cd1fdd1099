"""Copies of a sheet that is needed: “收入 (2)”, “支出 副本”, “收入2”, as spreadsheet programs and people name them.

Which of two sheets somebody went on filling in cannot be told by their names. A copy that says the same is no matter;
one that says something else is refused together with its original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gongkai.findings import Finding, Location, Severity, report
from gongkai.intake.header import Header
from gongkai.intake.headings import find_header
from gongkai.intake.repeated_headings import without_headings
from gongkai.intake.schedule_lookup import lookup_of
from gongkai.model.labels import is_computed, is_total, normal
from gongkai.model.schema import InputSpec, ScheduleSpec, Shape
from gongkai.patterns import late
from gongkai.readers.cells import RawCell
from gongkai.readers.sheet_cells import SheetCells

# What programs add to the name of a copy, and words for a later state of it. What says that it is an older state, a
# reference or another year (原, 旧, 备份, 上年, 2022) is nobody's input.
_WORDS = "副本|复件|复制|拷贝|copy|最新|最终|终稿|定稿|新版|新|修改|已改|改|正式"
_MARK = late(
    rf"(?:\s*(?:[-_—－·.的]\s*)*(?:\(\s*(?:\d{{1,2}}|{_WORDS})\s*\)|(?<!\d)v?\d{{1,2}}|{_WORDS}|稿|版))+\s*$",
    re.IGNORECASE,
)
_HINT = "哪一张是要公开的，就留哪一张：把内容放在“{}”里，另一张删去，或者改成与明细表无关的名称（如“底稿1”）"


SheetTexts = dict[tuple[object, str], tuple[RawCell, str]]
"""What a sheet says, as text with its cell: by a number or label of the row, and the name or number of the column."""


def original_of(title: str, spec: InputSpec) -> tuple[str, ScheduleSpec | None]:
    """The sheet that a sheet is a copy of by its name, and its schedule; None for other names."""
    name = unicodedata.normalize("NFKC", title).strip()
    bare = _MARK.sub("", name)
    wanted = normal(bare)
    for schedule in spec.schedules:
        for sheet in (schedule.name, *(matrix.name for matrix in schedule.sheets)):
            if normal(sheet) == wanted:
                return sheet, schedule
    return "", None


def copy_finding(copy: SheetCells, original: SheetCells, spec: ScheduleSpec, name: str) -> Finding | None:
    """What is to be said of a copy of the sheet `name`: an error where it holds something else than the original, else
    a hint; None where it has not the headings of the schedule."""
    if name == spec.name:
        header, own = find_header(copy, spec), find_header(original, spec)
        if header is None or len(header.columns) * 2 <= len(spec.columns):
            return None
        mine = dict(_rows(copy, header, spec))
        theirs = dict(_rows(original, own, spec)) if own is not None else {}
    else:
        mine, theirs = dict(_cells(copy)), dict(_cells(original))
    if mine and {key: text for key, (_, text) in mine.items()} != {
        key: text for key, (_, text) in theirs.items()
    }:
        return _differs(copy, original, spec, (mine, theirs))
    what = "内容相同" if mine else "没有填内容"
    message = f"工作表“{copy.title}”是“{original.title}”的副本，{what}，没有读取"
    where = Location(file=copy.file, sheet=copy.title)
    return report("SR-03", message, where, "不用改；不要的副本可以删去", found=copy.title)


def _differs(
    copy: SheetCells, original: SheetCells, spec: ScheduleSpec, said: tuple[SheetTexts, SheetTexts]
) -> Finding:
    mine, theirs = said
    key = next(key for key in (*mine, *theirs) if _text(mine, key) != _text(theirs, key))
    found, expected = (_short(_text(side, key)) for side in said)
    difference = f"如“{key[1]}”一个是“{found}”，一个是“{expected}”" if key[1] else f"“{found}”和“{expected}”"
    cell = mine[key][0].location.cell if key in mine else ""
    if not theirs:
        difference = f"“{original.title}”没有填内容，它填了"
    message = f"工作表“{copy.title}”是“{original.title}”的副本，内容不同（{difference}）"
    if copy.hidden:  # nobody has it before his eyes and fills it in
        message += "；它是隐藏的，没有读取"
        where = Location(file=copy.file, sheet=copy.title)
        return report("SR-03", message, where, "以它为准的，取消隐藏，把内容移到原表", found=copy.title)
    message += "，分不清以哪一张为准"
    # The schedule itself is the path: nothing that it holds is certain.
    where = Location(copy.file, copy.title, cell, path=spec.name)
    hint = _HINT.format(original.title)
    return report("SR-03", message, where, hint, found=found, severity=Severity.ERROR)


def _text(said: SheetTexts, key: tuple[object, str]) -> str:
    return said[key][1] if key in said else ""


def _short(text: str) -> str:
    return text if 0 < len(text) <= 20 else f"{text[:19]}…" if text else "空"


def _rows(
    grid: SheetCells, header: Header, spec: ScheduleSpec
) -> Iterator[tuple[tuple[object, str], tuple[RawCell, str]]]:
    """What is read of a schedule, row after row; rows that say nothing without a number, and totals, are left out."""
    lookup = lookup_of(spec)
    lines = lookup.line_labels
    grid, _ = without_headings(grid, header, spec)
    count = 0
    for number, row in grid.rows.items():
        label = row[min(row)].text
        if number <= header.last or is_total(label) or is_computed(label):
            continue
        line = next((lines[said] for cell in row.values() if (said := normal(cell.text)) in lines), "")
        cells = {
            column.name: row[at]
            for at, column in header.columns.items()
            if at in row and not row[at].is_blank
        }
        unsaid = spec.is_prefilled and not any(column in cells for column in lookup.numbers)
        if not cells or unsaid or (spec.shape is Shape.LINES and not line):
            continue
        count += 1
        for column, cell in cells.items():
            yield (line or count, f"{line}/{column}" if line else column), (cell, cell.text.strip())


def _cells(grid: SheetCells) -> Iterator[tuple[tuple[object, str], tuple[RawCell, str]]]:
    for row in grid.rows.values():
        for cell in row.values():
            if not cell.is_blank:
                yield (cell.location.cell, ""), (cell, cell.text.strip())
