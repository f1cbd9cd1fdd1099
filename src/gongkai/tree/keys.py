"""Stable keys: a name for every node of a document that stays the same as long as the node means the same.

A key is made from what does not change with the figures: the part and line of the template that a paragraph came
from, the labels and headings of a cell, the coordinates of a figure. It is computed on demand; the tree holds only
what could not be found again later (`Paragraph.place`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

from gongkai.derivation import Derived
from gongkai.frozen import frozen
from gongkai.tree.nodes import Cell, CellKind, Chart, Document, Heading, Number, Paragraph, Table

_LABELS = frozenset((CellKind.HEADER, CellKind.LABEL, CellKind.TOTAL, CellKind.SECTION))
_Placed = tuple[int, Cell, bool]
FIGURE_SIGN = "▢"
"""Stands for a figure in the text of its paragraph, so that the text stays the same when only the figure
changes."""


@frozen
class KeyedNode:
    """A node by its key. `kind` is 标题, 段落, 数字 (a figure in prose), 单元格, 说明 or 图中数; `text` is as printed."""

    key: str
    kind: str
    text: str
    number: Number | None = None


def nodes(document: Document) -> Iterator[KeyedNode]:
    """Every heading, paragraph, figure in prose or a chart, and filled table cell of a document, in order.

    Where an earlier node has the same key, a number is added to make it unique.
    """
    seen: Counter[str] = Counter()
    for found in _all(document):
        seen[found.key] += 1
        again = seen[found.key]
        yield found if again == 1 else KeyedNode(f"{found.key}#{again}", found.kind, found.text, found.number)


def _all(document: Document) -> Iterator[KeyedNode]:
    above = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            above = block.place or block.key
            yield KeyedNode(above, "标题", block.text)
        elif isinstance(block, Paragraph):
            yield from _paragraph(block, above)
        elif isinstance(block, Table):
            yield from _table(block)
        elif isinstance(block, Chart):
            yield from _chart(block)


def _chart(chart: Chart) -> Iterator[KeyedNode]:
    """Its title and its figures by category and series; its description only repeats them."""
    yield KeyedNode(f"{chart.key}/标题", "标题", chart.title)
    for series in chart.series:
        for category, number in zip(chart.categories, series.values, strict=True):
            key = f"{chart.key}/{category}/{series.name}"
            yield KeyedNode(key, "图中数", f"{number.text}{number.unit}", number)
        for category, number in zip(chart.categories, series.shares, strict=False):
            yield KeyedNode(f"{chart.key}/{category}/占比", "图中数", f"{number.text}%", number)


def paragraph_key(paragraph: Paragraph, above: str) -> str:
    """The template line that made the paragraph, else the heading `above`; and the coordinates of its first figure,
    which tell apart the paragraphs made by one line in a loop."""
    first = next((run.number for run in paragraph.runs if run.number is not None), None)
    return (paragraph.place or above) + (_part(first) if first is not None else "")


def row_keys(table: Table) -> list[str]:
    """A key of each row: its labels and, where several rows have the same labels, its first text. Not always unique."""
    rows = list(_placed(table))
    return [own + "/" + "|".join(_labels(row)) for row, own in zip(rows, _own_texts(rows), strict=True)]


def _own_texts(rows: list[list[_Placed]]) -> Iterator[str]:
    """For each row that shares its labels with another (indicators of a form) its first text, else nothing."""
    alike = Counter(_labels(row) for row in rows)
    for row in rows:
        first = next((cell.text for _, cell, _ in row if cell.kind is CellKind.TEXT and cell.text), "")
        yield f"/{first}" if alike[_labels(row)] > 1 else ""


def _paragraph(paragraph: Paragraph, above: str) -> Iterator[KeyedNode]:
    figures = [(run.text, run.number) for run in paragraph.runs if run.number is not None]
    key = paragraph_key(paragraph, above)
    text = "".join([run.text if run.number is None else FIGURE_SIGN for run in paragraph.runs])
    yield KeyedNode(key, "段落", text)
    for shown, number in figures:
        yield KeyedNode(
            f"{key}/{number.name}{_part(number)}{_step(number)}{number.unit}", "数字", shown, number
        )


def _step(number: Number) -> str:
    """Which computation from the figure is printed (a rate, a share), where it is not the figure itself."""
    return f"的{number.origin.step.value}" if isinstance(number.origin, Derived) else ""


def _part(number: Number) -> str:
    pairs = number.origin.filters if number.origin is not None else ()
    return "".join([f"[{name}={'|'.join(values)}]" for name, values in pairs])


def _table(table: Table) -> Iterator[KeyedNode]:
    yield KeyedNode(f"{table.key}/标题", "标题", table.title)
    for index, row in enumerate(islice(_placed(table), table.header_rows)):
        for column, cell, _ in row:
            yield KeyedNode(f"{table.key}/表头/{index}.{column}", "单元格", cell.text)
    for filled in filled_cells(table):
        cell = filled.cell
        key = f"{table.key}{filled.own}/{'|'.join(filled.labels)}/{'/'.join(filled.headings)}"
        yield KeyedNode(key, "单元格", cell.text, cell.number)
    for number, note in enumerate(table.notes, 1):
        yield KeyedNode(f"{table.key}/注{number}", "说明", note)


@frozen
class FilledCell:
    """A cell below the headings that is not empty. `row` counts the rows below the headings, `column` the columns,
    both from 1; `labels` stand beside it, `headings` over it from top to bottom (`5列` where there are none). `own`
    tells apart rows with the same labels."""

    cell: Cell
    row: int
    column: int
    labels: tuple[str, ...]
    headings: tuple[str, ...]
    own: str = ""

    @property
    def is_label(self) -> bool:
        """True for a cell that names its row."""
        return self.cell.kind in _LABELS


def filled_cells(table: Table) -> Iterator[FilledCell]:
    """The filled cells of a table, row by row, each with what stands beside and over it."""
    rows = list(_placed(table))
    headings = _headings(rows[: table.header_rows])
    body = rows[table.header_rows :]
    for number, (row, own) in enumerate(zip(body, _own_texts(body), strict=True), 1):
        labels: list[str] = []
        after_value = False
        for column, cell, begins in row:
            if cell.kind in _LABELS:
                labels = [cell.text] if after_value else [*labels, cell.text]
            after_value = cell.kind not in _LABELS
            if begins and (cell.text or cell.number is not None):
                over = headings.get(column, (f"{column + 1}列",))
                yield FilledCell(cell, number, column + 1, tuple(labels), over, own)


def _labels(row: list[_Placed]) -> tuple[str, ...]:
    return tuple(cell.text for _, cell, _ in row if cell.kind in _LABELS)


def _placed(table: Table) -> Iterator[list[_Placed]]:
    """The cells of each row, those that reach in from above too: column, cell, whether it begins in this row."""
    # By column: cells from above and the number of rows that they still cover.
    reaching: dict[int, tuple[Cell, int]] = {}
    for row in table.rows:
        placed: list[_Placed] = [(column, cell, False) for column, (cell, _) in reaching.items()]
        covered = {place for column, cell, _ in placed for place in range(column, column + cell.colspan)}
        reaching = {column: (cell, rows - 1) for column, (cell, rows) in reaching.items() if rows > 1}
        column = 0
        for cell in row.cells:
            while column in covered:
                column += 1
            placed.append((column, cell, True))
            if cell.rowspan > 1:
                reaching[column] = cell, cell.rowspan - 1
            column += cell.colspan
        yield sorted(placed, key=itemgetter(0))


def _headings(rows: list[list[_Placed]]) -> dict[int, tuple[str, ...]]:
    """The headings over each column, from top to bottom."""
    found: dict[int, list[str]] = {}
    for row in rows:
        for start, cell, begins in row:
            for column in range(start, start + cell.colspan) if begins else ():
                found.setdefault(column, []).append(cell.text)
    return {column: tuple(texts) for column, texts in found.items()}
