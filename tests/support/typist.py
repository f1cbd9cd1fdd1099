"""An accountant who types a department into a blank workbook, and counts.

The facts come from a department that was read; the workbook is what `gongkai new` writes. The typist goes by what
the workbook itself says: its headings tell which cells may be left empty, its drop-downs what can be chosen.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from gongkai import pipeline
from gongkai.desk.new_input import NewInput
from gongkai.desk.reason_copy import draft_row, reason_copy
from gongkai.findings import Finding
from gongkai.intake.header import Header
from gongkai.intake.headings import find_header
from gongkai.intake.numbers import UNIT_FACTORS
from gongkai.intake.subject_codes import known_codes
from gongkai.intake.workbook_form import sheet_name
from gongkai.model.classification import Classification
from gongkai.model.department import Department, Entry
from gongkai.model.labels import FORMAT_LINE, UNIT_LINE, YEAR_LINE, name_column, normal
from gongkai.model.schema import Column, ColumnType, InputSpec, Line, Matrix, ScheduleSpec, Shape
from gongkai.packs.pack import Pack
from gongkai.readers.xlsx import read_sheets
from gongkai.rules.reason_drafts import STATUS
from gongkai.source import Source
from tests.support.library import LIBRARY

CODES = (ColumnType.FUNCTION, ColumnType.ECONOMIC)
# Answers and values, not facts that another cell holds: 无, and what an indicator is to reach or has reached.
_ANSWER = re.compile(r"无$|(?:部分|未)?达成预期指标$|[≥≤＞＜>=<]?\s*\d")


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What was put into a cell: an amount or date, a text, or something picked from the cell's drop-down."""

    sheet: str
    cell: str
    text: str
    kind: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell} {self.kind} {self.text[:20]}"


@dataclass(slots=True)
class Typist:
    """The open workbook with what was typed so far; `put` is the only way in.

    `on_the_way` is what the program found before the second round.
    """

    spec: InputSpec
    classification: Classification
    content: bytes
    cells: list[TypedCell] = field(default_factory=list)
    book: Any = None
    headers: dict[str, Header] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    on_the_way: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open(self.content)

    def open(self, content: bytes) -> None:
        """Go on in a workbook that the program wrote."""
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        grids = {grid.title: grid for grid in read_sheets(content, "")}
        for schedule in self.spec.schedules:
            grid = grids.get(sheet_name(schedule.name))
            header = find_header(grid, schedule) if grid is not None else None
            if header is not None:
                self.headers[schedule.name] = header

    def saved(self) -> bytes:
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()

    def put(self, sheet: str, row: int, column: int, value: object, kind: str) -> None:
        cell = self.book[sheet].cell(row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # =100% stays a text, as it does in a column of texts
        self.cells.append(TypedCell(sheet, cell.coordinate, str(value), kind))

    # Counting.

    @property
    def repeated(self) -> list[TypedCell]:
        """Texts and codes that were typed though an earlier cell said the same.

        Picks are none, nor are answers such as 无 and ≥90%, nor a result in the row of the target that it equals.
        """
        seen: dict[str, tuple[str, int]] = {}
        found = []
        for cell in self.cells:
            is_code = cell.kind == "text" and cell.text.isdigit()
            if cell.kind == "text" and (is_code or not _ANSWER.match(cell.text)):
                place = cell.sheet, int(re.sub(r"\D", "", cell.cell))
                if seen.setdefault(cell.text, place) != place:
                    found.append(cell)
        return found

    @property
    def by_sheet(self) -> dict[str, int]:
        return dict(Counter(cell.sheet for cell in self.cells))

    # Typing.

    def department(self, facts: Department, without: Iterable[str] = ()) -> None:
        """Type every schedule but those of `without`."""
        skipped = set(without)
        for spec in self.spec.schedules:
            schedule = facts.schedules.get(spec.name)
            if schedule is None or not schedule.entries or spec.name in skipped or spec.control:
                continue
            if spec.shape is Shape.LINES:
                self._lines(spec, schedule.entries, facts)
            elif spec.sheets:
                self._matrices(spec, schedule.entries, facts)
            else:
                self._rows(spec, schedule.entries, facts)

    def _lines(self, spec: ScheduleSpec, entries: Iterable[Entry], facts: Department) -> None:
        header = self.headers[spec.name]
        sheet = self.book[sheet_name(spec.name)]
        labels = {normal(str(row[0].value)): row[0].row for row in sheet.iter_rows() if row[0].value}
        lines = {line.name: line for line in spec.lines}
        given = {FORMAT_LINE, YEAR_LINE, UNIT_LINE}  # stand in the blank workbook
        for entry in entries:
            line = lines[entry.line]
            for column in spec.columns:
                value = entry.values.get(column.name)
                if value is None or value.value == 0 or line.name in given:
                    continue
                row = labels[normal(line.name)]
                place = (sheet.title, row, header.where[column.name])
                if line.offer is not None and value.value == _offered(line, column, facts):
                    self.put(*place, line.offer.word, "pick")
                else:
                    kind = "pick" if line.choices or column.choices else _kind(line.type)
                    self.put(*place, _written(line.type, value.value, facts.amount_unit), kind)

    def _rows(self, spec: ScheduleSpec, entries: Iterable[Entry], facts: Department) -> None:
        header = self.headers[spec.name]
        title = sheet_name(spec.name)
        prefilled = self._prefilled(spec, header) if spec.is_prefilled else {}
        row = self._first_row(title, header)
        above: dict[str, object] = {}
        for entry in entries:
            key = next((entry.text(column.name) for column in spec.columns if column.type in CODES), "")
            at = prefilled.get(key)
            numbers = [entry.number(column.name) for column in spec.number_columns]
            if spec.is_prefilled and not any(numbers):
                continue
            self._row(spec, header, (title, at or row, at is not None), entry, above, facts)
            row += at is None

    def _row(
        self,
        spec: ScheduleSpec,
        header: Header,
        place: tuple[str, int, bool],
        entry: Entry,
        above: dict[str, object],
        facts: Department,
    ) -> None:
        title, row, is_prefilled = place
        for name, number in header.where.items():
            column = spec.column(name)
            assert column is not None
            said = entry.values.get(name)
            value = said.value if said is not None else None
            if name in header.blank and _needless(column, entry, above, facts):
                above[name] = value
                continue
            above[name] = value
            if value is None or value == 0 or self._is_known_name(spec, column, entry):
                if name in header.blank and _would_say(column, entry, above, facts):
                    self.put(title, row, number, "—", "number")
                continue
            if is_prefilled and column.type in CODES:
                continue
            written = _written(column.type, value, facts.amount_unit)
            self.put(title, row, number, written, self._kind_of(column, str(value), facts))

    def _kind_of(self, column: Column, text: str, facts: Department) -> str:
        if column.choices:
            return "pick"
        schedule, _, name = column.listed_in.partition("/")
        if schedule and any(entry.text(name) == text for entry in facts.schedules[schedule].entries):
            return "pick"
        return _kind(column.type)

    def _is_known_name(self, spec: ScheduleSpec, column: Column, entry: Entry) -> bool:
        """A name beside a code that the dictionary has, or that was named before."""
        for code in spec.columns:
            if code.type in CODES and name_column(code.name) == column.name:
                text = entry.text(code.name)
                known = text in known_codes(code.type, self.classification) or text in self.named
                self.named.add(text)
                return known
        return False

    def _prefilled(self, spec: ScheduleSpec, header: Header) -> dict[str, int]:
        code = next(column for column in spec.columns if column.type in CODES)
        sheet = self.book[sheet_name(spec.name)]
        column = header.where[code.name]
        return {
            str(sheet.cell(row, column).value).partition(" ")[0]: row
            for row in range(header.last + 1, sheet.max_row + 1)
            if sheet.cell(row, column).value
        }

    def _first_row(self, title: str, header: Header) -> int:
        """The first row below the headings in which nothing stands, not even a total that is computed."""
        sheet, row = self.book[title], header.last + 1
        while any(sheet.cell(row, column).value is not None for column in header.columns):
            row += 1
        return row

    def _matrices(self, spec: ScheduleSpec, entries: Iterable[Entry], facts: Department) -> None:
        rows = list(entries)
        for matrix in spec.sheets:
            own = [entry for entry in rows if all(entry.text(name) == text for name, text in matrix.fixed)]
            if own:
                self._matrix(matrix, own, facts)

    def _matrix(self, matrix: Matrix, entries: list[Entry], facts: Department) -> None:
        sheet = self.book[sheet_name(matrix.name)]
        labels = {str(row[0].value): row[0].row for row in sheet.iter_rows() if row[0].value}
        head = next(row for label, row in labels.items() if label.startswith(matrix.across))
        schedule, _, name = matrix.listed_in.partition("/")
        listed = {entry.text(name) for entry in facts.schedules[schedule].entries}
        names = list(dict.fromkeys(entry.text(matrix.across) for entry in entries))
        for number, named in enumerate(names):
            first = 2 + number * len(matrix.values)
            if listed != {named}:
                self.put(sheet.title, head, first, named, "pick" if named in listed else "text")
            for entry in entries:
                if entry.text(matrix.across) != named:
                    continue
                for offset, value in enumerate(matrix.values):
                    if text := entry.text(value):
                        self.put(sheet.title, labels[entry.text(matrix.down)], first + offset, text, "text")

    def written_rows(self, facts: Department, schedule: str) -> None:
        """Complete the rows that `gongkai reasons` has written: their keys stand there already."""
        header, spec = self.headers[schedule], self.spec.schedule(schedule)
        assert spec is not None
        sheet = self.book[sheet_name(schedule)]
        keys = [header.where[name] for name in spec.unique]
        for row in range(header.last + 1, sheet.max_row + 1):
            key = tuple(str(sheet.cell(row, column).value or "").partition(" ")[0] for column in keys)
            for entry in facts.schedules[schedule].entries if any(key) else ():
                if tuple(entry.text(name) for name in spec.unique) != key:
                    continue
                for name, column in header.where.items():
                    text = entry.text(name)
                    if name not in spec.unique and text and name != STATUS:
                        self.put(sheet.title, row, column, text, "text")


def type_whole(facts: Department, pack: Pack, path: Path) -> Typist:
    """Two rounds as the handbook describes them: the figures, `gongkai reasons`, and the words in the rows it wrote.

    `path` is where the finished workbook is put.
    """
    typist = Typist(pack.inputs, pack.classification, NewInput(pack).workbook())
    later = [
        name for name in ("变动原因", "科目用途", "科目名称补充") if pack.inputs.schedule(name) is not None
    ]
    typist.department(facts, later)
    source = Source(path.name, typist.saved())
    checked = pipeline.check(source, LIBRARY)
    typist.on_the_way = checked.findings
    drafts = [draft_row(line) for line in pipeline.reasons(checked) if not line.text]
    content, copied = reason_copy(source, checked, drafts, ".xlsx", pipeline.unwritten_rows(checked))
    assert copied
    typist.open(content)
    for name in later:
        if facts.schedules[name].entries:
            typist.written_rows(facts, name)
    path.write_bytes(typist.saved())
    return typist


def _offered(line: Line, column: Column, facts: Department) -> Decimal:
    assert line.offer is not None
    source = facts.schedules[line.offer.schedule]
    code = source.spec.columns[0].name
    found = [entry for entry in source.entries if entry.text(code).startswith(line.offer.codes)]
    return sum((entry.number(column.name) or Decimal(0) for entry in found), Decimal(0))


def _needless(column: Column, entry: Entry, above: Mapping[str, object], facts: Department) -> bool:
    """Whether an empty cell says what the cell is to say."""
    said = entry.values.get(column.name)
    return said is not None and _would_say(column, entry, above, facts) == said.value


def _would_say(column: Column, entry: Entry, above: Mapping[str, object], facts: Department) -> object:
    blank = column.blank
    assert blank is not None
    if blank.above:
        return above.get(column.name)
    if blank.line:
        return facts.line_text("单位信息", blank.line)
    if blank.group and not _group_agrees(column, entry):
        return None
    source = entry.values.get(blank.column)
    return source.value if source is not None else None


def _group_agrees(column: Column, entry: Entry) -> bool:
    """Whether the whole group may be left empty: a group follows only as a whole."""
    assert column.blank is not None
    group, other = column.name.rpartition("/")[0], column.blank.column.rpartition("/")[0]
    here = {
        name[len(group) :]: value.value
        for name, value in entry.values.items()
        if name.startswith(group + "/")
    }
    there = {
        name[len(other) :]: value.value
        for name, value in entry.values.items()
        if name.startswith(other + "/")
    }
    return here == there


def _written(kind: ColumnType, value: object, unit: str) -> object:
    if isinstance(value, Decimal):
        return float(value / UNIT_FACTORS[unit]) if kind is ColumnType.AMOUNT else float(value)
    return value


def _kind(kind: ColumnType) -> str:
    return "number" if kind.is_numeric or kind is ColumnType.DATE else "text"
