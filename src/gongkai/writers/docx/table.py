"""A table as WordprocessingML text.

Nearly all of a table's XML is the same from cell to cell, so the XML before a cell's text is made
once for each combination of column, span, kind and alignment, and kept in a dict for the table.
"""

from __future__ import annotations

from itertools import accumulate

from gongkai.tree.nodes import Cell, CellKind, Table
from gongkai.writers.docx.columns import Placed
from gongkai.writers.docx.layout import Layout
from gongkai.writers.docx.style import Style
from gongkai.writers.ooxml import escape

_ALIGN: dict[str, str] = {
    CellKind.HEADER.value: "center",
    CellKind.LABEL.value: "left",
    CellKind.TOTAL.value: "center",
    CellKind.TEXT.value: "left",
    CellKind.NUMBER.value: "right",
    CellKind.SECTION.value: "left",
}
_BOLD = {CellKind.HEADER.value, CellKind.SECTION.value}
_END = "</w:t></w:r></w:p></w:tc>"
_TAB, _TAB_XML = "\t", '</w:t><w:tab/><w:t xml:space="preserve">'
_Key = tuple[int, int, int, str, str, int]
Shared = dict[tuple[tuple[int, ...], str, bool, bool], tuple[dict[_Key, str], dict[tuple[int, int], str]]]


def add_table(
    table: Table, style: Style, layout: Layout, keep: bool, pieces: list[str], shared: Shared
) -> None:
    """Append the `w:tbl` element; with `keep` all its rows stay together and with the line below.

    `shared` keeps, for one document, the XML of cells that tables of the same widths and look have in common.
    """
    width = sum(layout.widths)
    columns = "".join(f'<w:gridCol w:w="{column}"/>' for column in layout.widths)
    pieces.append(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style.table}"/><w:tblW w:w="{width}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )
    cells = _Cells(table, layout, keep, shared)
    for index, (row, placed) in enumerate(zip(table.rows, layout.places, strict=True)):
        pieces.append(_row_start(index, table.header_rows, layout))
        cells.add_row(row.cells, placed, pieces)
        pieces.append("</w:tr>")
    pieces.append("</w:tbl>")


def _row_start(index: int, header_rows: int, layout: Layout) -> str:
    whole = "" if index in layout.divisible else "<w:cantSplit/>"
    header = "<w:tblHeader/>" if index < header_rows else ""
    height = f'<w:trHeight w:val="{layout.heights[index]}"/>'
    return f"<w:tr><w:trPr>{whole}{height}{header}</w:trPr>"


class _Cells:
    """The cells of one table, with the XML before their text kept by kind and place."""

    def __init__(self, table: Table, layout: Layout, keep: bool, shared: Shared) -> None:
        self.form = table.form
        self.edges = (0, *accumulate(layout.widths))
        self.keep = "<w:keepNext/>" if keep else ""
        self.style_id = escape(layout.look.id)
        self.em = int(layout.look.size * 20)
        alike = (layout.widths, self.style_id, self.form, keep)
        self.starts, self.covered = shared.setdefault(alike, ({}, {}))
        # Nearly every table is free of special characters, which is quicker seen at once.
        words = " ".join([cell.text for row in table.rows for cell in row.cells])
        self.clean = escape(words) == words and "\n" not in words and "\t" not in words

    def add_row(self, cells: tuple[Cell, ...], placed: Placed, pieces: list[str]) -> None:
        """Append the XML of a row's cells, covered places included."""
        starts, clean, end = self.starts, self.clean, _END
        left = iter(cells)
        for column, colspan, rowspan in placed:
            if rowspan < 0:
                pieces.append(self._covered(column, colspan))
                continue
            cell = next(left)
            align = cell.align
            # `_value_` because an Enum's own `value` and hash are Python calls, made for every cell.
            side = align._value_ if align is not None else ""
            key = (column, colspan, rowspan, cell.kind._value_, side, cell.indent)
            start = starts.get(key)
            if start is None:
                start = starts[key] = self._start(*key)
            text = cell.text
            if clean:
                # An empty cell keeps its run: who types into it gets the right look.
                pieces += (start, text, end)
            elif "\n" in text or "\t" in text:
                pieces.append(_several(start, text))
            else:
                pieces += (start, escape(text), end)

    def _properties(self, column: int, colspan: int, merge: str) -> str:
        width = self.edges[column + colspan] - self.edges[column]
        span = f'<w:gridSpan w:val="{colspan}"/>' if colspan > 1 else ""
        return f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'

    def _covered(self, column: int, colspan: int) -> str:
        """A place under a cell that spans several rows."""
        key = (column, colspan)
        if key not in self.covered:
            properties = self._properties(column, colspan, "<w:vMerge/>")
            self.covered[key] = (
                f'<w:tc>{properties}<w:p><w:pPr><w:pStyle w:val="{self.style_id}"/>{self.keep}</w:pPr></w:p></w:tc>'
            )
        return self.covered[key]

    def _start(self, column: int, colspan: int, rowspan: int, kind: str, align: str, indent: int) -> str:
        merge = '<w:vMerge w:val="restart"/>' if rowspan > 1 else ""
        # In a form a label names the cells beside it, and its few numbers stand in no column to add up.
        centred = self.form and kind in (CellKind.LABEL.value, CellKind.NUMBER.value)
        side = "center" if centred else _ALIGN[kind]
        side = align or side
        indented = f'<w:ind w:left="{indent * self.em}"/>' if indent else ""
        bold = "<w:rPr><w:b/></w:rPr>" if kind in _BOLD else ""
        return (
            f"<w:tc>{self._properties(column, colspan, merge)}"
            f'<w:p><w:pPr><w:pStyle w:val="{self.style_id}"/>{self.keep}{indented}<w:jc w:val="{side}"/></w:pPr>'
            f'<w:r>{bold}<w:t xml:space="preserve">'
        )


def _several(start: str, text: str) -> str:
    """A cell whose text has several paragraphs or tab characters."""
    head, paragraph = start.split("<w:p>")
    paragraphs = (
        f"<w:p>{paragraph}{escape(line).replace(_TAB, _TAB_XML)}</w:t></w:r></w:p>"
        for line in text.split("\n")
    )
    return head + "".join(paragraphs) + "</w:tc>"
