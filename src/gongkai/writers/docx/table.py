"""A table as WordprocessingML text.

Nearly all of a table's XML is the same from row to row, so the XML around the texts of a row is made once for
each build of row and kept for the tables that look alike.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

from gongkai.tree.nodes import Align, CellKind, Table
from gongkai.writers.docx.layout import Layout
from gongkai.writers.docx.rows import Build
from gongkai.writers.docx.style import Style
from gongkai.writers.ooxml import escape

_ALIGN: dict[CellKind, Align] = {
    CellKind.HEADER: Align.CENTER,
    CellKind.LABEL: Align.LEFT,
    CellKind.TOTAL: Align.CENTER,
    CellKind.TEXT: Align.LEFT,
    CellKind.NUMBER: Align.RIGHT,
    CellKind.SECTION: Align.LEFT,
}
_BOLD = {CellKind.HEADER, CellKind.SECTION}
_END = "</w:t></w:r></w:p></w:tc>"
_NEXT = b"</w:t></w:r></w:p><w:p>"
_TAB_XML = '</w:t><w:tab/><w:t xml:space="preserve">'
_BREAK, _BREAK_BYTE = "\0", b"\0"  # stands for a line break where texts are joined by line breaks
Frame = tuple[bytes, list[str]]
"""The XML of a row with %b for each text, and for each text the beginning of a paragraph of its cell."""


def add_table(table: Table, style: Style, layout: Layout, keep: bool, pieces: list[bytes]) -> None:
    """Append the `w:tbl` element; with `keep` all its rows stay together and with the line below."""
    width = sum(layout.widths)
    columns = "".join([f'<w:gridCol w:w="{column}"/>' for column in layout.widths])
    head = (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style.table}"/><w:tblW w:w="{width}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )
    pieces.append(head.encode())
    cells = _cells(layout.widths, layout.look.id, int(layout.look.size * 20), table.form, keep)
    texts, breaks = _texts(table)
    end = 0
    for index, build in enumerate(layout.builds):
        frame, paragraphs = _frame(cells, build)
        begin, end = end, end + len(build.cells)
        values = texts[begin:end]
        if breaks:
            values = [
                text.replace(_BREAK_BYTE, _NEXT + paragraph.encode()) if _BREAK_BYTE in text else text
                for text, paragraph in zip(values, paragraphs, strict=True)
            ]
        pieces += (_row_start(index, table.header_rows, layout), frame % tuple(values))
    pieces.append(b"</w:tbl>")


def _texts(table: Table) -> tuple[list[bytes], bool]:
    """The texts of all cells as XML in UTF-8, and whether there are line breaks in them, which are `_BREAK` here."""
    texts = [cell.text for row in table.rows for cell in row.cells]
    words = "\n".join(texts)
    breaks = words.count("\n") >= len(texts) > 0
    # Nearly every table is free of special characters, which is quicker seen at once.
    if breaks or "\t" in words or escape(words) is not words:
        words = "\n".join([escape(text).replace("\t", _TAB_XML).replace("\n", _BREAK) for text in texts])
    return words.encode().split(b"\n"), breaks


def _row_start(index: int, header_rows: int, layout: Layout) -> bytes:
    whole = b"" if index in layout.divisible else b"<w:cantSplit/>"
    header = b"<w:tblHeader/>" if index < header_rows else b""
    return b'<w:tr><w:trPr>%b<w:trHeight w:val="%d"/>%b</w:trPr>' % (whole, layout.heights[index], header)


class _Cells:
    """The XML of rows but for their texts, in tables of one look."""

    def __init__(self, widths: tuple[int, ...], style_id: str, em: int, form: bool, keep: bool) -> None:
        self.form, self.em = form, em
        self.edges = (0, *accumulate(widths))
        self.style = f'<w:pPr><w:pStyle w:val="{escape(style_id)}"/>{"<w:keepNext/>" if keep else ""}'

    def frame(self, build: Build) -> Frame:
        """The frame of rows of a build, covered places included, to the end of the row."""
        parts: list[str] = []
        paragraphs: list[str] = []
        left, edges = iter(build.cells), self.edges
        for column, colspan, rowspan in build.places:
            width = edges[column + colspan] - edges[column]
            span = f'<w:gridSpan w:val="{colspan}"/>' if colspan > 1 else ""
            merge = '<w:vMerge w:val="restart"/>' if rowspan > 1 else "<w:vMerge/>" if rowspan < 0 else ""
            parts.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr><w:p>'
            )
            if rowspan < 0:
                parts += (self.style, "</w:pPr></w:p></w:tc>")
                continue
            _, kind, _, _, indent, align = next(left)
            paragraph = _paragraph(self.style, self.em, self.form, kind, indent, align)
            # An empty cell keeps its run: who types into it gets the right look.
            parts += (paragraph, "\0", _END)
            paragraphs.append(paragraph)
        parts.append("</w:tr>")
        return "".join(parts).replace("%", "%%").replace("\0", "%b").encode(), paragraphs


# Forms have the widths that their pack gives them, so that the next department has the same rows.
_cells = lru_cache(maxsize=256)(_Cells)
_frame = lru_cache(maxsize=1024)(_Cells.frame)


@lru_cache(maxsize=1024)
def _paragraph(style: str, em: int, form: bool, kind: CellKind, indent: int, align: Align | None) -> str:
    """The beginning of a cell's paragraph, to its text."""
    # In a form a label names the cells beside it, and its few numbers stand in no column to add up.
    centred = form and kind in (CellKind.LABEL, CellKind.NUMBER)
    side = align or (Align.CENTER if centred else _ALIGN[kind])
    indented = f'<w:ind w:left="{indent * em}"/>' if indent else ""
    bold = "<w:rPr><w:b/></w:rPr>" if kind in _BOLD else ""
    return f'{style}{indented}<w:jc w:val="{side.value}"/></w:pPr><w:r>{bold}<w:t xml:space="preserve">'
