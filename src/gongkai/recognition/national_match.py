"""The figures of a recognised table that no format describes, by the national words of its headings and labels.

A number counts only where every heading over it and the label of its row are known and do not contradict each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.frozen import frozen
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.readers.printed_document import PrintedCell
from gongkai.recognition.column_match import printed_paths
from gongkai.recognition.national_kinds import NationalKind
from gongkai.recognition.pack_match import MatchedTable
from gongkai.recognition.printed_codes import KnownCodes, filled_down, printed_code
from gongkai.recognition.printed_fact import PrintedFact, printed_number
from gongkai.recognition.tables import RecognisedTable
from gongkai.recognition.vocabulary import BlockReading, Meaning, NationalWords, without_numbering

_YEAR = re.compile(r"(20\d\d)年?度?")
_COUNTED = ("行次", "序号", "栏次")


@frozen
class BlockMeanings:
    """A block of a table: its columns of labels, of each column of numbers what the headings say and its stage, of each
    row below the headings what its labels say; None where that is not certain."""

    labels: Sequence[int]
    numbers: Mapping[int, tuple[Meaning, str] | None]
    rows: Sequence[Meaning | None]
    reading: BlockReading | None


@dataclass(slots=True)
class _Block:
    """Columns of labels, then columns of numbers with the meaning of their headings."""

    labels: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


def bind_national(
    match: MatchedTable, kind: NationalKind, words: NationalWords, names: KnownCodes, year: str
) -> None:
    """Put the facts of a table, and the numbers that are not certain, into `match`."""
    found = match.recognised
    covering = found.table.covering()[found.header_rows :]
    for block in block_meanings(found, kind, words, names, year):
        for index, row in enumerate(covering):
            for column, meaning in block.numbers.items():
                cell = row[column]
                if cell is not None and cell.row == index + found.header_rows and cell.column == column:
                    _take(match, found, cell, block.reading, meaning, block.rows[index])


def block_meanings(
    found: RecognisedTable, kind: NationalKind, words: NationalWords, names: KnownCodes, year: str
) -> list[BlockMeanings]:
    """What the headings and labels of a table say, block by block, whether or not numbers stand in it."""
    if not kind.reads or not found.header_rows:
        return []
    paths = [
        tuple(_of_year(text, found.year or year) for text in path)
        for path in printed_paths(found.table, found.header_rows, found.captions)
    ]
    covering = found.table.covering()[found.header_rows :]
    title = found.title
    if not words.stages_of(title):  # 收支总表: its headings say whether it is of budgets or of accounts
        title += "".join(text for path in paths for text in path)
    said = []
    for block in _blocks(paths, covering, words):
        reading = _reading(kind, paths, block)
        columns = {column: _column(paths[column], reading, words, title) for column in block.numbers}
        said.append(
            BlockMeanings(block.labels, columns, _rows(covering, block, reading, names, paths), reading)
        )
    return said


def _of_year(heading: str, year: str) -> str:
    """A heading without the table's own year; another year stays, and so is no known heading."""
    found = _YEAR.match(heading)
    return heading[found.end() :] if found is not None and found[1] == year else heading


def _blocks(
    paths: Sequence[Sequence[str]], rows: Sequence[Sequence[PrintedCell | None]], words: NationalWords
) -> Iterator[_Block]:
    block = _Block()
    for column, path in enumerate(paths):
        texts = [cell.text.strip() for row in rows if (cell := row[column]) is not None and cell.text.strip()]
        numbers = sum(printed_number(text) is not None for text in texts)
        if (path and words.is_label(path[-1])) or 2 * numbers < len(texts):
            if block.numbers:
                yield block
                block = _Block()
            block.labels.append(column)
        else:
            block.numbers.append(column)
    if block.numbers:
        yield block


def _reading(kind: NationalKind, paths: Sequence[Sequence[str]], block: _Block) -> BlockReading | None:
    headings = {heading for path in paths for heading in path}
    tops = {paths[column][0] for column in block.numbers if paths[column]}
    for reading in kind.reads:
        if any(word in heading for word in reading.never for heading in headings):
            continue
        if not reading.under or (tops and tops <= set(reading.under)):
            return reading
    return None


def _column(
    path: Sequence[str], reading: BlockReading | None, words: NationalWords, title: str
) -> tuple[Meaning, str] | None:
    """What the headings over a column say, and its stage; None where one of them is not known."""
    if reading is None or not path:
        return None
    meaning, stage = Meaning(), ""
    stages = words.stages_of(title)
    for depth, heading in enumerate(path):
        if depth == 0 and heading in reading.under:
            continue
        if heading in stages:
            stage = stages[heading] or stage
        elif (said := reading.words.get(heading)) is not None:
            lower = said if said.figure else _both(meaning, said)
            if lower is None:
                return None
            meaning = lower
        elif heading and heading not in words.plain:
            return None
    return meaning, stage


def _rows(
    rows: Sequence[Sequence[PrintedCell | None]],
    block: _Block,
    reading: BlockReading | None,
    names: KnownCodes,
    paths: Sequence[Sequence[str]],
) -> list[Meaning | None]:
    """What each row says; None where it is not certain. A label that comes again counts where it first stands."""
    if reading is None:
        return [None] * len(rows)
    columns = [column for column in block.labels if not (paths[column] and paths[column][-1] in _COUNTED)]
    labels = filled_down(rows, columns, [paths[column] for column in columns], reading.rows, names)
    if not block.labels:
        filled = [index for index, row in enumerate(rows) if any(row[column] for column in block.numbers)]
        return [Meaning() if filled == [index] else None for index in range(len(rows))]
    coded = any(printed_code(texts, reading.rows, names) for texts in labels)
    found: list[Meaning | None] = []
    seen: Counter[str] = Counter()
    for texts in labels:
        code = printed_code(texts, reading.rows, names)
        if code:
            found.append(Meaning("", ((reading.rows, code),)))
            continue
        alone = without_numbering(texts[0]) if len(texts) == 1 else ""
        seen[alone] += 1
        meaning = reading.words.get(alone) if seen[alone] == 1 else None
        if (
            meaning is None
            and alone
            and not coded
            and reading.rows == FUNCTION_DIMENSION
            and seen[alone] == 1
        ):
            known = names.classes.get(alone, "")
            meaning = Meaning("", ((FUNCTION_DIMENSION, known),)) if known else None
        found.append(meaning)
    return found


def _take(
    match: MatchedTable,
    found: RecognisedTable,
    cell: PrintedCell,
    reading: BlockReading | None,
    column: tuple[Meaning, str] | None,
    row: Meaning | None,
) -> None:
    number = printed_number(cell.text)
    if number is None:
        return
    meaning = _both(column[0], row) if column is not None and row is not None else None
    figure = meaning.figure or (reading.means if reading is not None else "") if meaning is not None else ""
    if not figure or meaning is None or column is None or reading is None or not found.unit:
        if number[0]:  # 0 where the headings exclude the row says nothing
            match.unread.append((cell.row, cell.column))
        return
    coordinates = {**dict(reading.where), **dict(meaning.where)}
    printed = cell.text.strip()
    match.facts.append(
        PrintedFact(
            figure,
            coordinates,
            column[1],
            printed,
            number[0],
            number[1],
            found.unit,
            cell.row,
            cell.column,
            cell.place,
            doubtful=cell.doubtful,
        )
    )


def _both(upper: Meaning, lower: Meaning) -> Meaning | None:
    """Two meanings at once; None where they contradict each other. Of a group and one of its codes, the code counts."""
    if upper.figure and lower.figure and upper.figure != lower.figure:
        return None
    where = dict(upper.where)
    for dimension, value in lower.where:
        other = where.get(dimension, value)
        if other == value or _within(value, other):
            where[dimension] = value
        elif not _within(other, value):
            return None
    return Meaning(lower.figure or upper.figure, tuple(where.items()))


def _within(codes: str, group: str) -> bool:
    return group[:1].isdigit() and all(
        any(code.startswith(each) for each in group.split("|")) for code in codes.split("|")
    )
