"""A workbook as schedules: a sheet per schedule, found by its name and its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from gongkai.findings import Finding, Location, report
from gongkai.intake.assembly import missing_schedule
from gongkai.intake.blank_cells import fill_blanks
from gongkai.intake.furniture import Foot, is_note, is_signature
from gongkai.intake.header import Header
from gongkai.intake.headings import find_header, header_findings
from gongkai.intake.matrix_sheets import read_matrix
from gongkai.intake.merged_cells import without_merges
from gongkai.intake.raw_schedule import RawRow, RawSchedule
from gongkai.intake.repeated_headings import without_headings
from gongkai.intake.schedule_lookup import lookup_of
from gongkai.intake.sheet_copies import copy_finding, original_of
from gongkai.model.labels import (
    FORMAT_LINE,
    IDENTITY_SCHEDULE,
    ORIGINS_SHEET,
    is_computed,
    is_total,
    nearest_label,
    normal,
)
from gongkai.model.schema import InputSpec, ScheduleSpec, Shape
from gongkai.readers.cells import SOUND, RawCell, folded
from gongkai.readers.sheet_cells import SheetCells

SHEET_NAME_LIMIT = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_UNIT_LINE = re.compile(r"单位[:：]\s*(?:人民币)?\s*(万元|元)")
_HEADING_UNIT = re.compile(r"[（(](?:单位[:：])?\s*(?:人民币)?\s*(万元|元)\s*[）)]\s*$")


def sheet_name(schedule: str) -> str:
    """The name of a schedule's sheet, within what spreadsheets allow."""
    return _NOT_IN_SHEET_NAME.sub("-", schedule)[:SHEET_NAME_LIMIT]


def sheets_in_order(spec: InputSpec) -> list[str]:
    """The names of the schedules' sheets as they follow each other in a workbook."""
    names = [(schedule.name, *(sheet.name for sheet in schedule.sheets)) for schedule in spec.schedules]
    return [sheet_name(name) for found in names for name in found]


@dataclass(slots=True)
class WorkbookForm:
    """The sheets of an opened workbook."""

    file: str
    grids: list[SheetCells]
    findings: list[Finding] = field(default_factory=list)
    unit_lines: list[tuple[str, str, Location]] = field(default_factory=list)
    _by_title: dict[str, SheetCells] = field(init=False)

    def __post_init__(self) -> None:
        self._by_title = {normal(grid.title): grid for grid in reversed(self.grids) if grid.is_read}

    @property
    def has_identity(self) -> bool:
        """False for a workbook without the sheet that every input begins with."""
        return self._grid(IDENTITY_SCHEDULE) is not None

    @property
    def filled(self) -> bool:
        """Whether a sheet says from which exports its numbers were filled in."""
        return any(grid.title == ORIGINS_SHEET for grid in self.grids)

    def format(self) -> tuple[str, Location]:
        """What the identity sheet says the format is, and where it does or should."""
        grid = self._grid(IDENTITY_SCHEDULE)
        if grid is None:
            return "", Location(file=self.file, sheet=IDENTITY_SCHEDULE, path=IDENTITY_SCHEDULE)
        for row in grid.rows.values():
            cells = list(row.items())
            for position, (_, cell) in enumerate(cells):
                if isinstance(cell.value, str) and normal(cell.value) == FORMAT_LINE:
                    found = folded(cells[position + 1][1].text) if position + 1 < len(cells) else ""
                    return found, cell.location
        return "", Location(file=self.file, sheet=grid.title, path=IDENTITY_SCHEDULE)

    def schedules(self, spec: InputSpec) -> dict[str, RawSchedule]:
        """The schedules that the workbook has; sheets missing, unknown or misshapen are findings."""
        self.findings, self.unit_lines = [], []
        found: dict[str, RawSchedule] = {}
        used: set[str] = set()
        absent = []
        for schedule in spec.schedules:
            grid = self._grid(schedule.name)
            if grid is None:
                absent.append(schedule)
                continue
            used.add(grid.title)
            found[schedule.name] = self._schedule(grid, schedule)
        for schedule in spec.schedules:
            if schedule.sheets:
                used |= self._matrices(schedule, found)
        absent = [schedule for schedule in absent if schedule.name not in found]
        fill_blanks(found, spec)
        self._unused([grid for grid in self.grids if grid.title not in used], absent, spec)
        return found

    def _matrices(self, spec: ScheduleSpec, found: dict[str, RawSchedule]) -> set[str]:
        """Add what stands on the crosswise sheets of a schedule; the titles of those that there are."""
        used = set()
        for matrix in spec.sheets:
            grid = self._grid(matrix.name)
            if grid is None:
                continue
            used.add(grid.title)
            rows, findings = read_matrix(grid, spec, matrix, _only_name(found, matrix.listed_in))
            self.findings += findings
            found.setdefault(spec.name, RawSchedule(grid.place(1, 1, spec.name))).rows += rows
        return used

    def check_units(self, spec: InputSpec, unit: str) -> list[Finding]:
        """Unit lines above the headings that contradict the unit of the whole workbook."""
        wrong = [line for line in self.unit_lines if line[1] != unit]
        if not wrong:
            return []
        written, stated, where = wrong[0]  # a book has two units: on so many sheets this one
        places = list(dict.fromkeys(line[2].path for line in wrong))
        names = "、".join(places[:3]) + (f"等 {len(places)} 张表" if len(places) > 3 else "")
        message = f"{names}写的是“{written}”，而“{IDENTITY_SCHEDULE}”中的金额单位是{unit}"
        return [report("SR-22", message, where, found=stated, expected=unit)]

    def _note_unit(self, grid: SheetCells, spec: ScheduleSpec, header: Header) -> None:
        """Keep what the lines above the headings, and the headings of amounts, say of the unit."""
        for number, row in grid.rows.items():
            if number > header.last:
                break
            for cell in row.values():
                pattern = _UNIT_LINE if number < header.first else _HEADING_UNIT
                match = pattern.search(cell.value) if isinstance(cell.value, str) else None
                if match is not None:
                    self.unit_lines.append((match[0], match[1], cell.at(spec.name)))

    def _grid(self, name: str) -> SheetCells | None:
        return self._by_title.get(normal(sheet_name(name)))

    def _copy(self, grid: SheetCells, spec: InputSpec) -> Finding | None:
        """What is to be said of a sheet that is a copy of another one that is read."""
        name, schedule = original_of(grid.title, spec)
        original = self._grid(name) if schedule is not None else None
        if schedule is None or original is None or original.title == grid.title:
            return None
        return copy_finding(grid, original, schedule, name)

    def _unused(self, grids: list[SheetCells], absent: list[ScheduleSpec], spec: InputSpec) -> None:
        """Report missing schedules, each with the sheet that may be it, then the sheets left over."""
        left = {grid.title: grid for grid in grids if grid.is_read and grid.rows}
        for schedule in absent:
            copies = [title for title in left if original_of(title, spec)[0] == schedule.name]
            close = copies[0] if len(copies) == 1 else nearest_label(schedule.name, left, cutoff=0.6)
            left.pop(close, None)
            if close or not schedule.optional:
                self.findings.append(missing_schedule(schedule, self.file, close, "工作表"))
        for title, grid in left.items():
            if (told := self._copy(grid, spec)) is not None:
                self.findings.append(told)
                continue
            first = next(iter(next(iter(grid.rows.values())).values()))
            if is_computed(first.text):
                continue
            where = Location(file=self.file, sheet=title)
            message = f"工作表“{title}”不在格式之内，没有读取"
            self.findings.append(report("SR-03", message, where, found=title))

    def _schedule(self, grid: SheetCells, spec: ScheduleSpec) -> RawSchedule:
        header = find_header(grid, spec)
        if header is None:
            where = grid.place(1, 1, spec.name)
            names = "、".join(column.name for column in spec.columns[:4])
            message = f"工作表“{grid.title}”中找不到表头（{names}……）"
            self.findings.append(report("SR-04", message, where, found="没有表头", expected=names))
            return RawSchedule(where, missing=frozenset(column.name for column in spec.columns))
        findings, missing = header_findings(grid, spec, header)
        self.findings += findings
        if lookup_of(spec).has_amounts:
            self._note_unit(grid, spec, header)
        place = grid.place(header.first, min(header.columns), spec.name)
        raw = RawSchedule(place, missing=missing, blank=frozenset(header.blank))
        grid, merged = without_merges(grid, header, spec)
        self.findings += merged
        grid, more = without_headings(grid, header, spec)
        self.findings += more
        if spec.shape is Shape.ROWS:
            _rows(grid, header, spec, raw)
        else:
            raw.rows, raw.totals = _lines(grid, header, spec)
        return raw


def _only_name(found: dict[str, RawSchedule], listed_in: str) -> RawCell | None:
    """The name in a column of another schedule where it has exactly one."""
    schedule, _, column = listed_in.partition("/")
    rows = found[schedule].rows if schedule in found else []
    names = [row.cells[column] for row in rows if column in row.cells and not row.cells[column].is_blank]
    return names[0] if len(names) == 1 else None


def _raw_row(row: dict[int, RawCell], header: Header, line: str = "") -> RawRow:
    names = header.names
    cells = {
        names[at]: cell
        for at, cell in row.items()
        if at in names and (cell.fault is not SOUND or type(cell.value) is not str or cell.value.strip())
    }
    if not header.in_order:
        cells = {name: cells[name] for name in header.where if name in cells}
    first = next(iter(row.values()))
    return RawRow(cells, first.origin, line, first.row, first.column, header.where)


def _rows(grid: SheetCells, header: Header, spec: ScheduleSpec, raw: RawSchedule) -> None:
    """The rows of facts, and beside them those that are labelled as totals."""
    first = min(header.columns)
    # Blank rows hold the formulas of their totals: not one cell of a column that is read. Rows of the blank
    # workbook say nothing without a number (`ScheduleLookup.only_prefilled`).
    lookup = lookup_of(spec)
    asked = lookup.numbers if spec.is_prefilled else header.where
    read = {header.where[name] for name in asked if name in header.where}
    numbers = {header.where[name] for name in lookup.numbers if name in header.where}
    foot = Foot(numbers, header.computed, by_code=bool(lookup.codes))
    for number, row in grid.rows.items():
        if number <= header.last or read.isdisjoint(row):
            continue
        left = next(iter(row))
        label = row[left].text
        more = (
            row[first].text if left != first and first in row else ""
        )  # a label may stand left of what is read
        if _tells_no_facts(label) or (more and _tells_no_facts(more)):
            total = next((text for text in (label, more) if is_total(text) and not is_computed(text)), "")
            if total:
                raw.totals.append(_raw_row(row, header, total.strip()))
        elif not foot.takes(row, label):
            found = _raw_row(row, header)
            if found.cells:
                raw.rows.append(found)


@lru_cache(maxsize=1024)
def _tells_no_facts(label: str) -> bool:
    """True for labels of rows that hold no facts: totals and the row of column numbers."""
    return is_total(label) or is_computed(label) or normal(label) == "栏次"


def _lines(grid: SheetCells, header: Header, spec: ScheduleSpec) -> tuple[list[RawRow], list[RawRow]]:
    """The rows that name a line, then typed totals; sub-headings and rows without any value are left out."""
    lookup = lookup_of(spec)
    lines = lookup.line_labels
    numbers = [number for number in grid.rows if number > header.last]
    label_column = _label_column(grid, numbers, min(header.columns), lines)
    rows, totals = [], []
    for number in numbers:
        cell = grid.rows[number].get(label_column)
        label = cell.text.strip() if cell is not None else ""
        raw = _raw_row(grid.rows[number], header, lines.get(normal(label), label))
        named = normal(label) in lines
        if not named and is_total(label) and not is_computed(label):
            totals.append(raw)
        if not named and (not _has_value(raw, header) or _is_heading(label, lookup.group_labels)):
            continue
        if not named and is_signature(label or grid.rows[number][min(grid.rows[number])].text):
            continue
        rows.append(raw)
    return rows, totals


def _is_heading(label: str, groups: set[str]) -> bool:
    return normal(label) in groups or is_total(label) or is_computed(label) or is_note(label)


def _has_value(raw: RawRow, header: Header) -> bool:
    return any(not cell.is_blank for cell in raw.cells.values())


def _label_column(grid: SheetCells, numbers: list[int], before: int, lines: dict[str, str]) -> int:
    """The column left of the values in which most lines are named."""
    counts = {}
    for column in range(1, before):
        labels = (grid.rows[number][column].text for number in numbers if column in grid.rows[number])
        counts[column] = sum(1 for label in labels if normal(label) in lines)
    return max(counts, key=lambda column: (counts[column], -column), default=1)
