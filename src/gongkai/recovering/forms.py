"""The performance forms of a published document back to the rows of their records: names, units, aims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.model.department import Entry, Value
from gongkai.model.labels import normal
from gongkai.model.schema import Shape
from gongkai.packs.pack import Form, Pack
from gongkai.readers.printed_document import PrintedDocument, PrintedTable
from gongkai.recovering.form_lists import flat, flat_forms

_EACH = re.compile(r"明细\(\s*[\"“]([^\"”]+)[\"”]")
_FIELD = re.compile(r"\{\{\s*记录(?:\.(\w+)|\[\"([^\"]+)\"\])\s*(?:\|\s*(?:句|分行)\s*)?(or\s[^}]*)?\}\}")
_MOST = 0.7
"""The part of a form's labels that a table must have to be one of its copies."""
_LEAST = 3


@frozen
class _Field:
    """A text of the record and what stands before it in its row, or above it where `above` is set; `or_else` where
    the form prints something else for a text that is not there."""

    column: str
    label: str
    above: bool = False
    or_else: bool = False


def form_rows(
    tables: list[PrintedTable], pack: Pack, unit_name: str, document: PrintedDocument, used: set[Location]
) -> dict[str, list[Entry]]:
    """By schedule the records that forms show, in the columns that a new year begins with; each name once. The places
    of the tables that are forms are added to `used`."""
    found: dict[str, dict[tuple[str, ...], Entry]] = {}
    for form in pack.forms.values():
        each = _EACH.match(form.each)
        spec = pack.inputs.schedule(each[1]) if each is not None else None
        if spec is None or spec.shape is not Shape.ROWS or spec.name not in pack.carry.rows:
            continue
        wanted = set(pack.carry.rows[spec.name])
        fields = [field for field in _fields(form) if field.column in wanted]
        copies = [_texts(table, fields, form) for table in tables]
        used |= {table.place for table, copy in zip(tables, copies, strict=True) if copy}
        if not any(copies):
            copies = [_beside(texts, fields, form) for texts in flat_forms(document, form)]
            used |= {table.place for table in tables if any(copies) and flat(table)}
        for copy in copies:
            texts = _own(copy, fields, unit_name)
            key = tuple(texts.get(name, "") for name in spec.unique)
            if texts and all(key):
                entry = Entry({name: Value(text) for name, text in texts.items()})
                found.setdefault(spec.name, {}).setdefault(key, entry)
    return {name: list(entries.values()) for name, entries in found.items()}


def _own(texts: Mapping[str, str], fields: list[_Field], unit_name: str) -> dict[str, str]:
    """The texts without those that a form prints where the record has none: the unit's own, or another text again."""
    doubtful = {field.column for field in fields if field.or_else}
    others = {text for name, text in texts.items() if name not in doubtful}
    return {
        name: text
        for name, text in texts.items()
        if name not in doubtful or (text not in others and not (unit_name and unit_name in text))
    }


def _fields(form: Form) -> Iterator[_Field]:
    above: dict[int, str] = {}
    reaching: dict[int, int] = {}  # by column in how many more rows a cell from above stands
    for row in form.rows:
        column, label, labels = 0, "", {}
        standing = {at for at, rows in reaching.items() if rows > 0}
        reaching = {at: rows - 1 for at, rows in reaching.items() if rows > 1}
        for cell in row.cells:
            while column in standing:
                column += 1
            reaching |= {
                at: cell.rowspan - 1 for at in range(column, column + cell.colspan) if cell.rowspan > 1
            }
            found = _FIELD.fullmatch(cell.text.strip())
            if found is None and cell.text and "{" not in cell.text:
                label = labels[column] = cell.text
            elif found is not None and not row.repeat:
                name = found[1] or found[2]
                if label:
                    yield _Field(name, label, or_else=bool(found[3]))
                elif column in above:
                    yield _Field(name, above[column], True, bool(found[3]))
                label = ""
            else:
                label = ""
            column += cell.colspan
        above = labels


def _labels(form: Form) -> set[str]:
    """The texts of the rows that stand in every copy."""
    return {
        normal(cell.text)
        for row in form.rows
        if not row.repeat and not row.when
        for cell in row.cells
        if cell.text and "{" not in cell.text
    }


def _beside(texts: list[str], fields: list[_Field], form: Form) -> Mapping[str, str]:
    """What a copy of one column says: each text right behind its label. What stands above its text is not told there."""
    labels = _labels(form)
    found: dict[str, str] = {}
    for field in fields:
        at = [index for index, text in enumerate(texts[:-1]) if normal(text) == normal(field.label)]
        if not field.above and len(at) == 1 and normal(texts[at[0] + 1]) not in labels:
            found[field.column] = texts[at[0] + 1]
    return found


def _texts(table: PrintedTable, fields: list[_Field], form: Form) -> Mapping[str, str]:
    """What a copy of a form says in its fields; nothing where the table is no copy of it."""
    labels = _labels(form)
    there = {normal(cell.text) for cell in table.cells}
    if len(labels) < _LEAST or len(labels & there) < _MOST * len(labels):
        return {}
    found: dict[str, str] = {}
    for field in fields:
        at = [cell for cell in table.cells if normal(cell.text) == normal(field.label)]
        if len(at) != 1:
            continue  # a label that stands there twice tells nothing
        [label] = at
        texts = [
            cell
            for cell in table.cells
            if cell.text.strip()
            and (
                cell.row == label.row + label.rowspan and cell.column == label.column
                if field.above
                else cell.row == label.row and cell.column >= label.column + label.colspan
            )
        ]
        first = min(texts, key=lambda cell: cell.column, default=None)
        if first is not None and normal(first.text) not in labels:
            found[field.column] = first.text.strip()
    return found
