"""Sheets: rows of cells, merges, links and print set-up as XML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from gongkai.office_files import RELATIONS, SPREADSHEET
from gongkai.tree.nodes import DRAFT_MARK, Build, CellShape, Orientation
from gongkai.writers.ooxml import XML_DECLARATION, escape
from gongkai.writers.xlsx.cell_looks import CellLook, StyleBook
from gongkai.writers.xlsx.geometry import (
    DRAFT_MARGIN_TOP,
    MARGIN_BOTTOM,
    MARGIN_HEADER,
    MARGIN_SIDE,
    MARGIN_TOP,
    UNIT,
    pieces,
)
from gongkai.writers.xlsx.text import MAX_HEADER_TEXT, Strings, header_text, starts_like_formula

FOOTER = '&C&"宋体,常规"第 &P 页，共 &N 页'
DRAFT_HEADER = f'&C&"黑体,加粗"&28{DRAFT_MARK}'


@cache
def column_letter(column: int) -> str:
    """Name of a column, counted from 0."""
    head, tail = divmod(column, 26)
    return (column_letter(head - 1) if head else "") + chr(65 + tail)


@dataclass(slots=True)
class RowFrame:
    """What rows of a build share in a workbook: the numbers of the looks of all its places, and of the cells that start
    in it."""

    looks: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(slots=True)
class WorkbookSheets:
    """What the sheets of one workbook share."""

    draft: bool = False
    header: str = ""
    strings: Strings = field(default_factory=Strings)
    styles: StyleBook = field(default_factory=StyleBook)
    # What grid cells come back to: the numbers of their looks; those of figures by format, and of texts like formulas;
    # the frames of rows by their builds; the end of a cell by its text; the texts like formulas.
    looks: dict[CellShape, str] = field(default_factory=dict)
    apart: dict[tuple[CellShape, str], str] = field(default_factory=dict)
    frames: dict[Build, RowFrame] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=lambda: {"": '"/>'})
    formulas: set[str] = field(default_factory=set)

    def text_cell(self, place: str, text: str, look: CellLook) -> str:
        """XML of a text cell; a text that looks like a formula is marked as text for good."""
        if not text:
            return f'<c r="{place}" s="{self.styles.index(look)}"/>'
        if starts_like_formula(text):
            look = look._replace(quote=True)
        return f'<c r="{place}" s="{self.styles.index(look)}" t="s"><v>{self.strings.index(text)}</v></c>'


@dataclass(slots=True)
class Sheet:
    """One sheet in the making. Rows are added from the top; `widths` are in points."""

    book: WorkbookSheets
    widths: Sequence[float]
    orientation: Orientation = Orientation.PORTRAIT
    rows: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    frozen: int = 0
    repeated: tuple[int, int] | None = None
    pages: int = 0  # to print on; 0 for as many as it takes at the width of one
    drawing: str = ""  # the relation of its drawing, if it has one

    @property
    def next_row(self) -> int:
        return len(self.rows) + 1

    @property
    def last_column(self) -> int:
        return len(self.widths) - 1

    def add_row(self, cells: str, height: float) -> None:
        rows = self.rows
        rows.append(f'<row r="{len(rows) + 1}"{_row_height(height)}{cells}</row>')

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge a range: rows as printed (from 1), columns from 0; a single cell is left alone."""
        if (top, left) != (bottom, right):
            self.merges.append(f"{column_letter(left)}{top}:{column_letter(right)}{bottom}")

    def add_line(self, parts: Sequence[tuple[int, int, str, CellLook]], height: float) -> None:
        """A line outside the grid: texts, each merged over a range of columns (first, last).

        A line higher than a row can be takes several rows, merged downwards.
        """
        top, (count, each) = self.next_row, pieces(height)
        texts = "".join(
            self.book.text_cell(f"{column_letter(first)}{top}", text, look) for first, _, text, look in parts
        )
        self.add_row(texts, each)
        for _ in range(count - 1):
            self.add_row("", each)
        for first, last, _, _ in parts:
            self.merge(top, first, top + count - 1, last)

    def whole_line(self, text: str, look: CellLook, height: float) -> None:
        self.add_line([(0, self.last_column, text, look)], height)

    def xml(self, selected: bool = False) -> str:
        """The worksheet part."""
        area = f"A1:{column_letter(self.last_column)}{max(len(self.rows), 1)}"
        merges = ""
        if self.merges:
            merges = '"/><mergeCell ref="'.join(self.merges)
            merges = f'<mergeCells count="{len(self.merges)}"><mergeCell ref="{merges}"/></mergeCells>'
        links = "".join(
            f'<hyperlink ref="{place}" location="{escape(target)}" display="{escape(text)}"/>'
            for place, target, text in self.links
        )
        if links:
            links = f"<hyperlinks>{links}</hyperlinks>"
        drawing = f'<drawing r:id="{self.drawing}"/>' if self.drawing else ""
        rows = "".join(self.rows)
        self.book.strings.uses += rows.count(' t="s"')
        return (
            f'{XML_DECLARATION}<worksheet xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}">'
            f'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{area}"/>'
            f'<sheetViews><sheetView showGridLines="0"{_SELECTED if selected else ""} workbookViewId="0">'
            f'{self._pane()}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
            f"<cols>{_columns(tuple(self.widths))}</cols><sheetData>{rows}</sheetData>{merges}{links}"
            f"{_print_setup(self.book.draft, self.book.header, self.orientation, self.pages)}"
            # Codes are text made of digits; Excel would otherwise mark each with a green corner.
            f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'
            f"{drawing}</worksheet>"
        )

    def _pane(self) -> str:
        if not self.frozen:
            return ""
        below = f"A{self.frozen + 1}"
        return (
            f'<pane ySplit="{self.frozen}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
            f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/>'
        )


@lru_cache(maxsize=64)
def _print_setup(draft: bool, header: str, orientation: Orientation, pages: int) -> str:
    mark = DRAFT_HEADER if draft else ""
    head = header_text(header)
    while (mark and len(head) + len(mark) + 2 > MAX_HEADER_TEXT) or len(head) + 2 > MAX_HEADER_TEXT:
        head = head[:-2] if head.endswith("&&") else head[:-1]
    head = (f"&L{head}" if head else "") + mark
    written = f"<oddHeader>{escape(head)}</oddHeader>" if head else ""
    return (
        '<printOptions horizontalCentered="1"/>'
        f'<pageMargins left="{MARGIN_SIDE}" right="{MARGIN_SIDE}"'
        f' top="{DRAFT_MARGIN_TOP if draft else MARGIN_TOP}" bottom="{MARGIN_BOTTOM}"'
        f' header="{MARGIN_HEADER}" footer="{MARGIN_HEADER}"/>'
        f'<pageSetup paperSize="9" fitToWidth="1" fitToHeight="{pages}" orientation="{orientation.value}"/>'
        f"<headerFooter>{written}<oddFooter>{escape(FOOTER)}</oddFooter></headerFooter>"
    )


@lru_cache(maxsize=256)  # forms of a format have the same columns in every department
def _columns(widths: tuple[float, ...]) -> str:
    return "".join(
        [
            f'<col min="{n}" max="{n}" width="{width / UNIT:.2f}" customWidth="1"/>'
            for n, width in enumerate(widths, 1)
        ]
    )


@lru_cache(maxsize=1024)
def _row_height(height: float) -> str:
    return f' ht="{height:.2f}" customHeight="1">'


_SELECTED = ' tabSelected="1"'
