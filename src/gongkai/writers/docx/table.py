"""A table as WordprocessingML text.

Nearly all of a table's XML is the same from row to row, so the XML around the texts of a row is made once for
each build of row and kept for the tables that look alike.

Word repeats only the first rows of a table. A form that runs over its page and names columns further down is
therefore cut before these names, into tables that touch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, pairwise

from gongkai.frozen import frozen
from gongkai.tree.grid import grid
from gongkai.tree.nodes import Align, Build, Cell, CellKind, Row, Table
from gongkai.writers.docx.reference_style import Style
from gongkai.writers.docx.table_fit import Layout
from gongkai.writers.docx.text import thin
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
# A number may reach over the margins of its cell (twips) before it is broken: where a font with wide digits stands in
# for 宋体 (0.64 em instead of 0.5) it does. In 宋体 it fits, and stands where it would without.
_REACH = {
    Align.RIGHT: '<w:ind w:left="-140"/>',
    Align.CENTER: '<w:ind w:left="-90" w:right="-90"/>',
}
_END = "</w:t></w:r></w:p></w:tc>"
_NEXT = b"</w:t></w:r></w:p><w:p>"
_BETWEEN = "\ue000"  # texts that are escaped all at once; for private use, so that hardly any text holds it
_TAB_XML = '</w:t><w:tab/><w:t xml:space="preserve">'
Frame = tuple[bytes, list[str]]
"""The XML of a row with %b for each text, and for each text the beginning of a paragraph of its cell."""


@frozen
class _Part:
    """Rows of a table from number `begin` on, by their builds, with the texts of their cells as XML.

    The first `header_rows` are repeated; in the columns `joined` no line is drawn below them.
    """

    begin: int
    builds: Sequence[Build]
    texts: Sequence[bytes]
    header_rows: int
    joined: frozenset[int] = frozenset()


def add_table(table: Table, style: Style, layout: Layout, keep: bool, pieces: list[bytes]) -> None:
    """Append the `w:tbl` elements; with `keep` all rows stay together and with the line below."""
    found = grid(table)
    texts = _texts(found.texts)
    cuts = {} if layout.fits else _cuts(table)
    if not cuts:
        _add_part(table, style, layout, keep, _Part(0, found.builds, texts, table.header_rows), pieces)
        return
    places = [*accumulate([len(build.slots) for build in found.builds], initial=0)]
    for begin, end in pairwise((0, *cuts, len(table.rows))):
        of_part = texts[places[begin] : places[end]]
        part = _Part(begin, found.builds[begin:end], of_part, 0 if begin else table.header_rows)
        if begin:
            pieces.append(thin("").encode())
        _add_part(table, style, layout, keep, _headed(table, part) if cuts.get(begin) else part, pieces)


def _cuts(table: Table) -> dict[int, bool]:
    """The rows before which the table is cut, and whether they head what follows; no cell may reach across.

    What stands below the last of such blocks, such as a total, stays with it.
    """
    builds = grid(table).builds
    found: dict[int, bool] = {}
    for head, _ in table.heads:
        found[head] = True
    for _, end in table.heads[:-1]:
        found.setdefault(end, False)
    return {row: found[row] for row in sorted(found) if row and not builds[row - 1].hanging}


def _headed(table: Table, part: _Part) -> _Part:
    """A part whose first row is repeated.

    A repeated row must hold no cell that reaches below it, so what would reach down becomes two cells, drawn as one.
    """
    first, builds = part.begin, part.builds
    below = list(table.rows[first + 1].cells) if len(builds) > 1 else []
    starts = [slot.column for slot in builds[1].slots] if below else []
    texts = list(part.texts)
    heading: list[Cell] = []
    reaching: list[int] = []
    for cell, slot in zip(table.rows[first].cells, builds[0].slots, strict=True):
        if slot.down > 1:
            place = sum(column < slot.column for column in starts)
            below.insert(place, _spanning(cell, slot.down - 1, ""))
            texts.insert(len(builds[0].slots) + place, b"")
            starts.insert(place, slot.column)
            reaching.append(slot.column)
        heading.append(_spanning(cell, 1, cell.text))
    if not reaching:
        return replace(part, header_rows=1)
    # Where nothing reaches down any more the rows are built as before.
    ended = next(number for number in range(2, len(builds) + 1) if not builds[number - 1].hanging)
    rows = (Row(tuple(heading)), Row(tuple(below)), *table.rows[first + 2 : first + ended])
    changed = grid(replace(table, rows=rows)).builds
    return _Part(first, [*changed, *builds[ended:]], texts, 1, frozenset(reaching))


def _spanning(cell: Cell, rows: int, text: str) -> Cell:
    return Cell(text, cell.kind, cell.number if text else None, cell.colspan, rows, cell.align, cell.indent)


def _add_part(
    table: Table, style: Style, layout: Layout, keep: bool, part: _Part, pieces: list[bytes]
) -> None:
    """Append the `w:tbl` element of a part of a table."""
    width = sum(layout.widths)
    columns = "".join([f'<w:gridCol w:w="{column}"/>' for column in layout.widths])
    head = (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style.table}"/><w:tblW w:w="{width}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )
    pieces.append(head.encode())
    em = int(layout.look.size * 20)
    joined = part.joined
    cells = _cells(layout.widths, layout.look.id, em, table.form, keep, joined, "top")
    headings = (
        _cells(layout.widths, layout.look.id, em, table.form, keep, joined, "bottom") if joined else cells
    )
    broken = grid(table).broken
    headers = part.begin + part.header_rows
    end = 0
    for index, build in enumerate(part.builds, part.begin):
        frame, paragraphs = _frame(headings if index < headers else cells, build)
        begin, end = end, end + len(paragraphs)
        values = tuple(part.texts[begin:end])
        if broken:
            values = tuple(
                [
                    text.replace(b"\n", _NEXT + paragraph.encode()) if b"\n" in text else text
                    for text, paragraph in zip(values, paragraphs, strict=True)
                ]
            )
        start = _row_start(layout.heights[index], index in layout.divisible, index < headers)
        pieces += (start, frame % values)
    pieces.append(b"</w:tbl>")


def _texts(texts: Sequence[str]) -> tuple[bytes, ...]:
    """The texts as XML in UTF-8, still with their line ends."""
    words = _BETWEEN.join(texts)
    if words.count(_BETWEEN) >= len(texts):  # it stands in a text too
        return tuple([escape(text).replace("\t", _TAB_XML).encode() for text in texts])
    return tuple(escape(words).replace("\t", _TAB_XML).encode().split(_BETWEEN.encode()))


@lru_cache(maxsize=256)
def _row_start(height: int, divisible: bool, header: bool) -> bytes:
    whole = b"" if divisible else b"<w:cantSplit/>"
    repeated = b"<w:tblHeader/>" if header else b""
    return b'<w:tr><w:trPr>%b<w:trHeight w:val="%d"/>%b</w:trPr>' % (whole, height, repeated)


class _Cells:
    """The XML of rows but for their texts, in tables of one look; cells in the columns `joined` have no line at `side`."""

    def __init__(
        self,
        widths: tuple[int, ...],
        style_id: str,
        em: int,
        form: bool,
        keep: bool,
        joined: frozenset[int],
        side: str,
    ) -> None:
        self.form, self.em = form, em
        self.joined, self.side = joined, side
        self.edges = (0, *accumulate(widths))
        self.style = f'<w:pPr><w:pStyle w:val="{escape(style_id)}"/>{"<w:keepNext/>" if keep else ""}'

    def frame(self, build: Build) -> Frame:
        """The frame of rows of a build, covered places included, to the end of the row."""
        parts: list[str] = []
        paragraphs: list[str] = []
        style = self.style
        if (
            self.form
            and "keepNext" not in style
            and any(slot.kind is CellKind.HEADER for slot in build.slots)
        ):
            style += "<w:keepNext/>"  # headings within a form stay on one page with what follows
        for slot, starts in build.places:
            width = self.edges[slot.column + slot.across] - self.edges[slot.column]
            span = f'<w:gridSpan w:val="{slot.across}"/>' if slot.across > 1 else ""
            lines = (
                f'<w:tcBorders><w:{self.side} w:val="nil"/></w:tcBorders>'
                if slot.column in self.joined
                else ""
            )
            merge = "<w:vMerge/>" if not starts else '<w:vMerge w:val="restart"/>' if slot.down > 1 else ""
            parts.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{lines}<w:vAlign w:val="center"/></w:tcPr><w:p>'
            )
            if not starts:
                parts += (style, "</w:pPr></w:p></w:tc>")
                continue
            paragraph = _paragraph(style, self.em, self.form, slot.kind, slot.indent, slot.align)
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
    # In a form a label names the cells beside it, and its few numbers do not form a column to add up.
    centred = form and kind in (CellKind.LABEL, CellKind.NUMBER)
    side = align or (Align.CENTER if centred else _ALIGN[kind])
    indented = f'<w:ind w:left="{indent * em}"/>' if indent else ""
    if kind is CellKind.NUMBER and not indent:
        indented = _REACH.get(side, "")
    bold = "<w:rPr><w:b/></w:rPr>" if kind in _BOLD else ""
    return f'{style}{indented}<w:jc w:val="{side.value}"/></w:pPr><w:r>{bold}<w:t xml:space="preserve">'
