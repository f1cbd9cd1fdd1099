"""The rows of a planned table: fixed ones, and the rule by which a department's codes or names become rows."""

from __future__ import annotations

from dataclasses import field

from gongkai.frozen import frozen
from gongkai.model.expression import Expression, Filters
from gongkai.plans.binding import Binding
from gongkai.tree.grid import row_shape
from gongkai.tree.nodes import Cell, Row, RowShape


@frozen(eq=False)
class FixedCodes:
    """A figure that a table divides over fixed rows, one for each of `codes` in `dimension`.

    `length` is the number of digits of those codes, 0 where each code covers only itself and no longer ones.
    """

    figure: Expression
    where: Filters
    dimension: str
    codes: frozenset[str]
    length: int = 0

    def row(self, code: str) -> str:
        """The code whose row shows an amount of `code`; the table need not have that row."""
        return code[: self.length] if self.length else code


@frozen
class AmountLook:
    """How the amounts of a table are printed: a style from `numbers` in pack.yaml, and 万元 or 元."""

    style: str = "表格"
    unit: str = "万元"


USUAL_LOOK = AmountLook()


@frozen(eq=False)
class TextCell:
    """A text that is the same in every department's table."""

    cell: Cell


@frozen(eq=False)
class TemplateCell:
    """A text with names that depend on the department: `cell` holds the template."""

    cell: Cell


@frozen(eq=False)
class CodeCell:
    """The code of a row that a rule made, or its digits `[first:end]`, for 类, 款 and 项 in columns of their own."""

    first: int = 0
    end: int | None = None


@frozen(eq=False)
class NameCell:
    """The name of the row's code, in a fixed row that of `code`; with `plain` the row's coordinate is itself a name."""

    code: str = ""
    plain: bool = False


@frozen(eq=False)
class InputCell:
    """The user's text for the row's code: `source` is (schedule, key column, text column)."""

    source: tuple[str, str, str]


@frozen(eq=False)
class FigureCell:
    """A figure: in a row made by a rule `binding` is still to be narrowed to the row.

    `column` is the column of the table, `path` the headings over it, `labels` what names the fixed row (its
    label, its 行次). Where the cell is one of those of a figure divided over fixed rows, `family` is that figure and
    `code` the cell's code; a zero then prints as `dash`, if there is one.
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
    """A row of every department's table; `made` is the finished row where nothing in it depends on the department.

    `shapes` caches the shapes of the row by the positions of the zeros that were printed as dashes.
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
    """The rows of one of the side-by-side blocks of a table whose length depends on the department.

    `classes` are the indexes of the lines that are renumbered (一、二、…); those in `filled` are printed only where they
    have an amount. Where the block beside it is longer, `blank` rows are inserted before the line with index `pad`.
    """

    lines: tuple[FixedRow, ...]
    classes: frozenset[int]
    filled: frozenset[int]
    pad: int
    blank: FixedRow


@frozen(eq=False)
class RowRule:
    """One row for each coordinate in `dimension` for which `figure` has an amount in any of the parts `wheres`.

    Codes get a row at each of `levels` (numbers of digits); without levels coordinates are taken as they are.
    """

    figure: Expression
    wheres: tuple[Filters, ...]
    dimension: str
    levels: tuple[int, ...]
    cells: tuple[PlanCell, ...]

    def may_make(self, label: str) -> bool:
        """Whether the rule can make a row of this label; where rows are names, any label will do."""
        return not self.levels or (label.isascii() and label.isdigit() and len(label) in self.levels)
