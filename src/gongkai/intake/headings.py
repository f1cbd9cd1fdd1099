"""Find the header rows of a sheet by their labels and tell which column is which."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from gongkai.findings import Finding, Location, Severity, report
from gongkai.intake.furniture import is_remark
from gongkai.intake.header import Header
from gongkai.intake.schedule_lookup import HeadingIndex, ScheduleLookup, lookup_of
from gongkai.model.labels import (
    LINE_HEADING,
    PROMPT_HEADING,
    UNIT_HEADING,
    is_computed,
    is_total,
    nearest_label,
    normal,
)
from gongkai.model.schema import Column, ScheduleSpec
from gongkai.readers.cells import RawCell, is_nothing
from gongkai.readers.sheet_cells import SheetCells

SEARCHED_ROWS = 40
_REMEMBERED = 32  # a sheet asks for the few rows down to its header, alone and with those below
_NAMED = 4  # missing columns that a message names; all stand in what was expected
_DELETED = "确实没有数的栏，删了也不用补；有数的，对照空白工作簿恢复表头文字"
_UNIT = re.compile(r"[（(](?:单位[:：])?\s*(?:人民币)?\s*(?:万元|元)\s*[）)]\s*$")  # behind a heading
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年度?")  # of a heading that says 2024年决算
_AUXILIARY = {normal(LINE_HEADING), normal(PROMPT_HEADING), normal(UNIT_HEADING), "序号", "行次"}

_Label = tuple[str, int, int]
"""A heading with its row and column."""


def find_header(grid: SheetCells, spec: ScheduleSpec) -> Header | None:
    """The best match among the first rows; the smaller and upper one where two match equally well."""
    found = _search(grid, spec)
    return replace(found) if found is not None else None  # the one that is kept is nobody's to change


def _search(grid: SheetCells, spec: ScheduleSpec) -> Header | None:
    match = spec.kept(_matcher)
    deepest, wanted = lookup_of(spec).deepest, len(spec.columns)
    labels: dict[int, tuple[_Label, ...]] = {}  # a row is looked at for every depth
    best: Header | None = None
    for first in list(grid.rows)[:SEARCHED_ROWS]:
        if _is_title(grid.rows[first], spec):
            continue
        for depth in range(1, deepest + 1):
            if (below := first + depth - 1) not in labels:
                labels[below] = _labels(grid.rows.get(below, {}))
            header = match(tuple([labels[number] for number in range(first, below + 1)]), first)
            if header.columns and (best is None or len(header.columns) > len(best.columns)):
                best = header
                if len(best.columns) == wanted:
                    return best
    return best


def _is_title(row: dict[int, RawCell], spec: ScheduleSpec) -> bool:
    """True for a row that holds only the schedule's name; a column may have the same name."""
    if len(row) != 1 or (len(spec.columns) == 1 and not spec.lines):
        return False
    return all(normal(_label(cell)) == normal(spec.name) for cell in row.values())


def _labels(row: Mapping[int, RawCell]) -> tuple[_Label, ...]:
    return tuple([(text, cell.row, column) for column, cell in row.items() if (text := _label(cell))])


def _matcher(spec: ScheduleSpec) -> Callable[[tuple[tuple[_Label, ...], ...], int], Header]:
    """`_match` for a schedule, with the last answers, as most sheets have the headings that the blank workbook gave
    them. Kept with the schedule: what a process remembers would hold the formats of every library."""
    return lru_cache(maxsize=_REMEMBERED)(partial(_match, lookup_of(spec)))


def _match(lookup: ScheduleLookup, labels: tuple[tuple[_Label, ...], ...], first: int) -> Header:
    """The header that rows from `first` on make; nobody may change it, as it serves the next workbook too."""
    rows = [{label[2]: label for label in row} for row in labels]
    depth = len(rows)
    header = Header(first, first + depth - 1)
    # A merged group heading stands in its first cell only: it holds until the next one.
    held: list[_Label | None] = [None] * depth
    for number in sorted({column for row in rows for column in row}):
        own = [row[number] for row in rows if number in row]
        for level, row in enumerate(rows):
            if number in row:
                held[level:] = [row[number]] + [None] * (depth - level - 1)
        path = [label for label in held if label is not None]
        if any(is_computed(text) for text, _, _ in path):
            header.computed.add(number)
            continue
        column, says_blank = _resolve(path, own, lookup.headings)
        if column is None:
            header.others[number] = [(row, column) for _, row, column in path]
        elif column.name in header.where:
            header.repeated[number] = column
        else:
            header.where[column.name] = number
            header.columns[number] = column
            header.names[number] = column.name
            if says_blank:
                header.blank.add(column.name)
    header.where = {name: header.where[name] for name in lookup.rules if name in header.where}
    header.in_order = sorted(header.columns) == list(header.where.values())
    return header


def _label(cell: RawCell) -> str:
    return cell.value.strip() if isinstance(cell.value, str) else ""


def _resolve(
    path: Sequence[_Label], own: Sequence[_Label], index: HeadingIndex
) -> tuple[Column, bool] | tuple[None, bool]:
    """The column by its labels with the merged group above, else by its own labels alone; see `HeadingIndex`."""
    for labels in (path, own, own[-1:]) if len(path) > 1 else (path,):
        label = "".join([text for text, _, _ in labels])
        found = index.get(normal(label)) or index.get(normal(_UNIT.sub("", label)))
        if found is not None:
            return found
    return None, False


def header_findings(
    grid: SheetCells, spec: ScheduleSpec, header: Header
) -> tuple[list[Finding], frozenset[str]]:
    """Findings for unknown, repeated and missing columns; and the names of the missing ones."""
    present = {column.name for column in header.columns.values()}
    absent = [column for column in spec.columns if column.name not in present and not column.follows]
    missing = frozenset(column.name for column in absent)
    wanted = list(absent)
    findings, absent = _repeated(grid, spec.name, header, absent)
    for label, cell, filled in _unknown(grid, spec, header):
        if dated := _dated(label, wanted):
            close, absent = "", [column for column in absent if not dated & {column.name, column.path[0]}]
            hint = f"栏目里不写年份，请改成{'或'.join(f'“{name}”' for name in sorted(dated))}"
        else:
            close, absent = _pair(label, absent)
            if not close and is_remark(label):
                continue
            hint = _remedy(label, close)
        message = f"{spec.name}中没有栏目“{label}”"
        level = Severity.ERROR if filled or close else Severity.WARNING
        where = cell.at(f"{spec.name}/{label}")
        findings.append(report("SR-05", message, where, hint, found=label, expected=close, severity=level))
    where = grid.place(header.last, min(header.columns), spec.name)
    return [*findings, *_absent(absent, spec.name, where)], missing


def _repeated(
    grid: SheetCells, schedule: str, header: Header, absent: list[Column]
) -> tuple[list[Finding], list[Column]]:
    """Findings for columns that stand there twice, and what is missing besides.

    Where the second ones are named as those of a missing group, its heading above them got lost: nobody is to
    delete them, and it is told once.
    """
    groups: dict[tuple[str, ...], list[tuple[int, Column]]] = {}
    for number, column in header.repeated.items():
        alike = [item for item in absent if len(item.path) > 1 and item.path[1:] == column.path[1:]]
        names = tuple(dict.fromkeys(item.path[0] for item in alike))
        groups.setdefault(names or (str(number),), []).append((number, column))
    findings = []
    for names, columns in groups.items():
        number, column = columns[0]
        where = grid.place(header.last, number, f"{schedule}/{column.name}")
        many = f"等 {len(columns)} 栏都" if len(columns) > 1 else ""
        message = f"{schedule}：栏目“{column.name}”{many}出现两次"
        hint = "请删去多余的一栏"
        if names != (str(number),):
            lost = "”或“".join(names)
            hint = f"多半是上一行的表头“{lost}”没有了，请对照空白工作簿写回去；确实多余的栏才删去"
            leaves = {item.path[1:] for _, item in columns}
            absent = [item for item in absent if item.path[0] not in names or item.path[1:] not in leaves]
        findings.append(report("SR-05", message, where, hint, found=column.name))
    return findings, absent


def _dated(label: str, absent: Sequence[Column]) -> set[str]:
    """The columns or groups that a heading with a year may be, as 决算 and 上年决算; empty if that is no question."""
    bare = _YEAR.sub("", normal(label))
    if bare == normal(label) or not bare:
        return set()
    names = {name for column in absent for name in (column.name, column.path[0])}
    found = {name for name in names if normal(name).removeprefix("上年") == bare.removeprefix("上年")}
    return found if len(found) > 1 else set()


def _remedy(label: str, close: str) -> str:
    """What to do about an unknown heading; one of two lines is not told to become what it is already."""
    if not close:
        return "写错的，对照空白工作簿改回原来的名称；自己加的栏，在栏目后写“（自动计算）”，程序就不读它"
    if normal(label) == normal(close):
        return f"“{close}”下面还要分栏写，请对照空白工作簿恢复下一行的表头"
    return f"最接近的栏目是“{close}”，请改回这个名称"


def _absent(columns: Sequence[Column], schedule: str, where: Location) -> list[Finding]:
    """A finding for each missing column that is required, and one for all the others: somebody deleted blank ones."""
    findings = []
    for column in columns:
        if column.required:
            message = f"{schedule}缺少栏目“{column.name}”"
            findings.append(report("SR-04", message, where, found="没有", expected=column.name))
    names = [column.name for column in columns if not column.required]
    if names:
        many = f"等 {len(names)} 栏" if len(names) > _NAMED else ""
        message = f"{schedule}缺少栏目“{'”“'.join(names[:_NAMED])}”{many}，按没有数处理"
        expected, level = "、".join(names), Severity.WARNING
        findings.append(
            report("SR-04", message, where, _DELETED, found="没有", expected=expected, severity=level)
        )
    return findings


def _unknown(grid: SheetCells, spec: ScheduleSpec, header: Header) -> list[tuple[str, RawCell, bool]]:
    """Unknown headings, their cell, and whether anything stands below. An unknown group counts once."""
    groups = lookup_of(spec).heading_groups
    found: dict[str, tuple[str, RawCell, bool]] = {}
    for number, places in header.others.items():
        path = [grid.rows[row][column] for row, column in places]
        leaf = _label(path[-1])
        if normal(leaf) in _AUXILIARY or is_total(leaf):
            continue
        cell, label = path[0], _label(path[0])
        if normal(label) in groups:
            cell, label = path[-1], "/".join(map(_label, path))
        filled = any(
            number in row and line > header.last and not is_nothing(row[number].text)
            for line, row in grid.rows.items()
        )
        key = cell.location.cell
        found[key] = (label, cell, filled or (key in found and found[key][2]))
    return list(found.values())


def _pair(label: str, absent: list[Column]) -> tuple[str, list[Column]]:
    """The missing column or group that an unknown heading most likely was, and the others."""
    names = [*(column.name for column in absent), *(column.path[0] for column in absent)]
    if len(absent) == 1 and len(label.split("/")) == len(absent[0].path):
        close = nearest_label(label, names, cutoff=0.3)
    else:
        close = nearest_label(label, names)
    if not close:
        return "", absent
    return close, [column for column in absent if close not in (column.name, column.path[0])]
