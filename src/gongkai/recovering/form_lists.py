"""Forms that list records, a row each, back to the rows of their schedule; and tables of which only one column is left.

Where a document was made into text and back, each cell of a table stands in a row of its own. Such a column is folded
to the columns of a form whose headings it begins with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.model.department import Entry, Value
from gongkai.model.labels import normal
from gongkai.model.schema import ScheduleSpec, Shape
from gongkai.packs.pack import Form, FormRow, Pack
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedTable

LISTED = re.compile(r"明细\(\s*\"(\w+)\"((?:\s*,\s*\w+=\"[^\"]*\")*)\s*\)")
"""A call of a template that lists the records of a schedule, with the values that they have in common."""
GIVEN = re.compile(r"(\w+)=\"([^\"]*)\"")
_TEXT = re.compile(r"\{\{\s*\w+(?:\.(\w+)|\[\"([^\"]+)\"\])\s*(or\s[^}]*)?\}\}")
_MOST = 0.7
"""The part of a list's headings that a table must have."""
_LEAST_FLAT = 10  # rows of a table of one column


@frozen
class _List:
    """`headings` by column; `texts` are columns of the schedule by column, `doubtful` those that print another text
    where the record has none; `given` is what all records of the list have."""

    spec: ScheduleSpec
    headings: tuple[str, ...]
    texts: Mapping[int, str]
    doubtful: frozenset[str]
    given: Mapping[str, str]


def listed_rows(tables: Sequence[PrintedTable], pack: Pack, used: set[Location]) -> dict[str, list[Entry]]:
    """By schedule the records that lists show, in the columns that a new year begins with; the places of these lists
    are added to `used`.

    Records of the same key are told apart in the column that the schedule has for that, in their order.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for wanted in _lists(pack):
        for table in tables:
            rows = list(_rows(wanted, table))
            if rows:
                found.setdefault(wanted.spec.name, []).extend(rows)
                used.add(table.place)
                break
    specs = {spec.name: spec for spec in pack.inputs.schedules}
    return {
        name: [
            Entry({column: Value(text) for column, text in row.items()}) for row in _apart(rows, specs[name])
        ]
        for name, rows in found.items()
    }


def _lists(pack: Pack) -> Iterator[_List]:
    for form in pack.forms.values():
        for above, row in zip(form.rows, form.rows[1:], strict=False):
            listed = LISTED.match(row.repeat)
            once = form.each in ("", f"{row.repeat}[:1]")  # always, or where there is any record
            spec = pack.inputs.schedule(listed[1]) if listed is not None and once else None
            if (
                listed is None
                or spec is None
                or spec.shape is not Shape.ROWS
                or spec.name not in pack.carry.rows
            ):
                continue
            carried = set(pack.carry.rows[spec.name])
            texts = {column: found for column, found in _shown(row) if found[0] in carried}
            given = {name: text for name, text in GIVEN.findall(listed[2]) if name in carried}
            doubtful = frozenset(name for name, or_else in texts.values() if or_else)
            yield _List(
                spec, _headings(above), {column: name for column, (name, _) in texts.items()}, doubtful, given
            )


def _shown(row: FormRow) -> Iterator[tuple[int, tuple[str, bool]]]:
    column = 0
    for cell in row.cells:
        found = _TEXT.fullmatch(cell.text.strip())
        if found is not None:
            yield column, (found[1] or found[2], bool(found[3]))
        column += cell.colspan


def _headings(row: FormRow) -> tuple[str, ...]:
    return tuple(text for cell in row.cells for text in (cell.text, *[""] * (cell.colspan - 1)))


def _rows(wanted: _List, table: PrintedTable) -> Iterator[dict[str, str]]:
    texts = [[text.strip() for text in row] for row in _folded(table, wanted.headings)]
    labels = [normal(text) for text in wanted.headings]
    names = [column for column, name in wanted.texts.items() if name in wanted.spec.unique]
    start = next((at for at, row in enumerate(texts) if _is_head(row, labels, names)), None)
    if start is None:
        return
    found = [
        {name: row[column] for column, name in wanted.texts.items() if row[column]}
        for row in texts[start + 1 :]
        if len(row) == len(labels) and all(row[column] for column in names)
    ]
    for name in wanted.doubtful:
        if len({row.get(name, "") for row in found}) == 1:  # the same in all rows: what stands for none
            for row in found:
                row.pop(name, None)
    yield from ({**wanted.given, **row} for row in found)


def _is_head(row: Sequence[str], labels: Sequence[str], names: Sequence[int]) -> bool:
    if len(row) != len(labels) or not names:
        return False
    alike = sum(normal(text) == label for text, label in zip(row, labels, strict=True))
    return alike >= _MOST * len(labels) and all(normal(row[column]) == labels[column] for column in names)


def _folded(table: PrintedTable, headings: Sequence[str]) -> list[list[str]]:
    """The rows of a table; those of one column folded where the headings of a list stand below each other in it."""
    texts = flat(table)
    labels = [normal(text) for text in headings]
    for at in range(len(texts) - len(labels) + 1):
        if [normal(text) for text in texts[at : at + len(labels)]] == labels:
            rest = texts[at:]
            if len(rest) % len(labels) == 0:
                return [rest[row : row + len(labels)] for row in range(0, len(rest), len(labels))]
    return table.rows()


def flat(table: PrintedTable) -> list[str]:
    """The texts of a table of which only one column holds any; none for another."""
    filled = [cell for cell in table.cells if cell.text.strip()]
    if len(filled) < _LEAST_FLAT or len({cell.column for cell in filled}) > 1:
        return []
    return [cell.text.strip() for cell in filled]


def _apart(rows: list[dict[str, str]], spec: ScheduleSpec) -> list[dict[str, str]]:
    spare = next(
        (column.name for column in spec.key_columns if column.name in spec.unique and not column.required), ""
    )
    key = [name for name in spec.unique if name != spare]
    often = Counter(tuple(row.get(name, "") for name in key) for row in rows)
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for row in rows:
        own = tuple(row.get(name, "") for name in key)
        seen[own] += 1
        if often[own] > 1 and not spare and seen[own] > 1:
            continue
        found.append({**row, spare: f"第{seen[own]}个"} if often[own] > 1 and spare else row)
    return found


def flat_forms(document: PrintedDocument, form: Form) -> Iterator[list[str]]:
    """The texts of each copy of a form in a document whose tables are of one column: from its title to the next."""
    texts: list[str] = []
    for item in document.items():
        texts += [item.text.strip()] if isinstance(item, PrintedLine) else flat(item)
    title = normal(form.title)
    starts = [at for at, text in enumerate(texts) if title and normal(text) == title]
    for start, end in pairwise([*starts, len(texts)]):
        yield texts[start:end]
