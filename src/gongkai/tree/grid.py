"""Where the cells of a table stand.

That depends on their spans alone, and the hundreds of rows of a report have a few dozen builds among
them: rows of subjects, lines of a form. So it is found once for each build, and what else a writer makes of a row
keeps to its build. A table keeps its grid, since Word and Excel ask for the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, compress
from operator import gt

from gongkai.tree.nodes import Align, Cell, CellKind, Table

Look = tuple[CellKind, int, Align | None]
"""Kind, indent and alignment of a cell."""
_Shape = tuple[tuple[CellKind, int, int, int, Align | None], ...]  # with colspan, rowspan and indent
_Hanging = tuple[tuple["Slot", int], ...]  # spans that reach into the next row, with the rows still to cover


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A place for cells of one kind. Rows and tables share slots, which are known by identity.

    `across` and `down` are the columns and rows that such a cell really spans, `look` what its look depends on.
    """

    column: int
    across: int
    down: int
    kind: CellKind
    indent: int
    align: Align | None
    look: Look


@dataclass(frozen=True, slots=True, eq=False)
class Build:
    """What a row is but for its texts; rows alike have the same one, which is known by identity.

    `slots` are those of the row's cells; `places` are all slots of the row from the first column to the last, and
    whether a cell of the row stands there: others are under a span from above, or blank. `spans` are the slots larger
    than one place. `filled` is the number of columns that the row fills exactly, -1 if a span had to be shortened or
    a place stays blank.
    """

    slots: tuple[Slot, ...]
    places: tuple[tuple[Slot, bool], ...]
    spans: tuple[Slot, ...]
    filled: int
    columns: int
    deepest: int
    hanging: _Hanging


@dataclass(frozen=True, slots=True)
class Grid:
    """A table by the builds of its rows, the `slots` in use, and its cells in order with places, rows, texts.

    `broken` tells whether there are line ends in the texts.
    """

    builds: list[Build]
    columns: int
    slots: tuple[Slot, ...]
    places: list[Slot]
    rows: list[int]
    cells: list[Cell]
    texts: list[str]
    broken: bool

    def longer(self, limits: Mapping[Slot, int]) -> Iterator[tuple[int, Slot, Cell]]:
        """Row, slot and cell where a text has more characters than its slot's limit, and wherever texts
        may have line ends."""
        long = map(gt, map(len, self.texts), map(limits.__getitem__, self.places))
        return compress(
            zip(self.rows, self.places, self.cells, strict=True), self.texts if self.broken else long
        )


def grid(table: Table) -> Grid:
    """The grid of a table. A span that would run into another, or out of the table, is shortened; a row longer than
    the table has widths adds columns."""
    if not table.grids:
        columns = max(len(table.widths), 1)
        builds = _builds(table, columns)
        widest = max([build.columns for build in builds], default=columns)
        if widest > columns:
            builds = _builds(table, widest)
        places = list(chain.from_iterable([build.slots for build in builds]))
        rows = [row for row, build in enumerate(builds) for _ in build.slots]
        cells = list(chain.from_iterable([row.cells for row in table.rows]))
        texts = [cell.text for cell in cells]
        broken = "\n" in "".join(texts)
        table.grids.append(
            Grid(builds, widest, tuple(dict.fromkeys(places)), places, rows, cells, texts, broken)
        )
    return table.grids[0]


def _builds(table: Table, columns: int) -> list[Build]:
    builds: list[Build] = []
    hanging: _Hanging = ()
    left = len(table.rows)
    for row in table.rows:
        shape = tuple(
            [(cell.kind, cell.colspan, cell.rowspan, cell.indent, cell.align) for cell in row.cells]
        )
        build = _build(shape, columns, hanging)
        if build.deepest > left:
            shape = tuple(
                [(kind, wide, min(down, left), indent, align) for kind, wide, down, indent, align in shape]
            )
            build = _build(shape, columns, hanging)
        builds.append(build)
        hanging = build.hanging
        left -= 1
    return builds


@lru_cache(maxsize=1024)
def _build(shape: _Shape, columns: int, hanging: _Hanging) -> Build:
    """The build of a row of such cells below a row that leaves spans hanging."""
    taken = {column for slot, _ in hanging for column in _reach(slot)}
    slots: list[Slot] = []
    exact = True
    column = 0
    for kind, colspan, rowspan, indent, align in shape:
        while column in taken:
            column += 1
        across = 1
        while across < colspan and column + across not in taken:
            across += 1
        exact = exact and across == colspan
        slots.append(_slot(column, across, max(rowspan, 1), kind, indent, align))
        column += across
    columns = max(columns, column)
    taken.update(*map(_reach, slots))
    blank = [_slot(free, 1, 1, CellKind.TEXT, 0, None) for free in range(columns) if free not in taken]
    covered = [slot for slot, _ in hanging]
    places = [(slot, True) for slot in slots] + [(slot, False) for slot in covered + blank]
    filled = len(taken) if exact and len(taken) == max(taken, default=-1) + 1 else -1
    below = [(slot, rows - 1) for slot, rows in hanging]
    below += [(_slot(s.column, s.across, 1, s.kind, s.indent, s.align), s.down - 1) for s in slots]
    return Build(
        tuple(slots),
        tuple(sorted(places, key=lambda place: place[0].column)),
        tuple([slot for slot in slots if slot.down > 1 or slot.across > 1]),
        filled,
        columns,
        max([rowspan for _, _, rowspan, _, _ in shape], default=1),
        tuple([(slot, rows) for slot, rows in below if rows > 0]),
    )


@lru_cache(maxsize=1024)
def _slot(column: int, across: int, down: int, kind: CellKind, indent: int, align: Align | None) -> Slot:
    """The one slot of all rows and tables: what a writer keeps by slots it keeps once."""
    return Slot(column, across, down, kind, indent, align, (kind, indent, align))


def _reach(slot: Slot) -> range:
    return range(slot.column, slot.column + slot.across)
