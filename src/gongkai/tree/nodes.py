"""The neutral document tree: what a report says, independent of Word, Excel or any other file.

Sections build it, writers read it. A figure stays a figure (`Number`), so that Word prints its
text, Excel stores its value with a number format, and a viewer can show where it came from.
All nodes are immutable and compare by value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from gongkai.derivation import Origin, ToldCell
from gongkai.findings import Location
from gongkai.frozen import frozen


class Orientation(Enum):
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Align(Enum):
    __hash__ = object.__hash__  # that of Enum is written in Python and slow, and writers look up every cell

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class CellKind(Enum):
    """What a table cell is; a writer derives its look from it."""

    __hash__ = object.__hash__  # as of Align

    HEADER = "header"  # column heading
    LABEL = "label"  # row label, code or other short text that stands for a row
    TOTAL = "total"  # label of a total row
    TEXT = "text"  # free text in a form
    NUMBER = "number"  # amount, count or percentage
    SECTION = "section"  # heading inside a table, usually across the whole width


@frozen
class Number:
    """A figure as printed.

    `value` is the printed value as an exact decimal in `unit` (万元, 元, 辆, % …), already rounded to
    `decimals`; `text` is what Word shows (it may be empty, `0`, or have thousands separators).
    `name` is the pack's name of the figure, `origin` the figure itself, which knows its input cells.
    """

    text: str
    value: Decimal
    decimals: int = 2
    unit: str = "万元"
    thousands: bool = False
    name: str = field(default="", compare=False)
    origin: Origin | None = field(default=None, compare=False, repr=False)

    @property
    def sources(self) -> tuple[Location, ...]:
        """The input cells that the figure was computed from."""
        return self.origin.sources if self.origin is not None else ()


@frozen
class Run:
    """A piece of a paragraph or cell: plain text, or a figure.

    `words` are the spans of plain text (start, end) that say how figures compare, each with its origin.
    """

    text: str
    number: Number | None = None
    bold: bool = False
    words: tuple[tuple[int, int, Origin], ...] = field(default=(), compare=False, repr=False)


@frozen
class Paragraph:
    """Body text. `role` is `body`, `plain` (no first-line indent), `center`, `right` or `note`.

    `place` is the part and the line of the template that it came from, for its key (`tree.keys`).
    """

    runs: tuple[Run, ...]
    role: str = "body"
    place: str = field(default="", compare=False, repr=False)

    @property
    def text(self) -> str:
        return self.runs[0].text if len(self.runs) == 1 else "".join([run.text for run in self.runs])


@frozen
class Heading:
    """A heading; level 1 is a part (第一部分), 2 一、, 3 （一）, 4 1.

    `key` is unique in a document; `place` as of a paragraph. A `raised` heading (of a report within a part) looks
    like one of the level above.
    """

    level: int
    text: str
    key: str
    place: str = field(default="", compare=False, repr=False)
    raised: bool = False

    @property
    def look(self) -> int:
        """The level whose style it is printed in, 1 to 4."""
        return min(max(self.level - self.raised, 1), 4)


@frozen
class CoverLine:
    """One line of the cover. `role` is `title`, `subtitle`, `unit` or `date`."""

    text: str
    role: str


@frozen
class Cover:
    lines: tuple[CoverLine, ...]


@frozen
class Contents:
    """The table of contents, over headings of levels 1 to `depth`."""

    title: str
    depth: int = 2


@frozen
class Cell:
    """A cell of a table. Cells covered by another cell's span are not listed in their row."""

    text: str = ""
    kind: CellKind = CellKind.TEXT
    number: Number | None = None
    colspan: int = 1
    rowspan: int = 1
    align: Align | None = None
    indent: int = 0


CellShape = tuple[CellKind, int, Align | None]
"""Kind, indent and alignment of a cell."""
Hanging = tuple[tuple["Slot", int], ...]  # spans that reach into the next row, with the rows still to cover


@frozen(eq=False)
class RowShape:
    """The cells of a row but for their texts: (kind, colspan, rowspan, indent, align) of each. Rows alike have the same
    one, which is known by identity (`gongkai.tree.grid.row_shape`). `labelled` says which labels stand before another one
    (a code before its name)."""

    cells: tuple[tuple[CellKind, int, int, int, Align | None], ...]
    labelled: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labelled", labels_before_labels([cell[0] for cell in self.cells]))


def labels_before_labels(kinds: Sequence[CellKind]) -> tuple[int, ...]:
    """Where in a row of cells of such kinds a label stands before another one."""
    pair = (CellKind.LABEL, CellKind.LABEL)
    return tuple([at for at, found in enumerate(pairwise(kinds)) if found == pair])


@frozen
class Row:
    """A row of a table. `shape` is that of its cells, where the maker of the row knows it already."""

    cells: tuple[Cell, ...]
    shape: RowShape | None = field(default=None, compare=False, repr=False)


@frozen(eq=False)
class Slot:
    """The position and look of a cell. Equal slots are one object, shared by rows and tables.

    `across` and `down` are the columns and rows that the cell really spans, `look` is what its style depends on.
    """

    column: int
    across: int
    down: int
    kind: CellKind
    indent: int
    align: Align | None
    look: CellShape


@frozen(eq=False)
class Build:
    """A row without its texts; equal rows share one object.

    `slots` are those of the row's cells. `places` are all slots of the row from the first column to the last, each
    with whether a cell of the row begins there; the others are covered by a span from above, or blank. `spans` are
    the slots larger than one column and row. `filled` is the number of columns that the row fills exactly, -1 if a
    span had to be shortened or a place stays blank. `deepest` is the largest row span; `hanging` are the spans that
    reach into the next row.
    """

    slots: tuple[Slot, ...]
    places: tuple[tuple[Slot, bool], ...]
    spans: tuple[Slot, ...]
    filled: int
    columns: int
    deepest: int
    hanging: Hanging


@frozen(eq=False)
class TableBuild:
    """A table without its texts: the builds of its rows, the `slots` in use, and for each of its cells, in order, its
    slot (`places`) and row. Equal tables share one object, by which writers cache what they derive from it."""

    builds: tuple[Build, ...]
    columns: int
    slots: tuple[Slot, ...]
    places: tuple[Slot, ...]
    rows: tuple[int, ...]


@frozen
class Grid:
    """A table by its build, with its cells in order and their texts; `broken` is True if any text has a line break."""

    build: TableBuild
    cells: list[Cell]
    texts: list[str]
    broken: bool

    @property
    def builds(self) -> tuple[Build, ...]:
        return self.build.builds

    @property
    def columns(self) -> int:
        return self.build.columns


@frozen
class Table:
    """A ledger table or a form.

    `key` is the pack's name of the table and is unique in a document; `title` is the printed title
    (`heading` tells whether it also stands in the contents, at level 2); `code` the printed table
    code; `caption` the lines between title and grid as (left, middle, right), such as
    部门名称 / 年度 / 金额单位; `widths` the relative widths of the columns; `header_rows` how many
    leading rows repeat on every page; `notes` the lines under the table; `sheet` a short name for an
    Excel sheet; `listed` how the contents name it where that is not its title. `heads` are headings further down,
    each as its row and the row after the last one it stands over: repeated where a page break divides these rows.
    """

    key: str
    title: str
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    header_rows: int = 0
    code: str = ""
    caption: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    orientation: Orientation = Orientation.PORTRAIT
    heading: bool = True
    form: bool = False
    sheet: str = ""
    listed: str = ""
    heads: tuple[tuple[int, int], ...] = ()
    # A cache of the positions of its cells (`gongkai.tree.grid`).
    grids: list[Grid] = field(default_factory=list, init=False, compare=False, repr=False)


class ChartKind(Enum):
    """How a chart shows its figures, by the name that packs use."""

    COLUMNS = "柱状图"
    STACKED_COLUMNS = "堆积柱状图"
    BARS = "条形图"
    STACKED_BARS = "堆积条形图"
    PIE = "饼图"


STACKED_KINDS = (ChartKind.STACKED_COLUMNS, ChartKind.STACKED_BARS)
LYING_KINDS = (ChartKind.BARS, ChartKind.STACKED_BARS)


@frozen
class Series:
    """A figure for each category, drawn in one pattern. `shares` are the printed shares of a pie's slices."""

    name: str
    values: tuple[Number, ...]
    shares: tuple[Number, ...] = ()


@frozen
class Chart:
    """A chart of printed figures.

    `title` stands under it; `description` says in words what it shows, for those who cannot see it. All figures are
    in one `unit`. A pie has one series without negative figures, and no figure of it is zero.
    """

    key: str
    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = "万元"
    description: str = field(default="", compare=False)

    @property
    def has_legend(self) -> bool:
        return len(self.series) > 1 or self.kind in STACKED_KINDS


@frozen
class PageBreak:
    pass


Block = Cover | Contents | Heading | Paragraph | Table | Chart | PageBreak


@frozen
class KeyFigure:
    """A figure that a digest prints large, with a few words under it."""

    label: str
    number: Number
    note: tuple[Run, ...] = ()


@frozen
class Digest:
    """The one-page summary of a publication (一图读懂): large figures, charts, a few sentences."""

    title: str
    subtitle: str
    figures: tuple[KeyFigure, ...]
    charts: tuple[Chart, ...]
    sentences: tuple[Paragraph, ...]
    source: str


DRAFT_MARK = "草稿"
"""Printed on every page of a draft and added to the name of its file."""


@frozen
class Document:
    """A whole publication. `draft` prints `DRAFT_MARK` on every page; `file_stem` is the name of its file without
    suffix; `year` and `publisher` say when and by whom, empty if unknown."""

    title: str
    subject: str
    file_stem: str
    blocks: tuple[Block, ...]
    draft: bool = False
    header: str = ""
    year: str = ""
    publisher: str = ""
    # Made when a writer asks for it; None where the format has none.
    digest: Callable[[], Digest] | None = field(default=None, compare=False, repr=False)
    # Says from which export a cell of the input was filled in, for a writer that shows where figures come from.
    told: Callable[[ToldCell], str] | None = field(default=None, compare=False, repr=False)

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Chart))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))
