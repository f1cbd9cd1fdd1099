"""What a schedule asks for: its columns and lines, as declared by a format pack.

A schedule (明细表) is one sheet of the workbook and one top-level key of the YAML form. It has one
of two shapes: ROWS, where the user adds rows (one per function code, project, indicator …), or
LINES, where the rows are fixed lines (the four items of 三公经费, the kinds of vehicles …).
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from enum import Enum

from gongkai.declared import Keeper
from gongkai.findings import NOWHERE, Location
from gongkai.frozen import frozen


class Shape(Enum):
    ROWS = "行"
    LINES = "项"


class ColumnType(Enum):
    """How a cell is read. AMOUNT is money (元 inside), the other numbers are taken as they are."""

    FUNCTION = "功能科目"
    ECONOMIC = "经济科目"
    CHOICE = "选择"
    TEXT = "文字"
    AMOUNT = "金额"
    COUNT = "数量"
    NUMBER = "数值"
    DATE = "日期"

    @property
    def is_numeric(self) -> bool:
        return self in (ColumnType.AMOUNT, ColumnType.COUNT, ColumnType.NUMBER)


CODE_TYPES = (ColumnType.FUNCTION, ColumnType.ECONOMIC)


@frozen
class Blank:
    """What an empty cell means: the same as the row above, another column of the row, or a line of 单位信息.

    It applies only where the heading in the workbook bears `words`; older workbooks lack them and are read as before.
    With `group` the words stand on the group's heading and apply where the row is empty in the whole group.
    """

    above: bool = False
    column: str = ""
    line: str = ""
    group: bool = False

    @property
    def words(self) -> str:
        if self.above:
            return "（空=同上）"
        if self.group:
            return f"（都空=同{self.column.partition('/')[0]}）"
        return f"（空={self.line}）" if self.line else f"（空=同{self.column}）"


@frozen
class Follows:
    """The text of a column follows from another `column` of the row: `texts` maps that column's text to it."""

    column: str
    texts: tuple[tuple[str, str], ...]


@frozen
class Column:
    """A column. `path` is the header from top to bottom: ("决算", "基本支出") or ("科目编码",).

    A key column with a `dimension` gives each fact of its row a coordinate under that name; a
    numeric column gives its facts the coordinates `coordinates`. `length` is the number of digits of the
    codes in a code column, 0 for the finest; `any_level` takes codes of every level.

    `blank` is what an empty cell means where the heading says so; a column that `follows` another is not asked for
    in the blank workbook. `words` are other spellings of a choice, the first of them the one in the drop-down;
    `listed_in` is the schedule and column (项目/项目名称) whose names are offered.
    """

    path: tuple[str, ...]
    type: ColumnType
    dimension: str = ""
    coordinates: tuple[tuple[str, str], ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    prompt: str = ""
    width: float = 0
    length: int = 0
    any_level: bool = False
    blank: Blank | None = None
    follows: Follows | None = None
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    listed_in: str = ""
    location: Location = field(default=NOWHERE, compare=False)
    name: str = field(init=False, default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", "/".join(self.path))  # asked for at every cell

    @property
    def headings(self) -> tuple[str, ...]:
        """The header from top to bottom as the blank workbook writes it, with what an empty cell means."""
        if self.blank is None:
            return self.path
        level = 0 if self.blank.group else -1
        shown = list(self.path)
        shown[level] += self.blank.words
        return tuple(shown)

    @property
    def offered(self) -> tuple[str, ...]:
        """The choices as a drop-down offers them."""
        words = dict(self.words)
        return tuple(words[choice][0] if choice in words else choice for choice in self.choices)


@frozen
class Offer:
    """A word in place of an amount: the sum of another schedule's column of the same name, over some codes.

    `codes` are prefixes of the codes in the schedule's first column.
    """

    word: str
    schedule: str
    codes: tuple[str, ...]


@frozen
class Line:
    """A fixed row of a LINES schedule: what it is called, how its cells are read, which columns it has.

    `columns` names the columns (by `Column.name`) that take a value; empty means all. `group` is a
    sub-heading under which the workbook shows the line. `part` says that the amount is within another
    line's (其中数), so that no total holds it. `offer` is a word that may stand in place of the amount.
    """

    name: str
    type: ColumnType = ColumnType.AMOUNT
    unit: str = ""
    columns: tuple[str, ...] = ()
    group: str = ""
    prompt: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    part: bool = False
    offer: Offer | None = None


Bands = tuple[tuple[str, Decimal], ...]
"""Words with the least number that earns each, highest first: 优 90, 良 80, 中 60, 差 0."""


def band_of(number: Decimal, bands: Bands) -> str:
    """The word of the band that a number falls in; empty below the lowest."""
    return next((word for word, least in bands if number >= least), "")


@frozen
class DerivedText:
    """A text that the user is not asked for: the band that the number in column `source` falls in.

    It is added to the row like a column of its own and is a coordinate under its own name.
    """

    name: str
    source: str
    bands: Bands


@frozen
class Matrix:
    """A cross-table sheet that holds rows of a schedule, in place of the schedule's own sheet.

    Its rows are the texts `rows` of the key column `down`, which the blank workbook writes; across, the user gives
    each name of the key column `across` once, over the columns `values`. `fixed` gives the columns that are the same
    for the whole sheet, `listed_in` the schedule and column whose names are offered.
    """

    name: str
    across: str
    down: str
    rows: tuple[str, ...]
    values: tuple[str, ...]
    fixed: tuple[tuple[str, str], ...] = ()
    listed_in: str = ""
    purpose: str = ""


@frozen
class ScheduleSpec(Keeper):
    """One schedule. For LINES the lines' names are the coordinates of dimension `line_dimension`.

    `unique` names the key columns that together may stand only once. `prefill` is a list of codes
    (`经济科目` items) that the blank workbook writes into the key column. `optional` schedules may be
    missing as a whole. `subtotals` says that the finance system prints a total for each group of lines, not
    one for the whole column.

    `control` marks the schedule of control totals (核对数, see `model.control_totals`): its numbers are compared with
    sums and are not facts. `rows` are the texts of its `unique` columns with which the blank form begins.
    `sheets` are the cross-tables that ask for its rows; a sheet with its own name and headings is read as well.
    """

    name: str
    shape: Shape
    columns: tuple[Column, ...]
    lines: tuple[Line, ...] = ()
    line_dimension: str = ""
    unique: tuple[str, ...] = ()
    prefill: tuple[str, ...] = ()
    optional: bool = False
    purpose: str = ""
    derived: tuple[DerivedText, ...] = ()
    subtotals: bool = False
    control: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    sheets: tuple[Matrix, ...] = ()
    location: Location = field(default=NOWHERE, compare=False)
    # Computed once, because every row asks for them.
    key_columns: tuple[Column, ...] = field(init=False, default=(), compare=False)
    number_columns: tuple[Column, ...] = field(init=False, default=(), compare=False)
    names: frozenset[str] = field(init=False, default=frozenset(), compare=False)  # derived ones too
    _by_name: dict[str, Column] = field(init=False, default_factory=dict, compare=False, repr=False)

    __hash__ = Keeper.__hash__

    def __post_init__(self) -> None:
        numeric = [column.type.is_numeric for column in self.columns]
        pairs = list(zip(self.columns, numeric, strict=True))
        object.__setattr__(self, "key_columns", tuple(column for column, number in pairs if not number))
        object.__setattr__(self, "number_columns", tuple(column for column, number in pairs if number))
        names = [*(column.name for column in self.columns), *(column.name for column in self.derived)]
        object.__setattr__(self, "names", frozenset(names))
        self._by_name.update((column.name, column) for column in reversed(self.columns))

    @property
    def is_prefilled(self) -> bool:
        """True if the blank form already has rows, which mean nothing until they contain a number."""
        return bool(self.prefill or self.rows)

    def column(self, name: str) -> Column | None:
        return self._by_name.get(name)

    def choices_of(self, name: str) -> tuple[str, ...]:
        """All that a column can say: its choices, or the words that are derived; empty where anything can stand."""
        derived = next((item for item in self.derived if item.name == name), None)
        if derived is not None:
            return tuple(word for word, _ in derived.bands)
        column = self.column(name)
        return column.choices if column is not None else ()

    @property
    def dimensions(self) -> frozenset[str]:
        """All coordinates that facts of this schedule have."""
        names = {column.dimension for column in self.columns if column.dimension}
        names.update(name for column in self.columns for name, _ in column.coordinates)
        if self.line_dimension:
            names.add(self.line_dimension)
        names.update(column.name for column in self.derived)
        return frozenset(names)


@frozen
class InputSpec:
    """All that a format asks for: its schedules by name, in the order of the workbook."""

    format: str
    name: str
    schedules: tuple[ScheduleSpec, ...]
    guide: tuple[str, ...] = ()

    def schedule(self, name: str) -> ScheduleSpec | None:
        return next((schedule for schedule in self.schedules if schedule.name == name), None)
