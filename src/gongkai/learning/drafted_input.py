"""An input of the same year as a published document, for trying a format: what the document prints, nothing else.

Where several cells have only their sum printed, it stands in the first of them, which is told: for a trial the sums
matter. No such input is for publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.learning.choices_tried import with_tried_choices
from gongkai.learning.draft import FormatDraft
from gongkai.learning.heard import Heard
from gongkai.learning.learn import learn
from gongkai.learning.narrative import USE, USE_COLUMN
from gongkai.learning.slots import REASONS, TEXTS
from gongkai.learning.spreading import CellsOfRow, spread
from gongkai.model.book import Book
from gongkai.model.definitions import STAGE
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.labels import CODE_COLUMN, FUNCTION_DIMENSION, IDENTITY_SCHEDULE, UNIT_NAME_LINE
from gongkai.model.ledger import Ledger
from gongkai.model.schema import Shape
from gongkai.packs.library import Library
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.readers.printed_document import PrintedDocument
from gongkai.recognition.reading import Reading
from gongkai.recovering.input_cells import Candidates, SourceCell, terms
from gongkai.recovering.published_input import recovered
from gongkai.sentences.leads import Manner

_TIMES = 2  # a sum may tell what a shorter one left open
_ROUNDING = Decimal(200)  # 元: what roundings of a long sum in 万元 may come to


@dataclass(slots=True)
class DraftedInput:
    """`department` holds what is printed; `remarks` say in Chinese what is not certain of it."""

    department: Department
    remarks: list[str] = field(default_factory=list)


def drafted_input(document: PrintedDocument, library: Library, pack: Pack) -> DraftedInput:
    """The department behind a document of a format. Texts, reasons and the numbers of sentences are what the learner
    hears in the document with the format as its base."""
    heard = learn([document], library, pack, pack.format, pack.name)
    wanted = {
        spec.name: {column.name: column.name for column in spec.number_columns}
        for spec in pack.inputs.schedules
        if spec.number_columns  # lists of names alone are read from forms and sentences
    }
    found = recovered(heard.reading, pack, wanted)
    made = DraftedInput(found.department, list(found.remarks()))
    _put_amounts(made, pack, heard.narrator.turner.heard, heard.reading)
    _put_texts(made, pack, heard)
    _put_choices(made, pack, heard.reading)
    made.department = with_tried_choices(made.department, pack, document)
    return made


# Amounts that only sentences say.


def _put_amounts(made: DraftedInput, pack: Pack, heard: Iterable[Heard], reading: Reading) -> None:
    """Sums of cells that the tables leave open, the least first: what is over stands in the first open cell."""
    printed = {
        fact.binding: fact.amount
        for table in reversed(reading.tables)
        for fact in table.facts
        if fact.binding is not None
    }
    heard = list(heard)
    codes = _codes(made.department, reading)
    if not printed:  # of a document without tables the sentences tell which codes there are
        codes.setdefault(FUNCTION_DIMENSION, set()).update(each.code for each in heard if each.code)
    cells = _Cells(pack, codes)
    known = dict(_amounts(made.department))
    open_cells = _put_all(printed, known, cells)
    for changes in (False, True):  # a change tells the year before from an amount that may itself be said
        made.department = _with_amounts(made.department, pack, known)
        book = Book(Ledger(made.department), pack.definitions)
        said: dict[Binding, Decimal] = {}
        for each in heard:
            if (each.said.manner == Manner.CHANGED) != changes:
                continue
            if (told := each.amount(book)) is not None and told[0] not in printed:
                said.setdefault(*told)
        open_cells += _put_all(said, known, cells, told_apart=bool(printed))
    if open_cells:
        made.remarks.append(f"有 {open_cells} 格材料只印了几格之和，和放在第一格，只供验收，不能用于公开")
    made.department = _with_amounts(made.department, pack, known)


def _put_all(
    sums: Mapping[Binding, Decimal], known: dict[SourceCell, Decimal], cells: _Cells, told_apart: bool = True
) -> int:
    """Put sums into the cells that are open, the shortest first; how many cells stand open. `told_apart` says whether there
    are tables that tell this year's amounts apart."""
    printed = [(parts, amount) for binding, amount in sums.items() if (parts := cells.of(binding))]
    printed.sort(key=lambda row: len(row[0]))
    rows = [_put(parts, amount, known, cells, told_apart) for _ in range(_TIMES) for parts, amount in printed]
    spread(printed, [row for row in rows if len({cell.row for cell in row}) == 1], known, _ROUNDING)
    return sum(len(row) - 1 for row in rows if row)


def _put(
    parts: Mapping[SourceCell, int],
    amount: Decimal,
    known: dict[SourceCell, Decimal],
    cells: _Cells,
    told_apart: bool,
) -> CellsOfRow:
    """Put what a sum leaves over into its first open cell; the cells among which that was chosen, if there is any.

    This year's amounts are told apart by the tables: of theirs only the cells of one row stand for each other.
    """
    free = [cell for cell in parts if cell not in known and parts[cell] == 1]
    if not free:
        return ()
    rest = amount - sum(sign * known.get(cell, Decimal(0)) for cell, sign in parts.items())
    if abs(rest) > _ROUNDING and len({_codes_of(cell) for cell in free}) == 1:
        # Of several sources those in use: here, or by the table of revenue.
        used = {_others(cell) for cell, value in known.items() if value}
        here = {_others(cell) for cell, value in known.items() if value and cell.schedule == free[0].schedule}
        free = [cell for cell in free if _others(cell) in (here & used or used)] or free
    apart = len({(cell.schedule, cell.row) for cell in free}) > 1
    if told_apart and apart and abs(rest) > _ROUNDING and any(cells.is_current(cell) for cell in parts):
        return ()
    if abs(rest) <= _ROUNDING:
        rest = Decimal(0)
    known |= {cell: Decimal(0) for cell in free} | {free[0]: rest}
    return tuple(free) if rest else ()


def _codes_of(cell: SourceCell) -> tuple[str, ...]:
    return tuple(text for _, text in cell.row if text.isdigit())


def _others(cell: SourceCell) -> tuple[str, ...]:
    return tuple(text for _, text in cell.row if not text.isdigit())


def _codes(department: Department, reading: Reading) -> dict[str, set[str]]:
    """The codes and names of all rows, by coordinate, and those that tables print."""
    found: dict[str, set[str]] = {}
    for fact in (fact for table in reading.tables for fact in table.facts):
        for dimension, values in fact.binding.where if fact.binding is not None else ():
            found.setdefault(dimension, set()).update(values)
    for schedule in department.schedules.values():
        for column in schedule.spec.key_columns:
            if column.name == UNIT_NAME_LINE and column.dimension and department.unit_name:
                found.setdefault(column.dimension, set()).add(department.unit_name)
            for entry in schedule.entries:
                value = entry.values.get(column.name)
                if column.dimension and value is not None and isinstance(value.value, str):
                    found.setdefault(column.dimension, set()).add(value.value)
    return found


def _row(entry: Entry, schedule: Schedule) -> tuple[tuple[str, str], ...]:
    if schedule.spec.shape is Shape.LINES:
        return (("", entry.line),)
    keys = [column.name for column in schedule.spec.key_columns if column.name in schedule.spec.unique]
    return tuple((name, str(entry.values[name].value)) for name in keys if name in entry.values)


def _amounts(department: Department) -> Iterable[tuple[SourceCell, Decimal]]:
    for name, schedule in department.schedules.items():
        for entry in schedule.entries:
            for column, value in entry.values.items():
                if isinstance(value.value, Decimal):
                    yield SourceCell(name, _row(entry, schedule), column), value.value


class _Cells:
    """The cells of all schedules that a figure adds up, at every stage."""

    def __init__(self, pack: Pack, printed: Mapping[str, set[str]]) -> None:
        self.pack = pack
        stages = {
            value
            for spec in pack.inputs.schedules
            for column in spec.number_columns
            for _, value in column.coordinates
        }
        self.candidates = {
            spec.name: Candidates(spec, printed, {}, stages)
            for spec in pack.inputs.schedules
            if spec.number_columns and not spec.control
        }
        self.columns = {
            (spec.name, column.name): dict(column.coordinates)
            for spec in pack.inputs.schedules
            for column in spec.number_columns
        }

    def of(self, binding: Binding) -> dict[SourceCell, int]:
        """Empty where the figure is no sum of cells."""
        found: dict[SourceCell, int] = {}
        for term in terms(binding.figure, binding.where, self.pack.definitions) or ():
            if term.schedule not in self.candidates:
                return {}
            for cell in self.candidates[term.schedule].of(term):
                found[cell] = found.get(cell, 0) + term.sign
        return {cell: sign for cell, sign in found.items() if sign}

    def is_current(self, cell: SourceCell) -> bool:
        """Whether a cell is of this year, or of no stage."""
        stage = self.columns.get((cell.schedule, cell.column), {}).get(STAGE, "")
        return not stage or stage in self.pack.definitions.spell((self.pack.definitions.current,))


def _with_amounts(department: Department, pack: Pack, amounts: Mapping[SourceCell, Decimal]) -> Department:
    """The department with these amounts in its cells."""
    by_row: dict[str, dict[tuple[tuple[str, str], ...], dict[str, Value]]] = {}
    for cell, amount in amounts.items():
        if amount:
            by_row.setdefault(cell.schedule, {}).setdefault(cell.row, {})[cell.column] = Value(amount)
    schedules = dict(department.schedules)
    for name, rows in by_row.items():
        schedule = schedules[name]
        entries = [
            Entry({**entry.values, **rows.pop(_row(entry, schedule), {})}, entry.origin, entry.line)
            for entry in schedule.entries
        ]
        lines = schedule.spec.shape is Shape.LINES
        entries += [
            Entry(values, line=row[0][1])
            if lines
            else Entry({**{key: Value(text) for key, text in row}, **values})
            for row, values in rows.items()
        ]
        schedules[name] = Schedule(schedule.spec, tuple(entries))
    return Department(department.format, schedules)


# Texts and reasons.


def _put_texts(made: DraftedInput, pack: Pack, heard: FormatDraft) -> None:
    """What the document says where the format asks for words."""
    schedules = dict(made.department.schedules)
    texts = pack.inputs.schedule(TEXTS)
    if texts is not None:
        column = texts.columns[0].name
        known = {entry.line: entry for entry in schedules[TEXTS].entries}
        for line in texts.lines:
            if line.name in heard.texts.filled:
                known[line.name] = Entry({column: Value(heard.texts.filled[line.name])}, line=line.name)
        schedules[TEXTS] = Schedule(texts, tuple(known.values()))
    reasons = pack.inputs.schedule(REASONS)
    if reasons is not None:
        event, code, words = (column.name for column in reasons.columns[:3])
        rows = [
            Entry({event: Value(name), **({code: Value(of)} if of else {}), words: Value(text)})
            for (name, of), text in heard.reasons.filled.items()
            if name in pack.reasons and text
        ]
        schedules[REASONS] = Schedule(reasons, tuple(rows))
    uses = pack.inputs.schedule(USE)
    if uses is not None and USE_COLUMN in uses.names:
        rows = [
            Entry({CODE_COLUMN: Value(code), USE_COLUMN: Value(text)})
            for code, text in heard.narrator.uses.items()
        ]
        schedules[USE] = Schedule(uses, tuple(rows))
    made.department = Department(made.department.format, schedules)


def _put_choices(made: DraftedInput, pack: Pack, reading: Reading) -> None:
    """What the unit is called (本部门, 本单位), where the title does not tell it."""
    spec = pack.inputs.schedule(IDENTITY_SCHEDULE)
    assert spec is not None
    schedules = dict(made.department.schedules)
    entries = {entry.line: entry for entry in schedules[IDENTITY_SCHEDULE].entries}
    said = "".join(line.text for line in reading.document.lines())
    for line in spec.lines:
        counts = {choice: said.count(f"本{choice}") for choice in line.choices}
        if line.name not in entries and counts and any(counts.values()):
            choice = max(counts, key=counts.__getitem__)
            entries[line.name] = Entry({spec.columns[0].name: Value(choice)}, line=line.name)
    schedules[IDENTITY_SCHEDULE] = Schedule(spec, tuple(entries.values()))
    made.department = Department(made.department.format, schedules)
