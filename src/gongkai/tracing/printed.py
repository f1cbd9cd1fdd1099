"""The computed figures and words of a document, each with the place where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from gongkai.derivation import Origin
from gongkai.frozen import frozen
from gongkai.model.labels import normal
from gongkai.tree.keys import FilledCell, filled_cells
from gongkai.tree.nodes import Document, Heading, Number, Paragraph, Table
from gongkai.tree.spoken import comparing_words


@frozen
class Printed:
    """A figure, or words that compare figures, as printed at one place. `place` describes it in Chinese: table, row and
    column, or the heading above and the clause. `section` is the table or the heading alone."""

    text: str
    origin: Origin | None
    number: Number | None
    section: str
    place: str

    @property
    def unit(self) -> str:
        return self.number.unit if self.number is not None else ""


@frozen
class TabledCell:
    """A filled cell of a table, and what is printed in it if it is a number."""

    filled: FilledCell
    table: Table
    printed: Printed


@frozen
class ComputedSentence:
    """A paragraph: its text, and its computed parts with their start and end in the text."""

    text: str
    section: str
    spans: tuple[tuple[int, int, Printed], ...] = field(default=())


def tabled_cells(document: Document) -> Iterator[TabledCell]:
    """Every filled cell of every table."""
    for table in document.tables:
        name = table_name(table)
        numbered = _has_row_numbers(table)
        for filled in filled_cells(table):
            number = filled.cell.number
            place = f"{name} {_row_name(filled, numbered)} {_column_name(filled)}"
            origin = number.origin if number is not None else None
            yield TabledCell(filled, table, Printed(filled.cell.text, origin, number, name, place))


def computed_sentences(document: Document) -> Iterator[ComputedSentence]:
    """Every paragraph with text."""
    section = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            section = block.text
        elif isinstance(block, Paragraph) and block.text.strip():
            yield ComputedSentence(block.text, section, tuple(_spans(block, section)))


def charted(document: Document) -> Iterator[Printed]:
    """Every figure that a chart shows, and every share of a pie."""
    for chart in document.charts:
        for series in chart.series:
            for number, category in (
                *zip(series.values, chart.categories, strict=True),
                *zip(series.shares, chart.categories, strict=False),
            ):
                place = f"{chart.title} {category} {series.name}"
                yield Printed(number.text, number.origin, number, chart.title, place)


def everything(
    in_tables: Iterable[TabledCell], prose: Iterable[ComputedSentence], charts: Iterable[Printed]
) -> Iterator[Printed]:
    """Everything with an origin: first of tables, then of prose, then of charts."""
    for cell in in_tables:
        if cell.printed.origin is not None and cell.printed.text:
            yield cell.printed
    for sentence in prose:
        yield from (printed for _, _, printed in sentence.spans if printed.origin is not None)
    yield from (printed for printed in charts if printed.origin is not None)


def table_name(table: Table) -> str:
    """The short name of a table: its printed code, or the name of its sheet."""
    return table.code or table.sheet or table.title


def _spans(paragraph: Paragraph, section: str) -> Iterator[tuple[int, int, Printed]]:
    at = 0
    for run in paragraph.runs:
        if run.number is not None:
            end = at + len(run.text)
            place = f"{section} “{_clause(paragraph.text, at, end)}”"
            yield at, end, Printed(run.text, run.number.origin, run.number, section, place)
        for start, end, origin in comparing_words(run) if run.number is None else ():
            place = f"{section} “{_clause(paragraph.text, at + start, at + end)}”"
            yield at + start, at + end, Printed(run.text[start:end], origin, None, section, place)
        at += len(run.text)


def _clause(text: str, start: int, end: int) -> str:
    """The clause around a figure, from one punctuation mark to the next."""
    marks = "，。；：、\n"
    first = max(text.rfind(mark, 0, start) for mark in marks) + 1
    ends = [place for mark in marks if (place := text.find(mark, end)) >= 0]
    return text[first : min(ends, default=len(text))].strip()


def _has_row_numbers(table: Table) -> bool:
    heads = [cell.text for row in table.rows[: table.header_rows] for cell in row.cells]
    return any(normal(text) == "行次" for text in heads)


def _row_name(filled: FilledCell, numbered: bool) -> str:
    """31行 where the table numbers its rows, otherwise the label next to the cell, or which row it is."""
    numbers = [label for label in filled.labels if label.isdigit()]
    if numbered and numbers:
        return f"{numbers[-1]}行"
    named = [label for label in filled.labels if label.strip()]
    codes = [label for label in named if label.isdigit() and len(label) > 2]
    return "".join((codes or named[-1:] or [f"{filled.row}行"])[0].split())


def _column_name(filled: FilledCell) -> str:
    named = [text for text in filled.headings if text.strip() and not text.strip().isdigit()]
    return "".join(named[-1].split()) if named else f"{filled.column}列"
