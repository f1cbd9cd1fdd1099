"""The rows of a planned table: fixed ones, and the rule that makes one row per code or name."""

from __future__ import annotations

from dataclasses import field

from gongkai.frozen import frozen
from gongkai.model.expression import Expression, Filters
from gongkai.plans.binding import Binding
from gongkai.tree.grid import row_shape
from gongkai.tree.nodes import Cell, Row, RowShape


@frozen(eq=False)
class FixedCodes:
    """A figure that a table spreads over fixed rows: one for each of `codes` in `dimension`.

    `length` is the number of digits of those codes, 0 where every code stands for itself alone.
    """

    figure: Expression
    where: Filters
    dimension: str
    codes: frozenset[str]
    length: int = 0

    def row(self, code: str) -> str:
        """The code whose row shows an amount of `code`, whether there is such a row or not."""
        return code[: self.length] if self.length else code


@frozen
class AmountLook:
    """How the amounts of a table are printed: a style of `numbers` of pack.yaml, 万元 or 元."""

    style: str = "表格"
    unit: str = "万元"


USUAL_LOOK = AmountLook()


@frozen(eq=False)
class TextCell:
    """A text that is the same for everybody."""

    cell: Cell


@frozen(eq=False)
class TemplateCell:
    """A text with names of the department in it: `cell` holds the template."""

    cell: Cell


@frozen(eq=False)
class CodeCell:
    """The code of a row that a rule made, or its digits from `first` to before `end`: 类, 款 and 项 in columns of their own."""

    first: int = 0
    end: int | None = None


@frozen(eq=False)
class NameCell:
    """The name of the row's code; in a fixed row that of `code`. Where rows stand for names, `plain`: the name itself."""

    code: str = ""
    plain: bool = False


@frozen(eq=False)
class InputCell:
    """What the user wrote beside the row's code: the text of `source` (schedule, key column, text column)."""

    source: tuple[str, str, str]


@frozen(eq=False)
class FigureCell:
    """A figure: in a row made by a rule `binding` is still to be narrowed to the row.

    `column` is the column of the table, `path` the headings over it, `labels` what names the fixed row (its
    label, its 行次). `family` is the figure spread over fixed rows that this cell is one of, for `code`; then a zero
    prints as `dash`, if there is one.
    """

    binding: Binding
    column: int
    path: tuple[str, ...]
    labels: tuple[str, ...] = ()
    family: FixedCodes | None = None
    code: str = ""
    dash: str | None = None
    look: AmountLook = USUAL_LOOK


PlanCell = TextCell | TemplateCell | CodeCell | NameCell | InputCell | FigureCell


@frozen(eq=False)
class FixedRow:
    """A row that stands in every department's table; `made` is the finished row if nothing in it depends on one.

    `shapes` are those that the row had so far, by the places of the zeros that were printed as dashes.
    """

    cells: tuple[PlanCell, ...]
    made: Row | None = field(init=False, default=None)
    shapes: dict[tuple[int, ...], RowShape] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        texts = tuple([cell.cell for cell in self.cells if isinstance(cell, TextCell)])
        if len(texts) == len(self.cells):
            object.__setattr__(self, "made", Row(texts, row_shape(texts)))


@frozen(eq=False)
class SideRows:
    """The rows of one block of a table whose blocks are as long as a department makes them.

    Of the lines numbered in `classes`, which are counted anew (一、二、…), those in `filled` stand only where they have a
    figure; what is then missing beside a longer block is `blank`, before the line numbered `pad`.
    """

    lines: tuple[FixedRow, ...]
    classes: frozenset[int]
    filled: frozenset[int]
    pad: int
    blank: FixedRow


@frozen(eq=False)
class RowRule:
    """One row for each coordinate in `dimension` that `figure` has an amount in, in any of the parts `wheres`.

    Codes stand at each of `levels` (numbers of digits); without levels coordinates stand as they are.
    """

    figure: Expression
    wheres: tuple[Filters, ...]
    dimension: str
    levels: tuple[int, ...]
    cells: tuple[PlanCell, ...]

    def may_make(self, label: str) -> bool:
        """Whether a row may be called so; names may be anything."""
        return not self.levels or (label.isascii() and label.isdigit() and len(label) in self.levels)
