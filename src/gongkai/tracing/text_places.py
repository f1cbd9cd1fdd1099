"""Where an input cell that no computed figure uses affects the report, found by composing it with the cell changed.

A search for its words would not do: 档案室 may be part of a list, and 一般公共预算 stands in a hundred places that have
nothing to do with the cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from gongkai.frozen import frozen
from gongkai.model.book import Book
from gongkai.model.department import Department, Value
from gongkai.model.ledger import Ledger
from gongkai.rules.rule import Subject
from gongkai.sections.compose import compose_document
from gongkai.tracing.input_cells import CellKey, cell_key
from gongkai.tracing.printed import Printed, table_name, tabled_cells
from gongkai.tree.nodes import Chart, Cover, Document, Heading, Paragraph, Table

_MARK = "\ue000"
"""A private-use character, which no text of an input contains."""
_OTHER = Decimal(7)  # added to a number


@frozen
class Effect:
    """What a cell does in the report: `places` print it (if `printed`) or change with it; with `other_rows` lines or
    rows appear or vanish."""

    places: tuple[Printed, ...] = ()
    printed: bool = False
    other_rows: bool = False


def effect_of(subject: Subject, document: Document, key: CellKey) -> Effect:
    """The effect of another text or number in a cell; none where the report cannot be composed with it."""
    changed = _composed(subject, key)
    if changed is None:
        return Effect()
    before, after = list(_texts(document)), list(_texts(changed))
    marked = tuple(_without_mark(printed) for printed in after if _MARK in printed.text)
    if marked:
        return Effect(marked, printed=True)
    if len(before) != len(after):
        return Effect(other_rows=True)
    return Effect(tuple(one for one, other in zip(before, after, strict=True) if one.text != other.text))


def _without_mark(printed: Printed) -> Printed:
    texts = (printed.text, printed.section, printed.place)
    text, section, place = (each.replace(_MARK, "") for each in texts)
    return Printed(text, None, None, section, place)


def _composed(subject: Subject, key: CellKey) -> Document | None:
    department = _with_mark(subject.department, key)
    if department is None:
        return None
    book = Book(Ledger(department), subject.pack.definitions)
    return compose_document(subject.pack, department, book).document


def _with_mark(department: Department, key: CellKey) -> Department | None:
    for name, schedule in department.schedules.items():
        for index, entry in enumerate(schedule.entries):
            for column, value in entry.values.items():
                if cell_key(value.location) != key:
                    continue
                row = replace(entry, values={**entry.values, column: replace(value, value=_other(value))})
                entries = (*schedule.entries[:index], row, *schedule.entries[index + 1 :])
                schedules = {**department.schedules, name: replace(schedule, entries=entries)}
                return replace(department, schedules=schedules)
    return None


def _other(value: Value) -> Decimal | str:
    """Another number, or the same text with a mark in each of its lines."""
    if isinstance(value.value, Decimal):
        return value.value + _OTHER
    return "\n".join(f"{line[:1]}{_MARK}{line[1:]}" if line else line for line in value.value.split("\n"))


def _texts(document: Document) -> Iterator[Printed]:
    """Every text of a document with its place."""
    section = ""
    tabled = iter([(item.table, item.printed) for item in tabled_cells(document)])
    waiting = next(tabled, None)
    for block in document.blocks:
        if isinstance(block, Cover):
            for line in block.lines:
                yield Printed(line.text, None, None, "封面", "封面")
        elif isinstance(block, Heading):
            section = block.text
            yield Printed(block.text, None, None, section, "标题")
        elif isinstance(block, Paragraph):
            yield Printed(block.text, None, None, section, f"{section} 正文")
        elif isinstance(block, Chart):
            yield Printed(block.title, None, None, block.title, "图的标题")
        elif isinstance(block, Table):
            around = [block.title, *(" ".join(line) for line in block.caption), *block.notes]
            for text in around:
                yield Printed(text, None, None, block.title, f"{table_name(block)} 表题或表注")
            while waiting is not None and waiting[0] is block:
                yield replace(waiting[1], origin=None, number=None)
                waiting = next(tabled, None)
