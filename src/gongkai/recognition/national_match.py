"""The figures of a recognised table that no format describes, by the national words of its headings and labels.

A number counts only where every heading over it and the label of its row are known and do not contradict each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.model.classification import Classification
from gongkai.model.labels import normal
from gongkai.readers.printed_document import PrintedCell
from gongkai.recognition.column_match import printed_paths
from gongkai.recognition.national_kinds import NationalKind
from gongkai.recognition.pack_match import MatchedTable
from gongkai.recognition.printed_fact import PrintedFact, printed_number
from gongkai.recognition.tables import RecognisedTable
from gongkai.recognition.vocabulary import BlockReading, Meaning, NationalWords, without_numbering

_FUNCTION, _ECONOMIC = "科目", "经济科目"
_LENGTHS = {_FUNCTION: (3, 5, 7), _ECONOMIC: (3, 5)}
_FIRST = {_FUNCTION: "2", _ECONOMIC: "3"}
_YEAR = re.compile(r"(20\d\d)年?度?")
_COUNTED = ("行次", "序号", "栏次")
_CLASS = 3  # digits of a class


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """Names of codes of all years, in their normal form: by code, and the classes by name ("" where two have it)."""

    names: Mapping[str, Mapping[str, frozenset[str]]]
    classes: Mapping[str, str]

    @staticmethod
    def of(lists: Sequence[Classification]) -> KnownCodes:
        names: dict[str, dict[str, set[str]]] = {_FUNCTION: {}, _ECONOMIC: {}}
        for each in lists:
            for dimension, codes in ((_FUNCTION, each.functions), (_ECONOMIC, each.economic)):
                for code, name in codes.items():
                    names[dimension].setdefault(code, set()).add(normal(name))
            for code, former in each.earlier.items():
                names[_FUNCTION].setdefault(code, set()).update(map(normal, former))
        classes: dict[str, str] = {}
        for code, called in names[_FUNCTION].items():
            if len(code) == _CLASS:
                for name in called:
                    classes[name] = code if classes.get(name, code) == code else ""
        frozen = {
            dimension: {code: frozenset(called) for code, called in codes.items()}
            for dimension, codes in names.items()
        }
        return KnownCodes(frozen, classes)


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
    if not kind.reads or not found.header_rows:
        return
    paths = [
        tuple(_of_year(text, found.year or year) for text in path)
        for path in printed_paths(found.table, found.header_rows, found.captions)
    ]
    covering = found.table.covering()[found.header_rows :]
    blocks = list(_blocks(paths, covering, words))
    for block in blocks:
        reading = _reading(kind, paths, block)
        columns = {column: _column(paths[column], reading, words, found.title) for column in block.numbers}
        rows = _rows(covering, block, reading, names, paths)
        for index, row in enumerate(covering):
            for column in block.numbers:
                cell = row[column]
                if cell is not None and cell.row == index + found.header_rows and cell.column == column:
                    _take(match, found, cell, reading, columns[column], rows[index])


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
        elif heading not in words.plain:
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
    labels = [_texts(row, columns) for row in rows]
    if not block.labels:
        filled = [index for index, row in enumerate(rows) if any(row[column] for column in block.numbers)]
        return [Meaning() if filled == [index] else None for index in range(len(rows))]
    coded = any(_code(texts, reading.rows, names) for texts in labels)
    found: list[Meaning | None] = []
    seen: Counter[str] = Counter()
    for texts in labels:
        code = _code(texts, reading.rows, names)
        if code:
            found.append(Meaning("", ((reading.rows, code),)))
            continue
        alone = without_numbering(texts[0]) if len(texts) == 1 else ""
        seen[alone] += 1
        meaning = reading.words.get(alone) if seen[alone] == 1 else None
        if meaning is None and alone and not coded and reading.rows == _FUNCTION and seen[alone] == 1:
            known = names.classes.get(alone, "")
            meaning = Meaning("", ((_FUNCTION, known),)) if known else None
        found.append(meaning)
    return found


def _texts(row: Sequence[PrintedCell | None], columns: Sequence[int]) -> list[str]:
    """The labels of a row, a spanned one once."""
    cells: list[PrintedCell] = []
    for column in columns:
        cell = row[column]
        if cell is not None and cell.text.strip() and all(cell is not other for other in cells):
            cells.append(cell)
    return [cell.text.strip() for cell in cells]


def _code(texts: Sequence[str], dimension: str, names: KnownCodes) -> str:
    """The code that a row says, in one cell or as 类, 款, 项 in several; "" where none is certain."""
    if not dimension:
        return ""
    parts = [text for text in texts if text.isascii() and text.isdigit()]
    if not parts or len(texts) - len(parts) > 1:
        return ""
    code = parts[0] + "".join(part.zfill(2) for part in parts[1:])
    if len(code) not in _LENGTHS[dimension] or not code.startswith(_FIRST[dimension]):
        return ""
    if any(len(part) < 2 for part in parts):  # 01 that a workbook made 1: its name must say the same
        said = {normal(text) for text in texts if text not in parts}
        return code if said & names.names[dimension].get(code, frozenset()) else ""
    return code


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
