"""Ledger tables as packs declare them: a type for each kind, under one head.

Texts may hold the names of prose templates in `{{ }}`. Declarations are known by identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from gongkai.findings import NOWHERE, Location
from gongkai.frozen import frozen
from gongkai.model.expression import Expression, Filters
from gongkai.plans.rows import USUAL_LOOK, AmountLook
from gongkai.plans.title_words import TitleWords


class Bind(Enum):
    """What a column of a ledger table shows."""

    __hash__ = object.__hash__  # that of Enum is written in Python and slow

    CODE = "编码"
    NAME = "名称"
    NUMBER = "行次"
    FIGURE = "金额"
    TEXT = "文字"
    CLASS = "类"
    GROUP = "款"
    ITEM = "项"


SHOWN_DIGITS = {Bind.CODE: (0, None), Bind.CLASS: (0, 3), Bind.GROUP: (3, 5), Bind.ITEM: (5, 7)}
"""For columns that show a code, which of its digits: first, and one past the last (None: to the end)."""


class TableKind(Enum):
    SIDES = "对列"
    CODES = "科目"
    ECONOMIC = "经济科目"
    SINGLE = "单行"


@frozen(eq=False)
class TableColumn:
    """A column: its header from top to bottom, and what it shows.

    A FIGURE column shows the part `where` of the row's figure, or of its own `figure`, printed as in `look`; a TEXT
    column the text of `source` = (schedule, key column, text column) for the row's key.
    """

    path: tuple[str, ...]
    bind: Bind
    figure: Expression | None = None
    where: Filters = ()
    width: float = 1
    count: bool = False
    source: tuple[str, str, str] = ("", "", "")
    look: AmountLook = USUAL_LOOK


@frozen(eq=False)
class TableLine:
    """A fixed line of a table.

    `number` is the printed 行次. `section` spans the table, `header` repeats headings in the middle. A `count` is
    printed without decimals. A line with a `code` is that of a function class, among which `figure` is divided; it is
    `chosen` if the format selects the classes, and `filled` if it is printed only where it has an amount.
    """

    label: str = ""
    number: str = ""
    figure: Expression | None = None
    section: bool = False
    header: tuple[str, ...] = ()
    count: bool = False
    bold: bool = False
    code: str = ""
    chosen: bool = False
    filled: bool = False


@frozen(eq=False)
class Side:
    """One of the blocks side by side in an overall table. `key` is its key in the file; `title` stands over its columns,
    once for neighbours with the same title."""

    key: str
    title: str
    columns: tuple[TableColumn, ...]
    lines: tuple[TableLine, ...]


@frozen(eq=False)
class CodeBlock:
    """A column of economic codes, each with its figure."""

    group: str
    codes: tuple[str, ...]


@frozen(eq=False)
class Footer:
    """A last row under `blocks` blocks: a label, and in their last column a figure."""

    label: str
    figure: Expression
    blocks: int


@frozen(eq=False)
class OtherWords:
    """What the same table may be called in published documents: words of its title, and alternative headings and row
    labels (in normal form) with this table's own word for each."""

    title: TitleWords | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)


@frozen(eq=False, kw_only=True)
class TableHead:
    """What all kinds of tables have: names, and the lines above and below the grid (`caption`: left, middle, right).

    `empty_note` is printed when all figures of the table are zero. `look` is how amounts are printed where a column does
    not say otherwise. The table is left out where the template expression `when` is not true. `recognise` serves only to
    read published documents.
    """

    key: str
    title: str
    code: str = ""
    sheet: str = ""
    landscape: bool = False
    caption: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    empty_note: str = ""
    look: AmountLook = USUAL_LOOK
    when: str = ""
    recognise: OtherWords = field(default_factory=OtherWords)
    location: Location = field(default=NOWHERE)


@frozen(eq=False, kw_only=True)
class CodesTable(TableHead):
    """科目: rows are the coordinates of `rows` in `dimension`, codes at each of `levels` (numbers of digits).

    Without levels the coordinates stand as they are. `totals` are the labels of total rows above them, with
    `totals_last` below them. `numbered` is the label of the row that numbers the value columns (栏次): `-` for numbers
    without a label, 全部 for numbers of all columns, empty for no such row.
    """

    columns: tuple[TableColumn, ...]
    rows: Expression
    dimension: str
    levels: tuple[int, ...] = ()
    totals: tuple[str, ...] = ()
    totals_last: bool = False
    numbered: str = ""


@frozen(eq=False, kw_only=True)
class SidesTable(TableHead):
    """对列: fixed lines in blocks side by side, under headings if `headed`; `numbered` as in `CodesTable`."""

    sides: tuple[Side, ...]
    headed: bool = True
    numbered: str = ""

    @property
    def flexible(self) -> bool:
        """Whether the length of its blocks depends on the department, because the format selects the classes."""
        return any(line.chosen for side in self.sides for line in side.lines)


@frozen(eq=False, kw_only=True)
class EconomicTable(TableHead):
    """经济科目: `figure` by economic code, in blocks of three columns headed by `titles`: code, name, figure.

    Names of blocks (`CodeBlock.group`) stand above. `dashes` maps codes to the text printed instead of a zero.
    """

    figure: Expression
    blocks: tuple[CodeBlock, ...]
    titles: tuple[str, str, str]
    dashes: Mapping[str, str] = field(default_factory=dict)
    footers: tuple[Footer, ...] = ()


@frozen(eq=False, kw_only=True)
class SingleTable(TableHead):
    """单行: one row of figures under a tree of headings; `numbered` as in `CodesTable`."""

    columns: tuple[TableColumn, ...]
    numbered: str = ""


LedgerTable = CodesTable | SidesTable | EconomicTable | SingleTable
