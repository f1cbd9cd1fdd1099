"""A page of the web as a printed document: what a browser shows of it, lines and tables.

What is hidden, drawn (charts) or leads to another place of the same page (contents) is no text of the document, nor is
the heading that only repeats the name of the window.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from gongkai.findings import Location
from gongkai.readers.limits import MAX_MARKS, MAX_ROWS, TooLarge, check_places
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([-\w]+)", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])")
_SKIPPED = frozenset(("script", "style", "svg", "nav", "template", "noscript", "select", "textarea"))
_VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "source"))
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "label",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_BLANK = re.compile(r"[ \t\r\n\f]+")
_MOST_ACROSS = 200  # columns or rows that one cell covers


def read_html(content: bytes, file: str) -> PrintedDocument:
    """The text of a page as one part. Raises TooLarge."""
    page = _Page(file)
    page.feed(_decoded(content))
    page.close()
    page.finish()
    return PrintedDocument(file, (PrintedPart(tuple(page.items)),))


def _decoded(content: bytes) -> str:
    said = _CHARSET.search(content[:4096])
    names = ["utf-8-sig", said[1].decode() if said is not None else "", "gb18030"]
    for name in names:
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return content.decode("utf-8", "replace")


@dataclass(slots=True)
class _Grid:
    """A table while it is read. `taken` are the places that cells cover."""

    number: int
    row: int = -1
    column: int = 0
    cells: list[PrintedCell] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    span: tuple[int, int] | None = None  # rows and columns of the cell that is open
    text: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.items: list[PrintedLine | PrintedTable] = []
        self.grids: list[_Grid] = []
        self.skipped: tuple[str, int] | None = (
            None  # the tag whose content is not shown, how often it is open
        )
        self.named = False  # within the name of the window
        self.name = ""
        self.level = 0
        self.text: list[str] = []
        self.marks = self.lines = self.tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.marks += 1
        if self.marks > MAX_MARKS:
            raise TooLarge("太大，不像公开的网页")
        if self.skipped is not None:
            if tag == self.skipped[0]:
                self.skipped = (tag, self.skipped[1] + 1)
            return
        given = dict(attrs)
        if tag == "title":
            self.named = True
        elif tag == "br":
            self._say("\n")
        elif tag not in _VOID and _is_unseen(tag, given):
            self.skipped = (tag, 1)
        elif tag == "table":
            self._line()
            self.tables += 1
            self.grids.append(_Grid(self.tables))
        elif self.grids and tag in ("tr", "td", "th"):
            self._place(tag, given)
        elif tag not in _INLINE:
            self._ends_line()
            found = _HEADING.fullmatch(tag)
            self.level = int(found[1]) if found is not None else self.level

    def handle_endtag(self, tag: str) -> None:
        if self.skipped is not None:
            if tag == self.skipped[0]:
                left = self.skipped[1] - 1
                self.skipped = (tag, left) if left else None
        elif tag == "title":
            self.named = False
        elif tag == "table" and self.grids:
            self._close_cell()
            self._close_table(self.grids.pop())
        elif self.grids and tag in ("tr", "td", "th"):
            self._close_cell()
        elif tag not in _INLINE:
            self._ends_line()
            if _HEADING.fullmatch(tag):
                self.level = 0

    def handle_data(self, data: str) -> None:
        if self.named:
            self.name += data
        elif self.skipped is None:
            self._say(_BLANK.sub(" ", data))

    def finish(self) -> None:
        """What was left open, closed."""
        while self.grids:
            self._close_cell()
            self._close_table(self.grids.pop())
        self._line()

    def _say(self, text: str) -> None:
        if not self.grids:
            self.text.append(text)
        elif self.grids[-1].span is not None:
            self.grids[-1].text.append(text)

    def _ends_line(self) -> None:
        """A paragraph begins or ends: in a cell a line of its text."""
        if self.grids:
            self._say("\n")
        else:
            self._line()

    def _line(self) -> None:
        """What was said since the last line."""
        if self.grids:
            return
        text = _trimmed("".join(self.text))
        self.text = []
        if text and not (self.level == 1 and text == _trimmed(self.name)):
            self.lines += 1
            self.items.append(PrintedLine(text, Location(self.file, paragraph=self.lines), self.level))

    def _place(self, tag: str, given: dict[str, str | None]) -> None:
        """A row or a cell begins."""
        self._close_cell()
        grid = self.grids[-1]
        if tag == "tr" or grid.row < 0:
            grid.row, grid.column = grid.row + 1, 0
            if grid.row > MAX_ROWS:
                raise TooLarge(f"的第 {grid.number} 张表太大，一张表最多 {MAX_ROWS} 行")
        if tag != "tr":
            grid.span = _span(given.get("rowspan")), _span(given.get("colspan"))

    def _close_cell(self) -> None:
        grid = self.grids[-1]
        if grid.span is None:
            return
        while (grid.row, grid.column) in grid.taken:
            grid.column += 1
        down, across = grid.span
        while across > 1 and any((grid.row, grid.column + step) in grid.taken for step in range(across)):
            across -= 1  # overlaps a cell that reaches in from above: damage
        grid.taken.update((grid.row + y, grid.column + x) for y in range(down) for x in range(across))
        check_places(f"第 {grid.number} 张表", grid.row + 1, grid.column + across)
        place = Location(self.file, table=grid.number, row=grid.row + 1, column=grid.column + 1)
        text = _trimmed("".join(grid.text))
        grid.cells.append(PrintedCell(text, grid.row, grid.column, down, across, place))
        grid.span, grid.text = None, []
        grid.column += across

    def _close_table(self, grid: _Grid) -> None:
        if not any(cell.text for cell in grid.cells):
            return
        last = grid.row + 1  # rows that a cell claims below the last one are none
        cells = tuple(
            cell
            if cell.row + cell.rowspan <= last
            else PrintedCell(cell.text, cell.row, cell.column, last - cell.row, cell.colspan, cell.place)
            for cell in grid.cells
        )
        self.items.append(PrintedTable(cells, Location(self.file, table=grid.number)))


def _is_unseen(tag: str, given: dict[str, str | None]) -> bool:
    """Whether what stands in an element is not shown, or only leads to what is said elsewhere in the page."""
    if tag in _SKIPPED or "hidden" in given or given.get("aria-hidden") == "true":
        return True
    if tag == "details":
        return "open" not in given
    return tag == "a" and (given.get("href") or "").startswith("#")


def _span(given: str | None) -> int:
    return min(max(int(given), 1), _MOST_ACROSS) if given and given.isascii() and given.isdigit() else 1


def _trimmed(text: str) -> str:
    """The lines of a text without the blanks around them and without empty ones."""
    return "\n".join(line for part in text.split("\n") if (line := part.strip(" ")))
