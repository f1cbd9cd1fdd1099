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

    __hash__ = object.__hash__

    CODE = "编码"
    NAME = "名称"
    NUMBER = "行次"
    FIGURE = "金额"
    TEXT = "文字"
    CLASS = "类"
    GROUP = "款"
    ITEM = "项"


SHOWN_DIGITS = {Bind.CODE: (0, None), Bind.CLASS: (0, 3), Bind.GROUP: (3, 5), Bind.ITEM: (5, 7)}
"""Columns that show a code: from which digit, to before which."""


class TableKind(Enum):
    SIDES = "对列"
    SHOWN_DIGITS = "科目"
    ECONOMIC = "经济科目"
    SINGLE = "单行"


@frozen(eq=False)
class TableColumn:
    """A column: its header from top to bottom, what it shows, and which part of the row's figure, or of a `figure` of
    its own.

    A TEXT column shows the text of `source` = (schedule, key column, text column) for the row's key. `look` is
    how its amounts are printed.
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

    `number` is the printed 行次. `section` spans the table, `header` repeats headings in the middle.
    A `count` is printed without decimals. A line with a `code` is one of those of all function classes, over
    which `figure` is spread: of a list of the format's own if `chosen`, and only where there is an amount if `filled`.
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
    """One of the blocks that stand side by side in an overall table, `key` in its file; `title` stands over its columns,
    once over neighbours that have the same."""

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
    """A label over `blocks` blocks but their last column, in which its figure stands."""

    label: str
    figure: Expression
    blocks: int


@frozen(eq=False)
class OtherWords:
    """How a table that others printed may call what this one has: words of its title, and by the normal form of a
    heading or of a row's label the table's own."""

    title: TitleWords | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)


@frozen(eq=False, kw_only=True)
class TableHead:
    """What all kinds have: names, and the lines above and below the grid (`caption` left, middle, right).

    `empty_note` is printed when no figure but zero stands in the table; `recognise` is for reading alone. `look` is
    how amounts are printed where no column says otherwise. `when` is a template expression: where it is not true of a
    department, its report is without the table.
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

    Without levels the coordinates stand as they are. `totals` label the rows of totals above them, or below them with
    `totals_last`. `numbered` is the label of the row that numbers the value columns (栏次), `-` for numbers without a label, 全部 for
    numbers of all columns, empty for no such row.
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
    """对列: fixed lines in blocks side by side, without headings of their own unless `headed`; `numbered` as above."""

    sides: tuple[Side, ...]
    headed: bool = True
    numbered: str = ""

    @property
    def flexible(self) -> bool:
        """Whether its blocks are filled up to the longest, because the classes listed are not those of the year."""
        return any(line.chosen for side in self.sides for line in side.lines)


@frozen(eq=False, kw_only=True)
class EconomicTable(TableHead):
    """经济科目: `figure` by economic code, in blocks of code, name and figure, which `titles` head, below the names of
    the blocks where these have any.

    `dashes` maps codes to the text printed instead of a zero.
    """

    figure: Expression
    blocks: tuple[CodeBlock, ...]
    titles: tuple[str, str, str]
    dashes: Mapping[str, str] = field(default_factory=dict)
    footers: tuple[Footer, ...] = ()


@frozen(eq=False, kw_only=True)
class SingleTable(TableHead):
    """单行: one row of figures under a tree of headings; `numbered` as above."""

    columns: tuple[TableColumn, ...]
    numbered: str = ""


LedgerTable = CodesTable | SidesTable | EconomicTable | SingleTable
