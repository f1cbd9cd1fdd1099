"""The pages of a PDF as a printed document."""

from __future__ import annotations

from gongkai.findings import Location
from gongkai.readers.limits import TooLarge, check_places
from gongkai.readers.package import Damaged, Protected
from gongkai.readers.pdf.lattice import Lattice, lattices
from gongkai.readers.pdf.page import Glyph, Page, read_page
from gongkai.readers.pdf.text import cell_text, lines_of_page, openings
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)

MAX_PAGES = 1_000
MAX_ON_PAGE = 60_000  # characters, or points of paths
_MOSTLY = 0.3  # of a page that pictures cover
_FEW = 30  # characters: a page number, the stamp of a scanner
_PASSWORD = 4  # pdfium's number for a file that wants one


def read_pdf(content: bytes, file: str) -> PrintedDocument:
    """All pages in this process. Raises Protected, Damaged, TooLarge.

    A page that is a picture is marked as scanned.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise Protected from error
        raise Damaged("不是完整的 PDF") from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise TooLarge(f"有 {count} 页，最多读 {MAX_PAGES} 页")
        parts = []
        for number in range(1, count + 1):
            try:
                page = document[number - 1]
                found = read_page(page, MAX_ON_PAGE)
                page.close()
                parts.append(part_of(found, file, number))
            except (pypdfium2.PdfiumError, ValueError) as error:
                raise Damaged(f"第 {number} 页读不出来") from error
    finally:
        document.close()
    return PrintedDocument(file, tuple(parts))


def part_of(page: Page, file: str, number: int) -> PrintedPart:
    """A page as lines and tables."""
    tables = lattices(page)
    inside: list[dict[int, list[Glyph]]] = [{} for _ in tables]
    outside: list[Glyph] = []
    for glyph in page.glyphs:
        middle, height = glyph.middle, glyph.y - 0.3 * glyph.size
        for table, cells in zip(tables, inside, strict=True):
            index = table.cell_at(middle, height)
            if index is not None:
                cells.setdefault(index, []).append(glyph)
                break
        else:
            outside.append(glyph)
    lines = lines_of_page(outside)
    items: list[tuple[float, PrintedLine | PrintedTable]] = [
        (line.y, PrintedLine(line.text, Location(file, page=number), opens=opens))
        for line, opens in zip(lines, openings(lines), strict=True)
    ]
    for index, (table, cells) in enumerate(zip(tables, inside, strict=True), 1):
        found = _table(table, cells, file, number, index)
        if found is not None:
            items.append((table.top, found))
    items.sort(key=lambda item: item[0])
    scanned = page.pictures > _MOSTLY and sum(glyph.text != " " for glyph in page.glyphs) < _FEW
    return PrintedPart(tuple(item for _, item in items), number, scanned=scanned, unreadable=page.unreadable)


def _table(
    table: Lattice, texts: dict[int, list[Glyph]], file: str, page: int, number: int
) -> PrintedTable | None:
    if all(glyph.text == " " for cell in texts.values() for glyph in cell):
        return None  # a frame around nothing
    check_places(f"第 {page} 页的表", len(table.ys), len(table.xs))
    cells = tuple(
        PrintedCell(
            cell_text(texts.get(index, ())),
            box.row,
            box.column,
            box.rowspan,
            box.colspan,
            Location(file, page=page, table=number, row=box.row + 1, column=box.column + 1),
        )
        for index, box in enumerate(table.cells)
    )
    edges = tuple(round(x, 1) for x in table.xs)
    return PrintedTable(cells, Location(file, page=page, table=number), edges=edges)
